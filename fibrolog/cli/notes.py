"""Notes that are too long, or too private, for a command line."""

from __future__ import annotations

import sys

from fibrolog.errors import NotUnderstood

_STANDARD_INPUT = "-"


def whole_note(typed: str) -> str:
    """Return the note; for `-` all of standard input, exactly as it comes.

    Raises:
        NotUnderstood: when standard input is closed or not UTF-8.
    """
    if typed != _STANDARD_INPUT:
        return typed
    if sys.stdin is None:
        raise NotUnderstood("--note - reads standard input, which is closed; type the note itself.")
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise NotUnderstood(
            "The note on standard input is not UTF-8; convert it to UTF-8."
        ) from error
