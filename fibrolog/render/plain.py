"""A document line by line, for screen readers: no tables, no colour, each number with its name."""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.report.document import (
    Block,
    Document,
    Facts,
    Hint,
    Listing,
    Notes,
    Paragraph,
    Section,
)
from fibrolog.text import visible


def plain(document: Document) -> str:
    """Return the document as lines of text that make sense when read aloud in order."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    if document.title:
        yield visible(f"{document.title}.")
    yield from (_ended(line) for line in document.lead if line)
    for section in document.sections:
        # In a report every line has its name, and needs no heading.
        if section.title and not document.title:
            yield _ended(section.title.removesuffix(":"), ":")
        yield from _of_section(section)
    if document.closing:
        yield document.closing


def _of_section(section: Section) -> Iterator[str]:
    for block in section.on("plain"):
        yield from map(visible, _of_block(block))


def _of_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Hint(purpose, command):
            yield f"{purpose} {command}"
        case Facts(facts):
            yield from (f"{name}: {value}." for name, value in facts)
        case Listing(columns, rows):
            yield from _listed(columns, rows)
        case Notes(entries):
            from fibrolog.render.entry_list import written_note

            for note in (written_note(entry, aloud=True) for entry in entries):
                yield f"Note, {note.when}, {note.about}: {' / '.join(note.lines)}"
        case _:
            yield from block.spoken


def _listed(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for first, *others in rows:
        for name, value in zip(columns[1:], others, strict=True):
            if value:
                yield _ended(f"{columns[0].capitalize()} {first}, {name}: {value}")


def _ended(text: str, end: str = ".") -> str:
    """Return a text with an end that a voice stops at."""
    return visible(text if text.endswith((".", "?", "!")) else f"{text}{end}")
