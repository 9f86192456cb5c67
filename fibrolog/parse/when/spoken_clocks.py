"""Clock times in words: `half past 3 at night`, `5 o'clock in the morning`, `quarter to four`."""

from __future__ import annotations

import re

from fibrolog.text import NUMBER_WORDS, in_digits

_NUMBER = rf"(?:[0-9]{{1,2}}|{'|'.join(NUMBER_WORDS)})"
# Half past and o'clock are never anything but a time; an hour alone may be an amount.
_SPOKEN = re.compile(
    rf"\b(?:(?P<minutes>half|(?:a )?quarter|{_NUMBER}(?: min(?:ute)?s?)?) (?P<way>past|to) )?"
    rf"(?P<hour>{_NUMBER})(?P<clock> ?o ?['\u2019]? ?clock)?"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?"
    r"| (?:in the |at )?(?P<part>morning|afternoon|evening|night))?(?!\w)"
)
_QUARTER, _HALF = 15, 30
_HOURS_IN_HALF, _SIXTY, _HOURS = 12, 60, 24
# The hours that people call so, before and after noon.
_PARTS = {
    "morning": (range(1, 12), range(0)),
    "afternoon": (range(0), (12, *range(1, 7))),
    "evening": (range(0), range(4, 12)),
    "night": ((12, *range(1, 6)), range(6, 12)),
}


def spoken_readings(words: str) -> list[str]:
    """Return a text with its clock time in digits, in the one way or the two that it can be read.

    Args:
        words: casefolded; such as `yesterday half past 3`.

    Returns:
        None for other words; otherwise such as `yesterday 3:30am` and `yesterday 3:30pm`.
    """
    for found in _SPOKEN.finditer(words):
        if found["clock"] or (found["way"] and (found["way"] == "past" or _is_sure(found))):
            return [
                f"{words[: found.start()]}{clock}{words[found.end() :]}" for clock in _clocks(found)
            ]
    return []


def _is_sure(found: re.Match[str]) -> bool:
    """Tell whether `to` is that of a clock: `1 to 2` is an amount."""
    return found["minutes"].endswith(("quarter", "minute", "minutes")) or bool(
        found["half"] or found["part"]
    )


def _clocks(found: re.Match[str]) -> list[str]:
    hour = int(in_digits(found["hour"]))
    if hour > _HOURS_IN_HALF or hour == 0:
        return [_clock(hour, found, "")]
    if found["half"]:
        return [_clock(hour, found, found["half"])]
    before, after = _PARTS.get(found["part"], ((), ()))
    halves = "a" * (hour in before) + "p" * (hour in after) or "ap"
    return [_clock(hour, found, half) for half in halves]


def _clock(hour: int, found: re.Match[str], half: str) -> str:
    """Return a time of day in digits, such as `3:30am`."""
    minutes = _minutes(found["minutes"] or "0")
    hour = hour % _HOURS_IN_HALF + _HOURS_IN_HALF * (half == "p") if half else hour
    if found["way"] == "to":
        hour, minutes = (hour - 1) % _HOURS, _SIXTY - minutes
    if not half:
        return f"{hour}:{minutes:02}"
    return f"{hour % _HOURS_IN_HALF or _HOURS_IN_HALF}:{minutes:02}{'ap'[hour >= _HOURS_IN_HALF]}m"


def _minutes(words: str) -> int:
    named = {"half": _HALF, "quarter": _QUARTER, "a quarter": _QUARTER}
    return named[words] if words in named else int(in_digits(words).split()[0])
