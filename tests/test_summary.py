from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from fibrolog.domain.defaults import REGIONS
from fibrolog.domain.entries import Period, Side
from fibrolog.report import sentences
from fibrolog.report.rates import Interval, Observed, dispersion
from fibrolog.report.sections import times
from fibrolog.report.sections.spasms import rate_sentences
from fibrolog.report.statistics import DayTally, RegionTally, ReliefTally, Tallies
from fibrolog.report.summary import RegionRow, Report, summarise

# A Monday; None stands for a day nobody observed.
START = date(2026, 6, 1)
STEADY_WEEK: list[int | None] = [1, 0, 2, None, 1, 0, 2]


def day(number: int) -> date:
    return START + timedelta(number)


def diary(spasms: Sequence[int | None], since: int, until: int) -> Tallies:
    """Return the counts of a diary that begins on `START` and ends today, without details."""
    return Tallies(
        period=Period(day(since), day(until)),
        first_day=START if spasms else None,
        today=day(max(len(spasms) - 1, until)),
        days=tuple(DayTally(day(n), count) for n, count in enumerate(spasms) if count is not None),
        regions=(),
        hours=(0,) * 24,
        timeless=0,
        nights_woken=0,
        worst_intensity=None,
        median_duration_s=None,
        twitches=0,
        relief=(),
        signs=(),
        triggers=(),
    )


def place(region: str, side: Side | None = None, count: int = 1, previous: int = 0) -> RegionTally:
    return RegionTally(region, None, side, count, previous, 0, 0)


def report_on(tallies: Tallies, **changes: object) -> Report:
    changed = dataclasses.replace(tallies, **changes)  # type: ignore[arg-type]  # each test names fields of its own
    return summarise(changed, datetime(2026, 7, 1, 8, tzinfo=UTC), "1.2.3")


def test_only_days_of_the_period_with_an_answer_are_observed() -> None:
    report = report_on(diary([9, 2, None, 0, 1], since=1, until=4))

    assert report.coverage.period.days == 4
    assert report.coverage.observed_days == 3
    assert report.spasms.clear_days == 1
    assert report.spasms.count == 3


def test_the_rate_is_per_observed_day_and_the_least_rate_per_calendar_day() -> None:
    spasms = report_on(diary([2, None, 0, 1], since=0, until=3)).spasms

    assert spasms.rate is not None
    assert spasms.rate.per_day == 1
    # Garwood's interval of 3 events, over 3 days.
    assert spasms.rate.interval.low == pytest.approx(0.6186721 / 3)
    assert spasms.rate.interval.high == pytest.approx(8.7672731 / 3)
    assert spasms.per_day_least == 3 / 4


def test_without_an_observed_day_counts_are_zero_and_rates_unknown() -> None:
    report = report_on(diary([1, None, None], since=1, until=2))

    assert report.coverage.observed_days == 0
    assert report.spasms.count == 0
    assert report.spasms.rate is None
    assert report.spasms.per_day_least is None
    assert report.spasms.change is None


def test_the_period_before_has_the_same_length_and_ends_the_day_before() -> None:
    previous = report_on(diary([5, 1, 0, 4, 4], since=3, until=4)).spasms.previous

    assert previous is not None
    assert previous.coverage.period == Period(day(1), day(2))
    assert previous.coverage.observed_days == 2
    assert previous.count == 1
    assert previous.rate is not None
    assert previous.rate.per_day == 1 / 2


def test_a_period_before_the_first_entry_is_no_previous_period() -> None:
    report = report_on(diary([1, 2], since=0, until=1), regions=(place("calf"),))

    assert report.spasms.previous is None
    assert report.regions[0].previous_count is None


def test_a_period_in_which_the_diary_began_is_a_previous_period() -> None:
    previous = report_on(diary([1, 2, 3], since=1, until=2)).spasms.previous

    assert previous is not None
    assert previous.coverage.observed_days == 1


def test_an_unobserved_period_before_has_no_rate() -> None:
    spasms = report_on(diary([3, None, None, 2, 2], since=3, until=4)).spasms

    assert spasms.previous is not None
    assert spasms.previous.rate is None
    assert spasms.change is None


def test_an_empty_diary_has_a_report() -> None:
    report = report_on(diary([], since=0, until=6))

    assert report.first_day is None
    assert report.spasms.previous is None
    assert report.coverage.observed_days == 0


def test_a_change_is_judged_by_the_stretches_on_both_sides_of_the_period() -> None:
    # The weeks before, between and after count; the four days at either end are cut short.
    weeks = [[2] * 7, [6] * 7, [1] * 7, [2] * 7, [3] * 7, [2] * 7, [2] * 7, [2] * 7]
    spasms = [*[50] * 4, *(count for week in weeks for count in week), *[50] * 4]

    changed = report_on(diary(spasms, since=4 + 7, until=4 + 13)).spasms.change

    phi = dispersion([Observed(sum(week), 7) for week in weeks])
    spread = 1.96 * (phi * (1 / 42 + 1 / 14)) ** 0.5
    assert changed is not None
    assert changed.ratio == pytest.approx(3)
    assert changed.interval is not None
    assert changed.interval.high / changed.ratio == pytest.approx(2.718281828459045**spread)


def test_a_stretch_nobody_observed_does_not_count_towards_the_eight() -> None:
    eight = diary([*STEADY_WEEK * 4, *[None] * 7, *STEADY_WEEK * 4], since=56, until=62)
    seven = diary([*STEADY_WEEK * 4, *[None] * 14, *STEADY_WEEK * 3], since=56, until=62)

    assert report_on(eight).spasms.change != report_on(seven).spasms.change
    assert sentences.change_sentence(report_on(eight)) is not None
    assert sentences.change_sentence(report_on(seven)) is None


def test_regions_are_listed_by_frequency_then_name_and_only_with_a_spasm() -> None:
    places = (
        place("neck"),
        place("Hip"),
        place("calf", count=2),
        place("jaw", count=0, previous=3),
    )

    regions = report_on(diary([1, 4], since=1, until=1), regions=places).regions

    assert [row.region for row in regions] == ["calf", "Hip", "neck"]


def test_a_region_sums_its_sides_and_averages_the_known_intensities() -> None:
    places = (
        RegionTally("calf", "lower leg", "left", 3, 2, 12, 2),
        RegionTally("calf", "lower leg", "both", 1, 0, 0, 0),
        RegionTally("calf", "lower leg", None, 2, 1, 9, 1),
    )

    (row,) = report_on(diary([1, 6], since=1, until=1), regions=places).regions

    assert row == RegionRow("calf", 3, 0, 1, 2, mean_intensity=7, previous_count=3)
    assert row.count == 6


CALF, SHIN, NECK, JAW, FOOT = "lower leg", "lower leg", "neck", "jaw", None


@pytest.mark.parametrize(
    ("places", "areas"),
    [
        # Regions of the same area on the same side are one, and those of no area none.
        ([(CALF, "left", 1), (SHIN, "left", 1), (NECK, None, 1), (JAW, "left", 0), (FOOT, None, 1)],
         2),
        ([(CALF, "left", 1), (CALF, "right", 1)], 2),
        ([(CALF, "left", 1), (SHIN, "right", 1)], 2),
        ([(CALF, "both", 1)], 2),
        ([(CALF, "both", 1), (SHIN, "left", 1), (SHIN, None, 1)], 2),
        # It may be either side, and so the one that is there already.
        ([(CALF, None, 1)], 1),
        ([(CALF, None, 1), (SHIN, "left", 1)], 1),
        # There is one neck, whichever side of it.
        ([(NECK, "left", 1), (NECK, "right", 1), (NECK, "both", 1)], 1),
        ([(CALF, "left", 0)], 0),
    ],
)  # fmt: skip
def test_areas_are_counted_with_left_and_right_apart(
    places: list[tuple[str | None, Side | None, int]], areas: int
) -> None:
    tallies = tuple(
        RegionTally(f"region {place}", area, side, count, 1, 0, 0)
        for place, (area, side, count) in enumerate(places)
    )

    assert report_on(diary([4], since=0, until=0), regions=tallies).areas == areas


def test_all_areas_are_nineteen() -> None:
    places = tuple(
        RegionTally(region.name, region.wpi_area, "both", 1, 0, 0, 0) for region in REGIONS
    )

    assert report_on(diary([4], since=0, until=0), regions=places).areas == 19


def test_weekdays_count_spasms_and_observed_days_from_monday() -> None:
    report = report_on(diary([1, 0, None, 2, None, None, None, 3], since=0, until=7))

    assert report.weekdays == (4, 0, 0, 2, 0, 0, 0)
    assert report.weekdays_observed == (2, 1, 0, 1, 0, 0, 0)


def test_the_calendar_shows_twelve_weeks_and_tells_unobserved_from_clear() -> None:
    calendar = report_on(diary([0, None, 2], since=2, until=2)).calendar

    assert len(calendar) == 84
    assert [(each.observed, each.count) for each in calendar[-3:]] == [
        (True, 0),
        (False, 0),
        (True, 2),
    ]
    assert calendar[-1].day == day(2)
    assert not calendar[0].observed


def test_the_calendar_grows_with_a_longer_period() -> None:
    calendar = report_on(diary([1] * 100, since=0, until=99)).calendar

    assert (calendar[0].day, len(calendar)) == (START, 100)


def test_relief_is_listed_by_remedy_with_every_grade() -> None:
    relief = (
        ReliefTally("massage", "none", 2),
        ReliefTally("Heat", "good", 3),
        ReliefTally("Heat", "some", 1),
    )

    rows = report_on(diary([1], since=0, until=0), relief=relief).relief

    assert [(row.remedy, dict(row.counts)) for row in rows] == [
        ("Heat", {"none": 0, "some": 1, "good": 3, "complete": 0}),
        ("massage", {"none": 2, "some": 0, "good": 0, "complete": 0}),
    ]


def test_signs_and_triggers_come_most_frequent_first_then_by_name() -> None:
    named = (("stairs", 1), ("cold", 3), ("Rain", 1))

    report = report_on(diary([5], since=0, until=0), signs=named, triggers=named)

    assert list(report.signs.items()) == [("cold", 3), ("Rain", 1), ("stairs", 1)]
    assert list(report.triggers) == list(report.signs)


def test_blank_days_are_mentioned_when_few_of_the_spasm_free_days_are_known() -> None:
    few_known = report_on(diary([2, None, None, None, None, None, 0], since=0, until=6))
    # Four days without a spasm and one of them known: exactly a quarter is enough.
    enough_known = report_on(diary([2, None, None, None, 0], since=0, until=4))
    none_blank = report_on(diary([1, 1], since=0, until=1))

    assert sentences.blank_days_sentence(few_known) == (
        "Blank days are not counted; if they were spasm-free the rate is 0.29 a day."
    )
    assert sentences.blank_days_sentence(enough_known) is None
    assert sentences.blank_days_sentence(none_blank) is None


def test_two_after_three_is_stated_without_a_word_of_change() -> None:
    report = report_on(diary([1, 1, 1, 0, 1, 1], since=3, until=5))

    assert list(rate_sentences(report)) == ["The 3 days before: 3 spasms on 3 observed days."]


def test_a_difference_within_chance_is_called_ordinary_with_its_range() -> None:
    report = report_on(diary([*STEADY_WEEK * 8, 1, 0, 2, None, 1, 0, 3], since=56, until=62))

    # 7 after 6, in a calm diary: 7/6 times exp(-1.09) and exp(1.09).
    assert sentences.change_sentence(report) == (
        "Per observed day, the difference is within ordinary ups and downs: "
        "anything from 0.39 to 3.5 times as many would fit (95% interval)."
    )


@pytest.mark.parametrize(("last", "word"), [(1, "fewer"), (9, "more")])
def test_a_difference_beyond_chance_is_named_without_a_cause(last: int, word: str) -> None:
    report = report_on(diary([*[4] * 7 * 9, *[last] * 7, *[4] * 7 * 9], since=63, until=69))

    sentence = sentences.change_sentence(report)

    assert sentence is not None
    assert sentence.startswith(f"Per observed day, {word} spasms than in the 7 days before: ")
    assert sentence.endswith("Ups and downs alone seldom differ by that much.")


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(0.35, 0.8), "20% to 65% fewer"),
        (Interval(0.6, 1.5), "40% fewer to 50% more"),
        (Interval(0.7, 2.5), "30% fewer to 150% more"),
        (Interval(1.2, 3), "20% more to 200% more"),
        (Interval(1.2, 3.14), "1.2 to 3.1 times as many"),
        (Interval(0.41, 73), "0.41 to 73 times as many"),
        (Interval(1e-9, 1e9), "under 0.001 to over 100 times as many"),
        (Interval(200, 1e9), "over 100 times as many"),
        (Interval(0.5, 0.999), "under 1% to 50% fewer"),
    ],
)
def test_a_range_of_change_is_said_in_words(interval: Interval, words: str) -> None:
    assert sentences.change_text(interval) == words


@pytest.mark.parametrize(
    ("per_day", "words"),
    [
        (0, "0"),
        (0.0002, "under 0.001"),
        (0.0714, "0.071"),
        (1.24, "1.2"),
        (9.96, "10"),
        (123.4, "120"),
    ],
)
def test_a_rate_has_two_significant_digits(per_day: float, words: str) -> None:
    assert sentences.number(per_day) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "45 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (150, "2 min 30 s"),
        (180, "3 min"),
        (3599.6, "1 h"),
        (5400, "1 h 30 min"),
        (86_400, "24 h"),
    ],
)
def test_a_duration_is_said_in_plain_units(seconds: float, words: str) -> None:
    assert sentences.duration(seconds) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2026, 6, 1), date(2026, 6, 1)), "1 June 2026"),
        (Period(date(2026, 6, 1), date(2026, 6, 7)), "1 to 7 June 2026"),
        (Period(date(2026, 6, 28), date(2026, 7, 4)), "28 June to 4 July 2026"),
        (Period(date(2025, 12, 29), date(2026, 1, 4)), "29 December 2025 to 4 January 2026"),
    ],
)
def test_a_period_names_each_month_and_year_once(period: Period, words: str) -> None:
    assert sentences.period_text(period) == words


def test_a_weekday_nobody_observed_is_unknown() -> None:
    report = report_on(diary([1, None], since=0, until=1))

    monday, tuesday, *_ = times.weekday_bands(report)

    assert monday.words == "1 spasm on 1 observed day"
    assert tuesday.words == "unknown"


def test_hours_are_grouped_in_bands_that_keep_every_spasm() -> None:
    hours = tuple(range(24))

    bands = times.hour_bands(report_on(diary([276], since=0, until=0), hours=hours))

    assert len(bands) == 8
    assert (bands[0].label, bands[0].spasms) == ("00:00 to 03:00", 0 + 1 + 2)
    assert sum(band.spasms for band in bands) == sum(hours)
