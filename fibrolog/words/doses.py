"""What a dose is: an amount, with or without a unit, or free words; never a time or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fibrolog.entries import KINDS, RELIEFS, SIDES
from fibrolog.errors import NotUnderstood
from fibrolog.names import name_key
from fibrolog.numbers import NUMBER_WORDS
from fibrolog.text import quote
from fibrolog.vocabulary import Vocabulary, quoted
from fibrolog.words.times import ReadTime, mistyped_time, time_among

# 400 mg, 1/2 tablet, ½ cup, x2, half a tablet.
_BEGINS_WITH_NUMBER = re.compile(r"[x\u00d7]?[\d¼½¾⅓⅔]", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[x\u00d7]?[\d¼½¾⅓⅔.,/-]+", re.IGNORECASE)
_UNIT = re.compile(r"%|[^\W\d_][^\d_]*")
_LINKS = ("x", "\u00d7", "of", "to", "-", "\u2013")
# What the other words of a line are for; an l after a number is a litre.
_OF_OTHER_FIELDS = {
    *SIDES, "r", *KINDS, "woke", "awake", *RELIEFS, "helped", "and", "plus", "with", "for", "ago",
    "am", "pm", "a.m.", "p.m.", "at", "on",
}  # fmt: skip


def is_number(word: str) -> bool:
    """Tell whether a dose may begin with this word."""
    return _BEGINS_WITH_NUMBER.match(word) is not None or _is_number_word(word)


def amount_length(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return how many of the first words are an amount, such as 2 of `2 tablets at`."""
    place = 0
    while place < len(words) and is_number(words[place]):
        number = words[place]
        place += 1
        if not (_BARE_NUMBER.fullmatch(number) or _is_number_word(number)):
            continue
        if number.casefold() == "half" and words[place : place + 1] in (["a"], ["an"]):
            place += 1
        if place < len(words) and _is_unit(words[place], vocabulary):
            place += 1
        if words[place : place + 1] and words[place] in _LINKS and is_number(_at(words, place + 1)):
            place += 1
    return place


def require_dose(text: str, vocabulary: Vocabulary, read_time: ReadTime) -> None:
    """Check that a dose in a person's own words is not something else.

    Raises:
        NotUnderstood: when it is, or has in it, a time, or is a word of another field.
    """
    words = text.split()
    if when := time_among(words, read_time):
        raise NotUnderstood(
            f"The dose {quote(text)} has a time in it; type the time with "
            f"--at{_example(when, read_time)}, and only the amount as the dose."
        )
    if text.strip() and _is_of_another_field(text, vocabulary):
        raise NotUnderstood(
            f"The dose {quote(text)} means something else; type an amount such as 400mg, and "
            "anything else into --note."
        )


def _example(when: str, read_time: ReadTime) -> str:
    try:
        read_time(when)
    except NotUnderstood:
        return ""
    return f" {quoted(when)}"


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _is_number_word(word: str) -> bool:
    return word.casefold() in NUMBER_WORDS or word.casefold() == "half"


def _is_unit(word: str, vocabulary: Vocabulary) -> bool:
    return (
        _UNIT.fullmatch(word) is not None
        and word.casefold() not in _LINKS
        and not _is_number_word(word)
        and not _is_of_another_field(word, vocabulary)
        and not mistyped_time(word)
    )


def _is_of_another_field(text: str, vocabulary: Vocabulary) -> bool:
    return (
        name_key(text) in _OF_OTHER_FIELDS
        or vocabulary.regions.find(text) is not None
        or vocabulary.remedies.find(text) is not None
    )
