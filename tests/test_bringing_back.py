"""What was removed comes back: one entry by `restore`, a clear day when its spasm is gone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.test_completion import offered

LATER = "2026-11-22T05:00:00+01:00"
DAY = "2026-11-20"


def row(program: Program, entry_id: str) -> dict[str, str] | None:
    return next((row for row in program.rows() if row["id"] == entry_id), None)


def ids(program: Program) -> set[str]:
    return {row["id"] for row in program.rows()}


def run(program: Program, *lines: str) -> str:
    """Run commands, and return what the last of them said."""
    said = ""
    for line in lines:
        said = program(*line.replace("DAY", DAY).split(), now=LATER).saved()
    return said


@pytest.fixture
def cleared(fibrolog: Program) -> Program:
    """A diary with a clear day."""
    fibrolog("none", DAY, "--note", "good day").saved()
    return fibrolog


@pytest.mark.parametrize(
    "lines",
    [
        ["add calf --at DAY", "delete e1 --yes"],
        ["add calf --at DAY", "edit e1 --kind twitch"],
        ["add calf --at DAY", "edit e1 --at 2026-11-19"],
        ["add calf --at DAY", "edit e1 --at 2026-11-19T23:30:00+01:00"],
        # The last of several.
        ["add calf --at DAY", "add neck --at DAY", "delete e1 --yes", "edit e2 --kind twitch"],
        ["add calf --at DAY", "add neck --at DAY", "delete e1 e2 --yes"],
        # One that was moved there, and one that is more than it was.
        ["add calf", "edit e1 --at DAY", "edit e1 --at 2026-11-19"],
        ["add calf --kind twitch --at DAY", "edit e1 --kind spasm", "edit e1 --kind twitch"],
        # Again and again, whoever replaced it.
        ["add calf --at DAY", "delete e1 --yes", "undo", "delete e1 --yes"],
        ["add calf --at DAY", "delete e1 --yes", "restore e1", "delete e1 --yes"],
        ["add calf --at DAY", "undo", "undo --redo", "delete e1 --yes"],
        ["add calf --at DAY", "delete e1 --yes", "add neck --at DAY", "delete e2 --yes"],
    ],
)
def test_a_clear_day_comes_back_as_the_same_entry_when_its_spasm_is_gone(
    cleared: Program, lines: list[str]
) -> None:
    before = row(cleared, "c1")

    said = run(cleared, *lines)

    assert "Friday 20 November 2026 has no spasm now, so it is a clear day again: c1" in said
    assert "“good day”" in said
    assert before is not None
    assert row(cleared, "c1") == before | {"updated_at": "2026-11-22T04:00:00+00:00"}


@pytest.mark.parametrize(
    "lines",
    [
        ["add calf --at DAY", "add neck --at DAY", "delete e1 --yes"],  # a spasm is left
        ["add calf --at DAY", "edit e1 --intensity 4"],
        # One from the day before lasts into it.
        [
            "add calf --at DAY",
            "add neck 1h --at 2026-11-19T23:30:00+01:00",
            "delete e1 --yes",
        ],
        # It was taken away for its own sake.
        ["delete c1 --yes", "add calf --at DAY", "delete e1 --yes"],
        ["undo", "add calf --at DAY", "delete e1 --yes"],
        ["delete c1 --yes", "none DAY", "undo", "add calf --at DAY", "delete e1 --yes"],
        ["add calf --at 2026-11-19", "delete e1 --yes"],  # another day
    ],
)
def test_a_clear_day_stays_away_where_nothing_calls_it_back(
    cleared: Program, lines: list[str]
) -> None:
    there = "2026-11-19" in lines[0]

    assert "clear day again" not in run(cleared, *lines)
    assert ("c1" in ids(cleared)) == there


def test_a_moved_spasm_ends_one_clear_day_and_gives_back_the_other(cleared: Program) -> None:
    cleared("none", "2026-11-19").saved()
    cleared("add", "calf", "--at", DAY).saved()

    said = cleared("edit", "e1", "--at", "2026-11-19").saved()

    assert "Thursday 19 November 2026 was a clear day; the spasm replaces it." in said
    assert "it is a clear day again: c1" in said
    assert ids(cleared) == {"c1", "e1"}


def test_undo_of_such_a_change_takes_the_clear_day_away_again(cleared: Program) -> None:
    cleared("add", "calf", "--at", DAY).saved()
    before = cleared.rows()
    cleared("delete", "e1", "--yes", now=LATER).saved()
    after = cleared.rows()

    said = cleared("undo").saved()

    assert "e1 is back" in said
    assert "c1 is gone" in said
    assert cleared.rows() == before
    cleared("undo", "--redo").saved()
    assert cleared.rows() == after


def test_a_spasm_that_an_import_brought_gives_the_clear_day_back_too(
    cleared: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    other = make_program(tmp_path / "other.db")
    other("add", "calf", "--at", DAY).saved()
    cleared("import", str(other.diary))
    assert ids(cleared) == {"e1"}

    assert "clear day again: c1" in cleared("delete", "e1", "--yes", now=LATER).saved()

    # And the other diary learns of both.
    other("import", str(cleared.diary), now=LATER).saved()
    assert [row["day"] for row in other.rows()] == [DAY]


FULL = [
    "add", "calf", "l", "7", "3m", "x2", "--woke", "--sign", "tremor", "--pain", "allodynia",
    "--trigger", "cold; long walk", "--note", "bad\nnight", "--took", "heat", "--at", DAY,
]  # fmt: skip


@pytest.mark.parametrize("gone", ["e1", "u1", "c1"])
def test_restore_brings_one_entry_back_as_it_was_and_leaves_what_came_since(
    fibrolog: Program, gone: str
) -> None:
    fibrolog(*FULL).saved()
    fibrolog("none", "2026-11-19", "--note", "fine").saved()
    before = row(fibrolog, gone)
    assert before is not None
    assert f"fibrolog restore {gone}" in fibrolog("delete", gone, "--yes").saved()
    fibrolog("add", "neck").saved()
    fibrolog("remedies", "add", "tea").saved()
    assert fibrolog("history", gone).saved().endswith(f"type: fibrolog restore {gone}\n")

    said = fibrolog("restore", gone.upper(), now=LATER).saved()

    assert said.startswith(f"Brought back {gone}: ")
    assert row(fibrolog, gone) == before | {"updated_at": "2026-11-22T04:00:00+00:00"}
    assert ids(fibrolog) == {"e1", "u1", "c1", "e2"}
    assert "fibrolog restore" not in fibrolog("history", gone).saved()
    assert "is gone" in fibrolog("undo").saved()
    assert ids(fibrolog) == {"e1", "u1", "c1", "e2"} - {gone}
    fibrolog("undo", "--redo").saved()
    assert row(fibrolog, gone) == before | {"updated_at": "2026-11-22T04:00:00+00:00"}


def test_restore_of_an_entry_that_is_there_says_so_and_writes_nothing(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    before = fibrolog.diary.read_bytes()

    assert "Nothing to bring back: e1: spasm, calf" in fibrolog("restore", "e1").saved()
    assert fibrolog.diary.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "code", "named"),
    [
        ("e9", 3, "never was an entry e9"),
        ("u1", 3, "never was an entry u1"),
        ("e" + "9" * 30, 3, "no entry"),
        ("x1", 2, "'x1'"),
        ("last", 2, "fibrolog history"),
    ],
)
def test_restore_refuses_what_was_never_deleted(
    fibrolog: Program, typed: str, code: int, named: str
) -> None:
    fibrolog("add", "calf").saved()
    before = fibrolog.diary.read_bytes()

    assert named in fibrolog("restore", typed).refused(code)
    assert fibrolog.diary.read_bytes() == before


def test_a_restored_spasm_ends_the_clear_day_that_its_day_became(fibrolog: Program) -> None:
    run(fibrolog, "add calf --at DAY", "delete e1 --yes", "none DAY")

    said = fibrolog("restore", "e1").saved()

    assert "Friday 20 November 2026 was a clear day; the spasm replaces it." in said
    assert ids(fibrolog) == {"e1"}
    fibrolog("undo").saved()
    assert ids(fibrolog) == {"c1"}


def test_a_clear_day_is_not_restored_onto_a_day_that_has_an_answer(cleared: Program) -> None:
    run(cleared, "delete c1 --yes", "add calf --at DAY")
    assert "2026-11-20 has a spasm now" in cleared("restore", "c1").refused(2)

    run(cleared, "delete e1 --yes", "none DAY")
    assert "is a clear day as c2 already" in cleared("restore", "c1").refused(2)
    assert ids(cleared) == {"c2"}


@pytest.mark.parametrize(
    ("lines", "entry", "column", "name"),
    [
        (["regions rename calf wade"], "e1", "region", "wade"),
        (["regions rename calf shin"], "e1", "region", "shin"),
        (["regions rename calf shin", "regions rename shin knee"], "e1", "region", "knee"),
        (["regions hide calf"], "e1", "region", "calf"),
        (["remedies rename heat warmth"], "u1", "remedy", "warmth"),
        (["remedies rename heat cold"], "u1", "remedy", "cold"),
    ],
)
def test_an_entry_comes_back_under_the_name_its_word_has_now(
    fibrolog: Program, lines: list[str], entry: str, column: str, name: str
) -> None:
    fibrolog(*FULL).saved()
    run(fibrolog, f"delete {entry} --yes", *lines)

    run(fibrolog, f"restore {entry}")

    found = row(fibrolog, entry)
    assert found is not None
    assert found[column] == name
    assert "sound" in fibrolog("check", now=LATER).saved()


def test_an_entry_whose_region_has_no_sides_by_now_comes_back_without_and_says_so(
    fibrolog: Program,
) -> None:
    fibrolog("regions", "add", "everywhere", "--no-sides").saved()
    run(fibrolog, "add calf left 7", "delete e1 --yes", "regions rename calf everywhere")

    said = fibrolog("restore", "e1").saved()

    assert "Its side, left, is left out" in said
    found = row(fibrolog, "e1")
    assert found is not None
    assert (found["region"], found["side"]) == ("everywhere", "")


@pytest.mark.parametrize(
    ("add", "line", "entry"),
    [("regions", ["add", "my spot"], "e1"), ("remedies", ["took", "my tea"], "u1")],
)
def test_what_is_missing_for_an_entry_is_named_and_then_it_comes_back(
    fibrolog: Program, add: str, line: list[str], entry: str
) -> None:
    fibrolog(add, "add", line[1]).saved()
    fibrolog(*line).saved()
    fibrolog("undo", "2").saved()

    assert f"fibrolog {add} add '{line[1]}'" in fibrolog("restore", entry).refused(2)
    fibrolog(add, "add", line[1]).saved()
    assert f"Brought back {entry}" in fibrolog("restore", entry).saved()


def test_a_use_keeps_the_spasm_it_was_taken_against_whichever_comes_back_first(
    fibrolog: Program,
) -> None:
    fibrolog(*FULL).saved()
    before = fibrolog.rows()
    run(fibrolog, "delete e1 --yes", "delete u1 --yes", "restore u1")
    assert ids(fibrolog) == {"u1"}

    run(fibrolog, "restore e1")

    assert [one | {"updated_at": ""} for one in fibrolog.rows()] == [
        one | {"updated_at": ""} for one in before
    ]


def test_a_restored_entry_comes_back_in_a_diary_that_learned_of_its_removal(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    other = make_program(tmp_path / "other.db")
    fibrolog("add", "calf").saved()
    other("import", str(fibrolog.diary))
    fibrolog("delete", "e1", "--yes").saved()
    other("import", str(fibrolog.diary))
    assert other.rows() == []

    fibrolog("restore", "e1").saved()  # in the same second
    other("import", str(fibrolog.diary))
    fibrolog("import", str(other.diary))

    assert ids(other) == ids(fibrolog) == {"e1"}


def test_tab_offers_what_was_deleted(fibrolog: Program) -> None:
    run(fibrolog, "add calf", "took heat", "none DAY", "delete e1 c1 --yes")

    assert list(offered(fibrolog, "restore", "")) == ["c1", "e1"]
    assert "calf" in offered(fibrolog, "restore", "e")["e1"]


# The same by the doors of import


GOES = [["delete", "e1", "--yes"], ["edit", "e1", "--kind", "twitch"],
        ["edit", "e1", "--at", "2026-11-19"]]  # fmt: skip
SAID_AGAIN = "Friday 20 November 2026 has no spasm now, so it is a clear day again: c1 “good day”."


@pytest.fixture
def other(make_program: Callable[[Path], Program], tmp_path: Path) -> Program:
    return make_program(tmp_path / "other.db")


def give(source: Program, way: str, tmp_path: Path) -> Path:
    """Return a file with all that a diary gives."""
    if way == "diary":
        return source.diary
    file = tmp_path / f"given.{way}"
    source("export", "--format", way, "-o", str(file), "--replace").saved()
    return file


def later_in_csv(file: Path, **cells: str) -> None:
    """Change the spasm of a CSV, an hour after everything else."""
    with file.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened))
    for line in lines:
        if line["id"] == "e1":
            line |= {"updated_at": "2026-11-22T03:30:00+00:00", **cells}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, lines[0])
        writer.writeheader()
        writer.writerows(lines)


@pytest.mark.parametrize(
    "cells", [{"at": "2026-11-19T10:00:00+01:00"}, {"kind": "twitch"}], ids=["moved", "twitch"]
)
def test_a_clear_day_comes_back_when_a_csv_takes_its_spasm_away(
    cleared: Program, tmp_path: Path, cells: dict[str, str]
) -> None:
    before = row(cleared, "c1")
    cleared("add", "calf", "4", "--at", f"{DAY} 10:00").saved()
    file = give(cleared, "csv", tmp_path)
    later_in_csv(file, **cells)

    dry = cleared("import", str(file), "--dry-run", now=LATER).saved()
    said = cleared("import", str(file), now=LATER).saved()

    assert SAID_AGAIN.replace(" has ", " would have ").replace(" is ", " would be ") in dry
    assert SAID_AGAIN in said
    after = row(cleared, "c1")
    assert before is not None
    assert after is not None
    assert after == before | {"updated_at": after["updated_at"]}
    assert after["updated_at"] > before["updated_at"]
    assert "here already" in cleared("import", str(file), now=LATER).saved()
    assert row(cleared, "c1") == after


@pytest.mark.parametrize("way", ["json", "diary"])
@pytest.mark.parametrize("goes", GOES, ids=["deleted", "twitch", "moved"])
def test_a_clear_day_comes_back_when_the_other_diary_took_its_spasm_away(
    cleared: Program, other: Program, tmp_path: Path, way: str, goes: list[str]
) -> None:
    other("add", "calf", "4", "--at", DAY).saved()
    said = cleared("import", str(give(other, way, tmp_path))).saved()
    assert "1 clear day gives way to a spasm" in said
    with_spasm = cleared.rows()
    other(*goes, now=LATER).saved()

    said = cleared("import", str(give(other, way, tmp_path)), now=LATER).saved()

    assert SAID_AGAIN in said
    back = cleared.rows()
    assert "clear" in {row["entry"] for row in back}
    cleared("undo", now=LATER).saved()
    assert cleared.rows() == with_spasm
    cleared("undo", "--redo", now=LATER).saved()
    assert cleared.rows() == back
    # What was taken back is known as before: the spasm can still give the day back by hand.
    cleared("undo", now=LATER).saved()
    assert SAID_AGAIN in cleared(*goes, now=LATER).saved()


@pytest.mark.parametrize("way", ["json", "diary"])
def test_the_diary_that_never_held_the_clear_day_gets_it_when_its_spasm_goes(
    cleared: Program, other: Program, tmp_path: Path, way: str
) -> None:
    other("add", "calf", "4", "--at", DAY).saved()
    cleared("import", str(give(other, way, tmp_path))).saved()
    other("import", str(give(cleared, way, tmp_path))).saved()
    assert ids(other) == {"e1"}

    said = other("delete", "e1", "--yes", now=LATER).saved()

    assert SAID_AGAIN in said
    said = cleared("import", str(give(other, way, tmp_path)), now=LATER).saved()
    assert SAID_AGAIN in said
    assert cleared.rows() == other.rows()


@pytest.mark.parametrize("way", ["csv", "json", "diary"])
@pytest.mark.parametrize("goes", GOES, ids=["deleted", "twitch", "moved"])
def test_a_clear_day_that_arrives_on_the_day_of_a_spasm_waits_until_it_is_gone(
    cleared: Program, other: Program, tmp_path: Path, way: str, goes: list[str]
) -> None:
    other("add", "calf", "4", "--at", DAY).saved()
    other("none", "2026-11-18").saved()  # it has the number already
    file = give(cleared, way, tmp_path)
    said = other("import", str(file)).saved()
    assert "1 clear day gives way to a spasm" in said
    assert ids(other) == {"e1", "c1"}
    assert "removed" not in other("import", str(file)).saved()

    assert SAID_AGAIN.replace("c1", "c2") in other(*goes, now=LATER).saved()

    found = row(other, "c2")
    assert found is not None
    assert found["note"] == "good day"
    assert found["uid"] == cleared.rows()[0]["uid"]


def test_a_clear_day_that_was_removed_elsewhere_does_not_come_back(
    cleared: Program, other: Program, tmp_path: Path
) -> None:
    other("import", str(cleared.diary)).saved()
    cleared("delete", "c1", "--yes").saved()
    other("add", "calf", "4", "--at", DAY).saved()
    other("import", str(give(cleared, "json", tmp_path)), now=LATER).saved()

    assert "clear day again" not in other("delete", "e1", "--yes", now=LATER).saved()
    assert ids(other) == set()


def test_of_many_clear_days_that_come_back_the_first_are_named(
    fibrolog: Program, other: Program
) -> None:
    fibrolog("none", "2026-11-01", "--to", "2026-11-12").saved()
    for day in range(1, 13):
        other("add", "calf", "4", "--at", f"2026-11-{day:02}").saved()
    fibrolog("import", str(other.diary)).saved()
    other("delete", *(f"e{number}" for number in range(1, 13)), "--yes", now=LATER).saved()

    said = fibrolog("import", str(other.diary), now=LATER).saved()

    assert said.count("it is a clear day again") == 10
    assert "So are 2 more." in said
    assert ids(fibrolog) == {f"c{number}" for number in range(1, 13)}


def test_what_gave_way_is_refused_from_a_file_like_any_entry(
    cleared: Program, other: Program, tmp_path: Path
) -> None:
    run(cleared, "add calf 4 --at DAY")
    file = give(cleared, "json", tmp_path)
    text = file.read_text(encoding="utf-8")
    for old, new, named in (
        ('"day": "2026-11-20"', '"day": "2096-11-20"', "still to come"),
        ('"day": "2026-11-20"', '"day": 5', "column 'day'"),
        ('"entry": "clear"', '"entry": "use"', "column"),
    ):
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        refused = other("import", str(file), now=LATER)
        assert (refused.code, named in refused.err) == (2, True), refused
