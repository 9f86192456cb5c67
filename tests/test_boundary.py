"""The one error boundary: every refusal is one sentence on stderr, with its exit code."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program


@pytest.fixture
def fibrolog(beginner: Program) -> Program:
    """The program without anything prepared: it creates the diary itself."""
    return beginner


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["addd", "calf"], "type add"),
        (["frobnicate"], "fibrolog --help"),
        (["--nonsense"], "--nonsense"),
        (["list", "--db", "x.db"], "before the command"),
        (["list", "--limit", "many"], "many"),
        (["list", "extra"], "extra"),
        (["show", "e1", "e2"], "e2"),
        (["add", "calf", "-7"], "-7"),
        (["--db"], "--db"),
    ],
)
def test_a_line_that_makes_no_sense_is_one_sentence(
    fibrolog: Program, line: list[str], named: str
) -> None:
    assert named in fibrolog(*line).refused(2)
    assert not fibrolog.diary.exists()


def test_control_characters_in_a_refused_word_are_shown_as_text(fibrolog: Program) -> None:
    sentence = fibrolog("add", "calf", "\x1b[31mx\nSaved e9: spasm").refused(2)

    assert "\x1b" not in sentence


def test_an_interrupt_is_one_sentence_and_130(fibrolog: Program) -> None:
    import sqlite3

    fibrolog("add", "calf").saved()
    holder = sqlite3.connect(fibrolog.diary, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")  # keeps the program waiting
    with subprocess.Popen(
        [sys.executable, "-m", "fibrolog", "add", "neck"],
        env=fibrolog.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        holder.close()
        out, err = process.communicate(timeout=30)

    assert process.returncode == 130, err
    assert err.count("\n") <= 1
    assert "Traceback" not in err
    assert out == "" or "Saved" in out


def test_the_module_and_the_command_are_the_same_program(fibrolog: Program) -> None:
    from importlib.metadata import entry_points

    [command] = entry_points(group="console_scripts", name="fibrolog")

    assert command.value == "fibrolog.__main__:main"
    assert fibrolog("--version").saved().startswith("fibrolog ")


@pytest.mark.parametrize(
    "line",
    [
        ["add", "c\udcff"],
        ["add", "calf", "--trigger", "c\udcff"],
        ["add", "calf", "--at", "c\udcff"],
        ["took", "c\udcff"],
        ["took", "heat", "--dose", "1\udcff"],
        ["none", "--note", "c\udcff"],
        ["list", "--search", "c\udcff"],
        ["list", "--region", "c\udcff"],
        ["show", "e\udcff"],
        ["remedies", "add", "c\udcff"],
        ["remedies", "rename", "c\udcff", "x"],
        ["remedies", "rename", "heat", "c\udcff"],
        ["regions", "hide", "c\udcff"],
        ["report", "--why", "c\udcff"],
        ["export", "--only", "c\udcff"],
        ["c\udcff"],
    ],
)
def test_bytes_that_are_not_utf8_are_refused_in_one_sentence(
    fibrolog: Program, line: list[str]
) -> None:
    fibrolog("took", "heat").saved()

    fibrolog(*line).refused(2)


def test_numbers_beyond_what_a_diary_holds_are_refused(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()

    fibrolog("list", "--limit", "9" * 30).refused(2)
    fibrolog("show", "e" + "9" * 30).refused(3)
    fibrolog("show", "e\u0661").refused(2)


@pytest.mark.parametrize("command", ["add calf", "list", "export", "export -o -", "report"])
def test_a_closed_standard_output_is_said_in_a_sentence(fibrolog: Program, command: str) -> None:
    fibrolog("took", "heat").saved()
    shell = f"'{sys.executable}' -m fibrolog {command} >&-"

    done = subprocess.run(
        ["bash", "-c", shell], env=fibrolog.environment, capture_output=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith(b"The output could not be written (")
    assert done.stderr.count(b"\n") == 1


def test_a_path_that_cannot_be_is_named_and_nothing_is_claimed(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    sentence = make_program(tmp_path / ("x" * 300))("add", "calf").refused(1)

    assert "cannot be used" in sentence
