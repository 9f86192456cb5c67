"""Standard input, and notes that are too long, or too private, for a command line."""

from __future__ import annotations

import sys
from typing import BinaryIO

from fibrolog.errors import NotUnderstood

_STANDARD_INPUT = "-"


def piped(reader: str) -> BinaryIO:
    """Return standard input as bytes; `reader` is what was typed to read it.

    Raises:
        NotUnderstood: when it was closed before we began.
    """
    if sys.stdin is None:
        raise NotUnderstood(f"{reader} reads standard input, which is closed; open it with a pipe.")
    return sys.stdin.buffer


def whole_note(typed: str) -> str:
    """Return the note; for `-` all of standard input, exactly as it comes.

    Raises:
        NotUnderstood: when standard input is closed or not UTF-8.
    """
    if typed != _STANDARD_INPUT:
        return typed
    try:
        return piped("--note -").read().decode()
    except UnicodeDecodeError as error:
        raise NotUnderstood(
            "The note on standard input is not UTF-8; convert it to UTF-8."
        ) from error
