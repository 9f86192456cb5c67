"""`backup` and `check`, and the copy before a migration."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fibrolog.storage.connection import connect
from fibrolog.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.conftest import NOW, Program

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
    from fibrolog.errors import DiaryError
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
