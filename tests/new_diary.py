"""The script of a new diary: `python -m tests.new_diary` writes it from the migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fibrolog.storage.migrations import migrate
from fibrolog.storage.schema import APPLICATION_ID, SCHEMA_VERSION

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "fibrolog" / "storage" / "new_diary.sql"
# When each migration was applied, as SQL that yields SQL: when the diary is made.
_NOW = """'strftime(''%Y-%m-%d %H:%M:%f000+00:00'', ''now'')'"""
# Where SQLite keeps the last number of each table.
_NUMBERS = "sqlite_sequence"


def migrated() -> sqlite3.Connection:
    """Return a diary without entries, in memory, to which the migrations led."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection)
    connection.execute("COMMIT")
    # Pages that migrations left free would be written to by an entry that is then refused.
    connection.execute("VACUUM")
    return connection


def script() -> str:
    """Return what makes such a diary, with its tables, indexes, views and triggers in order."""
    with closing(migrated()) as connection:
        return "\n".join(_lines(connection))


def _lines(connection: sqlite3.Connection) -> Iterator[str]:
    yield "-- A new diary, as the migrations make it; `python -m tests.new_diary` writes this."
    yield f"PRAGMA application_id = {APPLICATION_ID};"
    yield f"PRAGMA user_version = {SCHEMA_VERSION};"
    yield "BEGIN;"
    schema = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    for kind, name, sql in schema:
        if name != _NUMBERS:  # SQLite makes it itself
            yield f"{sql};"
            if kind == "table":
                yield from _rows(connection, name)
    yield f"DELETE FROM {_NUMBERS};"
    yield from _rows(connection, _NUMBERS)
    yield "COMMIT;"
    yield ""


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = (_NOW if column == "applied_at" else f"quote({column})" for column in columns)
    rows = connection.execute(f"SELECT {', '.join(values)} FROM {table}").fetchall()
    if rows:
        yield f"INSERT INTO {table} VALUES"
        yield ",\n".join(f"  ({', '.join(row)})" for row in rows) + ";"


if __name__ == "__main__":
    SCRIPT.write_text(script(), encoding="utf-8")
