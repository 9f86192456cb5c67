"""The calendar of a report in words: what is known of each day, week and month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.entries import Period
from fibrolog.report.figure import STEPS
from fibrolog.report.sentences import counted, period_words
from fibrolog.report.summary import CALENDAR_DAYS, CalendarDay, Report
from fibrolog.when.spoken import MONTHS

# A day before the diary began, a day nobody knows about, a day known to have had no spasm, and a
# day with spasms.
DayState: TypeAlias = Literal["outside", "unknown", "clear", "spasms"]


class Stretch(NamedTuple):
    """A week or a month of the calendar.

    Attributes:
        first: the Monday or the first of the month, even where the calendar begins later.
        days: those in the calendar, in order.
    """

    first: date
    days: tuple[CalendarDay, ...]


def state(report: Report, day: CalendarDay) -> DayState:
    """Return what is known of a day.

    A day before the diary's first entry is outside: nobody forgot to write on it.
    """
    if day.count:
        return "spasms"
    if day.observed:
        return "clear"
    return "outside" if report.first_day is None or day.day < report.first_day else "unknown"


def step(report: Report, day: CalendarDay) -> int:
    """Return how many spasms a day had beside the worst of the calendar, 1 to `STEPS`; 0: none."""
    return -(-STEPS * day.count // max(1, *(other.count for other in report.calendar)))


def meanings(report: Report) -> dict[DayState, str]:
    """Return what to call each kind of day in a legend."""
    return {
        "spasms": "spasms that day",
        "clear": "clear day" if report.region is None else "no such spasm that day",
        "unknown": "unknown",
        "outside": "Days before the first entry are left blank.",
    }


def any_known(report: Report) -> bool:
    """Whether the calendar has a single observed day, and so anything to show."""
    return any(day.observed for day in report.calendar)


def by_month(report: Report) -> bool:
    """Whether the calendar is too long for a column a week."""
    return len(report.calendar) > CALENDAR_DAYS


def weeks(report: Report) -> tuple[Stretch, ...]:
    """Return the weeks of the calendar, Monday first."""
    return _stretches(report.calendar, lambda day: day - timedelta(day.weekday()))


def months(report: Report) -> tuple[Stretch, ...]:
    """Return the months of the calendar."""
    return _stretches(report.calendar, lambda day: day.replace(day=1))


def calendar_sentence(report: Report) -> str:
    """Return from when to when the calendar runs, and which of it the report is about."""
    shown = Period(report.calendar[0].day, report.calendar[-1].day)
    period = report.coverage.period
    only = "" if report.region is None else f" Only spasms of {report.region} are in it."
    if not has_more(report):
        return f"{period_words(shown)}.{only}"
    if period.until != report.generated_at.date():
        about = period_words(period)
    else:
        about = "the last day" if period.days == 1 else f"the last {period.days} days"
    return f"{period_words(shown)}; this report is about {about}.{only}"


def has_more(report: Report) -> bool:
    """Whether the calendar begins before the period that the report is about."""
    return report.calendar[0].day < report.coverage.period.since


def clear_days(report: Report, count: int) -> str:
    """Return a number of observed days without a spasm: `2 clear days`.

    In a report on one region such a day may have had a spasm in another.
    """
    return (
        counted(count, "clear day") if report.region is None else f"{counted(count, 'day')} without"
    )


def stretch_lines(report: Report) -> Iterator[str]:
    """Yield the calendar in words, a line for each week or month the diary has."""
    monthly = by_month(report)
    for stretch in months(report) if monthly else weeks(report):
        if facts := _facts(report, stretch.days):
            month = f"{MONTHS[stretch.first.month - 1]} {stretch.first.year}"
            yield f"{month if monthly else f'Week of {stretch.first.day} {month}'}: {facts}."


def _facts(report: Report, days: Iterable[CalendarDay]) -> str:
    """Return what is known of some days in a line, nothing for days outside the diary."""
    states = [(state(report, day), day.count) for day in days]
    kinds = [kind for kind, _ in states]
    spasms = sum(count for _, count in states)
    clear, unknown = kinds.count("clear"), kinds.count("unknown")
    parts = []
    if spasms:
        parts.append(f"{counted(spasms, 'spasm')} on {counted(kinds.count('spasms'), 'day')}")
    if clear:
        parts.append(clear_days(report, clear))
    if unknown:
        parts.append(f"{counted(unknown, 'day')} unknown")
    return ", ".join(parts)


def _stretches(
    days: Iterable[CalendarDay], first_of: Callable[[date], date]
) -> tuple[Stretch, ...]:
    """Return the days in the stretches whose first day `first_of` tells."""
    groups = groupby(days, lambda day: first_of(day.day))
    return tuple(Stretch(first, tuple(group)) for first, group in groups)
