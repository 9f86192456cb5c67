"""Telling times from other words: what was said of a moment is never kept as anything else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from fibrolog.errors import NotATime, NotUnderstood
from fibrolog.text import quote

# Reads the words for a moment. It raises NotATime for words of another kind, and NotUnderstood
# for those of a moment that cannot be taken.
ReadTime: TypeAlias = Callable[[str], object]

# What every time has that could not be an amount; most words need no grammar to be told apart.
_MARK = re.compile(
    r"\d:\d|\d ?[ap]\.? ?m|\d{4}[-/.]\d|\d[-/.]\d+[-/.]\d"
    r"|\b(?:at\b|ago|now|to[dnm]|yes|noon|midn|night|morn|after|even|mon|tue|wed|thu|fri|sat|sun"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
# Times that the grammar does not know, and nobody means anything else by.
_VAGUE = re.compile(
    r"(?:this|yesterday|tomorrow|last) (?:morning|afternoon|evening|night)|tonight|tomorrow"
)
# `3 hours and 20 minutes and 30 seconds ago` is the longest way to say when.
_LONGEST = 9
_PUNCTUATION = " .,;:!?()\"'"
_PAIR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})")
_MONTHS, _DAYS = 12, 31
# An eighth is the smallest share of anything that people take.
_LARGEST_SHARE = 8
_DAY_WORDS = (
    "today", "yesterday", "midnight", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
)  # fmt: skip
# difflib's ratio: `yesterdya` is at 0.89, while `spoon` and `noon` are at 0.67.
_MISTYPED = 0.8


class Split(NamedTuple):
    """Words with the time among them taken out of them."""

    others: list[str]
    time: str = ""


def split_time(words: Sequence[str], read_time: ReadTime) -> Split:
    """Take the time off the end of some words, or off their front.

    Raises:
        NotUnderstood: when they have a time that cannot be taken, or that could be an amount.
    """
    size = _size(words, read_time, at_end=True)
    if size:
        return Split(list(words[:-size]), _bare(words[-size:]))
    size = _size(words, read_time, at_end=False)
    return Split(list(words[size:]), _bare(words[:size]))


def time_among(words: Sequence[str], read_time: ReadTime) -> str | None:
    """Return the first words that are a time, one that can be taken or not; None: there is none."""
    for word, after in pairwise([*words, ""]):
        if _is_like_a_date(word) and not after[:1].isalpha():  # 5/10 mg is an amount
            return word
    if not _has_mark(words):
        return None
    for start in range(len(words)):
        for size in range(min(len(words) - start, _LONGEST), 0, -1):
            if _is_time(run := words[start : start + size], read_time) is not False:
                return _bare(run)
    return None


def _is_like_a_date(word: str) -> bool:
    """Tell whether two numbers are those of a day and a month, and no amount that people take.

    `1/2` is a half, `2-3` a range and `2.5` a number; `20/11` is none of these.
    """
    return _day_and_month(word) and not _is_date_or_amount(word)


def mistyped_time(word: str) -> str:
    """Return the word for a day that `word` nearly is, '' for none."""
    close = difflib.get_close_matches(word.casefold(), _DAY_WORDS, 1, _MISTYPED)
    return close[0] if close else ""


def _size(words: Sequence[str], read_time: ReadTime, *, at_end: bool) -> int:
    """Return how many of the last, or first, words are a time."""
    if not _has_mark(words):
        return 0
    refusal: NotUnderstood | None = None
    for size in range(min(len(words), _LONGEST), 0, -1):
        run = words[-size:] if at_end else words[:size]
        said = _is_time(run, read_time)
        if said is False:
            continue
        if pair := next(filter(_is_date_or_amount, run), None):
            raise NotUnderstood(
                f"{quote(pair)} could be a date or a dose; type the date like 20 Nov, or the dose "
                "with its unit, such as 5mg."
            )
        if said is True:
            return size
        # `20 Nov 3`: an hour, or the 3rd of November? But in `400 yesterday` the number is a dose.
        shorter = (run[:less] if at_end else run[-less:] for less in range(1, size))
        if any(_is_time(part, read_time) is not False for part in shorter):
            raise said
        refusal = refusal or said
    if refusal:
        raise refusal
    return 0


def _is_time(words: Sequence[str], read_time: ReadTime) -> bool | NotUnderstood:
    """Return whether the words are a time, and if it cannot be taken, why."""
    if not _has_mark(words):
        return False
    text = _bare(words)
    try:
        read_time(text)
    except NotATime:
        if _VAGUE.fullmatch(_plain(text)):
            return NotUnderstood(
                f"{quote(text)} is not understood; type a time like 8am or yesterday."
            )
        return False
    except NotUnderstood as error:
        return error
    return True


def _has_mark(words: Sequence[str]) -> bool:
    return bool(words) and _MARK.search(_plain(" ".join(words))) is not None


def _is_date_or_amount(word: str) -> bool:
    pair = _PAIR.fullmatch(word)
    if pair is None or not _day_and_month(word):
        return False
    first, last = int(pair[1]), int(pair[3])
    return pair[2] == "." or (first < last and (pair[2] == "-" or last <= _LARGEST_SHARE))


def _day_and_month(word: str) -> bool:
    pair = _PAIR.fullmatch(word)
    if pair is None:
        return False
    lower, higher = sorted((int(pair[1]), int(pair[3])))
    return 0 < lower <= _MONTHS and higher <= _DAYS


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(_PUNCTUATION)


def _plain(text: str) -> str:
    if not text.isascii():
        import unicodedata  # most words need no more than ASCII

        text = unicodedata.normalize("NFKC", text)
    return text.casefold()
