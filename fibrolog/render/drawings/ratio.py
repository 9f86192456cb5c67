"""Where a ratio lies: the logarithmic scale of every drawing of one, and the terminal's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from fibrolog.render.drawings.page import Page

if TYPE_CHECKING:
    from fibrolog.remedies.effect import Effect

# From a quarter to four times as many, which is where diaries can tell.
_MOST = 4
# Odd, so that no difference has a column of its own in the middle.
_BAR_WIDTH = 25


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


def share_of_scale(ratio: float) -> float:
    """Return where a ratio lies: 0 at the left end, 1 at the right, beyond them off the scale."""
    return (math.log(max(ratio, 1e-9)) / math.log(_MOST) + 1) / 2


def interval_bar(effect: Effect, page: Page) -> str:
    """Return a rate ratio and its interval on a logarithmic scale around no difference."""
    glyphs = _UNICODE if page.has_unicode else _ASCII
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
    return math.floor(share_of_scale(ratio) * (_BAR_WIDTH - 1) + 0.5)
