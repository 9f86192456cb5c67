"""What README, the handbook and the help say is what the program does."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fibrolog import __version__
from fibrolog.cli.root import COMMANDS, LazyGroup
from tests.conftest import NOW, Program
from tests.docs import HANDBOOK, PAGES, README, commands, commands_in_text, regenerated
from tests.forked import ROOT
from tests.pictures import PICTURES, report_as
from tests.test_prompts import on_a_terminal

MOST_LINES = 300
EVERY_PAGE = "\n".join(page.read_text() for page in PAGES)


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory, settled: Callable[[Path], Program]) -> Path:
    """The made-up diary with a running trial, made once and copied."""
    program = settled(tmp_path_factory.mktemp("made_up") / "diary.db")
    assert program("demo", "--keep", str(program.diary)).code == 0
    program("trial", "start", "heat").saved()
    return program.diary


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_command_on_a_page_prints_what_the_page_shows(page: Path) -> None:
    text = page.read_text()

    assert regenerated(text) == text


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_command_in_a_sentence_is_understood(
    page: Path, fibrolog: Program, made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    diary = tmp_path / "made-up.db"
    shutil.copy(made_up, diary)
    program = Program(
        diary, fibrolog.environment | {"FIBROLOG_DB": str(diary)}, starter=fibrolog.starter
    )

    for line in commands_in_text(page.read_text()):
        _, *words = shlex.split(line)
        outcome = program(*words)
        # A command that is only named lacks the words that belong to it.
        assert outcome.code != 2 or (words[0] in COMMANDS and len(words) == 1), (line, outcome)
        assert "Traceback" not in outcome.err, line


def test_the_picture_in_the_readme_is_the_report_that_the_program_makes() -> None:
    assert re.findall(r"tests/pictures/[\w.]+", README.read_text()) == ["tests/pictures/report.svg"]
    assert (PICTURES / "report.svg").read_bytes() == report_as("report.svg")


def test_every_picture_is_on_a_page_and_small() -> None:
    shown = re.findall(r"tests/pictures/([\w.]+)", EVERY_PAGE)

    assert {file.name for file in PICTURES.iterdir()} == set(shown)
    assert all(file.stat().st_size < 150_000 for file in PICTURES.iterdir())


@pytest.mark.parametrize("page", [*PAGES, ROOT / "fibrolog" / "README.md"], ids=page_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", page.read_text()):
        assert (page.parent / "".join(link)).exists(), link


def test_the_readme_is_short_and_shows_no_help_page() -> None:
    assert len(README.read_text().splitlines()) <= MOST_LINES
    assert "Usage: fibrolog" not in EVERY_PAGE


def test_the_pages_name_every_command_and_show_it_at_work() -> None:
    lines = [shlex.split(line) for page in PAGES for line in commands(page.read_text())]

    used = {next((word for word in line if word in COMMANDS), "add") for line in lines}
    # What these two print depends on the machine, or is a page of its own.
    assert set(COMMANDS) - used == {"guide", "info"}
    for command in COMMANDS:
        assert re.search(rf"^(?:.*`)?fibrolog {command}\b", EVERY_PAGE, re.MULTILINE), command


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_day_is_logged_or_blank_and_the_word_of_the_files_is_only_named(page: Path) -> None:
    text = re.sub(r"^```sql.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)

    assert "observed" not in re.sub(r"`[^`\n]*`", "", text).casefold()


def test_the_pages_name_every_option() -> None:
    for name in COMMANDS:
        command = LazyGroup().get_command(None, name)
        for group in (command, *getattr(command, "commands", {}).values()):
            for option in group.params:
                if option.param_type_name == "option" and not set(option.opts) & {"--help"}:
                    assert any(long in EVERY_PAGE for long in option.opts), (name, option.opts)


def test_the_readme_has_a_command_to_begin_and_one_to_test() -> None:
    shell = re.findall(r"^```sh\n(python3.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)

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


# What must have been typed before the examples of a command, in a made-up diary.
PARTS = [f"{noun} {deed}" for noun in ("remedies", "regions") for deed in ("add", "rename", "hide")]
PARTS += [f"trial {deed}" for deed in ("start", "today", "status", "report", "stop")]
BEFORE = {
    "finish e12": """edit e12 --intensity '' --duration ''""",
    "restore": "delete e12 --yes",
    "undo --redo": "undo",
    "trial start": "trial stop",
    "import diary.csv": "export -o diary.csv",
    "remedies rename": "remedies add amitriptyline",
    "regions rename": "regions add eyelid",
}
# What is asked, where something is, and answers.
ASKED = {
    "finish": [("How long", "3m\r"), ("wake you?", "n\r")],
    "delete e12": [("Delete this?", "y\r")],
}
# When each works, if it is not now: on a clear day, in the middle of the trial, after its end.
WHEN = {
    "none": "2026-12-06T20:00:00+01:00",
    "trial today": "2026-12-06T20:00:00+01:00",
    "trial report": "2027-02-01T20:00:00+01:00",
}


@pytest.mark.parametrize("command", [*COMMANDS, *PARTS])
def test_every_example_of_a_commands_help_works(
    command: str, fibrolog: Program, made_up: Path, tmp_path: Path
) -> None:
    text = fibrolog(*command.split(), "--help").saved()
    examples = re.findall(rf"^  fibrolog ({command}.*)$", text, re.MULTILINE)
    assert examples
    for number, example in enumerate(examples):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "old.csv").write_text("When,Body part,Pain\n2026-11-01 08:00,Calf,6\n")
        shutil.copy(made_up, folder / "diary.db")
        program = replace(
            fibrolog,
            diary=folder / "diary.db",
            environment=fibrolog.environment | {"FIBROLOG_DB": str(folder / "diary.db")},
            folder=folder,
        )
        for begin, line in BEFORE.items():
            if example.startswith(begin):
                program(*shlex.split(line)).saved()

        if example in ASKED:
            code, shown = on_a_terminal(program, shlex.split(example), ASKED[example])
        else:
            [now] = [WHEN[begin] for begin in WHEN if example.startswith(begin)] or [NOW]
            done = program(*shlex.split(example), now=now)
            code, shown = done.code, done.err

        assert code == 0, (example, shown)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_purpose_on_the_help_page_is_the_one_in_the_commands_own_help(name: str) -> None:
    command = LazyGroup().get_command(None, name)

    assert command.help.split("\n")[0] == COMMANDS[name].purpose


def test_the_handbook_names_every_column_key_table_and_view(
    make_program: Callable[[Path], Program], made_up: Path, tmp_path: Path
) -> None:
    page = (HANDBOOK / "files.md").read_text()
    csv_part, json_part, other_json, sqlite_part, _ = page.split("\n## ")[1:]
    path = tmp_path / "demo.db"
    shutil.copy(made_up, path)
    demo = make_program(path)
    demo("delete", "u1", "--yes").saved()

    header = demo("export").saved().partition("\r\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", csv_part, re.MULTILINE) == header.split(",")
    document = json.loads(demo("export", "--format", "json").saved())
    assert re.findall(r"^\| `(\w+)` \|", json_part, re.MULTILINE) == list(document)
    for key in ("regions", "remedies", "deletions", "trials"):
        assert _named_in_row(key, json_part) >= set(document[key][0]), key
    report = demo.json("report")
    assert re.findall(r"^\| `(\w+)` \|", other_json, re.MULTILINE) == list(report)
    for key in ("period", "spasms", "regions", "calendar", "relief"):
        value = report[key][0] if isinstance(report[key], list) else report[key]
        assert _named_in_row(key, other_json) >= set(value), key
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
