"""`backup` and `check`, and the copy before a migration."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fibrolog.domain.entries import ClearDay
from fibrolog.errors import DiaryError
from fibrolog.storage.diary import Diary
from fibrolog.storage.file import connect, create
from fibrolog.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.conftest import NOW, Program
from tests.faults import ROUNDS
from tests.forked import Starter

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    fibrolog("add", "calf", "l", "7", "--took", "heat").saved()
    fibrolog("none", "2026-11-20").saved()
    return fibrolog


def tampered(program: Program, *statements: str) -> None:
    with closing(sqlite3.connect(program.diary)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def test_a_backup_holds_what_the_diary_holds_and_is_private(
    diary: Program, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    copy = tmp_path / "copy.db"

    assert str(copy) in diary("backup", str(copy)).saved()

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert make_program(copy).rows() == diary.rows()
    assert make_program(copy)("undo").saved()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".copy")] == []


def test_a_backup_goes_beside_the_diary_by_itself(diary: Program) -> None:
    diary("backup").saved()

    assert (diary.diary.parent / "diary.backup-20261122T031200.db").exists()


def test_a_backup_never_replaces_a_file_unless_asked(diary: Program, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")

    assert "--replace" in diary("backup", str(mine)).refused(2)
    assert mine.read_text() == "mine"
    diary("backup", str(mine), "--replace").saved()
    assert mine.read_bytes().startswith(b"SQLite format 3")


def test_a_backup_of_nothing_or_to_nowhere_is_one_sentence(
    diary: Program, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    diary("backup", str(tmp_path / "no" / "folder" / "x.db")).refused(1)
    make_program(tmp_path / "none.db")("backup").refused(1)
    make_program(tmp_path / "none.db")("check").refused(1)
    assert not (tmp_path / "none.db").exists()


def test_a_backup_is_consistent_while_others_write(
    diary: Program, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    writer = """
from fibrolog.cli import run
for number in range(60):
    run(["add", "calf", "--took", "heat"])
"""
    with subprocess.Popen(
        [sys.executable, "-c", writer],
        env=diary.environment | {"FIBROLOG_NOW": NOW},
        stdout=subprocess.DEVNULL,
    ) as process:
        for number in range(5):
            copy = tmp_path / f"copy{number}.db"
            diary("backup", str(copy)).saved()
            entries = [row["entry"] for row in make_program(copy).rows()]
            assert entries.count("episode") == entries.count("use")
            assert make_program(copy)("check").saved() == "The diary is sound.\n"
        process.wait()


def test_a_damaged_diary_is_not_backed_up_and_names_the_newest_backup(diary: Program) -> None:
    diary("backup", now="2026-11-20T00:00:00Z").saved()
    diary("backup", now="2026-11-21T00:00:00Z").saved()
    diary.diary.write_bytes(diary.diary.read_bytes()[:-1])

    assert "20261121T" in diary("report").refused(1)
    diary("backup").refused(1)
    diary.diary.write_bytes(b"")
    assert "20261121T" in diary("add", "calf").refused(1)


def test_a_sound_diary_is_called_sound(diary: Program) -> None:
    assert diary("check").saved() == "The diary is sound.\n"


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE episodes SET intensity = 11", "e1: "),
        ("UPDATE episodes SET duration_s = 0", "e1: "),
        ("UPDATE episodes SET at_precision = 'day'", "e1: it is known only to the day"),
        ("UPDATE clear_days SET day = '2026-11-22'", "c1: 2026-11-22 is a clear day and has"),
        ("UPDATE regions SET sides = 'none'", "e1: it has a side"),
        ("UPDATE uses SET relief = 'lots'", "u1: "),
        ("UPDATE episodes SET region_id = 999", "episodes 1: what it refers to"),
    ],
)
def test_check_names_each_violation_by_entry(diary: Program, tampering: str, found: str) -> None:
    tampered(diary, tampering)
    before = diary.diary.read_bytes()

    outcome = diary("check")

    assert outcome.code == 1
    assert found in outcome.out
    assert outcome.err.count("\n") == 1
    assert diary.diary.read_bytes() == before


def older_diary(path: Path) -> None:
    """Make a diary from before there was a schema: marked, and empty."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE from_before (x)")


def test_a_migration_leaves_a_sound_copy_and_keeps_five(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    for _ in range(7):
        path.unlink(missing_ok=True)
        older_diary(path)
        connect(path).close()

    copies = sorted(tmp_path.glob("diary.before-schema-1.*.db"))
    assert len(copies) == 5
    for copy in copies:
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (0,)
            assert connection.execute("SELECT count(*) FROM from_before").fetchone() == (0,)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fibrolog.storage import migrations

    path = tmp_path / "diary.db"
    older_diary(path)
    before = path.read_bytes()
    monkeypatch.setattr(migrations, "_ENTRIES_VIEW", "CREATE VIEW broken AS SELECT nonsense(")

    with pytest.raises(DiaryError):
        connect(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_a_diary_of_every_released_schema_opens_with_everything_in_place(
    schema: Path, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text())
    program = make_program(path)

    rows = {row["id"]: row for row in program.rows()}

    assert set(rows) == {"e1", "e2", "u1", "u2", "c1"}
    assert rows["e1"]["triggers"] == "cold room; long walk"
    assert rows["e1"]["signs"] == "weakness; tremor"
    assert rows["u1"]["for"] == rows["e1"]["uid"]
    assert rows["u2"]["remedy"] == "my own tea"
    assert rows["c1"]["note"] == "good day"
    # They were made on the days before.
    assert program("check", now="2026-12-01T03:12:00+01:00").saved() == "The diary is sound.\n"
    assert program("add", "calf").saved().startswith("Saved e3")
    program("undo", "2").saved()
    assert program("remedies", "add", "my own tea").saved().count("known already")


# The first starts after an update


def of_schema_1(path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMAS[0].read_text())


@pytest.fixture
def starters(starter: Starter) -> Iterator[list[Starter]]:
    """As many as start something at the same moment."""
    made = [Starter(), Starter()]
    yield [starter, *made]
    for one in made:
        one.close()


def test_starts_at_once_after_an_update_all_succeed_and_keep_one_copy_of_the_old_diary(
    tmp_path: Path, make_program: Callable[[Path], Program], starters: list[Starter]
) -> None:
    path = tmp_path / "old.db"
    program = make_program(path)
    commands = (["add", "calf"], ["add", "calf"], ["info"])
    for number in range(max(8, ROUNDS // 4)):
        of_schema_1(path)
        for copy in tmp_path.glob("*.before-schema-*"):
            copy.unlink()
        said = [tmp_path / f"said{n}" for n in range(3)]
        for one, command, file in zip(starters, commands, said, strict=True):
            with Path(os.devnull).open("r+b") as nothing, file.open("wb") as err:
                streams = [nothing.fileno(), nothing.fileno(), err.fileno()]
                one.start(command, program.environment, streams)
        codes = [one.wait() for one in starters]

        assert (codes, [file.read_text() for file in said]) == ([0] * 3, [""] * 3), number
        [copy] = tmp_path.glob("*.before-schema-*")
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,), number
            assert connection.execute("SELECT count(*) FROM episodes").fetchone() == (2,)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM episodes").fetchone() == (4,)


def test_copies_are_kept_and_removed_by_their_exact_name(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    mine = [
        "diary.before-schema-notes-3.txt", "diary.before-schema-3.db",
        "diary.before-schema-3.1.txt", "diary.before-schema-3.1.db.gz",
        "diary.before-schema-3.x.db", "my diary.before-schema-1.1.db",
    ]  # fmt: skip
    for name in mine:
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "diary.before-schema-1.1.db").mkdir()
    for _ in range(7):
        path.unlink(missing_ok=True)
        older_diary(path)
        connect(path).close()

    copies = sorted(tmp_path.glob("diary.before-schema-1.*.db"))
    assert len([copy for copy in copies if copy.is_file()]) == 5
    assert (tmp_path / "diary.before-schema-1.1.db").is_dir()
    assert [(tmp_path / name).read_text() for name in mine] == mine


def test_the_copy_just_made_is_kept_though_the_clock_was_set_back(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    later = time.time() + 1_000_000
    for _ in range(8):
        path.unlink(missing_ok=True)
        older_diary(path)
        connect(path).close()
        newest = max(tmp_path.glob("diary.before-schema-*"), key=lambda one: one.stat().st_ino)
        for copy in tmp_path.glob("diary.before-schema-*"):
            os.utime(copy, (later, later))
        assert newest.exists()
        assert len(list(tmp_path.glob("diary.before-schema-*"))) <= 5


def test_only_a_diary_is_named_as_the_newest_backup(diary: Program) -> None:
    folder = diary.diary.parent
    diary("backup").saved()
    later = time.time() + 1_000_000
    for name in ("diary.backup-notes.db", "diary.before-schema-notes-3.txt"):
        (folder / name).write_text("mine")
        os.utime(folder / name, (later, later))
    (folder / "diary.backup-folder.db").mkdir()
    diary.diary.write_bytes(b"")

    assert "diary.backup-20261122T031200.db" in diary("list").refused(1)


def test_an_open_diary_is_never_written_to_once_a_newer_version_migrated_it(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    create(path)
    with Diary.open(path) as ours:
        with closing(sqlite3.connect(path)) as newer, newer:
            newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        before = path.read_bytes()
        with pytest.raises(DiaryError, match="newer fibrolog"):
            ours.save_clear_days([ClearDay(date(2026, 11, 20))], datetime.now(UTC))

    assert path.read_bytes() == before


# Where a copy may go


def test_a_backup_never_goes_onto_the_diary_or_what_belongs_to_it(
    diary: Program, tmp_path: Path
) -> None:
    (tmp_path / "link.db").symlink_to(diary.diary)
    (tmp_path / "hard.db").hardlink_to(diary.diary)
    before = diary.diary.read_bytes()
    for options in ([], ["--replace"]):
        for name in (diary.diary, tmp_path / "link.db", tmp_path / "hard.db"):
            assert "is the diary itself" in diary("backup", str(name), *options).refused(2)
        for ending in ("-journal", "-wal", "-shm", "-JOURNAL"):
            name = diary.diary.with_name(f"diary.db{ending}")
            if ending.islower():
                assert "belongs to the diary" in diary("backup", str(name), *options).refused(2)
                assert not name.exists()

    assert diary.diary.read_bytes() == before
    assert [copy.name for copy in diary.diary.parent.iterdir()] == ["diary.db"]


def test_an_older_backup_is_replaced_when_asked_and_no_folder_or_pipe_ever(
    diary: Program, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    copy = tmp_path / "copy.db"
    diary("backup", str(copy)).saved()
    diary("add", "hip").saved()

    assert "--replace" in diary("backup", str(copy)).refused(2)
    diary("backup", str(copy), "--replace").saved()

    assert make_program(copy).rows() == diary.rows()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, code in (("folder", 1), ("pipe", 2)):
        diary("backup", str(tmp_path / name), "--replace").refused(code)
    for name in (os.devnull, "/dev/stdout"):
        diary("backup", name, "--replace").refused(2)
