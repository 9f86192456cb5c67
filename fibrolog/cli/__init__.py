"""The commands: each converts what was typed, calls the layers below, and says what happened.

`run` is the one place where errors become a sentence on stderr and an exit code.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TextIO, cast

import typer

from fibrolog.cli.root import app
from fibrolog.cli.telling import tell
from fibrolog.errors import FibrologError
from fibrolog.text import without_pages

_OUTPUT_FAILED = 1
_INTERRUPTED = 130
# Typer does not export Click's base class of usage errors, and which Click it is depends on
# Typer's version; this error's base is that class in all of them.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing is raised but defects."""
    _let_any_text_be_printed()
    try:
        code = app(args=list(arguments), prog_name="fibrolog", standalone_mode=False)
        sys.stdout.flush()
    except FibrologError as error:
        return _refuse(without_pages(str(error), arguments), error.exit_code)
    except _UsageError as error:
        from fibrolog.cli.complaints import one_sentence

        return _refuse(without_pages(one_sentence(error), arguments), 2)
    except (typer.Abort, KeyboardInterrupt):
        if sys.stderr.isatty():
            typer.echo(err=True)  # the terminal shows ^C at the end of a line
        return _refuse("Interrupted; nothing more was done.", _INTERRUPTED)
    except OSError as error:
        return _output_ended(error)
    except SystemExit as ended:  # Typer's answer to a closed pipe, and to a shell's completion
        if isinstance(ended.__context__, BrokenPipeError):
            return _output_ended(ended.__context__)
        raise
    return code if isinstance(code, int) else 0


def _refuse(sentence: str, code: int) -> int:
    from fibrolog.render.text import visible

    tell(visible(sentence), err=True)
    return code


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
        _OUTPUT_FAILED,
    )


def _nowhere() -> TextIO:
    return open(os.devnull, "w")  # noqa: PTH123 -- stays open until the exit


def _let_any_text_be_printed() -> None:
    """Show letters that the terminal's encoding lacks as escapes instead of failing on them.

    A standard stream that was closed before we began takes everything and keeps nothing.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
