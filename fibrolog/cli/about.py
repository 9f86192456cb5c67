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
from fibrolog.storage.targets import require_target
from fibrolog.vocabulary import quoted


def info(ctx: typer.Context) -> None:
    """Show where the diary is and what is in it.

    How many entries, from which day to which, and who may read the file.

    fibrolog info
    """
    with Diary.snapshot(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
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

    screen.show_handbook(screen.mode_of(ctx), page(topic or ()))


def demo(
    ctx: typer.Context,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the made-up diary in a new file.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --keep: replace a file that is there already.")
    ] = False,
) -> None:
    """Show the report of a made-up diary.

    To see what a few months of entries come to, before there are any. Your own diary is not
    touched.

    fibrolog demo

    fibrolog demo --keep demo.db
    """
    from fibrolog.cli.report import computed, read
    from fibrolog.demo import DAYS_SHOWN, write_demo

    if keep is not None:
        require_target(keep, None, "--keep", replace=replace)
    elif replace:
        raise NotUnderstood("--replace is for a file; add --keep FILE, or leave it out.")
    now = clock.present()
    with tempfile.TemporaryDirectory(prefix="fibrolog-") as folder:
        with Diary.open_or_create(Path(folder) / "demo.db") as diary:
            write_demo(diary, now)
            if keep is not None:
                diary.back_up(keep, "--keep", replace=replace)
            reading = read(diary, now, Period.ending(now.date(), DAYS_SHOWN))
        made = computed(reading, now)
        screen.show_report(made, screen.mode_of(ctx))
    if keep is not None:
        look = f"fibrolog --db {quoted(str(keep))} list"
        screen.say(f"The made-up diary is in {keep}; look at it with: {look}")
