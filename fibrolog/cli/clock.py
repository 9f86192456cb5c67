"""The one place that reads the clock; everything below is told what time it is."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fibrolog.entries import EARLIEST_YEAR, LATEST_YEAR, Moment, Period
from fibrolog.errors import NotUnderstood
from fibrolog.text import quote

if TYPE_CHECKING:
    from fibrolog.when.phrases import DateOrder


def present() -> datetime:
    """Return the present moment in whole seconds, as local time.

    `FIBROLOG_NOW` (ISO 8601 with offset) stands in for the clock. It is shown in the system's
    time zone when that agrees with its offset or `TZ` names one, and otherwise in its own offset,
    so that a demonstration reads the same everywhere.

    Raises:
        NotUnderstood: when `FIBROLOG_NOW` is not such a moment.
    """
    typed = os.environ.get("FIBROLOG_NOW")
    if not typed:
        return datetime.now(UTC).astimezone().replace(microsecond=0)
    told = _told_moment(typed)
    local = told.astimezone()
    return local if os.environ.get("TZ") or local.utcoffset() == told.utcoffset() else told


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


# Words that name an instant rather than a time on the clock: gone by, or with an offset.
_AN_INSTANT = re.compile(r"(ago|now|z|:\d\d[+-]\d\d:?\d\d)$")


class When(NamedTuple):
    """A moment, and where its wall time came twice, how to type the second of the two."""

    moment: Moment
    second: str | None = None


def when(typed: str | None, now: datetime) -> When:
    """Return the moment that `--at` names; without one, now.

    Raises:
        NotUnderstood: when it is not understood, ambiguous, or in the future.
    """
    if typed is None:
        return When(Moment(now))
    from fibrolog.when.phrases import parse_moment  # brings in dateutil
    from fibrolog.when.zones import happened_twice

    local = here(now)
    moment = parse_moment(typed, local, date_order())
    if _AN_INSTANT.search(typed.strip().casefold()) or not happened_twice(moment, local.tzinfo):
        return When(moment)
    second = moment.at.replace(tzinfo=local.tzinfo, fold=1).astimezone(UTC)
    if second > now:
        return When(moment)
    return When(moment, second.astimezone(local.tzinfo).isoformat())


def day(typed: str, now: datetime) -> date:
    """Return the day that the words name.

    Raises:
        NotUnderstood: when they are not understood, ambiguous, or in the future.
    """
    from fibrolog.when.phrases import parse_day

    return parse_day(typed, here(now), date_order())


def coming_day(typed: str, now: datetime) -> date:
    """Return the day, today or later, that the words name.

    Raises:
        NotUnderstood: when they are not understood, ambiguous, or name a day that is over.
    """
    from fibrolog.when.coming_days import parse_coming_day

    return parse_coming_day(typed, here(now), date_order())


def month(typed: str, now: datetime) -> Period:
    """Return the days of the month that the words name, up to today.

    Raises:
        NotUnderstood: when they name no month, or one that has yet to begin.
    """
    from fibrolog.when.months import parse_month

    return parse_month(typed, here(now))


def here(now: datetime) -> datetime:
    """Return the same moment in the zone whose rules tell what other local times mean."""
    from fibrolog.when.zones import local_zone

    if now.astimezone().utcoffset() != now.utcoffset():  # FIBROLOG_NOW has an offset of its own
        return now
    return now.astimezone(local_zone(now))


def date_order() -> DateOrder | None:
    """Return the order of numeric dates that `FIBROLOG_DATE_ORDER` chose, if it did."""
    from fibrolog.when.phrases import date_order_from

    return date_order_from(os.environ.get("FIBROLOG_DATE_ORDER"))
