"""Click's complaints about a command line, each as one sentence that says what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fibrolog.names import either, nearest
from fibrolog.vocabulary import quoted

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
_EXTRA = re.compile(r"extra argument\S* \((?P<words>.*)\)", re.DOTALL)
_NO_NUMBER = re.compile(
    r"for '(?P<name>.*)': '(?P<typed>.*)' (is not|should be) a valid int", re.DOTALL
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
        return f"{name} is a whole number, and {found['typed']!r} is none; see: {where} --help"
    return f"{' '.join(message.split())}; see: {where} --help"


def _with_value(message: str, error: BaseException) -> str:
    """Return a message of Typer from 0.29 on with the value, which it leaves out."""
    checked: Any = error.__cause__
    if not hasattr(checked, "errors"):
        return message
    return message.replace("Input should", f"{str(checked.errors()[0]['input'])!r} should")


def _unknown_option(typed: str, context: Any, where: str) -> str:
    if typed in _GLOBAL_OPTIONS:
        return f"{typed} goes before the command, such as: fibrolog {_GLOBAL_OPTIONS[typed]}"
    known = list(_options(context))
    other = _OTHER_NAMES.get(typed.casefold())
    close = [other] if other in known else nearest(typed, known) if typed[:2] == "--" else []
    refused = f"There is no option {typed}"
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
    refused = f"{words!r} has no place after {where}"
    options = set(_options(context))
    if "--days" in options and words.isdecimal():
        return f"{refused}; for the last {words} days, type: {where} --days {words}"
    if "--search" in options:
        return f"{refused}; to look for it, type: {where} --search {quoted(words)}"
    if context.command.name == "report" and "--since" in options:
        return f"{refused}; for some days, type one like: {where} --since {quoted(words)}"
    return f"{refused}; leave it out, see: {where} --help"
