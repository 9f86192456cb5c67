"""The guide has every fact the diary rests on, and the dangers come before the hopes."""

from __future__ import annotations

import pytest

from fibrolog.guide import GUIDE
from fibrolog.storage.starter import REMEDIES
from fibrolog.vocabulary import PAIN_TYPES

TEXT = " ".join(" ".join((title, *paragraphs)) for title, paragraphs in GUIDE).casefold()


@pytest.mark.parametrize(
    "facts",
    [
        ["suddenly", "painful", "seconds", "several minutes", "again and again", "wake"],
        ["charley horse", "muscular rheumatism"],
        ["twitch", "without pain", "never counted as a spasm"],
        ["most common in neck, shoulders and back", "legs and feet", "anywhere"],
        ["weak muscles", "numb skin", "pins and needles", "slower movements", "tremor"],
        ["heat or cold, often in turn", "strenuous stretching may do the opposite", "by yourself"],
        ["sweet potatoes", "white beans", "yogurt", "prunes"],
        ["kale", "orange juice", "black-eyed peas", "bok choy", "almonds"],
        ["sunlight", "cod liver oil", "salmon", "mackerel", "eggs", "mushrooms"],
        ["cucumber", "celery", "tomatoes", "cauliflower", "watermelon", "strawberries"],
        ["mitochondria", "metabolism of pain receptors", "blood vessels that narrow"],
        ["trigger points", "overactive nerves", "missing nutrients"],
        ["right combination takes time", "not medical advice"],
        ["chest pain", "sudden weakness or numbness", "bladder or bowel", "emergency help now"],
        ["hot, swollen and painful", "doctor today", "skin is numb"],
        ["kidney disease", "potassium, magnesium or vitamin d"],
        ["never stop a prescribed medicine"],
    ],
)
def test_every_fact_is_there(facts: list[str]) -> None:
    assert [fact for fact in facts if fact not in TEXT] == []


def test_every_pain_type_and_remedy_is_named() -> None:
    for name in PAIN_TYPES.aliases:
        assert name in TEXT
    for remedy in REMEDIES:
        first = remedy.name.replace("-rich food", "").removesuffix(" bath")
        assert first in TEXT, remedy.name


def test_when_not_to_wait_is_told_before_what_to_try() -> None:
    titles = [title for title, _ in GUIDE]

    assert titles.index("When not to wait") < titles.index("What people try")
