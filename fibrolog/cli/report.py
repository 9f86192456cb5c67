"""`report`: the week, the season, or all of it."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from fibrolog import __version__
from fibrolog.cli import clock, screen
from fibrolog.cli.look import Days, Json, Plain, Since, Until, bounds
from fibrolog.cli.place import diary_path
from fibrolog.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.remedies.analysis import judge
from fibrolog.remedies.history import History
from fibrolog.remedies.verdicts import Judgement
from fibrolog.report.remedy_rows import LOOK_BACK_DAYS, NEWS_DAYS, RemedySection, remedy_section
from fibrolog.report.summary import Report, summarise
from fibrolog.storage.diary import Diary

_REPORT_DAYS = 7


def report(
    ctx: typer.Context,
    days: Days = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="From the first entry.")] = False,
    combo: Annotated[
        str | None,
        typer.Option(metavar="A+B", help="Also judge two remedies taken together."),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(metavar="REMEDY", help="Explain what is said of one remedy."),
    ] = None,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Show how often spasms came.

    Also where, when, and what followed each remedy; without options, in the last 7 days. The
    remedies are always looked at over the last two years, or with --all over everything.

    It cannot see reasons that are not in the diary: a remedy taken only on good days can look
    helpful. An effect of a few hours is blurred in the 24 that are compared. Logging more
    carefully on some days misleads it, and a result that comes and goes is chance. It describes
    what followed, and is not medical advice.

    fibrolog report --days 28

    fibrolog report --why magnesium

    fibrolog report --combo "magnesium + vitamin d"
    """
    now = clock.present()
    if why is not None and as_json:
        raise NotUnderstood("--why is for reading; leave out --why or --json.")
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        diary.require_intact()
        period = _period(diary, now, days, since, until, everything=everything)
        pair = None if combo is None else _pair(diary, combo)
        wanted = None if why is None else diary.remedies.get(why).name
        made = full_report(
            diary, now, period, pair=pair, everything=everything, with_news=not as_json
        )
    if wanted is None:
        screen.show_report(made, as_json=as_json, plain=plain or ctx.obj.plain)
    else:
        screen.show_why(made.remedies, wanted, plain=plain or ctx.obj.plain)


def full_report(
    diary: Diary,
    now: datetime,
    period: Period,
    *,
    pair: tuple[str, str] | None = None,
    everything: bool = False,
    with_news: bool = True,
) -> Report:
    """Return the report on a period, with what followed each remedy.

    Args:
        diary: where the entries are.
        now: the present moment; the day it is in has not ended and is not analysed.
        period: what the report is about.
        pair: two remedies that are judged together as well.
        everything: look at remedies over the whole diary rather than two years.
        with_news: find out which claims are new.
    """
    tallies = diary.tallies(period, now.date())
    remedies = _remedies(diary, now, pair, everything=everything, with_news=with_news)
    return summarise(tallies, now, __version__, remedies)


def _remedies(
    diary: Diary,
    now: datetime,
    pair: tuple[str, str] | None,
    *,
    everything: bool,
    with_news: bool,
) -> RemedySection:
    yesterday = now.date() - timedelta(1)
    first = diary.first_day()

    def look_back(until: date) -> Period:
        if everything and first is not None:
            return Period(min(first, until), until)
        return Period.ending(until, LOOK_BACK_DAYS)

    looked_at, history = diary.history(look_back(yesterday))
    _require_used(history, pair)
    with screen.progress("Comparing hours") if everything else nullcontext() as on_progress:
        judgements = judge(history, pair, on_progress)
    earlier: tuple[Judgement, ...] | None = None
    if with_news and judgements:
        _, before = diary.history(look_back(yesterday - timedelta(NEWS_DAYS)))
        earlier = judge(before, pair)
    return remedy_section(looked_at, history, judgements, earlier)


def _require_used(history: History, pair: tuple[str, str] | None) -> None:
    for name in pair or ():
        if name not in history.uses:
            raise NotUnderstood(
                f"The remedy {name!r} has never been used; combine two that fibrolog list shows."
            )


def _pair(diary: Diary, combo: str) -> tuple[str, str]:
    names = [diary.remedies.get(part.strip()).name for part in combo.split("+") if part.strip()]
    if len(set(names)) != 2 or len(names) != 2:  # noqa: PLR2004 -- a pair has two
        raise NotUnderstood(
            f"--combo {combo!r} does not name two remedies; "
            'type two with a plus, such as "magnesium + vitamin d".'
        )
    return names[0], names[1]


def _period(
    diary: Diary,
    now: datetime,
    days: int | None,
    since: str | None,
    until: str | None,
    *,
    everything: bool,
) -> Period:
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
