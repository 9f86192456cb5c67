"""The numbers of the regions and remedies that arriving entries name; new names are added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from fibrolog.domain.entries import Episode
from fibrolog.domain.vocabulary import Noun, Region, Remedy
from fibrolog.storage import vocabulary
from fibrolog.storage.import_records import ImportedTerm
from fibrolog.text import name_key

# A file that gives only the name of a word knows less of it than any diary that describes it.
_UNDATED = "1970-01-01T00:00:00+00:00"


class ImportedWords:
    """Looks each name up once.

    Attributes:
        added: names the diary did not know, and now does.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[Noun, str], int] = {}
        self._sideless: dict[str, bool] = {}
        self.added: list[tuple[Noun, str]] = []

    def number(self, noun: Noun, name: str) -> int:
        """Return the row number of a region or remedy."""
        known = self._known.get((noun, name))
        if known is None:
            found = vocabulary.find(self._connection, noun, name)
            known = self._known[noun, name] = found[0] if found else self._add(noun, name)
        return known

    def name(self, noun: Noun, name: str) -> str:
        """Return what the diary calls a region or remedy, or would call it."""
        found = vocabulary.find(self._connection, noun, name)
        return found[1] if found else name

    def is_sideless(self, episode: Episode) -> bool:
        """Tell whether the region of an episode refuses sides; a new one would not."""
        if episode.region not in self._sideless:
            found = self._connection.execute(
                "SELECT sides FROM regions WHERE id = ?",
                (vocabulary.find(self._connection, "region", episode.region) or (None,))[:1],
            ).fetchone()
            self._sideless[episode.region] = found == ("none",)
        return self._sideless[episode.region]

    def _add(self, noun: Noun, name: str) -> int:
        if noun == "region":
            number = vocabulary.add_region(self._connection, Region(name), _UNDATED)
        else:
            number = vocabulary.add_remedy(self._connection, Remedy(name), _UNDATED)
        self.added.append((noun, name))
        return number


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
    arriving: Iterable[ImportedTerm],
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
            vocabulary.add_region(connection, one.term, one.changed_at)
        else:
            vocabulary.add_remedy(connection, one.term, one.changed_at)


def _known(connection: sqlite3.Connection, noun: Noun, term: Region | Remedy) -> list[int]:
    """Return the numbers of the words here that share a name with one, the oldest first."""
    found = (vocabulary.find(connection, noun, name) for name in (term.name, *term.aliases))
    return sorted({number for number, _ in filter(None, found)})


def _join(
    connection: sqlite3.Connection, table: _Table, known: list[int], one: ImportedTerm
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


def _said(one: ImportedTerm) -> tuple[object, ...]:
    """Return what an arriving word says, in the order in which the table is read."""
    if isinstance(one.term, Region):
        name, group, sides, area, _, hidden = one.term
        return (one.changed_at, name, group, sides, area, int(hidden))
    name, category, hint, _, hidden = one.term
    return (one.changed_at, name, category, hint, int(hidden))
