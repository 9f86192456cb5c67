"""A defect is told as a defect, damage as damage, and what the system refuses as that."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fibrolog import __version__
from tests.conftest import NOW, Outcome, Program

Tell = Callable[..., Outcome]
PRIVATE = "my private calf"

# A function that each command calls, at every depth.
CALLED = {
    "report": "fibrolog.storage.statistics:tally",
    "report --json": "fibrolog.report.summary:summarise",
    "report --all": "fibrolog.storage.statistics:history",
    "list": "fibrolog.storage.entries:newest",
    "list --plain": "fibrolog.render.entry_list:listed_plain",
    "show e1": "fibrolog.storage.entries:by_id",
    "export": "fibrolog.storage.entries:table",
    "info": "fibrolog.storage.statistics:size",
    "history": "fibrolog.storage.undo:steps",
    "trial": "fibrolog.storage.trials:read",
    "check": "fibrolog.storage.backup:problems",
    "backup": "fibrolog.storage.backup:back_up",
    "add calf 6": "fibrolog.storage.entries:insert",
    "took heat": "fibrolog.storage.entries:insert",
    "edit e1 --note x": "fibrolog.storage.entries:update",
    "undo": "fibrolog.storage.undo:take_back",
    "none yesterday": "fibrolog.storage.entries:insert",
    "remedies": "fibrolog.storage.vocabulary:read_remedies",
    "add calf 5": "fibrolog.storage.file:connect",
    "frobnicate": "fibrolog.cli.implicit_add:meant",
    "list --nonsense": "fibrolog.cli.usage_errors:one_sentence",
}  # fmt: skip
DEFECTS = (
    "ValueError(PRIVATE)", "TypeError(PRIVATE)", "AttributeError(PRIVATE)", "KeyError(PRIVATE)",
    "OverflowError(PRIVATE)", "AssertionError(PRIVATE)", "RecursionError(PRIVATE)",
    "OSError(PRIVATE)", "sqlite3.ProgrammingError(PRIVATE)",
)  # fmt: skip


def with_failing(program: Program, place: str, error: str, command: str) -> tuple[int, str, str]:
    """Run a command in a process of its own, in which a function raises."""
    module, function = place.split(":")
    script = f"""
import sqlite3, sys
PRIVATE = {PRIVATE!r}
from importlib import import_module
import fibrolog.cli
def failing(*what, **how):
    raise {error}
module = import_module({module!r})
original = getattr(module, {function!r})
for name, other in list(sys.modules.items()):
    if name.startswith("fibrolog") and getattr(other, {function!r}, None) is original:
        setattr(other, {function!r}, failing)
from fibrolog.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *command.split()],
        env=program.environment | {"FIBROLOG_NOW": NOW, "TZ": "Europe/Berlin"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def require_told(outcome: tuple[int, str, str], name: str) -> None:
    code, _, err = outcome
    assert code == 1, err
    assert err.count("\n") == 1, err
    assert f"This is a fault in fibrolog ({name}" in err
    assert f"fibrolog {__version__}" in err
    assert "report this line" in err
    for never in (PRIVATE, "Traceback", "damaged", "backup in its place", "could not be written"):
        assert never not in err


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    fibrolog("add", "calf", "l", "7", "--note", PRIVATE).saved()
    return fibrolog


@pytest.mark.parametrize("command", CALLED)
def test_a_defect_in_any_command_is_told_as_one(diary: Program, command: str) -> None:
    before = diary.diary.read_bytes()

    outcome = with_failing(diary, CALLED[command], DEFECTS[len(command) % 4], command)

    require_told(outcome, DEFECTS[len(command) % 4].partition("(")[0])
    assert diary.diary.read_bytes() == before
    assert diary("check").saved()


@pytest.mark.parametrize("error", DEFECTS)
@pytest.mark.parametrize("command", ["report", "add calf 6"])
def test_a_defect_of_any_kind_is_told_as_one(diary: Program, command: str, error: str) -> None:
    name = error.partition("(")[0].removeprefix("sqlite3.")

    outcome = with_failing(diary, CALLED[command], error, command)

    require_told(outcome, name)


def test_where_a_defect_is_can_be_found(diary: Program) -> None:
    script = """
import fibrolog.report.summary as summary
summary.Report = None
from fibrolog.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "report"], env=diary.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "(TypeError in report/summary.py:" in done.stderr
    assert str(Path.cwd()) not in done.stderr


@pytest.mark.parametrize("command", ["report", "add calf 6", "list", "export"])
def test_what_the_system_refuses_is_told_with_its_file(diary: Program, command: str) -> None:
    error = "PermissionError(13, 'Permission denied', '/somewhere/else')"

    code, _, err = with_failing(diary, CALLED[command], error, command)

    assert code == 1
    assert err.startswith("/somewhere/else cannot be used (Permission denied)")
    assert err.count("\n") == 1
    assert "output" not in err


def test_a_full_disk_is_told_as_one_wherever_it_is(diary: Program) -> None:
    error = "OSError(28, 'No space left on device')"

    code, _, err = with_failing(diary, CALLED["report"], error, "report")

    assert code == 1
    assert err.startswith("The disk, or the temporary folder, is full or failing")


@pytest.mark.parametrize("command", ["list", "export", "report", "report --json", "--version"])
def test_only_a_failing_output_is_told_as_one(diary: Program, command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m fibrolog {command} > /dev/full"],
        env=diary.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("The output could not be written (No space left on device)")


@pytest.mark.parametrize("stream", ["2> /dev/full", "2>&-"])
def test_a_refusal_that_nobody_can_read_still_has_its_code(diary: Program, stream: str) -> None:
    shell = f"'{sys.executable}' -m fibrolog show e99 {stream}"

    assert subprocess.run(["bash", "-c", shell], env=diary.environment, check=False).returncode == 3


STORED = {
    "UPDATE episodes SET at = '2026-02-31T03:12:00+01:00'": ("list", "show e1", "report", "info"),
    "UPDATE episodes SET created_at = '2026-13-01T00:00:00+00:00'": ("list", "show e1"),
    "UPDATE episodes SET kind = 'cramp'": ("list", "show e1"),
    "UPDATE steps SET at = 'never'": ("history", "history e1"),
    "UPDATE trials SET first_day = '2026-02-30'": ("trial", "trial report t1"),
    "UPDATE trials SET plan = '[1, 2, 3, 4, 5, 6]'": ("trial", "report"),
}
TRIAL = """INSERT INTO trials (uid, remedy_id, first_day, hour, block_days, washout_days, plan,
    created_at, updated_at)
  SELECT uid, 1, '2026-11-20', 20, 3, 0, '["on-off","on-off","on-off","on-off","on-off","on-off"]',
    created_at, updated_at FROM episodes"""


@pytest.mark.parametrize("tampering", STORED)
def test_a_stored_value_that_cannot_be_is_damage(
    diary: Program, tell: Tell, tampering: str
) -> None:
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute(TRIAL)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(tampering)

    for command in STORED[tampering]:
        assert "damaged" in tell(*command.split()).refused(1), command
