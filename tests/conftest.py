"""What most tests share: the program as a real process, with a diary and a clock of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from fibrolog.storage.file import create
from tests.forked import ROOT, Starter
from tests.strategies import examples

# A Sunday night, 3 a.m., in pain.
NOW = "2026-11-22T03:12:00+01:00"
WRITING = {"add", "took", "none", "remedies", "regions"}

# How fast an example is says how busy the machine is.
settings.register_profile("fibrolog", deadline=None, print_blob=True, max_examples=examples(100))
settings.load_profile("fibrolog")


def pytest_configure() -> None:
    """Let every process that the tests start be of this checkout, and one that Ctrl-C ends.

    Who starts the tests in the background ignores Ctrl-C for all of them. A process that handles
    it, be it by doing nothing, does not hand that on.
    """
    os.environ["PYTHONPATH"] = str(ROOT)
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)


@dataclass(frozen=True)
class Outcome:
    """What one run of the program left behind."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        # A defect is told in a sentence as well, which no test may take for a refusal.
        assert "fault in fibrolog" not in self.err, self.err

    def saved(self) -> str:
        """Return what a run that must have worked printed."""
        assert (self.code, self.err) == (0, ""), self
        return self.out

    def refused(self, code: int) -> str:
        """Return the one sentence of a run that must have been refused."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err


@dataclass(frozen=True)
class Program:
    """fibrolog with one diary; every call is a process of its own.

    Attributes:
        blank: an empty diary that is put in place before the first command that writes; without
            one that command creates it.
        folder: where the processes run, None for this one's.
        starter: starts the processes where they are loaded already; without one each is Python
            started anew.
    """

    diary: Path
    environment: dict[str, str]
    blank: Path | None = None
    starter: Starter | None = None
    folder: Path | None = None

    def __call__(
        self,
        *arguments: str,
        now: str = NOW,
        tz: str = "Europe/Berlin",
        stdin: bytes = b"",
        **environment: str,
    ) -> Outcome:
        if self.blank and set(arguments[:1]) & WRITING and not self.diary.exists():
            self.diary.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copy(self.blank, self.diary)
        whole = self.environment | {"FIBROLOG_NOW": now, "TZ": tz} | environment
        if self.starter and self.starter.can_start(whole):
            code, out, err = self.starter.run(arguments, whole, stdin, self.folder)
            return Outcome(code, out.decode(), err.decode())
        done = subprocess.run(
            [sys.executable, "-m", "fibrolog", *arguments],
            env=whole,
            cwd=self.folder,
            capture_output=True,
            input=stdin,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def rows(self) -> list[dict[str, str]]:
        """Return every entry, as the CSV export has it."""
        return list(csv.DictReader(io.StringIO(self("export").saved(), newline="")))

    def json(self, *arguments: str) -> Any:
        """Return what a command with `--json` printed."""
        return json.loads(self(*arguments, "--json").saved())


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty diary."""
    path = tmp_path_factory.mktemp("blank") / "diary.db"
    create(path)
    return path


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """What starts the program where it is loaded already."""
    made = Starter()
    yield made
    made.close()


@pytest.fixture
def fibrolog(beginner: Program, blank: Path, starter: Starter) -> Program:
    """The program, with a diary that is empty once it is written to."""
    return replace(beginner, blank=blank, starter=starter)


@pytest.fixture(scope="session")
def settled(blank: Path, starter: Starter) -> Callable[[Path], Program]:
    """Return the program with a diary of this path, whose folder is its home.

    For what is written once and then copied, or only looked at, by many tests.
    """
    return lambda path: Program(path, environment_of(path.parent, path), blank, starter)


@pytest.fixture
def beginner(tmp_path: Path) -> Program:
    """The program, with a diary that does not exist yet and nothing of the tester's own."""
    diary = tmp_path / "diary" / "diary.db"
    return Program(diary, environment_of(tmp_path, diary))


def environment_of(home: Path, diary: Path) -> dict[str, str]:
    """Return all that a process of the program needs to know."""
    kept = ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"HOME": str(home), "FIBROLOG_DB": str(diary), "PYTHONUTF8": "1"}
    # Wherever it runs, it is what is tested that runs, and not what may be installed.
    return environment | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def make_program(fibrolog: Program) -> Callable[[Path], Program]:
    """Return the program with another diary."""
    return lambda path: replace(
        fibrolog,
        diary=path,
        environment=fibrolog.environment | {"FIBROLOG_DB": str(path)},
        blank=None,
    )


@pytest.fixture
def tell(fibrolog: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Outcome]]:
    """Run commands in this process, where hundreds are affordable."""
    from fibrolog.cli import run

    def told(*command: str | Path, diary: Path = fibrolog.diary) -> Outcome:
        monkeypatch.setenv("FIBROLOG_DB", str(diary))
        out, err = io.StringIO(newline=""), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            # In a context of its own, so that a `--plain` ends with its command.
            code = copy_context().run(run, list(map(str, command)))
        return Outcome(code, out.getvalue(), err.getvalue())

    for name, value in {"FIBROLOG_NOW": NOW, "TZ": "Europe/Berlin", "COLUMNS": "400"}.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield told
    monkeypatch.undo()
    time.tzset()
