"""Opening the diary's file: privately, patiently, and never one that is not a sound diary.

The file uses SQLite's rollback journal with full synchronisation, so that a command that exits
with 0 has its entry on the disk. Write-ahead logging would gain nothing at this size and leaves
side files that folder-syncing programs tear apart.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fibrolog.errors import DiaryError, NotUnderstood, Unreadable
from fibrolog.storage import guard
from fibrolog.storage.files import synchronise_folder
from fibrolog.storage.schema import APPLICATION_ID, SCHEMA_VERSION

_PATIENCE_S = 10
# STRICT tables came with 3.37; every Python from python.org since 3.11 brings a newer one.
_OLDEST_SQLITE = (3, 37, 0)
_PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def connect(path: Path) -> sqlite3.Connection:
    """Open the existing diary at `path`, migrated to today's schema.

    A hot journal, left by a writer that was killed, is rolled back by SQLite on the way; a file
    the user may not write is opened read-only by SQLite itself.

    Raises:
        DiaryError: when the file is missing, not a diary, damaged, or newer than this program;
            it is left as it was.
    """
    with explained(path):
        _require_regular_file(path)
        guard.require_our_mark(path)
        _remove_second_name(path)
        if guard.is_write_ahead(path):
            # To close what was opened for writing would bring the log into the file.
            with closing(_raw_connection(path, "mode=ro")) as connection:
                guard.require_our_schema(connection, path)
        connection = _raw_connection(path)
        try:
            _require_sound_diary(connection, path)
            if (version := _schema_version(connection)) < SCHEMA_VERSION:
                from fibrolog.storage.backups import before_migration
                from fibrolog.storage.migrations import migrate  # brings in sqlite_utils

                before = before_migration(connection, path, version)
                try:
                    migrate(connection)
                except BaseException:
                    # The diary is as its copy is, and each further try would make another.
                    before.unlink(missing_ok=True)
                    raise
            _make_private(path)
        except BaseException:
            connection.close()
            raise
        return connection


def create(path: Path) -> None:
    """Put an empty diary at `path`, unless another process was quicker.

    The file is made whole under a temporary name and then linked into place, so nobody ever
    meets half a diary, and it is private from its first byte.

    Raises:
        DiaryError: when the folder cannot be made or written to.
    """
    import tempfile

    with explained(path):
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        guard.require_no_journal_alone(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
        fresh = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 -- Path opens no handles
                file.write(_blank_diary())
                file.flush()
                os.fsync(file.fileno())
            _move_into_place(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def copy(path: Path, target: Path) -> None:
    """Copy somebody else's diary at `path`, of whatever schema, to a temporary file.

    Nothing at `path` or beside it is changed, created or played back.

    Raises:
        DiaryError: as `connect` does, or when it is being written.
    """
    with explained(path):
        _require_regular_file(path)
        guard.require_our_mark(path)
        guard.require_nothing_beside(path)
        before = path.stat()
        with closing(_raw_connection(path, "mode=ro&immutable=1")) as connection:
            guard.require_our_schema(connection, path)
            with closing(sqlite3.connect(target)) as made:
                try:
                    connection.backup(made)
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                        raise
                    raise DiaryError(
                        f"There is no room for a copy of {path} in {target.parent.parent}; "
                        "make room there, or name another folder with TMPDIR."
                    ) from error
        # Whoever writes in a file that is read as immutable is not waited for.
        guard.require_nothing_beside(path)
        after = path.stat()
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise DiaryError(f"{path} was written while it was read; bring it in again.")
        target.chmod(_PRIVATE_FILE)


def empty() -> sqlite3.Connection:
    """Return a diary without entries that exists only in memory, for reading commands."""
    from fibrolog.storage.migrations import migrate

    connection = _configured(sqlite3.connect(":memory:", isolation_level=None))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}").close()
    migrate(connection)
    return connection


def require_intact(connection: sqlite3.Connection, path: Path) -> None:
    """Run SQLite's quick check, for commands whose answer would hide damage.

    Raises:
        DiaryError: when the file is damaged.
    """
    with explained(path):
        [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DiaryError(guard.damaged(path, found))


def is_there(path: Path) -> bool:
    """Tell whether there is anything at `path`."""
    with explained(path):
        return path.exists()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite reports, and a stored value that cannot be, into a sentence.

    Whatever else goes wrong is not the file's fault.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # SQLite was asked in a way that nobody can be
    except sqlite3.Error as error:
        raise DiaryError(_explanation(error, path)) from error
    except UnicodeEncodeError as error:
        raise NotUnderstood(
            "A word has bytes that are not UTF-8; type it again, or convert it to UTF-8."
        ) from error
    except (Unreadable, UnicodeDecodeError) as error:
        # The second: SQLite's own complaint about a damaged file may hold bytes that are no text.
        raise DiaryError(guard.damaged(path, str(error))) from error


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system report into a sentence about the diary's file."""
    try:
        with translated(path):
            yield
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in NO_ROOM:
            raise DiaryError(
                f"The disk of {path}, or the temporary folder, is full or failing ({reason}); "
                "nothing was saved. Make room and type it again."
            ) from error
        raise DiaryError(
            f"The diary {path} cannot be used: {reason}; "
            "name another place with --db or FIBROLOG_DB."
        ) from error


def _raw_connection(path: Path, how: str = "mode=rw") -> sqlite3.Connection:
    # mode=rw never creates a file, and falls back to reading when writing is not allowed.
    uri = f"{path.absolute().as_uri()}?{how}"
    return _configured(sqlite3.connect(uri, uri=True, timeout=_PATIENCE_S, isolation_level=None))


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise DiaryError(
            f"Python's SQLite is {sqlite3.sqlite_version}, but the diary needs {needed}; "
            "install a newer Python."
        )
    for pragma in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _require_regular_file(path: Path) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DiaryError(
            f"{path} is not a file but something else; name the diary's file with --db."
        )
    if found.st_size == 0:
        raise DiaryError(
            f"{path} is empty (0 bytes), which a diary never is; it was left as it is. "
            f"Put {guard.a_backup(path)} in its place, or remove it to begin a new diary."
        )


def _remove_second_name(path: Path) -> None:
    """Remove the temporary name that a diary keeps when its creator was killed at the last step."""
    if path.stat().st_nlink == 1:
        return
    from glob import escape  # it hardly ever happens

    for other in path.parent.glob(f".{escape(path.name)}.*.new"):
        if other.samefile(path):
            other.unlink(missing_ok=True)


def _require_sound_diary(connection: sqlite3.Connection, path: Path) -> None:
    guard.require_our_schema(connection, path)
    # SQLite itself misses a file that lost less than its last page.
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    [page_size] = connection.execute("PRAGMA page_size").fetchone()
    if path.stat().st_size < pages * page_size:
        raise DiaryError(guard.damaged(path, "its end is missing"))
    [journal_mode] = connection.execute("PRAGMA journal_mode").fetchone()
    if journal_mode != "delete":  # another program switched it, and the switch is permanent
        connection.execute("PRAGMA journal_mode = DELETE").close()


def _schema_version(connection: sqlite3.Connection) -> int:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _make_private(path: Path) -> None:
    """Take away what others may do with the file; SQLite gives its side files the same rights."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and os.access(path, os.W_OK):
        try:
            path.chmod(_PRIVATE_FILE)
        except PermissionError:
            return  # somebody else's file, whose owner chose to share it


def _blank_diary() -> bytes:
    """Return the bytes of a diary without entries."""
    with closing(empty()) as connection:
        # Pages that migrations left free would be written to by an entry that is then refused.
        connection.execute("VACUUM").close()
        return connection.serialize()


def _move_into_place(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)  # unlike a rename, this never replaces what is there
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            fresh.rename(path)
    synchronise_folder(path.parent)


def _explanation(error: sqlite3.Error, path: Path) -> str:
    # The low byte is the primary result code; the rest only refines it.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"{path} stayed locked by another program for {_PATIENCE_S} seconds; "
                "nothing was saved, so try again in a moment."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return (
                f"{path} or its folder may not be written to; nothing was saved. "
                "Change its permissions, or name another file with --db."
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return (
                f"The disk of {path} is full or failing ({error}); nothing was saved. "
                "Make room and type it again."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return guard.damaged(path, str(error))
        case _:
            return f"The diary {path} could not do it: {error}; nothing was saved."
