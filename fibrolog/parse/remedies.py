"""Telling times from other words: what was said of a moment is never kept as anything else."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.domain.entries import (
    KINDS,
    RELIEFS,
    SIDES,
    require_short,
)
from fibrolog.domain.vocabulary import Remedy, Vocabulary
from fibrolog.errors import NotATime, NotUnderstood
from fibrolog.text import NUMBER_WORDS, name_key, normalised, quote, shell_quoted

# 400 mg, 1/2 tablet, ½ cup, x2, half a tablet.
_BEGINS_WITH_NUMBER = re.compile(r"[x\u00d7]?[\d¼½¾⅓⅔]", re.IGNORECASE)

_BARE_NUMBER = re.compile(r"[x\u00d7]?[\d¼½¾⅓⅔.,/-]+", re.IGNORECASE)

_UNIT = re.compile(r"%|[^\W\d_][^\d_]*")

# What nobody calls a remedy; 5-HTP is one.
_AMOUNT = re.compile(
    # A number in words stands apart from its unit: TENS is a remedy, and no ten seconds.
    rf"(?:[x\u00d7]?[\d¼½¾⅓⅔.,/-]+ ?|(?:{'|'.join(NUMBER_WORDS)}|half|an?) )+"
    r"(?:[mµμ]?c?g|mcg|kg|ug|[mcd]?l|i\.?u\.?|%|x|h|hours?|m|min|minutes?|s|seconds?"
    r"|tablets?|tabs?|pills?|capsules?|caps?|drops?|cups?|glass(?:es)?|sprays?|patch(?:es)?"
    r"|(?:tea|table)?spoons?|spoonfuls?|puffs?|sachets?|doses?)"
)

# What links the two numbers or words of one dose.
_LINKS = ("x", "\u00d7", "of", "to", "-", "\u2013")

# What the other words of a line are for; an l after a number is a litre.
_OF_OTHER_FIELDS = {
    *SIDES, "r", *KINDS, "woke", "awake", *RELIEFS, "helped", "and", "plus", "with", "for", "ago",
    "am", "pm", "a.m.", "p.m.", "at", "on", "in", "past", "o'clock", "oclock", "earlier", "later",
    "before", "after", "since", "until",
}  # fmt: skip


def is_number(word: str) -> bool:
    """Tell whether a dose may begin with this word."""
    return _BEGINS_WITH_NUMBER.match(word) is not None or _is_number_word(word)


def amount_length(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return how many of the first words are an amount, such as 2 of `2 tablets at`."""
    index = 0
    while index < len(words) and is_number(words[index]):
        number = words[index]
        index += 1
        if not (_BARE_NUMBER.fullmatch(number) or _is_number_word(number)):
            continue
        if number.casefold() == "half" and words[index : index + 1] in (["a"], ["an"]):
            index += 1
        if index < len(words) and _is_unit(words[index], vocabulary):
            index += 1
        if words[index : index + 1] and words[index] in _LINKS and is_number(_at(words, index + 1)):
            index += 1
    return index


def require_dose(text: str, vocabulary: Vocabulary, read_time: ReadTime) -> None:
    """Check that a dose in a person's own words is not something else.

    Raises:
        NotUnderstood: when it is, or has in it, a time, is a word of another field, or too long.
    """
    require_short("dose", text)
    means_else = NotUnderstood(
        f"The dose {quote(text)} means something else; type an amount such as 400mg, and "
        "anything else into --note."
    )
    if any(_SCALE.fullmatch(word) for word in text.split()):
        raise means_else
    if when := time_in_dose(text, read_time):
        raise NotUnderstood(
            f"The dose {quote(text)} has a time in it; type the time with "
            f"--at{_example(when, read_time)}, and only the amount as the dose."
        )
    if text.strip() and _is_of_another_field(text, vocabulary):
        raise means_else


def require_no_time_or_amount(name: str, read_time: ReadTime) -> None:
    """Check that a new name is not what a time or an amount is, or a line would mean two things.

    Raises:
        NotUnderstood: when it is.
    """
    words = name.split()
    if _plain(name) not in _SHORT_DAYS and _is_time(words, read_time) is not False:
        raise NotUnderstood(f"{quote(name)} is a time, so it cannot be a name; type another name.")
    if _AMOUNT.fullmatch(_plain(name)):
        raise NotUnderstood(
            f"{quote(name)} is an amount, so it cannot be a name; type the name, and the amount "
            "after it when you take it."
        )


def _example(when: str, read_time: ReadTime) -> str:
    try:
        read_time(when)
    except NotUnderstood:
        return ""
    return f" {shell_quoted(when)}"


def _at(words: Sequence[str], index: int) -> str:
    return words[index] if index < len(words) else ""


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


# Reads the words for a moment. It raises NotATime for words of another kind, and NotUnderstood
# for those of a moment that cannot be taken.
ReadTime: TypeAlias = Callable[[str], object]

# A day to the grammar of times; beside a remedy perhaps the sun, or a slip.
_SHORT_DAYS = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday",
    "sat": "saturday", "sun": "sunday",
}  # fmt: skip

# What every time has that could not be an amount; most words need no grammar to be told apart.
_MARK = re.compile(
    r"\d:\d|\d ?[ap]\.? ?m|\d{4}[-/.]\d|\d[-/.]\d+[-/.]\d|clock|quarter"
    r"|\b(?:at\b|in\b|past\b|earlier|later|prior|from now|minutes? to\b"
    r"|ago|now|to[dnm]|yes|noon|midn|night|morn|after|even|mon|tue|wed|thu|fri|sat|sun"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
# Times that the grammar does not know, and nobody means anything else by.
_VAGUE = re.compile(
    r"(?:this|yesterday|tomorrow|last) (?:morning|afternoon|evening|night)|tonight|tomorrow"
)
# `1h earlier`, `in an hour`: how far from now.
_FROM_NOW = re.compile(r"in (?P<ahead>.+)|(?P<apart>.+) (?:earlier|later|prior|from now)")
# Of a dose, which has no name in it: evening primrose is none.
_PART_OF_DAY = re.compile(r"\b(?:morning|afternoon|evening|night|midday)s?\b")
# `3 hours and 20 minutes and 30 seconds ago` is the longest way to say when.
_LONGEST = 9
_PUNCTUATION = " .,;:!?()\"'"
_PAIR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})")
_SCALE = re.compile(r"\d{1,2}/10")  # of pain: 7/10
_MONTHS, _DAYS = 12, 31
# An eighth is the smallest share of anything that people take.
_LARGEST_SHARE = 8
_DAY_WORDS = (
    "today", "yesterday", "midnight", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
)  # fmt: skip
# difflib's ratio: `yesterdya` is at 0.89, while `spoon` and `noon` are at 0.67.
_MISTYPED = 0.8


class WithoutTime(NamedTuple):
    """Words without the time that was among them, and that time."""

    others: list[str]
    time: str = ""


def split_time(words: Sequence[str], read_time: ReadTime) -> WithoutTime:
    """Return some words without the time at their end or front, and that time.

    Raises:
        NotUnderstood: when they have a time that cannot be taken, or that could be an amount.
    """
    size = _size(words, read_time, at_end=True)
    if size:
        return WithoutTime(list(words[:-size]), _bare(words[-size:]))
    size = _size(words, read_time, at_end=False)
    return WithoutTime(list(words[size:]), _bare(words[:size]))


def time_in_dose(text: str, read_time: ReadTime) -> str | None:
    """Return the first words of a dose that are a time; None: there is none."""
    part = _PART_OF_DAY.search(_plain(text))
    return time_among(text.split(), read_time) or (part and part[0])


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
    bare = word.strip(_PUNCTUATION)
    if word.endswith(".") and bare.count(".") == 1:
        return _day_and_month(bare)  # 21.11.
    return _day_and_month(bare) and not _is_date_or_amount(bare)


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
            if day := _SHORT_DAYS.get(_plain(_bare(run))):
                raise NotUnderstood(
                    f"{quote(_bare(run))} beside a remedy is not sure to be the day; type {day} "
                    "for the day, or a comma between two remedies."
                )
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
        return _from_now(text, read_time)
    except NotUnderstood as error:
        return error
    return True


def _from_now(text: str, read_time: ReadTime) -> Literal[False] | NotUnderstood:
    """Return why words such as `1h earlier` cannot be taken, False for any others."""
    found = _FROM_NOW.fullmatch(_plain(text))
    if found is None:
        return False
    ago = f"{found['ahead'] or found['apart']} ago"
    try:
        read_time(ago)
    except NotUnderstood:
        return False
    return NotUnderstood(
        f"{quote(text)} is not understood as a time; type a time that has passed, like {ago}."
    )


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
    return normalised(text).casefold()


# A comma between two digits is a decimal point; any other separates remedies.
_SEPARATOR = re.compile(r"(?<!\d),|,(?!\d)")
# What links a dose with something that is no dose.
_NOT_IN_DOSES = ("and", "plus", "with", "for", "+", "&")


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
        index: which of the parts it is, from 0.
        name: the words taken for the remedy's name.
        others: the other words of its part.
    """

    def __init__(self, sentence: str, name: str, others: str) -> None:
        super().__init__(sentence)
        self.parts: tuple[str, ...] = ()
        self.index = 0
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
    for index, part in enumerate(parts):
        try:
            read.append(_read_part(part, vocabulary, grammar))
        except RemedyNotKnown as error:
            error.parts, error.index = tuple(map(" ".join, parts)), index
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
    """Return every use with its moment: one that was said once is that of all.

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
    remedy, length = _leading_remedy(words, vocabulary)
    if remedy is not None:
        others, when = split_time(words[length:], grammar.read_time)
        return Use(remedy, _read_dose(remedy, others, vocabulary, grammar), when)
    others, when = split_time(words, grammar.read_time)
    if not others:
        return when
    remedy, length = _leading_remedy(others, vocabulary)
    if remedy is not None:
        return Use(remedy, _read_dose(remedy, others[length:], vocabulary, grammar), when)
    raise _not_understood(others, when, vocabulary)


def _not_understood(words: list[str], when: str, vocabulary: Vocabulary) -> NotUnderstood:
    amounts = [index for index, word in enumerate(words) if is_number(word)]
    if amounts and amounts[0] > 0:  # `magnesum 400 mg`: the name ends where the dose begins
        return _not_known(words[: amounts[0]], words[amounts[0] :], when, vocabulary)
    name = [word for word in words if not is_number(word)] or words
    dose = [word for word in words if is_number(word)] if name is not words else []
    known = vocabulary.remedies.find(" ".join(name))
    if known is not None:
        example = " ".join(filter(None, [known.name, *dose, when]))
        return NotUnderstood(f"A dose comes after its remedy; type {example}.")
    return _not_known(name, dose, when, vocabulary)


def _not_known(
    name: list[str], dose: list[str], when: str, vocabulary: Vocabulary
) -> RemedyNotKnown:
    typed_name = " ".join(name)
    others = " ".join(filter(None, [*dose, when]))
    return RemedyNotKnown(vocabulary.remedies.unknown(typed_name), typed_name, others)


def _leading_remedy(words: Sequence[str], vocabulary: Vocabulary) -> tuple[Remedy | None, int]:
    """Return the remedy that the longest run of first words names, and how many they are."""
    for length in range(min(len(words), vocabulary.remedies.most_words), 0, -1):
        remedy = vocabulary.remedies.find(" ".join(words[:length]))
        if remedy is not None:
            return remedy, length
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
    known = f"the dose {quote(' '.join(words[:length]))}" if length else quote(remedy.name)
    hint = "type a comma between two remedies, and a dose like 400mg after its remedy"
    if length:
        hint = "type a comma between two remedies, and put a dose of other words into quotes"
    if near := mistyped_time(word):
        hint = f"type {near}"
    raise NotUnderstood(f"After {known} the word {quote(word)} is not understood; {hint}.")


def _is_one_dose(words: list[str], vocabulary: Vocabulary) -> bool:
    """Tell whether words that begin with a number go on about the same remedy."""
    return is_number(words[0]) and not any(
        word.casefold() in _NOT_IN_DOSES
        or _leading_remedy(words[index : index + vocabulary.remedies.most_words], vocabulary)[0]
        for index, word in enumerate(words)
    )
