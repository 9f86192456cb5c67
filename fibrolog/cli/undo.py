"""`undo` and `restore`: every change can be taken back, and what was deleted brought back."""

from typing import Annotated

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.storage.diary import Diary


def undo(
    ctx: typer.Context,
    count: Annotated[
        int, typer.Argument(metavar="[N]", min=1, max=10_000, help="How many steps; default: 1.")
    ] = 1,
    redo: Annotated[bool, typer.Option("--redo", help="Put back what undo took back.")] = False,
) -> None:
    """Take back the latest change.

    A change is all that one command did, an import among them. Typed twice it takes back two;
    nothing is lost, because --redo puts back what was taken back.

    fibrolog undo

    fibrolog undo 3

    fibrolog undo --redo
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        done = diary.take_back(count, clock.present(), redo=redo)
    for step in done:
        tell(change_messages.taken_back(step, redo=redo, plain=ctx.obj.plain))
    if len(done) < count:
        what = "put back" if redo else "take back"
        tell(f"There is nothing{' more' if done else ''} to {what}.", err=bool(done))


def restore(
    ctx: typer.Context,
    entry_id: Annotated[
        str, typer.Argument(metavar="ID", help="Of a deleted entry, such as e12, u7 or c3.")
    ],
) -> None:
    """Bring back one deleted entry.

    It is as it was, and what was changed since it was deleted stays. fibrolog history shows what
    was deleted.

    fibrolog restore e12
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        done = diary.restore(entry_id, clock.present())
    tell(change_messages.restored(done, plain=ctx.obj.plain))
