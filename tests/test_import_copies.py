"""What an import copies to read it: private from the first byte, and never left behind for long."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import faults, own_files
from tests.conftest import Program

LINES = 4000


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def sources(fibrolog: Program, tmp_path: Path) -> dict[str, tuple[list[str], bytes]]:
    """Commands that import what has to be copied to be read."""
    lines = [own_files.line(number, note="secret") for number in range(LINES)]
    file = own_files.written(tmp_path / "f.csv", *lines)
    other = tmp_path / "other.db"
    fibrolog("--db", str(other), "import", str(file)).saved()
    return {"pipe": (["import", "-"], file.read_bytes()), "diary": (["import", str(other)], b"")}


def started(program: Program, command: list[str], temporary: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "fibrolog", *command],
        env=program.environment | faults.BERLIN | {"TMPDIR": str(temporary)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def everything(folder: Path) -> Iterator[Path]:
    return folder.rglob("*")


@pytest.mark.parametrize("source", ["pipe", "diary"])
def test_a_killed_import_leaves_nothing_others_can_read_and_the_next_one_clears_it(
    fibrolog: Program,
    temporary: Path,
    tmp_path: Path,
    sources: dict[str, tuple[list[str], bytes]],
    source: str,
) -> None:
    command, stdin = sources[source]
    process = started(fibrolog, command, temporary)
    assert process.stdin is not None
    if source == "pipe":
        process.stdin.write(stdin[: len(stdin) // 2])
        process.stdin.flush()
    modes: set[int] = set()
    while not any(path.is_file() and path.stat().st_size for path in everything(temporary)):
        modes |= seen(temporary)
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)
    modes |= seen(temporary)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    [left] = temporary.iterdir()
    assert modes | seen(temporary) <= {0o700, 0o600}
    assert stat.S_IMODE(left.stat().st_mode) == 0o700

    small = own_files.written(tmp_path / "small.csv", own_files.line(note="x"))
    fibrolog("import", str(small), TMPDIR=str(temporary)).saved()

    assert list(temporary.iterdir()) == []


def seen(folder: Path) -> set[int]:
    """Return the permissions of all that is in a folder."""
    found = set()
    for path in everything(folder):
        try:
            found.add(stat.S_IMODE(path.stat().st_mode))
        except FileNotFoundError:  # a journal that is gone again
            continue
    return found


def test_an_import_clears_only_what_another_left_behind(
    fibrolog: Program, temporary: Path, tmp_path: Path
) -> None:
    stale = temporary / "fibrolog-import-0a1b2c_d"
    running = temporary / "fibrolog-import-abcdefgh"
    others = [
        temporary / name
        for name in ("fibrolog-import-", "fibrolog-import-my notes", "fibrolog-abcdefgh", "x")
    ]
    for folder in (stale, running, *others):
        folder.mkdir(0o700)
        (folder / "copy").write_text("secret")
    target = tmp_path / "mine"
    target.mkdir()
    (target / "kept").touch()
    linked = temporary / "fibrolog-import-linkedto"
    linked.symlink_to(target)
    file = temporary / "fibrolog-import-somefile"
    file.touch()
    held = os.open(running, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        text = own_files.written(tmp_path / "f.csv", own_files.line(1)).read_bytes()
        fibrolog("import", "-", stdin=text, TMPDIR=str(temporary)).saved()
    finally:
        os.close(held)

    assert set(temporary.iterdir()) == {running, *others, linked, file}
    assert (target / "kept").exists()
    assert (running / "copy").read_text() == "secret"
