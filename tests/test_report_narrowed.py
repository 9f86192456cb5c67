"""The report on one region, on a period, and with notes: what is narrowed and what is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program

WEEK = ["--days", "7"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, settled: Callable[[Path], Program]) -> Path:
    """Spasms in calf and neck this week and in the week before, a twitch, uses, a clear day."""
    fibrolog = settled(tmp_path_factory.mktemp("written") / "diary.db")
    for line in (
        "add calf l 8 2m --at 2026-11-20T03:00 --woke --trigger cold --sign numbness --took heat",
        "add calf r 4 --at 2026-11-20T22:00",
        "add calf --kind twitch --at 2026-11-20T12:00 --trigger tea",
        "add neck 9 10m --at 2026-11-19T04:00 --woke --trigger stress --sign tremor",
        "add neck --at 2026-11-20T04:00",
        "add calf --at 2026-11-12",
        "add neck --at 2026-11-11",
        "none 2026-11-18",
        "took heat --for e1 --at 2026-11-20T03:30 --relief good",
        "took cold --for e4 --at 2026-11-19T05:00 --relief none",
    ):
        fibrolog(*line.split()).saved()
    return fibrolog.diary


@pytest.fixture
def diary(fibrolog: Program, written: Path) -> Program:
    """A program with a diary of its own in which that is written."""
    fibrolog.diary.parent.mkdir(mode=0o700)
    shutil.copy(written, fibrolog.diary)
    return fibrolog


def test_a_report_on_one_region_counts_its_spasms_on_the_days_of_the_whole_diary(
    diary: Program,
) -> None:
    report = diary.json("report", *WEEK, "--region", "calf")

    assert report["region"] == "calf"
    assert report["period"]["observed_days"] == 3
    spasms = report["spasms"]
    assert (spasms["count"], spasms["per_day"]) == (2, 2 / 3)
    assert spasms["per_day_least"] == 2 / 7
    assert spasms["clear_days"] == 1
    assert spasms["woke"] == 1
    assert spasms["worst_intensity"] == 8
    assert spasms["median_duration_s"] == 120
    assert spasms["previous"]["count"] == 1
    assert spasms["previous"]["observed_days"] == 2
    assert report["twitches"] == 1
    [row] = report["regions"]
    assert (row["region"], row["left"], row["right"], row["count"]) == ("calf", 1, 1, 2)
    assert row["previous_count"] == 1
    assert [hour for hour, count in enumerate(report["hours"]) if count] == [3, 22]
    assert report["weekdays"] == [0, 0, 0, 0, 2, 0, 0]
    counts = {day["day"]: (day["observed"], day["count"]) for day in report["calendar"]}
    assert counts["2026-11-20"] == (True, 2)
    assert counts["2026-11-19"] == (True, 0)
    assert counts["2026-11-18"] == (True, 0)
    assert counts["2026-11-17"] == (False, 0)
    assert report["remedies"] == []
    assert [(row["remedy"], row["good"]) for row in report["relief"]] == [("heat", 1)]
    assert report["signs"] == {"numbness": 1}
    assert report["triggers"] == {"cold": 1, "tea": 1}


def test_the_regions_together_are_the_whole_report(diary: Program) -> None:
    whole = diary.json("report", *WEEK)
    parts = [diary.json("report", *WEEK, "--region", name) for name in ("calf", "neck")]

    assert "region" not in whole
    assert sum(part["spasms"]["count"] for part in parts) == whole["spasms"]["count"]
    rows = [row for part in parts for row in part["regions"]]
    assert sorted(rows, key=str) == sorted(whole["regions"], key=str)
    for key in ("hours", "weekdays"):
        assert [sum(each) for each in zip(*(part[key] for part in parts), strict=True)] == whole[
            key
        ]
    for part in parts:
        assert part["spasms"]["clear_days"] == whole["spasms"]["clear_days"]
        assert part["period"] == whole["period"]


def test_a_region_may_be_named_by_an_alias_and_is_said_in_the_heading(diary: Program) -> None:
    plain = diary("report", *WEEK, "--region", "charley horse", "--plain").saved()

    assert plain.startswith("Spasm report, calf, 16 to 22 November 2026.\n")
    assert "What followed remedies is looked at over all regions: `fibrolog report`.\n" in plain
    assert "Clear days: 1, without a spasm in any region.\n" in plain
    assert "Widespread" not in plain


def test_a_region_without_spasms_has_a_rate_of_nought(diary: Program) -> None:
    report = diary.json("report", *WEEK, "--region", "jaw")

    assert (report["spasms"]["count"], report["spasms"]["per_day"]) == (0, 0.0)
    assert report["regions"] == []


def test_an_unknown_region_is_refused_with_the_nearest(diary: Program) -> None:
    assert "type calf" in diary("report", "--region", "clf").refused(2)


def test_blank_days_are_only_spoken_of_where_they_could_hide_a_spasm_of_the_region(
    diary: Program,
) -> None:
    # Five of seven days of two weeks ago have a spasm elsewhere: those are known to be free.
    for day in range(4, 9):
        diary("add", "neck", "--at", f"2026-11-0{day}").saved()
    span = ["--since", "2026-11-02", "--until", "2026-11-08", "--plain"]

    assert "Blank days are not counted" in diary("report", *span).saved()
    assert "Blank days are not counted" not in diary("report", *span, "--region", "calf").saved()


def test_a_month_is_a_period(diary: Program) -> None:
    report = diary.json("report", "--month", "Oct 2026")

    assert (report["period"]["since"], report["period"]["until"]) == ("2026-10-01", "2026-10-31")


def test_months_ago_are_a_beginning(diary: Program) -> None:
    assert diary.json("report", "--since", "3 months ago")["period"]["since"] == "2026-08-22"


@pytest.mark.parametrize(
    "line",
    [
        "--month 2026-10 --days 3",
        "--month 2026-10 --since monday",
        "--month 2026-10 --until monday",
        "--month 2026-10 --all",
        "--month 2026-12",
        "--month Octember",
        "--why heat --region calf",
        "--combo heat+cold --region calf",
        "--json --notes",
        "--why heat --notes",
        "--why heat --save x.html",
        "--json --save x.json",
        "--notes --save x.json",
    ],
)
def test_what_contradicts_itself_is_refused_in_one_sentence(diary: Program, line: str) -> None:
    said = diary("report", *line.split()).refused(2)

    assert any(word in said for word in line.split())


NOTE = "woke the <b>whole</b> house\nSpasms: 0.\x1b[2J"


def test_notes_are_in_no_report_that_was_not_asked_for_them(diary: Program) -> None:
    diary("add", "calf", "--note", "SECRET").saved()

    for form in ([], ["--plain"], ["--json"], ["--region", "calf"]):
        assert "SECRET" not in diary("report", *WEEK, *form).saved()
    for ending in ("html", "svg", "txt", "json"):
        file = diary.diary.parent / f"report.{ending}"
        diary("report", *WEEK, "--save", str(file)).saved()
        assert "SECRET" not in file.read_text()


def test_notes_are_dated_oldest_first_and_cannot_steer(diary: Program) -> None:
    diary("add", "calf", "--note", NOTE).saved()
    diary("edit", "c1", "--note", "a good day").saved()
    diary("add", "calf", "--at", "2026-10-01", "--note", "OLD").saved()

    plain = diary("report", *WEEK, "--notes", "--plain").saved()
    drawn = diary("report", *WEEK, "--notes").saved()

    assert "OLD" not in plain
    lines = [line for line in plain.splitlines() if line.startswith("Note, ")]
    assert lines == [
        "Note, Wednesday 18 November 2026, clear day: a good day",
        "Note, Sunday 22 November 2026, 03:12, spasm, calf: "
        r"woke the <b>whole</b> house / Spasms: 0.\x1b[2J",
    ]
    assert plain.endswith("not medical advice.\n")
    assert "\x1b" not in drawn
    assert drawn.index("a good day") < drawn.index("woke the <b>whole</b> house")
    assert drawn.rstrip().endswith("not medical advice.")


def test_notes_of_a_region_are_its_episodes_and_what_was_taken_against_them(
    diary: Program,
) -> None:
    diary("add", "calf", "--note", "CALF").saved()
    diary("add", "neck", "--note", "NECK").saved()
    diary("took", "heat", "--for", "e8", "--note", "AGAINST CALF").saved()
    diary("took", "heat", "--for", "e9", "--note", "AGAINST NECK").saved()

    plain = diary("report", *WEEK, "--notes", "--plain", "--region", "calf").saved()

    assert "CALF" in plain
    assert "AGAINST CALF" in plain
    assert "NECK" not in plain
