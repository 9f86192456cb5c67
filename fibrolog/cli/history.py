"""`history`: what was changed, and when."""

from typing import Annotated

import typer

from fibrolog.cli import change_messages, clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.storage.diary import Diary

_SHOWN = 20


def history(
    ctx: typer.Context,
    entry_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Of one entry, also a deleted one.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="Steps.")] = _SHOWN,
) -> None:
    """Show what was changed.

    The latest changes, or all that became of one entry, from when it was added.

    fibrolog history

    fibrolog history e12
    """
    now = clock.present()
    plain: bool = ctx.obj.plain
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        if entry_id is None:
            lines = [
                change_messages.step_line(step, now, plain=plain) for step in diary.steps(limit)
            ]
        else:
            versions = diary.versions(entry_id, now)
            lines = list(change_messages.version_lines(versions, now, plain=plain))
            lines += change_messages.gone(versions)
    for line in lines:
        tell(line)
