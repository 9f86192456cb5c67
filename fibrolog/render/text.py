"""Text that people wrote: made safe to show, and broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What steers a terminal or changes how the text around it reads: C0 controls, DEL and C1
# controls, marks that turn the writing direction, line and paragraph separators, and surrogates
# without their partner, which cannot be encoded. Joiners stay: emoji and scripts need them. What
# Unicode keeps from ever being a character goes too: neither HTML nor XML may hold it.
_NO_CHARACTERS = "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
_STEERING = (
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    rf"\ufdd0-\ufdef{_NO_CHARACTERS}]"
)


def visible(text: str, *, one_line: bool = True) -> str:
    r"""Return `text` with every character that could steer a terminal as an escape like `\x1b`.

    Args:
        text: what a person wrote.
        one_line: whether line feeds, too, become `\n`, so that no text can pose as another line.
    """
    if text.isprintable():  # nearly always, and then the pattern need not be compiled
        return text
    return re.sub(
        _STEERING,
        lambda match: match[0] if match[0] == "\n" and not one_line else _escape(match[0]),
        text,
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def in_lines(text: str, width: int) -> Iterator[str]:
    """Yield a text in lines of at most `width` columns, broken between words where that can be."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if columns(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, width)
        yield from whole
    yield line


def columns(text: str) -> int:
    """Return how many columns a text takes: two for wide letters, none for what joins them."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(letter: str) -> int:
    import unicodedata  # most text is ASCII

    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit, at least one letter each."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and columns(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
