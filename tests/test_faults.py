"""Nothing that was acknowledged is ever lost, whatever happens to the machine around the diary.

`FIBROLOG_FAULT_ROUNDS=300 pytest tests/test_faults.py` is the long run: 300 kills at random
moments, and every system call of an `add` in turn.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import faults
from tests.conftest import NOW, Outcome, Program
from tests.faults import ROUNDS
from tests.forked import Starter

# Each part has a diary of its own, so that the parts can run side by side.
PARTS = 4
READING = (["list"], ["report"], ["export"])
SCHEMAS = Path(__file__).parent / "schemas"
ENTRY = ["add", "calf", "l", "7", "--took", "heat", "--note"]


# Kills


@pytest.fixture
def fibrolog(beginner: Program, starter: Starter) -> Program:
    """The program without a diary prepared: it creates it itself."""
    return replace(beginner, starter=starter)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_acknowledged_entry_survives_kills_at_random_moments(
    fibrolog: Program, beginner: Program, part: int
) -> None:
    chance = random.Random(part)
    fibrolog(*ENTRY, "first").saved()
    began = time.monotonic()
    beginner(*ENTRY, "second").saved()
    usual = time.monotonic() - began
    acknowledged = ["first", "second"]

    for number in range(ROUNDS // PARTS):
        killed = subprocess.Popen(
            [sys.executable, "-m", "fibrolog", *ENTRY, str(number)],
            env=fibrolog.environment | faults.BERLIN, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(chance.uniform(0.5, 1.1) * usual)
        killed.send_signal(signal.SIGKILL)
        said = killed.communicate()[0]
        if said.startswith("Saved e"):
            acknowledged.append(str(number))

        # A reading command meets what the kill left behind, and then a writing one does.
        kept = [row["note"] for row in fibrolog.rows() if row["entry"] == "episode"]
        assert [note for note in kept if note in acknowledged] == acknowledged
        assert len(kept) == len(set(kept))

    fibrolog(*ENTRY, "last").saved()
    assert faults.notes(fibrolog.diary) == [*kept, "last"]
    faults.require_sound(fibrolog.diary)
    assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]


def sampled(calls: list[faults.Call], most: int) -> list[faults.Call]:
    """Return every call in the long run, and otherwise at most so many, spread evenly."""
    return calls if faults.EVERYTHING else calls[:: -(-len(calls) // most)]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC"])
@pytest.mark.parametrize("before", ["a diary", "nothing"])
def test_an_entry_is_whole_or_absent_whichever_system_call_fails(
    fibrolog: Program, tmp_path: Path, before: str, fault: str, part: int
) -> None:
    folder = fibrolog.diary.parent
    kept = tmp_path / "kept"
    kept.mkdir()
    if before == "a diary":
        fibrolog(*ENTRY, "old").saved()
        shutil.copy2(fibrolog.diary, kept)

    def restored() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if before == "a diary":
            shutil.copytree(kept, folder)

    restored()
    calls = faults.calls_about(folder, fibrolog, [*ENTRY, "new"])
    assert {"openat", "pwrite64", "fdatasync", "unlink"} <= {call.name for call in calls}
    # A kill of an `add` to a diary, which is what happens in life, is tried at every call.
    most = len(calls) if (before, fault) == ("a diary", "signal=SIGKILL") else ROUNDS // 4
    for call in sampled(calls, most)[part::PARTS]:
        outcome = None
        for _ in range(3):
            restored()
            outcome = faults.struck(folder, fibrolog, [*ENTRY, "new"], call, fault)
            if outcome is not None:
                break
        assert outcome is not None, call
        old = ["old"] if before == "a diary" else []
        require_whole_or_absent(fibrolog, outcome, old, call)


def require_whole_or_absent(
    program: Program, outcome: Outcome, old: list[str], call: faults.Call
) -> None:
    """Check what a command left behind that was struck at a system call."""
    assert outcome.code in (0, 1, -signal.SIGKILL), (call, outcome)
    assert "Traceback" not in outcome.err, (call, outcome)
    if outcome.code == 1:
        assert outcome.err.count("\n") == 1, (call, outcome)
    # Every other time the first to meet what is left is a command that only reads.
    if program.diary.exists() and call.number % 2:
        assert program("list").code == 0, call
        saved = faults.notes(program.diary)
    else:
        program(*ENTRY, "next").saved()
        *saved, last = faults.notes(program.diary)
        assert last == "next"

    assert saved in (old, [*old, "new"]), call
    if outcome.out.startswith("Saved"):
        assert "new" in saved, (call, outcome)
    if "nothing was saved" in outcome.err or "cannot be used" in outcome.err:
        assert "new" not in saved, (call, outcome)
    faults.require_sound(program.diary)


def test_eight_processes_with_fifty_adds_each_save_all_four_hundred(fibrolog: Program) -> None:
    writer = """
import sys
from fibrolog.cli import run
for number in range(50):
    code = run(["add", "calf", "--took", "heat", "--note", f"{sys.argv[1]}-{number}"])
    if code: sys.exit(code)
"""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", writer, str(number)],
            env=fibrolog.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for number in range(8)
    ]  # fmt: skip
    errors = [(writer.communicate(timeout=120)[1], writer.returncode) for writer in writers]

    assert errors == [("", 0)] * 8
    expected = {f"{writer}-{number}" for writer in range(8) for number in range(50)}
    saved = faults.notes(fibrolog.diary)
    assert (len(saved), set(saved)) == (400, expected)
    faults.require_sound(fibrolog.diary)
    assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]


# Full disks


@pytest.mark.parametrize("free_kib", [0, 1, 4, 8, 16, 28, 36, 64])
def test_a_full_disk_refuses_an_entry_whole_and_takes_it_when_there_is_room(
    make_program: Callable[[Path], Program], tmp_path: Path, free_kib: int
) -> None:
    with faults.small_disk(tmp_path / "disk", 512 * 1024) as disk:
        program = make_program(disk / "diary.db")
        program(*ENTRY, "old").saved()
        before = program.diary.read_bytes()
        faults.fill_up(disk, free_kib * 1024)

        outcome = program(*ENTRY, "new" * 5_000)

        if outcome.code:
            assert "full or failing" in outcome.refused(1)
            program("list").saved()
            assert program.diary.read_bytes() == before
        else:
            assert free_kib >= 36
        (disk / "filler").unlink()
        program(*ENTRY, "room").saved()
        assert [note[:3] for note in faults.notes(program.diary)] == (
            ["old", "room"[:3]] if outcome.code else ["old", "new", "roo"]
        )
        assert {path.name for path in disk.iterdir()} == {"diary.db"}


def test_a_full_disk_takes_no_new_diary_and_keeps_nothing_of_it(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    for free_kib in (0, 64, 140):
        with faults.small_disk(tmp_path / f"disk{free_kib}", 512 * 1024) as disk:
            program = make_program(disk / "diary.db")
            faults.fill_up(disk, free_kib * 1024)

            outcome = program(*ENTRY, "new")

            if outcome.code:
                outcome.refused(1)
            (disk / "filler").unlink()
            kept = {path.name for path in disk.iterdir()}
            assert kept in (set(), {"diary.db"}), free_kib
            program(*ENTRY, "room").saved()


@pytest.mark.parametrize("command", [["export", "-o"], ["backup"]])
@pytest.mark.parametrize("there_already", [False, True])
def test_what_does_not_fit_on_the_disk_leaves_no_part_of_a_file(
    fibrolog: Program, tmp_path: Path, command: list[str], there_already: bool
) -> None:
    fibrolog(*ENTRY, "x" * 100_000).saved()
    before = fibrolog.diary.read_bytes()
    target = tmp_path / "out" / "file"
    target.parent.mkdir()
    options = ["--replace"] if there_already else []
    if there_already:
        target.write_text("old")

    for most in (0, 5_000, 50_000):
        faults.limited(fibrolog, most, *command, str(target), *options).refused(1)

        left = {path.name: path.read_text() for path in target.parent.iterdir()}
        assert left == ({"file": "old"} if there_already else {}), most
    assert fibrolog.diary.read_bytes() == before
    assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]


@pytest.mark.parametrize("command", [["export", "-o"], ["backup"]])
def test_a_copy_onto_a_full_disk_is_refused_and_leaves_nothing(
    fibrolog: Program, tmp_path: Path, command: list[str]
) -> None:
    fibrolog(*ENTRY, "x" * 100_000).saved()
    before = fibrolog.diary.read_bytes()
    with faults.small_disk(tmp_path / "disk", 64 * 1024) as disk:
        fibrolog(*command, str(disk / "file")).refused(1)

        assert list(disk.iterdir()) == []
    assert fibrolog.diary.read_bytes() == before


@pytest.mark.parametrize("room", [0, 4096, 32 * 1024])
def test_an_edit_that_does_not_fit_is_refused_and_leaves_the_file_as_it_was(
    fibrolog: Program, room: int
) -> None:
    fibrolog(*ENTRY, "old").saved()
    before = fibrolog.diary.read_bytes()
    edit = ["edit", "e1", "--note", "new" * 20_000]

    assert "full or failing" in faults.limited(fibrolog, len(before) + room, *edit).refused(1)

    assert fibrolog.diary.read_bytes() == before
    assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]
    fibrolog(*edit).saved()


@pytest.mark.parametrize("share", [0, 0.3, 0.99, 1, 1.05])
def test_a_migration_that_does_not_fit_is_refused_and_leaves_the_file_as_it_was(
    fibrolog: Program, share: float
) -> None:
    fibrolog.diary.parent.mkdir()
    with closing(sqlite3.connect(fibrolog.diary)) as connection:
        connection.executescript((SCHEMAS / "schema_1.sql").read_text())
    before = fibrolog.diary.read_bytes()
    for command in (["list"], [*ENTRY, "new"]):
        faults.limited(fibrolog, int(len(before) * share), *command).refused(1)

        assert fibrolog.diary.read_bytes() == before
        assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]
    fibrolog("list").saved()
    faults.require_sound(fibrolog.diary)


# Rotten files


@pytest.fixture
def small_diary(fibrolog: Program, tell: Callable[..., Outcome]) -> Path:
    """Some of everything a diary can hold."""
    for line in (
        ["add", "calf", "l", "7", "3m", "--trigger", "cold", "--note", "a bad night"],
        ["took", "heat", "--for", "last", "--relief", "good", "--dose", "20 min"],
        ["add", "neck", "x3", "--kind", "twitch", "--at", "2026-11-19 08:00"],
        ["add", "hip", "--sign", "numb", "--pain", "touch pain", "--at", "yesterday"],
        ["took", "magnesium 400mg, vitamin d", "--at", "2026-11-18 22:00"],
        ["none", "2026-11-16", "--to", "2026-11-18", "--note", "quiet"],
        ["remedies", "add", "amitriptyline"],
    ):
        assert tell(*line).saved()
    return fibrolog.diary


@pytest.mark.parametrize("part", range(PARTS))
def test_a_flipped_bit_in_any_page_is_never_a_traceback_and_reading_never_spreads_it(
    small_diary: Path, tell: Callable[..., Outcome], tmp_path: Path, part: int
) -> None:
    sound = small_diary.read_bytes()
    rotten = tmp_path / "rotten" / "diary.db"
    rotten.parent.mkdir()
    wrong: list[object] = []
    for where, bit in flips(small_diary, part, max(2, ROUNDS // 10)):
        content = bytearray(sound)
        content[where] ^= bit
        rotten.write_bytes(content)
        for command in (*READING, ["check"], ["add", "calf"]):
            try:
                outcome = tell(*command, diary=rotten)
            except Exception as error:
                wrong.append((where, bit, command, repr(error)))
                continue
            # A word whose letter changed in the file is a word that nobody knows.
            codes = (0, 1, 2) if command == ["add", "calf"] else (0, 1)
            if outcome.code not in codes or outcome.err.count("\n") != (outcome.code > 0):
                wrong.append((where, bit, command, outcome))
            if (outcome.code or command != ["add", "calf"]) and (
                rotten.read_bytes() != content or len(list(rotten.parent.iterdir())) > 1
            ):
                wrong.append((where, bit, command, "changed the file"))
    assert wrong == []


def flips(diary: Path, part: int, times: int) -> Iterator[tuple[int, int]]:
    """Yield bytes and bits to flip: in every page of this part, so many, always the same."""
    with closing(sqlite3.connect(diary)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (4096,)
        [pages] = connection.execute("PRAGMA page_count").fetchone()
    content = diary.read_bytes()
    for page in range(part, pages, PARTS):
        chance = random.Random(page)
        # Every other one where something is written, because much of a small diary is zeros.
        written = [n for n in range(page * 4096, (page + 1) * 4096) if content[n]]
        for number in range(times):
            anywhere = page * 4096 + chance.randrange(4096)
            where = chance.choice(written) if number % 2 else anywhere
            yield where, chance.choice((0x10, 0x10, 0x01, 0x80))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_flipped_bit_that_check_does_not_find_changed_one_value_at_most(
    small_diary: Path, tell: Callable[..., Outcome], tmp_path: Path, part: int
) -> None:
    """SQLite has no checksums: a letter that became another letter is nobody's to find."""
    assert tell("check").code == 0
    sound = small_diary.read_bytes()
    before = faults.content(small_diary)
    assert before is not None
    rotten = tmp_path / "rotten.db"
    missed: list[object] = []
    reported = 0
    for where, bit in flips(small_diary, part, max(4, ROUNDS // 5)):
        flipped = bytearray(sound)
        flipped[where] ^= bit
        rotten.write_bytes(flipped)
        try:
            code = tell("check", diary=rotten).code
        except Exception as error:
            missed.append((where, bit, repr(error)))
            continue
        after = faults.content(rotten)
        reported += code
        if code == 0 and (after is None or not len(before - after) == len(after - before) <= 1):
            missed.append((where, bit, sorted(map(str, before ^ (after or set())))[:4]))
    assert missed == []
    assert reported


# Disks that may not be written to


def test_a_read_only_file_system_is_read_and_refuses_entries_in_one_sentence(
    fibrolog: Program,
) -> None:
    fibrolog(*ENTRY, "old").saved()
    before = fibrolog.diary.read_bytes()
    with faults.read_only(fibrolog.diary.parent):
        assert "may not be written" in fibrolog(*ENTRY, "new").refused(1)
        for command in READING:
            assert fibrolog(*command).saved()
        assert [row["note"] for row in fibrolog.rows()] == ["old", ""]

    assert fibrolog.diary.read_bytes() == before
    fibrolog(*ENTRY, "new").saved()


def test_a_read_only_file_system_without_a_diary_is_one_sentence(fibrolog: Program) -> None:
    fibrolog.diary.parent.mkdir()
    with faults.read_only(fibrolog.diary.parent):
        assert "Read-only file system" in fibrolog(*ENTRY, "new").refused(1)
        assert "no diary" in fibrolog("list").err


def test_half_an_entry_on_a_read_only_file_system_is_not_shown_as_a_fact(
    fibrolog: Program,
) -> None:
    """The journal of a killed writer cannot be rolled back there, and must not be ignored."""
    fibrolog(*ENTRY, "old").saved()
    leave_a_hot_journal(fibrolog.diary)
    with faults.read_only(fibrolog.diary.parent):
        fibrolog("list").refused(1)

    assert entries_after_a_listing(fibrolog) == ["old"]


def leave_a_hot_journal(diary: Path) -> None:
    """Kill a process whose change is half in the file: more than its cache holds."""
    writer = f"""
import os, signal, sqlite3
connection = sqlite3.connect({str(diary)!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE episodes SET note = 'half'")
for number in range(300):
    connection.execute("INSERT INTO steps (at, command) VALUES ('half', ?)", ("x" * 900,))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", writer], check=False)
    assert Path(f"{diary}-journal").stat().st_size > 0


def entries_after_a_listing(program: Program) -> list[str]:
    assert program("list").code == 0
    faults.require_sound(program.diary)
    return faults.notes(program.diary)


def test_the_journal_of_a_killed_writer_is_rolled_back_by_whatever_command_comes_next(
    fibrolog: Program,
) -> None:
    fibrolog(*ENTRY, "old").saved()
    for command in (*READING, ["info"], [*ENTRY, "new"], ["check"]):
        leave_a_hot_journal(fibrolog.diary)
        fibrolog(*command).saved()
        assert faults.notes(fibrolog.diary)[0] == "old"
        assert list(fibrolog.diary.parent.iterdir()) == [fibrolog.diary]


# Clocks


def test_the_time_zone_may_change_between_commands(fibrolog: Program) -> None:
    moments = [
        ("Europe/Berlin", "2026-11-20T23:30:00+01:00"),
        ("Asia/Kolkata", "2026-11-21T05:00:00+05:30"),
        ("America/New_York", "2026-11-20T19:00:00-05:00"),
        ("Pacific/Kiritimati", "2026-11-21T14:30:00+14:00"),
        ("Etc/GMT+12", "2026-11-20T13:00:00-12:00"),
        ("UTC", "2026-11-21T02:00:00+00:00"),
    ]
    for tz, now in moments:
        fibrolog("add", "calf", "--note", now, now=now, tz=tz).saved()

    for tz, _ in moments:
        rows = as_json(fibrolog("list", "--json", tz=tz))
        assert [row["note"] for row in rows] == [now for _, now in reversed(moments)]
        assert all(row["at"] == row["note"] for row in rows)
        assert as_json(fibrolog("report", "--json", tz=tz))["spasms"]["count"] == len(moments)
    assert [row["at"] for row in fibrolog.rows()] == [now for _, now in moments]


def as_json(outcome: Outcome) -> Any:
    return json.loads(outcome.saved())


@pytest.mark.parametrize(
    "zone",
    [
        "UTC+24", "<+99>-99", "UTC-24", "UTC+25", "XXX167", "<+15>-15", "UTC+14:01",
        "<ABC>-0:53:28", "AAA0BBB-24,M3.2.0,M11.1.0", "AAA-24BBB,M3.2.0,M11.1.0",
    ],
)  # fmt: skip
def test_a_zone_that_is_not_on_earth_is_refused_in_one_sentence(
    fibrolog: Program, zone: str
) -> None:
    fibrolog("took", "heat").saved()
    before = fibrolog.diary.read_bytes()
    for now in (NOW, ""):
        for command in (["add", "calf"], ["list", "--days", "3"], [], ["report"], ["none"]):
            assert f"TZ is {zone!r}" in fibrolog(*command, now=now, tz=zone).refused(2)
    assert fibrolog.diary.read_bytes() == before


@pytest.mark.parametrize("zone", ["", "garbage", ":/etc/passwd", "A", "UTC+12", "<+14>-14", "UTC0"])
def test_a_zone_that_nobody_knows_is_what_the_c_library_makes_of_it(
    fibrolog: Program, zone: str
) -> None:
    assert fibrolog("add", "calf", "--at", "2026-11-20 08:00", tz=zone, now="").saved()


def test_a_clock_set_back_loses_and_reorders_nothing(fibrolog: Program) -> None:
    later, earlier = "2026-11-22T03:12:00+01:00", "2026-11-10T08:00:00+01:00"
    fibrolog("add", "calf", "--note", "later", now=later).saved()
    fibrolog("took", "heat", "--for", "last", "--relief", "some", now=later).saved()
    fibrolog("none", "2026-11-21", now=later).saved()

    assert "Saved e2" in fibrolog("add", "neck", "--note", "earlier", now=earlier).saved()
    assert "Saved u2" in fibrolog("took", "heat", "--for", "last", now=earlier).saved()
    assert "Saved c2" in fibrolog("none", "2026-11-09", now=earlier).saved()

    order = ["c2", "e2", "u2", "c1", "e1", "u1"]
    assert [row["id"] for row in fibrolog.rows()] == order
    listed = as_json(fibrolog("list", "--json", now=earlier))
    assert sorted(row["id"] for row in listed) == sorted(order)
    for now, count in ((earlier, 1), (later, 1)):
        for form in ([], ["--plain"], ["--why", "heat"]):
            assert fibrolog("report", *form, now=now).code == 0
        found = json.loads(fibrolog("report", "--json", now=now).out)
        assert found["spasms"]["count"] == count
    assert as_json(fibrolog("report", "--all", "--json", now=later))["spasms"]["count"] == 2
    faults.require_sound(fibrolog.diary)


# Names


def test_what_is_no_file_is_refused_by_every_command_without_waiting(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to the folder").symlink_to(tmp_path / "folder")
    for place in (*(tmp_path / name for name in ("folder", "pipe", "to the folder")),
                  Path(os.devnull), Path("/dev/full")):  # fmt: skip
        for command in (*READING, ["info"], ["check"], ["add", "calf"]):
            sentence = make_program(place)(*command).refused(1)
            assert "name " in sentence, (place, command)


def test_a_link_that_leads_nowhere_is_one_sentence(
    make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "lost").symlink_to(tmp_path / "file" / "diary.db")
    (tmp_path / "file").write_text("not a folder")

    for name in ("loop", "lost"):
        assert "--db" in make_program(tmp_path / name)(*ENTRY, "new").refused(1)
    assert {path.name for path in tmp_path.iterdir()} == {"loop", "lost", "file"}


def test_a_link_to_a_diary_stays_a_link_and_its_journal_lies_beside_the_diary(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path
) -> None:
    fibrolog(*ENTRY, "old").saved()
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(fibrolog.diary)
    linked = make_program(link)
    leave_a_hot_journal(fibrolog.diary)

    linked(*ENTRY, "through the link").saved()

    assert link.is_symlink()
    assert list(link.parent.iterdir()) == [link]
    assert faults.notes(fibrolog.diary) == ["old", "through the link"]
    assert "diary itself" in linked("export", "-o", str(fibrolog.diary)).refused(2)
    assert "diary itself" in fibrolog("export", "-o", str(link)).refused(2)


# Hostile text

HOSTILE = {
    "markup": "[bold red]x[/] [/] [/nothing] [link=http://x]y[/link] \\[b]",
    "emoji code": ":warning: :smile:",
    "colour": "\x1b[31mred\x1b[0m \x1b[2J\x1b[H gone",
    "title and clipboard": "\x1b]0;title\x07 \x1b]52;c;Y3VybA==\x07",
    "link": "\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\",
    "C1 controls": "\x9b31m \x9d0;t\x9c \x85next",
    "carriage return": "good\rbad\b\b\b\x7f",
    "another entry": "x\n  e9  03:12  spasm, calf\ne9, Sunday: spasm\nSaved e9: spasm, calf\r\n",
    "line separators": "one\u2028two\u2029three\x0bfour\x0cfive",
    "turned around": "\u202egnp.exe\u202c \u2066x\u2069 \u200f \u061c",
    "joined emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 क्‍ष",
    "formula": '=HYPERLINK("http://x?"&A1,"see")',
    "command": "=cmd|'/C calc'!A1",
    "apostrophes": "''=1+1",
    "quotes": 'a "b", c\n"d"',
    "SQL": "'); DROP TABLE episodes; --",
    "format": "%s %n {0} {entry} $HOME `id`",
    "wide": "痛" * 200,
    "zalgo": "x" + "\u0301" * 300,
    "100 kB": "long " * 20_000,
}
# Controls but the line feed, and the marks that turn the writing direction.
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def require_harmless(outcome: Outcome, *, lines: int | None = None) -> None:
    for stream in (outcome.out, outcome.err):
        assert not STEERING.search(stream), STEERING.search(stream)
    assert not re.search(r"^(Saved e9| *e9)", outcome.out, re.MULTILINE), outcome.out
    assert "Traceback" not in outcome.err
    if lines is not None:
        assert outcome.out.count("\n") == lines, outcome.out


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_shown_as_text_and_exported_exactly(
    tell: Callable[..., Outcome], name: str
) -> None:
    text = HOSTILE[name]
    trigger = text.replace(";", ",").strip()[:200].strip()  # longer ones are for the note
    dose = text.replace("03:12", "").replace("Sunday", "")[:200]  # a time is never one
    for command, lines in (
        (["add", "calf", "--trigger", trigger, "--note", text], 1),
        (["took", "heat", "--dose", dose, "--for", "last", "--note", text], 2),
        (["none", "yesterday", "--note", text], 1),
        (["none", "yesterday", "--note", f"{text}."], 1),
        (["add", "calf", "--at", "yesterday 9pm"], 2),  # it ends the clear day, and says its note
        (["none", "2026-11-20", "--note", text], 1),
    ):
        said = tell(*command)
        assert said.saved()
        require_harmless(said, lines=lines)

    for command, count in (
        (["list"], None),
        (["list", "--plain"], 4),
        (["list", "--search", text[:50]], None),
        (["show", "e1"], 13),
        (["show", "u1"], 11),
        (["show", "c2"], 6),
        (["report"], None),
        (["report", "--plain"], None),
        (["report", "--why", "heat"], None),
        (["--plain", "report", "--why", "heat"], None),
    ):
        shown = tell(*command)
        assert (shown.code, shown.err) == (0, ""), command
        require_harmless(shown, lines=count)
        if command[0] in ("show", "list") and name in ("markup", "joined emoji", "SQL"):
            assert text in shown.out

    rows = {row["id"]: row for row in exported(tell)}
    for cell, text_written in (
        (rows["e1"]["note"], text), (rows["e1"]["triggers"], trigger),
        (rows["u1"]["dose"], dose), (rows["u1"]["note"], text), (rows["c2"]["note"], text),
    ):  # fmt: skip
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert unguarded(cell) == text_written


def unguarded(cell: str) -> str:
    """Return a cell without the one apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def exported(tell: Callable[..., Outcome]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tell("export").saved(), newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_or_shown_as_text(
    tell: Callable[..., Outcome], name: str
) -> None:
    shortened = re.sub("[,;]|--", "", HOSTILE[name])[:40]
    for noun, column, save in (("remedies", "remedy", "took"), ("regions", "region", "add")):
        for typed in dict.fromkeys((HOSTILE[name], shortened)):
            unknown = tell(save, "--", typed)
            unknown.refused(2)
            require_harmless(unknown)
            added = tell(noun, "add", "--", typed)
            require_harmless(added)
            if added.code:
                added.refused(2)
                continue
            saved = tell(save, "--", typed)
            assert saved.saved()
            require_harmless(saved, lines=1)
            kept = " ".join(typed.split())
            for command in (
                [noun], [noun, "--plain"], ["list"], ["list", "--plain"], ["report"],
                ["report", "--plain"],
            ):  # fmt: skip
                shown = tell(*command)
                assert kept[:20] in shown.saved(), command
                require_harmless(shown)
            assert kept in {unguarded(row[column]) for row in exported(tell)}


def test_a_long_text_comes_through_the_command_line_whole(fibrolog: Program) -> None:
    said = fibrolog("add", "calf", "--note", HOSTILE["100 kB"])

    assert len(said.saved()) < 200
    assert fibrolog.rows()[0]["note"] == HOSTILE["100 kB"]
