"""Putting results on stdout and remarks on stderr; Rich comes in only for what it draws."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from fibrolog.cli.telling import tell
from fibrolog.entries import AnyRecord, ClearDay
from fibrolog.errors import NotUnderstood
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.text import quote
from fibrolog.vocabulary import quoted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fibrolog.report.remedy_rows import RemedySection
    from fibrolog.report.summary import Report
    from fibrolog.storage.incoming import Incoming
    from fibrolog.trials.plan import TrialRecord
    from fibrolog.trials.progress import TrialLog
    from fibrolog.vocabulary import Region, Remedy

# Terminals that show every code as text.
_NO_CODES = ("dumb", "unknown")


def say(sentence: str) -> None:
    """Say something that is not a result."""
    tell(visible(sentence), err=True)


def say_if_missing(diary: Diary) -> None:
    """Say that there is no diary yet at the place that was asked for."""
    if not diary.exists:
        say(f"There is no diary at {diary.path} yet; fibrolog add begins one.")


def show_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(json_text(document))


def json_text(document: object) -> str:
    """Return a JSON document in ASCII: no text in it can steer a terminal."""
    return json.dumps(document, indent=2)


def show_drawn(renderable: RenderableType) -> None:
    """Draw with Rich, which finds out the terminal's width and whether it has colours."""
    import shutil

    from rich.console import Console

    class Paper(Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 -- Rich calls this while it handles the error; `run` ends quietly

    # Nothing a person wrote is markup, an emoji code or something to highlight.
    paper = Paper(markup=False, emoji=False, highlight=False)
    if paper.is_dumb_terminal:
        # Rich takes every such terminal for one of 80 columns.
        paper.width = shutil.get_terminal_size().columns
    paper.print(renderable)


def show_records(records: Sequence[AnyRecord], *, as_json: bool, plain: bool) -> None:
    """Show entries in the order they are in."""
    if as_json:
        from fibrolog.render.entry_json import entry_json

        show_json([entry_json(record) for record in records])
    elif plain:
        from fibrolog.render.entry_plain import listed_plain

        for line in listed_plain(records):
            tell(line)
    elif records:
        import shutil

        from fibrolog.render.entry_list import entry_list

        for shown in entry_list(records, shutil.get_terminal_size().columns):
            typer.echo(_bold(shown.text) if shown.heading else shown.text)


def show_record(record: AnyRecord, *, as_json: bool) -> None:
    """Show one entry with everything that is known of it."""
    if as_json:
        from fibrolog.render.entry_json import entry_json

        show_json(entry_json(record))
    else:
        from fibrolog.render.entry_plain import whole_plain

        for line in whole_plain(record):
            tell(line)


def show_report(report: Report, *, as_json: bool, plain: bool) -> None:
    """Show a report."""
    if as_json:
        from fibrolog.render.report_json import report_json

        show_json(report_json(report))
    elif plain:
        from fibrolog.render.report_plain import report_plain

        tell(report_plain(report))
    else:
        from fibrolog.render.report_text import report_text

        show_drawn(report_text(report))


def show_trial(
    record: TrialRecord, log: TrialLog, now: datetime, *, as_json: bool, plain: bool
) -> None:
    """Show what a finished trial says."""
    from fibrolog.render.trial_words import TrialResult, result_plain
    from fibrolog.trials.analysis import outcome
    from fibrolog.trials.progress import progress

    result = TrialResult(record, progress(record.trial, log, now), outcome(record.trial, log))
    if as_json:
        from fibrolog.render.trial_json import result_json

        show_json(result_json(*result))
    elif plain:
        tell("\n".join(result_plain(result)))
    else:
        from fibrolog.render.trial_text import TrialText

        show_drawn(TrialText(result))


def show_why(section: RemedySection | None, remedy: str, *, plain: bool) -> None:
    """Show what lies behind the verdict on a remedy.

    Raises:
        NotUnderstood: when it has never been used.
    """
    from fibrolog.report.remedy_words import why

    rows = section.rows if section else ()
    for row in rows:
        if remedy in row.judgement.remedies and section is not None:
            return show_pages(list(why(row, section)), plain=plain)
    raise NotUnderstood(
        f"The remedy {quote(remedy)} has never been used; "
        f"save a use with: fibrolog took {quoted(remedy)}"
    )


def _bold(text: str) -> str:
    """Return text that stands out, on terminals that can; elsewhere `typer.echo` takes it away."""
    return text if os.environ.get("TERM") in _NO_CODES else typer.style(text, bold=True)


@contextmanager
def progress(words: str, *, plain: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows how far a long computation is, on a terminal; elsewhere None.

    A bar is drawn again and again in one place, which says nothing to an ear.
    """
    if plain or not sys.stderr.isatty() or os.environ.get("TERM") in _NO_CODES:
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(words, total=None)
        yield lambda done, steps: shown.update(task, completed=done, total=steps)


def show_remedies(remedies: Sequence[Remedy], *, plain: bool) -> None:
    """Show the remedies of a diary."""
    rows = [
        (remedy.name, remedy.category, remedy.hint, ", ".join(remedy.aliases))
        for remedy in remedies
    ]
    _show_table(("remedy", "category", "hint", "also called"), rows, plain=plain)


def show_arriving(arriving: Sequence[Incoming], *, plain: bool) -> None:
    """Show the first entries that an import brings."""
    from fibrolog.render.entry_words import entry_words
    from fibrolog.when.spoken import spoken, spoken_day

    rows = [
        (
            str(one.line),
            spoken_day(one.entry.day)
            if isinstance(one.entry, ClearDay)
            else spoken(one.entry.moment),
            entry_words(one.entry),
        )
        for one in arriving
    ]
    if rows:
        _show_table(("line", "when", "entry"), rows, plain=plain)


def show_regions(regions: Sequence[Region], *, plain: bool) -> None:
    """Show the regions of a diary."""
    sides = {"paired": "left, right", "midline": "may be given", "none": "refused"}
    rows = [
        (region.name, region.group, sides[region.sides], ", ".join(region.aliases))
        for region in regions
    ]
    _show_table(("region", "part of the body", "sides", "also called"), rows, plain=plain)


def show_pages(chapters: Sequence[tuple[str, Sequence[str]]], *, plain: bool) -> None:
    """Show text with headings."""
    if plain:
        for title, paragraphs in chapters:
            heading = title if title[-1:] in ".:?!" else f"{title}:"
            tell(visible("\n".join((heading, *paragraphs)), one_line=False))
    else:
        from fibrolog.render.pages import text_page

        show_drawn(text_page(chapters))


def _show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, plain: bool) -> None:
    if plain:
        for first, *others in rows:
            for name, value in zip(columns[1:], others, strict=True):
                if value:
                    end = "" if value[-1:] in ".?!" else "."
                    tell(visible(f"{columns[0].capitalize()} {first}, {name}: {value}{end}"))
    else:
        from fibrolog.render.pages import TextTable

        show_drawn(TextTable(columns, rows))
