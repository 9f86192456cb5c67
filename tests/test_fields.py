"""The table of what an entry has: complete, and each codec gives back what it was given."""

from __future__ import annotations

import dataclasses
import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.domain.entries import BY_LETTER, TYPES, ClearDay, Entry, EntryType, Moment, type_of
from fibrolog.domain.fields import (
    COLUMNS,
    FIELDS,
    FIELDS_OF,
    FIRST_COLUMNS,
    Name,
    Words,
    made,
    options_of,
    row_of,
    values,
)
from fibrolog.parse.cells import cell_reader
from fibrolog.parse.fields import TYPED, read_typed
from fibrolog.storage.migrations import schema_of
from fibrolog.storage.read_only import StarterWords
from fibrolog.storage.schema import SCHEMA_VERSION
from tests.strategies import clear_days, episodes, uses

REGIONS = [region.name for region in StarterWords().regions]
REMEDIES = [remedy.name for remedy in StarterWords().remedies]
ENTRIES = st.one_of(episodes(REGIONS), uses(REMEDIES), clear_days())
EVERY_TYPE = pytest.mark.parametrize("its", TYPES.values(), ids=TYPES)


def attributes(its: EntryType) -> set[str]:
    """Return what the dataclass has, the parts of a moment each."""
    names = {field.name for field in dataclasses.fields(its.cls)}
    if "moment" in names:
        names.remove("moment")
        names |= {f"moment.{part.name}" for part in dataclasses.fields(Moment)}
    return names


@EVERY_TYPE
def test_the_table_has_what_the_entry_has_and_nothing_else(its: EntryType) -> None:
    told = [field.attribute for field in FIELDS_OF[its.name]]

    assert sorted(told) == sorted(attributes(its))


def test_every_field_is_of_some_kind_of_entry_and_has_a_column_of_its_own() -> None:
    assert all(field.of and set(field.of) <= set(BY_LETTER) for field in FIELDS)
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert set(FIRST_COLUMNS) <= set(COLUMNS)
    options = [field.option.flag for field in FIELDS if field.option]
    assert len(set(options)) == len(options)


def test_the_columns_of_the_export_are_public_and_stay_in_their_order() -> None:
    first = (
        "id", "uid", "entry", "at", "at_precision", "day", "kind", "region", "side", "intensity",
        "duration_s", "count", "woke", "signs", "pain_types", "triggers", "remedy", "dose", "for",
        "relief", "note", "created_at", "updated_at",
    )  # fmt: skip

    assert first == FIRST_COLUMNS


@EVERY_TYPE
def test_the_diary_has_a_column_for_every_field(its: EntryType) -> None:
    with schema_of(SCHEMA_VERSION) as connection:
        table = {row[1] for row in connection.execute(f"PRAGMA table_xinfo({its.table})")}
        view = {row[1] for row in connection.execute("PRAGMA table_xinfo(entries)")}

    assert {field.row for field in FIELDS_OF[its.name]} <= table
    assert set(COLUMNS) <= view


@given(ENTRIES)
def test_an_entry_comes_back_from_its_values(entry: Entry) -> None:
    assert made(type_of(entry), {field.column: value for field, value in values(entry)}) == entry


@given(ENTRIES)
def test_every_value_comes_back_from_the_row_of_a_diary(entry: Entry) -> None:
    row = row_of(entry, lambda noun, name: f"{noun} {name}")  # type: ignore[arg-type,return-value]

    # As SQLite gives it back, and as the undo log remembers it.
    with sqlite3.connect(":memory:") as connection:
        [stored] = connection.execute(f"SELECT {', '.join('?' * len(row))}", row)
    for kept in (stored, json.loads(json.dumps(stored))):
        for (field, value), one in zip(values(entry), kept, strict=True):
            is_number = isinstance(field.codec, Name)  # of the vocabulary; here a text
            assert field.codec.load(one) == (f"{field.column} {value}" if is_number else value)


@given(ENTRIES)
def test_every_value_comes_back_from_a_cell_of_the_view(entry: Entry) -> None:
    for field, value in values(entry):
        assert field.codec.read(field.codec.cell(value)) == value


@given(ENTRIES)
def test_every_value_comes_back_from_a_cell_of_a_file(entry: Entry) -> None:
    for field, value in values(entry):
        cell = field.codec.cell(value)
        assert cell_reader(field)("" if cell is None else str(cell)) == value


@given(ENTRIES)
def test_json_has_every_value_in_a_form_of_its_own(entry: Entry) -> None:
    for field, value in values(entry):
        plain = field.codec.plain(value)
        assert json.loads(json.dumps(plain)) == plain
        assert (type(plain) is list) == isinstance(field.codec, Words)


def test_a_row_from_before_a_field_says_nothing_of_it() -> None:
    for its in TYPES.values():
        for field in FIELDS_OF[its.name]:
            if field.is_later:  # the undo log remembers such rows without its column
                assert field.codec.load(None) == getattr(its.cls, field.attribute)


@given(ENTRIES)
def test_what_was_typed_is_read_by_the_option_of_each_field(entry: Entry) -> None:
    known = {field.column: value for field, value in values(entry)}
    for field in options_of(type_of(entry).name):
        value = known[field.column]
        typed = list(value) if isinstance(value, tuple) else value
        if field.column in TYPED:
            typed = "" if value is None else f"{value}{'s' * (field.column == 'duration_s')}"
        if not isinstance(entry, ClearDay) and field.column != "triggers":
            assert read_typed(field, typed, StarterWords()) == value
