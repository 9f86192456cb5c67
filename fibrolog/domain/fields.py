"""What an entry has: every field once, with its column, its codec and its option.

A typed word, a cell of a file and a row of the diary become the same value, and come out of it
again, by the same codec. A new field is a line in its entry and a line here, a migration, and what
reads it in `parse`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from fibrolog.domain.entries import (
    HIGHEST_COUNT,
    KINDS,
    LONGEST_DURATION_S,
    PRECISIONS,
    RELIEFS,
    SIDES,
    TYPES,
    WORST_INTENSITY,
    Entry,
    EntryName,
    EntryType,
    Moment,
    type_of,
)
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS, FixedList, Noun
from fibrolog.text import quote

LIST_SEPARATOR = "; "
# What a cell holds; of a file it is text, '' for nothing.
Cell: TypeAlias = str | int | None
StoredT = TypeVar("StoredT", str, int)
# Finds the row number of a region or remedy.
NumberOf: TypeAlias = Callable[[Noun, str], int]


def moment_text(at: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SS±HH:MM`, the one form in which moments are written down."""
    return at.isoformat(timespec="seconds")


def _of_type(wanted: type[StoredT], stored: Any) -> StoredT | None:
    """Return a stored value of this type or None; neither 7 for a word nor true for a number."""
    if stored is not None and type(stored) is not wanted:
        message = f"{quote(stored)} is of the wrong kind"
        raise TypeError(message)
    return stored


class Codec:
    """How values of one kind are written; this one leaves them as they are.

    Attributes:
        is_text: whether people write it in words of their own, or of their vocabulary.
        noun: what it is in the vocabulary, of which a row has the number; None for no part of it.
    """

    is_text = False
    noun: Noun | None = None

    def dump(self, value: Any) -> Cell:
        """Return the value as a row of the diary has it."""
        plain: Cell = value
        return plain

    def load(self, stored: Any) -> Any:
        """Return the value of a row, also of one from before there was such a column."""
        return stored

    def cell(self, value: Any) -> Cell:
        """Return the value as the view `entries` and our CSV have it, None for nothing."""
        plain: Cell = value
        return plain

    def read(self, cell: Any) -> Any:
        """Return the value of a cell of that view."""
        return cell

    def plain(self, value: Any) -> object:
        """Return the value as JSON has it."""
        return self.cell(value)


class Text(Codec):
    """Whatever a person wrote."""

    is_text = True

    def load(self, stored: Any) -> str:
        """Return what a row says, nothing where it is from before there was such a column."""
        return _of_type(str, stored) or ""


class Name(Codec):
    """The name of a region or remedy."""

    is_text = True

    def __init__(self, noun: Noun) -> None:
        self.noun = noun


class Uid(Codec):
    """The uid of another entry."""

    def load(self, stored: Any) -> str | None:
        """Return the uid, None for no entry."""
        return _of_type(str, stored)


class Choice(Codec):
    """One of a few words.

    Args:
        choices: the words.
        empty: what an empty cell means; without it a cell must not be empty.
    """

    def __init__(self, choices: Sequence[str], **empty: str | None) -> None:
        self.choices = choices
        self.values: dict[str, str | None] = {choice: choice for choice in choices}
        if empty:
            self.values[""] = empty["empty"]


class Number(Codec):
    """A whole number from `least` to `most`; `empty` is what an empty cell means."""

    def __init__(self, least: int, most: int, empty: int | None = None) -> None:
        self.least, self.most, self.empty = least, most, empty

    def load(self, stored: Any) -> int | None:
        """Return the number, None for nothing."""
        return _of_type(int, stored)


class Flag(Codec):
    """Yes or no."""

    def dump(self, value: bool) -> bool:  # noqa: FBT001 -- it is the value
        """Return the value itself, of which SQLite makes 0 or 1."""
        return value

    def load(self, stored: Any) -> bool:
        """Tell whether a row says yes."""
        return bool(_of_type(int, stored))

    def cell(self, value: bool) -> str:  # noqa: FBT001 -- it is the value
        """Return yes or no."""
        return "yes" if value else "no"

    def read(self, cell: Any) -> bool:
        """Tell whether a cell says yes."""
        return bool(cell == "yes")

    def plain(self, value: bool) -> bool:  # noqa: FBT001 -- it is the value
        """Return the value itself."""
        return value


class Words(Codec):
    """Several words or phrases, none with a semicolon in it.

    Args:
        known: the list that they are from, None for any.
    """

    is_text = True

    def __init__(self, known: FixedList | None = None) -> None:
        self.known = known

    def dump(self, value: tuple[str, ...]) -> str:
        """Return a JSON array, spelt as SQLite spells it."""
        if not value:  # mostly
            return "[]"
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def load(self, stored: Any) -> tuple[str, ...]:
        """Return the words of a JSON array."""
        words = json.loads(stored or "[]")
        if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
            message = f"{quote(stored)} is not a list of words"
            raise ValueError(message)
        if any(not word or ";" in word for word in words):
            message = f"{quote(stored)} has a word that is empty or has a semicolon in it"
            raise ValueError(message)
        return tuple(words)

    def cell(self, value: tuple[str, ...]) -> str | None:
        """Return the words with semicolons between them."""
        return LIST_SEPARATOR.join(value) or None

    def read(self, cell: Any) -> tuple[str, ...]:
        """Return the words between the semicolons."""
        return tuple(cell.split(LIST_SEPARATOR)) if cell else ()

    def plain(self, value: tuple[str, ...]) -> list[str]:
        """Return a list."""
        return list(value)


class At(Codec):
    """A local time with its offset."""

    def load(self, stored: Any) -> datetime:
        """Return the moment."""
        return datetime.fromisoformat(stored)

    def dump(self, value: datetime) -> str:
        """Return the moment in the form of `moment_text`."""
        return moment_text(value)

    cell = dump

    def read(self, cell: Any) -> datetime:
        """Return the moment."""
        return datetime.fromisoformat(cell)


class Day(Codec):
    """A calendar day."""

    def load(self, stored: Any) -> date:
        """Return the day."""
        return date.fromisoformat(stored)

    def dump(self, value: date) -> str:
        """Return `YYYY-MM-DD`."""
        return value.isoformat()

    cell = dump

    def read(self, cell: Any) -> date:
        """Return the day."""
        return date.fromisoformat(cell)


class Option(NamedTuple):
    """The option by which a field is given.

    Attributes:
        flag: such as `--side`.
        metavar: what stands for its value in help.
        adding: what help says of it where an entry is added.
        editing: likewise where one is changed, '' for the same.
        is_worded: whether the words of `add` can say it as well.
    """

    flag: str
    metavar: str
    adding: str
    editing: str = ""
    is_worded: bool = False


class Field(NamedTuple):
    """One thing an entry can have.

    Attributes:
        column: what exports, JSON and the view `entries` call it. It is public.
        codec: how it is written.
        of: the letters of the entries that have it.
        name: the attribute of the entry, '' where it is called like the column.
        stored: the column of the entry's table, '' where it is called like the column.
        option: None where it has none of its own.
        is_mapped: whether `--map` can say which column of another table it is.
        is_later: whether files of our own may lack it, which were written before there was one.
    """

    column: str
    codec: Codec
    of: str
    name: str = ""
    stored: str = ""
    option: Option | None = None
    is_mapped: bool = True
    is_later: bool = False

    @property
    def attribute(self) -> str:
        """The attribute of the entry, with a dot in it for a part of its moment."""
        return self.name or self.column

    @property
    def row(self) -> str:
        """The column of the entry's table."""
        return self.stored or self.column

    @property
    def mapped(self) -> str:
        """What `--map` calls it."""
        return self.column.removesuffix("_s")  # there a duration has a unit


_MANY = "All of them; may be repeated."

# In the order of the columns.
FIELDS = (
    Field("at", At(), "eu", "moment.at", is_mapped=False),
    Field("at_precision", Choice(PRECISIONS, empty="minute"), "eu", "moment.precision",
          is_mapped=False),
    Field("day", Day(), "c", is_mapped=False),
    Field("kind", Choice(KINDS), "e", option=Option(
        "--kind", "KIND", "spasm, or twitch, which is painless.", "spasm or twitch.")),
    Field("region", Name("region"), "e", stored="region_id", option=Option(
        "--region", "NAME", "Where, if not among the words.", "Of an episode.", is_worded=True)),
    Field("side", Choice(SIDES, empty=None), "e", option=Option(
        "--side", "SIDE", "left, right or both.", is_worded=True)),
    Field("intensity", Number(0, WORST_INTENSITY), "e", option=Option(
        "--intensity", "N", "0 to 10.", is_worded=True)),
    Field("duration_s", Number(1, LONGEST_DURATION_S), "e", option=Option(
        "--duration", "TIME", "Such as 90s, 3m or 1h.", is_worded=True)),
    Field("count", Number(1, HIGHEST_COUNT, 1), "e", option=Option(
        "--count", "N", "Spasms in one rapid series; one episode.", "Spasms in one rapid series.",
        is_worded=True)),
    Field("woke", Flag(), "e", option=Option("--woke", "", "It woke me.", "Whether it woke me.")),
    Field("signs", Words(SIGNS), "e", option=Option(
        "--sign", "SIGN", "Such as weakness or numbness; may be repeated.", _MANY)),
    Field("pain_types", Words(PAIN_TYPES), "e", option=Option(
        "--pain", "TYPE", "hyperalgesia, allodynia, paresthesia; may be repeated.", _MANY)),
    Field("triggers", Words(), "e", option=Option(
        "--trigger", "TEXT", "What may have set it off; may be repeated.", _MANY)),
    Field("remedy", Name("remedy"), "u", stored="remedy_id", option=Option(
        "--remedy", "NAME", "", "Of a use.")),
    Field("dose", Text(), "u", option=Option(
        "--dose", "AMOUNT", "Such as 400mg, if not among the words.", "Such as 400mg.")),
    Field("for", Uid(), "u", "against", "against", is_mapped=False, option=Option(
        "--for", "ID", "The spasm it was taken against; or: last.",
        "The episode it was taken against.")),
    Field("relief", Choice(RELIEFS, empty=None), "u", is_mapped=False, option=Option(
        "--relief", "RELIEF", "none, some, good or complete.")),
    Field("note", Text(), "euc", option=Option(
        "--note", "TEXT", "Anything worth keeping; - reads it.")),
)  # fmt: skip

# Of every entry, before and after its fields; the last say nothing of the entry itself.
_HEAD = ("id", "uid", "entry")
STAMPS = ("created_at", "updated_at")
# The columns of the CSV export, in order. They are public: scripts rely on them.
COLUMNS = (*_HEAD, *(field.column for field in FIELDS), *STAMPS)
BY_COLUMN = {field.column: field for field in FIELDS}
# Those that every file of our own has, whichever version wrote it.
FIRST_COLUMNS = tuple(
    column for column in COLUMNS if column not in BY_COLUMN or not BY_COLUMN[column].is_later
)
FIELDS_OF: dict[EntryName, tuple[Field, ...]] = {
    name: tuple(field for field in FIELDS if its.letter in field.of) for name, its in TYPES.items()
}
_GETTERS = {
    name: [(field, field.codec, attrgetter(field.attribute)) for field in fields]
    for name, fields in FIELDS_OF.items()
}
# Where an entry's own attributes are, but for its moment, which is made of two columns.
_ATTRIBUTES = {
    name: [(field.attribute, field.column) for field in fields if "." not in field.attribute]
    for name, fields in FIELDS_OF.items()
}


def options_of(name: EntryName) -> list[Field]:
    """Return the fields of a kind of entry that have options, in the order help has them.

    First come those that words can say as well.
    """
    fields = [field for field in FIELDS_OF[name] if field.option]
    return sorted(fields, key=lambda field: not (field.option and field.option.is_worded))


def values(entry: Entry) -> Iterator[tuple[Field, Any]]:
    """Yield the fields of an entry and what it has there, in the order of the columns."""
    for field, _, get in _GETTERS[type_of(entry).name]:
        yield field, get(entry)


def made(its: EntryType, by_column: Mapping[str, Any]) -> Entry:
    """Return the entry with these values, by column.

    Raises:
        NotUnderstood: when there can be no such entry.
    """
    attributes = {name: by_column[column] for name, column in _ATTRIBUTES[its.name]}
    if "at" in by_column:
        attributes["moment"] = Moment(by_column["at"], by_column["at_precision"])
    return its.cls(**attributes)


def row_of(entry: Entry, number_of: NumberOf) -> list[Cell]:
    """Return what the row of an entry has in the columns of its fields."""
    return [
        number_of(codec.noun, get(entry)) if codec.noun else codec.dump(get(entry))
        for _, codec, get in _GETTERS[type_of(entry).name]
    ]
