"""Where each region lies on a human body, as data that every drawing of it is made from.

The body stands upright with its arms a little apart. Only the person's left half is described:
`x` is the distance from the centre line, `y` runs from the crown down, both in units of which the
body is `HEIGHT` tall. The right half is the mirror image, and a region in the middle, such as the
neck, is two halves that meet at the centre line.

Both pictures are drawn as in a mirror: the person's left is on the left of the page from the
front and from the back, so that nobody has to turn a picture round in their mind.

The outline is one curve through the points given here (`outline` rounds it). A region is
whatever lies inside both the outline and the region's polygon, so a polygon may reach outside the
body, and only the borders between regions are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

View: TypeAlias = Literal["front", "back"]
Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]
Span: TypeAlias = tuple[float, float]

VIEWS: tuple[View, ...] = ("front", "back")
# A head is about a seventh of it, which is how tall people look to draughtsmen.
HEIGHT = 244.0
HALF_WIDTH = 58.0
# Straight pieces between two points of the outline; with more the drawing looks no rounder.
_PIECES = 6


class Shape(NamedTuple):
    """The left half of one region in one view."""

    region: str
    polygon: Polygon


# From the crown along the left side to the crotch.
OUTLINE: Polygon = (
    # head and neck
    (0, 0), (6.5, 1.2), (11.5, 6.5), (13, 14), (12.2, 22), (10.4, 28), (8.6, 32.5), (8, 37),
    # shoulder
    (8.8, 41.5), (13, 44.8), (21, 47.5), (28, 51), (32.5, 57), (34.5, 66),
    # the outside of the arm, the hand with its thumb, the inside of the arm
    (37, 78), (40.5, 91), (43.5, 101), (47.5, 114), (50.5, 128), (54, 136), (56.8, 146),
    (57, 155), (54.5, 162.5), (51.2, 163), (48.8, 156.5), (47.2, 149.5), (44.2, 151.5),
    (42.6, 148.5), (44, 140), (44.3, 132), (39.5, 118), (35.5, 106), (32.5, 99), (29.5, 88),
    (27, 78), (24.6, 67.5),
    # the side of the trunk
    (23.8, 77), (22.3, 88), (20.6, 98), (21.2, 107), (24, 118), (26, 130),
    # the outside of the leg, the foot, the inside of the leg
    (26.2, 143), (25, 158), (22.6, 172), (20.6, 182), (21.4, 192), (21.2, 201), (18.8, 213),
    (15.6, 224), (17.4, 230), (21.8, 236.5), (22.6, 241.5), (19, 244), (11, 244), (7.4, 241.5),
    (8, 233), (8.8, 224), (7.6, 212), (6.2, 200), (7, 190), (8, 181), (6.6, 168), (4, 152),
    (2, 140), (0, 134.5),
)  # fmt: skip

# The height of the middle of every region, from head to foot.
MIDDLES: Mapping[str, float] = {
    "face": 16, "jaw": 27, "neck": 39, "shoulder": 56, "chest": 66, "upper-back": 67,
    "upper-arm": 83, "lower-back": 105, "abdomen": 111, "forearm": 117, "hip": 128, "buttock": 130,
    "hand": 147, "thigh": 159, "calf": 201, "shin": 202, "foot": 229, "toes": 239,
}  # fmt: skip

# The air between the arm and the trunk, from the armpit down: a border that nothing lies on.
_ARMPIT: Point = (24.8, 67.5)
_BESIDE_TRUNK: Polygon = (_ARMPIT, (25.4, 78), (26, 88), (27, 98), (30, 112))

_ARM: tuple[Shape, ...] = (
    Shape("upper-arm", ((46, 61), (52, 96.5), (30, 103), *_BESIDE_TRUNK[3::-1])),
    Shape("forearm", ((30, 103), (52, 96.5), (62, 126), (40, 136))),
    Shape("hand", ((40, 136), (62, 126), (70, 170), (38, 170))),
)

SHAPES: Mapping[View, tuple[Shape, ...]] = {
    "front": (
        Shape("face", ((0, 8), (20, 8), (20, 19), (0, 23.5))),
        Shape("jaw", ((0, 23.5), (20, 19), (20, 30), (8.8, 31.5), (0, 34))),
        Shape("neck", ((0, 34), (8.8, 31.5), (9, 31), (9, 41.5), (0, 47))),
        Shape("shoulder", ((9, 36), (9, 41.5), (16, 50), (20.5, 60), _ARMPIT, (46, 61), (46, 36))),
        Shape(
            "chest",
            ((0, 47), (9, 41.5), (16, 50), (20.5, 60), *_BESIDE_TRUNK[:3], (13, 91), (0, 84)),
        ),
        Shape("abdomen", ((0, 84), (13, 91), *_BESIDE_TRUNK[2:], (7, 131), (7, 134), (0, 137))),
        Shape("hip", ((30, 112), (7, 131), (7, 134), (32, 139))),
        Shape("thigh", ((0, 137), (7, 134), (32, 139), (30, 183.5), (0, 181))),
        Shape("shin", ((0, 181), (30, 183.5), (30, 222.5), (0, 222.5))),
        Shape("foot", ((0, 222.5), (30, 222.5), (30, 234.5), (0, 233.5))),
        Shape("toes", ((0, 233.5), (30, 234.5), (30, 250), (0, 250))),
        *_ARM,
    ),
    "back": (
        Shape("neck", ((0, 28), (20, 28), (9, 41.5), (0, 49))),
        Shape(
            "shoulder",
            ((9, 36), (9, 41.5), (4.5, 52), (5, 63), (17, 74.5), _ARMPIT, (46, 61), (46, 36)),
        ),
        Shape(
            "upper-back",
            ((0, 49), (9, 41.5), (4.5, 52), (5, 63), (17, 74.5), *_BESIDE_TRUNK[:3], (0, 92)),
        ),
        Shape("lower-back", ((0, 92), *_BESIDE_TRUNK[2:], (17, 117), (0, 122))),
        Shape("buttock", ((0, 122), (17, 117), (18, 139), (0, 143))),
        Shape("hip", ((17, 117), (30, 112), (32, 138), (18, 139))),
        Shape("thigh", ((0, 143), (18, 139), (32, 138), (30, 182), (0, 182))),
        Shape("calf", ((0, 182), (30, 182), (30, 220), (0, 220))),
        Shape("foot", ((0, 220), (30, 220), (30, 250), (0, 250))),
        *_ARM,
    ),
}


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
