"""Saying sentences: on a terminal they wrap between words, in a pipe they stay as they are."""

from __future__ import annotations

import sys

import typer


def tell(text: str, *, err: bool = False) -> None:
    """Print lines to stdout, or to stderr what is no result."""
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        text = _wrapped(text)
    typer.echo(text, err=err)


def _wrapped(text: str) -> str:
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        if len(line) > width
        else line
        for line in text.split("\n")
    )
