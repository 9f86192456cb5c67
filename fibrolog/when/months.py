"""Phrases for whole months: `2026-10`, `Oct 2026`, `October`, `last month`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from fibrolog.entries import EARLIEST_YEAR, Period
from fibrolog.errors import NotUnderstood
from fibrolog.when.calendar_dates import MONTH, MONTH_NUMBERS
from fibrolog.when.typed import Typed

_YEAR = r"(?P<year>[0-9]{4})"
_NUMBER = r"(?P<number>[0-9]{1,2})"
_SHAPES = [
    re.compile(rf"{_YEAR}[/.-]{_NUMBER}"),
    re.compile(rf"{_NUMBER}[/.-]{_YEAR}"),
    re.compile(rf"{MONTH}(?:[ -]{_YEAR})?"),
    re.compile(rf"{_YEAR}[ -]{MONTH}"),
]
_MONTHS_A_YEAR = 12


def parse_month(text: str, now: datetime) -> Period:
    """Read the words for a month, and return its days up to today.

    A month without a year is of the current year, as with dates.

    Args:
        text: such as `2026-10`, `Oct 2026`, `October`, `this month` or `last month`.
        now: aware; its tzinfo is the zone in which it is today.

    Raises:
        NotUnderstood: it is no month, has yet to begin, or is before 1900.
    """
    typed = Typed(text, now)
    first = _first_day(typed)
    if first.year < EARLIEST_YEAR:
        raise typed.refused(f"is before {EARLIEST_YEAR}; type a month like {typed.today:%Y-%m}")
    if first > typed.today:
        raise _still_to_come(first, typed)
    return Period(first, min(_last_day(first), typed.today))


def _first_day(typed: Typed) -> date:
    this_month = typed.today.replace(day=1)
    if typed.plain == "this month":
        return this_month
    if typed.plain == "last month":
        return (this_month - timedelta(1)).replace(day=1)
    for parts in filter(None, (shape.fullmatch(typed.plain) for shape in _SHAPES)):
        found = parts.groupdict()
        year = int(found["year"] or typed.today.year)
        name = found.get("month")
        number = MONTH_NUMBERS[name[:3]] if name else int(found["number"])
        if year and 1 <= number <= _MONTHS_A_YEAR:
            return date(year, number, 1)
    raise typed.refused(f"is not understood as a month; type one like {typed.today:%Y-%m}")


def _last_day(first: date) -> date:
    """Return the last day of the month."""
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


def _still_to_come(first: date, typed: Typed) -> NotUnderstood:
    latest = first.replace(year=typed.today.year)
    if latest > typed.today:
        latest = latest.replace(year=latest.year - 1)
    return typed.refused(f"is still to come; for the latest that has begun type {latest:%Y-%m}")
