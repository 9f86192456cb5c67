"""What reads the fields of an entry: cells of our own files to the letter, options as people type.

Each reader returns a value as the entry has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from fibrolog.domain.entries import require_short
from fibrolog.domain.fields import (
    LIST_SEPARATOR,
    At,
    Choice,
    Codec,
    Day,
    Field,
    Flag,
    Name,
    Number,
    Uid,
    Words,
)
from fibrolog.domain.vocabulary import FixedList, Noun, Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.parse.episode import read_side
from fibrolog.parse.names import require_name
from fibrolog.text import distinct_triggers, either, quote

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# More than any number in a diary has.
_MOST_DIGITS = 10
# What is worth remembering: a diary comes back to the same words again and again.
_REMEMBERED = 4096

# How amounts and the like are typed, by column; the other fields are typed as their codec says.
TYPED: dict[str, Callable[[str], Any]] = {
    "side": read_side,
    "intensity": amounts.intensity,
    "duration_s": amounts.duration,
    "count": amounts.count,
}


def read_typed(field: Field, typed: Any, vocabulary: Vocabulary) -> Any:
    """Return the value of what an option said; an empty text takes it away where that can be.

    Raises:
        NotUnderstood: when it is not understood.
    """
    codec = field.codec
    if isinstance(codec, Words):
        return _short(_split(typed)) if codec.known is None else _listed(codec.known, typed)
    if isinstance(codec, Name):
        terms = vocabulary.regions if codec.noun == "region" else vocabulary.remedies
        return terms.get(typed).name
    if not typed and _empty(codec) is None:
        return None
    if read := TYPED.get(field.column):
        return read(typed)
    return typed.casefold() if isinstance(codec, Choice) else typed


def _empty(codec: Codec) -> object:
    """Return what an empty text means, '' where it means nothing but itself."""
    if isinstance(codec, Choice):
        return codec.values.get("", "")
    return codec.empty if isinstance(codec, Number) else ""


def _listed(fixed: FixedList, typed: Sequence[str] | None) -> tuple[str, ...]:
    """Return the listed words for what was typed, each once."""
    return tuple(dict.fromkeys(fixed.get(word) for word in _split(typed)))


def _split(typed: Sequence[str] | None) -> tuple[str, ...]:
    """Return the triggers between semicolons, which separate several in one text, each once."""
    parts = [part.strip() for text in typed or () for part in text.split(";")]
    return distinct_triggers(part for part in parts if part)


def _short(triggers: tuple[str, ...]) -> tuple[str, ...]:
    for trigger in triggers:
        require_short("trigger", trigger)
    return triggers


def cell_reader(field: Field) -> Callable[[str], Any]:
    """Return what reads a cell of our own files, '' for nothing.

    It raises NotUnderstood for anything that the export would not have written.
    """
    codec = field.codec
    if isinstance(codec, Words):
        return lru_cache(_REMEMBERED)(_words_reader(codec))
    if isinstance(codec, Name):
        return lru_cache(_REMEMBERED)(_name_reader(codec.noun))
    if isinstance(codec, Choice):
        return _choice_reader(codec)
    if isinstance(codec, Number):
        return _number_reader(codec)
    return _READERS.get(type(codec), str)


def counting(text: str) -> int | None:
    """Return a number in plain digits, None for anything else and for what is far too large."""
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def read_uid(text: str) -> str:
    """Return the uid, which must be one.

    Raises:
        NotUnderstood: when it is not.
    """
    if not _UID.fullmatch(text):
        raise NotUnderstood(f"{quote(text)} is no uid; leave it empty, or write one of an entry.")
    return text


def _words_reader(codec: Words) -> Callable[[str], tuple[str, ...]]:
    def known(text: str) -> tuple[str, ...]:
        assert codec.known is not None  # noqa: S101 -- chosen below
        words = text.split(LIST_SEPARATOR) if text else ()
        return tuple(codec.known.get(word) for word in words)

    def free(text: str) -> tuple[str, ...]:
        words = tuple(text.split(LIST_SEPARATOR)) if text else ()
        if any(set(word) & {";", "\0"} or not word.strip() for word in words):
            raise NotUnderstood(
                f"{quote(text)} has an empty trigger, or one with a semicolon or a NUL in it; "
                "write them like stress; cold."
            )
        return words

    return free if codec.known is None else known


def _name_reader(noun: Noun) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            raise NotUnderstood(f"there is no {noun}; write one that fibrolog has.")
        require_name(noun, text)
        return text

    return read


def _choice_reader(codec: Choice) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        if text not in codec.values:
            raise NotUnderstood(f"{quote(text)} is not known; write {either(codec.choices)}.")
        return codec.values[text]

    return read


def _number_reader(codec: Number) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return codec.empty
        number = counting(text)
        if number is None or not codec.least <= number <= codec.most:
            raise NotUnderstood(
                f"{quote(text)} is no whole number from {codec.least} to {codec.most}."
            )
        return number

    return read


def _read_flag(text: str) -> bool:
    said = {"yes": True, "no": False, "": False}.get(text.casefold())
    if said is None:
        raise NotUnderstood(f"{quote(text)} is not understood; write yes or no.")
    return said


def _read_at(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NotUnderstood(
            f"{quote(text)} is no moment with an offset; write one like 2026-11-20T03:00:00+01:00."
        )
    return at


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(f"{quote(text)} is no day; write one like 2026-11-20.") from None


_READERS: dict[type[Codec], Callable[[str], Any]] = {
    At: _read_at,
    Day: _read_day,
    Flag: _read_flag,
    Uid: lambda text: read_uid(text) if text else None,
}
