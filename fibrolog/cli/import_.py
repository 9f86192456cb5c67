"""`import`: what was written down elsewhere comes in, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer

from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.import_messages import at_once, bad_lines, brought, not_shown, refused
from fibrolog.cli.note_input import piped
from fibrolog.cli.output import tell
from fibrolog.cli.rejected_lines import RejectedLines
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import delimiter_named
from fibrolog.exchange.mapping import MAPPED, read_map
from fibrolog.exchange.source import ImportOptions, OpenedSource
from fibrolog.exchange.sources import open_source
from fibrolog.exchange.temporary_copies import clear_left_behind, spool_to_file
from fibrolog.storage.diary import Diary
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.targets import require_target
from fibrolog.text import visible

# Between two looks at the progress bar.
_STEP = 1000
_STANDARD_INPUT = "standard input"


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", readable=False, help="CSV, JSON or a diary; - for a pipe."),
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN,...", help="Which column is what."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would come in.")
    ] = False,
    skip_bad: Annotated[
        Path | None,
        typer.Option(
            metavar="REJECTS.csv", readable=False, help="Put lines that cannot be read here."
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="With --skip-bad: replace a file that is there already."),
    ] = False,
    new_names: Annotated[
        bool, typer.Option("--new-names", help="Take unknown regions and remedies as new.")
    ] = False,
    date_order: Annotated[
        Literal["dmy", "mdy", "ymd"] | None,
        typer.Option(metavar="ORDER", help="Of dates like 3/4/26: dmy, mdy or ymd."),
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where it is mistaken: comma, semicolon, tab, bar."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Unless UTF-8 or marked: such as cp1252.")
    ] = None,
) -> None:
    """Bring in what was written down elsewhere.

    From fibrolog export (CSV, JSON), from the diary of another machine, or from any other table
    that was saved as CSV. All of it comes in, or nothing; the same file twice adds nothing; and
    fibrolog undo takes the whole import back.

    For any other table, --map says which of its columns is what: at (date and time in one), or
    date and time; region or remedy, or both; {others}.
    Columns are named as in the first line, or by number.

    Cells may be as people write them: 7/10, 3 min, left calf, magnesium 400mg + heat. For a day
    without a spasm the region or the kind is: no spasm.

    fibrolog import diary.csv

    fibrolog import old.csv --map "at=When,region=Body part,intensity=Pain" --dry-run
    """
    now = clock.here(clock.present())
    options = ImportOptions(
        read_map(",".join(columns)) if columns else None,
        encoding,
        None if delimiter is None else delimiter_named(delimiter),
        date_order,
        clock.date_order(),
        new_names,
    )
    path = diary_path(ctx)
    _require_another(file, path)
    if skip_bad is not None:
        _require_apart(skip_bad, file, path, replace=replace)
    elif replace:
        raise NotUnderstood("--replace is for a file; add --skip-bad FILE, or leave it out.")
    clear_left_behind()
    name = _STANDARD_INPUT if str(file) == "-" else str(file)
    with (
        _on_disk(file) as copy,
        Diary.open(path) as known,
        closing(open_source(copy, options, known, now)) as source,
        RejectedLines(
            skip_bad, name, path, source, options, dry_run=dry_run, replace=replace
        ) as rejects,
        # A diary that is not there yet is begun only for a file that can be read.
        (
            known if known.exists or dry_run else Diary.open_or_create(path)
        ).expecting_many() as diary,
        diary.rehearsal() if dry_run else diary.one_step("import", now),
    ):
        with output.progress(f"Reading {Path(name).name}", plain=ctx.obj.plain) as on_progress:
            done = diary.merge(_WatchedSource(source, on_progress), now, rejects.add)
        remarks = [f"{Path(name).name} is {source.kind}.", *source.remarks]
        if not dry_run:
            _require_none_refused(rejects, name)
        running = diary.running_trials(now)
        rejects.finish()
    for remark in remarks:
        tell(visible(remark))
    if dry_run:
        output.show_arriving(done.first, output.mode_of(ctx))
        for sentence in not_shown(done):
            tell(sentence)
    for sentence in (*brought(done, dry_run=dry_run), *rejects.sentences(), *at_once(running)):
        tell(sentence)
    _require_none_refused(rejects, name)


# What `--map` can say beside when, where and what.
*_OTHERS, _LAST = (one for one in MAPPED if one not in ("at", "date", "time", "region", "remedy"))
import_file.__doc__ = (import_file.__doc__ or "").replace(
    "{others}", f"{', '.join(_OTHERS)} and {_LAST}"
)


def _require_another(file: Path, diary: Path) -> None:
    if _same(file, diary):
        raise NotUnderstood(f"{file} is the diary itself; name the file to bring in.")


def _require_apart(rejects: Path, file: Path, diary: Path, *, replace: bool) -> None:
    """Refuse a file for the bad lines that is the one they come from."""
    if _same(rejects, file):
        raise NotUnderstood(
            f"{rejects} is the file to bring in; name another file with --skip-bad."
        )
    require_target(rejects, diary, "--skip-bad", replace=replace)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _require_none_refused(rejects: RejectedLines, source: str) -> None:
    for sentence in bad_lines(rejects.refused):
        tell(sentence, err=True)
    if rejects.refused.count:
        raise NotUnderstood(refused(rejects.refused.count, source, possible=rejects.possible))


def _on_disk(file: Path) -> AbstractContextManager[Path]:
    """Yield the file, or for `-` one with all of standard input."""
    return (
        spool_to_file(piped("import -"), _STANDARD_INPUT) if str(file) == "-" else nullcontext(file)
    )


class _WatchedSource:
    """A source that shows how far it has been read."""

    def __init__(
        self, source: OpenedSource, on_progress: Callable[[int, int], None] | None
    ) -> None:
        self._source = source
        self._on_progress = on_progress

    @property
    def terms(self) -> Iterable[ImportedTerm]:
        """The words it knows."""
        return self._source.terms

    @property
    def removals(self) -> Iterable[Removal]:
        """What was removed elsewhere."""
        return self._source.removals

    @property
    def trials(self) -> Iterable[ImportedTrial]:
        """Its trials."""
        return self._source.trials

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield its entries, and the lines that are none."""
        if self._on_progress is None:
            yield from self._source.entries()
            return
        for number, one in enumerate(self._source.entries()):
            if number % _STEP == 0:
                self._on_progress(self._source.position(), self._source.size)
            yield one
