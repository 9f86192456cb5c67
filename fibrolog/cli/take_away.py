"""`export`: the diary belongs to the person."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

from fibrolog.cli import clock, screen
from fibrolog.cli.look import Since, Until
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import tell
from fibrolog.entries import EntryName, Period
from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.exchange.csv_file import write_csv
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.storage.ledger import Selection
from fibrolog.storage.rows import COLUMNS

# What `--only` calls the kinds of entry.
_ONLY: dict[str, EntryName] = {"episodes": "episode", "uses": "use", "clear": "clear"}


def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", readable=False, help="Default: standard output."
        ),
    ] = None,
    file_format: Annotated[  # noqa: ARG001 -- the one there is, which Typer has checked
        Literal["csv"], typer.Option("--format", metavar="FORMAT", help="csv.")
    ] = "csv",
    only: Annotated[str, typer.Option(metavar="KINDS", help="Some of: episodes,uses,clear.")] = "",
    since: Since = None,
    until: Until = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin with a byte-order mark, for Excel.")
    ] = False,
) -> None:
    """Write every entry as CSV.

    One row an entry, oldest first, with every column.

    fibrolog export -o diary.csv

    fibrolog export --only episodes --since "1 Oct"
    """
    now = clock.present()
    first = None if since is None else clock.day(since, now)
    last = None if until is None else clock.day(until, now)
    if first and last:
        Period(first, last)  # refuses an end before the beginning
    selection = Selection(first, last, _kinds(only))
    path = diary_path(ctx)
    with _destination(output, path) as file:
        written = _written(path, selection, file, excel=excel)
    if output is not None:
        tell(visible(f"Wrote {written} entries to {output}."))


def _written(path: Path, selection: Selection, file: TextIO, *, excel: bool) -> int:
    with Diary.open(path) as diary, closing(diary.table(selection)) as rows:
        screen.say_if_missing(diary)
        diary.require_intact()
        return write_csv(rows, COLUMNS, file, excel=excel)


def _kinds(only: str) -> tuple[EntryName, ...]:
    names = [name.strip().casefold() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in _ONLY:
            raise NotUnderstood(
                f"--only {name!r} is not a kind of entry; type some of {','.join(_ONLY)}."
            )
    return tuple(_ONLY[name] for name in names)


def _destination(output: Path | None, diary: Path) -> AbstractContextManager[TextIO]:
    if output is None:
        return _unhurried(sys.stdout)
    if output.exists() and not (output.is_file() or output.is_dir()):
        # A pipe or a device, which no file can take the place of.
        return output.open("w", encoding="utf-8", newline="")
    return _whole_file(output, diary)


@contextmanager
def _unhurried(target: TextIO) -> Iterator[TextIO]:
    """Give a file that is copied to `target` when it is complete.

    Whoever reads our output may take their time, and the diary must not be locked meanwhile. The
    file has no name, so nobody else can read it.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        yield file
        file.seek(0)
        if isinstance(target, io.TextIOWrapper):
            target.reconfigure(encoding="utf-8", newline="")  # line ends as they are
        shutil.copyfileobj(file, target)


@contextmanager
def _whole_file(output: Path, diary: Path) -> Iterator[TextIO]:
    """Give a private file that takes the place of `output` only when it is complete."""
    target = Path(os.path.realpath(output))
    if target == diary:
        raise NotUnderstood(f"{output} is the diary itself; name another file with -o.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        unfinished = Path(name)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 -- Path opens no handles
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise DiaryError(
            f"{output} could not be written: {error.strerror or error}; name another file with -o."
        ) from error
