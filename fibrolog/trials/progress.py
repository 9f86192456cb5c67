"""How far a trial is, and how well its plan was kept: never how it is going."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.trials.plan import Trial, TrialDay, wall_time

State: TypeAlias = Literal["running", "finished", "stopped"]


class TrialLog(NamedTuple):
    """What the diary holds of a trial's days.

    Attributes:
        spasms: how many spasm episodes began in a trial day, by its number; those without any are
            missing. One known only to the day stands at 12:00.
        used: the numbers of the trial days in which the remedy was used; a use known only to the
            day belongs to the trial day that begins on it.
        observed: the calendar days with a spasm or an entry that says there was none.
    """

    spasms: Mapping[int, int]
    used: Collection[int]
    observed: Collection[date]

    def is_observed(self, day: TrialDay) -> bool:
        """Tell whether every calendar day that a trial day touches is observed."""
        return all(touched in self.observed for touched in day.touches)


class Progress(NamedTuple):
    """How far a trial is.

    Attributes:
        days_done: trial days that are over.
        days_observed: how many of those are observed.
        adherence: on what share of them the remedy was used as planned; None before the first.
    """

    state: State
    days_done: int
    days_observed: int
    adherence: float | None


def state(trial: Trial, now: datetime) -> State:
    """Return whether a trial runs, at an aware moment; one that has yet to begin does."""
    if trial.stopped_at is not None:
        return "stopped"
    return "finished" if wall_time(now) >= trial.design.ends else "running"


def progress(trial: Trial, log: TrialLog, now: datetime) -> Progress:
    """Return how far a trial is at an aware moment."""
    until = wall_time(trial.stopped_at or now)
    done = [day for day in trial.days() if day.ends <= until]
    kept = sum((day.number in log.used) == day.is_on for day in done)
    return Progress(
        state(trial, now),
        len(done),
        sum(map(log.is_observed, done)),
        kept / len(done) if done else None,
    )
