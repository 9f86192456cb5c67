"""The words after `took`: remedies separated by commas, each with a dose and a time if you like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from fibrolog.errors import NotUnderstood
from fibrolog.text import quote
from fibrolog.vocabulary import Remedy, Vocabulary
from fibrolog.words.doses import amount_length, is_number, require_dose
from fibrolog.words.times import ReadTime, mistyped_time, split_time

# A comma between two digits is a decimal point; any other separates remedies.
_SEPARATOR = re.compile(r"(?<!\d),|,(?!\d)")
# What links a dose with something that is none.
_LINKS = ("and", "plus", "with", "for", "+", "&")


class Use(NamedTuple):
    """A remedy that was named.

    Attributes:
        dose: as typed; '' when none was.
        when: the words for its moment; '' when none were.
    """

    remedy: Remedy
    dose: str = ""
    when: str = ""


class RemedyNotKnown(NotUnderstood):
    """One remedy of a line is not known.

    Attributes:
        parts: what was between the commas.
        place: which of the parts it is, from 0.
        name: the words taken for the remedy's name.
        others: the other words of its part.
    """

    def __init__(self, sentence: str, name: str, others: str) -> None:
        super().__init__(sentence)
        self.parts: tuple[str, ...] = ()
        self.place = 0
        self.name = name
        self.others = others


class UseGrammar(NamedTuple):
    """How the words for uses are read.

    Attributes:
        read_time: reads the words for a moment.
        shared: whether a moment said once holds for every remedy, as after `took`, or only for
            the one that it stands beside.
        quoted: texts that stood in quotes; such a one may be a dose in other words than an amount.
        free: whether every text counts as quoted that begins with a number.
    """

    read_time: ReadTime
    shared: bool = False
    quoted: Collection[str] = ()
    free: bool = False


def in_quotes(words: Iterable[str]) -> set[str]:
    """Return those of the words that a shell's quotes held together."""
    return {" ".join(word.split()) for word in words if len(word.split()) > 1}


def read_uses(words: Iterable[str], vocabulary: Vocabulary, grammar: UseGrammar) -> list[Use]:
    """Return each remedy that was named, with its dose and the words for its moment.

    Raises:
        NotUnderstood: naming a remedy that is not known, words that are neither a dose nor a
            time, a remedy named twice, or the absence of any.
    """
    parts = [part for text in split_uses(" ".join(words)) if (part := text.split())]
    read: list[Use | str] = []
    for place, part in enumerate(parts):
        try:
            read.append(_read_part(part, vocabulary, grammar))
        except RemedyNotKnown as error:
            error.parts, error.place = tuple(map(" ".join, parts)), place
            raise
    uses = _timed(read) if grammar.shared else [_with_remedy(one) for one in read]
    if not uses:
        raise NotUnderstood("No remedy was named; type one like: fibrolog took magnesium 400mg")
    for (name, _), times in Counter((use.remedy.name, use.when) for use in uses).items():
        if times > 1:
            raise NotUnderstood(
                f"The remedy {quote(name)} is named twice; name it once, with its whole dose."
            )
    return uses


def split_uses(text: str) -> list[str]:
    """Return what is between the commas that separate remedies."""
    return _SEPARATOR.split(text)


def _timed(read: Sequence[Use | str]) -> list[Use]:
    """Give every use its moment: one that was said once is that of all.

    Said more than once, each is that of the remedies since the one before.
    """
    said = [one if isinstance(one, str) else one.when for one in read]
    times = [when for when in said if when]
    uses: list[Use] = []
    waiting: list[Use] = []
    for one, when in zip(read, said, strict=True):
        if not isinstance(one, str):
            waiting.append(one)
        if when and len(times) > 1:
            if not waiting:
                raise NotUnderstood(
                    f"The time {quote(when)} has no remedy; type each after its remedy."
                )
            uses += [use._replace(when=when) for use in waiting]
            waiting = []
    if len(times) > 1 and waiting:
        raise NotUnderstood(
            f"It is not clear when {quote(waiting[0].remedy.name)} was; type its time after it too."
        )
    return [*uses, *(use._replace(when="".join(times)) for use in waiting)]


def _with_remedy(one: Use | str) -> Use:
    if isinstance(one, str):
        raise NotUnderstood(f"The time {quote(one)} stands alone; type it after its remedy.")
    return one


def _read_part(words: list[str], vocabulary: Vocabulary, grammar: UseGrammar) -> Use | str:
    """Return what stands between two commas: a use, or only the words for a moment."""
    remedy, taken = _leading_remedy(words, vocabulary)
    if remedy is not None:
        others, when = split_time(words[taken:], grammar.read_time)
        return Use(remedy, _read_dose(remedy, others, vocabulary, grammar), when)
    others, when = split_time(words, grammar.read_time)
    if not others:
        return when
    remedy, taken = _leading_remedy(others, vocabulary)
    if remedy is not None:
        return Use(remedy, _read_dose(remedy, others[taken:], vocabulary, grammar), when)
    raise _not_understood(others, when, vocabulary)


def _not_understood(words: list[str], when: str, vocabulary: Vocabulary) -> NotUnderstood:
    amounts = [place for place, word in enumerate(words) if is_number(word)]
    if amounts and amounts[0] > 0:  # `magnesum 400 mg`: the name ends where the dose begins
        return _not_known(words[: amounts[0]], words[amounts[0] :], when, vocabulary)
    name = [word for word in words if not is_number(word)] or words
    dose = [word for word in words if is_number(word)] if name is not words else []
    known = vocabulary.remedies.find(" ".join(name))
    if known is not None:
        told = " ".join(filter(None, [known.name, *dose, when]))
        return NotUnderstood(f"A dose comes after its remedy; type {told}.")
    return _not_known(name, dose, when, vocabulary)


def _not_known(
    name: list[str], dose: list[str], when: str, vocabulary: Vocabulary
) -> RemedyNotKnown:
    called = " ".join(name)
    others = " ".join(filter(None, [*dose, when]))
    return RemedyNotKnown(vocabulary.remedies.unknown(called), called, others)


def _leading_remedy(words: Sequence[str], vocabulary: Vocabulary) -> tuple[Remedy | None, int]:
    """Return the remedy that the longest run of first words names, and how many they are."""
    for taken in range(min(len(words), vocabulary.remedies.most_words), 0, -1):
        remedy = vocabulary.remedies.find(" ".join(words[:taken]))
        if remedy is not None:
            return remedy, taken
    return None, 0


def _read_dose(
    remedy: Remedy, words: list[str], vocabulary: Vocabulary, grammar: UseGrammar
) -> str:
    """Return the words as a dose, unless they are something else or there is more in them."""
    dose = " ".join(words)
    if not words:
        return ""
    length = amount_length(words, vocabulary)
    free = dose in grammar.quoted or (grammar.free and _is_one_dose(words, vocabulary))
    if length == len(words) or free:
        require_dose(dose, vocabulary, grammar.read_time)
        return dose
    word = words[length]
    place = f"the dose {quote(' '.join(words[:length]))}" if length else quote(remedy.name)
    hint = "type a comma between two remedies, and a dose like 400mg after its remedy"
    if length:
        hint = "type a comma between two remedies, and put a dose of other words into quotes"
    if near := mistyped_time(word):
        hint = f"type {near}"
    raise NotUnderstood(f"After {place} the word {quote(word)} is not understood; {hint}.")


def _is_one_dose(words: list[str], vocabulary: Vocabulary) -> bool:
    """Tell whether words that begin with a number go on about the same remedy."""
    return is_number(words[0]) and not any(
        word.casefold() in _LINKS
        or _leading_remedy(words[place : place + vocabulary.remedies.most_words], vocabulary)[0]
        for place, word in enumerate(words)
    )
