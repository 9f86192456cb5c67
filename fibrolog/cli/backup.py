"""`backup`: a sound copy of the diary."""

from pathlib import Path
from typing import Annotated

import typer

from fibrolog.cli import clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.errors import DiaryError
from fibrolog.storage.backup import default_place
from fibrolog.storage.diary import Diary
from fibrolog.text import visible


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
    with existing_diary(path) as diary:
        diary.back_up(target, replace=replace)
    tell(visible(f"Copied the diary to {target}."))


def existing_diary(path: Path) -> Diary:
    """Return the diary for reading, which must be there.

    Raises:
        DiaryError: when there is none.
    """
    diary = Diary.snapshot(path)
    if not diary.exists:
        raise DiaryError(f"There is no diary at {path}; fibrolog add begins one.")
    return diary
