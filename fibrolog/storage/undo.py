"""The journal: what every step changed, and taking steps back exactly.

Triggers note what each changed row was before. Reversing a step puts that back, newest change
first, and is journalled in turn: so a redo is the reversal of an undo, and nothing is ever lost.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from fibrolog.domain.entries import BY_LETTER, TYPES, AnyRecord
from fibrolog.domain.fields import FIELDS_OF
from fibrolog.errors import Unreadable
from fibrolog.storage import entries, versions
from fibrolog.storage.entries import as_record
from fibrolog.storage.outcomes import Kept
from fibrolog.storage.schema import JOURNALLED, TABLE_OF
from fibrolog.storage.versions import stamp_text, stored, stored_moment
from fibrolog.text import plural, quote

Deed: TypeAlias = Literal["added", "changed", "removed"]

# Which entries a table holds.
_ENTRIES = {its.table: its for its in TYPES.values()}
KEPT: dict[str, Kept] = {table: kept for kept, table in TABLE_OF.items()}
_WORDS = {"regions": "region", "remedies": "remedy"}
# What has a name of its own to be mentioned by, as a condition on `changes AS c`.
_TRIALS = "trials"
_NAMED = f"c.table_name IN {(*_ENTRIES, *_WORDS, _TRIALS)}"
# A step that touched more, such as an import, is told in part.
_MOST_TOLD = 20
# Far more than anybody deletes, and looked through before a key feels broken.
_LATEST_CHANGES = 5000
# Taking back an import goes through its changes in portions, however many there are.
_PORTION = 500


class Touched(NamedTuple):
    """Something a step changed.

    Attributes:
        name: an entry's id, `region calf` or `trial t1`; aliases go with their region or remedy.
        deed: what was done to it.
        entry: the entry as it was when it was there; None for a word or a trial.
    """

    name: str
    deed: Deed
    entry: AnyRecord | None = None


class Step(NamedTuple):
    """One command that changed something.

    Attributes:
        at: UTC.
        touched: what it changed, or the first of it where that is much.
        more: how much else it changed.
        undone: whether it has been taken back.
    """

    number: int
    at: datetime
    command: str
    touched: tuple[Touched, ...]
    more: int = 0
    undone: bool = False


class Version(NamedTuple):
    """An entry as one step left it; None where that step removed it."""

    at: datetime
    command: str
    entry: AnyRecord | None


# What SQLite says of a value that its table cannot have.
_NO_SUCH_VALUE = (
    sqlite3.SQLITE_CONSTRAINT_CHECK,
    sqlite3.SQLITE_CONSTRAINT_NOTNULL,
    sqlite3.SQLITE_CONSTRAINT | 12 << 8,  # of a value's type; Python has no name for it
)
# Of SQLite's row numbers.
_HIGHEST_ID = 2**63 - 1

# A step counts unless an undo reversed it that no redo has reversed.
_IN_EFFECT = """s.reverses IS NULL AND NOT EXISTS (
  SELECT 1 FROM steps AS u WHERE u.reverses = s.id
  AND NOT EXISTS (SELECT 1 FROM steps AS r WHERE r.reverses = u.id))"""

_LATEST = f"SELECT s.id FROM steps AS s WHERE {_IN_EFFECT} ORDER BY s.id DESC LIMIT 1"

# After a new step, what was undone before it can no longer be put on top of it.
_LATEST_UNDO = """SELECT u.id FROM steps AS u WHERE u.command = 'undo'
  AND NOT EXISTS (SELECT 1 FROM steps AS r WHERE r.reverses = u.id)
  AND u.id > coalesce((SELECT max(id) FROM steps WHERE reverses IS NULL), 0)
  ORDER BY u.id DESC LIMIT 1"""


def take_back(connection: sqlite3.Connection, now: datetime, *, redo: bool) -> Step | None:
    """Reverse the latest step in effect, or with `redo` the latest undo.

    Returns:
        The reversal, with what it did; None when there is nothing to reverse.
    """
    found = connection.execute(_LATEST_UNDO if redo else _LATEST).fetchone()
    if found is None:
        return None
    command = "redo" if redo else "undo"
    added = connection.execute(
        "INSERT INTO steps (at, command, reverses) VALUES (?, ?, ?)",
        (stamp_text(now), command, found[0]),
    )
    # A row may have to be there before the row it refers to.
    connection.execute("PRAGMA defer_foreign_keys = ON").close()
    origin = _command(connection, found[0])
    # Taking back an import is as if it had never been. Any other reversal is a change of its own,
    # which a diary that has seen what it reverses must learn of when the two are merged.
    reverse = _Reversal(connection, None if origin == "import" else now)
    told: dict[str, Touched] = {}
    for table, row, before in _changes_backwards(connection, found[0]):
        if len(told) < _MOST_TOLD or _name(connection, table, row) in told:
            touched = reverse.told(table, row, before)
            if touched is not None:
                told[touched.name] = touched
        else:
            reverse.quietly(table, row, before)
    reverse.finish()
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    more = _how_many_named(connection, found[0]) - len(told)
    return Step(added.lastrowid, now, origin, tuple(told.values()), more)


def steps(connection: sqlite3.Connection, limit: int) -> list[Step]:
    """Return the latest steps, newest first."""
    found = connection.execute(
        f"""SELECT s.id, s.at, s.command, NOT ({_IN_EFFECT}) AND s.reverses IS NULL
        FROM steps AS s ORDER BY s.id DESC LIMIT ?""",
        (limit,),
    ).fetchall()
    return [
        Step(
            number,
            stored_moment(at),
            command,
            touched := _touched(connection, number),
            _how_many_named(connection, number) - len(touched),
            bool(undone),
        )
        for number, at, command, undone in found
    ]


def entry_versions(connection: sqlite3.Connection, entry_id: str) -> list[Version]:
    """Return what became of an entry, oldest first; empty when there never was one."""
    table, row = BY_LETTER[entry_id[0]].table, int(entry_id[1:])
    changes = connection.execute(
        """SELECT s.at, s.command, c.before FROM changes AS c JOIN steps AS s ON s.id = c.step_id
        WHERE c.table_name = ? AND c.row_id = ? ORDER BY c.id""",
        (table, row),
    ).fetchall()
    # What a change left is what the next one found, and after the last what is there now.
    left = [_remembered(connection, table, before) for _, _, before in changes[1:]]
    left.append(entries.by_id(connection, entry_id))
    return [
        Version(stored_moment(at), command, entry)
        for (at, command, _), entry in zip(changes, left, strict=bool(changes))
    ]


_THERE = "SELECT 1 FROM clear_days WHERE uid = ?"


class _Reversal:
    """Puts rows back to what they were before a step.

    Args:
        now: when this is done, for whom it is a change like any other; None leaves no trace of it
            in what merging goes by.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime | None) -> None:
        self._connection = connection
        self._now = now
        self._clear_days: list[tuple[str, str]] = []  # that were removed, with their days
        self._noted: set[str] = set()  # of what merging goes by now as it did before the step

    def told(self, table: str, row: int, before: str | None) -> Touched | None:
        """Reverse a change, and return what that did if it can be named."""
        connection = self._connection
        entry, name = _entry_now(connection, table, row), _name(connection, table, row)
        was_there = self.quietly(table, row, before)
        if not name:
            return None
        if before is None:
            return Touched(name, "removed", entry)
        name, entry = _name(connection, table, row), _entry_now(connection, table, row)
        return Touched(name, "changed" if was_there else "added", entry)

    def quietly(self, table: str, row: int, before: str | None) -> bool:
        """Reverse a change, and return whether the row was there."""
        if table == "revisions" and self._now is not None:
            return True  # what merging goes by never goes back
        if before is None:
            self._note_removal(table, row)
            self._connection.execute(f"DELETE FROM {_known(table)} WHERE id = ?", (row,))
            return True
        old = journalled(self._connection, table, before)
        if table == "revisions" and old["entry"] == "clear":
            self._noted.add(old["uid"])
        self._note_return(table, row, old)
        return put_back(self._connection, table, old)

    def _note_removal(self, table: str, row: int) -> None:
        if table not in KEPT:
            return
        [uid] = self._connection.execute(
            f"SELECT uid FROM {_known(table)} WHERE id = ?", (row,)
        ).fetchone()
        if KEPT[table] == "clear":
            self._clear_days.append((uid, _day(self._connection, row)))
        elif self._now is None:
            versions.forgotten(self._connection, uid)
        if self._now is not None:
            versions.removed(self._connection, KEPT[table], uid, self._now)

    def finish(self) -> None:
        """Tell the clear days that gave way to a spasm which is back from those that were removed.

        Only when every row is put back is it known what is on their days.
        """
        for uid, day in self._clear_days:
            if self._connection.execute(_THERE, (uid,)).fetchone():
                continue
            if self._now is None:
                if uid not in self._noted:
                    versions.forgotten(self._connection, uid)
            elif entries.spasm_began(self._connection, date.fromisoformat(day)):
                versions.gave_way(self._connection, uid, self._now)

    def _note_return(self, table: str, row: int, old: dict[str, Any]) -> None:
        if self._now is None:
            return
        if table in KEPT:
            versions.put_back(self._connection, KEPT[table], old["uid"], self._now)
        elif table in _WORDS:
            found = self._connection.execute(
                f"SELECT changed_at FROM {_known(table)} WHERE id = ?", (row,)
            ).fetchone()
            old["changed_at"] = versions.later(stamp_text(self._now), found[0] if found else "")


def _day(connection: sqlite3.Connection, row: int) -> str:
    [day] = connection.execute("SELECT day FROM clear_days WHERE id = ?", (row,)).fetchone()
    return str(day)


def _changes_backwards(
    connection: sqlite3.Connection, step: int
) -> Iterator[tuple[str, int, str | None]]:
    """Yield the changes of a step, the last first, while new ones are made."""
    last = _HIGHEST_ID
    while portion := connection.execute(
        """SELECT id, table_name, row_id, before FROM changes
        WHERE step_id = ? AND id < ? ORDER BY id DESC LIMIT ?""",
        (step, last, _PORTION),
    ).fetchall():
        for _, table, row, before in portion:
            yield table, row, before
        last = portion[-1][0]


def _how_many_named(connection: sqlite3.Connection, step: int) -> int:
    [found] = connection.execute(
        f"""SELECT count(*) FROM (
            SELECT DISTINCT table_name, row_id FROM changes AS c WHERE step_id = ? AND {_NAMED})""",
        (step,),
    ).fetchone()
    return int(found)


def journalled(connection: sqlite3.Connection, table: str, before: str) -> dict[str, Any]:
    """Return the row that a change found.

    Raises:
        Unreadable: when no such row can have been there.
    """
    with stored(f"a row of {table} in the undo log: "):
        row: dict[str, Any] = json.loads(before)
        known = {column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})")}
        if unknown := row.keys() - known:
            message = f"there is no column {quote(min(unknown))}"
            raise ValueError(message)
        if type(row["id"]) is not int or ("uid" in known and type(row["uid"]) is not str):
            message = "it has no number or uid"
            raise TypeError(message)
    return row


def put_back(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> bool:
    """Make a row what it was, and return whether there was one.

    Raises:
        Unreadable: when it cannot have been so.
    """
    if table in _ENTRIES:
        with stored(f"{_ENTRIES[table].letter}{row['id']}: "):
            for field in FIELDS_OF[_ENTRIES[table].name]:
                field.codec.load(row.get(field.row))
    try:
        return _put_back(connection, table, row)
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode not in _NO_SUCH_VALUE:
            raise
        raise Unreadable(f"a row of {table} in the undo log: {error}") from error


def _put_back(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> bool:
    columns = ", ".join(f'"{column}"' for column in row)
    places = ", ".join("?" * len(row))
    updated = connection.execute(
        f"UPDATE {_known(table)} SET ({columns}) = ({places}) WHERE id = ?",
        (*row.values(), row["id"]),
    )
    if updated.rowcount:
        return True
    connection.execute(
        f"INSERT INTO {_known(table)} ({columns}) VALUES ({places})", tuple(row.values())
    )
    return False


def removed(connection: sqlite3.Connection, limit: int) -> list[AnyRecord]:
    """Return the entries that are gone, the last removed first, looking at the latest changes."""
    found = connection.execute(
        """SELECT c.table_name, c.before FROM changes AS c
        WHERE c.id > (SELECT max(id) FROM changes) - :latest AND c.before IS NOT NULL
          AND CASE c.table_name
            WHEN 'episodes' THEN c.row_id NOT IN (SELECT id FROM episodes)
            WHEN 'uses' THEN c.row_id NOT IN (SELECT id FROM uses)
            WHEN 'clear_days' THEN c.row_id NOT IN (SELECT id FROM clear_days)
            ELSE 0 END
          AND c.id = (SELECT max(id) FROM changes
            WHERE table_name = c.table_name AND row_id = c.row_id)
        ORDER BY c.id DESC LIMIT :limit""",
        {"latest": _LATEST_CHANGES, "limit": limit},
    ).fetchall()
    entries = (_remembered(connection, table, before) for table, before in found)
    return [entry for entry in entries if entry is not None]


def _touched(connection: sqlite3.Connection, step: int) -> tuple[Touched, ...]:
    """Return what a step changed, each thing once, or the first of it where that is much."""
    return tuple({one.name: one for one in _first_touched(connection, step)}.values())


def _first_touched(connection: sqlite3.Connection, step: int) -> Iterator[Touched]:
    changes = connection.execute(
        f"""SELECT c.table_name, c.row_id, c.before, later.id, later.before
        FROM changes AS c LEFT JOIN changes AS later ON later.id = (
            SELECT min(id) FROM changes WHERE table_name = c.table_name
            AND row_id = c.row_id AND id > c.id)
        WHERE c.step_id = ? AND {_NAMED} ORDER BY c.id LIMIT ?""",
        (step, _MOST_TOLD),
    ).fetchall()
    for table, row, before, later, found_later in changes:
        # What this change left is what the next one found, or what is there now.
        if later is None:
            gone, after = not _is_there(connection, table, row), _entry_now(connection, table, row)
        else:
            gone, after = found_later is None, _remembered(connection, table, found_later)
        name = _name(connection, table, row)
        if before is None:
            yield Touched(name, "added", after)
        elif gone:
            yield Touched(name, "removed", _remembered(connection, table, before))
        else:
            yield Touched(name, "changed", after)


def _name(connection: sqlite3.Connection, table: str, row: int) -> str:
    if table in _ENTRIES:
        return f"{_ENTRIES[table].letter}{row}"
    if table == _TRIALS:
        return f"trial t{row}"
    if table not in _WORDS:
        return ""
    found = connection.execute(f"SELECT name FROM {_known(table)} WHERE id = ?", (row,)).fetchone()
    return f"{_WORDS[table]} {found[0] if found else row}"


def _is_there(connection: sqlite3.Connection, table: str, row: int) -> bool:
    found = connection.execute(f"SELECT 1 FROM {_known(table)} WHERE id = ?", (row,)).fetchone()
    return found is not None


def _entry_now(connection: sqlite3.Connection, table: str, row: int) -> AnyRecord | None:
    return entries.by_id(connection, _name(connection, table, row)) if table in _ENTRIES else None


def _remembered(connection: sqlite3.Connection, table: str, before: str | None) -> AnyRecord | None:
    """Return the entry that a journalled row was, with the names its words have today."""
    if before is None or table not in _ENTRIES:
        return None
    its = _ENTRIES[table]
    row = journalled(connection, table, before)
    number = row["id"]
    with stored(f"{its.letter}{number}: "):
        said = {
            field.column: word(connection, plural(field.codec.noun), row[field.row])
            if field.codec.noun
            else field.codec.load(row.get(field.row))
            for field in FIELDS_OF[its.name]
        }
        return as_record(its, number, row, said)


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what of the undo log cannot be read, so that it cannot be taken back."""
    for number, at in connection.execute("SELECT id, at FROM steps"):
        try:
            stored_moment(at)
        except Unreadable as error:
            yield f"step {number} of the undo log: {error}"
    for number, table, row, before in connection.execute(
        "SELECT id, table_name, row_id, before FROM changes"
    ):
        name = f"{_ENTRIES[table].letter}{row}" if table in _ENTRIES else f"{table} {row}"
        try:
            if table not in JOURNALLED:
                yield f"change {number} of the undo log: there is no table {table}"
            elif table in _ENTRIES:
                _remembered(connection, table, before)
            elif before is not None:
                journalled(connection, table, before)
        except Unreadable as error:
            yield f"{name}, before change {number} of the undo log: {error}"


def word(connection: sqlite3.Connection, table: str, row: int | None) -> str | None:
    """Return the name of a region or remedy, or, when it was merged, the last one it had."""
    if row is None:
        return None
    found = connection.execute(
        f"""SELECT name FROM {_known(table)} WHERE id = :row
        UNION ALL SELECT before ->> 'name' FROM (SELECT before FROM changes
            WHERE table_name = :table AND row_id = :row AND before IS NOT NULL
            ORDER BY id DESC LIMIT 1)""",
        {"row": row, "table": table},
    ).fetchone()
    return str(found[0]) if found else None


def _command(connection: sqlite3.Connection, step: int) -> str:
    """Return the command of the step that a chain of reversals began with."""
    command, reverses = connection.execute(
        "SELECT command, reverses FROM steps WHERE id = ?", (step,)
    ).fetchone()
    return str(command) if reverses is None else _command(connection, reverses)


def _known(table: str) -> str:
    """Return the name of a journalled table, the only ones that are put into a statement."""
    if table not in JOURNALLED:
        message = f"the journal speaks of an unknown table {table!r}"
        raise sqlite3.DatabaseError(message)
    return table
