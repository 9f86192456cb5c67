"""Files that are read from a copy, and go by the name of what they were copied from.

A copy holds a diary, so nobody else may read it, and it must not stay where a program was killed
before it could remove it. It lies in a private folder that is locked for as long as its program
lives, and the next import removes those that nobody holds.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from fibrolog.errors import DiaryError, NotUnderstood

try:
    import fcntl
except ImportError:  # Windows, where nothing tells whether a folder is still in use
    fcntl = None  # type: ignore[assignment]  # the module stands for itself

_PREFIX = "fibrolog-import-"
# As `tempfile` ends the names that it gives.
_OURS = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")
_PRIVATE = 0o600


@contextmanager
def private_folder(name: str | Path) -> Iterator[Path]:
    """Give a folder that nobody else can look into, and remove it with all that is in it.

    Args:
        name: what is to be copied into it, for a sentence.

    Raises:
        DiaryError: when there is no room for it.
    """
    try:
        folder, held = _held_folder()
    except OSError as error:
        raise _no_room(name, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(held)


def _held_folder() -> tuple[Path, int | None]:
    """Return a new folder, and what lets go of it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Another program may find it before it is locked, and take it for left behind.
        with suppress(FileNotFoundError):
            held = _hold(folder, wait=True)
            if folder.exists():
                return folder, held
            _let_go(held)


def private_file(path: Path) -> Path:
    """Make an empty file that nobody else can read from its first byte on, and return its path."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
    return path


@contextmanager
def spool_to_file(stream: BinaryIO, name: str) -> Iterator[Path]:
    """Give a private file with all that comes through a stream, which can be read but once.

    Raises:
        DiaryError: when there is no room for it.
    """
    with private_folder(name) as folder:
        path = folder / "copy"
        try:
            with private_file(path).open("wb") as file:
                shutil.copyfileobj(stream, file)
        except OSError as error:
            raise _no_room(name, error) from error
        with relabel_errors(name, path):
            yield path


@contextmanager
def relabel_errors(name: str | Path, path: Path) -> Iterator[None]:
    """Make errors about a copy name what it was copied from: nobody knows the copy."""
    try:
        yield
    except (DiaryError, NotUnderstood) as error:
        raise type(error)(str(error).replace(str(path), str(name))) from error


def clear_left_behind() -> None:
    """Remove the folders of programs that were killed: of our name, our own, and not held."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            found = folder.lstat()
            ours = _OURS.fullmatch(folder.name) and found.st_uid == os.getuid()
            if not (ours and stat.S_ISDIR(found.st_mode)):
                continue
            held = _hold(folder, wait=False)
            try:
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                _let_go(held)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder for as long as this program lives, and return what lets go of it.

    Raises:
        OSError: when another program holds it and is not waited for.
    """
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BaseException:
        os.close(handle)
        raise
    return handle


def _let_go(held: int | None) -> None:
    if held is not None:
        os.close(held)


def _no_room(name: str | Path, error: OSError) -> DiaryError:
    folder = os.environ.get("TMPDIR") or "the temporary folder"
    return DiaryError(
        f"A copy of {name} could not be kept in {folder} ({error.strerror or error}); "
        "make room there, or name another folder with TMPDIR."
    )
