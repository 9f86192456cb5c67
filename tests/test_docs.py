"""What README and the help say is what the program does."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from fibrolog import __version__
from fibrolog.cli.root import COMMANDS, LazyGroup
from tests.conftest import Program
from tests.pictures import PICTURES, report_as
from tests.readme import README, commands, regenerated

ROOT = Path(__file__).parents[1]


def test_every_command_in_the_readme_prints_what_the_readme_shows() -> None:
    text = README.read_text()

    assert regenerated(text) == text


def test_the_picture_in_the_readme_is_the_report_that_the_program_makes() -> None:
    shown = re.findall(r"tests/pictures/[\w.]+", README.read_text())

    assert (PICTURES / "report.svg").read_bytes() == report_as("report.svg")
    assert all((ROOT / picture).stat().st_size < 150_000 for picture in shown)
    assert {Path(picture).name for picture in shown} == {file.name for file in PICTURES.iterdir()}


def test_the_readme_shows_every_command_and_its_help() -> None:
    shown = commands(README.read_text())

    for command in COMMANDS:
        assert f"fibrolog {command} --help" in shown
    used = {line.split()[1] for line in shown if "--help" not in line}
    # What these two print depends on the machine, or is a page of its own.
    assert set(COMMANDS) - used == {"guide", "info"}


def test_the_readme_has_a_command_to_begin_and_one_to_test() -> None:
    shell = re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)

    begin, test = shell
    assert begin.strip().endswith("fibrolog demo")
    assert "pytest" in test
    assert all(command.startswith("python3 -m venv .venv && ") for command in shell)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_says_what_it_is_for(name: str) -> None:
    command = LazyGroup().get_command(None, name)

    for group in (command, *getattr(command, "commands", {}).values()):
        for parameter in group.params:
            assert getattr(parameter, "help", "help of its own"), (group.name, parameter.name)


def test_every_commands_help_has_an_example_that_works(fibrolog: Program) -> None:
    parts = [[noun, deed] for noun in ("remedies", "regions") for deed in ("add", "rename", "hide")]
    parts += [["trial", deed] for deed in ("start", "today", "status", "report", "stop")]
    for command in [*([name] for name in COMMANDS), *parts]:
        text = fibrolog(*command, "--help").saved()
        examples = re.findall(rf"^  (fibrolog {' '.join(command)}.*)$", text, re.MULTILINE)
        assert examples, command
        for example in examples:
            assert shlex.split(example)[0] == "fibrolog"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_purpose_on_the_help_page_is_the_one_in_the_commands_own_help(name: str) -> None:
    command = LazyGroup().get_command(None, name)

    assert command.help.split("\n")[0] == COMMANDS[name].purpose


def test_every_example_of_a_spasm_or_a_use_is_understood(fibrolog: Program) -> None:
    for command in ("add", "took"):
        text = fibrolog(command, "--help").saved()
        fibrolog("add", "neck").saved()
        for line in re.findall(rf"^  (fibrolog {command}.*)$", text, re.MULTILINE):
            fibrolog(*shlex.split(line)[1:]).saved()


def test_the_readme_names_every_column_key_table_and_view(
    beginner: Program, tmp_path: Path
) -> None:
    section = README.read_text().partition("\n## The files\n")[2].partition("\n## ")[0]
    csv_part, json_part, sqlite_part = section.split("\n### ")[1:]
    path = tmp_path / "demo.db"
    assert beginner("demo", "--keep", str(path)).code == 0
    demo = Program(path, beginner.environment | {"FIBROLOG_DB": str(path)})
    demo("delete", "u1", "--yes").saved()
    demo("trial", "start", "heat").saved()

    header = demo("export").saved().partition("\r\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", csv_part, re.MULTILINE) == header.split(",")
    document = json.loads(demo("export", "--format", "json").saved())
    assert re.findall(r"^\| `(\w+)` \|", json_part, re.MULTILINE) == list(document)
    for key in ("regions", "remedies", "deletions", "trials"):
        assert _named_in_row(key, json_part) >= set(document[key][0]), key
    for name, columns in _tables(path).items():
        named = _named_in_row(name, sqlite_part)
        # The view of every entry has the columns of the CSV, and more.
        assert named >= (columns - set(header.split(",")) if name == "entries" else columns), name


def _named_in_row(name: str, text: str) -> set[str]:
    """Return what a table's row about `name` names."""
    rows = (line for line in text.splitlines() if line.startswith("| "))
    [row] = [row for row in rows if f"`{name}`" in row.partition(" | ")[0]]
    return set(re.findall(r"`(\w+)`", row))


def _tables(diary: Path) -> dict[str, set[str]]:
    """Return the columns of every table and view that are the diary's own."""
    with closing(sqlite3.connect(diary)) as connection:
        names = connection.execute(
            """SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
            AND name NOT LIKE 'sqlite@_%' ESCAPE '@' AND name <> '_sqlite_migrations'"""
        ).fetchall()
        return {
            name: {
                column
                for [column] in connection.execute("SELECT name FROM pragma_table_xinfo(?)", [name])
            }
            for [name] in names
        }


def test_the_changelog_has_a_place_for_the_next_line() -> None:
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text()


def test_runtime_packages_are_the_four(fibrolog: Program) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    names = {re.split(r"[<>=~! ]", line)[0] for line in project["dependencies"]}
    assert names == {"typer", "rich", "sqlite-utils", "python-dateutil"}
    assert fibrolog("--version").saved() == f"fibrolog {__version__}\n"
