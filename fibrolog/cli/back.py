"""`undo`, `restore` and `history`: every change can be looked at and taken back."""

from typing import Annotated

import typer

from fibrolog.cli import changes, clock, screen
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import tell
from fibrolog.storage.diary import Diary

_SHOWN = 20


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
        tell(changes.taken_back(step, redo=redo, plain=ctx.obj.plain))
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
    tell(changes.restored(done, plain=ctx.obj.plain))


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
        screen.say_if_missing(diary)
        if entry_id is None:
            lines = [changes.step_line(step, now, plain=plain) for step in diary.steps(limit)]
        else:
            versions = diary.versions(entry_id, now)
            lines = list(changes.version_lines(versions, now, plain=plain))
            lines += changes.gone(versions)
    for line in lines:
        tell(line)
