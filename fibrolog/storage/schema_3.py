"""The third schema: trials, each with its whole plan.

`migrations` runs these statements; like it, they are never edited once released.
"""

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
_REVISIONS = """
CREATE TABLE revisions_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  entry TEXT NOT NULL CHECK (entry IN ('episode', 'use', 'clear', 'trial')),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT"""

STATEMENTS = (
    _TRIALS,
    _REVISIONS,
    "INSERT INTO revisions_anew SELECT id, uid, entry, at, removed FROM revisions",
    # Numbers that are gone stay gone, because the journal speaks of them.
    "DELETE FROM sqlite_sequence WHERE name = 'revisions_anew'",
    """INSERT INTO sqlite_sequence (name, seq)
    SELECT 'revisions_anew', seq FROM sqlite_sequence WHERE name = 'revisions'""",
    "DROP TABLE revisions",
    "ALTER TABLE revisions_anew RENAME TO revisions",
)
# The tables whose journal begins, or begins anew, with this schema.
JOURNALLED_ANEW = ("trials", "revisions")
