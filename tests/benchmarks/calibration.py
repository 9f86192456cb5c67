"""How often the analysis is wrong, measured on diaries whose truth is known.

    python -m tests.benchmarks.calibration --replicates 400 > tests/benchmarks/CALIBRATION.md

The tables go to stdout, a progress bar to stderr. Every diary has a seed of its own, so the
numbers do not depend on the number of jobs.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from typing import NamedTuple, TypeAlias

from fibrolog.analysis.analysis import judge
from fibrolog.analysis.verdicts import SIGNIFICANT_P, Verdict
from tests.benchmarks.markdown import percent, table_head, table_row
from tests.benchmarks.simulation import FLARES, SCENARIOS, Scenario, Taking, simulated

A_DAY = 1.0
TRUE_RATIO = 0.5
NOTHING_WORKS = {
    "iid": "spasms at random, planned use",
    "react": "taken after spasms",
    "flare_react": "flares, taken after spasms",
    "course": "flares, courses of five days",
    "burst": "bursts in flares, taken after spasms",
    "trend_adopt": "fewer and fewer, adopted midway",
    "gap_well": "gaps when well, taken after spasms",
    "gap_well_plan": "gaps when well, planned use",
    "gap_unwell": "gaps when unwell, taken after spasms",
    "night_evening": "spasms at night, taken in the evening",
}
ALSO = {
    "frailty": "days that differ, taken after spasms",
    "nocheck": "no clear day ever logged, taken after spasms",
    "intense_react": "taken after strong spasms, stronger in flares",
}
LIMITS = {
    "all": "night, flares, trend, frailty, gaps, reactive",
    "feel": "taken on bad days, reason not logged",
    "feel_good": "taken on good days, reason not logged",
}
FOUND = {
    "iid": "spasms at random, planned use",
    "flare_planned": "flares, planned use",
    "flare_react": "flares, taken after spasms",
}
LENGTHS = (120, 365)
A_YEAR = LENGTHS[-1]
TWELVE = {
    f"{taking.habit} {number}": replace(taking, ratio=TRUE_RATIO if number == 1 else 1.0)
    for taking in (Taking("planned", 0.3), Taking("react", 0.25))
    for number in range(1, 7)
}


class Cell(NamedTuple):
    """One scenario, with one remedy of one true ratio, and spasms a day."""

    name: str
    days: int
    ratio: float = 1.0
    rate: float = A_DAY


class Outcome(NamedTuple):
    """What was said of one remedy that was judged."""

    ratio: float
    low: float
    high: float
    p: float
    verdict: Verdict
    true_ratio: float


# One diary: all remedies that were judged in it.
Diary: TypeAlias = tuple[Outcome, ...]


@dataclass(frozen=True)
class Measured:
    """The diaries of one cell in which the remedy was judged."""

    outcomes: tuple[Outcome, ...]

    def share(self, hits: int) -> float:
        """Return a share of the outcomes; no outcomes have no share."""
        return hits / len(self.outcomes) if self.outcomes else math.nan

    @property
    def fewer(self) -> float:
        """The share with p <= 0.05 and a ratio below 1."""
        return self.share(sum(o.p <= SIGNIFICANT_P and o.ratio < 1 for o in self.outcomes))

    @property
    def more(self) -> float:
        """The share with p <= 0.05 and a ratio of 1 or above."""
        return self.share(sum(o.p <= SIGNIFICANT_P and o.ratio >= 1 for o in self.outcomes))

    @property
    def either(self) -> float:
        """The share with p <= 0.05."""
        return self.fewer + self.more

    @property
    def coverage(self) -> float:
        """The share whose interval holds the true ratio."""
        return self.share(sum(o.low <= o.true_ratio <= o.high for o in self.outcomes))

    @property
    def ratio(self) -> float:
        """The geometric mean of the ratios."""
        logs = [math.log(outcome.ratio) for outcome in self.outcomes]
        return math.exp(sum(logs) / len(logs)) if logs else math.nan

    def verdict(self, verdict: Verdict) -> float:
        """Return the share with a verdict."""
        return self.share(sum(outcome.verdict == verdict for outcome in self.outcomes))


def outcome_of(cell: Cell, replicate: int) -> Diary:
    """Simulate one diary of a cell and judge it; empty when the remedy was not judged."""
    scenario, taking = SCENARIOS[cell.name]
    remedies = {"remedy": replace(taking, ratio=cell.ratio)}
    return _judged(scenario, remedies, cell, f"{cell} {replicate}")


def twelve_remedies(replicate: int) -> Diary:
    """Simulate and judge one diary with twelve remedies of which two make a difference."""
    return _judged(FLARES, TWELVE, Cell("twelve", A_YEAR), f"twelve {replicate}")


def measured(cell: Cell, replicates: int) -> Measured:
    """Simulate and judge all the diaries of a cell."""
    return Measured(tuple(o for number in range(replicates) for o in outcome_of(cell, number)))


def _judged(scenario: Scenario, remedies: dict[str, Taking], cell: Cell, seed: str) -> Diary:
    history = simulated(scenario, remedies, days=cell.days, rate=cell.rate, seed=seed)
    return tuple(
        Outcome(effect.ratio, effect.low, effect.high, effect.p, judgement.verdict, true.ratio)
        for judgement in judge(history)
        if (effect := judgement.effect) is not None
        for true in [remedies[judgement.remedies[0]]]
    )


Job: TypeAlias = tuple[Cell | None, int]


def _done(job: Job) -> Diary:
    cell, replicate = job
    return outcome_of(cell, replicate) if cell else twelve_remedies(replicate)


def _all_done(jobs: Sequence[Job], workers: int) -> Iterator[Diary]:
    from rich.console import Console
    from rich.progress import Progress

    with Pool(workers) as pool, Progress(console=Console(stderr=True)) as bar:
        yield from bar.track(pool.imap(_done, jobs, chunksize=10), len(jobs), description="Diaries")


def tables(replicates: int, workers: int) -> Iterator[str]:
    """Yield the lines of the report."""
    null = [Cell(name, days) for name in {**NOTHING_WORKS, **ALSO, **LIMITS} for days in LENGTHS]
    found = [Cell(name, A_YEAR, TRUE_RATIO) for name in FOUND]
    cells: list[Cell | None] = [*null, *found, None]
    jobs = [(cell, number) for cell in cells for number in range(replicates)]
    diaries: dict[Cell | None, list[Diary]] = {cell: [] for cell in cells}
    for (cell, _), diary in zip(jobs, _all_done(jobs, workers), strict=True):
        diaries[cell].append(diary)
    results = {
        cell: Measured(tuple(outcome for diary in diaries[cell] for outcome in diary))
        for cell in [*null, *found]
    }
    yield from _head(replicates)
    yield from _null_table("When nothing works", NOTHING_WORKS, results, mean=True)
    yield from _null_table("When nothing works: other cases", ALSO, results)
    yield from _null_table("Known limits", LIMITS, results)
    yield from _found_table(results)
    yield from _twelve_table(diaries[None])


def _head(replicates: int) -> Iterator[str]:
    yield "# How often the analysis of remedies is wrong"
    yield ""
    yield f"    python -m tests.benchmarks.calibration --replicates {replicates}"
    yield ""
    yield f"{replicates} simulated diaries a cell, about {A_DAY:g} spasm a day. Counted are the"
    yield "diaries in which the remedy was judged. A share near 5% has a standard error of"
    yield f"{percent(math.sqrt(0.05 * 0.95 / replicates))}."


def _null_table(
    title: str, rows: dict[str, str], results: dict[Cell, Measured], *, mean: bool = False
) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield "Fewer, more: p <= 0.05, before the look at the day before and the correction for many."
    yield ""
    heads = "diary", "days", "judged", "fewer", "more", "either", "interval holds 1", "mean ratio"
    yield from table_head(*heads, 'verdict "fewer"', 'verdict "more"')
    cells = [Cell(name, days) for name in rows for days in LENGTHS]
    for cell in cells:
        result = results[cell]
        yield table_row(
            f"{cell.name}: {rows[cell.name]}",
            str(cell.days),
            str(len(result.outcomes)),
            *map(percent, (result.fewer, result.more, result.either, result.coverage)),
            f"{result.ratio:.2f}",
            *map(percent, (result.verdict("fewer"), result.verdict("more"))),
        )
    if mean:
        whole = Measured(tuple(o for cell in cells for o in results[cell].outcomes))
        shares = (whole.fewer, whole.more, whole.either, whole.coverage)
        said = (whole.verdict("fewer"), whole.verdict("more"))
        count = str(len(whole.outcomes))
        ratio = f"{whole.ratio:.2f}"
        yield table_row(
            "all of these", "", count, *map(percent, shares), ratio, *map(percent, said)
        )


def _found_table(results: dict[Cell, Measured]) -> Iterator[str]:
    yield from ("", f"## When it works: true ratio {TRUE_RATIO}, {A_YEAR} days", "")
    heads = "diary", "judged", "p <= 0.05 and fewer", 'verdict "fewer"', "interval holds the truth"
    yield from table_head(*heads, "mean ratio")
    for name, words in FOUND.items():
        result = results[Cell(name, A_YEAR, TRUE_RATIO)]
        shares = (result.fewer, result.verdict("fewer"), result.coverage)
        count = str(len(result.outcomes))
        yield table_row(f"{name}: {words}", count, *map(percent, shares), f"{result.ratio:.2f}")


def _twelve_table(diaries: Sequence[Diary]) -> Iterator[str]:
    yield from ("", f"## Twelve remedies, two with a ratio of {TRUE_RATIO}, {A_YEAR} days", "")
    yield 'Half are planned, half are taken after spasms, in flares. Claims are "fewer" and "more".'
    yield ""
    claims = [[o for o in diary if o.verdict in {"fewer", "more"}] for diary in diaries]
    false = [sum(outcome.true_ratio == 1 for outcome in claimed) for claimed in claims]
    rates = [wrong / max(1, len(claimed)) for wrong, claimed in zip(false, claims, strict=True)]
    true = [outcome for diary in diaries for outcome in diary if outcome.true_ratio != 1]
    found = sum(outcome.verdict == "fewer" for outcome in true) / len(true)
    yield from table_head("diaries", "claims", "false claims", "false discovery rate", "found")
    counts = (len(diaries), sum(map(len, claims)), sum(false))
    rate = sum(rates) / len(rates)
    yield table_row(*map(str, counts), percent(rate), percent(found))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure how often the analysis is wrong.")
    parser.add_argument("--replicates", type=int, default=400, help="diaries a cell")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    for line in tables(options.replicates, options.jobs):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
