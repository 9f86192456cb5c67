"""What a command loads: seconds at 3 a.m. are modules, and modules can be counted exactly."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import NOW, Program

HEAVY = {"rich", "sqlite_utils", "dateutil", "pydantic", "importlib.metadata", "scipy"}
OWN_FOR_CAPTURE = {
    "fibrolog", "fibrolog.cli", "fibrolog.cli.capture", "fibrolog.cli.clock",
    "fibrolog.cli.echoes", "fibrolog.cli.place", "fibrolog.cli.quotes", "fibrolog.cli.root",
    "fibrolog.cli.telling", "fibrolog.entries", "fibrolog.errors", "fibrolog.names",
    "fibrolog.render", "fibrolog.render.entry_words", "fibrolog.render.text", "fibrolog.storage",
    "fibrolog.storage.connection", "fibrolog.storage.diary", "fibrolog.storage.diary_file",
    "fibrolog.storage.diary_trials", "fibrolog.storage.revisions", "fibrolog.storage.rows",
    "fibrolog.cli.notes", "fibrolog.numbers", "fibrolog.text",
    "fibrolog.storage.files", "fibrolog.storage.results", "fibrolog.storage.schema",
    "fibrolog.storage.terms", "fibrolog.storage.writing", "fibrolog.vocabulary", "fibrolog.when",
    "fibrolog.when.spoken", "fibrolog.words", "fibrolog.words.amounts", "fibrolog.words.episode",
}  # fmt: skip


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
    return set(json.loads(done.stderr))


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["add", "calf", "l", "7", "3m", "--woke", "--note", "x"], set()),
        (["add", "neck", "--took", "heat"], {"fibrolog.words.uses"}),
        (["took", "magnesium", "400mg"], {"fibrolog.words.uses"}),
        (["none"], set()),
    ],
)
def test_capturing_loads_only_what_it_needs(
    fibrolog: Program, command: list[str], extra: set[str]
) -> None:
    fibrolog("took", "heat").saved()  # creates the diary, for which sqlite_utils is needed

    loaded = modules_after(fibrolog, *command)

    assert not {module for module in loaded if module.split(".")[0] in HEAVY or module in HEAVY}
    own = {module for module in loaded if module.split(".")[0] == "fibrolog"}
    assert own <= OWN_FOR_CAPTURE | extra


# What is loaded to run any command, and what each of these needs beside it.
OWN_FOR_ALL = {
    "fibrolog", "fibrolog.cli", "fibrolog.cli.place", "fibrolog.cli.root",
    "fibrolog.cli.telling", "fibrolog.entries", "fibrolog.errors", "fibrolog.storage",
    "fibrolog.storage.connection", "fibrolog.storage.files", "fibrolog.storage.schema",
    "fibrolog.text",
}  # fmt: skip
OWN_FOR_A_DIARY = OWN_FOR_ALL | {
    "fibrolog.cli.clock", "fibrolog.names", "fibrolog.render", "fibrolog.render.entry_words",
    "fibrolog.render.text", "fibrolog.storage.diary", "fibrolog.storage.diary_file",
    "fibrolog.storage.diary_trials", "fibrolog.storage.ledger", "fibrolog.storage.results",
    "fibrolog.storage.revisions", "fibrolog.storage.rows", "fibrolog.storage.terms",
    "fibrolog.storage.writing",
    "fibrolog.vocabulary", "fibrolog.when", "fibrolog.when.spoken",
}  # fmt: skip
OWN_FOR = {
    "list": OWN_FOR_A_DIARY | {
        "fibrolog.cli.look", "fibrolog.cli.screen", "fibrolog.render.entry_list",
        "fibrolog.render.wrapping",
    },
    "undo": OWN_FOR_A_DIARY | {
        "fibrolog.cli.back", "fibrolog.cli.changes", "fibrolog.cli.echoes", "fibrolog.cli.screen",
        "fibrolog.render.entry_json", "fibrolog.storage.journal",
    },
    "finish": OWN_FOR_A_DIARY | OWN_FOR_CAPTURE | {
        "fibrolog.cli.change", "fibrolog.cli.changes", "fibrolog.cli.left_out",
        "fibrolog.render.entry_json", "fibrolog.storage.journal",
    },
}  # fmt: skip


@pytest.mark.parametrize("command", [["list"], ["undo"], ["finish", "--duration", "3m"]])
def test_looking_and_mending_load_only_what_they_need(
    fibrolog: Program, command: list[str]
) -> None:
    fibrolog("add", "calf", "l", "7").saved()

    loaded = modules_after(fibrolog, *command)

    assert not {module for module in loaded if module.split(".")[0] in HEAVY or module in HEAVY}
    own = {module for module in loaded if module.split(".")[0] == "fibrolog"}
    assert own - OWN_FOR[command[0]] == set()


def test_the_help_page_imports_no_command(fibrolog: Program) -> None:
    loaded = modules_after(fibrolog, "--help")

    assert not {module for module in loaded if module.split(".")[0] in HEAVY or module in HEAVY}
    own = {module for module in loaded if module.split(".")[0] == "fibrolog"}
    assert own <= OWN_FOR_ALL
    assert "sqlite3" not in loaded


def test_no_command_loads_the_machinery_of_completion(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    for command in (["add", "neck"], ["list"], ["report"], ["--help"]):
        loaded = modules_after(fibrolog, *command)
        assert not {
            "fibrolog.cli.completion", "fibrolog.cli.suggestions", "fibrolog.cli.shells",
            "fibrolog.cli.complaints", "fibrolog.cli.meant", "fibrolog.storage.peek",
        } & loaded, command  # fmt: skip


def test_a_report_computes_without_numpy_and_draws_with_rich_alone(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    loaded = modules_after(fibrolog, "report")

    assert "rich" in loaded
    assert not {"numpy", "scipy", "pandas", "sqlite_utils", "rich.markdown", "pygments"} & loaded


def test_only_an_at_brings_in_dateutil(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()

    loaded = modules_after(fibrolog, "add", "calf", "--at", "yesterday 8am")

    assert "dateutil" in loaded
    assert not {"rich", "sqlite_utils"} & loaded


def test_plain_and_json_output_draws_nothing(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    for command in (["list", "--plain"], ["report", "--plain"], ["report", "--json"], ["export"]):
        assert "rich" not in modules_after(fibrolog, *command), command
