"""`report --save`: four forms, each whole, private, and the same as what is shown."""

from __future__ import annotations

import json
import os
import re
import stat
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.conftest import Program


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    fibrolog("add", "calf", "l", "7", "--trigger", "cold [red]<room>&").saved()
    fibrolog("took", "heat", "--for", "last", "--relief", "good").saved()
    return fibrolog


@pytest.mark.parametrize("name", ["r.html", "r.svg", "r.txt", "r.json", "R.HTML", "r.v2.Json"])
def test_saving_says_where_and_makes_a_private_file(
    diary: Program, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name

    said = diary("report", "--save", str(file)).saved()

    assert said == f"Wrote the report to {file}.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(tmp_path.glob(".*r.*")) == []


def test_json_is_what_json_prints(diary: Program, tmp_path: Path) -> None:
    diary("report", "--save", str(tmp_path / "r.json")).saved()

    assert (tmp_path / "r.json").read_text() == diary("report", "--json").saved()


def test_text_is_the_report_at_80_columns_whatever_the_terminal(
    diary: Program, tmp_path: Path
) -> None:
    diary(
        "report", "--save", str(tmp_path / "r.txt"), COLUMNS="40", FORCE_COLOR="1", TERM="dumb"
    ).saved()
    shown = diary("report", COLUMNS="80").saved()

    saved = (tmp_path / "r.txt").read_text()
    assert [line.rstrip() for line in shown.splitlines()] == saved.splitlines()
    assert "\x1b" not in saved


def test_plain_text_is_the_report_for_screen_readers(diary: Program, tmp_path: Path) -> None:
    shown = diary("report", "--plain").saved()
    diary("report", "--plain", "--save", str(tmp_path / "a.txt")).saved()
    diary("report", "--save", str(tmp_path / "b.txt"), FIBROLOG_PLAIN="1").saved()

    assert (tmp_path / "a.txt").read_text() == (tmp_path / "b.txt").read_text() == shown


def test_the_picture_fetches_nothing_and_has_a_title(diary: Program, tmp_path: Path) -> None:
    diary("report", "--save", str(tmp_path / "r.svg"), COLUMNS="40", NO_COLOR="1").saved()

    text = (tmp_path / "r.svg").read_text()
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root[0].text == "Spasm report, 16 to 22 November 2026"
    assert re.findall(r"(?:https?:)?//[^\s\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert "@font-face" not in text
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", text)
    words = " ".join("".join(root.itertext()).replace("\xa0", " ").split())
    assert "cold [red]<room>&" in words


def test_the_page_of_a_plain_diary_is_still_a_page(diary: Program, tmp_path: Path) -> None:
    diary("report", "--save", str(tmp_path / "r.html"), FIBROLOG_PLAIN="1").saved()

    assert (tmp_path / "r.html").read_text().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.html.gz", ".html", "html"])
def test_another_ending_is_refused_with_the_four(diary: Program, tmp_path: Path, name: str) -> None:
    said = diary("report", "--save", str(tmp_path / name)).refused(2)

    assert ".html, .svg, .txt or .json" in said
    assert not (tmp_path / name).exists()


def test_the_diary_itself_is_never_written_over(fibrolog: Program, tmp_path: Path) -> None:
    kept, alias = tmp_path / "diary.json", tmp_path / "alias.json"
    fibrolog("--db", str(kept), "add", "calf").saved()
    alias.symlink_to(kept)
    before = kept.read_bytes()

    for name in (kept, alias):
        said = fibrolog("--db", str(kept), "report", "--save", str(name)).refused(2)
        assert "is the diary itself; name another file with --save." in said
    assert kept.read_bytes() == before


def test_a_file_that_cannot_be_written_is_named_and_what_was_there_stays(
    diary: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "folder.html"
    folder.mkdir()

    assert "--save" in diary("report", "--save", str(tmp_path / "no" / "r.html")).refused(1)
    assert str(folder) in diary("report", "--save", str(folder)).refused(1)


def test_an_older_report_is_replaced_in_one_step(diary: Program, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    held = os.open(file, os.O_RDONLY)

    diary("report", "--save", str(file), "--replace").saved()

    assert os.read(held, 10) == b"old"  # who was reading it goes on reading it
    assert json.loads(file.read_text())["spasms"]["count"] == 1
    os.close(held)


def test_saving_a_report_on_no_diary_works(beginner: Program, tmp_path: Path) -> None:
    done = beginner("report", "--save", str(tmp_path / "r.html"))

    assert done.code == 0
    assert "the diary is empty" in (tmp_path / "r.html").read_text()
    assert not beginner.diary.exists()
