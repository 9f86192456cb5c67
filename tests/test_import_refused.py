"""`import` of what cannot come in: every line is named, and nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fibrolog.domain.fields import COLUMNS
from tests.conftest import Outcome, Program
from tests.own_files import line, uid, written

Tell = Callable[..., Outcome]


@pytest.fixture
def diary(fibrolog: Program, tell: Tell) -> Path:
    """A diary with something in it."""
    tell("add", "neck", "--note", "mine").saved()
    return fibrolog.diary


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A place for another diary."""
    return tmp_path / "other" / "diary.db"


USE, CLEAR = {"entry": "use"}, {"entry": "clear"}
BAD: list[tuple[str, dict[str, str]]] = [
    ("entry", {"entry": "other"}),
    ("entry", {"entry": ""}),
    *(("id", {"id": bad}) for bad in ("12", "e", "e0", "e-1", "u1", "e1x", "e²", "e 1")),
    ("id", {"id": "e1000000001"}),
    ("id", {"id": "e" + "9" * 5000}),
    *(("uid", {"uid": bad}) for bad in ("x", f"{{{uid(3)}}}")),
    *(
        ("at", {"at": bad})
        for bad in (
            "", "yesterday", "2026-11-20", "2026-11-20T03:00:00.5", "0000-01-01T00:00:00+00:00",
            "1899-12-31T23:59:59+00:00", "2026-02-30T03:00:00+01:00", "2026-11-20T25:00:00+01:00",
            "2026-11-20T03:00:00+14:01", "2026-11-20T03:00:00+01:00:30",
            "2026-11-20T03:00:00+01:00:00.000001", "2026-11-20T03:00:00.5+01:00",
            "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+14:00",
        )
    ),
    ("at_precision", {"at_precision": "hour"}),
    ("at", {"at_precision": "day"}),
    ("kind", {"kind": "cramp"}),
    ("kind", {"kind": "", "uid": uid(7)}),
    ("region", {"region": ""}),
    *(("region", {"region": bad}) for bad in ("-x", "a,b", "7", "left", "x" * 61, "a\nb")),
    ("side", {"side": "up"}),
    *(("intensity", {"intensity": bad}) for bad in ("0", "11", "7.5", "-1", "x", "\u0667")),
    ("intensity", {"intensity": "9" * 5000}),
    *(("duration_s", {"duration_s": bad}) for bad in ("0", "86401", "3x", "9" * 5000)),
    *(("count", {"count": bad}) for bad in ("0", "1000001", "-3", "9" * 5000)),
    ("woke", {"woke": "maybe"}),
    ("signs", {"signs": "numbness; dizzy"}),
    ("pain_types", {"pain_types": "numbness"}),
    ("triggers", {"triggers": "a\0b"}),
    ("remedy", {"remedy": "heat"}),
    ("relief", {"relief": "good"}),
    ("day", {"day": "2026-11-20"}),
    ("remedy", USE | {"remedy": ""}),
    ("remedy", USE | {"remedy": "a;b"}),
    ("for", USE | {"for": "e1"}),
    ("relief", USE | {"relief": "good"}),
    ("relief", USE | {"for": uid(9), "relief": "great"}),
    ("intensity", USE | {"intensity": "3"}),
    *(("day", CLEAR | {"day": bad}) for bad in ("", "today", "1899-12-31", "9999-12-31")),
    ("at", CLEAR | {"at": "2026-11-20T03:00:00+01:00"}),
    ("region", CLEAR | {"region": "calf"}),
    *(("created_at", {"created_at": bad}) for bad in ("x", "2026-11-20T02:00:00.5")),
    *(("updated_at", {"updated_at": bad}) for bad in ("2026", "9999-12-31T23:59:59+00:00")),
]  # fmt: skip


def test_every_bad_line_is_named_with_its_column_and_reason_and_nothing_comes_in(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file, before = tmp_path / "f.csv", diary.read_bytes()
    for column, cells in BAD:
        outcome = tell("import", written(file, line(1), line(**cells), line(2)))

        assert (outcome.code, outcome.out) == (2, "")
        sentence, last = outcome.err.splitlines()
        assert sentence.startswith(f"Line 3, column '{column}': "), (cells, sentence)
        assert len(sentence) < 300
        assert f"Nothing came in from {file}: 1 line cannot be read" in last

    outcome = tell("import", written(file, *(line(**cells) for _, cells in BAD)))
    assert f"{len(BAD)} lines cannot be read" in outcome.err.splitlines()[-1]
    assert diary.read_bytes() == before
    assert list(diary.parent.iterdir()) == [diary]


def test_the_line_that_is_named_is_the_one_in_the_file(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1, note="a\nb\r\nc"), line(2, kind="x"), line(3))
    assert diary.exists()

    assert "Line 5, column 'kind'" in tell("import", file).err


def test_a_uid_that_is_there_already_is_refused_where_it_cannot_be_meant(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    tell("import", written(tmp_path / "a.csv", line(1, id="e5"))).saved()
    before = diary.read_bytes()

    copied = written(tmp_path / "b.csv", line(2, id="e1"), line(2, id="e1", note="copied"))
    assert "Line 3, column 'uid': an earlier line has" in tell("import", copied).err
    of_another_kind = written(tmp_path / "c.csv", line(1, entry="use"))
    assert "Line 2, column 'uid': the diary has" in tell("import", of_another_kind).err
    assert diary.read_bytes() == before


def test_a_side_is_refused_on_a_region_without_sides(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    tell("regions", "add", "tail bone", "--no-sides").saved()
    before = diary.read_bytes()

    file = written(tmp_path / "f.csv", line(1, region="tail bone", side="left"))

    assert "Line 2, column 'side': the region 'tail bone' has no sides" in tell("import", file).err
    assert diary.read_bytes() == before


def test_lines_with_cells_too_few_or_too_many_and_broken_quotes_are_named(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1))
    whole = file.read_text()
    file.write_text(f'{whole}e1,{uid(2)}\n\n{"," * 23}x\n"a"b,c\n{whole.splitlines()[-1]}\n"never')
    before = diary.read_bytes()

    outcome = tell("import", file)

    *named, _ = outcome.err.splitlines()
    assert [sentence.partition(": ")[::2] for sentence in named] == [
        ("Line 3", "it has 2 cells, and the header has 23."),
        ("Line 5", "it has 24 cells, and the header has 23."),
        ("Line 6", "its quotation marks do not fit (',' expected after '\"')."),
        ("Line 7, column 'uid'", f"an earlier line has '{uid(1)}' too; "
         "leave it empty where this is a new entry."),
        ("Line 8", "its quotation marks do not fit (unexpected end of data)."),
    ]  # fmt: skip
    assert (outcome.code, diary.read_bytes()) == (2, before)


HEADER = ",".join(COLUMNS)
NO_TABLE: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 2, "no table in it"),
    "a mark": (b"\xef\xbb\xbf", 2, "no table in it"),
    "blank lines": (b"\r\n\n \n", 2, "no table in it"),
    "bytes": (bytes(range(256)), 2, "no plain text"),
    "half a letter": (
        f"{HEADER}\r\ne1,\xe9".encode("latin-1"),
        2,
        "in line 2 (unexpected end of data)",
    ),
    "half of UTF-16": (f"{HEADER}\r\n".encode("utf-16")[:-1], 2, "in line 2 (truncated data)"),
    "other columns": (b"When,Where\n", 2, "--map"),
    "a line": (b"words", 2, "--map"),
    "a column gone": (HEADER.replace(",woke", "").encode(), 2, "lacks columns of a fibrolog CSV"),
    "a column twice": (f"{HEADER},note".encode(), 2, "'note' more than once"),
    "old Mac lines": (b"When;Where,\rx;y\r", 2, "--map"),
}


@pytest.mark.parametrize("name", NO_TABLE)
def test_what_is_not_our_table_is_one_sentence(
    tell: Tell, diary: Path, other: Path, tmp_path: Path, name: str
) -> None:
    content, code, words = NO_TABLE[name]
    (tmp_path / "f.csv").write_bytes(content)
    before = diary.read_bytes()

    assert words in tell("import", tmp_path / "f.csv").refused(code)
    assert words in tell("import", tmp_path / "f.csv", diary=other).refused(code)

    assert diary.read_bytes() == before
    assert not other.parent.exists()


def test_what_is_no_file_is_one_sentence_and_keeps_nobody_waiting(
    tell: Tell, other: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in (
        ("missing.csv", "No such file"), (".", "directory"), ("x" * 300, "too long"),
        ("pipe", "import - <"), ("/dev/zero", "import - <"), ("missing/x", "No such file"),
    ):  # fmt: skip
        assert words in tell("import", tmp_path / name, diary=other).refused(1)
    assert not other.parent.exists()


def test_the_diary_itself_is_refused_also_through_a_link(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(diary)
    for file in (diary, tmp_path / "link"):
        assert "is the diary itself" in tell("import", file).refused(2)


def test_old_line_ends_and_blank_lines_in_front_are_read(tell: Tell, tmp_path: Path) -> None:
    text = written(tmp_path / "f.csv", line(1, note="a b")).read_bytes()
    for name, respelled in {
        "cr": text.replace(b"\r\n", b"\r"),
        "lf": text.replace(b"\r\n", b"\n"),
        "blank": b"\r\n\r\n" + text.replace(b",", b";"),
        "no end": text.rstrip(),
    }.items():
        file = tmp_path / name
        file.write_bytes(respelled)
        diary = tmp_path / f"{name}.db"
        assert "Added 1 episode." in tell("import", file, diary=diary).saved()
        assert "a b" in tell("export", diary=diary).saved()


# Standard input


def test_what_comes_through_a_pipe_is_read_and_called_standard_input(
    fibrolog: Program, tmp_path: Path
) -> None:
    text = written(tmp_path / "f.csv", line(1)).read_bytes()
    said = fibrolog("import", "-", stdin=text, TMPDIR=str(tmp_path)).saved()
    assert said.startswith("standard input is a fibrolog CSV")
    assert "Added 1 episode." in said

    for content, words in (
        (b"", "standard input has no table"), (b"{}", "standard input is JSON, but not"),
        (fibrolog.diary.read_bytes()[:5000], "standard input is damaged"),
        (text.replace(b"spasm", b"cramp"), "Nothing came in from standard input"),
    ):  # fmt: skip
        outcome = fibrolog("import", "-", stdin=content, TMPDIR=str(tmp_path))
        assert outcome.code in (1, 2)
        assert words in outcome.err
        assert str(tmp_path) not in outcome.err
    copied = fibrolog("import", "-", stdin=fibrolog.diary.read_bytes(), TMPDIR=str(tmp_path))
    assert "Nothing is new." in copied.saved()
    assert {path.name for path in tmp_path.iterdir()} == {"f.csv", "diary"}
