"""The vocabulary in the diary: reading it, adding to it, renaming, merging, hiding."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from fibrolog.domain.vocabulary import Noun, Region, Remedy, Terms
from fibrolog.errors import NotUnderstood
from fibrolog.storage.versions import later, stored, stored_moment
from fibrolog.text import name_key, quote


class _Shelf(NamedTuple):
    """The SQL of one part of the vocabulary: the two shelves differ only in these statements."""

    insert_alias: str
    find: str
    rename: str
    hide: str
    changed_at: str
    touch: str
    drop_alias: str
    take_aliases: str
    take_entries: tuple[str, ...]
    drop: str
    times_used: str


_SHELVES: dict[Noun, _Shelf] = {
    "region": _Shelf(
        insert_alias="INSERT INTO region_aliases (alias, key, region_id) VALUES (?, ?, ?)",
        find="""SELECT id, name FROM regions WHERE key = :key
        UNION ALL SELECT r.id, r.name FROM region_aliases AS a JOIN regions AS r
        ON r.id = a.region_id WHERE a.key = :key""",
        rename="UPDATE regions SET (name, key, changed_at) = (?, ?, ?) WHERE id = ?",
        hide="UPDATE regions SET (hidden, changed_at) = (?1, ?2) WHERE id = ?3 AND hidden <> ?1",
        changed_at="SELECT changed_at FROM regions WHERE id = ?",
        touch="UPDATE regions SET changed_at = ? WHERE id = ?",
        drop_alias="DELETE FROM region_aliases WHERE key = ?",
        take_aliases="UPDATE region_aliases SET region_id = ? WHERE region_id = ?",
        take_entries=(
            """UPDATE episodes SET (region_id, updated_at) = (?, max(updated_at, ?))
            WHERE region_id = ?""",
        ),
        drop="DELETE FROM regions WHERE id = ?",
        times_used="""SELECT name, count(*) FROM episodes JOIN regions
        ON regions.id = region_id GROUP BY region_id""",
    ),
    "remedy": _Shelf(
        insert_alias="INSERT INTO remedy_aliases (alias, key, remedy_id) VALUES (?, ?, ?)",
        find="""SELECT id, name FROM remedies WHERE key = :key
        UNION ALL SELECT r.id, r.name FROM remedy_aliases AS a JOIN remedies AS r
        ON r.id = a.remedy_id WHERE a.key = :key""",
        rename="UPDATE remedies SET (name, key, changed_at) = (?, ?, ?) WHERE id = ?",
        hide="UPDATE remedies SET (hidden, changed_at) = (?1, ?2) WHERE id = ?3 AND hidden <> ?1",
        changed_at="SELECT changed_at FROM remedies WHERE id = ?",
        touch="UPDATE remedies SET changed_at = ? WHERE id = ?",
        drop_alias="DELETE FROM remedy_aliases WHERE key = ?",
        take_aliases="UPDATE remedy_aliases SET remedy_id = ? WHERE remedy_id = ?",
        take_entries=tuple(
            f"UPDATE {table} SET (remedy_id, updated_at) = (?, max(updated_at, ?)) "
            "WHERE remedy_id = ?"
            for table in ("uses", "trials")
        ),
        drop="DELETE FROM remedies WHERE id = ?",
        times_used="""SELECT name, count(*) FROM uses JOIN remedies
        ON remedies.id = remedy_id GROUP BY remedy_id""",
    ),
}


def read_regions(connection: sqlite3.Connection) -> Terms[Region]:
    """Return every region with its aliases, in the order they were first written."""
    aliases = _aliases(connection, "SELECT region_id, alias FROM region_aliases ORDER BY id")
    with stored():
        return Terms(
            "region",
            (
                Region(name, group, sides, area, tuple(aliases.get(number, ())), bool(hidden))
                for number, name, group, sides, area, hidden in connection.execute(
                    "SELECT id, name, body_group, sides, wpi_area, hidden FROM regions ORDER BY id"
                )
            ),
        )


def read_remedies(connection: sqlite3.Connection) -> Terms[Remedy]:
    """Return every remedy with its aliases, in the order they were first written."""
    aliases = _aliases(connection, "SELECT remedy_id, alias FROM remedy_aliases ORDER BY id")
    with stored():
        return Terms(
            "remedy",
            (
                Remedy(name, category, hint, tuple(aliases.get(number, ())), bool(hidden))
                for number, name, category, hint, hidden in connection.execute(
                    "SELECT id, name, category, hint, hidden FROM remedies ORDER BY id"
                )
            ),
        )


def times_used(connection: sqlite3.Connection, noun: Noun) -> dict[str, int]:
    """Return how many entries each region or remedy has, by name, those without any left out."""
    return dict(connection.execute(_SHELVES[noun].times_used).fetchall())


def dated(connection: sqlite3.Connection) -> Iterator[tuple[Region | Remedy, str]]:
    """Yield every region and remedy, and when each last changed."""
    for known, table in ((read_regions, "regions"), (read_remedies, "remedies")):
        stamps = connection.execute(f"SELECT changed_at FROM {table} ORDER BY id").fetchall()
        for [stamp] in stamps:
            stored_moment(stamp)
        yield from zip(known(connection), (stamp for [stamp] in stamps), strict=True)


def _aliases(connection: sqlite3.Connection, query: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, alias in connection.execute(query):
        found.setdefault(number, []).append(alias)
    return found


def add_region(connection: sqlite3.Connection, region: Region, stamp: str) -> int:
    """Add a region whose name is not taken, and return its row number."""
    name, group, sides, area, _, hidden = region
    added = connection.execute(
        """INSERT INTO regions (name, key, body_group, sides, wpi_area, hidden, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (name, name_key(name), group, sides, area, hidden, stamp),
    )
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    _add_aliases(connection, _SHELVES["region"], added.lastrowid, region.aliases)
    return added.lastrowid


def add_remedy(connection: sqlite3.Connection, remedy: Remedy, stamp: str) -> int:
    """Add a remedy whose name is not taken, and return its row number."""
    name, category, hint, _, hidden = remedy
    added = connection.execute(
        """INSERT INTO remedies (name, key, category, hint, hidden, changed_at)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (name, name_key(name), category, hint, hidden, stamp),
    )
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    _add_aliases(connection, _SHELVES["remedy"], added.lastrowid, remedy.aliases)
    return added.lastrowid


def set_hidden(
    connection: sqlite3.Connection, noun: Noun, name: str, stamp: str, *, hidden: bool
) -> None:
    """Hide a known term from suggestions, or show it again; its entries stay."""
    number, _ = _find(connection, noun, name)
    changed_at = _later(connection, noun, number, stamp)
    connection.execute(_SHELVES[noun].hide, (hidden, changed_at, number))


def rename(connection: sqlite3.Connection, noun: Noun, old: str, new: str, stamp: str) -> bool:
    """Rename a known term, its old name becoming an alias; a taken name merges the two.

    Returns:
        Whether it was a merge: then the entries moved to the term that has the name.
    """
    shelf = _SHELVES[noun]
    number, shown = _find(connection, noun, old)
    if new == shown:
        return False
    taken = connection.execute(shelf.find, {"key": name_key(new)}).fetchone()
    if taken is None or taken[0] == number:
        connection.execute(shelf.drop_alias, (name_key(new),))
        changed_at = _later(connection, noun, number, stamp)
        connection.execute(shelf.rename, (new, name_key(new), changed_at, number))
        if name_key(new) != name_key(shown):
            _add_aliases(connection, shelf, number, (shown,))
        return False
    keeper = taken[0]
    if noun == "region":
        _require_sides_fit(connection, number, keeper, shown, taken[1])
    # The merged word is what both became, also in another diary that has one of them as it was.
    newest = max(_later(connection, noun, one, stamp) for one in (number, keeper))
    connection.execute(shelf.touch, (newest, keeper))
    for take in shelf.take_entries:
        connection.execute(take, (keeper, stamp, number))
    connection.execute(shelf.take_aliases, (keeper, number))
    connection.execute(shelf.drop, (number,))
    _add_aliases(connection, shelf, keeper, (shown,))
    return True


def number_of(connection: sqlite3.Connection, noun: Noun, name: str) -> int:
    """Return the row number of the term with this name or alias.

    Raises:
        NotUnderstood: naming the nearest terms.
    """
    return _find(connection, noun, name)[0]


def find(connection: sqlite3.Connection, noun: Noun, name: str) -> tuple[int, str] | None:
    """Return the row number and the name of the term with this name or alias, or None."""
    found = connection.execute(_SHELVES[noun].find, {"key": name_key(name)}).fetchone()
    return None if found is None else (found[0], found[1])


def _find(connection: sqlite3.Connection, noun: Noun, name: str) -> tuple[int, str]:
    found = find(connection, noun, name)
    if found is None:
        read = read_regions if noun == "region" else read_remedies
        raise NotUnderstood(read(connection).unknown(name))
    return found


def _later(connection: sqlite3.Connection, noun: Noun, number: int, stamp: str) -> str:
    """Return the stamp of a change to a term, which must come after the change before."""
    [before] = connection.execute(_SHELVES[noun].changed_at, (number,)).fetchone()
    return later(stamp, before)


def _add_aliases(
    connection: sqlite3.Connection, shelf: _Shelf, number: int, aliases: tuple[str, ...]
) -> None:
    connection.executemany(
        shelf.insert_alias, [(alias, name_key(alias), number) for alias in aliases]
    )


def _require_sides_fit(
    connection: sqlite3.Connection, number: int, keeper: int, old: str, new: str
) -> None:
    """Refuse a merge that would leave sides on a region that has none."""
    [sides] = connection.execute("SELECT sides FROM regions WHERE id = ?", (keeper,)).fetchone()
    sided = connection.execute(
        "SELECT id FROM episodes WHERE region_id = ? AND side IS NOT NULL LIMIT 1", (number,)
    ).fetchone()
    if sides == "none" and sided is not None:
        raise NotUnderstood(
            f"{quote(old)} has entries with a side (e{sided[0]} is one), and {quote(new)} has no "
            "sides; merge them the other way round."
        )
