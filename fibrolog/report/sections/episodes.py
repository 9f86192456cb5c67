"""What was noted with episodes: the signs worth telling a doctor, and the triggers named."""

from __future__ import annotations

from collections.abc import Mapping

from fibrolog.report.document import EVERYWHERE, Column, Paragraph, Section, Sink, Table
from fibrolog.report.sentences import counted
from fibrolog.report.summary import Report

# Who names hundreds of triggers still gets two sheets.
_MOST_ON_A_PAGE = 10


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
