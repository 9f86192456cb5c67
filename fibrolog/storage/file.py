"""Opening the diary's file: privately, patiently, and never one that is not a sound diary.

The file uses SQLite's rollback journal, which is emptied, synchronised and removed before a
command exits with 0: a journal that a power cut brings back would take the entry with it.
Write-ahead logging would gain nothing at this size and leaves side files that folder-syncing
programs tear apart.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from fibrolog.errors import DiaryError, NotUnderstood, Unreadable
from fibrolog.storage import guard
from fibrolog.storage.atomic import clear_what_was_left, make_folder, new_file, synchronise_folder
from fibrolog.storage.schema import SCHEMA_VERSION

_PATIENCE_S = 10
# STRICT tables came with 3.37; every Python from python.org since 3.11 brings a newer one.
_OLDEST_SQLITE = (3, 37, 0)
_PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
# Of a commit whose last step failed, nobody can tell what the disk will remember of it.
_UNCERTAIN = (
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_DELETE,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
)
# What the migrations lead to, without what they and sqlite_utils need to load and run.
_NEW_DIARY = Path(__file__).with_name("new_diary.sql")
NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def connect(path: Path) -> sqlite3.Connection:
    """Open the existing diary at `path`, migrated to today's schema.

    A hot journal, left by a writer that was killed, is rolled back by SQLite on the way; a file
    the user may not write is opened read-only by SQLite itself.

    Raises:
        DiaryError: when the file is missing, not a diary, damaged, or newer than this program;
            it is left as it was.
    """
    with translate_errors(path):
        _require_regular_file(path)
        guard.require_our_mark(path)
        if guard.is_write_ahead(path):
            # To close what was opened for writing would bring the log into the file.
            with closing(_raw_connection(path, "mode=ro")) as connection:
                guard.require_our_schema(connection, path)
        connection = _raw_connection(path)
        try:
            _require_sound_diary(connection, path)
            if _schema_version(connection) < SCHEMA_VERSION:
                _migrate(connection, path)
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
    with translate_errors(path):
        from fibrolog.storage.targets import require_nothing_beside

        make_folder(path.parent, PRIVATE_FOLDER)
        try:
            require_nothing_beside(path)
        except DiaryError:
            if path.exists():  # whoever was quicker writes already
                return
            raise
        with suppress(FileExistsError), new_file(path) as fresh:
            fresh.write(_blank_diary())


def copy(path: Path, target: Path) -> None:
    """Copy somebody else's diary at `path`, of whatever schema, to a temporary file.

    Nothing at `path` or beside it is changed, created or played back.

    Raises:
        DiaryError: as `connect` does, or when it is being written.
    """
    with translate_errors(path):
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
    connection = _configured(sqlite3.connect(":memory:", isolation_level=None))
    connection.executescript(_NEW_DIARY.read_text(encoding="utf-8")).close()
    return connection


@contextmanager
def one_change(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Make one change alone: whole or not at all, and on the disk when it is done.

    Whoever ends the transaction inside, by a rollback, has changed nothing.

    Raises:
        DiaryError: when a newer fibrolog has changed the schema since the diary was opened.
        sqlite3.Error: when it cannot be done.
    """
    # SQLite's own way is to remove the journal. Where the removal is lost, by a power cut or a
    # file system that only says it was done, the journal comes back and takes the change with it.
    # An emptied one does nothing any more.
    connection.execute("PRAGMA journal_mode = TRUNCATE").close()
    try:
        connection.execute("BEGIN IMMEDIATE").close()
        guard.require_our_schema(connection, path)  # another process may have been here meanwhile
        yield
        if connection.in_transaction:
            connection.execute("COMMIT").close()
    except BaseException:
        connection.rollback()
        raise
    finally:
        _remove_journal(connection, path)


def require_intact(connection: sqlite3.Connection, path: Path) -> None:
    """Run SQLite's quick check, for commands whose answer would hide damage.

    Raises:
        DiaryError: when the file is damaged.
    """
    with translate_errors(path):
        [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DiaryError(guard.damaged(path, found))


def is_there(path: Path) -> bool:
    """Tell whether there is anything at `path`."""
    with translate_errors(path):
        return path.exists()


@contextmanager
def translated(path: Path, unsaved: str = "") -> Iterator[None]:
    """Turn what SQLite reports, and a stored value that cannot be, into a sentence.

    Whatever else goes wrong is not the file's fault.

    Args:
        path: where the file is.
        unsaved: what is said of what was to be saved.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # SQLite was asked in a way that nobody can be
    except sqlite3.Error as error:
        wrong = _misread(error)
        sentence = guard.damaged(path, wrong) if wrong else _explanation(error, path, unsaved)
        raise DiaryError(sentence) from error
    except UnicodeEncodeError as error:
        raise NotUnderstood(
            "A word has bytes that are not UTF-8; type it again, or convert it to UTF-8."
        ) from error
    except (Unreadable, UnicodeDecodeError) as error:
        # The second: SQLite's own complaint about a damaged file may hold bytes that are no text.
        raise DiaryError(guard.damaged(path, str(error))) from error


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
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
    for pragma in ("synchronous = EXTRA", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _remove_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Remove the emptied journal; where another writer is at work with it, that one does."""
    with suppress(sqlite3.Error, OSError):  # what was changed is safe already
        connection.execute("PRAGMA journal_mode = DELETE").close()
        synchronise_folder(path.parent)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate the diary to today's schema, and keep a copy of it as it was."""
    from fibrolog.storage.backup import before_migration
    from fibrolog.storage.migrations import migrate  # brings in sqlite_utils

    before: Path | None = None
    try:
        with one_change(connection, path):
            # Whoever waited for the lock finds the diary migrated, and has nothing to copy.
            if (version := _schema_version(connection)) < SCHEMA_VERSION:
                # SQLite copies nothing through a connection that holds the lock.
                with closing(_raw_connection(path)) as unchanged:
                    before = before_migration(unchanged, path, version)
                migrate(connection)
    except BaseException:
        if before is not None:
            # The diary is as its copy is, and each further try would make another.
            before.unlink(missing_ok=True)
        raise


def _require_regular_file(path: Path) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DiaryError(
            f"{path} is not a file but something else; name the diary's file with --db."
        )
    if found.st_nlink > 1:
        clear_what_was_left(path.parent)  # it has a second name if its creator was killed
    if found.st_size == 0:
        raise DiaryError(
            f"{path} is empty (0 bytes), which a diary never is; it was left as it is. "
            f"Put {guard.a_backup(path)} in its place, or remove it to begin a new diary."
        )


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
    """Remove the rights of others on the file; SQLite gives its side files the same rights."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and os.access(path, os.W_OK):
        try:
            path.chmod(_PRIVATE_FILE)
        except PermissionError:
            return  # somebody else's file, whose owner chose to share it


def _blank_diary() -> bytes:
    """Return the bytes of a diary without entries."""
    with closing(empty()) as connection:
        return connection.serialize()


def _misread(error: sqlite3.Error) -> str:
    """Return what is wrong with a stored value of which SQLite complains, '' if it does not.

    Neither complaint has a code of its own.
    """
    complaint = str(error)
    if complaint.startswith("Could not decode to UTF-8"):
        _, _, column = complaint.partition(" column '")
        named, _, _ = column.partition("' with text '")
        return f"its {named or 'text'} is not UTF-8"
    return "what it keeps as JSON is none" if complaint == "malformed JSON" else ""


def _explanation(error: sqlite3.Error, path: Path, unsaved: str) -> str:
    # The low byte is the primary result code; the rest only refines it.
    whole_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    code = whole_code & 0xFF
    if whole_code in _UNCERTAIN:
        return (
            f"The disk of {path} is full or failing ({error}); whether it was saved is not "
            "certain. Make room, and look with fibrolog list before you type it again."
        )
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
            return f"The diary {path} could not do it: {error}{unsaved}."
