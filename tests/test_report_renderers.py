from __future__ import annotations

import dataclasses
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len  # noqa: TID253, no start to keep fast here
from rich.console import Console  # noqa: TID253 -- these tests draw with it

from fibrolog.domain.entries import Period
from fibrolog.render.json import report_json
from fibrolog.report.statistics import DayTally, RegionTally, ReliefTally, Tallies
from fibrolog.report.summary import Report, summarise
from fibrolog.text import visible
from tests.reports import report_plain, report_text

TODAY = date(2026, 11, 22)
NO_SPASMS = (0,) * 24
FULL = Tallies(
    period=Period(TODAY - timedelta(27), TODAY),
    first_day=TODAY - timedelta(119),
    today=TODAY,
    # Two days of three are observed; every fifth of those is clear.
    days=tuple(DayTally(TODAY - timedelta(ago), ago % 5) for ago in range(119, -1, -1) if ago % 3),
    regions=(
        RegionTally("calf", "lower leg", "left", 9, 4, 60, 9, "calf"),
        RegionTally("calf", "lower leg", "right", 6, 8, 31, 5, "calf"),
        RegionTally("shoulder", "shoulder girdle", "both", 7, 3, 44, 7, "shoulder"),
        RegionTally("neck", "neck", None, 8, 11, 40, 8, "neck"),
        RegionTally("foot", None, "right", 3, 0, 0, 0, "foot"),
        RegionTally("tennis elbow and forearm", None, None, 2, 1, 6, 1),
        RegionTally("[red]jaw[/]", "jaw", "left", 1, 0, 4, 1),
    ),
    hours=(3, 2, 5, 9, 4, 1, 0, 0, 1, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 1, 2, 2, 1),
    timeless=1,
    nights_woken=11,
    worst_intensity=9,
    median_duration_s=210.0,
    twitches=4,
    relief=(ReliefTally("heat", "good", 4), ReliefTally("[b]rub[/b]", "none", 2)),
    signs=(("pins and needles", 5), ("tremor", 2)),
    triggers=(
        ("寒い朝 cold morning", 6),
        ("poor sleep 😴", 3),
        ("\x1b[2Jcleared", 2),
        ("\u202esdrawkcab", 1),
        ("two\nSpasms: 0.", 1),
    ),
)
UNOBSERVED = dataclasses.replace(
    FULL,
    days=FULL.days[:20],
    regions=(),
    hours=NO_SPASMS,
    timeless=0,
    nights_woken=0,
    worst_intensity=None,
    median_duration_s=None,
    relief=(),
    signs=(),
    triggers=(),
)
EMPTY = dataclasses.replace(UNOBSERVED, days=(), first_day=None, twitches=0)
EVERY_SIZE = [FULL, UNOBSERVED, EMPTY]


def report_on(tallies: Tallies) -> Report:
    return summarise(tallies, datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "1.2.3")


def shown(report: Report, width: int = 80, encoding: str = "utf-8") -> str:
    """Return what a terminal without colour would receive, which must fit its encoding."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    Console(file=file, width=width, color_system=None).print(report_text(report))
    file.flush()
    file.seek(0)
    return file.read()


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("tallies", EVERY_SIZE, ids=["full", "unobserved", "empty"])
@pytest.mark.parametrize("width", [200, 80, 69, 50, 49, 30, 8])
def test_the_text_never_exceeds_the_terminal(tallies: Tallies, width: int) -> None:
    lines = shown(report_on(tallies), width).splitlines()

    assert max(map(cell_len, lines)) <= min(width, 80)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode_shows_bars_and_names_in_ascii(encoding: str) -> None:
    text = shown(report_on(FULL), encoding=encoding)

    assert text.isascii()
    assert re.search(r"calf +#+ +15 ", text)
    assert r"\u5bd2\u3044\u671d cold morning" in text


@pytest.mark.parametrize("width", [80, 50])
def test_figures_stay_aligned_beside_wide_names(width: int) -> None:
    lines = shown(report_on(FULL), width).splitlines()

    rows = [line for line in lines if re.match(r"  (寒|poor|\\[ux])", line)]

    assert len(rows) == 4
    assert len({cell_len(row.rstrip()) for row in rows}) == 1


def test_bars_are_as_long_as_their_share_of_the_most_frequent() -> None:
    rows = shown(report_on(FULL), encoding="ascii").splitlines()

    longest = next(row.count("#") for row in rows if row.startswith("  calf"))
    neck = next(row.count("#") for row in rows if row.startswith("  neck"))

    assert neck == round(longest * 8 / 15)


@pytest.mark.parametrize("width", [80, 50, 30])
def test_what_a_person_wrote_can_neither_style_nor_steer_the_terminal(width: int) -> None:
    text = shown(report_on(FULL), width)

    assert "[red]" in text
    assert "[b]rub[/b]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert r"\x1b[2J" in text
    assert r"\u202e" in text


def test_what_a_person_wrote_cannot_pose_as_a_line_of_the_report() -> None:
    plain = report_plain(report_on(FULL))

    assert r"Trigger: two\nSpasms: 0., in 1 episode." in plain.splitlines()
    assert "Spasms: 0." not in plain.splitlines()


def test_the_plain_report_is_all_words() -> None:
    plain = report_plain(report_on(FULL))

    assert "\x1b" not in plain
    assert not re.search(r"[─━│█▏#|]| {2}", plain)


@pytest.mark.parametrize("tallies", EVERY_SIZE, ids=["full", "unobserved", "empty"])
def test_every_form_ends_with_not_being_advice(tallies: Tallies) -> None:
    report = report_on(tallies)

    assert shown(report).rstrip().endswith("not medical advice.")
    assert report_plain(report).endswith("not medical advice.")


@pytest.mark.parametrize("tallies", [UNOBSERVED, EMPTY], ids=["unobserved", "empty"])
def test_a_report_without_observed_days_says_unknown_and_what_to_type(tallies: Tallies) -> None:
    report = report_on(tallies)

    for text in (shown(report), shown(report, 30), report_plain(report)):
        assert "Spasms: unknown" in text
        assert "a day (95%" not in text
        assert "fibrolog add calf l 7" in text
        assert "fibrolog none" in text


def test_the_forms_agree_on_the_numbers() -> None:
    report = report_on(FULL)
    text, narrow = unwrapped(shown(report)), unwrapped(shown(report, 30))
    plain = report_plain(report)
    spasms = report.spasms
    assert spasms.rate is not None
    rate = f"{spasms.rate.per_day:.2g} a day on observed days"

    for form in (text, narrow, plain):
        assert "18 of 28 days observed" in form
        assert rate in form
        assert "3 min 30 s" in form
        assert "9 of 10" in form
        assert "The 28 days before: 39 spasms on 19 observed days." in form
    assert "calf: 15 spasms, 9 left, 6 right, mean intensity 6.5, 12 in the period before" in plain
    assert re.search(r"calf █+ 15 9 6 0 6.5 12 ", text)
    assert "From 03:00 to 06:00: 14 spasms." in plain
    assert re.search(r"03:00 to 06:00 █+ 14 ", text)


def test_an_unknown_figure_is_never_a_zero() -> None:
    report = report_on(FULL)

    assert "Region foot: 3 spasms, 3 right, mean intensity unknown" in report_plain(report)
    assert re.search(r"foot +\S+ +3 +0 +3 +0 +– ", shown(report))  # noqa: RUF001 -- the dash is what the report shows for nothing


def test_a_period_before_that_nobody_observed_is_not_shown_as_zeros() -> None:
    days = tuple(day for day in FULL.days if day.day >= FULL.period.since)
    report = report_on(dataclasses.replace(FULL, days=days))

    for form in (shown(report), report_plain(report)):
        assert "The 28 days before: no observed days." in form
        assert "Before" not in form
        assert "in the period before" not in form


def test_spasms_known_only_to_the_day_are_no_zeros_by_time_of_day() -> None:
    report = report_on(dataclasses.replace(FULL, hours=NO_SPASMS, timeless=36))

    for form in map(unwrapped, (shown(report), shown(report, 50), report_plain(report))):
        assert "Time of day unknown: 36 spasms, known only to the day." in form
        assert "00:00 to 03:00" not in form
        assert "Mon" in form


def test_no_ratio_is_shown_without_its_interval() -> None:
    # Four stretches of 28 days are too few for an interval.
    said = report_plain(report_on(FULL)).splitlines()
    [trend] = [line for line in said if line.startswith("Over the last")]

    assert "it could be 56% fewer to twice as many" in trend
    rest = "\n".join(line for line in said if line != trend)
    assert not re.search(r"fewer|more|times|change|%(?! interval)", rest)


def test_json_has_exactly_the_documented_keys_in_order() -> None:
    document = json.loads(json.dumps(report_json(report_on(FULL))))

    assert list(document) == [
        *("fibrolog", "generated_at", "period", "spasms", "twitches", "regions", "hours"),
        *("weekdays", "calendar", "remedies", "trend", "relief", "signs", "triggers"),
    ]
    assert list(document["period"]) == ["since", "until", "days", "observed_days"]
    assert list(document["spasms"]) == [
        *("count", "per_day", "low", "high", "per_day_least", "previous"),
        *("rate_ratio", "ratio_low", "ratio_high"),
        *("clear_days", "woke", "worst_intensity", "median_duration_s"),
    ]
    assert list(document["spasms"]["previous"]) == [
        *("since", "until", "observed_days", "count", "per_day", "low", "high"),
    ]
    assert list(document["regions"][0]) == [
        *("region", "left", "right", "both", "unsided", "count", "mean_intensity"),
        "previous_count",
    ]
    assert list(document["calendar"][0]) == ["day", "observed", "count"]
    assert list(document["relief"][0]) == ["remedy", "none", "some", "good", "complete"]


def test_json_carries_figures_unrounded_and_names_unchanged() -> None:
    report = report_on(FULL)
    document = json.loads(json.dumps(report_json(report)))
    spasms = document["spasms"]

    assert document["fibrolog"] == "1.2.3"
    assert document["generated_at"] == "2026-11-22T09:30:00+00:00"
    assert document["period"]["since"] == "2026-10-26"
    assert spasms["per_day"] == spasms["count"] / 18
    assert spasms["per_day_least"] == spasms["count"] / 28
    assert spasms["low"] < spasms["per_day"] < spasms["high"]
    assert spasms["rate_ratio"] == (spasms["count"] / 18) / (39 / 19)
    assert spasms["ratio_low"] is None
    assert document["regions"][0]["mean_intensity"] == 91 / 14
    assert len(document["hours"]) == 24
    assert len(document["weekdays"]) == 7
    assert document["remedies"] == []
    assert document["relief"][1] == {
        "remedy": "heat",
        "none": 0,
        "some": 0,
        "good": 4,
        "complete": 0,
    }
    assert document["triggers"]["\x1b[2Jcleared"] == 2


def test_json_of_an_empty_diary_has_nulls_for_what_is_unknown() -> None:
    spasms = json.loads(json.dumps(report_json(report_on(EMPTY))))["spasms"]

    assert spasms == {
        "count": 0,
        "per_day": None,
        "low": None,
        "high": None,
        "per_day_least": None,
        "previous": None,
        "rate_ratio": None,
        "ratio_low": None,
        "ratio_high": None,
        "clear_days": 0,
        "woke": 0,
        "worst_intensity": None,
        "median_duration_s": None,
    }


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("\x1b[31m\x00\x7f\x9b", r"\x1b[31m\x00\x7f\x9b"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\u202e\u2066\u200f\u061c", r"\u202e\u2066\u200f\u061c"),
        ("\u2028\u2029\ud800", r"\u2028\u2029\ud800"),
        ("café 足 👩\u200d👧", "café 足 👩\u200d👧"),
    ],
)
def test_steering_characters_are_shown_as_escapes(written: str, seen: str) -> None:
    assert visible(written) == seen


def test_text_of_several_lines_keeps_its_line_feeds_and_nothing_else() -> None:
    assert visible("one\ntwo\r\x1b", one_line=False) == "one\ntwo\\r\\x1b"


@given(st.text())
def test_visible_text_fits_on_one_line(text: str) -> None:
    assert len(visible(text).splitlines()) <= 1
