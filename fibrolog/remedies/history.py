"""What the analysis is told of a diary, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


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
        uses: every use of each remedy; those outside these days are ignored.
    """

    days: int
    observed: frozenset[int]
    spasms: tuple[Spasm, ...]
    uses: Mapping[str, tuple[Use, ...]]
