"""`edit`, `delete`, `finish`, `undo` and `history`: nothing is ever lost."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fibrolog.domain.entries import KINDS, ClearDay, Entry, Episode, Kind, Moment, RemedyUse
from fibrolog.domain.vocabulary import Remedy
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from tests.conftest import Program
from tests.strategies import examples

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def diary(fibrolog: Program) -> Program:
    fibrolog(
        "add", "calf", "l", "7", "3m", "x2", "--woke", "--sign", "weakness", "--pain",
        "allodynia", "--trigger", "cold", "--note", "bad", "--took", "heat", "--at", "20 Nov 5am",
    ).saved()  # fmt: skip
    fibrolog("none", "2026-11-19", "--note", "fine").saved()
    return fibrolog


def row(program: Program, entry_id: str) -> dict[str, str]:
    [found] = [row for row in program.rows() if row["id"] == entry_id]
    return found


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--side", "r"], {"side": "right"}),
        (["--side", ""], {"side": ""}),
        (["--region", "shin"], {"region": "shin"}),
        (["--intensity", "5/10"], {"intensity": "5"}),
        (["--intensity", ""], {"intensity": ""}),
        (["--duration", "1,5m"], {"duration_s": "90"}),
        (["--duration", ""], {"duration_s": ""}),
        (["--count", "x4"], {"count": "4"}),
        (["--kind", "Twitch"], {"kind": "twitch"}),
        (["--no-woke"], {"woke": "no"}),
        (["--sign", "tremor", "--sign", "numb"], {"signs": "tremor; numbness"}),
        (["--sign", ""], {"signs": ""}),
        (["--pain", ""], {"pain_types": ""}),
        (["--trigger", "a; b"], {"triggers": "a; b"}),
        (["--note", ""], {"note": ""}),
        (["--note", "worse\nthan"], {"note": "worse\nthan"}),
        (["--at", "21 Nov"], {"at": "2026-11-21T12:00:00+01:00", "at_precision": "day"}),
    ],
)
def test_edit_changes_what_was_asked_and_nothing_else(
    diary: Program, options: list[str], changed: dict[str, str]
) -> None:
    before = row(diary, "e1")

    diary("edit", "e1", *options, now="2026-11-22T04:00:00+01:00").saved()

    assert row(diary, "e1") == before | changed | {"updated_at": "2026-11-22T03:00:00+00:00"}


@pytest.mark.parametrize(
    ("entry", "options", "changed"),
    [
        ("u1", ["--dose", "20 min"], {"dose": "20 min"}),
        ("u1", ["--remedy", "ice"], {"remedy": "cold"}),
        ("u1", ["--relief", "Good"], {"relief": "good"}),
        ("u1", ["--for", ""], {"for": ""}),
        ("c1", ["--note", "very fine"], {"note": "very fine"}),
    ],
)
def test_uses_and_clear_days_can_be_edited_too(
    diary: Program, entry: str, options: list[str], changed: dict[str, str]
) -> None:
    before = row(diary, entry)

    diary("edit", entry, *options).saved()

    assert row(diary, entry) == before | changed


@pytest.mark.parametrize(
    ("command", "code", "named"),
    [
        (["edit", "e1", "--dose", "3"], 2, "e1 is an episode, which has no --dose"),
        (["edit", "u1", "--side", "l"], 2, "no --side"),
        (["edit", "c1", "--at", "today"], 2, "no --at"),
        (["edit", "e1", "--intensity", "11"], 2, "'11'"),
        (["edit", "e1", "--intensity", "0"], 2, "twitch"),
        (["edit", "e1", "--region", "clf"], 2, "calf"),
        (["edit", "e1", "--kind", "cramp"], 2, "spasm or twitch"),
        (["edit", "e1", "--at", "tomorrow"], 2, "'tomorrow'"),
        (["edit", "u1", "--for", "", "--relief", "good"], 2, "--for"),
        (["edit", "e9"], 3, "e9"),
        (["edit", "x"], 2, "'x'"),
        (["delete", "e1"], 2, "--yes"),
        (["delete", "e1", "e9", "--yes"], 3, "e9"),
        (["finish"], 2, "--note"),
        (["finish", "e1", "--intensity", "5"], 2, "edit e1 --intensity"),
        (["finish", "u1", "--note", "x"], 2, "not an episode"),
        (["history", "e9"], 3, "e9"),
        (["undo", "0"], 2, "0"),
        (["undo", "many"], 2, "many"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    diary: Program, command: list[str], code: int, named: str
) -> None:
    before = diary.diary.read_bytes()

    assert named in diary(*command).refused(code)
    assert diary.diary.read_bytes() == before


@pytest.mark.parametrize("options", [[], ["--side", "left"], ["--note", "bad", "--woke"]])
def test_an_edit_that_changes_nothing_writes_nothing(diary: Program, options: list[str]) -> None:
    before = diary.diary.read_bytes()

    assert "Nothing to change" in diary("edit", "e1", *options, now="2026-11-23T00:00Z").saved()
    assert diary.diary.read_bytes() == before


def test_a_spasm_moved_to_a_clear_day_replaces_it(diary: Program) -> None:
    assert "spasm replaces it" in diary("edit", "e1", "--at", "2026-11-19 8am").saved()
    assert {row["id"] for row in diary.rows()} == {"e1", "u1"}


def test_delete_shows_what_it_removes_and_removes_all_or_nothing(diary: Program) -> None:
    said = diary("delete", "e1", "C1", "--yes").saved()

    assert "Deleted e1: spasm, left calf" in said
    assert "Deleted c1: clear day, “fine”" in said
    assert [row["id"] for row in diary.rows()] == ["u1"]


def test_finish_fills_in_what_is_missing(fibrolog: Program) -> None:
    fibrolog("add", "neck").saved()

    fibrolog("finish", "--intensity", "6", "--duration", "2m", "--woke", "--note", "now").saved()

    finished = row(fibrolog, "e1")
    assert (finished["intensity"], finished["duration_s"], finished["woke"]) == ("6", "120", "yes")
    assert finished["note"] == "now"


def test_undo_takes_back_the_latest_steps_exactly(diary: Program) -> None:
    first = diary.rows()
    diary("edit", "e1", "--side", "r", now="2026-11-22T05:00:00+01:00").saved()
    second = diary.rows()
    diary("delete", "e1", "u1", "--yes").saved()

    assert "e1 is back" in diary("undo").saved()
    assert diary.rows() == second
    diary("undo").saved()
    assert diary.rows() == first
    assert "e1 is as it was" in diary("undo", "--redo").saved()
    assert diary.rows() == second
    diary("undo", "--redo").saved()
    assert [row["id"] for row in diary.rows()] == ["c1"]
    diary("undo", "2").saved()
    assert diary.rows() == first


def test_undo_takes_back_what_a_spasm_replaced_and_a_merge(diary: Program) -> None:
    first = diary.rows()
    diary("add", "neck", "--at", "2026-11-19 8am").saved()
    diary("regions", "rename", "calf", "shin").saved()

    diary("undo", "2").saved()

    assert diary.rows() == first
    assert diary("add", "calf").saved()


def test_ids_are_not_used_again_after_an_undo(fibrolog: Program) -> None:
    fibrolog("add", "neck").saved()
    fibrolog("undo").saved()

    assert fibrolog("add", "calf").saved().startswith("Saved e2")


def test_after_a_new_change_there_is_nothing_to_put_back(diary: Program) -> None:
    diary("undo").saved()
    diary("add", "neck").saved()

    assert "nothing to put back" in diary("undo", "--redo").saved()


def test_undo_says_when_there_is_no_more(fibrolog: Program) -> None:
    assert "nothing to take back" in fibrolog("undo").saved()
    fibrolog("add", "neck").saved()

    outcome = fibrolog("undo", "5")
    assert (outcome.code, "e1 is gone" in outcome.out, "more" in outcome.err) == (0, True, True)


def test_history_tells_what_became_of_a_deleted_entry(diary: Program) -> None:
    diary("edit", "e1", "--side", "r").saved()
    diary("delete", "e1", "--yes").saved()

    lines = diary("history", "e1").saved().splitlines()
    assert "add: e1: spasm, left calf" in lines[0]
    assert "edit: side left became right" in lines[1]
    assert "delete: removed" in lines[2]
    steps = diary("history").saved()
    assert "delete: e1 removed" in steps
    diary("undo").saved()
    assert "delete: e1 removed, taken back" in diary("history").saved()


def snapshot(diary: Diary) -> list[object]:
    """Return every row of every table that an undo restores.

    `changed_at` of a word is not restored: it tells other diaries that the undo came later.
    """
    with closing(sqlite3.connect(diary.path)) as connection:
        return [
            connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
            for table, columns in {
                "episodes": "*",
                "uses": "*",
                "clear_days": "*",
                "regions": "id, name, key, body_group, sides, wpi_area, hidden",
                "remedies": "id, name, key, category, hint, hidden",
                "region_aliases": "*",
                "remedy_aliases": "*",
            }.items()
        ]


class Journal(RuleBasedStateMachine):
    """Any changes, undone and redone in any order, lead where they came from."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.diary = Diary.open_or_create(Path(self.folder.name) / "diary.db")
        self.states = [snapshot(self.diary)]
        self.undone: list[list[object]] = []
        self.remedies = 0

    def teardown(self) -> None:
        self.diary.__exit__(None, None, None)
        self.folder.cleanup()

    def changed(self) -> None:
        state = snapshot(self.diary)
        if state != self.states[-1]:
            self.states.append(state)
            self.undone.clear()

    def ids(self) -> list[str]:
        return [record.id for record in self.diary.newest(Selection(), 100)]

    @rule(day=st.integers(1, 4), side=st.sampled_from([None, "left"]))
    def add(self, day: int, side: None) -> None:
        at = Moment(NOW - timedelta(days=day))
        use = RemedyUse(at, "heat")
        self.diary.save_episode(Episode(at, "calf", side=side), [use], NOW)
        self.changed()

    @rule(day=st.integers(1, 4), note=st.sampled_from(["", "good"]))
    def clear(self, day: int, note: str) -> None:
        self.diary.save_clear_days([ClearDay(date(2026, 11, 22 - day), note)], NOW)
        self.changed()

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), note=st.text(max_size=3))
    def edit(self, data: st.DataObject, note: str) -> None:
        def renoted(entry: Entry) -> Entry:
            return replace(entry, note=note)

        self.diary.edit(data.draw(st.sampled_from(self.ids())), renoted, NOW)
        self.changed()

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), day=st.integers(1, 4), kind=st.sampled_from(KINDS))
    def move(self, data: st.DataObject, day: int, kind: Kind) -> None:
        def moved(entry: Entry) -> Entry:
            if isinstance(entry, Episode):
                return replace(entry, moment=Moment(NOW - timedelta(days=day)), kind=kind)
            return entry

        self.diary.edit(data.draw(st.sampled_from(self.ids())), moved, NOW)
        self.changed()

    @precondition(lambda self: self.diary.removed_last(100))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        gone = [record.id for record in self.diary.removed_last(100)]
        chosen = data.draw(st.sampled_from(gone))
        try:
            restored = self.diary.restore(chosen, NOW)
        except NotUnderstood:
            assert snapshot(self.diary) == self.states[-1]
        else:
            assert self.diary.entry(chosen, NOW) == restored.record
        self.changed()

    @invariant()
    def no_clear_day_has_a_spasm(self) -> None:
        assert list(self.diary.problems(NOW)) == []

    @precondition(lambda self: self.ids())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.ids()), min_size=1, max_size=3))
        self.diary.delete(chosen, NOW)
        self.changed()

    @rule()
    def add_remedy(self) -> None:
        self.remedies += 1
        self.diary.add_remedy(Remedy(f"own {self.remedies}", aliases=(f"o{self.remedies}",)), NOW)
        self.changed()

    @rule(old=st.sampled_from(["heat", "cold", "calf"]), new=st.sampled_from(["cold", "ice", "x"]))
    def rename(self, old: str, new: str) -> None:
        try:
            self.diary.rename("region" if old == "calf" else "remedy", old, new, NOW)
        except NotUnderstood:
            assert snapshot(self.diary) == self.states[-1]
        self.changed()

    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        done = self.diary.take_back(count, NOW)
        assert len(done) == min(count, len(self.states) - 1)
        for _ in done:
            self.undone.append(self.states.pop())
        assert snapshot(self.diary) == self.states[-1]

    @rule(count=st.integers(1, 3))
    def redo(self, count: int) -> None:
        done = self.diary.take_back(count, NOW, redo=True)
        assert len(done) == min(count, len(self.undone))
        for _ in done:
            self.states.append(self.undone.pop())
        assert snapshot(self.diary) == self.states[-1]


TestJournal = Journal.TestCase
TestJournal.settings = settings(max_examples=examples(20), stateful_step_count=20)
