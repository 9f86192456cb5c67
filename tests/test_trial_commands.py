"""Trials as a person runs them, with the clock in hand: begun, kept, looked at, and read."""

from __future__ import annotations

import itertools
import json
import math
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Outcome, Program

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
# A Tuesday before the clocks go back, so that a trial of eight weeks goes over that.
FIRST = date(2026, 9, 29)
SMALL = ["--pairs", "6", "--days", "1"]


class Clock:
    """The program in this process, at any time on the clock on any wall."""

    def __init__(self, tell: Callable[..., Outcome], patch: pytest.MonkeyPatch) -> None:
        self._tell = tell
        self._patch = patch

    def __call__(
        self, day: int, hour: int, minute: int, *command: str | Path, zone: str = BERLIN
    ) -> Outcome:
        moment = datetime.combine(FIRST + timedelta(day), clock(hour, minute), ZoneInfo(zone))
        self._patch.setenv("FIBROLOG_NOW", moment.isoformat())
        self._patch.setenv("TZ", zone)
        time.tzset()
        return self._tell(*command)

    def json(self, day: int, hour: int, *command: str | Path) -> Any:
        """Return what a command with `--json` says."""
        return json.loads(self(day, hour, 0, *command, "--json").saved())


@pytest.fixture
def at(tell: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(tell, monkeypatch)


def begin(at: Clock, *options: str, remedy: str = "magnesium") -> str:
    """Begin a small trial whose first day begins on day 0 at 20:00."""
    return at(-1, 12, 0, "trial", "start", remedy, *(options or SMALL), "--hour", "20").saved()


def plan_of(at: Clock, day: int) -> list[str]:
    """Return the stored plan, past everything that shows it."""
    [made] = json.loads(at(day, 12, 0, "export", "--format", "json").saved())["trials"]
    return list(made["plan"])


# Eight weeks


def live(at: Clock, days: int, *, effect: float, chance: Random) -> None:
    """Write a diary as the trial's plan has it, with a journey, and days without an entry."""
    takes = False
    for day in range(days + 1):
        zone = NEW_YORK if 10 <= day < 20 else BERLIN
        if day in (5, 33, 34):  # too bad, or too good, to write
            continue
        began = 0
        for hour in range(24):
            if hour == 20:
                said = at(day, 20, 5, "trial", "today", "--json", zone=zone)
                takes = said.code == 0 and json.loads(said.out)["take"]
                if takes and day != 7:
                    at(day, 20, 10, "took", "magnesium", zone=zone).saved()
            if chance.random() < 0.1 * (effect if takes else 1):
                at(day, hour, 30, "add", "calf", "l", "6", zone=zone).saved()
                began += 1
        if not began:
            at(day, 23, 50, "none", zone=zone).saved()


def worked_out(tables: dict[str, list[tuple[Any, ...]]], plan: list[str]) -> dict[str, float]:
    """Return the figures of a trial of blocks of two days from 20:00, worked out step by step."""
    begins = datetime.combine(FIRST, datetime.min.time()) + timedelta(hours=20)
    walls = [datetime.fromisoformat(at[:19]) for [at] in tables["episodes"]]
    observed = {wall.date() for wall in walls}
    observed |= {date.fromisoformat(day) for [day] in tables["clear_days"]}
    on_sums, off_sums, all_days, values = 0.0, 0.0, 0, []
    for number, order in enumerate(plan):
        arms = {}
        for block, arm in enumerate(order.split("-")):
            spasms = days = 0
            for place in range(2):
                start = begins + timedelta(number * 4 + block * 2 + place)
                touched = {start.date(), (start + timedelta(1)).date()}
                if touched <= observed:
                    days += 1
                    spasms += sum(start <= wall < start + timedelta(1) for wall in walls)
            arms[arm] = (spasms, days)
        (on, on_days), (off, off_days) = arms["on"], arms["off"]
        if min(on_days, off_days) < 1:
            continue
        all_days += on_days + off_days
        on_sums += on / on_days
        off_sums += off / off_days
        values.append(math.sqrt((on + 0.25) / on_days) - math.sqrt((off + 0.25) / off_days))
    c = 0.5 * len(values) / all_days
    flips = [
        abs(sum(sign * value for sign, value in zip(signs, values, strict=True)))
        >= abs(sum(values)) - 1e-9
        for signs in itertools.product((1, -1), repeat=len(values))
    ]
    return {
        "pairs_used": len(values),
        "rate_on": on_sums / len(values),
        "rate_off": off_sums / len(values),
        "rate_ratio": (on_sums + c) / (off_sums + c),
        "p": sum(flips) / len(flips),
    }


def test_eight_weeks_over_a_journey_the_end_of_summer_time_and_missed_days(
    at: Clock, fibrolog: Program
) -> None:
    said = begin(at, "--pairs", "14")
    assert "14 pairs of blocks of 2 days, from Tuesday 29 September 2026, 20:00" in said
    plan = plan_of(at, 0)

    live(at, 56, effect=0.3, chance=Random(8))

    assert at.json(55, 21, "trial", "status")["state"] == "running"
    assert "no result before" in at(56, 19, 59, "trial", "report").refused(1)
    found = at.json(56, 20, "trial", "report")
    with closing(sqlite3.connect(fibrolog.diary)) as connection:
        tables = {
            "episodes": connection.execute("SELECT at FROM episodes").fetchall(),
            "clear_days": connection.execute("SELECT day FROM clear_days").fetchall(),
        }
    expected = worked_out(tables, plan)
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-9)
    assert list(found) == [
        "trial", "remedy", "design", "days_done", "days_observed", "adherence", "state",
        "pairs_used", "rate_on", "rate_off", "rate_ratio", "low", "high", "p", "sentence",
    ]  # fmt: skip
    assert found["design"] == {
        "pairs": 14, "block_days": 2, "washout_days": 0, "hour": 20, "from": "2026-09-29",
    }  # fmt: skip
    # Three calendar days are blank, and each lies in two trial days; two of them are neighbours.
    assert (found["days_done"], found["days_observed"]) == (56, 51)
    takes = [day for day in range(56) if (plan[day // 4] == "on-off") == (day % 4 < 2)]
    missed = {day for day in (5, 7, 33, 34) if day in takes}
    assert found["adherence"] == pytest.approx((56 - len(missed)) / 56)
    assert found["low"] < found["rate_ratio"] < found["high"]
    assert found["p"] < 0.05
    assert "fewer spasms on the days the coin chose magnesium" in found["sentence"]

    for shown in (at(56, 20, 0, "trial", "report"), at(56, 20, 0, "--plain", "trial", "report")):
        text = " ".join(shown.saved().split())
        assert found["sentence"] in text
        assert "There was no washout" in text
        assert "not medical advice" in text
    assert len(re.findall(r"^Pair \d+, o", shown.out, re.MULTILINE)) == 14


# Day by day


def test_the_plan_goes_by_the_clock_on_the_wall_from_hour_to_hour(at: Clock) -> None:
    begin(at)
    plan = plan_of(at, 0)

    assert "begins on Tuesday 29 September 2026, 20:00" in at(0, 19, 59, "trial", "today").refused(
        3
    )
    for day in range(12):
        take = (plan[day // 2] == "on-off") == (day % 2 == 0)
        told = {"trial": "t1", "remedy": "magnesium", "day": day + 1, "days": 12,
                "take": take, "washout": False}  # fmt: skip
        assert at.json(day, 20, "trial", "today") == told
        assert at.json(day + 1, 19, "trial", "today") == told
        what = "take magnesium" if take else "no magnesium"
        line = f"Trial t1, day {day + 1} of 12: {what} today.\n"
        assert at(day, 23, 0, "trial", "today").saved() == line
        early = at(day + 1, 3, 0, "trial", "today").saved()
        assert early.startswith(f"Trial t1, day {day + 1} of 12: {what} (until 20:00 today, then ")
    assert early.endswith("then the trial is over).\n")
    assert "fibrolog trial report t1" in at(12, 20, 0, "trial", "today").refused(3)
    assert "t1 does not run now" in at(12, 20, 0, "trial", "stop", "t1").refused(3)


def test_add_took_and_none_say_what_the_coin_chose_while_a_trial_runs(at: Clock) -> None:
    begin(at)
    lines = [
        ["add", "calf", "--at", "2026-09-29 21:00"],
        ["took", "vitamin d"],
        ["none", "2026-09-28"],
    ]

    for line in lines:
        assert re.search(r"^Trial t1, day 1 of 12: (take|no) magnesium today\.$",
                         at(0, 22, 0, *line).saved(), re.MULTILINE), line  # fmt: skip
    assert "Trial" not in at(0, 12, 0, "add", "neck").saved()
    assert "Trial" not in at(12, 20, 1, "took", "heat").saved()
    at(1, 21, 0, "trial", "stop").saved()
    assert "Trial" not in at(1, 22, 0, "took", "heat").saved()


@pytest.mark.parametrize("line", [["took", "magnesium"], ["add", "calf", "--took", "magnesium"]])
def test_nobody_is_told_to_take_again_what_was_taken(at: Clock, line: list[str]) -> None:
    begin(at)
    take = "take magnesium" in at(0, 20, 5, "trial", "today").saved()
    said = "magnesium taken already" if take else "no magnesium, but it was used"

    at(0, 19, 0, *line).saved()
    assert said not in at(0, 20, 10, "trial", "today").saved()  # that was the day before
    assert said in at(0, 21, 0, *line).saved()
    for hour, more in ((22, ["trial", "today"]), (23, ["add", "neck"])):
        assert f"Trial t1, day 1 of 12: {said}.\n" in at(0, hour, 0, *more).saved()
    assert f"{said} (until 20:00 today, then day 2: " in at(1, 3, 0, "trial", "today").saved()
    assert said not in at(1, 20, 0, "trial", "today").saved()


def test_a_trial_that_runs_does_not_hide_the_result_of_the_last(at: Clock) -> None:
    begin(at)
    at(13, 12, 0, "trial", "start", "heat", *SMALL).saved()

    assert "fibrolog trial report t1" in at(13, 13, 0, "trial", "report").refused(1)
    assert at.json(13, 13, "trial", "report", "t1")["trial"] == "t1"


def test_a_use_of_a_date_alone_belongs_to_the_day_that_begins_on_it(at: Clock) -> None:
    begin(at)
    taken = [day for day in range(12) if (plan_of(at, 0)[day // 2] == "on-off") == (day % 2 == 0)]
    for day in taken:
        at(day + 1, 10, 0, "took", "magnesium", "--at", "yesterday").saved()

    assert at.json(12, 21, "trial", "status", "t1")["adherence"] == 1


def test_a_washout_day_is_told(at: Clock) -> None:
    begin(at, *SMALL, "--washout")

    assert at.json(0, 21, "trial", "today")["washout"] is True
    assert "a washout day that is not compared" in at(0, 21, 0, "trial", "today").saved()
    assert at.json(1, 21, "trial", "today")["washout"] is False


def test_status_says_how_far_and_never_how_it_is_going(at: Clock) -> None:
    begin(at)
    assert at.json(0, 12, "trial", "status")["adherence"] is None
    for day in range(4):
        at(day, 21, 0, "add", "calf", "7").saved()

    status = at.json(4, 12, "trial", "status")
    shown = at(4, 12, 0, "trial", "status").saved()

    assert list(status) == [
        "trial", "remedy", "design", "days_done", "days_observed", "adherence", "state",
    ]  # fmt: skip
    # The fourth trial day lasts until 20:00.
    assert (status["days_done"], status["days_observed"], status["state"]) == (3, 3, "running")
    assert "Days done: 3 of 12." in shown
    assert not re.search(r"fewer|more|rate|spasm", shown)


# Beginning


def test_before_it_begins_it_says_what_it_can_show_and_what_to_mind(at: Clock) -> None:
    for day in range(1, 29):
        at(-day, 22, 0, "add", "calf").saved()

    said = begin(at, "--pairs", "14")

    lines = said.splitlines()
    assert lines[0].startswith("You had 28 spasms on 28 observed days of late, 1 a day.")
    powers = [re.search(r"halved would be found by (\d+)% .* 30% fewer by (\d+)%", line)
              for line in lines[1:4]]  # fmt: skip
    halved, fewer = ([int(found[part]) for found in powers if found] for part in (1, 2))
    assert halved == sorted(fewer + halved)[3:] or min(halved) > max(fewer)
    assert halved[0] == pytest.approx(39, abs=6)  # the power the design was chosen by
    assert "--pairs 28 --days 1 if it wears off within 24 hours" in said
    assert "--pairs 8 --days 4" in said
    assert "--washout" in said
    assert "Never leave out a prescribed medicine" in said
    assert "You will know which days are which" in said
    assert lines[-2].startswith("Began t1: a trial of magnesium")


def test_a_diary_without_an_observed_day_is_told_for_one_spasm_a_day(at: Clock) -> None:
    assert "is not known yet, so this is for 1 a day" in begin(at)


def test_a_diary_without_a_spasm_can_find_nothing(at: Clock) -> None:
    at(-2, 22, 0, "none").saved()

    assert "a trial could find nothing" in begin(at)


def test_the_hour_is_the_one_at_which_the_remedy_is_used(at: Clock) -> None:
    for day, hour in ((-5, 7), (-4, 7), (-3, 22)):
        at(day, hour, 15, "took", "magnesium").saved()

    at(-1, 12, 0, "trial", "start", "magnesium", *SMALL).saved()

    assert at.json(-1, 12, "trial", "status")["design"]["hour"] == 7


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--pairs", "5"], "2 of 32"),
        (["--pairs", "4", "--days", "7"], "2 of 16"),
        (["--days", "0"], "--days 1 or more"),
        (["--hour", "24"], "from 0 to 23"),
        (["--from", "yesterday"], "does not name a day to begin on"),
        (["--from", "2026-09-27"], "is over"),
        (["--from", "03/04/2027"], "could be"),
        (["--from", "today", "--hour", "12"], "the coin must fall before"),
        (["--pairs", "400"], "fewer --pairs or --days"),
    ],
)
def test_what_cannot_be_a_trial_is_refused_and_nothing_is_saved(
    at: Clock, options: list[str], reason: str
) -> None:
    assert reason in at(-1, 12, 30, "trial", "start", "heat", *options).refused(2)
    assert "no trial yet" in at(-1, 12, 31, "trial").out


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("today", "2026-09-28"), ("tomorrow", "2026-09-29"), ("monday", "2026-10-05"),
        ("next friday", "2026-10-02"), ("in 3 days", "2026-10-01"), ("in a week", "2026-10-05"),
        ("3 Jan", "2027-01-03"), ("2026-10-01", "2026-10-01"), ("Oct 20", "2026-10-20"),
    ],
)  # fmt: skip
def test_the_first_day_may_be_today_or_later(at: Clock, words: str, first: str) -> None:
    at(-1, 12, 0, "trial", "start", "heat", *SMALL, "--from", words).saved()

    assert at.json(-1, 12, "trial", "status")["design"]["from"] == first


def test_an_unknown_remedy_is_refused_with_the_nearest(at: Clock) -> None:
    assert "type magnesium" in at(-1, 12, 0, "trial", "start", "magnesum").refused(2)


def test_one_trial_runs_at_a_time_and_the_next_may_begin_when_it_is_over(at: Clock) -> None:
    begin(at)

    assert "one trial at a time" in at(3, 12, 0, "trial", "start", "heat", *SMALL).refused(1)
    at(12, 20, 0, "trial", "start", "heat", *SMALL).saved()
    assert at.json(13, 21, "trial", "status")["trial"] == "t2"
    assert at.json(13, 21, "trial", "status", "t1")["state"] == "finished"
    listed = at(13, 21, 0, "trial").saved()
    assert [line.partition(":")[0] for line in listed.splitlines()] == ["t1", "t2"]


# Ending


def test_a_stopped_trial_is_not_finished_and_undo_lets_it_run_again(at: Clock) -> None:
    begin(at)
    for day in range(3):
        at(day, 21, 0, "add", "calf").saved()

    assert "not finished" in at(3, 21, 0, "trial", "stop").saved()
    assert at.json(20, 12, "trial", "status")["state"] == "stopped"
    assert at.json(20, 12, "trial", "status")["days_done"] == 3
    assert "it was stopped on Friday 2 October 2026, 21:00" in at(
        20, 12, 0, "trial", "report"
    ).refused(1)
    assert "No trial runs" in at(4, 12, 0, "trial", "stop").refused(3)
    at(4, 12, 0, "undo").saved()
    assert at.json(4, 12, "trial", "status")["state"] == "running"


def test_undo_takes_a_trial_back_and_redo_brings_the_same_plan(at: Clock) -> None:
    begin(at, "--pairs", "14")
    plan = plan_of(at, -1)

    assert "trial t1 is gone" in at(-1, 13, 0, "undo").saved()
    assert "no trial yet" in at(-1, 13, 0, "trial").out
    assert "trial t1 is back" in at(-1, 13, 0, "undo", "--redo").saved()

    assert plan_of(at, -1) == plan
    assert "trial start: trial t1 added" in at(-1, 13, 0, "history").saved()


@pytest.mark.parametrize("command", ["today", "status", "report", "stop"])
def test_an_id_that_is_none_is_refused_in_one_sentence(at: Clock, command: str) -> None:
    begin(at)

    at(1, 12, 0, "trial", command, "e1").refused(2)
    at(1, 12, 0, "trial", command, "t7").refused(3)
    at(1, 12, 0, "trial", command, f"t{'9' * 30}").refused(3)


def test_without_a_trial_there_is_nothing_to_look_at(at: Clock) -> None:
    at(0, 12, 0, "add", "calf").saved()

    at(0, 12, 0, "trial", "today").refused(3)
    at(0, 12, 0, "trial", "status").refused(3)
    at(0, 12, 0, "trial", "stop").refused(3)
    at(0, 12, 0, "trial", "report").refused(1)
    assert "begin one with" in at(0, 12, 0, "trial").saved()


# In the report


def test_a_report_gives_nothing_of_a_running_trial_away(at: Clock) -> None:
    for day in range(-40, 0):
        at(day, 21, 0, "took", "magnesium, heat" if day % 2 else "heat").saved()
        at(day, 22, 0, "add", "calf", "5").saved()
    before = at.json(-1, 23, "report")["remedies"]
    begin(at)

    during = at.json(-1, 23, "report")["remedies"]

    by_name = {tuple(one["remedies"]): one for one in during}
    assert during[-1]["remedies"] == ["magnesium"]
    hidden = by_name["magnesium",]
    assert hidden.pop("verdict") == "in-trial"
    assert hidden.pop("remedies") == ["magnesium"]
    assert "In a trial now" in hidden.pop("sentence")
    # What was written down says nothing of how the trial is going.
    kept = {"days_used", "first_use", "last_use", "doses", "days_used_all"}
    [alike] = [one for one in before if one["remedies"] == ["magnesium"]]
    assert {key: hidden.pop(key) for key in kept} == {key: alike[key] for key in kept}
    assert set(hidden.values()) == {None}
    assert by_name["heat",] in before
    for command in (["report"], ["report", "--plain"], ["report", "--why", "magnesium"]):
        shown = at(-1, 23, 0, *command).saved()
        assert "In a trial now" in shown
    at(0, 21, 0, "trial", "stop").saved()
    assert "in-trial" not in {one["verdict"] for one in at.json(0, 22, "report")["remedies"]}


# Files and machines


def test_a_trial_goes_wherever_the_diary_goes(at: Clock, tmp_path: Path) -> None:
    begin(at, "--pairs", "14", "--washout")
    files = [tmp_path / "d.json", tmp_path / "d.db"]
    at(1, 12, 0, "export", "-o", files[0]).saved()
    at(1, 12, 0, "backup", files[1]).saved()
    exported = json.loads(files[0].read_text())["trials"]

    for number, file in enumerate(files):
        other = ["--db", str(tmp_path / f"other{number}.db")]
        assert "Added 1 trial." in at(1, 12, 0, *other, "import", file).saved()
        again = json.loads(at(1, 12, 0, *other, "export", "--format", "json").saved())
        assert again["trials"] == exported
        assert "1 trial was here already." in at(1, 12, 0, *other, "import", file).saved()
        at(1, 12, 0, *other, "check").saved()
        assert (
            at(1, 21, 0, *other, "trial", "today").saved() == at(1, 21, 0, "trial", "today").saved()
        )
    assert "trials" not in at(1, 12, 0, "export").saved()


@pytest.mark.parametrize("carried", [["export", "-o", "c.json"], ["backup", "c.db"]])
def test_stopped_on_one_machine_it_is_stopped_on_the_other(
    at: Clock, tmp_path: Path, carried: list[str]
) -> None:
    *carry, name = carried
    begin(at)
    other = ["--db", str(tmp_path / "other.db")]
    at(1, 12, 0, "backup", tmp_path / "a.db").saved()
    at(1, 12, 0, *other, "import", tmp_path / "a.db").saved()

    at(2, 12, 0, *other, "trial", "stop").saved()
    at(2, 12, 0, *other, "export", "-o", tmp_path / "b.json").saved()
    assert "Changed 1 trial: t1." in at(2, 13, 0, "import", tmp_path / "b.json").saved()
    assert at.json(3, 12, "trial", "status")["state"] == "stopped"
    at(3, 12, 0, "undo", "2").saved()  # the import, and the beginning
    at(3, 12, 0, *carry, tmp_path / name).saved()
    assert "Removed 1 trial that" in at(3, 13, 0, *other, "import", tmp_path / name).saved()
    at(3, 14, 0, *other, "trial", "status", "t1").refused(3)


def test_two_machines_that_each_began_a_trial_are_told(at: Clock, tmp_path: Path) -> None:
    begin(at)
    other = ["--db", str(tmp_path / "other.db")]
    at(-1, 13, 0, *other, "trial", "start", "heat", *SMALL, "--hour", "20").saved()
    at(0, 12, 0, *other, "backup", tmp_path / "a.db").saved()

    said = at(0, 13, 0, "import", tmp_path / "a.db").saved()

    assert "2 trials run at once now, t1 (magnesium) and t2 (heat)" in said
    assert "fibrolog trial stop t2" in said
    assert at(0, 21, 0, "took", "water").saved().count("\nTrial t") == 2
    at(0, 22, 0, "trial", "stop", "t2").saved()
    assert at.json(0, 23, "trial", "status")["trial"] == "t1"


def test_a_remedy_that_is_renamed_or_merged_keeps_its_trial(at: Clock) -> None:
    begin(at)
    at(0, 12, 0, "remedies", "add", "mag glycinate").saved()

    renamed = at(0, 12, 0, "remedies", "rename", "magnesium", "my magnesium").saved()
    assert "trial" not in renamed
    assert at.json(0, 21, "trial", "today")["remedy"] == "my magnesium"
    merged = at(0, 12, 0, "remedies", "rename", "my magnesium", "mag glycinate").saved()
    assert "The trial t1 is one of mag glycinate now." in merged

    assert at.json(0, 21, "trial", "today")["remedy"] == "mag glycinate"
    at(0, 12, 0, "check").saved()


def test_a_plan_that_was_tampered_with_is_found_by_check(at: Clock, fibrolog: Program) -> None:
    begin(at)
    with closing(sqlite3.connect(fibrolog.diary)) as connection:
        connection.execute(
            """UPDATE trials SET plan = '["on-off","on-on","on-off","on-off","on-off","on-off"]'"""
        )
        connection.commit()

    checked = at(0, 12, 0, "check")

    assert checked.code == 1
    assert "t1: The plan of the trial" in checked.out
    assert "damaged" in at(0, 12, 0, "trial").refused(1)


@pytest.mark.parametrize(
    "change",
    [
        {"pairs": 7}, {"plan": ["on-off"] * 5}, {"plan": "on-off"}, {"hour": 24}, {"hour": "8"},
        {"from": "soon"}, {"remedy": "a, b"}, {"stopped_at": "yesterday"}, {"id": "e1"},
        {"uid": "x"}, {"created_at": None}, {"washout_days": 3}, {"block_days": True},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_with_a_trial_that_is_none_is_refused(
    at: Clock, tmp_path: Path, change: dict[str, object]
) -> None:
    begin(at)
    document = json.loads(at(0, 12, 0, "export", "--format", "json").saved())
    document["trials"][0] |= change
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(document))

    refused = at(0, 12, 0, "--db", tmp_path / "other.db", "import", file).refused(2)

    assert "something else among its trials" in refused


def test_hostile_names_are_shown_as_text(at: Clock) -> None:
    name = "[bold]tea[/bold] :tea:"
    at(-2, 12, 0, "remedies", "add", name).saved()
    at(-1, 12, 0, "trial", "start", name, *SMALL, "--hour", "20").saved()
    for day in range(13):
        at(day, 21, 0, "none").saved()

    for command in (["trial"], ["trial", "status"], ["trial", "report"]):
        assert name in " ".join(at(13, 12, 0, *command).saved().split()), command


def test_the_result_fits_into_any_window(at: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(at, "--pairs", "14")
    for day in range(57):
        for hour in range(day % 3):
            at(day, hour + 1, 0, "add", "calf").saved()
        if not day % 3:
            at(day, 23, 0, "none").saved()
    for columns in ("30", "50", "80", "200"):
        monkeypatch.setenv("COLUMNS", columns)

        shown = at(57, 12, 0, "trial", "report").saved()

        assert max(map(len, shown.splitlines())) <= int(columns), columns
        assert len(re.findall(r"^ +\d+ +o(?:n|ff) first", shown, re.MULTILINE)) == 14, columns
