"""The second schema: what merging needs to know, and views for people with other tools.

`migrations` runs these statements; like it, they are never edited once released.
"""

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

STATEMENTS = (
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
# The tables whose journal begins, or has a new column, with this schema.
JOURNALLED_ANEW = ("regions", "remedies", "revisions")
