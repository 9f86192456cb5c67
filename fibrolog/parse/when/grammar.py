"""The grammar of calendar dates, clock times and offsets, for typed words and for file columns.

There is one grammar and two strictnesses. Whoever types a date may leave its year out, and is asked
again where it has two digits; a column has years, and more ways to separate their parts. What a
date of numbers alone means is left to the caller: every order in which it can be read comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta, timezone
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, get_args

from fibrolog.parse.when.format import MONTHS, WEEKDAYS
from fibrolog.parse.when.input import Typed

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = get_args(Order)

MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
WEEKDAY_NUMBERS = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
# Whole names or their first letters: `marraskuu` is not March.
MONTH = rf"(?P<month>sept|{'|'.join(f'{name}|{name[:3]}' for name in MONTHS).lower()})\.?"

# A bare number is matched only to be refused with what it may have meant. A dot before the minutes
# is certain only with am or pm.
CLOCK = (
    r"(?:(?P<name>noon|midnight)"
    r"|(?P<hour>[0-9]{1,2})(?=:| ?[ap]|\.[0-9]{2} ?[ap]\.? ?m)"
    r"(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"|(?P<bare>[0-9]+))"
)
_CLOCK = re.compile(CLOCK)

_SHORT_YEAR = len("26")
_NAMED_TIMES = {"noon": time(12), "midnight": time(0)}
_HOURS = 24
_HOURS_IN_HALF = 12
_SIXTY = 60


@dataclass(frozen=True)
class Strictness:
    """How a date must be written. Each attribute is a pattern.

    Attributes:
        digit: one digit.
        separator: what may stand between numbers, the same both times.
        day_to_month: what stands between a day and the name of its month.
        month_to_day: the other way round.
        year_after: a year with what stands before it, behind the name of a month.
        year_after_day: likewise, behind the day of such a month.
        year_after_numbers: likewise, behind two numbers; `(?P=separator)` is what separates them.
        weekday_end: what stands between a weekday in front and the date.
        compact: whether `20261120` is a date.
    """

    digit: str
    separator: str
    day_to_month: str
    month_to_day: str
    year_after: str
    year_after_day: str
    year_after_numbers: str
    weekday_end: str
    compact: bool

    @cached_property
    def shapes(self) -> list[re.Pattern[str]]:
        """The shapes of a date; no two of them fit the front of the same text."""
        one, two = rf"{self.digit}{{1,2}}", rf"{self.digit}{{2}}"
        year, named_day = rf"(?P<year>{self.digit}{{4}})", rf"(?P<day>{one})(?:st|nd|rd|th)?"
        separator = rf"(?P<separator>{self.separator})"
        shapes = [
            rf"{year}{separator}(?P<number>{one})(?P=separator)(?P<day>{one})",
            rf"{named_day}{self.day_to_month}{MONTH}{self.year_after}",
            rf"{MONTH}{self.month_to_day}{named_day}{self.year_after_day}",
            rf"(?P<first>{one}){separator}(?P<second>{one}){self.year_after_numbers}",
        ]
        if self.compact:
            shapes.append(rf"{year}(?P<number>{two})(?P<day>{two})(?!{self.digit})")
        return [re.compile(shape) for shape in shapes]

    @cached_property
    def weekday(self) -> re.Pattern[str]:
        """A weekday in front of a date."""
        return re.compile(rf"(?P<weekday>{WEEKDAY}){self.weekday_end}(?=.)")


TYPED = Strictness(
    digit="[0-9]",
    separator="[/.-]",
    day_to_month="(?: of)?[ -]",
    month_to_day="[ -]",
    year_after="(?:[ -](?P<year>[0-9]{4}|[0-9]{2}))?",
    year_after_day="(?:[ -](?P<year>[0-9]{4}|[0-9]{2}))?",
    year_after_numbers="(?:(?P=separator)(?P<year>[0-9]{4}|[0-9]{2}))?",
    weekday_end=" ",
    compact=False,
)
COLUMN = Strictness(
    digit=r"\d",
    separator="[-/. ]",
    day_to_month="[-./ ]+",
    month_to_day="[-./ ]+",
    year_after=r"[-./, ]+(?P<year>\d{4}|\d{2})",
    # `Nov 20 26` may have a time behind it, such as 26 minutes.
    year_after_day=r"[-./, ]+(?P<year>\d{4})",
    year_after_numbers=r"(?P=separator)(?P<year>\d{4}|\d{2})",
    weekday_end=r"\.?,? +",
    compact=True,
)


class DateParts(NamedTuple):
    """A date as it is written, before anybody knows what it means.

    Attributes:
        year: its four or two digits, '' where it has none.
        by_order: the year, the month and the day, by each order in which it can be read.
        end: where in the text it ends.
        numeric: whether its order is not plain from the way it is written.
    """

    year: str
    by_order: dict[Order, tuple[str, int, int]]
    end: int
    numeric: bool = False

    @property
    def has_short_year(self) -> bool:
        """Whether its year has two digits."""
        return len(self.year) == _SHORT_YEAR

    def days(self, full_year: Callable[[str], int]) -> dict[Order, date]:
        """Return the day by each order in which the calendar has one.

        Args:
            full_year: what makes a year of the digits that are written, which may be none.
        """
        days: dict[Order, date] = {}
        for order, (year, month, day) in self.by_order.items():
            if found := on_calendar(full_year(year), month, day):
                days[order] = found
        return days


def read_parts(text: str, strictness: Strictness, *, whole: bool) -> DateParts | None:
    """Return the parts of a date, or None where there is none.

    Args:
        text: in plain lower case.
        strictness: how it must be written.
        whole: whether nothing may follow it.
    """
    for shape in strictness.shapes:
        if match := shape.fullmatch(text) if whole else shape.match(text):
            break
    else:
        return None
    parts = match.groupdict()
    year = parts["year"] or ""
    if "first" not in parts:
        month = MONTH_NUMBERS[parts["month"][:3]] if "month" in parts else int(parts["number"])
        # Nobody writes 26-Nov-20 for 20 November: the order is plain beside a name.
        return DateParts(year, dict.fromkeys(ORDERS, (year, month, int(parts["day"]))), match.end())
    first, second = int(parts["first"]), int(parts["second"])
    by_order: dict[Order, tuple[str, int, int]] = {
        "dmy": (year, second, first),
        "mdy": (year, first, second),
    }
    if len(year) == _SHORT_YEAR:
        by_order["ymd"] = (f"{first:02}", second, int(year))
    return DateParts(year, by_order, match.end(), numeric=True)


def split_weekday(text: str, strictness: Strictness) -> tuple[int | None, str]:
    """Return the number of the weekday in front of a date, Monday's is 0, and the date."""
    found = strictness.weekday.match(text)
    if found is None:
        return None, text
    return WEEKDAY_NUMBERS[found["weekday"][:3]], text[found.end() :]


def on_calendar(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(words: str, typed: Typed) -> time:
    """Read words that match `CLOCK`.

    Raises:
        NotUnderstood: there is no such time of day, or a bare number may be morning or evening.
    """
    parts = _CLOCK.fullmatch(words)
    if parts is None:
        raise typed.refused("has no clock time; type one like 2am or 14:30")
    if parts["name"]:
        return _NAMED_TIMES[parts["name"]]
    if parts["bare"]:
        raise typed.refused(f"has a bare number for a time; type {_clock_meant(parts['bare'])}")
    if (parts["fraction"] or "").strip("0"):
        raise typed.refused("has a fraction of a second; type whole seconds, like 14:30:15")
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    if parts["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF:
            raise typed.refused(
                f"has {hour} o'clock with am or pm; type an hour from 1 to 12 with it, like 1pm, "
                "or the hour alone, like 13:00"
            )
        hour = hour % _HOURS_IN_HALF + (_HOURS_IN_HALF if parts["half"] == "p" else 0)
    if hour >= _HOURS or minute >= _SIXTY or second >= _SIXTY:
        raise typed.refused("is not a time from 00:00 to 23:59; type one like 2am or 14:30")
    return time(hour, minute, second)


def _clock_meant(number: str) -> str:
    """Return what to type for a bare number."""
    hour, minute = (number, "00") if len(number) <= len("12") else (number[:-2], number[-2:])
    if not is_on_dial(hour, minute):
        return "a time like 8am or 14:30, and a year with all its four digits"
    if hour == number and 1 <= int(hour) <= _HOURS_IN_HALF:
        return f"{int(hour)}am or {int(hour)}pm"
    return f"{int(hour):02}:{minute}"


def is_on_dial(hour: str, minute: str) -> bool:
    """Tell whether a clock can show these digits."""
    return len(hour) <= len("12") and int(hour) < _HOURS and int(minute) < _SIXTY


def read_offset(text: str, typed: Typed, instead: str) -> timezone:
    """Return the offset from UTC that `z`, `utc`, `gmt`, `+01:00`, `-0530` or `+01` stands for.

    Args:
        text: one of these.
        typed: what it is a part of.
        instead: what to do where it is a day or more.

    Raises:
        NotUnderstood: it is a day or more.
    """
    digits = text[1:].replace(":", "") if text[0] in "+-" else ""
    hours, minutes, seconds = (int(digits[place : place + 2] or 0) for place in (0, 2, 4))
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    try:
        return timezone(-size if text[0] == "-" else size)
    except ValueError:
        raise typed.refused(f"has an offset of a day or more; {instead}") from None
