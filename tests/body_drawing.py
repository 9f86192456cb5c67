"""Working out the terminal's picture of the body, which `body_terminal` holds as it is drawn.

    python -m tests.body_drawing

prints the pictures, for after a change to the shapes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import hypot

from fibrolog.render.drawings.body_shapes import (
    HALF_WIDTH,
    HEIGHT,
    SHAPES,
    VIEWS,
    Point,
    View,
    anchor,
    body_spans,
    outline,
    shape_spans,
)
from fibrolog.render.drawings.body_terminal import COLUMNS, FEW_COLUMNS, LETTERS, Cell

# Heights of one row at which a region's share of a character is measured.
_SAMPLES = 6
# A character belongs to the body when at least this share of it does.
_MOST = 0.5
# Steps of the outline within one character, enough to tell a slope from an upright.
_OUTLINE_STEPS = 6
# An outline that only nicks a character leaves it blank: fewer steps than this.
_NICK = 3

# Where the ink of each character is, in columns and rows from the top left of its cell. A round
# bracket has to fit clearly better than a straight stroke, or the outline would seem to wobble.
_HALVES = (0.05, 0.275, 0.5, 0.725, 0.95)
_INK: dict[str, tuple[Point, ...]] = {
    "|": tuple((0.5, y) for y in _HALVES),
    "/": tuple((1 - y, y) for y in _HALVES),
    "\\": tuple((y, y) for y in _HALVES),
    "_": tuple((x, 0.95) for x in _HALVES),
    "-": tuple((x, 0.5) for x in _HALVES),
    "'": ((0.5, 0.1), (0.5, 0.3)),
    ".": ((0.5, 0.95), (0.5, 0.85)),
    "(": ((0.8, 0.05), (0.5, 0.275), (0.4, 0.5), (0.5, 0.725), (0.8, 0.95)),
    ")": ((0.2, 0.05), (0.5, 0.275), (0.6, 0.5), (0.5, 0.725), (0.2, 0.95)),
}
_ROUND = "()"
_ROUND_HANDICAP = 0.08
_MIRRORED = str.maketrans("/\\()", "\\/)(")


def heights() -> dict[str, float]:
    """Return the height of the middle of every region, from head to foot."""
    found: dict[str, float] = {}
    for view in VIEWS:
        for shape in SHAPES[view]:
            point = anchor(shape.region, view)
            if point is not None:
                found.setdefault(shape.region, point[1])
    return dict(sorted(found.items(), key=lambda item: item[1]))


def worked_out(view: View, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a picture of the body, from the crown down.

    Args:
        view: from where.
        columns: an even number, so that the centre line runs between two characters.
    """
    half, rows = columns // 2, round(columns * HEIGHT / (2 * HALF_WIDTH) / 2)
    strokes = _strokes(half, rows)
    grid = []
    for y in range(rows):
        regions = _regions(view, half, y, HEIGHT / rows)
        left = [Cell(regions[x], left=True, stroke=strokes.get((x, y), " ")) for x in range(half)]
        right = [
            cell._replace(left=False, stroke=cell.stroke.translate(_MIRRORED)) for cell in left
        ]
        grid.append((*reversed(left), *right))
    return tuple(grid)


def _regions(view: View, half: int, row: int, height: float) -> list[str]:
    """Return the region of each character of the left half of a row, from the centre line out."""
    shares: list[dict[str, float]] = [{} for _ in range(half)]
    bodies = [0.0] * half
    width = HALF_WIDTH / half
    for sample in range(_SAMPLES):
        y = (row + (sample + 0.5) / _SAMPLES) * height
        for low, high in body_spans(y):
            for x in range(int(low / width), min(half, int(high / width) + 1)):
                bodies[x] += _overlap(low, high, x, width) / _SAMPLES
        for shape in SHAPES[view]:
            for low, high in shape_spans(shape, y):
                for x in range(int(low / width), min(half, int(high / width) + 1)):
                    share = shares[x].get(shape.region, 0.0)
                    shares[x][shape.region] = share + _overlap(low, high, x, width)
    return [
        max(share, key=lambda region: share[region])
        if body >= _MOST and any(share.values())
        else ""
        for share, body in zip(shares, bodies, strict=True)
    ]


def _overlap(low: float, high: float, column: int, width: float) -> float:
    """Return the share of a column that lies from `low` to `high`."""
    return max(0.0, min(high / width, column + 1) - max(low / width, column))


@cache
def _strokes(half: int, rows: int) -> dict[tuple[int, int], str]:
    """Return the character that draws the outline of the left half, by column and row."""
    scaled = [(x / HALF_WIDTH * half, y / HEIGHT * rows) for x, y in outline()]
    traces: dict[tuple[int, int], list[Point]] = {}
    for (x1, y1), (x2, y2) in pairwise(scaled):
        steps = int(max(abs(x2 - x1), abs(y2 - y1)) * _OUTLINE_STEPS) + 1
        for step in range(steps):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            cell = min(int(x), half - 1), min(int(y), rows - 1)
            traces.setdefault(cell, []).append((x - cell[0], y - cell[1]))
    # On the page the left half runs the other way: its centre line is on the right.
    return {
        cell: _stroke([(1 - x, y) for x, y in trace])
        for cell, trace in traces.items()
        if len(trace) >= _NICK
    }


def _stroke(trace: list[Point]) -> str:
    """Return the character whose ink lies nearest to a trace, measured both ways."""

    def misfit(character: str) -> float:
        ink = _INK[character]
        handicap = _ROUND_HANDICAP if character in _ROUND else 0.0
        return _mean_gap(trace, ink) + _mean_gap(ink, trace) + handicap

    return min(_INK, key=misfit)


def _mean_gap(points: Sequence[Point], others: Sequence[Point]) -> float:
    """Return how far each point is from the nearest other, on average, in character widths."""
    gaps = (min(hypot(x - u, 2 * (y - v)) for u, v in others) for x, y in points)
    return sum(gaps) / len(points)


def main() -> None:
    """Print the left half of each picture, as `render.drawings.body_terminal` has it."""
    for columns in (COLUMNS, FEW_COLUMNS):
        for front, back in zip(*(worked_out(view, columns) for view in VIEWS), strict=True):
            strokes = "".join(cell.stroke for cell in front[: columns // 2])
            letters = (
                "".join(LETTERS[cell.region] for cell in row[: columns // 2])
                for row in (front, back)
            )
            sys.stdout.write("  ".join([strokes, *letters]) + "\n")
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
