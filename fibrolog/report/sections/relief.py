"""How often a remedy taken against a spasm gave relief."""

from __future__ import annotations

from fibrolog.entries import RELIEFS
from fibrolog.report.document import Column, Paragraph, Section, Table
from fibrolog.report.summary import Report

_NOTE = "Relief noted after a remedy taken against a spasm. Spasms also pass by themselves."


def build(report: Report) -> Section | None:
    """Return the section, None where none was noted."""
    rows = report.relief
    if not rows:
        return None
    words = tuple(
        ", ".join(f"{relief} {count}" for relief, count in row.counts.items()) for row in rows
    )
    table = Table(
        head="Remedy",
        names=tuple(row.remedy for row in rows),
        columns=tuple(
            Column(relief.capitalize(), tuple(str(row.counts[relief]) for row in rows))
            for relief in RELIEFS
        ),
        spoken=tuple(
            f"Relief after {row.remedy}: {facts}." for row, facts in zip(rows, words, strict=True)
        ),
        words=words,
        caption=_NOTE,
    )
    # On a page it is the caption.
    return Section("Relief", (Paragraph(_NOTE, on=("terminal", "plain")), table))
