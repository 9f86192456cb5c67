"""What TAB offers, asked through the real shells."""

from __future__ import annotations

import os
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import NOW, Program
from tests.test_prompts import make_controlling_terminal, read_until

pty = pytest.importorskip("pty", reason="pseudo-terminals exist on POSIX only")
HOSTILE = "\x1b[31m\n`touch pwned`$(touch pwned)';touch pwned;'\\$(touch pwned)\"|touch pwned #"
SHELLS = ["bash", "zsh", "fish"]


def need(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed here")
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, settled: Callable[[Path], Program]) -> Path:
    """A diary with entries and a trial, made once and copied."""
    write = settled(tmp_path_factory.mktemp("kept") / "diary.db")
    write("add", "neck", "5", "--at", "2026-11-20 22:00").saved()
    write("add", "calf", "l", "7", "--note", HOSTILE).saved()
    write("took", "vitamin d").saved()
    write("took", "vitamin d").saved()
    write("took", "heat").saved()
    write("trial", "start", "heat").saved()
    return write.diary


@pytest.fixture
def shells(fibrolog: Program, kept: Path, tmp_path: Path) -> Program:
    """The program as a command of that name, with entries, in the folder where shells start."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "fibrolog"
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m fibrolog \"$@\"\n")
    command.chmod(0o755)
    path = f"{folder}:{fibrolog.environment['PATH']}"
    fibrolog.diary.parent.mkdir(mode=0o700)
    shutil.copy(kept, fibrolog.diary)
    here = {"PATH": path, "FIBROLOG_NOW": NOW, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    return Program(fibrolog.diary, fibrolog.environment | here)


def offered(program: Program, *words: str, **more: str) -> dict[str, str]:
    """Return what the program itself answers a shell."""
    done = subprocess.run(
        [sys.executable, "-m", "fibrolog", *words],
        env=program.environment | {"_FIBROLOG_COMPLETE": "fish", "FIBROLOG_NOW": NOW} | more,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return dict(line.split("\t") for line in done.stdout.splitlines() if "\t" in line)


# --- what is offered --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        (["a"], ["add"], ["took"]),
        ([""], ["add", "took", "demo"], ["calf"]),
        (["help", "re"], ["report", "remedies"], ["add"]),
        (["ca"], ["calf"], ["add"]),
        (["calf", "l"], ["left"], ["calf"]),
        (["add", "CA"], ["calf"], ["neck"]),
        (["add", "char"], ["charley horse"], ["calf"]),
        (["add", "lower", "b"], ["back"], ["big toe"]),
        (["add", "calf", ""], ["left", "7", "3m"], ["neck"]),
        (["add", "calf", "l", "7", ""], ["3m"], ["left", "7"]),
        (["add", "calf", "--took", "ma"], ["magnesium", "malic acid"], ["heat"]),
        (["add", "calf", "--took=ma"], ["--took=magnesium"], ["magnesium"]),
        (["add", "--region", "lower-b"], ["lower-back"], ["calf"]),
        (["add", "--at", ""], ["now", "20m ago", "last night 3am", "monday"], ["calf"]),
        (["took", "magnesium", "400mg,", "h"], ["heat"], ["400mg"]),
        (["took", "vitamin", ""], ["d"], ["heat"]),
        (["took", "magnesium", ""], [], ["heat"]),
        (["list", "--re"], ["--region", "--remedy"], ["--search"]),
        (["list", "--region", "calf", "--re"], ["--region", "--remedy"], []),
        (["report", "--region", "calf", "--"], ["--month"], ["--region"]),
        (["report", "--why", "vit"], ["vitamin d"], ["heat"]),
        (["report", "--since", "y"], ["yesterday"], ["now"]),
        (["none", "3", "days"], ["days ago"], ["monday"]),
        (["show", "e"], ["e1", "e2"], ["u1"]),
        (["finish", ""], ["e1", "e2"], ["u1"]),
        (["took", "heat", "--for", "l"], ["last"], ["e1"]),
        (["remedies", "hide", "ep"], ["epsom bath"], ["heat"]),
        (["remedies", ""], ["add", "rename", "hide"], ["heat"]),
        (["trial", ""], ["start", "today", "status", "report", "stop"], ["heat"]),
        (["trial", "start", "ma"], ["magnesium", "malic acid"], ["heat"]),
        (["trial", "start", "heat", "--from", "to"], ["today", "tomorrow"], ["yesterday"]),
        (["trial", "report", ""], ["t1"], ["e1"]),
        (["guide", "f"], ["first steps", "files"], ["words"]),
        (["guide", "First", ""], ["steps"], ["files"]),
        (["--plain", "rep"], ["report"], ["add"]),
        (["add", "--", "-"], [], ["--at"]),
    ],
)
def test_what_fits_is_offered(
    shells: Program, words: list[str], some: list[str], none: list[str]
) -> None:
    found = offered(shells, *words)

    assert [word for word in some if word not in found] == []
    assert [word for word in none if word in found] == []


def test_remedies_come_with_the_most_used_first(shells: Program) -> None:
    assert list(offered(shells, "took", ""))[:2] == ["vitamin d", "heat"]


def test_an_id_says_which_entry_it_is(shells: Program) -> None:
    assert offered(shells, "show", "e")["e2"] == "left calf, Sunday 22 November 2026, 03:12"


def test_a_hidden_word_is_not_offered(shells: Program) -> None:
    shells("remedies", "hide", "heat").saved()

    assert "heat" not in offered(shells, "took", "h")


@pytest.mark.parametrize("option", [["export", "-o"], ["import"], ["backup"], ["--db"]])
def test_files_are_left_to_the_shell(shells: Program, option: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fibrolog", *option, ""],
        env=shells.environment | {"_FIBROLOG_COMPLETE": "fish"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "/\n"


# --- a diary that cannot be read --------------------------------------------------------------


def test_without_a_diary_the_first_words_are_offered_and_none_is_created(
    beginner: Program,
) -> None:
    assert "calf" in offered(beginner, "add", "ca")
    assert offered(beginner, "show", "e") == {}
    assert not beginner.diary.parent.exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def older(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [cut, emptied, older, folder_instead])
def test_a_spoilt_diary_is_left_as_it_is_without_a_word(
    shells: Program, spoil: Callable[[Path], None]
) -> None:
    spoil(shells.diary)
    before = shells.diary.read_bytes() if shells.diary.is_file() else b""

    assert offered(shells, "show", "e") == {}
    assert "calf" in offered(shells, "add", "ca")
    assert not shells.diary.is_file() or shells.diary.read_bytes() == before
    assert [one.name for one in shells.diary.parent.iterdir()] == [shells.diary.name]


def test_a_locked_diary_is_not_waited_for(shells: Program) -> None:
    holder = sqlite3.connect(shells.diary, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert offered(shells, "show", "e") == {}
    finally:
        holder.close()


# --- the real shells --------------------------------------------------------------------------

BASH = r"""
source <(fibrolog --show-completion bash)
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
compopt() { echo "files"; }
_fibrolog fibrolog
printf '%s\n' "${COMPREPLY[@]}"
"""


def bash(program: Program, *words: str) -> list[str]:
    done = subprocess.run(
        [need("bash"), "--norc", "-c", BASH, "fibrolog", "fibrolog", *words],
        env=program.environment, cwd=program.diary.parent, capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash_quotes_what_it_puts_on_the_line(shells: Program) -> None:
    assert bash(shells, "add", "ca") == ["calf"]
    assert bash(shells, "took", "vit") == [r"vitamin\ d"]
    assert bash(shells, "took", '"vit') == ["vitamin d"]
    assert bash(shells, "took", r"vitamin\ ") == [r"vitamin\ d"]
    assert bash(shells, "list", "--region", "=", "ca") == ["calf"]
    assert bash(shells, "export", "-o", "")[0] == "files"


def fish(program: Program, line: str) -> dict[str, str]:
    script = f"fibrolog --show-completion fish | source; complete -C {line!r}"
    done = subprocess.run(
        [need("fish"), "--no-config", "-c", script],
        env=program.environment, cwd=program.diary.parent, capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    return dict((f"{found}\t").split("\t")[:2] for found in done.stdout.splitlines())


def test_fish_shows_what_each_word_is(shells: Program) -> None:
    assert fish(shells, "fibrolog add ca") == {"calf": "legs"}
    assert fish(shells, "fibrolog show e")["e1"].startswith("neck, Friday 20 November 2026")
    assert "vitamin d" in fish(shells, "fibrolog took vit")
    assert set(fish(shells, "fibrolog took ")) >= {"heat", "magnesium"}


def typed(shell: str, program: Program, script: Path, keys: str, wanted: str) -> str:
    """Return the screen of an interactive shell after keys were typed."""
    start = {"bash": ["--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}[shell]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [need(shell), *start],
        env=program.environment | {"PS1": "ready> ", "COLUMNS": "200"},
        cwd=program.diary.parent, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
        preexec_fn=make_controlling_terminal,  # noqa: PLW1509 -- the tests have no threads
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            screen = read_until(ours, "ready>")
            os.write(ours, f". {script}\r".encode())
            screen += read_until(ours, "ready>")
            os.write(ours, b"bindkey '^I' complete-word 2>/dev/null; echo set''tled\r")
            screen += read_until(ours, "settled\r\n")
            os.write(ours, keys.encode())
            screen = read_until(ours, wanted)
        finally:
            os.close(ours)
            process.kill()
    return screen


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_writes_the_word_on_the_line(shells: Program, tmp_path: Path, shell: str) -> None:
    script = tmp_path / "completion"
    script.write_text(shells("--show-completion", shell).saved())

    assert "calf" in typed(shell, shells, script, "fibrolog add cal\t", "calf")
    assert typed(shell, shells, script, "fibrolog took vit\t", r"vitamin\ d")
    assert typed(shell, shells, script, 'fibrolog took "vit\t', '"vitamin d"')


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_lists_ids_with_what_they_are_and_runs_nothing(
    shells: Program, tmp_path: Path, shell: str
) -> None:
    script = tmp_path / "completion"
    script.write_text(shells("--show-completion", shell).saved())

    screen = typed(shell, shells, script, "fibrolog show e\t\t", "neck, Friday 20 November 2026")

    assert "left calf, Sunday 22 November 2026, 03:12" in screen
    assert not (shells.diary.parent / "pwned").exists()


def test_names_that_mean_something_to_a_shell_are_only_names(
    shells: Program, tmp_path: Path
) -> None:
    name = "$(touch pwned) `touch pwned` 'a' \"b\" \\ *"
    shells("remedies", "add", name).saved()

    assert name in offered(shells, "took", "$")
    for shell in SHELLS:
        if shutil.which(shell) is None:
            continue
        script = tmp_path / f"completion.{shell}"
        script.write_text(shells("--show-completion", shell).saved())
        if shell == "fish":
            fish(shells, "fibrolog took '$'")
        else:
            typed(shell, shells, script, "fibrolog took '$\t", "touch")
        assert not (shells.diary.parent / "pwned").exists(), shell


# What a name holds for a shell, each with another beginning.
NAMES = [
    "qa$(touch pwned)", "qb`touch pwned`", "qc it's", "qd two words", 'qe "double"',
    "qf wow! yes!!", "~qg home", "qh back\\slash", "qi (a) & b | c > d < e * ? [x] {y} # $HOME",
    "qj 'a' \"b\" $x `y` !z", "qk=eq:col", "ql %q @ ^ \u00e9 \u75db", "#qm", "!qn",
    "qo \\'mixed\\\" \\$", "qp ends'", 'qq ends"', "qr ends!", "qs ends\\",
]  # fmt: skip


def pressed(shell: str, program: Program, script: Path, lines: list[str]) -> list[list[str]]:
    """Return what reached the program for each line, after TAB and Enter in a real shell."""
    got = script.parent / "got"
    command = script.parent / "bin" / "fibrolog"
    command.write_text(
        f'#!/bin/sh\n[ -n "$_FIBROLOG_COMPLETE" ] && exec \'{sys.executable}\' -m fibrolog "$@"\n'
        f"printf '%s\\0' \"$@\" > '{got}.new'; mv '{got}.new' '{got}'\n"
    )
    start = {"bash": ["--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}[shell]
    settle = f". {script}; bindkey '^I' complete-word 2>/dev/null; echo set''tled\r"
    reached = []
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [need(shell), *start], env=program.environment | {"COLUMNS": "200"},
        cwd=program.diary.parent, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
        preexec_fn=make_controlling_terminal,  # noqa: PLW1509 -- the tests have no threads
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            os.write(ours, settle.encode())
            read_until(ours, "settled\r\n")
            for line in lines:
                os.write(ours, f"{line}\t\r".encode())
                deadline = time.monotonic() + 10
                while not got.exists() and time.monotonic() < deadline:
                    if select.select([ours], [], [], 0.02)[0]:
                        os.read(ours, 1 << 16)
                reached.append(got.read_text().split("\0")[:-1] if got.exists() else [])
                got.unlink(missing_ok=True)
        finally:
            os.close(ours)
            process.kill()
    return reached


@pytest.mark.parametrize("mark", ["", '"', "'"])
@pytest.mark.parametrize("shell", SHELLS)
def test_any_name_reaches_the_program_as_that_name_and_nothing_of_it_runs(
    shells: Program, tmp_path: Path, shell: str, mark: str
) -> None:
    need(shell)
    script = tmp_path / f"completion.{shell}"
    script.write_text(shells("--show-completion", shell).saved())
    # A person who opens a quotation mark and types an exclamation mark has to know what it does.
    names = [name for name in NAMES if (mark, name[0]) != ('"', "!")]
    lines = []
    for name in names:
        shells("remedies", "add", name).saved()
        begun = name[:2] if name[0] == "q" else name[:3]
        escape = "\\" if not mark and name[0] in "~#!" else ""
        lines.append(f"fibrolog took {mark}{escape}{begun}")

    assert pressed(shell, shells, script, lines) == [["took", name] for name in names]
    assert not (shells.diary.parent / "pwned").exists()


def test_in_the_middle_of_quotes_bash_is_offered_nothing(shells: Program) -> None:
    for typed in ('vit"am', "'vit'am", '"vit"am', "$'vit"):
        assert "".join(bash(shells, "took", typed)) == ""


def test_fish_completes_after_an_opening_quotation_mark(shells: Program) -> None:
    for mark in "\"'":
        assert "vitamin d" in fish(shells, f"fibrolog took {mark}vit")
        assert "vitamin d" in fish(shells, f"fibrolog took {mark}vitamin ")
    assert "vitamin d" in fish(shells, "fibrolog took vitamin\\ ")


# --- putting it in place ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shell", "file", "start"),
    [
        ("bash", ".config/fibrolog/completion.bash", ".bashrc"),
        ("zsh", ".config/fibrolog/completion.zsh", ".zshrc"),
        ("Fish", ".config/fish/completions/fibrolog.fish", None),
    ],
)
def test_installing_twice_is_installing_once(
    shells: Program, tmp_path: Path, shell: str, file: str, start: str | None
) -> None:
    first = shells("--install-completion", shell).saved()
    again = shells("--install-completion", shell).saved()

    assert first == again
    assert (tmp_path / file).read_text() == shells("--show-completion", shell).saved()
    if start is not None:
        assert (tmp_path / start).read_text().count("completion") == 1


def test_an_unknown_shell_is_refused_with_the_known_ones(shells: Program) -> None:
    assert "bash, zsh or fish" in shells("--install-completion", "tcsh").refused(2)
