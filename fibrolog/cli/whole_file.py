"""Writing a result to a file: whole or not at all, private, and never over the diary."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

from fibrolog.errors import DiaryError, NotUnderstood


def destination(
    output: Path | None, diary: Path, option: str = "-o", encoding: str = "utf-8"
) -> AbstractContextManager[TextIO]:
    """Give the file to write to, which takes the place of `output` only when it is complete.

    Args:
        output: the file that was named, None for standard output; a pipe or device is written
            through.
        diary: the diary, which is never written over.
        option: by which the file was named, for the sentence that refuses it.
        encoding: of the file; letters that it lacks are written as escapes.

    Raises:
        NotUnderstood: when `output` is the diary.
        DiaryError: when it cannot be written.
    """
    if output is None:
        return _unhurried(sys.stdout)
    if output.exists() and not (output.is_file() or output.is_dir()):
        # A pipe or a device, which no file can take the place of.
        return output.open("w", encoding=encoding, newline="")
    return _whole_file(output, diary, option, encoding)


@contextmanager
def _unhurried(target: TextIO) -> Iterator[TextIO]:
    """Give a file that is copied to `target` when it is complete.

    Whoever reads our output may take their time, and the diary must not be locked meanwhile. The
    file has no name, so nobody else can read it.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        yield file
        file.seek(0)
        if isinstance(target, io.TextIOWrapper):
            target.reconfigure(encoding="utf-8", newline="")  # line ends as they are
        shutil.copyfileobj(file, target)


@contextmanager
def _whole_file(output: Path, diary: Path, option: str, encoding: str) -> Iterator[TextIO]:
    """Give a private file that takes the place of `output` only when it is complete."""
    target = Path(os.path.realpath(output))
    if target == diary:
        raise NotUnderstood(f"{output} is the diary itself; name another file with {option}.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        unfinished = Path(name)
        try:
            with open(  # noqa: PTH123 -- Path opens no handles
                handle, "w", encoding=encoding, errors="backslashreplace", newline=""
            ) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise DiaryError(
            f"{output} could not be written: {error.strerror or error}; "
            f"name another file with {option}."
        ) from error
