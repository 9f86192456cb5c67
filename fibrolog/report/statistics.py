"""The counts a report is computed from, as storage hands them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fibrolog.analysis.recorded import Taken
from fibrolog.domain.entries import Period, Relief, Side


class DayTally(NamedTuple):
    """One observed day: it has a spasm, or an entry that says there was none.

    Attributes:
        spasms: spasm episodes that began on this local day; 0 on a clear day.
        elsewhere: spasm episodes outside the one region that the tallies are about.
    """

    day: date
    spasms: int
    elsewhere: int = 0

    @property
    def clear(self) -> bool:
        """Whether the day had no spasm anywhere."""
        return not self.spasms and not self.elsewhere


@dataclass(frozen=True)
class RegionTally:
    """The spasms of one region on one side.

    Attributes:
        wpi_area: the region's area of the Widespread Pain Index, if it has one.
        side: None counts the spasms without a side.
        count: spasms in the period.
        previous: spasms in the period of equal length before.
        intensity_total: the sum of the known intensities in the period.
        intensity_known: how many spasms in the period have an intensity.
        built_in: the region of a new diary that this is, whatever the person calls it now; None for
            one that a person added.
    """

    region: str
    wpi_area: str | None
    side: Side | None
    count: int
    previous: int
    intensity_total: int
    intensity_known: int
    built_in: str | None = None


@dataclass(frozen=True)
class ReliefTally:
    """How often a remedy taken against an episode gave this much relief."""

    remedy: str
    relief: Relief
    count: int


class WrittenDown(NamedTuple):
    """How long after they began spasms were written down.

    Attributes:
        timed: spasms whose time of day is known; what follows is of these.
        within_2_hours: so soon, or beforehand.
        within_a_day: likewise, those within two hours included.
    """

    timed: int = 0
    within_2_hours: int = 0
    within_a_day: int = 0


NONE_TIMED = WrittenDown()


@dataclass(frozen=True)
class Tallies:
    """Everything a report needs to know of a diary.

    Attributes:
        period: the days the report is about; every count below is of this period unless it
            says otherwise.
        first_day: the local day of the first entry of any kind, None in an empty diary.
        today: the local day on which the report is made.
        days: every observed day of the whole diary up to today, in order.
        regions: by side, in no particular order.
        hours: spasms by local hour of day, 24 counts; those known only to the day left out.
        timeless: spasms known only to the day.
        nights_woken: nights, from noon to noon, in which a spasm woke the person. A night belongs
            to the date of its evening, and the last one lasts into the day after the period.
        worst_intensity: of the spasms, None when none has an intensity.
        median_duration_s: seconds, of the spasms with a duration; None when there is none.
        twitches: twitch episodes.
        relief: in no particular order.
        signs: episodes, spasm or twitch, by sign.
        triggers: episodes, spasm or twitch, by trigger.
        region: the one region whose episodes are counted, None for all. Days are observed, and
            the diary begins, by the entries of every region.
        written: how soon the spasms were written down.
        taken: every use of the diary up to today, by time; none in a report on one region.
    """

    period: Period
    first_day: date | None
    today: date
    days: tuple[DayTally, ...]
    regions: tuple[RegionTally, ...]
    hours: tuple[int, ...]
    timeless: int
    nights_woken: int
    worst_intensity: int | None
    median_duration_s: float | None
    twitches: int
    relief: tuple[ReliefTally, ...]
    signs: tuple[tuple[str, int], ...]
    triggers: tuple[tuple[str, int], ...]
    region: str | None = None
    written: WrittenDown = NONE_TIMED
    taken: tuple[Taken, ...] = ()
