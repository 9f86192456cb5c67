"""How often a trial finds what is there, and what is not, measured on diaries made up for it.

    python -m tests.benchmarks.trials > tests/benchmarks/TRIALS.md

The tables go to stdout. The first two use the simulation from which `trial start` tells powers; the
third makes up whole trials, day by day, and gives them to the analysis of `trial report`.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from multiprocessing import Pool
from multiprocessing.pool import Pool as PoolOfProcesses
from random import Random
from typing import NamedTuple

from fibrolog.trials.analysis import Outcome, outcome
from fibrolog.trials.plan import FEWEST_PAIRS, ORDERS, Design, Trial
from fibrolog.trials.power import Layout, made_up_means, made_up_pairs, poisson, power
from fibrolog.trials.progress import TrialLog
from fibrolog.trials.signflip import SIGNIFICANT_P, interval
from tests.benchmarks.markdown import percent, table_head, table_row

# The powers in percent, one for each of `CELLS`, for which this way of testing was chosen,
# simulated apart from this program. Fewer than six pairs can find nothing.
_NOTHING = (0, 0, 0, 0, 0)
DESIGNED = {
    Layout(4, 3): _NOTHING,
    Layout(4, 5): _NOTHING,
    Layout(4, 7): _NOTHING,
    Layout(5, 3): _NOTHING,
    Layout(5, 5): _NOTHING,
    Layout(5, 7): _NOTHING,
    Layout(6, 3): (1, 6, 2, 20, 6),
    Layout(6, 5): (2, 12, 4, 27, 9),
    Layout(6, 7): (5, 17, 5, 31, 10),
    Layout(8, 3): (4, 23, 9, 48, 18),
    Layout(8, 5): (10, 35, 13, 57, 20),
    Layout(8, 7): (16, 43, 15, 63, 22),
    Layout(10, 2): (4, 24, 9, 53, 20),
    Layout(14, 2): (10, 39, 14, 73, 29),
    Layout(14, 3): (17, 49, 20, 80, 33),
    Layout(28, 1): (13, 47, 19, 85, 37),
    Layout(28, 2): (28, 71, 30, 96, 55),
}
# Spasms a day without the remedy, and what it multiplies them by.
CELLS = ((0.3, 0.5), (1.0, 0.5), (1.0, 0.7), (3.0, 0.5), (3.0, 0.7))
RATES = (0.3, 1.0, 3.0)
TRUE_RATIO = 0.5


class Life(NamedTuple):
    """What becomes of a plan in the life of somebody who follows it.

    Attributes:
        missed: the share of days with the remedy on which it was not used after all.
        blank: the share of calendar days without a spasm on which nothing was logged.
        carried: the share of the effect that is left on the day after.
        trend: the share by which spasms become fewer over the trial, whatever is taken.
    """

    name: str
    missed: float = 0.0
    blank: float = 0.0
    carried: float = 0.0
    trend: float = 0.0


LIVES = (
    Life("the plan is kept and every day logged"),
    Life("one dose of five is missed", missed=0.2),
    Life("half of the days without a spasm are not logged", blank=0.5),
    Life("the whole effect lasts a day longer", carried=1.0),
    Life("spasms become 70% fewer by themselves", trend=0.7),
)
LIVED = (Layout(14, 2), Layout(28, 1), Layout(8, 4), Layout(8, 4, 1))


def lived(layout: Layout, life: Life, ratio: float, chance: Random) -> Outcome:
    """Make up a whole trial at one spasm a day, and analyse it; trial days begin at midnight."""
    design = Design(layout.pairs, layout.block_days, layout.washout_days, 0, date(2026, 1, 1))
    plan = tuple(chance.choice(ORDERS) for _ in range(layout.pairs))
    trial = Trial("heat", design, plan)
    spasms: dict[int, int] = {}
    observed: set[date] = set()
    used: set[int] = set()
    for day, mean in zip(trial.days(), made_up_means(1.0, chance), strict=False):
        if day.is_on and chance.random() >= life.missed:
            used.add(day.number)
        share = 1.0 if day.number in used else life.carried * (day.number - 1 in used)
        effect = ratio**share * (1 - life.trend * day.number / design.days)
        spasms[day.number] = poisson(mean * effect, chance)
        if spasms[day.number] or chance.random() >= life.blank:
            observed.add(design.first_day + timedelta(day.number - 1))
    return outcome(trial, TrialLog(spasms, used, observed))


class Lived(NamedTuple):
    """What came of the made-up trials of one kind: shares, and the geometric mean ratio."""

    found: float
    held: float
    ratio: float


def trials_lived(job: tuple[Layout, Life, float, int]) -> Lived:
    """Make up and analyse trials of one kind."""
    layout, life, ratio, runs = job
    chance = Random(f"{job}")
    found, held, logs = 0, 0, 0.0
    for _ in range(runs):
        result = lived(layout, life, ratio, chance)
        if result.p is None or result.ratio is None:  # no pair was left to compare
            continue
        found += result.p <= SIGNIFICANT_P
        low, high = result.span
        held += (low or 0.0) <= ratio <= (high or math.inf)
        logs += math.log(result.ratio)
    return Lived(found / runs, held / runs, math.exp(logs / runs))


def power_of(job: tuple[Layout, float, float, int]) -> float:
    """Return the share of trials that find a difference."""
    return power(*job)


def coverage_of(job: tuple[Layout, float, float, int]) -> float:
    """Return the share of trials whose interval holds the true ratio."""
    layout, rate, ratio, runs = job
    chance = Random(f"{job}")
    spans = (interval(made_up_pairs(layout, rate, ratio, chance)) for _ in range(runs))
    return sum((low or 0.0) <= ratio <= (high or math.inf) for low, high in spans) / runs


def tables(runs: int, workers: int) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# How often a trial finds what is there"
    yield ""
    yield f"    python -m tests.benchmarks.trials --runs {runs}"
    yield ""
    yield f"{runs} made-up trials a figure, {runs // 2} where intervals are counted and in the last"
    yield "table, with flares that triple the rate and days that differ beyond that. Found means"
    yield f"that p <= 0.05. A share near 5% has a standard error of {_error(0.05, runs)}, one near"
    yield f"50% of {_error(0.5, runs)}."
    with Pool(workers) as pool:
        yield from _power_table(pool, runs)
        yield from _null_table(pool, runs)
        yield from _lived_table(pool, runs // 2)


def _power_table(pool: PoolOfProcesses, runs: int) -> Iterator[str]:
    yield from ("", "## A remedy that makes a difference", "")
    yield "How often it is found, and in brackets the power for which this test was chosen."
    yield ""
    yield from table_head(
        "pairs x days (in all)", *(f"{rate:g} a day, x{r:g}" for rate, r in CELLS)
    )
    jobs = [(layout, *cell, runs) for layout in DESIGNED for cell in CELLS]
    powers = _rows(pool.map(power_of, jobs, 1), len(CELLS))
    for (layout, designed), shares in zip(DESIGNED.items(), powers, strict=True):
        both = zip(shares, designed, strict=True)
        yield table_row(_named(layout), *(f"{100 * share:.0f}% ({aim}%)" for share, aim in both))
    yield ""
    yield f"With fewer than {FEWEST_PAIRS} pairs nothing can ever be found: they are refused."


def _null_table(pool: PoolOfProcesses, runs: int) -> Iterator[str]:
    yield from ("", "## A remedy that makes none", "")
    yield "How often one is found nevertheless, and how often the 95% interval holds 1."
    yield ""
    found, held = ([f"{what}, {rate:g} a day" for rate in RATES] for what in ("found", "interval"))
    yield from table_head("pairs x days (in all)", *found, *held)
    layouts = [layout for layout in DESIGNED if layout.pairs >= FEWEST_PAIRS]
    kinds = [(layout, rate, 1.0) for layout in layouts for rate in RATES]
    powers = pool.map(power_of, [(*kind, runs) for kind in kinds], 1)
    coverages = pool.map(coverage_of, [(*kind, runs // 2) for kind in kinds], 1)
    for layout, *shares in zip(
        layouts, _rows(powers, len(RATES)), _rows(coverages, len(RATES)), strict=True
    ):
        yield table_row(_named(layout), *map(percent, chain(*shares)))


def _lived_table(pool: PoolOfProcesses, runs: int) -> Iterator[str]:
    yield from ("", "## Whole trials, as they are lived", "")
    yield f"One spasm a day. How often a remedy that multiplies them by {TRUE_RATIO:g} is found,"
    yield "the mean ratio, how often the interval holds the truth; and how often one is found that"
    yield "makes no difference."
    yield ""
    yield from table_head("what happens", "trial", "found", "ratio", "interval", "found of none")
    kinds = [(layout, life) for life in LIVES for layout in LIVED]
    true = pool.map(trials_lived, [(*kind, TRUE_RATIO, runs) for kind in kinds], 1)
    none = pool.map(trials_lived, [(*kind, 1.0, runs) for kind in kinds], 1)
    for (layout, life), found, wrong in zip(kinds, true, none, strict=True):
        shares = (percent(found.found), f"{found.ratio:.2f}", percent(found.held))
        yield table_row(life.name, _named(layout), *shares, percent(wrong.found))


def _rows(shares: list[float], wide: int) -> Iterator[tuple[float, ...]]:
    yield from zip(*[iter(shares)] * wide, strict=True)


def _named(layout: Layout) -> str:
    washout = f" + {layout.washout_days} washout" if layout.washout_days else ""
    return f"{layout.pairs} x {layout.block_days}{washout} ({layout.days})"


def _error(share: float, runs: int) -> str:
    return percent(math.sqrt(share * (1 - share) / runs))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure what a trial finds.")
    parser.add_argument("--runs", type=int, default=1000, help="made-up trials a figure")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    for line in tables(options.runs, options.jobs):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
