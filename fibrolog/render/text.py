"""Text that people wrote, made safe to show."""

from __future__ import annotations

import re

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
