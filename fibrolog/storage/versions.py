"""Timestamps, and when an entry last changed: its `updated_at`, or a later moment noted here.

An entry's own row cannot tell when it is gone, when an undo gave it back its old times, or when
the clock had not moved since its last change. A change made by somebody who saw the one before
must count as the later of the two, whatever the clock said (Lamport L, Commun ACM
1978;21:558-565); so it is given the next second.

A clear day that gave way to a spasm is gone without having been removed: of it a moment is noted
here, and what it said is the last that the journal knows of it. It comes back with the spasm gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from fibrolog.domain.entries import CLOCKS_APART
from fibrolog.domain.fields import COLUMNS, Cell, moment_text
from fibrolog.errors import NotUnderstood, Unreadable
from fibrolog.storage.outcomes import Kept, Removal
from fibrolog.storage.schema import TABLE_OF

# What reading a value raises that is not what was written; `NotUnderstood` is the domain's.
UNREADABLE = (
    ValueError, TypeError, AttributeError, OverflowError, LookupError, NotUnderstood,
)  # fmt: skip


@contextmanager
def stored(head: str = "") -> Iterator[None]:
    """Tell that it is the file's fault when what is read inside cannot be.

    Args:
        head: what the sentence begins with.

    Raises:
        Unreadable: instead of whatever reading raised.
    """
    try:
        yield
    except UNREADABLE as error:
        raise Unreadable(f"{head}{error}") from error


def stored_day(text: Any) -> date:
    """Return a day that is stored.

    Raises:
        Unreadable: when it is none.
    """
    with stored():
        return date.fromisoformat(text)


def stored_moment(text: Any) -> datetime:
    """Return a moment that is stored.

    Raises:
        Unreadable: when it is none.
    """
    with stored():
        return datetime.fromisoformat(text)


def stamp_text(now: datetime) -> str:
    """Return a timestamp in UTC, in whole seconds."""
    return moment_text(now.astimezone(UTC))


def latest_stamp(now: datetime) -> str:
    """Return the latest timestamp that a change made by now can have, on whatever machine."""
    return stamp_text(now + CLOCKS_APART)


_NOTE = """INSERT INTO revisions (uid, entry, at, removed) VALUES (?, ?, ?, ?)
    ON CONFLICT (uid) DO UPDATE SET (entry, at, removed)
    = (excluded.entry, excluded.at, excluded.removed)"""

# The clear days that gave way to a spasm, each as it last was: beside a max() SQLite takes the
# other columns from the row that has it. CROSS JOIN lets it go through the journal once.
GAVE_WAY = """(
  SELECT row_id AS number, uid, day, note, created_at, updated_at, at FROM (
    SELECT max(c.id), c.row_id, r.uid, r.at, c.before ->> 'day' AS day, c.before ->> 'note' AS note,
      c.before ->> 'created_at' AS created_at, c.before ->> 'updated_at' AS updated_at
    FROM changes AS c CROSS JOIN revisions AS r ON r.uid = c.before ->> 'uid'
    WHERE c.table_name = 'clear_days' AND r.entry = 'clear' AND r.removed = 0
      AND r.uid NOT IN (SELECT uid FROM clear_days)
    GROUP BY r.uid))"""


class GaveWay(NamedTuple):
    """A clear day that gave way to a spasm, as it was, and when it last changed."""

    number: int
    uid: str
    day: str
    note: str
    created_at: str
    updated_at: str
    at: str

    def row(self) -> dict[str, Cell]:
        """Return it as its table had it."""
        said = {"id": self.number, **self._asdict()}
        return {column: said[column] for column in said if column not in ("number", "at")}

    def cells(self) -> tuple[Cell, ...]:
        """Return it as the cells of `COLUMNS`."""
        said = {**self._asdict(), "id": f"c{self.number}", "entry": "clear"}
        return tuple(said.get(column) if column != "at" else None for column in COLUMNS)


def version(connection: sqlite3.Connection, entry: Kept, uid: str) -> str:
    """Return when an entry last changed, as a timestamp; '' when it is not known at all."""
    [found] = connection.execute(
        f"""SELECT max(at) FROM (
            SELECT updated_at AS at FROM {TABLE_OF[entry]} WHERE uid = :uid
            UNION ALL SELECT at FROM revisions WHERE uid = :uid)""",
        {"uid": uid},
    ).fetchone()
    return str(found or "")


def changed(connection: sqlite3.Connection, entry: Kept, uid: str, now: datetime) -> None:
    """Note that an entry is about to change, unless the `updated_at` it gets will say so."""
    if (before := version(connection, entry, uid)) >= stamp_text(now):
        note(connection, entry, uid, _next_second(before), removed=False)


def put_back(connection: sqlite3.Connection, entry: Kept, uid: str, now: datetime) -> None:
    """Note that an undo is about to give an entry back its old content and times."""
    before = version(connection, entry, uid)
    note(connection, entry, uid, later(stamp_text(now), before), removed=False)


def removed(connection: sqlite3.Connection, entry: Kept, uid: str, now: datetime) -> None:
    """Note that an entry is about to be removed."""
    at = max(stamp_text(now), version(connection, entry, uid))
    note(connection, entry, uid, at, removed=True)


def gave_way(connection: sqlite3.Connection, uid: str, now: datetime) -> None:
    """Note that a clear day is about to give way to a spasm."""
    at = max(stamp_text(now), version(connection, "clear", uid))
    note(connection, "clear", uid, at, removed=False)


def all_gave_way(connection: sqlite3.Connection, day: date | None = None) -> list[GaveWay]:
    """Return the clear days that gave way to a spasm, or those of one day, the latest first."""
    found = connection.execute(
        f"SELECT * FROM {GAVE_WAY} WHERE :day IS NULL OR day = :day ORDER BY at DESC, uid DESC",
        {"day": day and day.isoformat()},
    )
    return list(map(GaveWay._make, found.fetchall()))


def forgotten(connection: sqlite3.Connection, uid: str) -> None:
    """Forget when something last changed, because it is about to be as if it had never been here.

    That it was removed before it came is still known.
    """
    connection.execute("DELETE FROM revisions WHERE uid = ? AND removed = 0", (uid,))


def note(connection: sqlite3.Connection, entry: Kept, uid: str, at: str, *, removed: bool) -> None:
    """Write down when an entry last changed."""
    connection.execute(_NOTE, (uid, entry, at, removed))


def removals(connection: sqlite3.Connection) -> Iterator[Removal]:
    """Yield what was removed from this diary, or from one that was merged into it."""
    for uid, entry, at in connection.execute(
        "SELECT uid, entry, at FROM revisions WHERE removed = 1 ORDER BY uid"
    ):
        stored_moment(at)
        yield Removal(uid, entry, at)


def later(stamp: str, before: str) -> str:
    """Return the timestamp, or where it does not come after `before`, the next that does."""
    return stamp if stamp > before else _next_second(before)


def _next_second(stamp: str) -> str:
    return stamp_text(stored_moment(stamp) + timedelta(seconds=1))
