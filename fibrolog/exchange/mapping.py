"""`--map`: which column of somebody else's table is which of our fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from fibrolog.domain.fields import FIELDS
from fibrolog.domain.vocabulary import LONGEST_NAME
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import column_key, quoted_names
from fibrolog.text import either, nearest, quote

# What `--map` calls a field.
Mapped: TypeAlias = str
MAPPED: tuple[Mapped, ...] = (
    "at", "date", "time", *(field.mapped for field in FIELDS if field.is_mapped),
)  # fmt: skip
# How `duration:min=Length` names the unit of bare numbers, and a header its own.
UNITS = {"s": "s", "sec": "s", "secs": "s", "seconds": "s", "m": "m", "min": "m", "mins": "m",
         "minute": "m", "minutes": "m", "h": "h", "hr": "h", "hrs": "h", "hour": "h",
         "hours": "h"}  # fmt: skip
UNIT_WORDS = {"s": "seconds", "m": "minutes", "h": "hours"}
_EXAMPLE = '--map "at=When,region=Body part"'
# In a header a single letter is a unit only in brackets; `Spasm's length` has none.
_HEADER_UNIT = re.compile(r"[(\[/] *([smh]) *(?:[)\]]|$)|([a-z]{2,})")


class ColumnMapping(NamedTuple):
    """One part of what `--map` says: a field, the unit of its numbers, and a column's name."""

    field: Mapped
    unit: str
    column: str


class Mapping(NamedTuple):
    """Where in a row each field is.

    Attributes:
        places: the place of each field's column, from 0.
        unit: of a bare number in the duration, '' when nothing tells.
    """

    places: dict[Mapped, int]
    unit: str


def read_map(text: str) -> list[ColumnMapping]:
    """Understand `--map`; a name with a comma in it stands in quotes.

    Raises:
        NotUnderstood: when it is not understood, or names a field twice.
    """
    columns: list[ColumnMapping] = []
    for part in map(_unquoted, filter(str.strip, _parts(text))):
        field, equals, column = part.partition("=")
        name, _, unit = field.strip().casefold().replace("-", "_").partition(":")
        known = name if name in MAPPED else None
        if known is None or not equals or not column.strip():
            resembling = _RESEMBLING.get(name)
            close = resembling or either(nearest(name, MAPPED) or MAPPED)
            raise NotUnderstood(
                f"--map {quote(part.strip())} is not field=column; type {close}, as in {_EXAMPLE}."
            )
        unit = unit.strip()
        if unit and (known != "duration" or unit not in UNITS):
            raise NotUnderstood(
                f"--map {quote(part.strip())} has a unit that is not known; "
                "type duration:s, duration:min or duration:h."
            )
        if any(one.field == known for one in columns):
            raise NotUnderstood(f"--map names {known} twice; name one column for it.")
        columns.append(ColumnMapping(known, UNITS.get(unit, ""), _unquoted(column)))
    fields = {one.field for one in columns}
    if not fields & {"at", "date"} or {"at", "date"} <= fields or {"at", "time"} <= fields:
        raise NotUnderstood(
            "--map must say when: at, or date with or without time, but not both; "
            f"such as {_EXAMPLE}."
        )
    if not fields & {"region", "remedy", "kind"}:
        raise NotUnderstood(f"--map must say where or what: region or remedy, as in {_EXAMPLE}.")
    return columns


def _parts(text: str) -> list[str]:
    """Return what is between the commas, without those between quotation marks."""
    pieces = text.split('"')
    # A comma with an odd number of marks behind it is between two of them.
    apart = [
        piece if left % 2 else piece.replace(",", "\0")
        for left, piece in zip(range(len(pieces) - 1, -1, -1), pieces, strict=True)
    ]
    return '"'.join(apart).split("\0")


def _unquoted(text: str) -> str:
    """Return the text without the quotation marks around it; two of them within mean one."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"').strip()
    return stripped


def find_columns(columns: Sequence[ColumnMapping], header: Sequence[str]) -> Mapping:
    """Find the columns in a table's header, by name in any letter case, or by number from 1.

    Raises:
        NotUnderstood: when there is no such column, or more than one.
    """
    places = {one.field: _place(one.column, header) for one in columns}
    unit = next((one.unit for one in columns if one.unit), "")
    if not unit and "duration" in places:
        name = header[places["duration"]].casefold()
        words = (letter or word for letter, word in _HEADER_UNIT.findall(name))
        found = {UNITS[word] for word in words if word in UNITS}
        unit = found.pop() if len(found) == 1 else ""
    return Mapping(places, unit)


def _place(column: str, header: Sequence[str]) -> int:
    exact = [place for place, name in enumerate(header) if name.strip() == column]
    key = column_key(column)
    folded = [place for place, name in enumerate(header) if column_key(name) == key]
    for found in (exact, folded):
        if len(found) == 1:
            return found[0]
        if found:
            numbers = either(str(place + 1) for place in found)
            raise NotUnderstood(
                f"The file has {len(found)} columns {quote(column)}; "
                f"name it by its number, {numbers}."
            )
    if column.isascii() and column.isdecimal() and 0 < int(column[:9]) <= len(header):
        return int(column) - 1
    close = nearest(column, [" ".join(name.split()) for name in header])
    meant = f"perhaps {either(map(quote, close))} is meant; " if close else ""
    raise NotUnderstood(
        f"The file has no column {quote(column)}; {meant}its columns are {quoted_names(header)}."
    )


class Suggestion(NamedTuple):
    """A `--map` for a person to correct, and the names of the columns that it leaves out."""

    text: str
    left_out: Sequence[str]


def suggestion(header: Sequence[str]) -> Suggestion:
    """Return a `--map` with the columns whose names resemble fields.

    What cannot stand between the quotation marks of a shell is named by its number, and three dots
    stand for what there must be and no name resembles.
    """
    found: dict[Mapped, str] = {}
    places: dict[Mapped, int] = {}
    keys = [column_key(name) for name in header]
    for place, name in enumerate(header):
        if len(name) > LONGEST_NAME:  # nobody headed a column so
            continue
        for word in [keys[place], *re.findall(r"[^\W\d_]+", keys[place])]:
            same = (one for one in MAPPED if one.replace("_", " ") == word.replace("_", " "))
            field = next(same, None) or _RESEMBLING.get(word)
            if field and field not in found:
                odd = set(name) & _ODD_IN_SHELLS or keys.count(keys[place]) > 1
                found[field] = str(place + 1) if odd else " ".join(name.split())
                places[field] = place
                break
    if "at" in found:
        found.pop("date", None)
        found.pop("time", None)
    if "date" in found and "time" not in found:
        found = {"at" if field == "date" else field: name for field, name in found.items()}
    if not found.keys() & {"at", "date"}:
        found = {"at": "...", **found}
    if not found.keys() & {"region", "remedy", "kind"}:
        found["region"] = "..."
    # `date` may have become `at`, and `at` may have taken its place.
    used = {place for field, place in places.items() if field in found}
    if "at" in found and "at" not in places and "date" in places:
        used.add(places["date"])
    return Suggestion(
        ",".join(f"{field}={name}" for field, name in found.items()),
        [name for place, name in enumerate(header) if name.strip() and place not in used],
    )


_ODD_IN_SHELLS = set(',="$`\\!')
# Words that people head their columns with.
_RESEMBLING: dict[str, Mapped] = {
    "when": "at", "datetime": "at", "timestamp": "at", "day": "date", "hour": "time",
    "started": "at", "start": "at",
    "where": "region", "location": "region", "place": "region", "muscle": "region",
    "body": "region", "area": "region", "site": "region", "pain": "intensity",
    "nrs": "intensity", "severity": "intensity",
    "level": "intensity", "score": "intensity", "length": "duration", "lasted": "duration",
    "minutes": "duration", "min": "duration", "took": "remedy", "used": "remedy",
    "remedies": "remedy", "medication": "remedy", "medicine": "remedy", "treatment": "remedy",
    "taken": "remedy", "amount": "dose", "notes": "note", "comment": "note", "comments": "note",
    "trigger": "triggers", "cause": "triggers", "awake": "woke", "symptoms": "signs",
    "times": "count", "type": "kind",
}  # fmt: skip
