"""The calendar as a picture for a page: a column for each week, or a line for each month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from fibrolog.render.markup import Element, element
from fibrolog.report import calendar_words as words
from fibrolog.report.figure import STEPS
from fibrolog.report.summary import CalendarDay, Report
from fibrolog.when.spoken import MONTHS, WEEKDAYS

# Without it the picture is drawn in the colour of the text around it. The tint of a day is pale
# enough for its number to be read over it, by day and by night, and prints as a grey.
CALENDAR_CSS = """
.calendar { display: block; width: 100%; max-width: 36rem; height: auto; }
.calendar .tint { fill: var(--bar, currentColor); }
.calendar .mark { stroke: currentColor; }
@media print { .calendar .tint { fill: #000; } }
"""

# Everything below is measured in this: a pixel on a telephone.
_WIDTH = 360.0
_LETTERS = 10.5
# Of the weekdays, and of the years with their months.
_WEEK_LABEL, _MONTH_LABEL = 28.0, 56.0
# Thirteen weeks side by side, and thirty-one days, fill the width.
_WEEK_CELL, _WEEK_LINE = 25.0, 18.0
_MONTH_CELL, _MONTH_LINE = 9.7, 14.0
# Digits in the small squares of a long calendar: two of them have to fit.
_SMALL_LETTERS = 8.0
_HEAD = 28.0
_SHORT = 3
_WEEK = 7
_LANDMARKS = (1, 5, 10, 15, 20, 25, 30)
# The tint of the worst day; a darker one would swallow the number on it.
_DARKEST = 0.45
# Around the days of the period, heavier than the border of a day.
_FRAME = {
    "fill": "none",
    "stroke": "currentColor",
    "stroke_width": 1.6,
    "stroke_linecap": "square",
    "class_": "period",
}
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


class _Square(NamedTuple):
    """The size of a day and of the number on it."""

    width: float
    height: float
    letters: float


_WEEK_SQUARE = _Square(_WEEK_CELL, _WEEK_LINE, _LETTERS)
_MONTH_SQUARE = _Square(_MONTH_CELL, _MONTH_LINE, _SMALL_LETTERS)


def calendar_svg(report: Report) -> Element | None:
    """Return the picture, or None when the calendar has no observed day.

    Its ids begin with `calendar-`, so a page can hold one.
    """
    if not words.any_known(report):
        return None
    monthly = words.by_month(report)
    drawn = list(_months(report) if monthly else _weeks(report))
    lines = len(words.months(report)) if monthly else _WEEK
    bottom = _HEAD + lines * (_MONTH_LINE if monthly else _WEEK_LINE)
    legend_lines = 2.6 + words.has_more(report)
    return element(
        "svg",
        element("title", "What is known of each day", id="calendar-title"),
        element("desc", description(report), id="calendar-desc"),
        *drawn,
        *_legend(report, bottom + _WEEK_LINE),
        xmlns="http://www.w3.org/2000/svg",
        class_="calendar",
        viewBox=f"0 0 {_WIDTH:g} {bottom + legend_lines * _WEEK_LINE:g}",
        font_family=_FONT,
        font_size=_LETTERS,
        role="img",
        aria_labelledby="calendar-title calendar-desc",
    )


def description(report: Report) -> str:
    """Return what the picture shows in words, for those who cannot see it."""
    return " ".join([words.calendar_sentence(report), *words.stretch_lines(report)])


def _weeks(report: Report) -> Iterator[Element]:
    """Yield a column for each week, under the month and the day it begins with."""
    weeks = words.weeks(report)
    for weekday in range(_WEEK):
        y = _HEAD + (weekday + 0.7) * _WEEK_LINE
        yield _text(WEEKDAYS[weekday][:_SHORT], 1, y, "start")
    for column, week in enumerate(weeks):
        x = _WEEK_LABEL + column * _WEEK_CELL
        if column == 0 or weeks[column - 1].first.month != week.first.month:
            yield _text(MONTHS[week.first.month - 1][:_SHORT], x + _WEEK_CELL / 2, 10)
        yield _text(str(week.first.day), x + _WEEK_CELL / 2, 23)
        for day in week.days:
            y = _HEAD + day.day.weekday() * _WEEK_LINE
            yield from _square(report, day, (x, y), _WEEK_SQUARE)
    if words.has_more(report):
        yield _frame(report)


def _frame(report: Report) -> Element:
    """Return the outline of the days that the report is about, each week a column."""
    since = report.coverage.period.since
    places = {
        (column, day.day.weekday())
        for column, week in enumerate(words.weeks(report))
        for day in week.days
        if day.day >= since
    }
    lines = []
    for column, row in sorted(places):
        x, y = _WEEK_LABEL + column * _WEEK_CELL, _HEAD + row * _WEEK_LINE
        if (column, row - 1) not in places:
            lines.append(f"M{x:g} {y:g}h{_WEEK_CELL:g}")
        if (column, row + 1) not in places:
            lines.append(f"M{x:g} {y + _WEEK_LINE:g}h{_WEEK_CELL:g}")
        if (column - 1, row) not in places:
            lines.append(f"M{x:g} {y:g}v{_WEEK_LINE:g}")
        if (column + 1, row) not in places:
            lines.append(f"M{x + _WEEK_CELL:g} {y:g}v{_WEEK_LINE:g}")
    return element("path", d="".join(lines), **_FRAME)


def _months(report: Report) -> Iterator[Element]:
    """Yield a line for each month, the year before its first."""
    for day_number in _LANDMARKS:
        x = _MONTH_LABEL + (day_number - 0.5) * _MONTH_CELL
        yield _text(str(day_number), x, _HEAD - 5, size=_SMALL_LETTERS)
    year = None
    for line, month in enumerate(words.months(report)):
        y = _HEAD + line * _MONTH_LINE
        if month.first.year != year:
            year = month.first.year
            yield _text(str(year), 1, y + 0.8 * _MONTH_LINE, "start")
        name = MONTHS[month.first.month - 1][:_SHORT]
        yield _text(name, _MONTH_LABEL - 5, y + 0.8 * _MONTH_LINE, "end")
        for day in month.days:
            x = _MONTH_LABEL + (day.day.day - 1) * _MONTH_CELL
            yield from _square(report, day, (x, y), _MONTH_SQUARE)


def _square(
    report: Report, day: CalendarDay, corner: tuple[float, float], square: _Square
) -> Iterator[Element]:
    """Yield one day: a tinted square with its number, a ring, a dot, or nothing at all."""
    x, y = corner
    width, height, size = square
    kind = words.state(report, day)
    middle = {"cx": f"{x + width / 2:.1f}", "cy": f"{y + height / 2:.1f}"}
    if kind == "spasms":
        tint = _DARKEST * words.step(report, day) / STEPS
        frame = {"width": f"{width - 1:.1f}", "height": f"{height - 1:.1f}"}
        yield _tinted(x + 0.5, y + 0.5, frame, tint)
        yield _text(str(day.count), x + width / 2, y + height / 2 + size * 0.36, size=size)
    elif kind == "clear":
        ring = {"r": f"{size * 0.33:.1f}", "fill": "none", "stroke": "currentColor"}
        yield element("circle", **middle, **ring)
    elif kind == "unknown":
        yield element("circle", **middle, r=0.9, fill="currentColor")


def _tinted(x: float, y: float, frame: dict[str, str], tint: float) -> Element:
    return element(
        "rect",
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        **frame,
        fill="currentColor",
        fill_opacity=f"{tint:.2f}",
        stroke="currentColor",
        stroke_width=0.7,
        class_="tint mark",
    )


def _legend(report: Report, y: float) -> Iterator[Element]:
    """Yield what the marks mean that are used."""
    kinds = Counter(words.state(report, day) for day in report.calendar)
    meanings = words.meanings(report)
    x = 1.0
    if kinds["spasms"]:
        yield _tinted(x, y - 11, {"width": "14", "height": "14"}, _DARKEST / 2)
        yield _text("2", x + 7, y)
        yield _text(meanings["spasms"], x + 19, y, "start")
        x += 125
    if kinds["clear"]:
        ring = {"cx": x + 6, "cy": y - 4, "r": 3.5, "fill": "none", "stroke": "currentColor"}
        yield element("circle", **ring)
        yield _text(meanings["clear"], x + 16, y, "start")
        x += 85 if report.region is None else 155
    if kinds["unknown"]:
        yield element("circle", cx=x + 4, cy=y - 4, r=1, fill="currentColor")
        yield _text("unknown", x + 10, y, "start")
    if words.has_more(report):
        y += _WEEK_LINE
        yield element("path", d=f"M2 {y - 11:g}h14v14h-14Z", **_FRAME)
        yield _text("the days this report is about", 22, y, "start")
    if kinds["outside"]:
        yield _text(meanings["outside"], 1, y + _WEEK_LINE, "start")


def _text(
    what: str, x: float, y: float, to: str = "middle", *, size: float | None = None
) -> Element:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}"}
    return element("text", what, **place, text_anchor=to, font_size=size, fill="currentColor")
