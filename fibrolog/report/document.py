"""What is shown, as a value: a document of sections, and the few kinds of block they are made of.

A section is written once, from a report to blocks. Each sink (`fibrolog.render`) draws the kinds,
and knows nothing of what is in them. What only one sink has room or need for is marked so on its
block, never decided in the sink.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from fibrolog.analysis.effect import Effect
    from fibrolog.domain.entries import Entry

# Where a document is shown: drawn in a terminal, read aloud a line at a time, printed as a page.
Sink: TypeAlias = Literal["terminal", "plain", "page"]
EVERYWHERE: tuple[Sink, ...] = ("terminal", "plain", "page")


class Paragraph(NamedTuple):
    """A sentence or a few."""

    text: str
    on: tuple[Sink, ...] = EVERYWHERE


class Hint(NamedTuple):
    """A command to type, and what for."""

    purpose: str
    command: str
    on: tuple[Sink, ...] = ("terminal", "plain")


class Fact(NamedTuple):
    """A figure with its name; or what is known under that name, in sentences."""

    name: str
    value: str | tuple[str, ...]


class Facts(NamedTuple):
    """Figures with their names, a line each."""

    facts: tuple[Fact, ...]
    on: tuple[Sink, ...] = EVERYWHERE


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        cells: one a row, None where nobody knows.
        instead: what a terminal, which has no room for the column, says below the table; None
            where it has.
    """

    header: str
    cells: tuple[str | None, ...]
    instead: str | None = None


class Table(NamedTuple):
    """A row a name: its figures, and how long its bar is.

    Attributes:
        head: what the names are.
        names: as people wrote them.
        columns: without the names.
        spoken: a line a row.
        words: the figures of each row in words, for a screen too narrow for the columns; empty
            where there always is room.
        bars: a count a row, or none at all.
        caption: what the table is, on a page.
        key: what the headers mean.
    """

    head: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    spoken: tuple[str, ...]
    words: tuple[str, ...] = ()
    bars: tuple[int, ...] = ()
    caption: str = ""
    key: str = ""
    on: tuple[Sink, ...] = EVERYWHERE


class Bar(NamedTuple):
    """One bar of a chart.

    Attributes:
        name: beside it.
        label: below it, where it stands upright.
        length: a count or a rate, None when nobody knows.
        note: below the label.
        value: the length in words, where digits alone are not enough.
    """

    name: str
    label: str
    length: float | None
    note: str = ""
    value: str = ""


class Chart(NamedTuple):
    """Bars along a scale, such as the hours of a day.

    Attributes:
        title: the heading it has of its own.
        bars: in the order of the scale.
        columns: figures that stand beside the bars.
        spoken: a line a bar.
        caption: what it is, on a page.
        alternative: all of it, for those who cannot see the page.
    """

    title: str
    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]
    spoken: tuple[str, ...]
    caption: str
    alternative: str
    on: tuple[Sink, ...] = EVERYWHERE


class Finding(NamedTuple):
    """What was found of one thing.

    Attributes:
        is_claim: a difference is spoken of.
        direction: of a difference that stands up to how many things were looked at.
        effect: times as many, with its interval; None where there is none to speak of.
        figures: the same in words.
        details: more sentences, of their own weight.
    """

    name: str
    sentence: str
    is_new: bool
    is_claim: bool
    direction: Literal["fewer", "more"] | None
    effect: Effect | None
    figures: str = ""
    details: tuple[str, ...] = ()


class Findings(NamedTuple):
    """Findings below each other, with where the ratio of each lies.

    Attributes:
        head: what the names are, and what the sentences say.
        spoken: a line a row, and one for each of its details.
        scale: what the ratios are of.
        key: what they mean.
    """

    head: tuple[str, str]
    rows: tuple[Finding, ...]
    spoken: tuple[str, ...]
    scale: str
    key: str
    on: tuple[Sink, ...] = EVERYWHERE


class Notes(NamedTuple):
    """The notes of these entries, oldest first."""

    entries: tuple[Entry, ...]
    on: tuple[Sink, ...] = EVERYWHERE


class Drawing(NamedTuple):
    """A picture, which a sink draws in its own way or says in words.

    Attributes:
        kind: which picture.
        subject: what is drawn, as `fibrolog.render.drawings` takes it.
        title: the heading it has of its own.
        spoken: what it says that no other block does.
    """

    kind: Literal["body", "calendar", "pairs"]
    subject: Any
    title: str = ""
    spoken: tuple[str, ...] = ()
    on: tuple[Sink, ...] = EVERYWHERE


class Listing(NamedTuple):
    """Things and what is known of each, which may be nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    on: tuple[Sink, ...] = EVERYWHERE


Block: TypeAlias = Paragraph | Hint | Facts | Table | Chart | Findings | Notes | Drawing | Listing


class Section(NamedTuple):
    """A heading and what is below it.

    Attributes:
        title: empty where the blocks have titles of their own.
        blocks: in the order in which they are read aloud.
        page_title: on a page, where it is another.
        role: how a page knows it.
    """

    title: str
    blocks: tuple[Block, ...]
    page_title: str = ""
    role: str = ""

    def on(self, sink: Sink) -> tuple[Block, ...]:
        """Return the blocks that a sink shows."""
        return tuple(block for block in self.blocks if sink in block.on)

    def drawn_on(self, sink: Sink) -> Iterator[tuple[Block, ...]]:
        """Yield the blocks for the eye, each drawing apart from those before and after it.

        An ear is told first what a table is about; an eye sees the table, and the words below.
        """
        part: list[Block] = []
        for block in self.on(sink):
            if isinstance(block, Drawing):
                yield from _seen(part)
                yield (block,)
                part = []
            else:
                part.append(block)
        yield from _seen(part)


class Document(NamedTuple):
    """Something to show.

    Attributes:
        title: empty for a text to read, whose sections are its chapters.
        lead: lines below the title, an empty one where a blank is.
        closing: the last line.
        byline: on a page, when and of what it was made.
        program: that made it.
    """

    title: str
    sections: tuple[Section, ...]
    lead: tuple[str, ...] = ()
    closing: str = ""
    byline: str = ""
    program: str = ""


def text(chapters: Iterable[tuple[str, Iterable[str]]]) -> Document:
    """Return a text to read, from its headings with their paragraphs."""
    return Document(
        "", tuple(Section(title, tuple(map(Paragraph, said))) for title, said in chapters)
    )


def listing(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Document:
    """Return things and what is known of each; the first column names them."""
    return Document("", (Section("", (Listing(tuple(columns), tuple(map(tuple, rows))),)),))


def _seen(part: list[Block]) -> Iterator[tuple[Block, ...]]:
    if part:
        figures = [block for block in part if isinstance(block, Table | Chart)]
        yield (*figures, *(block for block in part if block not in figures))
