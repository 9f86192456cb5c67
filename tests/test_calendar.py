from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len  # noqa: TID253, no start to keep fast here
from rich.console import Console  # noqa: TID253 -- these tests draw with it

from fibrolog.domain.entries import Period
from fibrolog.render.drawings.calendar_svg import calendar_svg
from fibrolog.render.drawings.calendar_terminal import calendar_in_terminal
from fibrolog.render.drawings.page import Page
from fibrolog.report.calendar import Calendar
from fibrolog.report.statistics import DayTally
from fibrolog.report.summary import Report
from tests.reports import report_html, report_plain
from tests.test_report_renderers import EMPTY, FULL, TODAY, report_on, shown

SVG = "{http://www.w3.org/2000/svg}"
# Wednesday: the diary's first entry is a remedy, four days before today.
YOUNG = dataclasses.replace(
    FULL,
    first_day=date(2026, 11, 18),
    days=(
        DayTally(date(2026, 11, 19), 0),
        DayTally(date(2026, 11, 20), 1),
        DayTally(TODAY, 12),
    ),
)


def report_of(days: dict[int, int], length: int, first: int | None = None) -> Report:
    """Return a report on the last `length` days, with counts by how many days ago they were."""
    tallies = (DayTally(TODAY - timedelta(ago), days[ago]) for ago in sorted(days, reverse=True))
    begun = TODAY - timedelta(max(days) if first is None else first)
    period = Period(TODAY - timedelta(length - 1), TODAY)
    return report_on(dataclasses.replace(FULL, days=tuple(tallies), period=period, first_day=begun))


def drawn(report: Report, width: int = 80, encoding: str = "utf-8") -> list[str]:
    console = Console(width=width, color_system=None, legacy_windows=False)
    strip = calendar_in_terminal(Calendar.of(report), Page(width, encoding))
    assert strip is not None
    with console.capture() as capture:
        console.print(strip)
    return [line.rstrip() for line in capture.get().splitlines()]


def rows(report: Report, width: int = 80, encoding: str = "utf-8") -> list[str]:
    """Return the lines of the days, without the words around them."""
    label = r"  (Mon|Tue|Wed|Thu|Fri|Sat|Sun|(\d{4}|    ) [A-Z][a-z]{2} )"
    lines = drawn(report, width, encoding)[3:]  # after a sentence, a blank and the months
    return [re.sub(label, "", line) for line in lines if re.match(f"{label}( |$|.)", line)]


def numbers(lines: list[str]) -> list[int]:
    return sorted(int(number) for line in lines for number in re.findall(r"\d+", line))


def svg(report: Report) -> ET.Element:
    made = calendar_svg(Calendar.of(report))
    assert made is not None
    return ET.fromstring(ET.tostring(made, encoding="unicode"))


def test_twelve_weeks_are_columns_of_seven_days_with_the_last_day_at_the_end() -> None:
    lines = drawn(report_on(FULL))

    assert lines[0] == "  31 August to 22 November 2026; this report is about the last 28 days."
    assert lines[2].split() == ["Aug", "Sep", "Oct", "Nov"]
    assert lines[3].split() == ["31", "7", "14", "21", "28", "5", "12", "19", "26", "2", "9", "16"]
    assert [line[2:5] for line in lines[4:11]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert lines[2].index("Nov") == lines[3].index("  2 ") + 1


def test_the_days_of_a_week_stand_below_each_other() -> None:
    report = report_of({0: 5, 1: 0, 6: 2}, 84, first=83)

    monday, *_, saturday, sunday = rows(report)

    assert monday.endswith("2")
    assert saturday.endswith("○")
    assert sunday.endswith("5")
    assert len({len(row) for row in (monday, saturday, sunday)}) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("length", [84, 120])
def test_unknown_clear_one_and_many_look_different_without_colour(
    encoding: str, length: int
) -> None:
    report = report_of({0: 3, 1: 1, 2: 0}, length, first=length - 1)
    text = "\n".join(drawn(report, encoding=encoding))
    unknown, clear = "·○" if encoding == "utf-8" else ".o"
    cells = " ".join(rows(report, encoding=encoding)).split()

    assert len(re.findall(rf"(?<!\S){re.escape(unknown)}(?!\S)", " ".join(cells))) == length - 3
    assert cells.count(clear) == 1
    assert numbers(cells) == [1, 3]
    assert f"1 2 3 spasms that day   {clear} clear day   {unknown} unknown" in text
    assert text.isascii() == (encoding != "utf-8")


def test_days_before_the_first_entry_are_blank_and_not_unknown() -> None:
    report = report_on(YOUNG)
    text = "\n".join(drawn(report))

    assert text.count("·") == 2 + 1  # Wednesday and Saturday, and the legend
    assert "Days before the first entry are left blank." in text
    assert "Days before" not in "\n".join(drawn(report_on(FULL)))


def test_a_calendar_without_a_known_day_is_not_shown() -> None:
    assert calendar_in_terminal(Calendar.of(report_on(EMPTY)), Page(80, "utf-8")) is None
    assert calendar_svg(Calendar.of(report_on(EMPTY))) is None
    assert "Week of" not in report_plain(report_on(EMPTY))
    assert "Day by day" not in shown(report_on(EMPTY))


def test_a_period_without_a_spasm_still_has_its_calendar() -> None:
    report = report_of({0: 0, 30: 2}, 7)

    assert "Day by day" in shown(report)
    assert "Week of 16 November 2026: 1 clear day, 6 days unknown." in report_plain(report)


def test_a_long_period_has_a_line_for_each_month() -> None:
    report = report_of({0: 2, 100: 0, 364: 11}, 365)
    lines = drawn(report)

    months_shown = [line[:10] for line in lines if re.match(r"  (20\d\d|    ) [A-Z]", line)]
    assert months_shown == [
        *("  2025 Nov", "       Dec", "  2026 Jan", "       Feb", "       Mar", "       Apr"),
        *("       May", "       Jun", "       Jul", "       Aug", "       Sep", "       Oct"),
        "       Nov",
    ]
    landmarks = next(line for line in lines if line.endswith("20        25        30"))
    november = next(line for line in lines if line.startswith("  2025 Nov"))
    assert november[: landmarks.index("25") + 2].split() == ["2025", "Nov", "+", "·", "·"]
    assert "+ more than fit" in "\n".join(lines)


@pytest.mark.parametrize("width", [160, 80, 50, 46])
@pytest.mark.parametrize("length", [84, 85, 3653])
def test_the_calendar_never_exceeds_the_page(width: int, length: int) -> None:
    report = report_of({ago: ago % 14 for ago in range(length) if ago % 3}, length)
    lines = drawn(report, width)

    assert max(map(cell_len, lines)) <= min(width, 80)
    if length > 3000:
        assert len(rows(report, width)) == 121


def test_the_plain_report_has_a_line_for_each_week_with_its_unknown_days() -> None:
    lines = report_plain(report_on(YOUNG)).splitlines()

    assert [line for line in lines if line.startswith("Week of")] == [
        "Week of 16 November 2026: 13 spasms on 2 days, 1 clear day, 2 days unknown."
    ]


def test_the_plain_report_on_a_long_period_has_a_line_for_each_month() -> None:
    report = report_of({0: 2, 1: 1, 30: 0}, 100)

    assert list(Calendar.of(report).lines()) == [
        "October 2026: 1 clear day, 8 days unknown.",
        "November 2026: 3 spasms on 2 days, 20 days unknown.",
    ]


def test_in_a_report_on_one_region_a_day_without_it_is_not_called_clear() -> None:
    report = report_of({0: 0, 1: 2}, 84)._replace(region="calf")

    assert "clear" not in " ".join(Calendar.of(report).lines())
    assert "clear" not in "\n".join(drawn(report))


def test_the_picture_is_well_formed_and_told_in_words() -> None:
    root = svg(report_on(YOUNG))
    title, description = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))

    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "13 spasms on 2 days, 1 clear day, 2 days unknown." in (description.text or "")


def test_the_picture_keeps_unknown_clear_and_spasms_apart() -> None:
    root = svg(report_on(YOUNG))
    circles = list(root.iter(f"{SVG}circle"))
    squares = list(root.iter(f"{SVG}rect"))

    # One more of each is in the legend.
    assert len([circle for circle in circles if circle.get("fill") == "none"]) == 1 + 1
    assert len([circle for circle in circles if circle.get("fill") != "none"]) == 2 + 1
    assert len(squares) == 2 + 1
    assert len({square.get("fill-opacity") for square in squares}) > 1
    assert {"1", "12"} <= {text.text for text in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("length", [84, 3653])
def test_everything_in_the_picture_lies_on_its_sheet(length: int) -> None:
    root = svg(report_of({ago: ago % 4 for ago in range(0, length, 2)}, length))
    _, _, width, height = map(float, root.get("viewBox", "").split())

    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", "")) < width
        assert 0 < float(text.get("y", "")) < height
    for square in root.iter(f"{SVG}rect"):
        assert float(square.get("x", "")) + float(square.get("width", "")) <= width
    assert "http" not in ET.tostring(root, encoding="unicode").replace(SVG[1:-1], "")


@given(st.dictionaries(st.integers(0, 150), st.integers(0, 9), min_size=1), st.integers(1, 151))
def test_every_form_of_the_calendar_has_the_counts_of_the_report(
    days: dict[int, int], length: int
) -> None:
    report = report_of(days, length)
    counts = sorted(day.count for day in report.calendar if day.count)
    kinds = [Calendar.of(report).state(day) for day in report.calendar]
    if not any(day.observed for day in report.calendar):
        assert calendar_in_terminal(Calendar.of(report), Page(80, "utf-8")) is None
        return

    text = rows(report)
    assert numbers(text) == counts
    assert "".join(text).count("○") == kinds.count("clear")
    assert "".join(text).count("·") == kinds.count("unknown")
    squares = [rect for rect in svg(report).iter(f"{SVG}rect") if rect.get("height") != "14"]
    assert len(squares) == len(counts)
    words = " ".join(Calendar.of(report).lines())
    assert sum(map(int, re.findall(r"(\d+) spasms?", words))) == sum(counts)
    assert sum(map(int, re.findall(r"(\d+) clear", words))) == kinds.count("clear")
    assert sum(map(int, re.findall(r"(\d+) days? unknown", words))) == kinds.count("unknown")
    calendar = Calendar.of(report)
    stretches = calendar.months if calendar.is_by_month else calendar.weeks
    assert [day for stretch in stretches for day in stretch.days] == list(report.calendar)


def on_month() -> Report:
    """Return a report on the ten days that ended ten days ago, in a season of known days."""
    days = tuple(DayTally(TODAY - timedelta(ago), ago % 3) for ago in range(90, -1, -1))
    period = Period.ending(TODAY - timedelta(10), 10)
    return report_on(dataclasses.replace(FULL, days=days, period=period, first_day=days[0].day))


def test_a_period_that_has_ended_is_named_by_its_dates() -> None:
    report = on_month()
    narrowed = report._replace(region="calf\x1b")

    said = "21 August to 12 November 2026; this report is about 3 to 12 November 2026."
    assert Calendar.of(report).sentence == said
    assert Calendar.of(report_of({1: 1, 80: 1}, 7)).sentence.endswith("is about the last 7 days.")
    assert r"Only spasms of calf\x1b are in it." in " ".join(" ".join(drawn(narrowed)).split())
    for page in (report_html(report), report_html(narrowed)):
        assert f"Day by day, {said}" in page
    assert r"Only spasms of calf\x1b are in it." in report_html(narrowed)


def test_the_picture_frames_just_the_days_of_the_period() -> None:
    frame, legend = (each for each in svg(on_month()).iter(f"{SVG}path"))
    edges = re.findall(r"M([\d.]+) ([\d.]+)([hv])", frame.get("d", ""))

    # Tuesday to Thursday of the week after: a column of six and one of four, three of them abreast.
    assert len({x for x, _, way in edges if way == "h"}) == 2
    assert [way for _, _, way in edges].count("h") == 4
    assert [way for _, _, way in edges].count("v") == 6 + 4 + 3 + 1
    assert legend.get("class") == "period"
    assert "the days this report is about" in [
        text.text for text in svg(on_month()).iter(f"{SVG}text")
    ]
    assert not list(svg(report_of({1: 1, 80: 1}, 84)).iter(f"{SVG}path"))
