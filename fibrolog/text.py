"""What people wrote, as sentences repeat it: on one line, and never more than a glance can take."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A whole pasted page must not fill the terminal when it is refused.
_LONGEST_SHOWN = 60
# In characters: as much as most systems take for one part of a path.
_LONGEST_WORD = 256


def shortened(text: str) -> str:
    """Return the text, of a long one its beginning: up to 60 characters and three dots."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def quote(value: object) -> str:
    """Return a value as a sentence names it: shortened, in quotation marks, odd letters escaped."""
    return repr(shortened(value)) if isinstance(value, str) else shortened(repr(value))


def without_pages(text: str, typed: Iterable[str]) -> str:
    """Return a sentence in which nothing is longer than any part of a path has to be.

    Args:
        text: the sentence.
        typed: what it may repeat, spaces and all.
    """
    for one in typed:
        for part in (one, one.partition("=")[2]):
            if len(part) >= _LONGEST_WORD:
                text = text.replace(part, shortened(part))
    return re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda word: shortened(word[0]), text)
