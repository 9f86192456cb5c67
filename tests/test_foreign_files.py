"""Files that somebody else made: nothing they hold runs, and nothing of anybody's is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fibrolog.storage import guard
from fibrolog.storage.file import connect, empty
from fibrolog.storage.migrations import schema_of
from fibrolog.storage.schema import SCHEMA_VERSION
from tests.conftest import Outcome, Program
from tests.test_faults import leave_a_hot_journal

Tell = Callable[..., Outcome]
SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
PAGE, SECTOR = 4096, 512
MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


@pytest.fixture
def stranger(tell: Tell, blank: Path, tmp_path: Path) -> Path:
    """A diary with one of everything, from somebody else."""
    path = tmp_path / "theirs" / "news.db"
    path.parent.mkdir()
    path.write_bytes(blank.read_bytes())
    for line in (
        ["add", "calf", "l", "7", "--took", "heat", "--sign", "numb"],
        ["none", "2026-11-20"],
        ["remedies", "add", "amitriptyline"],
    ):
        tell(*line, diary=path).saved()
    return path


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# What lies beside a file


def journal_naming(victim: Path, database: Path) -> bytes:
    """Return a hot journal that rolls nothing back, and then has another file deleted."""
    head = MAGIC + b"".join(
        number.to_bytes(4) for number in (0, 4711, database.stat().st_size // PAGE, SECTOR, PAGE)
    )
    name = os.fsencode(victim)
    tail = (0x40000000 // PAGE + 1).to_bytes(4) + name
    return head.ljust(SECTOR, b"\0") + tail + len(name).to_bytes(4) + sum(name).to_bytes(4) + MAGIC


@pytest.fixture
def trap(stranger: Path) -> Path:
    """A file that SQLite deletes when it opens the stranger's diary."""
    victim = stranger.with_name("letters.txt")
    victim.write_text("precious\n")
    Path(f"{stranger}-journal").write_bytes(journal_naming(victim, stranger))
    return victim


def test_the_trap_is_one(stranger: Path, trap: Path) -> None:
    with closing(sqlite3.connect(stranger)) as connection:
        connection.execute("SELECT count(*) FROM episodes").fetchone()

    assert not trap.exists()


READING: tuple[list[str], ...] = (
    [], ["list"], ["show", "e1"], ["report"], ["export"], ["info"], ["history"], ["check"],
    ["trial"], ["remedies"],
)  # fmt: skip
WRITING = (
    ["add", "calf"], ["took", "heat"], ["none", "yesterday"], ["undo"], ["delete", "e1", "--yes"],
    ["edit", "e1", "--note", "x"], ["finish", "e1", "--duration", "3m"], ["remedies", "add", "x"],
    ["backup"],
)  # fmt: skip


@pytest.mark.parametrize("command", [*READING, *WRITING], ids=" ".join)
def test_a_journal_that_names_another_file_is_never_played_back(
    tell: Tell, stranger: Path, trap: Path, command: list[str]
) -> None:
    before = everything(stranger.parent)

    assert "could delete other files" in tell(*command, diary=stranger).refused(1)

    assert everything(stranger.parent) == before
    assert trap.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_an_import_plays_back_no_journal(
    tell: Tell, stranger: Path, trap: Path, tmp_path: Path, dry: list[str]
) -> None:
    tell("add", "neck").saved()
    before, link = everything(stranger.parent), tmp_path / "link.db"
    link.symlink_to(stranger)

    for named in (stranger, link):
        tell("import", named, *dry).refused(1)

    assert everything(stranger.parent) == before
    assert trap.exists()


def test_completion_plays_back_no_journal(
    make_program: Callable[[Path], Program], stranger: Path, trap: Path
) -> None:
    before = everything(stranger.parent)

    program = make_program(stranger)
    assert "magnesium" in program("took", "mag", _FIBROLOG_COMPLETE="zsh").saved()
    assert program("clf", "7").refused(2)  # names near words, of the diary if it can be read

    assert everything(stranger.parent) == before
    assert trap.exists()


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_file_that_is_being_written_elsewhere_does_not_come_in(
    tell: Tell, stranger: Path, ending: str
) -> None:
    tell("add", "neck").saved()
    Path(f"{stranger}{ending}").write_bytes(b"x" * 600)
    before = everything(stranger.parent)

    assert "fibrolog backup" in tell("import", stranger, "--dry-run").refused(1)
    assert "fibrolog backup" in tell("import", stranger).refused(1)

    assert everything(stranger.parent) == before


def test_an_import_leaves_everything_beside_a_file_as_it_is(tell: Tell, stranger: Path) -> None:
    tell("add", "neck").saved()
    Path(f"{stranger}-journal").touch()
    stranger.with_name(".news.db.x.new").hardlink_to(stranger)
    changed(stranger, "PRAGMA journal_mode = WAL")
    before = everything(stranger.parent)

    assert "Added" in tell("import", stranger).saved()

    assert everything(stranger.parent) == before


def test_a_file_that_is_no_diary_keeps_its_journal(tell: Tell, tmp_path: Path) -> None:
    theirs = tmp_path / "places.sqlite"
    changed(theirs, "CREATE TABLE episodes (note)", "CREATE TABLE steps (at, command)")
    leave_a_hot_journal(theirs)
    before = everything(tmp_path)

    for command in (["list"], ["add", "calf"], ["check"]):
        assert "not a fibrolog diary" in tell(*command, diary=theirs).refused(1)

    assert everything(tmp_path) == before


def test_the_log_of_a_stranger_is_not_brought_into_the_file(tell: Tell, stranger: Path) -> None:
    writer = f"""
import os, signal, sqlite3
connection = sqlite3.connect({str(stranger)!r}, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TRIGGER t AFTER INSERT ON steps BEGIN SELECT 1; END")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", writer], check=False)
    Path(f"{stranger}-shm").unlink()
    assert Path(f"{stranger}-wal").stat().st_size
    before = everything(stranger.parent)

    for command in (["add", "calf"], ["list"], ["check"]):
        assert "trigger" in tell(*command, diary=stranger).refused(1)
        assert everything(stranger.parent) == before


@pytest.mark.parametrize("command", [["add", "calf"], ["list"], ["check"]], ids=" ".join)
@pytest.mark.parametrize("log", [None, b""], ids=["no log", "an empty log"])
def test_a_refused_write_ahead_file_gets_nothing_beside_it(
    tell: Tell, stranger: Path, command: list[str], log: bytes | None
) -> None:
    changed(stranger, TRIGGERS["ignoring"], "PRAGMA journal_mode = WAL")
    if log is not None:
        Path(f"{stranger}-wal").write_bytes(log)
    stranger.chmod(0o644)
    before = everything(stranger.parent)

    assert "trigger" in tell(*command, diary=stranger).refused(1)

    assert everything(stranger.parent) == before
    assert stat.S_IMODE(stranger.stat().st_mode) == 0o644


def test_a_log_with_entries_of_ours_is_brought_into_the_diary(tell: Tell, stranger: Path) -> None:
    writer = f"""
import os, signal, sqlite3
connection = sqlite3.connect({str(stranger)!r}, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("UPDATE episodes SET note = 'from the log'")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", writer], check=False)

    assert "from the log" in tell("list", diary=stranger).saved()

    assert [path.name for path in stranger.parent.iterdir()] == [stranger.name]


def test_files_beside_a_write_ahead_file_of_ours_are_private(
    make_program: Callable[[Path], Program], stranger: Path, tmp_path: Path
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    changed(stranger, "PRAGMA journal_mode = WAL")
    stranger.chmod(0o644)
    log = tmp_path / "calls"
    subprocess.run(
        [strace, "-f", "-e", "trace=openat", "-o", log, sys.executable, "-m", "fibrolog", "list"],
        env=make_program(stranger).environment, check=True, capture_output=True,
    )  # fmt: skip

    made = [line for line in log.read_text().splitlines() if "O_CREAT" in line]
    beside = [line for line in made if f"{stranger.name}-" in line and "= -1" not in line]
    assert any(f"{stranger.name}-shm" in line for line in beside)
    assert all(", 0600)" in line for line in beside), beside


def test_a_journal_of_a_diary_that_is_gone_is_not_played_into_a_new_one(
    tell: Tell, stranger: Path
) -> None:
    leave_a_hot_journal(stranger)
    stranger.unlink()

    assert "journal" in tell("add", "calf", diary=stranger).refused(1)

    assert not stranger.exists()


# What a schema says

TRIGGERS = {
    "ignoring": "CREATE TRIGGER quiet BEFORE INSERT ON episodes BEGIN SELECT raise(ignore); END",
    "deleting": "CREATE TRIGGER t AFTER INSERT ON steps BEGIN DELETE FROM episodes; END",
    "quoted": 'CREATE TRIGGER "a""b c\'$(id)" AFTER UPDATE ON uses BEGIN SELECT 1; END',
    "on a view": "CREATE TRIGGER v INSTEAD OF INSERT ON entries BEGIN SELECT 1; END",
    "on another table": "CREATE TRIGGER o AFTER INSERT ON mine BEGIN SELECT 1; END",
}
NOT_OURS = {
    "a table without its checks": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'uses'",
    ),
    "a view of the same name": (
        "DROP VIEW entries",
        "CREATE VIEW entries AS SELECT 1 AS id, zeroblob(9) AS uid, 'x' AS entry",
    ),
    "a table for a view": ("DROP VIEW days", "CREATE TABLE days (day)"),
    "another index": ("DROP INDEX uses_by_day", "CREATE INDEX uses_by_day ON uses (at)"),
    "no journal": ("DROP TRIGGER episodes_after_delete",),
    "another journal": (
        "DROP TRIGGER uses_after_insert",
        "CREATE TRIGGER uses_after_insert AFTER INSERT ON uses BEGIN SELECT 1; END",
    ),
    "a missing view": ("DROP VIEW readable_uses",),
    "a missing index": ("DROP INDEX changes_by_row",),
    "a missing table": ("DROP TABLE revisions",),
    "a table renamed": ("ALTER TABLE trials RENAME TO experiments",),
    "a column more": ("ALTER TABLE uses ADD COLUMN brand TEXT",),
    "a generated column more": ("ALTER TABLE uses ADD COLUMN twice TEXT AS (dose || dose)",),
    "a virtual table": ("DROP TABLE changes", "CREATE VIRTUAL TABLE changes USING fts5 (before)"),
    "a literal spelled otherwise": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, '''; ''', ''';  ''') WHERE name = 'entries'",
    ),
    "a version it has not": ("PRAGMA user_version = 2",),
    "no version at all": ("PRAGMA user_version = -1",),
}
COMMANDS = (["add", "calf"], ["list"], ["export"], ["report"], ["check"], ["backup"], ["undo"])


@pytest.mark.parametrize("how", [*TRIGGERS, *NOT_OURS])
def test_a_schema_that_is_not_ours_is_refused_and_left_as_it_is(
    tell: Tell, stranger: Path, how: str
) -> None:
    tell("add", "neck").saved()
    changed(stranger, "CREATE TABLE mine (x)")
    changed(stranger, *NOT_OURS.get(how, (TRIGGERS.get(how, ""),)))
    before = everything(stranger.parent)

    for command in COMMANDS:
        sentence = tell(*command, diary=stranger).refused(1)
        assert ("DROP TRIGGER" if how in TRIGGERS else "damaged") in sentence
    tell("import", stranger).refused(1)
    tell("import", stranger, "--dry-run").refused(1)

    assert everything(stranger.parent) == before


@pytest.mark.parametrize("how", TRIGGERS)
def test_what_is_said_to_remove_a_trigger_removes_it(tell: Tell, stranger: Path, how: str) -> None:
    changed(stranger, "CREATE TABLE mine (x)", TRIGGERS[how])
    sentence = tell("list", diary=stranger).refused(1)

    subprocess.run(["bash", "-c", sentence.partition("type: ")[2]], check=True)

    assert tell("list", diary=stranger).saved()


@pytest.mark.parametrize("how", [*TRIGGERS, *NOT_OURS])
def test_completion_takes_no_word_from_a_schema_that_is_not_ours(
    make_program: Callable[[Path], Program], stranger: Path, how: str
) -> None:
    changed(stranger, "CREATE TABLE mine (x)")
    changed(stranger, *NOT_OURS.get(how, (TRIGGERS.get(how, ""),)))

    answer = make_program(stranger)("took", "am", _FIBROLOG_COMPLETE="zsh")

    assert "amitriptyline" not in answer.saved()


def test_what_other_programs_add_is_never_read_and_check_names_it(
    tell: Tell, stranger: Path
) -> None:
    tell("add", "neck").saved()
    changed(
        stranger,
        "CREATE TABLE mine (x CHECK (x > 0), parent REFERENCES episodes (id))",
        "PRAGMA ignore_check_constraints = ON",
        "CREATE INDEX notes_mine ON episodes (note)",
        "CREATE VIEW huge AS SELECT zeroblob(900000000) AS id",
        "CREATE VIRTUAL TABLE words USING fts5 (note)",
        "ANALYZE",
        "INSERT INTO mine VALUES (1, 999)",
    )

    said = tell("check", diary=stranger).saved()
    assert said.endswith("The diary is sound.\n")
    for name in ("table mine", "index notes_mine", "view huge", "table words", "sqlite_stat1"):
        assert name in said
    for command in (["add", "calf"], ["list"], ["export"], ["report"], ["backup"]):
        assert tell(*command, diary=stranger).saved()
    assert "Added" in tell("import", stranger).saved()


OBSTACLES = {
    "unique": ("steps", "index", "CREATE UNIQUE INDEX once ON steps (command)"),
    "unique on entries": ("episodes", "index", "CREATE UNIQUE INDEX once ON episodes (kind)"),
    "unique in part": (
        "episodes", "index", "CREATE UNIQUE INDEX once ON episodes (kind) WHERE count = 1",
    ),
    "an expression": ("steps", "index", "CREATE INDEX once ON steps (json(command))"),
    "a condition": ("steps", "index", "CREATE INDEX once ON steps (at) WHERE json(command)"),
    "a function": ("episodes", "index", "CREATE INDEX once ON episodes (strange(note))"),
    "an order": ("episodes", "index", "CREATE INDEX once ON episodes (note COLLATE strange)"),
    "a quoted name": (
        "episodes", "index", """CREATE UNIQUE INDEX "a""b c'$(id)" ON episodes (kind)""",
    ),
    "a reference": ("episodes", "table", "CREATE TABLE once (e REFERENCES episodes (id))"),
    "an implied one": ("episodes", "table", "CREATE TABLE once (e REFERENCES Episodes)"),
    "a late one": (
        "episodes", "table",
        "CREATE TABLE once (e REFERENCES episodes (id) DEFERRABLE INITIALLY DEFERRED)",
    ),
    "one by uid": ("episodes", "table", "CREATE TABLE once (e REFERENCES episodes (uid))"),
    "one to what is not unique": (
        "episodes", "table", "CREATE TABLE once (e REFERENCES episodes (note) ON DELETE CASCADE)",
    ),
    "one to what is not there": (
        "episodes", "table", "CREATE TABLE once (e REFERENCES episodes (missing))",
    ),
    "one to two columns": (
        "episodes", "table",
        "CREATE TABLE once (e, f, FOREIGN KEY (e, f) REFERENCES episodes (id, uid))",
    ),
    "a quoted table": (
        "episodes", "table", """CREATE TABLE "a""b c'$(id)" ("x ""y" REFERENCES episodes)""",
    ),
}  # fmt: skip


def obstructed(path: Path, how: str) -> list[str]:
    """Put something in the way, and return the command that fails at it."""
    _, kind, statement = OBSTACLES[how]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.create_function("strange", 1, len, deterministic=True)
        connection.create_collation("strange", lambda one, other: (one > other) - (one < other))
        connection.execute("UPDATE steps SET command = id")  # an index must fail later only
        connection.execute(statement)
        if kind == "index":
            return ["add", "calf", "l", "6"]
        [name] = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        quoted = name.replace('"', '""')
        values = {"one by uid": "uid", "one to two columns": "id, uid"}.get(how, "id")
        connection.execute(f'INSERT INTO "{quoted}" SELECT {values} FROM episodes')
    return ["delete", "e1", "--yes"]


@pytest.mark.parametrize("how", OBSTACLES)
def test_what_is_in_the_way_is_named_with_how_to_remove_it(
    tell: Tell, stranger: Path, how: str
) -> None:
    table, kind, _ = OBSTACLES[how]
    command = obstructed(stranger, how)
    if how == "unique":
        tell("add", "neck", diary=stranger).saved()
    before = stranger.read_bytes()

    checked = tell("check", diary=stranger)
    refused = tell(*command, diary=stranger).refused(1)

    assert checked.code == 1
    assert stranger.read_bytes() == before
    for sentence in (checked.out, refused):
        assert f"DROP {kind.upper()}" in sentence
        assert table in sentence
        assert "constraint" not in sentence
    assert "nothing was saved" in refused
    removal = refused.partition("type: ")[2]
    assert removal.strip() in checked.out
    subprocess.run(["bash", "-c", removal], check=True)
    assert "sound" in tell("check", diary=stranger).saved()
    assert tell(*command, diary=stranger).saved()


HARMLESS = {
    "an index": "CREATE INDEX mine ON episodes (note, kind COLLATE NOCASE DESC)",
    "a table": "CREATE TABLE mine (x UNIQUE CHECK (x > 0))",
    "a table with nothing in it": "CREATE TABLE mine (e REFERENCES episodes (id))",
    "a table that follows": "CREATE TABLE mine (e REFERENCES episodes (id) ON DELETE CASCADE)",
    "a view": "CREATE VIEW mine AS SELECT * FROM nowhere",
    "a unique index of its own": "CREATE TABLE mine (x UNIQUE)",
}


@pytest.mark.parametrize("how", HARMLESS)
def test_what_is_in_nobodys_way_is_only_named(tell: Tell, stranger: Path, how: str) -> None:
    changed(stranger, HARMLESS[how])
    if how == "a table that follows":
        changed(stranger, "INSERT INTO mine SELECT id FROM episodes")

    said = tell("check", diary=stranger).saved()

    assert "mine" in said
    assert "DROP" not in said
    for command in (["add", "calf", "l", "6"], ["delete", "e1", "--yes"], ["undo"]):
        assert tell(*command, diary=stranger).saved()


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
@pytest.mark.parametrize("said", ["* FROM nowhere", "strange(uid) FROM episodes"])
def test_a_view_that_nobody_can_read_is_in_no_migrations_way(
    tell: Tell, tmp_path: Path, schema: Path, said: str
) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text())
        connection.execute(f"CREATE VIEW mine AS SELECT {said}")

    assert tell("add", "calf", "l", "6", diary=path).saved()

    assert "view mine" in tell("check", diary=path).out


# What is ours


def test_the_digest_and_the_names_are_those_of_the_schema_that_is_made() -> None:
    with closing(empty()) as connection:
        rows = connection.execute(
            """SELECT type, name, tbl_name, sql FROM sqlite_schema
            WHERE sql IS NOT NULL AND tbl_name <> '_sqlite_migrations' ORDER BY type, name"""
        ).fetchall()

    assert {name for _, name, *_ in rows} == guard.OWN_NAMES
    assert guard.digest(rows) == guard.DIGEST


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_a_diary_of_every_released_schema_is_ours_before_and_after_its_migration(
    schema: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text())
        guard.require_our_schema(connection, path)
        [version] = connection.execute("PRAGMA user_version").fetchone()
        with schema_of(version) as made:
            assert guard.digest(guard.own_rows(made)) == guard.digest(guard.own_rows(connection))
    with closing(connect(path)) as connection:
        assert guard.digest(guard.own_rows(connection)) == guard.DIGEST


def _dumped(path: Path) -> None:
    """Replace the diary by what the sqlite3 shell makes of its own dump."""
    dump = subprocess.run(["sqlite3", path, ".dump"], capture_output=True, check=True).stdout
    path.unlink()
    subprocess.run(["sqlite3", path], input=dump, check=True)
    changed(path, "PRAGMA application_id = 1717727852", f"PRAGMA user_version = {SCHEMA_VERSION}")


def _python_dumped(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        dump = "\n".join(connection.iterdump())
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump)
    changed(path, "PRAGMA application_id = 1717727852", f"PRAGMA user_version = {SCHEMA_VERSION}")


def _vacuumed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")


def _spelled_otherwise(path: Path) -> None:
    changed(
        path,
        "PRAGMA writable_schema = ON",
        """UPDATE sqlite_schema SET sql = replace(replace(sql, 'CREATE TABLE regions',
        'CREATE TABLE "regions"'), char(10), '  ' || char(10)) WHERE name = 'regions'""",
    )


@pytest.mark.parametrize("made_anew", [_dumped, _python_dumped, _vacuumed, _spelled_otherwise])
def test_a_diary_that_was_made_anew_by_other_means_is_still_ours(
    tell: Tell, stranger: Path, made_anew: Callable[[Path], None]
) -> None:
    made_anew(stranger)

    assert tell("check", diary=stranger).saved() == "The diary is sound.\n"
    assert tell("add", "calf", diary=stranger).saved().startswith("Saved e2")
    assert tell("undo", diary=stranger).saved()


def test_a_journal_of_our_own_is_played_back(tell: Tell, stranger: Path) -> None:
    for command in (["list"], ["add", "calf"]):
        leave_a_hot_journal(stranger)
        tell(*command, diary=stranger).saved()
        assert "half" not in tell("export", diary=stranger).saved()
