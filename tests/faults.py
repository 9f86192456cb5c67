"""What the fault tests share: disks that fill up, calls that never return, files that rot."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import NOW, Outcome, Program
from tests.forked import Starter

# How often each fault strikes. 300 is the long run: 300 kills, and every system call in turn.
ROUNDS = int(os.environ.get("FIBROLOG_FAULT_ROUNDS", "40"))
EVERYTHING = ROUNDS >= 300
BERLIN = {"FIBROLOG_NOW": NOW, "TZ": "Europe/Berlin"}

# Whatever changes a file or a folder, or puts it on the disk.
_CHANGING = (
    "openat", "mkdir", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "link", "linkat",
    "unlink", "unlinkat", "rename", "renameat", "renameat2", "chmod", "fchmod", "fchown",
)  # fmt: skip
# Lets strace stop at the calls that are traced and at no others, which is three times as fast.
# It needs -f, and sends no signals.
_AT_TRACED_CALLS = ("-f", "--seccomp-bpf")


class Call(NamedTuple):
    """A system call of one command: the `number`th of its `name`, and the line strace wrote."""

    name: str
    number: int
    line: str


def strace() -> str:
    """Return where strace is, or skip the test."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed")
    command = [found, *_AT_TRACED_CALLS, "-o", os.devnull, "true"]
    tried = subprocess.run(command, capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("strace may not trace here")
    return found


def calls_about(folder: Path, program: Program, command: Sequence[str]) -> list[Call]:
    """Run the command and return its calls about the folder, and those that print its answer."""
    _, log = traced(program, command)
    calls: list[Call] = []
    seen = dict.fromkeys(_CHANGING, 0)
    for line in log:
        name = line.partition("(")[0]
        if name in seen:
            seen[name] += 1
            if str(folder) in line or line.startswith("write(1<"):
                calls.append(Call(name, seen[name], line))
    return calls


def struck(
    folder: Path, program: Program, command: Sequence[str], call: Call, fault: str
) -> Outcome | None:
    """Run the command with a fault at that call; None when the fault struck somewhere else.

    Which files Python opens at its start may change, and with it the number of a call.
    """
    outcome, log = traced(program, command, f"--inject={call.name}:{fault}:when={call.number}")
    hit = [line for line in log if "(INJECTED)" in line] or [
        line for line in log if re.match(r"\w+\(", line)
    ][-1:]
    about = hit and hit[0].startswith(f"{call.name}(")
    return outcome if about and (str(folder) in hit[0] or "write(1<" in hit[0]) else None


def traced(program: Program, command: Sequence[str], *options: str) -> tuple[Outcome, list[str]]:
    """Run a command under strace with these options, and return what strace wrote of it."""
    log = program.diary.parent.with_name("calls")
    watching = [strace(), "-y", f"--trace={','.join(_CHANGING)}", "-o", str(log), *options]
    environment = program.environment | BERLIN
    if program.starter and program.starter.can_start(environment):
        outcome = _attached(program.starter, command, environment, watching)
    else:
        outcome = _from_the_start(command, environment, watching, options)
    # With -f the number of the process stands in front.
    lines = [re.sub(r"^\d+ +", "", line) for line in log.read_text(errors="replace").splitlines()]
    return outcome, lines


def _attached(
    starter: Starter, command: Sequence[str], environment: dict[str, str], watching: list[str]
) -> Outcome:
    """Watch a copy, which has none of the thousands of calls of a start."""
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with theirs, Path(os.devnull).open("rb") as nothing:
            streams = [nothing.fileno(), out.fileno(), err.fileno()]
            starter.start(command, environment, streams, gate=theirs)
        number = ours.recv(16).decode()
        with subprocess.Popen([*watching, "-p", number], stderr=subprocess.PIPE) as watcher:
            assert watcher.stderr is not None
            said = watcher.stderr.readline()
            assert b"attached" in said, said
            ours.send(b"!")
            code = starter.wait()
            watcher.stderr.read()  # to its end, which is after that of the copy
        for stream in (out, err):
            stream.seek(0)
        return Outcome(code, out.read().decode(), err.read().decode())


def _from_the_start(
    command: Sequence[str],
    environment: dict[str, str],
    watching: list[str],
    options: Sequence[str],
) -> Outcome:
    quick = () if any("signal=" in option for option in options) else _AT_TRACED_CALLS
    done = subprocess.run(
        [*watching, *quick, sys.executable, "-m", "fibrolog", *command],
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


def limited(program: Program, most_bytes: int, *command: str) -> Outcome:
    """Run a command that may write no file longer than so many bytes."""
    script = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))
from fibrolog.__main__ import main
main()
"""
    done = subprocess.run(
        # Nor may Python write half of a compiled module, which others would then read.
        [sys.executable, "-B", "-c", script, *command],
        env=program.environment | BERLIN, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Mount a disk of so many bytes at the folder, or skip the test."""
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make the folder a file system that may not be written to, or skip the test."""
    mount("--bind", str(folder), str(folder))
    try:
        mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def mount(*arguments: str) -> None:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a file system")
    tried = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"this machine mounts nothing: {tried.stderr.strip()}")


def fill_up(folder: Path, free_bytes: int) -> None:
    """Leave so many bytes free on the disk of the folder."""
    disk = os.statvfs(folder)
    filler = disk.f_bavail * disk.f_bsize - free_bytes
    assert filler >= 0
    (folder / "filler").write_bytes(bytes(filler))


def require_sound(path: Path) -> None:
    """Check the file as SQLite does, past the program."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def notes(path: Path) -> list[str]:
    """Return the note of every episode in the order they were saved, past the program.

    Every entry of these tests is an episode with a use, saved in one step that journals both: one
    without the others is half an entry.
    """
    with closing(sqlite3.connect(path)) as connection:
        whole = connection.execute(
            """SELECT e.note, count(u.id), count(s.id) FROM episodes AS e
            LEFT JOIN uses AS u ON u.against = e.uid
            LEFT JOIN changes AS c ON c.table_name = 'uses' AND c.row_id = u.id
            LEFT JOIN steps AS s ON s.id = c.step_id
            GROUP BY e.id ORDER BY e.id"""
        ).fetchall()
        [uses, steps] = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("uses", "steps")
        ]
    assert all(parts == [1, 1] for _, *parts in whole)
    assert len(whole) == uses == steps
    return [note for note, *_ in whole]


def content(path: Path) -> set[tuple[object, ...]] | None:
    """Return every value of the diary's own tables, or None when they cannot be read."""
    tables = (
        "episodes", "uses", "clear_days", "regions", "remedies", "region_aliases",
        "remedy_aliases", "steps", "changes",
    )  # fmt: skip
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            return {
                (table, number, column, value)
                for table in tables
                for number, row in enumerate(connection.execute(f"SELECT * FROM {table}"))
                for column, value in enumerate(row)
            }
    except (sqlite3.Error, UnicodeDecodeError):  # the second: of SQLite's own message
        return None
