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
    "fibrolog.storage.revisions", "fibrolog.storage.rows",
    "fibrolog.cli.notes",
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


def test_only_an_at_brings_in_dateutil(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()

    loaded = modules_after(fibrolog, "add", "calf", "--at", "yesterday 8am")

    assert "dateutil" in loaded
    assert not {"rich", "sqlite_utils"} & loaded


def test_plain_and_json_output_draws_nothing(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    for command in (["list", "--plain"], ["report", "--plain"], ["report", "--json"], ["export"]):
        assert "rich" not in modules_after(fibrolog, *command), command
