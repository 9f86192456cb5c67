"""The schema of the diary, as the steps that lead to it.

A migration that has been released is never edited: diaries in the world were made by it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlite_utils import Database, Migrations

from fibrolog.names import name_key
from fibrolog.storage import schema_2, schema_3
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.storage.starter import REGIONS, REMEDIES

migrations = Migrations("fibrolog")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the diary to today's schema; the caller's transaction makes that whole or nothing."""
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}").close()


@contextmanager
def schema_of(version: int) -> Iterator[sqlite3.Connection]:
    """Give an empty diary of an earlier version or today's, in memory."""
    later = [step.__name__ for step in _STEPS[version:]]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        if version > 0:
            migrations.apply(Database(connection, execute_plugins=False), stop_before=later)
        yield connection


@migrations()
def m001_first_diary(db: Database) -> None:
    """Entries, vocabulary, the journal of changes, and the view that shows every entry."""
    for statement in (*_TABLES, *_INDEXES, _ENTRIES_VIEW):
        db.execute(statement)
    _plant_vocabulary(db)
    for table in _FIRST_JOURNALLED:
        for statement in _journal_triggers(db, table):
            db.execute(statement)


@migrations()
def m002_revisions_and_views(db: Database) -> None:
    """What merging two diaries needs, and views for people with Datasette or sqlite3."""
    for statement in schema_2.STATEMENTS:
        db.execute(statement)
    _journal_anew(db, schema_2.JOURNALLED_ANEW)


@migrations()
def m003_trials(db: Database) -> None:
    """Trials, and revisions that know of them."""
    for statement in schema_3.STATEMENTS:
        db.execute(statement)
    _journal_anew(db, schema_3.JOURNALLED_ANEW)


# Each leads from the version before it to its own.
_STEPS = (m001_first_diary, m002_revisions_and_views, m003_trials)

_FIRST_JOURNALLED = (
    "regions", "remedies", "region_aliases", "remedy_aliases", "episodes", "uses", "clear_days",
)  # fmt: skip

# `at` is the wall time as it was told, with its offset; `instant` is the same in seconds since
# 1970 (UTC), which is what gets compared; `day` is the local calendar day.
_MOMENT_COLUMNS = """
  at TEXT NOT NULL
    CHECK (at GLOB '????-??-??T??:??:??[+-]??:??'),
  at_precision TEXT NOT NULL CHECK (at_precision IN ('minute', 'day')),
  instant INTEGER NOT NULL GENERATED ALWAYS AS (CAST(strftime('%s', at) AS INTEGER)) STORED,
  day TEXT NOT NULL GENERATED ALWAYS AS (substr(at, 1, 10)) STORED"""

_RECORD_COLUMNS = """
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36)"""

_STAMP_COLUMNS = """
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00')"""

_TABLES = (
    """
CREATE TABLE regions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  body_group TEXT NOT NULL
    CHECK (body_group IN ('head and neck', 'arms', 'trunk', 'legs', 'other')),
  sides TEXT NOT NULL CHECK (sides IN ('paired', 'midline', 'none')),
  wpi_area TEXT,
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
) STRICT""",
    """
CREATE TABLE remedies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  category TEXT NOT NULL CHECK (category IN
    ('therapy', 'topical', 'movement', 'supplement', 'diet', 'rest', 'hydration', 'other')),
  hint TEXT NOT NULL DEFAULT '',
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
) STRICT""",
    """
CREATE TABLE region_aliases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alias TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  region_id INTEGER NOT NULL REFERENCES regions (id)
) STRICT""",
    """
CREATE TABLE remedy_aliases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alias TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  remedy_id INTEGER NOT NULL REFERENCES remedies (id)
) STRICT""",
    f"""
CREATE TABLE episodes ({_RECORD_COLUMNS},{_MOMENT_COLUMNS},
  kind TEXT NOT NULL CHECK (kind IN ('spasm', 'twitch')),
  region_id INTEGER NOT NULL REFERENCES regions (id),
  side TEXT CHECK (side IN ('left', 'right', 'both')),
  intensity INTEGER CHECK (intensity BETWEEN 0 AND 10),
  duration_s INTEGER CHECK (duration_s BETWEEN 1 AND 86400),
  count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 1000000),
  woke INTEGER NOT NULL CHECK (woke IN (0, 1)),
  signs TEXT NOT NULL CHECK (json_type(signs) = 'array'),
  pain_types TEXT NOT NULL CHECK (json_type(pain_types) = 'array'),
  triggers TEXT NOT NULL CHECK (json_type(triggers) = 'array'),
  note TEXT NOT NULL,{_STAMP_COLUMNS},
  CHECK (kind = 'twitch' OR intensity IS NULL OR intensity > 0)
) STRICT""",
    f"""
CREATE TABLE uses ({_RECORD_COLUMNS},{_MOMENT_COLUMNS},
  remedy_id INTEGER NOT NULL REFERENCES remedies (id),
  dose TEXT NOT NULL,
  against TEXT,
  relief TEXT CHECK (relief IN ('none', 'some', 'good', 'complete')),
  note TEXT NOT NULL,{_STAMP_COLUMNS},
  CHECK (relief IS NULL OR against IS NOT NULL)
) STRICT""",
    f"""
CREATE TABLE clear_days ({_RECORD_COLUMNS},
  day TEXT NOT NULL UNIQUE CHECK (day GLOB '????-??-??' AND date(day) IS NOT NULL),
  note TEXT NOT NULL,{_STAMP_COLUMNS}
) STRICT""",
    # One step a command that changed something; one change a row it touched, with what was
    # there before (NULL: nothing was). An undo reverses a step, a redo reverses an undo.
    """
CREATE TABLE steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  command TEXT NOT NULL,
  reverses INTEGER REFERENCES steps (id)
) STRICT""",
    """
CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  step_id INTEGER REFERENCES steps (id),
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  before TEXT CHECK (before IS NULL OR json_type(before) = 'object')
) STRICT""",
)

_INDEXES = (
    "CREATE INDEX episodes_by_instant ON episodes (instant)",
    "CREATE INDEX episodes_by_day ON episodes (day, kind)",
    "CREATE INDEX uses_by_instant ON uses (instant)",
    "CREATE INDEX uses_by_day ON uses (day)",
    "CREATE INDEX steps_by_reversed ON steps (reverses) WHERE reverses IS NOT NULL",
    "CREATE INDEX changes_by_step ON changes (step_id)",
    "CREATE INDEX changes_by_row ON changes (table_name, row_id)",
)

# Every entry as one line, with the columns of the CSV export in their order; the last three
# sort it. A clear day stands at its 00:00, with the offset of the last moment written down up to
# that day's end: what is sorted depends on the diary alone, not on where it is looked at.
_ENTRIES_VIEW = """
CREATE VIEW entries AS
SELECT 'e' || e.id AS id, e.uid, 'episode' AS entry, e.at, e.at_precision, NULL AS day,
  e.kind, r.name AS region, e.side, e.intensity, e.duration_s, e.count,
  CASE e.woke WHEN 1 THEN 'yes' ELSE 'no' END AS woke,
  (SELECT group_concat(value, '; ') FROM json_each(e.signs)) AS signs,
  (SELECT group_concat(value, '; ') FROM json_each(e.pain_types)) AS pain_types,
  (SELECT group_concat(value, '; ') FROM json_each(e.triggers)) AS triggers,
  NULL AS remedy, NULL AS dose, NULL AS "for", NULL AS relief,
  e.note, e.created_at, e.updated_at, e.instant, 1 AS rank, e.id AS number
FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
UNION ALL
SELECT 'u' || u.id, u.uid, 'use', u.at, u.at_precision, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  m.name, u.dose, u.against, u.relief,
  u.note, u.created_at, u.updated_at, u.instant, 2, u.id
FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id
UNION ALL
SELECT 'c' || c.id, c.uid, 'clear', NULL, NULL, c.day,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL,
  c.note, c.created_at, c.updated_at,
  CAST(strftime('%s', c.day || 'T00:00:00' || coalesce((
    SELECT substr(at, 20) FROM (
      SELECT * FROM (SELECT at, instant FROM episodes WHERE day <= c.day ORDER BY day DESC LIMIT 1)
      UNION ALL
      SELECT * FROM (SELECT at, instant FROM uses WHERE day <= c.day ORDER BY day DESC LIMIT 1))
    ORDER BY instant DESC LIMIT 1), '+00:00')) AS INTEGER), 3, c.id
FROM clear_days AS c"""


def _plant_vocabulary(db: Database) -> None:
    for region in REGIONS:
        inserted = db.execute(
            "INSERT INTO regions (name, key, body_group, sides, wpi_area) VALUES (?, ?, ?, ?, ?)",
            [region.name, name_key(region.name), region.group, region.sides, region.wpi_area],
        )
        for alias in region.aliases:
            db.execute(
                "INSERT INTO region_aliases (alias, key, region_id) VALUES (?, ?, ?)",
                [alias, name_key(alias), inserted.lastrowid],
            )
    for remedy in REMEDIES:
        inserted = db.execute(
            "INSERT INTO remedies (name, key, category, hint) VALUES (?, ?, ?, ?)",
            [remedy.name, name_key(remedy.name), remedy.category, remedy.hint],
        )
        for alias in remedy.aliases:
            db.execute(
                "INSERT INTO remedy_aliases (alias, key, remedy_id) VALUES (?, ?, ?)",
                [alias, name_key(alias), inserted.lastrowid],
            )


def _journal_anew(db: Database, tables: tuple[str, ...]) -> None:
    for table in tables:
        for event in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER IF EXISTS {table}_after_{event}")
        for statement in _journal_triggers(db, table):
            db.execute(statement)


def _journal_triggers(db: Database, table: str) -> tuple[str, str, str]:
    """Return the triggers that note in `changes` what every write to `table` replaced."""
    # table_info leaves generated columns out, and they need no journal.
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    old_row = ", ".join(f"'{column}', OLD.{column}" for column in columns)

    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("OLD", "NEW"))

    def trigger(event: str, row_id: str, before: str, when: str = "") -> str:
        return f"""
CREATE TRIGGER {table}_after_{event.lower()} AFTER {event} ON {table} {when} BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), '{table}', {row_id}, {before});
END"""

    return (
        trigger("INSERT", "NEW.id", "NULL"),
        trigger("UPDATE", "OLD.id", f"json_object({old_row})", f"WHEN ({old}) IS NOT ({new})"),
        trigger("DELETE", "OLD.id", f"json_object({old_row})"),
    )
