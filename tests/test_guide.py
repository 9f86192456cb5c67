"""The handbook has every fact the diary rests on, and `guide` shows each page to everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fibrolog.domain.defaults import REMEDIES
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS
from fibrolog.guide import TOPICS, page
from fibrolog.render.handbook import handbook_plain
from fibrolog.report.why import HOW_IT_WORKS
from tests.conftest import Program
from tests.test_plain import drawn, sounds
from tests.test_prompts import on_a_terminal

PAGES = [[], *([topic] for topic in TOPICS)]


def words_of(topic: str) -> str:
    return " ".join(re.sub(r"[|*`]", "", page([topic])).split()).casefold()


@pytest.mark.parametrize(
    ("topic", "facts"),
    [
        (
            "spasms",
            ["suddenly", "painful", "seconds", "several minutes", "again and again", "wake"],
        ),
        ("spasms", ["charley horse", "muscular rheumatism"]),
        ("spasms", ["twitch", "without pain", "never counted as a spasm"]),
        ("spasms", ["most common in neck, shoulders and back", "legs and feet", "anywhere"]),
        ("spasms", ["weak muscles", "numb skin", "pins and needles", "slower movements", "tremor"]),
        ("spasms", ["heat or cold, often in turn", "strenuous stretching may do the opposite"]),
        ("spasms", ["by yourself", "sweet potatoes", "white beans", "yogurt", "prunes"]),
        ("spasms", ["kale", "orange juice", "black-eyed peas", "bok choy", "almonds"]),
        ("spasms", ["sunlight", "cod liver oil", "salmon", "mackerel", "eggs", "mushrooms"]),
        ("spasms", ["cucumber", "celery", "tomatoes", "cauliflower", "watermelon", "strawberries"]),
        ("spasms", ["mitochondria", "metabolism of pain receptors", "blood vessels that narrow"]),
        ("spasms", ["trigger points", "overactive nerves", "missing nutrients"]),
        ("spasms", ["right combination takes time", "not medical advice"]),
        ("spasms", ["only fibrolog none", "too bad to write"]),
        ("urgent", ["chest pain", "sudden weakness or numbness", "bladder or bowel"]),
        ("urgent", ["emergency help now", "not medical advice"]),
        ("urgent", ["hot, swollen and painful", "doctor today", "skin is numb"]),
        ("urgent", ["kidney disease", "potassium, magnesium or vitamin d"]),
        ("urgent", ["never stop a prescribed medicine"]),
        ("remedies", ["24 hours", "only on good days", "on bad days", "blurred", "by chance"]),
        ("remedies", ["no clear difference", "never stop a prescribed medicine"]),
        ("trial", ["coin", "dummy nobody could tell from it", "74%", "35%", "eight weeks"]),
        ("trial", ["what you expect", "never leave out a prescribed medicine"]),
    ],
)
def test_every_fact_is_there(topic: str, facts: list[str]) -> None:
    assert [fact for fact in facts if fact not in words_of(topic)] == []


def test_the_paragraph_about_the_method_is_the_programs_own() -> None:
    assert HOW_IT_WORKS.replace("`", "").casefold() in words_of("remedies")


def test_every_pain_type_sign_and_remedy_is_named() -> None:
    assert [name for name in PAIN_TYPES.aliases if name not in words_of("spasms")] == []
    assert [name for name in SIGNS.aliases if name not in words_of("words")] == []
    for remedy in REMEDIES:
        first = remedy.name.replace("-rich food", "").removesuffix(" bath")
        assert first in words_of("spasms"), remedy.name


def test_when_not_to_wait_is_a_short_page_that_is_named_before_what_to_try() -> None:
    assert len(page(["urgent"]).splitlines()) <= 20
    for topic, later in ([], "fibrolog guide words"), (["spasms"], "What people try"):
        assert page(topic).index("fibrolog guide urgent") < page(topic).index(later)
    for words in ("emergency help now", "hot, swollen", "numb", "kidney", "not medical advice",
                  "never stop a prescribed medicine"):  # fmt: skip
        assert words in words_of("urgent")


def test_the_first_page_lists_the_topics_and_the_readme_too() -> None:
    listed = re.findall(
        r"^\| \[`fibrolog guide ([\w ]+)`\]\(([\w-]+)\.md\)", page(()), re.MULTILINE
    )
    readme = (Path(__file__).parents[1] / "README.md").read_text()

    assert [topic for topic, _ in listed] == list(TOPICS)
    assert [file.replace("-", " ") for _, file in listed] == list(TOPICS)
    assert re.findall(r"^\| \[([\w ]+)\]", readme, re.MULTILINE) == list(TOPICS)


@pytest.mark.parametrize("typed", ["first steps", "First Steps", "first-steps", "FIRST  STEPS"])
def test_a_topic_is_understood_in_any_case_and_spelling(fibrolog: Program, typed: str) -> None:
    assert fibrolog("guide", *typed.split()).saved() == page(["first steps"])


@pytest.mark.parametrize(
    ("typed", "instead"),
    [("urgnt", "urgent"), ("remedy", "remedies"), ("first", "first steps"), ("trials", "trial")],
)
def test_a_slip_names_the_nearest_topic(fibrolog: Program, typed: str, instead: str) -> None:
    said = fibrolog("guide", typed).refused(2)

    assert f"type fibrolog guide {instead}" in said
    fibrolog("guide", *instead.split()).saved()


def test_what_is_near_no_topic_is_told_where_they_are_listed(fibrolog: Program) -> None:
    assert fibrolog("guide", "quantum", "physics").refused(2) == (
        "The guide has no topic 'quantum physics'; fibrolog guide lists the topics.\n"
    )


@pytest.mark.parametrize("topic", PAGES, ids=" ".join)
def test_a_pipe_gets_the_markdown_and_no_comments(fibrolog: Program, topic: list[str]) -> None:
    said = fibrolog("guide", *topic).saved()

    assert said.startswith("# ")
    assert "<" not in re.sub(r"```.*?```|`[^`]*`", "", said, flags=re.DOTALL)


@pytest.mark.parametrize("topic", PAGES, ids=" ".join)
def test_every_plain_line_says_something_by_itself(topic: list[str]) -> None:
    for line in handbook_plain(page(topic)):
        assert line == " ".join(line.split())
        assert sounds(line), line
        assert not drawn(line), line


@pytest.mark.parametrize("topic", PAGES, ids=" ".join)
@pytest.mark.parametrize("columns", [50, 80])
def test_a_terminal_gets_every_word_in_lines_that_fit(
    fibrolog: Program, topic: list[str], columns: int
) -> None:
    environment = fibrolog.environment | {"PAGER": "cat"}
    program = replace(fibrolog, environment=environment)
    code, screen = on_a_terminal(program, ["guide", *topic], columns=columns)
    shown = re.sub(r"\x1b\[[\d;]*m", "", screen)

    assert code == 0
    assert max(map(len, shown.splitlines())) <= min(columns, 80)
    plain = program("guide", *topic, "--plain").saved()
    wanted = set(re.findall(r"\w+", plain)) - {"Type", "Answer", "Line", "what"}
    assert wanted - set(re.findall(r"\w+", shown)) == set()


def test_a_page_longer_than_the_window_goes_through_the_pager_that_was_asked_for(
    fibrolog: Program,
) -> None:
    environment = fibrolog.environment | {"PAGER": "sed 's/^/~/'", "MANPAGER": "false"}
    program = replace(fibrolog, environment=environment | {"LINES": "24"})

    _, long = on_a_terminal(program, ["guide", "words"])
    _, short = on_a_terminal(program, ["guide", "urgent"])
    _, plain = on_a_terminal(program, ["guide", "words", "--plain"])

    assert all(line.startswith("~") for line in long.splitlines())
    assert "~" not in short
    assert "~" not in plain


def test_without_the_pager_that_was_asked_for_the_page_still_comes(fibrolog: Program) -> None:
    program = replace(fibrolog, environment=fibrolog.environment | {"PAGER": "no-such-program -x"})

    code, screen = on_a_terminal(program, ["guide", "words"])

    assert code == 0
    assert "What isn't understood" in screen


def test_bold_is_no_code_in_less(fibrolog: Program) -> None:
    environment = fibrolog.environment | {"PAGER": "sh -c 'echo \"[$LESS]\"; cat'", "LESS": "FX"}

    _, screen = on_a_terminal(replace(fibrolog, environment=environment), ["guide", "words"])

    assert screen.startswith("[-R FX]")
