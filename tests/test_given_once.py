"""An option that takes one value is given once; what may be repeated keeps every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from fibrolog.cli.root import COMMANDS, app
from tests.conftest import Program

# What makes each command's line whole, so that nothing but the repeated option is wrong with it.
WORDS = {
    "add": ["calf"], "took": ["heat"], "show": ["e1"], "edit": ["e1"], "finish": ["e1"],
    "delete": ["e1"], "import": ["old.csv"], "remedies add": ["tea"], "regions add": ["nape"],
    "remedies rename": ["heat", "warmth"], "regions rename": ["calf", "shank"],
    "remedies hide": ["heat"], "regions hide": ["jaw"], "trial start": ["heat"],
}  # fmt: skip


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command with the words that lead to it."""
    yield words, command
    below = {name: command.get_command(None, name) for name in COMMANDS} if not words else None
    for name, one in (below or getattr(command, "commands", {})).items():
        yield from commands(one, (*words, name))


def options() -> Iterator[Any]:
    """Yield each option that says one thing, as the words before it and its names."""
    for words, command in commands(get_command(app)):
        for one in command.params:
            if one.param_type_name != "option" or one.multiple:
                continue
            if not one.is_flag or one.secondary_opts:
                names = [*one.opts, *one.secondary_opts]
                yield pytest.param(words, names, one.is_flag, id=" ".join([*words, names[0]]))


@pytest.mark.parametrize(("words", "names", "flag"), list(options()))
def test_a_single_option_given_twice_is_refused_and_nothing_is_saved(
    fibrolog: Program, words: tuple[str, ...], names: list[str], flag: bool
) -> None:
    fibrolog("add", "foot", "5").saved()
    before = fibrolog.rows()
    line = [*words, *WORDS.get(" ".join(words), [])]
    twice = [names[0], names[-1]] if flag else [names[0], "1", names[-1], "1"]

    sentence = fibrolog(*line, *twice).refused(2)

    assert names[0] in sentence
    assert "was given twice" in sentence
    assert fibrolog.rows() == before


@pytest.mark.parametrize(
    "line",
    [
        ["calf", "--note", "one", "--note=two"],
        ["add", "calf", "--Note", "one", "--NOTE", "one"],
        ["export", "-o", "a.csv", "--output", "b.csv"],
        ["add", "--note", "one", "calf", "--note", "two"],
        ["--db", "a.db", "--db", "b.db", "list"],
    ],
)
def test_however_it_is_written_it_is_the_same_option(fibrolog: Program, line: list[str]) -> None:
    assert "was given twice; give it once." in fibrolog(*line).refused(2)


def test_a_flag_that_says_the_same_twice_says_it_once(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--woke", "--woke").saved()
    assert fibrolog("--plain", "list", "--plain").saved() == fibrolog("list", "--plain").saved()


def test_what_may_be_repeated_keeps_every_value(fibrolog: Program) -> None:
    twice = ["--sign", "weakness", "--sign", "tremor", "--trigger", "cold", "--trigger", "stress"]
    fibrolog("add", "calf", *twice).saved()

    [row] = fibrolog.rows()
    assert (row["signs"], row["triggers"]) == ("weakness; tremor", "cold; stress")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--region", "calf", "--region", "Foot"], ["e2", "e1"]),
        (["--remedy", "heat", "--remedy", "cold"], ["u2", "u1"]),
        (["--region", "calf", "--region", "foot", "--remedy", "cold"], ["u2", "e2", "e1"]),
        (["--kind", "twitch", "--kind", "SPASM"], ["e3", "e2", "e1"]),
        (["--kind", "twitch"], ["e3"]),
        (["--region", "calf", "--region", "neck", "--kind", "spasm"], ["e1"]),
        (["--region", "calf", "--region", "calf"], ["e1"]),
    ],
)
def test_a_filter_given_twice_shows_what_fits_either(
    fibrolog: Program, filters: list[str], expected: list[str]
) -> None:
    for hour, line in enumerate(["add calf", "add foot", "add neck --kind twitch"]):
        fibrolog(*line.split(), "--at", f"yesterday 0{hour}:00").saved()
    for hour, line in enumerate(["took heat", "took cold", "took water"]):
        fibrolog(*line.split(), "--at", f"yesterday 1{hour}:00").saved()

    assert [entry["id"] for entry in fibrolog.json("list", *filters)] == expected
