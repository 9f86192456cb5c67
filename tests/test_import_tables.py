"""Tables from spreadsheets and other programs: what is understood, and what is refused how."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from fibrolog.domain.entries import ClearDay, Episode, RemedyUse
from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.mapping import read_map
from fibrolog.exchange.source import ImportOptions
from fibrolog.exchange.sources import open_source
from fibrolog.storage.diary import Diary
from fibrolog.storage.import_records import ImportedEntry, RejectedLine
from tests.conftest import NOW, Outcome, Program

Tell: TypeAlias = Callable[..., Outcome]
Read: TypeAlias = Callable[..., list[ImportedEntry | RejectedLine]]

HEADER = "When,Where,Side,Pain,Lasted,Times,Woke,Signs,Trigger,Took,Dose,Note,Kind"
MAP = (
    "at=When,region=Where,side=Side,intensity=Pain,duration=Lasted,count=Times,woke=Woke,"
    "signs=Signs,triggers=Trigger,remedy=Took,dose=Dose,note=Note,kind=Kind"
)
SHORT = "at=Date,region=Where"

# Of one cell: its column, what stands in it, our column, and what is stored there.
UNDERSTOOD = [
    ("Where", "L calf", "side", "left"),
    ("Where", "Calf (left)", "side", "left"),
    ("Where", "calf - R.", "side", "right"),
    ("Where", "calf/left", "side", "left"),
    ("Where", "left-calf", "side", "left"),
    ("Where", "both calves", "side", "both"),
    ("Where", "Rt calf", "side", "right"),
    ("Where", "calf L+R", "side", "both"),
    ("Where", "CALF; left", "side", "left"),
    ("Where", "Lower Back", "region", "lower-back"),
    ("Where", "upper-arm", "region", "upper-arm"),
    ("Where", "Back (lower)", "region", "lower-back"),
    ("Where", "back (left, lower)", "region", "lower-back"),
    ("Where", "Back (lower left)", "side", "left"),
    ("Where", "charley horse", "region", "calf"),
    ("Where", "calf 7/10", "intensity", "7"),
    ("Where", "left calf 3 min", "duration_s", "180"),
    ("Side", "LEFT", "side", "left"),
    ("Side", "both sides", "side", "both"),
    ("Side", "n/a", "side", ""),
    ("Pain", "7,0", "intensity", "7"),
    ("Pain", "7 / 10", "intensity", "7"),
    ("Pain", "\u2013", "intensity", ""),
    ("Pain", "?", "intensity", ""),
    ("Pain", "7\u00a0", "intensity", "7"),
    ("Lasted", "3 min", "duration_s", "180"),
    ("Lasted", "1,5 min", "duration_s", "90"),
    ("Lasted", "3 Min.", "duration_s", "180"),
    ("Lasted", "0:03:00", "duration_s", "180"),
    ("Lasted", "5 min 30 sec", "duration_s", "330"),
    ("Times", "x4", "count", "4"),
    ("Times", "4.0", "count", "4"),
    ("Times", "4 times", "count", "4"),
    ("Woke", "x", "woke", "yes"),
    ("Woke", "TRUE", "woke", "yes"),
    ("Woke", "\u2713", "woke", "yes"),
    ("Woke", "-", "woke", "no"),
    ("Signs", "numb, tingling", "signs", "numbness; pins and needles"),
    ("Signs", "none", "signs", ""),
    ("Trigger", "cold\nstress", "triggers", "cold; stress"),
    ("Trigger", "no", "triggers", ""),
    ("Kind", "Cramp", "kind", "spasm"),
    ("Kind", "twitches", "kind", "twitch"),
    ("Note", "-", "note", ""),
    ("Note", "=1+1", "note", "=1+1"),
    ("Note", "\U0001f9b5 \u05e9\u05dc\u05d5\u05dd", "note", "\U0001f9b5 \u05e9\u05dc\u05d5\u05dd"),
    ("Note", 'two\nlines, "quoted"', "note", 'two\nlines, "quoted"'),
]

REMEDIES = [
    ("magnesium 400mg + heat", [("magnesium", "400mg"), ("heat", "")]),
    ("Magnesium (400 mg)", [("magnesium", "400 mg")]),
    ("heat and cold", [("heat", ""), ("cold", "")]),
    ("heat/cold", [("heat", ""), ("cold", "")]),
    ("heat+cold & rest", [("heat", ""), ("cold", ""), ("rest", "")]),
    ("vitamin d 1,5 g, heating pad", [("vitamin d", "1,5 g"), ("heat", "")]),
    ("none", []),
    ("nothing", []),
]

REFUSED = [
    ("When", "", "there is no date; write one like 2026-11-20."),
    ("When", "Total", "'Total' is not understood as a date; write it like 2026-11-20."),
    ("When", "2026-02-31", "'2026-02-31' is not a day on the calendar; correct it."),
    ("When", "2062-11-20", "'2062-11-20' is still to come; correct it."),
    ("When", "2026-03-29 02:30", "'2026-03-29 02:30' did not exist: clocks went forward from"),
    ("When", "45981", "'45981' looks like a spreadsheet's own number for a day; format the"),
    ("When", "2026-11-20T03:15+99:00", "has an offset of a day or more; correct it."),
    ("Where", "calv", "The region 'calv' is not known; write calves or calf, or add --new-names"),
    ("Where", "wade", "write one that fibrolog regions shows, or add --new-names to take it as"),
    ("Where", "calf & foot", "'calf & foot' names more than one region; give each a line of its"),
    ("Where", "left right calf", "has more than one side; write left, right or both."),
    ("Where", "L", "'L' names no region; write one such as left calf."),
    ("Where", "7", "'7' names no region; write one such as left calf."),
    ("Where", "x", "'x' is no region; write its name, such as calf."),
    ("Where", "calf woke", "'calf woke' is not understood; write a region and its side, such as"),
    ("Where", "No pain", "'No pain' looks like a day without a spasm; write no spasm, or the"),
    ("Side", "middle", "The side 'middle' is not known; write left, right or both, or leave it"),
    ("Pain", "severe", "The intensity 'severe' is not on the scale; type a whole number from 0"),
    ("Pain", "7,5", "The intensity '7,5' is not on the scale"),
    ("Pain", "0", "the intensity of a spasm cannot be 0; leave it empty, or write twitch as its"),
    ("Lasted", "3-5 min", "The duration '3-5 min' is not understood; write one like 90 s, 3 min"),
    ("Lasted", "3:00", "'3:00' could be minutes or hours; write 0:03:00 or 3:00:00."),
    ("Lasted", "180", "say the unit of the whole column with --map duration:min=Lasted."),
    ("Lasted", "0", "'0' is no duration; leave it empty, or write one like 30 s."),
    ("Lasted", "00:00:00", "The duration '00:00:00' is not between 1 second and 24 hours"),
    ("Times", "several", "The count 'several' is not understood; write a whole number such as 4."),
    ("Times", "3,000", "The number '3,000' could be 3 or 3000; type one of them."),
    ("Times", "3.000", "The number '3.000' could be 3 or 3000; type one of them."),
    ("Woke", "Maybe", "'Maybe' is not understood; write yes or no."),
    ("Woke", "?", "'?' is not understood; write yes or no."),
    ("Signs", "weekness", "The sign 'weekness' is not known; type weakness"),
    (
        "Took",
        "magnezium",
        "The remedy 'magnezium' is not known; write magnesium, or add --new-names",
    ),
    ("Took", "yes", "'yes' is no remedy; write its name, such as heat."),
    ("Took", "400mg magnesium", "write them like magnesium 400mg, and a semicolon between two."),
    ("Took", "magnesium lots", "The remedy 'magnesium lots' is not known; write magnesium alone"),
    ("Took", "heat pack", "The remedy 'heat pack' is not known; write heat alone or with a dose"),
    ("Took", "heat pack 20 min", "The remedy 'heat pack' is not known; write heat alone"),
    ("Took", "heat cold", "write them like magnesium 400mg, and a semicolon between two."),
    ("Took", "heat; heating pad", "The remedy 'heat' is named twice; name it once."),
    ("Dose", "400mg", "there is a dose without a remedy."),
    ("Kind", "Krampf", "'Krampf' is not known; write spasm, twitch or no spasm."),
    ("Kind", "no spasm", "it says there was no spasm, but names a region."),
]

# Whole rows that make no entry, or would lose something as one.
CONTRADICTIONS = [
    ({"Where": "left calf", "Side": "right"}, "Side", "it says right, but the column 'Where' says"),
    ({"Where": "calf 7", "Pain": "6"}, "Pain", "it says 6, but the column 'Where' says 7."),
    ({"Where": "", "Kind": "spasm"}, "Where", "it is a spasm, but there is no region."),
    ({"Where": "-"}, "Where or Took", "for a day without a spasm write no spasm."),
    ({"Where": "no spasm", "Pain": "7"}, "Pain", "a day without a spasm has no such value as '7'"),
    ({"Where": "", "Took": "heat", "Signs": "numb"}, "Signs", "or put it into the note."),
    ({"Took": "heat, cold", "Dose": "20 min"}, "Dose", "not clear which remedy the dose belongs"),
]

FILES = {
    "Excel, US": b"Date,Where,,\r\n11/20/2026 3:15 AM,Calf (L),,\r\n,,,\r\n"
    b"3/4/2026 22:00,foot,,\r\n",
    "Excel, German": b"Date;Where;;\r\n20.11.2026 03:15;left calf;;\r\n;;;\r\n"
    b"4.3.2026 22:00;foot\r\n",
    "Excel for Mac": b"Date,Where\r20.11.2026 03:15,left calf\r4.3.2026 22:00,foot\r",
    "Excel, Unicode text": "Date\tWhere\r\n20/11/2026 3:15\tleft calf\r\n4/3/2026 22:00\tfoot\r\n"
    .encode("utf-16"),
    "Excel, with its separator": b"sep=;\r\nDate;Where\r\n20.11.2026 3:15;left calf\r\n"
    b"4.3.2026 22:00;foot\r\n",
    "two names, one meant": b"Date,where,Where\n2026-11-20 3:15,,left calf\n"
    b"2026-03-04 22:00,,foot",
    "LibreOffice, with a mark": b'\xef\xbb\xbf"Date","Where"\n"20/11/2026 3:15","left calf"\n'
    b'"4/3/2026 22:00","foot"\n',
    "bars and spare space": b" DATE | Where \n 2026-11-20 3:15 | left calf \n"
    b" 2026-03-04 22:00|foot",
    "blank lines": b"\n\nDate,Where\n\n2026-11-20 3:15,left calf\n\n2026-03-04 22:00,foot\n\n",
}  # fmt: skip

NO_TABLES = [
    (b"", "has no table in it; name a CSV, JSON or diary file."),
    (b"PK\x03\x04 and so on", "is an Excel or LibreOffice workbook; open it there and save it as"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Excel workbook; open it there and save it as CSV"),
    ("Date,Where\n".encode("utf-16-le"), "try --encoding utf-16-le."),
    (b"Date,Where\n2026-11-20,calf\n2026-11-19,Sch\xfclter\n", "is not UTF-8 in line 3"),
    (b"My diary,\n,\nDate,Where\n2026-11-20,calf\n", "table.csv is in line 3; delete the lines"),
    (b"Date,Place\n2026-11-20,calf\n", "no column 'Where'; its columns are 'Date', 'Place'."),
    (b"Date,where,where\n2026-11-20,calf,\n", "has 2 columns 'Where'; name it by its number, 2"),
    (b'Date,"Where\n2026-11-20,calf\n', "cannot be read: its quotation marks do not fit"),
]  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    """Return a table of rows; what a row leaves out is a plain spasm."""
    text = io.StringIO(newline="")
    names = HEADER.split(",")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"When": "2026-11-20 03:15", "Where": "calf"} | row for row in rows)
    return text.getvalue()


@pytest.fixture
def bring(tell: Tell, tmp_path: Path) -> Callable[..., Outcome]:
    """Import a table in this process."""

    def brought(content: str | bytes, columns: str = MAP, *options: str) -> Outcome:
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tell("import", path, "--map", columns, *options)

    return brought


def stored(tell: Tell) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tell("export").saved(), newline="")))


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    """The words that every diary begins with."""
    with Diary.open(tmp_path_factory.mktemp("none") / "diary.db") as diary:
        yield diary


@pytest.fixture
def read(
    vocabulary: Vocabulary, tmp_path: Path
) -> Callable[..., list[ImportedEntry | RejectedLine]]:
    """Read a table without a diary to bring it into."""

    def entries(content: str | bytes, columns: str = MAP) -> list[ImportedEntry | RejectedLine]:
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        now = datetime.fromisoformat(NOW).astimezone(ZoneInfo("Europe/Berlin"))
        with closing(
            open_source(path, ImportOptions(read_map(columns)), vocabulary, now)
        ) as opened:
            return list(opened.entries())

    return entries


def text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


@pytest.mark.parametrize(("column", "cell", "field", "expected"), UNDERSTOOD)
def test_cell_is_understood_as_people_write_it(
    read: Read, column: str, cell: str, field: str, expected: str
) -> None:
    (came,) = read(table({column: cell}))

    assert isinstance(came, ImportedEntry), came
    assert text(getattr(came.entry, field)) == expected


@pytest.mark.parametrize(("cell", "expected"), REMEDIES)
def test_remedies_of_a_cell_are_uses_against_the_episode_of_its_line(
    read: Read, cell: str, expected: list[tuple[str, str]]
) -> None:
    episode, *others = read(table({"Took": cell}))

    uses = [came.entry for came in others if isinstance(came, ImportedEntry)]
    assert [(use.remedy, use.dose) for use in uses if isinstance(use, RemedyUse)] == expected
    assert isinstance(episode, ImportedEntry)
    assert {use.against for use in uses if isinstance(use, RemedyUse)} <= {episode.uid}


@pytest.mark.parametrize(("column", "cell", "reason"), REFUSED)
def test_cell_that_is_not_understood_is_named_with_its_line_and_column(
    read: Read, column: str, cell: str, reason: str
) -> None:
    _, refused = read(table({}, {column: cell}))

    assert isinstance(refused, RejectedLine)
    assert (refused.line, refused.column) == (3, column)
    assert reason in refused.reason
    assert refused.reason.endswith(".")


@pytest.mark.parametrize(("row", "column", "reason"), CONTRADICTIONS)
def test_row_that_contradicts_itself_or_would_lose_something_is_refused(
    read: Read, row: dict[str, str], column: str, reason: str
) -> None:
    (refused,) = read(table(row))

    assert isinstance(refused, RejectedLine)
    assert refused.column == column
    assert reason in refused.reason


@pytest.mark.parametrize("content", FILES.values(), ids=list(FILES))
def test_table_is_read_as_programs_save_it(read: Read, content: bytes) -> None:
    entries = [came.entry for came in read(content, SHORT) if isinstance(came, ImportedEntry)]

    assert [(str(one.moment.at), one.region, one.side) for one in entries
            if isinstance(one, Episode)] == [
        ("2026-11-20 03:15:00+01:00", "calf", "left"),
        ("2026-03-04 22:00:00+01:00", "foot", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), NO_TABLES)
def test_file_that_is_no_such_table_is_refused_in_one_sentence(
    read: Read, content: bytes, reason: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        read(content, SHORT)

    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "cell",
    ["No spasms today", "no spasm", "No cramps.", "none", "None today", "nothing today", "nil", "0",
     "There were no spasms today!", "no spasms at all", "Spasm-free day", "clear"],
)  # fmt: skip
@pytest.mark.parametrize("took", ["", "heat"])
def test_plain_words_for_no_spasm_are_a_clear_day_also_beside_a_remedy(
    read: Read, cell: str, took: str
) -> None:
    day, *uses = [came.entry for came in read(table({"Where": cell, "Took": took}))
                  if isinstance(came, ImportedEntry)]  # fmt: skip

    assert isinstance(day, ClearDay)
    assert len(uses) == bool(took)


@pytest.mark.parametrize("cell", ["", "-", "n/a"])
def test_empty_region_beside_a_remedy_says_nothing_about_spasms(read: Read, cell: str) -> None:
    (use,) = read(table({"Where": cell, "Took": "heat"}))

    assert isinstance(use, ImportedEntry), use
    assert isinstance(use.entry, RemedyUse)


@pytest.mark.parametrize(
    "cell",
    ["No pain", "good day", "A good day", "ok", "O.K.", "fine", "pain-free", "All clear",
     "nothing to report", "without problems", "No spasms last night", "none in the calf",
     "calf ok", "no"],
)  # fmt: skip
@pytest.mark.parametrize("options", [[], ["--new-names"]])
def test_vague_words_for_a_good_day_are_never_a_new_region(
    bring: Tell, cell: str, options: list[str]
) -> None:
    done = bring(table({"Where": cell}), MAP, *options)

    assert "looks like a day without a spasm; write no spasm" in done.err
    assert done.code == 2


@pytest.mark.parametrize("name", ["nose", "noble spot", "nothung", "finely", "soleus"])
def test_new_names_that_only_begin_alike_are_taken(bring: Tell, tell: Tell, name: str) -> None:
    bring(table({"Where": name}), MAP, "--new-names").saved()

    assert [row["region"] for row in stored(tell)] == [name]


def test_encoding_and_delimiter_can_be_said(tell: Tell, bring: Tell) -> None:
    content = "Date;Where;Note, if any\n2026-11-20;calf;früh, kalt\n".encode("cp1252")

    bring(content, f"{SHORT},note=3", "--encoding", "cp1252", "--delimiter", ";").saved()

    assert [row["note"] for row in stored(tell)] == ["früh, kalt"]


def test_lines_with_more_or_fewer_cells_than_the_header_are_refused_or_named(
    bring: Tell,
) -> None:
    few = bring("Date,Where,Note\n2026-11-20,calf\n2026-11-19,calf,x,,\n", f"{SHORT},note=Note")
    many = bring("Date,Where,Note\n2026-11-18,calf,x,y\n", f"{SHORT},note=Note")
    cut = bring("Date,Where,Note\n2026-11-18,calf", f"{SHORT},note=Note")

    beside = bring("Date,Where,\n2026-11-17,calf,and foot\n2026-11-16,calf,\n", SHORT)

    assert "Line 2 has text in a column without a name, which is left out.\n" in beside.saved()
    assert "Line 2 has too few cells; the missing last ones are empty.\n" in few.saved()
    assert many.err.startswith("Line 2: it has 4 cells, and the header has 3; put text that has")
    assert cut.err.startswith("Line 2: the file ends in the middle of this line.")


def test_mistyped_date_that_is_still_to_come_does_not_turn_the_others_round(bring: Tell) -> None:
    # Read month first, all of these would have come.
    done = bring("Date,Where\n03.04.2026,calf\n04.12.2026,foot\n", SHORT)

    assert "say which with --date-order dmy or mdy." in done.refused(2)
    done = bring("Date,Where\n03.04.2026,calf\n04.12.2026,foot\n", SHORT, "--date-order", "dmy")
    assert "Line 3, column 'Date': '04.12.2026' is 2026-12-04, which is still to come;" in done.err


def test_time_in_a_column_of_its_own_is_put_to_its_date(tell: Tell, bring: Tell) -> None:
    columns = "date=Date,time=Time,region=Where"
    bring(
        "Date,Time,Where\n20.11.2026 00:00,3:15 AM,calf\n13.11.2026 00:00,,foot\n", columns
    ).saved()
    clash = bring("Date,Time,Where\n2026-11-20 04:00,03:15,calf\n", columns)
    dotted = bring("Date,Time,Where\n2026-11-20,3.15,calf\n", columns)

    assert [(row["at"], row["at_precision"]) for row in stored(tell)] == [
        ("2026-11-13T12:00:00+01:00", "day"),
        ("2026-11-20T03:15:00+01:00", "minute"),
    ]
    assert "column 'Time': it says 03:15, but the column 'Date' says 04:00." in clash.err
    assert "column 'Time': '3.15' is not understood as a time; write 03:15." in dotted.err


def test_time_beside_a_date_is_kept_even_when_the_column_is_mapped_as_a_date(
    tell: Tell, bring: Tell
) -> None:
    bring("Date,Where\n2026-11-20 03:15,calf\n", "date=Date,region=Where").saved()

    assert [row["at"] for row in stored(tell)] == ["2026-11-20T03:15:00+01:00"]


def test_what_was_found_out_about_a_table_is_said(bring: Tell) -> None:
    content = (
        "Date,Where,Length (min)\n25/10/2026 02:30,calf,3\n25/10/2026 02:30,calf,3\n"
        "2026-11-20T03:15:00.5Z,calf,\n"
    )

    done = bring(content, f"{SHORT},duration=3")

    assert done.saved().splitlines()[:7] == [
        "table.csv is a table, comma-separated, utf-8.",
        "Dates are day first: '25/10/2026 02:30' in line 2 cannot be month first.",
        "Fractions of a second are left out.",
        "Times in UTC are turned into the time of this machine.",
        "Bare numbers in 'Length (min)' are minutes.",
        "Line 3 is the same as a line before, and taken as well; see that none was pasted twice.",
        "Clocks went back over the time in lines 2 and 3, which came twice; "
        "the first of the two is taken.",
    ]


def test_days_without_a_spasm_become_clear_days(tell: Tell, bring: Tell) -> None:
    bring(
        table(
            {"When": "2026-11-19", "Where": "no spasm", "Took": "heat"},
            {"When": "2026-11-18", "Where": "", "Kind": "None", "Note": "slept well", "Pain": "0"},
        )
    ).saved()

    assert [(row["entry"], row["day"], row["note"], row["remedy"]) for row in stored(tell)] == [
        ("clear", "2026-11-18", "slept well", ""),
        ("clear", "2026-11-19", "", ""),
        ("use", "", "", "heat"),
    ]


def test_new_names_are_taken_where_that_is_said(tell: Tell, bring: Tell) -> None:
    rows = table(
        {"Where": "knee (L)", "Took": "Ibuprofen 400"},
        {"Where": "Knee", "Took": "heat + ibuprofen"},
    )

    done = bring(rows, MAP, "--new-names")

    assert "New regions: knee.\nNew remedies: Ibuprofen.\n" in done.saved()
    first, *rest = [
        (row["region"], row["side"], row["remedy"], row["dose"]) for row in stored(tell)
    ]
    assert first == ("knee", "left", "", "")
    assert ("", "", "Ibuprofen", "400") in rest
    assert bring(table({"Where": "7"}), MAP, "--new-names").code == 2
    assert bring(table({"Took": "x"}), MAP, "--new-names").code == 2
    assert bring(table({"Took": "400"}), MAP, "--new-names").code == 2


def test_same_table_twice_adds_nothing_even_elsewhere(tell: Tell, bring: Tell) -> None:
    rows = table({}, {}, {"When": "2026-11-19T03:00:00Z"}, {"Took": "heat", "Note": "again"})
    bring(rows).saved()
    before = tell("export").saved()

    assert bring(rows).saved().endswith("were here already, as new or newer.\nNothing is new.\n")
    assert tell("export").saved() == before


def test_map_may_be_given_in_parts_and_is_asked_for_with_a_suggestion(
    fibrolog: Program, tmp_path: Path
) -> None:
    path = tmp_path / "old.csv"
    path.write_text("Date,Body part,Pain (0-10)\n2026-11-20 03:15,calf,7\n")

    assert fibrolog("import", str(path)).refused(2) == (
        f"{path} is not from fibrolog, so say which column is what, as in "
        '--map "at=Date,region=Body part,intensity=Pain (0-10)" (its columns are '
        "'Date', 'Body part', 'Pain (0-10)'; fibrolog import --help has all that can stand "
        "before the =).\n"
    )
    fibrolog("import", str(path), "--map", "at=Date", "--map", "region=2").saved()
    assert [row["region"] for row in fibrolog.rows()] == ["calf"]


def test_dry_run_shows_the_first_rows_and_counts_and_writes_nothing(
    fibrolog: Program, tmp_path: Path
) -> None:
    path = tmp_path / "old.csv"
    path.write_text(table({"Where": "left calf", "Pain": "7/10", "Took": "heat"}, {"Pain": "bad"}))

    done = fibrolog("import", str(path), "--map", MAP, "--dry-run", "--plain")

    assert done.code == 2
    assert "Line 2, when: Friday 20 November 2026, 03:15.\n" in done.out
    assert "Line 2, entry: spasm, left calf, intensity 7" in done.out
    assert (
        "Would add 1 episode and 1 use.\nThis was only a look; nothing was changed.\n" in done.out
    )
    assert done.err.startswith("Line 3, column 'Pain': The intensity 'bad' is not on the scale")
    assert not fibrolog.diary.exists()


def test_rejected_rows_are_kept_whole_and_come_in_once_mended(
    fibrolog: Program, tmp_path: Path
) -> None:
    path, rejects = tmp_path / "old.csv", tmp_path / "rejects.csv"
    note = 'two\nlines, "quoted"; and \x1b[31mred'
    path.write_text(table({"Note": "good"}, {"Pain": "bad", "Note": note}))

    fibrolog("import", str(path), "--map", MAP, "--skip-bad", str(rejects)).saved()
    rejects.write_text(rejects.read_text().replace(",bad,", ",7,"))
    fibrolog("import", str(rejects), "--map", MAP).saved()

    assert [(row["intensity"], row["note"]) for row in fibrolog.rows()] == [
        ("", "good"),
        ("7", note),
    ]
    listed = fibrolog("list").saved()
    assert "\x1b" not in listed
