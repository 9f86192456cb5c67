"""The grammar of moments and days: what `--at` and DAY arguments understand.

A text is a fixed phrase, time gone by, ISO 8601 with an offset, or a day and a clock time in
either order, one of which may be missing. Anything else is refused, never taken as now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time

from fibrolog.domain.entries import EARLIEST_YEAR, Moment
from fibrolog.errors import NotATime, NotUnderstood
from fibrolog.parse.when.days import read_days
from fibrolog.parse.when.elapsed import read_elapsed
from fibrolog.parse.when.format import spoken
from fibrolog.parse.when.grammar import CLOCK, is_on_dial, on_calendar, read_clock, read_offset
from fibrolog.parse.when.input import DateOrder, Typed, date_order_from
from fibrolog.parse.when.spoken_clocks import spoken_readings
from fibrolog.parse.when.zones import (
    day_moment,
    in_zone,
    is_ambiguous,
    is_later,
    local_zone,
    with_fixed_offset,
)
from fibrolog.text import either, shell_quoted

__all__ = [
    "DateOrder",
    "date_order_from",
    "day_moment",
    "is_ambiguous",
    "local_zone",
    "names_an_instant",
    "parse_day",
    "parse_moment",
]

_NOW = ("now", "just now")
_LAST_NIGHT = "last night"
_MORNING_ENDS = time(9)
_NIGHT_BEGINS = time(18)

_ISO_T = re.compile(r"(?<=-[0-9]{2})t(?=[0-9]{2}:)")
_ISO_WITH_OFFSET = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2}) "
    r"(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?) ?"
    r"(?P<offset>z|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)"
)
_DOTTED = re.compile(r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})")
# The first shape that fits and whose day is a day phrase is the one that counts.
_SHAPES = [
    re.compile(r"(?:on )?(?P<day>.+)(?P<clock>)"),
    re.compile(rf"(?P<day>)(?:at )?(?P<clock>{CLOCK})"),
    re.compile(rf"(?:on )?(?P<day>.+?)(?: at)? (?P<clock>{CLOCK})"),
    re.compile(rf"(?:at )?(?P<clock>{CLOCK}) (?:on )?(?P<day>.+)"),
]


def parse_moment(text: str, now: datetime, date_order: DateOrder | None = None) -> Moment:
    """Read the words for a moment that has passed, down to the day or the minute.

    Args:
        text: such as `2am`, `yesterday 22:10`, `last night 3am`, `20m ago` or `2026-11-20`.
        now: aware; its tzinfo is the zone in which local times are read.
        date_order: how numeric dates are written, where that was chosen.

    Returns:
        The moment, its offset fixed. A local time that happened twice is the first of the two;
        `is_ambiguous` tells.

    Raises:
        NotATime: the text is not understood.
        NotUnderstood: it could mean two things, never was, is still to come or is before 1900.
    """
    typed = Typed(text, now.replace(microsecond=0), date_order)
    with _within_reach(typed):
        for read in _READERS:
            if moment := read(typed):
                return moment
    raise NotATime(
        f"{typed.quoted} is not understood as a time; "
        "type one like 2am, yesterday 22:10 or 20m ago."
    )


def names_an_instant(text: str, now: datetime) -> bool:
    """Tell whether words for a moment name it without a clock on the wall.

    Time gone by and an offset leave no doubt in the hour that happens twice.

    Args:
        text: what `parse_moment` understood.
        now: as it was given.
    """
    typed = Typed(text, now.replace(microsecond=0))
    return any(read(typed) for read in _INSTANTS)


def parse_day(text: str, now: datetime, date_order: DateOrder | None = None) -> date:
    """Read the words for a whole day, today or earlier.

    Args:
        text: such as `yesterday`, `monday`, `3 days ago`, `20 Nov` or `2026-11-20`.
        now: aware; its tzinfo is the zone in which it is today.
        date_order: how numeric dates are written, where that was chosen.

    Raises:
        NotUnderstood: the text is no day phrase, has a clock time, could mean two days, or names
            a day that never was, is still to come or is before 1900.
    """
    typed = Typed(text, now, date_order)
    with _within_reach(typed):
        if days := read_days(typed.plain.removeprefix("on "), typed):
            return days[0]
    raise typed.refused(
        "does not name a whole day, and a whole day is needed; "
        "type one like yesterday, monday or 2026-11-20"
    )


@contextmanager
def _within_reach(typed: Typed) -> Iterator[None]:
    try:
        yield
    except OverflowError:
        raise typed.refused(
            "is too far away to have a date; type one like 3 days ago or 2026-11-20"
        ) from None


def _now(typed: Typed) -> Moment | None:
    return Moment(with_fixed_offset(typed.now)) if typed.plain in _NOW else None


def _elapsed(typed: Typed) -> Moment | None:
    at = read_elapsed(typed)
    return _passed(at, typed) if at else None


def _iso_with_offset(typed: Typed) -> Moment | None:
    parts = _ISO_WITH_OFFSET.fullmatch(_ISO_T.sub(" ", typed.plain))
    if parts is None:
        return None
    day = on_calendar(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if day is None:
        raise typed.refused("is not a day on the calendar; type one like 2026-11-20")
    clock = read_clock(parts["clock"], typed)
    offset = read_offset(parts["offset"], typed, "type one like 2026-11-20T03:00:00+01:00")
    return _passed(datetime.combine(day, clock, offset), typed)


def _passed(at: datetime, typed: Typed) -> Moment:
    """Return the moment at a fixed offset, if it is one that has passed."""
    if at.year < EARLIEST_YEAR:
        raise typed.refused(f"is before {EARLIEST_YEAR}; type a date like 2026-11-20")
    if at > with_fixed_offset(typed.now):
        raise _still_to_come(typed)
    return Moment(at)


def _day_and_clock(typed: Typed) -> Moment | None:
    _require_no_dotted_time(typed)
    words = _ISO_T.sub(" ", typed.plain)
    for parts in filter(None, (shape.fullmatch(words) for shape in _SHAPES)):
        if parts["day"] == _LAST_NIGHT:
            return _last_night(parts["clock"], typed)
        days = read_days(parts["day"], typed) if parts["day"] else _latest_days(typed)
        if days and parts["clock"]:
            return _latest(days, read_clock(parts["clock"], typed), typed)
        if days:
            return day_moment(days[0], typed.now.tzinfo)
    return None


def _require_no_dotted_time(typed: Typed) -> None:
    """Refuse `10.30`, which is a clock time to some and a date to others."""
    parts = _DOTTED.fullmatch(typed.plain)
    if parts and is_on_dial(parts["hour"], parts["minute"]):
        raise typed.refused(
            f"could be a time or a date; type {int(parts['hour']):02}:{parts['minute']} for the "
            "time, or a date like 2026-11-20"
        )


def _spoken_clock(typed: Typed) -> Moment | None:
    """Return the moment of a clock time in words, which is refused where it could be two."""
    found: dict[str, Moment] = {}
    refusal: NotUnderstood | None = None
    readings = spoken_readings(typed.plain)
    for words in readings:
        try:
            moment = _day_and_clock(Typed(words, typed.now, typed.order))
        except NotUnderstood as error:
            refusal = error
            continue
        if moment is None:
            return None
        found[words] = moment
    if len(readings) == 1 or not found:
        if refusal:
            raise refusal
        return next(iter(found.values()), None)
    raise typed.refused(f"could be {either(readings)}; type {either(map(shell_quoted, found))}")


def _latest_days(typed: Typed) -> Sequence[date]:
    return (typed.today, typed.yesterday)


def _last_night(clock_words: str, typed: Typed) -> Moment:
    """Return the moment in the night that just ended, or in the one that still lasts."""
    if not clock_words:
        raise typed.refused("needs a time; type last night 11pm or last night 3am")
    clock = read_clock(clock_words, typed)
    if _MORNING_ENDS <= clock < _NIGHT_BEGINS:
        raise typed.refused(
            "has a time that is not at night; type one like last night 3am, or yesterday 3pm"
        )
    days = (typed.yesterday,) if clock >= _NIGHT_BEGINS else _latest_days(typed)
    return _latest(days, clock, typed)


def _latest(days: Sequence[date], clock: time, typed: Typed) -> Moment:
    """Return the clock time on the first of the days on which it has passed."""
    for day in days:
        wall = datetime.combine(day, clock)
        if not is_later(wall, typed.now):
            return Moment(in_zone(wall, typed.now.tzinfo, typed.quoted))
    raise _still_to_come(typed)


def _still_to_come(typed: Typed) -> NotUnderstood:
    return typed.refused(
        f"is still to come, now is {spoken(Moment(with_fixed_offset(typed.now)))}; "
        "type a time that has passed, like 20m ago, 2am or yesterday 22:10"
    )


_INSTANTS: tuple[Callable[[Typed], Moment | None], ...] = (_now, _elapsed, _iso_with_offset)
_READERS = (*_INSTANTS, _spoken_clock, _day_and_clock)
