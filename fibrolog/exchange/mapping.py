"""`--map`: which column of somebody else's table is which of our fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import as_names
from fibrolog.names import either, nearest

Field: TypeAlias = Literal[
    "at", "date", "time", "kind", "region", "side", "intensity", "duration", "count", "woke",
    "signs", "pain_types", "triggers", "remedy", "dose", "note",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)
# How `duration:min=Length` names the unit of bare numbers, and a header its own.
UNITS = {"s": "s", "sec": "s", "seconds": "s", "m": "m", "min": "m", "minutes": "m", "h": "h",
         "hours": "h"}  # fmt: skip
_EXAMPLE = '--map "at=When,region=Body part"'


class Wanted(NamedTuple):
    """One part of what `--map` says: a field, the unit of its numbers, and a column's name."""

    field: Field
    unit: str
    column: str


class Mapping(NamedTuple):
    """Where in a row each field is.

    Attributes:
        places: the place of each field's column, from 0.
        unit: of a bare number in the duration, '' when nothing tells.
    """

    places: dict[Field, int]
    unit: str


def read_map(text: str) -> list[Wanted]:
    """Understand `--map`; a name with a comma in it stands in quotes.

    Raises:
        NotUnderstood: when it is not understood, or names a field twice.
    """
    wanted: list[Wanted] = []
    for part in next(csv.reader([text], skipinitialspace=True), []):
        field, equals, column = part.partition("=")
        name, _, unit = field.strip().casefold().replace("-", "_").partition(":")
        known = next((one for one in FIELDS if one == name), None)
        if known is None or not equals or not column.strip():
            close = either(nearest(name, FIELDS) or FIELDS)
            raise NotUnderstood(
                f"--map {part.strip()!r} is not field=column; type {close}, as in {_EXAMPLE}."
            )
        if unit and (known != "duration" or unit not in UNITS):
            raise NotUnderstood(
                f"--map {part.strip()!r} has a unit that is not known; "
                "type duration:s, duration:min or duration:h."
            )
        if any(one.field == known for one in wanted):
            raise NotUnderstood(f"--map names {known} twice; name one column for it.")
        wanted.append(Wanted(known, UNITS.get(unit, ""), column.strip()))
    fields = {one.field for one in wanted}
    if not fields & {"at", "date"} or {"at", "date"} <= fields or {"at", "time"} <= fields:
        raise NotUnderstood(
            "--map must say when: at, or date with or without time, but not both; "
            f"such as {_EXAMPLE}."
        )
    if not fields & {"region", "remedy", "kind"}:
        raise NotUnderstood(f"--map must say where or what: region or remedy, as in {_EXAMPLE}.")
    return wanted


def find_columns(wanted: Sequence[Wanted], header: Sequence[str]) -> Mapping:
    """Find the columns in a table's header, by name in any letter case, or by number from 1.

    Raises:
        NotUnderstood: when there is no such column, or more than one.
    """
    places = {one.field: _place(one.column, header) for one in wanted}
    unit = next((one.unit for one in wanted if one.unit), "")
    if not unit and "duration" in places:
        words = re.findall(r"[a-z]+", header[places["duration"]].casefold())
        found = {UNITS[word] for word in words if word in UNITS}
        unit = found.pop() if len(found) == 1 else ""
    return Mapping(places, unit)


def _place(column: str, header: Sequence[str]) -> int:
    exact = [place for place, name in enumerate(header) if name.strip() == column]
    folded = [
        place
        for place, name in enumerate(header)
        if name.strip().casefold() == column.strip().casefold()
    ]
    for found in (exact, folded):
        if len(found) == 1:
            return found[0]
        if found:
            numbers = either(str(place + 1) for place in found)
            raise NotUnderstood(
                f"The file has {len(found)} columns {column!r}; name it by its number, {numbers}."
            )
    if column.isascii() and column.isdecimal() and 0 < int(column) <= len(header):
        return int(column) - 1
    close = nearest(column, header)
    instead = f"type {either(map(repr, close))}" if close else f"it has {as_names(header)}"
    raise NotUnderstood(f"The file has no column {column!r}; {instead}.")


def suggestion(header: Sequence[str]) -> str:
    """Return a `--map` with the columns whose names resemble fields, for the person to correct."""
    found: dict[str, str] = {}
    for name in header:
        for word in [name, *re.findall(r"\w+", name)]:
            plain = word.casefold()
            same = (one for one in FIELDS if one == plain)
            field = next(same, None) or _RESEMBLING.get(plain)
            if field and field not in found and name not in found.values():
                found[field] = f'"{name}"' if set(name) & set(",=") else name
    if "at" in found:
        found.pop("date", None)
        found.pop("time", None)
    return ",".join(f"{field}={name}" for field, name in found.items())


# Words that people head their columns with.
_RESEMBLING: dict[str, Field] = {
    "when": "at", "datetime": "at", "timestamp": "at", "day": "date", "hour": "time",
    "where": "region", "location": "region", "place": "region", "muscle": "region",
    "body": "region", "area": "region", "pain": "intensity", "severity": "intensity",
    "level": "intensity", "score": "intensity", "length": "duration", "lasted": "duration",
    "remedies": "remedy", "medication": "remedy", "medicine": "remedy", "treatment": "remedy",
    "taken": "remedy", "amount": "dose", "notes": "note", "comment": "note", "comments": "note",
    "trigger": "triggers", "awake": "woke", "times": "count", "type": "kind",
}  # fmt: skip
