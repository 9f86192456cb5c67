"""Dates of the calendar: `20 Nov`, `Nov 20 2025`, `2026-11-20`, `20/11/2026`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.format import MONTHS, WEEKDAYS
from fibrolog.parse.when.input import DateOrder, Typed
from fibrolog.text import either

MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
WEEKDAY_NUMBERS = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)

MONTH = rf"(?P<month>sept|{'|'.join(f'{name}|{name[:3]}' for name in MONTHS).lower()})\.?"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_NAMED = [
    re.compile(rf"{_DAY}(?:st|nd|rd|th)?(?: of)?[ -]{MONTH}(?:[ -]{_YEAR})?"),
    re.compile(rf"{MONTH}[ -]{_DAY}(?:st|nd|rd|th)?(?:[ -]{_YEAR})?"),
]
_YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})([/.-])(?P<month>[0-9]{{1,2}})\2{_DAY}")
_NUMERIC = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})(?:\2{_YEAR})?")
_AFTER_WEEKDAY = re.compile(rf"(?P<weekday>{WEEKDAY}) (?P<date>.+)")
_WHOLE_YEAR = re.compile(r"[0-9]{4}")

_CENTURY = 100
# The longest stretch without a 29 February, around a year such as 1900, plus this year.
_LEAP_SEARCH = 9


def read_date(words: str, typed: Typed) -> date | None:
    """Return the date, today or earlier, or None for words of another kind.

    A date without a year is of the current year. A weekday in front must be the date's own.

    Raises:
        NotUnderstood: there is no such date, it is still to come, its year has two digits, or
            its numbers could be read two ways.
    """
    weekday = _AFTER_WEEKDAY.fullmatch(words)
    day = read_any_date(weekday["date"] if weekday else words, typed)
    if day is None:
        return None
    if day > typed.today:
        raise _too_late(day, words, typed)
    if weekday and WEEKDAY_NUMBERS[weekday["weekday"][:3]] != day.weekday():
        raise typed.refused(
            f"names a {WEEKDAYS[day.weekday()]}; "
            f"type {typed.with_day(words, day)} if that is the day"
        )
    return day


def on_calendar(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_any_date(words: str, typed: Typed) -> date | None:
    """Return the date, whether it has come or not, or None for words of another kind.

    Raises:
        NotUnderstood: there is no such date, its year has two digits, or its numbers could be
            read two ways.
    """
    if parts := _YEAR_FIRST.fullmatch(words):
        day = on_calendar(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        return _certain(day, typed)
    for pattern in _NAMED:
        if parts := pattern.fullmatch(words):
            month = MONTH_NUMBERS[parts["month"][:3]]
            return _named_date(parts["year"], month, int(parts["day"]), words, typed)
    if parts := _NUMERIC.fullmatch(words):
        return _numeric_date(parts["year"], int(parts[1]), int(parts[3]), words, typed)
    return None


def _named_date(year: str | None, month: int, day: int, words: str, typed: Typed) -> date:
    found = on_calendar(_full_year(year, typed), month, day)
    if _is_short(year) and found:
        raise typed.refused(
            f"has a number that could be a year or an hour; type {typed.with_day(words, found)} "
            "for the year, or an hour like 3pm or 15:00"
        )
    latest = _latest(month, day, typed)
    if found is None and year is None and latest:
        raise typed.refused(
            f"is not a day of {typed.today.year}; "
            f"for the latest type {typed.with_day(words, latest)}"
        )
    return _certain(found, typed)


def _numeric_date(year: str | None, first: int, second: int, words: str, typed: Typed) -> date:
    full = _full_year(year, typed)
    readings: dict[DateOrder, date | None] = {
        "dmy": on_calendar(full, second, first),
        "mdy": on_calendar(full, first, second),
    }
    if year and _is_short(year):
        year_first = on_calendar(_full_year(f"{first:02}", typed), second, int(year))
        meant = [readings[typed.order]] if typed.order else [*readings.values(), year_first]
        raise _short_year(meant, words, typed)
    valid = _sorted(readings.values())
    if typed.order is None:
        if len(valid) > 1:
            either_day = either(typed.with_day(words, day) for day in valid)
            raise typed.refused(
                f"could be {either_day}; type one of these, or set "
                "FIBROLOG_DATE_ORDER to dmy or mdy"
            )
        return _certain(next(iter(valid), None), typed)
    if valid and readings[typed.order] is None:
        raise typed.refused(
            f"is no date with FIBROLOG_DATE_ORDER={typed.order}; "
            f"type {typed.with_day(words, valid[0])} if that is meant"
        )
    return _certain(readings[typed.order], typed)


def has_year(words: str) -> bool:
    """Tell whether a date was written with all four digits of its year."""
    return _WHOLE_YEAR.search(words) is not None


def _certain(found: date | None, typed: Typed) -> date:
    if found is None:
        raise typed.refused("is not a day on the calendar; type one like 2026-11-20")
    return found


def _short_year(readings: Iterable[date | None], words: str, typed: Typed) -> NotUnderstood:
    meant = either(typed.with_day(words, day) for day in _sorted(readings) or [typed.today])
    return typed.refused(f"has a year of two digits; type all four, like {meant}")


def _too_late(day: date, words: str, typed: Typed) -> NotUnderstood:
    latest = _latest(day.month, day.day, typed)
    if latest and not has_year(words):
        return typed.refused(
            f"is later than today, {typed.today}; "
            f"for the latest type {typed.with_day(words, latest)}"
        )
    return typed.refused(f"is later than today, {typed.today}; type a day that has come")


def _latest(month: int, day: int, typed: Typed) -> date | None:
    """Return the most recent such day, of whatever year has one."""
    years = range(typed.today.year, typed.today.year - _LEAP_SEARCH, -1)
    found = (on_calendar(year, month, day) for year in years)
    return next((found_day for found_day in found if found_day and found_day <= typed.today), None)


def _is_short(year: str | None) -> bool:
    return year is not None and len(year) == len("26")


def _full_year(year: str | None, typed: Typed) -> int:
    """Return the year meant: this one, the one typed, or the latest that ends in its digits."""
    if year is None:
        return typed.today.year
    if not _is_short(year):
        return int(year)
    return typed.today.year - (typed.today.year - int(year)) % _CENTURY


def _sorted(days: Iterable[date | None]) -> list[date]:
    return sorted({day for day in days if day})
