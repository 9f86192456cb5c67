"""The calendar in a terminal: a column for each week, or in a long period a line for each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from fibrolog.parse.when.format import MONTHS, WEEKDAYS
from fibrolog.render.drawings.page import INDENT, NARROW, QUIET, ROOMY, Page, indented
from fibrolog.report.calendar import Calendar, DayState, Stretch
from fibrolog.report.summary import CalendarDay

_SHORT = 3
_WEEK = 7
_YEAR = len("2026")
_MONTH_LABEL = _YEAR + 1 + _SHORT + 1
# Days of the month that a line of months is labelled with.
_LANDMARKS = (1, 5, 10, 15, 20, 25, 30)
_SPASM_COLOR = "cyan"


# What stands for an unknown day, and what for a clear one.
_MARKS = ("·", "○")
_ASCII_MARKS = (".", "o")
_MORE = "+"


def calendar_in_terminal(calendar: Calendar, page: Page) -> RenderableType | None:
    """Return the calendar with its legend.

    Returns:
        None when it has no observed day, or when the page is too narrow for its columns.
    """
    if not calendar.is_known or page.width < NARROW - 2 * INDENT:
        return None
    lines = list(_months(calendar, page) if calendar.is_by_month else _weeks(calendar, page))
    heading = page.name(calendar.sentence)
    return indented(Group(heading, Text(), *lines, Text(), *_legend(calendar, lines, page)))


def _weeks(calendar: Calendar, page: Page) -> Iterator[Text]:
    """Yield a line for each weekday, under the months and the days that the weeks begin with."""
    weeks = calendar.weeks
    width = _SHORT + 1 if page.width >= ROOMY else _SHORT
    label = " " * _SHORT
    yield Text(f"{label}{_month_names(weeks, width)}", style=QUIET)
    yield Text(label + "".join(f"{week.first.day:>{width}}" for week in weeks), style=QUIET)
    for weekday in range(_WEEK):
        line = Text()
        line.append(WEEKDAYS[weekday][:_SHORT], style=QUIET)
        for week in weeks:
            by_weekday = {day.day.weekday(): day for day in week.days}
            line.append_text(_cell(calendar, by_weekday.get(weekday), width, page))
        yield line


def _month_names(weeks: Sequence[Stretch], width: int) -> str:
    """Return the short names of the months, each above the first week that begins in it."""
    names = ""
    for column, week in reversed(list(enumerate(weeks))):
        name = MONTHS[week.first.month - 1][:_SHORT]
        begins = column == 0 or weeks[column - 1].first.month != week.first.month
        # The short days of the month stand at the right of their column, and so does its name.
        start = (column + 1) * width - 2
        if begins and (not names or names[: start + _SHORT + 1].isspace()):
            names = f"{' ' * start}{name}{names[start + _SHORT :]}"
    return names


def _months(calendar: Calendar, page: Page) -> Iterator[Text]:
    """Yield a line for each month, the year before its first."""
    width = 2 if page.width >= ROOMY else 1
    yield Text(" " * _MONTH_LABEL + _day_numbers(width), style=QUIET)
    year = None
    for month in calendar.months:
        shown = "" if month.first.year == year else f"{month.first.year}"
        year = month.first.year
        name = MONTHS[month.first.month - 1][:_SHORT]
        line = Text()
        line.append(f"{shown:<{_YEAR}} {name} ", style=QUIET)
        by_day = {day.day.day: day for day in month.days}
        for number in range(1, max(by_day) + 1):
            line.append_text(_cell(calendar, by_day.get(number), width, page))
        yield line


def _day_numbers(width: int) -> str:
    """Return the days of the month that the eye can count from, each ending at its column."""
    line = ""
    for day in _LANDMARKS:
        line += f"{day:>{day * width - len(line)}}"
    return line


def _cell(calendar: Calendar, day: CalendarDay | None, width: int, page: Page) -> Text:
    """Return one day, blank outside the calendar and the diary."""
    if day is None:
        return Text(" " * width)
    unknown, clear = _marks(page)
    number = str(day.count) if len(str(day.count)) <= max(1, width - 1) else _MORE
    if len(number) + 1 < width:
        number = f"{page.shades[calendar.step(day)]}{number}"
    marks = {"outside": " ", "unknown": unknown, "clear": clear, "spasms": number}
    in_period = day.day >= calendar.period.since
    style = _SPASM_COLOR if day.count else "" if in_period else QUIET
    return Text(f"{marks[calendar.state(day)]:>{width}}", style=style)


def _legend(calendar: Calendar, lines: Iterable[Text], page: Page) -> Iterator[Text]:
    """Yield what the marks mean that are used."""
    kinds = calendar.states
    unknown, clear = _marks(page)
    marks: dict[DayState, str] = {"spasms": "1 2 3", "clear": clear, "unknown": unknown}
    meanings = calendar.meanings
    parts = [f"{mark} {meanings[kind]}" for kind, mark in marks.items() if kind in kinds]
    if any(_MORE in line.plain for line in lines):
        parts.append(f"{_MORE} more than fit")
    # One below the other where they would not fit into a line.
    joint = "   " if page.width >= ROOMY else "\n"
    yield Text(joint.join(parts))
    if "outside" in kinds:
        yield Text(meanings["outside"])


def _marks(page: Page) -> tuple[str, str]:
    return _MARKS if page.has_unicode else _ASCII_MARKS
