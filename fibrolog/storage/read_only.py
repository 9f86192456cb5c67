"""A peek into a diary for suggestions: quick, silent, and leaving everything as it is.

Whoever presses TAB, or mistypes a command, wants no word about the diary's file. Where it cannot
be read at once, or is none, there is nothing to suggest from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from fibrolog.domain.vocabulary import Region, Remedy, Terms
from fibrolog.errors import DiaryError
from fibrolog.storage import guard
from fibrolog.storage.diary import Diary
from fibrolog.storage.schema import SCHEMA_VERSION

# A key is held down no longer than this before it feels broken.
_PATIENCE_S = 0.2


class StarterWords:
    """The words every diary begins with, for where there is no diary to look at."""

    @property
    def regions(self) -> Terms[Region]:
        """The regions of a new diary."""
        from fibrolog.domain.defaults import REGIONS

        return Terms("region", REGIONS)

    @property
    def remedies(self) -> Terms[Remedy]:
        """The remedies of a new diary."""
        from fibrolog.domain.defaults import REMEDIES

        return Terms("remedy", REMEDIES)


@contextmanager
def peek(path: Path) -> Iterator[Diary | None]:
    """Open the diary at `path` read-only; None where it cannot be read at once."""
    with ExitStack() as opened:
        try:
            diary = Diary(opened.enter_context(closing(_connection(path))), path)
        except (DiaryError, sqlite3.Error, ValueError, OSError):
            diary = None
        yield diary


def _connection(path: Path) -> sqlite3.Connection:
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(path)
    guard.require_our_mark(path)
    if guard.is_write_ahead(path):
        raise DiaryError(f"{path} cannot be read without making files beside it.")
    # OpenedSource like this, a journal that has to be played back is an error. immutable would be
    # quicker still, and wrong while another process writes.
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_S, isolation_level=None)
    try:
        guard.require_our_schema(connection, path, (SCHEMA_VERSION,))
    except BaseException:
        connection.close()
        raise
    return connection
