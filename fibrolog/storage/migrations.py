"""The schema of the diary, as the steps that lead to it.

A migration that has been released is never edited: diaries in the world were made by it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlite_utils import Database, Migrations

from fibrolog.domain.defaults import REGIONS, REMEDIES
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.text import name_key

# When an entry last changed, where its own row does not say so: because it is gone, or because
# an undo gave it back its old times. Merging goes by the later of the two.
_REVISIONS_2 = """
CREATE TABLE revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  entry TEXT NOT NULL CHECK (entry IN ('episode', 'use', 'clear')),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT"""

# A word that never changed since the diary was new is older than any change to it elsewhere.
_CHANGED_AT = """changed_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00'
  CHECK (changed_at GLOB '????-??-??T??:??:??+00:00')"""

# What was deleted before there were revisions is known from the journal: the last that was done
# to the row is a change that found something, and nothing is there now.
_REMOVED_BEFORE = """
INSERT INTO revisions (uid, entry, at, removed)
SELECT c.before ->> 'uid', '{entry}', max(max(s.at, c.before ->> 'updated_at')), 1
FROM changes AS c JOIN steps AS s ON s.id = c.step_id
WHERE c.table_name = '{table}' AND c.before IS NOT NULL
  AND c.before ->> 'uid' NOT IN (SELECT uid FROM {table})
  AND c.id = (SELECT max(id) FROM changes WHERE table_name = '{table}' AND row_id = c.row_id)
GROUP BY c.before ->> 'uid'"""

_JOINED = "(SELECT group_concat(value, '; ') FROM json_each({column}))"

# One row an episode, in words, with what was taken against it.
_READABLE_EPISODES = f"""
CREATE VIEW readable_episodes AS
SELECT 'e' || e.id AS id, e.day, e.at, e.at_precision, e.kind, r.name AS region, e.side,
  e.intensity, e.duration_s, e.count, CASE e.woke WHEN 1 THEN 'yes' ELSE 'no' END AS woke,
  {_JOINED.format(column="e.signs")} AS signs,
  {_JOINED.format(column="e.pain_types")} AS pain_types,
  {_JOINED.format(column="e.triggers")} AS triggers,
  (SELECT group_concat(trim(m.name || ' ' || u.dose), '; ')
    FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id WHERE u.against = e.uid) AS taken,
  e.note
FROM episodes AS e JOIN regions AS r ON r.id = e.region_id"""

_READABLE_USES = """
CREATE VIEW readable_uses AS
SELECT 'u' || u.id AS id, u.day, u.at, u.at_precision, m.name AS remedy, m.category, u.dose,
  'e' || e.id AS "for", u.relief, u.note
FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id
LEFT JOIN episodes AS e ON e.uid = u.against"""

# One row for every day from the first entry to the last. A day is observed when it has a spasm
# or is a clear day: the rest is unknown, and not to be counted as free of spasms.
_DAYS = """
CREATE VIEW days AS
WITH RECURSIVE
written (day) AS (
  SELECT day FROM episodes UNION SELECT day FROM uses UNION SELECT day FROM clear_days),
calendar (day) AS (
  SELECT min(day) FROM written HAVING min(day) IS NOT NULL
  UNION ALL SELECT date(day, '+1 day') FROM calendar
  WHERE day < (SELECT max(day) FROM written)),
felt AS (
  SELECT day, sum(kind = 'spasm') AS spasms, sum(kind = 'twitch') AS twitches,
    max(CASE kind WHEN 'spasm' THEN intensity END) AS worst_intensity,
    max(kind = 'spasm' AND woke) AS woke
  FROM episodes GROUP BY day),
used AS (SELECT day, count(*) AS uses FROM uses GROUP BY day)
SELECT calendar.day,
  CASE WHEN coalesce(felt.spasms, 0) > 0 OR clear_days.day IS NOT NULL THEN 1 ELSE 0 END
    AS observed,
  coalesce(felt.spasms, 0) AS spasms, coalesce(felt.twitches, 0) AS twitches,
  coalesce(used.uses, 0) AS uses,
  CASE WHEN clear_days.day IS NULL THEN 'no' ELSE 'yes' END AS clear,
  felt.worst_intensity,
  CASE coalesce(felt.woke, 0) WHEN 1 THEN 'yes' ELSE 'no' END AS woke
FROM calendar
LEFT JOIN felt USING (day) LEFT JOIN used USING (day) LEFT JOIN clear_days USING (day)"""

_STATEMENTS_2 = (
    _REVISIONS_2,
    f"ALTER TABLE regions ADD COLUMN {_CHANGED_AT}",
    f"ALTER TABLE remedies ADD COLUMN {_CHANGED_AT}",
    *(
        _REMOVED_BEFORE.format(table=table, entry=entry)
        for table, entry in (("episodes", "episode"), ("uses", "use"), ("clear_days", "clear"))
    ),
    "CREATE INDEX uses_by_episode ON uses (against) WHERE against IS NOT NULL",
    _READABLE_EPISODES,
    _READABLE_USES,
    _DAYS,
)
# The tables whose journal begins, or has a new column, with this schema.
_JOURNALLED_ANEW_2 = ("regions", "remedies", "revisions")


# `plan` says for each pair of blocks which of the two comes first. `last_day` is the day on which
# the last trial day begins; it ends on the next one, at `hour`.
_TRIALS = """
CREATE TABLE trials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  remedy_id INTEGER NOT NULL REFERENCES remedies (id),
  first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??' AND date(first_day) IS NOT NULL),
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
  block_days INTEGER NOT NULL CHECK (block_days >= 1),
  washout_days INTEGER NOT NULL CHECK (washout_days IN (0, 1)),
  plan TEXT NOT NULL CHECK (json_type(plan) = 'array' AND json_array_length(plan) >= 6),
  last_day TEXT NOT NULL GENERATED ALWAYS AS (date(first_day, '+' || (
    json_array_length(plan) * 2 * (block_days + washout_days) - 1) || ' days')) STORED,
  stopped_at TEXT CHECK (stopped_at GLOB '????-??-??T??:??:??[+-]??:??'),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00')
) STRICT"""

# SQLite cannot change a CHECK: the table is made anew, with its rows.
_REVISIONS_3 = """
CREATE TABLE revisions_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  entry TEXT NOT NULL CHECK (entry IN ('episode', 'use', 'clear', 'trial')),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT"""

_STATEMENTS_3 = (
    _TRIALS,
    _REVISIONS_3,
    "INSERT INTO revisions_anew SELECT id, uid, entry, at, removed FROM revisions",
    # Numbers that are gone stay gone, because the journal speaks of them.
    "DELETE FROM sqlite_sequence WHERE name = 'revisions_anew'",
    """INSERT INTO sqlite_sequence (name, seq)
    SELECT 'revisions_anew', seq FROM sqlite_sequence WHERE name = 'revisions'""",
    "DROP TABLE revisions",
    "ALTER TABLE revisions_anew RENAME TO revisions",
)
# The tables whose journal begins, or begins anew, with this schema.
_JOURNALLED_ANEW_3 = ("trials", "revisions")


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
    for statement in _STATEMENTS_2:
        db.execute(statement)
    _journal_anew(db, _JOURNALLED_ANEW_2)


@migrations()
def m003_trials(db: Database) -> None:
    """Trials, and revisions that know of them."""
    for statement in _STATEMENTS_3:
        db.execute(statement)
    _journal_anew(db, _JOURNALLED_ANEW_3)


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
