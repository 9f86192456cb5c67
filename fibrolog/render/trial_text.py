"""The result of a trial, drawn for a terminal: its figures, and every pair on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from fibrolog.render.layout import QUIET, WIDEST, Page, heading, indented, paragraph
from fibrolog.render.trial_words import TrialResult, figures, title
from fibrolog.report.sentences import NOT_ADVICE
from fibrolog.trials.plan import TrialRecord
from fibrolog.trials.result_words import cautions, rate, sentence
from fibrolog.trials.signflip import Pair

# A scale any longer is harder to follow, however wide the window.
_WIDEST_SCALE = 41
# The number of a pair, which arm came first, and the blanks between.
_BEFORE_SCALE = len("14  off first  ")
_FACT_WIDTH = len("Median duration")


@dataclass(frozen=True)
class _Glyphs:
    """What a pair is drawn with."""

    on: str
    off: str
    both: str
    line: str


_UNICODE = _Glyphs("●", "○", "◉", "─")
_ASCII = _Glyphs("x", "o", "8", "-")


@dataclass(frozen=True)
class TrialText:
    """The result, laid out once the console that shows it is known."""

    result: TrialResult

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for the width there is."""
        page = Page(min(options.max_width, WIDEST), options.encoding)
        yield Constrain(Group(*_parts(self.result, page)), page.width)


def _parts(result: TrialResult, page: Page) -> Iterator[RenderableType]:
    record, found = result.record, result.found
    yield Text.assemble((page.name(title(record)).plain, "bold"))
    yield Text(page.name(result.planned).plain)
    yield Text()
    yield page.name(sentence(record.trial, found))
    yield heading("Figures")
    yield indented(_facts(result, page))
    if found.pairs:
        yield heading("Pair by pair")
        yield from _plot(record, found.pairs, page)
    yield heading("How to read it")
    for words in cautions(record.trial, found, result.done):
        yield indented(page.name(words))
    yield Text()
    yield Text(NOT_ADVICE, style=QUIET)


def _facts(result: TrialResult, page: Page) -> RenderableType:
    if page.narrow:
        return Group(*(page.name(f"{name}: {value}") for name, value in figures(result)))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=_FACT_WIDTH, style=QUIET)
    grid.add_column()
    for name, value in figures(result):
        grid.add_row(Text(name), page.name(value))
    return grid


def _plot(record: TrialRecord, pairs: dict[int, Pair], page: Page) -> Iterator[RenderableType]:
    glyphs = _UNICODE if page.encoding.startswith("utf") else _ASCII
    most = max(arm.rate for pair in pairs.values() for arm in pair)
    width = max(9, min(_WIDEST_SCALE, page.width - _BEFORE_SCALE - 4))
    yield paragraph("Spasms a day, with and without; which came first.")
    yield Text()
    yield indented(Text(f"{'':{_BEFORE_SCALE}}0{rate(most):>{width - 1}}", style=QUIET))
    for number in range(1, record.trial.design.pairs + 1):
        first = record.trial.plan[number - 1].partition("-")[0]
        label = f"{number:>2}  {first + ' first':<9}  "
        pair = pairs.get(number)
        drawn = "left out" if pair is None else _line(pair, most, width, glyphs)
        yield indented(Text.assemble((label, QUIET), drawn))
    yield Text()
    legend = (
        f"{glyphs.on} with {record.trial.remedy}   {glyphs.off} without   {glyphs.both} the same"
    )
    yield indented(page.name(legend))


def _line(pair: Pair, most: float, width: int, glyphs: _Glyphs) -> str:
    places = [round(arm.rate / most * (width - 1)) if most else 0 for arm in pair]
    low, high = sorted(places)
    cells = [" "] * width
    cells[low : high + 1] = glyphs.line * (high - low + 1)
    for place, glyph in zip(places, (glyphs.on, glyphs.off), strict=True):
        cells[place] = glyph
    if low == high:
        cells[low] = glyphs.both
    return "".join(cells).rstrip()
