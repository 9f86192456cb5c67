"""`report`: the week, the season, or all of it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from fibrolog import __version__
from fibrolog.analysis import analysis
from fibrolog.analysis.history import History
from fibrolog.analysis.verdicts import CLAIMS, Judgement, without_trials
from fibrolog.cli import clock, output, report_file
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.options import Json
from fibrolog.cli.output import tell
from fibrolog.cli.output_file import destination
from fibrolog.cli.period_options import Days, Since, Until, bounds
from fibrolog.domain.entries import Entry, Period
from fibrolog.errors import NotUnderstood
from fibrolog.report.statistics import Tallies
from fibrolog.report.summary import (
    LOOK_BACK_DAYS,
    NEWS_DAYS,
    RemedySection,
    Report,
    remedy_section,
    summarise,
)
from fibrolog.storage.diary import Diary
from fibrolog.text import counted, quote, shell_quoted, visible

_REPORT_DAYS = 7


def report(
    ctx: typer.Context,
    days: Days = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="From the first entry.")] = False,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="One month, such as 2026-10.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only spasms of this region.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="With the notes you wrote.")] = False,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", readable=False, help="Into a file: .html, .svg, .txt or .json."
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --save: replace a file that is there already.")
    ] = False,
    combo: Annotated[
        str | None,
        typer.Option(metavar="A+B", help="Also judge two remedies taken together."),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(metavar="REMEDY", help="Explain what is said of one remedy."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show how often spasms came.

    Also where, when, and what followed each remedy; without options, in the last 7 days. The
    remedies are always looked at over the last two years, or with --all over everything.

    It cannot see reasons that are not in the diary: a remedy taken only on good days can look
    helpful. An effect of a few hours is blurred in the 24 that are compared. Logging more
    carefully on some days misleads it, and a result that comes and goes is chance. It describes
    what followed, and is not medical advice.

    fibrolog report --days 28

    fibrolog report --since "3 months ago" --save report.html

    fibrolog report --month 2026-10 --region calf

    fibrolog report --why magnesium

    fibrolog report --combo "magnesium + vitamin d"
    """
    now, plain = clock.present(), ctx.obj.plain
    form = None if save is None else report_file.form_of(save)
    as_data = as_json or form == "json"
    _refuse_contradictions(
        {
            "--why": why is not None,
            "--combo": combo is not None,
            "--region": region is not None,
            "--notes": notes,
            "--json": as_json,
            "--save": save is not None,
        },
        form,
    )
    path = diary_path(ctx)
    if save is not None:
        target = destination(save, path, "--save", replace=replace)
    elif replace:
        raise NotUnderstood("--replace is for a file; add --save FILE, or leave it out.")
    with Diary.snapshot(path) as diary:
        output.say_if_missing(diary)
        missing = not diary.exists
        diary.require_readable()
        period = _period(diary, now, days, since, until, month, everything=everything)
        to_come = diary.how_many_to_come(now.date())
        wanted = None if why is None else diary.remedies.get(why).name
        pair = None if combo is None else _pair(diary, combo)
        reading = read(
            diary,
            now,
            period,
            everything=everything,
            with_news=not as_data,
            region=None if region is None else diary.regions.get(region).name,
            with_notes=notes,
        )
    if to_come:
        entries = counted(to_come, "entry", "lies", grouped=True)
        tell(f"{entries} after today and no report counts them; see: fibrolog check", err=True)
    shown = output.progress("Comparing hours", plain=plain) if everything else nullcontext()
    with shown as on_progress:
        made = computed(reading, now, pair, on_progress)
    if wanted is not None:
        _show_why(made.remedies, wanted, output.mode_of(ctx))
    elif save is not None and form is not None:
        with target as file:
            file.write(report_file.text_of(made, form, plain=plain))
        tell(visible(f"Wrote the report to {save}."))
    elif as_json or not missing:
        output.show_report(made, output.mode_of(ctx, as_json=as_json))


def _show_why(section: RemedySection | None, remedy: str, mode: output.Mode) -> None:
    from fibrolog.report.why import why

    for row in section.rows if section else ():
        if remedy in row.judgement.remedies and section is not None:
            output.show_document(mode, partial(why, row, section))
            return
    raise NotUnderstood(
        f"The remedy {quote(remedy)} has never been used; save a use with: fibrolog took "
        f"{shell_quoted(remedy)}"
    )


# Options that contradict each other, and why.
_CONTRADICTIONS = (
    ("--why", "--json", "--why is for reading"),
    ("--why", "--save", "--why is for reading"),
    ("--why", "--region", "--why is about all regions"),
    ("--why", "--notes", "--why shows no notes"),
    ("--combo", "--region", "--combo is about all regions"),
    ("--json", "--notes", "The JSON report has no notes, which fibrolog export has"),
    ("--json", "--save", "--save tells by the ending of its file what to write"),
)


def _refuse_contradictions(given: dict[str, bool], form: report_file.Form | None) -> None:
    for one, other, reason in _CONTRADICTIONS:
        if given[one] and given[other]:
            raise NotUnderstood(f"{reason}; leave out {one} or {other}.")
    if form == "json" and given["--notes"]:
        raise NotUnderstood(
            "The JSON report has no notes, which fibrolog export has; leave out --notes."
        )


class RemedyReading(NamedTuple):
    """What is judged of remedies.

    Attributes:
        looked_at: the days that are compared.
        history: what was logged on them.
        before: the same as it was a week earlier, None when nobody asks what is new.
        in_trial: the remedies of which a trial runs.
    """

    looked_at: Period
    history: History
    before: History | None
    in_trial: tuple[str, ...]


class Reading(NamedTuple):
    """All that a report needs of the diary, read at one moment.

    Attributes:
        tallies: counts.
        remedies: None for a report on one region, because what followed them is only known of all
            spasms.
        notes: None when they are not shown.
    """

    tallies: Tallies
    remedies: RemedyReading | None
    notes: tuple[Entry, ...] | None


def read(
    diary: Diary,
    now: datetime,
    period: Period,
    *,
    everything: bool = False,
    with_news: bool = True,
    region: str | None = None,
    with_notes: bool = False,
) -> Reading:
    """Read what the report on a period needs.

    Args:
        diary: where the entries are.
        now: the present moment; the day it is in has not ended and is not analysed.
        period: what the report is about.
        everything: look at remedies over the whole diary rather than two years.
        with_news: find out which claims are new.
        region: the one region the report is about.
        with_notes: bring the notes along.
    """
    return Reading(
        diary.tallies(period, now.date(), region),
        None if region else _read_remedies(diary, now, everything=everything, with_news=with_news),
        diary.noted(period, region) if with_notes else None,
    )


def _read_remedies(
    diary: Diary, now: datetime, *, everything: bool, with_news: bool
) -> RemedyReading:
    yesterday = now.date() - timedelta(1)
    first = diary.first_day()

    def look_back(until: date) -> Period:
        if everything and first is not None:
            return Period(min(first, until), until)
        return Period.ending(until, LOOK_BACK_DAYS)

    looked_at, history = diary.history(look_back(yesterday))
    before = diary.history(look_back(yesterday - timedelta(NEWS_DAYS)))[1] if with_news else None
    in_trial = tuple(one.trial.remedy for one in diary.running_trials(now))
    return RemedyReading(looked_at, history, before, in_trial)


def computed(
    reading: Reading,
    now: datetime,
    pair: tuple[str, str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Return the report, with what followed each remedy, and two of them together."""
    remedies = None
    if reading.remedies is not None:
        remedies = _judged(reading.remedies, reading.tallies, pair, on_progress)
    return summarise(reading.tallies, now, __version__, remedies, reading.notes)


def _judged(
    reading: RemedyReading,
    tallies: Tallies,
    pair: tuple[str, str] | None,
    on_progress: Callable[[int, int], None] | None,
) -> RemedySection:
    _require_used(reading.history, pair)
    look = analysis.look(reading.history, pair, on_progress)
    judgements = look.judgements
    if reading.in_trial:
        judgements = without_trials(judgements, list(reading.in_trial))
    earlier: tuple[Judgement, ...] | None = None
    # Without a claim there is none that could be new, and half of the time is saved.
    if reading.before is not None:
        claims = [one.remedies for one in judgements if one.verdict in CLAIMS]
        earlier = (
            analysis.look(reading.before, pair, other=look, wanted=claims).judgements
            if claims
            else ()
        )
    return remedy_section(
        reading.looked_at,
        reading.history,
        judgements,
        earlier,
        taken=tallies.taken,
        reported=tallies.period,
    )


def _require_used(history: History, pair: tuple[str, str] | None) -> None:
    for name in pair or ():
        if name not in history.uses:
            raise NotUnderstood(
                f"The remedy {quote(name)} has never been used; "
                "combine two that fibrolog list shows."
            )


def _pair(diary: Diary, combo: str) -> tuple[str, str]:
    names = [diary.remedies.get(part.strip()).name for part in combo.split("+") if part.strip()]
    if len(set(names)) != 2 or len(names) != 2:  # noqa: PLR2004 -- a pair has two
        raise NotUnderstood(
            f"--combo {quote(combo)} does not name two remedies; "
            'type two with a plus, such as "magnesium + vitamin d".'
        )
    return names[0], names[1]


def _period(
    diary: Diary,
    now: datetime,
    days: int | None,
    since: str | None,
    until: str | None,
    month: str | None,
    *,
    everything: bool,
) -> Period:
    if month is not None:
        if everything or (days, since, until) != (None, None, None):
            raise NotUnderstood(
                f"--month {quote(month)} already says which days; "
                "leave out --days, --since, --until and --all."
            )
        return clock.month(month, now)
    if everything:
        if (days, since, until) != (None, None, None):
            raise NotUnderstood(
                "--all already says which days; leave out --days, --since and --until."
            )
        today = now.date()
        return Period(min(diary.first_day() or today, today), today)
    first, last = bounds(now, days, since, until)
    end = last or now.date()
    return Period(first, end) if first else Period.ending(end, _REPORT_DAYS)
