"""What reads the cells of our own files: to the letter, as the export writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from fibrolog.domain.fields import (
    LIST_SEPARATOR,
    At,
    Choice,
    Codec,
    Day,
    Field,
    Flag,
    Number,
    Uid,
    Words,
)
from fibrolog.domain.vocabulary import Noun
from fibrolog.errors import NotUnderstood
from fibrolog.parse.names import require_name
from fibrolog.text import either, quote

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# More than any number in a diary has.
_MOST_DIGITS = 10
# What is worth remembering: a diary comes back to the same words again and again.
_REMEMBERED = 4096


def cell_reader(field: Field) -> Callable[[str], Any]:
    """Return what reads a cell of our own files, '' for nothing.

    It raises NotUnderstood for anything that the export would not have written.
    """
    codec = field.codec
    if isinstance(codec, Words):
        return lru_cache(_REMEMBERED)(_words_reader(codec))
    if codec.noun:
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
