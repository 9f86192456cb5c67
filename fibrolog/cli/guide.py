"""`guide`: the handbook, topic by topic."""

from __future__ import annotations

from typing import Annotated

import typer

from fibrolog.cli import output


def guide(
    ctx: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]", help="Such as words; default: what there is to read."),
    ] = None,
) -> None:
    """Read the handbook, topic by topic.

    What a spasm is, what you can type, what the report can and cannot tell, what is in the files.
    When it may be urgent: fibrolog guide urgent. It is in plain words, and not medical advice.

    fibrolog guide

    fibrolog guide urgent

    fibrolog guide first steps
    """
    from fibrolog.guide import page

    output.show_handbook(output.mode_of(ctx), page(topic or ()))
