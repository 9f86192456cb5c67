"""The processes that the tests start are what they take them for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.conftest import Program
from tests.forked import ROOT
from tests.test_prompts import on_a_terminal

_SEEN = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


def test_it_is_this_checkout_that_runs_wherever_it_is_started(
    fibrolog: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    look = [sys.executable, "-c", "import fibrolog; print(fibrolog.__file__)"]
    ours = str(ROOT / "fibrolog" / "__init__.py")

    for environment in (fibrolog.environment, None):
        done = subprocess.run(look, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == ours
    assert fibrolog.starter is not None
    assert fibrolog.starter.can_start(fibrolog.environment)


def test_ctrl_c_ends_what_is_started_though_the_tests_were_started_ignoring_it() -> None:
    script = f"""
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
from tests.conftest import pytest_configure
pytest_configure()
subprocess.run([sys.executable, "-c", {_SEEN!r}])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "True\n"


def test_no_example_fails_because_a_machine_is_busy() -> None:
    assert settings(max_examples=1).deadline is None


def test_a_copy_has_the_folder_streams_and_terminal_of_a_start(
    fibrolog: Program, tmp_path: Path
) -> None:
    assert fibrolog.starter is not None
    copied = fibrolog.starter.run(
        ["demo", "--keep", "here.db"], fibrolog.environment, folder=tmp_path
    )

    assert copied[0] == 0
    assert (tmp_path / "here.db").exists()
    code, screen = on_a_terminal(fibrolog, ["--version"])
    assert (code, screen.strip()) == (0, fibrolog("--version").saved().strip())
