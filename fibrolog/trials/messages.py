"""What is said of a trial while it runs, the same wherever it is said; its result is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fibrolog.parse.when.format import spoken_day
from fibrolog.text import counted
from fibrolog.trials.plan import Design, Trial, TrialDay, TrialRecord, wall_time
from fibrolog.trials.progress import Progress


def clock(moment: datetime) -> str:
    """Return a time on the clock on the wall: `Thursday 26 November 2026, 20:00`."""
    return f"{spoken_day(moment.date())}, {moment:%H:%M}"


def design_text(trial: Trial) -> str:
    """Return how a trial is laid out: `14 pairs of blocks of 2 days`."""
    design = trial.design
    washout = " after a washout day" if design.washout_days else ""
    return f"{design.pairs} pairs of blocks of {counted(design.block_days, 'day')}{washout}"


def span_text(trial: Trial) -> str:
    """Return from when to when a trial runs."""
    return f"from {clock(trial.design.begins)} to {clock(trial.design.ends)}"


def to_do(day: TrialDay, remedy: str, *, used: bool = False) -> str:
    """Return what the coin chose for a day: `take magnesium`, `no magnesium`.

    Nobody is told to take what they have taken on that day already.
    """
    if not used:
        return f"take {remedy}" if day.is_on else f"no {remedy}"
    return f"{remedy} taken already" if day.is_on else f"no {remedy}, but it was used"


def today_text(trial: Trial, now: datetime, *, used: bool = False) -> str:
    """Return what the plan says at an aware moment, in a line.

    From midnight to the hour at which the next trial day begins, that of the evening before still
    runs; what comes after it is then said as well.

    Args:
        trial: the trial.
        now: the moment.
        used: whether the remedy was used on the trial day that runs.
    """
    moment, design = wall_time(now), trial.design
    day = trial.day_at(moment)
    if day is None:
        if moment < design.begins:
            return f"the trial of {trial.remedy} begins on {clock(design.begins)}."
        return f"the trial of {trial.remedy} is over."
    head = f"day {day.number} of {design.days}: {to_do(day, trial.remedy, used=used)}"
    apart = ", a washout day that is not compared" if day.washout else ""
    if day.begins.date() == moment.date():
        return f"{head}{'' if used else ' today'}{apart}."
    return f"{head}{apart} (until {day.ends:%H:%M} today, then {_next_text(trial, day)})."


def _next_text(trial: Trial, day: TrialDay) -> str:
    if day.number == trial.design.days:
        return "the trial is over"
    following = trial.day(day.number + 1)
    return f"day {following.number}: {to_do(following, trial.remedy)}"


def remark(record: TrialRecord, now: datetime, *, used: bool) -> str:
    """Return the line that other commands add while a trial runs."""
    return f"Trial {record.id}, {today_text(record.trial, now, used=used)}"


def state_sentence(record: TrialRecord, done: Progress, now: datetime) -> str:
    """Return whether a trial runs, and since or until when."""
    design = record.trial.design
    if done.state == "stopped":
        stopped = record.trial.stopped_at or now
        return f"It was stopped on {clock(wall_time(stopped))}, not finished, so it has no result."
    if done.state == "finished":
        return f"It was over on {clock(design.ends)}."
    if wall_time(now) < design.begins:
        return f"It begins on {clock(design.begins)}."
    return f"It runs until {clock(design.ends)}; its result is worked out only then."


def adherence_text(done: Progress) -> str:
    """Return how well the plan was kept."""
    if done.adherence is None:
        return "no day is over yet"
    kept = round(done.adherence * done.days_done)
    return f"{kept} of {counted(done.days_done, 'day')} as planned ({done.adherence:.0%})"


def planned(remedy: str, design: Design) -> str:
    """Return when a trial would run, before it is begun."""
    return (
        f"It would run from {clock(design.begins)} to {clock(design.ends)}, each day from "
        f"{design.hour:02}:00, when you would use {remedy} or not; --from and --hour change that."
    )


def begun(record: TrialRecord) -> Iterator[str]:
    """Yield the answer to the beginning of a trial."""
    trial = record.trial
    yield (
        f"Began {record.id}: a trial of {trial.remedy}, {design_text(trial)}, {span_text(trial)}."
    )
    yield (
        f"A trial day begins at {trial.design.hour:02}:00: use {trial.remedy} then or later, on "
        "the days for which the coin chose it. Which these are, each day: fibrolog trial today"
    )


def status_lines(record: TrialRecord, done: Progress, now: datetime) -> Iterator[str]:
    """Yield how far a trial is, a fact a line."""
    trial = record.trial
    yield f"Trial {record.id}: {trial.remedy}."
    yield f"Design: {design_text(trial)}, {span_text(trial)}."
    yield f"State: {done.state}. {state_sentence(record, done, now)}"
    yield f"Days done: {done.days_done} of {trial.design.days}."
    yield f"Days observed: {done.days_observed} of {done.days_done}."
    yield f"Plan kept: {adherence_text(done)}."


def no_result(record: TrialRecord, done: Progress, now: datetime) -> str:
    """Return why a trial that is not finished has no result."""
    head = f"{record.id}, the trial of {record.trial.remedy}, is not finished"
    if done.state == "stopped":
        stopped = record.trial.stopped_at or now
        return f"{head}: it was stopped on {clock(wall_time(stopped))}, and so has no result."
    return (
        f"{head}: there is no result before {clock(record.trial.design.ends)}; "
        "see how far it is with: fibrolog trial status"
    )


def preliminaries(remedy: str) -> Iterator[str]:
    """Yield what to know before a trial begins."""
    yield (
        f"Never leave out a prescribed medicine for a trial; ask your doctor first, also before "
        f"you take {remedy} for the first time."
    )
    yield (
        "A coin decides for each pair of blocks which comes first, and the whole plan is drawn "
        "now. It cannot be changed, and there is no result before the end: whoever looks in "
        "between is fooled by chance."
    )
    yield (
        "You will know which days are which, so what you expect is part of the result; nobody can "
        "hide that from you here."
    )
    yield (
        "Write down every spasm, and type fibrolog none on each day without one: a day without an "
        "entry is left out. Take everything else as usual."
    )
