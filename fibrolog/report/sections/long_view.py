"""Is it getting better? The last year in stretches of four weeks, and its trend in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fibrolog.analysis.change_sentences import rate_words, trend_sentence
from fibrolog.analysis.trend import FEWEST_SPASMS, FEWEST_WEEKS, Stretch
from fibrolog.domain.entries import Period
from fibrolog.parse.when.format import MONTHS
from fibrolog.report.document import Bar, Block, Chart, Column, Paragraph, Section
from fibrolog.report.sentences import UNKNOWN, period_text
from fibrolog.report.summary import LongView, Report
from fibrolog.text import counted

_SHORT_MONTH = 3
_TOO_EARLY = (
    f"It is too early to tell a trend: that takes {FEWEST_WEEKS} weeks with a logged day, and "
    f"{FEWEST_SPASMS} spasms that are not all in the first or the last of them."
)


def build(report: Report) -> Section | None:
    """Return the section, None in a diary that is younger than four weeks."""
    view = report.long_view
    if view.trend is None and len(view.stretches) < 2:  # noqa: PLR2004 -- one bar shows no course
        return None
    return Section("", tuple(_blocks(view)), page_title="The long view")


def long_view_sentence(view: LongView) -> str:
    """Return what can be said of the last weeks, were it only that it is too early."""
    return _TOO_EARLY if view.trend is None else trend_sentence(view.trend)


def _blocks(view: LongView) -> Iterator[Block]:
    yield Paragraph(long_view_sentence(view))
    if view.stretches:
        yield _chart(view.stretches, view.first_day)


def _chart(stretches: Sequence[Stretch], first_day: date) -> Chart:
    rates = [None if one.per_day is None else rate_words(one.per_day) for one in stretches]
    days = [
        Period(first_day + timedelta(one.first), first_day + timedelta(one.last))
        for one in stretches
    ]
    words = [
        f"{period_text(period)}: {_words(one)}" for period, one in zip(days, stretches, strict=True)
    ]
    return Chart(
        "The long view, four weeks a bar",
        tuple(
            Bar(
                f"{_short(period.since)} to {_short(period.until)}",
                str(period.until.day),
                one.per_day,
                _month(period.until),
                _above(one),
            )
            for period, one in zip(days, stretches, strict=True)
        ),
        (
            Column("A day", tuple(rates)),
            Column("Logged", tuple(str(one.observed_days) for one in stretches)),
        ),
        tuple(f"Long view, {said}." for said in words),
        caption="Spasms a day in every four weeks, by their last day",
        alternative=f"Spasms a day in every four weeks: {'; '.join(words)}.",
    )


def _words(one: Stretch) -> str:
    if one.per_day is None:
        return f"{UNKNOWN}, no logged day"
    return f"{rate_words(one.per_day)} a day, {counted(one.observed_days, 'logged day')}"


def _above(one: Stretch) -> str:
    """Return the rate above a column: thirteen are too narrow for a nought before the point."""
    if one.per_day is None:
        return ""
    return rate_words(one.per_day).removeprefix("0") if one.spasms else "0"


def _short(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return MONTHS[day.month - 1][:_SHORT_MONTH]
