"""The hour that comes twice: an offset that was typed or saved says which of the two is meant."""

from __future__ import annotations

import pytest

from tests.conftest import Program

# In Berlin 02:00 to 03:00 came twice on this day: first at +02:00, then at +01:00.
AFTER = "2026-10-25T09:00:00+01:00"
FIRST, SECOND = "+02:00", "+01:00"
TWICE = "That time came twice, because the clocks went back, and this is the "

OFFSETS_TYPED = {
    "2026-10-25 02:30+02": "2026-10-25T02:30:00+02:00",
    "2026-10-25 02:30 +02:00": "2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30+0200": "2026-10-25T02:30:00+02:00",
    "2026-10-25 02:30+01": "2026-10-25T02:30:00+01:00",
    "2026-10-25 02:30:15+02:00:00": "2026-10-25T02:30:15+02:00",
    "2026-10-25 02:30Z": "2026-10-25T02:30:00+00:00",
    "2026-10-25t02:30:00.0z": "2026-10-25T02:30:00+00:00",
    "now": "2026-10-25T09:00:00+01:00",
    "6h30m ago": "2026-10-25T02:30:00+01:00",
    "7 hours and 30 minutes ago": "2026-10-25T02:30:00+02:00",
}
WALL_TIMES = [
    "2026-10-25 02:30",
    "02:30",
    "2:30 am",
    "today 02:30",
    "sunday 02:30",
    "last night 2:30am",
]


@pytest.mark.parametrize(("at", "kept"), OFFSETS_TYPED.items(), ids=list(OFFSETS_TYPED))
@pytest.mark.parametrize("command", [["add", "calf"], ["took", "heat"]], ids=["add", "took"])
def test_a_time_with_an_offset_is_not_called_ambiguous(
    fibrolog: Program, command: list[str], at: str, kept: str
) -> None:
    said = fibrolog(*command, "--at", at, now=AFTER).saved()

    assert "came twice" not in said
    assert [row["at"] for row in fibrolog.rows()] == [kept]


@pytest.mark.parametrize("at", WALL_TIMES)
def test_a_time_on_the_wall_is_the_first_of_two_and_what_it_says_to_type_is_the_second(
    fibrolog: Program, at: str
) -> None:
    said = fibrolog("took", "heat", "--at", at, now=AFTER).saved()
    assert f"{TWICE}first; for the second, type --at " in said
    second = said.split("--at ")[1].split()[0].rstrip(".")
    assert "came twice" not in fibrolog("took", "cold", "--at", second, now=AFTER).saved()

    assert [row["at"] for row in fibrolog.rows()] == [
        f"2026-10-25T02:30:00{FIRST}", f"2026-10-25T02:30:00{SECOND}",
    ]  # fmt: skip


@pytest.mark.parametrize("offset", [FIRST, SECOND])
@pytest.mark.parametrize("at", ["02:45", "today 2:45am", "2026-10-25 02:45"])
@pytest.mark.parametrize("command", [["add", "calf"], ["took", "heat"]], ids=["add", "took"])
def test_an_edit_keeps_the_offset_of_its_entry_and_says_which_of_two_it_is(
    fibrolog: Program, command: list[str], at: str, offset: str
) -> None:
    fibrolog(*command, "--at", f"2026-10-25 02:30{offset}", now=AFTER).saved()
    [entry] = [row["id"] for row in fibrolog.rows()]

    said = fibrolog("edit", entry, "--at", at, now=AFTER).saved()

    this, other = ("first", SECOND) if offset == FIRST else ("second", FIRST)
    assert f"{TWICE}{this}; for the" in said
    assert [row["at"] for row in fibrolog.rows()] == [f"2026-10-25T02:45:00{offset}"]
    assert f"type --at 2026-10-25T02:45:00{other}." in said
    fibrolog("edit", entry, "--at", f"2026-10-25T02:45:00{other}", now=AFTER).saved()
    assert [row["at"] for row in fibrolog.rows()] == [f"2026-10-25T02:45:00{other}"]


def test_an_edit_moves_an_entry_of_winter_into_the_hour_as_winter_counts(fibrolog: Program) -> None:
    later = "2026-10-26T09:00:00+01:00"
    fibrolog("add", "calf", "--at", "2026-10-26 03:00", now=later).saved()

    said = fibrolog("edit", "e1", "--at", "yesterday 02:30", now=later).saved()

    assert f"{TWICE}second" in said
    assert [row["at"] for row in fibrolog.rows()] == [f"2026-10-25T02:30:00{SECOND}"]


def test_an_edit_with_an_offset_of_elsewhere_takes_the_first(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-10-20T03:00:00-05:00", now=AFTER).saved()

    assert f"{TWICE}first" in fibrolog("edit", "e1", "--at", "02:30", now=AFTER).saved()
    assert [row["at"] for row in fibrolog.rows()] == [f"2026-10-25T02:30:00{FIRST}"]


def test_an_edit_takes_the_first_where_the_second_is_still_to_come(fibrolog: Program) -> None:
    now = f"2026-10-25T02:20:00{SECOND}"
    fibrolog("add", "calf", "--at", f"2026-10-25 02:10{SECOND}", now=now).saved()

    assert "came twice" not in fibrolog("edit", "e1", "--at", "02:45", now=now).saved()
    assert [row["at"] for row in fibrolog.rows()] == [f"2026-10-25T02:45:00{FIRST}"]


def test_an_edit_that_changes_nothing_says_which_of_two_it_is(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", f"2026-10-25 02:30{SECOND}", now=AFTER).saved()

    said = fibrolog("edit", "e1", "--at", "02:30", now=AFTER).saved()

    assert "Nothing to change" in said
    assert f"{TWICE}second" in said


@pytest.mark.parametrize("cell", ["2026-10-25 02:30+02:00", "2026-10-25T02:30+01:00"])
def test_a_cell_with_an_offset_is_not_called_ambiguous(fibrolog: Program, cell: str) -> None:
    table = f"When,Where\n{cell},calf\n".encode()

    done = fibrolog("import", "-", "--map", "at=When,region=Where", now=AFTER, stdin=table)

    assert done.code == 0
    assert "twice" not in done.out + done.err
    assert [row["at"] for row in fibrolog.rows()] == [f"{cell[:10]}T02:30:00{cell[-6:]}"]
