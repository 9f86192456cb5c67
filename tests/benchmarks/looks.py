"""How often something is claimed of a remedy at some look, when the diary is read for two years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from fibrolog.analysis.analysis import Look, look
from fibrolog.analysis.distributions import benjamini_hochberg
from fibrolog.analysis.history import History
from fibrolog.analysis.verdicts import SIGNIFICANT_P
from tests.benchmarks.markdown import percent, table_head, table_row
from tests.benchmarks.simulation import FLARES, SCENARIOS, Scenario, Taking, simulated
from tests.benchmarks.studies import Result, Study

A_DAY_MIN = 24 * 60
A_YEAR, TWO_YEARS = 365, 730
EVERY_DAYS = 14
TRUE_RATIO = 0.5
NOTHING_WORKS = {
    "iid": "spasms at random, planned use",
    "flare_planned": "flares, planned use",
    "flare_react": "flares, taken after spasms",
    "burst": "bursts in flares, taken after spasms",
    "course": "flares, courses of five days",
    "all": "everything at once",
    "gap_well": "gaps when well, taken after spasms",
    "night_react": "spasms at night, taken after spasms",
    "trend_adopt": "fewer and fewer, adopted midway",
}
FOUND = ("iid", "flare_planned", "flare_react", "gap_well")
TWELVE = {
    f"{taking.habit} {number}": taking
    for taking in (Taking("planned", 0.3), Taking("react", 0.25))
    for number in range(1, 7)
}
_HALVED = " halved"
_TWELVE = "twelve"


class Firsts(NamedTuple):
    """The days at which something was first claimed in a diary; None: never.

    Attributes:
        once: by the p-value of that look alone.
        always: by the always-valid one.
    """

    once: int | None
    always: int | None


def cut(history: History, days: int) -> History:
    """Return the diary as it was after so many days, up to its last observed one."""
    observed = frozenset(day for day in history.observed if day < days)
    length = max(observed, default=-1) + 1
    return History(
        length,
        observed,
        tuple(spasm for spasm in history.spasms if spasm.minute < length * A_DAY_MIN),
        {
            name: tuple(use for use in uses if use.minute < days * A_DAY_MIN)
            for name, uses in history.uses.items()
        },
    )


def looked_at(history: History, last: int, every: int) -> Iterator[tuple[int, Look]]:
    """Yield what is found every so many days, each look begun where the one before ended."""
    found: Look | None = None
    for days in range(every, last + 1, every):
        found = look(cut(history, days), other=found)
        yield days, found


def firsts(
    scenario: Scenario,
    remedies: Mapping[str, Taking],
    seed: str,
    *,
    days: int = TWO_YEARS,
    every: int = EVERY_DAYS,
) -> Firsts:
    """Simulate a diary and say when a difference was first claimed of any of its remedies.

    Where a remedy makes a difference, only the claim of that one and in its direction counts.
    """
    history = simulated(scenario, remedies, days=days, rate=1.0, seed=seed)
    works = {name for name, taking in remedies.items() if taking.ratio != 1}
    once: int | None = None
    always: int | None = None
    for day, found in looked_at(history, days, every):
        effects = [
            one.effect
            for one in found.judgements
            if one.effect is not None
            if not works or (works & set(one.remedies) and one.effect.ratio < 1)
        ]
        if once is None and _claimed([one.p for one in effects]):
            once = day
        if always is None and _claimed([one.p_always for one in effects]):
            always = day
        if once is not None and always is not None:
            break
    return Firsts(once, always)


def _claimed(p_values: Sequence[float]) -> bool:
    return any(q <= SIGNIFICANT_P for q in benjamini_hochberg(p_values))


def _done(cell: str, number: int) -> Result:
    if cell == _TWELVE:
        return firsts(FLARES, TWELVE, f"looks twelve {number}")
    name = cell.removesuffix(_HALVED)
    scenario, taking = SCENARIOS[name]
    ratio = TRUE_RATIO if cell.endswith(_HALVED) else 1.0
    return firsts(scenario, {"remedy": replace(taking, ratio=ratio)}, f"looks {cell} {number}")


def ever(results: Sequence[Result], place: int, days: int) -> float:
    """Return the share of diaries with a claim by some day.

    Args:
        results: of `firsts`.
        place: 0 for the p-value of each look alone, 1 for the always-valid one.
        days: since the first.
    """
    hits = sum(bool(one[place] and one[place] <= days) for one in results)
    return hits / len(results)


def tables(results: dict[str, list[Result]]) -> Iterator[str]:
    """Yield the table of section "looked at every week"."""
    yield from ("", "## Looked at every fortnight for two years: when nothing works", "")
    yield "A difference is claimed at some look, of any remedy, after the correction for many."
    yield ""
    heads = "p <= 0.05, 1 year", "2 years", "always-valid p <= 0.05, 1 year", "2 years"
    yield from table_head("diary", "diaries", *heads)
    null = {**NOTHING_WORKS, _TWELVE: "twelve remedies that do nothing, flares"}
    for name, words in null.items():
        if found := results.get(name):
            shares = [ever(found, place, days) for place in (0, 1) for days in (A_YEAR, TWO_YEARS)]
            yield table_row(f"{name}: {words}", str(len(found)), *map(percent, shares))
    yield from ("", f"## Looked at every fortnight: when it works, true ratio {TRUE_RATIO}", "")
    yield from table_head("diary", "diaries", "found in 1 year", "2 years", "half of them by day")
    for name in FOUND:
        if found := results.get(f"{name}{_HALVED}"):
            days = sorted(one[1] for one in found if one[1] is not None)
            half = str(days[len(days) // 2]) if days else "-"
            shares = [ever(found, 1, days) for days in (A_YEAR, TWO_YEARS)]
            words = NOTHING_WORKS[name]
            yield table_row(f"{name}: {words}", str(len(found)), *map(percent, shares), half)


STUDY = Study([*NOTHING_WORKS, *(f"{name}{_HALVED}" for name in FOUND), _TWELVE], _done, tables)
