"""An open diary file: its transactions, and the steps in which it changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fibrolog.storage import file
from fibrolog.storage.entries import require_readable
from fibrolog.storage.versions import stamp_text

if TYPE_CHECKING:
    from types import TracebackType


class DiaryFile:
    """An open diary file; use it in a `with` statement.

    Attributes:
        path: where the file is.
        exists: False for the empty stand-in that reading commands get where no file is.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, exists: bool = True) -> None:
        self._connection = connection
        self.path = path
        self.exists = exists

    @classmethod
    def open_or_create(cls, path: Path) -> Self:
        """Open the diary at `path` for writing, creating it where nothing is."""
        if not file.is_there(path):
            file.create(path)
        return cls(file.connect(path), path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the diary at `path`; where nothing is, an empty one stands in."""
        if not file.is_there(path):
            return cls(file.empty(), path, exists=False)
        return cls(file.connect(path), path)

    @classmethod
    def snapshot(cls, path: Path) -> Self:
        """Open the diary at `path`, and read everything inside from one snapshot.

        Whatever others write waits meanwhile, so what takes long is done when it is closed.
        """
        exists = file.is_there(path)
        connection = file.connect(path) if exists else file.empty()
        connection.execute("PRAGMA query_only = ON").close()
        connection.execute("BEGIN").close()
        return cls(connection, path, exists=exists)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def require_intact(self) -> None:
        """Run SQLite's quick check, for commands whose answer would hide damage.

        Raises:
            DiaryError: when the file is damaged.
        """
        file.require_intact(self._connection, self.path)

    def require_readable(self) -> None:
        """Check also that every entry is what was written there, for commands that count them.

        Raises:
            DiaryError: when the file or an entry is damaged.
        """
        self.require_intact()
        with self._reading() as connection:
            require_readable(connection)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with file.translated(self.path):
            yield self._connection

    @contextmanager
    def one_step(self, command: str, now: datetime) -> Iterator[None]:
        """Save everything inside as one change: all of it or nothing."""
        with self._step(command, now):
            yield

    def expecting_many(self) -> Self:
        """Prepare for a step with very many writes, and return the diary.

        Each statement that sets off the journal's triggers keeps what it may have to take back;
        in a file that takes longer than everything else together.
        """
        with self._reading() as connection:
            connection.execute("PRAGMA temp_store = MEMORY").close()
        return self

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Roll back at the end everything that is done inside."""
        with self._transaction() as connection:
            yield
            connection.rollback()

    @contextmanager
    def _step(self, command: str, now: datetime) -> Iterator[sqlite3.Connection]:
        """Make one change: whole or not at all, alone, and on the disk when it is done.

        The journal's triggers note what was there before under this step; a step that turns out
        to change nothing leaves nothing behind.
        """
        if self._connection.in_transaction:  # inside `one_step`
            yield self._connection
            return
        with self._transaction() as connection:
            step = connection.execute(
                "INSERT INTO steps (at, command) VALUES (?, ?)", (stamp_text(now), command)
            ).lastrowid
            yield connection
            journalled = connection.execute(
                "SELECT 1 FROM changes WHERE step_id = ? LIMIT 1", (step,)
            ).fetchone()
            if journalled is None:
                connection.rollback()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        unsaved = "; nothing was saved"
        with file.translated(self.path, unsaved), file.one_change(self._connection, self.path):
            yield self._connection
