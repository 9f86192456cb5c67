"""Entries as a list on the screen, under a heading for each day.

It is drawn here rather than by Rich, which takes longer to load than everything else that `list`
does: a list is what somebody looks at who only wants to know whether it was saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from fibrolog.entries import AnyRecord, ClearDay
from fibrolog.render.entry_words import entry_words
from fibrolog.render.wrapping import in_lines
from fibrolog.when.spoken import spoken_day

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
