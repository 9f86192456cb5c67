"""Arriving clear days: at most one a day, and none on a day on which a spasm was.

They are settled when everything else is in, so that the outcome does not depend on the order in
which entries came. What gives way is as if it had been removed at its own last change.
"""

from __future__ import annotations

import sqlite3
from typing import Self

from fibrolog.domain.entries import TYPES, ClearDay
from fibrolog.storage import versions
from fibrolog.storage.entries import spasms_on
from fibrolog.storage.import_records import ImportedEntry, Merged

# As many ids as a sentence can hold.
_NAMED = 10
# `known` is the number of the row that an arriving clear day is to take the place of; `wanted`
# the one it would like to have.
_STAGED = """CREATE TEMP TABLE arriving_clear (
  uid TEXT PRIMARY KEY, day TEXT NOT NULL, note TEXT NOT NULL, created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL, version TEXT NOT NULL, known INTEGER, wanted INTEGER) STRICT"""
_STAGE = """INSERT INTO arriving_clear VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (uid) DO UPDATE SET (day, note, created_at, updated_at, version)
  = (excluded.day, excluded.note, excluded.created_at, excluded.updated_at, excluded.version)
  WHERE (excluded.version, excluded.day, excluded.note) > (version, day, note)"""
_BY_DAY = "CREATE INDEX arriving_clear_by_day ON arriving_clear (day)"

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
_ARRIVING_ON_SPASM_DAYS = f"""
SELECT a.known, a.uid, a.version FROM arriving_clear AS a
WHERE EXISTS (SELECT 1 {spasms_on("a.day")})"""
_ON_SPASM_DAYS = f"""
SELECT c.id, c.uid, max(c.updated_at, coalesce(r.at, ''))
FROM clear_days AS c LEFT JOIN revisions AS r ON r.uid = c.uid
WHERE EXISTS (SELECT 1 {spasms_on("c.day")})"""

# A number that no clear day has or ever had, but for this very one.
_FREE = """wanted IS NOT NULL AND wanted NOT IN (SELECT id FROM clear_days)
  AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.table_name = 'clear_days'
    AND c.row_id = wanted AND c.before ->> 'uid' <> arriving_clear.uid)"""


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

    def stage(self, one: ImportedEntry, known: int | None) -> None:
        """Hold a clear day that takes the place of the one with the number `known`, if any."""
        assert isinstance(one.entry, ClearDay)  # noqa: S101 -- the caller asked
        self._connection.execute(
            _STAGE,
            (one.uid, one.entry.day.isoformat(), one.entry.note, one.created_at, one.updated_at,
             one.version, known, one.number),
        )  # fmt: skip

    def settle(self, done: Merged) -> None:
        """Write the clear days that may stay, and note in `done` what became of them."""
        connection = self._connection
        beaten_here = connection.execute(_BEATEN_HERE).fetchall()
        beaten_there = connection.execute(_BEATEN_THERE).fetchall()
        for number, uid, version in (*beaten_here, *beaten_there):
            self._give_way(number, uid, version)
        arriving = connection.execute(_ARRIVING_ON_SPASM_DAYS).fetchall()
        for number, uid, version in arriving:
            self._give_way(number, uid, version)
        # A row that moves to another day must not stand in the way of one that moves to its own.
        moving = "known IS NOT NULL AND day <> (SELECT day FROM clear_days WHERE id = known)"
        connection.execute(
            f"DELETE FROM clear_days WHERE id IN (SELECT known FROM arriving_clear WHERE {moving})"
        )
        self._write(done)
        on_spasm_days = connection.execute(_ON_SPASM_DAYS).fetchall()
        for number, uid, version in on_spasm_days:
            self._give_way(number, uid, version)
        done.gave_way += sum(map(len, (beaten_here, beaten_there, arriving, on_spasm_days)))

    def _give_way(self, number: int | None, uid: str, version: str) -> None:
        versions.note(self._connection, "clear", uid, version, removed=True)
        self._connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
        self._connection.execute("DELETE FROM arriving_clear WHERE uid = ?", (uid,))

    def _write(self, done: Merged) -> None:
        connection = self._connection
        row = "uid, day, note, created_at, updated_at"
        changed = connection.execute(
            f"""UPDATE clear_days SET ({row}) = (a.uid, a.day, a.note, a.created_at, a.updated_at)
            FROM arriving_clear AS a WHERE a.known = clear_days.id RETURNING clear_days.id"""
        ).fetchall()
        changed += connection.execute(
            f"""INSERT INTO clear_days (id, {row}) SELECT known, {row} FROM arriving_clear
            WHERE known IS NOT NULL AND known NOT IN (SELECT id FROM clear_days) RETURNING id"""
        ).fetchall()
        done.changed += len(changed)
        done.changed_ids += [f"{TYPES['clear'].letter}{number}" for [number] in changed[:_NAMED]]
        done.added["clear"] += connection.execute(
            f"""INSERT INTO clear_days (id, {row}) SELECT min(wanted), {row} FROM arriving_clear
            WHERE known IS NULL AND {_FREE} GROUP BY wanted"""
        ).rowcount
        done.added["clear"] += connection.execute(
            f"""INSERT INTO clear_days ({row}) SELECT {row} FROM arriving_clear
            WHERE uid NOT IN (SELECT uid FROM clear_days) ORDER BY rowid"""
        ).rowcount
