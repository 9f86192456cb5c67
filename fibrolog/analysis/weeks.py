"""Weeks of a diary, and how far their counts scatter and lean on each other.

Bad days come in runs, so weeks differ more than independent Poisson counts would, and a week
resembles the one before it. Both widen what is said of a change over months.

Source: McCullagh P, Nelder JA, Generalized Linear Models, 1989, 4.5, for the dispersion; Bartlett
MS, J R Stat Soc 1935;98:536-543, for how many independent weeks correlated ones are worth.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

WEEK_DAYS = 7
_STRONGEST_CORRELATION = 0.9
_FEWEST_DEGREES = 3.0
# Residuals whose squares add up to less are rounding.
_NO_SCATTER = 1e-9
# A fitted mean may be too small for a number that is not 0.
_TINY = 1e-300
# exp() of more is infinite.
_FARTHEST = 700.0


class Week(NamedTuple):
    """A week, or what a side has of one.

    Attributes:
        days: observed.
        spasms: on those.
    """

    days: int
    spasms: int


class Scatter(NamedTuple):
    """How counts of weeks differ from what is expected.

    Attributes:
        dispersion: the variance as a multiple of that of independent Poisson counts.
        df: the degrees of freedom that are left.
    """

    dispersion: float
    df: float


def week(days: Iterable[int], observed: Collection[int], counts: Mapping[int, int]) -> Week:
    """Return what is known of some days."""
    known = [day for day in days if day in observed]
    return Week(len(known), sum(counts.get(day, 0) for day in known))


def pearson_residuals(weeks: Iterable[Week], expected: Iterable[float]) -> list[float]:
    """Return for each week its spasms less those expected, over the root of those expected."""
    return [
        (one.spasms - mean) / math.sqrt(max(mean, _TINY))
        for one, mean in zip(weeks, expected, strict=True)
    ]


def neighbours(residuals: Sequence[float]) -> float:
    """Return the sum of the products of each residual and the next."""
    return sum(left * right for left, right in pairwise(residuals))


def scatter(squares: float, correlation: float, free: int) -> Scatter:
    """Return the scatter of weeks.

    Args:
        squares: the sum of their squared residuals.
        correlation: of a week with the next.
        free: weeks less the parameters that were fitted to them.
    """
    rho = min(max(correlation, 0.0), _STRONGEST_CORRELATION) if squares >= _NO_SCATTER else 0.0
    longer = (1 + rho) / (1 - rho)
    return Scatter(max(1.0, squares / free) * longer, max(_FEWEST_DEGREES, free / longer))


def ratio(log_ratio: float) -> float:
    """Return a ratio from its logarithm, as large a number as there is where it is larger."""
    return math.exp(max(-_FARTHEST, min(_FARTHEST, log_ratio)))
