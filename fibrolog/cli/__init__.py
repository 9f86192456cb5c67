"""The commands: each converts what was typed, calls the layers below, and says what happened.

`run` is the one place where errors become a sentence on stderr and an exit code, defects too.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import typer

from fibrolog.cli.output import tell
from fibrolog.cli.root import app
from fibrolog.errors import FibrologError
from fibrolog.text import without_long_parts

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_FAILED = 1
_INTERRUPTED = 130
# Typer does not export Click's base class of usage errors, and which Click it is depends on
# Typer's version; this error's base is that class in all of them.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    _let_any_text_be_printed()
    try:
        return _outcome(arguments)
    except Exception as error:
        return _refuse(_fault(error), _FAILED)


def _outcome(arguments: Sequence[str]) -> int:
    try:
        code = app(args=list(arguments), prog_name="fibrolog", standalone_mode=False)
        sys.stdout.flush()
    except FibrologError as error:
        return _refuse(without_long_parts(str(error), arguments), error.exit_code)
    except _UsageError as error:
        from fibrolog.cli.usage_errors import one_sentence

        return _refuse(without_long_parts(one_sentence(error), arguments), 2)
    except (typer.Abort, KeyboardInterrupt):
        if sys.stderr.isatty():
            typer.echo(err=True)  # the terminal shows ^C at the end of a line
        return _refuse("Interrupted; nothing more was done.", _INTERRUPTED)
    except OSError as error:
        return _system_refused(error, arguments)
    except SystemExit as ended:  # Typer's answer to a closed pipe, and to a shell's completion
        if isinstance(ended.__context__, BrokenPipeError):
            return _output_ended(ended.__context__)
        raise
    return code if isinstance(code, int) else 0


def _refuse(sentence: str, code: int) -> int:
    from fibrolog.text import visible

    try:
        tell(visible(sentence), err=True)
    except OSError:  # nobody can be told, and the code says it all the same
        sys.stderr = _nowhere()
    return code


def _fault(error: Exception) -> str:
    """Return what is said of a defect: where it is, and nothing of what was being worked on."""
    if isinstance(error, MemoryError):
        return "There is not enough memory; look with fibrolog list what was saved."
    import platform

    from fibrolog import __version__

    package, place, trace = Path(__file__).parents[1], "", error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(package):
            place = f" in {file.relative_to(package).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"This is a fault in fibrolog ({type(error).__name__}{place}, fibrolog {__version__}, "
        f"Python {platform.python_version()}); report this line, and what you typed without its "
        "private words. What was saved: fibrolog list"
    )


def _system_refused(error: OSError, arguments: Sequence[str]) -> int:
    if error.errno == errno.EPIPE or _OF_OUTPUT in getattr(error, "__notes__", ()):
        return _output_ended(error)
    if error.errno is None:  # no system said so
        raise error
    reason = error.strerror or str(error)
    from fibrolog.storage.file import NO_ROOM

    name = error.filename
    if error.errno in NO_ROOM:
        where = f"The disk of {name}" if name else "The disk, or the temporary folder,"
        told = f"{where} is full or failing ({reason}); make room and type it again."
    else:
        what = f"{name} cannot be used" if name else "The system refused"
        told = f"{what} ({reason}); look with fibrolog list what was saved before you go on."
    return _refuse(without_long_parts(told, arguments), _FAILED)


def _output_ended(error: OSError) -> int:
    """Handle an output that went away: quietly when a pipe was closed, as with `| head`."""
    # Nothing more can be written, not even by the interpreter when it flushes on its way out.
    sys.stdout = _nowhere()
    if error.errno == errno.EPIPE:
        return 0
    reason = error.strerror or str(error)
    return _refuse(
        f"The output could not be written ({reason}); "
        "look with fibrolog list what was saved before you type it again.",
        _FAILED,
    )


def _nowhere() -> TextIO:
    return open(os.devnull, "w")  # noqa: PTH123 -- stays open until the exit


_OF_OUTPUT = "while writing output"


class _Output(io.FileIO):
    """A standard stream whose failures are told from those of any other file."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, and note on what goes wrong that it went wrong here."""
        try:
            return super().write(data)
        except OSError as error:
            error.add_note(_OF_OUTPUT)
            raise


def _noting(stream: TextIO, own: TextIO | None) -> TextIO:
    """Return a stream in place of Python's own; any other stays."""
    if stream is not own or type(stream) is not io.TextIOWrapper:
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)
    if type(raw) is not io.FileIO:
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(raw.fileno(), "wb", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _let_any_text_be_printed() -> None:
    """Show letters that the terminal's encoding lacks as escapes instead of failing on them.

    A standard stream that was closed before we began takes everything and keeps nothing.
    """
    sys.stdout = _noting(sys.stdout, sys.__stdout__) if sys.stdout else _nowhere()
    sys.stderr = _noting(sys.stderr, sys.__stderr__) if sys.stderr else _nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
