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
from typing import Any, NamedTuple, Self, TypeAlias

from fibrolog.domain.entries import TYPES, ClearDay, EntryName, EntryType, Moment, type_of
from fibrolog.domain.fields import (
    COLUMNS,
    FIELDS,
    FIELDS_OF,
    STAMPS,
    Cell,
    Text,
    row_of,
    values,
)
from fibrolog.storage.import_records import Exported, ImportedEntry
from fibrolog.storage.merge.vocabulary import ImportedWords

Values: TypeAlias = tuple[Cell, ...]


class _Sql(NamedTuple):
    """The statements that write the entries of one table, its values as `_values` has them."""

    insert: str
    places: str
    update: str


def _sql(its: EntryType) -> _Sql:
    columns = ["uid", *(field.row for field in FIELDS_OF[its.name]), *STAMPS]
    said = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    return _Sql(
        f"INSERT INTO {its.table} ({said}, id) VALUES ",
        f"({places}, ?)",
        f"UPDATE {its.table} SET ({said}) = ({places}) WHERE id = ?",
    )


# Clear days come in by another way.
_SQL = {its.name: _sql(its) for its in TYPES.values() if its.cls is not ClearDay}
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
        by_kind: dict[EntryName, list[ImportedEntry]] = {name: [] for name in _SQL}
        for one in new:
            by_kind[type_of(one.entry).name].append(one)
        for entry, those in by_kind.items():
            free = free_numbers(self._connection, entry, those)
            now: list[Sequence[Cell]] = []
            for one in those:
                row = _values(one, self._words)
                if one.uid in free:
                    now.append((*row, one.number))
                else:
                    self._postponed.write(json.dumps([entry, *row]) + "\n")
            self._write(entry, now)

    def write_postponed(self) -> None:
        """Give the postponed entries the next numbers, or those they had before an undo."""
        if not self._postponed.tell():
            return
        had = dict(self._connection.execute(_HAD).fetchall())
        self._postponed.seek(0)
        for line in self._postponed:
            entry, *row = json.loads(line)
            sql = _SQL[entry]
            self._connection.execute(sql.insert + sql.places, (*row, had.get(row[0])))

    def _write(self, entry: EntryName, rows: Sequence[Sequence[Cell]]) -> None:
        whole = len(rows) - len(rows) % _ROWS
        sql = _SQL[entry]
        many = sql.insert + ", ".join([sql.places] * _ROWS)
        for begin in range(0, whole, _ROWS):
            bound = chain.from_iterable(rows[begin : begin + _ROWS])
            self._connection.execute(many, tuple(bound))
        self._connection.executemany(sql.insert + sql.places, rows[whole:])


def update(
    connection: sqlite3.Connection, one: ImportedEntry, words: ImportedWords, number: int
) -> None:
    """Write an entry over the one with this number."""
    sql = _SQL[type_of(one.entry).name]
    connection.execute(sql.update, (*_values(one, words), number))


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
    table = TYPES[entry].table
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
    said: dict[str, Cell] = {
        field.column: words.name(field.codec.noun, value)
        if field.codec.noun
        else field.codec.cell(value)
        for field, value in values(one.entry)
    }
    head = (one.uid, type_of(one.entry).name)
    return (*head, *(said.get(field.column) for field in FIELDS), one.created_at, one.updated_at)


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
    for field, value in values(entry):
        if isinstance(field.codec, Text) and _is_same_number(value, str(said[field.column])):
            known: dict[str, Any] = {field.attribute: said[field.column]}
            entry = replace(entry, **known)
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


def digest(said: Values) -> bytes:
    """Return the hash by which two contents of the same second are ranked."""
    return hashlib.sha256(json.dumps(said).encode()).digest()


def _values(one: ImportedEntry, words: ImportedWords) -> list[Cell]:
    return [one.uid, *row_of(one.entry, words.number), one.created_at, one.updated_at]
