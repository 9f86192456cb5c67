"""Our own CSV after a spreadsheet saved it: read as leniently as any other table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fibrolog.domain.fields import COLUMNS
from tests.conftest import Outcome, Program
from tests.own_files import line, uid, written

Tell = Callable[..., Outcome]
Cells = dict[str, str]
NUMBERS = ("intensity", "duration_s", "count")


def respelt(row: Cells, moment: str, *, moments: bool) -> Cells:
    """Return a row with its dates and times as a spreadsheet of some country writes them."""
    made = dict(row)
    if row["day"]:
        day = datetime.fromisoformat(row["day"])
        made["day"] = day.strftime(moment).split(" ")[0]
    if moments:
        for column in ("at", "created_at", "updated_at"):
            if row[column]:
                made[column] = datetime.fromisoformat(row[column]).strftime(moment)
    return made


def other_words(row: Cells) -> Cells:
    """Return a row with its words and numbers as spreadsheets and their users write them."""
    changed = {column: f"{row[column]}.0" for column in NUMBERS if row[column]}
    changed |= {"woke": {"yes": "TRUE", "no": "False"}.get(row["woke"], "")}
    changed |= {column: row[column].capitalize() for column in ("kind", "side", "entry", "relief")}
    changed |= {column: row[column].replace("; ", ";") for column in ("signs", "triggers")}
    changed |= {"note": row["note"].lstrip("0") if row["note"].isdecimal() else row["note"]}
    return row | changed


def saved_by_a_spreadsheet(
    text: str,
    change: Callable[[Cells], Cells],
    *,
    delimiter: str = ",",
    quoting: Any = csv.QUOTE_MINIMAL,
    empty: int = 0,
    mark: str = "",
) -> bytes:
    """Return an export as it is when a spreadsheet has saved it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=delimiter, quoting=quoting)
    writer.writerow([*COLUMNS, *[""] * empty])
    for row in csv.DictReader(io.StringIO(text, newline="")):
        writer.writerow([*change(row).values(), *[""] * empty])
    if empty:
        writer.writerow([""] * (len(COLUMNS) + empty))
    return f"{mark}{made.getvalue()}".encode()


def fill(program: Program) -> str:
    """Save entries of every kind, and return the export."""
    program(
        "add", "calf", "l", "7", "3m", "x4", "--woke", "--sign", "numbness", "--sign", "tremor",
        "--trigger", "cold", "--trigger", "a long walk", "--note", "=1+1", "--took", "heat",
    ).saved()  # fmt: skip
    program("took", "magnesium", "007", "--for", "e1", "--relief", "good", "--note", "0123").saved()
    program("add", "neck", "--at", "2026-11-05 12:34", "--note", "x;y\tz").saved()
    program("add", "hip", "--kind", "twitch", "--at", "2026-07-14").saved()
    for day in ("2026-11-13", "2026-11-02", "2026-10-30"):
        program("none", day, "--note", "quiet").saved()
    return program("export").saved()


MOMENTS = {
    "ours": "%Y-%m-%dT%H:%M:%S",
    "space": "%Y-%m-%d %H:%M",
    "dots": "%d.%m.%Y %H:%M",
    "month first": "%m/%d/%Y %H:%M",
    "short year": "%m/%d/%y %I:%M %p",
}
WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "semicolons": {"delimiter": ";", "mark": "\ufeff"},
    "tabs": {"delimiter": "\t", "quoting": csv.QUOTE_ALL},
    "empty columns": {"empty": 3},
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("moments", [True, False])
def test_what_a_spreadsheet_wrote_anew_is_no_change(
    fibrolog: Program, tmp_path: Path, moment: str, moments: bool
) -> None:
    text = fill(fibrolog)
    before = fibrolog.diary.read_bytes()
    for name, way in WAYS.items():
        file = tmp_path / f"{name}.csv"
        file.write_bytes(
            saved_by_a_spreadsheet(
                text,
                lambda row: other_words(respelt(row, MOMENTS[moment], moments=moments)),
                **way,
            )
        )

        said = fibrolog("import", str(file)).saved()

        assert "Nothing is new." in said, name
        assert fibrolog.diary.read_bytes() == before
    assert ("Dates are" in said) is (moment in ("dots", "month first", "short year"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_spreadsheet_wrote_anew_comes_in_as_it_was(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path, moment: str
) -> None:
    text = fill(fibrolog)
    file, other = tmp_path / "f.csv", make_program(tmp_path / "other.db")
    file.write_bytes(
        saved_by_a_spreadsheet(
            text, lambda row: other_words(respelt(row, MOMENTS[moment], moments=True))
        )
    )

    other("import", str(file)).saved()

    stamps = {"created_at": "", "updated_at": "", "dose": "", "note": ""}
    assert [row | stamps for row in other.rows()] == [row | stamps for row in fibrolog.rows()]
    assert "Nothing is new." in other("import", str(file)).saved()


def test_a_changed_line_is_refused_though_its_times_were_written_anew(
    fibrolog: Program, tmp_path: Path
) -> None:
    text = fill(fibrolog)
    file = tmp_path / "f.csv"

    def changed(row: Cells) -> Cells:
        made = respelt(row, "%d.%m.%Y %H:%M", moments=True)
        return made | ({"region": "knee"} if row["region"] == "neck" else {})

    file.write_bytes(saved_by_a_spreadsheet(text, changed))
    said = fibrolog("import", str(file))
    assert said.code == 2
    assert "column 'updated_at': it differs from the diary" in said.err

    def later(row: Cells) -> Cells:
        made = changed(row)
        return made | ({"updated_at": "22.11.2026 03:13"} if row["region"] == "neck" else {})

    file.write_bytes(saved_by_a_spreadsheet(text, later))
    assert "Changed 1 entry: e2." in fibrolog("import", str(file)).saved()
    [found] = [row for row in fibrolog.rows() if row["id"] == "e2"]
    assert (found["region"], found["at"]) == ("knee", "2026-11-05T12:34:00+01:00")
    assert found["updated_at"] == "2026-11-22T02:13:00+00:00"


def test_an_offset_and_seconds_that_a_spreadsheet_dropped_stay_as_they_were(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog("add", "calf", "--at", "2026-11-20T03:00:37+09:00").saved()
    before = fibrolog.diary.read_bytes()
    text = fibrolog("export").saved()

    def changed(row: Cells) -> Cells:
        return row | {"at": "2026-11-20 3:00"}

    file = tmp_path / "f.csv"
    file.write_bytes(saved_by_a_spreadsheet(text, changed))
    assert "Nothing is new." in fibrolog("import", str(file)).saved()
    assert fibrolog.diary.read_bytes() == before

    later = {"note": "new", "updated_at": "2026-11-22 03:13"}
    file.write_bytes(saved_by_a_spreadsheet(text, lambda row: changed(row) | later))
    fibrolog("import", str(file)).saved()
    [found] = fibrolog.rows()
    assert (found["at"], found["note"]) == ("2026-11-20T03:00:37+09:00", "new")


def test_dates_that_a_file_leaves_open_are_settled_by_the_person(
    tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "f.csv", line(1, entry="clear", day="3/4/2026"))
    said = tell("import", file).refused(2)
    assert "--date-order dmy or mdy" in said

    def day(*options: str) -> str:
        diary = tmp_path / f"{'-'.join(options)}.db"
        tell("import", file, *options, diary=diary).saved()
        [found] = json.loads(tell("export", "--format", "json", diary=diary).saved())["entries"]
        return str(found["day"])

    assert day("--date-order", "dmy") == "2026-04-03"
    assert day("--date-order", "mdy") == "2026-03-04"
    monkeypatch.setenv("FIBROLOG_DATE_ORDER", "dmy")
    assert day() == "2026-04-03"


def test_the_whole_file_settles_the_order_of_dates(tell: Tell, tmp_path: Path) -> None:
    lines = [
        line(1, entry="clear", day="3/4/2026"),
        line(2, entry="clear", day="4/13/2026"),
        line(3, at="5/6/2026 3:00"),
    ]
    said = tell("import", written(tmp_path / "f.csv", *lines)).saved()

    found = json.loads(tell("export", "--format", "json").saved())["entries"]
    assert "Dates are month first: '4/13/2026' in line 3 cannot be day first." in said
    assert [one.get("day") or one["at"] for one in found] == [
        "2026-03-04", "2026-04-13", "2026-05-06T03:00:00+02:00",
    ]  # fmt: skip


LENIENT: list[tuple[Cells, str, object]] = [
    ({"woke": "TRUE"}, "woke", True),
    ({"woke": "FALSE"}, "woke", False),
    ({"woke": "Y"}, "woke", True),
    ({"intensity": "7.0"}, "intensity", 7),
    ({"intensity": "7,0"}, "intensity", 7),
    ({"intensity": "7/10"}, "intensity", 7),
    ({"count": "4.00"}, "count", 4),
    ({"duration_s": "180.0"}, "duration_s", 180),
    ({"duration_s": "3m"}, "duration_s", 180),
    ({"kind": "Twitch"}, "kind", "twitch"),
    ({"side": " LEFT "}, "side", "left"),
    ({**line(), "entry": "Episode"}, "entry", "episode"),
    ({"id": "E7"}, "id", "e7"),
    ({"region": " calf"}, "region", "calf"),
    ({"triggers": "a;b"}, "triggers", ["a", "b"]),
    ({"triggers": "a; ; b; "}, "triggers", ["a", "b"]),
    ({"at": "2026-11-20T03:00:00"}, "at", "2026-11-20T03:00:00+01:00"),
    ({"at": "20.11.2026 3:00"}, "at", "2026-11-20T03:00:00+01:00"),
    ({"at": "11/20/26 3:00 PM"}, "at", "2026-11-20T15:00:00+01:00"),
    ({"at": "20.11.2026", "at_precision": "day"}, "at", "2026-11-20T12:00:00+01:00"),
    ({"at": "20.11.2026", "at_precision": ""}, "at_precision", "day"),
    ({"created_at": "2026-11-20 02:00"}, "created_at", "2026-11-20T01:00:00+00:00"),
    ({"created_at": "20.11.2026 02:00Z"}, "created_at", "2026-11-20T02:00:00+00:00"),
    ({"uid": uid(0xABC).upper()}, "uid", uid(0xABC)),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "key", "expected"), LENIENT)
def test_a_cell_is_read_as_in_any_other_table(
    tell: Tell, tmp_path: Path, cells: Cells, key: str, expected: object
) -> None:
    tell("import", written(tmp_path / "f.csv", line(1, **cells))).saved()

    [found] = json.loads(tell("export", "--format", "json").saved())["entries"]

    assert found[key] == expected
    assert found["uid"] in (uid(1), uid(0xABC))


def test_a_time_that_lost_its_offset_is_utc_where_it_would_be_still_to_come_here(
    fibrolog: Program, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1, updated_at="2026-11-22 02:00"))

    fibrolog("import", str(file), now="2026-11-21T21:12:00-05:00", tz="America/New_York").saved()

    assert fibrolog.rows()[0]["updated_at"] == "2026-11-22T02:00:00+00:00"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"at": "20.11.2026"}, "at"),  # that the time is not known is for a person to say
        ({"at": "20.11.2096 03:00"}, "at"),
        ({"at": "32.11.2026 03:00"}, "at"),
        ({"intensity": "7.5"}, "intensity"),
        ({"duration_s": "3,000"}, "duration_s"),
        ({"duration_s": "3.000"}, "duration_s"),
        ({"count": "3,000"}, "count"),
        ({"updated_at": "1.1.2027"}, "updated_at"),
        ({"entry": "clear", "at": "", "day": "23.11.2026"}, "day"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_column(
    tell: Tell, tmp_path: Path, cells: Cells, column: str
) -> None:
    done = tell("import", written(tmp_path / "f.csv", line(1, **cells)))

    assert done.code == 2
    assert f"column {column!r}: " in done.err


def test_a_line_that_a_person_added_is_the_same_after_a_spreadsheet_saved_it(
    tell: Tell, tmp_path: Path
) -> None:
    added = line(at="2026-11-12 10:00", kind="", region="calf", created_at="", updated_at="")
    tell("import", written(tmp_path / "f.csv", added)).saved()

    again = written(tmp_path / "g.csv", added | {"at": "12.11.2026 10:00"}, line(1))

    assert "Added 1 episode." in tell("import", again, "--date-order", "dmy").saved()


def test_a_line_that_a_person_added_may_end_with_its_note(tell: Tell, tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", line(1))
    cells = ["", "", "episode", "2026-11-12 10:00", "", "", "", "calf", *[""] * 12, "quiet"]
    file.write_text(f"{file.read_text()}{','.join(cells)}\r\n")

    assert "Added 2 episodes." in tell("import", file).saved()


def test_a_file_with_its_names_in_capitals_is_ours(tell: Tell, tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", line(1))
    header, rest = file.read_text().split("\n", 1)
    file.write_text(f"{header.upper()}\n{rest}")

    assert "is a fibrolog CSV" in tell("import", file).saved()
