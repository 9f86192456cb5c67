"""What the migrations lead to, and that none of them is anything a person did."""

from __future__ import annotations

import runpy
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fibrolog import text
from fibrolog.domain import defaults
from fibrolog.domain.vocabulary import Region, Remedy
from fibrolog.storage import migrations
from fibrolog.storage.diary import Diary
from fibrolog.storage.file import create, empty
from fibrolog.storage.schema import SCHEMA_VERSION
from tests import new_diary
from tests.conftest import Program

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def everything(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Return all that a diary's file says, but for when a migration was applied."""
    pragmas = ("application_id", "user_version", "encoding", "page_count", "freelist_count")
    told = {name: connection.execute(f"PRAGMA {name}").fetchall() for name in pragmas}
    told["schema"] = connection.execute(
        "SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid"
    ).fetchall()
    for _, kind, name, *_ in told["schema"]:
        if kind == "table":
            columns = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({name})")]
            kept = ", ".join(column for column in columns if column != "applied_at")
            rows = connection.execute(f"SELECT rowid, {kept} FROM {name} ORDER BY rowid")
            told[name] = rows.fetchall()
    return told


# A new diary


def test_the_script_of_a_new_diary_is_what_the_migrations_lead_to() -> None:
    assert new_diary.SCRIPT.read_text(encoding="utf-8") == new_diary.script()


def test_a_new_diary_is_to_the_last_row_what_the_migrations_lead_to(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    create(path)

    with closing(sqlite3.connect(path)) as made, closing(new_diary.migrated()) as migrated:
        assert everything(made) == everything(migrated)
        [moments] = made.execute("SELECT min(applied_at), max(applied_at) FROM _sqlite_migrations")
        [[theirs]] = migrated.execute("SELECT max(applied_at) FROM _sqlite_migrations")
    for moment in map(datetime.fromisoformat, moments):
        assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)
    assert len(moments[0]) == len(theirs)  # spelled as sqlite_utils spells it


def test_what_stands_in_for_a_diary_that_is_not_there_is_a_new_one(tmp_path: Path) -> None:
    create(tmp_path / "diary.db")

    with closing(empty()) as one, closing(sqlite3.connect(tmp_path / "diary.db")) as other:
        assert everything(one) == everything(other)


def test_a_new_diary_holds_the_words_that_are_said_to_be_the_first(tmp_path: Path) -> None:
    with Diary.open_or_create(tmp_path / "diary.db") as diary:
        words = [each.term for each in diary.words()]

    assert words == [*defaults.REGIONS, *defaults.REMEDIES]


# Each migration stands for itself


def test_what_new_diaries_begin_with_changes_no_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_by(vars(migrations))
    monkeypatch.setattr(defaults, "REGIONS", (Region("tail"),))
    monkeypatch.setattr(defaults, "REMEDIES", (Remedy("purring"),))
    monkeypatch.setattr(text, "name_key", str.upper)

    assert made_by(runpy.run_path(str(Path(migrations.__file__)))) == before


def made_by(module: dict[str, Any]) -> list[dict[str, list[Any]]]:
    versions = range(SCHEMA_VERSION + 1)
    made = [module["schema_of"](version) for version in versions]
    with ExitStack() as opened:
        return [everything(opened.enter_context(one)) for one in made]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_nothing_that_a_migration_does_is_a_step_of_the_person(
    schema: Path,
    tmp_path: Path,
    make_program: Callable[[Path], Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such as a migration that is made up here: it plants a region, and rewrites, adds, deletes."""
    from sqlite_utils import Database, Migrations

    program = make_program(tmp_path / "old.db")
    with closing(sqlite3.connect(program.diary)) as connection:
        connection.executescript(schema.read_text())
    program("add", "jaw", "--note", "the last step").saved()
    steps, entries = program("history").saved(), program.rows()
    later = Migrations("fibrolog")
    monkeypatch.setattr(migrations, "migrations", later)

    @later()
    def m004_tail(db: Database) -> None:
        db.execute("INSERT INTO regions (name, key, body_group, sides) VALUES (?, ?, ?, ?)",
                   ["tail", "tail", "other", "none"])  # fmt: skip
        db.execute("INSERT INTO region_aliases (alias, key, region_id) SELECT 'tip', 'tip', max(id)"
                   " FROM regions")  # fmt: skip
        db.execute("UPDATE episodes SET note = note || '!'")
        db.execute("UPDATE remedies SET hint = 'new' WHERE name = 'heat'")
        db.execute("DELETE FROM region_aliases WHERE alias = 'jaws'")

    with closing(sqlite3.connect(program.diary, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        migrations.migrate(connection)
        connection.execute("COMMIT")

    assert program("history").saved().replace("!", "") == steps
    rewritten = [row | {"note": f"{row['note']}!"} if row["entry"] == "episode" else row
                 for row in entries]  # fmt: skip
    assert program.rows() == rewritten
    program("undo").saved()
    last = next(row for row in rewritten if row["note"] == "the last step!")
    assert program.rows() == [row for row in rewritten if row != last]
    program("add", "tip").saved()
    assert "tail" in [row["region"] for row in program.rows()]
    assert "new" in program("remedies").saved()
    program("check", now="2026-12-01T03:12:00+01:00").saved()
