"""Hypothesis strategies for entries as people might make them."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from fibrolog.domain.entries import KINDS, RELIEFS, SIDES, ClearDay, Episode, Moment, RemedyUse
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS

_LONG_RUN = int(os.environ.get("FIBROLOG_EXAMPLES", "1"))


def examples(usual: int) -> int:
    """Return how many examples to try: so many, or times FIBROLOG_EXAMPLES in a long run."""
    return usual * _LONG_RUN


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TRIGGERS = TEXT.map(lambda text: text.replace(";", ",").replace("\0", "").strip()).filter(bool)
# Over by the morning of 22 November, when most tests are, with the longest offset and duration.
LATEST = datetime(2026, 11, 19)  # noqa: DTZ001 -- the offset is drawn
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    at = draw(st.datetimes(datetime(1901, 1, 1), LATEST))  # noqa: DTZ001 -- given below
    precision = draw(st.sampled_from(["minute", "day"]))
    at = at.replace(microsecond=0, tzinfo=draw(OFFSETS))
    if precision == "day":
        return Moment(at.replace(hour=12, minute=0, second=0), "day")
    return Moment(at)


@st.composite
def episodes(draw: st.DrawFn, regions: list[str]) -> Episode:
    kind = draw(st.sampled_from(KINDS))
    return Episode(
        draw(moments()),
        draw(st.sampled_from(regions)),
        kind,
        draw(st.none() | st.sampled_from(SIDES)),
        draw(st.none() | st.integers(1 if kind == "spasm" else 0, 10)),
        draw(st.none() | st.integers(1, 86_400)),
        draw(st.integers(1, 1_000_000)),
        draw(st.booleans()),
        tuple(draw(st.lists(st.sampled_from(list(SIGNS.aliases)), unique=True, max_size=3))),
        tuple(draw(st.lists(st.sampled_from(list(PAIN_TYPES.aliases)), unique=True))),
        tuple(draw(st.lists(TRIGGERS, unique=True, max_size=3))),
        draw(TEXT),
    )


@st.composite
def uses(draw: st.DrawFn, remedies: list[str]) -> RemedyUse:
    against = draw(st.none() | st.uuids().map(str))
    relief = draw(st.none() | st.sampled_from(RELIEFS)) if against else None
    return RemedyUse(
        draw(moments()), draw(st.sampled_from(remedies)), draw(TEXT), against, relief, draw(TEXT)
    )


def clear_days() -> st.SearchStrategy[ClearDay]:
    return st.builds(ClearDay, st.dates(date(1901, 1, 1), LATEST.date()), TEXT)
