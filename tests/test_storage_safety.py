"""The file: private from the first byte, durable, shared patiently, and never harmed."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fibrolog.storage.schema import SCHEMA_VERSION
from tests.conftest import NOW, Program

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def fibrolog(beginner: Program) -> Program:
    """The program without anything prepared: it creates the diary itself."""
    return beginner


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database past the program, and close it, which sqlite3's own `with` does not."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_folder_and_file_are_private_whatever_the_umask(fibrolog: Program, umask: int) -> None:
    before = os.umask(umask)
    try:
        fibrolog("add", "calf").saved()
    finally:
        os.umask(before)

    assert mode(fibrolog.diary.parent) == 0o700
    assert mode(fibrolog.diary) == 0o600


def test_the_file_is_created_private_and_whole(fibrolog: Program, tmp_path: Path) -> None:
    """Nothing is ever made with wider rights and tightened later: strace sees every creation."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    log = tmp_path / "calls"
    subprocess.run(
        [strace, "-f", "-e", "trace=openat,mkdir,mkdirat", "-o", log, sys.executable, "-m",
         "fibrolog", "add", "calf"],
        env=fibrolog.environment | {"FIBROLOG_NOW": NOW, "TZ": "Europe/Berlin"},
        check=True, capture_output=True,
    )  # fmt: skip

    calls = [line for line in log.read_text().splitlines() if str(fibrolog.diary.parent) in line]
    created = [line for line in calls if "O_CREAT" in line and "= -1" not in line]
    assert created
    assert all(", 0600)" in line for line in created), created
    assert any("mkdir" in line and ", 0700)" in line for line in calls)


def test_the_journal_beside_the_file_is_private_too(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    connection = sqlite3.connect(fibrolog.diary, isolation_level=None)
    before = os.umask(0)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE episodes SET note = 'x'")
        journal = fibrolog.diary.with_name("diary.db-journal")
        assert mode(journal) == 0o600
    finally:
        os.umask(before)
        connection.close()


def test_rights_that_others_were_given_are_taken_back(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    fibrolog.diary.chmod(0o644)

    fibrolog("add", "calf").saved()

    assert mode(fibrolog.diary) == 0o600


def test_the_default_place_is_under_xdg_data_home(fibrolog: Program, tmp_path: Path) -> None:
    fibrolog("add", "calf", FIBROLOG_DB="", XDG_DATA_HOME=str(tmp_path / "data")).saved()
    fibrolog("add", "calf", FIBROLOG_DB="", XDG_DATA_HOME="relative/is/ignored").saved()

    assert (tmp_path / "data" / "fibrolog" / "diary.db").exists()
    assert (tmp_path / ".local" / "share" / "fibrolog" / "diary.db").exists()


def test_the_option_goes_before_the_environment(fibrolog: Program, tmp_path: Path) -> None:
    fibrolog("--db", str(tmp_path / "other #1?.db"), "add", "calf").saved()

    assert (tmp_path / "other #1?.db").exists()
    assert not fibrolog.diary.exists()


def test_a_reading_command_creates_nothing(fibrolog: Program) -> None:
    for command in (["list"], ["report"], ["export"], ["info"], ["remedies"], ["regions"]):
        assert fibrolog(*command).code == 0
    assert fibrolog("show", "e1").code == 3
    assert not fibrolog.diary.parent.exists()


def test_a_link_to_a_diary_is_followed_even_before_it_exists(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog.diary.parent.mkdir()
    fibrolog.diary.symlink_to(tmp_path / "real.db")

    fibrolog("add", "calf").saved()

    assert fibrolog.diary.is_symlink()
    assert mode(tmp_path / "real.db") == 0o600


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "0 bytes":
            path.write_bytes(b"")
        case "no SQLite file":
            path.write_bytes(b"When the clock strikes three\n" * 500)
        case "cut in the header":
            path.write_bytes(content[:50])
        case "half of it":
            path.write_bytes(content[: len(content) // 2])
        case "its last byte missing":
            path.write_bytes(content[:-1])
        case "another program's database":
            path.unlink()
            with opened(path) as connection:
                connection.execute("CREATE TABLE t (x)")
        case "newer":
            with opened(path) as connection:
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        case "not a diary's mark":
            with opened(path) as connection:
                connection.execute("PRAGMA application_id = 1")


DAMAGES = (
    "0 bytes", "no SQLite file", "cut in the header", "half of it", "its last byte missing",
    "another program's database", "newer", "not a diary's mark",
)  # fmt: skip


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("command", [["add", "calf"], ["list"], ["report"], ["export"]])
def test_a_file_that_is_no_sound_diary_is_refused_and_left_as_it_is(
    fibrolog: Program, how: str, command: list[str]
) -> None:
    fibrolog("add", "calf").saved()
    damaged(fibrolog.diary, how)
    before = fibrolog.diary.read_bytes()

    sentence = fibrolog(*command).refused(1)

    assert str(fibrolog.diary) in sentence
    assert fibrolog.diary.read_bytes() == before
    assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]


@pytest.mark.parametrize("command", [["report"], ["export"]])
def test_damage_deep_in_the_file_is_found_before_it_is_reported_as_fact(
    fibrolog: Program, command: list[str]
) -> None:
    fibrolog("add", "calf").saved()
    content = bytearray(fibrolog.diary.read_bytes())
    with opened(fibrolog.diary) as connection:
        [root] = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'episodes_by_day'"
        ).fetchone()
    page = (root - 1) * 4096
    content[page : page + 64] = bytes(64)
    fibrolog.diary.write_bytes(content)

    assert "damaged" in fibrolog(*command).refused(1)
    assert fibrolog.diary.read_bytes() == content


def test_a_folder_and_a_named_pipe_are_refused(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    for name in ("folder", "pipe"):
        assert name in make_program(tmp_path / name)("add", "calf").refused(1)


def test_a_folder_that_cannot_be_made_is_one_sentence(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert "--db" in make_program(tmp_path / "file" / "diary.db")("add", "calf").refused(1)


def as_nobody(program: Program, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command without the rights of root, for whom no file is read-only.

    It is run once before the rights are given up, because nobody may not be able to read the
    modules that it loads.
    """
    script = f"""
import os, sys
from fibrolog.cli import run
command = {list(command)!r}
sys.stdout = sys.stderr = open(os.devnull, "w")
run(["--db", {str(program.diary.parent / "warm.db")!r}, *command])
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
if os.geteuid() == 0:
    os.setuid(65534)
sys.exit(run(command))
"""
    return subprocess.run(
        [sys.executable, "-c", script],
        env=program.environment | {"FIBROLOG_NOW": NOW},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def open_folder() -> Path:
    """A folder that any user of this machine can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    return folder


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_read_all_the_same(
    make_program: Callable[[Path], Program], open_folder: Path, what: str
) -> None:
    program = make_program(open_folder / "diary.db")
    program("add", "calf").saved()
    if AS_ROOT:
        os.chown(program.diary, 65534, 65534)
        os.chown(open_folder, 65534, 65534)
    (program.diary if what == "file" else open_folder).chmod(0o400 if what == "file" else 0o500)
    before = program.diary.read_bytes()

    refused, listed = as_nobody(program, "add", "neck"), as_nobody(program, "list")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "may not be written" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert (listed.returncode, "calf" in listed.stdout) == (0, True), listed
    assert program.diary.read_bytes() == before


def test_a_full_disk_is_one_sentence_and_the_file_stays_as_it_was(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    before = fibrolog.diary.read_bytes()
    limited = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before)}, {len(before)}))
from fibrolog.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", limited, "add", "calf", "--note", "x" * 100_000],
        env=fibrolog.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    assert "full or failing" in done.stderr
    assert done.stderr.count("\n") == 1
    fibrolog("list").saved()
    assert fibrolog.diary.read_bytes() == before


def test_a_disk_too_full_for_a_new_diary_leaves_nothing_behind(fibrolog: Program) -> None:
    limited = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from fibrolog.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", limited, "add", "calf"],
        env=fibrolog.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1
    assert list(fibrolog.diary.parent.iterdir()) == []


def test_a_lock_that_stays_is_one_sentence(
    fibrolog: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, so that ten seconds of patience can be shortened."""
    from fibrolog.cli import run
    from fibrolog.storage import file

    fibrolog("add", "calf").saved()
    before = fibrolog.diary.read_bytes()
    holder = sqlite3.connect(fibrolog.diary, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(file, "_PATIENCE_S", 0.1)
    monkeypatch.setenv("FIBROLOG_NOW", NOW)

    code = run(["--db", str(fibrolog.diary), "add", "calf"])

    holder.close()
    assert code == 1
    assert "locked by another program" in capsys.readouterr().err
    assert fibrolog.diary.read_bytes() == before


def test_a_short_lock_is_waited_for(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    holder = sqlite3.connect(fibrolog.diary, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    waiting = subprocess.Popen(
        [sys.executable, "-m", "fibrolog", "add", "neck"],
        env=fibrolog.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(1)
    holder.close()

    assert "Saved e2" in waiting.communicate(timeout=30)[0]


def test_many_writers_at_once_lose_nothing_from_the_very_first_entry(fibrolog: Program) -> None:
    writer = """
import sys
from fibrolog.cli import run
for number in range(12):
    code = run(["add", "calf", "--note", f"{sys.argv[1]}-{number}"])
    if code: sys.exit(code)
"""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", writer, str(number)],
            env=fibrolog.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    errors = [(writer.communicate(timeout=120)[1], writer.returncode) for writer in writers]

    assert errors == [("", 0)] * 4
    notes = {row["note"] for row in fibrolog.rows()}
    assert notes == {f"{writer}-{number}" for writer in range(4) for number in range(12)}


def test_what_was_acknowledged_survives_a_kill(fibrolog: Program) -> None:
    writer = """
import itertools
from fibrolog.cli import run
for number in itertools.count():
    run(["add", "calf", "--note", str(number)])
    print("done", number, flush=True)
"""
    acknowledged = -1
    with subprocess.Popen(
        [sys.executable, "-c", writer], env=fibrolog.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("done"):
                acknowledged = int(line.split()[1])
                if acknowledged == 20:
                    process.send_signal(signal.SIGKILL)

    notes = [int(row["note"]) for row in fibrolog.rows()]
    assert notes[: acknowledged + 1] == list(range(acknowledged + 1))
    assert len(notes) <= acknowledged + 2


def test_a_switch_to_write_ahead_logging_is_taken_back(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    with opened(fibrolog.diary) as connection:
        connection.execute("PRAGMA journal_mode = WAL")

    fibrolog("add", "calf").saved()

    with opened(fibrolog.diary) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_every_change_is_journalled_with_what_was_there_before(fibrolog: Program) -> None:
    fibrolog("none", "today", "--note", "good day").saved()
    fibrolog("add", "calf", "--took", "heat").saved()

    with opened(fibrolog.diary) as connection:
        changes = connection.execute(
            """SELECT s.command, c.table_name, c.row_id, c.before ->> 'note' FROM changes AS c
            JOIN steps AS s ON s.id = c.step_id ORDER BY c.id"""
        ).fetchall()
    assert changes == [
        ("none", "clear_days", 1, None),
        ("add", "revisions", 1, None),
        ("add", "clear_days", 1, "good day"),
        ("add", "episodes", 1, None),
        ("add", "uses", 1, None),
    ]


def test_tables_are_strict_and_check_what_entries_check(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    with opened(fibrolog.diary) as connection:
        loose = connection.execute(
            """SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
            AND NOT strict AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"""
        ).fetchall()
        assert loose == []
        for broken in (
            "intensity = 11", "intensity = 0", "duration_s = 86401", "count = 0", "kind = 'cramp'",
            "side = 'upper'", "woke = 2", "signs = '{}'", "at = '2026-11-22'", "uid = 'x'",
            "intensity = 'seven'", "at = '2026-11-22T03:12:00Z'",
        ):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"UPDATE episodes SET {broken}")


def test_a_second_name_left_by_a_killed_creator_is_removed(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    left = fibrolog.diary.with_name(".fibrolog-abcdefgh.new")
    left.hardlink_to(fibrolog.diary)
    mine = fibrolog.diary.with_name("mine.db")
    mine.hardlink_to(fibrolog.diary)

    fibrolog("list").saved()

    assert not left.exists()
    assert mine.exists()


def test_a_value_of_the_wrong_type_is_damage_and_no_traceback(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    with opened(fibrolog.diary) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'episodes'"
        )
    with opened(fibrolog.diary) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE episodes SET note = 7, intensity = 'x'")

    assert "damaged" in fibrolog("list").refused(1)
    assert fibrolog("check").code == 1
