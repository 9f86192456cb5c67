"""Every kind of block in every sink, and the order in which an eye and an ear get them."""

from __future__ import annotations

import io
from datetime import date
from typing import get_args

import pytest
from rich.console import Console  # noqa: TID253 -- these tests draw with it

from fibrolog.analysis.effect import Effect
from fibrolog.domain.entries import ClearDay
from fibrolog.render.html import html
from fibrolog.render.plain import plain
from fibrolog.render.terminal import DrawnDocument
from fibrolog.report.document import (
    Bar,
    Block,
    Chart,
    Column,
    Document,
    Drawing,
    Fact,
    Facts,
    Finding,
    Findings,
    Hint,
    Listing,
    Notes,
    Paragraph,
    Section,
    Sink,
    Table,
)
from fibrolog.report.trial_result import Pairs, PlannedPair
from fibrolog.trials.signflip import Counts, Pair

EFFECT = Effect(0.41, 0.24, 0.71, 0.001, 0.3, 23, 57.0)
TABLE = Table("Region", ("calf",), (Column("All", ("3",)),), ("Region calf: three.",))
PAIR = Pair(Counts(1, 4), Counts(3, 4))
# Of each kind one, and what everybody has to get of it.
KINDS: dict[Block, tuple[str, ...]] = {
    Paragraph("A sentence."): ("A sentence.",),
    Hint("To save, type:", "fibrolog none"): ("To save, type:", "fibrolog none"),
    Facts((Fact("Spasms", "7"), Fact("Signs", ("None.", "At all.")))): ("Spasms", "7", "At all."),
    TABLE: ("calf",),
    Chart(
        "By hour", (Bar("night", "0-6", 2),), (Column("Spasms", ("2",)),), ("At night: 2.",),
        caption="Spasms by hour", alternative="Spasms by hour: night, 2.",
    ): ("2",),
    Findings(
        ("Remedy", "What followed"),
        (Finding("heat", "Fewer.", True, True, "fewer", EFFECT, "0.41 (0.24 to 0.71)"),),
        ("Remedy heat: New. Fewer. 0.41 (0.24 to 0.71)",), "Times", "1: no difference.",
    ): ("heat", "Fewer.", "0.41 (0.24 to 0.71)"),
    Notes((ClearDay(date(2026, 11, 20), "slept well"),)): ("20 November", "slept well"),
    Drawing(
        "pairs", Pairs("heat", (PlannedPair(1, "on", PAIR),)), spoken=("Pair 1, on first.",)
    ): ("on first",),
    Listing(("remedy", "kind"), (("heat", "warmth"),)): ("heat", "kind", "warmth"),
}  # fmt: skip
SINKS = get_args(Sink)


def told(document: Document, sink: Sink, width: int = 80) -> str:
    """Return a document as a sink shows it, its lines one."""
    if sink == "terminal":
        file = io.StringIO()
        Console(file=file, width=width, color_system=None).print(DrawnDocument(document))
        return " ".join(file.getvalue().split())
    return plain(document) if sink == "plain" else html(document).partition("</head>")[2]


def document_of(*blocks: Block) -> Document:
    return Document("Report", (Section("Below", blocks),), closing="The end.")


def test_every_kind_is_tried_here() -> None:
    assert {type(block) for block in KINDS} == set(get_args(Block))


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("block", KINDS, ids=lambda block: type(block).__name__)
def test_every_sink_shows_every_kind(block: Block, sink: Sink) -> None:
    shown = told(document_of(block._replace(on=(sink,))), sink)

    for words in KINDS[block]:
        assert words in shown
    assert "The end." in shown


@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("block", KINDS, ids=lambda block: type(block).__name__)
def test_a_block_for_one_sink_is_in_no_other(block: Block, sink: Sink) -> None:
    others = tuple(other for other in SINKS if other != sink)
    hidden = document_of(block._replace(on=others))

    assert told(hidden, sink) == told(document_of(), sink)


def test_an_ear_is_told_about_a_table_first_and_an_eye_sees_it_first() -> None:
    document = document_of(Paragraph("Of ten."), TABLE)

    heard, seen, page = (told(document, sink) for sink in ("plain", "terminal", "page"))

    assert heard.index("Of ten.") < heard.index("calf")
    assert seen.index("calf") < seen.index("Of ten.")
    assert page.index("calf") < page.index("Of ten.")


@pytest.mark.parametrize("width", [80, 30])
def test_a_column_a_terminal_has_no_room_for_is_said_below(width: int) -> None:
    columns = (*TABLE.columns, Column("No side", ("1",), instead="All includes the others."))
    document = document_of(TABLE._replace(columns=columns))

    assert "No side" in told(document, "page")
    assert "No side" not in told(document, "terminal", width)
    assert "All includes the others." in told(document, "terminal", width)


def test_a_text_without_a_title_has_its_headings_read_aloud() -> None:
    text = Document("", (Section("Why", (Paragraph("Because."),)),))

    assert told(text, "plain") == "Why:\nBecause."
    assert told(text, "terminal") == "Why Because."
