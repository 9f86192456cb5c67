"""Commands that are advised go to the diary that was asked for: `undo` must not hit another."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path

from fibrolog.text import visible

# What stands before a command that is advised, '' where the diary needs no name; and the commands.
_OPTION: ContextVar[str] = ContextVar("_OPTION", default="")
_COMMANDS: ContextVar[tuple[str, ...]] = ContextVar("_COMMANDS", default=())
# Of every diary alike.
_WITHOUT_DIARY = ("guide", "demo")
# What a person wrote stands in quotes, and stays as it is; an apostrophe within a word is no quote.
_QUOTES = r"“[^”]*”|(?<!\w)'(?:[^'\\]|\\.)*'|(?<!\w)\"(?:[^\"\\]|\\.)*\""


def advise_about(named: Path | None, commands: Iterable[str]) -> None:
    """Say which diary `--db` named, and the names of all commands.

    None is for a diary that is found without it.
    """
    if named is None:
        _OPTION.set("")
        return
    import shlex  # only a diary elsewhere needs it

    _COMMANDS.set(tuple(name for name in commands if name not in _WITHOUT_DIARY))
    _OPTION.set(visible(f"--db {shlex.quote(str(named))} "))


def for_this_diary(text: str) -> str:
    """Return a text in which every command names the diary that `--db` named."""
    option = _OPTION.get()
    if not option or "fibrolog " not in text:
        return text
    import re

    names = "|".join(_COMMANDS.get())
    command = rf"(?<!after )\bfibrolog (?=(?:{names})\b)(?!\S+(?: \S+)? --help)"
    return re.sub(
        rf"{_QUOTES}|(?P<command>{command})",
        lambda found: f"{found[0]}{option}" if found["command"] else found[0],
        text,
        flags=re.DOTALL,
    )
