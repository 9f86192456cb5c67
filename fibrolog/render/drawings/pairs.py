"""Every pair of a trial on one scale, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from fibrolog.render.drawings.page import QUIET, Page, indented
from fibrolog.report.trial_result import Pairs
from fibrolog.trials.result_sentences import rate
from fibrolog.trials.signflip import Pair

# A scale any longer is harder to follow, however wide the window; one any shorter shows nothing.
_WIDEST_SCALE, _SHORTEST_SCALE = 41, 9
# The number of a pair, which arm came first, and the blanks between.
_BEFORE_SCALE = len("14  off first  ")
# With the remedy, without it, as many with as without, and the line between.
_GLYPHS, _ASCII_GLYPHS = tuple("●○◉─"), tuple("xo8-")


def pairs_in_terminal(drawn: Pairs, page: Page) -> RenderableType | None:
    """Return the pairs, None without one that can be compared."""
    if not any(planned.pair for planned in drawn.pairs):
        return None
    return Group(*(indented(line) if line else line for line in _lines(drawn, page)))


def _lines(drawn: Pairs, page: Page) -> Iterator[Text]:
    glyphs = _GLYPHS if page.has_unicode else _ASCII_GLYPHS
    on, off, both, _ = glyphs
    most = max(arm.rate for planned in drawn.pairs for arm in planned.pair or ())
    width = max(_SHORTEST_SCALE, min(_WIDEST_SCALE, page.width - _BEFORE_SCALE - 4))
    yield Text("Spasms a day, with and without; which came first.")
    yield Text()
    yield Text(f"{'':{_BEFORE_SCALE}}0{rate(most):>{width - 1}}", style=QUIET)
    for number, first, pair in drawn.pairs:
        label = f"{number:>2}  {first + ' first':<9}  "
        shown = "left out" if pair is None else _line(pair, most, width, glyphs)
        yield Text.assemble((label, QUIET), shown)
    yield Text()
    yield page.name(f"{on} with {drawn.remedy}   {off} without   {both} the same")


def _line(pair: Pair, most: float, width: int, glyphs: tuple[str, ...]) -> str:
    on, off, both, line = glyphs
    places = [round(arm.rate / most * (width - 1)) if most else 0 for arm in pair]
    low, high = sorted(places)
    cells = [" "] * width
    cells[low : high + 1] = line * (high - low + 1)
    for place, glyph in zip(places, (on, off), strict=True):
        cells[place] = glyph
    if low == high:
        cells[low] = both
    return "".join(cells).rstrip()
