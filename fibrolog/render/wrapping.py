"""Breaking text into lines by the columns it takes on a screen."""

from __future__ import annotations

from collections.abc import Iterator


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
