"""Copies of the diary, and looking for what is wrong with one."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from glob import escape
from pathlib import Path

from fibrolog.entries import EARLIEST_YEAR, ClearDay, Episode, RemedyUse
from fibrolog.errors import DiaryError, Unreadable
from fibrolog.storage import ledger, rows, trials
from fibrolog.storage.files import synchronise_folder
from fibrolog.storage.schema import TABLES

_KEPT = 5
_BEFORE_MIGRATION = ".before-schema-"


def copy_to(connection: sqlite3.Connection, target: Path, *, replace: bool = False) -> None:
    """Make a private, verified copy with SQLite's online backup, consistent while others write.

    The copy is made under another name and moved into place when it is known to be sound.

    Raises:
        DiaryError: when `target` exists and is not to be replaced, or the copy is not sound.
        OSError: when it cannot be written.
        sqlite3.Error: likewise.
    """
    if target.exists() and not replace:
        raise DiaryError(f"{target} exists already; name a new file, or add --replace.")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
            connection.backup(copy)
            [found] = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise DiaryError(f"The copy is not sound ({found}), so {target} was not made.")
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        if replace:
            fresh.replace(target)
        else:
            _link(fresh, target)
        synchronise_folder(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _link(fresh: Path, target: Path) -> None:
    try:
        target.hardlink_to(fresh)  # unlike a rename, this never replaces what is there
    except FileExistsError as error:
        raise DiaryError(f"{target} exists already; name a new file, or add --replace.") from error
    except OSError:  # a file system without hard links
        fresh.rename(target)


def before_migration(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a diary beside itself before its schema changes, and keep the newest five copies."""
    number = 1
    while (target := _numbered(path, version, number)).exists():
        number += 1
    copy_to(connection, target)
    copies = sorted(path.parent.glob(f"{escape(path.stem)}{_BEFORE_MIGRATION}*"), key=_age)
    for oldest in copies[:-_KEPT]:
        oldest.unlink(missing_ok=True)
    return target


def default_place(path: Path, now: datetime) -> Path:
    """Return where a backup goes when nobody says where."""
    return path.with_name(f"{path.stem}.backup-{now:%Y%m%dT%H%M%S}{path.suffix}")


def newest(path: Path) -> Path | None:
    """Return the newest copy beside the diary, if there is one."""
    copies = [
        copy
        for pattern in (".backup-*", f"{_BEFORE_MIGRATION}*")
        for copy in path.parent.glob(escape(path.stem) + pattern)
    ]
    return max(copies, key=_age, default=None)


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what is wrong: first what SQLite finds, then what an entry may not be."""
    found = [text for [text] in connection.execute("PRAGMA integrity_check(20)")]
    if found != ["ok"]:
        yield from (f"the file: {text}" for text in found)
    if not all(text == "ok" or text.startswith("CHECK constraint") for text in found):
        return  # what is read from a damaged file says nothing about its entries
    for own in TABLES:
        for _, row, parent, _ in connection.execute(f"PRAGMA foreign_key_check({own})"):
            yield f"{own} {row}: what it refers to in {parent} is not there"
    yield from _broken_entries(connection)
    yield from trials.problems(connection)
    yield from (
        f"c{number}: {day} is a clear day and has a spasm"
        for number, day in connection.execute(
            """SELECT id, day FROM clear_days AS c WHERE EXISTS (
            SELECT 1 FROM episodes WHERE kind = 'spasm' AND day = c.day)"""
        )
    )
    yield from (
        f"e{number}: it has a side, and its region has none"
        for [number] in connection.execute(
            """SELECT e.id FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
            WHERE r.sides = 'none' AND e.side IS NOT NULL"""
        )
    )


def _broken_entries(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the entries that the domain refuses, though the file holds them."""
    for line in ledger.table(connection, ledger.Selection()):
        try:
            entry = rows.record(line).entry
        except Unreadable as error:
            yield f"{error}"
            continue
        if isinstance(entry, Episode | RemedyUse) and entry.moment.precision == "day":
            if entry.moment.at.strftime("%H:%M:%S") != "12:00:00":
                yield f"{line[0]}: it is known only to the day, and does not stand at 12:00"
        elif isinstance(entry, ClearDay) and entry.day < date(EARLIEST_YEAR, 1, 1):
            yield f"{line[0]}: its day is before {EARLIEST_YEAR}"


def _numbered(path: Path, version: int, number: int) -> Path:
    return path.with_name(f"{path.stem}{_BEFORE_MIGRATION}{version + 1}.{number}{path.suffix}")


def _age(copy: Path) -> tuple[float, str]:
    return copy.stat().st_mtime, copy.name
