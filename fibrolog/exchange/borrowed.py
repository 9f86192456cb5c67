"""Files that are read from a copy, and go by the name of what they were copied from."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fibrolog.errors import DiaryError, NotUnderstood


@contextmanager
def spooled(stream: BinaryIO, name: str) -> Iterator[Path]:
    """Give a private file with all that comes through a stream, which can be read but once.

    Raises:
        DiaryError: when there is no room for it.
    """
    try:
        file = tempfile.NamedTemporaryFile(prefix="fibrolog-")  # noqa: SIM115 -- closed below
    except OSError as error:
        raise _no_room(name, error) from error
    with file:
        try:
            shutil.copyfileobj(stream, file)
            file.flush()
        except OSError as error:
            raise _no_room(name, error) from error
        path = Path(file.name)
        with called(name, path):
            yield path


@contextmanager
def called(name: str | Path, path: Path) -> Iterator[None]:
    """Let the errors about a copy name what it was copied from: nobody knows the copy."""
    try:
        yield
    except (DiaryError, NotUnderstood) as error:
        raise type(error)(str(error).replace(str(path), str(name))) from error


def _no_room(name: str, error: OSError) -> DiaryError:
    folder = os.environ.get("TMPDIR") or "the temporary folder"
    return DiaryError(
        f"What came through {name} could not be kept in {folder} ({error.strerror or error}); "
        "make room there, or name another folder with TMPDIR."
    )
