"""Is it better since I began? The months after a remedy was begun, beside those before.

A remedy that is taken daily from some day on has no days without it in the same weeks, so the
comparison of hours cannot judge it. What is compared here are whole weeks before and after. It
describes: whatever else changed at that time counts in it, too. People begin when it is bad, and
bad times pass by themselves; so the four weeks just before the first use are left out.

The after side is at most the first 24 weeks of use, the before side as many weeks. A use of every
other day or more often, for at least six weeks, is needed; on each side six weeks, 28 observed
days and five spasms. The interval is a 99% one and a difference is called one when p is at most
0.01, with the weeks' own scatter and correlation.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from fibrolog.analysis.distributions import t_quantile, t_two_sided
from fibrolog.analysis.weeks import (
    WEEK_DAYS,
    Week,
    neighbours,
    pearson_residuals,
    ratio,
    scatter,
    week,
)

SIGNIFICANT_P = 0.01
# Used for so long, and on at least so large a part of those days.
_FEWEST_DAYS_OF_USE, _LEAST_USED = 42, 0.5
_LEFT_OUT_DAYS = 28
_SIDE_DAYS = 24 * WEEK_DAYS
_FEWEST_WEEKS, _FEWEST_OBSERVED, _FEWEST_SPASMS = 6, 28, 5
# Who used it in the last so many days is using it still.
_STILL_DAYS = 14


class SinceBegan(NamedTuple):
    """The weeks after a remedy was begun, and those before.

    Attributes:
        began: the number of the day of the first use.
        until: of the last; None while it is in use.
        days_after: observed days.
        days_before: likewise.
        per_day_after: spasms in an observed day.
        per_day_before: likewise.
        ratio: the one over the other.
        low: the lower end of its 99% interval.
        high: the upper end.
        p: two-sided.
    """

    began: int
    until: int | None
    days_after: int
    days_before: int
    per_day_after: float
    per_day_before: float
    ratio: float
    low: float
    high: float
    p: float


def since_began(
    days: int, observed: Collection[int], spasms: Mapping[int, int], used: Collection[int]
) -> SinceBegan | None:
    """Compare the weeks after a remedy was begun with those before.

    Args:
        days: how many days the diary has; they are numbered from 0.
        observed: those that are observed.
        spasms: how many spasms began on each day.
        used: the days with a use. One before day 0 means that nobody knows when it was begun;
            those after the last day are not looked at.

    Returns:
        None where it was not used regularly, or too little is known of either side.
    """
    inside = {day for day in used if day < days}
    if not inside or min(inside) < 0:
        return None
    first, last = min(inside), max(inside)
    length = last - first + 1
    if length < _FEWEST_DAYS_OF_USE or len(inside) < _LEAST_USED * length:
        return None
    before_ends = first - _LEFT_OUT_DAYS
    after = _weeks(range(first, min(last + 1, first + _SIDE_DAYS)), observed, spasms)
    before_days = range(max(0, before_ends - _SIDE_DAYS), max(0, before_ends))
    before = _weeks(before_days[::-1], observed, spasms)
    if not (_enough(after) and _enough(before)):
        return None
    return _compared(after, before, first, None if last >= days - _STILL_DAYS else last)


def _weeks(days: range, observed: Collection[int], spasms: Mapping[int, int]) -> list[Week]:
    """Return the weeks of a side that have an observed day, as they follow each other."""
    weeks = [
        week(days[start : start + WEEK_DAYS], observed, spasms)
        for start in range(0, len(days), WEEK_DAYS)
    ]
    return [one for one in weeks if one.days]


def _enough(side: Sequence[Week]) -> bool:
    return (
        len(side) >= _FEWEST_WEEKS
        and sum(one.days for one in side) >= _FEWEST_OBSERVED
        and sum(one.spasms for one in side) >= _FEWEST_SPASMS
    )


def _compared(
    after: Sequence[Week], before: Sequence[Week], began: int, until: int | None
) -> SinceBegan:
    spasms = [sum(one.spasms for one in side) for side in (after, before)]
    days = [sum(one.days for one in side) for side in (after, before)]
    rates = [count / observed for count, observed in zip(spasms, days, strict=True)]
    residuals = [
        pearson_residuals(side, [rate * one.days for one in side])
        for side, rate in zip((after, before), rates, strict=True)
    ]
    weeks = len(after) + len(before)
    squares = sum(one * one for side in residuals for one in side)
    products = sum(neighbours(side) for side in residuals)
    correlation = products / squares * (1 + 2 / weeks) if squares else 0.0
    found = scatter(squares, correlation, weeks - 2)
    error = math.sqrt(found.dispersion * (1 / spasms[0] + 1 / spasms[1]))
    estimate = math.log(rates[0]) - math.log(rates[1])
    reach = t_quantile(SIGNIFICANT_P, found.df) * error
    return SinceBegan(
        began=began,
        until=until,
        days_after=days[0],
        days_before=days[1],
        per_day_after=rates[0],
        per_day_before=rates[1],
        ratio=math.exp(estimate),
        low=ratio(estimate - reach),
        high=ratio(estimate + reach),
        p=t_two_sided(estimate / error, found.df),
    )


def since_json(found: SinceBegan, first_day: date) -> dict[str, object]:
    """Return the same with dates.

    Args:
        found: days as numbers.
        first_day: the date of day 0.
    """
    until = None if found.until is None else (first_day + timedelta(found.until)).isoformat()
    began = (first_day + timedelta(found.began)).isoformat()
    return {**found._asdict(), "began": began, "until": until}
