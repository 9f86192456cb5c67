"""The beginning of a trial: how it is laid out, and what it can be expected to show."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.options import Json
from fibrolog.cli.output import may_ask, tell
from fibrolog.cli.prompts import Question, ask, yes_or_no
from fibrolog.cli.root import command_group
from fibrolog.errors import DiaryError, NoSuchEntry, NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.storage.diary_trials import NO_TRIAL_YET
from fibrolog.text import counted, visible
from fibrolog.trials import messages
from fibrolog.trials.plan import (
    DEFAULT_BLOCK_DAYS,
    DEFAULT_PAIRS,
    Design,
    Trial,
    TrialRecord,
    draw_plan,
    wall_time,
)
from fibrolog.trials.power import Expectation, Layout, alternatives, expectations
from fibrolog.trials.progress import progress, state

# After dinner, for a remedy whose hour the diary does not know.
_USUAL_HOUR = 20
_LAST_HOUR = 23
# Twelve weeks: long enough for good and bad spells, and still how things are now.
_RATE_DAYS = 84
# What the figures are told for where the diary does not know the person's own rate.
_ANY_RATE = 1.0
# Simulated shares that differ by less may be the same.
_WORTH_SAYING = 0.03
# Below this chance of finding even a halving, most of such trials are in vain.
_EVEN_CHANCE = 0.5


def laid_out(
    diary: Diary,
    remedy: str,
    now: datetime,
    first_day: date,
    sizes: tuple[int, int, int],
    hour: int | None,
) -> Design:
    """Return the design, at the hour of day at which the remedy is usually used.

    Args:
        diary: knows that hour.
        remedy: its name.
        now: the present moment.
        first_day: today or later.
        sizes: pairs, days of a block, and washout days.
        hour: None where the person named none.

    Raises:
        NotUnderstood: when the design is none, or has begun already.
    """
    if hour is None:
        usual = diary.usual_hour(remedy)
        hour = _USUAL_HOUR if usual is None else usual
        if first_day == now.date() and hour <= now.hour:
            hour = min(now.hour + 1, _LAST_HOUR)
    pairs, block_days, washout_days = sizes
    design = Design(pairs, block_days, washout_days, hour, first_day)
    if design.begins <= wall_time(now):
        raise NotUnderstood(
            f"{messages.clock(design.begins)} is over, and the coin must fall before; "
            "type --from tomorrow, or a later --hour."
        )
    return design


def expected(diary: Diary, design: Design, now: datetime, *, plain: bool) -> Iterator[str]:
    """Yield what such a trial can show this person, and what else there is."""
    spasms, observed = diary.spasms_lately(now.date(), _RATE_DAYS)
    rate = spasms / observed if observed else _ANY_RATE
    if not observed:
        yield (
            "How often you have spasms is not known yet, so this is for 1 a day. Keep the diary "
            "for some weeks first, and it will be told for you."
        )
    elif not spasms:
        yield f"There was no spasm on {observed} observed days, so a trial could find nothing."
        return
    else:
        days = counted(observed, "observed day")
        yield (
            f"You had {counted(spasms, 'spasm')} on {days} of late, {rate:.2g} a day. With "
            "so many, and good and bad spells as people have them:"
        )
    layout = Layout(design.pairs, design.block_days, design.washout_days)
    with output.progress("Making up trials", plain=plain) as on_progress:
        found = expectations([layout, *alternatives(layout)], rate, on_progress)
    for one in found:
        chosen = " (this one)" if one.layout == layout else ""
        yield f"{_layout_text(one.layout)}{chosen}: {_power_text(one)}"
    if found[0].powers[0] < _EVEN_CHANCE:
        yield "Most such trials could not tell, even where the remedy halves the spasms."
    yield from _suggested(found)


def agreed() -> bool:
    """Ask whether to begin; whoever says nothing says no.

    Raises:
        Stopped: on Ctrl-C or Ctrl-D.
    """
    question: Question[bool] = Question(
        lambda _: "Begin this trial? 1 yes, 2 no:", lambda typed, _: yes_or_no(typed)
    )
    return ask(question, False)  # noqa: FBT003 -- what holds without an answer


def _layout_text(layout: Layout) -> str:
    washout = " after a washout day" if layout.washout_days else ""
    blocks = f"blocks of {counted(layout.block_days, 'day')}{washout}"
    return f"{layout.pairs} pairs of {blocks}, {layout.days} days"


def _power_text(one: Expectation) -> str:
    halved, fewer = (f"{power:.0%}" for power in one.powers)
    return f"spasms halved would be found by {halved} of such trials, 30% fewer by {fewer}."


def _suggested(found: Sequence[Expectation]) -> Iterator[str]:
    """Yield which of the others finds most in no more days."""
    chosen, *others = found
    short = [one for one in others if one.layout.days <= chosen.layout.days]
    best = max(short, key=lambda one: one.powers[0], default=chosen)
    if best.powers[0] >= chosen.powers[0] + _WORTH_SAYING:
        wears_off = " if it wears off within 24 hours" if best.layout.block_days == 1 else ""
        yield (
            f"In {chosen.layout.days} days the best chance is with --pairs {best.layout.pairs} "
            f"--days {best.layout.block_days}{wears_off}."
        )
    longer = [one for one in others if one.layout.block_days > chosen.layout.block_days]
    if longer:
        layout = longer[-1].layout
        yield (
            f"If so much to and fro is a burden: --pairs {layout.pairs} --days {layout.block_days}."
        )
    if not chosen.layout.washout_days:
        yield "If it may act for longer than a day, add --washout."


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
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
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
        from fibrolog.cli.trial import agreed, expected, laid_out

        name = diary.remedies.get(" ".join(remedy)).name
        diary.require_no_trial(now)
        design = laid_out(diary, name, now, first_day, (pairs, days, int(washout)), hour)
        for line in expected(diary, design, now, plain=ctx.obj.plain):
            tell(visible(line))
        for line in messages.preliminaries(name):
            tell(visible(line))
        if may_ask():
            tell(visible(messages.planned(name, design)))
            if not agreed():
                tell("No trial was begun.")
                return
        plan = draw_plan(design.pairs, random.SystemRandom())
        record = diary.start_trial(Trial(name, design, plan), now)
    for line in messages.begun(record):
        tell(visible(line))


@trial.command("today")
def today(ctx: typer.Context, trial_id: TrialId = None, as_json: Json = False) -> None:
    """Show what the coin chose for this day.

    A trial day begins at the hour at which the remedy is used, and ends there the day after.

    fibrolog trial today
    """
    now = clock.present()
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        record = _running(diary, trial_id, now)
        used = diary.trial_log(record.trial).used
    day = record.trial.day_at(wall_time(now))
    if day is None:
        raise NoSuchEntry(f"Not yet: {messages.today_text(record.trial, now)}")

    def data() -> object:
        from fibrolog.render.json import today_json

        return today_json(record, day)

    said = visible(messages.remark(record, now, used=day.number in used))
    output.show(output.mode_of(ctx, as_json=as_json), data=data, spoken=lambda: [said])


@trial.command("status")
def status(ctx: typer.Context, trial_id: TrialId = None, as_json: Json = False) -> None:
    """Show how far a trial is, never how it is going.

    fibrolog trial status

    fibrolog trial status t1
    """
    now = clock.present()
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        record = diary.trial(trial_id, now)
        done = progress(record.trial, diary.trial_log(record.trial), now)

    def data() -> object:
        from fibrolog.render.json import status_json

        return status_json(record, done)

    said = map(visible, messages.status_lines(record, done, now))
    output.show(output.mode_of(ctx, as_json=as_json), data=data, spoken=lambda: said)


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
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        diary.require_readable()
        record = _finished(diary, trial_id, now)
        log = diary.trial_log(record.trial)
    from fibrolog.report.trial_result import TrialResult, trial_document
    from fibrolog.trials.analysis import outcome

    result = TrialResult(record, progress(record.trial, log, now), outcome(record.trial, log))

    def data() -> object:
        from fibrolog.render.json import result_json

        return result_json(result)

    output.show_document(output.mode_of(ctx, as_json=as_json), lambda: trial_document(result), data)


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
    raise DiaryError(messages.no_result(record, done, now) + other)


def _in_a_line(diary: Diary, record: TrialRecord, now: datetime) -> str:
    done = progress(record.trial, diary.trial_log(record.trial), now)
    head = (
        f"{record.id}: {record.trial.remedy}, {messages.design_text(record.trial)}, {done.state}."
    )
    return f"{head} {messages.state_sentence(record, done, now)}"
