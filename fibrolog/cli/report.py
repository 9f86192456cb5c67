"""`report`: the week, the season, or all of it."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from fibrolog import __version__
from fibrolog.cli import clock, saving, screen
from fibrolog.cli.look import Days, Json, Since, Until, bounds
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import tell
from fibrolog.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.remedies.analysis import judge
from fibrolog.remedies.history import History
from fibrolog.remedies.verdicts import CLAIMS, Judgement, without_trials
from fibrolog.render.text import visible
from fibrolog.report.remedy_rows import LOOK_BACK_DAYS, NEWS_DAYS, RemedySection, remedy_section
from fibrolog.report.summary import Report, summarise
from fibrolog.storage.diary import Diary
from fibrolog.text import quote

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
    form = None if save is None else saving.form_of(save)
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
    with Diary.open(path) as diary:
        screen.say_if_missing(diary)
        missing = not diary.exists
        diary.require_intact()
        period = _period(diary, now, days, since, until, month, everything=everything)
        wanted = None if why is None else diary.remedies.get(why).name
        made = full_report(
            diary,
            now,
            period,
            pair=None if combo is None else _pair(diary, combo),
            everything=everything,
            with_news=not as_data,
            region=None if region is None else diary.regions.get(region).name,
            with_notes=notes,
            plain=plain,
        )
    if wanted is not None:
        screen.show_why(made.remedies, wanted, plain=plain)
    elif save is not None and form is not None:
        saving.save(made, save, form, diary=path, plain=plain)
        tell(visible(f"Wrote the report to {save}."))
    elif as_json or not missing:
        screen.show_report(made, as_json=as_json, plain=plain)


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


def _refuse_contradictions(given: dict[str, bool], form: saving.Form | None) -> None:
    for one, other, reason in _CONTRADICTIONS:
        if given[one] and given[other]:
            raise NotUnderstood(f"{reason}; leave out {one} or {other}.")
    if form == "json" and given["--notes"]:
        raise NotUnderstood(
            "The JSON report has no notes, which fibrolog export has; leave out --notes."
        )


def full_report(
    diary: Diary,
    now: datetime,
    period: Period,
    *,
    pair: tuple[str, str] | None = None,
    everything: bool = False,
    with_news: bool = True,
    region: str | None = None,
    with_notes: bool = False,
    plain: bool = False,
) -> Report:
    """Return the report on a period, with what followed each remedy.

    Args:
        diary: where the entries are.
        now: the present moment; the day it is in has not ended and is not analysed.
        period: what the report is about.
        pair: two remedies that are judged together as well.
        everything: look at remedies over the whole diary rather than two years.
        with_news: find out which claims are new.
        region: the one region the report is about. Remedies are then left out, because what
            followed them is only known of all spasms.
        with_notes: bring the notes along.
        plain: show no progress.
    """
    tallies = diary.tallies(period, now.date(), region)
    remedies = (
        _remedies(diary, now, pair, everything=everything, with_news=with_news, plain=plain)
        if region is None
        else None
    )
    notes = diary.noted(period, region) if with_notes else None
    return summarise(tallies, now, __version__, remedies, notes)


def _remedies(
    diary: Diary,
    now: datetime,
    pair: tuple[str, str] | None,
    *,
    everything: bool,
    with_news: bool,
    plain: bool,
) -> RemedySection:
    yesterday = now.date() - timedelta(1)
    first = diary.first_day()

    def look_back(until: date) -> Period:
        if everything and first is not None:
            return Period(min(first, until), until)
        return Period.ending(until, LOOK_BACK_DAYS)

    looked_at, history = diary.history(look_back(yesterday))
    _require_used(history, pair)
    shown = screen.progress("Comparing hours", plain=plain) if everything else nullcontext()
    with shown as on_progress:
        judgements = judge(history, pair, on_progress)
    if in_trial := [one.trial.remedy for one in diary.running_trials(now)]:
        judgements = without_trials(judgements, in_trial)
    earlier: tuple[Judgement, ...] | None = None
    # Without a claim there is none that could be new, and half of the time is saved.
    if with_news and not any(one.verdict in CLAIMS for one in judgements):
        earlier = ()
    elif with_news:
        _, before = diary.history(look_back(yesterday - timedelta(NEWS_DAYS)))
        earlier = judge(before, pair)
    return remedy_section(looked_at, history, judgements, earlier)


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
