"""Is it getting better? The long view: the last year of weeks, and its stretches of four weeks.

A Poisson regression of each week's spasms on its place, with the week's observed days as exposure
and the weeks' own scatter and correlation. It describes and never claims: at some of many looks a
diary without a trend shows one, too.

Source: McCullagh P, Nelder JA, Generalized Linear Models, 1989, chapter 6.
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
MOST_WEEKS, FEWEST_WEEKS = 52, 12
FEWEST_SPASMS = 10
STRETCH_DAYS, MOST_STRETCHES = 28, 13
_LONGEST_STEP = 1.5
_CONVERGED = 1e-9
# At steps of 1.5 this leads beyond any change that weeks can show.
_MOST_STEPS = 1000


class Trend(NamedTuple):
    """How the rate of spasms changed over the last weeks.

    Attributes:
        first: the number of the first day.
        last: of the last.
        weeks: how many there are.
        change: the fitted rate at the end over that at the beginning.
        low: the lower end of its 99% interval.
        high: the upper end.
        p: two-sided.
        rate_first: fitted spasms a day at the beginning.
        rate_last: at the end.
    """

    first: int
    last: int
    weeks: int
    change: float
    low: float
    high: float
    p: float
    rate_first: float
    rate_last: float


class Stretch(NamedTuple):
    """Four weeks, or what the diary has of them.

    Attributes:
        first: the number of the first day.
        last: of the last.
        observed_days: how many of its days are observed.
        spasms: on those.
    """

    first: int
    last: int
    observed_days: int
    spasms: int

    @property
    def per_day(self) -> float | None:
        """Spasms in an observed day; None without one."""
        return self.spasms / self.observed_days if self.observed_days else None


def trend(observed: Collection[int], spasms: Mapping[int, int]) -> Trend | None:
    """Return how the rate changed over at most 52 weeks that end with the last observed day.

    Args:
        observed: the numbers of the observed days of the whole diary before today.
        spasms: how many spasms began on each day.

    Returns:
        None where too little is known; and where all spasms lie in the first or in the last
        of these weeks, because a rate that falls to nothing has no ratio.
    """
    if not observed:
        return None
    first, last = min(observed), max(observed)
    count = min(MOST_WEEKS, (last - first + 1) // WEEK_DAYS)
    if count < FEWEST_WEEKS:
        return None
    begin = last + 1 - count * WEEK_DAYS
    placed = [
        (number / (count - 1) - 0.5, week(range(start, start + WEEK_DAYS), observed, spasms))
        for number, start in enumerate(range(begin, last + 1, WEEK_DAYS))
    ]
    places, weeks = zip(*[(x, one) for x, one in placed if one.days], strict=True)
    total = sum(one.spasms for one in weeks)
    if len(weeks) < FEWEST_WEEKS or total < FEWEST_SPASMS:
        return None
    if total in (weeks[0].spasms, weeks[-1].spasms):
        return None
    level, slope, variance = _fitted(places, weeks)
    expected = [
        one.days * math.exp(level + slope * x) for x, one in zip(places, weeks, strict=True)
    ]
    residuals = pearson_residuals(weeks, expected)
    squares = sum(one * one for one in residuals)
    correlation = neighbours(residuals) / squares + 2 / len(weeks) if squares else 0.0
    found = scatter(squares, correlation, len(weeks) - 2)
    error = math.sqrt(found.dispersion * variance)
    reach = t_quantile(SIGNIFICANT_P, found.df) * error
    return Trend(
        first=begin,
        last=last,
        weeks=count,
        change=ratio(slope),
        low=ratio(slope - reach),
        high=ratio(slope + reach),
        p=t_two_sided(slope / error, found.df),
        rate_first=ratio(level - slope / 2),
        rate_last=ratio(level + slope / 2),
    )


def _fitted(places: Sequence[float], weeks: Sequence[Week]) -> tuple[float, float, float]:
    """Return the log rate in the middle, its slope, and the slope's variance, by Newton's method.

    Args:
        places: from -1/2 to 1/2.
        weeks: with their observed days as exposure.
    """
    level = math.log(sum(one.spasms for one in weeks) / sum(one.days for one in weeks))
    slope = variance = 0.0
    for _ in range(_MOST_STEPS):
        means = [
            one.days * math.exp(level + slope * x) for x, one in zip(places, weeks, strict=True)
        ]
        left = [one.spasms - mean for one, mean in zip(weeks, means, strict=True)]
        by_level, by_slope = sum(left), sum(x * one for x, one in zip(places, left, strict=True))
        whole = sum(means)
        # Centred, which keeps the determinant positive whatever the rounding.
        middle = sum(x * mean for x, mean in zip(places, means, strict=True)) / whole
        spread = sum((x - middle) ** 2 * mean for x, mean in zip(places, means, strict=True))
        variance = 1 / spread
        step = _cut((by_slope - middle * by_level) * variance)
        lift = _cut(by_level / whole - middle * (by_slope - middle * by_level) * variance)
        level, slope = level + lift, slope + step
        if max(abs(step), abs(lift)) < _CONVERGED:
            break
    return level, slope, variance


def _cut(step: float) -> float:
    return max(-_LONGEST_STEP, min(_LONGEST_STEP, step))


def four_weeks(
    first: int, last: int, observed: Collection[int], spasms: Mapping[int, int]
) -> tuple[Stretch, ...]:
    """Return the last 13 stretches of 28 days, oldest first.

    Args:
        first: the number of the day of the first entry, at which they are cut.
        last: of the day with which they end.
        observed: the numbers of the observed days.
        spasms: how many spasms began on each day.
    """
    found = []
    for number in range(MOST_STRETCHES):
        end = last - number * STRETCH_DAYS
        if end < first:
            break
        begin = max(first, end - STRETCH_DAYS + 1)
        found.append(Stretch(begin, end, *week(range(begin, end + 1), observed, spasms)))
    return tuple(reversed(found))


def trend_json(
    found: Trend | None, stretches: Sequence[Stretch], first_day: date
) -> dict[str, object]:
    """Return both with dates; what is not known is None.

    Args:
        found: days as numbers.
        stretches: likewise.
        first_day: the date of day 0.
    """

    def dated(day: int) -> str:
        return (first_day + timedelta(day)).isoformat()

    return {
        "since": found and dated(found.first),
        "until": found and dated(found.last),
        "weeks": found and found.weeks,
        "change": found and found.change,
        "low": found and found.low,
        "high": found and found.high,
        "p": found and found.p,
        "rate_first": found and found.rate_first,
        "rate_last": found and found.rate_last,
        "four_weeks": [
            {
                "since": dated(one.first),
                "until": dated(one.last),
                "observed_days": one.observed_days,
                "count": one.spasms,
                "per_day": one.per_day,
            }
            for one in stretches
        ],
    }
