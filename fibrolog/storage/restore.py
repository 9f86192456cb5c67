"""Bringing back what was removed: one entry, or the clear day of a spasm that is gone.

What was there is known from the undo log. It comes back as the same entry, with its number and
uid, and as a change of its own, which merging and undo treat like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from fibrolog.domain.entries import BY_LETTER, AnyRecord, ClearDay, Episode, Record
from fibrolog.domain.vocabulary import Noun
from fibrolog.errors import NoSuchEntry, NotUnderstood
from fibrolog.storage import entries, undo, versions, vocabulary
from fibrolog.storage.outcomes import Restored
from fibrolog.storage.versions import stamp_text
from fibrolog.text import plural, quote, shell_quoted


def clear_days(
    connection: sqlite3.Connection, days: Iterable[date], now: datetime
) -> tuple[Record[ClearDay], ...]:
    """Bring back the clear days that a spasm had replaced, where no spasm is left."""
    found = (_clear_day(connection, day, now) for day in sorted(set(days)))
    return tuple(record for record in found if record is not None)


def _clear_day(connection: sqlite3.Connection, day: date, now: datetime) -> Record[ClearDay] | None:
    if entries.spasm_began(connection, day) or entries.clear_day_on(connection, day) is not None:
        return None
    found = versions.all_gave_way(connection, day)
    if not found:
        return None
    latest, *others = found
    for other in others:  # two diaries can each have had one
        versions.note(connection, "clear", other.uid, other.at, removed=True)
    return cast("Record[ClearDay]", _put_back(connection, "c", latest.row(), now))


def entry(connection: sqlite3.Connection, entry_id: str, now: datetime) -> Restored:
    """Bring back an entry as it was when it was removed.

    A region or remedy that has another name now, or was merged, is the one it became.

    Raises:
        NoSuchEntry: when there never was such an entry.
        NotUnderstood: when the diary has no place for it any more.
    """
    letter, table = entry_id[0], BY_LETTER[entry_id[0]].table
    removed = connection.execute(
        """SELECT before FROM changes WHERE table_name = ? AND row_id = ?
        ORDER BY id DESC LIMIT 1""",
        (table, int(entry_id[1:])),
    ).fetchone()
    if removed is None:
        raise NoSuchEntry(
            f"There never was an entry {entry_id}; fibrolog history shows what was deleted."
        )
    if (there := entries.by_id(connection, entry_id)) is not None:
        return Restored(there, was_there=True)
    row = undo.journalled(connection, table, removed[0])
    if (there := _by_uid(connection, letter, row["uid"])) is not None:
        return Restored(there, was_there=True)
    if letter == "c":
        _require_free(connection, entry_id, date.fromisoformat(row["day"]))
        return Restored(_put_back(connection, letter, row, now))
    noun: Noun = "region" if letter == "e" else "remedy"
    row[f"{noun}_id"] = _word_now(connection, noun, entry_id, row[f"{noun}_id"])
    side_lost = None
    if row.get("side") and not _has_sides(connection, row["region_id"]):
        side_lost, row["side"] = row["side"], None
    record = _put_back(connection, letter, row, now)
    replaced: tuple[ClearDay, ...] = ()
    if isinstance(record.entry, Episode):
        replaced = entries.end_clear_day(connection, record.entry, now)
    return Restored(record, replaced=replaced, side_lost=side_lost)


def _by_uid(connection: sqlite3.Connection, letter: str, uid: str) -> AnyRecord | None:
    found = connection.execute(
        f"SELECT id FROM {BY_LETTER[letter].table} WHERE uid = ?", (uid,)
    ).fetchone()
    return entries.by_id(connection, f"{letter}{found[0]}") if found else None


def _require_free(connection: sqlite3.Connection, entry_id: str, day: date) -> None:
    if entries.spasm_began(connection, day):
        raise NotUnderstood(
            f"{day} has a spasm now, so {entry_id} stays deleted; see the day with: "
            f"fibrolog list --since {day} --until {day}"
        )
    if (number := entries.clear_day_on(connection, day)) is not None:
        raise NotUnderstood(
            f"{day} is a clear day as c{number} already, so {entry_id} stays deleted; see it "
            f"with: fibrolog show c{number}"
        )


def _word_now(connection: sqlite3.Connection, noun: Noun, entry_id: str, number: int) -> int:
    """Return the row number of what a region or remedy is now."""
    name = undo.word(connection, plural(noun), number) or ""
    found = vocabulary.find(connection, noun, name)
    if found is None:
        raise NotUnderstood(
            f"{entry_id} names the {noun} {quote(name)}, which is not there any more; first type: "
            f"fibrolog {plural(noun)} add {shell_quoted(name)}"
        )
    return found[0]


def _has_sides(connection: sqlite3.Connection, region: int) -> bool:
    [sides] = connection.execute("SELECT sides FROM regions WHERE id = ?", (region,)).fetchone()
    return bool(sides != "none")


def _put_back(
    connection: sqlite3.Connection, letter: str, row: dict[str, Any], now: datetime
) -> AnyRecord:
    its = BY_LETTER[letter]
    versions.put_back(connection, its.name, row["uid"], now)
    undo.put_back(connection, its.table, row | {"updated_at": stamp_text(now)})
    found = entries.by_id(connection, f"{letter}{row['id']}")
    assert found is not None  # noqa: S101 -- it was written just now
    return found
