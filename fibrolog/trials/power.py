"""What a trial of some design can be expected to show, by simulation of the very analysis.

Diaries are made up in which bad days come in runs, as they do: a day is calm or in a flare, which
triples the rate; a calm day turns into a flare with one chance and a flare ends with another, after
five days on average; and days differ beyond that. Every day is observed and the plan is kept, so a
real trial shows less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from fibrolog.trials.plan import DEFAULT_BLOCK_DAYS, DEFAULT_PAIRS, FEWEST_PAIRS
from fibrolog.trials.signflip import SIGNIFICANT_P, Counts, Pair, differences, p_value

_FLARE_BEGINS, _FLARE_ENDS = 0.07, 0.2
_IN_FLARES = _FLARE_BEGINS / (_FLARE_BEGINS + _FLARE_ENDS)
_FLARE_RATIO = 3.0
# The standard deviation of a day's log rate beside that: with it the simulation comes to the powers
# that were measured when the trial was designed (tests/benchmarks/TRIALS.md).
_DAY_NOISE = 0.4
# Enough to be right within five percentage points.
RUNS = 400
# The same for everybody and every time: looking again must not give another answer.
_SEED = 20_26
# What power is told for: spasms halved, and 30% fewer.
EFFECTS = (0.5, 0.7)
# Beyond this a Poisson draw is taken as a sum of smaller ones, or its first factor would be 0.
_LARGEST_MEAN = 500.0


class Layout(NamedTuple):
    """As much of a design as its power depends on."""

    pairs: int
    block_days: int
    washout_days: int = 0

    @property
    def days(self) -> int:
        """Days of the whole trial."""
        return self.pairs * 2 * (self.block_days + self.washout_days)


def alternatives(layout: Layout) -> list[Layout]:
    """Return what else there is for about as many days: blocks of one, two or four days.

    Short blocks find more, if what is taken wears off within a day; long ones are less of a burden.
    """
    if layout == Layout(DEFAULT_PAIRS, DEFAULT_BLOCK_DAYS):
        return [Layout(28, 1), Layout(8, 4)]  # the second takes eight days more
    found = (
        Layout(layout.days // (2 * (length + layout.washout_days)), length, layout.washout_days)
        for length in (1, 2, 4)
        if length != layout.block_days
    )
    return [other for other in found if other.pairs >= FEWEST_PAIRS]


class Expectation(NamedTuple):
    """What a layout can show.

    Attributes:
        powers: the share of trials that find a difference, for each of `EFFECTS`.
    """

    layout: Layout
    powers: tuple[float, ...]


def expectations(
    layouts: Sequence[Layout], rate: float, on_progress: Callable[[int, int], None] | None = None
) -> list[Expectation]:
    """Return what each layout can show.

    Args:
        layouts: to compare.
        rate: spasms a day without the remedy.
        on_progress: is told how many of how many steps are done.
    """
    steps = len(layouts) * len(EFFECTS)
    found: list[Expectation] = []
    for index, layout in enumerate(layouts):
        powers = []
        for effect in EFFECTS:
            powers.append(power(layout, rate, effect))
            if on_progress is not None:
                on_progress(index * len(EFFECTS) + len(powers), steps)
        found.append(Expectation(layout, tuple(powers)))
    return found


def power(layout: Layout, rate: float, ratio: float, runs: int = RUNS) -> float:
    """Return the share of trials of this layout that find a difference.

    Args:
        layout: how the trial is laid out.
        rate: spasms a day without the remedy.
        ratio: what the remedy multiplies them by.
        runs: how many trials are made up.
    """
    random = Random(_SEED)  # noqa: S311 -- made-up trials, the same every time
    found = sum(made_up_p(layout, rate, ratio, random) <= SIGNIFICANT_P for _ in range(runs))
    return found / runs


def made_up_p(layout: Layout, rate: float, ratio: float, random: Random) -> float:
    """Return the p-value of one made-up trial."""
    return p_value(differences(made_up_pairs(layout, rate, ratio, random)))


def made_up_pairs(layout: Layout, rate: float, ratio: float, random: Random) -> list[Pair]:
    """Return the counts of one made-up trial."""
    means = made_up_means(rate, random)
    pairs = []
    for _ in range(layout.pairs):
        arms = {}
        first = bool(random.getrandbits(1))
        for is_on in (first, not first):
            spasms = 0
            for day in range(layout.washout_days + layout.block_days):
                mean = next(means) * (ratio if is_on else 1)
                if day >= layout.washout_days:
                    spasms += poisson(mean, random)
            arms[is_on] = Counts(spasms, layout.block_days)
        pairs.append(Pair(arms[True], arms[False]))
    return pairs


def made_up_means(rate: float, random: Random) -> Iterator[float]:
    """Yield how many spasms are to be expected on each day, without the remedy and without end."""
    calm = rate / (1 + (_FLARE_RATIO - 1) * _IN_FLARES)
    flare = random.random() < _IN_FLARES
    while True:
        chance = random.random()
        flare = chance >= _FLARE_ENDS if flare else chance < _FLARE_BEGINS
        noise = math.exp(random.gauss(-(_DAY_NOISE**2) / 2, _DAY_NOISE))
        yield calm * noise * (_FLARE_RATIO if flare else 1)


def poisson(mean: float, random: Random) -> int:
    """Return a Poisson draw (Knuth DE, The Art of Computer Programming, vol. 2, 3.4.1)."""
    if mean > _LARGEST_MEAN:
        return poisson(mean / 2, random) + poisson(mean / 2, random)
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
