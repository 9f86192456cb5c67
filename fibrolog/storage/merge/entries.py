"""Writing arriving episodes and uses, many at a time, each under its own number where it is free.

An entry whose number is taken waits until all the others have theirs, and gets the next.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Self, TypeAlias

from fibrolog.domain.entries import ClearDay, EntryName, Episode, Moment, RemedyUse, entry_name
from fibrolog.storage.entries import COLUMNS, LIST_SEPARATOR, moment_text
from fibrolog.storage.import_records import Exported, ImportedEntry
from fibrolog.storage.merge.vocabulary import ImportedWords
from fibrolog.storage.schema import TABLE_OF

Values: TypeAlias = tuple[str | int | None, ...]

_EPISODE = """uid, at, at_precision, kind, region_id, side, intensity, duration_s, count, woke,
    signs, pain_types, triggers, note, created_at, updated_at"""
_USE = "uid, at, at_precision, remedy_id, dose, against, relief, note, created_at, updated_at"
_INSERT: dict[EntryName, str] = {
    "episode": f"INSERT INTO episodes ({_EPISODE}, id) VALUES ",
    "use": f"INSERT INTO uses ({_USE}, id) VALUES ",
}
_PLACES: dict[EntryName, str] = {"episode": f"({'?, ' * 16}?)", "use": f"({'?, ' * 10}?)"}
_UPDATE: dict[EntryName, str] = {
    "episode": f"UPDATE episodes SET ({_EPISODE}) = ({'?, ' * 15}?) WHERE id = ?",
    "use": f"UPDATE uses SET ({_USE}) = ({'?, ' * 9}?) WHERE id = ?",
}
# Longer ones are no amounts, and floats would not tell them apart.
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)
_CONTENT = ", ".join(f'"{column}"' for column in COLUMNS[1:])

# So many rows by one statement: what each statement costs beside its rows, the rows of the
# journal first of all, is then shared. With 50 rows of 17 values it is far from SQLite's limit.
_ROWS = 50
# The numbers of entries that were here and are gone.
_HAD = """SELECT before ->> 'uid', row_id FROM changes
    WHERE before IS NOT NULL AND (
        table_name = 'episodes' AND row_id NOT IN (SELECT id FROM episodes)
        OR table_name = 'uses' AND row_id NOT IN (SELECT id FROM uses))"""


class NewRows:
    """Writes new entries; to be used in a `with` statement.

    What is postponed is kept in a file without a name, so that nobody else can read it and its
    length does not matter.
    """

    def __init__(self, connection: sqlite3.Connection, words: ImportedWords) -> None:
        self._connection = connection
        self._words = words
        self._postponed = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 -- __exit__ closes it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._postponed.close()

    def insert(self, new: Iterable[ImportedEntry]) -> None:
        """Write entries whose numbers are free, and postpone the others."""
        by_kind: dict[EntryName, list[ImportedEntry]] = {"episode": [], "use": []}
        for one in new:
            by_kind[entry_name(one.entry)].append(one)
        for entry, those in by_kind.items():
            free = free_numbers(self._connection, entry, those)
            now: list[Values] = []
            for one in those:
                values = _values(one, self._words)
                if one.uid in free:
                    now.append((*values, one.number))
                else:
                    self._postponed.write(json.dumps([entry, *values]) + "\n")
            self._write(entry, now)

    def write_postponed(self) -> None:
        """Give the postponed entries the next numbers, or those they had before an undo."""
        if not self._postponed.tell():
            return
        had = dict(self._connection.execute(_HAD).fetchall())
        self._postponed.seek(0)
        for line in self._postponed:
            entry, *values = json.loads(line)
            self._connection.execute(_INSERT[entry] + _PLACES[entry], (*values, had.get(values[0])))

    def _write(self, entry: EntryName, rows: Sequence[Values]) -> None:
        whole = len(rows) - len(rows) % _ROWS
        many = _INSERT[entry] + ", ".join([_PLACES[entry]] * _ROWS)
        for begin in range(0, whole, _ROWS):
            bound = chain.from_iterable(rows[begin : begin + _ROWS])
            self._connection.execute(many, tuple(bound))
        self._connection.executemany(_INSERT[entry] + _PLACES[entry], rows[whole:])


def update(
    connection: sqlite3.Connection, one: ImportedEntry, words: ImportedWords, number: int
) -> None:
    """Write an entry over the one with this number."""
    connection.execute(_UPDATE[entry_name(one.entry)], (*_values(one, words), number))


def free_numbers(
    connection: sqlite3.Connection, entry: EntryName, those: Sequence[ImportedEntry]
) -> set[str]:
    """Return the uids of the entries that may have the numbers they would like.

    A number is free when no entry has it or, the journal tells, ever had: none but this very one.
    """
    wanted: dict[int, str] = {}
    for one in those:
        if one.number is not None:
            wanted.setdefault(one.number, one.uid)
    bound = (json.dumps(list(wanted)),)
    table = TABLE_OF[entry]
    taken = connection.execute(
        f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", bound
    ).fetchall()
    had = connection.execute(
        f"""SELECT row_id, before ->> 'uid' FROM changes WHERE table_name = '{table}'
        AND before IS NOT NULL AND row_id IN (SELECT value FROM json_each(?))""",
        bound,
    ).fetchall()
    for [number] in taken:
        del wanted[number]
    for number, uid in had:
        if wanted.get(number) != uid:
            wanted.pop(number, None)
    return set(wanted.values())


def content(one: ImportedEntry, words: ImportedWords) -> Values:
    """Return what an entry says, as `present` returns it once the entry is written."""
    entry = one.entry
    stamps = (entry.note, one.created_at, one.updated_at)
    if isinstance(entry, Episode):
        region = words.name("region", entry.region)
        lists = (entry.signs, entry.pain_types, entry.triggers)
        return (
            one.uid, "episode", moment_text(entry.moment.at), entry.moment.precision, None,
            entry.kind, region, entry.side, entry.intensity, entry.duration_s, entry.count,
            "yes" if entry.woke else "no",
            *(LIST_SEPARATOR.join(words) if words else None for words in lists),
            None, None, None, None, *stamps,
        )  # fmt: skip
    if isinstance(entry, RemedyUse):
        return (
            one.uid, "use", moment_text(entry.moment.at), entry.moment.precision, None,
            *[None] * 10, words.name("remedy", entry.remedy), entry.dose, entry.against,
            entry.relief, *stamps,
        )  # fmt: skip
    return (one.uid, "clear", None, None, entry.day.isoformat(), *[None] * 14, *stamps)


def present(connection: sqlite3.Connection, entry: EntryName, number: int) -> Values:
    """Return what an entry of the diary says."""
    found = connection.execute(
        f"SELECT {_CONTENT} FROM entries WHERE entry = ? AND number = ?", (entry, number)
    ).fetchone()
    return tuple(found)


def as_known(one: ImportedEntry, exported: Exported, present: Values) -> ImportedEntry:
    """Return a line of our own CSV as the diary has it, where its cells say no other.

    A spreadsheet drops the offset of a moment, its seconds, and the zeros before a number.
    """
    said = dict(zip(COLUMNS[1:], present, strict=True))
    entry = one.entry
    if _is_same_number(entry.note, str(said["note"])):
        entry = replace(entry, note=str(said["note"]))
    if isinstance(entry, RemedyUse) and _is_same_number(entry.dose, str(said["dose"])):
        entry = replace(entry, dose=str(said["dose"]))
    at = str(said["at"])
    if not isinstance(entry, ClearDay) and exported.at and at.startswith(exported.at):
        moment = Moment(datetime.fromisoformat(at), entry.moment.precision)
        entry = replace(entry, moment=moment)
    created_at = one.created_at if exported.created_at else str(said["created_at"])
    return one._replace(entry=entry, created_at=created_at)


def _is_same_number(text: str, other: str) -> bool:
    numbers = [_NUMBER.fullmatch(each) for each in (text, other)]
    return (
        all(numbers) and len({float(found[0].replace(",", ".")) for found in numbers if found}) == 1
    )


def digest(values: Values) -> bytes:
    """Return the hash by which two contents of the same second are ranked."""
    return hashlib.sha256(json.dumps(values).encode()).digest()


def _values(one: ImportedEntry, words: ImportedWords) -> Values:
    entry = one.entry
    if isinstance(entry, Episode):
        return (
            one.uid,
            moment_text(entry.moment.at),
            entry.moment.precision,
            entry.kind,
            words.number("region", entry.region),
            entry.side,
            entry.intensity,
            entry.duration_s,
            entry.count,
            entry.woke,
            _array(entry.signs),
            _array(entry.pain_types),
            _array(entry.triggers),
            entry.note,
            one.created_at,
            one.updated_at,
        )
    assert not isinstance(entry, ClearDay)  # noqa: S101 -- these go through arriving_clear_days
    return (
        one.uid,
        moment_text(entry.moment.at),
        entry.moment.precision,
        words.number("remedy", entry.remedy),
        entry.dose,
        entry.against,
        entry.relief,
        entry.note,
        one.created_at,
        one.updated_at,
    )


def _array(words: Sequence[str]) -> str:
    return json.dumps(words, ensure_ascii=False) if words else "[]"
