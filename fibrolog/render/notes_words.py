"""The notes of a report in words, the same for every sink that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from fibrolog.entries import ClearDay, Entry
from fibrolog.render.entry_words import entry_words
from fibrolog.render.text import visible
from fibrolog.report.summary import Report
from fibrolog.when.spoken import spoken, spoken_day

NOTES_TITLE = "Notes"
NO_NOTES = "No notes in this period."


class WrittenNote(NamedTuple):
    """One note.

    Attributes:
        when: the day, and the time where it is known.
        about: the entry it belongs to, in words.
        lines: what was written, nothing in it that could steer a terminal.
    """

    when: str
    about: str
    lines: tuple[str, ...]


def written_notes(report: Report) -> Iterator[WrittenNote]:
    """Yield the notes, oldest first; none unless the report was made with them."""
    for entry in report.notes or ():
        lines = visible(entry.note.strip(), one_line=False).split("\n")
        yield WrittenNote(_when(entry), entry_words(replace(entry, note="")), tuple(lines))


def none_written(report: Report) -> bool:
    """Whether notes were asked for and there are none."""
    return report.notes == ()


def notes_plain(report: Report) -> Iterator[str]:
    """Yield a line for each note, as nothing else in the report begins."""
    if none_written(report):
        yield NO_NOTES
    for note in written_notes(report):
        yield f"Note, {note.when}, {note.about}: {' / '.join(note.lines)}"


def _when(entry: Entry) -> str:
    return spoken_day(entry.day) if isinstance(entry, ClearDay) else spoken(entry.moment)
