"""Names in somebody else's table: regions with their sides, and remedies with their doses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from fibrolog.domain.entries import SIDES, Side, require_short
from fibrolog.domain.vocabulary import Noun, Region, Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.parse.episode import EpisodeParts, has_reserved_word, read_episode, read_side
from fibrolog.parse.names import new_name, new_region_name
from fibrolog.parse.remedies import (
    UseGrammar,
    read_uses,
    require_no_time_or_amount,
    time_among,
    time_in_dose,
)
from fibrolog.parse.when.phrases import parse_moment
from fibrolog.text import either, name_key, plural, quote, require_one_reading

YES = {"yes", "y", "true", "1", "x", "\u2713", "\u2714", "\u2611"}
NO = {"no", "n", "false", "0", "", "\u2610", "\u2717", "\u2718"}
_SIDES: dict[str, Side] = {
    "l": "left", "lt": "left", "left": "left", "left side": "left",
    "r": "right", "rt": "right", "right": "right", "right side": "right",
    "both": "both", "both sides": "both", "bilateral": "both", "l/r": "both", "r/l": "both",
    "l+r": "both", "r+l": "both", "left/right": "both", "left and right": "both",
}  # fmt: skip
# What people write of a day without a spasm, vaguely; it must never become a region.
_LIKE_A_CLEAR_DAY = re.compile(
    r"(?:no|none|nothing|nil|zero|without)\b"
    r"|.*\b(?:good (?:day|night|one)|all good|ok|okay|o\.k\.?|fine|free|clear)(?!\w)",
    re.DOTALL,
)
_PART = re.compile(r"[;\n]|\s\+\s|(?<!\d),|,(?!\d)")
_IN_BRACKETS = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
# What stands between two remedies, unless it belongs to the name of one.
_LINK = re.compile(r"\s*[/&+]\s*|\s+(?:and|plus)\s+", re.IGNORECASE)


class TableNames:
    """Looks names up, and takes unknown ones for new words where `take_new` allows it."""

    def __init__(self, vocabulary: Vocabulary, now: datetime, *, take_new: bool) -> None:
        self._vocabulary = vocabulary
        self._uses_grammar = UseGrammar(lambda text: parse_moment(text, now), free=True)
        self._take_new = take_new

    def region(self, text: str) -> EpisodeParts:
        """Understand a cell such as `left calf`, `Calf (L)` or `calf 7/10`.

        Raises:
            NotUnderstood: when it names no region, more than one, or one that is not known.
        """
        require_one_reading(text)
        spaced = re.sub(r"[()\[\]:;]|(?<!\d),|,(?!\d)|(?<!\S)[-\u2013](?!\S)", " ", text)
        words = [word for text in spaced.split() for word in _words(text)]
        try:
            found = read_episode(words, self._vocabulary)
        except NotUnderstood:
            found = self._with_words_swapped(text) or self._new_region(text, words)
        if found.region is None:
            raise NotUnderstood(f"{quote(text)} names no region; write one such as left calf.")
        return found

    def _with_words_swapped(self, text: str) -> EpisodeParts | None:
        """Understand `Back (lower)` as lower back, where that is known."""
        parts = _IN_BRACKETS.fullmatch(text.strip())
        if parts is None:
            return None
        words = [word for text in f"{parts[2]} {parts[1]}".split() for word in _words(text)]
        try:
            return read_episode(sorted(words, key=lambda word: word in SIDES), self._vocabulary)
        except NotUnderstood:
            return None

    def _new_region(self, text: str, words: Sequence[str]) -> EpisodeParts:
        """Take the words for a region that is not known and its side, where that is allowed."""
        sides = {word for word in words if word in SIDES}
        name = " ".join(word for word in words if word not in SIDES)
        regions = self._vocabulary.regions
        if len(sides) > 1:
            raise NotUnderstood(f"{quote(text)} has more than one side; write left, right or both.")
        side = read_side(sides.pop()) if sides else None
        if known := regions.find(name):
            return EpisodeParts(known, side)
        single = {
            known.name for word in re.split(r"[\s/&+]+", name) if (known := regions.find(word))
        }
        if len(single) > 1:
            raise NotUnderstood(
                f"{quote(text)} names more than one region; give each a line of its own."
            )
        if _LIKE_A_CLEAR_DAY.match(name_key(text)):
            raise NotUnderstood(
                f"{quote(text)} looks like a day without a spasm; "
                "write no spasm, or the region alone."
            )
        if not name or has_reserved_word(name) or (single and not self._take_new):
            raise NotUnderstood(
                f"{quote(text)} is not understood; write a region and its side, such as left calf."
            )
        if not self._take_new or name.casefold() in YES | NO:
            raise NotUnderstood(_unknown("region", name, regions.nearest(name)))
        require_no_time_or_amount(name, self._uses_grammar.read_time)
        return EpisodeParts(Region(new_region_name([name])), side)

    def uses(self, text: str) -> list[tuple[str, str]]:
        """Understand a cell such as `magnesium 400mg; heat`, as remedies with their doses.

        Raises:
            NotUnderstood: when a remedy is not known or named twice, or a dose is no dose.
        """
        bare = re.sub(r"[()\[\]]", " ", text)
        parts = [" ".join(part.split()) for part in _PART.split(bare) if part.strip()]
        found = [use for part in parts for use in self._uses(part)]
        names = Counter(name_key(name) for name, _ in found)
        for name, _ in found:
            if names[name_key(name)] > 1:
                raise NotUnderstood(f"The remedy {quote(name)} is named twice; name it once.")
        return found

    def _uses(self, part: str) -> list[tuple[str, str]]:
        """Understand what stands between two separators, mostly one remedy."""
        for parts in ([part], _LINK.split(part)):
            try:
                uses = [
                    use
                    for one in parts
                    for use in read_uses([one], self._vocabulary, self._uses_grammar)
                ]
            except NotUnderstood:
                continue
            for use in uses:
                self.require_no_time(use.when)
            return [(use.remedy.name, use.dose) for use in uses]
        self.require_no_time(part)
        words = part.split()
        amount = next((index for index, word in enumerate(words) if word[0].isdigit()), len(words))
        name, dose = " ".join(words[:amount]), " ".join(words[amount:])
        remedies = self._vocabulary.remedies
        longest = min(amount, remedies.most_words)
        known = next(
            (end for end in range(longest, 0, -1) if remedies.find(" ".join(words[:end]))), 0
        )
        if 0 < known < amount and not remedies.find(" ".join(words[known:amount])):
            raise NotUnderstood(
                f"The remedy {quote(name)} is not known; write {' '.join(words[:known])} alone or "
                "with a dose like 400mg, or add it before, with fibrolog remedies add."
            )
        if not name or known:
            raise NotUnderstood(
                f"{quote(part)} is not understood as a remedy and its dose; "
                "write them like magnesium 400mg, and a semicolon between two."
            )
        if not self._take_new or name.casefold() in YES | NO:
            raise NotUnderstood(_unknown("remedy", name, remedies.nearest(name)))
        require_no_time_or_amount(name, self._uses_grammar.read_time)
        return [(new_name([name]), self.dose(dose))]

    def dose(self, text: str) -> str:
        """Take a cell for a dose.

        Raises:
            NotUnderstood: when there is a time in it, or it is too long.
        """
        require_short("dose", text)
        self._require_none(text, time_in_dose(text, self._uses_grammar.read_time))
        return text

    def require_no_time(self, text: str) -> None:
        """Check that no time stands where it would be lost: a row has one moment.

        Raises:
            NotUnderstood: when there is one.
        """
        self._require_none(text, time_among(text.split(), self._uses_grammar.read_time))

    @staticmethod
    def _require_none(text: str, when: str | None) -> None:
        if when is not None:
            raise NotUnderstood(
                f"{quote(text)} has a time in it, {quote(when)}; give what was taken then a line "
                "of its own, with its time in the column of times."
            )


def _words(word: str) -> list[str]:
    """Return a word with its sides as we write them, `calf/l` and `left-calf` in two."""
    if side := _SIDES.get(word.casefold().rstrip(".")):
        return [side]
    parts = [_SIDES.get(part.casefold(), part) for part in re.split(r"[/-]", word)]
    return [part for part in parts if part] if set(parts) & set(SIDES) else [word]


def _unknown(noun: Noun, name: str, close: Sequence[str]) -> str:
    if name.casefold() in YES | NO:
        return f"{quote(name)} is no {noun}; write its name, such as {_EXAMPLES[noun]}."
    nearby = either(close) if close else f"one that fibrolog {plural(noun)} shows"
    return (
        f"The {noun} {quote(name)} is not known; write {nearby}, "
        f"or add --new-names to take it as a new {noun}."
    )


_EXAMPLES: dict[Noun, str] = {"region": "calf", "remedy": "heat"}


def side_in_cell(text: str) -> Side:
    """Return the side that a cell of its own names.

    Raises:
        NotUnderstood: when it names none.
    """
    side = _SIDES.get(" ".join(text.casefold().rstrip(".").split()))
    if side is None:
        raise NotUnderstood(
            f"The side {quote(text)} is not known; write left, right or both, or leave it empty."
        )
    return side
