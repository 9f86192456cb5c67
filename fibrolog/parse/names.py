"""What may be the name of a region or remedy that a person adds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from fibrolog.domain.vocabulary import LONGEST_NAME, Noun
from fibrolog.errors import NotUnderstood
from fibrolog.parse.episode import has_reserved_word
from fibrolog.text import quote

# Controls, invisible marks, surrogates, and what separates lines and paragraphs.
_ODD = ("Cc", "Cf", "Cs", "Zl", "Zp")


def new_name(words: Sequence[str]) -> str:
    """Return the words as one name that can be typed again.

    Raises:
        NotUnderstood: when it cannot.
    """
    name = " ".join(" ".join(words).split())
    odd = [letter for letter in name if unicodedata.category(letter) in _ODD]
    if not name or len(name) > LONGEST_NAME or odd or set(name) & set(",;") or name[0] == "-":
        raise NotUnderstood(
            f"{quote(name)} cannot be a name; type up to {LONGEST_NAME} letters, spaces and "
            "digits, without commas, semicolons or a hyphen in front."
        )
    if not any(letter.isalpha() for letter in name):
        raise NotUnderstood(f"{quote(name)} cannot be a name, because it has no letter; add one.")
    return name


def new_region_name(words: Sequence[str]) -> str:
    """Return the words as the name of a region, which must not mean anything else after `add`.

    Raises:
        NotUnderstood: when they cannot be one.
    """
    name = new_name(words)
    if has_reserved_word(name):
        raise NotUnderstood(
            f"{quote(name)} already means something after fibrolog add; type another name."
        )
    return name


def require_name(noun: Noun, name: str) -> None:
    """Check that a name is one that could have been typed.

    Raises:
        NotUnderstood: when it is not.
    """
    made = new_region_name([name]) if noun == "region" else new_name([name])
    if made != name:
        raise NotUnderstood(f"{quote(name)} has spaces to spare; write {quote(made)}.")
