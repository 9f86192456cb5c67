"""An import is whole or absent, whatever happens to the machine meanwhile.

`FIBROLOG_FAULT_ROUNDS=300` kills it more often.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import faults, own_files
from tests.conftest import Program
from tests.own_files import line, uid, written

LINES = 4_000
KILLS = max(3, faults.ROUNDS // 10)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Thousands of lines, with some text in each."""
    lines = (line(number, note="x" * 100, entry=("episode", "use")[number % 2])
             for number in range(LINES))  # fmt: skip
    return written(tmp_path / "many.csv", *lines)


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def as_many_kinds(program: Program, file: Path) -> list[tuple[list[str], bytes]]:
    """Return commands that bring the same in from a CSV, from a pipe and from a diary."""
    other = file.with_name("other.db")
    program("--db", str(other), "import", str(file)).saved()
    return [
        (["import", str(file)], b""), (["import", "-"], file.read_bytes()),
        (["import", str(other)], b""),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_is_ended_is_whole_or_absent(
    fibrolog: Program, file: Path, temporary: Path, ending: signal.Signals
) -> None:
    fibrolog("add", "neck", "--note", "mine").saved()
    commands = as_many_kinds(fibrolog, file)
    before = own_files.tables(fibrolog.diary)
    kept = fibrolog.diary.read_bytes()
    chance = random.Random(ending)
    for number in range(KILLS):
        command, stdin = commands[number % len(commands)]
        process = subprocess.Popen(
            [sys.executable, "-m", "fibrolog", *command],
            env=fibrolog.environment | faults.BERLIN | {"TMPDIR": str(temporary)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        while process.poll() is None and not journal(fibrolog).exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(ending)
        said, errors = (stream.decode() for stream in process.communicate(timeout=60))

        assert "Traceback" not in errors
        if ending == signal.SIGINT:
            assert process.returncode in (0, 130), errors
            assert list(temporary.iterdir()) == []
        fibrolog("show", "e1").saved()  # rolls back what was not finished
        after = own_files.tables(fibrolog.diary)
        whole = len(after["episodes"]) + len(after["uses"]) == LINES + 1
        assert whole or after == before
        assert whole or "Added" not in said
        fibrolog("add", "hip").saved()
        assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]
        faults.require_sound(fibrolog.diary)
        fibrolog.diary.write_bytes(kept)

    assert "Added" in fibrolog("import", str(file)).saved()


def journal(program: Program) -> Path:
    """Return the file by which SQLite undoes what was not finished."""
    return program.diary.with_name(f"{program.diary.name}-journal")


def test_an_import_that_does_not_fit_is_refused_whole_and_leaves_no_rejects(
    fibrolog: Program, file: Path, tmp_path: Path
) -> None:
    fibrolog("add", "neck").saved()
    with file.open("a") as more:
        more.write("bad line\r\n")
    before = fibrolog.diary.read_bytes()
    rejects = tmp_path / "rejects.csv"
    command = ["import", str(file), "--skip-bad", str(rejects)]

    for most in (5_000, len(before) + 4096, 1_000_000):
        refused = faults.limited(fibrolog, most, *command).refused(1)

        assert "full or failing" in refused
        assert fibrolog.diary.read_bytes() == before
        assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]
        assert not rejects.exists()
    fibrolog(*command).saved()
    assert rejects.exists()


def test_a_full_disk_refuses_an_import_whole_and_takes_it_when_there_is_room(
    make_program: Callable[[Path], Program], file: Path, tmp_path: Path
) -> None:
    with faults.small_disk(tmp_path / "disk", 6 * 1024 * 1024) as disk:
        program = make_program(disk / "diary.db")
        program("add", "neck").saved()
        before = program.diary.read_bytes()
        for free_kib in (0, 100, 700):
            faults.fill_up(disk, free_kib * 1024)

            assert "full or failing" in program("import", str(file)).refused(1)

            assert program.diary.read_bytes() == before
            assert {path.name for path in disk.iterdir()} == {"diary.db", "filler"}
            (disk / "filler").unlink()
        program("import", str(file)).saved()


@pytest.mark.parametrize("source", ["pipe", "diary"])
def test_a_temporary_folder_without_room_is_one_sentence(
    fibrolog: Program, file: Path, tmp_path: Path, source: str
) -> None:
    fibrolog("add", "neck").saved()
    other = tmp_path / "other.db"
    fibrolog("--db", str(other), "import", str(file)).saved()
    command, stdin = (["-"], file.read_bytes()) if source == "pipe" else ([str(other)], b"")
    before = fibrolog.diary.read_bytes()
    with faults.small_disk(tmp_path / "small", 64 * 1024) as small:
        outcome = fibrolog("import", *command, stdin=stdin, TMPDIR=str(small))

        assert "TMPDIR" in outcome.refused(1)
        assert list(small.iterdir()) == []
    assert fibrolog.diary.read_bytes() == before


def test_an_import_while_another_program_writes_waits_and_loses_nothing(
    fibrolog: Program, file: Path
) -> None:
    fibrolog("add", "neck").saved()
    importer = subprocess.Popen(
        [sys.executable, "-m", "fibrolog", "import", str(file)],
        env=fibrolog.environment | faults.BERLIN, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for number in range(3):
        fibrolog("add", "calf", "--note", str(number)).saved()

    assert "Added" in importer.communicate(timeout=60)[0]

    after = own_files.tables(fibrolog.diary)
    assert len(after["episodes"]) + len(after["uses"]) == LINES + 4
    assert len({row[1] for row in after["episodes"]} & set(map(uid, range(LINES)))) == LINES // 2
