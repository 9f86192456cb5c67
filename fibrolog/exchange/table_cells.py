"""One row of somebody else's table as entries: cells understood as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fibrolog.domain.entries import (
    LONGEST_DURATION_S,
    ClearDay,
    Entry,
    Episode,
    Kind,
    Moment,
    RemedyUse,
    Side,
    require_short,
)
from fibrolog.domain.fields import FIELDS, Text, Words
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.mapping import Mapped, Mapping
from fibrolog.exchange.native import BadCell
from fibrolog.exchange.table_names import NO, YES, TableNames, side_in_cell
from fibrolog.parse import amounts
from fibrolog.parse.episode import EpisodeParts
from fibrolog.text import (
    distinct_triggers,
    either,
    quote,
    require_one_reading,
    shell_quoted,
    shortened,
)

ValueT = TypeVar("ValueT")

# What people write into a cell that has nothing to say.
_NOTHING = {"", "-", "--", "---", "\u2013", "\u2014", "n/a", "n.a.", "na", "none", "nil", "nothing",
            "null", "?", "unknown"}  # fmt: skip
_LISTS = {field.mapped: field.codec for field in FIELDS if isinstance(field.codec, Words)}
_EMPTY_LISTS = {*_LISTS, "remedy"}
# Ways to say that there was no spasm which cannot mean anything else.
_CLEAR = re.compile(
    r"clear(?: day)?|free|spasm free(?: day)?"
    r"|(?:there (?:was|were) )?no (?:muscle )?(?:spasms?|cramps?)(?: at all)?(?: (?:to|all )day)?"
    r"|(?:none|nothing)(?: at all)? (?:to|all )day"
)
# What means nothing in other columns is about the spasm in the column that says where it was.
_NO_PLACE = {"none", "nothing", "nil", "0"}
_KINDS: dict[str, Kind] = {
    "spasm": "spasm", "spasms": "spasm", "muscle spasm": "spasm", "cramp": "spasm",
    "cramps": "spasm", "charley horse": "spasm", "twitch": "twitch", "twitches": "twitch",
    "twitching": "twitch",
}  # fmt: skip
_CLOCKLIKE = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)(?:[.,]0+)?")
_TWO_NUMBERS = re.compile(r"(\d{1,2}):([0-5]\d)")
_BARE = re.compile(r"\d+(?:[.,]\d+)?")
# Three decimals would be as good as thousands: 3,000 has two readings.
_WHOLE = re.compile(r"(\d+)(?:[.,](?!000\b)0+)?(?: *times?)?")
# Fields of which only an episode has a value.
_OF_EPISODES = [
    field.mapped for field in FIELDS if field.of == "e" and field.column not in ("kind", "region")
]
# Those of them which are in words of people's own.
_OWN_WORDS = [field for field in FIELDS if field.of == "e" and isinstance(field.codec, Text)]


class Cells:
    """The cells of one row, by field.

    Attributes:
        used_unit: whether a bare duration got its unit from the column.
    """

    def __init__(self, row: Sequence[str], header: Sequence[str], mapping: Mapping) -> None:
        self._row = row
        self._header = header
        self._mapping = mapping
        self.used_unit = False

    @property
    def unit(self) -> str:
        """The unit of a bare duration, '' when nothing tells."""
        return self._mapping.unit

    def has(self, field: Mapped) -> bool:
        """Tell whether the field is mapped."""
        return field in self._mapping.places

    def column(self, field: Mapped) -> str:
        """Return what the table calls the field."""
        place = self._mapping.places.get(field)
        return "" if place is None else self._header[place].strip() or str(place + 1)

    def exact(self, field: Mapped) -> str:
        """Return the cell as it is, '' when it is not mapped."""
        place = self._mapping.places.get(field)
        return "" if place is None else self._row[place]

    def text(self, field: Mapped) -> str:
        """Return what the cell says, '' for nothing."""
        text = self.exact(field).replace("\u00a0", " ").strip()
        nothing = text.casefold() in _NOTHING or (text.casefold() == "no" and field in _EMPTY_LISTS)
        return "" if nothing else text

    def read(self, field: Mapped, read: Callable[[str], ValueT]) -> ValueT | None:
        """Return what the cell means, None for nothing.

        Raises:
            BadCell: when it is not understood.
        """
        text = self.text(field)
        if not text:
            return None
        try:
            return read(text)
        except NotUnderstood as error:
            raise BadCell(self.column(field), str(error)) from error


def read_entries(cells: Cells, moment: Moment, names: TableNames) -> list[Entry]:
    """Return the entries of a row: an episode, uses of remedies, or both; or a clear day.

    Raises:
        BadCell: naming the column that is not understood.
        NotUnderstood: when the row as a whole makes no entry.
    """
    note = cells.exact("note") if cells.text("note") else ""
    if _says_clear(cells):
        _require_no_more(cells, "a day without a spasm")
        uses = _uses(cells, moment, names, "")
        return [ClearDay(moment.day, note), *uses]
    kind = _kind(cells)
    if cells.text("region"):
        return [_episode(cells, moment, names, kind, note), *_uses(cells, moment, names, "")]
    if kind:
        raise BadCell(cells.column("region"), f"it is a {kind}, but there is no region.")
    entries: list[Entry] = [*_uses(cells, moment, names, note)]
    if not entries:
        columns = [cells.column(field) for field in ("region", "remedy") if cells.has(field)]
        raise BadCell(either(columns), _EMPTY_ROW)
    _require_no_more(cells, "a remedy without a region")
    return entries


_EMPTY_ROW = "there is neither a region nor a remedy; for a day without a spasm write no spasm."


def _says_clear(cells: Cells) -> bool:
    """Tell whether the row is about a day without a spasm."""
    kind, region = _said(cells, "kind"), _said(cells, "region")
    if not _is_clear(kind):
        if _is_clear(region) and kind in _NOTHING:
            return True
        if _is_clear(region):
            raise BadCell(cells.column("kind"), f"it is {kind}, but the region is {region}.")
        return False
    if cells.text("region") and not _is_clear(region):
        raise BadCell(cells.column("kind"), "it says there was no spasm, but names a region.")
    return True


def _is_clear(said: str) -> bool:
    """Tell whether a region or kind plainly says that there was no spasm."""
    return said in _NO_PLACE or _CLEAR.fullmatch(said) is not None


def _said(cells: Cells, field: Mapped) -> str:
    """Return what a cell says, `Spasm-free.` as `spasm free`."""
    text = cells.exact(field).strip().casefold()
    return " ".join(text.replace("-", " ").rstrip(".!").split()) or text


def _require_no_more(cells: Cells, what: str) -> None:
    """Check that nothing would be lost of a row that is no episode."""
    for field in _OF_EPISODES:
        text = cells.text(field)
        if text and text.casefold() not in NO and (field, text) != ("count", "1"):
            raise BadCell(
                cells.column(field),
                f"{what} has no such value as {quote(text)}; "
                "leave it out, or put it into the note.",
            )


def _episode(
    cells: Cells, moment: Moment, names: TableNames, kind: Kind | None, note: str
) -> Episode:
    words = cells.read("region", names.region) or EpisodeParts()
    side: Side | None = _once(cells, "side", words.side, cells.read("side", side_in_cell))
    assert words.region is not None  # noqa: S101 -- the caller saw a text, and region() names one
    try:
        words.region.require_side(side)
    except NotUnderstood as error:
        raise BadCell(cells.column("side") or cells.column("region"), str(error)) from error
    intensity = _once(
        cells, "intensity", words.intensity, cells.read("intensity", amounts.intensity)
    )
    if intensity == 0 and kind != "twitch":
        raise BadCell(
            cells.column("intensity") or cells.column("region"),
            "the intensity of a spasm cannot be 0; leave it empty, or write twitch as its kind.",
        )
    more: dict[str, Any] = {field: _listed(cells, field) for field in _LISTS}
    more |= {field.attribute: cells.text(field.mapped) for field in _OWN_WORDS}
    return Episode(
        moment,
        words.region.name,
        kind or "spasm",
        side,
        intensity,
        _once(cells, "duration", words.duration_s, cells.read("duration", _duration(cells))),
        _once(cells, "count", words.count, cells.read("count", _count)) or 1,
        _woke(cells),
        note=note,
        **more,
    )


def _uses(cells: Cells, moment: Moment, names: TableNames, note: str) -> list[RemedyUse]:
    found = cells.read("remedy", names.uses) or []
    dose = cells.read("dose", names.dose) or ""
    if dose and not found:
        raise BadCell(cells.column("dose"), "there is a dose without a remedy.")
    if dose and (len(found) > 1 or found[0][1]):
        raise BadCell(cells.column("dose"), "it is not clear which remedy the dose belongs to.")
    return [RemedyUse(moment, remedy, dose or said, note=note) for remedy, said in found]


def _once(
    cells: Cells, field: Mapped, in_region: ValueT | None, in_own: ValueT | None
) -> ValueT | None:
    """Return what one of two columns says; the other must not contradict it."""
    if in_region is not None and in_own is not None and in_region != in_own:
        raise BadCell(
            cells.column(field),
            f"it says {in_own}, but the column {quote(cells.column('region'))} says {in_region}.",
        )
    return in_own if in_own is not None else in_region


def _kind(cells: Cells) -> Kind | None:
    text = cells.text("kind")
    kind = _KINDS.get(text.casefold())
    if text and kind is None:
        raise BadCell(
            cells.column("kind"), f"{quote(text)} is not known; write spasm, twitch or no spasm."
        )
    return kind


def _count(text: str) -> int:
    require_one_reading(text)
    found = _WHOLE.fullmatch(text)
    try:
        return amounts.count(found[1] if found else text)
    except NotUnderstood as error:
        raise NotUnderstood(
            f"The count {quote(text)} is not understood; write a whole number such as 4."
        ) from error


def _woke(cells: Cells) -> bool:
    exact = cells.exact("woke").strip()
    text = exact.casefold()
    if text in YES:
        return True
    # Not to know whether it woke somebody is not to know that it did not.
    if text in NO or (text in _NOTHING and text not in ("?", "unknown")):
        return False
    raise BadCell(cells.column("woke"), f"{quote(exact)} is not understood; write yes or no.")


def _duration(cells: Cells) -> Callable[[str], int]:
    """Return what reads a duration, a bare number in the unit that the column has."""

    def read(text: str) -> int:
        if clock := _CLOCKLIKE.fullmatch(text):
            hours, minutes, seconds = map(int, clock.groups())
            return _in_reach(text, hours * 3600 + minutes * 60 + seconds)
        if two := _TWO_NUMBERS.fullmatch(text):
            first, second = map(int, two.groups())
            raise NotUnderstood(
                f"{quote(text)} could be minutes or hours; "
                f"write 0:{first:02}:{second:02} or {first}:{second:02}:00."
            )
        if not _BARE.fullmatch(text):
            return _spelt(text)
        if cells.unit:
            cells.used_unit = True
            return _spelt(f"{text} {cells.unit}")
        if not text.strip("0,."):
            raise NotUnderstood(
                f"{quote(text)} is no duration; leave it empty, or write one like 30 s."
            )
        column = f"duration:min={shortened(cells.column('duration'))}"
        raise NotUnderstood(
            f"{quote(text)} has no unit; write {shortened(text)} min, or say the unit of the whole "
            f"column with --map {shell_quoted(column)}."
        )

    return read


def _spelt(text: str) -> int:
    try:
        return amounts.duration(text.rstrip("."))
    except NotUnderstood as error:
        if amounts.looks_like_duration(amounts.plain(text)):
            raise
        raise NotUnderstood(
            f"The duration {quote(text)} is not understood; write one like 90 s, 3 min or 0:03:00."
        ) from error


def _in_reach(text: str, seconds: int) -> int:
    if not 0 < seconds <= LONGEST_DURATION_S:
        raise NotUnderstood(
            f"The duration {quote(text)} is not between 1 second and 24 hours; "
            "write one like 0:03:00."
        )
    return seconds


def _listed(cells: Cells, field: Mapped) -> tuple[str, ...]:
    known = _LISTS[field].known

    def read(text: str) -> tuple[str, ...]:
        if known is None:
            triggers = distinct_triggers(_parts(text))
            for trigger in triggers:
                require_short("trigger", trigger)
            return triggers
        return tuple(dict.fromkeys(known.get(part) for part in _parts(text)))

    return cells.read(field, read) or ()


def _parts(text: str) -> list[str]:
    """Return the parts of a list; a semicolon separates them, or where there is none a comma."""
    separator = ";" if ";" in text else ","
    return [part.strip() for part in re.split(rf"[{separator}\n]", text) if part.strip()]
