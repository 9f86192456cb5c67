"""Sentences about one, two and many, and the ways to join, quote and wrap what they name."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.text import both, columns, counted, either, in_lines, plural, shell_quoted
from tests.conftest import Program

PACKAGE = Path(__file__).parents[1] / "fibrolog"


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("spasm", "spasms"), ("entry", "entries"), ("older entry", "older entries"),
        ("clear day", "clear days"), ("remedy", "remedies"), ("remedy use", "remedy uses"),
        ("twitch", "twitches"), ("observed day", "observed days"), ("more region", "more regions"),
    ],
)  # fmt: skip
def test_a_count_and_its_noun_agree(noun: str, many: str) -> None:
    assert plural(noun) == many
    assert counted(0, noun) == f"0 {many}"
    assert counted(1, noun) == f"1 {noun}"
    assert counted(1234, noun) == f"1234 {many}"
    assert counted(1234, noun, grouped=True) == f"1,234 {many}"


@pytest.mark.parametrize(
    ("one", "many"),
    [("is", "are"), ("was", "were"), ("has", "have"), ("gives", "give"), ("lies", "lie")],
)
def test_a_verb_agrees_with_what_is_counted(one: str, many: str) -> None:
    assert counted(1, "entry", one) == f"1 entry {one}"
    assert counted(2, "entry", one) == f"2 entries {many}"


def test_names_are_joined_as_people_say_them() -> None:
    assert [both("a"), both("ab"), both("abc")] == ["a", "a and b", "a, b and c"]
    assert [either("a"), either("ab"), either("abc")] == ["a", "a or b", "a, b or c"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_shell_reads_one_word_where_one_is_quoted(text: str) -> None:
    assert shlex.split(shell_quoted(text)) == [text]


@given(st.lists(st.text("abc语é", min_size=1, max_size=9), min_size=1), st.integers(4, 20))
def test_lines_fit_and_hold_every_word(words: list[str], width: int) -> None:
    text = " ".join(words)

    lines = list(in_lines(text, width))
    whole = list(in_lines(text, width, breaks_words=False))

    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)
    assert " ".join(whole) == text
    assert all(columns(line) <= width or " " not in line for line in whole)


def test_lines_keep_the_space_in_front_of_a_text() -> None:
    assert list(in_lines("  a bc", 10)) == ["  a bc"]
    assert list(in_lines("  a bc", 4)) == ["  a", "bc"]


@pytest.mark.parametrize(("entries", "said"), [(1, "1 entry"), (2, "2 entries")])
def test_an_export_and_a_list_count_in_grammar(
    fibrolog: Program, tmp_path: Path, entries: int, said: str
) -> None:
    for _ in range(entries):
        fibrolog("took", "heat").saved()

    assert f"Wrote {said} to " in fibrolog("export", "-o", str(tmp_path / "diary.csv")).out

    fibrolog("took", "heat").saved()
    verb = "is" if entries == 1 else "are"
    older = said.replace("entr", "older entr")
    assert f"{older} {verb} not shown" in fibrolog("list", "--limit", "1").err


def test_no_sentence_makes_its_own_plural() -> None:
    endings = {"", "s", "es", "y", "ies", "is", "are", "was", "were", "has", "have"}
    for module in PACKAGE.rglob("*.py"):
        if module == PACKAGE / "text.py":
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.IfExp):
                choice = {getattr(branch, "value", None) for branch in (node.body, node.orelse)}
                assert not choice <= endings, (module, node.lineno)
