"""Intensities, durations and repeats as people type them."""

from __future__ import annotations

import re

from fibrolog.domain.entries import (
    HIGHEST_COUNT,
    LONGEST_DURATION_S,
    WORST_INTENSITY,
)
from fibrolog.errors import NotUnderstood
from fibrolog.text import in_digits, normalised, quote, require_one_reading

# Enough digits for any amount, and few enough that Python still reads them as a number.
_WHOLE = r"\d{1,15}"

_NUMBER = rf"{_WHOLE}(?:\.\d{{1,15}})?"

_DURATION = re.compile(
    rf"(?:(?P<h>{_NUMBER})\s*(?:h|hr|hrs|hour|hours))?\s*"
    rf"(?:(?P<m>{_NUMBER})\s*(?:m|min|mins|minute|minutes))?\s*"
    rf"(?:(?P<s>{_NUMBER})\s*(?:s|sec|secs|second|seconds))?",
    re.ASCII,
)

_SECONDS = {"h": 3600, "m": 60, "s": 1}

_COUNT = re.compile(
    rf"[x*\u00d7]\s*({_WHOLE})|({_WHOLE})\s*(?:[x\u00d7]|times)", re.ASCII
)  # \u00d7: the times sign

_INTENSITY = re.compile(rf"(-?{_NUMBER})(?:\s*/\s*10)?", re.ASCII)

# How durations are spoken: half an hour, a minute, 1 hour and 20 minutes.
_SPOKEN = {
    r"\bhalf (?:an? )?(?=(?:hour|minute)\b)": "0.5 ",
    r"\ban? (?=(?:hour|minute|second)\b)": "1 ",
    r"(?<=[a-z]) and (?=\d)": " ",
}

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")

# What 1.1 minutes lack of 66 seconds in binary floating point is far below this.
_ROUNDING_ERROR = 1e-6


def plain(text: str) -> str:
    """Return `text` as the grammars compare it: no letter case, odd digits or decimal commas.

    Numbers and durations as voice typing writes them get their digits: `three minutes`.
    """
    text = normalised(text)
    text = _DECIMAL_COMMA.sub(".", " ".join(text.casefold().split()))
    text = in_digits(text)
    if " " in text and ("an" in text or "a " in text or "half" in text):
        for words, digits in _SPOKEN.items():
            text = re.sub(words, digits, text)
    return text


def looks_like_duration(text: str) -> bool:
    """Tell whether `text` is written like a duration, whether or not it is one we accept."""
    return bool(text.strip()) and _DURATION.fullmatch(text) is not None


def looks_like_count(text: str) -> bool:
    """Tell whether `text` is written like a repeat."""
    return _COUNT.fullmatch(text) is not None


def looks_like_intensity(text: str) -> bool:
    """Tell whether `text` is written like an intensity."""
    return _INTENSITY.fullmatch(text) is not None


def duration(typed: str) -> int:
    """Return the seconds of `90s`, `3 min`, `2m30s` or `1,5h`.

    Raises:
        NotUnderstood: when it is no duration, could be two, is not in whole seconds, or not within
            24 hours.
    """
    require_one_reading(typed)
    text = plain(typed)
    if not looks_like_duration(text):
        raise NotUnderstood(f"The duration {quote(typed)} is not understood; type 90s, 3m or 1h.")
    found = _DURATION.fullmatch(text)
    parts = found.groupdict() if found else {}
    seconds = sum(_SECONDS[unit] * float(number) for unit, number in parts.items() if number)
    if not 0 < seconds <= LONGEST_DURATION_S:
        raise NotUnderstood(
            f"The duration {quote(typed)} is not between 1 second and 24 hours; type 90s, 3m or 1h."
        )
    whole = max(1, round(seconds))
    if abs(seconds - whole) > _ROUNDING_ERROR:
        raise NotUnderstood(
            f"The duration {quote(typed)} is {seconds:g} seconds, and the diary keeps whole ones; "
            f"type {whole}s."
        )
    return whole


def count(typed: str) -> int:
    """Return the number in `x4`, `4x` or, as an option's value, `4`.

    Raises:
        NotUnderstood: when it is no number, or none the diary accepts.
    """
    require_one_reading(typed)
    text = plain(typed)
    found = _COUNT.fullmatch(text)
    digits = (found[1] or found[2]) if found else text
    if not re.fullmatch(_WHOLE, digits, re.ASCII):
        raise NotUnderstood(f"The count {quote(typed)} is not understood; type one like x4.")
    if not 0 < int(digits) <= HIGHEST_COUNT:
        raise NotUnderstood(
            f"The count {quote(typed)} is not between 1 and {HIGHEST_COUNT}; type one like x4."
        )
    return int(digits)


def intensity(typed: str) -> int:
    """Return the number in `7` or `7/10`.

    Raises:
        NotUnderstood: when it is not a whole number from 0 to 10.
    """
    require_one_reading(typed)
    found = _INTENSITY.fullmatch(plain(typed))
    number = float(found[1]) if found else -1.0
    if not 0 <= number <= WORST_INTENSITY or number != round(number):
        raise NotUnderstood(
            f"The intensity {quote(typed)} is not on the scale; "
            f"type a whole number from 0 to {WORST_INTENSITY}, such as 7."
        )
    return round(number)
