"""The remedies of a report, drawn: a line each for where the rate ratio lies, and a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fibrolog.remedies.effect import Effect
from fibrolog.remedies.verdicts import Verdict
from fibrolog.render.layout import INDENT, QUIET, ROOMY, Page, heading, indented, paragraph
from fibrolog.render.text import visible
from fibrolog.report.remedy_rows import RemedyRow, RemedySection
from fibrolog.report.remedy_words import looked_at, ratio_words
from fibrolog.report.summary import Report

# The scale runs from a quarter to four times as many, which is where diaries can tell.
_SCALE = 4
# Odd, so that no difference has a column of its own in the middle.
_BAR_WIDTH = 25
_LONGEST_NAME = 20
# Only a difference that stands up to how many remedies were looked at has a colour.
_COLORS: dict[Verdict, str] = {"fewer": "green", "more": "magenta"}


class _Glyphs(NamedTuple):
    """What an interval is drawn with."""

    line: str
    left: str
    right: str
    beyond_left: str
    beyond_right: str
    ratio: str
    same: str
    crossed: str


_UNICODE = _Glyphs("─", "├", "┤", "◄", "►", "●", "│", "┼")
_ASCII = _Glyphs("-", "[", "]", "<", ">", "o", "|", "+")


def remedy_parts(section: RemedySection, report: Report, page: Page) -> Iterator[RenderableType]:
    """Yield the section about the remedies."""
    yield heading("What followed each remedy")
    if not section.rows:
        yield paragraph("No remedy is logged yet; type one like: fibrolog took magnesium 400mg")
        return
    for sentence in looked_at(section, report):
        yield paragraph(sentence)
    if any(row.judgement.effect for row in section.rows):
        yield Text()
        yield indented(_scale(page))
    for row in section.rows:
        yield Text()
        yield indented(_line(row, page))
        yield Padding(Text(visible(row.sentence)), (0, 0, 0, 2 * INDENT))


def _scale(page: Page) -> RenderableType:
    labels = Text("1/4   1/2   1     2     4", style=QUIET)
    return (
        labels
        if page.width < ROOMY
        else _columns(Text("Spasms, times as many", style=QUIET), labels)
    )


def _line(row: RemedyRow, page: Page) -> RenderableType:
    """Return the name, and beside it, or below it on a narrow page, where the ratio lies."""
    verdict = row.judgement.verdict
    name = page.name(row.name)
    name.stylize(f"bold {_COLORS.get(verdict, '')}".strip())
    if row.new:
        name.append(" (new)")
    effect = row.judgement.effect
    if effect is None:
        return name
    drawn = Text(f"{interval_bar(effect, page)} {ratio_words(effect)}")
    if page.width < ROOMY:
        return Text("\n").join([name, drawn])
    return _columns(name, drawn) if name.cell_len <= _LONGEST_NAME else _below(name, drawn)


def _columns(name: Text, drawn: Text) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_LONGEST_NAME + 1)
    grid.add_column(no_wrap=True)
    grid.add_row(name, drawn)
    return grid


def _below(name: Text, drawn: Text) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(name)
    grid.add_row(Padding(drawn, (0, 0, 0, _LONGEST_NAME + 2)))
    return grid


def interval_bar(effect: Effect, page: Page) -> str:
    """Return a rate ratio and its interval on a logarithmic scale around no difference."""
    glyphs = _UNICODE if page.encoding.startswith("utf") else _ASCII
    cells = [" "] * _BAR_WIDTH
    low, high = _column(effect.low), _column(effect.high)
    for column in range(max(low, 0), min(high, _BAR_WIDTH - 1) + 1):
        cells[column] = glyphs.line
    if 0 <= low < _BAR_WIDTH:
        cells[low] = glyphs.left
    if 0 <= high < _BAR_WIDTH:
        cells[high] = glyphs.right
    middle = _BAR_WIDTH // 2
    cells[middle] = glyphs.crossed if cells[middle] == glyphs.line else glyphs.same
    cells[max(0, min(_column(effect.ratio), _BAR_WIDTH - 1))] = glyphs.ratio
    if low < 0:
        cells[0] = glyphs.beyond_left
    if high >= _BAR_WIDTH:
        cells[-1] = glyphs.beyond_right
    return "".join(cells)


def _column(ratio: float) -> int:
    """Return the column of a ratio; below 0 or beyond the width it lies off the scale."""
    share = (math.log(max(ratio, 1e-9)) / math.log(_SCALE) + 1) / 2
    return math.floor(share * (_BAR_WIDTH - 1) + 0.5)
