"""Writing single entries, inside a transaction that `diary` has begun."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar

from fibrolog.domain.entries import (
    LONGEST_DURATION_S,
    AnyRecord,
    ClearDay,
    Entry,
    EntryName,
    Episode,
    Record,
    RemedyUse,
    type_of,
)
from fibrolog.domain.fields import FIELDS_OF, Cell, row_of
from fibrolog.storage import versions, vocabulary
from fibrolog.storage.entries import stamp_text

NewEntryT = TypeVar("NewEntryT", Episode, RemedyUse, ClearDay)


def _row(name: EntryName, *more: str) -> tuple[str, str]:
    """Return as SQL the columns of a kind of entry and others, and a place for each of them."""
    columns = [field.row for field in FIELDS_OF[name]] + list(more)
    return ", ".join(columns), ", ".join("?" * len(columns))


def insert(connection: sqlite3.Connection, entry: NewEntryT, now: datetime) -> Record[NewEntryT]:
    """Write an entry and return it as the diary keeps it."""
    its, uid, stamp = type_of(entry), str(uuid.uuid4()), stamp_text(now)
    columns, places = _row(its.name, "created_at", "updated_at", "uid")
    added = connection.execute(
        f"INSERT INTO {its.table} ({columns}) VALUES ({places})",
        (*_said(connection, entry), stamp, stamp, uid),
    )
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    at = now.astimezone(UTC).replace(microsecond=0)
    return Record(entry, added.lastrowid, uid, at, at)


def update(connection: sqlite3.Connection, number: int, entry: Entry, now: datetime) -> None:
    """Write an entry over the one of its kind with this number."""
    its = type_of(entry)
    [uid] = connection.execute(f"SELECT uid FROM {its.table} WHERE id = ?", (number,)).fetchone()
    versions.changed(connection, its.name, uid, now)
    columns, places = _row(its.name, "updated_at")
    connection.execute(
        f"UPDATE {its.table} SET ({columns}) = ({places}) WHERE id = ?",
        (*_said(connection, entry), stamp_text(now), number),
    )


def _said(connection: sqlite3.Connection, entry: Entry) -> list[Cell]:
    return row_of(entry, partial(vocabulary.number_of, connection))


def delete(connection: sqlite3.Connection, record: AnyRecord, now: datetime) -> None:
    """Remove an entry; the journal keeps what it said."""
    its = type_of(record.entry)
    versions.removed(connection, its.name, record.uid, now)
    connection.execute(f"DELETE FROM {its.table} WHERE id = ?", (record.number,))


def keep_clear_day(connection: sqlite3.Connection, clear: ClearDay, now: datetime) -> bool:
    """Return whether the day is clear already, after giving it the new note if there is one."""
    found = connection.execute(
        "SELECT id, note FROM clear_days WHERE day = ?", (clear.day.isoformat(),)
    ).fetchone()
    if found is not None and clear.note not in ("", found[1]):
        update(connection, found[0], clear, now)
    return found is not None


def end_clear_day(
    connection: sqlite3.Connection, episode: Episode, now: datetime
) -> tuple[ClearDay, ...]:
    """Take away the clear days on which this spasm was; the journal keeps what they said.

    A twitch leaves them.
    """
    if episode.kind != "spasm":
        return ()
    found = connection.execute(
        "SELECT id, uid, day, note FROM clear_days WHERE day BETWEEN ? AND ? ORDER BY day",
        (episode.moment.day.isoformat(), episode.last_day.isoformat()),
    ).fetchall()
    for number, uid, _, _ in found:
        versions.gave_way(connection, uid, now)
        connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
    return tuple(ClearDay(date.fromisoformat(day), note) for _, _, day, note in found)


# None that is longer is saved: only what began so many days before can reach into a day.
_LONGEST_DAYS = -(-LONGEST_DURATION_S // 86_400)


def lasts_into(at: str, precision: str, duration_s: str, day: str) -> str:
    """Return SQL that tells whether what began `at` and lasted so long was there on a day.

    What is known only to the day may have begun as early as that day did.
    """
    return f"""(substr({at}, 1, 10) = {day} OR (substr({at}, 1, 10) < {day} AND date(
        CASE {precision} WHEN 'day' THEN substr({at}, 1, 10) ELSE substr({at}, 1, 19) END,
        ({duration_s} - 1) || ' seconds') >= {day}))"""


def spasms_on(day: str) -> str:
    """Return SQL that selects, FROM on, the spasms that were there on a day."""
    return f"""FROM episodes AS e WHERE e.kind = 'spasm'
        AND e.day BETWEEN date({day}, '-{_LONGEST_DAYS} days') AND {day}
        AND {lasts_into("e.at", "e.at_precision", "e.duration_s", day)}"""


def spasm_began(connection: sqlite3.Connection, day: date) -> date | None:
    """Return the local day on which the latest spasm began that was there on this day.

    None: there was no spasm on it, and none reached into it by its duration.
    """
    [began] = connection.execute(
        f"SELECT max(e.day) {spasms_on(':day')}", {"day": day.isoformat()}
    ).fetchone()
    return None if began is None else date.fromisoformat(began)


def clear_day_on(connection: sqlite3.Connection, day: date) -> int | None:
    """Return the number of the clear day of this day, if there is one."""
    found = connection.execute(
        "SELECT id FROM clear_days WHERE day = ?", (day.isoformat(),)
    ).fetchone()
    return None if found is None else int(found[0])


def spasm_days(entry: Entry) -> Iterator[date]:
    """Yield the local days that a spasm touched; a twitch or another entry has none."""
    if not isinstance(entry, Episode) or entry.kind != "spasm":
        return
    for later in range((entry.last_day - entry.moment.day).days + 1):
        yield entry.moment.day + timedelta(later)
