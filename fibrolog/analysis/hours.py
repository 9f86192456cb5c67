"""The hour table: which hours can be compared, and what went before each.

Every covariate has 0/1 levels whose first is the reference; an hour's levels together are its
pattern, and few patterns occur, so hours are kept as pattern numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, compress
from operator import sub
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
        column_names: for each of them a name that the table of another range gives it as well.
    """

    days: int
    usable_days: tuple[int, ...]
    spasms: tuple[int, ...]
    patterns: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]
    column_count: int
    column_names: tuple[str, ...]

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
    recent = list(_between(before, DAY_H, 0))
    usable = [False] * len(spasms)
    for day in usable_days:
        usable[day * DAY_H : (day + 1) * DAY_H] = [True] * DAY_H
    cuts = _used_cuts(list(compress(recent, usable)))
    recent_levels = [
        sum(count >= cut for cut in cuts) for count in range(max(recent, default=0) + 1)
    ]
    part_levels = [hour // _PART_OF_DAY_H for hour in range(DAY_H)]
    by_hour = zip(
        part_levels * history.days,
        [recent_levels[count] for count in recent],
        *(_earlier_levels(window, before, observed_before) for window in _EARLIER_WINDOWS),
        _worst_levels(history),
        strict=True,
    )
    factors = (_PARTS_OF_DAY, len(cuts) + 1, _EARLIER_LEVELS, _EARLIER_LEVELS, _WORST_LEVELS)
    numbers: dict[tuple[int, ...], int] = {}
    return HourTable(
        days=history.days,
        usable_days=usable_days,
        spasms=tuple(spasms),
        patterns=tuple(
            numbers.setdefault(levels, len(numbers)) if is_usable else 0
            for levels, is_usable in zip(by_hour, usable, strict=True)
        ),
        columns=tuple(tuple(_columns(levels, factors)) for levels in numbers),
        column_count=sum(factors) - len(factors),
        column_names=tuple(_column_names(cuts)),
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


def _between(before: Sequence[int], begin: int, end: int) -> Iterator[int]:
    """Return for each hour h the count in the hours [h - begin, h - end), cut at hour 0.

    Args:
        before: for each hour the count in all hours before it, and the count in all.
        begin: hours.
        end: hours, fewer.
    """
    hours = len(before) - 1
    padded = [*[0] * begin, *before]
    return map(sub, padded[begin - end : begin - end + hours], padded[:hours])


def _earlier_levels(
    window: tuple[int, int, int], before: Sequence[int], observed_before: Sequence[int]
) -> list[int]:
    """Return for each hour 0, 1 or 2 for a low, usual or high rate in a window of hours before."""
    begin, end, weight = window
    counts = _between(before, begin, end), _between(observed_before, begin, end)
    pairs = list(zip(*counts, strict=True))
    # Few pairs occur, and each has one level.
    levels = {
        pair: _earlier_level(*pair, before[-1], observed_before[-1], weight) for pair in set(pairs)
    }
    return [levels[pair] for pair in pairs]


def _earlier_level(
    spasms: int, observed: int, all_spasms: int, all_observed: int, weight: int
) -> int:
    """Return the level of a rate, given in spasms and observed hours.

    The rate is drawn towards the person's own mean by the window's weight in hours, and compared
    in whole numbers, so that no rounding decides a level.
    """
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


def _column_names(cuts: Sequence[int]) -> Iterator[str]:
    yield from (f"part of day {level}" for level in range(1, _PARTS_OF_DAY))
    yield from (f"from {cut} in the day before" for cut in cuts)
    for begin, *_ in _EARLIER_WINDOWS:
        yield from (f"from {begin} h before {level}" for level in range(1, _EARLIER_LEVELS))
    yield from (f"worst {level}" for level in range(1, _WORST_LEVELS))
