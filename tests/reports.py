"""Made-up reports, small and consistent in themselves, for the tests of every sink."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from hypothesis import strategies as st

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.verdicts import Judgement, Verdict
from fibrolog.domain.entries import RELIEFS, SIDES, Entry, Period, Relief, Side
from fibrolog.render.capture import svg, txt
from fibrolog.render.html import html
from fibrolog.render.plain import plain
from fibrolog.render.terminal import DrawnDocument
from fibrolog.report.sections import report_document
from fibrolog.report.statistics import DayTally, RegionTally, ReliefTally, Tallies
from fibrolog.report.summary import RemedyRow, RemedySection, Report, summarise

TODAY = date(2026, 11, 22)
MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REGIONS = {"calf": "lower leg", "neck": "neck", "shoulder": "shoulder girdle", "foot": None}
REMEDIES = ("magnesium", "heat", "vitamin d", "epsom bath")
SIGNS = ("tremor", "numbness", "weakness")
TRIGGERS = ("cold room", "stress", "long walk")
# Those with an effect, and those without.
WITH_EFFECT: tuple[Verdict, ...] = ("fewer", "maybe-fewer", "more", "no-clear-difference")
WITHOUT_EFFECT: tuple[Verdict, ...] = ("no-days-without", "not-enough-data")


class Spasm(NamedTuple):
    """A spasm, as far as a report tells one from another."""

    day: date
    hour: int | None
    region: str
    side: Side | None
    intensity: int | None
    duration_s: int | None
    woke: bool


SPASMS = st.builds(
    Spasm,
    st.integers(0, 120).map(lambda ago: TODAY - timedelta(ago)),
    st.none() | st.integers(0, 23),
    st.sampled_from(list(REGIONS)),
    st.none() | st.sampled_from(SIDES),
    st.none() | st.integers(1, 10),
    st.none() | st.integers(1, 86_400),
    st.booleans(),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report with a few spasms in up to a season."""
    spasms = draw(st.lists(SPASMS, max_size=40))
    ago = st.integers(0, 120).map(lambda days: TODAY - timedelta(days))
    clear = draw(st.sets(ago, max_size=60)) - {spasm.day for spasm in spasms}
    period = Period.ending(TODAY, draw(st.sampled_from([1, 2, 7, 14, 28, 100])))
    tallies = tallied(
        spasms,
        clear,
        period,
        twitches=draw(st.integers(0, 3)),
        relief=draw(_relief()),
        signs=draw(_counts(SIGNS)),
        triggers=draw(_counts(TRIGGERS)),
    )
    return summarise(tallies, MADE_AT, "1.2.3", draw(st.none() | _remedies()))


def tallied(
    spasms: list[Spasm],
    clear: set[date],
    period: Period,
    *,
    twitches: int = 0,
    relief: tuple[ReliefTally, ...] = (),
    signs: tuple[tuple[str, int], ...] = (),
    triggers: tuple[tuple[str, int], ...] = (),
) -> Tallies:
    """Count spasms and clear days as storage does."""
    by_day = Counter(spasm.day for spasm in spasms)
    days = sorted({*by_day, *clear})
    inside = [spasm for spasm in spasms if period.since <= spasm.day <= period.until]
    hours = Counter(spasm.hour for spasm in inside)
    intensities = [spasm.intensity for spasm in inside if spasm.intensity is not None]
    durations = [spasm.duration_s for spasm in inside if spasm.duration_s is not None]
    return Tallies(
        period=period,
        first_day=days[0] if days else None,
        today=TODAY,
        days=tuple(DayTally(day, by_day[day]) for day in days),
        regions=tuple(_places(spasms, inside, period)),
        hours=tuple(hours[hour] for hour in range(24)),
        timeless=hours[None],
        nights_woken=len({spasm.day for spasm in inside if spasm.woke}),
        worst_intensity=max(intensities, default=None),
        median_duration_s=median(durations) if durations else None,
        twitches=twitches,
        relief=relief,
        signs=signs,
        triggers=triggers,
    )


def report_plain(report: Report) -> str:
    """Return the report line by line."""
    return plain(report_document(report))


def report_text(report: Report) -> DrawnDocument:
    """Return what a console draws."""
    return DrawnDocument(report_document(report))


def report_html(report: Report) -> str:
    """Return the page."""
    return html(report_document(report))


def report_txt(report: Report) -> str:
    """Return the file of text."""
    return txt(report_document(report))


def report_svg(report: Report) -> str:
    """Return the file with a picture of the terminal."""
    return svg(report_document(report))


def with_notes(tallies: Tallies, notes: tuple[Entry, ...]) -> Report:
    """Return a report that shows these entries' notes."""
    return summarise(tallies, MADE_AT, "1.2.3", notes=notes)


def section(*judgements: Judgement) -> RemedySection:
    """Return a section in which each judgement is new."""
    rows = tuple(RemedyRow(judgement, new=True) for judgement in judgements)
    return RemedySection(Period.ending(TODAY - timedelta(1), 90), 60, 80, 1, rows)


def judged(remedy: str, verdict: Verdict, effect: Effect | None = None) -> Judgement:
    """Return a judgement; what is not given does not matter to a sink."""
    return Judgement((remedy,), verdict, 7, 12, 20, None, effect, judged=3)


def _places(spasms: list[Spasm], inside: list[Spasm], period: Period) -> list[RegionTally]:
    before = period.before()
    assert before is not None
    earlier = [spasm for spasm in spasms if before.since <= spasm.day <= before.until]
    found = []
    for region, side in {(spasm.region, spasm.side) for spasm in [*inside, *earlier]}:
        here = [spasm for spasm in inside if (spasm.region, spasm.side) == (region, side)]
        known = [spasm.intensity for spasm in here if spasm.intensity is not None]
        previous = sum((spasm.region, spasm.side) == (region, side) for spasm in earlier)
        found.append(
            RegionTally(
                region, REGIONS[region], side, len(here), previous, sum(known), len(known), region
            )
        )
    return found


@st.composite
def _remedies(draw: st.DrawFn) -> RemedySection:
    names = draw(st.lists(st.sampled_from(REMEDIES), unique=True))
    return section(*(draw(_judgement(name)) for name in names))


@st.composite
def _judgement(draw: st.DrawFn, remedy: str) -> Judgement:
    if draw(st.booleans()):
        return judged(remedy, draw(st.sampled_from(WITHOUT_EFFECT)))
    low, ratio, high = sorted(draw(st.lists(st.floats(0.01, 50), min_size=3, max_size=3)))
    effect = Effect(ratio, low, high, 0.03, 0.4, draw(st.integers(0, 99)), 12.5)
    return judged(remedy, draw(st.sampled_from(WITH_EFFECT)), effect)


def _relief() -> st.SearchStrategy[tuple[ReliefTally, ...]]:
    pairs = st.tuples(st.sampled_from(REMEDIES), st.sampled_from(RELIEFS))
    counts: st.SearchStrategy[dict[tuple[str, Relief], int]]
    counts = st.dictionaries(pairs, st.integers(1, 9), max_size=4)
    return counts.map(lambda found: tuple(ReliefTally(*pair, n) for pair, n in found.items()))


def _counts(names: tuple[str, ...]) -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    found = st.dictionaries(st.sampled_from(names), st.integers(1, 20))
    return found.map(lambda counts: tuple(counts.items()))
