"""`trial`: a coin decides on which days a remedy is used, and can say what the diary cannot."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Annotated

import typer

from fibrolog.cli import clock, screen
from fibrolog.cli.look import Json
from fibrolog.cli.place import diary_path
from fibrolog.cli.root import command_group
from fibrolog.cli.telling import may_ask, tell
from fibrolog.errors import DiaryError, NoSuchEntry
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.storage.diary_trials import NO_TRIAL_YET
from fibrolog.trials import words
from fibrolog.trials.plan import DEFAULT_BLOCK_DAYS, DEFAULT_PAIRS, Trial, TrialRecord, drawn, wall
from fibrolog.trials.progress import progress, state

trial = command_group()

# Far more than any trial can have; how many it may have is for the design to say.
_MOST = 1_000_000

Remedy = Annotated[list[str], typer.Argument(metavar="REMEDY", help="As in fibrolog took.")]
TrialId = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="Such as t1; default: the one that runs.")
]


@trial.callback(invoke_without_command=True)
def show_trials(ctx: typer.Context) -> None:
    """Find out with a coin whether a remedy makes a difference.

    A diary can only say what came before what. In a trial a coin decides on which days you use a
    remedy, so that no other reason can hide behind it. It takes weeks, and settles large
    differences only.

    fibrolog trial start magnesium

    fibrolog trial today

    fibrolog trial report
    """
    if ctx.invoked_subcommand is not None:
        return
    now = clock.present()
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        lines = [_in_a_line(diary, record, now) for record in diary.trials()]
    for line in lines or [NO_TRIAL_YET]:
        tell(visible(line))


@trial.command("start")
def start(
    ctx: typer.Context,
    remedy: Remedy,
    pairs: Annotated[
        int, typer.Option(max=_MOST, metavar="N", help="Pairs of blocks, 6 or more.")
    ] = DEFAULT_PAIRS,
    days: Annotated[
        int, typer.Option(max=_MOST, metavar="N", help="Days of a block that are compared.")
    ] = DEFAULT_BLOCK_DAYS,
    washout: Annotated[
        bool, typer.Option("--washout", help="One day before them that is not.")
    ] = False,
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="The first day, today or later.")
    ] = "tomorrow",
    hour: Annotated[
        int | None,
        typer.Option(metavar="H", help="When it is used, 0 to 23; default: as usual, or 20."),
    ] = None,
) -> None:
    """Begin a trial, after saying what it can show.

    In each pair of blocks a coin decides which goes with the remedy and which without. First you
    are told how often such a trial would find something, with as many spasms as you have; then the
    whole plan is drawn and stored, and cannot be changed. One trial runs at a time.

    Never leave out a prescribed medicine for a trial without asking your doctor.

    fibrolog trial start magnesium

    fibrolog trial start magnesium --pairs 28 --days 1 --hour 21

    fibrolog trial start vitamin d --pairs 8 --days 4 --washout --from monday
    """
    now = clock.present()
    first_day = clock.coming_day(first, now)
    with Diary.open_or_create(diary_path(ctx)) as diary:
        from fibrolog.cli.trial_start import agreed, expected, laid_out

        name = diary.remedies.get(" ".join(remedy)).name
        diary.require_no_trial(now)
        design = laid_out(diary, name, now, first_day, (pairs, days, int(washout)), hour)
        for line in expected(diary, design, now, plain=ctx.obj.plain):
            tell(visible(line))
        for line in words.preliminaries(name):
            tell(visible(line))
        if may_ask():
            tell(visible(words.planned(name, design)))
            if not agreed():
                tell("No trial was begun.")
                return
        plan = drawn(design.pairs, random.SystemRandom())
        record = diary.start_trial(Trial(name, design, plan), now)
    for line in words.begun(record):
        tell(visible(line))


@trial.command("today")
def today(ctx: typer.Context, trial_id: TrialId = None, as_json: Json = False) -> None:
    """Show what the coin chose for this day.

    A trial day begins at the hour at which the remedy is used, and ends there the day after.

    fibrolog trial today
    """
    now = clock.present()
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        record = _running(diary, trial_id, now)
        used = diary.trial_log(record.trial).used
    day = record.trial.day_at(wall(now))
    if day is None:
        raise NoSuchEntry(f"Not yet: {words.today_words(record.trial, now)}")
    if as_json:
        from fibrolog.render.trial_json import today_json

        screen.show_json(today_json(record, day))
    else:
        tell(visible(words.remark(record, now, used=day.number in used)))


@trial.command("status")
def status(ctx: typer.Context, trial_id: TrialId = None, as_json: Json = False) -> None:
    """Show how far a trial is, never how it is going.

    fibrolog trial status

    fibrolog trial status t1
    """
    now = clock.present()
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        record = diary.trial(trial_id, now)
        done = progress(record.trial, diary.trial_log(record.trial), now)
    if as_json:
        from fibrolog.render.trial_json import status_json

        screen.show_json(status_json(record, done))
    else:
        for line in words.status_lines(record, done, now):
            tell(visible(line))


@trial.command("report")
def report(ctx: typer.Context, trial_id: TrialId = None, as_json: Json = False) -> None:
    """Show what a finished trial says.

    Both rates, their ratio with its 95% interval, how likely chance alone would do as much, every
    pair, and how well the plan was kept. There is no result before the end, and none of a trial
    that was stopped: whoever looks until something shows will see something.

    fibrolog trial report

    fibrolog trial report t1
    """
    now = clock.present()
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        diary.require_intact()
        record = _finished(diary, trial_id, now)
        log = diary.trial_log(record.trial)
    screen.show_trial(record, log, now, as_json=as_json, plain=ctx.obj.plain)


@trial.command("stop")
def stop(ctx: typer.Context, trial_id: TrialId = None) -> None:
    """End a trial early, as not finished.

    It then has no result; what you wrote down stays. fibrolog undo lets it run again.

    fibrolog trial stop
    """
    now = clock.present()
    with Diary.open_or_create(diary_path(ctx)) as diary:
        record = diary.stop_trial(_running(diary, trial_id, now), now)
    tell(visible(f"Stopped {record.id}, the trial of {record.trial.remedy}: not finished."))
    tell("To let it run again, type: fibrolog undo")


def _running(diary: Diary, trial_id: str | None, now: datetime) -> TrialRecord:
    """Return a trial that runs: the one with this id, or else the first there is."""
    running = diary.running_trials(now)
    if trial_id is not None:
        wanted = diary.trial(trial_id, now)
        for one in running:
            if one.number == wanted.number:
                return one
        raise NoSuchEntry(f"{wanted.id} does not run now; how it ended: fibrolog trial")
    if running:
        return running[0]
    if finished := _finished_before(diary, now):
        raise NoSuchEntry(
            f"No trial runs now; what the last one says: fibrolog trial report {finished[-1].id}"
        )
    raise NoSuchEntry("No trial runs now; begin one with: fibrolog trial start magnesium")


def _finished_before(diary: Diary, now: datetime) -> list[TrialRecord]:
    return [one for one in diary.trials() if state(one.trial, now) == "finished"]


def _finished(diary: Diary, trial_id: str | None, now: datetime) -> TrialRecord:
    if trial_id is None and not diary.trials():
        raise DiaryError(
            "There is no finished trial; begin one with: fibrolog trial start magnesium"
        )
    record = diary.trial(trial_id, now)
    done = progress(record.trial, diary.trial_log(record.trial), now)
    if done.state == "finished":
        return record
    before = _finished_before(diary, now)
    other = f" The last that is finished: fibrolog trial report {before[-1].id}" if before else ""
    raise DiaryError(words.no_result(record, done, now) + other)


def _in_a_line(diary: Diary, record: TrialRecord, now: datetime) -> str:
    done = progress(record.trial, diary.trial_log(record.trial), now)
    head = f"{record.id}: {record.trial.remedy}, {words.design_words(record.trial)}, {done.state}."
    return f"{head} {words.state_sentence(record, done, now)}"
