"""Lists of names and pages of text, drawn for a terminal of any width."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fibrolog.guide import Chapter
from fibrolog.render.text import visible


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    """Return a table of texts that wraps rather than cuts."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    return drawn


def guide_page(chapters: Sequence[Chapter]) -> RenderableType:
    """Return the guide, a heading and its paragraphs at a time."""
    parts: list[RenderableType] = []
    for title, paragraphs in chapters:
        parts.append(Text(title, style="bold"))
        parts += [Padding(Text(paragraph), (0, 0, 0, 2)) for paragraph in paragraphs]
        parts.append(Text())
    return Group(*parts)
