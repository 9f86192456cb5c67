"""`list`, `show` and `report`: reading the diary back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Program

HOSTILE = "[bold red]x[/] \x1b[31mred\x1b[0m\re1 fake\n  e9  03:12  fake \u202e!"


@pytest.fixture
def week(fibrolog: Program) -> Program:
    """A first week: five entries, newest last."""
    fibrolog("add", "neck", "4", "--at", "2026-11-16 22:00", "--trigger", "Cold Room").saved()
    fibrolog("none", "2026-11-17").saved()
    fibrolog("add", "calf", "l", "7", "3m", "--woke", "--at", "2026-11-20 03:00").saved()
    fibrolog("took", "heat", "--for", "last", "--relief", "some", "--at", "2026-11-20 3:10").saved()
    fibrolog("add", "hand", "--kind", "twitch", "--at", "2026-11-21").saved()
    return fibrolog


def ids(program: Program, *options: str) -> list[str]:
    return [entry["id"] for entry in program.json("list", *options)]


def test_list_shows_the_newest_first(week: Program) -> None:
    assert ids(week) == ["e3", "u1", "e2", "c1", "e1"]
    shown = week("list").saved()
    assert shown.index("e3") < shown.index("u1") < shown.index("e1")
    assert "Friday 20 November 2026" in shown
    assert "03:00  spasm, left calf, 7/10, 3 min, woke you" in shown


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--region", "calves"], ["e2"]),
        (["--remedy", "heating pad"], ["u1"]),
        (["--region", "calf", "--remedy", "heat"], ["u1", "e2"]),
        (["--kind", "twitch"], ["e3"]),
        (["--kind", "spasm"], ["e2", "e1"]),
        (["--days", "3"], ["e3", "u1", "e2"]),
        (["--since", "2026-11-17", "--until", "20 Nov"], ["u1", "e2", "c1"]),
        (["--until", "2026-11-17"], ["c1", "e1"]),
        (["--search", "cold ROOM"], ["e1"]),
        (["--search", "cal"], ["e2"]),
        (["--limit", "2"], ["e3", "u1"]),
    ],
)
def test_list_narrows_the_choice(week: Program, options: list[str], expected: list[str]) -> None:
    outcome = week("list", *options, "--json")

    assert outcome.code == 0
    assert [entry["id"] for entry in json.loads(outcome.out)] == expected


def test_list_says_how_to_see_the_rest(week: Program) -> None:
    outcome = week("list", "--limit", "2")

    assert "3 older entries are not shown; to see all, type: fibrolog list " in outcome.err


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["list", "--days", "3", "--since", "monday"], "--days 3"),
        (["list", "--since", "today", "--until", "yesterday"], "other way round"),
        (["list", "--region", "clf"], "calf"),
        (["list", "--days", "0"], "--days"),
        (["report", "--all", "--days", "3"], "--all"),
        (["report", "--days", "99999999"], "from 1 to 45,000"),
        (["report", "--since", "tomorrow"], "'tomorrow'"),
        (["show", "12"], "'12'"),
        (["show"], "ID"),
        (["show", "x1"], "'x1'"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    week: Program, command: list[str], named: str
) -> None:
    assert named in week(*command).refused(2)


def test_show_has_every_fact_of_an_entry(week: Program) -> None:
    shown = week("show", "E2").saved()

    assert shown.startswith("e2: Friday 20 November 2026, 03:00\n")
    for fact in ("region: calf", "side: left", "intensity: 7", "woke: yes", "(3 min)"):
        assert fact in shown
    assert week.json("show", "e2")["duration_s"] == 180
    assert week.json("show", "u1")["for"] == week.json("show", "e2")["uid"]
    assert week.json("show", "c1")["day"] == "2026-11-17"


def test_an_entry_that_is_not_there_has_a_code_of_its_own(week: Program) -> None:
    assert "e99" in week("show", "e99").refused(3)


def test_the_report_counts_what_was_saved(week: Program) -> None:
    report = week.json("report")

    assert report["period"] == {
        "since": "2026-11-16", "until": "2026-11-22", "days": 7, "observed_days": 3,
    }  # fmt: skip
    spasms = report["spasms"]
    assert (spasms["count"], spasms["clear_days"], spasms["woke"]) == (2, 1, 1)
    assert spasms["per_day"] == pytest.approx(2 / 3)
    assert spasms["per_day_least"] == pytest.approx(2 / 7)
    assert (spasms["worst_intensity"], spasms["median_duration_s"]) == (7, 180)
    assert spasms["previous"] is None
    assert spasms["rate_ratio"] is spasms["ratio_low"] is spasms["ratio_high"] is None
    assert report["twitches"] == 1
    assert [row["region"] for row in report["regions"]] == ["calf", "neck"]
    assert report["regions"][0]["left"] == 1
    assert (report["hours"][3], report["hours"][22], sum(report["hours"])) == (1, 1, 2)
    assert report["weekdays"] == [1, 0, 0, 0, 1, 0, 0]
    assert len(report["calendar"]) == 84
    assert report["calendar"][-1] == {"day": "2026-11-22", "observed": False, "count": 0}
    assert [row["verdict"] for row in report["remedies"]] == ["not-enough-data"]
    assert report["relief"] == [{"remedy": "heat", "none": 0, "some": 1, "good": 0, "complete": 0}]
    assert report["triggers"] == {"Cold Room": 1}
    assert report["generated_at"] == "2026-11-22T03:12:00+01:00"


def test_a_moment_known_only_to_the_day_has_a_weekday_but_no_hour(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "yesterday").saved()

    report = fibrolog.json("report")
    assert sum(report["hours"]) == 0
    assert report["weekdays"] == [0, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("now", "days", "listed"),
    [
        ("2026-11-22T00:05:00+01:00", "1", ["e3", "e2"]),
        ("2026-11-22T03:59:00+01:00", "1", ["e3", "e2"]),
        ("2026-11-22T04:00:00+01:00", "1", ["e3"]),
        ("2026-11-22T03:59:00+01:00", "2", ["e3", "e2", "e1"]),
        ("2026-11-22T04:00:00+01:00", "2", ["e3", "e2"]),
    ],
)
def test_before_four_the_last_days_of_a_list_have_the_evening_too(
    fibrolog: Program, now: str, days: str, listed: list[str]
) -> None:
    for at in ("2026-11-20 22:00", "2026-11-21 22:00", "2026-11-22 00:01"):
        fibrolog("add", "calf", "--at", at).saved()

    found = fibrolog("list", "--days", days, "--json", now=now).saved()

    assert [entry["id"] for entry in json.loads(found)] == listed
    # A last day that is named is that day, and a report goes by the calendar.
    named = fibrolog("list", "--days", "1", "--until", "today", "--json", now=now).saved()
    assert [entry["id"] for entry in json.loads(named)] == ["e3"]
    report = json.loads(fibrolog("report", "--days", days, "--json", now=now).saved())
    assert report["period"]["until"] == "2026-11-22"
    assert report["spasms"]["count"] == int(days)


def test_a_spasm_before_midnight_and_one_after_wake_the_same_night(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--woke", "--at", "2026-11-20 23:30").saved()
    fibrolog("add", "calf", "--woke", "--at", "2026-11-21 02:30").saved()
    fibrolog("add", "calf", "--woke", "--at", "2026-11-21 23:30").saved()

    assert fibrolog.json("report")["spasms"]["woke"] == 2


@pytest.mark.parametrize(
    ("woken", "nights"),
    [
        (["2026-11-20"], 1),
        (["2026-11-20", "2026-11-20"], 1),
        (["2026-11-20", "2026-11-20 03:00"], 1),  # the night before it
        (["2026-11-20", "2026-11-20 23:30"], 1),  # the night after it
        (["2026-11-20", "2026-11-19 23:30"], 1),
        (["2026-11-20", "2026-11-21 02:00"], 1),
        (["2026-11-20", "2026-11-20 03:00", "2026-11-20 23:30"], 2),
        (["2026-11-20", "2026-11-19 03:00"], 2),
        (["2026-11-20", "2026-11-21 23:30"], 2),
        (["2026-11-19", "2026-11-20"], 2),
        (["2026-11-18", "2026-11-19", "2026-11-20 03:00"], 2),
    ],
)
def test_an_entry_known_to_the_day_joins_a_night_that_is_there(
    fibrolog: Program, woken: list[str], nights: int
) -> None:
    for at in woken:
        fibrolog("add", "calf", "--woke", "--at", at).saved()
    # Neither what did not wake nor a twitch is a night to join.
    fibrolog("add", "calf", "--at", "2026-11-20 03:10").saved()
    fibrolog("add", "calf", "--woke", "--kind", "twitch", "--at", "2026-11-20 03:20").saved()

    assert fibrolog.json("report")["spasms"]["woke"] == nights


def test_the_whole_diary_is_reported_from_its_first_entry(week: Program) -> None:
    week("took", "heat", "--at", "2026-08-01").saved()

    period = week.json("report", "--all")["period"]
    assert (period["since"], period["until"]) == ("2026-08-01", "2026-11-22")
    assert len(week.json("report", "--all")["calendar"]) == period["days"] == 114


def test_a_period_ends_with_its_last_day(week: Program) -> None:
    period = week.json("report", "--until", "2026-11-18", "--days", "3")["period"]
    assert (period["since"], period["until"]) == ("2026-11-16", "2026-11-18")


@pytest.mark.parametrize("form", [[], ["--plain"], ["--notes"], ["--json"]])
def test_without_a_diary_the_report_says_so_and_only_json_has_a_document(
    fibrolog: Program, form: list[str]
) -> None:
    outcome = fibrolog("report", *form)

    assert outcome.code == 0
    assert "no diary" in outcome.err
    if form == ["--json"]:
        assert json.loads(outcome.out)["spasms"]["count"] == 0
    else:
        assert outcome.out == ""


@pytest.mark.parametrize("columns", ["80", "50", "30"])
def test_the_report_fits_the_terminal(week: Program, columns: str) -> None:
    lines = week("report", COLUMNS=columns).saved().splitlines()
    assert max(map(len, lines)) <= int(columns)


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["list", "--plain"],
        ["show", "e1"],
        ["report"],
        ["report", "--plain"],
        ["--plain", "report"],
    ],
)
def test_what_people_wrote_is_text_wherever_it_is_shown(
    fibrolog: Program, command: list[str]
) -> None:
    said = fibrolog("add", "calf", "--note", HOSTILE, "--trigger", HOSTILE).saved()
    shown = fibrolog(*command).saved()

    for text in (said, shown):
        assert "\x1b" not in text
        assert "\r" not in text
        assert "\u202e" not in text
        assert "[bold red]x[/]" in text
    assert fibrolog.json("show", "e1")["note"] == HOSTILE


def test_plain_text_has_no_boxes_bars_or_colour(week: Program) -> None:
    for command in (["report"], ["list"], ["regions"], ["remedies"], ["guide"], ["show", "e1"]):
        shown = week("--plain", *command, FORCE_COLOR="1").saved()
        assert not set("─│┌█▌▎╭\x1b") & set(shown), command
        assert week(*command, FIBROLOG_PLAIN="1").saved() == week("--plain", *command).saved()


def test_colour_comes_only_where_it_is_wanted(week: Program) -> None:
    assert "\x1b[" not in week("report").saved()
    assert "\x1b[" in week("report", FORCE_COLOR="1", TERM="xterm-256color").saved()


def test_a_closed_pipe_ends_quietly(week: Program) -> None:
    for command in ("export", "list", "report", "guide"):
        shell = f"'{sys.executable}' -m fibrolog {command} | true; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(
            ["bash", "-c", shell], env=week.environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b""), command


def test_an_output_that_is_full_is_one_sentence(week: Program) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fibrolog", "export"],
            env=week.environment, stdout=full, stderr=subprocess.PIPE, check=False, text=True,
        )  # fmt: skip
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert done.stderr.count("\n") == 1


def test_letters_the_terminal_lacks_are_escaped_rather_than_fatal(week: Program) -> None:
    week("add", "neck", "--note", "café 🌙").saved()

    for command in ("list", "report", "guide"):
        outcome = week(command, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize(("month", "nights"), [("2026-09", 0), ("2026-10", 1), ("2026-11", 1)])
def test_a_night_is_counted_once_in_the_period_of_its_evening(
    fibrolog: Program, month: str, nights: int
) -> None:
    for at in ("2026-10-31 23:30", "2026-11-01 03:00", "2026-11-05 13:00"):
        fibrolog("add", "calf", "--woke", "--at", at).saved()

    assert fibrolog.json("report", "--month", month)["spasms"]["woke"] == nights


@pytest.mark.parametrize("at", ["2026-11-01 03:00", "2026-11-01 11:59"])
def test_the_last_night_of_a_period_lasts_into_the_day_after(fibrolog: Program, at: str) -> None:
    fibrolog("add", "calf", "--woke", "--at", at).saved()
    fibrolog("none", "31 Oct").saved()

    assert fibrolog.json("report", "--month", "2026-11")["spasms"]["woke"] == 0
    assert fibrolog.json("report", "--month", "2026-10")["spasms"]["woke"] == 1
    assert "Nights woken: 1." in fibrolog("report", "--month", "2026-10", "--plain").saved()


def test_the_day_of_a_night_may_be_known_on_the_border_of_a_period(fibrolog: Program) -> None:
    """A spasm of 1 November, its time unknown, joins the night that is there already."""
    fibrolog("add", "calf", "--woke", "--at", "2026-10-31 23:30").saved()
    fibrolog("add", "calf", "--woke", "--at", "2026-11-01").saved()

    months = [fibrolog.json("report", "--month", month) for month in ("2026-10", "2026-11")]
    assert [one["spasms"]["woke"] for one in months] == [1, 0]


def test_a_report_says_how_soon_spasms_were_written_down(fibrolog: Program) -> None:
    for at in ("3:00", "1:13", "1:11", "2026-11-21 03:12", "2026-11-21 03:11", "2026-11-20"):
        fibrolog("add", "calf", "--at", at).saved()

    said = "Written down: 2 of 5 timed spasms within 2 hours (40%), 2 more within a day, 1 later."
    assert said in fibrolog("report", "--plain").saved().splitlines()
    assert (
        "Written down"
        not in fibrolog("report", "--plain", "--days", "1", "--region", "neck").saved()
    )
