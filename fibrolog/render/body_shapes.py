"""Where each region lies on a human body, as data that every drawing of it is made from.

The body stands upright with its arms a little apart. Only the person's left half is described:
`x` is the distance from the centre line, `y` runs from the crown down, both in units of which the
body is `HEIGHT` tall. The right half is the mirror image, and a region in the middle, such as the
neck, is two halves that meet at the centre line.

Both pictures are drawn as in a mirror: the person's left is on the left of the page from the
front and from the back, so that nobody has to turn a picture round in their mind.

The outline is one curve through the points given here (`body_geometry` rounds it). A region is
whatever lies inside both the outline and the region's polygon, so a polygon may reach outside the
body, and only the borders between regions are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

View: TypeAlias = Literal["front", "back"]
Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]

VIEWS: tuple[View, ...] = ("front", "back")
# A head is about a seventh of it, which is how tall people look to draughtsmen.
HEIGHT = 244.0
HALF_WIDTH = 58.0


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
