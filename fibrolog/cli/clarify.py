"""Asking about the one word of a line that is not understood, so that the rest is not lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from fibrolog.cli.prompts import MOST_CHOICES, Question, ask, picked, yes_or_no
from fibrolog.domain.entries import KINDS, Kind
from fibrolog.domain.vocabulary import Region, Remedy, Terms
from fibrolog.parse.episode import Line, WordNotUnderstood, has_reserved_word, read_episode
from fibrolog.parse.names import new_name
from fibrolog.parse.remedies import (
    ReadTime,
    RemedyNotKnown,
    Use,
    UseGrammar,
    read_uses,
    require_no_time_or_amount,
)
from fibrolog.parse.search import resembling
from fibrolog.storage.diary import Diary
from fibrolog.text import name_key, nearest, quote

# A remedy's name, and the remedy if it is new; None: not answered yet.
_Remedy: TypeAlias = tuple[str, Remedy | None] | None

_PROMPT = "Number, or another word (Enter gives up):"
_ADD = "n"
_WOKE = ("woke", "awake")


class _Meaning(NamedTuple):
    """What a word may mean: other words in the place of some, or what an option says."""

    label: str
    words: tuple[str, ...] = ()
    taken: int = 1
    kind: Kind | None = None
    woke: bool | None = None
    took: str | None = None


class _Known(NamedTuple):
    """The vocabulary of a diary with remedies that are still to be added."""

    regions: Terms[Region]
    remedies: Terms[Remedy]


def settled_line(
    words: Sequence[str], diary: Diary, grammar: UseGrammar, took: Sequence[str] = ()
) -> Line:
    """Understand the words after `add`, asking about each that fits nothing.

    Args:
        words: what was typed.
        diary: knows the regions and remedies.
        grammar: how remedies are read.
        took: remedies that an option named.

    Raises:
        NotUnderstood: when the person gives up, or when it is not about one word.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    told = _Meaning("")
    taken = list(took)
    while True:
        try:
            said = read_episode(words, diary)
            break
        except WordNotUnderstood as error:
            meaning = _asked_meaning(error, diary)
            start, end = error.index, error.index + meaning.taken
            words = [*error.words[:start], *meaning.words, *error.words[end:]]
            told = told._replace(kind=meaning.kind or told.kind, woke=meaning.woke or told.woke)
            taken += [meaning.took] if meaning.took else []
    line = Line(said, told.kind, told.woke)
    if not taken:
        return line
    uses, new = settled_uses([", ".join(taken)], diary, grammar)
    return replace(line, uses=tuple(uses), new=new)


def settled_uses(
    words: Sequence[str], diary: Diary, grammar: UseGrammar
) -> tuple[list[Use], tuple[Remedy, ...]]:
    """Understand the words after `took`, asking about each remedy that is not known.

    Returns:
        The uses, and those of their remedies that are still to be added to the diary.

    Raises:
        NotUnderstood: when the person gives up, or when it is not about a remedy's name.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    new: tuple[Remedy, ...] = ()
    while True:
        known = _Known(diary.regions, Terms("remedy", (*diary.remedies, *new)))
        try:
            return read_uses(words, known, grammar), new
        except RemedyNotKnown as error:
            name, added = _asked_remedy(error, known, grammar.read_time)
            part = [f"{name} {error.others}".rstrip()] if name else []
            parts = [*error.parts[: error.index], *part, *error.parts[error.index + 1 :]]
            words = [", ".join(parts)]
            new += (added,) if added else ()


def _asked_meaning(error: WordNotUnderstood, diary: Diary) -> _Meaning:
    word = error.words[error.index]
    meanings = list(_meanings(error.words[error.index :], diary))[:MOST_CHOICES]

    def read(typed: str, _: _Meaning | None) -> _Meaning:
        if typed == "0":
            return _Meaning("")
        if typed.isdecimal():
            return picked(typed, meanings)
        return _Meaning(typed, tuple(typed.split()))

    question: Question[_Meaning | None] = Question(
        lambda _: _PROMPT,
        read,
        lead=f"The word {quote(word)} is not understood.",
        choices=[meaning.label for meaning in meanings],
        zero="leave it out",
        letters=True,
        refusal=str(error),
    )
    answer = ask(question, None)
    assert answer is not None  # noqa: S101 -- without an answer the question raises
    return answer


def _meanings(rest: Sequence[str], diary: Diary) -> Iterator[_Meaning]:
    """Yield what the first of the words may mean, the likeliest first."""
    word, key = rest[0], name_key(rest[0])
    near = nearest(word, (*KINDS, *_WOKE)) if len(key) > 1 else ()
    yield from (_Meaning(f"a {kind}", kind=kind) for kind in KINDS if kind in near)
    if set(near) & set(_WOKE):
        yield _Meaning("it woke me", woke=True)
    remedy = diary.remedies.find(word)
    if remedy is not None:
        yield _Meaning(f"took {remedy.name}", took=remedy.name)
    if re.fullmatch(r"\d+[hm]\d+", key):
        whole = f"{key}{'m' if 'h' in key else 's'}"
        yield _Meaning(whole, (whole,))
    for side in nearest(word, ("left", "right", "both")) if len(key) > 1 else ():
        yield _Meaning(side, (side,))
    found = resembling(diary.regions, word)
    if len(rest) > 1 and not has_reserved_word(rest[1]):  # `lowr back`, but not `clf l`
        pair = [diary.regions.get(name).name for name in diary.regions.nearest(" ".join(rest[:2]))]
        yield from (_Meaning(name, (name,), taken=2) for name in dict.fromkeys(pair))
        found = [one for one in found if one.name not in pair]
    yield from (_Meaning(one.label, (one.name,)) for one in found)
    if remedy is None:
        close = dict.fromkeys(
            diary.remedies.get(name).name for name in diary.remedies.nearest(word)
        )
        yield from (_Meaning(f"took {name}", took=name) for name in close)


def _asked_remedy(
    error: RemedyNotKnown, known: _Known, read_time: ReadTime
) -> tuple[str, Remedy | None]:
    """Return the name of the remedy that was meant, and the remedy if it is to be added."""
    found = resembling(known.remedies, error.name)[:MOST_CHOICES]

    def read(typed: str, _: _Remedy) -> _Remedy | Question[_Remedy]:
        if typed.casefold() == _ADD:
            # It only slips in by a yes to its name: a mistyped remedy splits a report in two.
            name = new_name([error.name])
            require_no_time_or_amount(name, read_time)
            return Question(
                lambda _: "1 yes, 2 no:",
                lambda typed, _: (name, Remedy(name)) if yes_or_no(typed) else question,
                lead=f"Add {quote(name)} to your remedies?",
            )
        if typed == "0":
            return "", None
        return (picked(typed, found).name if typed.isdecimal() else typed), None

    question: Question[_Remedy] = Question(
        lambda _: _PROMPT,
        read,
        lead=f"The remedy {quote(error.name)} is not known; {_ADD} adds it.",
        choices=[one.label for one in found],
        zero="leave it out",
        letters=True,
        refusal=str(error),
    )
    answer = ask(question, None)
    assert answer is not None  # noqa: S101 -- without an answer the question raises
    return answer
