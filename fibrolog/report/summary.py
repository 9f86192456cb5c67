"""The report as one frozen value: everything the renderers show, nothing they have to work out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from fibrolog.analysis.history import History
from fibrolog.analysis.recorded import Recorded, Taken, recorded
from fibrolog.analysis.sentences import sentence, shown_name
from fibrolog.analysis.trend import Stretch, Trend, four_weeks, trend
from fibrolog.analysis.verdicts import CLAIMS, Judgement
from fibrolog.domain.defaults import REGIONS
from fibrolog.domain.entries import RELIEFS, Entry, Period, Relief
from fibrolog.report.rates import Change, Interval, Observed, change, garwood
from fibrolog.report.statistics import DayTally, RegionTally, ReliefTally, Tallies, WrittenDown

# Twelve weeks: a season's worth of days that still fits across a page.
CALENDAR_DAYS = 84
# The days that the analysis looks back on, unless it is asked for all.
LOOK_BACK_DAYS = 730
# A claim that was not there when the diary ended so many days earlier is called new.
NEWS_DAYS = 28


# Of the 19 areas these are two each.
_PAIRED_AREAS = {region.wpi_area for region in REGIONS if region.sides == "paired"}


class Coverage(NamedTuple):
    """A period, and how many of its days are known."""

    period: Period
    observed_days: int


class Rate(NamedTuple):
    """Spasm episodes per observed day, with the exact 95% interval."""

    per_day: float
    interval: Interval


@dataclass(frozen=True)
class PreviousPeriod:
    """The period of equal length just before.

    Attributes:
        rate: None when none of its days is observed.
    """

    coverage: Coverage
    count: int
    rate: Rate | None


@dataclass(frozen=True)
class SpasmFigures:
    """How many spasm episodes the period had.

    Attributes:
        rate: None when no day is observed.
        per_day_least: episodes per calendar day, None when no day is observed.
        previous: None when the diary began later.
        change: against the previous period, None when either has no spasm.
        clear_days: days with an entry that says there was no spasm, in any region.
        free_days: observed days without a spasm that is counted here: the clear days, and in a
            report on one region the days with spasms only in others.
        nights_woken: nights in which a spasm woke the person.
        worst_intensity: 1 to 10, None when unknown.
        median_duration_s: seconds, None when unknown.
        written: how soon they were written down.
    """

    count: int
    rate: Rate | None
    per_day_least: float | None
    previous: PreviousPeriod | None
    change: Change | None
    clear_days: int
    free_days: int
    nights_woken: int
    worst_intensity: int | None
    median_duration_s: float | None
    written: WrittenDown


@dataclass(frozen=True)
class RegionRow:
    """The spasm episodes of one region.

    Attributes:
        unsided: episodes noted without a side.
        mean_intensity: 1 to 10, over the episodes that have one; None when none has.
        previous_count: episodes in the previous period, None when there is none.
        built_in: the region of a new diary that this is, by which a drawing of the body knows it;
            None for one that a person added.
    """

    region: str
    left: int
    right: int
    both: int
    unsided: int
    mean_intensity: float | None
    previous_count: int | None
    built_in: str | None = None

    @property
    def count(self) -> int:
        """Episodes on any side."""
        return self.left + self.right + self.both + self.unsided


@dataclass(frozen=True)
class CalendarDay:
    """One square of the calendar; a day that is not observed has no known count but 0 entries."""

    day: date
    observed: bool
    count: int


class ReliefRow(NamedTuple):
    """How often a remedy taken against an episode gave each relief."""

    remedy: str
    counts: Mapping[Relief, int]


class RemedyRow(NamedTuple):
    """One judgement.

    Attributes:
        new: a difference is claimed now, and was not four weeks earlier; None where that was not
            looked at.
        recorded: on which days it was used, and in which doses.
    """

    judgement: Judgement
    new: bool | None
    recorded: Recorded = Recorded(0, 0, None, None, ())

    @property
    def name(self) -> str:
        """The name it is shown under."""
        return shown_name(self.judgement)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return sentence(self.judgement)


class RemedySection(NamedTuple):
    """What followed each remedy.

    Attributes:
        period: the days that were looked at.
        observed_days: how many of them are observed.
        spasms: how many spasms they have.
        known_to_the_day: how many of those spasms, and of the uses of these days, have no time.
        rows: in the order in which they are reported.
    """

    period: Period
    observed_days: int
    spasms: int
    known_to_the_day: int
    rows: tuple[RemedyRow, ...]


class LongView(NamedTuple):
    """How it has been over the last year, whatever the period of the report.

    Attributes:
        first_day: the date of day 0 of what follows.
        trend: of the whole diary's last weeks; None where too little is known.
        stretches: of four weeks, oldest first; they end with the report's last day.
    """

    first_day: date
    trend: Trend | None
    stretches: tuple[Stretch, ...]


class Report(NamedTuple):
    """What the diary says about a period.

    Attributes:
        version: of the program that made the report.
        first_day: of the diary, None when it is empty.
        twitches: episodes, apart from the spasms.
        regions: those with a spasm, most frequent first.
        areas: areas of the Widespread Pain Index with a spasm, of 19, left and right apart; at
            least so many, because a spasm without a side counts for one.
        hours: 24 counts of spasm episodes by local hour of day.
        timeless: spasm episodes known only to the day, missing from `hours`.
        weekdays: 7 counts of spasm episodes, Monday first.
        weekdays_observed: how many days each of those counts was observed on.
        remedies: what followed each remedy; None where that was not looked at.
        long_view: the last year.
        signs: episodes by sign, most frequent first.
        triggers: episodes by trigger, most frequent first.
        region: the one region that everything here is about, None for all. Days are observed by
            the entries of every region.
        notes: the entries with a note, oldest first; None unless they were asked for.
    """

    version: str
    generated_at: datetime
    first_day: date | None
    coverage: Coverage
    spasms: SpasmFigures
    twitches: int
    regions: tuple[RegionRow, ...]
    areas: int
    hours: tuple[int, ...]
    timeless: int
    weekdays: tuple[int, ...]
    weekdays_observed: tuple[int, ...]
    calendar: tuple[CalendarDay, ...]
    remedies: RemedySection | None
    relief: tuple[ReliefRow, ...]
    signs: Mapping[str, int]
    triggers: Mapping[str, int]
    long_view: LongView
    region: str | None = None
    notes: tuple[Entry, ...] | None = None

    @property
    def has_known_previous(self) -> bool:
        """Whether the period before has an observed day, so that its counts mean something."""
        previous = self.spasms.previous
        return previous is not None and previous.coverage.observed_days > 0


def summarise(
    tallies: Tallies,
    generated_at: datetime,
    version: str,
    remedies: RemedySection | None = None,
    notes: tuple[Entry, ...] | None = None,
) -> Report:
    """Return the report on these counts, made at this moment by this version of the program.

    Args:
        tallies: the counts.
        generated_at: the moment.
        version: of the program.
        remedies: what followed each remedy, where that was looked at.
        notes: the entries whose notes are shown, None where they were not asked for.
    """
    days = _within(tallies.days, tallies.period)
    previous = _previous(tallies)
    return Report(
        version=version,
        generated_at=generated_at,
        first_day=tallies.first_day,
        coverage=Coverage(tallies.period, len(days)),
        spasms=_spasms(tallies, days, previous),
        twitches=tallies.twitches,
        regions=_regions(tallies.regions, compared=previous is not None),
        areas=_areas(tallies.regions),
        hours=tallies.hours,
        timeless=tallies.timeless,
        weekdays=_by_weekday((day.day, day.spasms) for day in days),
        weekdays_observed=_by_weekday((day.day, 1) for day in days),
        calendar=_calendar(tallies.days, tallies.period),
        remedies=remedies,
        relief=_relief(tallies.relief),
        signs=_most_frequent_first(tallies.signs),
        triggers=_most_frequent_first(tallies.triggers),
        long_view=_long_view(tallies),
        region=tallies.region,
        notes=notes,
    )


def _spasms(
    tallies: Tallies, days: tuple[DayTally, ...], previous: PreviousPeriod | None
) -> SpasmFigures:
    now = _observed(days)
    return SpasmFigures(
        count=now.count,
        rate=_rate(now),
        per_day_least=now.count / tallies.period.days if now.days else None,
        previous=previous,
        change=_change(now, previous, tallies),
        clear_days=sum(day.clear for day in days),
        free_days=sum(not day.spasms for day in days),
        nights_woken=tallies.nights_woken,
        worst_intensity=tallies.worst_intensity,
        median_duration_s=tallies.median_duration_s,
        written=tallies.written,
    )


def _previous(tallies: Tallies) -> PreviousPeriod | None:
    """Return the period before, unless it lies wholly before the diary's first entry."""
    before = tallies.period.before()
    if before is None or tallies.first_day is None or before.until < tallies.first_day:
        return None
    observed = _observed(_within(tallies.days, before))
    return PreviousPeriod(Coverage(before, observed.days), observed.count, _rate(observed))


def _change(now: Observed, previous: PreviousPeriod | None, tallies: Tallies) -> Change | None:
    if previous is None:
        return None
    before = Observed(previous.count, previous.coverage.observed_days)
    return change(now, before, _stretches(tallies))


def _stretches(tallies: Tallies) -> tuple[Observed, ...]:
    """Return every observed stretch of the period's length, laid end to end with the period.

    Only whole stretches of the diary count, from its first entry to today: a stretch cut short
    would look calmer than it was.
    """
    if tallies.first_day is None:
        return ()
    length, origin = tallies.period.days, tallies.period.since.toordinal()
    first_whole = -((origin - tallies.first_day.toordinal()) // length)
    end_whole = (tallies.today.toordinal() + 1 - origin) // length
    spasms, observed = Counter[int](), Counter[int]()
    for day in tallies.days:
        stretch = (day.day.toordinal() - origin) // length
        if first_whole <= stretch < end_whole:
            spasms[stretch] += day.spasms
            observed[stretch] += 1
    return tuple(Observed(spasms[stretch], days) for stretch, days in observed.items())


def _regions(tallies: Iterable[RegionTally], *, compared: bool) -> tuple[RegionRow, ...]:
    by_region: dict[str, list[RegionTally]] = {}
    for tally in tallies:
        by_region.setdefault(tally.region, []).append(tally)
    rows = [_region(name, sides, compared=compared) for name, sides in by_region.items()]
    return tuple(
        sorted(
            (row for row in rows if row.count),
            key=lambda row: (-row.count, _alphabetical(row.region)),
        )
    )


def _areas(places: Iterable[RegionTally]) -> int:
    sides: dict[str, set[str]] = {}
    for place in places:
        if place.wpi_area and place.count:
            known = sides.setdefault(place.wpi_area, set())
            if place.wpi_area in _PAIRED_AREAS and place.side:
                known |= {"left", "right"} if place.side == "both" else {place.side}
    return sum(len(known) or 1 for known in sides.values())


def _region(name: str, tallies: list[RegionTally], *, compared: bool) -> RegionRow:
    by_side = {tally.side: tally.count for tally in tallies}
    known = sum(tally.intensity_known for tally in tallies)
    return RegionRow(
        region=name,
        left=by_side.get("left", 0),
        right=by_side.get("right", 0),
        both=by_side.get("both", 0),
        unsided=by_side.get(None, 0),
        mean_intensity=sum(tally.intensity_total for tally in tallies) / known if known else None,
        previous_count=sum(tally.previous for tally in tallies) if compared else None,
        built_in=tallies[0].built_in,
    )


def _calendar(days: Iterable[DayTally], period: Period) -> tuple[CalendarDay, ...]:
    spasms = {day.day: day.spasms for day in days}
    until = period.until.toordinal()
    since = min(period.since.toordinal(), max(until - CALENDAR_DAYS + 1, date.min.toordinal()))
    shown = map(date.fromordinal, range(since, until + 1))
    return tuple(CalendarDay(day, day in spasms, spasms.get(day, 0)) for day in shown)


def _long_view(tallies: Tallies) -> LongView:
    end = tallies.period.until
    first = tallies.first_day or end
    spasms = {(day.day - first).days: day.spasms for day in tallies.days}
    today = (tallies.today - first).days
    return LongView(
        first,
        trend([day for day in spasms if day < today], spasms),
        four_weeks(0, (end - first).days, spasms, spasms) if tallies.first_day else (),
    )


def _relief(tallies: Iterable[ReliefTally]) -> tuple[ReliefRow, ...]:
    by_remedy: dict[str, Counter[Relief]] = {}
    for tally in tallies:
        by_remedy.setdefault(tally.remedy, Counter())[tally.relief] += tally.count
    return tuple(
        ReliefRow(remedy, {relief: counts[relief] for relief in RELIEFS})
        for remedy, counts in sorted(by_remedy.items(), key=lambda item: _alphabetical(item[0]))
    )


def _by_weekday(counts: Iterable[tuple[date, int]]) -> tuple[int, ...]:
    totals = [0] * 7
    for day, count in counts:
        totals[day.weekday()] += count
    return tuple(totals)


def _most_frequent_first(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(counts, key=lambda item: (-item[1], _alphabetical(item[0]))))


def _alphabetical(name: str) -> tuple[str, str]:
    """Return a sort key without letter case, which still tells `Rain` from `rain`."""
    return name.casefold(), name


def _within(days: Iterable[DayTally], period: Period) -> tuple[DayTally, ...]:
    return tuple(day for day in days if period.since <= day.day <= period.until)


def _observed(days: tuple[DayTally, ...]) -> Observed:
    return Observed(sum(day.spasms for day in days), len(days))


def _rate(observed: Observed) -> Rate | None:
    interval = garwood(observed.count, observed.days)
    return Rate(observed.count / observed.days, interval) if interval else None


def remedy_section(
    period: Period,
    history: History,
    judgements: Iterable[Judgement],
    earlier: Iterable[Judgement] | None,
    *,
    taken: Iterable[Taken] = (),
    reported: Period | None = None,
) -> RemedySection:
    """Return the section.

    Args:
        period: the days of the history.
        history: what was analysed.
        judgements: what came out.
        earlier: what came out of the same diary, ended four weeks earlier.
        taken: every use of the diary.
        reported: the days that the report is about; those of the history, where it is about none.
    """
    before = None if earlier is None else {one.remedies: one.verdict for one in earlier}
    about = reported or period
    uses: dict[str, list[Taken]] = {}
    for use in taken:
        uses.setdefault(use.remedy, []).append(use)
    end = history.days * 24 * 60
    timeless_uses = sum(
        not use.exact and 0 <= use.minute < end for uses in history.uses.values() for use in uses
    )
    return RemedySection(
        period=period,
        observed_days=len(history.observed),
        spasms=len(history.spasms),
        known_to_the_day=sum(not spasm.exact for spasm in history.spasms) + timeless_uses,
        rows=tuple(
            RemedyRow(
                one,
                None if before is None else _is_new(one, before.get(one.remedies)),
                recorded(
                    chain.from_iterable(uses.get(name, ()) for name in one.remedies),
                    one.remedies,
                    about.since,
                    about.until,
                ),
            )
            for one in judgements
        ),
    )


def _is_new(judgement: Judgement, earlier: str | None) -> bool:
    return judgement.verdict in CLAIMS and judgement.verdict != earlier
