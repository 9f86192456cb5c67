"""The words after `add`: a region, a side, an intensity, a duration, a repeat, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from fibrolog.domain.entries import KINDS, SIDES, Kind, Side
from fibrolog.domain.vocabulary import Region, Remedy, Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.text import either, name_key, nearest, quote, require_one_reading, shell_quoted

if TYPE_CHECKING:  # a bare `add` names no remedy
    from fibrolog.parse.remedies import Use
from fibrolog.domain.vocabulary import LONGEST_NAME

_SIDE_WORDS: dict[str, Side] = {"l": "left", "r": "right", **{side: side for side in SIDES}}
# `1 hour and 30 minutes and 20 seconds` is the longest way to write one thing.
_LONGEST_DURATION_WORDS = 8
# What links the words of a sentence is no name to propose.
_LINKING = {
    "a", "an", "and", "at", "but", "by", "for", "from", "i", "in", "is", "it", "last", "my", "no",
    "not", "of", "on", "or", "so", "than", "the", "then", "to", "was", "were", "when", "with",
}  # fmt: skip
_EXAMPLE = "fibrolog add calf l 7 3m"


@dataclass(frozen=True)
class EpisodeParts:
    """What a line, or the options beside it, say of an episode; None: nothing."""

    region: Region | None = None
    side: Side | None = None
    intensity: int | None = None
    duration_s: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class Line:
    """What a line, its options, and answers to questions about it said; None: nothing.

    Attributes:
        said: of the episode.
        woke: whether it woke the person.
        uses: remedies taken against it.
        new: those of the remedies that are to be added to the vocabulary.
    """

    said: EpisodeParts = EpisodeParts()
    kind: Kind | None = None
    woke: bool | None = None
    uses: tuple[Use, ...] | None = None
    new: tuple[Remedy, ...] = ()


class WordNotUnderstood(NotUnderstood):
    """One word of a line fits nothing.

    Attributes:
        words: the single words of the line.
        index: which of them it is, from 0.
    """

    def __init__(self, sentence: str, words: Sequence[str], index: int) -> None:
        super().__init__(sentence)
        self.words = tuple(words)
        self.index = index


def read_episode(words: Iterable[str], vocabulary: Vocabulary) -> EpisodeParts:
    """Understand the words after `add`.

    Raises:
        NotUnderstood: naming a word that fits nothing, or something said twice.
    """
    said: dict[str, Any] = {}
    typed: dict[str, str] = {}
    words = tuple(words)
    require_one_reading(" ".join(words))
    for field, value, text in _meanings(_split(words), vocabulary):
        if field in said:
            unit = ", and give a duration its unit" if field == "intensity" else ""
            raise NotUnderstood(
                f"The line has two {_PLURALS[field]}, {quote(typed[field])} and {quote(text)}; "
                f"save one at a time{unit}, such as: {_EXAMPLE}"
            )
        said[field], typed[field] = value, text
    return EpisodeParts(**said)


def read_side(typed: str) -> Side:
    """Return the side that `l`, `left`, `r`, `right` or `both` names.

    Raises:
        NotUnderstood: when it names none.
    """
    side = _SIDE_WORDS.get(name_key(typed))
    if side is None:
        raise NotUnderstood(f"The side {quote(typed)} is not known; type left, right or both.")
    return side


def combined(words: EpisodeParts, options: EpisodeParts) -> EpisodeParts:
    """Return what the words and the options said together.

    Raises:
        NotUnderstood: when both said the same thing, even with the same value.
    """
    said: dict[str, Any] = {}
    for field in fields(EpisodeParts):
        values = [getattr(words, field.name), getattr(options, field.name)]
        known = [value for value in values if value is not None]
        if len(known) > 1:
            option = field.name.removesuffix("_s")
            raise NotUnderstood(
                f"The {option} was given twice, in the words and with --{option}; give it once."
            )
        said[field.name] = known[0] if known else None
    return EpisodeParts(**said)


def is_about_spasm(words: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a line is about a spasm: it begins with a region, or all of it is understood."""
    split = _split(words)
    for length in range(min(len(split), vocabulary.regions.most_words), 0, -1):
        if vocabulary.regions.find(" ".join(split[:length])) is not None:
            return True
    try:
        return any(field == "region" for field, _, _ in list(_meanings(split, vocabulary)))
    except NotUnderstood:
        return False


def has_reserved_word(name: str) -> bool:
    """Tell whether `name` has a word that means a side, an amount or a kind.

    No region can have such a name, or a line would mean two things.
    """
    return any(
        text in _SIDE_WORDS
        or text in KINDS
        or amounts.looks_like_duration(text)
        or amounts.looks_like_count(text)
        or amounts.looks_like_intensity(text)
        for text in map(amounts.plain, [name, *name.split()])
    )


_PLURALS = {
    "region": "regions",
    "side": "sides",
    "intensity": "intensities",
    "duration_s": "durations",
    "count": "repeats",
}


def _split(words: Iterable[str]) -> list[str]:
    """Return the single words; a comma separates them unless it is a decimal point.

    A full stop at the end of a word is what voice typing leaves behind.
    """
    text = " ".join(" ".join(words).split())  # or the spaces of a long cell take long
    text = re.sub(r"(?<!\d),|,(?!\d)", " ", text)
    text = re.sub(r"\s*/\s*", "/", text)
    text = re.sub(r"\s+(?:out )?of (?:ten|10)\b", "/10", text, flags=re.IGNORECASE)
    return [word.rstrip(".") or word for word in text.split()]


def _meanings(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, object, str]]:
    """Yield field, value and the words that said it, taking as many words at once as fit."""
    index = 0
    longest = max(vocabulary.regions.most_words, _LONGEST_DURATION_WORDS)
    while index < len(words):
        rest = words[index : index + longest]
        meaning = _meaning(rest, vocabulary)
        if meaning is None:
            raise WordNotUnderstood(_refusal(rest, vocabulary), words, index)
        field, value, length = meaning
        yield field, value, " ".join(rest[:length])
        index += length


def _meaning(rest: Sequence[str], vocabulary: Vocabulary) -> tuple[str, object, int] | None:
    for length in range(min(len(rest), vocabulary.regions.most_words), 0, -1):
        region = vocabulary.regions.find(" ".join(rest[:length]))
        if region is not None:
            return "region", region, length
    for length in range(min(len(rest), _LONGEST_DURATION_WORDS), 0, -1):
        if amounts.looks_like_duration(amounts.plain(text := " ".join(rest[:length]))):
            return "duration_s", amounts.duration(text), length
    for length in (2, 1):  # `x 4` and `x4`
        if amounts.looks_like_count(amounts.plain(text := " ".join(rest[:length]))):
            return "count", amounts.count(text), min(length, len(rest))
    word = rest[0]
    if name_key(word) in _SIDE_WORDS:
        return "side", read_side(word), 1
    if amounts.looks_like_intensity(amounts.plain(word)):
        return "intensity", amounts.intensity(word), 1
    return None


def _refusal(rest: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the sentence for a word that fits nothing, with what would have worked."""
    word = rest[0]
    refused = f"The word {quote(word)} is not understood"
    if option := _option_for(word, vocabulary):
        return f"{refused} here; type {option} instead."
    regions = vocabulary.regions
    close = nearest(word, ("left", "right", "both"))
    close = close or regions.nearest(" ".join(rest[:2])) or regions.nearest(word)
    instead = either(close) if close else "a region that fibrolog regions shows"
    if re.fullmatch(r"\d+[hm]\d+", word.casefold()):
        return f"{refused}; type {word}{'m' if 'h' in word.casefold() else 's'}."
    if word.isalpha() and word.casefold() not in _LINKING and len(word) <= LONGEST_NAME:
        return (
            f"{refused}; type {instead}, or add it with: fibrolog regions add {shell_quoted(word)}"
        )
    return f"{refused}; type words such as: {_EXAMPLE}"


def _option_for(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the option that a word belongs to which is understood, but not among the words."""
    key = name_key(word)
    if key in KINDS:
        return f"--kind {key}"
    if key in ("woke", "awake"):
        return "--woke"
    if vocabulary.remedies.find(word) is not None:
        return f"--took {shell_quoted(word)}"
    return None
