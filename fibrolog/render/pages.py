"""Lists of names and pages of text, drawn for a terminal of any width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fibrolog.render.text import visible

# Below this a table of four columns breaks its words.
_NARROW = 70


@dataclass(frozen=True)
class TextTable:
    """A table of texts, or on a narrow screen the same facts below each other."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for the width there is."""
        if options.max_width < _NARROW:
            for name, *facts in self.rows:
                yield Text(visible(name), style="bold")
                for column, fact in zip(self.columns[1:], facts, strict=True):
                    if fact:
                        yield Padding(Text(visible(f"{column}: {fact}")), (0, 0, 0, 2))
            return
        drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for column in self.columns:
            drawn.add_column(column)
        for row in self.rows:
            drawn.add_row(*(Text(visible(cell)) for cell in row))
        yield drawn


def text_page(chapters: Sequence[tuple[str, Sequence[str]]]) -> RenderableType:
    """Return a page of text, a heading and its paragraphs at a time."""
    parts: list[RenderableType] = []
    for title, paragraphs in chapters:
        parts.append(Text(visible(title), style="bold"))
        parts += [Padding(Text(visible(words)), (0, 0, 0, 2)) for words in paragraphs]
        parts.append(Text())
    return Group(*parts)
