"""Every file that is made: whole or absent, private, on the disk, and over nothing unasked."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fibrolog.storage import atomic
from tests import faults, own_files
from tests.conftest import Outcome, Program

# Each command that makes a file: its ending, and the words before and after the file's name.
MAKING: dict[str, tuple[str, list[str], list[str]]] = {
    "export": (".csv", ["export", "-o"], []),
    "export JSON": (".json", ["export", "-o"], []),
    "report": (".html", ["report", "--save"], []),
    "backup": (".db", ["backup"], []),
    "demo": (".db", ["demo", "--keep"], []),
    "rejects": (".csv", ["import", "bad.csv", "--skip-bad"], []),
}
FAULTS = ["signal=SIGKILL", "error=ENOSPC"]


@pytest.fixture
def diary(fibrolog: Program, tmp_path: Path) -> Program:
    fibrolog("add", "calf", "--note", "x" * 20_000).saved()
    lines = [own_files.line(1), own_files.line(2, kind="x", note="y" * 30_000)]
    own_files.written(tmp_path / "bad.csv", *lines)
    (tmp_path / "out").mkdir()
    return fibrolog


def command(kind: str, target: Path, folder: Path) -> list[str]:
    _, before, after = MAKING[kind]
    words = [str(folder / word) if word == "bad.csv" else word for word in before]
    return [*words, str(target), *after]


def target_of(kind: str, tmp_path: Path) -> Path:
    return tmp_path / "out" / f"file{MAKING[kind][0]}"


@pytest.mark.parametrize("kind", MAKING)
def test_a_file_is_private_alone_and_replaces_another_only_when_asked(
    diary: Program, tmp_path: Path, kind: str
) -> None:
    target = target_of(kind, tmp_path)
    making = command(kind, target, tmp_path)
    target.write_text("mine")

    refused = diary(*making)

    assert (refused.code, refused.out) == (2, ""), refused
    assert f"{target} exists already; name another file" in refused.err
    assert "or add --replace." in refused.err
    assert target.read_text() == "mine"
    assert diary(*making, "--replace").code == 0
    assert target.stat().st_size > 1000
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("kind", MAKING)
def test_replacing_is_refused_where_no_file_is_named(
    diary: Program, tmp_path: Path, kind: str
) -> None:
    words = command(kind, target_of(kind, tmp_path), tmp_path)[:-1]
    if words[-1].startswith("-"):
        assert f"add {words[-1]} FILE" in diary(*words[:-1], "--replace").refused(2)


@pytest.mark.parametrize("options", [[], ["--replace"]])
@pytest.mark.parametrize("kind", MAKING)
def test_no_diary_nothing_beside_one_and_no_device_is_ever_written_over(
    diary: Program, tmp_path: Path, make_program: Callable[[Path], Program], kind: str,
    options: list[str],
) -> None:  # fmt: skip
    ending, *_ = MAKING[kind]
    mine = make_program(tmp_path / f"mine{ending}")
    diary("backup", str(mine.diary)).saved()
    other = tmp_path / f"other{ending}"
    other.write_bytes(mine.diary.read_bytes())
    links = {name: tmp_path / f"{name}{ending}" for name in ("soft", "hard", "journal")}
    links["soft"].symlink_to(mine.diary)
    links["hard"].hardlink_to(mine.diary)
    side_files = [Path(f"{path}{end}") for path in (mine.diary, other, links["soft"], links["hard"])
                  for end in ("-journal", "-wal", "-shm")]  # fmt: skip
    links["journal"].symlink_to(side_files[0])
    before = mine.diary.read_bytes()
    targets = [mine.diary, *links.values(), *side_files, Path(os.devnull), Path("/dev/full")]
    # An older backup may be replaced by a newer one, when asked.
    targets += [other] if kind != "backup" or not options else []

    for target in targets:
        making = command(kind, target, tmp_path)
        if kind == "report" and target.suffix not in (".html", ""):
            continue  # refused for its ending already
        said = mine(*making, *options)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), (target, said)

    assert mine.diary.read_bytes() == other.read_bytes() == before
    assert links["soft"].is_symlink()
    assert links["hard"].samefile(mine.diary)
    assert not any(path.exists() for path in side_files)


def test_letter_case_hides_no_diary_on_a_disk_that_knows_none(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    """There another letter case is another name of the same file, as a hard link is here."""
    program = make_program(tmp_path / "diary.csv")
    program("add", "calf").saved()
    (tmp_path / "DIARY.CSV").hardlink_to(program.diary)
    for name in ("DIARY.CSV", "DIARY.CSV-Journal", "DIARY.CSV-WAL"):
        for making in (["export", "-o"], ["backup"]):
            said = program(*making, str(tmp_path / name), "--replace").refused(2)
            assert "is the diary itself" in said or f"the diary {program.diary}" in said


@pytest.mark.parametrize("kind", MAKING)
def test_a_file_is_made_where_there_are_no_hard_links(
    diary: Program, tmp_path: Path, kind: str
) -> None:
    """As on most memory sticks."""
    target = target_of(kind, tmp_path)
    making = command(kind, target, tmp_path)
    calls = faults.calls_about(target.parent, diary, making)
    [linked] = [call for call in calls if call.name.startswith("link")]
    for there in (False, True):
        target.unlink(missing_ok=True)
        diary("undo")  # of the import, which is to bring something in
        if there:
            target.write_text("mine")

        outcome = faults.struck(target.parent, diary, making, linked, "error=EPERM")

        if there:
            assert outcome is None, "nothing was linked"
            assert target.read_text() == "mine"
        else:
            assert outcome is not None
            assert outcome.code == 0, outcome
        assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("options", [[], ["--replace"]])
@pytest.mark.parametrize("kind", MAKING)
def test_the_folder_is_synchronised_after_the_file_is_in_its_place_and_before_the_answer(
    diary: Program, tmp_path: Path, kind: str, options: list[str]
) -> None:
    target = target_of(kind, tmp_path)
    if options:
        target.write_text("old")

    making = [*command(kind, target, tmp_path), *options]
    calls = [call.line for call in faults.calls_about(target.parent, diary, making)]

    require_order(calls, target)


def require_order(calls: list[str], target: Path) -> None:
    """Check that a file is synchronised, put in its place, and then its folder synchronised."""
    placed = last(calls, "link", "rename", name=f'"{target}"')
    assert last(calls, "fsync", name=f"<{target.parent}/.fibrolog-") < placed, calls
    assert placed < last(calls, "fsync", name=f"<{target.parent}>"), calls
    if told := [n for n, line in enumerate(calls) if line.startswith("write(1<")]:
        assert last(calls, "fsync", name=f"<{target.parent}>") < told[-1], calls


def last(calls: list[str], *names: str, name: str) -> int:
    return max(n for n, line in enumerate(calls) if line.startswith(names) and name in line)


def test_what_is_made_for_the_shells_and_a_new_diary_is_synchronised_likewise(
    beginner: Program, tmp_path: Path
) -> None:
    start = tmp_path / ".bashrc"
    start.write_bytes(b"export A=\xe4")
    start.chmod(0o640)
    making = ["--install-completion", "bash"]
    calls = [call.line for call in faults.calls_about(tmp_path, beginner, making)]
    require_order(calls, tmp_path / ".config" / "fibrolog" / "completion.bash")
    require_order(calls, start)
    last(calls, "fsync", name=f"<{tmp_path}/.config>")  # it has a new folder in it
    assert start.read_bytes().startswith(b"export A=\xe4\n. ")
    assert stat.S_IMODE(start.stat().st_mode) == 0o640

    calls = [call.line for call in faults.calls_about(tmp_path, beginner, ["add", "calf"])]
    require_order(calls, beginner.diary)
    last(calls, "fsync", name=f"<{tmp_path}>")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", MAKING)
def test_a_file_is_whole_or_absent_whichever_system_call_fails_and_the_next_try_works(
    diary: Program, tmp_path: Path, kind: str, fault: str
) -> None:
    target = target_of(kind, tmp_path)
    making = command(kind, target, tmp_path)
    kept = diary.diary.read_bytes()
    calls = [
        call
        for call in faults.calls_about(target.parent, diary, making)
        if str(target.parent) in call.line  # and not about the answer
    ]
    whole = target.stat().st_size
    most = faults.ROUNDS // 8
    for call in calls if faults.EVERYTHING else calls[:: -(-len(calls) // most)]:
        for _ in range(3):  # the fault may strike somewhere else
            for path in target.parent.iterdir():
                path.unlink()
            diary.diary.write_bytes(kept)
            diary.diary.with_name("diary.db-journal").unlink(missing_ok=True)
            outcome = faults.struck(target.parent, diary, making, call, fault)
            if outcome is not None:
                break
        assert outcome is not None, call

        require_whole_or_absent(outcome, target, whole, call)
        if not target.exists():
            assert diary(*making).code == 0, call
        # What a killed process left is cleared by the next that makes a file there.
        diary("export", "-o", str(target.with_name("next.csv")), "--replace").saved()
        left = {path.name for path in target.parent.iterdir()}
        assert left == {target.name, "next.csv"}, call
        target.with_name("next.csv").unlink()


def require_whole_or_absent(outcome: Outcome, target: Path, whole: int, call: faults.Call) -> None:
    assert outcome.code in (0, 1, -signal.SIGKILL), (call, outcome)
    assert "Traceback" not in outcome.err
    left = [path for path in target.parent.iterdir() if path != target]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in left)
    if outcome.code >= 0:
        assert left == [], (call, outcome)
        assert target.exists() == (outcome.code == 0), (call, outcome)
    if target.exists():
        assert abs(target.stat().st_size - whole) < 200, call  # stamps and the like


def test_a_full_disk_keeps_no_part_of_a_demo(diary: Program, tmp_path: Path) -> None:
    with faults.small_disk(tmp_path / "disk", 64 * 1024) as disk:
        assert "could not be written" in diary("demo", "--keep", str(disk / "demo.db")).refused(1)
        assert list(disk.iterdir()) == []


def test_only_what_nobody_is_making_any_more_is_cleared(diary: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    mine = [".fibrolog-notes", "fibrolog-abcdefgh.new", ".other-abcdefgh.new"]
    for name in mine:
        (folder / name).write_text("mine")
    left, being_made = folder / ".fibrolog-aaaaaaaa.new", folder / ".fibrolog-bbbbbbbb.new"
    for path in (left, being_made):
        path.write_text("half")
    (folder / ".fibrolog-cccccccc.new").symlink_to(folder / mine[0])
    (folder / ".fibrolog-dddddddd.new").mkdir()
    with being_made.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        diary("export", "-o", str(folder / "x.csv")).saved()

        assert not left.exists()
        assert being_made.read_text() == "half"
    assert (folder / mine[0]).read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {
        *mine, "x.csv", being_made.name, ".fibrolog-cccccccc.new", ".fibrolog-dddddddd.new"
    }  # fmt: skip


def test_clearing_takes_no_lock_from_an_open_diary(diary: Program) -> None:
    """A second name of the open diary is removed without opening it, which would unlock it."""
    script = f"""
import sqlite3, subprocess, sys
from pathlib import Path
from fibrolog.storage.atomic import clear_what_was_left
path = Path({str(diary.diary)!r})
path.with_name(".fibrolog-aaaaaaaa.new").hardlink_to(path)
connection = sqlite3.connect(path, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
clear_what_was_left(path.parent)
other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
print(subprocess.run([sys.executable, "-c", other, path], capture_output=True).returncode)
print([one.name for one in path.parent.iterdir() if one.name.endswith(".new")])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "[]"]


def test_two_that_make_the_same_file_at_once_leave_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with atomic.new_file(target) as first:
        first.write(b"first")
        with atomic.new_file(target) as second:
            second.write(b"second")
        with pytest.raises(FileExistsError), atomic.new_file(target) as third:
            third.write(b"third")
        target.unlink()
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_slow_reader_of_a_pipe_keeps_nobody_from_writing(diary: Program, tmp_path: Path) -> None:
    diary("edit", "e1", "--note", "x" * 90_000).saved()  # more than a pipe holds
    os.mkfifo(tmp_path / "pipe")
    exporting = [sys.executable, "-m", "fibrolog", "export", "-o", str(tmp_path / "pipe")]
    with (
        subprocess.Popen(exporting, env=diary.environment, stdout=subprocess.DEVNULL),
        (tmp_path / "pipe").open() as reader,
    ):
        reader.read(1)
        said = diary("add", "neck")
        reader.read()
    assert "Saved" in said.saved()


@pytest.mark.parametrize(
    ("named", "instead"),
    [
        ("z.csv.gz", "z.csv"),
        ("z.json.bz2", "z.json"),
        ("z.2026.gz", "z.2026.csv"),
        ("z.x", "z.csv"),
    ],
)
def test_a_packed_export_is_advised_by_its_own_ending(
    fibrolog: Program, named: str, instead: str
) -> None:
    assert fibrolog("export", "-o", named).refused(2).endswith(f"type -o {instead}.\n")
