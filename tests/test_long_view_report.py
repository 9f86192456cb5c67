"""The long view, what came since a remedy was begun and what was recorded, on the real program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.conftest import Program
from tests.own_files import line, uid, written

YESTERDAY = date(2026, 11, 21)


class Use(NamedTuple):
    """A use in the evening of a day, counted back from yesterday."""

    ago: int
    remedy: str = "magnesium"
    dose: str = ""


def spasm(ago: int, hour: int, precision: str = "minute") -> dict[str, str]:
    at = f"{YESTERDAY - timedelta(ago)}T{12 if precision == 'day' else hour:02}:00:00+01:00"
    return line(at=at, at_precision=precision)


def clear(ago: int) -> dict[str, str]:
    return line(entry="clear", day=f"{YESTERDAY - timedelta(ago)}")


def used(use: Use) -> dict[str, str]:
    at = f"{YESTERDAY - timedelta(use.ago)}T21:00:00+01:00"
    return line(entry="use", at=at, remedy=use.remedy, dose=use.dose)


def filled(program: Program, rows: Iterable[dict[str, str]]) -> Program:
    """Fill the diary of a program."""
    program.diary.parent.mkdir(exist_ok=True)
    numbered = [row | {"uid": uid(number)} for number, row in enumerate(rows, 1)]
    done = program("import", str(written(program.diary.parent / "rows.csv", *numbered)))
    assert done.code == 0, done
    return program


def days(
    length: int, count: Callable[[int], int], precision: str = "minute"
) -> list[dict[str, str]]:
    """Return so many days up to yesterday, with spasms by how long ago they are."""
    rows = []
    for ago in range(length):
        hours = [(7 * place + 5 * ago) % 24 for place in range(count(ago))]
        rows += [spasm(ago, hour, precision) for hour in hours] or [clear(ago)]
    return rows


def halved(ago: int) -> int:
    """Return spasms of a day, as chance has them: 2 a day until half a year ago, then 0.8."""
    chance = Random(ago)
    return sum(chance.random() < (0.25 if ago >= 182 else 0.1) for _ in range(8))


DOSES = [Use(ago, dose="200 mg" if ago > 100 else "400mg") for ago in range(182)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "year.db"


@pytest.fixture
def year(kept: Path, make_program: Callable[[Path], Program]) -> Program:
    """A year in which spasms were halved when magnesium was begun midway, every evening."""
    program = make_program(kept)
    if kept.exists():
        return program
    return filled(program, [*days(364, halved), *map(used, DOSES)])


def test_json_says_what_was_recorded_and_what_came_since_it_was_begun(year: Program) -> None:
    [row] = year.json("report")["remedies"]

    assert row["days_used"] == 6
    assert row["days_used_all"] == 182
    assert (row["first_use"], row["last_use"]) == ("2026-05-24", "2026-11-21")
    assert row["doses"] == [
        {"dose": "200 mg", "since": "2026-05-24", "until": "2026-08-12", "uses": 81},
        {"dose": "400mg", "since": "2026-08-13", "until": "2026-11-21", "uses": 101},
    ]
    since = row["since"]
    assert list(since) == [
        *("began", "until", "days_after", "days_before", "per_day_after", "per_day_before"),
        *("ratio", "low", "high", "p"),
    ]
    assert (since["began"], since["until"]) == ("2026-05-24", None)
    # The first 24 weeks, and what there is but for the four weeks just before.
    assert (since["days_after"], since["days_before"]) == (168, 154)
    assert since["low"] < since["ratio"] < since["high"] < 1
    assert since["p"] < 0.01


def test_json_has_the_long_view_of_the_whole_diary_whatever_the_period(year: Program) -> None:
    trend = year.json("report")["trend"]

    assert list(trend) == [
        *("since", "until", "weeks", "change", "low", "high", "p", "rate_first", "rate_last"),
        "four_weeks",
    ]
    assert (trend["since"], trend["until"], trend["weeks"]) == ("2025-11-23", "2026-11-21", 52)
    assert trend["rate_last"] / trend["rate_first"] == pytest.approx(trend["change"])
    assert trend["high"] < 1
    stretches = trend["four_weeks"]
    assert (len(stretches), stretches[-1]["until"]) == (13, "2026-11-22")
    assert list(stretches[0]) == ["since", "until", "observed_days", "count", "per_day"]
    # Cut at the first entry.
    assert (stretches[0]["since"], stretches[0]["observed_days"]) == ("2025-11-24", 28)

    spring = year.json("report", "--since", "2026-03-01", "--until", "2026-03-31")["trend"]
    assert {**spring, "four_weeks": None} == {**trend, "four_weeks": None}
    assert spring["four_weeks"][-1]["until"] == "2026-03-31"
    assert spring["four_weeks"][0]["since"] == "2025-11-23"


def test_json_of_a_young_or_empty_diary_has_a_trend_of_nulls(fibrolog: Program) -> None:
    empty = json.loads(fibrolog("report", "--json").out)["trend"]
    assert empty.pop("four_weeks") == []
    assert set(empty.values()) == {None}
    fibrolog("add", "calf").saved()

    young = fibrolog.json("report")["trend"]
    [stretch] = young.pop("four_weeks")
    assert set(young.values()) == {None}
    assert stretch == {
        "since": "2026-11-22", "until": "2026-11-22", "observed_days": 1, "count": 1, "per_day": 1,
    }  # fmt: skip


def test_remedies_taken_together_have_doses_that_name_their_remedy(fibrolog: Program) -> None:
    both = [use for ago in range(30) for use in (Use(ago, "heat"), Use(ago, "magnesium", "200 mg"))]
    diary = filled(fibrolog, [*days(60, lambda ago: ago % 2), *map(used, both)])

    [row] = diary.json("report")["remedies"]

    assert row["remedies"] == ["heat", "magnesium"]
    assert [(one["remedy"], one["dose"]) for one in row["doses"]] == [
        ("heat", None),
        ("magnesium", "200 mg"),
    ]
    assert (row["days_used_all"], row["since"]) == (30, None)


def test_a_use_that_lies_ahead_is_not_recorded(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()
    fibrolog("took", "magnesium", now="2026-12-24T12:00:00+01:00").saved()

    done = fibrolog("report", "--json")

    assert '"first_use": null' in done.out


def test_with_a_region_the_long_view_is_of_its_spasms(year: Program) -> None:
    report = year.json("report", "--region", "neck")

    assert report["remedies"] == []
    assert report["trend"]["p"] is None
    assert {one["per_day"] for one in report["trend"]["four_weeks"]} == {0}


FEWER = "Over the last 52 weeks spasms became fewer: about 2.4 a day at the beginning, 0.64 at the"
SINCE = (
    "Since you began magnesium on 24 May: 0.76 spasms a day; before, 1.9 (probably between 48% and "
    "71% fewer). Whatever else changed at that time counts in it too."
)
RECORD = (
    "Used on 182 days, 6 of them in this period: 24 May to 21 November 2026. Doses: 200 mg, 81 "
    "times, 24 May to 12 August 2026; 400mg, 101 times, 13 August to 21 November 2026."
)


def test_every_form_tells_the_long_view_and_what_was_recorded(year: Program) -> None:
    page = year.diary.parent / "page.html"
    year("report", "--save", str(page), "--replace").saved()
    forms = [
        year("report", COLUMNS="80").saved(),
        year("report", COLUMNS="40").saved(),
        year("report", "--plain").saved(),
        re.sub("<[^>]+>", "", page.read_text(encoding="utf-8")),
    ]

    for form in forms:
        text = " ".join(form.split())
        for words in (FEWER, SINCE, RECORD, "Doses are not told apart"):
            assert words in text, words
    assert "Long view, 3 to 30 August 2026: 0.75 a day, 28 logged days." in forms[2].splitlines()
    assert "; 3 to 30 August 2026: 0.75 a day, 28 logged days; " in forms[3]
    assert ">.75</text>" in page.read_text(encoding="utf-8")


def test_a_year_that_has_nothing_before_it_is_told_by_its_trend(year: Program) -> None:
    """It has nothing to be set beside, and says what the year itself shows."""
    text = year("report", "--all", "--plain").saved()

    assert "no earlier entries" not in text
    assert FEWER in text


def test_bars_are_as_long_as_their_rate(year: Program) -> None:
    drawn = year("report", COLUMNS="80", PYTHONUTF8="0", LC_ALL="C").saved().splitlines()
    bars = [line.split() for line in drawn if re.match(r" +\d+ \w{3} to \d+ \w{3} +#", line)]

    assert len(bars) == 13
    rates = [one["per_day"] for one in year.json("report")["trend"]["four_weeks"]]
    longest = max(len(bar[5]) for bar in bars)
    for rate, bar in zip(rates, bars, strict=True):
        assert abs(len(bar[5]) - longest * rate / max(rates)) <= 1


@pytest.mark.parametrize(
    ("length", "shown"),
    [(27, False), (30, True), (77, True)],
    ids=["young", "two bars", "11 weeks"],
)
def test_a_young_diary_is_told_that_it_is_too_early(
    fibrolog: Program, length: int, shown: bool
) -> None:
    text = filled(fibrolog, days(length, lambda ago: ago % 3))("report", "--plain").saved()

    assert ("Long view, " in text) == shown
    assert ("It is too early to tell a trend" in text) == shown
    assert "Over the last" not in text


def test_a_remedy_of_many_doses_names_the_latest(fibrolog: Program) -> None:
    uses = [Use(ago, dose=f"{ago} drops") for ago in range(12)]

    text = filled(fibrolog, [*days(20, lambda ago: ago % 2), *map(used, uses)])("report", "--plain")

    assert "Doses: 7 earlier doses; 4 drops, once, 17 November 2026; " in text.saved()


def test_why_explains_this_week_and_every_week(year: Program) -> None:
    [row] = year.json("report")["remedies"]

    lines = year("report", "--why", "magnesium", COLUMNS="400").saved().splitlines()
    text = "\n".join(line.strip() for line in lines)
    [alone] = re.findall(
        r"(?m)^This week alone\nRate ratio (\S+) \((\S+) to (\S+)\).*; p (\S+)\. ", text
    )
    [always] = re.findall(
        r"(?m)^At every week\n.*\nRate ratio (\S+) \((\S+) to (\S+)\); p (\S+), .* q (\S+)\. ", text
    )

    assert always == tuple(
        [f"{row[key]:.2f}" for key in ("rate_ratio", "low", "high")] + [f"{row['q']:.3f}"] * 2
    )
    assert alone[0] == always[0]
    assert float(always[1]) < float(alone[1]) < float(alone[2]) < float(always[2])
    assert float(alone[3]) == pytest.approx(row["p"], abs=0.0005)
    assert f"Since you began\n{SINCE}\n" in text
    assert f"What was recorded\n{RECORD}\nDoses are not told apart" in text
    # In the hours before a use, of which next to nothing is known.
    assert "to over 100)" in text


def some(ago: int) -> int:
    return ago * 7919 % 4


def begun(*agos: Iterable[int]) -> list[dict[str, str]]:
    return [used(Use(ago)) for part in agos for ago in part]


EDGES = {
    "a first use on day 0": ([*days(200, some), *begun(range(200))], False),
    "begun within the first four weeks": ([*days(200, some), *begun(range(180))], False),
    "begun, stopped, begun again": (
        [*days(300, some), *begun(range(60), range(100, 150))], True,
    ),
    "used every second day": ([*days(300, some), *begun(range(0, 150, 2))], True),
    "a gap of months": (
        [*days(100, some), *(spasm(ago, 3) for ago in range(200, 320)), *begun(range(90))], True,
    ),
    "all weeks before it blank": ([*days(100, some), clear(300), *begun(range(99))], False),
    "all weeks after it blank": (
        [*(spasm(ago, 3) for ago in range(100, 300)), clear(0), *begun(range(100))], False,
    ),
    "eleven weeks": ([*days(77, some), *begun(range(40))], False),
    "one week with 500 spasms": (
        [*days(300, lambda ago: 71 if 200 <= ago < 207 else some(ago)), *begun(range(120))], True,
    ),
    "known only to the day": ([*days(300, some, "day"), *begun(range(150))], True),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_has_an_answer(fibrolog: Program, name: str) -> None:
    rows, is_compared = EDGES[name]
    diary = filled(fibrolog, rows)
    page = str(diary.diary.parent / "page.html")

    report = diary.json("report", "--since", "1 January 2020")

    [remedy] = report["remedies"]
    assert (remedy["since"] is not None) == is_compared
    stretches = report["trend"]["four_weeks"]
    assert len(stretches) <= 13
    assert all((one["per_day"] is None) == (not one["observed_days"]) for one in stretches)
    assert remedy["days_used"] == remedy["days_used_all"] > 0
    plain = diary("report", "--plain").saved()
    why = " ".join(diary("report", "--why", "magnesium").saved().split())
    since = [line for line in plain.splitlines() if line.startswith(("Since you", "While you"))]
    assert len(since) == is_compared
    assert all(line in why for line in since)
    diary("report", "--all", "--save", page).saved()


def test_a_period_long_before_the_diary_has_no_stretches(year: Program) -> None:
    report = year.json("report", "--since", "1 January 2015", "--until", "1 February 2015")

    assert report["trend"]["four_weeks"] == []
    assert report["trend"]["weeks"] == 52
    assert year("report", "--since", "1 January 2015", "--until", "1 February 2015").saved()
