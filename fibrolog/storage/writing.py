"""Writing single entries, inside a transaction that `diary` has begun."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
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
    entry_name,
)
from fibrolog.storage import versions, vocabulary
from fibrolog.storage.entries import moment_text, stamp_text
from fibrolog.storage.schema import TABLE_OF

NewEntryT = TypeVar("NewEntryT", Episode, RemedyUse, ClearDay)


def insert_episode(
    connection: sqlite3.Connection, episode: Episode, now: datetime
) -> Record[Episode]:
    """Write an episode and return it as the diary keeps it."""
    uid, stamp = str(uuid.uuid4()), stamp_text(now)
    lists = (episode.signs, episode.pain_types, episode.triggers)
    signs, pain_types, triggers = (_array(len(words)) for words in lists)
    added = connection.execute(
        f"""INSERT INTO episodes (uid, at, at_precision, kind, region_id, side, intensity,
            duration_s, count, woke, signs, pain_types, triggers, note, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {signs}, {pain_types}, {triggers}, ?, ?, ?)""",
        (
            uid,
            *_episode_values(connection, episode),
            stamp,
            stamp,
        ),
    )
    return _record(episode, added, uid, now)


def update_episode(
    connection: sqlite3.Connection, number: int, episode: Episode, now: datetime
) -> None:
    """Write an episode over the one with this number."""
    lists = (episode.signs, episode.pain_types, episode.triggers)
    signs, pain_types, triggers = (_array(len(words)) for words in lists)
    _note_change(connection, "episode", number, now)
    connection.execute(
        f"""UPDATE episodes SET (at, at_precision, kind, region_id, side, intensity, duration_s,
            count, woke, signs, pain_types, triggers, note, updated_at)
        = (?, ?, ?, ?, ?, ?, ?, ?, ?, {signs}, {pain_types}, {triggers}, ?, ?) WHERE id = ?""",
        (*_episode_values(connection, episode), stamp_text(now), number),
    )


def insert_use(
    connection: sqlite3.Connection, use: RemedyUse, against: str | None, now: datetime
) -> Record[RemedyUse]:
    """Write a use, tied to the episode with the uid `against`, and return it as it is kept."""
    use = replace(use, against=against)
    uid, stamp = str(uuid.uuid4()), stamp_text(now)
    added = connection.execute(
        """INSERT INTO uses (uid, at, at_precision, remedy_id, dose, against, relief, note,
            created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            uid,
            *_use_values(connection, use),
            stamp,
            stamp,
        ),
    )
    return _record(use, added, uid, now)


def update_use(connection: sqlite3.Connection, number: int, use: RemedyUse, now: datetime) -> None:
    """Write a use over the one with this number."""
    _note_change(connection, "use", number, now)
    connection.execute(
        """UPDATE uses SET (at, at_precision, remedy_id, dose, against, relief, note, updated_at)
        = (?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?""",
        (*_use_values(connection, use), stamp_text(now), number),
    )


def insert_clear_day(
    connection: sqlite3.Connection, clear: ClearDay, now: datetime
) -> Record[ClearDay]:
    """Write a clear day and return it as the diary keeps it."""
    uid, stamp = str(uuid.uuid4()), stamp_text(now)
    added = connection.execute(
        "INSERT INTO clear_days (uid, day, note, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        (uid, clear.day.isoformat(), clear.note, stamp, stamp),
    )
    return _record(clear, added, uid, now)


def update_clear_day(
    connection: sqlite3.Connection, number: int, clear: ClearDay, now: datetime
) -> None:
    """Write a clear day over the one with this number."""
    _note_change(connection, "clear", number, now)
    connection.execute(
        "UPDATE clear_days SET (day, note, updated_at) = (?, ?, ?) WHERE id = ?",
        (clear.day.isoformat(), clear.note, stamp_text(now), number),
    )


def delete(connection: sqlite3.Connection, record: AnyRecord, now: datetime) -> None:
    """Remove an entry; the journal keeps what it said."""
    entry = entry_name(record.entry)
    versions.removed(connection, entry, record.uid, now)
    connection.execute(f"DELETE FROM {TABLE_OF[entry]} WHERE id = ?", (record.number,))


def keep_clear_day(connection: sqlite3.Connection, clear: ClearDay, now: datetime) -> bool:
    """Return whether the day is clear already, after giving it the new note if there is one."""
    found = connection.execute(
        "SELECT id, note FROM clear_days WHERE day = ?", (clear.day.isoformat(),)
    ).fetchone()
    if found is not None and clear.note not in ("", found[1]):
        update_clear_day(connection, found[0], clear, now)
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
        versions.removed(connection, "clear", uid, now)
        connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
    return tuple(ClearDay(date.fromisoformat(day), note) for _, _, day, note in found)


# None that is longer is saved: only what began so many days before can reach into a day.
_LONGEST_DAYS = -(-LONGEST_DURATION_S // 86_400)


def lasts_into(at: str, precision: str, duration_s: str, day: str = ":day") -> str:
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


def _note_change(
    connection: sqlite3.Connection, entry: EntryName, number: int, now: datetime
) -> None:
    [uid] = connection.execute(
        f"SELECT uid FROM {TABLE_OF[entry]} WHERE id = ?", (number,)
    ).fetchone()
    versions.changed(connection, entry, uid, now)


def _episode_values(connection: sqlite3.Connection, episode: Episode) -> tuple[object, ...]:
    return (
        moment_text(episode.moment.at),
        episode.moment.precision,
        episode.kind,
        vocabulary.number_of(connection, "region", episode.region),
        episode.side,
        episode.intensity,
        episode.duration_s,
        episode.count,
        episode.woke,
        *episode.signs,
        *episode.pain_types,
        *episode.triggers,
        episode.note,
    )


def _use_values(connection: sqlite3.Connection, use: RemedyUse) -> tuple[object, ...]:
    return (
        moment_text(use.moment.at),
        use.moment.precision,
        vocabulary.number_of(connection, "remedy", use.remedy),
        use.dose,
        use.against,
        use.relief,
        use.note,
    )


def _array(length: int) -> str:
    """Return SQL that makes a JSON array of the next `length` bound values."""
    return f"json_array({', '.join('?' * length)})"


def _record(entry: NewEntryT, added: sqlite3.Cursor, uid: str, now: datetime) -> Record[NewEntryT]:
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    stamp = now.astimezone(UTC).replace(microsecond=0)
    return Record(entry, added.lastrowid, uid, stamp, stamp)
