"""The randomisation test of a trial in pairs: what other falls of the coin would have shown.

In each pair the coin alone decided which block came first. So if the remedy does nothing, each
pair's difference could as well have had the other sign, and every choice of signs was as likely as
the one that fell: Fisher RA, The Design of Experiments, 1935, section 21; Edgington ES, Onghena P,
Randomization Tests, 4th ed. 2007. Runs of bad days do not matter, because nothing is assumed of
how days resemble each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

# Up to so many pairs every choice of signs is looked at, and beyond a sample of them.
MOST_EXACT_PAIRS = 14
SAMPLED_FLIPS = 4000
# The same flips for everybody and every time: looking again must not give another answer.
_SEED = 20_26
# Sums that differ by no more are the same sum, added up in another order.
_ROUNDING = 1e-9
SIGNIFICANT_P = 0.05
# Added to counts below the square root, which makes their scatter about the same for all rates; of
# all such numbers it keeps the mean nearest to that of the root of the rate (Brown L and others,
# Probab Theory Relat Fields 2010;146:401-433).
_SHIFT = 1 / 4

# On the log scale: far beyond any ratio that a diary could show.
_WIDEST = 20.0
# Halving such a bracket this often exhausts double precision.
_HALVINGS = 60
# Signs are looked up in tables of sums, so many pairs at a time.
_TABLE_PAIRS = 7


class Counts(NamedTuple):
    """Spasms on some observed days."""

    spasms: int
    days: int

    @property
    def rate(self) -> float:
        """Spasms per observed day."""
        return self.spasms / self.days


class Pair(NamedTuple):
    """The two blocks of a pair: with the remedy and without it."""

    on: Counts
    off: Counts


class Span(NamedTuple):
    """A 95% interval of a rate ratio; None where the data set no end to it."""

    low: float | None
    high: float | None


def differences(pairs: Sequence[Pair], ratio: float = 1.0) -> list[float]:
    """Return how much more there was with the remedy, as differences of square roots.

    Args:
        pairs: each with an observed day in either block.
        ratio: what the remedy is taken to multiply the rate by; ON counts are divided by it.
    """
    return [
        math.sqrt((pair.on.spasms / ratio + _SHIFT) / pair.on.days)
        - math.sqrt((pair.off.spasms + _SHIFT) / pair.off.days)
        for pair in pairs
    ]


def p_value(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of the sum of the differences; 1 when there are none.

    Up to 14 pairs it is exact: the share of all choices of signs whose sum is at least as far
    from 0. Beyond, it is that share among 4,000 sampled choices and the one that fell, so that it
    is never 0 (Phipson B, Smyth GK, Stat Appl Genet Mol Biol 2010;9:39).
    """
    reached = abs(sum(differences)) - _ROUNDING
    if len(differences) <= MOST_EXACT_PAIRS:
        # A choice of signs and its opposite are as far from 0, so one sign may stay as it is.
        first = sum(differences[:1])
        sums = _all_sums(differences[1:])
        return sum(abs(first + total) >= reached for total in sums) / len(sums)
    totals = [0.0] * SAMPLED_FLIPS
    for first, choices in _sampled_flips(len(differences)):
        sums = _all_sums(differences[first : first + _TABLE_PAIRS])
        totals = [total + sums[choice] for total, choice in zip(totals, choices, strict=True)]
    return (sum(abs(total) >= reached for total in totals) + 1) / (SAMPLED_FLIPS + 1)


def interval(pairs: Sequence[Pair]) -> Span:
    """Return the ratios that the test does not reject, from the least to the greatest.

    An end is None where even the most extreme ratios are not rejected, and both are where no ratio
    makes the two arms alike.
    """

    def lean(log_ratio: float) -> float:
        return sum(differences(pairs, math.exp(log_ratio)))

    def accepted(log_ratio: float) -> bool:
        return p_value(differences(pairs, math.exp(log_ratio))) > SIGNIFICANT_P

    if not lean(-_WIDEST) > 0 > lean(_WIDEST):
        return Span(None, None)
    alike = _last(lambda log_ratio: lean(log_ratio) > 0, -_WIDEST, _WIDEST)
    low = None if accepted(-_WIDEST) else math.exp(_last(accepted, alike, -_WIDEST))
    high = None if accepted(_WIDEST) else math.exp(_last(accepted, alike, _WIDEST))
    return Span(low, high)


def _last(holds: Callable[[float], bool], inside: float, outside: float) -> float:
    """Return the point between the two where `holds` ceases to be true."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return inside


def _all_sums(differences: Sequence[float]) -> list[float]:
    """Return the sum for each choice of signs; bit n of its index in the list is that of pair n."""
    sums = [0.0]
    for difference in differences:
        sums = [total + difference for total in sums] + [total - difference for total in sums]
    return sums


@cache
def _sampled_flips(pairs: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the sampled choices of signs, for some of the pairs at a time.

    Returns:
        The first pair of each part, and for each flip the index of the part's choice among all.
    """
    random = Random(_SEED)  # noqa: S311 -- the same for everybody, and nothing secret
    flips = [random.getrandbits(pairs) for _ in range(SAMPLED_FLIPS)]
    return tuple(
        (
            first,
            tuple(flip >> first & (1 << min(_TABLE_PAIRS, pairs - first)) - 1 for flip in flips),
        )
        for first in range(0, pairs, _TABLE_PAIRS)
    )
