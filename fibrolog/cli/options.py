"""Options that several commands have, each declared once."""

from typing import Annotated

import typer

from fibrolog.domain.vocabulary import FixedList
from fibrolog.text import distinct_triggers

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORDS...", show_default=False, help="As in the examples."),
]

At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help="When; default: now.")]

Note = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="Anything worth keeping; - reads it.")
]


def listed(fixed: FixedList, typed: list[str] | None) -> tuple[str, ...]:
    """Return the listed words for what was typed, each once."""
    return tuple(dict.fromkeys(fixed.get(word) for word in split(typed)))


def split(typed: list[str] | None) -> tuple[str, ...]:
    """Return the triggers between semicolons, which separate several in one text, each once."""
    parts = [part.strip() for text in typed or () for part in text.split(";")]
    return distinct_triggers(part for part in parts if part)


Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
