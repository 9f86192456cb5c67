"""Options that several commands have, each declared once."""

from typing import Annotated

import typer

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORDS...", show_default=False, help="As in the examples."),
]

At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help="When; default: now.")]

Note = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="Anything worth keeping; - reads it.")
]

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
