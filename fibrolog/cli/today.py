"""`fibrolog` alone: how today stands, in four lines, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from fibrolog.cli.left_out import left_out
from fibrolog.cli.telling import tell
from fibrolog.entries import Episode, Record
from fibrolog.render.entry_words import entry_words
from fibrolog.render.text import visible
from fibrolog.storage.connection import is_there
from fibrolog.storage.diary import Diary
from fibrolog.storage.recent import Glance
from fibrolog.when.spoken import spoken, spoken_day

# Before this hour the day before may not be over, see `none`; from it on it can be answered for.
_DAY_ENDS_AT = time(4)
# From this hour on a day without a spasm is nearly one.
_EVENING = time(18)
_ADD = "After a spasm, type: fibrolog add calf l 7 3m"


def show_today(path: Path, now: datetime, *, plain: bool) -> None:
    """Say how today stands; where there is no diary yet, how to begin one."""
    if not is_there(path):
        tell("\n".join(_beginning(path)))
        return
    with Diary.open(path) as diary:
        seen = diary.glance(now.date())
        last = diary.episode(seen.last_spasm) if seen.last_spasm else None
        missing = left_out(last.entry, diary) if last else []
    tell("\n".join(_lines(seen, last, missing, now, plain=plain)))


def _beginning(path: Path) -> Iterator[str]:
    yield visible(f"There is no diary at {path} yet; the first entry begins one.")
    yield _ADD
    yield "On a day without one: fibrolog none"
    yield "To see a made-up report: fibrolog demo. Everything else: fibrolog --help"


def _lines(
    seen: Glance,
    last: Record[Episode] | None,
    missing: list[str],
    now: datetime,
    *,
    plain: bool,
) -> Iterator[str]:
    yield f"{spoken_day(now.date())}: {', '.join(_counts(seen))}."
    if last is None:
        yield "No spasm has been logged yet."
    else:
        what = entry_words(last.entry, aloud=plain).removeprefix("spasm, ")
        yield f"Last spasm, {last.id}: {what}, {spoken(last.entry.moment)}."
    yield f"Observed: {seen.observed_days} of the last 7 days."
    yield _next(seen, last, missing, now)


def _counts(seen: Glance) -> Iterator[str]:
    if seen.spasms:
        yield _counted(seen.spasms, "spasm")
    else:
        yield "clear day" if seen.clear else "no spasm logged"
    if seen.twitches:
        yield "1 twitch" if seen.twitches == 1 else f"{seen.twitches} twitches"
    if seen.uses:
        yield f"{_counted(seen.uses, 'remedy use')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _next(seen: Glance, last: Record[Episode] | None, missing: list[str], now: datetime) -> str:
    """Return what to type next: what is soonest forgotten comes first."""
    if last and missing and last.entry.moment.day == now.date():
        return f"To fill in {', '.join(missing)}, type: fibrolog finish {last.id}"
    observed = bool(seen.spasms or seen.clear)
    # Who kept no diary in the days before has nothing to catch up on.
    blank = not seen.observed_before and seen.observed_days > observed
    if blank and now.time() >= _DAY_ENDS_AT:
        return "Yesterday is blank; if it had no spasm, type: fibrolog none yesterday"
    if not observed and now.time() >= _EVENING:
        return "If there is no spasm today, type: fibrolog none"
    return _ADD
