"""`--map`: what people type, which column they mean, and what is suggested without it."""

from __future__ import annotations

import pytest

from fibrolog.errors import NotUnderstood
from fibrolog.exchange.mapping import MAPPED, find_columns, read_map, suggestion

UNDERSTOOD = [
    ("at=When,region=Where", [("at", "", "When"), ("region", "", "Where")]),
    (" AT = When , Region=Body part ", [("at", "", "When"), ("region", "", "Body part")]),
    ('at=When,"region=Body, part"', [("at", "", "When"), ("region", "", "Body, part")]),
    ('at=When,region="Body, part"', [("at", "", "When"), ("region", "", "Body, part")]),
    ('at=When,region="The ""where"""', [("at", "", "When"), ("region", "", 'The "where"')]),
    ("at=1,region=a=b", [("at", "", "1"), ("region", "", "a=b")]),
    ("at=When,remedy=Taken,", [("at", "", "When"), ("remedy", "", "Taken")]),
    ("at=W,region=R,pain-types=P", [("at", "", "W"), ("region", "", "R"), ("pain_types", "", "P")]),
    (
        "date=D,kind=K,duration:min=L",
        [("date", "", "D"), ("kind", "", "K"), ("duration", "m", "L")],
    ),
    (
        "at=D,region=R,duration: Hours=L",
        [("at", "", "D"), ("region", "", "R"), ("duration", "h", "L")],
    ),
    ("at=D,region=R,side=R", [("at", "", "D"), ("region", "", "R"), ("side", "", "R")]),
]

REFUSED = [
    ("", "--map must say when"),
    ("region=Where", "--map must say when"),
    ("at=When", "--map must say where or what"),
    ("at=When,date=Day,region=Where", "not both"),
    ("at=When,time=Hour,region=Where", "not both"),
    ("time=Hour,region=Where", "--map must say when"),
    ("at=When,region=Where,region=There", "--map names region twice"),
    ("at=When,regoin=Where", "'regoin=Where' is not field=column; type region"),
    (
        "at=When,region=W,pain=Pain (0-10)",
        "'pain=Pain (0-10)' is not field=column; type intensity,",
    ),
    ("when=When,region=W", "'when=When' is not field=column; type at,"),
    ("at=When,region", "'region' is not field=column"),
    ("at=When,region=", "'region=' is not field=column"),
    ("When,Where", "'When' is not field=column"),
    ("at=When,region=Body, part", "'part' is not field=column"),
    ("at=When,region=R,intensity:min=I", "type duration:s, duration:min or duration:h"),
    ("at=When,region=R,duration:days=L", "type duration:s, duration:min or duration:h"),
]

HEADER = ["Date", " Body  part ", "Pain\n(0-10)", "Note", "note", "", "3"]

PLACES = [
    ("Date", 0),
    ("date", 0),
    ("1", 0),
    ("body part", 1),
    ("PAIN (0-10)", 2),
    ("Note", 3),
    ("note", 4),
    ("6", 5),
    ("3", 6),  # a name comes before a number
]

NO_PLACE = [
    ("NOTE", "The file has 2 columns 'NOTE'; name it by its number, 4 or 5."),
    ("Bodypart", "no column 'Bodypart'; perhaps 'Body part' is meant; its columns are 'Date',"),
    ("when", "The file has no column 'when'; its columns are 'Date', 'Body part', 'Pain (0-10)',"),
    ("8", "no column '8'"),
    ("0", "no column '0'"),
    ("9" * 5000, "no column"),
    ("\u0662", "no column"),
]

UNITS = [
    ("Duration (min)", "m"),
    ("Dauer in Min.", "m"),
    ("How long [s]", "s"),
    ("Length / h", "h"),
    ("minutes", "m"),
    ("Duration_sec", "s"),
    ("Duration", ""),
    ("Spasm's length", ""),
    ("Time h:mm", ""),
    ("Hours and min", ""),
    ("Second spasm", ""),
]

SUGGESTED = [
    (["Date", "Where", "Pain"], "at=Date,region=Where,intensity=Pain"),
    (["Date", "Time", "Body part"], "date=Date,time=Time,region=Body part"),
    (["Timestamp", "Date", "Time", "Muscle"], "at=Timestamp,region=Muscle"),
    (["Day", "Pain level (0-10)", "Region"], "at=Day,intensity=Pain level (0-10),region=Region"),
    (["When", "Where", "Where"], "at=When,region=2"),
    (["When", "Where, left or right"], "at=When,region=2"),
    (["When", 'Where "exactly"', "$note"], "at=When,region=2,note=3"),
    (["When", "Where", "Pain types", "How\nlong (min)"],
     "at=When,region=Where,pain_types=Pain types,duration=How long (min)"),
    (["Foo", "Pain"], "at=...,intensity=Pain,region=..."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
def test_map_is_understood(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [tuple(one) for one in read_map(text)] == expected


@pytest.mark.parametrize(("text", "fragment"), REFUSED)
def test_map_is_refused_in_a_sentence_that_says_what_to_type(text: str, fragment: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        read_map(text)

    assert fragment in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("field", MAPPED)
def test_every_field_can_be_mapped(field: str) -> None:
    beside = "at=A" if field not in ("at", "date", "time") else "region=R"
    day = ",date=D" if field == "time" else ""
    what = "" if field in ("at", "date", "time", "region", "remedy", "kind") else ",region=R"

    assert field in [one.field for one in read_map(f"{beside}{day}{what},{field}=X")]


@pytest.mark.parametrize(("column", "place"), PLACES)
def test_column_is_found_by_its_name_or_number(column: str, place: int) -> None:
    mapping = find_columns(read_map(f'at=Date,"region={column}"'), HEADER)

    assert mapping.places["region"] == place


@pytest.mark.parametrize(("column", "fragment"), NO_PLACE)
def test_column_that_is_not_there_is_refused_with_those_that_are(
    column: str, fragment: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        find_columns(read_map(f"at=Date,region={column}"), HEADER)

    assert fragment in str(refusal.value)


@pytest.mark.parametrize(("name", "unit"), UNITS)
def test_name_of_a_column_tells_the_unit_of_its_numbers(name: str, unit: str) -> None:
    wanted = read_map("at=1,region=2,duration=3")

    assert find_columns(wanted, ["When", "Where", name]).unit == unit


def test_unit_that_is_said_beats_the_one_in_the_name() -> None:
    wanted = read_map("at=1,region=2,duration:s=3")

    assert find_columns(wanted, ["When", "Where", "Length (min)"]).unit == "s"


@pytest.mark.parametrize(("header", "expected"), SUGGESTED)
def test_suggested_map_can_be_typed_as_it_stands(header: list[str], expected: str) -> None:
    suggested = suggestion(header).text

    assert suggested == expected
    wanted = read_map(suggested)
    if "..." not in suggested:
        find_columns(wanted, header)


@pytest.mark.parametrize(
    ("header", "left_out"),
    [
        (["When", "Where", "Weather", "", "Mood"], ["Weather", "Mood"]),
        (["Timestamp", "Date", "Muscle"], ["Date"]),
        (["When", "Where"], []),
    ],
)
def test_suggested_map_tells_the_columns_it_leaves_out(
    header: list[str], left_out: list[str]
) -> None:
    assert suggestion(header).left_out == left_out
