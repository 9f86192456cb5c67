"""`show`: one entry whole."""

from __future__ import annotations

from typing import Annotated

import typer

from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.options import Json
from fibrolog.storage.diary import Diary


def show(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="Such as e12, u7 or c3; or: last.")],
    as_json: Json = False,
) -> None:
    """Show one entry whole.

    Every fact on a line of its own; what is not known is left out.

    fibrolog show e12

    fibrolog show last
    """
    now = clock.present()
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        record = diary.entry(entry_id, now)
    output.show_record(record, output.mode_of(ctx, as_json=as_json))
