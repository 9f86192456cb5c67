"""Local time: the system's zone, clocks that jump, and offsets that stay as they were.

Aware datetimes of one zone compare by their wall time in Python, which is wrong in the hour that
happens twice. So whatever leaves this module carries its offset alone, and compares by instant.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from datetime import time as clock_time

from fibrolog.domain.entries import Moment
from fibrolog.errors import NotUnderstood

_NOON = clock_time(12)
_HALF_A_YEAR = timedelta(days=182)


def local_zone(now: datetime) -> tzinfo:
    """Return the system's time zone, as TZ or the system's settings name it.

    Where dateutil and the C library read the settings differently (`TZ=UTC+3`, an empty TZ), the
    C library is right: it is what every other clock on the machine shows.

    Args:
        now: any aware datetime; the two are compared then and half a year before.
    """
    from dateutil import tz

    try:
        zone = tz.gettz()
    # A path in TZ that is unreadable, is not a zone file, or leads out of the zone folder.
    except (OSError, ValueError, FutureWarning):
        zone = None
    if zone is None or not all(_as_in_c(zone, at) for at in (now, now - _HALF_A_YEAR)):
        return tz.tzlocal()
    return zone


def _as_in_c(zone: tzinfo, at: datetime) -> bool:
    in_c = timedelta(seconds=time.localtime(at.timestamp()).tm_gmtoff)
    return _offset(at.astimezone(zone)) == in_c


def _offset(at: datetime) -> timedelta:
    # Aware datetimes always have one; the type checker cannot know.
    return at.utcoffset() or timedelta(0)


def with_fixed_offset(at: datetime) -> datetime:
    """Return the same wall time and instant with a fixed offset instead of a zone."""
    return at.replace(tzinfo=timezone(_offset(at)), fold=0)


def is_later(wall: datetime, now: datetime) -> bool:
    """Tell whether a naive wall time, the first of two, is still to come in the zone of `now`."""
    from dateutil import tz

    at = wall.replace(tzinfo=now.tzinfo)
    if tz.datetime_exists(at):
        return with_fixed_offset(at) > with_fixed_offset(now)
    return wall > now.replace(tzinfo=None)


def in_zone(wall: datetime, zone: tzinfo | None, quoted: str) -> datetime:
    """Return a naive wall time with its offset; of one that happened twice, the first.

    Args:
        wall: a naive local time.
        zone: where clocks showed it.
        quoted: how to name it when it is refused.

    Raises:
        NotUnderstood: clocks went forward over it.
    """
    from dateutil import tz

    at = wall.replace(tzinfo=zone)
    if tz.datetime_exists(at):
        return with_fixed_offset(at)
    left, reached = _jump(at)
    before = left - timedelta(minutes=1)
    raise NotUnderstood(
        f"{quoted} did not exist: clocks went forward from {_iso(left)} to {_iso(reached)}; "
        f"type {_iso(before)} or {_iso(reached)}."
    )


def _jump(imaginary: datetime) -> tuple[datetime, datetime]:
    """Return the wall times between which clocks jumped, over one that did not exist."""
    from dateutil import tz

    after = tz.resolve_imaginary(imaginary)
    gap = after.replace(tzinfo=None) - imaginary.replace(tzinfo=None)
    # Clocks jumped at most one gap before `after`: search that stretch, second by second.
    start = after.astimezone(UTC) - gap

    def shown(seconds: int) -> datetime:
        return (start + timedelta(seconds=seconds)).astimezone(after.tzinfo)

    stretch = range(int(gap.total_seconds()))
    jumped = bisect_left(stretch, _offset(after), key=lambda seconds: _offset(shown(seconds)))
    reached = shown(jumped).replace(tzinfo=None)
    return reached - gap, reached


def _iso(wall: datetime) -> str:
    return wall.isoformat(" ", "minutes")


def day_moment(day: date, zone: tzinfo | None) -> Moment:
    """Return the moment of which only the day is known.

    Raises:
        NotUnderstood: the zone skipped that day, or it is before 1900.
    """
    noon = in_zone(datetime.combine(day, _NOON), zone, f"{day}")
    return Moment(noon, "day")


def is_ambiguous(moment: Moment, zone: tzinfo | None) -> bool:
    """Tell whether clocks went back over a moment and showed its time once more after it."""
    from dateutil import tz

    if moment.precision == "day":
        return False
    first = moment.at.replace(tzinfo=zone, fold=0)
    # Some zones call a time that never was ambiguous too.
    return (
        tz.datetime_exists(first)
        and tz.datetime_ambiguous(first)
        and first.utcoffset() == moment.at.utcoffset()
    )
