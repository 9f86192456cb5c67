"""Writing a result to a file: whole or not at all, private, and never over a diary."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

from fibrolog.errors import DiaryError
from fibrolog.storage.atomic import new_file
from fibrolog.storage.targets import is_pipe, require_target

# Names of standard output; a shell may have made a file of it, which we are to write into.
_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def is_standard_output(output: Path | None) -> bool:
    """Tell whether the result is to be printed."""
    return output is None or str(output) in _STANDARD_OUTPUT


def destination(
    output: Path | None,
    diary: Path,
    option: str = "-o",
    encoding: str = "utf-8",
    *,
    replace: bool = False,
) -> AbstractContextManager[TextIO]:
    """Open the file to write to; it gets its name only when it is complete.

    Args:
        output: the file that was named, None for standard output; a pipe is written into.
        diary: the diary, which is never written over.
        option: by which the file was named, for the sentence that refuses it.
        encoding: of the file; letters that it lacks are written as escapes.
        replace: whether a file that is there already is replaced.

    Raises:
        NotUnderstood: when no file may be made there.
        DiaryError: when it cannot be written.
    """
    if output is None or is_standard_output(output):
        return _unhurried(None)
    if is_pipe(output):
        return _unhurried(output)
    target = require_target(output, diary, option, replace=replace)
    return _whole_file(output, target, diary, option, encoding, replace=replace)


@contextmanager
def _unhurried(pipe: Path | None) -> Iterator[TextIO]:
    """Open a file that is copied to a pipe, or to standard output, when it is complete.

    Whoever reads our output may take their time, and the diary must not be locked meanwhile. The
    file has no name, so nobody else can read it.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        yield file
        file.seek(0)
        if pipe is not None:
            with pipe.open("w", encoding="utf-8", newline="") as opened:
                shutil.copyfileobj(file, opened)
            return
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # line ends as they are
        shutil.copyfileobj(file, sys.stdout)


@contextmanager
def _whole_file(
    output: Path, target: Path, diary: Path, option: str, encoding: str, *, replace: bool
) -> Iterator[TextIO]:
    try:
        with (
            new_file(target, replace=replace) as made,
            open(
                made.handle,
                "w",
                encoding=encoding,
                errors="backslashreplace",
                newline="",
                closefd=False,
            ) as file,
        ):
            yield file
    except OSError as error:
        if isinstance(error, FileExistsError):  # somebody was quicker
            require_target(output, diary, option)
        raise DiaryError(
            f"{output} could not be written: {error.strerror or error}; "
            f"name another file with {option}."
        ) from error
