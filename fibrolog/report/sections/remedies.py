"""What followed each remedy: every verdict with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fibrolog.analysis.change_sentences import since_sentence
from fibrolog.analysis.effect import Effect
from fibrolog.analysis.recorded import Dose, Recorded
from fibrolog.analysis.verdicts import CLAIMS, Verdict
from fibrolog.domain.entries import Period
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
# Who writes down a new dose every other day sees the latest; JSON has all of them.
_MOST_DOSES = 5
# Beyond so many times as many no number says more.
_MOST_TIMES = 100
DOSES_AS_ONE = "Doses are not told apart: a remedy is one, whatever its dose was."


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
    if any(has_several_doses(row.recorded) for row in section.rows):
        yield Paragraph(DOSES_AS_ONE)
    yield Findings(
        ("Remedy", "What followed"),
        tuple(_finding(row, section.period) for row in section.rows),
        tuple(line for row in section.rows for line in _spoken(row, section.period)),
        scale="Spasms, times as many",
        key=_KEY,
    )


def _finding(row: RemedyRow, looked_at_days: Period) -> Finding:
    verdict, effect = row.judgement.verdict, row.judgement.effect
    return Finding(
        row.name,
        row.sentence,
        is_new=bool(row.new),
        is_claim=verdict in CLAIMS,
        direction=_DIRECTIONS.get(verdict),
        effect=effect,
        figures=ratio_text(effect) if effect else "",
        details=(*since_text(row, looked_at_days), *recorded_text(row.recorded)),
    )


def since_text(row: RemedyRow, looked_at_days: Period) -> tuple[str, ...]:
    """Return how it has been since a remedy was begun, nothing where that can't be told."""
    found = row.judgement.since
    if found is None:
        return ()
    name = " and ".join(row.judgement.remedies)
    return (since_sentence(found, name, looked_at_days.since, looked_at_days.until),)


def recorded_text(found: Recorded) -> tuple[str, ...]:
    """Return when a remedy was used and in which doses, nothing where it never was."""
    if found.first_use is None or found.last_use is None:
        return ()
    within = found.days_used
    inside = (
        "none of them in this period"
        if not within
        else "all of them in this period"
        if within == found.days_used_all
        else f"{within} of them in this period"
    )
    used = counted(found.days_used_all, "day")
    if found.days_used_all == 1:
        inside = "in this period" if within else "not in this period"
    days = period_text(Period(found.first_use, found.last_use))
    said = f"Used on {used}, {inside}: {days}."
    doses = found.doses[-_MOST_DOSES:]
    if all(one.dose is None for one in found.doses):
        return (said,)
    if len(found.doses) == 1:
        return (f"{said} Dose: {doses[0].dose}.",)
    earlier = len(found.doses) - len(doses)
    words = [counted(earlier, "earlier dose")] if earlier else []
    several = len({one.remedy for one in found.doses}) > 1
    words += (_dose(one, named=several) for one in doses)
    return (f"{said} Doses: {'; '.join(words)}.",)


def has_several_doses(found: Recorded) -> bool:
    """Whether a remedy was used in more than one dose."""
    return len(found.doses) > len({one.remedy for one in found.doses})


def _dose(one: Dose, *, named: bool) -> str:
    name = f"{one.remedy} " if named else ""
    dose = "without a dose" if one.dose is None else one.dose
    times = "once" if one.uses == 1 else f"{one.uses} times"
    return f"{name}{dose}, {times}, {period_text(Period(one.since, one.until))}"


def _spoken(row: RemedyRow, looked_at_days: Period) -> Iterator[str]:
    new = " New." if row.new else ""
    effect = row.judgement.effect
    figures = f" Rate ratio, with 95% interval: {ratio_text(effect)}." if effect else ""
    yield f"Remedy {row.name}:{new} {row.sentence}{figures}"
    yield from since_text(row, looked_at_days)
    yield from (f"Record of {row.name}. {words}" for words in recorded_text(row.recorded))


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
    ratio, low, high = (
        f"over {_MOST_TIMES}" if one > _MOST_TIMES else f"{one:.2f}"
        for one in (effect.ratio, effect.low, effect.high)
    )
    return f"{ratio} ({low} to {high})"
