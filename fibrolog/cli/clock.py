"""The one place that reads the clock; everything below is told what time it is."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, NamedTuple

from fibrolog.domain.entries import EARLIEST_YEAR, LATEST_YEAR, WIDEST_OFFSET, Moment, Period
from fibrolog.errors import NotUnderstood
from fibrolog.text import quote

if TYPE_CHECKING:
    from fibrolog.parse.when.phrases import DateOrder


def present() -> datetime:
    """Return the present moment in whole seconds, as local time.

    `FIBROLOG_NOW` (ISO 8601 with offset) stands in for the clock. It is shown in the system's
    time zone when that agrees with its offset or `TZ` names one, and otherwise in its own offset,
    so that a demonstration reads the same everywhere.

    Raises:
        NotUnderstood: when `FIBROLOG_NOW` is not such a moment, or `TZ` is no zone on Earth.
    """
    _require_zone_on_earth()
    typed = os.environ.get("FIBROLOG_NOW")
    if not typed:
        return datetime.now(UTC).astimezone().replace(microsecond=0)
    told = _told_moment(typed)
    local = told.astimezone()
    return local if os.environ.get("TZ") or local.utcoffset() == told.utcoffset() else told


def _require_zone_on_earth() -> None:
    # In winter and in summer; what TZ may say is more than what Python's datetimes can hold.
    for seconds in (time.timezone, time.altzone):
        offset = timedelta(seconds=abs(seconds))
        if offset > WIDEST_OFFSET or offset % timedelta(minutes=1):
            raise NotUnderstood(
                f"TZ is {quote(os.environ.get('TZ', ''))}, an offset from UTC that no place has; "
                "set it to a zone like Europe/Berlin."
            )


def _told_moment(typed: str) -> datetime:
    try:
        told = datetime.fromisoformat(typed).replace(microsecond=0)
    except ValueError:
        told = None
    if told is None or told.utcoffset() is None or not EARLIEST_YEAR <= told.year <= LATEST_YEAR:
        raise NotUnderstood(
            f"FIBROLOG_NOW is {quote(typed)}, not a moment with an offset; "
            "set it to one like 2026-11-22T03:12:00+01:00."
        )
    return told


# Nobody has lived longer, and dates do not reach back for ever.
LONGEST_LIFE_DAYS = 45_000
# Whoever is up before this hour has not gone to bed yet.
_DAY_ENDS_AT = clock_time(4)
# From this hour on a day without a spasm is nearly one.
_EVENING = clock_time(18)


def waking_day(now: datetime) -> date:
    """Return the day that is not over for somebody who is up: until 04:00 yesterday.

    It is what `none` means without a day, and what is looked at beside today. Whatever names a
    day, a report and the analysis go by the calendar.
    """
    return now.date() - timedelta(now.time() < _DAY_ENDS_AT)


def is_evening(now: datetime) -> bool:
    """Tell whether most of today is over."""
    return now.time() >= _EVENING


class When(NamedTuple):
    """A moment that was typed.

    Attributes:
        other: where its wall time came twice, how to type the other of the two.
        is_second: whether it is the second of the two.
    """

    moment: Moment
    other: str | None = None
    is_second: bool = False


def when(typed: str | None, now: datetime, before: Moment | None = None) -> When:
    """Return the moment that `--at` names; without one, now.

    Of a wall time that came twice it is the first, unless it takes the place of a moment with
    the offset of the second.

    Args:
        typed: the words.
        now: the present moment.
        before: the moment that it takes the place of.

    Raises:
        NotUnderstood: when it is not understood, ambiguous, or in the future.
    """
    if typed is None:
        return When(Moment(now))
    from fibrolog.parse.when.phrases import names_an_instant, parse_moment  # brings in dateutil
    from fibrolog.parse.when.zones import is_ambiguous, with_fixed_offset

    local = here(now)
    moment = parse_moment(typed, local, date_order())
    if not is_ambiguous(moment, local.tzinfo) or names_an_instant(typed, local):
        return When(moment)
    second = Moment(with_fixed_offset(moment.at.replace(tzinfo=local.tzinfo, fold=1)))
    if second.at > now.astimezone(UTC):
        return When(moment)
    if before and before.at.utcoffset() == second.at.utcoffset():
        return When(second, moment.at.isoformat(), is_second=True)
    return When(moment, second.at.isoformat())


def ago(seconds: int, now: datetime) -> datetime:
    """Return the moment so many seconds before now, as clocks here showed it."""
    then = now.astimezone(UTC) - timedelta(seconds=seconds)
    if now.astimezone().utcoffset() != now.utcoffset():  # FIBROLOG_NOW has an offset of its own
        return then.astimezone(now.tzinfo)
    return then.astimezone()


def day(typed: str, now: datetime) -> date:
    """Return the day that the words name.

    Raises:
        NotUnderstood: when they are not understood, ambiguous, or in the future.
    """
    from fibrolog.parse.when.phrases import parse_day

    return parse_day(typed, here(now), date_order())


def coming_day(typed: str, now: datetime) -> date:
    """Return the day, today or later, that the words name.

    Raises:
        NotUnderstood: when they are not understood, ambiguous, or name a day that is over.
    """
    from fibrolog.parse.when.days import parse_coming_day

    return parse_coming_day(typed, here(now), date_order())


def month(typed: str, now: datetime) -> Period:
    """Return the days of the month that the words name, up to today.

    Raises:
        NotUnderstood: when they name no month, or one that has yet to begin.
    """
    from fibrolog.parse.when.days import parse_month

    return parse_month(typed, here(now))


def here(now: datetime) -> datetime:
    """Return the same moment in the zone whose rules tell what other local times mean."""
    from fibrolog.parse.when.zones import local_zone

    if now.astimezone().utcoffset() != now.utcoffset():  # FIBROLOG_NOW has an offset of its own
        return now
    return now.astimezone(local_zone(now))


def date_order() -> DateOrder | None:
    """Return the order of numeric dates that `FIBROLOG_DATE_ORDER` chose, if it did."""
    from fibrolog.parse.when.phrases import date_order_from

    return date_order_from(os.environ.get("FIBROLOG_DATE_ORDER"))
