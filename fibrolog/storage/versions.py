"""Timestamps, and when an entry last changed: its `updated_at`, or a later moment noted here.

An entry's own row cannot tell when it is gone, when an undo gave it back its old times, or when
the clock had not moved since its last change. A change made by somebody who saw the one before
must count as the later of the two, whatever the clock said (Lamport L, Commun ACM
1978;21:558-565); so it is given the next second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fibrolog.domain.entries import CLOCKS_APART
from fibrolog.domain.fields import moment_text
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
