"""Rates of counted events and how they change, with intervals that leave room for chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What a 95% interval leaves out on either side, and the same in standard deviations.
_TAIL = 0.025
_NORMAL_QUANTILE = 1.96
# Sums stop when a term no longer changes a double.
_NEGLIGIBLE = 2.0**-53
# Fewer stretches tell too little about how far apart two of them usually lie.
FEWEST_STRETCHES = 8
# On the log scale. Such an interval already says "anything", and exp() overflows beyond 709.
_WIDEST_SPREAD = 600.0


@dataclass(frozen=True)
class Interval:
    """A 95% interval, both ends included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Observed:
    """Events that were counted over observed time.

    Attributes:
        count: events.
        days: observed days.
    """

    count: int
    days: int


class Change(NamedTuple):
    """One rate as a multiple of another.

    Attributes:
        ratio: above 0; 1 means no change.
        interval: None when too little is known to give one.
    """

    ratio: float
    interval: Interval | None


def garwood(count: int, days: float) -> Interval | None:
    """Return the exact 95% interval of a Poisson rate, in events per day, None at 0 days.

    Its ends are the means under which as many events or more, and as few or fewer, have a
    probability of 2.5% (Garwood F. Biometrika 1936;28:437-442).
    """
    if not days:
        return None
    low = _last(lambda mean: _at_least(count, mean) < _TAIL, 0, count)
    # At twice the count and four, the upper tail is below 1% for every count.
    high = _last(lambda mean: _at_most(count, mean) > _TAIL, count, 2 * count + 4)
    return Interval(low / days, high / days)


def change(now: Observed, before: Observed, stretches: Sequence[Observed]) -> Change | None:
    """Return the rate `now` as a multiple of the rate `before`, None when either has no events.

    Bad days come in runs, which makes two stretches differ more than Poisson counts would; so
    the variance of the log ratio, 1/a + 1/b, is multiplied by how much the diary's own
    `stretches` of that length are overdispersed.

    Args:
        now: the period in question.
        before: the period of equal length before it.
        stretches: every stretch of that length with at least one observed day.
    """
    if 0 in (now.count, now.days, before.count, before.days):
        return None
    ratio = (now.count / now.days) / (before.count / before.days)
    if len(stretches) < FEWEST_STRETCHES:
        return Change(ratio, interval=None)
    variance = max(1.0, dispersion(stretches)) * (1 / now.count + 1 / before.count)
    spread = min(_NORMAL_QUANTILE * math.sqrt(variance), _WIDEST_SPREAD)
    return Change(ratio, Interval(ratio * math.exp(-spread), ratio * math.exp(spread)))


def dispersion(stretches: Sequence[Observed]) -> float:
    """Return Pearson's dispersion of counts around one common rate; 1 for Poisson counts.

    Chi-square over its degrees of freedom (McCullagh P, Nelder JA. Generalized Linear Models,
    2nd ed. 1989). Needs two stretches or more, some event, and observed time in each.
    """
    rate = sum(each.count for each in stretches) / sum(each.days for each in stretches)
    chi_square = sum(
        (each.count - rate * each.days) ** 2 / (rate * each.days) for each in stretches
    )
    return chi_square / (len(stretches) - 1)


def _at_least(count: int, mean: float) -> float:
    """Return the Poisson probability of `count` or more, for a mean below the count.

    This is the regularised lower incomplete gamma function P(count, mean) in its power series.
    """
    term = total = 1.0
    events = count
    while term > total * _NEGLIGIBLE:
        events += 1
        term *= mean / events
        total += term
    return total * _probability(count, mean)


def _at_most(count: int, mean: float) -> float:
    """Return the Poisson probability of `count` or fewer, for a mean above the count.

    This is the regularised upper incomplete gamma function Q(count + 1, mean) as a finite sum.
    """
    term = total = 1.0
    events = count
    while term > total * _NEGLIGIBLE:
        term *= events / mean
        events -= 1
        total += term
    return total * _probability(count, mean)


def _probability(count: int, mean: float) -> float:
    """Return the Poisson probability of exactly `count`, for a mean above 0."""
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return the last double between `low` and `high` at which `holds` is still true."""
    while low < (middle := (low + high) / 2) < high:
        if holds(middle):
            low = middle
        else:
            high = middle
    return low
