"""What was acknowledged is on the disk: it survives a power cut, and a removal that never was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests import faults, own_files
from tests.conftest import Outcome, Program

SCHEMAS = Path(__file__).parent / "schemas"
# Every kind of command that changes the diary.
WRITING = (
    ["add", "hip", "l", "7", "--took", "heat"],
    ["took", "magnesium", "400mg"],
    ["none", "2026-11-18"],
    ["finish", "e1", "--intensity", "4"],
    ["edit", "e1", "--note", "edited"],
    ["delete", "e1", "--yes"],
    ["undo"],
    ["undo", "--redo"],
    ["remedies", "add", "tens"],
    ["remedies", "rename", "heat", "warm cloth"],
    ["remedies", "hide", "cold"],
    ["regions", "add", "eyelid", "--group", "head and neck"],
    ["trial", "start", "magnesium", "--pairs", "6"],
    ["import", "news.csv"],
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, settled: Callable[[Path], Program]) -> Path:
    """A diary with entries, the last of which was taken back."""
    fibrolog = settled(tmp_path_factory.mktemp("written") / "diary.db")
    fibrolog("add", "calf", "--at", "2026-11-20 03:00").saved()
    fibrolog("took", "heat", "--at", "2026-11-20 04:00").saved()
    for number in range(8):
        fibrolog("add", "neck", "--at", f"2026-11-{number + 1:02} 03:00").saved()
    fibrolog("undo").saved()
    return fibrolog.diary


@pytest.fixture
def diary(fibrolog: Program, written: Path, tmp_path: Path) -> Program:
    fibrolog.diary.parent.mkdir(mode=0o700)
    shutil.copy(written, fibrolog.diary)
    own_files.written(tmp_path / "news.csv", own_files.line(1, region="jaw"))
    return fibrolog


def typed(command: list[str], folder: Path) -> list[str]:
    return [str(folder / word) if word.endswith(".csv") else word for word in command]


def content(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_the_folder_of_the_journal_is_synchronised_after_its_removal_and_before_the_answer(
    diary: Program, tmp_path: Path, command: list[str]
) -> None:
    if "--redo" in command:
        diary("undo").saved()
    folder = diary.diary.parent

    calls = [call.line for call in faults.calls_about(folder, diary, typed(command, tmp_path))]

    removed = max(n for n, line in enumerate(calls) if "unlink" in line and "-journal" in line)
    synchronised = [n for n, line in enumerate(calls) if "sync(" in line and f"<{folder}>" in line]
    emptied = [n for n, line in enumerate(calls) if "ftruncate" in line and "-journal>, 0" in line]
    told = [n for n, line in enumerate(calls) if line.startswith("write(1<")]
    assert told, calls
    assert emptied[-1] < removed < synchronised[-1] < told[-1], calls
    if command[:2] != ["trial", "start"]:  # which tells what it can show before it begins
        assert synchronised[-1] < told[0], calls
    assert any("sync(" in line and "-journal>" in line for line in calls[emptied[-1] : removed])


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_what_was_acknowledged_stays_though_the_journal_was_never_really_removed(
    diary: Program, tmp_path: Path, command: list[str]
) -> None:
    if "--redo" in command:
        diary("undo").saved()
    before = content(diary.diary)

    done = with_every_removal_feigned(diary, typed(command, tmp_path))

    assert done.code == 0, done
    assert diary.diary.with_name("diary.db-journal").exists()  # or nothing was feigned
    diary("list").saved()
    assert content(diary.diary) != before
    faults.require_sound(diary.diary)
    diary("add", "calf").saved()
    assert list(diary.diary.parent.iterdir()) == [diary.diary]


def with_every_removal_feigned(program: Program, command: list[str]) -> Outcome:
    """Run a command whose every removal of a file succeeds, and removes nothing."""
    return faults.traced(program, command, "--inject=unlink,unlinkat:retval=0")[0]


def test_the_very_first_entry_and_a_migration_stay_likewise(
    beginner: Program, tmp_path: Path
) -> None:
    old = tmp_path / "old" / "diary.db"
    old.parent.mkdir()
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((SCHEMAS / "schema_1.sql").read_text())

    assert with_every_removal_feigned(beginner, ["add", "calf"]).code == 0
    assert with_every_removal_feigned(beginner, ["--db", str(old), "add", "calf"]).code == 0

    assert [row["id"] for row in beginner.rows()] == ["e1"]
    assert "e3" in beginner("--db", str(old), "list").saved()
    for path in (beginner.diary, old):
        faults.require_sound(path)
        # The temporary name by which the diary was made is gone.
        assert path.stat().st_nlink == 1


def test_a_journal_that_belongs_to_no_diary_is_never_mixed_into_a_new_one(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog("add", "calf").saved()
    for ending in ("-journal", "-wal"):
        for place in (tmp_path / "new.db", tmp_path / "other" / "new.db"):
            place.parent.mkdir(exist_ok=True)
            left = place.with_name(f"new.db{ending}")
            left.write_text("left")
            for command in (["backup", str(place)], ["demo", "--keep", str(place)],
                            ["--db", str(place), "add", "calf"]):  # fmt: skip
                refused = fibrolog(*command)
                assert (refused.code, refused.out) == (1, "")
                assert str(left) in refused.err
            assert not place.exists()
            assert left.read_text() == "left"
            left.unlink()
    (tmp_path / "new.db-journal").touch()  # an empty one does nothing
    fibrolog("backup", str(tmp_path / "new.db")).saved()


# A disk that loses its power


@contextmanager
def ext4(image: Path, folder: Path, *, new: bool) -> Iterator[Path]:
    """Mount an ext4 file system in a file, or skip the test."""
    if new:
        made = shutil.which("mkfs.ext4")
        if made is None:
            pytest.skip("mkfs.ext4 is not installed")
        with image.open("wb") as file:
            file.truncate(16 * 1024 * 1024)
        subprocess.run([made, "-q", "-F", str(image)], check=True)
    folder.mkdir(exist_ok=True)
    faults.mount("-o", "loop", str(image), str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_what_was_acknowledged_is_on_an_ext4_disk_at_that_moment(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    """The disk as it is when the answer is read, without what was only in memory."""
    image, cut = tmp_path / "image", tmp_path / "cut"
    with ext4(image, tmp_path / "disk", new=True) as disk:
        program = make_program(disk / "folder" / "diary.db")
        for number in range(max(5, faults.ROUNDS // 8)):
            note = f"number {number}"
            program("add", "calf", "--note", note).saved()
            program("export", "-o", str(disk / "out.csv"), "--replace").saved()
            program("backup", str(disk / f"{number}.db")).saved()
            shutil.copyfile(image, cut)
            with ext4(cut, tmp_path / "after", new=False) as after:
                for name in ("folder/diary.db", f"{number}.db"):
                    assert make_program(after / name).rows()[-1]["note"] == note, number
                assert note in (after / "out.csv").read_text()
