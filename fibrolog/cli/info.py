"""`info`: where the diary is and what is in it."""

from __future__ import annotations

import stat

import typer

from fibrolog import __version__
from fibrolog.cli import output
from fibrolog.cli.diary_path import diary_path
from fibrolog.storage.diary import Diary
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.text import visible


def info(ctx: typer.Context) -> None:
    """Show where the diary is and what is in it.

    How many entries, from which day to which, and who may read the file.

    fibrolog info
    """
    with Diary.snapshot(diary_path(ctx)) as diary:
        output.say_if_missing(diary)
        size = diary.size()
        found = diary.path.stat() if diary.exists else None
    lines = [f"fibrolog: {__version__}, diary format {SCHEMA_VERSION}", f"diary: {diary.path}"]
    if found is not None:
        lines.append(f"size: {found.st_size} bytes")
        lines.append(f"permissions: {stat.filemode(found.st_mode)}")
    lines += [
        f"episodes: {size.episodes}",
        f"uses of remedies: {size.uses}",
        f"clear days: {size.clear_days}",
        f"trials: {size.trials}",
        f"first day: {size.first_day or 'none yet'}",
        f"last day: {size.last_day or 'none yet'}",
    ]
    typer.echo(visible("\n".join(lines), one_line=False))
