"""`info`, `guide` and `demo`: about the diary, about spasms, and a look at a made-up diary."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from fibrolog import __version__
from fibrolog.cli import clock, screen
from fibrolog.cli.place import diary_path
from fibrolog.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.vocabulary import quoted


def info(ctx: typer.Context) -> None:
    """Show where the diary is and what is in it.

    How many entries, from which day to which, and who may read the file.

    fibrolog info
    """
    with Diary.open(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        size = diary.size()
    lines = [f"fibrolog: {__version__}, diary format {SCHEMA_VERSION}", f"diary: {diary.path}"]
    if diary.exists:
        found = diary.path.stat()
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


def guide(ctx: typer.Context) -> None:
    """Read what is known about spasms.

    What a spasm is, what people try, what the report can and cannot tell, and when not to wait.
    It is in plain words, and not medical advice.

    fibrolog guide
    """
    from fibrolog.guide import GUIDE

    screen.show_pages(GUIDE, plain=ctx.obj.plain)


def demo(
    ctx: typer.Context,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the made-up diary in a new file.")
    ] = None,
) -> None:
    """Show the report of a made-up diary.

    To see what a few months of entries come to, before there are any. Your own diary is not
    touched.

    fibrolog demo

    fibrolog demo --keep demo.db
    """
    if keep is not None and keep.exists():
        raise NotUnderstood(f"{keep} exists already; name a new file with --keep.")
    with tempfile.TemporaryDirectory(prefix="fibrolog-") as folder:
        _demo_report(ctx, keep or Path(folder) / "demo.db")
    if keep is not None:
        screen.say(
            f"The made-up diary is in {keep}; "
            f"look at it with: fibrolog --db {quoted(str(keep))} list"
        )


def _demo_report(ctx: typer.Context, path: Path) -> None:
    from fibrolog.cli.report import full_report
    from fibrolog.demo import DAYS_SHOWN, write_demo

    now = clock.present()
    with Diary.open_or_create(path) as diary:
        write_demo(diary, now)
        made = full_report(diary, now, Period.ending(now.date(), DAYS_SHOWN))
    screen.show_report(made, as_json=False, plain=ctx.obj.plain)
