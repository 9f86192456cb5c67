"""What followed each remedy: every verdict with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.verdicts import CLAIMS, Verdict
from fibrolog.report import sentences
from fibrolog.report.document import Block, Finding, Findings, Paragraph, Section
from fibrolog.report.sentences import period_text
from fibrolog.report.summary import RemedyRow, RemedySection, Report
from fibrolog.text import counted

# Only a difference that stands up to how many remedies were looked at has a direction.
_DIRECTIONS: dict[Verdict, Literal["fewer", "more"]] = {"fewer": "fewer", "more": "more"}
_KEY = (
    "Spasms, times as many as otherwise: 1 is no difference, 0.5 half as many, 2 twice as many; "
    "95% interval in brackets."
)


def build(report: Report) -> Section | None:
    """Return the section, None where remedies were not looked at."""
    blocks = tuple(_blocks(report))
    return Section("What followed each remedy", blocks) if blocks else None


def _blocks(report: Report) -> Iterator[Block]:
    if elsewhere := sentences.elsewhere_sentence(report):
        yield Paragraph(elsewhere)
    section = report.remedies
    if section is None:
        return
    if not section.rows:
        none = "No remedy is logged yet"
        yield Paragraph(f"{none}; type one like: fibrolog took magnesium 400mg", on=("terminal",))
        yield Paragraph(f"{none}.", on=("page",))
        return
    yield from map(Paragraph, looked_at(section, report))
    yield Findings(
        ("Remedy", "What followed"),
        tuple(map(_finding, section.rows)),
        tuple(map(_spoken, section.rows)),
        scale="Spasms, times as many",
        key=_KEY,
    )


def _finding(row: RemedyRow) -> Finding:
    verdict, effect = row.judgement.verdict, row.judgement.effect
    return Finding(
        row.name,
        row.sentence,
        is_new=bool(row.new),
        is_claim=verdict in CLAIMS,
        direction=_DIRECTIONS.get(verdict),
        effect=effect,
        figures=ratio_text(effect) if effect else "",
    )


def _spoken(row: RemedyRow) -> str:
    new = " New." if row.new else ""
    effect = row.judgement.effect
    figures = f" Rate ratio, with 95% interval: {ratio_text(effect)}." if effect else ""
    return f"Remedy {row.name}:{new} {row.sentence}{figures}"


def looked_back(section: RemedySection, report: Report) -> str:
    """Return which days were looked at: seldom just those that the report is about."""
    days, period = section.period, report.coverage.period
    said = period_text(days)
    if period.since <= days.since and days.until <= period.until:
        return said
    whole = report.first_day is not None and days.since <= report.first_day
    reach = "the whole diary" if whole else counted(days.days, "day")
    return f"over {reach}, {said}, not only this period"


def looked_at(section: RemedySection, report: Report | None = None) -> Iterator[str]:
    """Yield on what the verdicts rest; in a report, how far that goes beyond its period."""
    days = period_text(section.period) if report is None else looked_back(section, report)
    yield (
        f"The 24 hours after each use against your other hours, {days}: "
        f"{counted(section.observed_days, 'observed day')}, {counted(section.spasms, 'spasm')}."
    )
    if section.known_to_the_day:
        number = section.known_to_the_day
        entries = counted(number, "entry")
        yield f"{entries} known only to the day stand at noon here."


def ratio_text(effect: Effect) -> str:
    """Return a rate ratio, never without its interval."""
    return f"{effect.ratio:.2f} ({effect.low:.2f} to {effect.high:.2f})"
