"""What holds for every text, every moment and every zone."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from fibrolog.domain.entries import Moment
from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.parse.when.input import DATE_ORDERS, Typed
from fibrolog.parse.when.phrases import DateOrder, is_ambiguous, parse_day, parse_moment
from tests.strategies import examples

OFTEN = settings(max_examples=examples(300))
VERY_OFTEN = settings(max_examples=examples(1000))

ZONES = [
    ZoneInfo(key)
    for key in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "UTC",
    )
]
# No zone in the list has had an offset in anything but whole minutes since.
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=60 * 365)).map(
    lambda later: datetime(1980, 1, 1, tzinfo=UTC) + later
)
TURNING_POINTS = [
    "2026-03-29T00:59:59",
    "2026-03-29T01:00:00",
    "2026-10-25T00:10:00",
    "2026-10-25T01:10:00",
    "2026-11-22T02:12:07",
    "2026-12-31T23:00:05",
    "2028-02-29T12:00:00",
    "2011-12-30T10:00:00",
]


@st.composite
def presents(draw: st.DrawFn) -> datetime:
    turning_points = st.sampled_from(TURNING_POINTS).map(
        lambda iso: datetime.fromisoformat(iso).replace(tzinfo=UTC)
    )
    return draw(INSTANTS | turning_points).astimezone(draw(st.sampled_from(ZONES)))


# Everything the grammar is made of, and what is nearly of it.
WORDS = """
    now just today yesterday last night tonight at on of ago a an half and noon midnight monday
    mon tue sunday tomorrow h m s d w min hours minutes days weeks months am pm a.m. p. Nov 20th
    February Sept may 29 30 31 0 1 2 8 12 13 24 59 60 99 1430 1900 2024 2026 9999 99999999999
    0.5 1,5 : - / . , T Z + +01:00 -23:59 +00:00:30 2:30 02:30:00 23:59:60 2am 13pm 3/4 20/11
    20.11 03/04/2026 2026-11-20 2026-03-29 20/11/26
"""
TOKENS = [*WORDS.split(), "\u00a0", "\uff11", "\u0661", "\udcff", "\x00", "\u00bd"]
SOUPS = st.lists(st.tuples(st.sampled_from(TOKENS), st.sampled_from(["", " "])), max_size=6).map(
    lambda pairs: "".join(f"{token}{space}" for token, space in pairs)
)
ORDERS: st.SearchStrategy[DateOrder | None] = st.sampled_from([None, *DATE_ORDERS])


def check_one_sentence(error: NotUnderstood, text: str, now: datetime) -> None:
    said = str(error)
    reason = said.removeprefix(Typed(text, now).quoted)
    assert reason.endswith(".")
    assert ". " not in reason
    assert "\n" not in said


@VERY_OFTEN
@given(text=st.text() | SOUPS, now=presents(), order=ORDERS)
def test_any_text_is_a_moment_that_has_passed_or_is_refused_in_one_sentence(
    text: str, now: datetime, order: DateOrder | None
) -> None:
    try:
        moment = parse_moment(text, now, order)
    except NotUnderstood as error:
        check_one_sentence(error, text, now)
        return
    assert spoken(moment)
    if moment.precision == "day":
        assert moment.day <= now.date()
        assert moment.at.hour == 12
    else:
        assert moment.at <= now.astimezone(UTC)


@VERY_OFTEN
@given(text=st.text() | SOUPS, now=presents(), order=ORDERS)
def test_any_text_is_a_day_that_has_come_or_is_refused_in_one_sentence(
    text: str, now: datetime, order: DateOrder | None
) -> None:
    try:
        day = parse_day(text, now, order)
    except NotUnderstood as error:
        check_one_sentence(error, text, now)
        return
    assert date(1900, 1, 1) <= day <= now.date()


@OFTEN
@given(at=presents(), gone_by=st.timedeltas(timedelta(0), timedelta(days=30000)))
def test_iso_text_with_an_offset_is_read_back_to_the_letter(
    at: datetime, gone_by: timedelta
) -> None:
    at = at.replace(microsecond=0)
    now = at.astimezone(UTC) + gone_by

    assert parse_moment(at.isoformat(), now).at.isoformat() == at.isoformat()


@OFTEN
@given(now=presents(), minutes=st.integers(0, 60 * 24 * 400))
def test_time_gone_by_is_measured_on_a_stopwatch(now: datetime, minutes: int) -> None:
    then = parse_moment(f"{minutes}m ago", now).at

    gone_by = now.astimezone(UTC).replace(microsecond=0) - then
    assert gone_by == timedelta(minutes=minutes)
    assert then.isoformat() == then.astimezone(now.tzinfo).isoformat()


@OFTEN
@given(now=presents(), minutes=st.integers(0, 60 * 24 * 400))
def test_what_is_said_back_can_be_typed_again(now: datetime, minutes: int) -> None:
    told = parse_moment(f"{minutes}m ago", now)

    read = parse_moment(spoken(told), now)

    assert spoken(read) == spoken(told)
    # An hour that happens twice is said the same way both times, and read as the first.
    assert read.at == told.at.replace(second=0) or is_ambiguous(read, now.tzinfo)
    assert parse_day(spoken_day(told.day), now) == told.day


@OFTEN
@given(now=presents(), at=INSTANTS)
def test_local_time_is_read_as_the_first_of_its_zone_or_refused(
    now: datetime, at: datetime
) -> None:
    wall = at.replace(tzinfo=None, second=0, microsecond=0)
    first = wall.replace(tzinfo=now.tzinfo)
    was = first.astimezone(UTC).astimezone(now.tzinfo).replace(tzinfo=None) == wall
    passed = first.astimezone(UTC) <= now.astimezone(UTC)

    try:
        read: Moment | None = parse_moment(wall.isoformat(), now)
    except NotUnderstood:
        read = None

    assert (read is not None) == (was and passed)
    assert read is None or read.at.isoformat() == first.isoformat()


@OFTEN
@given(digits=st.integers(1, 20), text=st.sampled_from(["{}", "{}h ago", "{}:00", "1.{}h ago"]))
def test_numbers_of_any_length_are_refused_or_read(digits: int, text: str) -> None:
    now = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
    typed = text.format("1" * (sys.get_int_max_str_digits() * digits // 10))
    try:
        assert parse_moment(typed, now).at <= now
    except NotUnderstood as error:
        check_one_sentence(error, typed, now)
