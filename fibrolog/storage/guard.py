"""Looking at a file before SQLite trusts it: whose it is, what lies beside it, and its schema.

SQLite runs what a file's schema says, and plays back the journal beside a file. A journal can name
any file to be deleted, and a trigger can keep an entry from being saved, so neither is taken from
a stranger.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Container, Iterator
from pathlib import Path
from typing import TypeAlias

from fibrolog.errors import DiaryError
from fibrolog.storage.schema import APPLICATION_ID, JOURNALLED, SCHEMA_VERSION, TABLES
from fibrolog.text import shell_quoted

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
# Where the header says it, see "The Database Header" in SQLite's file format.
_READ_VERSION_AT = 19
_WRITE_AHEAD = 2
_APPLICATION_AT = slice(68, 72)
# With these a journal ends that names another one; before them stand the length and the sum of
# that name, see "The Rollback Journal" in SQLite's file format.
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"

VERSIONS = range(SCHEMA_VERSION + 1)
# Of what `own_rows` finds in today's schema. A file of another digest is looked at more closely, so
# it only has to be right for the sake of speed.
DIGEST = "e8ce8d5374f2367e8f2dcaf12d3e8a52"
_VIEWS = ("entries", "readable_episodes", "readable_uses", "days")
_INDEXES = (
    "episodes_by_instant", "episodes_by_day", "uses_by_instant", "uses_by_day", "uses_by_episode",
    "steps_by_reversed", "changes_by_step", "changes_by_row",
)  # fmt: skip
_TRIGGERS = (
    f"{table}_after_{event}" for table in JOURNALLED for event in ("insert", "update", "delete")
)
OWN_NAMES = frozenset((*TABLES, "sqlite_sequence", *_VIEWS, *_INDEXES, *_TRIGGERS))
# What may be in the file beside them: it does nothing by itself, and is never read.
_IDLE = ("table", "index", "view")
# A literal stays as it is, a name loses its quotes, and of space only one is left.
_SPELLING = re.compile(r"('(?:[^']|'')*')|\"(\w+)\"|\s+")

_Row: TypeAlias = tuple[object, object, object, object]
# The longest name that a sentence shows.
_LONGEST = 60


def require_our_mark(path: Path) -> None:
    """Check that a file is a diary and names no other file, before SQLite changes anything.

    Raises:
        DiaryError: when it is not a diary, or a journal beside it names another one.
        OSError: when it cannot be read.
    """
    header = _header(path)
    if header[: len(_MAGIC)] != _MAGIC or len(header) < _HEADER_BYTES:
        raise DiaryError(damaged(path, "file is not a database"))
    if int.from_bytes(header[_APPLICATION_AT]) != APPLICATION_ID:
        raise DiaryError(
            f"{path} is an SQLite file, but not a fibrolog diary; it was left as it is. "
            "Name the diary's file with --db."
        )
    journal = _beside(path, "-journal")
    if _names_another(journal):
        raise DiaryError(
            f"{journal} was not left by fibrolog and could delete other files, so {path} was not "
            f"opened. Put {a_backup(path)} in its place, or name another file with --db."
        )


def is_write_ahead(path: Path) -> bool:
    """Tell whether another program switched the file to write-ahead logging."""
    return _header(path)[_READ_VERSION_AT] == _WRITE_AHEAD


def log_of(path: Path) -> Path | None:
    """Return the write-ahead log beside a file, None where nothing is in it."""
    log = _beside(path, "-wal")
    return log if _size(log) else None


def require_nothing_beside(path: Path) -> None:
    """Check that nothing unfinished lies beside somebody else's file.

    Raises:
        DiaryError: when a journal or a write-ahead log does.
    """
    for ending in ("-journal", "-wal"):
        other = _beside(path, ending)
        if _size(other):
            raise DiaryError(
                f"{other} lies beside it, so {path} is being written or was left unfinished; "
                "where it came from, copy it with fibrolog backup, and use that copy."
            )


def require_our_schema(
    connection: sqlite3.Connection, path: Path, versions: Container[int] = VERSIONS
) -> None:
    """Check that the file has the schema that fibrolog gave it, and runs nobody else's code.

    Args:
        connection: to the file.
        path: where it is.
        versions: of the schema, that will do.

    Raises:
        DiaryError: when it was written by a newer version or its schema was changed.
    """
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise DiaryError(
            f"{path} was written by a newer fibrolog (schema {version}, this one knows "
            f"{SCHEMA_VERSION}); it was left as it is. Update with: pip install -U fibrolog"
        )
    if version not in versions:
        raise DiaryError(damaged(path, f"it says schema {version}"))
    found = own_rows(connection)  # nothing that a schema says runs while it is only read
    known = version == SCHEMA_VERSION and digest(found) == DIGEST
    different = [] if known else list(_differences(found, version))
    for kind, name in different:
        if name.lower() in OWN_NAMES:
            raise DiaryError(damaged(path, f"its {kind} {name} is not as fibrolog made it"))
    for _, trigger in different:
        raise DiaryError(_with_trigger(path, trigger))
    _distrust_schema(connection)


def own_rows(connection: sqlite3.Connection) -> list[_Row]:
    """Return what is or has the name of something of ours in a schema, and all that acts."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    )
    # SQLite compares both without letter case.
    return [row for row in rows if row[0] not in _IDLE or f"{row[1]}".lower() in OWN_NAMES]


def strangers(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what other programs put into the file, such as `table notes`."""
    for kind, name, table, sql in connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ):
        ours = name.lower() in OWN_NAMES or table == "_sqlite_migrations"
        if not ours and sql is not None:  # SQLite makes indexes without SQL itself
            yield f"{kind} {name}"


def digest(rows: list[_Row]) -> str:
    """Return a digest of rows of a schema."""
    # hashlib has the same function, and would load OpenSSL on the way of every entry.
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

    return str(blake2b(repr(rows).encode(), digest_size=16).hexdigest())


def damaged(path: Path, detail: str) -> str:
    """Return the sentence about a file that cannot be trusted."""
    return (
        f"{path} is damaged or not a diary ({detail}); it was left as it is. "
        f"Put {a_backup(path)} in its place, or name another file with --db."
    )


def a_backup(path: Path) -> str:
    """Return the words for what to put in the place of a diary."""
    from fibrolog.storage.backup import newest

    copy = newest(path)
    return "a backup" if copy is None else f"the newest backup, {copy},"


def removal(path: Path, kind: str, name: str) -> str:
    """Return how to remove what is not ours."""
    if not name.isprintable() or len(name) > _LONGEST:
        return f"Put {a_backup(path)} in its place, or name another file with --db."
    drop = shell_quoted(f"DROP {kind.upper()} {quoted_name(name)}")
    whole = " and all that is in it" if kind == "table" else ""
    return f"To remove it{whole}, type: sqlite3 {shell_quoted(str(path))} {drop}"


def quoted_name(name: str) -> str:
    """Return a name as SQL has it, whatever is in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _distrust_schema(connection: sqlite3.Connection) -> None:
    """Allow a schema only harmless functions, where SQLite knows that its own JSON is harmless.

    SQLite 3.40 does not, and then could not even read the schema that fibrolog makes.
    """
    connection.execute("PRAGMA trusted_schema = OFF").close()
    try:
        connection.execute("EXPLAIN INSERT INTO changes (before) VALUES ('{}')").close()
    except sqlite3.OperationalError:
        connection.execute("PRAGMA trusted_schema = ON").close()


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER_BYTES)


def _beside(path: Path, ending: str) -> Path:
    """Return where SQLite looks for what belongs to a file: beside what a link leads to."""
    return Path(os.path.realpath(path) + ending)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _names_another(journal: Path) -> bool:
    """Tell whether a journal is part of a change to several files, which fibrolog never makes."""
    size = _size(journal)
    if size < len(_JOURNAL_MAGIC):
        return False
    try:
        with journal.open("rb") as file:
            file.seek(-len(_JOURNAL_MAGIC), os.SEEK_END)
            return file.read() == _JOURNAL_MAGIC
    except FileNotFoundError:  # whoever was writing is done
        return False


def _differences(found: list[_Row], version: int) -> Iterator[tuple[str, str]]:
    """Yield type and name of what differs from the schema of a version, whoever spelled it."""
    from fibrolog.storage.migrations import schema_of  # brings in sqlite_utils

    with schema_of(version) as made:
        expected = {(kind, name): _plain(*rest) for kind, name, *rest in own_rows(made)}
    there = {(kind, name): _plain(*rest) for kind, name, *rest in found}
    for kind, name in sorted(there.keys() | expected.keys(), key=str):
        if there.get((kind, name)) != expected.get((kind, name)):
            yield f"{kind}", f"{name}"


def _plain(table: object, sql: object) -> tuple[object, str]:
    """Return what a statement says, however it is spaced and its names are quoted."""
    return table, _SPELLING.sub(lambda found: found[1] or found[2] or " ", f"{sql}")


def _with_trigger(path: Path, name: str) -> str:
    refused = (
        f"{path} has a trigger that fibrolog did not make, and that could change what you save; "
        "it was left as it is."
    )
    return f"{refused} {removal(path, 'trigger', name)}"
