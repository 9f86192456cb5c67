"""`fibrolog` alone: how today stands, in a few lines, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from fibrolog.cli.clock import is_evening, waking_day
from fibrolog.cli.missing_fields import left_out
from fibrolog.cli.output import tell
from fibrolog.domain.entries import Episode, Record
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.render.entry_words import entry_words
from fibrolog.storage.diary import Diary
from fibrolog.storage.file import is_there
from fibrolog.storage.statistics import Glance
from fibrolog.text import counted, visible

_ADD = "After a spasm, type: fibrolog add calf l 7 3m"


def show_today(path: Path, now: datetime, *, plain: bool) -> None:
    """Say how today stands; where there is no diary yet, how to begin one.

    In the small hours the day that began yesterday is not over, and stands there too.
    """
    if not is_there(path):
        tell("\n".join(_beginning(path)))
        return
    with Diary.snapshot(path) as diary:
        days = {day: diary.glance(day) for day in sorted({waking_day(now), now.date()})}
        seen = days[now.date()]
        last = diary.episode(seen.last_spasm, now) if seen.last_spasm else None
        missing = left_out(last.entry, diary) if last else []
    tell("\n".join(_lines(days, last, missing, now, plain=plain)))


def _beginning(path: Path) -> Iterator[str]:
    yield visible(f"There is no diary at {path} yet; the first entry begins one.")
    yield _ADD
    yield "On a day without one: fibrolog none"
    yield "To see a made-up report: fibrolog demo. Everything else: fibrolog --help"


def _lines(
    days: Mapping[date, Glance],
    last: Record[Episode] | None,
    missing: list[str],
    now: datetime,
    *,
    plain: bool,
) -> Iterator[str]:
    for day, seen in days.items():
        yield f"{spoken_day(day)}: {', '.join(_counts(seen))}."
    if last is None:
        yield "No spasm has been logged yet."
    else:
        what = entry_words(last.entry, aloud=plain).removeprefix("spasm, ")
        yield f"Last spasm, {last.id}: {what}, {spoken(last.entry.moment)}."
    yield f"Observed: {days[now.date()].observed_days} of the last 7 days."
    yield _next(days[waking_day(now)], last, missing, now)


def _counts(seen: Glance) -> Iterator[str]:
    if seen.spasms:
        yield counted(seen.spasms, "spasm")
    else:
        yield "clear day" if seen.clear else "no spasm logged"
    if seen.twitches:
        yield counted(seen.twitches, "twitch")
    if seen.uses:
        yield counted(seen.uses, "remedy use")


def _next(seen: Glance, last: Record[Episode] | None, missing: list[str], now: datetime) -> str:
    """Return what to type next: what is soonest forgotten comes first.

    `seen` is how the waking day stands.
    """
    today = waking_day(now)
    if last and missing and last.entry.moment.day >= today:
        return f"To fill in {', '.join(missing)}, type: fibrolog finish {last.id}"
    observed = bool(seen.spasms or seen.clear)
    # Who kept no diary in the days before has nothing to catch up on.
    blank = not seen.observed_before and seen.observed_days > observed
    if today < now.date():
        # What it is called before midnight and after it must not be mixed up.
        ask = f"If there was no spasm on {spoken_day(today)}, type: fibrolog none"
        return _ADD if observed else ask
    if blank:
        return "Yesterday is blank; if it had no spasm, type: fibrolog none yesterday"
    if not observed and is_evening(now):
        return "If there is no spasm today, type: fibrolog none"
    return _ADD
