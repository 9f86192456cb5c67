"""A peek into a diary for suggestions: quick, silent, and leaving everything as it is.

Whoever presses TAB, or mistypes a command, wants no word about the diary's file. Where it cannot
be read at once, or is none, there is nothing to suggest from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fibrolog.storage.diary import Diary
from fibrolog.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from fibrolog.vocabulary import Region, Remedy, Terms

# A key is held down no longer than this before it feels broken.
_PATIENCE_S = 0.2


class StarterWords:
    """The words every diary begins with, for where there is no diary to look at."""

    @property
    def regions(self) -> Terms[Region]:
        """The regions of a new diary."""
        from fibrolog.storage.starter import REGIONS

        return Terms("region", REGIONS)

    @property
    def remedies(self) -> Terms[Remedy]:
        """The remedies of a new diary."""
        from fibrolog.storage.starter import REMEDIES

        return Terms("remedy", REMEDIES)


@contextmanager
def peek(path: Path) -> Iterator[Diary | None]:
    """Give the diary at `path` read-only, or None where it cannot be read at once."""
    try:
        # immutable would be quicker still, and wrong while another process writes
        uri = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_S, isolation_level=None)
    except (sqlite3.Error, ValueError, OSError):
        yield None
        return
    with closing(connection):
        yield Diary(connection, path) if _is_ours(connection) else None


def _is_ours(connection: sqlite3.Connection) -> bool:
    try:
        [application] = connection.execute("PRAGMA application_id").fetchone()
        [version] = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("SELECT 1 FROM uses LIMIT 1").close()  # it can be read now
    except sqlite3.Error:
        return False
    return (application, version) == (APPLICATION_ID, SCHEMA_VERSION)
