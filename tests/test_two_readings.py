"""A comma between two digits is a decimal point; 3,000 could be two numbers, and is refused."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.parse.when.phrases import parse_moment
from tests.conftest import NOW, Program

HERE = datetime.fromisoformat(NOW).astimezone(ZoneInfo("Europe/Berlin"))
TWO = ["3,000", "3.000", "3,500", "12,345", "999.000", "\uff13\uff0c\uff10\uff10\uff10"]
ONE = {"1,5": 1.5, "1.5": 1.5, "2,50": 2.5, "0,500": 0.5, "0.125": 0.125, "1,0000": 1, "3000": 3000}


@pytest.mark.parametrize("number", TWO)
@pytest.mark.parametrize("shape", ["{} s", "{}s", "{} min", "1 h {} s", "{}h"])
def test_a_duration_of_two_readings_is_refused_naming_both(shape: str, number: str) -> None:
    refuse(amounts.duration, shape.format(number))


@pytest.mark.parametrize("number", TWO)
@pytest.mark.parametrize("shape", ["{}", "x{}", "{}x", "{} times"])
def test_a_count_of_two_readings_is_refused_naming_both(shape: str, number: str) -> None:
    refuse(amounts.count, shape.format(number))


@pytest.mark.parametrize("number", TWO)
@pytest.mark.parametrize("shape", ["{}", "{}/10", "{} / 10"])
def test_an_intensity_of_two_readings_is_refused_naming_both(shape: str, number: str) -> None:
    refuse(amounts.intensity, shape.format(number))


@pytest.mark.parametrize("number", TWO)
@pytest.mark.parametrize("unit", ["s", "minutes", "h", "days", "weeks", "months", "years"])
def test_time_gone_by_of_two_readings_is_refused_naming_both(unit: str, number: str) -> None:
    refuse(lambda text: parse_moment(text, HERE), f"{number} {unit} ago")


@pytest.mark.parametrize(("number", "hours"), ONE.items(), ids=list(ONE))
def test_a_number_of_one_reading_is_read(number: str, hours: float) -> None:
    unit, seconds = ("h", 3600) if hours < 24 else ("s", 1)

    assert amounts.duration(f"{number} {unit}") == hours * seconds
    ago = HERE - parse_moment(f"{number} {unit} ago", HERE).at
    assert ago.total_seconds() == hours * seconds


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(",."))
def test_both_readings_that_a_refusal_names_are_understood(
    first: int, last: int, point: str
) -> None:
    with pytest.raises(NotUnderstood) as refused:
        amounts.duration(f"{first}{point}{last:03} s")

    readings = str(refused.value).partition("could be ")[2].partition(";")[0].split(" or ")
    assert [float(one) for one in readings] == [float(f"{first}.{last:03}"), first * 1000 + last]


@pytest.mark.parametrize(
    "line",
    [
        ["add", "calf", "3,000", "s"],
        ["add", "calf", "3.000s"],
        ["add", "calf", "x3,000"],
        ["add", "calf", "x", "3,000"],
        ["add", "calf", "3,000"],
        ["add", "3,000 s", "calf"],
        ["add", "calf", "--duration", "3,000 s"],
        ["add", "calf", "--count", "3,000"],
        ["add", "calf", "--intensity", "3,000"],
        ["add", "calf", "--at", "3,000 s ago"],
        ["took", "heat", "--at", "3,000 days ago"],
        ["edit", "e1", "--duration", "3.000 s"],
        ["edit", "e1", "--at", "3,000 s ago"],
        ["finish", "--duration", "3,000 s"],
        ["report", "--since", "3,000 days ago"],
        ["none", "3,000", "days", "ago"],
    ],
    ids=" ".join,
)
def test_every_command_refuses_two_readings(fibrolog: Program, line: list[str]) -> None:
    fibrolog("add", "neck", "5").saved()

    said = fibrolog(*line).refused(2)

    assert "could be 3 or 3000; type one of them" in said
    assert len(fibrolog.rows()) == 1


def test_a_decimal_comma_is_read_in_every_place(fibrolog: Program) -> None:
    fibrolog("add", "calf", "1,5m,", "l,7,", "--at", "2,5h ago").saved()

    [row] = fibrolog.rows()
    assert (row["duration_s"], row["side"], row["intensity"]) == ("90", "left", "7")
    assert row["at"] == "2026-11-22T00:42:00+01:00"


CELLS = ["Where,How long,How many,How bad", '"{}",{},{},{}']


@pytest.mark.parametrize(
    ("where", "duration", "count", "intensity"),
    [
        ("calf", '"3,000 s"', "", ""),
        ("calf", "3.000", "", ""),
        ("calf", "", '"3,000"', ""),
        ("calf", "", "3.000 times", ""),
        ("calf", "", "", '"3,000"'),
        ("calf 3,000 s", "", "", ""),
    ],
)
def test_a_cell_of_two_readings_is_refused_by_line(
    fibrolog: Program, where: str, duration: str, count: str, intensity: str
) -> None:
    header, row = CELLS
    table = f"When,{header}\n2026-11-20,{row.format(where, duration, count, intensity)}\n".encode()
    columns = "at=When,region=Where,duration:s=How long,count=How many,intensity=How bad"

    done = fibrolog("import", "-", "--map", columns, stdin=table)

    assert done.code == 2
    assert "Line 2" in done.err
    assert "could be 3 or 3000" in done.err
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


def test_a_decimal_comma_in_a_place_is_no_intensity(fibrolog: Program) -> None:
    table = b'When,Where\n2026-11-20,"calf 1,5 h"\n'

    fibrolog("import", "-", "--map", "at=When,region=Where", stdin=table).saved()

    [row] = fibrolog.rows()
    assert (row["duration_s"], row["intensity"]) == ("5400", "")


def refuse(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(NotUnderstood, match=r"could be [\d.]+ or \d+; type one of them"):
        read(text)
