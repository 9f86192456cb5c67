"""Entries below each other: for the eye under a heading for each day, for the ear a line each.

The list is drawn here rather than by Rich, which takes longer to load than everything else that
`list` does: a list is what somebody looks at who only wants to know whether it was saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from fibrolog.domain.entries import AnyRecord, ClearDay, Entry
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.render.entry_words import entry_words
from fibrolog.text import in_lines, spoken_duration, visible

_GAP = "  "
_CLOCK = len("03:12")


class ListLine(NamedTuple):
    """A line of the list; the heading of a day or what is below it."""

    text: str
    heading: bool


def entry_list(records: Sequence[AnyRecord], width: int) -> Iterator[ListLine]:
    """Yield the lines for the entries in the order they are in, days apart."""
    widest = max((len(record.id) for record in records), default=0)
    indent = len(_GAP) + widest + len(_GAP) + _CLOCK + len(_GAP)
    for day, entries in groupby(records, _day):
        for text in in_lines(spoken_day(day), width):
            yield ListLine(text, heading=True)
        for record in entries:
            beginning = f"{_GAP}{record.id:>{widest}}{_GAP}{_clock_time(record):{_CLOCK}}{_GAP}"
            for text in in_lines(entry_words(record.entry, aloud=False), max(1, width - indent)):
                yield ListLine(f"{beginning}{text}", heading=False)
                beginning = " " * indent


def _day(record: AnyRecord) -> date:
    entry = record.entry
    return entry.day if isinstance(entry, ClearDay) else entry.moment.day


def _clock_time(record: AnyRecord) -> str:
    entry = record.entry
    if isinstance(entry, ClearDay) or entry.moment.precision == "day":
        return ""
    return f"{entry.moment.at:%H:%M}"


def listed_plain(records: Iterable[AnyRecord]) -> Iterator[str]:
    """Yield a line for each entry."""
    for record in records:
        yield f"{record.id}, {entry_time(record.entry)}: {entry_words(record.entry, aloud=True)}."


def entry_time(entry: Entry) -> str:
    """Return when the entry says it was, with the weekday."""
    return spoken_day(entry.day) if isinstance(entry, ClearDay) else spoken(entry.moment)


def whole_plain(record: AnyRecord) -> Iterator[str]:
    """Yield a line for each fact of an entry, what is not known left out."""
    from fibrolog.render.entry_json import entry_json

    yield f"{record.id}: {entry_time(record.entry)}"
    for name, value in entry_json(record).items():
        if name in ("id", "day") or value in (None, "", []):
            continue
        yield f"{name.replace('_', ' ')}: {visible(_value_words(name, value))}"


def _value_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    if name == "duration_s" and isinstance(value, int):
        return f"{value} ({spoken_duration(value)})"
    return str(value)


class WrittenNote(NamedTuple):
    """A note in words.

    Attributes:
        when: the day, and the time where it is known.
        about: the entry it belongs to.
        lines: what was written, nothing in it that could steer a terminal.
    """

    when: str
    about: str
    lines: tuple[str, ...]


def written_note(entry: Entry, *, aloud: bool) -> WrittenNote:
    """Return the note of an entry."""
    lines = visible(entry.note.strip(), one_line=False).split("\n")
    about = entry_words(replace(entry, note=""), aloud=aloud)
    return WrittenNote(entry_time(entry), about, tuple(lines))
