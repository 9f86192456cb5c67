"""Bringing the words of another diary into this one, so that both come to know the same.

Two words are one when they share a name or alias. What they say is taken from the one that
changed last; a region refuses sides only where every diary does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from fibrolog.names import name_key
from fibrolog.storage import terms
from fibrolog.storage.incoming import ArrivingTerm
from fibrolog.vocabulary import Noun, Region, Remedy

# A region whose sides are known to exist was told more than one that refuses them.
_SIDES = ("none", "midline", "paired")


class _Table(NamedTuple):
    """The SQL about one part of the vocabulary."""

    noun: Noun
    read: str
    aliases: str
    write: str
    move_aliases: str
    move_entries: tuple[str, ...]
    drop_alias: str
    add_alias: str
    drop: str


_TABLES = {
    Region: _Table(
        "region",
        read="SELECT changed_at, name, body_group, sides, wpi_area, hidden FROM regions WHERE id=?",
        aliases="SELECT alias FROM region_aliases WHERE region_id = ?",
        write="""UPDATE regions SET (changed_at, name, body_group, sides, wpi_area, hidden, key)
            = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?""",
        move_aliases="UPDATE region_aliases SET region_id = ? WHERE region_id = ?",
        move_entries=("UPDATE episodes SET region_id = ? WHERE region_id = ?",),
        drop_alias="DELETE FROM region_aliases WHERE key = ?",
        add_alias="""INSERT INTO region_aliases (alias, key, region_id) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET alias = min(alias, excluded.alias)""",
        drop="DELETE FROM regions WHERE id = ?",
    ),
    Remedy: _Table(
        "remedy",
        read="SELECT changed_at, name, category, hint, hidden FROM remedies WHERE id = ?",
        aliases="SELECT alias FROM remedy_aliases WHERE remedy_id = ?",
        write="""UPDATE remedies SET (changed_at, name, category, hint, hidden, key)
            = (?, ?, ?, ?, ?, ?) WHERE id = ?""",
        move_aliases="UPDATE remedy_aliases SET remedy_id = ? WHERE remedy_id = ?",
        move_entries=(
            "UPDATE uses SET remedy_id = ? WHERE remedy_id = ?",
            "UPDATE trials SET remedy_id = ? WHERE remedy_id = ?",
        ),
        drop_alias="DELETE FROM remedy_aliases WHERE key = ?",
        add_alias="""INSERT INTO remedy_aliases (alias, key, remedy_id) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET alias = min(alias, excluded.alias)""",
        drop="DELETE FROM remedies WHERE id = ?",
    ),
}


def bring_in(
    connection: sqlite3.Connection,
    arriving: Iterable[ArrivingTerm],
    new: list[tuple[Noun, str]],
) -> None:
    """Bring words in, and append those that the diary did not know to `new`."""
    for one in arriving:
        table = _TABLES[type(one.term)]
        known = _known(connection, table.noun, one.term)
        if known:
            _join(connection, table, known, one)
            continue
        new.append((table.noun, one.term.name))
        if isinstance(one.term, Region):
            terms.add_region(connection, one.term, one.changed_at)
        else:
            terms.add_remedy(connection, one.term, one.changed_at)


def _known(connection: sqlite3.Connection, noun: Noun, term: Region | Remedy) -> list[int]:
    """Return the numbers of the words here that share a name with one, the oldest first."""
    found = (terms.find(connection, noun, name) for name in (term.name, *term.aliases))
    return sorted({number for number, _ in filter(None, found)})


def _join(
    connection: sqlite3.Connection, table: _Table, known: list[int], one: ArrivingTerm
) -> None:
    """Make one word of all that are the same, keeping the row of the oldest."""
    said = [tuple(connection.execute(table.read, (number,)).fetchone()) for number in known]
    said.append(_said(one))
    names = {text[1] for text in said} | set(one.term.aliases)
    keeper, *others = known
    for other in others:
        for move in table.move_entries:
            connection.execute(move, (keeper, other))
        connection.execute(table.move_aliases, (keeper, other))
        connection.execute(table.drop, (other,))
    last = max(said, key=lambda text: tuple(str(value or "") for value in text))
    if table.noun == "region":
        changed_at, name, group, _, area, hidden = last
        sides = max((text[3] for text in said), key=_SIDES.index)
        last = (changed_at, name, group, sides, area, hidden)
    key = name_key(last[1])
    connection.execute(table.drop_alias, (key,))
    connection.execute(table.write, (*last, key, keeper))
    connection.executemany(
        table.add_alias,
        [(name, name_key(name), keeper) for name in sorted(names) if name_key(name) != key],
    )


def _said(one: ArrivingTerm) -> tuple[object, ...]:
    """Return what an arriving word says, in the order in which the table is read."""
    if isinstance(one.term, Region):
        name, group, sides, area, _, hidden = one.term
        return (one.changed_at, name, group, sides, area, int(hidden))
    name, category, hint, _, hidden = one.term
    return (one.changed_at, name, category, hint, int(hidden))
