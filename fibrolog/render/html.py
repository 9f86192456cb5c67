"""A document as one self-contained page: no script, no network, one or two sheets of paper.

The page is a tree that is serialised at the end, so whatever a person wrote is text and nothing
else. How it looks, by day, by night, on a phone and on paper, is in `page.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from fibrolog.render.drawings import charts_svg, on_page
from fibrolog.render.markup import (
    Content,
    Element,
    element,
    name,
    page,
    paragraphs,
    table,
    with_commands,
)
from fibrolog.report.document import (
    Block,
    Chart,
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
    Table,
)

# Nothing may be fetched or run, whatever a page is made to say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# So many findings no longer fit on the second sheet unless each is one line.
_MANY_FINDINGS = 12
_CLAIM_NOTE = "Set in bold with a bar: a difference is spoken of."


def html(document: Document) -> str:
    """Return the page as HTML."""
    return page(
        element(
            "html", _head(document), element("body", element("main", *_main(document))), lang="en"
        )
    )


def _head(document: Document) -> Element:
    style = element("style")
    # The one text that HTML takes as it stands; it is our own.
    style.text = "\n" + Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=document.program),
        element("title", document.title),
        style,
    )


def _main(document: Document) -> Iterator[Element]:
    yield element("h1", document.title)
    yield element("p", document.byline, class_="quiet")
    for is_short, sections in groupby(document.sections, _is_short):
        drawn = filter(None, map(_section, sections))
        if is_short:
            yield element("div", *drawn, class_="pair trio")
        else:
            yield from drawn
    yield element("footer", element("p", document.closing))


def _is_short(section: Section) -> bool:
    """Whether a section is a table and a few words, of which three fit side by side."""
    blocks = section.on("page")
    return any(isinstance(block, Table) for block in blocks) and all(
        isinstance(block, Table | Paragraph) for block in blocks
    )


def _section(section: Section) -> Element | None:
    blocks = section.on("page")
    if any(isinstance(block, Drawing) for block in blocks):
        content = _beside_drawings(section)
    elif any(isinstance(block, Facts) for block in blocks) and len(blocks) > 1:
        content = [_facts_and_words(blocks)]
    elif any(isinstance(block, Chart) for block in blocks) and len(blocks) > 1:
        content = [_charts_and_words(blocks)]
    else:
        content = [part for cell in section.drawn_on("page") for part in _parts(cell)]
    if not content:
        return None
    heading = element("h2", section.page_title or section.title)
    return element("section", heading, *content, class_=section.role or None)


def _beside_drawings(section: Section) -> list[Element]:
    """Return each drawing beside what comes before and after it."""
    cells = []
    for cell in section.drawn_on("page"):
        parts = list(_parts(cell))
        cells += parts if isinstance(cell[0], Drawing) else [element("div", *parts)]
    return [element("div", *cells, class_="pair wide")] if cells else []


def _facts_and_words(blocks: Iterable[Block]) -> Element:
    """Return all figures in one list, and beside it what is said of them."""
    facts: list[Fact] = []
    words: list[Element] = []
    for block in blocks:
        if isinstance(block, Facts):
            facts += block.facts
        else:
            words += _parts((block,))
    return element("div", _facts(facts), element("div", *words), class_="pair")


def _charts_and_words(blocks: Iterable[Block]) -> Element:
    """Return the charts, and beside them what is said of them."""
    cells: dict[bool, list[Block]] = {True: [], False: []}
    for block in blocks:
        cells[isinstance(block, Chart)].append(block)
    return element(
        "div", *(element("div", *_parts(cell)) for cell in cells.values()), class_="pair"
    )


def _parts(blocks: Iterable[Block]) -> Iterator[Element]:
    for block in blocks:
        match block:
            case Paragraph(text):
                yield from paragraphs([text])
            case Hint(purpose, command):
                yield element("p", f"{purpose} ", element("code", command))
            case Facts(facts):
                yield _facts(facts)
            case Table():
                yield _table(block)
            case Chart():
                yield element(
                    "figure",
                    element("figcaption", block.caption, class_="quiet"),
                    charts_svg.columns(block.bars, block.alternative),
                )
            case Findings():
                yield _findings(block)
            case Notes():
                yield element("dl", *_notes(block))
            case Drawing():
                drawn = on_page(block)
                yield from paragraphs(block.spoken) if drawn is None else [drawn]
            case Listing(columns, rows):
                yield table("", columns, ([name(first), *others] for first, *others in rows))


def _facts(facts: Iterable[Fact]) -> Element:
    parts = []
    for fact in facts:
        parts.append(element("dt", fact.name))
        if isinstance(fact.value, str):
            parts.append(element("dd", fact.value))
        else:
            spans = (element("span", *with_commands(words)) for words in fact.value)
            parts.append(element("dd", *spans))
    return element("dl", *parts)


def _table(block: Table) -> Element:
    heads: Iterable[Content] = map(name, block.names)
    if block.bars:
        longest = max(block.bars)
        heads = (
            element("div", head, charts_svg.share(count, longest))
            for head, count in zip(heads, block.bars, strict=True)
        )
    cells = (
        [charts_svg.UNKNOWN if cell is None else cell for cell in column.cells]
        for column in block.columns
    )
    return table(
        " ".join(filter(None, (block.caption, block.key))),
        [block.head, *(column.header for column in block.columns)],
        zip(heads, *cells, strict=True),
        class_="counts",
    )


def _findings(block: Findings) -> Element:
    notes = []
    scale = None
    if any(row.effect for row in block.rows):
        notes.append(block.key)
        scale = element("div", "Times as many", charts_svg.ratio_scale())
    if any(row.is_claim for row in block.rows):
        notes.append(_CLAIM_NOTE)
    head, said = block.head
    made = table(
        " ".join(notes) or f"{said} each {head.casefold()}.",
        [head, _split(said, scale)],
        map(_finding, block.rows),
        class_="remedies many" if len(block.rows) > _MANY_FINDINGS else "remedies",
    )
    for line, row in zip(made.iterfind("tbody/tr"), block.rows, strict=True):
        if row.is_claim:
            line.set("class", "claim")
    return made


def _finding(row: Finding) -> list[Content]:
    drawn = (
        element("div", charts_svg.ratio_interval(row.effect), row.figures) if row.effect else None
    )
    return [
        element("div", name(row.name), " (new)" if row.is_new else None),
        _split(row.sentence, drawn, row.details),
    ]


def _split(words: str, drawn: Element | None, details: Iterable[str] = ()) -> Element:
    """Return words with a drawing beside them, or below them on a narrow page."""
    quiet = (element("div", name(detail), class_="quiet") for detail in details)
    return element("div", element("div", *with_commands(words), *quiet), drawn, class_="split")


def _notes(block: Notes) -> Iterator[Element]:
    from fibrolog.render.entry_list import written_note

    for note in (written_note(entry, aloud=False) for entry in block.entries):
        yield element("dt", f"{note.when}, {note.about}")
        lines = (element("p", line, dir="auto") for line in note.lines if line.strip())
        yield element("dd", *lines)
