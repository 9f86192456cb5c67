"""Saying sentences: on a terminal they wrap between words, in a pipe they stay as they are."""

from __future__ import annotations

import sys

import typer


def tell(text: str, *, err: bool = False) -> None:
    """Print lines to stdout, or to stderr what is no result."""
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        text = wrapped(text)
    typer.echo(text, err=err)


def may_ask() -> bool:
    """Tell whether there is somebody to ask: they see what is asked, and can answer."""
    # Questions go to stderr, so that stdout can be a file and still holds nothing but the result.
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def wrapped(text: str) -> str:
    """Return the text in lines that fit the terminal."""
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        if len(line) > width
        else line
        for line in text.split("\n")
    )
