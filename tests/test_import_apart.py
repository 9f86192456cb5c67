"""`import --skip-bad` keeps bad lines apart, and `--dry-run` only looks."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from fibrolog.domain.fields import COLUMNS
from tests.conftest import Outcome, Program
from tests.own_files import line, written

Tell = Callable[..., Outcome]
HEADER = ",".join(COLUMNS)


@pytest.fixture
def diary(fibrolog: Program, tell: Tell) -> Path:
    """A diary with something in it."""
    tell("add", "neck", "--note", "mine").saved()
    return fibrolog.diary


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A place for another diary."""
    return tmp_path / "other" / "diary.db"


def notes(tell: Tell, diary: Path) -> list[str]:
    text = io.StringIO(tell("export", diary=diary).saved(), newline="")
    return sorted(row["note"] for row in csv.DictReader(text))


def test_bad_lines_are_kept_apart_whole_and_come_in_once_they_are_mended(
    tell: Tell, tmp_path: Path, other: Path
) -> None:
    good, bad = (
        [line(1), line(note="=x")],
        [line(2, count="x", note="'=1"), line(kind="cra", note="n")],
    )
    file = written(tmp_path / "f.csv", good[0], bad[0], good[1], bad[1])
    with file.open("a") as more:
        more.write('1,2,3\n"a"b\n')
    rejects = tmp_path / "rejects.csv"

    said = tell("import", file, "--skip-bad", rejects, diary=other).saved()

    assert "Added 2 episodes." in said
    assert f"Kept 4 lines in {rejects}" in said
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    kept = rejects.read_text().splitlines()
    assert kept[0] == f"rejected_line,rejected_because,{HEADER}"
    assert [one.split(",")[0] for one in kept[1:]] == ["3", "5", "6", "7"]
    assert "count: 'x' is no whole number from 1 to 1000000." in kept[1]
    assert kept[1].endswith(file.read_text().splitlines()[2])
    assert kept[3].endswith(",1,2,3")

    mended = "\n".join(kept[:3]).replace(",x,", ",2,").replace(",cra,", ",spasm,") + "\n"
    rejects.write_text(mended)
    assert "Added 2 episodes." in tell("import", rejects, diary=other).saved()
    assert notes(tell, other) == ["", "'=1", "'=x", "n"]
    assert "Nothing is new." in tell("import", file, "--skip-bad", tmp_path / "r", diary=other).out


DATED = ["--map", "at=Date,region=Where"]


@pytest.mark.parametrize(
    ("days", "options", "repeat"),
    [
        (("20/10/2026", "03/10/2026"), [], ", and --date-order dmy."),
        (("20/10/2026", "03/10/2026"), ["--date-order", "dmy"], "."),
        (("2026-10-20", "2026-10-03"), [], "."),
    ],
)
def test_answer_names_the_order_of_dates_that_the_mended_lines_alone_would_leave_open(
    fibrolog: Program, tmp_path: Path, days: tuple[str, str], options: list[str], repeat: str
) -> None:
    file, rejects = tmp_path / "f.csv", tmp_path / "r.csv"
    file.write_text(f"Date,Where\n{days[0]},calf\n{days[1]},calv\n")

    said = fibrolog("import", str(file), *DATED, *options, "--skip-bad", str(rejects)).saved()

    assert f"import that file with the same options{repeat}\n" in said
    rejects.write_text(rejects.read_text().replace(",calv", ",calf"))
    again = fibrolog("import", str(rejects), *DATED, "--date-order", "dmy").saved()
    assert "Added 1 episode." in again


def test_answer_says_that_numbers_of_columns_are_others_among_the_rejects(
    tell: Tell, tmp_path: Path, other: Path
) -> None:
    file, rejects = tmp_path / "f.csv", tmp_path / "r.csv"
    file.write_text("Date,Where\n2026-10-20,calf\n2026-10-03,calv\n")

    said = tell(
        "import", file, "--map", "at=1,region=Where", "--skip-bad", rejects, diary=other
    ).saved()

    assert "options; columns that --map names by number are two further on there.\n" in said
    rejects.write_text(rejects.read_text().replace(",calv", ",calf"))
    again = tell("import", rejects, "--map", "at=3,region=Where", diary=other).saved()
    assert "Added 1 episode." in again


def test_answer_names_the_order_of_dates_that_only_the_environment_chose(
    tell: Tell, tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIBROLOG_DATE_ORDER", "mdy")
    file = tmp_path / "f.csv"
    file.write_text("Date,Where\n02/10/2026,calf\n03/10/2026,calv\n")

    said = tell("import", file, *DATED, "--skip-bad", tmp_path / "r.csv", diary=other).saved()

    assert "with the same options, and --date-order mdy.\n" in said


def test_rejects_are_written_as_the_file_is_told_to_be(
    tell: Tell, tmp_path: Path, other: Path
) -> None:
    bad = line(1, count="x", note="früh; kühl")
    file = written(tmp_path / "f.csv", bad, delimiter=";", encoding="cp1252")
    told = ["--delimiter", "semicolon", "--encoding", "cp1252"]
    rejects = tmp_path / "r.csv"
    tell("import", file, *told, "--skip-bad", rejects, diary=other).saved()

    rejects.write_bytes(rejects.read_bytes().replace(b";x;", b";2;"))
    tell("import", rejects, *told, diary=other).saved()

    assert notes(tell, other) == ["früh; kühl"]


def test_rejects_that_cannot_be_kept_are_refused_before_anything_comes_in(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1), line(2, kind="x"))
    tell("export", "--format", "json", "-o", tmp_path / "f.json").saved()
    (tmp_path / "there").write_text("old")
    before = diary.read_bytes()

    for source, target, code, words in (
        (file, tmp_path / "there", 2, "exists already"),
        (file, file, 2, "is the file to bring in"),
        (file, diary, 2, "is the diary itself"),
        (file, tmp_path / "no" / "folder", 1, "--skip-bad"),
        (tmp_path / "f.json", tmp_path / "r", 2, "is for tables"),
    ):
        assert words in tell("import", source, "--skip-bad", target).refused(code)
    for target, words in ((file, "is the file to bring in"), (diary, "is the diary itself")):
        assert words in tell("import", file, "--skip-bad", target, "--replace").refused(2)

    assert diary.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} >= {"f.csv", "f.json", "there"}
    assert not (tmp_path / "r").exists()
    assert (tmp_path / "there").read_text() == "old"


def test_older_rejects_are_replaced_when_asked(tell: Tell, tmp_path: Path, other: Path) -> None:
    file, rejects = written(tmp_path / "f.csv", line(1), line(2, kind="x")), tmp_path / "r.csv"
    rejects.write_text("old")

    said = tell("import", file, "--skip-bad", rejects, "--replace", diary=other).saved()

    assert f"Kept 1 line in {rejects}" in said
    assert rejects.read_text().startswith("rejected_line")


def test_without_bad_lines_there_is_no_file_of_them(
    tell: Tell, tmp_path: Path, other: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1))
    tell("import", file, "--skip-bad", tmp_path / "r.csv", diary=other).saved()
    assert not (tmp_path / "r.csv").exists()


@pytest.mark.parametrize("options", [[], ["--plain"]])
def test_a_look_shows_the_first_lines_and_changes_nothing(
    tell: Tell, diary: Path, other: Path, tmp_path: Path, options: list[str]
) -> None:
    lines = [line(number, region="scalp") for number in range(1, 13)]
    file = written(tmp_path / "f.csv", *lines, line(13, entry="clear", day="2026-11-02"))
    before = diary.read_bytes()

    for place in (diary, other):
        said = tell("import", file, "--dry-run", *options, diary=place).saved()

        assert said.count("spasm, scalp") == 10
        assert ("Line 2, when: Friday 20 November 2026, 03:00.\nLine 2, entry:" in said) == bool(
            options
        )
        assert "\nAnd 3 more.\n" in said
        assert "Would add 12 episodes and 1 clear day.\nNew regions: scalp.\n" in said
        assert "only a look" in said

    assert diary.read_bytes() == before
    assert not other.parent.exists()


def test_a_look_at_bad_lines_writes_no_file_of_them(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(1), line(2, kind="x"))
    before = diary.read_bytes()
    rejects = tmp_path / "r.csv"

    said = tell("import", file, "--dry-run", "--skip-bad", rejects).saved()
    assert f"Would keep 1 line in {rejects}." in said
    looked = tell("import", file, "--dry-run")
    assert looked.code == 2
    assert "Line 3, column 'kind'" in looked.err

    assert not rejects.exists()
    assert diary.read_bytes() == before


def test_a_thousand_lines_kept_apart_are_counted_as_elsewhere(
    fibrolog: Program, tmp_path: Path
) -> None:
    table = b"When,Where\n" + b"2026-11-20,nowhere at all\n" * 1040
    kept = tmp_path / "kept.csv"

    done = fibrolog(
        "import", "-", "--map", "at=When,region=Where", "--skip-bad", str(kept), stdin=table
    )

    assert "Kept 1,040 lines" in done.out + done.err
