"""Clock times: `14:30`, `2am`, `2:15 a.m.`, `7.30pm`, `noon`, `midnight`."""

from __future__ import annotations

import re
from datetime import time

from fibrolog.parse.when.input import Typed

# A bare number is matched only to be refused with what it may have meant. A dot before the minutes
# is certain only with am or pm.
CLOCK = (
    r"(?:(?P<name>noon|midnight)"
    r"|(?P<hour>[0-9]{1,2})(?=:| ?[ap]|\.[0-9]{2} ?[ap]\.? ?m)"
    r"(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"|(?P<bare>[0-9]+))"
)
_CLOCK = re.compile(CLOCK)
_DOTTED = re.compile(r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})")

_NAMED = {"noon": time(12), "midnight": time(0)}
_HOURS = 24
_HOURS_IN_HALF = 12
_SIXTY = 60


def read_clock(words: str, typed: Typed) -> time:
    """Read words that match `CLOCK`.

    Raises:
        NotUnderstood: there is no such time of day, or a bare number may be morning or evening.
    """
    parts = _CLOCK.fullmatch(words)
    if parts is None:
        raise typed.refused("has no clock time; type one like 2am or 14:30")
    if parts["name"]:
        return _NAMED[parts["name"]]
    if parts["bare"]:
        raise typed.refused(f"has a bare number for a time; type {_meant(parts['bare'])}")
    if (parts["fraction"] or "").strip("0"):
        raise typed.refused("has a fraction of a second; type whole seconds, like 14:30:15")
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    if parts["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF:
            raise typed.refused(
                f"has {hour} o'clock with am or pm; type an hour from 1 to 12 with it, like 1pm, "
                "or the hour alone, like 13:00"
            )
        hour = hour % _HOURS_IN_HALF + (_HOURS_IN_HALF if parts["half"] == "p" else 0)
    if hour >= _HOURS or minute >= _SIXTY or second >= _SIXTY:
        raise typed.refused("is not a time from 00:00 to 23:59; type one like 2am or 14:30")
    return time(hour, minute, second)


def refuse_dotted(typed: Typed) -> None:
    """Refuse `10.30`, which is a clock time to some and a date to others.

    Raises:
        NotUnderstood: the whole text is two numbers with a dot that could be a clock time.
    """
    parts = _DOTTED.fullmatch(typed.plain)
    if parts and _on_dial(parts["hour"], parts["minute"]):
        raise typed.refused(
            f"could be a time or a date; type {int(parts['hour']):02}:{parts['minute']} for the "
            "time, or a date like 2026-11-20"
        )


def _meant(number: str) -> str:
    """Return what to type for a bare number."""
    hour, minute = (number, "00") if len(number) <= len("12") else (number[:-2], number[-2:])
    if not _on_dial(hour, minute):
        return "a time like 8am or 14:30, and a year with all its four digits"
    if hour == number and 1 <= int(hour) <= _HOURS_IN_HALF:
        return f"{int(hour)}am or {int(hour)}pm"
    return f"{int(hour):02}:{minute}"


def _on_dial(hour: str, minute: str) -> bool:
    return len(hour) <= len("12") and int(hour) < _HOURS and int(minute) < _SIXTY
