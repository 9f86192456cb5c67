"""Which hours follow a use: sets of hours as the bits of one whole number.

Bit h stands for hour h. Twenty-four shifted copies of a set are five shifts, and counting what
two sets share is one operation, however long the diary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import xor
from typing import NamedTuple

from fibrolog.analysis.history import DaysUsed, History, Use
from fibrolog.analysis.hours import DAY_H, HourTable

_MINUTES_AN_HOUR = 60
_BYTES_A_DAY = DAY_H // 8
# Two remedies are one when so much of the hours after either follows both.
_ALWAYS_TOGETHER = 0.9
_EXPOSED_DAY_H = 12
_COMPARABLE_H = 24


class Group(NamedTuple):
    """Remedies that are always taken together; mostly one alone.

    Attributes:
        remedies: their names, in alphabetical order.
        used: the hours in which one of them was used.
        exposed: the 24 hours after each of those.
    """

    remedies: tuple[str, ...]
    used: int
    exposed: int


class Comparable(NamedTuple):
    """How many days a group can be judged on.

    Attributes:
        exposed: usable days with at least 12 exposed hours, in any stratum.
        with_it: those of them in strata that have enough hours of both sorts.
        without: the other usable days of those strata.
    """

    exposed: int
    with_it: int
    without: int


def used_hours(uses: Iterable[Use], days: int) -> int:
    """Return the hours of the history in which there was a use."""
    hours = bytearray(days * _BYTES_A_DAY)
    for use in uses:
        hour = use.minute // _MINUTES_AN_HOUR
        if 0 <= hour < days * DAY_H:
            hours[hour // 8] |= 1 << hour % 8
    return int.from_bytes(hours, "little")


def hours_after(used: int, days: int) -> int:
    """Return the 24 hours that follow each hour of use; that hour itself does not count."""
    return _spread(used) << 1 & _all_hours(days)


def hours_before(used: int) -> int:
    """Return the 24 hours that go before each hour of use."""
    return _spread(used) >> DAY_H


def usable_hours(table: HourTable) -> int:
    """Return the usable hours of a table."""
    whole_day = (1 << DAY_H) - 1
    days = bytearray(table.days * _BYTES_A_DAY)
    for day in table.usable_days:
        days[day * _BYTES_A_DAY : (day + 1) * _BYTES_A_DAY] = whole_day.to_bytes(
            _BYTES_A_DAY, "little"
        )
    return int.from_bytes(days, "little")


def hours_by_day(hours: int, days: int) -> list[int]:
    """Return the hours of each day, as 24 bits."""
    written = hours.to_bytes(days * _BYTES_A_DAY, "little")
    return [
        int.from_bytes(written[place : place + _BYTES_A_DAY], "little")
        for place in range(0, len(written), _BYTES_A_DAY)
    ]


def sets_by_hour(exposures: Sequence[int], days: int) -> list[int]:
    """Return for each hour which exposures it has: bit j for the j-th of them."""
    changes = [0] * (days * DAY_H + 1)
    for place, hours in enumerate(exposures):
        for hour in hours_of(hours ^ hours << 1):
            changes[hour] ^= 1 << place
    return list(accumulate(changes, xor))


def hours_of(hours: int) -> Iterator[int]:
    """Yield the hours of a set, in order."""
    bits = f"{hours:b}"[::-1]
    hour = bits.find("1")
    while hour >= 0:
        yield hour
        hour = bits.find("1", hour + 1)


def grouped(used: dict[str, int], table: HourTable) -> list[Group]:
    """Return groups of the remedies that are always taken together.

    In alphabetical order, each joins the first group whose first member it shares at least nine
    tenths of their usable exposed hours with (Jaccard index).
    """
    usable = usable_hours(table)
    groups: list[list[str]] = []
    exposed = {name: hours_after(hours, table.days) & usable for name, hours in used.items()}
    for name in sorted(used, key=lambda name: (name.casefold(), name)):
        for group in groups:
            if _jaccard(exposed[name], exposed[group[0]]) >= _ALWAYS_TOGETHER:
                group.append(name)
                break
        else:
            groups.append([name])
    return [_united(tuple(names), used, table) for names in groups]


def comparable_days(exposed: int, table: HourTable) -> Comparable:
    """Count the days on which exposed hours can be set against all others."""
    by_day = _hours_a_day(exposed, table)
    return _comparable(by_day, [DAY_H - hours for hours in by_day], table, least_without_h=0)


def comparable_with_neither(both: int, neither: int, table: HourTable) -> Comparable:
    """Count the days on which hours after two remedies can be set against hours after neither."""
    by_day = _hours_a_day(both, table), _hours_a_day(neither, table)
    return _comparable(*by_day, table, least_without_h=_EXPOSED_DAY_H)


def _hours_a_day(hours: int, table: HourTable) -> list[int]:
    """Return how many of some hours each day has."""
    return [inside.bit_count() for inside in hours_by_day(hours, table.days)]


def _comparable(
    exposed: Sequence[int], other: Sequence[int], table: HourTable, *, least_without_h: int
) -> Comparable:
    """Count days with enough exposed hours, and those without.

    Args:
        exposed: hours of each day.
        other: the hours of each day that they are compared with.
        table: which days are usable, and their strata.
        least_without_h: a day that is not with counts as without from so many of the others on.
    """
    tallies = []
    for _, days in groupby(table.usable_days, key=table.stratum):
        pairs = [(exposed[day], other[day]) for day in days]
        with_it = sum(hours >= _EXPOSED_DAY_H for hours, _ in pairs)
        without = sum(
            others >= least_without_h and hours < _EXPOSED_DAY_H for hours, others in pairs
        )
        exposed_h, other_h = map(sum, zip(*pairs, strict=True))
        tallies.append((exposed_h, other_h, with_it, without))
    comparable = [
        tally for tally in tallies if tally[0] >= _COMPARABLE_H and tally[1] >= _COMPARABLE_H
    ]
    return Comparable(
        exposed=sum(tally[2] for tally in tallies),
        with_it=sum(tally[2] for tally in comparable),
        without=sum(tally[3] for tally in comparable),
    )


def days_used(uses: Iterable[Use], history: History) -> DaysUsed:
    """Return on how many days there was a use, and why the days after them cannot be compared.

    At least 12 of the 24 hours after a use lie on its own day where it was in the morning, and on
    the next where it was not: that day must be over and, like the one before it, observed.
    """
    looked_at = history.looked_at or range(history.days)
    today = looked_at.stop
    days: set[int] = set()
    not_over = False
    unobserved: set[int] = set()
    for use in uses:
        day, minute = divmod(use.minute, DAY_H * _MINUTES_AN_HOUR)
        if not looked_at.start <= day <= (today if history.looked_at else today - 1):
            continue
        days.add(day)
        hour = minute // _MINUTES_AN_HOUR
        for later, hours in enumerate((DAY_H - 1 - hour, hour + 1)):
            if hours < _EXPOSED_DAY_H:
                continue
            if day + later >= today:
                not_over = True
                continue
            needed = (day + later - 1, day + later)
            unobserved.update(one - day for one in needed if one not in history.observed)
    return DaysUsed(len(days), tuple(sorted(unobserved)), not_over)


def days_after_both(hours: int, table: HourTable, history: History) -> DaysUsed:
    """Return the same of two remedies together: on how many days there are hours after both."""
    by_day = [found.bit_count() for found in hours_by_day(hours, table.days)]
    unobserved = {
        one - day
        for day, count in enumerate(by_day)
        for one in (day - 1, day)
        if count >= _EXPOSED_DAY_H and one not in history.observed
    }
    return DaysUsed(sum(map(bool, by_day)), tuple(sorted(unobserved)), not_over=False)


def _united(names: tuple[str, ...], used: dict[str, int], table: HourTable) -> Group:
    hours = 0
    for name in names:
        hours |= used[name]
    return Group(names, hours, hours_after(hours, table.days))


def _jaccard(some: int, others: int) -> float:
    either = (some | others).bit_count()
    return (some & others).bit_count() / either if either else 0.0


def _spread(hours: int) -> int:
    """Return each hour and the 23 after it."""
    for shift in (1, 2, 4, 8):
        hours |= hours << shift
    return hours | hours << DAY_H - 2 * 8


def _all_hours(days: int) -> int:
    return (1 << days * DAY_H) - 1
