"""What a command loads: seconds at 3 a.m. are modules, and modules can be counted exactly."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import NOW, Program

HEAVY = {"rich", "sqlite_utils", "dateutil", "pydantic", "importlib.metadata", "scipy"}
# What none of the quick commands needs: reports, trials, imports, drawings, and how a diary is
# made, migrated, merged and copied.
FOR_OTHERS = {
    "fibrolog.report",
    "fibrolog.analysis",
    "fibrolog.trials",
    "fibrolog.exchange",
    "fibrolog.render.drawings",
    "fibrolog.render.terminal",
    "fibrolog.render.plain",
    "fibrolog.render.html",
    "fibrolog.render.markup",
    "fibrolog.render.json",
    "fibrolog.render.capture",
    "fibrolog.guide",
    "fibrolog.demo",
    "fibrolog.storage.merge",
    "fibrolog.storage.backup",
    "fibrolog.storage.migrations",
    "fibrolog.domain.defaults",
    "fibrolog.storage.statistics",
    "fibrolog.storage.trials",
    "fibrolog.cli.info",
    "fibrolog.cli.demo",
    "fibrolog.cli.guide",
    "fibrolog.cli.report",
    "fibrolog.cli.report_file",
    "fibrolog.cli.trial",
    "fibrolog.cli.import_",
    "fibrolog.cli.export",
    "fibrolog.cli.vocabulary",
    "fibrolog.cli.backup",
    "fibrolog.cli.interactive",
    "fibrolog.cli.prompts",
}
# What only a time in words, a look at entries, or a look at changes needs.
FOR_TIMES = {
    "fibrolog.parse.when.phrases",
    "fibrolog.parse.when.input",
    "fibrolog.parse.when.column_dates",
}
FOR_LOOKING = {"fibrolog.cli.list_", "fibrolog.cli.show", "fibrolog.render.entry_list"}
FOR_CHANGES = {
    "fibrolog.cli.undo",
    "fibrolog.cli.history",
    "fibrolog.cli.edit",
    "fibrolog.cli.finish",
    "fibrolog.cli.delete",
    "fibrolog.cli.change_messages",
    "fibrolog.render.entry_json",
    "fibrolog.storage.undo",
}
FOR_CAPTURE = {
    "fibrolog.cli.add",
    "fibrolog.cli.took",
    "fibrolog.cli.none",
    "fibrolog.parse.episode",
    "fibrolog.parse.remedies",
}


def modules_after(program: Program, *command: str) -> set[str]:
    """Return what is loaded when the command is done."""
    script = f"""
import json, sys
from fibrolog.cli import run
code = run({list(command)!r})
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=program.environment | {"FIBROLOG_NOW": NOW},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))  # a command may say something before


def among(loaded: set[str], unwanted: set[str]) -> set[str]:
    """Return which of some modules and packages are loaded, or anything in them."""
    return {
        module
        for module in loaded
        if any(module == name or module.startswith(f"{name}.") for name in unwanted)
    }


@pytest.mark.parametrize(
    "command",
    [
        ["add", "calf", "l", "7", "3m", "--woke", "--note", "x"],
        ["add", "neck", "--took", "heat"],
        ["took", "magnesium", "400mg"],
        ["none"],
    ],
)
def test_capturing_does_not_load_what_others_need(fibrolog: Program, command: list[str]) -> None:
    fibrolog("took", "heat").saved()

    loaded = modules_after(fibrolog, *command)

    assert not among(loaded, HEAVY | FOR_OTHERS | FOR_TIMES | FOR_LOOKING | FOR_CHANGES)
    if "heat" not in command and "took" not in command:
        assert "fibrolog.parse.remedies" not in loaded


@pytest.mark.parametrize("command", [["add", "calf"], ["took", "heat"], ["none"]])
def test_the_very_first_entry_loads_no_more_than_making_a_file_needs(
    beginner: Program, command: list[str]
) -> None:
    loaded = modules_after(beginner, *command)

    assert beginner.diary.exists()
    assert not among(loaded, HEAVY | FOR_OTHERS | FOR_TIMES | FOR_LOOKING | FOR_CHANGES)


@pytest.mark.parametrize("command", [["list"], ["report", "--plain"], ["history"], ["export"]])
def test_looking_where_no_diary_is_loads_nothing_that_would_make_one(
    beginner: Program, command: list[str]
) -> None:
    loaded = modules_after(beginner, *command)

    assert not among(loaded, {"sqlite_utils", "fibrolog.storage.migrations"})
    assert not beginner.diary.exists()


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        (["list"], FOR_CAPTURE | FOR_CHANGES),
        (["undo"], FOR_CAPTURE | {"fibrolog.cli.list_", "fibrolog.render.entry_list"}),
        (["finish", "--duration", "3m"], {"fibrolog.cli.list_", "fibrolog.render.entry_list"}),
    ],
)
def test_looking_and_mending_do_not_load_what_others_need(
    fibrolog: Program, command: list[str], unwanted: set[str]
) -> None:
    fibrolog("add", "calf", "l", "7").saved()

    loaded = modules_after(fibrolog, *command)

    assert not among(loaded, HEAVY | FOR_OTHERS | FOR_TIMES | unwanted)


def test_the_help_page_imports_no_command(fibrolog: Program) -> None:
    loaded = modules_after(fibrolog, "--help")

    others = HEAVY | FOR_OTHERS | FOR_TIMES | FOR_LOOKING | FOR_CHANGES | FOR_CAPTURE
    assert not among(loaded, others | {"sqlite3", "fibrolog.render", "fibrolog.storage.diary"})


def test_no_command_loads_the_machinery_of_completion(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    for command in (["add", "neck"], ["list"], ["report"], ["--help"]):
        loaded = modules_after(fibrolog, *command)
        assert not {
            "fibrolog.cli.completion", "fibrolog.cli.suggestions", "fibrolog.cli.shells",
            "fibrolog.cli.usage_errors", "fibrolog.cli.implicit_add", "fibrolog.storage.read_only",
        } & loaded, command  # fmt: skip


def test_a_report_computes_without_numpy_and_draws_with_rich_alone(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    loaded = modules_after(fibrolog, "report")

    assert "rich" in loaded
    assert not {"numpy", "scipy", "pandas", "sqlite_utils", "rich.markdown", "pygments"} & loaded
    page = {"fibrolog.render.html", "fibrolog.render.markup", "fibrolog.render.drawings.body_svg"}
    assert not page & loaded


def test_only_an_at_brings_in_dateutil(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()

    loaded = modules_after(fibrolog, "add", "calf", "--at", "yesterday 8am")

    assert "dateutil" in loaded
    assert not {"rich", "sqlite_utils"} & loaded


def test_plain_and_json_output_draws_nothing(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    for command in (["list", "--plain"], ["report", "--plain"], ["report", "--json"], ["export"]):
        assert "rich" not in modules_after(fibrolog, *command), command
