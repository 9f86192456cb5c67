"""One row of somebody else's table as entries: cells understood as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from fibrolog.entries import KINDS, ClearDay, Entry, Episode, Kind, Moment, RemedyUse, Side
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.mapping import Field, Mapping
from fibrolog.exchange.own_entries import BadCell
from fibrolog.vocabulary import PAIN_TYPES, SIGNS, FixedList, Region, Vocabulary
from fibrolog.words import amounts
from fibrolog.words.episode import EpisodeWords, read_side, read_words
from fibrolog.words.names import new_name, new_region_name
from fibrolog.words.uses import read_uses

ValueT = TypeVar("ValueT")

# What people write into a cell that has nothing to say.
_NOTHING = {"", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "nil"}
_CLEAR = {"clear", "clear day", "none", "no spasm", "no spasms", "free"}
_YES = {"yes", "y", "true", "1", "x", "\u2713", "\u2714"}
_NO = {"no", "n", "false", "0", ""}
_SIDES = {"l": "left", "r": "right", "left": "left", "right": "right", "both": "both"}
_CLOCKLIKE = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)")
_BARE = re.compile(r"\d+(?:[.,]\d+)?")
_PART = re.compile(r"[;\n]|\s\+\s|(?<!\d),|,(?!\d)")


class Cells:
    """The cells of one row, by field."""

    def __init__(self, row: Sequence[str], header: Sequence[str], mapping: Mapping) -> None:
        self._row = row
        self._header = header
        self._mapping = mapping

    @property
    def unit(self) -> str:
        """The unit of a bare duration, '' when nothing tells."""
        return self._mapping.unit

    def has(self, field: Field) -> bool:
        """Tell whether the field is mapped."""
        return field in self._mapping.places

    def column(self, field: Field) -> str:
        """Return what the table calls the field."""
        place = self._mapping.places.get(field)
        return "" if place is None else self._header[place].strip() or str(place + 1)

    def exact(self, field: Field) -> str:
        """Return the cell as it is, '' when it is not mapped."""
        place = self._mapping.places.get(field)
        return "" if place is None else self._row[place]

    def text(self, field: Field) -> str:
        """Return what the cell says, '' for nothing."""
        text = self.exact(field).replace("\u00a0", " ").strip()
        return "" if text.casefold() in _NOTHING else text

    def read(self, field: Field, read: Callable[[str], ValueT]) -> ValueT | None:
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


class NewNames:
    """Looks names up, and takes unknown ones for new words where that is allowed."""

    def __init__(self, vocabulary: Vocabulary, *, allowed: bool) -> None:
        self._vocabulary = vocabulary
        self._allowed = allowed

    def place(self, text: str) -> EpisodeWords:
        """Understand a cell such as `left calf`, `Calf (L)` or `calf 7/10`."""
        words = re.sub(r"[()\[\]:,]|(?<!\S)[-\u2013](?!\S)", " ", text).split()
        try:
            return read_words(words, self._vocabulary)
        except NotUnderstood:
            sides = {_SIDES[word.casefold()] for word in words if word.casefold() in _SIDES}
            name = [word for word in words if word.casefold() not in _SIDES]
            if not self._allowed or len(sides) > 1 or not name:
                raise
        known = self._vocabulary.regions.find(" ".join(name))
        side = read_side(sides.pop()) if sides else None
        return EpisodeWords(known or Region(new_region_name(name)), side)

    def uses(self, text: str) -> list[tuple[str, str]]:
        """Understand a cell such as `magnesium 400mg; heat`, as remedies with their doses."""
        found: list[tuple[str, str]] = []
        bare = re.sub(r"[()\[\]]", " ", text)
        for part in filter(None, map(str.strip, _PART.split(bare))):
            try:
                found += [
                    (remedy.name, dose) for remedy, dose in read_uses([part], self._vocabulary)
                ]
            except NotUnderstood:
                if not self._allowed or self._vocabulary.remedies.find(part):
                    raise
                words = part.split()
                amount = next((n for n, word in enumerate(words) if word[0].isdigit()), len(words))
                found.append((new_name(words[:amount]), " ".join(words[amount:])))
        return found


def read_entries(cells: Cells, moment: Moment, names: NewNames) -> list[Entry]:
    """Return the entries of a row: an episode, uses of remedies, or both; or a clear day.

    Raises:
        BadCell: naming the column that is not understood.
        NotUnderstood: when the row as a whole makes no entry.
    """
    kind = cells.exact("kind").strip().casefold()
    note = cells.exact("note")
    if kind in _CLEAR and cells.has("kind"):
        if cells.text("region"):
            raise BadCell(cells.column("kind"), "it says there was no spasm, but names a region.")
        uses = _uses(cells, moment, names, "")
        return [ClearDay(moment.day, note), *uses]
    if not cells.text("region"):
        entries: list[Entry] = [*_uses(cells, moment, names, note)]
        if not entries:
            missing = [cells.column(field) for field in ("region", "remedy") if cells.has(field)]
            raise BadCell(" or ".join(missing), "there is neither a region nor a remedy.")
        return entries
    return [_episode(cells, moment, names, kind, note), *_uses(cells, moment, names, "")]


def _episode(cells: Cells, moment: Moment, names: NewNames, kind: str, note: str) -> Episode:
    words = cells.read("region", names.place) or EpisodeWords()
    side: Side | None = _once(cells, "side", words.side, cells.read("side", read_side))
    assert words.region is not None  # noqa: S101 -- the caller saw a text, and place() names one
    try:
        words.region.require_side(side)
    except NotUnderstood as error:
        raise BadCell(cells.column("side") or cells.column("region"), str(error)) from error
    return Episode(
        moment,
        words.region.name,
        _kind(cells, kind),
        side,
        _once(cells, "intensity", words.intensity, cells.read("intensity", amounts.intensity)),
        _once(cells, "duration", words.duration_s, cells.read("duration", _duration(cells.unit))),
        _once(cells, "count", words.count, cells.read("count", amounts.count)) or 1,
        _woke(cells),
        _listed(cells, "signs", SIGNS),
        _listed(cells, "pain_types", PAIN_TYPES),
        tuple(dict.fromkeys(_parts(cells.text("triggers")))),
        note,
    )


def _uses(cells: Cells, moment: Moment, names: NewNames, note: str) -> list[RemedyUse]:
    found = cells.read("remedy", names.uses) or []
    dose = cells.text("dose")
    if dose and not found:
        raise BadCell(cells.column("dose"), "there is a dose without a remedy.")
    if dose and (len(found) > 1 or found[0][1]):
        raise BadCell(cells.column("dose"), "it is not clear which remedy the dose belongs to.")
    return [RemedyUse(moment, remedy, dose or said, note=note) for remedy, said in found]


def _once(
    cells: Cells, field: Field, in_region: ValueT | None, in_own: ValueT | None
) -> ValueT | None:
    """Return what one of two columns says; the other must not contradict it."""
    if in_region is not None and in_own is not None and in_region != in_own:
        raise BadCell(
            cells.column(field),
            f"it says {in_own}, but the column {cells.column('region')!r} says {in_region}.",
        )
    return in_own if in_own is not None else in_region


def _kind(cells: Cells, text: str) -> Kind:
    if text in _NOTHING:
        return "spasm"
    for kind in KINDS:
        if text in (kind, f"{kind}s"):
            return kind
    raise BadCell(cells.column("kind"), f"{text!r} is not known; write spasm, twitch or clear day.")


def _woke(cells: Cells) -> bool:
    text = cells.text("woke").casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadCell(cells.column("woke"), f"{text!r} is not understood; write yes or no.")


def _duration(unit: str) -> Callable[[str], int]:
    """Return what reads a duration, a bare number in the unit that the column has."""

    def read(text: str) -> int:
        if clock := _CLOCKLIKE.fullmatch(text):
            hours, minutes, seconds = clock.groups()
            return amounts.duration(f"{hours}h {minutes}m {seconds}s")
        if not _BARE.fullmatch(text):
            return amounts.duration(text)
        if unit:
            return amounts.duration(f"{text}{unit}")
        raise NotUnderstood(
            f"{text!r} has no unit; write 3 min, or say the column's: duration:min=..."
        )

    return read


def _listed(cells: Cells, field: Field, known: FixedList) -> tuple[str, ...]:
    return (
        cells.read(
            field, lambda text: tuple(dict.fromkeys(known.get(part) for part in _parts(text)))
        )
        or ()
    )


def _parts(text: str) -> list[str]:
    """Return the parts of a list; a semicolon separates them, or where there is none a comma."""
    separator = ";" if ";" in text else ","
    return [part.strip() for part in re.split(rf"[{separator}\n]", text) if part.strip()]
