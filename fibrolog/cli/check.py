"""`check`: is the diary's file sound, and every entry in it."""

import typer

from fibrolog.cli import clock
from fibrolog.cli.backup import existing_diary
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.errors import DiaryError
from fibrolog.text import counted, visible

# How many of the things that are not fibrolog's own are named.
_NAMED = 10


def check(ctx: typer.Context) -> None:
    """Look whether the diary is sound.

    The file, and every entry in it; nothing is changed. When something is wrong, it says what,
    and exits with 1.

    fibrolog check
    """
    path = diary_path(ctx)
    with existing_diary(path) as diary:
        problems = list(diary.problems(clock.present()))
        strangers = diary.strangers()
    if strangers:
        others = ", ".join(strangers[:_NAMED]) + (", ..." if len(strangers) > _NAMED else "")
        tell(visible(f"In the file are also, made by another program and never read: {others}."))
    for problem in problems:
        tell(visible(problem))
    if problems:
        raise DiaryError(
            f"The diary {path} has {counted(len(problems), 'problem')}, "
            "listed above; keep a copy of it before you do anything else."
        )
    tell("The diary is sound.")
