"""What the analysis is told of a diary, in plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_MINUTES_A_DAY = 24 * 60


class Spasm(NamedTuple):
    """A spasm episode.

    Attributes:
        minute: wall-clock minutes since the midnight that begins day 0; one known only to the
            day stands at 12:00.
        intensity: 1 to 10, None when unknown.
        exact: False when only the day is known.
    """

    minute: int
    intensity: int | None
    exact: bool = True


class Use(NamedTuple):
    """A use of a remedy; its minute counts like a spasm's."""

    minute: int
    exact: bool = True


@dataclass(frozen=True)
class History:
    """The days that are analysed, and what was logged on them.

    Day 0 is the first observed day of the range, the last day the last observed one before today.

    Attributes:
        days: how many calendar days, gaps included.
        observed: the numbers of the days with a spasm or a clear-day entry.
        spasms: every spasm of these days, in any order.
        uses: every use of each remedy; those outside these days are not analysed.
        looked_at: the numbers of the days that were asked for, from below 0 where the first of
            them are not observed, up to the day before today; None: just these days.
    """

    days: int
    observed: frozenset[int]
    spasms: tuple[Spasm, ...]
    uses: Mapping[str, tuple[Use, ...]]
    looked_at: range | None = None

    def spasms_by_day(self) -> Counter[int]:
        """Return how many spasms began on each day."""
        return Counter(spasm.minute // _MINUTES_A_DAY for spasm in self.spasms)

    def days_with_use(self, remedies: Iterable[str]) -> set[int]:
        """Return the days on which one of some remedies was used, before and after these too."""
        return {use.minute // _MINUTES_A_DAY for name in remedies for use in self.uses[name]}


class DaysUsed(NamedTuple):
    """On how many days a remedy was used, and what keeps days after a use from being compared.

    Attributes:
        days: calendar days with a use among those that were looked at, and today.
        unobserved: which days around a use are not observed, counted from its own: -1 to 1.
        not_over: whether the day that counts is today for one of the uses.
    """

    days: int = 0
    unobserved: tuple[int, ...] = ()
    not_over: bool = False
