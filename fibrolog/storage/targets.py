"""Which names a file may be made under: never over a diary, and over another file only if asked."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.storage.schema import APPLICATION_ID

# What SQLite puts beside a diary. One that is lost, or another's, and it is no diary any more.
_SIDE_FILES = ("-journal", "-wal", "-shm")
# The format of an SQLite file, https://www.sqlite.org/fileformat.html: it begins with these bytes,
# and says at this place, in four bytes, whose it is.
_SQLITE = b"SQLite format 3\0"
_APPLICATION_ID = slice(68, 72)


def require_target(
    named: Path,
    diary: Path | None,
    option: str | None = None,
    *,
    replace: bool = False,
    over_a_diary: bool = False,
) -> Path:
    """Return the real path of a file to be made.

    Args:
        named: as it was typed.
        diary: the diary in use, None where none is.
        option: by which the file was named, None for a command's own argument.
        replace: whether a file that is there already may be replaced.
        over_a_diary: whether that may be a diary, other than the one in use.

    Raises:
        NotUnderstood: when no file may be made there.
        DiaryError: when it is a folder.
    """
    require_no_diary(named, diary, option, over_a_diary=over_a_diary)
    another = _another(option)
    target = Path(os.path.realpath(named))
    # The kernel's names of what is open lead to what has no other name.
    if named.exists() and not (target.is_file() or target.is_dir()):
        raise NotUnderstood(f"{named} is a device or a pipe and no file; {another}.")
    if not os.path.lexists(target):
        return target
    if target.is_dir():
        raise DiaryError(f"{named} is a folder; {another}.")
    if not replace:
        raise NotUnderstood(f"{named} exists already; {another}, or add --replace.")
    return target


def require_no_diary(
    named: Path, diary: Path | None, option: str | None = None, *, over_a_diary: bool = False
) -> None:
    """Refuse a file that is a diary, or belongs to one; the arguments are `require_target`'s.

    Raises:
        NotUnderstood: when it is.
    """
    another = _another(option)
    target = Path(os.path.realpath(named))
    if diary is not None and (target == diary or _same(target, diary)):
        raise NotUnderstood(f"{named} is the diary itself; {another}.")
    owner = _owner(target, diary)
    if owner is not None:
        raise NotUnderstood(f"{named} belongs to the diary {owner}; {another}.")
    if not over_a_diary and target.is_file() and is_diary(target):
        raise NotUnderstood(f"{named} is a fibrolog diary, which is never replaced; {another}.")


def require_nothing_beside(path: Path) -> None:
    """Refuse a place for a diary where what SQLite left of another would be mixed into it.

    Raises:
        DiaryError: when such a file is there.
    """
    for side_file in _side_files(path)[:2]:  # the third holds nothing that lasts
        if side_file.is_file() and side_file.stat().st_size:
            raise DiaryError(
                f"{side_file} is left of a diary that was at {path}, and would spoil a new one; "
                "move it to another folder first."
            )


def is_pipe(path: Path) -> bool:
    """Tell whether a path is a pipe, which no file can take the place of."""
    return path.is_fifo()


def is_diary(path: Path) -> bool:
    """Tell whether a file is a fibrolog diary, of any schema, by how it begins.

    It must not be a diary that is open in this process: SQLite loses its locks when it is closed.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(_APPLICATION_ID.stop)
    except OSError:
        return False
    application = int.from_bytes(begins[_APPLICATION_ID], "big")
    return begins.startswith(_SQLITE) and application == APPLICATION_ID


def _another(option: str | None) -> str:
    return f"name another file with {option}" if option else "name another file"


def _side_files(diary: Path) -> list[Path]:
    return [diary.with_name(diary.name + ending) for ending in _SIDE_FILES]


def _owner(target: Path, diary: Path | None) -> Path | None:
    """Return the diary to which SQLite's file of this name belongs, whether it is there or not."""
    if diary is not None:
        for side_file in _side_files(diary):
            if target == side_file or _same(target, side_file):
                return diary
    for ending in _SIDE_FILES:
        # Where the file system knows no letter case, neither does this comparison.
        if target.name.casefold().endswith(ending):
            owner = target.with_name(target.name[: -len(ending)])
            if diary is not None and _same(owner, diary):
                return diary
            if owner.is_file() and is_diary(owner):
                return owner
    return None


def _same(one: Path, other: Path) -> bool:
    try:
        found, known = one.stat(), other.stat()
    except OSError:  # one of them is not there
        return False
    return stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) == (
        known.st_dev,
        known.st_ino,
    )
