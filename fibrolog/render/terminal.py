"""A document drawn for a terminal of any width from 30 columns up, with or without colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.bar import Bar as RichBar
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from fibrolog.render.drawings import in_terminal, share_of_scale
from fibrolog.render.drawings.page import INDENT, QUIET, ROOMY, WIDEST, Page, heading, indented
from fibrolog.report.document import (
    Block,
    Chart,
    Column,
    Document,
    Drawing,
    Facts,
    Finding,
    Findings,
    Hint,
    Listing,
    Notes,
    Paragraph,
    Section,
    Table,
)

if TYPE_CHECKING:
    from fibrolog.analysis.effect import Effect

# The longest name of a figure, so that every group of figures shares one edge.
_FACT_WIDTH = len("Median duration")
# Of the room beside the figures of a table; the bars have the rest.
_NAME_SHARE = 2 / 3
# A longer name of a finding has a line of its own.
_LONGEST_NAME = 20
_RATIO_SCALE = "1/4   1/2   1     2     4"
# As wide, and odd, so that no difference has a column of its own in the middle.
_RATIO_WIDTH = 25
# The line of an interval, its left and right end, its ends beyond the scale, the ratio itself, no
# difference, and where the line crosses that.
_RATIO_GLYPHS = tuple("─├┤◄►●│┼")
_ASCII_RATIO_GLYPHS = tuple("-[]<>o|+")
_BAR_COLOR = "cyan"
_COLORS = {"fewer": "green", "more": "magenta", None: ""}


@dataclass(frozen=True)
class DrawnDocument:
    """A document, laid out once the console that shows it is known."""

    document: Document

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for the width there is."""
        if self.document.title:
            page = Page(min(options.max_width, WIDEST), options.encoding)
            yield Constrain(Group(*_sheet(self.document, page)), page.width)
        else:
            yield from _chapters(self.document, Page(options.max_width, options.encoding))


class _Item(NamedTuple):
    """A part of a section.

    Attributes:
        is_prose: it needs no blank line between itself and other prose.
    """

    drawn: RenderableType
    is_prose: bool = False


def _sheet(document: Document, page: Page) -> Iterator[RenderableType]:
    """Yield a document under a title, its sections under rules."""
    title = page.name(document.title)
    title.stylize("bold")
    yield title
    yield from map(page.name, document.lead)
    for section in document.sections:
        yield from _section(section, page)
    yield Text()
    yield Text(document.closing, style=QUIET)


def _section(section: Section, page: Page) -> Iterator[RenderableType]:
    title = section.title
    before: _Item | None = None
    for part in section.drawn_on("terminal"):
        if isinstance(part[0], Drawing) and part[0].title:
            title = part[0].title
        for item in _items(part, page):
            if title:
                yield heading(title)
                title = ""
            elif before and not (before.is_prose and item.is_prose):
                yield Text()
            yield item.drawn
            before = item


def _chapters(document: Document, page: Page) -> Iterator[RenderableType]:
    """Yield a text to read, its headings as they are."""
    for section in document.sections:
        if section.title:
            yield Text(page.name(section.title).plain, style="bold")
        for part in section.drawn_on("terminal"):
            yield from (item.drawn for item in _items(part, page))
        if section.title:
            yield Text()


def _items(part: Iterable[Block], page: Page) -> Iterator[_Item]:
    charts = [block for block in part if isinstance(block, Chart)]
    if charts:
        yield _Item(_charts(charts, page))
    for block in part:
        yield from _item(block, page)


def _item(block: Block, page: Page) -> Iterator[_Item]:
    match block:
        case Paragraph(text):
            yield _Item(indented(page.name(text)), is_prose=True)
        case Hint(purpose, command):
            yield _Item(indented(Text(f"\n{purpose}")), is_prose=True)
            yield _Item(indented(indented(Text(command, style="bold"))), is_prose=True)
        case Facts():
            yield _Item(_facts(block, page))
        case Table():
            yield from _table(block, page)
        case Findings():
            yield from _findings(block, page)
        case Notes(entries):
            from fibrolog.render.entry_list import written_note

            for note in (written_note(entry, aloud=False) for entry in entries):
                head = indented(page.name(f"{note.when}, {note.about}"))
                said = Text("\n").join(map(page.name, note.lines))
                yield _Item(Group(head, Padding(said, (0, 0, 0, 2 * INDENT))))
        case Drawing():
            drawn = in_terminal(block, page)
            if drawn is not None:
                yield _Item(drawn)
        case Listing():
            yield from map(_Item, _listing(block, page))


def _facts(block: Facts, page: Page) -> RenderableType:
    """Return figures with their names, a line each."""
    facts = [
        (name, value if isinstance(value, str) else " ".join(value)) for name, value in block.facts
    ]
    if page.is_narrow:
        return Group(*(_worded(Text(name), value, page) for name, value in facts))
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(width=_FACT_WIDTH, style=QUIET)
    grid.add_column()
    for name, value in facts:
        grid.add_row(Text(name), page.name(value))
    return indented(grid)


def _table(table: Table, page: Page) -> Iterator[_Item]:
    names = [page.name(name) for name in table.names]
    if page.is_narrow and table.words:
        for name, words in zip(names, table.words, strict=True):
            yield _Item(_worded(name, words, page), is_prose=True)
        return
    columns = [column for column in table.columns if column.instead is None]
    yield _Item(indented(_Bars(names, _cells(columns, page), table.bars)))
    left_out = (column.instead for column in table.columns if column.instead)
    if key := " ".join(filter(None, (table.key, *left_out))):
        yield _Item(indented(Text(key)), is_prose=True)


def _cells(columns: Iterable[Column], page: Page) -> list[tuple[str, list[str]]]:
    return [
        (column.header, [page.unknown if cell is None else cell for cell in column.cells])
        for column in columns
    ]


def _charts(charts: Sequence[Chart], page: Page) -> RenderableType:
    """Return charts side by side, or on a narrow page below each other."""
    drawn = []
    for chart in charts:
        names = [Text(bar.name) for bar in chart.bars]
        bars = _Bars(names, _cells(chart.columns, page), [bar.length or 0 for bar in chart.bars])
        drawn.append(Group(heading(chart.title), indented(bars)))
    if page.width < ROOMY:
        return Group(*drawn)
    grid = RichTable.grid(padding=(0, 2 * INDENT), expand=True)
    for _ in drawn:
        grid.add_column(ratio=1)
    grid.add_row(*drawn)
    return grid


@dataclass(frozen=True)
class _Bars:
    """A table with a row a name: a bar, if there are any, and figures under their headers.

    Attributes:
        columns: headers with their cells.
        bars: a count a row, or none at all.
    """

    names: Sequence[Text]
    columns: Sequence[tuple[str, Sequence[str]]]
    bars: Sequence[float]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        gap = 2 if options.max_width >= ROOMY else 1
        table = RichTable(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style=QUIET)
        room = options.max_width - sum(gap + len(header) for header, _ in self.columns)
        longest_name = max(name.cell_len for name in self.names)
        table.add_column(width=min(longest_name, int(room * _NAME_SHARE)))
        if self.bars:
            table.expand = True
            table.add_column(ratio=1)
        for header, _ in self.columns:
            table.add_column(Text(header), justify="right", no_wrap=True)
        cells = (cells for _, cells in self.columns)
        for name, *row in zip(self.names, *self._drawn(), *cells, strict=True):
            table.add_row(name, *row)
        yield table

    def _drawn(self) -> list[list[_HorizontalBar]]:
        if not self.bars:
            return []
        longest = max(self.bars, default=0) or 1
        return [[_HorizontalBar(count, longest) for count in self.bars]]


@dataclass(frozen=True)
class _HorizontalBar:
    """A bar as long as its share of the longest one; the number always stands beside it."""

    count: float
    longest: float

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.ascii_only or options.legacy_windows:
            yield Text("#" * round(options.max_width * self.count / self.longest))
        else:
            yield RichBar(self.longest, 0, self.count, color=_BAR_COLOR)


def _findings(block: Findings, page: Page) -> Iterator[_Item]:
    if any(row.effect for row in block.rows):
        yield _Item(indented(_scale(block.scale, page)))
    for row in block.rows:
        said = (
            Padding(page.name(words), (0, 0, 0, 2 * INDENT))
            for words in (row.sentence, *row.details)
        )
        yield _Item(Group(indented(_finding(row, page)), *said))


def _scale(name: str, page: Page) -> RenderableType:
    marks = Text(_RATIO_SCALE, style=QUIET)
    return marks if page.width < ROOMY else _beside(Text(name, style=QUIET), marks)


def _finding(row: Finding, page: Page) -> RenderableType:
    """Return the name, and beside it, or below it on a narrow page, where the ratio lies."""
    name = page.name(row.name)
    name.stylize(f"bold {_COLORS[row.direction]}".strip())
    if row.is_new:
        name.append(" (new)")
    if row.effect is None:
        return name
    drawn = Text(f"{interval_bar(row.effect, page)} {row.figures}")
    if page.width < ROOMY:
        return Text("\n").join([name, drawn])
    return _beside(name, drawn) if name.cell_len <= _LONGEST_NAME else _below(name, drawn)


def interval_bar(effect: Effect, page: Page) -> str:
    """Return a rate ratio and its interval on a logarithmic scale around no difference."""
    line, left, right, beyond_left, beyond_right, dot, same, crossed = (
        _RATIO_GLYPHS if page.has_unicode else _ASCII_RATIO_GLYPHS
    )
    cells = [" "] * _RATIO_WIDTH
    low, high = _ratio_column(effect.low), _ratio_column(effect.high)
    for column in range(max(low, 0), min(high, _RATIO_WIDTH - 1) + 1):
        cells[column] = line
    if 0 <= low < _RATIO_WIDTH:
        cells[low] = left
    if 0 <= high < _RATIO_WIDTH:
        cells[high] = right
    middle = _RATIO_WIDTH // 2
    cells[middle] = crossed if cells[middle] == line else same
    cells[max(0, min(_ratio_column(effect.ratio), _RATIO_WIDTH - 1))] = dot
    if low < 0:
        cells[0] = beyond_left
    if high >= _RATIO_WIDTH:
        cells[-1] = beyond_right
    return "".join(cells)


def _ratio_column(ratio: float) -> int:
    return math.floor(share_of_scale(ratio) * (_RATIO_WIDTH - 1) + 0.5)


def _beside(name: Text, drawn: Text) -> RenderableType:
    grid = RichTable.grid(padding=(0, 1))
    grid.add_column(width=_LONGEST_NAME + 1)
    grid.add_column(no_wrap=True)
    grid.add_row(name, drawn)
    return grid


def _below(name: Text, drawn: Text) -> RenderableType:
    grid = RichTable.grid(padding=(0, 1))
    grid.add_row(name)
    grid.add_row(Padding(drawn, (0, 0, 0, _LONGEST_NAME + 2)))
    return grid


def _listing(block: Listing, page: Page) -> Iterator[RenderableType]:
    """Yield a table of texts, or on a narrow page the same facts below each other."""
    if page.width < ROOMY:
        for name, *facts in block.rows:
            yield Text(page.name(name).plain, style="bold")
            for column, fact in zip(block.columns[1:], facts, strict=True):
                if fact:
                    yield indented(page.name(f"{column}: {fact}"))
        return
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in block.columns:
        drawn.add_column(column)
    for row in block.rows:
        drawn.add_row(*map(page.name, row))
    yield drawn


def _worded(name: Text, words: str, page: Page) -> RenderableType:
    return indented(Text.assemble(name, ": ", page.name(words)))
