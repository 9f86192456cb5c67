"""The notes of a report, drawn for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from fibrolog.render.layout import INDENT, Page, heading, indented
from fibrolog.render.notes_words import NOTES_TITLE, written_notes
from fibrolog.report.summary import Report


def notes_parts(report: Report, page: Page) -> Iterator[RenderableType]:
    """Yield the section with the notes, nothing where none were asked for."""
    notes = list(written_notes(report))
    if notes:
        yield heading(NOTES_TITLE)
    for place, note in enumerate(notes):
        if place:
            yield Text()
        yield indented(page.name(f"{note.when}, {note.about}"))
        yield Padding(Text("\n").join(map(page.name, note.lines)), (0, 0, 0, 2 * INDENT))
