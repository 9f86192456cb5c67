"""The body as a picture for a page: front and back, shaded by patterns that print in black."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

from fibrolog.render.drawings.body_shapes import (
    HALF_WIDTH,
    HEIGHT,
    MIDDLES,
    SHAPES,
    VIEWS,
    Point,
    View,
    anchor,
    outline,
    spread,
)
from fibrolog.render.markup import Content, Element, element, name
from fibrolog.report import body_figure as figure
from fibrolog.report.body_figure import STEPS, BodyFigure, on_side
from fibrolog.report.summary import RegionRow
from fibrolog.text import visible

# Everything below is measured in this: a pixel on a telephone, so that even there letters of
# `_LETTERS` can be read. Counts of three digits and more make the picture a little wider.
_WIDTH = 360.0
_LETTERS = 10.5
_LINE = 12.0
# How far a line of letters of that size reaches below its middle.
_BELOW_MIDDLE = 4.0
# The width of a digit, and of a letter on average, in the widest of the fonts below.
_LETTER = 6.7
# A longer name of somebody's own is cut; the table beside the picture has all of it.
_LONGEST_NAME = 14
_SCALE = 0.85
# Room for two lines, which a header of two words has.
_TOP = 32.0
# Between the hands and the counts, for the lines that join them.
_MARGIN = 8.0
_HALF = HALF_WIDTH * _SCALE
# From an edge of the picture to the nearer edge of the counts.
_BESIDE = 1 + 2 * _HALF + _MARGIN
# Of the lines that join names to regions: wide enough to be seen on a solid shade.
_RING = 1.0
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class _Sheet:
    """How the picture is divided: the front, the names and counts, the back.

    Attributes:
        names: as they are shown, from head to foot.
        columns: counts by their header.
    """

    names: Sequence[str]
    columns: Mapping[str, Sequence[int]]

    @cached_property
    def width(self) -> float:
        """The whole width."""
        longest = max(map(cell_len, self.names)) * _LETTER
        return max(_WIDTH, 2 * _BESIDE + longest + sum(map(self._column_width, self.columns)))

    @cached_property
    def centers(self) -> Mapping[View, float]:
        """Where the middle of each body is."""
        return {"front": _HALF + 1, "back": self.width - _HALF - 1}

    @cached_property
    def edges(self) -> Mapping[str, float]:
        """Where the right edge of each column is."""
        found: dict[str, float] = {}
        edge = self.width - _BESIDE
        for header in reversed(tuple(self.columns)):
            found[header] = edge
            edge -= self._column_width(header)
        return found

    @property
    def beside_back(self) -> float:
        """Where the lines to the back leave the counts."""
        return self.width - _BESIDE + 4

    def placed(self, view: View, point: Point, *, left: bool) -> Point:
        """Return where a point of one half of the body is."""
        x, y = point
        return self.centers[view] + (-x if left else x) * _SCALE, _TOP + y * _SCALE

    def _column_width(self, header: str) -> float:
        """Return the room for a column, with a blank before it; two digits fit into any."""
        digits = max(len(str(count)) for count in self.columns[header])
        return (max(2, *map(len, header.split()), digits) + 0.8) * _LETTER


class _Leader(NamedTuple):
    """A line that passes behind the figure, and the dot on the region that it ends in."""

    line: Element
    dot: Element


def body_on_page(rows: Sequence[RegionRow]) -> Element | None:
    """Return the picture with a caption of what has no place on it, None as `body_svg`."""
    shown = figure.body_figure(rows, MIDDLES)
    if shown is None:
        return None
    caption: list[Content] = ["Not on the figure:"]
    for row in shown.elsewhere:
        caption += [" " if len(caption) == 1 else "; ", name(row.region)]
        caption.append(f" {figure.region_counts(row)}")
    return element(
        "figure",
        body_svg(rows),
        element("figcaption", *caption, ".", class_="quiet") if shown.elsewhere else None,
    )


def body_svg(rows: Sequence[RegionRow]) -> Element | None:
    """Return the picture, or None when no region on the figure had a spasm.

    Its ids begin with `body-`, so a page can hold one.
    """
    shown = figure.body_figure(rows, MIDDLES)
    if shown is None:
        return None
    names = [_shortened(row.region) for row in shown.drawn.values()]
    sheet = _Sheet(names, figure.columns(shown))
    bottom = _TOP + max(HEIGHT * _SCALE, len(shown.drawn) * _LINE)
    wanted = [_TOP + MIDDLES[region] * _SCALE for region in shown.drawn]
    middles = spread(wanted, _LINE, _TOP + _LINE / 2, bottom - _LINE / 2)
    leaders = list(_leaders(shown, sheet, middles))
    legend, below = _legend(shown, sheet, bottom + 1.5 * _LINE)
    notes = [figure.MIRRORED, *filter(None, [figure.sides_sentence(shown)])]
    description = [figure.figure_sentence(shown), *notes, figure.elsewhere_sentence(shown)]
    return element(
        "svg",
        element("title", "Where the spasms were", id="body-title"),
        element("desc", " ".join(filter(None, description)), id="body-desc"),
        element("defs", *_patterns(), *(_clip(sheet, view) for view in VIEWS)),
        *(leader.line for leader in leaders),
        *(part for view in VIEWS for part in _figure(shown, sheet, view)),
        *(leader.dot for leader in leaders),
        *_counts(sheet, middles),
        *legend,
        *(_text(note, 1, below + n * _LINE) for n, note in enumerate(notes)),
        xmlns="http://www.w3.org/2000/svg",
        class_="body-figure",
        viewBox=f"0 0 {sheet.width:g} {below + (len(notes) - 0.5) * _LINE:g}",
        font_family=_FONT,
        font_size=_LETTERS,
        role="img",
        aria_labelledby="body-title body-desc",
    )


def _shortened(name: str) -> str:
    shown = visible(name)
    return (
        shown if cell_len(shown) <= _LONGEST_NAME else f"{chop_cells(shown, _LONGEST_NAME - 1)[0]}…"
    )


def _patterns() -> Iterator[Element]:
    """Yield what fills each step but the last, which is solid: dots, lines, crossed lines."""
    dot = element("circle", cx=2, cy=2, r=0.8, fill="currentColor", class_="shade")
    yield _pattern(1, 4, dot)
    yield _pattern(2, 3, _hatching("M0 1.5H3", 0.9))
    yield _pattern(3, 2.8, _hatching("M0 1.4H2.8M1.4 0V2.8", 1.1))


def _hatching(lines: str, width: float) -> Element:
    return element("path", d=lines, stroke="currentColor", stroke_width=width, class_="hatching")


def _pattern(step: int, size: float, content: Element) -> Element:
    return element(
        "pattern",
        content,
        id=f"body-step-{step}",
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _filled(step: int) -> dict[str, object]:
    """Return the attributes that fill a shape with a step."""
    if step == STEPS:
        return {"fill": "currentColor", "class_": "shade"}
    return {"fill": f"url(#body-step-{step})" if step else "none"}


def _bordered(filled: dict[str, object]) -> dict[str, object]:
    """Return the attributes of a shape with a border that is seen on its shade."""
    if filled["fill"] == "currentColor":
        return filled | {"stroke": "#fff", "stroke_opacity": 0.8, "class_": "shade ring"}
    return filled | {"stroke": "currentColor", "stroke_opacity": 0.4}


def _clip(sheet: _Sheet, view: View) -> Element:
    return element("clipPath", element("path", d=_body(sheet, view)), id=f"body-{view}")


def _body(sheet: _Sheet, view: View) -> str:
    """Return the whole outline: down the person's left, and up the right."""
    left = [sheet.placed(view, point, left=True) for point in outline()]
    right = [sheet.placed(view, point, left=False) for point in reversed(outline())]
    return _path([*left, *right])


def _figure(shown: BodyFigure, sheet: _Sheet, view: View) -> Iterator[Element]:
    """Yield the shaded regions, the outline over them, and what is what above."""
    regions = (
        element(
            "path",
            d=_path([sheet.placed(view, point, left=left) for point in shape.polygon]),
            stroke_width=0.5,
            **_bordered(_filled(shown.step(shape.region, left=left))),
        )
        for shape in SHAPES[view]
        for left in (True, False)
    )
    yield element("g", *regions, clip_path=f"url(#body-{view})")
    yield element(
        "path", d=_body(sheet, view), fill="none", stroke="currentColor", stroke_width=1.2
    )
    # Above the shoulders, which is about where the arms hang.
    beside = _HALF * 0.6
    for label, x in (("L", -beside), (view, 0.0), ("R", beside)):
        yield _text(label, sheet.centers[view] + x, _TOP - 8, "middle")


def _counts(sheet: _Sheet, middles: Sequence[float]) -> Iterator[Element]:
    """Yield the names and counts between the figures, each at its height."""
    for header, edge in sheet.edges.items():
        for line, word in enumerate(reversed(header.split())):
            yield _text(word, edge, _TOP - 8 - line * _LINE, "end")
    for index, y in enumerate(middles):
        yield _text(sheet.names[index], _BESIDE, y + _BELOW_MIDDLE)
        for header, counts in sheet.columns.items():
            if counts[index]:
                yield _text(str(counts[index]), sheet.edges[header], y + _BELOW_MIDDLE, "end")


def _leaders(shown: BodyFigure, sheet: _Sheet, middles: Sequence[float]) -> Iterator[_Leader]:
    """Yield what joins each name to its region in front, and its last count to the one behind."""
    for index, (region, y) in enumerate(zip(shown.drawn, middles, strict=True)):
        edges = [edge for header, edge in sheet.edges.items() if sheet.columns[header][index]]
        starts = {
            "front": [(_BESIDE - 3, y)],
            "back": [(max(edges) + 4, y), (sheet.beside_back, y)],
        }
        for view in VIEWS:
            point = anchor(region, view)
            if point is not None:
                end = sheet.placed(view, point, left=_to_left(shown.drawn[region], view))
                yield _leader([*starts[view], end])


def _to_left(row: RegionRow, view: View) -> bool:
    """Whether a line ends on a region's left half: where it had more, or else on the nearer one."""
    left, right = on_side(row)
    return view == "back" if left == right else left > right


def _leader(points: Sequence[Point]) -> _Leader:
    """Return a line through these points that ends in a dot."""
    x, y = points[-1]
    line = f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}"
    dot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 1.5 + _RING / 2, "fill": "currentColor"}
    ring = {"stroke": "#fff", "class_": "ring"}
    return _Leader(
        element("path", d=line, fill="none", stroke="currentColor", stroke_width=0.6),
        element("circle", **dot, stroke_width=_RING, **ring),
    )


def _legend(shown: BodyFigure, sheet: _Sheet, y: float) -> tuple[list[Element], float]:
    """Return what each shade stands for, and where the line below it is."""
    title = "Spasms on a side:"
    parts = [_text(title, 1, y)]
    x = 1 + len(title) * _LETTER
    widths = [26 + len(step.words) * _LETTER for step in shown.steps]
    if x + sum(widths) > sheet.width:
        x, y = 1, y + 1.2 * _LINE
    for step, width in zip(shown.steps, widths, strict=True):
        if x + width > sheet.width:
            x, y = 1, y + 1.2 * _LINE
        frame = {"stroke": "currentColor", "stroke_width": 0.8, **_filled(step.number)}
        place = {"x": f"{x:.1f}", "y": f"{y - 9:.1f}", "width": 14, "height": 10}
        parts += [element("rect", **place, **frame), _text(step.words, x + 18, y)]
        x += width
    return parts, y + 1.5 * _LINE


def _text(what: str, x: float, y: float, to: str = "start") -> Element:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}"}
    return element("text", what, **place, text_anchor=to, fill="currentColor")


def _path(points: Sequence[Point]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}Z"
