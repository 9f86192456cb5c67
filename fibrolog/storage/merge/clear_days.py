"""Arriving clear days: at most one a day, and none on a day on which a spasm was.

They are settled when everything else is in, so that the outcome does not depend on the order in
which entries came. What stands on the day of a spasm gives way to it at its own last change. What
gave way, here or elsewhere, and has no spasm on its day comes back a second after it gave way: so
every diary that knows of it brings back the same, whichever change took the spasm away. Of two for
one day the lesser is as if it had been removed at its own last change.
"""

from __future__ import annotations

import sqlite3
from typing import Self, cast

from fibrolog.domain.entries import TYPES, ClearDay, Record
from fibrolog.storage import entries, versions
from fibrolog.storage.import_records import ImportedEntry, Merged

# As many ids as a sentence can hold.
_NAMED = 10
# `known` is the number of the row that an arriving clear day is to take the place of; `wanted`
# the one it would like to have. `gave_way` tells that it was gone where it comes from; `back` that
# it comes back if it may stay, from there or from here.
_STAGED = """CREATE TEMP TABLE arriving_clear (
  uid TEXT PRIMARY KEY, day TEXT NOT NULL, note TEXT NOT NULL, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL, version TEXT NOT NULL, known INTEGER, wanted INTEGER,
  gave_way INTEGER NOT NULL, back INTEGER NOT NULL) STRICT"""
_STAGE = """INSERT INTO arriving_clear VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (uid) DO UPDATE SET (day, note, created_at, updated_at, version, gave_way)
  = (excluded.day, excluded.note, excluded.created_at, excluded.updated_at, excluded.version,
    excluded.gave_way)
  WHERE (excluded.version, excluded.gave_way, excluded.day, excluded.note)
    > (version, gave_way, day, note)"""
_BY_DAY = "CREATE INDEX arriving_clear_by_day ON arriving_clear (day)"

_ON_SPASM_DAY = f"EXISTS (SELECT 1 {entries.spasms_on('arriving_clear.day')})"
_STAGE_BACK = f"""INSERT INTO arriving_clear
  SELECT uid, day, note, created_at, updated_at, at, NULL, number, 1, 1
  FROM {versions.GAVE_WAY} AS g
  WHERE uid NOT IN (SELECT uid FROM arriving_clear)
    AND NOT EXISTS (SELECT 1 {entries.spasms_on("g.day")})"""
_SECOND_LATER = "strftime('%Y-%m-%dT%H:%M:%S+00:00', version, '+1 second')"
_COME_BACK = f"""UPDATE arriving_clear
  SET (version, updated_at) = ({_SECOND_LATER}, {_SECOND_LATER})
  WHERE gave_way AND NOT {_ON_SPASM_DAY}"""
# What was here before comes back with the number it had.
_HAD = """UPDATE arriving_clear SET wanted = had.number FROM (
    SELECT before ->> 'uid' AS uid, row_id AS number FROM changes
    WHERE table_name = 'clear_days' AND before IS NOT NULL) AS had
  WHERE had.uid = arriving_clear.uid AND known IS NULL"""

# The clear days of the diary that stand where one arrives and are not themselves replaced.
_STANDING = """
SELECT c.id, c.uid, c.day, max(c.updated_at, coalesce(r.at, '')) AS version
FROM clear_days AS c LEFT JOIN revisions AS r ON r.uid = c.uid
WHERE c.day IN (SELECT day FROM arriving_clear) AND c.uid NOT IN (SELECT uid FROM arriving_clear)"""
# Of two entries for one day the later wins, and of the same second the greater uid.
_BEATEN_HERE = f"""SELECT s.id, s.uid, s.version FROM ({_STANDING}) AS s WHERE EXISTS (
  SELECT 1 FROM arriving_clear AS a
  WHERE a.day = s.day AND (a.version, a.uid) > (s.version, s.uid))"""
_BEATEN_THERE = f"""SELECT a.known, a.uid, a.version FROM arriving_clear AS a WHERE EXISTS (
  SELECT 1 FROM (SELECT uid, day, version FROM arriving_clear
    UNION ALL SELECT uid, day, version FROM ({_STANDING})) AS other
  WHERE other.day = a.day AND (other.version, other.uid) > (a.version, a.uid))"""
_STANDING_ON_SPASM_DAYS = f"""
SELECT c.id, c.uid, max(c.updated_at, coalesce(r.at, ''))
FROM clear_days AS c LEFT JOIN revisions AS r ON r.uid = c.uid
WHERE EXISTS (SELECT 1 {entries.spasms_on("c.day")})
  AND c.uid NOT IN (SELECT uid FROM arriving_clear)"""
_ARRIVING_ON_SPASM_DAYS = f"""
SELECT uid, version, NOT gave_way OR known IS NOT NULL FROM arriving_clear WHERE {_ON_SPASM_DAY}"""

# A number that no clear day has or ever had, but for this very one.
_FREE = """wanted IS NOT NULL AND wanted NOT IN (SELECT id FROM clear_days)
  AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.table_name = 'clear_days'
    AND c.row_id = wanted AND c.before ->> 'uid' <> arriving_clear.uid)"""
_ROW = "uid, day, note, created_at, updated_at"


class ImportedClearDays:
    """Holds the clear days that arrive until it is known which of them may stay."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        self._connection.execute(_STAGED).close()
        self._connection.execute(_BY_DAY).close()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.execute("DROP TABLE IF EXISTS temp.arriving_clear").close()

    def stage(self, one: ImportedEntry, known: int | None, *, waited: bool) -> None:
        """Hold a clear day that takes the place of the one with the number `known`, if any.

        `waited` tells that it is gone here, because it gave way to a spasm.
        """
        assert isinstance(one.entry, ClearDay)  # noqa: S101 -- the caller asked
        self._connection.execute(
            _STAGE,
            (one.uid, one.entry.day.isoformat(), one.entry.note, one.created_at, one.updated_at,
             one.version, known, one.number, one.gave_way, one.gave_way or waited),
        )  # fmt: skip

    def settle(self, done: Merged) -> None:
        """Write the clear days that may stay, and note in `done` what became of them."""
        connection = self._connection
        connection.execute(_STAGE_BACK)
        connection.execute(_COME_BACK)
        connection.execute(_HAD)
        self._give_way_to_spasms(done)
        beaten_here = connection.execute(_BEATEN_HERE).fetchall()
        beaten_there = connection.execute(_BEATEN_THERE).fetchall()
        for number, uid, version in (*beaten_here, *beaten_there):
            versions.note(connection, "clear", uid, version, removed=True)
            connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
            connection.execute("DELETE FROM arriving_clear WHERE uid = ?", (uid,))
        done.gave_way += len(beaten_here) + len(beaten_there)
        self._write(done)

    def _give_way_to_spasms(self, done: Merged) -> None:
        """Let nothing stand on the day of a spasm, and keep in the journal what it said."""
        connection = self._connection
        standing = connection.execute(_STANDING_ON_SPASM_DAYS).fetchall()
        for number, uid, version in standing:
            versions.note(connection, "clear", uid, version, removed=False)
            connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
        # A row that moves to another day must not stand in the way of one that moves to its own.
        moving = f"day <> (SELECT day FROM clear_days WHERE id = known) OR {_ON_SPASM_DAY}"
        connection.execute(
            f"DELETE FROM clear_days WHERE id IN (SELECT known FROM arriving_clear WHERE {moving})"
        )
        arriving = connection.execute(_ARRIVING_ON_SPASM_DAYS).fetchall()
        for uid, version, is_new in arriving:
            connection.execute(
                f"""INSERT INTO clear_days (id, {_ROW})
                SELECT coalesce(known, CASE WHEN {_FREE} THEN wanted END), {_ROW}
                FROM arriving_clear WHERE uid = ?""",
                (uid,),
            )
            versions.note(connection, "clear", uid, version, removed=False)
            connection.execute("DELETE FROM clear_days WHERE uid = ?", (uid,))
            connection.execute("DELETE FROM arriving_clear WHERE uid = ?", (uid,))
            done.gave_way += is_new
        done.gave_way += len(standing)

    def _write(self, done: Merged) -> None:
        connection = self._connection
        changed = connection.execute(
            f"""UPDATE clear_days SET ({_ROW}) = (a.uid, a.day, a.note, a.created_at, a.updated_at)
            FROM arriving_clear AS a WHERE a.known = clear_days.id RETURNING clear_days.id"""
        ).fetchall()
        changed += connection.execute(
            f"""INSERT INTO clear_days (id, {_ROW}) SELECT known, {_ROW} FROM arriving_clear
            WHERE known IS NOT NULL AND known NOT IN (SELECT id FROM clear_days) RETURNING id"""
        ).fetchall()
        done.changed += len(changed)
        done.changed_ids += [f"{TYPES['clear'].letter}{number}" for [number] in changed[:_NAMED]]
        added = connection.execute(
            f"""INSERT INTO clear_days (id, {_ROW}) SELECT min(wanted), {_ROW} FROM arriving_clear
            WHERE known IS NULL AND {_FREE} GROUP BY wanted"""
        ).rowcount
        added += connection.execute(
            f"""INSERT INTO clear_days ({_ROW}) SELECT {_ROW} FROM arriving_clear
            WHERE uid NOT IN (SELECT uid FROM clear_days) ORDER BY rowid"""
        ).rowcount
        back = connection.execute(
            """SELECT c.id FROM clear_days AS c JOIN arriving_clear AS a ON a.uid = c.uid
            WHERE a.back AND a.known IS NULL ORDER BY c.day"""
        ).fetchall()
        # Its own `updated_at` says when it last changed.
        connection.execute(
            "DELETE FROM revisions WHERE uid IN (SELECT uid FROM arriving_clear WHERE gave_way)"
        )
        done.added["clear"] += added - len(back)
        done.many_back += len(back)
        for [number] in back[:_NAMED]:
            found = entries.by_id(connection, f"{TYPES['clear'].letter}{number}")
            done.back.append(cast("Record[ClearDay]", found))
