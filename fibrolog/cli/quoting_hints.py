"""Noticing, in a line that was refused, that its quotes are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import takewhile

import typer

from fibrolog.cli import clock
from fibrolog.cli.root import AS_TYPED
from fibrolog.errors import NotUnderstood
from fibrolog.text import quote, shell_quoted

# `20 Nov 2025 15:00` is the longest way to write a time.
_LONGEST_TIME = 4
# In words; nobody types so many, and each is tried.
_LONGEST_LINE = 40


# Options whose text may have several words.
_FREE = ("--note", "--trigger", "--took", "--dose")


@contextmanager
def quotes_suggested(
    ctx: typer.Context, at: str | None, words: Sequence[str], now: datetime
) -> Iterator[None]:
    """Add to a refusal that quotes are missing, where that is what went wrong.

    Without them a shell gives `--at 2 hours ago` to us as `--at 2` and two more words.

    Args:
        ctx: knows the line as it was typed.
        at: what `--at` got.
        words: the words that stood alone.
        now: the present moment.
    """
    try:
        yield
    except NotUnderstood as error:
        if meant := time_among(at, words, now):
            raise NotUnderstood(
                "A time goes into --at, and one of several words into quotes; "
                f"type --at {shell_quoted(meant)}"
            ) from error
        if quotes := _missing_quotes(ctx.meta.get(AS_TYPED, ()), words, str(error)):
            raise NotUnderstood(
                f"{str(error).rstrip('.')}; if it belongs to {quotes[0]}, "
                f"type {quotes[0]} {shell_quoted(quotes[1])}"
            ) from error
        raise


def _missing_quotes(
    line: Sequence[str], words: Sequence[str], sentence: str
) -> tuple[str, str] | None:
    """Return an option with its whole text, where the refused word follows that text."""
    for place, typed in enumerate(line):
        option, equals, text = typed.partition("=")
        if option.casefold() not in _FREE:
            continue
        first = place + 1 if equals else place + 2
        text = text if equals else "".join(line[place + 1 : first])
        rest = list(takewhile(lambda word: not word.startswith("-"), line[first:]))
        refused = next((n for n, word in enumerate(rest) if quote(word) in sentence), None)
        if refused is not None:
            # Where nothing stands before the option, the line itself comes after its text.
            more = rest if len(words) > len(rest) else rest[: refused + 1]
            return option.casefold(), " ".join([text, *more])
    return None


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
