"""What is asked on a terminal, through a real one."""

from __future__ import annotations

import codecs
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.conftest import NOW, Program

pty = pytest.importorskip("pty", reason="pseudo-terminals exist on POSIX only")
_PATIENCE_S = 10


def on_a_terminal(
    program: Program,
    command: Sequence[str],
    answers: Sequence[tuple[str, str]] = (),
    *,
    now: str = NOW,
    columns: int = 80,
    tz: str = "Europe/Berlin",
    result: Path | None = None,
) -> tuple[int, str]:
    """Run a command, give each answer when its question has come, and return code and screen.

    With `result` the standard output goes into that file, as with `>` in a shell.
    """
    size = {"TERM": "xterm", "COLUMNS": str(columns)}
    environment = program.environment | {"FIBROLOG_NOW": now, "TZ": tz} | size
    ours, theirs = pty.openpty()
    with nullcontext() if result is None else result.open("wb") as file:
        out = theirs if file is None else file.fileno()
        ended = started(program, command, environment, [theirs, out, theirs])
        os.close(theirs)
        screen = ""
        try:
            for question, answer in answers:
                screen += read_until(ours, question)
                os.write(ours, answer.encode("utf-8", "surrogateescape"))
            screen += read_until(ours, None)
        finally:
            os.close(ours)  # which ends whoever still waits for an answer
            code = ended()
    return code, screen


def started(
    program: Program, command: Sequence[str], environment: dict[str, str], streams: Sequence[int]
) -> Callable[[], int]:
    """Start a command with these streams, and return what waits for its exit code."""
    starter = program.starter
    if starter is not None and starter.can_start(environment):
        starter.start(command, environment, streams, program.folder)
        return starter.wait
    stdin, out, err = streams
    process = subprocess.Popen(
        [sys.executable, "-m", "fibrolog", *command],
        env=environment, cwd=program.folder, stdin=stdin, stdout=out, stderr=err,
        start_new_session=True,
        preexec_fn=make_controlling_terminal if os.isatty(stdin) else None,  # noqa: PLW1509 -- the tests have no threads
    )  # fmt: skip
    return process.wait


def make_controlling_terminal() -> None:
    """Let Ctrl-C reach the program, as it does in a shell."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_until(terminal: int, wanted: str | None) -> str:
    """Return what the terminal shows up to some words, or to its end."""
    seen, deadline = "", time.monotonic() + _PATIENCE_S
    decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end within a letter
    while wanted is None or wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"{wanted!r} did not come: {seen!r}"
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other end is closed
            return seen
        if not piece:
            return seen
        seen += decoder.decode(piece)
    return seen


def test_finish_asks_only_what_is_missing_and_asks_again_when_it_did_not_understand(
    fibrolog: Program,
) -> None:
    fibrolog("add", "neck", "5").saved()

    code, screen = on_a_terminal(
        fibrolog,
        ["finish"],
        [("both?", "upper\r"), ("both?", "l\r"), ("How long?", "\r"), ("wake you?", "y\r")],
    )

    assert code == 0, screen
    assert "'upper' is not known" in screen
    assert "How bad" not in screen
    [row] = fibrolog.rows()
    assert (row["side"], row["duration_s"], row["woke"]) == ("left", "", "yes")


def test_an_interrupt_at_a_question_saves_nothing(fibrolog: Program) -> None:
    fibrolog("add", "neck").saved()
    before = fibrolog.diary.read_bytes()

    code, screen = on_a_terminal(fibrolog, ["finish"], [("both?", "l\r"), ("How bad", "\x03")])

    assert code == 130, screen
    assert "Traceback" not in screen
    assert screen.endswith("\r\nNothing was saved.\r\n")
    assert fibrolog.diary.read_bytes() == before


@pytest.mark.parametrize(("answer", "left"), [("y\r", []), ("n\r", ["e1"]), ("\r", ["e1"])])
def test_delete_shows_what_it_would_remove_and_asks(
    fibrolog: Program, answer: str, left: list[str]
) -> None:
    fibrolog("add", "neck").saved()

    code, screen = on_a_terminal(fibrolog, ["delete", "e1"], [("Delete this?", answer)])

    assert code == 0
    assert "e1: spasm, neck" in screen
    assert [row["id"] for row in fibrolog.rows()] == left


def test_delete_asks_the_terminal_and_never_the_file_that_its_result_goes_to(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog("add", "neck", "5").saved()
    result = tmp_path / "result.txt"

    code, screen = on_a_terminal(
        fibrolog, ["delete", "e1"], [("Delete this?", "1\r")], result=result
    )

    assert code == 0
    assert "e1: spasm, neck" in screen
    assert result.read_text().splitlines()[0].startswith("Deleted e1: spasm, neck")
    assert "Delete this?" not in result.read_text()
    assert fibrolog.rows() == []
