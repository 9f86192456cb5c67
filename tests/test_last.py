"""`last`: the entry that was saved last, the same one for all that a command does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program

LATER = "2026-11-22T03:30:00+01:00"


def shown(program: Program, *, now: str = LATER) -> str:
    """Return the id of the entry that `last` stands for."""
    return program("show", "last", now=now).saved().partition(":")[0]


def test_last_is_the_entry_that_was_saved_last_whenever_it_happened(fibrolog: Program) -> None:
    fibrolog("add", "neck").saved()
    fibrolog("took", "heat", "--at", "yesterday 8am").saved()
    fibrolog("add", "calf", "--at", "3 days ago").saved()

    assert shown(fibrolog) == "e2"
    assert fibrolog("edit", "Last", "--intensity", "4").saved().startswith("Changed e2: ")
    assert "e2: spasm, calf" in fibrolog("history", "last").saved()
    assert "Deleted" in fibrolog("delete", "last", "--yes").saved()


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (["none yesterday"], "c1"),
        (["add neck", "none yesterday"], "c1"),
        (["add neck", "took heat, cold"], "u2"),
        # A spasm is what was typed; what was taken with it hangs on it.
        (["none 2026-11-19", "add neck --took heat --took cold"], "e1"),
        # By when they were saved, not by when they were changed or came back.
        (["add neck", "add calf", "edit e1 --intensity 4"], "e2"),
        (["add neck", "add calf", "delete e1 --yes", "undo"], "e2"),
        (["add neck", "add calf", "delete e2 --yes"], "e1"),
        (["add neck", "add calf", "undo"], "e1"),
        (["add neck", "add calf", "undo", "undo --redo"], "e2"),
        (["add neck", "add calf", "regions rename calf shin"], "e2"),
    ],
)
def test_what_was_typed_last_is_last(fibrolog: Program, lines: list[str], last: str) -> None:
    for one in lines:
        fibrolog(*one.split()).saved()

    assert shown(fibrolog) == last


def test_an_edit_by_last_answers_about_the_entry_it_changed(fibrolog: Program) -> None:
    fibrolog("add", "neck", "--at", "yesterday 10am").saved()
    fibrolog("add", "calf").saved()

    said = fibrolog("edit", "last", "--at", "yesterday 09:00").saved()

    assert said.startswith("Changed e2: spasm, calf, Saturday 21 November 2026, 09:00.")
    assert "It was e2: spasm, calf" in said
    assert [row["region"] for row in fibrolog.rows()] == ["calf", "neck"]


def test_finish_and_for_mean_the_spasm_that_was_saved_last(fibrolog: Program) -> None:
    fibrolog("add", "neck").saved()
    fibrolog("add", "calf", "--at", "3 days ago").saved()
    fibrolog("took", "heat").saved()

    assert fibrolog("finish", "--duration", "3m").saved().startswith("Changed e2: ")
    assert "against e2" in fibrolog("took", "cold", "--for", "last").saved()
    fibrolog("edit", "u1", "--for", "last").saved()
    assert len({row["for"] for row in fibrolog.rows() if row["entry"] == "use"}) == 1


def test_what_lies_in_the_future_is_never_last(fibrolog: Program) -> None:
    """A clock was once wrong."""
    fibrolog("took", "heat", "--at", "yesterday 8am").saved()
    fibrolog("add", "neck", now="2096-11-20T10:00:00+01:00").saved()
    fibrolog("none", now="2096-11-21T10:00:00+01:00").saved()
    fibrolog("took", "cold", now="2096-11-20T10:00:00+01:00").saved()

    assert shown(fibrolog) == "u1"
    assert "no episode yet" in fibrolog("finish", "--duration", "3m").refused(3)
    assert "no episode yet" in fibrolog("took", "heat", "--for", "last").refused(3)


def test_what_an_import_brought_is_last_only_where_nothing_was_typed(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    fibrolog("add", "calf", now="2026-11-20T10:00:00+01:00").saved()
    fibrolog("add", "neck", "--at", "2026-11-01 8am", now="2026-11-20T11:00:00+01:00").saved()
    file = tmp_path / "moved.json"
    fibrolog("export", "-o", str(file)).saved()
    other = make_program(tmp_path / "other.db")

    other("import", str(file))
    assert shown(other) == "e2"  # the one that was saved last on the other machine
    other("add", "jaw", now="2026-11-19T10:00:00+01:00").saved()
    assert shown(other) == "e3"
    other("import", str(file))
    assert shown(other) == "e3"
    other("delete", "e3", "--yes").saved()
    assert shown(other) == "e2"
