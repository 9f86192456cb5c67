"""Noticing, in a line that was refused, that its quotes are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from fibrolog.cli import clock
from fibrolog.errors import NotUnderstood

# `20 Nov 2025 15:00` is the longest way to write a time.
_LONGEST_TIME = 4
# In words; nobody types so many, and each is tried.
_LONGEST_LINE = 40


@contextmanager
def quotes_suggested(
    at: str | None, words: Sequence[str], texts: Sequence[str], now: datetime
) -> Iterator[None]:
    """Let a refusal say that quotes are missing, where that is what went wrong.

    Without them a shell gives `--at 2 hours ago` to us as `--at 2` and two more words.

    Args:
        at: what `--at` got.
        words: the words that stood alone.
        texts: what the options that take free text got.
        now: the present moment.
    """
    try:
        yield
    except NotUnderstood as error:
        if meant := time_among(at, words, now):
            raise NotUnderstood(
                f'A time goes into --at, and one of several words into quotes; type --at "{meant}".'
            ) from error
        if any(text and " " not in text for text in texts):
            raise NotUnderstood(
                f"{str(error).rstrip('.')}; a note or trigger of several words needs quotes."
            ) from error
        raise


def time_among(at: str | None, words: Sequence[str], now: datetime) -> str | None:
    """Return the words that are a time, together with what `--at` got of it."""
    begun = [] if at is None else [at]
    for length in range(_LONGEST_TIME, 0, -1):
        for first in range(min(len(words), _LONGEST_LINE) - length + 1):
            meant = " ".join([*begun, *words[first : first + length]])
            try:
                clock.when(meant, now)
            except NotUnderstood:
                continue
            return meant
    return None
