"""The hour table: which hours can be compared, and what went before each.

Every covariate has 0/1 levels whose first is the reference; an hour's levels together are its
pattern, and few patterns occur, so hours are kept as pattern numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from fibrolog.analysis.history import History, Spasm

DAY_H = 24
_MINUTES_AN_HOUR = 60

# Each stretch of about this many days has a spasm rate of its own.
STRATUM_DAYS = 28
# Days are summed in blocks of this many before their scatter is measured.
CLUSTER_DAYS = 4

_PART_OF_DAY_H = 6
_PARTS_OF_DAY = 4
_RECENT_CUTS = (1, 2, 3, 5, 8)
# A cut is used when at least 1/25 and at most 24/25 of the usable hours lie at or above it.
_SHARE_PARTS = 25
# The windows of the earlier rates, in hours before, and the weight of the person's own mean.
_EARLIER_WINDOWS = ((72, 24, 24), (168, 72, 48))
_EARLIER_LEVELS = 3
# A rate is low below 3/5 and high from 7/5 of the person's mean.
_FIFTHS, _LOW_FIFTHS, _HIGH_FIFTHS = 5, 3, 7
_WORST_LEVELS = 3


class HourTable(NamedTuple):
    """Every usable hour of a history with its pattern of covariates.

    Attributes:
        days: calendar days of the history.
        usable_days: the days whose every hour is usable: observed, and the day before as well.
        spasms: how many spasms began in each hour of the history.
        patterns: the pattern number of each hour; meaningless where an hour is not usable.
        columns: for each pattern the covariate columns that are 1.
        column_count: how many covariate columns there are.
    """

    days: int
    usable_days: tuple[int, ...]
    spasms: tuple[int, ...]
    patterns: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]
    column_count: int

    @property
    def strata(self) -> int:
        """How many stretches with a free rate there are."""
        return max(1, round(self.days / STRATUM_DAYS))

    def stratum(self, day: int) -> int:
        """Return the stretch a day belongs to."""
        return min(day * self.strata // self.days, self.strata - 1)


def hour_table(history: History) -> HourTable:
    """Lay out the hours of a history."""
    spasms = _spasms_by_hour(history)
    usable_days = tuple(day for day in range(1, history.days) if {day, day - 1} <= history.observed)
    before = [0, *accumulate(spasms)]
    observed_before = [0, *accumulate(_observed_by_hour(history))]
    usable_hours = [day * DAY_H + hour for day in usable_days for hour in range(DAY_H)]
    cuts = _used_cuts([before[hour] - before[hour - DAY_H] for hour in usable_hours])
    factors = (_PARTS_OF_DAY, len(cuts) + 1, _EARLIER_LEVELS, _EARLIER_LEVELS, _WORST_LEVELS)
    worst = _worst_levels(history)
    numbers: dict[tuple[int, ...], int] = {}
    patterns = [0] * len(spasms)
    for hour in usable_hours:
        recent = before[hour] - before[hour - DAY_H]
        levels = (
            hour % DAY_H // _PART_OF_DAY_H,
            sum(recent >= cut for cut in cuts),
            *(_earlier_level(hour, window, before, observed_before) for window in _EARLIER_WINDOWS),
            worst[hour],
        )
        patterns[hour] = numbers.setdefault(levels, len(numbers))
    return HourTable(
        days=history.days,
        usable_days=usable_days,
        spasms=tuple(spasms),
        patterns=tuple(patterns),
        columns=tuple(tuple(_columns(levels, factors)) for levels in numbers),
        column_count=sum(factors) - len(factors),
    )


def _spasms_by_hour(history: History) -> list[int]:
    counts = [0] * (history.days * DAY_H)
    for spasm in history.spasms:
        counts[spasm.minute // _MINUTES_AN_HOUR] += 1
    return counts


def _observed_by_hour(history: History) -> Iterator[int]:
    for day in range(history.days):
        yield from [int(day in history.observed)] * DAY_H


def _used_cuts(recent: Sequence[int]) -> list[int]:
    """Return the cuts of the 24-hour count that leave enough hours on either side."""
    used = []
    for cut in _RECENT_CUTS:
        at_or_above = sum(count >= cut for count in recent)
        if len(recent) <= _SHARE_PARTS * at_or_above <= (_SHARE_PARTS - 1) * len(recent):
            used.append(cut)
    return used


def _earlier_level(
    hour: int, window: tuple[int, int, int], before: list[int], observed_before: list[int]
) -> int:
    """Return 0, 1 or 2 for a low, usual or high rate in a window of hours before.

    The rate is drawn towards the person's own mean by the window's weight in hours, and compared
    in whole numbers, so that no rounding decides a level.
    """
    begin, end, weight = window
    first, last = max(hour - begin, 0), max(hour - end, 0)
    spasms, observed = before[last] - before[first], observed_before[last] - observed_before[first]
    all_spasms, all_observed = before[-1], observed_before[-1]
    rate = _FIFTHS * (spasms * all_observed + weight * all_spasms)
    mean = (observed + weight) * all_spasms
    return (rate >= _LOW_FIFTHS * mean) + (rate >= _HIGH_FIFTHS * mean)


def _worst_levels(history: History) -> list[int]:
    """Return for each hour how bad the worst spasm of the 24 hours before it was.

    2 is above the person's own 80th percentile, 1 above their median, 0 neither, unknown or none.
    """
    known = sorted(spasm.intensity for spasm in history.spasms if spasm.intensity is not None)
    hours = history.days * DAY_H
    if not known:
        return [0] * hours
    median, high = known[(len(known) - 1) // 2], known[(len(known) - 1) * 4 // 5]

    def level(spasm: Spasm) -> int:
        intensity = spasm.intensity or 0
        return 2 if intensity > high else int(intensity > median)

    levels = [0] * hours
    for wanted in (1, 2):
        latest = -DAY_H - 1
        marked = {
            spasm.minute // _MINUTES_AN_HOUR for spasm in history.spasms if level(spasm) >= wanted
        }
        for hour in range(hours):
            if latest >= hour - DAY_H:
                levels[hour] = wanted
            if hour in marked:
                latest = hour
    return levels


def _columns(levels: Sequence[int], factors: Sequence[int]) -> Iterator[int]:
    """Yield the column of each factor's level; the first level of each has none."""
    offset = 0
    for level, size in zip(levels, factors, strict=True):
        if level:
            yield offset + level - 1
        offset += size - 1
