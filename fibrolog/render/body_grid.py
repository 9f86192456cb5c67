"""The body as a grid of characters: which region each stands on, and how the outline runs.

Terminal characters are about twice as high as wide, and a grid keeps the body's proportions. The
pictures stand here as they are drawn, because working them out from the shapes of `body_shapes`
takes as long as a third of a report; `tests.body_drawing` works them out, and a test compares.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from fibrolog.render.body_shapes import View

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


# The columns of a whole body. Two large ones and the counts between them fill a page of 80 columns;
# two small ones fit into 50, with the counts below.
COLUMNS, FEW_COLUMNS = 24, 20
_PICTURES = {COLUMNS: _LARGE, FEW_COLUMNS: _SMALL}
_GAP = 2
_REGIONS = {letter: region for region, letter in LETTERS.items()}


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
