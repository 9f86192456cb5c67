"""`export`: the diary belongs to the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TextIO, TypeAlias

import typer

from fibrolog import __version__
from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.cli.output_file import destination, is_standard_output
from fibrolog.cli.period_options import Since, Until
from fibrolog.domain.entries import EntryName, Period
from fibrolog.domain.fields import COLUMNS, Cell
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.csv_export import write_csv
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from fibrolog.storage.targets import is_pipe, require_no_diary
from fibrolog.text import counted, quote, shell_quoted, visible

Form: TypeAlias = Literal["csv", "json"]
_ENDINGS: dict[str, Form] = {".csv": "csv", ".json": "json"}
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_PAPER = (".pdf", ".html", ".htm", ".docx", ".doc", ".odt")
# Between two looks at the progress bar.
_STEP = 1000
# What `--only` calls the kinds of entry.
_ONLY: dict[str, EntryName] = {"episodes": "episode", "uses": "use", "clear": "clear"}


def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", readable=False, help="Default: - (standard output)."
        ),
    ] = None,
    file_format: Annotated[
        Form | None,
        typer.Option("--format", metavar="FORMAT", help="csv or json; default: as FILE ends, csv."),
    ] = None,
    only: Annotated[str, typer.Option(metavar="KINDS", help="Some of: episodes,uses,clear.")] = "",
    since: Since = None,
    until: Until = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin with a byte-order mark, for Excel.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="With -o: replace a file that is there already.")
    ] = False,
) -> None:
    """Write every entry as CSV or JSON.

    CSV has one row an entry, oldest first, with every column. JSON also has the words the diary
    knows and what was deleted, which another diary needs to be brought to the same. What each
    column, key, table and view means: fibrolog guide files

    fibrolog export -o diary.csv

    fibrolog export --only episodes --since "1 Oct"

    fibrolog export -o diary.json
    """
    path = diary_path(ctx)
    printed = is_standard_output(output)
    if output is not None and not printed:
        require_no_diary(output, path, "-o")
    as_json = _form(None if printed else output, file_format, excel=excel) == "json"
    if replace and printed:
        raise NotUnderstood("--replace is for a file; add -o FILE, or leave it out.")
    now = clock.present()
    first = None if since is None else clock.day(since, now)
    last = None if until is None else clock.day(until, now)
    if first and last:
        Period(first, last)  # refuses an end before the beginning
    selection = Selection(first, last, _kinds(only))
    plain: bool = ctx.obj.plain
    with destination(output, path, replace=replace) as file:
        if as_json:
            written = _written_json(path, selection, file, now, plain=plain)
        else:
            written = _written_csv(path, selection, file, excel=excel, plain=plain)
    if not printed:
        tell(visible(f"Wrote {counted(written, 'entry', grouped=True)} to {output}."))


def _form(output: Path | None, named: Form | None, *, excel: bool) -> Form:
    """Return what is to be written, as the file ends or as it is named.

    Raises:
        NotUnderstood: when the file ends in something else, or the two contradict each other.
    """
    ending = "" if output is None or is_pipe(output) else output.suffix.casefold()
    if output is not None and ending:
        form = _ENDINGS.get(ending)
        if form is None:
            raise NotUnderstood(_another_ending(output, named))
        if named not in (None, form):
            other = shell_quoted(str(output.with_suffix(f".{named}")))
            raise NotUnderstood(
                f"{output} ends in {ending}, and --format says {named}; "
                f"leave --format out, or type -o {other}."
            )
        named = form
    if excel and named == "json":
        json = "name a file that ends in .csv" if ending else "leave --format json out"
        raise NotUnderstood(f"--excel is for CSV; {json}, or leave --excel out.")
    return named or "csv"


def _another_ending(output: Path, named: Form | None) -> str:
    ending = output.suffix
    if ending.casefold() in _PAPER:
        page = shell_quoted(str(output.with_suffix(".html")))
        return (
            f"An export is a table, and {output} ends in {ending}; for paper type "
            f"fibrolog report --all --save {page}, open that page and print it."
        )
    stem = output.with_suffix("")
    form = _ENDINGS.get(stem.suffix.casefold())
    if form:  # diary.csv.gz
        stem = stem.with_suffix("")
    table = shell_quoted(str(stem.with_name(f"{stem.name}.{named or form or 'csv'}")))
    if ending.casefold() in _SPREADSHEETS and named != "json":
        return (
            f"{output} would be a spreadsheet's own file; type -o {table} --excel, "
            "and open that in the spreadsheet."
        )
    return f"{output} ends in {ending}, and an export in .csv or .json; type -o {table}."


def _written_csv(
    path: Path, selection: Selection, file: TextIO, *, excel: bool, plain: bool
) -> int:
    with (
        _opened(path) as diary,
        closing(diary.table(selection)) as rows,
        _counting(diary, rows, selection, plain=plain) as watched,
    ):
        return write_csv(watched, COLUMNS, file, excel=excel)


def _written_json(
    path: Path, selection: Selection, file: TextIO, now: datetime, *, plain: bool
) -> int:
    from fibrolog.exchange.json_source import Contents, write_json

    with _opened(path) as diary:
        whole = selection == Selection()
        removals = diary.removals() if whole else iter(())
        with (
            closing(diary.table(selection, revised=True)) as rows,
            _counting(diary, rows, selection, plain=plain) as watched,
        ):
            trials = diary.trials_to_give() if whole else []
            gave_way = diary.gave_way() if whole else iter(())
            contents = Contents(
                __version__, now, diary.words(), removals, trials, watched, gave_way
            )
            return write_json(contents, file)


@contextmanager
def _opened(path: Path) -> Iterator[Diary]:
    with Diary.snapshot(path) as diary:
        output.say_if_missing(diary)
        diary.require_readable()
        yield diary


@contextmanager
def _counting(
    diary: Diary, rows: Iterable[tuple[Cell, ...]], selection: Selection, *, plain: bool
) -> Iterator[Iterable[tuple[Cell, ...]]]:
    """Yield the rows; on a terminal, show how many of them have been written."""
    with output.progress("Writing", plain=plain) as on_progress:
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
