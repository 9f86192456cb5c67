"""`export`: every entry, every column, safe in a spreadsheet and exact."""

from __future__ import annotations

import csv
import io
import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.exchange.csv_export import guarded, write_csv
from tests.conftest import Program

HEADER = (
    "id,uid,entry,at,at_precision,day,kind,region,side,intensity,duration_s,count,woke,signs,"
    "pain_types,triggers,remedy,dose,for,relief,note,created_at,updated_at"
)


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    fibrolog("add", "calf", "--at", "2026-11-20 03:00", "--note", "=1+1").saved()
    fibrolog("took", "heat", "--at", "2026-11-20 03:00").saved()
    fibrolog("none", "2026-11-19").saved()
    fibrolog("took", "cold", "--at", "2026-11-19 00:00").saved()
    return fibrolog


def test_export_writes_every_column_by_time_with_crlf(diary: Program) -> None:
    text = diary("export").saved()

    lines = text.split("\r\n")
    assert lines[0] == HEADER
    assert [line.split(",")[0] for line in lines[1:]] == ["u2", "c1", "e1", "u1", ""]


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("new.json", [], "{"),
        ("new.JSON", [], "{"),
        ("new.csv", [], "id,"),
        ("new", [], "id,"),
        ("new", ["--format", "json"], "{"),
        ("new.csv", ["--format", "csv"], "id,"),
    ],
)
def test_export_is_what_the_file_ends_in_unless_it_is_said(
    diary: Program, tmp_path: Path, name: str, options: list[str], begins: str
) -> None:
    diary("export", "-o", str(tmp_path / name), *options).saved()

    assert (tmp_path / name).read_text().startswith(begins)


def test_export_for_excel_is_no_json(diary: Program, tmp_path: Path) -> None:
    for options in (["-o", str(tmp_path / "new.json")], ["--format", "json"]):
        assert "or leave --excel out" in diary("export", *options, "--excel").refused(2)
    assert list(tmp_path.iterdir()) == [diary.diary.parent]


@pytest.mark.parametrize(
    ("name", "options", "instead"),
    [
        ("my own.xlsx", [], "-o 'my own.csv' --excel"),
        ("new.ODS", [], "-o new.csv --excel"),
        ("new.xlsx", ["--format", "json"], "-o new.json"),
        ("new.pdf", [], "report --all --save new.html"),
        ("new.json.bak", [], "-o new.json"),
        ("new.txt", ["--format", "csv"], "-o new.csv"),
        ("new.json", ["--format", "csv"], "-o new.csv"),
        ("new.CSV", ["--format", "json"], "-o new.json"),
    ],
)
def test_another_ending_is_refused_with_what_to_type_instead(
    diary: Program, tmp_path: Path, name: str, options: list[str], instead: str
) -> None:
    inside = replace(diary, folder=tmp_path)
    said = inside("export", "-o", name, *options).refused(2)

    assert instead in said
    assert not (tmp_path / name).exists()
    typed = shlex.split(said[said.index(instead) :].partition(", ")[0].strip().removesuffix("."))
    inside(*([] if typed[0] == "report" else ["export"]), *typed).saved()
    assert (tmp_path / typed[typed.index("--save" if "--save" in typed else "-o") + 1]).exists()


def test_export_of_an_empty_diary_is_its_header(fibrolog: Program) -> None:
    assert fibrolog("export").out == f"{HEADER}\r\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--only", "episodes"], ["e1"]),
        (["--only", "uses,clear"], ["u2", "c1", "u1"]),
        (["--since", "2026-11-20"], ["e1", "u1"]),
        (["--until", "19 Nov"], ["u2", "c1"]),
    ],
)
def test_export_narrows_the_choice(diary: Program, options: list[str], expected: list[str]) -> None:
    rows = csv.DictReader(io.StringIO(diary("export", *options).saved(), newline=""))
    assert [row["id"] for row in rows] == expected


def test_export_refuses_a_kind_it_does_not_know(diary: Program) -> None:
    assert "episodes,uses,clear" in diary("export", "--only", "spasms").refused(2)


def test_for_excel_a_byte_order_mark_comes_first(diary: Program) -> None:
    assert diary("export", "--excel").saved() == "\ufeff" + diary("export").saved()


def test_a_file_is_private_whole_and_replaces_the_old_one(diary: Program, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    assert "Wrote 4 entries" in diary("export", "-o", str(target), "--replace").saved()

    assert target.read_bytes().decode() == diary("export").saved()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out.csv"]


def test_export_never_writes_over_the_diary(diary: Program) -> None:
    before = diary.diary.read_bytes()
    assert "diary itself" in diary("export", "-o", str(diary.diary)).refused(2)
    assert diary.diary.read_bytes() == before


def test_a_place_that_cannot_be_written_is_one_sentence(diary: Program, tmp_path: Path) -> None:
    assert "-o" in diary("export", "-o", str(tmp_path / "no" / "such" / "x.csv")).refused(1)
    assert "-o" in diary("export", "-o", str(tmp_path)).refused(1)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'tis", "'tis"),
        ("plain", "plain"),
        ("", ""),
        (" =1", "' =1"),
    ],
)
def test_a_formula_gets_one_apostrophe_and_nothing_else_does(text: str, cell: str) -> None:
    assert guarded(text) == cell


@given(st.text())
def test_taking_one_apostrophe_off_a_guarded_text_gives_the_text_back(text: str) -> None:
    cell = guarded(text)
    assert isinstance(cell, str)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2))
def test_what_is_written_is_read_back_exactly(row: list[str]) -> None:
    file = io.StringIO(newline="")
    write_csv([row], ["a", "b"], file)

    header, read = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert header == ["a", "b"]
    assert [cell if cell == text else cell[1:] for cell, text in zip(read, row, strict=True)] == row


def test_export_into_a_pipe_that_closes_early_is_quiet(fibrolog: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    fibrolog("demo", "--keep", str(kept))
    shell = (
        f"'{sys.executable}' -m fibrolog --db '{kept}' export | head -1; exit ${{PIPESTATUS[0]}}"
    )

    done = subprocess.run(
        ["bash", "-c", shell], env=fibrolog.environment, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"id,uid,")


def test_a_slow_reader_of_an_export_keeps_nobody_from_writing(
    fibrolog: Program, tmp_path: Path, make_program: Callable[[Path], Program]
) -> None:
    kept = tmp_path / "kept.db"
    fibrolog("demo", "--keep", str(kept))
    program = make_program(kept)
    program("add", "calf", "--note", "x" * 90_000).saved()  # more than a pipe holds
    with subprocess.Popen(
        [sys.executable, "-m", "fibrolog", "export"],
        env=program.environment, stdout=subprocess.PIPE,
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        reader.stdout.read(1)  # it writes, and waits for us to read on

        said = program("add", "neck")

        reader.stdout.read()
    assert "Saved" in said.saved()


def test_a_pipe_is_written_into(diary: Program, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        diary("export", "-o", str(pipe)).saved()
        assert reader.stdout is not None
        assert reader.stdout.read().startswith("id,uid")

    assert pipe.is_fifo()


def test_where_a_clear_day_sorts_does_not_depend_on_where_one_looks(fibrolog: Program) -> None:
    now, tz0 = "2026-11-22T20:12:00+12:00", "Etc/GMT-12"
    fibrolog("none", "2026-11-20", now=now, tz=tz0).saved()
    fibrolog("took", "cold", "--at", "2026-11-19 23:30", now=now, tz=tz0).saved()
    fibrolog("took", "heat", "--at", "2026-11-20 00:30", now=now, tz=tz0).saved()

    for tz in (tz0, "UTC", "America/New_York"):
        exported = csv.DictReader(io.StringIO(fibrolog("export", tz=tz).saved(), newline=""))
        assert [row["id"] for row in exported] == ["u1", "c1", "u2"], tz


def test_the_format_may_be_named(diary: Program) -> None:
    assert diary("export", "--format", "csv").saved() == diary("export").saved()
    diary("export", "--format", "xml").refused(2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_no_room_for_the_export_is_not_blamed_on_the_diary(diary: Program, form: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fibrolog", "export", "--format", form, "-o", "-"],
            env=diary.environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert str(diary.diary) not in done.stderr


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_has_names(diary: Program, tmp_path: Path, name: str) -> None:
    assert diary("export", "-o", name).saved() == diary("export").saved()
    shell = f"'{sys.executable}' -m fibrolog export -o {name} > '{tmp_path / 'x'}'"
    subprocess.run(["bash", "-c", shell], env=diary.environment, check=True)
    assert (tmp_path / "x").read_bytes().decode() == diary("export").saved()


def test_a_process_may_stand_where_a_file_is_named(diary: Program, tmp_path: Path) -> None:
    shell = f"'{sys.executable}' -m fibrolog export -o >(cat > '{tmp_path / 'x'}'); wait $!"
    subprocess.run(["bash", "-c", shell], env=diary.environment, check=True, capture_output=True)

    assert (tmp_path / "x").read_bytes().decode() == diary("export").saved()
