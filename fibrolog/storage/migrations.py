"""The diary's format, as the steps that lead to it: read it from the top.

A migration that has been released is never edited, nor is what it plants: diaries in the world
were made by it. What new diaries begin with is in `new_diary.sql`, which `python -m
tests.new_diary` writes from what is here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlite_utils import Database, Migrations

from fibrolog.storage.schema import SCHEMA_VERSION

migrations = Migrations("fibrolog")

# Format 1: entries, the words they are in, and the journal of what was changed.

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

# Name, group, sides, area of the widespread pain index, and aliases.
_FIRST_REGIONS = (
    ("jaw", "head and neck", "paired", "jaw", "jaws, chin"),
    ("face", "head and neck", "paired", None, "cheek, cheeks, forehead"),
    ("neck", "head and neck", "midline", "neck", "nape"),
    (
        "shoulder", "arms", "paired", "shoulder girdle",
        "shoulders, trapezius, trap, shoulder blade, shoulder blades",
    ),
    ("upper-arm", "arms", "paired", "upper arm", "biceps, triceps, upper arms"),
    ("forearm", "arms", "paired", "lower arm", "forearms, lower arm, lower arms"),
    ("hand", "arms", "paired", None, "hands, wrist, wrists, finger, fingers, thumb, thumbs, palm"),
    ("chest", "trunk", "midline", "chest", "ribs, rib"),
    ("abdomen", "trunk", "midline", "abdomen", "stomach, belly, tummy"),
    ("upper-back", "trunk", "midline", "upper back", "mid back, middle back"),
    ("lower-back", "trunk", "midline", "lower back", "lumbar, back, low back"),
    ("hip", "legs", "paired", "hip", "hips"),
    ("buttock", "legs", "paired", "hip", "buttocks, glute, glutes, bottom"),
    (
        "thigh", "legs", "paired", "upper leg",
        "thighs, quad, quads, quadriceps, hamstring, hamstrings, groin, upper leg",
    ),
    ("calf", "legs", "paired", "lower leg", "calves, lower leg, charley horse, charlie horse"),
    ("shin", "legs", "paired", "lower leg", "shins"),
    ("foot", "legs", "paired", None, "feet, arch, sole, soles, ankle, ankles, heel"),
    ("toes", "legs", "paired", None, "toe, big toe"),
)  # fmt: skip

# Name, category, hint and aliases.
_FIRST_REMEDIES = (
    (
        "heat", "therapy", "A heating pad or hot-water bottle; many alternate it with cold.",
        "heating pad, heat pad, hot water bottle, warmth",
    ),
    (
        "cold", "therapy", "An ice pack wrapped in a cloth; many alternate it with heat.",
        "ice, ice pack, cold pack",
    ),
    ("cream", "topical", "A cream or ointment rubbed into the skin.", "ointment, gel"),
    (
        "stretching", "movement", "Slow and gentle; strenuous stretching may do the opposite.",
        "stretch, stretches, gentle stretching",
    ),
    (
        "epsom bath", "therapy", "A warm bath with Epsom salt.",
        "epsom salt bath, epsom salt, epsom, epsom salts",
    ),
    ("massage", "therapy", "By somebody else, or gently by yourself.", "self massage, rub"),
    ("acupuncture", "therapy", "Fine needles, set by a practitioner.", "needles"),
    ("rest", "rest", "Lying or sitting down on purpose.", "lying down, nap"),
    ("magnesium", "supplement", "Write the amount, such as 400mg.", "mag"),
    ("malic acid", "supplement", "Often sold together with magnesium.", "malate"),
    (
        "potassium-rich food", "diet",
        "Sweet potatoes, white beans and other beans, potatoes, yogurt, prunes.",
        "potassium, sweet potato, white beans, beans, potatoes, yogurt, prunes",
    ),
    (
        "calcium", "supplement",
        "A supplement, or kale, orange juice, black-eyed peas, bok choy, almonds.",
        "kale, orange juice, black-eyed peas, bok choy, almonds",
    ),
    (
        "vitamin d", "supplement",
        "A supplement, sunlight, or cod liver oil, salmon, mackerel, eggs, mushrooms.",
        "vit d, d3, vitamin d3, sunlight, cod liver oil, salmon, mackerel",
    ),
    (
        "water", "hydration",
        "Or hydrating food: cucumber, celery, tomatoes, cauliflower, watermelon, strawberries.",
        "fluids, hydration, cucumber, celery, watermelon, strawberries",
    ),
)  # fmt: skip

# The tables that the journal is about.
_FIRST_JOURNALLED = (
    "regions", "remedies", "region_aliases", "remedy_aliases", "episodes", "uses", "clear_days",
)  # fmt: skip


@migrations()
def m001_first_diary(db: Database) -> None:
    """Entries, vocabulary, the journal of changes, and the view that shows every entry."""
    for statement in (*_TABLES, *_INDEXES, _ENTRIES_VIEW):
        db.execute(statement)
    _plant_first_vocabulary(db)
    _journal_anew(db, _FIRST_JOURNALLED)


def _plant_first_vocabulary(db: Database) -> None:
    def key(name: str) -> str:
        return name.replace("-", " ")  # of names without capitals

    for name, group, sides, area, aliases in _FIRST_REGIONS:
        region = db.execute(
            "INSERT INTO regions (name, key, body_group, sides, wpi_area) VALUES (?, ?, ?, ?, ?)",
            [name, key(name), group, sides, area],
        ).lastrowid
        for alias in aliases.split(", "):
            db.execute(
                "INSERT INTO region_aliases (alias, key, region_id) VALUES (?, ?, ?)",
                [alias, key(alias), region],
            )
    for name, category, hint, aliases in _FIRST_REMEDIES:
        remedy = db.execute(
            "INSERT INTO remedies (name, key, category, hint) VALUES (?, ?, ?, ?)",
            [name, key(name), category, hint],
        ).lastrowid
        for alias in aliases.split(", "):
            db.execute(
                "INSERT INTO remedy_aliases (alias, key, remedy_id) VALUES (?, ?, ?)",
                [alias, key(alias), remedy],
            )


# Format 2: what merging two diaries needs, and views for people.

# When an entry last changed, where its own row does not say so: because it is gone, or because
# an undo gave it back its old times. Merging goes by the later of the two.
_REVISIONS = """
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

_REVISIONS_AND_VIEWS = (
    _REVISIONS,
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


@migrations()
def m002_revisions_and_views(db: Database) -> None:
    """What merging two diaries needs, and views for people with Datasette or sqlite3."""
    for statement in _REVISIONS_AND_VIEWS:
        db.execute(statement)
    _journal_anew(db, ("regions", "remedies", "revisions"))


# Format 3: trials.

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
_REVISIONS_ANEW = """
CREATE TABLE revisions_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  entry TEXT NOT NULL CHECK (entry IN ('episode', 'use', 'clear', 'trial')),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT"""

_TRIALS_AND_REVISIONS = (
    _TRIALS,
    _REVISIONS_ANEW,
    "INSERT INTO revisions_anew SELECT id, uid, entry, at, removed FROM revisions",
    # Numbers that are gone stay gone, because the journal speaks of them.
    "DELETE FROM sqlite_sequence WHERE name = 'revisions_anew'",
    """INSERT INTO sqlite_sequence (name, seq)
    SELECT 'revisions_anew', seq FROM sqlite_sequence WHERE name = 'revisions'""",
    "DROP TABLE revisions",
    "ALTER TABLE revisions_anew RENAME TO revisions",
)


@migrations()
def m003_trials(db: Database) -> None:
    """Trials, and revisions that know of them."""
    for statement in _TRIALS_AND_REVISIONS:
        db.execute(statement)
    _journal_anew(db, ("trials", "revisions"))


# Each leads from the format before it to its own.
_STEPS = (m001_first_diary, m002_revisions_and_views, m003_trials)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the diary to today's format; the caller's transaction makes that whole or nothing.

    The triggers count every change to the latest step. What a migration changes is no step of the
    person's, who could take it back with an undo: nothing of it stays in the journal.
    """
    last = _last_change(connection)
    # Otherwise a table is not renamed as long as any view of another program cannot be read.
    connection.execute("PRAGMA legacy_alter_table = ON").close()
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute("PRAGMA legacy_alter_table = OFF").close()
    connection.execute("DELETE FROM changes WHERE id > ?", (last,)).close()
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}").close()


@contextmanager
def schema_of(version: int) -> Iterator[sqlite3.Connection]:
    """Give an empty diary of an earlier format or today's, in memory."""
    later = [step.__name__ for step in _STEPS[version:]]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        if version > 0:
            migrations.apply(Database(connection, execute_plugins=False), stop_before=later)
        yield connection


def _last_change(connection: sqlite3.Connection) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'changes'").fetchone():
        return 0
    [last] = connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
    return int(last)


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
