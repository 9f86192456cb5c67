"""Entries as a list on the screen, under a heading for each day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fibrolog.entries import AnyRecord, ClearDay
from fibrolog.render.entry_words import entry_words
from fibrolog.when.spoken import spoken_day


def entry_list(records: Sequence[AnyRecord]) -> RenderableType:
    """Return the entries in the order they are in, days apart."""
    widest = max((len(record.id) for record in records), default=0)
    parts: list[RenderableType] = []
    for day, entries in groupby(records, _day):
        parts += [Text(spoken_day(day), style="bold"), _day_table(entries, widest)]
    return Group(*parts)


def _day_table(records: Iterable[AnyRecord], id_width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=id_width + 2, justify="right", no_wrap=True)
    table.add_column(width=len("03:12"), no_wrap=True)
    table.add_column(overflow="fold")
    for record in records:
        table.add_row(Text(record.id), Text(_clock_time(record)), Text(entry_words(record.entry)))
    return table


def _day(record: AnyRecord) -> date:
    entry = record.entry
    return entry.day if isinstance(entry, ClearDay) else entry.moment.day


def _clock_time(record: AnyRecord) -> str:
    entry = record.entry
    if isinstance(entry, ClearDay) or entry.moment.precision == "day":
        return ""
    return f"{entry.moment.at:%H:%M}"
