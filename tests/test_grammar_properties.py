"""Any line of words is understood or refused in one sentence, and never a traceback."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.domain.entries import LONGEST_DURATION_S, Episode, Kind, Moment
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS
from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.parse.episode import EpisodeParts, combined, read_episode, read_side
from fibrolog.parse.remedies import UseGrammar, read_uses
from fibrolog.parse.when.phrases import parse_moment
from fibrolog.storage.diary import Diary
from fibrolog.text import spoken_duration
from tests.conftest import NOW
from tests.strategies import moments

HERE = datetime.fromisoformat(NOW).astimezone(ZoneInfo("Europe/Berlin"))
STARTER = Diary.open(Path("no diary here"))
TOKENS = st.sampled_from(
    "calf neck lower back upper arm charley horse l r left both right 7 7/10 / 10 11 0 x4 x 4 3m "
    "3 min 2m30s 1,5 1.5 h hour 90s 400mg 400 mg , ; vitamin d magnesium malic acid - -1 ½ ² "
    "\uff17 \uff11\uff10 \u0663 lowr calv x99999999999999 9e9 inf nan 1e3 " + "9" * 30
)  # fmt: skip
LINES = st.lists(st.one_of(TOKENS, st.text(max_size=8)), max_size=8)


@given(LINES, moments())
def test_any_line_after_add_is_an_episode_or_a_sentence(line: list[str], moment: Moment) -> None:
    try:
        said = read_episode(line, STARTER)
    except NotUnderstood as error:
        assert_one_sentence(error)
        return
    kind: Kind = "twitch" if said.intensity == 0 else "spasm"
    region = said.region.name if said.region else "calf"
    Episode(moment, region, kind, said.side, said.intensity, said.duration_s, said.count or 1)


@given(LINES)
def test_any_line_after_took_is_uses_or_a_sentence(line: list[str]) -> None:
    try:
        uses = read_uses(
            line, STARTER, UseGrammar(lambda text: parse_moment(text, HERE), shared=True)
        )
    except NotUnderstood as error:
        assert_one_sentence(error)
        return
    assert uses
    assert len({(use.remedy.name, use.when) for use in uses}) == len(uses)
    for use in uses:
        assert use.dose in " ".join(" ".join(line).split())


@given(st.one_of(TOKENS, st.text()))
def test_any_amount_side_or_sign_is_understood_or_a_sentence(text: str) -> None:
    for read in (
        amounts.duration, amounts.count, amounts.intensity, read_side, SIGNS.get, PAIN_TYPES.get,
    ):  # fmt: skip
        try:
            read(text)
        except NotUnderstood as error:
            assert_one_sentence(error)


@given(st.permutations(["lower back", "left", "7/10", "2m30s", "x4"]))
def test_the_order_of_the_words_does_not_matter(parts: list[str]) -> None:
    said = read_episode(" ".join(parts).split(), STARTER)

    assert said.region is not None
    assert (said.region.name, *said_amounts(said)) == ("lower-back", "left", 7, 150, 4)


@given(st.integers(1, LONGEST_DURATION_S))
def test_a_duration_that_was_echoed_can_be_typed_back(seconds: int) -> None:
    assert amounts.duration(spoken_duration(seconds)) == seconds


@pytest.mark.parametrize("field", ["side", "intensity", "duration_s", "count", "region"])
def test_saying_it_in_words_and_as_an_option_is_refused(field: str) -> None:
    said = read_episode(["calf", "l", "7", "3m", "x4"], STARTER)
    option = EpisodeParts(**{field: getattr(said, field)})

    with pytest.raises(NotUnderstood, match="given twice"):
        combined(said, option)


def said_amounts(said: EpisodeParts) -> tuple[object, ...]:
    return said.side, said.intensity, said.duration_s, said.count


def assert_one_sentence(error: NotUnderstood) -> None:
    text = str(error)
    assert text[:1].isupper()
    assert any(verb in text for verb in ("type", "see", "give", "name", "save", "add it with"))
