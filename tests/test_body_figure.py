from __future__ import annotations

import dataclasses
import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len  # noqa: TID253, no start to keep fast here
from rich.console import Console  # noqa: TID253 -- these tests draw with it

from fibrolog.domain.defaults import REGIONS
from fibrolog.domain.entries import Side
from fibrolog.render.drawings.body_shapes import (
    HALF_WIDTH,
    HEIGHT,
    MIDDLES,
    SHAPES,
    VIEWS,
    View,
    anchor,
    body_spans,
    shape_spans,
    spread,
)
from fibrolog.render.drawings.body_svg import body_svg
from fibrolog.render.drawings.body_terminal import (
    COLUMNS,
    FEW_COLUMNS,
    body_grid,
    body_in_terminal,
)
from fibrolog.render.drawings.page import Page
from fibrolog.report.body_figure import STEPS, body_figure, columns, figure_sentence, on_side
from fibrolog.report.statistics import RegionTally
from fibrolog.report.summary import Report
from tests.body_drawing import heights, worked_out
from tests.test_report_renderers import FULL, report_on, shown

BUILT_IN = {region.name for region in REGIONS}
SVG = "{http://www.w3.org/2000/svg}"
DENSE = " ░▒▓█"


def report_with(*places: tuple[str, Side | None, int]) -> Report:
    """Return a report on spasms in these places, each with its side and its count."""
    tallies = (
        RegionTally(name, None, side, count, 0, 0, 0, name if name in BUILT_IN else None)
        for name, side, count in places
    )
    return report_on(dataclasses.replace(FULL, regions=tuple(tallies)))


def renamed(name: str) -> Report:
    """Return a report on spasms in the left calf, which the person calls something else."""
    return report_on(
        dataclasses.replace(FULL, regions=(RegionTally(name, None, "left", 4, 0, 0, 0, "calf"),))
    )


def drawn(report: Report, width: int = 80, encoding: str = "utf-8") -> list[str]:
    """Return the lines of the figure as a terminal without colour shows them."""
    console = Console(width=width, color_system=None, legacy_windows=False)
    picture = body_in_terminal(report.regions, Page(width, encoding))
    assert picture is not None
    with console.capture() as capture:
        console.print(picture)
    return capture.get().splitlines()


def shaded(report: Report, view: View, *, left: bool) -> set[str]:
    """Return the characters with which one side of one picture is shaded."""
    lines = drawn(report, 50)[1:22]
    start = (2 if view == "front" else 28) + (0 if left else 10)
    return set("".join(line[start : start + 10] for line in lines)) & set(DENSE[1:])


def svg(report: Report) -> ET.Element:
    """Return the picture as a reader of the file gets it."""
    made = body_svg(report.regions)
    assert made is not None
    return ET.fromstring(ET.tostring(made, encoding="unicode"))


def test_every_region_of_a_new_diary_has_a_place_and_no_other_has() -> None:
    assert {shape.region for view in VIEWS for shape in SHAPES[view]} == BUILT_IN
    assert set(MIDDLES) == BUILT_IN


@pytest.mark.parametrize("columns", [COLUMNS, FEW_COLUMNS])
@pytest.mark.parametrize("view", VIEWS)
def test_the_terminals_figure_is_what_the_shapes_come_to(view: View, columns: int) -> None:
    assert body_grid(view, columns) == worked_out(view, columns)


def test_the_middle_of_each_region_is_where_its_shape_has_it() -> None:
    assert heights() == MIDDLES
    assert list(heights()) == list(MIDDLES)


@pytest.mark.parametrize("columns", [COLUMNS, FEW_COLUMNS])
def test_every_region_is_seen_on_both_sides_of_the_terminals_figure(columns: int) -> None:
    cells = {
        (cell.region, cell.left)
        for view in VIEWS
        for row in body_grid(view, columns)
        for cell in row
    }

    assert cells >= set(itertools.product(BUILT_IN, (True, False)))


@pytest.mark.parametrize("view", VIEWS)
def test_no_two_regions_lie_on_each_other_and_together_they_fill_the_body(view: View) -> None:
    body = covered = twice = 0.0
    for y in range(int(HEIGHT)):
        spans = [span for shape in SHAPES[view] for span in shape_spans(shape, y)]
        body += sum(high - low for low, high in body_spans(y))
        covered += sum(high - low for low, high in spans)
        twice += sum(
            max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a, b in itertools.combinations(spans, 2)
        )

    assert twice < 0.005 * body
    # The top of the head, and its back, are no region.
    assert 0.93 < covered / body <= 1


@pytest.mark.parametrize("view", VIEWS)
def test_lines_to_a_region_end_inside_it(view: View) -> None:
    for shape in SHAPES[view]:
        point = anchor(shape.region, view)
        assert point is not None
        assert any(low < point[0] < high for low, high in shape_spans(shape, point[1]))


def test_the_two_halves_of_a_picture_mirror_each_other() -> None:
    turned = str.maketrans("/\\()", "\\/)(")
    for view in VIEWS:
        for row in body_grid(view, 24):
            assert [cell.region for cell in row] == [cell.region for cell in reversed(row)]
            strokes = "".join(cell.stroke for cell in row)
            assert strokes == strokes[::-1].translate(turned)


@pytest.mark.parametrize("view", VIEWS)
def test_left_and_right_are_kept_apart_with_the_left_on_the_left(view: View) -> None:
    left = report_with(("forearm", "left", 3))
    right = report_with(("forearm", "right", 3))

    assert shaded(left, view, left=True) == {"█"}
    assert shaded(left, view, left=False) == set()
    assert shaded(right, view, left=True) == set()
    assert shaded(right, view, left=False) == {"█"}


@pytest.mark.parametrize("side", [None, "both"])
def test_a_spasm_that_has_no_one_side_shades_both(side: Side | None) -> None:
    report = report_with(("calf", side, 1), ("calf", "left", 3))

    assert on_side(report.regions[0]) == (4, 1)
    assert shaded(report, "back", left=True) == {"█"}
    assert shaded(report, "back", left=False) == {"░"}
    assert "shade both." in " ".join(" ".join(drawn(report)).split())


def test_a_figure_of_sided_spasms_says_nothing_of_others() -> None:
    text = "\n".join(drawn(report_with(("calf", "left", 1))))

    assert "both" not in text
    assert "none" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_each_step_is_seen_without_colour_and_told_in_the_legend(encoding: str) -> None:
    report = report_with(
        ("thigh", "left", 8), ("thigh", "right", 6), ("calf", "left", 4), ("calf", "right", 1)
    )
    text = "\n".join(drawn(report, encoding=encoding))
    dense = Page(80, encoding).shades

    assert len(set(dense)) == STEPS + 1
    for shade, counts in zip(dense[1:], ("1-2", "3-4", "5-6", "7-8"), strict=True):
        assert f"{shade * 2} {counts}" in text
        assert text.count(shade) > 4
    assert text.isascii() == (encoding != "utf-8")


def test_the_outline_is_drawn_with_none_of_the_shades() -> None:
    strokes = {cell.stroke for view in VIEWS for row in body_grid(view, 24) for cell in row}

    assert not strokes & set(Page(80, "ascii").shades[1:])
    assert len(strokes) > 5


def test_the_margin_has_the_exact_counts_of_each_side() -> None:
    report = report_with(
        ("shoulder", "left", 12),
        ("shoulder", "right", 3),
        ("shoulder", "both", 2),
        ("neck", None, 7),
    )
    lines = drawn(report)

    assert re.search(r" all +L +R +both +L ", lines[0])
    assert any(re.search(r"shoulder +17 +12 +3 +2 +\S", line) for line in lines)
    assert any(re.search(r"neck +7 ", line) for line in lines)


def test_names_stand_beside_their_regions_from_head_to_foot() -> None:
    report = report_with(*((name, "left", 1) for name in sorted(BUILT_IN)))
    lines = drawn(report)
    order = [name for line in lines for name in BUILT_IN if re.search(rf" {name} +1 +1 ", line)]

    assert order == list(MIDDLES)


@pytest.mark.parametrize("width", [160, 80, 79, 60, 50, 44])
@pytest.mark.parametrize("most", [1, 9, 20_000])
def test_the_figure_never_exceeds_the_page(width: int, most: int) -> None:
    sides: tuple[Side | None, ...] = ("left", "right", "both", None)
    report = report_with(*((name, side, most) for name in BUILT_IN for side in sides))

    lines = shown(report, width).splitlines()

    assert max(map(cell_len, lines)) <= min(width, 80)
    assert any("front" in line and "back" in line for line in lines)


def test_a_wide_window_does_not_stretch_the_body() -> None:
    report = report_on(FULL)

    assert shown(report, 160) == shown(report, 80)


def test_the_shorter_form_tells_the_counts_in_words() -> None:
    report = report_with(("calf", "left", 2), ("calf", "right", 1), ("neck", None, 3))
    text = unwrapped(drawn(report, 50))

    assert "neck 3; calf 3 (L 2 R 1)." in text
    assert len(drawn(report, 50)) < len(drawn(report, 80)) + 1


def test_regions_of_ones_own_are_listed_and_cannot_steer_the_screen() -> None:
    report = report_with(
        ("calf", "left", 1), ("scalp", None, 2), ("[red]x[/]\x1b[2J\u202e", "left", 1)
    )
    text = unwrapped(drawn(report))

    assert r"Not on the figure: scalp 2; [red]x[/]\x1b[2J\u202e 1 (1 left)." in text
    assert "\x1b" not in text


def test_a_region_keeps_its_place_under_the_persons_own_name() -> None:
    report = renamed("Wade 脚")
    made = body_figure(report.regions, MIDDLES)

    assert made is not None
    assert list(made.drawn) == ["calf"]
    assert made.elsewhere == ()
    assert any("Wade 脚   4   4" in line for line in drawn(report))
    assert "Wade 脚 4 (L 4)." in unwrapped(drawn(report, 50))
    assert r"Wade \u811a   4   4" in "\n".join(drawn(report, encoding="cp1252"))
    assert "Wade 脚" in [text.text for text in svg(report).iter(f"{SVG}text")]


def test_a_long_name_of_ones_own_is_cut_in_the_picture_and_whole_in_its_description() -> None:
    long = "the calf that hurts at night\x1b"
    root = svg(renamed(long))

    assert "the calf that…" in [text.text for text in root.iter(f"{SVG}text")]
    assert r"the calf that hurts at night\x1b 4 (4 left)" in (root.findtext(f"{SVG}desc") or "")
    assert len({len(line) for line in drawn(renamed(long))[:3]}) == 1


@pytest.mark.parametrize("places", [[], [("scalp", None, 2)]])
def test_there_is_no_figure_when_nothing_would_be_shaded(
    places: list[tuple[str, Side | None, int]],
) -> None:
    report = report_with(*places)

    assert body_in_terminal(report.regions, Page(80, "utf-8")) is None
    assert body_svg(report.regions) is None
    assert "front" not in shown(report)


def test_the_picture_is_well_formed_and_told_in_words() -> None:
    report = report_with(("calf", "left", 2), ("calf", "right", 1), ("<b>&scalp\x1b", None, 4))
    root = svg(report)

    assert root.get("role") == "img"
    assert root.get("viewBox", "").startswith("0 0 ")
    names = root.get("aria-labelledby", "").split()
    title, description = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert description is not None
    assert [title.get("id"), description.get("id")] == names
    assert "calf 3 (2 left, 1 right)" in (description.text or "")
    assert r"<b>&scalp\x1b 4" in (description.text or "")


def test_the_picture_refers_to_nothing_outside_and_every_id_is_its_own() -> None:
    text = ET.tostring(svg(report_on(FULL)), encoding="unicode")
    ids = re.findall(r' id="([^"]+)"', text)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert not re.search(r"href|script|https?://(?!www\.w3\.org/2000/svg)", text)


def test_the_picture_shades_each_step_with_a_pattern_of_its_own() -> None:
    report = report_with(
        ("thigh", "left", 8), ("thigh", "right", 6), ("calf", "left", 4), ("calf", "right", 1)
    )
    fills = [
        path.get("fill") for path in svg(report).iter(f"{SVG}path") if path.get("stroke-opacity")
    ]

    # The thighs are in both views.
    assert fills.count("currentColor") == fills.count("url(#body-step-3)") == 2
    assert fills.count("url(#body-step-2)") == fills.count("url(#body-step-1)") == 1


def dots(report: Report) -> list[tuple[float, float]]:
    """Return where the lines to the regions end."""
    ends = [each for each in svg(report).iter(f"{SVG}circle") if each.get("class") == "ring"]
    return [(float(each.get("cx", "")), float(each.get("cy", ""))) for each in ends]


@pytest.mark.parametrize("region", ["thigh", "hand", "hip"])
@pytest.mark.parametrize(
    ("left", "right", "fronts", "backs"),
    [(2, 0, True, True), (2, 1, True, True), (0, 2, False, False), (2, 2, False, True)],
)
def test_lines_end_on_the_half_that_had_more_and_else_on_the_nearer(
    region: str, left: int, right: int, fronts: bool, backs: bool
) -> None:
    report = report_with((region, "left", left), (region, "right", right))
    centers = [
        float(text.get("x", ""))
        for text in svg(report).iter(f"{SVG}text")
        if text.text in ("front", "back")
    ]

    found = [x < center for (x, _), center in zip(dots(report), centers, strict=True)]

    assert found == [fronts, backs]


def test_a_line_to_the_back_begins_at_the_last_number_of_its_row() -> None:
    root = svg(report_with(("calf", "left", 3), ("neck", None, 1), ("thigh", "both", 1)))
    lefts = {float(t.get("x", "")) for t in root.iter(f"{SVG}text") if t.text == "3"}
    starts = [
        float(path.get("d", "")[1:].split()[0])
        for path in root.iter(f"{SVG}path")
        if path.get("stroke-width") == "0.6"
    ]

    assert any(start - x == pytest.approx(4, abs=0.1) for start in starts for x in lefts)


def test_the_columns_of_the_picture_add_up() -> None:
    report = report_with(("calf", "left", 1), ("calf", "right", 9), ("calf", None, 1))
    made = body_figure(report.regions, MIDDLES)
    assert made is not None

    assert columns(made) == {"all": [11], "L": [1], "R": [9], "no side": [1]}
    shown_words = [text.text for text in svg(report).iter(f"{SVG}text")]
    assert {"no", "side"} <= set(shown_words)
    assert "No side: calf 1." in unwrapped(drawn(report))
    sided = body_figure(report_with(("calf", "left", 1)).regions, MIDDLES)
    assert sided is not None
    assert "no side" not in columns(sided)


def box(text: ET.Element) -> tuple[float, float, float]:
    """Return from where to where a text runs in a font with wide letters, and on what line."""
    x, y, width = float(text.get("x", "")), float(text.get("y", "")), 5.9 * len(text.text or "")
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor", "")]
    return left, left + width, y


@pytest.mark.parametrize("most", [9, 99, 999, 20_000])
def test_nothing_in_the_picture_covers_anything_else_or_leaves_its_sheet(most: int) -> None:
    sides: tuple[Side | None, ...] = ("left", "right", "both", None)
    root = svg(report_with(*((name, side, most) for name in BUILT_IN for side in sides)))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes = [box(text) for text in root.iter(f"{SVG}text")]

    assert all(0 < left < right < width and 0 < y < height for left, right, y in boxes)
    for (left, right, y), (start, end, other) in itertools.combinations(boxes, 2):
        assert abs(y - other) > 8 or right < start or end < left
    names = sorted(float(t.get("y", "")) for t in root.iter(f"{SVG}text") if t.text in BUILT_IN)
    assert all(later - earlier > 11 for earlier, later in itertools.pairwise(names))


SIDES = st.sampled_from(("left", "right", "both", None))


@given(st.dictionaries(st.tuples(st.sampled_from(sorted(BUILT_IN)), SIDES), st.integers(1, 10**5)))
def test_shades_follow_the_counts_and_the_words_have_them_all(
    counts: dict[tuple[str, Side | None], int],
) -> None:
    report = report_with(*((name, side, count) for (name, side), count in counts.items()))
    made = body_figure(report.regions, MIDDLES)
    assert (made is None) == (not counts)
    if made is None:
        return

    by_count: dict[int, int] = {0: 0}
    for name, row in made.drawn.items():
        for left, count in zip((True, False), on_side(row), strict=True):
            by_count[count] = made.step(name, left=left)
    ordered = [by_count[count] for count in sorted(by_count)]
    assert ordered == sorted(ordered)
    assert ordered[-1] == STEPS
    for count, step in by_count.items():
        told = [one.number for one in made.steps if one.least <= count <= one.most]
        assert told == ([step] if count else [])
    assert str(sum(counts.values())) in figure_sentence(made)


@given(st.lists(st.floats(0, 50), max_size=12).map(sorted), st.floats(0.5, 2), st.floats(24, 60))
def test_places_are_kept_apart_and_in_order(wanted: list[float], gap: float, high: float) -> None:
    places = spread(wanted, gap, 0, high)

    assert len(places) == len(wanted)
    assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(places))
    assert all(-1e-9 <= place <= high + 1e-9 for place in places)


def test_the_body_fills_its_frame() -> None:
    spans = [span for y in range(int(HEIGHT)) for span in body_spans(y + 0.5)]

    assert HALF_WIDTH - 2 < max(high for _, high in spans) <= HALF_WIDTH


def unwrapped(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
