"""The body in a terminal: front and back, shaded by how dense the characters are.

Terminal characters are about twice as high as wide, and a grid keeps the body's proportions. The
pictures stand here as they are drawn, because working them out from the shapes of `body_shapes`
takes as long as a third of a report; `tests.body_drawing` works them out, and a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from fibrolog.render.drawings.body_shapes import HEIGHT, MIDDLES, VIEWS, View, spread
from fibrolog.render.drawings.page import INDENT, QUIET, Page, indented
from fibrolog.report import body_figure as figure
from fibrolog.report.body_figure import BodyFigure
from fibrolog.report.summary import RegionRow

LETTERS = {
    "face": "f", "jaw": "j", "neck": "n", "shoulder": "s", "upper-arm": "u", "forearm": "r",
    "hand": "h", "chest": "c", "abdomen": "a", "upper-back": "b", "lower-back": "l", "hip": "i",
    "buttock": "g", "thigh": "t", "calf": "k", "shin": "m", "foot": "o", "toes": "e", "": ".",
}  # fmt: skip
_MIRRORED = str.maketrans("/\\()", "\\/)(")

# The left half of a body: its outline, and in those letters its regions in front and behind.
_LARGE = r"""
         .''  ..........ff  ............
         |    .........fff  ............
         \    ..........jj  ..........nn
          |   ..........nn  ..........nn
       _.-'   ..........cn  ..........nn
     /'       ......sscccc  ......sssssb
    \ _       .....ssccccc  .....ssssssb
    | //      .....uuccccc  .....uubsbbb
   _' '|      ....uu.ccccc  ....uu.bbbbb
   / / |      ....uu..aaaa  ....uu..llll
  .'.' |      ...rr...aaaa  ...rr...llll
  / '  /      ..rr...aaaaa  ..rr...lllll
 | /  |       ..rr...iaaaa  ..rr...igggg
 '\   |    _  .hr....iiiaa  .hr....igggg
/ /   |    |  hhh....ttttt  hhh....tttgg
) -'  |    )  hh.....tttt.  hh.....tttt.
\/    /   (   .h.....tttt.  .h.....tttt.
       |  |   .......tttt.  .......tttt.
       |  |   ........tt..  ........tt..
       |  |   ........mmm.  ........kkk.
       |  |   ........mmm.  ........kkk.
       '_ |   ........mm..  ........kk..
        \ |   .........m..  .........k..
        / )   ........oo..  ........oo..
       (__|   .......eee..  .......ooo..
"""
_SMALL = r"""
       _''  ........ff  ..........
       (    ........ff  ..........
        |   ........jj  ........nn
       _/   ........cn  ........nn
    .''     .....ssccc  .....ssssb
    '.      ....sscccc  ....sssssb
   | |      ....uucccc  ....uubbbb
   |.'\     ...uu.ccca  ...uu.bbbb
  / / |     ...u..aaaa  ...u..llll
 .'/  |     ..rr..aaaa  ..rr..llll
 |.' |      ..r...iaaa  ..r...iggg
.'|  |   .  .h...iiita  .h...iiggg
/_|  |   |  hhh...ttt.  hhh...ttt.
|/'  |   |  hh....ttt.  hh....ttt.
'    '_ (   ......ttt.  ......ttt.
      | |   ......ttt.  ......ttt.
      | (   ......mmm.  ......kkk.
      | (   ......mmm.  ......kkk.
      '_|   .......mm.  .......kk.
      _-|   .......oo.  .......oo.
      |_|   ......eee.  ......ooo.
"""

# The columns of a whole body. Two large ones and the counts between them fill a page of 80 columns;
# two small ones fit into 50, with the counts below.
COLUMNS, FEW_COLUMNS = 24, 20
_PICTURES = {COLUMNS: _LARGE, FEW_COLUMNS: _SMALL}
_REGIONS = {letter: region for region, letter in LETTERS.items()}
_GAP = 2
_SHADE_COLOR = "cyan"
_LEFT, _RIGHT = "L", "R"


class Cell(NamedTuple):
    """One character of a picture.

    Attributes:
        region: what it stands on; empty outside the body and where the body has no region.
        left: whether it is on the person's left, which is the left of the page.
        stroke: how the outline runs through it, a blank where it does not.
    """

    region: str
    left: bool
    stroke: str


def body_in_terminal(rows: Sequence[RegionRow], page: Page) -> RenderableType | None:
    """Return the figure with its counts and a legend.

    Returns:
        None when no region on the figure had a spasm, or when the page is too narrow to draw on,
        where the figures of the regions say the same.
    """
    shown = figure.body_figure(rows, MIDDLES)
    room = page.width - INDENT
    if shown is None or room < 2 * FEW_COLUMNS + _GAP:
        return None
    margin = _margin(shown, page)
    if 2 * COLUMNS + _GAP + margin[0].cell_len <= room:
        unsided = figure.unsided_sentence(shown)
        below = [page.name(unsided)] if unsided else []
        return indented(
            Group(*_with_margin(shown, margin, page), Text(), *_legend(shown, page), *below)
        )
    return indented(
        Group(*_alone(shown, page), Text(), *_counts(shown, page), *_legend(shown, page))
    )


def _with_margin(shown: BodyFigure, margin: Sequence[Text], page: Page) -> Iterator[Text]:
    """Yield the two figures with the counts of each region between them, about at its height."""
    blank = Text(" " * margin[0].cell_len)
    title, *counts = margin
    front, back = (list(_figure(shown, view, COLUMNS, page)) for view in VIEWS)
    rows = len(front) - 1  # the first is a header
    wanted = [MIDDLES[region] / HEIGHT * rows for region in shown.drawn]
    # From the second row on, so that the header stands clear of them.
    places = map(round, spread([round(row) for row in wanted], 1, 1, rows - 1))
    by_row = dict(zip(places, counts, strict=True)) | {-1: title}
    for row, (left, right) in enumerate(zip(front, back, strict=True), start=-1):
        yield Text(" ").join([left, by_row.get(row, blank), right])


def _alone(shown: BodyFigure, page: Page) -> Iterator[Text]:
    """Yield the two figures side by side."""
    gap = Text(" " * min(page.width - INDENT - 2 * FEW_COLUMNS, 3 * _GAP))
    for rows in zip(*(_figure(shown, view, FEW_COLUMNS, page) for view in VIEWS), strict=True):
        yield gap.join(rows)


def _figure(shown: BodyFigure, view: View, columns: int, page: Page) -> Iterator[Text]:
    """Yield a line with the view and the sides, and then the picture."""
    quarter = columns // 4
    half = columns // 2 - quarter
    sides = f"{_LEFT:^{quarter}}{view:^{2 * half}}{_RIGHT:^{quarter}}"
    yield Text(sides, style=QUIET)
    dense = page.shades

    def step(cell: Cell) -> int:
        return shown.step(cell.region, left=cell.left)

    for row in body_grid(view, columns):
        line = Text()
        for number, cells in groupby(row, step):
            if number:
                line.append(dense[number] * len(list(cells)), style=_SHADE_COLOR)
            else:
                line.append("".join(cell.stroke for cell in cells), style=QUIET)
        yield line


def _margin(shown: BodyFigure, page: Page) -> list[Text]:
    """Return a header and a line of counts for each region, all of the same width."""
    names = [page.name(row.region).plain for row in shown.drawn.values()]
    longest = max(map(cell_len, names))
    lines = [set_cell_size(name, longest) for name in ("", *names)]
    for header, counts in figure.columns(shown).items():
        if header == figure.NO_SIDE:
            continue  # there is no room for it: `body_in_terminal` has them in a sentence
        cells = [header, *(str(count) if count else "" for count in counts)]
        # Wide enough for two digits, so that most figures look alike.
        width = 2 + max(2, *map(len, cells)) if len(header) == 1 else 1 + max(map(len, cells))
        lines = [line + cell.rjust(width) for line, cell in zip(lines, cells, strict=True)]
    return [Text(lines[0], style=QUIET), *map(Text, lines[1:])]


def _legend(shown: BodyFigure, page: Page) -> Iterator[Text]:
    dense = page.shades
    legend = Text("Spasms on a side:")
    for step in shown.steps:
        legend.append("  ").append(dense[step.number] * 2, style=_SHADE_COLOR)
        legend.append(f" {step.words}")
    yield legend
    yield Text(" ".join(filter(None, (figure.MIRRORED, figure.sides_sentence(shown)))))
    if elsewhere := figure.elsewhere_sentence(shown):
        yield page.name(elsewhere)


def _counts(shown: BodyFigure, page: Page) -> Iterator[Text]:
    """Yield the counts in a sentence, where there is no room for a margin."""
    yield page.name(f"{'; '.join(map(figure.short_region_text, shown.drawn.values()))}.")


@cache
def body_grid(view: View, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a picture of the body, from the crown down.

    Args:
        view: from where.
        columns: `COLUMNS` or `FEW_COLUMNS`.
    """
    half = columns // 2
    place = half + _GAP + (half + _GAP if view == "back" else 0)
    return tuple(
        _row(line[:half], line[place : place + half])
        for line in _PICTURES[columns].strip("\n").split("\n")
    )


def _row(strokes: str, letters: str) -> tuple[Cell, ...]:
    left = [
        Cell(_REGIONS[letter], left=True, stroke=stroke)
        for letter, stroke in zip(letters, strokes, strict=True)
    ]
    right = [
        cell._replace(left=False, stroke=cell.stroke.translate(_MIRRORED))
        for cell in reversed(left)
    ]
    return (*left, *right)
