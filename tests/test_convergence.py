"""Two machines: whatever was written on each, and whichever is merged first, both end the same."""

from __future__ import annotations

import io
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fibrolog.domain.entries import ClearDay, Entry, Episode, Kind, Moment, RemedyUse, Side
from fibrolog.domain.vocabulary import Region, Remedy
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.diary_source import DiarySource
from fibrolog.exchange.json_source import Contents, JsonSource, write_json
from fibrolog.storage import versions
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection, spasm_began
from fibrolog.storage.import_records import ImportSource
from fibrolog.trials.plan import Design, Trial, draw_plan
from tests.strategies import examples

START = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
DESIGN = Design(6, 1, 0, 20, date(2026, 11, 23))
WORDS = ["heat", "cold", "ice", "my tea", "tea"]
PLACES = ["calf", "scalp", "head"]


def content(path: Path) -> list[object]:
    """Return all that two diaries must agree on: everything but the ids and the journal."""
    with closing(sqlite3.connect(path)) as connection:

        def rows(query: str) -> list[Any]:
            return sorted(connection.execute(query).fetchall(), key=repr)

        return [
            # Without the id, and without what sorts the entries.
            sorted((row[1:-3] for row in connection.execute("SELECT * FROM entries")), key=repr),
            rows("SELECT name, body_group, sides, wpi_area, hidden, changed_at FROM regions"),
            rows("SELECT name, category, hint, hidden, changed_at FROM remedies"),
            rows("SELECT a.alias, r.name FROM region_aliases a JOIN regions r ON r.id=region_id"),
            rows("SELECT a.alias, r.name FROM remedy_aliases a JOIN remedies r ON r.id=remedy_id"),
            rows(
                """SELECT t.uid, m.name, plan, stopped_at, created_at, updated_at
                FROM trials AS t JOIN remedies AS m ON m.id = t.remedy_id"""
            ),
            rows("SELECT uid, entry, at, removed FROM revisions WHERE removed"),
            [(*one.cells()[1:], one.at) for one in versions.all_gave_way(connection)],
            rows(
                """SELECT e.uid, r.at FROM (SELECT uid, updated_at FROM entries
                    UNION ALL SELECT uid, updated_at FROM trials) AS e
                JOIN revisions AS r USING (uid) WHERE r.at > e.updated_at"""
            ),
        ]


@contextmanager
def as_diary(source: Path) -> Iterator[ImportSource]:
    with closing(DiarySource(source, START)) as opened:
        yield opened


@contextmanager
def as_json(source: Path) -> Iterator[ImportSource]:
    file = io.StringIO()
    with Diary.snapshot(source) as diary:
        table = diary.table(Selection(), revised=True)
        trials = diary.trials_to_give()
        removals, gave_way = diary.removals(), diary.gave_way()
        contents = Contents("0", START, diary.words(), removals, trials, table, gave_way)
        write_json(contents, file)
    written = source.with_suffix(".json")
    written.write_text(file.getvalue(), encoding="utf-8")
    with closing(JsonSource(written, START)) as opened:
        yield opened


def merge(into: Path, source: Path, now: datetime, *, by_json: bool = False) -> None:
    """Bring one diary into another."""
    rejected: list[object] = []
    with (as_json if by_json else as_diary)(source) as opened, Diary.open(into) as diary:
        diary.merge(opened, now, rejected.append)
    assert rejected == []


class TwoMachines(RuleBasedStateMachine):
    """Diaries that are changed apart, on clocks that differ, stop or go back."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.paths = [self.home / "one.db", self.home / "two.db"]
        for path in self.paths:
            Diary.open_or_create(path).__exit__(None, None, None)
        self.now = START
        # What both know from the beginning is what they can disagree about.
        self.add(0, 1, "spasm", "left", "calf")
        self.clear(0, 2, "")
        merge(self.paths[1], self.paths[0], self.now)

    def teardown(self) -> None:
        try:
            self.both_orders_of_merging_lead_to_the_same()
        finally:
            self.folder.cleanup()

    @contextmanager
    def on(self, machine: int) -> Iterator[Diary]:
        with Diary.open(self.paths[machine]) as diary:
            yield diary

    def ids(self, machine: int) -> list[str]:
        with self.on(machine) as diary:
            return [record.id for record in diary.newest(Selection(), 100)]

    @rule(seconds=st.integers(-2, 3))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(
        machine=st.integers(0, 1),
        day=st.integers(1, 3),
        kind=st.sampled_from(["spasm", "twitch"]),
        side=st.sampled_from([None, "left"]),
        region=st.sampled_from(["calf", "neck"]),
        lasts=st.sampled_from([None, 86_400]),  # into the next day
    )
    def add(
        self,
        machine: int,
        day: int,
        kind: Kind,
        side: Side | None,
        region: str,
        *,
        lasts: int | None = None,
    ) -> None:
        at = Moment(START - timedelta(days=day))
        with self.on(machine) as diary:
            uses = [RemedyUse(at, "heat")] if side else []
            diary.save_episode(Episode(at, region, kind, side, duration_s=lasts), uses, self.now)

    @rule(machine=st.integers(0, 1), day=st.integers(1, 3), note=st.sampled_from(["", "good"]))
    def clear(self, machine: int, day: int, note: str) -> None:
        with self.on(machine) as diary:
            diary.save_clear_days([ClearDay(date(2026, 11, 22 - day), note)], self.now)

    @rule(data=st.data(), note=st.sampled_from(["", "a", "b"]), machine=st.integers(0, 1))
    def edit(self, data: st.DataObject, note: str, machine: int) -> None:
        ids = self.ids(machine)
        if not ids:
            return

        def changed(entry: Entry) -> Entry:
            if isinstance(entry, ClearDay):
                return entry if note else replace(entry, note="x")
            return replace(entry, note=note)

        with self.on(machine) as diary:
            diary.edit(data.draw(st.sampled_from(ids)), changed, self.now)

    @rule(data=st.data(), machine=st.integers(0, 1))
    def delete(self, data: st.DataObject, machine: int) -> None:
        ids = self.ids(machine)
        if ids:
            with self.on(machine) as diary:
                diary.delete([data.draw(st.sampled_from(ids))], self.now)

    @rule(data=st.data(), machine=st.integers(0, 1), day=st.integers(1, 3), twitch=st.booleans())
    def move(self, data: st.DataObject, machine: int, day: int, *, twitch: bool) -> None:
        def moved(entry: Entry) -> Entry:
            if isinstance(entry, Episode):
                kind: Kind = "twitch" if twitch else "spasm"
                return replace(entry, moment=Moment(START - timedelta(days=day)), kind=kind)
            return entry

        if ids := self.ids(machine):
            with self.on(machine) as diary:
                diary.edit(data.draw(st.sampled_from(ids)), moved, self.now)

    @rule(data=st.data(), machine=st.integers(0, 1))
    def restore(self, data: st.DataObject, machine: int) -> None:
        with self.on(machine) as diary:
            if gone := [record.id for record in diary.removed_last(100)]:
                try:
                    diary.restore(data.draw(st.sampled_from(gone)), self.now)
                except NotUnderstood:
                    return

    @rule(machine=st.integers(0, 1), count=st.integers(1, 2), redo=st.booleans())
    def undo(self, machine: int, count: int, *, redo: bool) -> None:
        with self.on(machine) as diary:
            diary.take_back(count, self.now, redo=redo)

    @rule(machine=st.integers(0, 1), name=st.sampled_from(WORDS), hint=st.sampled_from(["", "h"]))
    def add_remedy(self, machine: int, name: str, hint: str) -> None:
        with self.on(machine) as diary:
            if diary.remedies.find(name) is None:
                diary.add_remedy(Remedy(name, hint=hint), self.now)

    @rule(machine=st.integers(0, 1), name=st.sampled_from(PLACES), sided=st.booleans())
    def add_region(self, machine: int, name: str, *, sided: bool) -> None:
        with self.on(machine) as diary:
            if diary.regions.find(name) is None:
                diary.add_region(Region(name, sides="paired" if sided else "none"), self.now)

    @rule(
        machine=st.integers(0, 1),
        names=st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True)
        | st.lists(st.sampled_from(PLACES), min_size=2, max_size=2, unique=True),
    )
    def rename(self, machine: int, names: list[str]) -> None:
        old, new = names
        with self.on(machine) as diary:
            try:
                diary.rename("remedy" if old in WORDS else "region", old, new, self.now)
            except NotUnderstood:
                return

    @rule(machine=st.integers(0, 1), name=st.sampled_from(WORDS), hide=st.booleans())
    def hide(self, machine: int, name: str, *, hide: bool) -> None:
        with self.on(machine) as diary:
            if diary.remedies.find(name) is not None:
                (diary.hide if hide else diary.show_again)("remedy", name, self.now)

    @rule(machine=st.integers(0, 1), name=st.sampled_from(["heat", "cold"]))
    def start_or_stop_trial(self, machine: int, name: str) -> None:
        with self.on(machine) as diary:
            running = diary.running_trials(self.now)
            if running:
                diary.stop_trial(running[0], self.now)
            elif remedy := diary.remedies.find(name):
                plan = draw_plan(6, Random(machine))
                diary.start_trial(Trial(remedy.name, DESIGN, plan), self.now)

    @rule(machine=st.integers(0, 1), by_json=st.booleans())
    def merge_one_way(self, machine: int, *, by_json: bool) -> None:
        merge(self.paths[machine], self.paths[1 - machine], self.now, by_json=by_json)

    @invariant()
    def a_clear_day_waits_only_for_a_spasm(self) -> None:
        for path in self.paths:
            with closing(sqlite3.connect(path)) as connection:
                for one in versions.all_gave_way(connection):
                    assert spasm_began(connection, date.fromisoformat(one.day)), one
                for [day] in connection.execute("SELECT day FROM clear_days"):
                    assert not spasm_began(connection, date.fromisoformat(day)), day

    def both_orders_of_merging_lead_to_the_same(self) -> None:
        ends = []
        for order in ((0, 1), (1, 0)):
            copies = [self.home / f"copy{machine}.db" for machine in (0, 1)]
            for machine in (0, 1):
                shutil.copy(self.paths[machine], copies[machine])
            for by_json in (order == (1, 0), order == (0, 1)):  # a second time changes nothing
                for machine in order:
                    merge(copies[machine], copies[1 - machine], self.now, by_json=by_json)
                    ends.append(content(copies[machine]))
        assert all(end == ends[0] for end in ends[1:])


TestTwoMachines = TwoMachines.TestCase
TestTwoMachines.settings = settings(max_examples=examples(25), stateful_step_count=15)
