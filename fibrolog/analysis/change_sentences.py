"""What the long views say in words: that something changed, and never because of what."""

from __future__ import annotations

from datetime import date, timedelta

from fibrolog.analysis import since, trend
from fibrolog.analysis.sentences import difference, range_words
from fibrolog.analysis.since import SinceBegan
from fibrolog.analysis.trend import Trend
from fibrolog.parse.when.format import MONTHS

# Below this a rate is as good as none, and more digits say nothing to a person.
_SMALLEST_RATE = 0.001
# From here on two significant digits need no decimal.
_TWO_DIGITS = 10
# From twice as many on, times say more than percent.
_TWICE = 1.95
# Beyond so many times as many no number says more.
_MANY = 100


def since_sentence(found: SinceBegan, name: str, first_day: date, last_day: date) -> str:
    """Return what is said of the time since a remedy was begun.

    Args:
        found: the comparison, with days as numbers.
        name: of the remedy.
        first_day: the date of day 0.
        last_day: the last day that was looked at; of other years than its own the year is said.
    """
    began = day_words(first_day + timedelta(found.began), last_day)
    if found.until is None:
        when = f"Since you began {name} on {began}"
    else:
        until = day_words(first_day + timedelta(found.until), last_day)
        when = f"While you took {name}, from {began} to {until}"
    rates = (
        f"{when}: {rate_words(found.per_day_after)} spasms a day; "
        f"before, {rate_words(found.per_day_before)}"
    )
    if found.p > since.SIGNIFICANT_P:
        return f"{rates}. That may just be chance."
    likely = f"{rates} (probably {range_words(found.low, found.high)})."
    if found.ratio < 1:
        return f"{likely} Whatever else changed at that time counts in it too."
    return (
        f"{likely} People often begin when things get worse. Don't change a prescribed medicine "
        "because of this; show it to your doctor."
    )


def trend_sentence(found: Trend) -> str:
    """Return what is said of the last weeks."""
    span = f"Over the last {found.weeks} weeks"
    if found.p > trend.SIGNIFICANT_P:
        low, high = _could_be(found.low), _could_be(found.high)
        return f"{span} there is no clear trend: it could be {low} to {high}."
    direction = "fewer" if found.change < 1 else "more"
    ends = found.low, found.high
    nearer, farther = map(_could_be, sorted(ends, reverse=found.change < 1))
    if farther.endswith(f" {direction}"):
        nearer = nearer.removesuffix(f" {direction}")
    return (
        f"{span} spasms became {direction}: about {rate_words(found.rate_first)} a day at the "
        f"beginning, {rate_words(found.rate_last)} at the end ({nearer} to {farther})."
    )


def day_words(day: date, today: date) -> str:
    """Return a date as people say it, with its year where that is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def rate_words(per_day: float) -> str:
    """Return spasms a day in two digits: `0.6`, `2.0`, `0.07`, `12`."""
    if 0 < per_day < _SMALLEST_RATE:
        return f"under {_SMALLEST_RATE}"
    rounded = float(f"{per_day:.2g}")
    return f"{rounded:.1f}" if rounded == round(rounded, 1) < _TWO_DIGITS else f"{rounded:g}"


def _could_be(ratio: float) -> str:
    if ratio < _TWICE:
        return difference(ratio)
    times = rate_words(ratio) if ratio < _MANY else f"over {_MANY}"
    return "twice as many" if times == "2.0" else f"{times} times as many"
