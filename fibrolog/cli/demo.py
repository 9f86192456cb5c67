"""`demo`: the report of a made-up diary."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from fibrolog.cli import clock, output
from fibrolog.domain.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.storage.targets import require_target
from fibrolog.text import shell_quoted


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
        output.show_report(made, output.mode_of(ctx))
    if keep is not None:
        look = f"fibrolog --db {shell_quoted(str(keep))} list"
        output.say(f"The made-up diary is in {keep}; look at it with: {look}")
