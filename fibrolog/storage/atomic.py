"""Making a file: private from its first byte, whole or absent, and on the disk once it is made.

A file is filled under a temporary name in the folder where it belongs, synchronised, put in its
place in one step, and then its folder is synchronised: without that a power cut may bring back
what the folder held before. Every file that the program makes is made here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

# The same for every file, so that whoever makes one clears what was left of any other.
_PREFIX, _SUFFIX = ".fibrolog-", ".new"
# What a file system says that cannot synchronise folders, as some network ones cannot.
_NOT_ABLE = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM)


class NewFile(NamedTuple):
    """A file that is being made.

    Attributes:
        path: its temporary name.
        handle: open for writing; it belongs to whoever makes the file, and is not to be closed.
    """

    path: Path
    handle: int

    def write(self, content: bytes) -> None:
        """Write this, and nothing else."""
        with open(self.handle, "wb", closefd=False) as file:
            file.write(content)


@contextmanager
def new_file(target: Path, *, replace: bool = False) -> Iterator[NewFile]:
    """Open an empty private file to fill, which becomes `target` when nothing goes wrong inside.

    Args:
        target: where it belongs, links resolved; its folder exists.
        replace: whether a file that is there already is replaced.

    Raises:
        FileExistsError: when something is there and is not to be replaced.
        OSError: when it cannot be made.
    """
    clear_what_was_left(target.parent)
    made = _begun(target.parent)
    try:
        yield made
        os.fsync(made.handle)
        _put_in_place(made.path, target, replace=replace)
    finally:
        _remove(made.path)
        os.close(made.handle)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing, and see to it that they last.

    Raises:
        OSError: when one cannot be made, or is a file.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(mode, parents=True, exist_ok=True)
    for folder in reversed(missing):
        synchronise_folder(folder.parent)


def synchronise_folder(path: Path) -> None:
    """See to it that the names in a folder are on the disk.

    Raises:
        OSError: when the disk fails; not where a folder cannot be synchronised at all.
    """
    try:
        folder = os.open(path, os.O_RDONLY)
    except OSError:
        return  # it may be written to, and not read; Windows opens no folders
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in _NOT_ABLE:
            raise
    finally:
        os.close(folder)


def clear_what_was_left(folder: Path) -> None:
    """Remove the temporary files in a folder whose makers were killed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                _clear(Path(entry.path))


def _begun(folder: Path) -> NewFile:
    import tempfile  # most commands make no file

    while True:
        handle, name = tempfile.mkstemp(_SUFFIX, _PREFIX, folder)
        path = Path(name)
        _lock(handle)
        # Between its making and the lock it looked like one that a killed process had left.
        if path.exists():
            return NewFile(path, handle)
        os.close(handle)


def _put_in_place(fresh: Path, target: Path, *, replace: bool) -> None:
    if replace:
        fresh.replace(target)
        synchronise_folder(target.parent)
        return
    try:
        target.hardlink_to(fresh)  # unlike a rename, this never replaces what is there
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        fresh.rename(target)
    _remove(fresh)
    try:
        synchronise_folder(target.parent)
    except OSError:
        # Whoever is told that it failed tries again, and must not be told that it exists.
        _remove(target)
        raise


def _remove(path: Path) -> None:
    """Remove a name; where that fails nothing is lost, and it is tried again another time."""
    with suppress(OSError):
        path.unlink()


def _clear(path: Path) -> None:
    import stat

    with suppress(OSError):
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return
        if found.st_nlink > 1:
            # The file is in its place and only this name was left. It is not opened: it may be
            # the diary, of which SQLite would lose its locks when we close it.
            path.unlink()
            return
        handle = os.open(path, os.O_RDWR)
        try:
            if _lock(handle):  # nobody is making it any more
                path.unlink()
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Lock a file that is being made for as long as it is open, and tell whether that worked.

    The lock ends with its process, however that ends.
    """
    try:
        import fcntl
    except ImportError:  # on Windows, where temporary files of killed processes stay
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
