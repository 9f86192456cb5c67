"""Nothing of the future comes in, and what is there already is named and not passed over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from fibrolog.domain.entries import (
    ClearDay,
    Episode,
    Moment,
    RemedyUse,
    require_ended,
    still_to_come,
)
from fibrolog.errors import NotUnderstood
from tests import own_files
from tests.conftest import NOW, Outcome, Program

Tell = Callable[..., Outcome]
PRESENT = datetime.fromisoformat(NOW)
TOMORROW = "2026-11-23"
SOON = "2026-11-22T03:13:00+01:00"
JUST_NOW = "2026-11-22T02:12:00+00:00"
# A clock that is ahead by no more than an hour, and one that is.
AHEAD = "2026-11-22T03:12:00+00:00"
TOO_FAR_AHEAD = "2026-11-22T03:12:01+00:00"

# Cells of our own columns that lie in the future, and the column that is at fault.
TO_COME: list[tuple[dict[str, str], str]] = [
    ({"at": "2096-11-20T10:00:00+01:00"}, "at"),
    ({"at": SOON}, "at"),
    ({"at": "2026-11-21T17:13:00-09:00"}, "at"),
    ({"at": "2026-11-23T12:00:00+01:00", "at_precision": "day"}, "at"),
    ({"at": "2026-11-22T03:00:00+01:00", "duration_s": "1321"}, "duration_s"),
    ({"entry": "use", "at": SOON}, "at"),
    ({"entry": "clear", "day": TOMORROW}, "day"),
    ({"created_at": TOO_FAR_AHEAD}, "created_at"),
    ({"updated_at": TOO_FAR_AHEAD}, "updated_at"),
    ({"entry": "clear", "updated_at": "2096-11-20T10:00:00+01:00"}, "updated_at"),
]
OVER: list[dict[str, str]] = [
    {"at": NOW},
    {"at": "2026-11-21T17:12:00-09:00"},
    {"at": "2026-11-22T12:00:00+01:00", "at_precision": "day", "duration_s": "10800"},
    {"at": "2026-11-22T03:00:00+01:00", "duration_s": "1320"},
    {"entry": "clear", "day": "2026-11-22"},
    {"created_at": JUST_NOW, "updated_at": AHEAD},
]


def as_json(file: Path, *entries: dict[str, str], **more: Any) -> Path:
    """Write our JSON file with these entries, as the CSV's cells have them."""
    numbers = {"count", "duration_s"}
    made = [
        {key: int(value) if key in numbers else value for key, value in one.items()}
        for one in entries
    ]
    whole = {"fibrolog": "0", "schema": 3, "regions": [], "remedies": [], "trials": []}
    file.write_text(json.dumps(whole | more | {"entries": made}))
    return file


@pytest.mark.parametrize(("cells", "column"), TO_COME)
def test_a_line_that_lies_in_the_future_is_refused_by_csv_and_json(
    tell: Tell, fibrolog: Program, tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    lines = [own_files.line(1), own_files.line(2, **cells)]
    for file in (own_files.written(tmp_path / "f.csv", *lines), as_json(tmp_path / "j", *lines)):
        done = tell("import", file)

        assert done.code == 2
        assert f"column {column!r}: " in done.err
        assert "to come" in done.err or "in the future" in done.err
        assert not fibrolog.diary.exists() or tell("export").saved().count("\n") == 1


@pytest.mark.parametrize("cells", OVER)
def test_what_has_just_begun_comes_in_by_csv_and_json(
    tell: Tell, tmp_path: Path, cells: dict[str, str]
) -> None:
    line = own_files.line(1, **cells)
    files = (own_files.written(tmp_path / "f.csv", line), as_json(tmp_path / "f.json", line))
    for file in files:
        assert "Added 1 " in tell("import", file, diary=tmp_path / f"{file.suffix}.db").saved()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("deletions", {"uid": own_files.uid(1), "entry": "episode", "deleted_at": TOO_FAR_AHEAD}),
        (
            "regions",
            {
                "name": "x", "group": "other", "sides": "paired", "wpi_area": None, "aliases": [],
                "hidden": False, "changed_at": TOO_FAR_AHEAD,
            },
        ),
        (
            "trials",
            {
                "id": "t1", "uid": own_files.uid(1), "remedy": "heat", "pairs": 6, "block_days": 1,
                "washout_days": 0, "hour": 8, "from": "2026-11-01",
                "plan": ["on-off"] * 6, "stopped_at": None,
                "created_at": JUST_NOW, "updated_at": TOO_FAR_AHEAD,
            },
        ),
    ],
)  # fmt: skip
def test_words_deletions_and_trials_of_the_future_are_refused(
    tell: Tell, tmp_path: Path, key: str, value: dict[str, Any]
) -> None:
    said = tell("import", as_json(tmp_path / "f.json", **{key: [value]})).refused(2)

    assert "is still to come" in said
    assert TOO_FAR_AHEAD in said


@pytest.mark.parametrize(
    "cells",
    [
        {"When": "2026-11-22 03:13", "Length": "1m"},
        {"When": TOMORROW, "Length": ""},
        {"When": "2026-11-22 03:00", "Length": "0:22:01"},
    ],
)
def test_another_table_brings_nothing_of_the_future(
    tell: Tell, tmp_path: Path, cells: dict[str, str]
) -> None:
    file = tmp_path / "f.csv"
    file.write_text(
        f"When,Where,Length\n2026-11-01,calf,1m\n{cells['When']},calf,{cells['Length']}\n"
    )

    done = tell("import", file, "--map", "at=When,region=Where,duration=Length")

    assert done.code == 2
    assert "Line 3" in done.err


def test_another_diary_brings_nothing_of_the_future(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    fibrolog("add", "hip").saved()
    for number, command in enumerate(
        (["add", "calf"], ["took", "heat"], ["none"], ["remedies", "add", "my tea"])
    ):
        other = make_program(tmp_path / f"{number}.db")
        other("add", "neck", "--at", "2026-11-20 10:00").saved()
        other(*command, now="2026-11-23T03:12:00+01:00").saved()

        done = fibrolog("import", str(other.diary))

        assert done.code == 2
        assert "still to come" in done.err
    assert [row["region"] for row in fibrolog.rows()] == ["hip"]


def test_the_export_of_a_diary_whose_clock_was_wrong_can_be_corrected(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    other = make_program(tmp_path / "other.db")
    other("add", "calf", "--at", "2026-11-20 10:00", now="2027-11-23T03:12:00+01:00")
    other("delete", "e1", "--yes", now="2028-11-23T03:12:00+01:00").saved()
    assert "export --format json" in fibrolog("import", str(other.diary)).refused(2)

    text = other("export", "--format", "json").saved()
    file = tmp_path / "f.json"
    file.write_text(text)
    assert "2028-11-23" in fibrolog("import", str(file)).refused(2)
    file.write_text(text.replace("2028-11-23", "2026-11-21"))
    fibrolog("import", str(file)).saved()


def test_what_is_there_already_is_named_by_check_and_by_a_report(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-20 10:00").saved()
    assert "sound" in fibrolog("check").saved()
    assert fibrolog("report").saved()
    wrong = "2096-11-20T10:00:00+01:00"
    for command in (["add", "neck", "4"], ["took", "heat"], ["none", "yesterday"]):
        fibrolog(*command, now=wrong).saved()
    fibrolog("add", "hip", now="2026-11-22T05:00:00+01:00").saved()

    found = fibrolog("check")
    assert found.code == 1
    assert {line.split(":")[0] for line in found.out.splitlines()} == {"e2", "u1", "c1", "e3"}
    assert "e2: its beginning is still to come" in found.out
    assert "c1: its day is still to come" in found.out

    for options in (["--all"], [], ["--json"], ["--month", "2026-11"]):
        said = fibrolog("report", *options)
        assert (said.code, said.err.count("\n")) == (0, 1)
        assert "3 entries lie after today and no report counts them" in said.err
        assert "fibrolog check" in said.err
    report = json.loads(fibrolog("report", "--all", "--json").out)
    assert report["period"]["until"] == "2026-11-22"
    assert report["spasms"]["count"] == 2


def test_a_diary_of_the_future_alone_has_a_report(fibrolog: Program) -> None:
    fibrolog("add", "neck", "4", now="2096-11-20T10:00:00+01:00").saved()

    said = fibrolog("report", "--all")

    assert said.code == 0
    assert "1 entry lies after today" in said.err


def test_a_diary_whose_clock_was_wrong_once_says_what_was_changed_when(fibrolog: Program) -> None:
    fibrolog("add", "neck", "4").saved()
    with closing(sqlite3.connect(fibrolog.diary)) as connection, connection:
        connection.execute("UPDATE episodes SET updated_at = '2096-01-01T00:00:00+00:00'")

    assert "e1: it was changed at 2096-01-01" in fibrolog("check").out


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(seconds=1), timedelta(hours=30)])
@pytest.mark.parametrize("offset", [-9, 0, 1, 14])
def test_an_entry_is_in_the_past_by_its_instant(ahead: timedelta, offset: int) -> None:
    moment = Moment((PRESENT + ahead).astimezone(timezone(timedelta(hours=offset))))
    expected = "beginning" if ahead else None
    for entry in (Episode(moment, "calf"), RemedyUse(moment, "heat")):
        assert still_to_come(entry, PRESENT) == expected
        if ahead:
            with pytest.raises(NotUnderstood, match="still to come"):
                require_ended(entry, PRESENT)


@pytest.mark.parametrize(
    ("began", "lasted", "expected"),
    [(0, 600, None), (0, 601, "end"), (3600, 4200, None), (3600, 4201, "end"), (60, None, None)],
)
def test_an_episode_ends_at_most_ten_minutes_from_now(
    began: int, lasted: int | None, expected: str | None
) -> None:
    at = Moment(PRESENT.astimezone(UTC) - timedelta(seconds=began))
    episode = Episode(at, "calf", duration_s=lasted)
    assert still_to_come(episode, PRESENT) == expected
    if expected:
        with pytest.raises(NotUnderstood, match="cannot have lasted"):
            require_ended(episode, PRESENT)


def test_a_clear_day_is_today_or_before() -> None:
    require_ended(ClearDay(date(2026, 11, 22)), PRESENT)
    with pytest.raises(NotUnderstood, match="2026-11-23 is still to come"):
        require_ended(ClearDay(date(2026, 11, 23)), PRESENT)
