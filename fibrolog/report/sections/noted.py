"""What was noted with entries: relief, signs worth telling a doctor, triggers, and notes."""

from __future__ import annotations

from collections.abc import Mapping

from fibrolog.domain.entries import RELIEFS
from fibrolog.report.document import EVERYWHERE, Column, Notes, Paragraph, Section, Sink, Table
from fibrolog.report.summary import Report
from fibrolog.text import counted

_RELIEF_NOTE = "Relief noted after a remedy taken against a spasm. Spasms also pass by themselves."
# Who names hundreds of triggers still gets two sheets.
_MOST_ON_A_PAGE = 10


def relief(report: Report) -> Section | None:
    """Return the section, None where none was noted."""
    rows = report.relief
    if not rows:
        return None
    words = tuple(
        ", ".join(f"{each} {count}" for each, count in row.counts.items()) for row in rows
    )
    table = Table(
        head="Remedy",
        names=tuple(row.remedy for row in rows),
        columns=tuple(
            Column(each.capitalize(), tuple(str(row.counts[each]) for row in rows))
            for each in RELIEFS
        ),
        spoken=tuple(
            f"Relief after {row.remedy}: {facts}." for row, facts in zip(rows, words, strict=True)
        ),
        words=words,
        caption=_RELIEF_NOTE,
    )
    # On a page it is the caption.
    return Section("Relief", (Paragraph(_RELIEF_NOTE, on=("terminal", "plain")), table))


def signs(report: Report) -> Section | None:
    """Return the section about signs, None without any."""
    if not report.signs:
        return None
    table = _table("Sign", "Sign worth telling a doctor", report.signs)
    return Section("Signs worth telling a doctor", (table,))


def triggers(report: Report) -> Section | None:
    """Return the section about triggers, None without any."""
    counts = report.triggers
    if not counts:
        return None
    first = dict(list(counts.items())[:_MOST_ON_A_PAGE])
    blocks = [
        _table("Trigger", "Trigger", counts, on=("terminal", "plain")),
        _table("Trigger", "Trigger", first, on=("page",)),
    ]
    more = len(counts) - len(first)
    most = counted(min(first.values()), "episode")
    said = f"{counted(more, 'more trigger')}, each in {most} at most."
    rest = [Paragraph(said, on=("page",))] if more else []
    return Section("Triggers you named", (*blocks, *rest), page_title="Triggers named")


def notes(report: Report) -> Section | None:
    """Return the section, None unless it was asked for."""
    if report.notes is None:
        return None
    block = Notes(report.notes) if report.notes else Paragraph("No notes in this period.")
    return Section("Notes", (block,), role="notes")


def _table(
    head: str, spoken_as: str, counts: Mapping[str, int], on: tuple[Sink, ...] = EVERYWHERE
) -> Table:
    return Table(
        head=head,
        names=tuple(counts),
        columns=(Column("Episodes", tuple(map(str, counts.values()))),),
        spoken=tuple(
            f"{spoken_as}: {name}, in {counted(count, 'episode')}."
            for name, count in counts.items()
        ),
        caption=f"Episodes by {head.casefold()}.",
        on=on,
    )
