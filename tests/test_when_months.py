from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from fibrolog.domain.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.days import parse_month

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=ZoneInfo("Europe/Berlin"))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10",
        "2026/10",
        "10/2026",
        "10.2026",
        "Oct 2026",
        "oct. 2026",
        "October, 2026",
        "2026 october",
        " OCTOBER ",
        "oct",
        "last month",
    ],
)
def test_a_month_is_all_of_its_days(typed: str) -> None:
    assert parse_month(typed, NOW) == OCTOBER


@pytest.mark.parametrize("typed", ["2026-11", "November", "this month"])
def test_the_present_month_ends_today(typed: str) -> None:
    assert parse_month(typed, NOW) == Period(date(2026, 11, 1), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("typed", "last"), [("2024-02", date(2024, 2, 29)), ("Feb 2026", date(2026, 2, 28))]
)
def test_february_has_the_days_of_its_year(typed: str, last: date) -> None:
    assert parse_month(typed, NOW).until == last


def test_last_month_of_january_is_in_the_year_before() -> None:
    found = parse_month("last month", NOW.replace(month=1))

    assert found == Period(date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("December", "type 2025-12"),
        ("2026-12", "type 2025-12"),
        ("Nov 2027", "type 2026-11"),
        ("2026-13", "type one like 2026-11"),
        ("0000-10", "type one like 2026-11"),
        ("10", "type one like 2026-11"),
        ("2026", "type one like 2026-11"),
        ("20 Oct 2026", "type one like 2026-11"),
        ("Oct 26", "type one like 2026-11"),
        ("", "type one like 2026-11"),
        ("1899-12", "before 1900"),
        ("next month", "type one like 2026-11"),
    ],
)
def test_what_is_no_month_or_still_to_come_is_refused(typed: str, instead: str) -> None:
    with pytest.raises(NotUnderstood, match=instead) as refused:
        parse_month(typed, NOW)

    assert repr(typed) in str(refused.value)
