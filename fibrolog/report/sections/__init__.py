"""A report as a document: its sections in their order, each written once in a file of its own."""

from __future__ import annotations

from fibrolog.parse.when.format import spoken_day
from fibrolog.report import sentences
from fibrolog.report.document import Document
from fibrolog.report.sections import (
    brief,
    long_view,
    noted,
    regions,
    remedies,
    spasms,
    times,
)
from fibrolog.report.summary import Report

# Each returns its section, or None where it has nothing to say.
SECTIONS = (
    brief.build,
    spasms.build,
    long_view.build,
    regions.build,
    times.build,
    remedies.build,
    noted.relief,
    noted.signs,
    noted.triggers,
    noted.notes,
)


def report_document(report: Report) -> Document:
    """Return the report, of each section that has something to say."""
    made = spoken_day(report.generated_at.date())
    return Document(
        sentences.title(report),
        tuple(section for build in SECTIONS if (section := build(report)) is not None),
        lead=(sentences.coverage_sentence(report),),
        closing=sentences.NOT_ADVICE,
        byline=f"Made on {made} by fibrolog {report.version} from a diary of spasms.",
        program=f"fibrolog {report.version}",
    )
