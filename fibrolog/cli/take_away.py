"""`export`: the diary belongs to the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

from fibrolog import __version__
from fibrolog.cli import clock, screen
from fibrolog.cli.look import Since, Until
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import tell
from fibrolog.cli.whole_file import destination
from fibrolog.entries import EntryName, Period
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.csv_file import write_csv
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.storage.ledger import Cell, Selection
from fibrolog.storage.rows import COLUMNS
from fibrolog.text import quote

# Between two looks at the progress bar.
_STEP = 1000
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
    file_format: Annotated[
        Literal["csv", "json"] | None,
        typer.Option("--format", metavar="FORMAT", help="csv or json; default: as FILE ends, csv."),
    ] = None,
    only: Annotated[str, typer.Option(metavar="KINDS", help="Some of: episodes,uses,clear.")] = "",
    since: Since = None,
    until: Until = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin with a byte-order mark, for Excel.")
    ] = False,
) -> None:
    """Write every entry as CSV or JSON.

    CSV has one row an entry, oldest first, with every column. JSON also has the words the diary
    knows and what was deleted, which another diary needs to be brought to the same. README tells
    what each column, key, table and view means, under "The files".

    fibrolog export -o diary.csv

    fibrolog export --only episodes --since "1 Oct"

    fibrolog export -o diary.json
    """
    as_json = file_format == "json" if file_format else _ends_as_json(output)
    if excel and as_json:
        json = "--format json" if file_format else "the ending .json"
        raise NotUnderstood(f"--excel is for CSV; leave it or {json} out.")
    now = clock.present()
    first = None if since is None else clock.day(since, now)
    last = None if until is None else clock.day(until, now)
    if first and last:
        Period(first, last)  # refuses an end before the beginning
    selection = Selection(first, last, _kinds(only))
    path = diary_path(ctx)
    plain: bool = ctx.obj.plain
    with destination(output, path) as file:
        if as_json:
            written = _written_json(path, selection, file, now, plain=plain)
        else:
            written = _written_csv(path, selection, file, excel=excel, plain=plain)
    if output is not None:
        tell(visible(f"Wrote {written} entries to {output}."))


def _ends_as_json(output: Path | None) -> bool:
    return output is not None and output.suffix.casefold() == ".json"


def _written_csv(
    path: Path, selection: Selection, file: TextIO, *, excel: bool, plain: bool
) -> int:
    with _opened(path) as diary, closing(diary.table(selection)) as rows:
        counted = _counted(diary, rows, selection, plain=plain)
        with counted as watched:
            return write_csv(watched, COLUMNS, file, excel=excel)


def _written_json(
    path: Path, selection: Selection, file: TextIO, now: datetime, *, plain: bool
) -> int:
    from fibrolog.exchange.json_file import Contents, write_json

    with _opened(path) as diary, diary.one_moment():
        whole = selection == Selection()
        removals = diary.removals() if whole else iter(())
        with (
            closing(diary.table(selection, revised=True)) as rows,
            _counted(diary, rows, selection, plain=plain) as watched,
        ):
            trials = diary.trials_to_give() if whole else []
            contents = Contents(__version__, now, diary.words(), removals, trials, watched)
            return write_json(contents, file)


@contextmanager
def _opened(path: Path) -> Iterator[Diary]:
    with Diary.open(path) as diary:
        screen.say_if_missing(diary)
        diary.require_intact()
        yield diary


@contextmanager
def _counted(
    diary: Diary, rows: Iterable[tuple[Cell, ...]], selection: Selection, *, plain: bool
) -> Iterator[Iterable[tuple[Cell, ...]]]:
    """Give the rows, which on a terminal show how many of them have been written."""
    with screen.progress("Writing", plain=plain) as on_progress:
        if on_progress is None:
            yield rows
            return
        yield _watched(rows, diary.how_many(selection), on_progress)


def _watched(
    rows: Iterable[tuple[Cell, ...]], count: int, on_progress: Callable[[int, int], None]
) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows):
        if number % _STEP == 0:
            on_progress(number, count)
        yield row


def _kinds(only: str) -> tuple[EntryName, ...]:
    names = [name.strip().casefold() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in _ONLY:
            raise NotUnderstood(
                f"--only {quote(name)} is not a kind of entry; type some of {','.join(_ONLY)}."
            )
    return tuple(_ONLY[name] for name in names)
