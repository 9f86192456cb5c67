"""Phrases for whole days and months: `today`, `last monday`, `20 Nov`, `Oct 2026`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from fibrolog.domain.entries import EARLIEST_YEAR, Period
from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.elapsed import read_days_ago, read_months_ago
from fibrolog.parse.when.format import WEEKDAYS
from fibrolog.parse.when.grammar import (
    MONTH,
    MONTH_NUMBERS,
    TYPED,
    WEEKDAY,
    WEEKDAY_NUMBERS,
    DateParts,
    on_calendar,
    read_parts,
    split_weekday,
)
from fibrolog.parse.when.input import DateOrder, Typed
from fibrolog.text import either

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


# The longest stretch without a 29 February, around a year such as 1900, plus this year.
_LEAP_SEARCH = 9
_CENTURY = 100


def _dates(words: str, typed: Typed) -> Sequence[date]:
    """Return the date, which has come, or none for words of another kind.

    A date without a year is of the current year. A weekday in front must be the date's own.
    """
    weekday, words_of_date = split_weekday(words, TYPED)
    parts = read_parts(words_of_date, TYPED, whole=True)
    if parts is None:
        return ()
    day = _day_of(parts, words_of_date, typed)
    if day > typed.today:
        raise _too_late(day, parts, words, typed)
    if weekday not in (None, day.weekday()):
        raise typed.refused(
            f"names a {WEEKDAYS[day.weekday()]}; "
            f"type {typed.with_day(words, day)} if that is the day"
        )
    return (day,)


def _day_of(parts: DateParts, words: str, typed: Typed) -> date:
    """Return the day that a typed date means, whether it has come or not.

    Raises:
        NotUnderstood: there is no such date, its year has two digits, or its numbers could be
            read two ways.
    """
    days = parts.days(lambda digits: _full_year(digits, typed))
    if not parts.numeric:
        return _named_day(parts, days.get("dmy"), words, typed)
    chosen = days.get(typed.order) if typed.order else None
    if parts.has_short_year:
        meant = [chosen] if typed.order else days.values()
        instead = either(typed.with_day(words, day) for day in _sorted(meant) or [typed.today])
        raise typed.refused(f"has a year of two digits; type all four, like {instead}")
    valid = _sorted(days.values())
    if typed.order is None and len(valid) > 1:
        instead = either(typed.with_day(words, day) for day in valid)
        raise typed.refused(
            f"could be {instead}; type one of these, or set FIBROLOG_DATE_ORDER to dmy or mdy"
        )
    if typed.order and valid and chosen is None:
        raise typed.refused(
            f"is no date with FIBROLOG_DATE_ORDER={typed.order}; "
            f"type {typed.with_day(words, valid[0])} if that is meant"
        )
    return _require_day(chosen or next(iter(valid), None), typed)


def _named_day(parts: DateParts, day: date | None, words: str, typed: Typed) -> date:
    if parts.has_short_year and day:
        raise typed.refused(
            f"has a number that could be a year or an hour; type {typed.with_day(words, day)} "
            "for the year, or an hour like 3pm or 15:00"
        )
    _, month, number = parts.by_order["dmy"]
    latest = _latest(month, number, typed)
    if day is None and not parts.year and latest:
        raise typed.refused(
            f"is not a day of {typed.today.year}; "
            f"for the latest type {typed.with_day(words, latest)}"
        )
    return _require_day(day, typed)


def _require_day(day: date | None, typed: Typed) -> date:
    if day is None:
        raise typed.refused("is not a day on the calendar; type one like 2026-11-20")
    return day


def _too_late(day: date, parts: DateParts, words: str, typed: Typed) -> NotUnderstood:
    latest = None if parts.year else _latest(day.month, day.day, typed)
    instead = f"for the latest type {typed.with_day(words, latest)}" if latest else ""
    return typed.refused(
        f"is later than today, {typed.today}; {instead or 'type a day that has come'}"
    )


def _latest(month: int, day: int, typed: Typed) -> date | None:
    """Return the most recent such day, of whatever year has one."""
    years = range(typed.today.year, typed.today.year - _LEAP_SEARCH, -1)
    found = (on_calendar(year, month, day) for year in years)
    return next((one for one in found if one and one <= typed.today), None)


def _full_year(digits: str, typed: Typed) -> int:
    """Return the year meant: this one, the one typed, or the latest that ends in its digits."""
    if not digits:
        return typed.today.year
    if len(digits) > len("26"):
        return int(digits)
    return typed.today.year - (typed.today.year - int(digits)) % _CENTURY


def _sorted(days: Iterable[date | None]) -> list[date]:
    return sorted({day for day in days if day})


_READERS: tuple[Callable[[str, Typed], Sequence[date]], ...] = (
    _named_days,
    _weekdays,
    _days_ago,
    _dates,
)


_NEXT_WEEKDAY = re.compile(rf"(?:next )?(?P<name>{WEEKDAY})")
_IN_DAYS = re.compile(r"in (?P<count>[0-9]{1,3}|a) (?P<unit>day|week)s?")
_DAYS = {"day": 1, "week": 7}
_WEEK_DAYS = 7


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
    if parts := _NEXT_WEEKDAY.fullmatch(words):
        ahead = (WEEKDAY_NUMBERS[parts["name"][:3]] - typed.today.weekday()) % _WEEK_DAYS
        return typed.today + timedelta(ahead or _WEEK_DAYS)
    if parts := _IN_DAYS.fullmatch(words):
        count = 1 if parts["count"] == "a" else int(parts["count"])
        return typed.today + timedelta(count * _DAYS[parts["unit"]])
    return None


def _dated(typed: Typed) -> date | None:
    words = typed.plain.removeprefix("on ")
    parts = read_parts(words, TYPED, whole=True)
    if parts is None:
        return None
    day = _day_of(parts, words, typed)
    if day >= typed.today or parts.year:
        return day
    return on_calendar(day.year + 1, day.month, day.day) or day


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
