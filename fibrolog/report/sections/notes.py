"""The notes that were written in the period, where they were asked for."""

from __future__ import annotations

from fibrolog.report.document import Notes, Paragraph, Section
from fibrolog.report.summary import Report


def build(report: Report) -> Section | None:
    """Return the section, None unless it was asked for."""
    if report.notes is None:
        return None
    block = Notes(report.notes) if report.notes else Paragraph("No notes in this period.")
    return Section("Notes", (block,), role="notes")
