"""What reads the fields of an entry as people type them after options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fibrolog.domain.fields import (
    Choice,
    Codec,
    Field,
    Number,
    Words,
)
from fibrolog.domain.vocabulary import FixedList, Vocabulary
from fibrolog.parse import amounts
from fibrolog.parse.episode import read_side
from fibrolog.text import distinct_triggers

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
        return _split(typed) if codec.known is None else _listed(codec.known, typed)
    if codec.noun:
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
