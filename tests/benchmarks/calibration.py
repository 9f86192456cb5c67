"""How often the analysis is wrong, measured on diaries whose truth is known.

    python -m tests.benchmarks.calibration --results kept.jsonl > tests/benchmarks/CALIBRATION.md

The tables go to stdout, a progress bar to stderr. Every diary has a seed of its own, so the
numbers do not depend on the number of jobs, nor on the order of what is done. What is done is
kept in the file that --results names, and a later run does only what is missing: so it can be
stopped at any time, and done in portions (--only, --replicates).
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from fibrolog.analysis.analysis import judge
from fibrolog.analysis.verdicts import SIGNIFICANT_P, Verdict
from tests.benchmarks import long_views, looks
from tests.benchmarks.markdown import percent, table_head, table_row
from tests.benchmarks.simulation import FLARES, SCENARIOS, Scenario, Taking, simulated
from tests.benchmarks.studies import Job, Result, Study, kept, run

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
        Outcome(
            effect.ratio, effect.low_now, effect.high_now, effect.p, judgement.verdict, true.ratio
        )
        for judgement in judge(history)
        if (effect := judgement.effect) is not None
        for true in [remedies[judgement.remedies[0]]]
    )


NULL = [Cell(name, days) for name in {**NOTHING_WORKS, **ALSO, **LIMITS} for days in LENGTHS]
WORKS = [Cell(name, A_YEAR, TRUE_RATIO) for name in FOUND]
CELLS = {f"{cell.name} {cell.days} {cell.ratio:g}": cell for cell in [*NULL, *WORKS]}
_TWELVE = "twelve"


def _done(cell: str, number: int) -> Result:
    return twelve_remedies(number) if cell == _TWELVE else outcome_of(CELLS[cell], number)


def tables(results: dict[str, list[Result]]) -> Iterator[str]:
    """Yield the tables of one look."""
    diaries = {
        cell: [tuple(Outcome(*outcome) for outcome in diary) for diary in found]
        for cell, found in results.items()
    }
    measured_cells = {
        cell: Measured(tuple(outcome for diary in diaries.get(name, ()) for outcome in diary))
        for name, cell in CELLS.items()
    }
    yield from _null_table("When nothing works", NOTHING_WORKS, measured_cells, mean=True)
    yield from _null_table("When nothing works: other cases", ALSO, measured_cells)
    yield from _null_table("Known limits", LIMITS, measured_cells)
    yield from _found_table(measured_cells)
    if diaries.get(_TWELVE):
        yield from _twelve_table(diaries[_TWELVE])


STUDIES = {
    "once": Study([*CELLS, _TWELVE], _done, tables),
    "looks": looks.STUDY,
    "since": long_views.SINCE_STUDY,
    "trend": long_views.TREND_STUDY,
}
REPLICATES = {"once": 400, "looks": 200, "since": 200, "trend": 200}


def _head() -> Iterator[str]:
    yield "# How often the analysis of remedies is wrong"
    yield ""
    yield "    python -m tests.benchmarks.calibration --results kept.jsonl"
    yield ""
    yield f"Simulated diaries, about {A_DAY:g} spasm a day. A share near 5% of 200 diaries has a"
    yield f"standard error of {percent(math.sqrt(0.05 * 0.95 / 200))}, of 400 one of"
    yield f"{percent(math.sqrt(0.05 * 0.95 / 400))}. What has not been measured is left out."


def _null_table(
    title: str, rows: dict[str, str], results: dict[Cell, Measured], *, mean: bool = False
) -> Iterator[str]:
    if not any(results[Cell(name, days)].outcomes for name in rows for days in LENGTHS):
        return
    yield from ("", f"## At one look: {title[0].lower()}{title[1:]}", "")
    yield "Fewer, more: p <= 0.05 at this look, before the look at the day before and the"
    yield "correction for many and for every look. The interval is that of this look, too."
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
    if not any(results[cell].outcomes for cell in WORKS):
        return
    yield from ("", f"## At one look: when it works: true ratio {TRUE_RATIO}, {A_YEAR} days", "")
    heads = "diary", "judged", "p <= 0.05 and fewer", 'verdict "fewer"', "interval holds the truth"
    yield from table_head(*heads, "mean ratio")
    for name, words in FOUND.items():
        result = results[Cell(name, A_YEAR, TRUE_RATIO)]
        shares = (result.fewer, result.verdict("fewer"), result.coverage)
        count = str(len(result.outcomes))
        yield table_row(f"{name}: {words}", count, *map(percent, shares), f"{result.ratio:.2f}")


def _twelve_table(diaries: Sequence[Diary]) -> Iterator[str]:
    yield from (
        "",
        f"## At one look: twelve remedies, two with a ratio of {TRUE_RATIO}, {A_YEAR} days",
        "",
    )
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
    parser.add_argument("--replicates", type=int, help="diaries a cell, instead of each study's")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", nargs="*", choices=STUDIES, default=list(STUDIES))
    parser.add_argument("--results", type=Path, help="a file in which results are kept")
    options = parser.parse_args()
    jobs = [
        Job(study, cell, number)
        for study in options.only
        # One diary of every cell, then the next: what is there at any time is even.
        for number in range(options.replicates or REPLICATES[study])
        for cell in STUDIES[study].cells
    ]
    results = kept(options.results)
    run(jobs, STUDIES, results, workers=options.jobs, path=options.results)
    for line in _head():
        sys.stdout.write(f"{line}\n")
    for study in options.only:
        by_cell: dict[str, list[Result]] = {}
        for job, result in sorted(results.items()):
            if job.study == study:
                by_cell.setdefault(job.cell, []).append(result)
        for line in STUDIES[study].tables(by_cell):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
