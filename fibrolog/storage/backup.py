"""Copies of the diary, and looking for what is wrong with one."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import count
from pathlib import Path

from fibrolog.domain.entries import (
    CLOCKS_APART,
    EARLIEST_YEAR,
    TYPES,
    AnyRecord,
    ClearDay,
    Episode,
    RemedyUse,
    still_to_come,
)
from fibrolog.errors import DiaryError, Unreadable
from fibrolog.storage import entries, trials, undo, versions
from fibrolog.storage.atomic import new_file
from fibrolog.storage.schema import TABLES
from fibrolog.storage.targets import is_diary, require_nothing_beside, require_target
from fibrolog.storage.versions import stamp_text

# Beside entries and trials, what has a moment at which it changed.
_STAMPED = {"regions": "changed_at", "remedies": "changed_at", "revisions": "at"}
_KEPT = 5
_BEFORE_MIGRATION = ".before-schema-"
# Only what was named like this by us is ever removed.
_MIGRATION_COPY = re.compile(re.escape(_BEFORE_MIGRATION) + r"[0-9]+\.[0-9]+")
_ANY_COPY = re.compile(rf"\.backup-.*|{_MIGRATION_COPY.pattern}")


def back_up(
    connection: sqlite3.Connection,
    path: Path,
    target: Path,
    option: str | None = None,
    *,
    replace: bool = False,
) -> None:
    """Make a private, verified copy with SQLite's online backup, consistent while others write.

    Args:
        connection: the diary.
        path: where it is, which is no place for its copy.
        target: where the copy goes.
        option: by which the target was named, None for a command's own argument.
        replace: whether a file that is there already is replaced.

    Raises:
        NotUnderstood: when no copy may be made there.
        DiaryError: when it cannot be written, or is not sound.
    """
    # Over an older backup, which is a diary; but not over one that is given as an option.
    real = require_target(target, path, option, replace=replace, over_a_diary=option is None)
    try:
        _copy(connection, real, replace=replace)
    except FileExistsError:  # somebody was quicker
        require_target(target, path, option)
        raise
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DiaryError(
            f"The copy {target} could not be written ({reason}); name one in another folder."
        ) from error


def before_migration(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a diary beside itself before its schema changes, and keep the newest five copies."""
    names = (
        path.with_name(f"{path.stem}{_BEFORE_MIGRATION}{version + 1}.{number}{path.suffix}")
        for number in count(1)
    )
    target = next(name for name in names if not os.path.lexists(name))
    _copy(connection, target)
    others = [copy for copy in _beside(path, _MIGRATION_COPY) if copy != target]
    for oldest in sorted(others, key=_age)[: 1 - _KEPT]:
        oldest.unlink(missing_ok=True)
    return target


def default_place(path: Path, now: datetime) -> Path:
    """Return where a backup goes when nobody says where."""
    return path.with_name(f"{path.stem}.backup-{now:%Y%m%dT%H%M%S}{path.suffix}")


def newest(path: Path) -> Path | None:
    """Return the newest copy beside the diary, if there is one."""
    copies = [copy for copy in _beside(path, _ANY_COPY) if is_diary(copy)]
    return max(copies, key=_age, default=None)


def _copy(connection: sqlite3.Connection, target: Path, *, replace: bool = False) -> None:
    require_nothing_beside(target)
    with new_file(target, replace=replace) as fresh:
        # The file is ours alone and locked already, and needs no journal: it is whole or absent.
        uri = f"{fresh.path.as_uri()}?nolock=1"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as copy:
            for pragma in ("journal_mode = OFF", "synchronous = OFF"):
                copy.execute(f"PRAGMA {pragma}").close()
            connection.backup(copy)
            [found] = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise DiaryError(f"The copy is not sound ({found}), so {target} was not made.")


def _beside(path: Path, ending: re.Pattern[str]) -> list[Path]:
    """Return the files beside the diary that are named like it, with this in the middle."""
    stem, suffix = path.stem, path.suffix
    return [
        other
        for other in path.parent.iterdir()
        if other.name.startswith(stem)
        and other.name.endswith(suffix)
        and ending.fullmatch(other.name[len(stem) : len(other.name) - len(suffix)])
        and other.is_file()
        and not other.is_symlink()
    ]


def problems(connection: sqlite3.Connection, now: datetime) -> Iterator[str]:
    """Yield what is wrong: first what SQLite finds, then what an entry may not be."""
    # What is not UTF-8 is then read like the rest, and can be named.
    connection.text_factory = _lossless
    try:
        yield from _problems(connection, now)
    finally:
        connection.text_factory = str


def _lossless(stored: bytes) -> str:
    return stored.decode(errors="surrogateescape")


def _checked(connection: sqlite3.Connection) -> list[str]:
    try:
        return [text for [text] in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.OperationalError as error:
        if str(error) != "malformed JSON":
            raise
    # A CHECK could not even be asked; whose value it is comes out when the entries are read.
    connection.execute("PRAGMA ignore_check_constraints = ON").close()
    return [text for [text] in connection.execute("PRAGMA integrity_check(20)")]


def _problems(connection: sqlite3.Connection, now: datetime) -> Iterator[str]:
    found = _checked(connection)
    if found != ["ok"]:
        yield from (f"the file: {text}" for text in found)
    if not all(text == "ok" or text.startswith("CHECK constraint") for text in found):
        return  # what is read from a damaged file says nothing about its entries
    for own in TABLES:
        for _, row, parent, _ in connection.execute(f"PRAGMA foreign_key_check({own})"):
            yield f"{own} {row}: what it refers to in {parent} is not there"
    yield from _not_text(connection)
    yield from _broken_entries(connection, now)
    yield from trials.problems(connection)
    yield from undo.problems(connection)
    yield from _broken_stamps(connection)
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


def _broken_entries(connection: sqlite3.Connection, now: datetime) -> Iterator[str]:
    """Yield the entries that the domain refuses, though the file holds them."""
    broken = set()
    for number, column in entries.without_json(connection):
        broken.add(number)
        yield f"e{number}: its {column} is not JSON"
    for line in entries.lines(connection, broken):
        try:
            kept = entries.record(line)
        except Unreadable as error:
            if _is_text(f"{error}"):  # or it is named already
                yield f"{error}"
            continue
        entry = kept.entry
        yield from _still_to_come(kept, now)
        if isinstance(entry, Episode | RemedyUse) and entry.moment.precision == "day":
            if entry.moment.at.strftime("%H:%M:%S") != "12:00:00":
                yield f"{line[0]}: it is known only to the day, and does not stand at 12:00"
        elif isinstance(entry, ClearDay) and entry.day < date(EARLIEST_YEAR, 1, 1):
            yield f"{line[0]}: its day is before {EARLIEST_YEAR}"


def _not_text(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the columns that have a text that is not UTF-8."""
    letters = {"trials": "t", **{its.table: its.letter for its in TYPES.values()}}
    for table in TABLES:
        rows = connection.execute(f"SELECT * FROM {table}")
        columns = [column for column, *_ in rows.description]
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, str) and not _is_text(value):
                    name = f"{letters[table]}{row[0]}" if table in letters else f"{table} {row[0]}"
                    yield f"{name}: its {column} is not UTF-8"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _broken_stamps(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield when what is no entry changed, where there is no such moment."""
    for table, column in _STAMPED.items():
        for number, stamp in connection.execute(f"SELECT id, {column} FROM {table}"):
            try:
                versions.stored_moment(stamp)
            except Unreadable as error:
                yield f"{table} {number}: {error}"


def _still_to_come(kept: AnyRecord, now: datetime) -> Iterator[str]:
    """Yield what of an entry lies in the future, because a clock was wrong."""
    match still_to_come(kept.entry, now):
        case "beginning":
            when = "day" if isinstance(kept.entry, ClearDay) else "beginning"
            yield f"{kept.id}: its {when} is still to come, and no report counts it before"
        case "end":
            yield f"{kept.id}: its end is still to come"
    if (last := max(kept.created_at, kept.updated_at)) > now + CLOCKS_APART:
        yield f"{kept.id}: it was changed at {stamp_text(last)}, which is still to come"


def _age(copy: Path) -> tuple[float, str]:
    return copy.stat().st_mtime, copy.name
