"""The words that may come next on a command line, for the shell that asks when TAB is pressed.

The shell gets its answer at once or not at all: a diary that is missing, locked, damaged or of
another version is not waited for, nothing is created or changed, and nothing is ever complained of.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from fibrolog.cli.diary_path import place
from fibrolog.cli.root import COMMANDS, app
from fibrolog.cli.shell_words import as_bash, out_of_fish, unquoted
from fibrolog.cli.suggestions import FILES, Suggestion, Suggestions
from fibrolog.storage.read_only import StarterWords, peek
from fibrolog.text import visible

_HELP = "help"
# More would not fit on a screen.
_MOST = 60


def answer(words: Sequence[str], shell: str) -> int:
    """Print what may stand in place of the last word, a line each, and return the exit code.

    Args:
        words: what was typed after the program's name, up to where TAB was pressed.
        shell: `bash` hands over words as they were typed, quotes and all, and puts ours on the
            line as they are; `fish` hands over the last word as it was typed; `zsh` none.
    """
    with suppress(Exception):  # whatever went wrong, TAB is the wrong moment to hear of it
        if shell == "bash":
            lines = list(_lines(unquoted(words), as_bash(words[-1] if words else "")))
        elif shell == "fish" and words:
            lines = list(_lines([*words[:-1], out_of_fish(words[-1])]))
        else:
            lines = list(_lines(words))
        text = "".join(f"{line}\n" for line in lines)
        sys.stdout.buffer.write(text.encode(errors="replace"))
        sys.stdout.flush()
    return 0


def _lines(
    words: Sequence[str], written: Callable[[str], str] = lambda word: word
) -> Iterator[str]:
    *before, typed = words or [""]
    option, equals, value = typed.partition("=")
    if equals and option.startswith("--"):
        before, typed, lead = [*before, option], value, f"{option}="
    else:
        lead = ""
    with peek(place(_named_diary(before))) as diary:
        known = Suggestions(diary or StarterWords(), diary)
        for count, (word, what) in enumerate(_suggested(before, typed, known)):
            if count == _MOST:
                return
            if word == FILES:
                yield FILES
                return
            if word.isprintable():  # what is not would not arrive as it is
                yield f"{written(lead + word)}\t{visible(what)}"


def _suggested(before: Sequence[str], typed: str, known: Suggestions) -> Iterator[Suggestion]:
    command, name, rest = _reached(before)
    pending = _pending(command, rest)
    below = {
        part: one.get_short_help_str() for part, one in getattr(command, "commands", {}).items()
    }
    if pending is not None:
        yield from known.of_option(pending, typed)
    elif typed.startswith("-") and "--" not in rest:
        yield from _options(command, rest, typed)
    elif name and not below:
        yield from known.of_words(name, _alone(command, rest), typed)
    else:
        yield from _starting(typed, below or {one: at.purpose for one, at in COMMANDS.items()})
        if typed and not name:  # a spasm may be told without `add`
            yield from known.of_words("add", [], typed)


def _reached(before: Sequence[str]) -> tuple[Any, str, list[str]]:
    """Return the command that the words lead to, its name, and the words after its name."""
    from typer.main import get_command

    root: Any = get_command(app)
    words = _alone(root, before)
    if words[:1] == [_HELP]:
        before = [word for word in before if word != _HELP]
        words = words[1:]
    if not words:
        return root, "", list(before)
    name = words[0].casefold()
    if name not in COMMANDS:  # a spasm told without `add`
        return root.get_command(None, "add"), "add", _after(words[0], before, included=True)
    command = root.get_command(None, name)
    rest = _after(words[0], before)
    words = _alone(command, rest)
    below = getattr(command, "commands", {}).get(words[0].casefold() if words else "")
    if below is None:
        return command, name, rest
    return below, f"{name} {words[0].casefold()}", _after(words[0], rest)


def _after(word: str, words: Sequence[str], *, included: bool = False) -> list[str]:
    at = list(words).index(word)
    return list(words[at if included else at + 1 :])


def _pending(command: Any, rest: Sequence[str]) -> str | None:
    """Return the long name of the option that the last word began, if its value comes next."""
    if not rest or "--" in rest:
        return None
    return next(
        (_long(option) for option in _valued(command) if rest[-1].casefold() in option.opts), None
    )


def _valued(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "option" and not one.is_flag]


def _long(option: Any) -> str:
    return str(next((name for name in option.opts if name.startswith("--")), option.opts[0]))


def _alone(command: Any, rest: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor their values."""
    takes_value = {name for option in _valued(command) for name in option.opts}
    alone, skip, plain = [], False, False
    for word in rest:
        if skip:
            skip = False
        elif word == "--":
            plain = True
        elif plain or not word.startswith("-") or word == "-":
            alone.append(word)
        else:
            skip = word.casefold() in takes_value
    return alone


def _options(command: Any, rest: Sequence[str], typed: str) -> Iterator[Suggestion]:
    for one in command.params:
        if one.param_type_name != "option" or (set(rest) & set(one.opts) and not one.multiple):
            continue
        names = [name for name in (*one.opts, *one.secondary_opts) if name.startswith("--")]
        yield from _starting(typed, dict.fromkeys(names, one.help or ""))
    yield from _starting(typed, {"--help": "Show this message and exit."})


def _starting(typed: str, shown: Mapping[str, str]) -> Iterator[Suggestion]:
    for name, what in shown.items():
        if name.startswith(typed.casefold()):
            yield Suggestion(name, what)


def _named_diary(before: Sequence[str]) -> Path | None:
    for option, value in pairwise(before):
        if option == "--db":
            return Path(value).expanduser()
    told = os.environ.get("FIBROLOG_DB")
    return Path(told) if told else None
