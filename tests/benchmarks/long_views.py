"""How often "since you began" and the long view find a change: where there is one and where not.

The remedy is used every day from some day on and does nothing, or halves the rate from then on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from fibrolog.analysis import since, trend
from tests.benchmarks.markdown import percent, table_head, table_row
from tests.benchmarks.simulation import FLARES, Scenario, simulated
from tests.benchmarks.studies import Result, Study

WEEK_DAYS = 7
BEFORE_DAYS, AFTER_DAYS = 224, 200
# The diary is read every week for so many weeks.
SINCE_LOOKS, TREND_LOOKS = 24, 26
A_YEAR = 365
PLAIN_DAYS = 28
# People begin on the worst of so many days, judged by the fortnight before.
CHOICE_DAYS, BAD_DAYS = 60, 14
TREND_FALL = 0.3
PEOPLE = {
    "iid": ("spasms at random", Scenario()),
    "flare": ("flares", FLARES),
    "frailty": ("days that differ", Scenario(frailty=True)),
    "burst": ("bursts in flares", Scenario(flare=3, burst=True)),
    "gap_well": ("flares, gaps when well", Scenario(flare=5, logging="gap_well")),
    "wave": ("slow waves of a month or two", Scenario(wave=True)),
}
_BEGUN = {"bad": "when it was bad", "random": "on a day at random"}
_HALVED = "halved"


def diary(scenario: Scenario, days: int, seed: str) -> tuple[set[int], Counter[int]]:
    """Return the observed days and the spasms by day, whatever the first observed day."""
    history = simulated(scenario, {}, days=days, rate=1.0, seed=seed)
    return set(history.observed), history.spasms_by_day()


def since_looks(cell: str, number: int) -> Result:
    """Begin a remedy, look at the diary every week, and say what was found.

    Returns:
        Whether p <= 0.01 at some look, whether it pointed to fewer when it was first, and whether
        the 28 days after and before differ at 5%.
    """
    name, begun, ratio = cell.split(" ")
    seed = f"since {name} {begun} {number}"
    random = Random(seed)
    observed, spasms = diary(PEOPLE[name][1], BEFORE_DAYS + CHOICE_DAYS + AFTER_DAYS, seed)
    choices = range(BEFORE_DAYS, BEFORE_DAYS + CHOICE_DAYS)
    begin = random.choice(choices)
    if begun == "bad":
        begin = max(choices, key=lambda day: _count(spasms, day - BAD_DAYS, day))
    if ratio == _HALVED:
        for day in [day for day in spasms if day >= begin]:
            spasms[day] = sum(random.random() < 1 / 2 for _ in range(spasms[day]))
    first: since.SinceBegan | None = None
    for look in range(1, SINCE_LOOKS + 1):
        days = begin + look * WEEK_DAYS
        found = since.since_began(
            days, {day for day in observed if day < days}, spasms, range(begin, days)
        )
        if found is not None and found.p <= since.SIGNIFICANT_P:
            first = found
            break
    after = _count(spasms, begin, begin + PLAIN_DAYS)
    before = _count(spasms, begin - PLAIN_DAYS, begin)
    plain = abs(after - before) > 1.96 * math.sqrt(after + before)
    return [first is not None, first is not None and first.ratio < 1, plain]


def _count(spasms: Mapping[int, int], first: int, end: int) -> int:
    return sum(spasms[day] for day in range(first, end))


def trend_looks(cell: str, number: int) -> Result:
    """Look at a diary every week for half a year, after a year, and say what was found.

    Returns:
        Whether p <= 0.01 at the first look, and whether at some.
    """
    name, _, falls = cell.partition(" ")
    days = A_YEAR + TREND_LOOKS * WEEK_DAYS
    seed = f"trend {cell} {number}"
    observed, spasms = diary(PEOPLE[name][1], days, seed)
    if falls:
        random = Random(seed)
        for day in list(spasms):
            kept = TREND_FALL ** min(1, day / A_YEAR)
            spasms[day] = sum(random.random() < kept for _ in range(spasms[day]))
    significant = []
    for look in range(TREND_LOOKS):
        last = A_YEAR + look * WEEK_DAYS
        found = trend.trend({day for day in observed if day < last}, spasms)
        significant.append(found is not None and found.p <= trend.SIGNIFICANT_P)
    return [significant[0], any(significant)]


def _share(results: Sequence[Result], place: int) -> str:
    return percent(sum(one[place] for one in results) / len(results))


def since_tables(results: dict[str, list[Result]]) -> Iterator[str]:
    """Yield the table of section "since you began"."""
    yield from ("", f"## Since you began, looked at every week for {SINCE_LOOKS} weeks", "")
    yield "The last column compares the 28 days after with the 28 before, once, at 5%."
    yield ""
    heads = "diaries", "nothing works: p <= 0.01 at some look", "a halving is found"
    yield from table_head("diary", *heads, "plain before and after, nothing works")
    for begun, when in _BEGUN.items():
        for name, (words, _) in PEOPLE.items():
            null = results.get(f"{name} {begun} null")
            halved = results.get(f"{name} {begun} {_HALVED}")
            if null and halved:
                shares = _share(null, 0), _share(halved, 1), _share(null, 2)
                yield table_row(f"{words}, begun {when}", str(len(null)), *shares)


def trend_tables(results: dict[str, list[Result]]) -> Iterator[str]:
    """Yield the table of section "the long view"."""
    yield from ("", f"## The long view, looked at once and at {TREND_LOOKS} weekly looks", "")
    heads = "diaries", "no trend: p <= 0.01 at one look", "at some look"
    yield from table_head("diary", *heads, f"a fall to {TREND_FALL:.0%} in a year is found at once")
    for name, (words, _) in PEOPLE.items():
        null, falls = results.get(name), results.get(f"{name} falls")
        if null and falls:
            shares = _share(null, 0), _share(null, 1), _share(falls, 0)
            yield table_row(words, str(len(null)), *shares)


SINCE_STUDY = Study(
    [
        f"{name} {begun} {ratio}"
        for name in PEOPLE
        for begun in _BEGUN
        for ratio in ("null", _HALVED)
    ],
    since_looks,
    since_tables,
)
TREND_STUDY = Study([*PEOPLE, *(f"{name} falls" for name in PEOPLE)], trend_looks, trend_tables)
