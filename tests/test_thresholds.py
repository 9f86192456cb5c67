"""Numbers and letters that decide something, each looked at from both sides."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fibrolog.domain.entries import Episode, Moment, RemedyUse
from fibrolog.storage.diary import Diary
from fibrolog.text import nearest
from tests import own_files
from tests.conftest import Program

NOW = datetime(2026, 11, 22, 2, 12, tzinfo=UTC)


@pytest.fixture
def diary(blank: Path, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(blank.read_bytes())
    return path


@pytest.mark.parametrize(
    ("now", "asks"),
    [("03:59", False), ("04:00", False), ("17:59", False), ("18:00", True), ("23:59", True)],
)
def test_a_blank_day_is_asked_about_from_six_in_the_evening(
    fibrolog: Program, now: str, asks: bool
) -> None:
    fibrolog("none", "2026-11-21").saved()

    said = fibrolog(now=f"2026-11-22T{now}:00+01:00").saved()

    assert ("If there is no spasm today, type: fibrolog none" in said) == asks


@pytest.mark.parametrize(
    ("typed", "known", "found"),
    [
        ("abcde", "abcxy", True),  # 3 letters of 5 and 5: 0.6 exactly
        ("abcdefghijklmnopq", "abcdefghijrstuvwx", False),  # 10 of 17 and 17: 0.59
        ("calv", "calf", True),
        ("neck", "back", False),
    ],
)
def test_a_name_is_suggested_when_six_of_ten_letters_agree(
    typed: str, known: str, found: bool
) -> None:
    assert nearest(typed, [known]) == [known] * found


def test_three_names_are_suggested_at_the_most_and_the_best_come_first() -> None:
    known = ["calxyz", "calfxx", "calf", "calfx", "cal"]

    assert nearest("kalf", ["calfxx", "calf", "calfx", "half"]) == ["half", "calf", "calfx"]
    assert len(nearest("calf", known)) == 3


def test_what_is_usual_goes_by_the_latest_fifty(diary: Path) -> None:
    with Diary.open(diary) as opened, opened.one_step("import", NOW):
        for age, region, remedy in ((50, "jaw", "cream"), (49, "hip", "massage")):
            _save(opened, age, region, remedy)
        for age in range(49):
            _save(opened, age, "calf", "heat")

    with Diary.open(diary) as opened:
        assert opened.usual_places() == [("calf", None), ("hip", None)]
        assert opened.usual_remedies() == ["heat", "massage"]


def _save(diary: Diary, age: int, region: str, remedy: str) -> None:
    at = Moment(NOW - timedelta(hours=age))
    diary.save_episode(Episode(at, region), [RemedyUse(at, remedy)], NOW)


def test_tab_offers_the_latest_three_hundred(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    with Diary.open(fibrolog.diary) as opened, opened.one_step("import", NOW):
        for age in range(1, 301):
            _save(opened, age, "calf", "heat")

    offered = fibrolog("finish", "e30", _FIBROLOG_COMPLETE="fish").out.splitlines()

    assert [line.partition("\t")[0] for line in offered] == ["e30", "e300"]  # and no e301


@pytest.mark.parametrize(("steps_later", "counts"), [(199, True), (200, False)])
def test_what_was_left_out_counts_for_two_hundred_steps(
    diary: Path, steps_later: int, counts: bool
) -> None:
    with Diary.open(diary) as opened:
        opened.save_episode(Episode(Moment(NOW), "calf"), [], NOW)
    with closing(sqlite3.connect(diary)) as connection, connection:
        step = "INSERT INTO steps (at, command) VALUES (?, 'took')"
        connection.executemany(step, [("2026-11-22T02:12:00+00:00",)] * steps_later)

    with Diary.open(diary) as opened:
        assert opened.left_out_since(NOW - timedelta(hours=1)) == counts


@pytest.mark.parametrize(("changes_later", "found"), [(4999, True), (5000, False)])
def test_what_was_removed_is_looked_for_in_the_latest_five_thousand_changes(
    diary: Path, changes_later: int, found: bool
) -> None:
    with Diary.open(diary) as opened:
        opened.save_episode(Episode(Moment(NOW), "calf"), [], NOW)
        opened.delete(["e1"], NOW)
    with closing(sqlite3.connect(diary)) as connection, connection:
        [removed, last] = connection.execute(
            """SELECT max(id) FILTER (WHERE table_name = 'episodes'), max(id) FROM changes"""
        ).fetchone()
        change = "INSERT INTO changes (table_name, row_id) VALUES ('regions', 1)"
        for _ in range(changes_later - (last - removed)):
            connection.execute(change)

    with Diary.open(diary) as opened:
        assert [record.id for record in opened.removed_last(9)] == ["e1"] * found


@pytest.mark.parametrize("utc", ["Z", "z", " Z", "+00:00", "+00", "-00:00"])
def test_an_instant_may_name_utc_as_it_likes(fibrolog: Program, utc: str) -> None:
    fibrolog("add", "calf", "--at", f"2026-11-20T02:00:00{utc}").saved()
    fibrolog("add", "calf", "--at", f"2026-10-25 00:30{utc}").saved()  # one of two 02:30 in Berlin

    assert [row["at"] for row in fibrolog.rows()] == [
        "2026-10-25T00:30:00+00:00", "2026-11-20T02:00:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize("utc", ["Z", "+00:00"])
def test_a_file_of_our_own_may_name_utc_as_it_likes(
    fibrolog: Program, tmp_path: Path, utc: str
) -> None:
    moment = f"2026-11-20T02:00:00{utc}"
    own_files.written(
        tmp_path / "diary.csv",
        own_files.line(1, at=moment, created_at=moment, updated_at=moment),
    )

    fibrolog("import", str(tmp_path / "diary.csv")).saved()

    [row] = fibrolog.rows()
    assert {row["at"], row["created_at"], row["updated_at"]} == {"2026-11-20T02:00:00+00:00"}
