"""The notes of a report, drawn for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from fibrolog.render.layout import INDENT, Page, heading, indented, paragraph
from fibrolog.render.notes_words import NO_NOTES, NOTES_TITLE, none_written, written_notes
from fibrolog.report.summary import Report


def notes_parts(report: Report, page: Page) -> Iterator[RenderableType]:
    """Yield the section with the notes, nothing where none were asked for."""
    notes = list(written_notes(report))
    if report.notes is not None:
        yield heading(NOTES_TITLE)
    if none_written(report):
        yield paragraph(NO_NOTES)
    for place, note in enumerate(notes):
        if place:
            yield Text()
        yield indented(page.name(f"{note.when}, {note.about}"))
        yield Padding(Text("\n").join(map(page.name, note.lines)), (0, 0, 0, 2 * INDENT))
