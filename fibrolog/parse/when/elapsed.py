"""Time gone by: `20m ago`, `1h30m ago`, `half an hour ago`, `3 days ago`, `3 months ago`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from fibrolog.parse.when.input import Typed
from fibrolog.parse.when.zones import with_fixed_offset
from fibrolog.text import require_one_reading

# Enough digits for any time gone by, and few enough that Python still reads them as a number.
_COUNT = r"(?:[0-9]{1,15}(?:\.[0-9]{1,9})? ?|(?:half )?an? )"
_CLOCK_UNIT = r"(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_DAY_UNIT = r"(?:days?|d|weeks?|wks?|w)"
# Never a bare m, which is a minute.
_MONTH_UNIT = r"(?:months?|mos?|years?|yrs?|y)"
_PART = re.compile(rf"({_COUNT})({_CLOCK_UNIT})")
_ELAPSED = re.compile(rf"{_COUNT}{_CLOCK_UNIT}(?:(?: and | ?){_COUNT}{_CLOCK_UNIT})* ago")
_DAYS_AGO = re.compile(rf"({_COUNT})({_DAY_UNIT}) ago")
_MONTHS_AGO = re.compile(rf"({_COUNT})({_MONTH_UNIT}) ago")

_HALF = Fraction(1, 2)
_WORDS = {"a": Fraction(1), "an": Fraction(1), "half a": _HALF, "half an": _HALF}
# Every unit is told by its first letter.
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}


def read_elapsed(typed: Typed) -> datetime | None:
    """Return the instant that hours, minutes and seconds lead back to, or None for other words.

    Time that has gone by is time on a stopwatch: a jump of the clocks between does not change it.

    Raises:
        NotUnderstood: the units do not go from long to short, or do not add up to whole seconds.
        OverflowError: it is before the first year.
    """
    if not _ELAPSED.fullmatch(typed.plain):
        return None
    require_one_reading(typed.text)
    parts = _PART.findall(typed.plain)
    units = [_SECONDS[unit[0]] for _, unit in parts]
    if any(longer <= shorter for longer, shorter in pairwise(units)):
        raise typed.refused("mixes its units; type each once, the longest first, like 1h30m ago")
    seconds = sum(
        (_number(count) * unit for (count, _), unit in zip(parts, units, strict=True)), Fraction(0)
    )
    if seconds.denominator != 1:
        raise typed.refused("does not come to whole seconds; type minutes, like 20m ago")
    then = typed.now.astimezone(UTC) - timedelta(seconds=int(seconds))
    return with_fixed_offset(then.astimezone(typed.now.tzinfo))


def read_days_ago(words: str, typed: Typed) -> date | None:
    """Return the day that days or weeks lead back to, or None for other words.

    Raises:
        NotUnderstood: it is not a whole number of days.
        OverflowError: it is before the first year.
    """
    parts = _DAYS_AGO.fullmatch(words)
    if parts is None:
        return None
    require_one_reading(typed.text)
    days = _number(parts[1]) * _DAYS[parts[2][0]]
    if days.denominator != 1:
        raise typed.refused("is not a whole number of days; type hours instead, like 36h ago")
    return typed.today - timedelta(days=int(days))


def read_months_ago(words: str, typed: Typed) -> date | None:
    """Return the day that calendar months or years lead back to, or None for other words.

    Where the month has no such day it is the month's last: three months before 31 May is
    28 February, or 29 in a leap year.

    Raises:
        NotUnderstood: it is not a whole number of months.
        OverflowError: it is before the first year.
    """
    parts = _MONTHS_AGO.fullmatch(words)
    if parts is None:
        return None
    require_one_reading(typed.text)
    months = _number(parts[1]) * _MONTHS[parts[2][0]]
    if months.denominator != 1:
        raise typed.refused("is not a whole number of months; type weeks instead, like 6 weeks ago")
    if months // _MONTHS["y"] + 1 >= typed.today.year:
        raise OverflowError
    from dateutil.relativedelta import relativedelta

    return typed.today - relativedelta(months=int(months))


def _number(count: str) -> Fraction:
    count = count.strip()
    return _WORDS.get(count) or Fraction(count)
