"""What a report says in words, the same in every form it is shown in.

The wording describes and never advises or explains: it names no cause, and a difference is only
called one when the ups and downs of the diary itself seldom make one as large.
"""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.domain.entries import Period
from fibrolog.parse.when.format import MONTHS
from fibrolog.report.rates import Interval
from fibrolog.report.statistics import WrittenDown
from fibrolog.report.summary import PreviousPeriod, Rate, RegionRow, Report
from fibrolog.text import counted, spoken_duration

UNKNOWN = "unknown"
NOT_ADVICE = "This is what the diary holds, not medical advice."

# Blank days matter once those that could hide a spasm far outnumber the days known to be clear.
_CLEAR_SHARE = 1 / 4
# Below this a rate is as good as none, and more digits say nothing to a person.
_SMALLEST_RATE = 0.001
# From here on two significant digits need no decimal.
_TWO_DIGITS = 10
# Beyond three times as many, a percentage is hard to picture; far beyond, so is any number.
_MANY_TIMES = 3
_MOST_TIMES = 100
_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S


def title(report: Report) -> str:
    """Return what the report is about: `Spasm report, calf, 9 to 22 November 2026`."""
    region = "" if report.region is None else f"{report.region}, "
    return f"Spasm report, {region}{period_text(report.coverage.period)}"


def period_text(period: Period) -> str:
    """Return the period as it is said: `27 October to 23 November 2026`."""
    since, until = period.since, period.until
    end = f"{until.day} {MONTHS[until.month - 1]} {until.year}"
    if since == until:
        return end
    if since.year != until.year:
        return f"{since.day} {since:%B} {since.year} to {end}"
    month = "" if since.month == until.month else f" {since:%B}"
    return f"{since.day}{month} to {end}"


def coverage_sentence(report: Report) -> str:
    """Return how many of the period's days are known."""
    coverage = report.coverage
    return f"{coverage.observed_days} of {counted(coverage.period.days, 'day')} observed"


def unobserved_sentences(report: Report) -> Iterator[str]:
    """Yield what can be said of a period without a single observed day."""
    if report.first_day is None:
        yield "Spasms: unknown; the diary is empty."
    else:
        yield "Spasms: unknown; none of these days has a spasm or a clear-day entry."
        yield previous_sentence(report.spasms.previous)


def blank_days_sentence(report: Report) -> str | None:
    """Return what the rate would be if the blank days were clear, when they may well hide it."""
    coverage, spasms = report.coverage, report.spasms
    days_with_spasm = coverage.observed_days - spasms.free_days
    days_without = coverage.period.days - days_with_spasm
    if spasms.per_day_least is None or spasms.free_days >= days_without * _CLEAR_SHARE:
        return None
    least = number(spasms.per_day_least)
    return f"Blank days are not counted; if they were spasm-free the rate is {least} a day."


def previous_sentence(previous: PreviousPeriod | None) -> str:
    """Return the plain counts of the period before, without comparing anything."""
    if previous is None:
        return "There are no earlier entries to set this beside."
    name = _before_text(previous.coverage.period)
    observed = counted(previous.coverage.observed_days, "observed day")
    if previous.rate is None:
        return f"{name.capitalize()}: no observed days."
    return f"{name.capitalize()}: {counted(previous.count, 'spasm')} on {observed}."


def change_sentence(report: Report) -> str | None:
    """Return how the rate compares with the period before, None when chance cannot be judged."""
    spasms = report.spasms
    if spasms.previous is None or spasms.change is None or spasms.change.interval is None:
        return None
    interval = spasms.change.interval
    span = change_text(interval)
    before = _before_text(spasms.previous.coverage.period)
    if 1 in interval:
        return (
            "Per observed day, the difference is within ordinary ups and downs: "
            f"anything from {span} would fit (95% interval)."
        )
    direction = "fewer" if interval.high < 1 else "more"
    return (
        f"Per observed day, {direction} spasms than in {before}: {span} (95% interval). "
        "Ups and downs alone seldom differ by that much."
    )


def elsewhere_sentence(report: Report) -> str | None:
    """Return where a report on one region leaves remedies to; None in one on all regions.

    The analysis compares all spasms: what followed a remedy is not known for each region.
    """
    if report.region is None:
        return None
    return "What followed remedies is looked at over all regions: `fibrolog report`."


def side_facts(row: RegionRow) -> list[str]:
    """Return the counts of each side: `3 left`, `1 right`; none when no side was ever noted."""
    if row.unsided == row.count:
        return []
    counts = (
        (row.left, "left"),
        (row.right, "right"),
        (row.both, "both sides"),
        (row.unsided, "without a side"),
    )
    return [f"{count} {side}" for count, side in counts if count]


def rate_text(rate: Rate) -> str:
    """Return a rate, never without its interval: `1.2 a day on observed days (...)`."""
    low, high = number(rate.interval.low), number(rate.interval.high)
    return f"{number(rate.per_day)} a day on observed days (95% interval {low} to {high})"


def written_text(written: WrittenDown) -> str:
    """Return how soon spasms were written down, of those whose time of day is known."""
    timed, soon, later = written
    spasms = counted(timed, "timed spasm")
    share = f" ({percent(soon / timed)})" if soon else ""
    return (
        f"{soon} of {spasms} within 2 hours{share}, {later - soon} more within a day, "
        f"{timed - later} later"
    )


def change_text(interval: Interval) -> str:
    """Return an interval of a rate ratio in words: `20% to 65% fewer`."""
    low, high = interval.low, interval.high
    if high < 1:
        return f"{percent(1 - high)} to {percent(1 - low)} fewer"
    if high > _MANY_TIMES:
        many = f"over {_MOST_TIMES}" if high > _MOST_TIMES else number(high)
        few = f"over {_MOST_TIMES}" if low > _MOST_TIMES else number(low)
        return f"{f'{few} to ' if few != many else ''}{many} times as many"
    return f"{_more_or_fewer(low)} to {_more_or_fewer(high)}"


def number(per_day: float) -> str:
    """Return a rate in two significant digits: `2.0`, `0.07`, `12`, `120`."""
    if 0 < per_day < _SMALLEST_RATE:
        return f"under {_SMALLEST_RATE}"
    rounded = float(f"{per_day:.2g}")
    return f"{rounded:.1f}" if 1 <= rounded < _TWO_DIGITS else f"{rounded:g}"


def intensity(mean: float | None) -> str:
    """Return a mean intensity in one decimal."""
    return UNKNOWN if mean is None else f"{mean:.1f}"


def duration(seconds: float) -> str:
    """Return a typical duration: to the second below an hour, to the minute from there on."""
    grain = _MINUTE_S if seconds >= _HOUR_S else 1
    return spoken_duration(round(seconds / grain) * grain)


def percent(share: float) -> str:
    """Return a share in whole percent, never rounded to none or all of it."""
    whole = f"{share:.0%}"
    if whole == "0%":
        return "under 1%"
    return "over 99%" if whole == "100%" and share < 1 else whole


def _more_or_fewer(ratio: float) -> str:
    return f"{percent(1 - ratio)} fewer" if ratio < 1 else f"{percent(ratio - 1)} more"


def _before_text(period: Period) -> str:
    return "the day before" if period.days == 1 else f"the {period.days} days before"
