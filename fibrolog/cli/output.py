"""Putting results on stdout and remarks on stderr, drawn, read aloud or as JSON.

On a terminal sentences wrap between words; in a pipe they stay as they are. Rich comes in only for
what it draws.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeAlias

import typer

from fibrolog.cli.advice import for_this_diary
from fibrolog.text import in_lines, visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fibrolog.domain.entries import AnyRecord
    from fibrolog.report.document import Block, Document
    from fibrolog.report.summary import Report
    from fibrolog.storage.diary import Diary
    from fibrolog.storage.import_records import ImportedEntry


def tell(text: str, *, err: bool = False) -> None:
    """Print lines to stdout, or to stderr what is no result; commands in them name the diary."""
    _print(for_this_diary(text), err=err)


def _print(text: str, *, err: bool = False) -> None:
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        text = wrapped(text)
    typer.echo(text, err=err)


def may_ask() -> bool:
    """Tell whether there is somebody to ask: they see what is asked, and can answer."""
    # Questions go to stderr, so that stdout can be a file and still holds nothing but the result.
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def wrapped(text: str) -> str:
    """Return the text in lines that fit the terminal."""
    import shutil

    width = shutil.get_terminal_size().columns
    return "\n".join(
        piece for line in text.split("\n") for piece in in_lines(line, width, breaks_words=False)
    )


# What a result is shown as: for programs, line by line for the ear, or drawn for the eye.
Mode: TypeAlias = Literal["json", "plain", "drawn"]

# Terminals that show every code as text.
_NO_CODES = ("dumb", "unknown")


def say(sentence: str) -> None:
    """Say something that is not a result."""
    tell(visible(sentence), err=True)


def say_if_missing(diary: Diary) -> None:
    """Say that there is no diary yet at the place that was asked for."""
    if not diary.exists:
        say(f"There is no diary at {diary.path} yet; fibrolog add begins one.")


def mode_of(ctx: typer.Context, *, as_json: bool = False) -> Mode:
    """Return the form that the options ask for."""
    if as_json:
        return "json"
    return "plain" if ctx.obj.plain else "drawn"


def json_text(document: object) -> str:
    """Return a JSON document in ASCII: no text in it can steer a terminal."""
    import json  # what most commands say is no JSON

    return json.dumps(document, indent=2)


def _draw(renderable: RenderableType, *, paged: bool = False) -> None:
    """Draw with Rich, which finds out the terminal's width and whether it has colours.

    Args:
        renderable: what to draw.
        paged: whether it goes through the pager where the terminal is too short for it.
    """
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
    if paged and _can_page() and len(paper.render_lines(renderable)) >= paper.height:
        # Rich asks pydoc for the pager, which asks for the one of `man` first; `less` shows bold as
        # codes unless told, and nothing at all of how to leave it.
        os.environ.pop("MANPAGER", None)
        os.environ["LESS"] = f"-R {os.environ.get('LESS', '-PsSpace turns the page, q ends it.$')}"
        with paper.pager(styles=True):
            paper.print(renderable)
    else:
        paper.print(renderable)


def _can_page() -> bool:
    """Tell whether there is somebody to turn pages, and what they asked to do it with is there."""
    import shlex
    import shutil

    program = shlex.split(os.environ.get("PAGER", ""))[:1]
    asked_for = not program or shutil.which(program[0]) is not None
    return asked_for and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def show(
    mode: Mode,
    *,
    data: Callable[[], object],
    spoken: Callable[[], Iterable[str]],
    drawn: Callable[[], None] | None = None,
) -> None:
    """Show a result in one of its forms; the others are never made.

    Args:
        mode: which form.
        data: makes what JSON has.
        spoken: yields lines to read aloud.
        drawn: draws on the screen; None where lines are all there is to see.
    """
    if mode == "json":
        typer.echo(json_text(data()))
    elif mode == "drawn" and drawn is not None:
        drawn()
    else:
        for line in spoken():
            _print(line)


def show_document(
    mode: Mode, document: Callable[[], Document], data: Callable[[], object] = dict
) -> None:
    """Show a document, or as JSON what it was made from."""

    def spoken() -> Iterator[str]:
        from fibrolog.render.plain import plain

        if text := plain(_for_this_diary(document())):
            yield text

    def drawn() -> None:
        from fibrolog.render.terminal import DrawnDocument

        _draw(DrawnDocument(_for_this_diary(document())))

    show(mode, data=data, spoken=spoken, drawn=drawn)


def _for_this_diary(document: Document) -> Document:
    """Return a document whose commands name the diary that was asked for."""
    from fibrolog.report.document import Hint, Paragraph

    def named(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return block._replace(text=for_this_diary(block.text))
        if isinstance(block, Hint):
            return block._replace(command=for_this_diary(block.command))
        return block

    sections = tuple(
        section._replace(blocks=tuple(map(named, section.blocks))) for section in document.sections
    )
    return document._replace(sections=sections)


def show_records(records: Sequence[AnyRecord], mode: Mode) -> None:
    """Show entries in the order they are in."""

    def data() -> object:
        from fibrolog.render.entry_json import entry_json

        return [entry_json(record) for record in records]

    def spoken() -> Iterator[str]:
        from fibrolog.render.entry_list import listed_plain

        return listed_plain(records)

    def drawn() -> None:
        import shutil

        from fibrolog.render.entry_list import entry_list

        for shown in entry_list(records, shutil.get_terminal_size().columns):
            typer.echo(_bold(shown.text) if shown.heading else shown.text)

    show(mode, data=data, spoken=spoken, drawn=drawn)


def show_record(record: AnyRecord, mode: Mode) -> None:
    """Show one entry with everything that is known of it."""

    def data() -> object:
        from fibrolog.render.entry_json import entry_json

        return entry_json(record)

    def spoken() -> Iterator[str]:
        from fibrolog.render.entry_list import whole_plain

        return whole_plain(record)

    show(mode, data=data, spoken=spoken)


def show_report(report: Report, mode: Mode) -> None:
    """Show a report."""

    def document() -> Document:
        from fibrolog.report.sections import report_document

        return report_document(report)

    def data() -> object:
        from fibrolog.render.json import report_json

        return report_json(report)

    show_document(mode, document, data)


def _bold(text: str) -> str:
    """Return text that stands out, on terminals that can; elsewhere `typer.echo` takes it away."""
    return text if os.environ.get("TERM") in _NO_CODES else typer.style(text, bold=True)


@contextmanager
def progress(words: str, *, plain: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows how far a long computation is, on a terminal; elsewhere None.

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


def show_listing(mode: Mode, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Show things and what is known of each."""

    def document() -> Document:
        from fibrolog.report.document import listing

        return listing(columns, rows)

    show_document(mode, document)


def show_arriving(arriving: Iterable[ImportedEntry], mode: Mode) -> None:
    """Show the first entries that an import brings."""
    from fibrolog.render.entry_list import entry_time
    from fibrolog.render.entry_words import entry_words

    rows = [
        (str(one.line), entry_time(one.entry), entry_words(one.entry, aloud=mode == "plain"))
        for one in arriving
    ]
    if rows:
        show_listing(mode, ("line", "when", "entry"), rows)


def show_handbook(mode: Mode, markdown: str) -> None:
    """Show a page of the handbook; off a terminal it stays the Markdown it is."""

    def spoken() -> Iterable[str]:
        from fibrolog.render.handbook import handbook_plain

        return handbook_plain(markdown)

    def drawn() -> None:
        if not sys.stdout.isatty():
            typer.echo(markdown, nl=False)
            return
        from fibrolog.render.handbook import HandbookPage

        _draw(HandbookPage(markdown), paged=True)

    show(mode, data=dict, spoken=spoken, drawn=drawn)
