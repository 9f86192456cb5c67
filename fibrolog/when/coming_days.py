"""Phrases for days that may be still to come: `tomorrow`, `monday`, `in 3 days`, `3 Jan`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from fibrolog.when.calendar_dates import (
    WEEKDAY,
    WEEKDAY_NUMBERS,
    has_year,
    on_calendar,
    read_any_date,
)
from fibrolog.when.typed import DateOrder, Typed

_WEEKDAY = re.compile(rf"(?:next )?(?P<name>{WEEKDAY})")
_IN_DAYS = re.compile(r"in (?P<count>[0-9]{1,3}|a) (?P<unit>day|week)s?")
_DAYS = {"day": 1, "week": 7}
_WEEK = 7


def parse_coming_day(text: str, now: datetime, date_order: DateOrder | None = None) -> date:
    """Read the words for a whole day, today or later.

    A weekday is the next one, today left out; a date without a year is the next such day.

    Args:
        text: such as `today`, `tomorrow`, `monday`, `in 3 days`, `3 Jan` or `2026-11-30`.
        now: aware; its tzinfo is the zone in which it is today.
        date_order: how numeric dates are written, where that was chosen.

    Raises:
        NotUnderstood: the text is no such day, could mean two, or names one that is over.
    """
    typed = Typed(text, now, date_order)
    day = _named(typed) or _dated(typed)
    if day is None:
        raise typed.refused(
            "does not name a day to begin on; type one like today, tomorrow, monday or "
            f"{typed.today + timedelta(1)}"
        )
    if day < typed.today:
        raise typed.refused(
            f"is {day}, which is over; type a day like today, tomorrow or "
            f"{typed.today + timedelta(1)}"
        )
    return day


def _named(typed: Typed) -> date | None:
    words = typed.plain.removeprefix("on ")
    if words in ("today", "tomorrow"):
        return typed.today + timedelta(words == "tomorrow")
    if parts := _WEEKDAY.fullmatch(words):
        ahead = (WEEKDAY_NUMBERS[parts["name"][:3]] - typed.today.weekday()) % _WEEK
        return typed.today + timedelta(ahead or _WEEK)
    if parts := _IN_DAYS.fullmatch(words):
        count = 1 if parts["count"] == "a" else int(parts["count"])
        return typed.today + timedelta(count * _DAYS[parts["unit"]])
    return None


def _dated(typed: Typed) -> date | None:
    words = typed.plain.removeprefix("on ")
    day = read_any_date(words, typed)
    if day is None or day >= typed.today or has_year(words):
        return day
    return on_calendar(day.year + 1, day.month, day.day) or day
