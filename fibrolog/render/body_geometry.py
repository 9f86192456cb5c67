"""The geometry that every drawing of the body needs: its rounded outline, and what lies where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fibrolog.render.body_shapes import OUTLINE, SHAPES, Point, Polygon, Shape, View

# Straight pieces between two points of the outline; with more the drawing looks no rounder.
_PIECES = 6

Span = tuple[float, float]


@cache
def outline() -> Polygon:
    """Return the left half of the outline, rounded, from the crown to the crotch."""
    # The mirror image goes on beyond either end, so that the curve crosses the centre line level.
    first, last = OUTLINE[1], OUTLINE[-2]
    points = ((-first[0], first[1]), *OUTLINE, (-last[0], last[1]))
    quads = zip(points, points[1:], points[2:], points[3:], strict=False)
    return (*(point for quad in quads for point in _rounded(*quad)), OUTLINE[-1])


def _rounded(before: Point, start: Point, end: Point, after: Point) -> Iterator[Point]:
    """Yield the points from `start` up to `end` on a curve through both.

    A uniform Catmull-Rom spline (Catmull E, Rom R, A class of local interpolating splines, 1974).
    """
    corners = (before, start, end, after)
    for piece in range(_PIECES):
        t = piece / _PIECES
        weights = (
            (-(t**3) + 2 * t**2 - t) / 2,
            (3 * t**3 - 5 * t**2 + 2) / 2,
            (-3 * t**3 + 4 * t**2 + t) / 2,
            (t**3 - t**2) / 2,
        )
        x, y = (
            sum(weight * corner[axis] for weight, corner in zip(weights, corners, strict=True))
            for axis in range(2)
        )
        yield max(x, 0.0), y


@cache
def body_spans(y: float) -> list[Span]:
    """Return the stretches of the left half, from and to `x`, that the body fills at a height."""
    return _spans(outline(), y)


def shape_spans(shape: Shape, y: float) -> list[Span]:
    """Return the stretches of the left half that a region fills at a height."""
    top, foot = _reach(shape.polygon)
    if not top <= y <= foot:  # as most regions are, of any one height
        return []
    return [
        (max(low, left), min(high, right))
        for low, high in _spans(shape.polygon, y)
        for left, right in body_spans(y)
        if max(low, left) < min(high, right)
    ]


@cache
def anchor(region: str, view: View) -> Point | None:
    """Return a point well inside the left half of a region, None when the view lacks it."""
    for shape in SHAPES[view]:
        if shape.region == region:
            top, foot = _reach(shape.polygon)
            filled = [y for y in range(int(top), int(foot) + 1) if shape_spans(shape, y)]
            y = filled[len(filled) // 2]
            low, high = max(shape_spans(shape, y), key=lambda span: span[1] - span[0])
            return (low + high) / 2, y
    return None


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places from `low` to `high`, near those wanted, in their order and `gap` apart.

    Args:
        wanted: in ascending order.
        gap: the least distance between two places.
        low: the least place.
        high: the greatest place; exceeded when there are too many.
    """
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + gap if places else low))
    limit = max(high, low + gap * (len(places) - 1))
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - gap
    return places


@cache
def _edges(polygon: Polygon) -> list[tuple[float, float, float, float]]:
    """Return the edges of a polygon that are not level: where one begins, ends, and its slope."""
    return [
        (x1, y1, y2, (x2 - x1) / (y2 - y1))
        for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True)
        if y1 != y2
    ]


@cache
def _reach(polygon: Polygon) -> tuple[float, float]:
    """Return the heights between which a polygon lies."""
    return min(y for _, y in polygon), max(y for _, y in polygon)


def _spans(polygon: Polygon, y: float) -> list[Span]:
    """Return what lies inside a polygon at a height, by the even-odd rule."""
    crossings = sorted(
        [x1 + (y - y1) * slope for x1, y1, y2, slope in _edges(polygon) if (y1 <= y) != (y2 <= y)]
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
