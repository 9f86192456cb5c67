"""What a doctor reads first: a report in at most ten lines, for sixty seconds.

Every line is a figure or a sentence of the report itself; nothing is advised and no cause named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fibrolog.analysis.verdicts import CLAIMS, Verdict
from fibrolog.domain.entries import WORST_INTENSITY
from fibrolog.report import sentences
from fibrolog.report.document import Fact, Facts, Section
from fibrolog.report.sections.long_view import long_view_sentence
from fibrolog.report.sections.remedies import looked_back
from fibrolog.report.sentences import UNKNOWN
from fibrolog.report.summary import RegionRow, ReliefRow, RemedyRow, RemedySection, Report
from fibrolog.text import agreeing, counted

MOST_LINES = 10
# What can be taken in at a glance; the sections that follow have all of it.
_MOST_REGIONS = 3
_MOST_NAMES = 8
_MOST_CLAIMS = 3
# Without it a reader would take two counts for a trend.
_TOO_FEW = "Too little to tell a change from ordinary ups and downs."

# What is said of several remedies at once, in the order in which they are reported.
_TOGETHER: dict[Verdict, str] = {
    "about-the-same": "About as many spasms after",
    "no-clear-difference": "No clear difference after",
    "inseparable": "Cannot be told apart from others:",
    "no-days-without": "No days without it to compare:",
    "not-enough-data": "Not enough data:",
    "in-trial": "In a trial now:",
}


def build(report: Report) -> Section:
    """Return the section, which a page begins with."""
    return Section("In short", (Facts(brief_lines(report), on=("page",)),), role="summary")


def brief_lines(report: Report) -> tuple[Fact, ...]:
    """Return the lines in the order in which they are read, at most `MOST_LINES`."""
    return tuple(_lines(report))


def _lines(report: Report) -> Iterator[Fact]:
    period = sentences.period_text(report.coverage.period)
    yield Fact("Period", (f"{period}: {sentences.coverage_sentence(report)}.",))
    if report.coverage.observed_days:
        yield Fact("Spasms", tuple(_how_often(report)))
        yield Fact("Compared with before", tuple(_trend(report)))
    else:
        yield Fact("Spasms", tuple(sentences.unobserved_sentences(report)))
    if report.spasms.count and report.region is None:
        yield Fact("Most affected", (_most_often(report.regions),))
    if report.spasms.count or report.spasms.nights_woken:
        yield Fact("Nights woken", (_nights(report),))
    if report.spasms.count:
        yield Fact("How bad", (_how_bad(report),))
    yield from _remedies(report)
    if report.relief:
        yield Fact("Relief noted", (_relief(report.relief),))
    yield Fact("Signs", (_signs(report),))


def _how_often(report: Report) -> Iterator[str]:
    spasms = report.spasms
    count = counted(spasms.count, "spasm")
    if spasms.rate is None or spasms.per_day_least is None:
        yield f"{count}, rate {UNKNOWN}."
        return
    yield f"{count}: {sentences.rate_text(spasms.rate)}."
    least = sentences.number(spasms.per_day_least)
    yield sentences.blank_days_sentence(report) or f"Over all days at least {least} a day."


def _trend(report: Report) -> Iterator[str]:
    previous, view = report.spasms.previous, report.long_view
    if previous is not None or view.trend is None:
        yield sentences.previous_sentence(previous)
    if changed := sentences.change_sentence(report):
        yield changed
    elif previous is not None and previous.rate is not None:
        yield _TOO_FEW
    if view.trend is not None:
        yield long_view_sentence(view)


def _most_often(rows: Sequence[RegionRow]) -> str:
    named = [_region(row) for row in rows[:_MOST_REGIONS]]
    if more := len(rows) - len(named):
        named.append(counted(more, "more region"))
    return f"{'; '.join(named)}."


def _region(row: RegionRow) -> str:
    facts = sentences.side_facts(row)
    if row.mean_intensity is not None:
        facts.append(f"mean intensity {sentences.intensity(row.mean_intensity)}")
    return f"{row.region} {row.count}" + (f" ({', '.join(facts)})" if facts else "")


def _nights(report: Report) -> str:
    nights = report.spasms.nights_woken
    return f"{counted(nights, 'night')} with a spasm that woke." if nights else "None noted."


def _how_bad(report: Report) -> str:
    worst, median = report.spasms.worst_intensity, report.spasms.median_duration_s
    worst_words = UNKNOWN if worst is None else f"{worst} of {WORST_INTENSITY}"
    median_words = UNKNOWN if median is None else sentences.duration(median)
    return f"Worst intensity {worst_words}; median duration {median_words}."


def _remedies(report: Report) -> Iterator[Fact]:
    if elsewhere := sentences.elsewhere_sentence(report):
        yield Fact("Tried", (elsewhere,))
    section = report.remedies
    if section is None or not section.rows:
        return
    yield Fact("Tried", (_tried(section, report),))
    yield Fact("What followed", tuple(_what_followed(section.rows)))


def _tried(section: RemedySection, report: Report) -> str:
    names = _first_names([row.judgement.name for row in section.rows])
    days = looked_back(section, report)
    return f"{names}; looked at {days if days.startswith('over') else f'from {days}'}."


def _what_followed(rows: Sequence[RemedyRow]) -> Iterator[str]:
    claims = [row for row in rows if row.judgement.verdict in CLAIMS]
    for row in claims[:_MOST_CLAIMS]:
        yield f"{row.name}: {row.sentence}"
    if (more := len(claims) - _MOST_CLAIMS) > 0:
        yield f"{more} more {agreeing(more, 'is')} listed below."
    for verdict, words in _TOGETHER.items():
        if names := [row.judgement.name for row in rows if row.judgement.verdict == verdict]:
            yield f"{words} {_first_names(names)}."


def _relief(rows: Iterable[ReliefRow]) -> str:
    often = sorted(rows, key=lambda row: -sum(row.counts.values()))[:_MOST_REGIONS]
    return f"{'; '.join(map(_good_relief, often))}."


def _good_relief(row: ReliefRow) -> str:
    times = sum(row.counts.values())
    good = row.counts["good"] + row.counts["complete"]
    return f"{row.remedy}, good or complete {good} of {counted(times, 'time')}"


def _signs(report: Report) -> str:
    if not report.signs:
        return "None noted."
    named = [f"{sign} in {counted(count, 'episode')}" for sign, count in report.signs.items()]
    return f"{_first_names(named)}."


def _first_names(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_NAMES])
    if more := len(names) - len(shown):
        shown.append(f"{more} more")
    return ", ".join(shown)
