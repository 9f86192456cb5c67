"""What a line means whose first word is no command: a spasm without `add`, or a slip."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import typer

from fibrolog.cli.clock import present, when
from fibrolog.cli.diary_path import place
from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import FibrologError, NotUnderstood
from fibrolog.parse.episode import is_about_spasm, read_episode
from fibrolog.parse.remedies import UseGrammar, in_quotes, read_uses
from fibrolog.storage.read_only import StarterWords, peek
from fibrolog.text import either, nearest, quote, shell_quoted

_HELP = "help"


def meant(args: Sequence[str], ctx: Any, commands: Collection[str]) -> list[str]:
    """Return the line with its command's own name in front.

    Args:
        args: the line, without the options of the whole program.
        ctx: Click's context of the whole program.
        commands: the names of the commands.

    Raises:
        NotUnderstood: when it cannot be told, naming what is nearest.
        typer.Exit: when it asked for help and got it.
    """
    typed, *rest = args
    name = typed.casefold().rstrip(".,")
    if name in commands:
        return [name, *rest]
    if name == _HELP:
        if not rest:
            typer.echo(ctx.get_help())
            raise typer.Exit
        return [*(rest if rest[0] in commands else meant(rest, ctx, commands)), "--help"]
    try:
        named = ctx.params.get("db")  # still as it was typed
        with peek(place(Path(named) if named else None)) as diary:
            return _with_add(args, diary or StarterWords(), commands)
    except NotUnderstood:
        raise
    except FibrologError:  # a diary that cannot be read; the command will say so
        return _with_add(args, StarterWords(), commands)


def _with_add(args: Sequence[str], vocabulary: Vocabulary, commands: Collection[str]) -> list[str]:
    words = []
    for word in args:
        if word.startswith("-"):
            break
        words.append(word)
    if is_about_spasm(words, vocabulary):
        return ["add", *args]
    raise NotUnderstood(_refusal(words or args[:1], vocabulary, commands))


def _refusal(words: Sequence[str], vocabulary: Vocabulary, commands: Collection[str]) -> str:
    """Return the sentence for a first word that is neither a command nor a region."""
    typed = words[0]
    refused = f"There is no command {quote(typed)}"
    longest = min(len(words), vocabulary.remedies.most_words)
    for taken in range(longest, 0, -1):
        if vocabulary.remedies.find(" ".join(words[:taken]).rstrip(".,")) is not None:
            try:
                grammar = UseGrammar(
                    lambda text: when(text, present()), shared=True, quoted=in_quotes(words)
                )
                read_uses(words, vocabulary, grammar)
            except NotUnderstood:
                words = words[:taken]
            line = " ".join(map(shell_quoted, words))
            return f"{refused}; for a remedy, type: fibrolog took {line}"
    close = nearest(typed, (*commands, _HELP))
    # Beside a command only a region that begins alike is worth a thought.
    regions = [
        name
        for name in vocabulary.regions.nearest(typed)
        if not close or name[:1] == typed[:1].casefold()
    ]
    if regions:
        told = [regions[0], *words[1:]]
        try:
            read_episode(told, vocabulary)
        except NotUnderstood:
            told = told[:1]
        spasm = " ".join(["fibrolog add", *map(shell_quoted, told)])
        if close:
            return f"{refused}; type {either(close)}, or for a spasm: {spasm}"
        return f"{refused}; for a spasm, type: {spasm}"
    instead = either(close) if close else "one of those that fibrolog --help shows"
    return f"{refused}; type {instead}."
