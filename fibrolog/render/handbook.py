"""The handbook's Markdown, drawn for a terminal or in plain lines; Rich reads and lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.padding import Padding
from rich.text import Text
from rich.theme import Theme

from fibrolog.render.drawings.page import INDENT, ROOMY, WIDEST
from fibrolog.render.terminal import DrawnDocument
from fibrolog.report.document import listing

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINKS = ("link_open", "link_close")
# Rich sets what is typed on black, which is a bar on a light screen.
_STYLES = Theme({"markdown.code": "bold"})
# In a table of so many columns there is only one thing to say of a name.
_NAME_AND_FACT = 2


class HandbookPage(Markdown):
    """A page without what only a forge can use: links to other files, colours by language."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {}

    def __init__(self, markdown: str) -> None:
        super().__init__(markdown)
        for token in self.parsed:
            if token.children:
                token.children = [one for one in token.children if one.type not in _LINKS]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw in lines that are no longer than the eye follows."""
        narrow = options.update(width=min(options.max_width, WIDEST))
        with console.use_theme(_STYLES):
            yield from super().__rich_console__(console, narrow)


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text.plain, style="bold")


class _Code(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Padding(Text(self.text.plain.rstrip()), (0, 0, 0, INDENT))


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        assert self.header is not None  # noqa: S101 -- Markdown has no table without one
        assert self.header.row is not None  # noqa: S101 -- nor a header without a row
        assert self.body is not None  # noqa: S101 -- nor one without a body
        columns = [cell.content.plain for cell in self.header.row.cells]
        rows = [[cell.content.plain for cell in row.cells] for row in self.body.rows]
        if len(columns) == _NAME_AND_FACT and options.max_width < ROOMY:
            for name, fact in rows:
                yield Text(name, style="bold")
                yield Padding(Text(fact), (0, 0, 0, INDENT))
        else:
            yield DrawnDocument(listing(columns, rows))


HandbookPage.elements = {
    **Markdown.elements,
    "heading_open": _Heading,
    "fence": _Code,
    "table_open": _Table,
}


def handbook_plain(markdown: str) -> Iterator[str]:
    """Yield a page in lines that each say something by themselves: a sentence, or a named fact."""
    kind = number = ""
    columns: list[str] = []
    cells: list[str] = []
    for token in Markdown(markdown).parsed:
        if token.type == "list_item_open":
            number = f"{token.info}. " if token.info else ""
        elif token.type == "inline" and kind in ("th_open", "td_open"):
            cells.append(_words(token))
        elif token.type == "inline":
            yield f"{_words(token)}:" if kind == "heading_open" else f"{number}{_words(token)}"
            number = ""
        elif token.type == "tr_close":
            yield from _facts(columns, cells) if columns else ()
            columns, cells = columns or cells, []
        elif token.type == "table_close":
            columns = []
        elif token.type == "fence":
            yield from _lines(token.content, typed=token.info in ("console", "sh"))
        kind = token.type


def _words(inline: Token) -> str:
    """Return what a paragraph, a heading or a cell says."""
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if one.type in breaks else one.content for one in inline.children or ())


def _facts(columns: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Yield what a row of a table says of its first cell."""
    first, *others = cells
    for column, cell in zip(columns[1:], others, strict=True):
        if cell:
            about = first if len(columns) == _NAME_AND_FACT else f"{first}, {column}"
            yield f"{about}: {cell.rstrip('.')}."


def _lines(text: str, *, typed: bool) -> Iterator[str]:
    """Yield the lines of a fence, each with what it is."""
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        if not typed:
            yield f"Line: {line}"
        elif line.startswith(("$ ", "fibrolog ")):
            yield f"Type: {line.removeprefix('$ ')}"
        else:
            yield f"Answer: {line}"
