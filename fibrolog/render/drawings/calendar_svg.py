"""The calendar as a picture for a page: a column for each week, or a line for each month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fibrolog.parse.when.format import MONTHS, WEEKDAYS
from fibrolog.render.markup import Element, element
from fibrolog.report.body_figure import STEPS
from fibrolog.report.calendar import Calendar
from fibrolog.report.summary import CalendarDay

# A calendar of years would be pages long.
_MOST_DAYS = 365
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


def calendar_on_page(calendar: Calendar) -> Element | None:
    """Return the picture of its last year with a caption, None as `calendar_svg`."""
    latest = calendar.latest(_MOST_DAYS)
    drawn = calendar_svg(latest)
    if drawn is None:
        return None
    is_cut = len(latest.days) < len(calendar.days)
    said = "the last 12 months" if is_cut else calendar.sentence
    return element("figure", element("figcaption", f"Day by day, {said}", class_="quiet"), drawn)


def calendar_svg(calendar: Calendar) -> Element | None:
    """Return the picture, or None when the calendar has no observed day.

    Its ids begin with `calendar-`, so a page can hold one.
    """
    if not calendar.is_known:
        return None
    monthly = calendar.is_by_month
    drawn = list(_months(calendar) if monthly else _weeks(calendar))
    lines = len(calendar.months) if monthly else _WEEK
    bottom = _HEAD + lines * (_MONTH_LINE if monthly else _WEEK_LINE)
    legend_lines = 2.6 + calendar.has_more
    return element(
        "svg",
        element("title", "What is known of each day", id="calendar-title"),
        element("desc", description(calendar), id="calendar-desc"),
        *drawn,
        *_legend(calendar, bottom + _WEEK_LINE),
        xmlns="http://www.w3.org/2000/svg",
        class_="calendar",
        viewBox=f"0 0 {_WIDTH:g} {bottom + legend_lines * _WEEK_LINE:g}",
        font_family=_FONT,
        font_size=_LETTERS,
        role="img",
        aria_labelledby="calendar-title calendar-desc",
    )


def description(calendar: Calendar) -> str:
    """Return what the picture shows in words, for those who cannot see it."""
    return " ".join([calendar.sentence, *calendar.lines()])


def _weeks(calendar: Calendar) -> Iterator[Element]:
    """Yield a column for each week, under the month and the day it begins with."""
    weeks = calendar.weeks
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
            yield from _square(calendar, day, (x, y), _WEEK_SQUARE)
    if calendar.has_more:
        yield _frame(calendar)


def _frame(calendar: Calendar) -> Element:
    """Return the outline of the days that the report is about, each week a column."""
    since = calendar.period.since
    places = {
        (column, day.day.weekday())
        for column, week in enumerate(calendar.weeks)
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


def _months(calendar: Calendar) -> Iterator[Element]:
    """Yield a line for each month, the year before its first."""
    for day_number in _LANDMARKS:
        x = _MONTH_LABEL + (day_number - 0.5) * _MONTH_CELL
        yield _text(str(day_number), x, _HEAD - 5, size=_SMALL_LETTERS)
    year = None
    for line, month in enumerate(calendar.months):
        y = _HEAD + line * _MONTH_LINE
        if month.first.year != year:
            year = month.first.year
            yield _text(str(year), 1, y + 0.8 * _MONTH_LINE, "start")
        name = MONTHS[month.first.month - 1][:_SHORT]
        yield _text(name, _MONTH_LABEL - 5, y + 0.8 * _MONTH_LINE, "end")
        for day in month.days:
            x = _MONTH_LABEL + (day.day.day - 1) * _MONTH_CELL
            yield from _square(calendar, day, (x, y), _MONTH_SQUARE)


def _square(
    calendar: Calendar, day: CalendarDay, corner: tuple[float, float], square: _Square
) -> Iterator[Element]:
    """Yield one day: a tinted square with its number, a ring, a dot, or nothing at all."""
    x, y = corner
    width, height, size = square
    kind = calendar.state(day)
    middle = {"cx": f"{x + width / 2:.1f}", "cy": f"{y + height / 2:.1f}"}
    if kind == "spasms":
        tint = _DARKEST * calendar.step(day) / STEPS
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


def _legend(calendar: Calendar, y: float) -> Iterator[Element]:
    """Yield what the marks mean that are used."""
    kinds = calendar.states
    meanings = calendar.meanings
    x = 1.0
    if "spasms" in kinds:
        yield _tinted(x, y - 11, {"width": "14", "height": "14"}, _DARKEST / 2)
        yield _text("2", x + 7, y)
        yield _text(meanings["spasms"], x + 19, y, "start")
        x += 125
    if "clear" in kinds:
        ring = {"cx": x + 6, "cy": y - 4, "r": 3.5, "fill": "none", "stroke": "currentColor"}
        yield element("circle", **ring)
        yield _text(meanings["clear"], x + 16, y, "start")
        x += 85 if calendar.region is None else 155
    if "unknown" in kinds:
        yield element("circle", cx=x + 4, cy=y - 4, r=1, fill="currentColor")
        yield _text("unknown", x + 10, y, "start")
    if calendar.has_more:
        y += _WEEK_LINE
        yield element("path", d=f"M2 {y - 11:g}h14v14h-14Z", **_FRAME)
        yield _text("the days this report is about", 22, y, "start")
    if "outside" in kinds:
        yield _text(meanings["outside"], 1, y + _WEEK_LINE, "start")


def _text(
    what: str, x: float, y: float, to: str = "middle", *, size: float | None = None
) -> Element:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}"}
    return element("text", what, **place, text_anchor=to, font_size=size, fill="currentColor")
