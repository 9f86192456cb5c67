"""What the program says to type works when it is typed."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

import fibrolog as package
from fibrolog.cli.root import COMMANDS, app
from tests.conftest import Outcome, Program
from tests.test_given_once import commands

PACKAGE = Path(package.__file__).parent
# A command that stands behind a colon, up to the end of its line.
ADVISED = re.compile(
    r": fibrolog (?P<line>.+?)(?:; if it belongs .*|\. Everything else.*)?$", re.MULTILINE
)
# Where a command that a sentence only mentions ends.
_END = (
    r"(?=[;)`\n]|\.(?:\s|$)|, (?:see|or|of)\b| (?:begins|brings|shows|lists|has|wrote|what|on)\b|$)"
)
ADVICE = re.compile(rf"fibrolog (?P<line>[a-z-](?:[^;)`\n.]|\.(?=\S))*?){_END}")
OPTION = re.compile(r"type (?P<line>--[a-z-]+ (?:'[^']*'|[^\s;.]+))")
KNOWN = {" ".join(words): command for words, command in commands(get_command(app)) if words}


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    """A diary in which there is something to be advised about."""
    fibrolog("add", "neck", "5", "--at", "2026-11-19 22:00").saved()
    fibrolog("add", "calf", "l", "7", "3m").saved()
    fibrolog("took", "heat").saved()
    fibrolog("remedies", "add", "qa $(touch pwned) 'it`s' \"x\"").saved()
    fibrolog("remedies", "add", "amitriptyline").saved()
    fibrolog("regions", "add", "eyelid").saved()
    return fibrolog


# Lines that are refused or remarked upon, and how the advice that follows them ends.
TYPED: list[tuple[list[str], int]] = [
    (["report", "weekly"], 0),
    (["report", "14"], 0),
    (["report", "14", "--region", "lower back"], 0),
    (["report", "november"], 0),
    (["report", "last month"], 0),
    (["report", "all"], 0),
    (["report", "monday"], 0),
    (["report", "3 days ago", "--region", "calf"], 0),
    (["list", "cramp's"], 0),
    (["list", "7", "--kind", "spasm", "--region", "calf"], 0),
    (["list", "--limit", "1", "--region", "neck", "--region", "calf", "--days", "30"], 0),
    (["clf", "7"], 0),
    (["clf", "7", "and", "more"], 0),
    (["magnesium", "400mg"], 0),
    (["magnesium", "with", "food"], 0),
    (["report", "--why", "qa $(touch pwned) 'it`s' \"x\""], 0),
    (["remedies", "hide", "qa $(touch pwned) 'it`s' \"x\""], 0),
    (["regions", "hide", "jaw"], 0),
    (["finish", "e2", "--side", "right", "--intensity", "6", "--note", "it's $(touch pwned)"], 0),
    (["finish", "e2", "--intensity", "6", "--no-woke"], 0),
    (["delete", "e2", "u1"], 0),
    (["delete", "e2", "--yes"], 0),
    (["none", "today"], 0),
    (["add"], 0),
    (["took"], 0),
    (["took", "willow bark"], 0),
    (["add", "ellbow"], 0),
    (["trial", "today"], 0),
    (["trial", "report"], 0),
    (["add", "calf", "--db", "x.db"], 0),
    (["show", "e1", "e2"], 0),
]  # fmt: skip


def advised(said: Outcome) -> list[str]:
    return [found["line"] for found in ADVISED.finditer(said.err + said.out)]


@pytest.mark.parametrize(("typed", "code"), TYPED, ids=lambda typed: str(typed)[:60])
def test_a_command_that_is_advised_works_as_it_stands(
    diary: Program, typed: list[str], code: int
) -> None:
    lines = advised(diary(*typed))

    assert lines
    for line in lines:
        done = diary(*shlex.split(line))
        assert done.code == code, (line, done)
    assert not (diary.diary.parent / "pwned").exists()
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["report", "14", "--region", "calf"], "report --region calf --days 14"),
        (["list", "cramp", "--kind", "spasm"], "list --kind spasm --search cramp"),
        (["list", "--days", "30", "--limit", "1"], "list --days 30 --limit 3"),
        (["clf", "l", "7"], "add calf l 7"),
        (["finish", "e2", "--side", "both"], "edit e2 --side both"),
    ],
)
def test_advice_keeps_all_that_was_typed(diary: Program, typed: list[str], kept: str) -> None:
    assert advised(diary(*typed)) == [kept]


@pytest.mark.parametrize(
    "typed",
    [*(typed for typed, _ in TYPED if "--db" not in typed), [], ["delete", "e1", "u1", "--yes"],
     ["report"], ["report", "--plain"], ["took", "heat", "--dose", "25:00"]],
    ids=lambda typed: str(typed)[:60],
)  # fmt: skip
def test_advice_about_a_diary_that_was_named_names_it(
    fibrolog: Program, tmp_path: Path, typed: list[str]
) -> None:
    fibrolog("add", "calf", "l", "7").saved()
    mine = fibrolog.diary.read_bytes()
    other = ["--db", str(tmp_path / "a sister's diary.db")]
    fibrolog(*other, "add", "neck", "5", "--at", "2026-11-19 22:00").saved()
    fibrolog(*other, "add", "calf", "l", "7", "3m").saved()
    fibrolog(*other, "took", "heat").saved()
    fibrolog(*other, "remedies", "add", "qa $(touch pwned) 'it`s' \"x\"").saved()

    said = fibrolog(*other, *typed)

    lines = [line for line in advised(said) if not line.startswith(("demo", "--help"))]
    lines = [line for line in lines if not line.endswith("--help")]
    for line in lines:
        words = shlex.split(line)
        assert words[:2] == other, said
        assert fibrolog(*words).code in (0, 1, 3)
    assert fibrolog.diary.read_bytes() == mine


def test_the_advice_to_undo_brings_back_what_was_deleted(fibrolog: Program, tmp_path: Path) -> None:
    other = ["--db", str(tmp_path / "other.db")]
    fibrolog("add", "calf").saved()
    fibrolog(*other, "add", "neck").saved()

    line, again = advised(fibrolog(*other, "delete", "e1", "--yes"))
    fibrolog(*shlex.split(line)).saved()

    assert again == shlex.join([*other, "restore", "e1"])
    assert [row["region"] for row in fibrolog.rows()] == ["calf"]
    assert len(fibrolog.json(*other, "list")) == 1


def test_an_empty_report_advises_what_begins_that_diary(fibrolog: Program, tmp_path: Path) -> None:
    other = ["--db", str(tmp_path / "other.db")]
    fibrolog(*other, "took", "heat").saved()

    for form in ([], ["--plain"]):
        # However a narrow terminal breaks so long a name.
        said = "".join(fibrolog(*other, "report", *form).saved().split())
        assert f"fibrolog{''.join(other)}addcalfl7" in said


def test_what_a_person_wrote_is_no_advice(fibrolog: Program, tmp_path: Path) -> None:
    other = ["--db", str(tmp_path / "other.db")]

    said = fibrolog(*other, "took", "heat", "--note", "it's fibrolog undo").saved()

    assert "“it's fibrolog undo”" in said
    assert "note: it's fibrolog undo\n" in fibrolog(*other, "show", "u1").saved()
    assert "'fibrolog list'" in fibrolog(*other, "add", "calf", "--at", "fibrolog list").refused(2)


def test_advice_does_not_name_a_diary_that_needs_no_name(fibrolog: Program) -> None:
    assert "--db" not in fibrolog().saved()


def test_the_limit_that_is_advised_shows_everything(diary: Program) -> None:
    [line] = advised(diary("list", "--limit", "1"))

    assert len(diary.json(*shlex.split(line))) == 3


def test_two_answers_to_which_days_are_never_advised(diary: Program) -> None:
    assert "leave it out" in diary("report", "--days", "7", "monday").refused(2)


@pytest.mark.parametrize(
    ("now", "typed", "instead"),
    [
        ("2026-01-10T12:00:00+01:00", "31 Dec 23:50", ["2025-12-31 23:50"]),
        ("2026-01-10T12:00:00+01:00", "on Dec 31 at 11pm", ["on 2025-12-31 at 11pm"]),
        ("2026-01-10T12:00:00+01:00", "31 Dec", ["2025-12-31"]),
        ("2026-11-22T03:12:00+01:00", "03/04/2026 14:30", ["2026-03-04 14:30", "2026-04-03 14:30"]),
        ("2026-11-22T03:12:00+01:00", "29 Feb 14:30", ["2024-02-29 14:30"]),
        ("2026-11-22T03:12:00+01:00", "Mon 20 Nov 3am", ["2026-11-20 3am"]),
        ("2026-11-22T03:12:00+01:00", "20/11/25 3am", ["2025-11-20 3am", "2020-11-25 3am"]),
    ],
)
def test_a_day_that_is_advised_keeps_the_time_of_day(
    fibrolog: Program, now: str, typed: str, instead: list[str]
) -> None:
    sentence = fibrolog("add", "calf", "--at", typed, now=now).refused(2)

    for one in instead:
        assert shlex.quote(one) in sentence
        fibrolog("add", "calf", "--at", one, now=now).saved()


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        (["calf", "--note", "cold", "damp", "night"], ["--note", "cold damp night"]),
        (["--note", "cold", "night", "calf", "7"], ["--note", "cold night"]),
        (["calf", "--note=it's", "damp"], ["--note", "it's damp"]),
        (["calf", "--took", "vitamin", "d"], ["--took", "vitamin d"]),
        (["calf", "--at", "2", "hours", "ago"], ["--at", "2 hours ago"]),
    ],
)
def test_quotes_are_advised_where_they_help(
    fibrolog: Program, typed: list[str], whole: list[str]
) -> None:
    found = OPTION.findall(fibrolog("add", *typed).refused(2).replace("'\"'\"'", "\N{BULLET}"))

    assert [shlex.split(one.replace("\N{BULLET}", "'\"'\"'")) for one in found] == [whole]
    fibrolog("add", "calf", *whole).saved()


@pytest.mark.parametrize(
    "typed",
    [
        ["calf", "11", "--took", "heat"],
        ["clf", "--note", "cold"],
        ["calf", "--note", "cold", "--side", "up"],
        ["calf", "--at", "soon", "--trigger", "cold"],
    ],
)
def test_quotes_are_not_advised_where_they_do_not(fibrolog: Program, typed: list[str]) -> None:
    assert "if it belongs to" not in fibrolog("add", *typed).refused(2)


@pytest.mark.parametrize("word", ["and", "the", "last", "for", "with", "not"])
def test_a_word_that_links_others_is_not_proposed_as_a_region(fibrolog: Program, word: str) -> None:
    assert "regions add" not in fibrolog("add", "calf", word).refused(2)


def texts() -> list[str]:
    """Return every text in the program, with what is filled in later as `{}`."""
    found = []
    for module in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    str(part.value) if isinstance(part, ast.Constant) else "{}"
                    for part in node.values
                )
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


def test_every_command_and_option_that_is_named_anywhere_is_there() -> None:
    named = [found["line"] for text in texts() for found in ADVICE.finditer(text)]
    checked = 0
    for line in named:
        words = [word for word in line.split() if word != "{}"]
        if not words or words[0] not in COMMANDS:
            continue
        command = KNOWN.get(" ".join(words[:2]), KNOWN[words[0]])
        options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        for option in (word for word in words if word.startswith("--") and word != "--{}"):
            assert option.partition("=")[0] in {*options, "--help", "--plain"}, line
        checked += 1
    assert checked > 60


EXAMPLES = [
    line
    for text in texts()
    for line in re.findall(r"^    fibrolog (.+)$", text, re.MULTILINE)
    if "import" not in line and "demo" not in line
]


@pytest.mark.parametrize("line", sorted(set(EXAMPLES)))
def test_the_examples_of_the_help_pages_are_understood(
    diary: Program, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = diary(*shlex.split(line))

    # What needs an answer, another entry or the end of a trial says so; it is understood.
    assert (
        done.code in (0, 1, 3) or "Off a terminal" in done.err or "never been used" in done.err
    ), done
