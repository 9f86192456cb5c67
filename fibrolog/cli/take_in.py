"""`import`: what was written down elsewhere comes in, whole or not at all."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from fibrolog.cli import clock, screen
from fibrolog.cli.import_words import bad_line, brought, refused
from fibrolog.cli.look import Plain
from fibrolog.cli.place import diary_path
from fibrolog.cli.rejects import Rejects
from fibrolog.cli.telling import tell
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import delimiter_named
from fibrolog.exchange.mapping import read_map
from fibrolog.exchange.parcels import Opened, Told, open_parcel
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.storage.incoming import ArrivingTerm, Incoming, Rejected
from fibrolog.storage.results import Removal

# Between two looks at the progress bar.
_STEP = 1000


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", readable=False, help="CSV, JSON or a diary; - for a pipe."),
    ],
    columns: Annotated[
        str | None, typer.Option("--map", metavar="FIELD=COLUMN,...", help="Which column is what.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would come in.")
    ] = False,
    skip_bad: Annotated[
        Path | None,
        typer.Option(metavar="REJECTS.csv", readable=False, help="Keep bad lines apart here."),
    ] = None,
    new_names: Annotated[
        bool, typer.Option("--new-names", help="Take unknown names for new words.")
    ] = False,
    date_order: Annotated[
        Literal["dmy", "mdy", "ymd"] | None,
        typer.Option(metavar="ORDER", help="Of numeric dates: dmy, mdy or ymd."),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="NAME", help="comma, semicolon, tab or bar.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Such as cp1252; default: UTF-8.")
    ] = None,
    plain: Plain = False,
) -> None:
    """Bring in what was written down elsewhere.

    A CSV or JSON file from fibrolog export, the diary of another machine, or any other table with
    --map. It knows the fields at, date, time, kind, region, side, intensity, duration, count,
    woke, signs, pain_types, triggers, remedy, dose and note. Numbers may have their units (7/10,
    3 min), and a side may stand with its region (left calf).

    All of it comes in, or nothing; the same file twice adds nothing; and fibrolog undo takes the
    whole import back.

    fibrolog import diary.csv

    fibrolog import old.csv --map "at=When,region=Body part,intensity=Pain" --dry-run
    """
    now = clock.here(clock.present())
    told = Told(
        None if columns is None else read_map(columns),
        encoding,
        None if delimiter is None else delimiter_named(delimiter),
        date_order,
        clock.date_order(),
        new_names,
    )
    path = diary_path(ctx)
    if file.exists() and path.exists() and file.samefile(path):
        raise NotUnderstood(f"{file} is the diary itself; name the file to bring in.")
    opening = Diary.open if dry_run else Diary.open_or_create
    with (
        _on_disk(file) as source,
        opening(path).expecting_many() as diary,
        closing(open_parcel(source, told, diary, now)) as parcel,
        diary.rehearsal() if dry_run else diary.one_step("import", now),
        Rejects(skip_bad, source, path, parcel, dry_run=dry_run) as rejects,
    ):
        with screen.progress(f"Reading {file.name}") as on_progress:
            done = diary.merge(_Watched(parcel, on_progress), now, rejects.add)
        remarks = [f"{file.name} is {parcel.kind}.", *parcel.remarks]
        if not dry_run:
            _require_none_refused(rejects, file)
    for remark in remarks:
        tell(visible(remark))
    if dry_run:
        screen.show_arriving(done.first, plain=plain or ctx.obj.plain)
    for sentence in (*brought(done, dry_run=dry_run), *rejects.sentences()):
        tell(sentence)
    _require_none_refused(rejects, file)


def _require_none_refused(rejects: Rejects, file: Path) -> None:
    for one in rejects.refused:
        tell(bad_line(one), err=True)
    if rejects.refused:
        raise NotUnderstood(refused(rejects.refused, file))


@contextmanager
def _on_disk(file: Path) -> Iterator[Path]:
    """Give the file, or for `-` one with what comes in through standard input."""
    if str(file) != "-":
        yield file
        return
    with tempfile.NamedTemporaryFile(prefix="fibrolog-") as spooled:
        shutil.copyfileobj(sys.stdin.buffer, spooled)
        spooled.flush()
        yield Path(spooled.name)


class _Watched:
    """A parcel that shows how far it has been read."""

    def __init__(self, parcel: Opened, on_progress: Callable[[int, int], None] | None) -> None:
        self._parcel = parcel
        self._on_progress = on_progress

    @property
    def terms(self) -> Iterable[ArrivingTerm]:
        """The words it knows."""
        return self._parcel.terms

    @property
    def removals(self) -> Iterable[Removal]:
        """What was removed elsewhere."""
        return self._parcel.removals

    def entries(self) -> Iterator[Incoming | Rejected]:
        """Yield its entries, and the lines that are none."""
        if self._on_progress is None:
            yield from self._parcel.entries()
            return
        for number, one in enumerate(self._parcel.entries()):
            if number % _STEP == 0:
                self._on_progress(self._parcel.position(), self._parcel.size)
            yield one
