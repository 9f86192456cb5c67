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


# What the CHECKs of a table let through, and what reads it.
LISTS = [
    f"UPDATE episodes SET {column} = '{value}'"
    for column in ("signs", "pain_types", "triggers")
    for value in ("[true]", "[1, {}]", "[null]", '[["weakness"]]', '[""]', '["a; b"]')
]
MOMENTS = [
    f"UPDATE episodes SET {change}"
    for change in (
        "at = '2026-11-20T24:00:00+01:00'",
        "at = '2026-11-20T03:12:00+14:30'",
        "at = '2026-11-31T03:12:00+01:00'",
        "created_at = '2026-11-31T03:12:00+00:00'",
        "updated_at = '2026-11-20T99:12:00+00:00'",
    )
]


@pytest.mark.parametrize("tampering", [*LISTS, *MOMENTS])
def test_a_value_that_its_check_lets_through_is_damage_to_all_who_read_it(
    diary: Program, tell: Tell, tampering: str
) -> None:
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute(tampering)

    for command in READERS:
        sentence = tell(*command.split()).refused(1)
        assert "damaged" in sentence, command
        assert "nothing was saved" not in sentence, command
    checked = tell("check")
    assert checked.code == 1
    assert "e1: " in checked.err + checked.out


READERS = (
    "list", "list --json", "show e1", "show e1 --json", "report", "report --all", "report --json",
    "export", "export --format json", "history e1", "edit e1 --note x",
)  # fmt: skip
BEFORE = {
    "a list": """json_set(before, '$.signs', '[true]')""",
    "an intensity": """json_set(before, '$.intensity', json('true'))""",
    "a flag": """json_set(before, '$.woke', 'x')""",
    "a note": """json_set(before, '$.note', 7)""",
    "a number too high": """json_set(before, '$.intensity', 99)""",
    "a uid": """json_set(before, '$.uid', 7)""",
    "no uid": """json_remove(before, '$.uid')""",
    "nothing": "'{}'",
    "a column": """replace(before, '"note":', '"note\\" = 1, \\"dose":')""",
}


@pytest.mark.parametrize("how", BEFORE)
@pytest.mark.parametrize("last", ["edit e1 --note x", "delete e1 --yes"])
def test_what_an_entry_was_is_damage_where_it_cannot_have_been(
    diary: Program, tell: Tell, how: str, last: str
) -> None:
    tell(*last.split()).saved()
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute(
            f"UPDATE changes SET before = {BEFORE[how]} WHERE table_name = 'episodes' "
            "AND before IS NOT NULL"
        )
    before = diary.diary.read_bytes()

    for command in ("undo", "history e1", "history", *(["restore e1"] * ("delete" in last))):
        assert "damaged" in tell(*command.split()).refused(1), command
    checked = tell("check")
    assert checked.code == 1
    assert "e1, before change" in checked.out + checked.err
    assert diary.diary.read_bytes() == before


OTHER_STAMPS = {
    "regions": "UPDATE regions SET changed_at = '2026-02-31T00:00:00+00:00' WHERE id = 3",
    "revisions": "UPDATE revisions SET at = '2026-99-31T00:00:00+00:00'",
    "steps": "UPDATE steps SET at = 'never'",
}


@pytest.mark.parametrize("table", OTHER_STAMPS)
def test_check_names_whatever_has_a_moment_that_cannot_be(
    diary: Program, tell: Tell, table: str
) -> None:
    tell("delete", "e1", "--yes").saved()
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute(OTHER_STAMPS[table])

    checked = tell("check")

    assert checked.code == 1
    assert table.removesuffix("s") in checked.out
    if table != "steps":
        assert "damaged" in tell("export", "--format", "json").refused(1)


NOT_UTF8 = "CAST(x'61FF62' AS TEXT)"
NO_JSON = "'[\"weakness'"
UNTOLD = {
    "UPDATE episodes SET note = {}": ("list", "show e1", "export", "report --notes"),
    "UPDATE episodes SET triggers = json_array({})": ("list", "report", "export", "show e1"),
    "UPDATE uses SET dose = {}": ("list", "show u1", "export"),
    "UPDATE clear_days SET note = {}": ("list", "show c1", "export"),
    "UPDATE regions SET name = {} WHERE name = 'calf'": ("list", "report", "export", "regions"),
    "UPDATE remedy_aliases SET alias = {} WHERE id = 3": ("remedies",),
    "UPDATE steps SET command = {}": ("history",),
    "UPDATE changes SET before = json_object('id', 1, 'note', {}) WHERE before IS NOT NULL": (
        "history", "history c1",
    ),
}  # fmt: skip


def require_damage(tell: Tell, command: str) -> None:
    sentence = tell(*command.split()).refused(1)
    assert "damaged" in sentence, command
    assert "newest backup" in sentence, command
    assert "nothing was saved" not in sentence, command


def tampered(diary: Program, tell: Tell, statement: str) -> None:
    tell("took", "heat", "400mg", "--for", "last").saved()
    tell("none", "2026-11-20").saved()
    tell("edit", "c1", "--note", "a good day").saved()
    tell("backup").saved()
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


@pytest.mark.parametrize("statement", UNTOLD)
def test_text_that_is_not_utf8_is_damage_and_check_names_where(
    diary: Program, tell: Tell, statement: str
) -> None:
    tampered(diary, tell, statement.format(NOT_UTF8))

    for command in UNTOLD[statement]:
        require_damage(tell, command)
    checked = tell("check")
    assert checked.code == 1
    table, column = statement.split()[1], statement.split()[3]
    name = {"episodes": "e1", "uses": "u1", "clear_days": "c1"}.get(table, table)
    assert name in checked.out
    assert f"its {column} is not UTF-8" in checked.out


@pytest.mark.parametrize("column", ["note", "triggers"])
def test_a_search_does_not_pass_over_what_is_not_utf8(
    diary: Program, tell: Tell, column: str
) -> None:
    value = NOT_UTF8 if column == "note" else f"json_array({NOT_UTF8})"
    tampered(diary, tell, f"UPDATE episodes SET {column} = {value}")

    require_damage(tell, "list --search zebra")


@pytest.mark.parametrize("column", ["signs", "pain_types", "triggers"])
def test_a_list_that_is_no_json_is_damage_and_check_names_the_entry(
    diary: Program, tell: Tell, column: str
) -> None:
    tampered(diary, tell, f"UPDATE episodes SET {column} = {NO_JSON}")

    for command in ("list", "show e1", "export", "report"):
        require_damage(tell, command)
    checked = tell("check")
    assert checked.code == 1
    assert "e1: " in checked.out


def test_a_plan_that_is_no_json_is_damage_and_check_names_the_trial(
    diary: Program, tell: Tell
) -> None:
    with closing(sqlite3.connect(diary.diary)) as connection, connection:
        connection.execute(TRIAL)
    # The last day is made of the plan.
    tampered(diary, tell, "UPDATE trials SET plan = '[[1],2,3,4,5,6]'")

    for command in ("trial", "report"):
        require_damage(tell, command)
    assert "t1: " in tell("check").out
