"""Entries in linear text: one line each in a list, one fact a line when shown whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from fibrolog.entries import AnyRecord, ClearDay, Entry
from fibrolog.render.entry_json import entry_json
from fibrolog.render.entry_words import entry_words
from fibrolog.render.text import visible
from fibrolog.when.spoken import spoken, spoken_day, spoken_duration


def listed_plain(records: Iterable[AnyRecord]) -> Iterator[str]:
    """Yield a line for each entry."""
    for record in records:
        yield f"{record.id}, {entry_time(record.entry)}: {entry_words(record.entry, aloud=True)}."


def entry_time(entry: Entry) -> str:
    """Return when the entry says it was, with the weekday."""
    return spoken_day(entry.day) if isinstance(entry, ClearDay) else spoken(entry.moment)


def whole_plain(record: AnyRecord) -> Iterator[str]:
    """Yield a line for each fact of an entry, what is not known left out."""
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
