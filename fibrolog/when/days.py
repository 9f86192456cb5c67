"""Phrases for whole days: `today`, `monday`, `last monday`, `3 months ago`, and calendar dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from fibrolog.entries import EARLIEST_YEAR
from fibrolog.when.calendar_dates import WEEKDAY, WEEKDAY_NUMBERS, read_date
from fibrolog.when.elapsed import read_days_ago, read_months_ago
from fibrolog.when.typed import Typed

_WEEKDAY = re.compile(rf"(?P<last>last )?(?P<name>{WEEKDAY})")
_WEEK = timedelta(weeks=1)


def read_days(words: str, typed: Typed) -> Sequence[date] | None:
    """Return the days a phrase may mean, the latest first, or None if it is no day phrase.

    None of them is later than today. There is a second one only where a clock time still to come
    means the day before it: `monday 8pm` on a Monday morning.

    Raises:
        NotUnderstood: the phrase is that of a day, but of none that can be taken.
        OverflowError: it is before the first year.
    """
    for read in _READERS:
        if days := read(words, typed):
            if days[0].year < EARLIEST_YEAR:
                raise typed.refused(f"is before {EARLIEST_YEAR}; type a date like 2026-11-20")
            return days
    return None


def _named_days(words: str, typed: Typed) -> Sequence[date]:
    if words == "today":
        return (typed.today,)
    return (typed.yesterday,) if words == "yesterday" else ()


def _weekdays(words: str, typed: Typed) -> Sequence[date]:
    parts = _WEEKDAY.fullmatch(words)
    if parts is None:
        return ()
    from dateutil.relativedelta import relativedelta, weekday

    latest = relativedelta(weekday=weekday(WEEKDAY_NUMBERS[parts["name"][:3]], -1))
    if parts["last"]:
        return (typed.yesterday + latest,)
    day = typed.today + latest
    return (day, day - _WEEK)


def _days_ago(words: str, typed: Typed) -> Sequence[date]:
    day = read_days_ago(words, typed) or read_months_ago(words, typed)
    return (day,) if day else ()


def _dates(words: str, typed: Typed) -> Sequence[date]:
    day = read_date(words, typed)
    return (day,) if day else ()


_READERS: tuple[Callable[[str, Typed], Sequence[date]], ...] = (
    _named_days,
    _weekdays,
    _days_ago,
    _dates,
)
