"""Click's complaints about a command line, each as one sentence that says what to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from fibrolog.cli.clock import LONGEST_LIFE_DAYS, day, month, present
from fibrolog.errors import NotUnderstood
from fibrolog.text import either, name_key, nearest, quote, shell_quoted, shortened

# Options of the whole program, each in an example, for whoever types them after the command.
_GLOBAL_OPTIONS = {
    "--db": "--db FILE list",
    "--version": "--version",
    "--install-completion": "--install-completion bash",
    "--show-completion": "--show-completion bash",
}
# What people type for an option that has another name.
_OTHER_NAMES = {
    "--time": "--at", "--when": "--at", "--date": "--at", "--day": "--at", "--from": "--since",
    "--start": "--since", "--end": "--until", "--to": "--until", "--where": "--region",
    "--place": "--region", "--level": "--intensity", "--strength": "--intensity",
    "--severity": "--intensity", "--length": "--duration", "--long": "--duration",
    "--times": "--count", "--repeat": "--count", "--type": "--kind", "--woken": "--woke",
    "--awake": "--woke", "--symptom": "--sign", "--because": "--trigger", "--cause": "--trigger",
    "--with": "--took", "--taken": "--took", "--comment": "--note", "--text": "--note",
    "--amount": "--dose", "--against": "--for", "--helped": "--relief", "--find": "--search",
    "--grep": "--search", "--last": "--days", "--file": "--output", "--out": "--output",
    "--everything": "--all", "--force": "--yes",
}  # fmt: skip
# Each says which days, so that one of them goes with no other.
_WHICH_DAYS = {"--days", "--since", "--until", "--month", "--all"}
# What people type after `report` for what it does by itself, and for all there is.
_A_WEEK = ("week", "weekly", "this week", "the week")
_EVERYTHING = ("all", "everything", "all of it")
# A value that Click repeats whole, up to what Click itself says after it.
_LONG = re.compile(r"(?<=: ')(.{60,})(' is not .*| does not .*)$", re.DOTALL)
_EXTRA = re.compile(r"extra argument\S* \((?P<words>.*)\)", re.DOTALL)
_NO_NUMBER = re.compile(
    r"for '(?P<name>.*)': '(?P<typed>.*)' (is not|should be) a valid int", re.DOTALL
)
_OUT_OF_RANGE = re.compile(
    r"for '(?P<name>.*)': (?P<typed>-?\d+) is not in the range "
    r"(?:(?P<least>\d+)<=)?x<=(?P<most>\d+)"
)


def one_sentence(error: BaseException) -> str:
    """Return a usage error as one sentence that also says where to look."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "fibrolog"
    message = getattr(error, "format_message", error.__str__)().strip().rstrip(".")
    message = _with_value(message, error)
    if hasattr(error, "possibilities"):  # only Click's error about an unknown option has them
        return _unknown_option(str(getattr(error, "option_name", "")), context, where)
    if context is not None and (extra := _EXTRA.search(message)):
        return _extra_words(extra["words"], context, where)
    if found := _NO_NUMBER.search(message):
        name = found["name"].strip("[]")
        return f"{name} is a whole number, and {quote(found['typed'])} is none; see: {where} --help"
    if found := _OUT_OF_RANGE.search(message):
        name = found["name"].strip("[]")
        least = f"from {int(found['least']):,} " if found["least"] else "up "
        return (
            f"{name} is a whole number {least}to {int(found['most']):,}, and "
            f"{quote(found['typed'])} is not; see: {where} --help"
        )
    message = _LONG.sub(lambda long: f"{shortened(long[1])}{long[2]}", " ".join(message.split()))
    return f"{message}; see: {where} --help"


def _with_value(message: str, error: BaseException) -> str:
    """Return a message of Typer from 0.29 on with the value, which it leaves out."""
    checked: Any = error.__cause__
    if not hasattr(checked, "errors"):
        return message
    return message.replace("Input should", f"{quote(str(checked.errors()[0]['input']))} should")


def _unknown_option(typed: str, context: Any, where: str) -> str:
    if typed in _GLOBAL_OPTIONS:
        return f"{typed} goes before the command, such as: fibrolog {_GLOBAL_OPTIONS[typed]}"
    known = list(_options(context))
    other = _OTHER_NAMES.get(typed.casefold())
    close = [other] if other in known else nearest(typed, known) if typed[:2] == "--" else []
    refused = f"There is no option {shortened(typed)}"
    if not close:
        return f"{refused}; see: {where} --help"
    return f"{refused}; type {either(close)}, see: {where} --help"


def _options(context: Any) -> Iterator[str]:
    """Yield the long options of a command."""
    for parameter in context.command.params if context is not None else ():
        for name in (*parameter.opts, *parameter.secondary_opts):
            if name.startswith("--"):
                yield name


def _extra_words(words: str, context: Any, where: str) -> str:
    """Return what to type for words that a command has no place for."""
    refused = f"{quote(words)} has no place after {where}"
    meant = None if shortened(words) != words else _meant(words, set(_options(context)))
    given = list(options_given(context))
    if meant is None or (set(meant[1]) & _WHICH_DAYS and set(given) & _WHICH_DAYS):
        return f"{refused}; leave it out, see: {where} --help"
    purpose, more = meant
    return f"{refused}; {purpose}, type: {' '.join([where, *given, *more])}"


def _meant(words: str, options: set[str]) -> tuple[str, list[str]] | None:
    """Return what words may be for that stand alone, and the options that say so."""
    key = name_key(words)
    if "--days" in options and words.isdecimal() and 0 < int(words) <= LONGEST_LIFE_DAYS:
        days = "day" if int(words) == 1 else f"{words} days"
        return f"for the last {days}", ["--days", words]
    if "--all" in options and key in _EVERYTHING:
        return "for all of it", ["--all"]
    if "--month" in options and key in _A_WEEK:
        return "for the last seven days", []
    readers: dict[str, Callable[[str, datetime], object]] = {
        "--since": day, "--month": month,
    }  # fmt: skip
    for option, read in readers.items():
        if option in options:
            with suppress(NotUnderstood):
                read(words, present())
                return ("from then on" if option == "--since" else "for that month"), [
                    option,
                    shell_quoted(words),
                ]
    if "--search" in options:
        return "to look for it", ["--search", shell_quoted(words)]
    return None


def options_given(context: Any) -> Iterator[str]:
    """Yield the options of a command as they were given, for a line to type again."""
    for one in context.command.params:
        if one.param_type_name != "option" or one.name not in context.params:
            continue
        if context.get_parameter_source(one.name).name != "COMMANDLINE":
            continue
        value = context.params[one.name]
        if one.is_flag:
            yield (one.opts if value else one.secondary_opts)[0]
            continue
        for each in value if one.multiple else [value]:
            yield from (one.opts[0], shell_quoted(str(each)))
