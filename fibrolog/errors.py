"""Everything that can go wrong in the diary's own terms, each with its exit code.

An error's text is one sentence: it names what was wrong and what to type instead. The command
layer prints it to stderr and exits with `exit_code`; nothing else in the program exits.
"""


class FibrologError(Exception):
    """The root of the tree; catch this to catch everything the program says no to."""

    exit_code = 1


class DiaryError(FibrologError):
    """The diary file could not do it: locked, read-only, full, damaged or from a newer version."""


class Unreadable(ValueError):
    """A stored value is none that the diary could have written; storage makes it a `DiaryError`."""


class NotUnderstood(FibrologError):
    """What was typed cannot be understood or cannot be true; nothing was saved."""

    exit_code = 2


class NotATime(NotUnderstood):
    """Words that are not about a moment, where one was read."""


class NoSuchEntry(FibrologError):
    """The entry that was asked for is not in the diary."""

    exit_code = 3


class Stopped(FibrologError):
    """The person ended the questions with Ctrl-C or Ctrl-D; nothing was saved."""

    exit_code = 130
