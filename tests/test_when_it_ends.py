"""When a spasm ends: never more than ten minutes after now, and the days it lasted into."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.domain.entries import ClearDay, Entry, Episode, Moment, RemedyUse, require_ended
from fibrolog.errors import NotUnderstood
from tests.conftest import Program
from tests.test_guided import BAD, LONG, PLACE, SIDE, TOOK, WOKE, answered
from tests.test_prompts import on_a_terminal

HERE = datetime.fromisoformat("2026-11-22T03:12:00+01:00")
AT_HALF_PAST_MIDNIGHT = "2026-11-22T00:30:00+01:00"


def spasm(began: str, seconds: int | None = None, *, day: bool = False) -> Episode:
    at = datetime.fromisoformat(began)
    return Episode(Moment(at, "day" if day else "minute"), "calf", duration_s=seconds)


ENDED: dict[str, Entry] = {
    "now": spasm("2026-11-22T03:12:00+01:00"),
    "now and ten minutes": spasm("2026-11-22T03:12:00+01:00", 600),
    "two hours of two hours ago": spasm("2026-11-22T01:12:00+01:00", 7800),
    "elsewhere": spasm("2026-11-21T21:12:00-05:00", 600),
    "today, day alone": spasm("2026-11-22T12:00:00+01:00", day=True),
    "today, day alone, and long": spasm("2026-11-22T12:00:00+01:00", 3 * 3600, day=True),
    "a use today, day alone": RemedyUse(Moment(HERE.replace(hour=12, minute=0), "day"), "heat"),
    "today": ClearDay(date(2026, 11, 22)),
}
NOT_ENDED: dict[str, Entry] = {
    "a second later": spasm("2026-11-22T03:12:01+01:00"),
    "ten minutes and a second": spasm("2026-11-22T03:12:00+01:00", 601),
    "two hours and more": spasm("2026-11-22T01:12:00+01:00", 7801),
    "elsewhere": spasm("2026-11-22T02:13:00-05:00"),
    "tomorrow, day alone": spasm("2026-11-23T12:00:00+01:00", day=True),
    "today, day alone, and too long": spasm("2026-11-22T12:00:00+01:00", 4 * 3600, day=True),
    "a use": RemedyUse(Moment(HERE + timedelta(seconds=1)), "heat"),
    "tomorrow": ClearDay(date(2026, 11, 23)),
}


@pytest.mark.parametrize("entry", ENDED.values(), ids=list(ENDED))
def test_what_has_ended_may_be_saved(entry: Entry) -> None:
    require_ended(entry, HERE)


@pytest.mark.parametrize("entry", NOT_ENDED.values(), ids=list(NOT_ENDED))
def test_what_cannot_have_ended_is_refused(entry: Entry) -> None:
    with pytest.raises(NotUnderstood, match="; type "):
        require_ended(entry, HERE)


@given(
    st.datetimes(datetime(1900, 1, 2), HERE.replace(tzinfo=None)),  # noqa: DTZ001 -- given below
    st.integers(-14, 14),
    st.integers(1, 86_400),
)
def test_an_entry_is_refused_exactly_where_it_would_end_too_late(
    at: datetime, hours: int, seconds: int
) -> None:
    began = at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    entry = Episode(Moment(began), "calf", duration_s=seconds)

    end = began + timedelta(seconds=seconds)
    if began <= HERE and end <= HERE + timedelta(minutes=10):
        require_ended(entry, HERE)
    else:
        with pytest.raises(NotUnderstood):
            require_ended(entry, HERE)


def test_a_short_spasm_begins_now_and_a_longer_one_has_just_ended(fibrolog: Program) -> None:
    short = fibrolog("add", "calf", "10m", "--took", "heat").saved()
    long = fibrolog("add", "neck", "7", "3h", "--took", "cold").saved()

    assert "ended" not in short
    assert long.splitlines() == [
        "Saved e2: spasm, neck, 7/10, 3 h, Sunday 22 November 2026, 00:12.",
        "It has just ended: it began 3 h ago.",
        "Saved u2: cold, Sunday 22 November 2026, 03:12.",
    ]
    assert sorted((row["id"], row["at"][11:16]) for row in fibrolog.rows()) == [
        ("e1", "03:12"), ("e2", "00:12"), ("u1", "03:12"), ("u2", "03:12"),
    ]  # fmt: skip


def test_what_has_just_ended_began_as_the_clock_showed_it_then(fibrolog: Program) -> None:
    fibrolog("add", "calf", "3h", now="2026-10-25T04:30:00+01:00").saved()
    fibrolog("add", "calf", "3h", now="2026-03-29T04:30:00+02:00").saved()
    fibrolog("add", "calf", "3h", now="2026-10-25T04:30:00+05:30", tz="").saved()

    assert {row["at"] for row in fibrolog.rows()} == {
        "2026-10-25T02:30:00+02:00", "2026-03-29T00:30:00+01:00", "2026-10-25T01:30:00+05:30",
    }  # fmt: skip


TOO_LATE = [
    ["add", "neck", "11m", "--at", "now"],
    ["add", "neck", "3h", "--at", "2h ago"],
    ["add", "neck", "3h", "--at", "1am"],
    ["add", "neck", "4h", "--at", "today"],
    ["add", "neck", "--duration", "3h", "--at", "03:00"],
    ["add", "neck", "3h", "--kind", "twitch", "--at", "now"],
    ["edit", "e1", "--duration", "3h"],
    ["edit", "e2", "--at", "3am"],
    ["edit", "e1", "--at", "2h ago", "--duration", "3h"],
    ["finish", "e1", "--duration", "3h"],
]


@pytest.mark.parametrize("line", TOO_LATE, ids=" ".join)
def test_an_end_that_is_still_to_come_is_refused_with_what_works(
    fibrolog: Program, line: list[str]
) -> None:
    fibrolog("add", "calf", "--at", "20m ago").saved()
    fibrolog("add", "calf", "1h", "--at", "2h ago").saved()
    before = fibrolog.rows()

    said = fibrolog(*line).refused(2)

    assert "cannot have lasted" in said
    assert fibrolog.rows() == before
    longest = said.partition("a duration of at most ")[2].strip().rstrip(".")
    rest = [word for word in line if word not in ("3h", "4h", "11m", "--duration")]
    again = fibrolog(*rest, "--duration", longest)
    assert again.code == 0, again


def test_an_earlier_time_makes_room_for_a_duration(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()

    fibrolog("edit", "e1", "--at", "3h ago", "--duration", "3h").saved()
    fibrolog("finish", "e1", "--intensity", "7").saved()

    [row] = fibrolog.rows()
    assert (row["at"][11:16], row["duration_s"]) == ("00:12", "10800")


@pytest.mark.parametrize("day", [[], ["today"], ["yesterday"]], ids=["last", "today", "yesterday"])
def test_no_day_is_clear_on_which_a_spasm_was(fibrolog: Program, day: list[str]) -> None:
    now = AT_HALF_PAST_MIDNIGHT
    fibrolog("add", "calf", "8", "4h", now=now).saved()

    said = fibrolog("none", *day, now=now).refused(2)

    assert "cannot be a clear day" in said
    assert [row["entry"] for row in fibrolog.rows()] == ["episode"]
    seen = said.partition("fibrolog ")[2].split()
    assert "calf" in fibrolog(*(word.rstrip(".") for word in seen), now=now).saved()


@pytest.mark.parametrize(
    ("line", "clear"),
    [
        (["calf", "4h"], False),
        (["calf", "30m", "--at", "yesterday 23:30"], True),  # it ended as the day began
        (["calf", "31m", "--at", "yesterday 23:30"], False),
        (["calf", "--at", "yesterday 23:30"], True),
        (["calf", "31m", "--at", "yesterday 23:30", "--kind", "twitch"], True),
        (["calf", "20h", "--at", "yesterday"], True),  # it may have begun at any time of that day
    ],
)
def test_a_spasm_and_a_clear_day_agree_whichever_comes_first(
    fibrolog: Program, line: list[str], clear: bool
) -> None:
    now = AT_HALF_PAST_MIDNIGHT
    fibrolog("add", *line, now=now).saved()
    assert (fibrolog("none", "today", now=now).code == 0) is clear
    fibrolog("delete", "e1", "--yes", now=now).saved()
    fibrolog("none", "today", now=now).saved()

    said = fibrolog("add", *line, now=now).saved()

    assert ("Sunday 22 November 2026 was a clear day; the spasm replaces it." in said) is not clear
    assert ("clear" in [row["entry"] for row in fibrolog.rows()]) is clear


def test_a_spasm_that_is_told_to_have_lasted_longer_replaces_the_clear_day(
    fibrolog: Program,
) -> None:
    fibrolog("add", "calf", "--at", "yesterday 23:30").saved()
    fibrolog("none", "today").saved()

    said = fibrolog("finish", "e1", "--duration", "1h").saved()

    assert "Sunday 22 November 2026 was a clear day; the spasm replaces it." in said
    assert [row["entry"] for row in fibrolog.rows()] == ["episode"]


def test_a_range_of_clear_days_says_which_days_a_spasm_lasted_into(fibrolog: Program) -> None:
    fibrolog("add", "calf", "2h", "--at", "2026-11-18 23:00").saved()

    said = fibrolog("none", "2026-11-17", "--to", "2026-11-20").saved()

    assert "Skipped Wednesday 18 November 2026: it has a spasm.\n" in said
    assert (
        "Skipped Thursday 19 November 2026: a spasm of Wednesday 18 November 2026 lasted into it.\n"
    ) in said
    assert [row["day"] for row in fibrolog.rows() if row["day"]] == ["2026-11-17", "2026-11-20"]


def test_the_question_asks_again_for_an_end_that_is_still_to_come(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add", "--at", "20m ago"],
        [
            *answered(PLACE, "calf l 3h", "at most 30 min", "calf", SIDE, "1", BAD, "7"),
            *answered(LONG, "3h", "at most 30 min", "30", WOKE, "", TOOK, ""),
        ],
    )

    assert code == 0, screen
    [row] = fibrolog.rows()
    assert (row["at"][11:16], row["duration_s"]) == ("02:52", "1800")


def test_the_question_without_a_time_takes_a_long_spasm_as_just_ended(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        answered(PLACE, "calf", SIDE, "1", BAD, "7", LONG, "3h", WOKE, "", TOOK, "heat"),
    )

    assert code == 0, screen
    assert [(row["id"], row["at"][11:16]) for row in fibrolog.rows()] == [
        ("e1", "00:12"), ("u1", "03:12"),
    ]  # fmt: skip


def test_finish_asks_again_for_an_end_that_is_still_to_come(fibrolog: Program) -> None:
    fibrolog("add", "calf", "l", "7", "--at", "20m ago").saved()

    code, screen = on_a_terminal(
        fibrolog, ["finish"], answered(LONG, "3h", "at most 30 min", "30", WOKE, "")
    )

    assert code == 0, screen
    assert fibrolog.rows()[0]["duration_s"] == "1800"
