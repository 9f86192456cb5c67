"""The calendar of a report: what is known of each day, week and month, and how to say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.domain.entries import Period
from fibrolog.parse.when.format import MONTHS
from fibrolog.report.body_figure import STEPS
from fibrolog.report.sentences import period_text
from fibrolog.report.summary import CALENDAR_DAYS, CalendarDay, Report
from fibrolog.text import counted

# A day before the diary began, a day nobody knows about, a day known to have had no spasm, and a
# day with spasms.
DayState: TypeAlias = Literal["outside", "unknown", "clear", "spasms"]


class Stretch(NamedTuple):
    """A week or a month of the calendar.

    Attributes:
        first: the Monday or the first of the month, even where the calendar begins later.
        days: those in the calendar, in order.
    """

    first: date
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True)
class Calendar:
    """The days that are shown, a season at least.

    Attributes:
        days: in order, without a gap.
        period: what the report is about, the last of the days.
        today: the day on which it was made.
        first_day: of the diary, None when it is empty.
        region: the one region whose spasms are counted, None for all.
    """

    days: tuple[CalendarDay, ...]
    period: Period
    today: date
    first_day: date | None
    region: str | None

    @classmethod
    def of(cls, report: Report) -> Calendar:
        """Return the calendar of a report."""
        made_on = report.generated_at.date()
        period = report.coverage.period
        return cls(report.calendar, period, made_on, report.first_day, report.region)

    def latest(self, days: int) -> Calendar:
        """Return the calendar with no more than its last days."""
        return replace(self, days=self.days[-days:])

    @cached_property
    def _worst(self) -> int:
        return max(1, *(day.count for day in self.days))

    def state(self, day: CalendarDay) -> DayState:
        """Return what is known of a day.

        A day before the diary's first entry is outside: nobody forgot to write on it.
        """
        if day.count:
            return "spasms"
        if day.observed:
            return "clear"
        return "outside" if self.first_day is None or day.day < self.first_day else "unknown"

    def step(self, day: CalendarDay) -> int:
        """Return how many spasms a day had beside the worst one, 1 to `STEPS`; 0: none."""
        return -(-STEPS * day.count // self._worst)

    @cached_property
    def states(self) -> frozenset[DayState]:
        """What is known of any of the days."""
        return frozenset(map(self.state, self.days))

    @property
    def meanings(self) -> dict[DayState, str]:
        """What to call each kind of day in a legend."""
        return {
            "spasms": "spasms that day",
            "clear": "clear day" if self.region is None else "no such spasm that day",
            "unknown": "unknown",
            "outside": "Days before the first entry are left blank.",
        }

    @property
    def is_known(self) -> bool:
        """Whether there is a single observed day, and so anything to show."""
        return any(day.observed for day in self.days)

    @property
    def is_by_month(self) -> bool:
        """Whether there are too many days for a column a week."""
        return len(self.days) > CALENDAR_DAYS

    @property
    def has_more(self) -> bool:
        """Whether it begins before the period that the report is about."""
        return self.days[0].day < self.period.since

    @cached_property
    def weeks(self) -> tuple[Stretch, ...]:
        """The weeks, Monday first."""
        return _stretches(self.days, lambda day: day - timedelta(day.weekday()))

    @cached_property
    def months(self) -> tuple[Stretch, ...]:
        """The months."""
        return _stretches(self.days, lambda day: day.replace(day=1))

    @property
    def sentence(self) -> str:
        """From when to when it runs, and which of it the report is about."""
        shown = Period(self.days[0].day, self.days[-1].day)
        only = "" if self.region is None else f" Only spasms of {self.region} are in it."
        if not self.has_more:
            return f"{period_text(shown)}.{only}"
        if self.period.until != self.today:
            about = period_text(self.period)
        else:
            about = "the last day" if self.period.days == 1 else f"the last {self.period.days} days"
        return f"{period_text(shown)}; this report is about {about}.{only}"

    def lines(self) -> Iterator[str]:
        """Yield it in words, a line for each week or month the diary has."""
        for stretch in self.months if self.is_by_month else self.weeks:
            if facts := self._facts(stretch.days):
                month = f"{MONTHS[stretch.first.month - 1]} {stretch.first.year}"
                name = month if self.is_by_month else f"Week of {stretch.first.day} {month}"
                yield f"{name}: {facts}."

    def _facts(self, days: Iterable[CalendarDay]) -> str:
        """Return what is known of some days in a line, nothing for days outside the diary."""
        states = [(self.state(day), day.count) for day in days]
        kinds = [kind for kind, _ in states]
        spasms = sum(count for _, count in states)
        parts = []
        if spasms:
            parts.append(f"{counted(spasms, 'spasm')} on {counted(kinds.count('spasms'), 'day')}")
        if clear := kinds.count("clear"):
            parts.append(self._clear_days(clear))
        if unknown := kinds.count("unknown"):
            parts.append(f"{counted(unknown, 'day')} unknown")
        return ", ".join(parts)

    def _clear_days(self, count: int) -> str:
        """Return a number of observed days without a spasm: `2 clear days`.

        In a report on one region such a day may have had a spasm in another.
        """
        if self.region is None:
            return counted(count, "clear day")
        return f"{counted(count, 'day')} without"


def _stretches(
    days: Iterable[CalendarDay], first_of: Callable[[date], date]
) -> tuple[Stretch, ...]:
    """Return the days in the stretches whose first day `first_of` tells."""
    groups = groupby(days, lambda day: first_of(day.day))
    return tuple(Stretch(first, tuple(group)) for first, group in groups)
