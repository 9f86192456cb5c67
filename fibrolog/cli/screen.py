"""Putting results on stdout and remarks on stderr; Rich comes in only for what it draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from fibrolog.cli.telling import tell
from fibrolog.entries import AnyRecord
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fibrolog.guide import Chapter
    from fibrolog.report.summary import Report
    from fibrolog.vocabulary import Region, Remedy


def say(sentence: str) -> None:
    """Say something that is not a result."""
    tell(visible(sentence), err=True)


def say_if_missing(diary: Diary) -> None:
    """Say that there is no diary yet at the place that was asked for."""
    if not diary.exists:
        say(f"There is no diary at {diary.path} yet; fibrolog add begins one.")


def show_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def show_drawn(renderable: RenderableType) -> None:
    """Draw with Rich, which finds out the terminal's width and whether it has colours."""
    from rich.console import Console

    class Paper(Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 -- Rich calls this while it handles the error; `run` ends quietly

    # Nothing a person wrote is markup, an emoji code or something to highlight.
    Paper(markup=False, emoji=False, highlight=False).print(renderable)


def show_records(records: Sequence[AnyRecord], *, as_json: bool, plain: bool) -> None:
    """Show entries in the order they are in."""
    if as_json:
        from fibrolog.render.entry_json import entry_json

        show_json([entry_json(record) for record in records])
    elif plain:
        from fibrolog.render.entry_plain import listed_plain

        for line in listed_plain(records):
            typer.echo(line)
    elif records:
        from fibrolog.render.entry_list import entry_list

        show_drawn(entry_list(records))


def show_record(record: AnyRecord, *, as_json: bool) -> None:
    """Show one entry with everything that is known of it."""
    if as_json:
        from fibrolog.render.entry_json import entry_json

        show_json(entry_json(record))
    else:
        from fibrolog.render.entry_plain import whole_plain

        for line in whole_plain(record):
            typer.echo(line)


def show_report(report: Report, *, as_json: bool, plain: bool) -> None:
    """Show a report."""
    if as_json:
        from fibrolog.render.report_json import report_json

        show_json(report_json(report))
    elif plain:
        from fibrolog.render.report_plain import report_plain

        typer.echo(report_plain(report))
    else:
        from fibrolog.render.report_text import report_text

        show_drawn(report_text(report))


def show_remedies(remedies: Sequence[Remedy], *, plain: bool) -> None:
    """Show the remedies of a diary."""
    rows = [
        (remedy.name, remedy.category, remedy.hint, ", ".join(remedy.aliases))
        for remedy in remedies
    ]
    _show_table(("remedy", "category", "hint", "also called"), rows, plain=plain)


def show_regions(regions: Sequence[Region], *, plain: bool) -> None:
    """Show the regions of a diary."""
    sides = {"paired": "left, right", "midline": "may be given", "none": "refused"}
    rows = [
        (region.name, region.group, sides[region.sides], ", ".join(region.aliases))
        for region in regions
    ]
    _show_table(("region", "part of the body", "sides", "also called"), rows, plain=plain)


def show_guide(chapters: Sequence[Chapter], *, plain: bool) -> None:
    """Show the guide."""
    if plain:
        for title, paragraphs in chapters:
            typer.echo("\n".join((title, *paragraphs)))
    else:
        from fibrolog.render.pages import guide_page

        show_drawn(guide_page(chapters))


def _show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, plain: bool) -> None:
    if plain:
        for row in rows:
            facts = (f"{name}: {value}" for name, value in zip(columns, row, strict=True) if value)
            typer.echo(visible("; ".join(facts)))
    else:
        from fibrolog.render.pages import TextTable

        show_drawn(TextTable(columns, rows))
