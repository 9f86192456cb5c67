"""Entries in linear text: one line each in a list, one fact a line when shown whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fibrolog.entries import AnyRecord, ClearDay
from fibrolog.render.entry_json import entry_json
from fibrolog.render.entry_words import entry_words
from fibrolog.render.text import visible
from fibrolog.when.spoken import spoken, spoken_day, spoken_duration


def listed_plain(records: Iterable[AnyRecord]) -> Iterator[str]:
    """Yield a line for each entry."""
    for record in records:
        yield f"{record.id}, {entry_time(record)}: {entry_words(record.entry)}."


def entry_time(record: AnyRecord) -> str:
    """Return when the entry says it was, with the weekday."""
    entry = record.entry
    return spoken_day(entry.day) if isinstance(entry, ClearDay) else spoken(entry.moment)


def whole_plain(record: AnyRecord) -> Iterator[str]:
    """Yield a line for each fact of an entry, what is not known left out."""
    yield f"{record.id}: {entry_time(record)}"
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
