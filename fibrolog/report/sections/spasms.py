"""How many spasms there were, and how often they came."""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.domain.entries import WORST_INTENSITY
from fibrolog.report import sentences
from fibrolog.report.document import Block, Fact, Facts, Hint, Paragraph, Section
from fibrolog.report.sentences import UNKNOWN
from fibrolog.report.summary import Report

_HINTS = (
    Hint("To save a spasm in the left calf, 7 of 10, type:", "fibrolog add calf l 7"),
    Hint("To save a day without a spasm, type:", "fibrolog none"),
)
_HOW_TO_READ = (
    "A spasm here is a sudden, painful muscle contraction, as the person noted it. A day counts as "
    "observed when it has a spasm or an entry that says there was none; rates are per observed day."
)


def build(report: Report) -> Section:
    """Return the section, which every report has."""
    return Section("Spasms", tuple(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    if report.coverage.observed_days:
        yield Facts(tuple(_rate_facts(report)))
        yield from map(Paragraph, rate_sentences(report))
        yield Facts((*_day_facts(report), _twitch_fact(report)))
    else:
        yield from map(Paragraph, sentences.unobserved_sentences(report))
        yield from _HINTS
        yield Facts((_twitch_fact(report),))
    yield Paragraph(_HOW_TO_READ, on=("page",))


def _rate_facts(report: Report) -> Iterator[Fact]:
    spasms = report.spasms
    yield Fact("Spasms", str(spasms.count))
    if spasms.rate is None or spasms.per_day_least is None:
        yield Fact("Spasm rate", UNKNOWN)
    else:
        yield Fact("Spasm rate", sentences.rate_text(spasms.rate))
        yield Fact("Rate at least", f"{sentences.number(spasms.per_day_least)} a day over all days")


def rate_sentences(report: Report) -> Iterator[str]:
    """Yield what has to be said about the rate before anyone reads too much into it."""
    if blank := sentences.blank_days_sentence(report):
        yield blank
    # The long view says more than that there is nothing before.
    if report.spasms.previous is not None or report.long_view.trend is None:
        yield sentences.previous_sentence(report.spasms.previous)
    if changed := sentences.change_sentence(report):
        yield changed


def _day_facts(report: Report) -> Iterator[Fact]:
    spasms = report.spasms
    anywhere = "" if report.region is None else ", without a spasm in any region"
    yield Fact("Clear days", f"{spasms.clear_days}{anywhere}")
    # The last night lasts into the day after the period, where its spasm may be.
    if spasms.count or spasms.nights_woken:
        yield Fact("Nights woken", str(spasms.nights_woken))
    if spasms.count:
        worst, median = spasms.worst_intensity, spasms.median_duration_s
        yield Fact("Worst intensity", UNKNOWN if worst is None else f"{worst} of {WORST_INTENSITY}")
        yield Fact("Median duration", UNKNOWN if median is None else sentences.duration(median))
    if spasms.written.timed:
        yield Fact("Written down", sentences.written_text(spasms.written))


def _twitch_fact(report: Report) -> Fact:
    """Return the painless twitches, which no figure of spasms includes."""
    note = ", painless, counted apart" if report.twitches else ""
    return Fact("Twitches", f"{report.twitches}{note}")
