"""What other programs put into the file that can keep a change from being made.

It is looked for when something failed, and by `check`; plain indexes, tables and views never are
in the way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fibrolog.storage.guard import OWN_NAMES, quoted_name, removal
from fibrolog.storage.schema import TABLES
from fibrolog.text import shortened

# What `pragma_index_xinfo` says of a column that is none, and the orders that every SQLite has.
_EXPRESSION = -2
_COLLATIONS = ("BINARY", "NOCASE", "RTRIM")
# What SQLite says when the schema does not let it; the rest has other causes.
_REFUSED = (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR)


class _Obstacle(NamedTuple):
    """What another program put into the file, and can keep a change from being made.

    Attributes:
        kind: `index`, or `table` for one that refers to ours.
        table: ours that it is about.
        unique: whether it is an index that allows nothing twice.
    """

    kind: str
    name: str
    table: str
    unique: bool = False


def _obstacles(connection: sqlite3.Connection) -> Iterator[_Obstacle]:
    """Yield what can get in the way; plain indexes and tables that refer to nothing here cannot."""
    for table in TABLES:
        for _, name, unique, origin, partial in connection.execute(f"PRAGMA index_list({table})"):
            if origin != "c" or name.lower() in OWN_NAMES:
                continue
            if unique or partial or _is_worked_out(connection, name):
                yield _Obstacle("index", name, table, unique=bool(unique))
    for [name] in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL ORDER BY name"
    ).fetchall():
        if name.lower() not in OWN_NAMES and name != "_sqlite_migrations":
            for table in sorted(_held_by(connection, name)):
                yield _Obstacle("table", name, table)


def _is_worked_out(connection: sqlite3.Connection, index: str) -> bool:
    """Tell whether an index needs a function or an order of words that may fail or be missing."""
    return any(
        column == _EXPRESSION or collation.upper() not in _COLLATIONS
        for column, collation in connection.execute(
            "SELECT cid, coll FROM pragma_index_xinfo(?)", (index,)
        )
    )


def _held_by(connection: sqlite3.Connection, name: str) -> set[str]:
    """Return those of our tables in which a row cannot be removed because of another table."""
    references: dict[int, list[tuple[str, str, str | None, str]]] = {}
    for number, *reference in connection.execute(
        'SELECT id, "table", "from", "to", on_delete FROM pragma_foreign_key_list(?)', (name,)
    ):
        references.setdefault(number, []).append((*reference,))
    held = set()
    for (table, column, to, on_delete), *more in references.values():
        ours = table.lower()
        if ours not in TABLES or (on_delete == "CASCADE" and not more and to in (None, "id")):
            continue
        # Where it refers to what is not unique, SQLite refuses even to look.
        if more or (to or "id").lower() not in _keys(connection, ours):
            held.add(ours)
            continue
        theirs, key, own = (quoted_name(one) for one in (name, column, to or "id"))
        [refers] = connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM {ours} AS o JOIN {theirs} AS t ON o.{own} = t.{key})"
        ).fetchone()
        if refers:
            held.add(ours)
    return held


def _keys(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return the columns of a table of ours that have no value twice."""
    made = connection.execute(
        """SELECT c.name FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS c
        WHERE i.origin = 'u'""",
        (table,),
    )
    return {"id", *(column for [column] in made)}


def sentences(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    """Yield for each obstacle what it does, and how to remove it."""
    for one in _obstacles(connection):
        yield f"the {_told(one)}. {removal(path, one.kind, one.name)}"


def blame(connection: sqlite3.Connection, path: Path, error: sqlite3.Error) -> str:
    """Return what a change failed at and how to remove it, '' where it is nobody else's doing.

    Args:
        connection: to the file, in which nothing is changed any more.
        path: where it is.
        error: what SQLite said.
    """
    complaint = str(error)
    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _REFUSED:
        return ""
    kind = "table" if "foreign key" in complaint.lower() else "index"
    found = [one for one in _obstacles(connection) if one.kind == kind]
    if not found:
        return ""
    # SQLite names the index, or its table; of a row that something refers to it names nothing.
    first = min(
        found,
        key=lambda one: (one.name not in complaint, one.table not in complaint, not one.unique),
    )
    return f"{path}: the {_told(first)}; nothing was saved. {removal(path, first.kind, first.name)}"


def _told(one: _Obstacle) -> str:
    what = f"{one.kind} {shortened(one.name)}, which another program made,"
    if one.kind == "table":
        return f"{what} refers to {one.table} and can keep what is there from being removed"
    return f"{what} can keep fibrolog from saving in {one.table}"
