"""`backup` and `check`: a sound copy, and is the diary itself sound."""

from pathlib import Path
from typing import Annotated

import typer

from fibrolog.cli import clock
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import tell
from fibrolog.errors import DiaryError
from fibrolog.render.text import visible
from fibrolog.storage.backups import default_place
from fibrolog.storage.diary import Diary

# How many of the things that are not fibrolog's own are named.
_NAMED = 10


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", readable=False, help="Default: beside the diary."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file that is there already.")
    ] = False,
) -> None:
    """Make a sound copy of the diary.

    It is consistent while other commands write, and checked after writing. Keep one on another
    disk; to go back to it, put it in the place of the diary. A file that is there already stays
    unless you add --replace, and the diary itself is never written over.

    fibrolog backup

    fibrolog backup diary-2026.db
    """
    path = diary_path(ctx)
    target = (file or default_place(path, clock.present())).absolute()
    with _existing(path) as diary:
        diary.back_up(target, replace=replace)
    tell(visible(f"Copied the diary to {target}."))


def check(ctx: typer.Context) -> None:
    """Look whether the diary is sound.

    The file, and every entry in it; nothing is changed. When something is wrong, it says what,
    and exits with 1.

    fibrolog check
    """
    path = diary_path(ctx)
    with _existing(path) as diary:
        problems = list(diary.problems(clock.present()))
        strangers = diary.strangers()
    if strangers:
        others = ", ".join(strangers[:_NAMED]) + (", ..." if len(strangers) > _NAMED else "")
        tell(visible(f"In the file are also, made by another program and never read: {others}."))
    for problem in problems:
        tell(visible(problem))
    if problems:
        raise DiaryError(
            f"The diary {path} has {len(problems)} problem{'s' if len(problems) > 1 else ''}, "
            "listed above; keep a copy of it before you do anything else."
        )
    tell("The diary is sound.")


def _existing(path: Path) -> Diary:
    diary = Diary.snapshot(path)
    if not diary.exists:
        raise DiaryError(f"There is no diary at {path}; fibrolog add begins one.")
    return diary
