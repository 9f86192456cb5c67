"""`--plain`, read as a screen reader reads it: line after line, without position or colour."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fibrolog.cli.root import COMMANDS
from tests.conftest import NOW, Program
from tests.test_prompts import read_until, started

pty = pytest.importorskip("pty", reason="pseudo-terminals exist on POSIX only")

# Every screen of the program, in an order in which each has something to show.
SCREENS = [
    ["add", "calf", "l", "7", "3m", "x4", "--woke", "--sign", "numbness", "--trigger", "cold room"],
    ["took", "magnesium", "400mg,", "heat", "--for", "last", "--relief", "some"],
    ["none", "2026-11-10", "--to", "2026-11-12"],
    ["finish", "e1", "--note", "after a walk"],
    ["list"],
    ["show", "e1"],
    ["show", "u1"],
    ["edit", "e1", "--side", "right", "--intensity", "6"],
    ["delete", "u2", "--yes"],
    ["undo"],
    ["undo", "--redo"],
    ["restore", "u2"],
    ["history"],
    ["history", "e1"],
    ["report"],
    ["report", "--all"],
    ["report", "--why", "magnesium"],
    ["trial"],
    ["trial", "start", "heat", "--pairs", "6", "--days", "1"],
    ["trial"],
    ["trial", "status"],
    ["trial", "stop"],
    ["export", "-o", "out.csv"],
    ["import", "out.csv", "--dry-run"],
    ["import", "out.csv"],
    ["remedies"],
    ["remedies", "add", "amitriptyline"],
    ["remedies", "rename", "amitriptyline", "ami"],
    ["remedies", "hide", "ami"],
    ["regions"],
    ["regions", "add", "scalp", "--no-sides"],
    ["backup", "copy.db"],
    ["check"],
    ["info"],
    ["guide"],
    ["guide", "urgent"],
    ["demo"],
]


@pytest.fixture
def here(fibrolog: Program) -> Program:
    """The program with an entry, run where the diary is."""
    fibrolog("add", "neck", "5", "--at", "2026-11-21 22:00").saved()
    return replace(
        fibrolog,
        environment=fibrolog.environment | {"FIBROLOG_NOW": NOW},
        folder=fibrolog.diary.parent,
    )


def on_a_screen(
    program: Program, arguments: Sequence[str], columns: int, **environment: str
) -> str:
    """Return what a terminal of some width is sent."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color"}
    with Path(os.devnull).open("rb") as nothing:
        streams = [nothing.fileno(), theirs, theirs]
        ended = started(program, arguments, program.environment | size | environment, streams)
        os.close(theirs)
        screen = read_until(ours, None)
    os.close(ours)
    assert ended() == 0, screen
    return screen


def drawn(text: str) -> set[str]:
    """Return what is drawn with rather than read: lines, blocks and figures."""
    return {letter for letter in text if 0x2500 <= ord(letter) <= 0x25FF}


def sounds(line: str) -> bool:
    """Tell whether a line says something by itself: a sentence, or a fact with its name."""
    return bool(re.search(r"[.?!]$|: \S|:$|^To .*: fibrolog", line))


def test_every_command_has_a_screen_here() -> None:
    assert {screen[0] for screen in SCREENS} == set(COMMANDS)


@pytest.mark.parametrize("where", ["pipe", "terminal"])
def test_every_screen_can_be_heard(here: Program, where: str) -> None:
    for screen in SCREENS:
        if where == "terminal":
            shown = on_a_screen(here, [*screen, "--plain"], 3000).replace("\r\n", "\n")
        else:
            done = here(*screen, "--plain")
            assert done.code == 0, done
            shown = done.out + done.err
        assert shown, screen
        assert "\x1b" not in shown, screen
        assert not drawn(shown), (screen, drawn(shown))
        assert "\t" not in shown, screen
        for line in shown.splitlines():
            assert line == line.strip(), (screen, line)
            assert "  " not in line, (screen, line)
            assert sounds(line), (screen, line)
            if screen[0] != "show":
                assert not re.search(r"\b\d+/10\b|\bx\d\b", line), (screen, line)


@pytest.mark.parametrize(
    "screen", [["list"], ["show", "e1"], ["report"], ["history"], ["remedies"], ["guide"]]
)
def test_plain_may_stand_before_a_command_after_it_or_in_the_environment(
    here: Program, screen: list[str]
) -> None:
    after = here(*screen, "--plain").saved()

    assert here("--plain", *screen).saved() == after
    assert here(*screen, FIBROLOG_PLAIN="1").saved() == after


def test_a_note_that_says_plain_is_a_note(here: Program) -> None:
    assert "“--plain”" in here("add", "calf", "7", "--note", "--plain").saved()


@pytest.mark.parametrize(
    "command", [["report"], ["remedies"], ["guide"], ["guide", "words"], ["list"]]
)
def test_a_narrow_screen_breaks_no_word(here: Program, command: list[str]) -> None:
    wide = here(*command, "--plain").saved().split()
    screen = on_a_screen(here, [*command, "--plain"], 50)

    assert max(len(line) for line in screen.splitlines()) <= 50
    assert screen.split() == wide


@pytest.mark.parametrize(
    "command", [["list"], ["report"], ["remedies"], ["guide"], ["guide", "words"], ["demo"]]
)
def test_without_colour_nothing_is_coloured(here: Program, command: list[str]) -> None:
    coloured = re.compile(r"\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9\d|10\d)[\d;]*m")

    assert not coloured.search(on_a_screen(here, command, 80, NO_COLOR="1"))


@pytest.mark.parametrize(
    "command", [["list"], ["report", "--all"], ["remedies"], ["guide"], ["demo"], ["--help"]]
)
def test_a_dumb_terminal_gets_no_codes(here: Program, command: list[str]) -> None:
    assert "\x1b" not in on_a_screen(here, command, 80, TERM="dumb")


def test_no_bar_moves_where_plain_text_was_asked_for(here: Program) -> None:
    for command in (["report", "--all"], ["export", "-o", "x.csv"], ["import", "x.csv"]):
        screen = on_a_screen(here, command, 80, FIBROLOG_PLAIN="1")
        assert "\x1b" not in screen
        assert "\r" not in screen.replace("\r\n", "")


def test_the_list_fits_and_wide_letters_count_twice(here: Program) -> None:
    here("add", "neck", "--note", "夜中に首がつって目が覚めた " * 3 + "x" * 60).saved()

    for columns in ("80", "50", "30"):
        for line in here("list", COLUMNS=columns).saved().splitlines():
            wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
            assert len(line) + wide <= int(columns), line
