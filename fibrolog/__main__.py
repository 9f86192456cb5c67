"""`python -m fibrolog`, and the `fibrolog` command."""

import gc
import os
import sys

# Set by a shell's completion script: its value is the shell, the arguments are the words so far.
_COMPLETE = "_FIBROLOG_COMPLETE"


def main() -> None:
    """Run the program and exit with its code."""
    # What start-up creates lives until the exit; looking through it for garbage takes a tenth of
    # the start. The command that was typed turns the collector on again.
    gc.disable()
    try:
        if _COMPLETE in os.environ:
            from fibrolog.cli.completion import answer

            sys.exit(answer(sys.argv[1:], os.environ[_COMPLETE]))
        from fibrolog.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
