"""The words after `took`: remedies separated by commas, each with an optional dose at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from fibrolog.errors import NotUnderstood
from fibrolog.text import quote
from fibrolog.vocabulary import Remedy, Vocabulary

# A comma between two digits is a decimal point; any other separates remedies.
_SEPARATOR = re.compile(r"(?<!\d),|,(?!\d)")
# A dose begins with a number: 400 mg, 1/2 tablet, ½ cup.
_AMOUNT = re.compile(r"[\d¼½¾]")
# What links a dose with something that is none.
_LINKS = ("and", "plus", "with", "for", "+", "&")


class RemedyNotKnown(NotUnderstood):
    """One remedy of a line is not known.

    Attributes:
        parts: what was between the commas.
        place: which of the parts it is, from 0.
        name: the words taken for the remedy's name.
        dose: the other words of its part.
    """

    def __init__(self, sentence: str, name: str, dose: str) -> None:
        super().__init__(sentence)
        self.parts: tuple[str, ...] = ()
        self.place = 0
        self.name = name
        self.dose = dose


def read_uses(words: Iterable[str], vocabulary: Vocabulary) -> list[tuple[Remedy, str]]:
    """Return each remedy that was named, with its dose as typed ('' when none was).

    Raises:
        NotUnderstood: naming a remedy that is not known, words that are no dose, a remedy
            named twice, or the absence of any.
    """
    parts = [part for text in split_uses(" ".join(words)) if (part := text.split())]
    uses: list[tuple[Remedy, str]] = []
    for part in parts:
        try:
            uses.append(_read_use(part, vocabulary))
        except RemedyNotKnown as error:
            error.parts, error.place = tuple(map(" ".join, parts)), len(uses)
            raise
    if not uses:
        raise NotUnderstood("No remedy was named; type one like: fibrolog took magnesium 400mg")
    for name, times in Counter(remedy.name for remedy, _ in uses).items():
        if times > 1:
            raise NotUnderstood(
                f"The remedy {quote(name)} is named twice; name it once, with its whole dose."
            )
    return uses


def split_uses(text: str) -> list[str]:
    """Return what is between the commas that separate remedies."""
    return _SEPARATOR.split(text)


def _read_use(words: list[str], vocabulary: Vocabulary) -> tuple[Remedy, str]:
    remedy, taken = _leading_remedy(words, vocabulary)
    if remedy is not None:
        return remedy, _read_dose(remedy, words[taken:], vocabulary)
    amounts = [place for place, word in enumerate(words) if _AMOUNT.match(word)]
    if amounts and amounts[0] > 0:  # `magnesum 400 mg`: the name ends where the dose begins
        raise _not_known(words[: amounts[0]], words[amounts[0] :], vocabulary)
    name = [word for word in words if not _AMOUNT.match(word)] or words
    dose = [word for word in words if _AMOUNT.match(word)] if name is not words else []
    known = vocabulary.remedies.find(" ".join(name))
    if known is not None:
        raise NotUnderstood(f"A dose comes after its remedy; type {known.name} {' '.join(dose)}.")
    raise _not_known(name, dose, vocabulary)


def _not_known(name: list[str], dose: list[str], vocabulary: Vocabulary) -> RemedyNotKnown:
    called = " ".join(name)
    return RemedyNotKnown(vocabulary.remedies.unknown(called), called, " ".join(dose))


def _leading_remedy(words: list[str], vocabulary: Vocabulary) -> tuple[Remedy | None, int]:
    """Return the remedy that the longest run of first words names, and how many they are."""
    for taken in range(min(len(words), vocabulary.remedies.most_words), 0, -1):
        remedy = vocabulary.remedies.find(" ".join(words[:taken]))
        if remedy is not None:
            return remedy, taken
    return None, 0


def _read_dose(remedy: Remedy, words: list[str], vocabulary: Vocabulary) -> str:
    """Return the words as a dose, unless there is more in them than that."""
    if words and not _AMOUNT.match(words[0]):
        raise NotUnderstood(
            f"After {quote(remedy.name)} the word {quote(words[0])} is not understood; begin a "
            "dose with a number, such as 400mg, and put a comma between two remedies."
        )
    for place, word in enumerate(words):
        rest = words[place : place + vocabulary.remedies.most_words]
        if word.casefold() in _LINKS or _leading_remedy(rest, vocabulary)[0]:
            raise NotUnderstood(
                f"After the dose {quote(' '.join(words[:place]))} the word {quote(word)} is not "
                "understood; put a comma between two remedies, and anything else into --note."
            )
    return " ".join(words)
