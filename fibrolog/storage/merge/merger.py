"""Merging what comes in: by uid, the later change wins, and merging twice changes nothing.

An entry's state is its content or its absence, and each state has a moment. A clear day has a third
state: it gave way to a spasm, and what it said waits. Of two states of one entry the later wins,
and of two of the same second an absence, then what gave way, or else the content with the greater
hash: so any two diaries that have seen the same states hold the same entries, in whatever
order they saw them (a last-writer-wins map; Shapiro M et al., INRIA RR-7506, 2011).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from fibrolog.domain.entries import TYPES, ClearDay, Episode, type_of
from fibrolog.domain.fields import STAMPS
from fibrolog.storage import trials, versions
from fibrolog.storage.import_records import (
    Exported,
    ImportedEntry,
    ImportedTrial,
    ImportSource,
    Merged,
    RejectedLine,
)
from fibrolog.storage.merge import entries, vocabulary
from fibrolog.storage.merge.clear_days import ImportedClearDays
from fibrolog.storage.merge.vocabulary import ImportedWords
from fibrolog.storage.outcomes import Kept, Removal
from fibrolog.storage.schema import TABLE_OF
from fibrolog.storage.versions import latest_stamp, stamp_text
from fibrolog.text import quote
from fibrolog.trials.plan import TrialRecord

# Entries are looked up and written so many at a time: enough that SQLite's work outweighs the
# way to it, few enough that memory does not notice.
PORTION = 500
# How many entries a preview shows.
_FIRST = 10
# As many ids as a sentence can hold.
_NAMED = 10

_KNOWN = " UNION ALL ".join(
    f"SELECT uid, '{entry}', id, updated_at FROM {table}"
    " WHERE uid IN (SELECT value FROM json_each(:uids))"
    for entry, table in TABLE_OF.items()
)
_REVISED = (
    "SELECT uid, at, removed FROM revisions WHERE uid IN (SELECT value FROM json_each(:uids))"
)


# The command that last changed a row which was there before, and whether a row ever was as it
# was at a moment.
_CHANGED_BY = """SELECT s.command FROM changes AS c JOIN steps AS s ON s.id = c.step_id
    WHERE c.table_name = ? AND c.row_id = ? AND c.before IS NOT NULL ORDER BY c.id DESC LIMIT 1"""
_WAS_HERE = """SELECT 1 FROM changes
    WHERE table_name = ? AND row_id = ? AND before ->> 'updated_at' = ? LIMIT 1"""

# The states of an entry, the strongest of those of the same second last.
_THERE, _GAVE_WAY, _REMOVED = range(3)


class Here(NamedTuple):
    """What the diary knows of an entry that comes in.

    Attributes:
        entry: its kind, None when it is not there any more.
        number: None likewise.
        version: when it last changed.
        revised: whether `revisions` speaks of it.
        removed: whether it was removed, and is not there for that.
    """

    entry: Kept | None
    number: int | None
    version: str
    revised: bool
    removed: bool

    @property
    def rank(self) -> int:
        """How strong its state is among those of the same second."""
        return _REMOVED if self.removed else _THERE if self.entry else _GAVE_WAY


class Merger:
    """Brings one parcel in, inside a transaction that `diary` has begun.

    Attributes:
        done: what has become of the parcel so far.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._words = ImportedWords(connection)
        self._clear_days = ImportedClearDays(connection)
        self.done = Merged()

    def bring_in(self, parcel: ImportSource) -> Iterator[RejectedLine]:
        """Bring in what a parcel holds, and yield what cannot come in."""
        journalled = self._last_change()
        vocabulary.bring_in(self._connection, parcel.terms, self.done.new_names)
        removals: dict[str, Removal] = {}
        for removal in parcel.removals:
            removals[removal.uid] = removal
            if len(removals) == PORTION:
                self._remove(removals)
                removals.clear()
        self._remove(removals)
        for trial in parcel.trials:
            self._take_in_trial(trial)
        with entries.NewRows(self._connection, self._words) as new_rows, self._clear_days:
            portion: dict[str, ImportedEntry] = {}
            for one in parcel.entries():
                if isinstance(one, RejectedLine):
                    yield one
                    continue
                if len(portion) == PORTION or one.uid in portion:
                    yield from self._take_in(portion, new_rows)
                    portion.clear()
                portion[one.uid] = one
            yield from self._take_in(portion, new_rows)
            new_rows.write_postponed()
            self._clear_days.settle(self.done)
        self.done.new_names += self._words.added
        self.done.writes = self._last_change() > journalled

    def _last_change(self) -> int:
        [last] = self._connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
        return int(last)

    def _remove(self, removals: dict[str, Removal]) -> None:
        here = self._here(removals)
        for uid, removal in removals.items():
            known = here.get(uid)
            if known and (known.version, known.rank) >= (removal.at, _REMOVED):
                continue
            if known and known.entry:
                table = TABLE_OF[known.entry]
                self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (known.number,))
                if known.entry == "trial":
                    self.done.removed_trials += 1
                else:
                    self.done.removed += 1
            versions.note(self._connection, removal.entry, uid, removal.at, removed=True)

    def _take_in(
        self, portion: dict[str, ImportedEntry], new_rows: entries.NewRows
    ) -> Iterator[RejectedLine]:
        """Take in entries of different uids, and yield those that do not fit."""
        here = self._here(portion)
        new: list[ImportedEntry] = []
        for uid, one in portion.items():
            known = here.get(uid)
            found = self._compared(one, known)
            if isinstance(found, RejectedLine):
                yield found
            if not isinstance(found, ImportedEntry):
                continue
            one = found  # noqa: PLW2901 -- the same line, as the diary knows it
            if not one.gave_way:
                if len(self.done.first) < _FIRST:
                    self.done.first.append(one)
                self._revise(one, known)
            if isinstance(one.entry, ClearDay):
                waited = known is not None and known.rank == _GAVE_WAY
                self._clear_days.stage(one, known.number if known else None, waited=waited)
            elif known is None or known.number is None:
                new.append(one)
            else:
                entries.update(self._connection, one, self._words, known.number)
                self.done.changed += 1
                self._name_changed(f"{type_of(one.entry).letter}{known.number}")
        for one in new:
            self.done.added[type_of(one.entry).name] += 1
        new_rows.insert(new)

    def _as_exported(
        self, one: ImportedEntry, exported: Exported, number: int
    ) -> ImportedEntry | RejectedLine | None:
        """Compare a line of our own CSV with the entry it was exported from.

        Returns:
            The line, with what it says less exactly than the diary as the diary has it; None when
            it says the same; or why it cannot come in. Of the same `updated_at` there is one
            content: whoever changes a line by hand says with a later one that it is newer.
        """
        kind = type_of(one.entry).name
        present = entries.present(self._connection, kind, number)
        one = entries.as_known(one, exported, present)
        same = entries.content(one, self._words)[: -len(STAMPS)] == present[: -len(STAMPS)]
        updated_at = str(present[-1])
        unchanged = updated_at.startswith(exported.updated_at)
        if same:
            return None if unchanged or exported.updated_at != (one.updated_at,) else one
        if not unchanged:
            return one
        last = versions.version(self._connection, kind, one.uid)
        later = versions.later(stamp_text(self._now), last)
        do = f"give it a later one, such as {later}"
        if later > latest_stamp(self._now):  # a clock was wrong, and nothing is later than that
            do = f"change it with fibrolog edit {TYPES[kind].letter}{number}"
        reason = f"it differs from the diary, with the same updated_at; {do}."
        return RejectedLine(one.line, one.cells, "updated_at", reason)

    def _note_lost_here(self, one: ImportedEntry, number: int) -> None:
        """Note that an entry comes in over one that was changed here by hand."""
        kind = type_of(one.entry).name
        found = self._connection.execute(_CHANGED_BY, (TABLE_OF[kind], number)).fetchone()
        if found and found[0] != "import":
            self.done.many_lost_here += 1
            if len(self.done.lost_here) < _NAMED:
                self.done.lost_here.append(f"{TYPES[kind].letter}{number}")

    def _note_lost_there(self, one: ImportedEntry, known: Here) -> None:
        """Note that an entry stays as it is here though it was changed elsewhere, but earlier."""
        if one.only_new or one.version in (known.version, one.created_at):
            return
        kind = type_of(one.entry).name
        table = TABLE_OF[kind]
        by = self._connection.execute(_CHANGED_BY, (table, known.number)).fetchone()
        was_here = self._connection.execute(
            _WAS_HERE, (table, known.number, one.updated_at)
        ).fetchone()
        if by and by[0] != "import" and not was_here:
            self.done.many_lost_there += 1
            if len(self.done.lost_there) < _NAMED:
                self.done.lost_there.append(f"{TYPES[kind].letter}{known.number}")

    def _name_changed(self, name: str) -> None:
        if len(self.done.changed_ids) < _NAMED:
            self.done.changed_ids.append(name)

    def _compared(
        self, one: ImportedEntry, known: Here | None
    ) -> ImportedEntry | RejectedLine | None:
        """Return what is to be written of an entry: None where what is here stays as it is."""
        if rejected := self._misfit(one, known):
            return rejected
        if known is None:
            return one
        if one.exported and known.number is not None:
            seen = self._as_exported(one, one.exported, known.number)
            if not isinstance(seen, ImportedEntry):
                self.done.same += seen is None
                return seen
            one = seen
        if self._wins(one, known):
            if known.number is not None and not one.gave_way:
                self._note_lost_here(one, known.number)
            return one
        if not one.gave_way:
            self.done.stayed_removed += known.removed
            self.done.same += not known.removed
            if known.number is not None:
                self._note_lost_there(one, known)
        return None

    def _take_in_trial(self, one: ImportedTrial) -> None:
        """Take in a trial, whose plan is what it was; but it may have been stopped elsewhere."""
        record = one.record
        self._words.number("remedy", record.trial.remedy)
        known = self._here([record.uid]).get(record.uid)
        if known is not None and not self._is_newer(one, known):
            if known.number is None:
                self.done.stayed_removed += 1
            else:
                self.done.same_trials += 1
            return
        if known is None or known.number is None:
            trials.insert_arriving(self._connection, record)
            self.done.trials += 1
        else:
            trials.update_arriving(self._connection, record, known.number)
            self.done.changed_trials += 1
            self._name_changed(f"t{known.number}")
        self._note_version("trial", record.uid, one.as_of, known)

    def _is_newer(self, one: ImportedTrial, known: Here) -> bool:
        """Tell whether a trial that comes in takes the place of what the diary knows of it."""
        if one.version != known.version or known.entry != "trial":
            return one.version > known.version and known.entry in (None, "trial")
        present = trials.by_id(self._connection, f"t{known.number}")
        return entries.digest(self._content(one.record)) > entries.digest(self._content(present))

    def _content(self, record: TrialRecord) -> entries.Values:
        """Return what a trial says, its remedy by the name it has here."""
        trial = record.trial
        name = self._words.name("remedy", trial.remedy)
        return (name, str(trial.design), *trial.plan, str(trial.stopped_at))

    def _here(self, uids: Iterable[str]) -> dict[str, Here]:
        """Return what the diary knows of these entries; what it never had is missing."""
        bound = {"uids": json.dumps(list(uids))}
        here = {
            uid: Here(None, None, at, revised=True, removed=bool(removed))
            for uid, at, removed in self._connection.execute(_REVISED, bound)
        }
        for uid, entry, number, updated_at in self._connection.execute(_KNOWN, bound):
            noted = here.get(uid)
            version = max(updated_at, noted.version if noted else "")
            here[uid] = Here(entry, number, version, revised=noted is not None, removed=False)
        return here

    def _misfit(self, one: ImportedEntry, known: Here | None) -> RejectedLine | None:
        kind = type_of(one.entry).name
        if known and known.entry not in (None, kind):
            reason = f"the diary has an entry of another kind with the uid {one.uid}."
            return RejectedLine(one.line, one.cells, "uid", reason)
        if isinstance(one.entry, Episode) and one.entry.side and self._words.is_sideless(one.entry):
            reason = f"the region {quote(one.entry.region)} has no sides; leave the side empty."
            return RejectedLine(one.line, one.cells, "side", reason)
        return None

    def _wins(self, one: ImportedEntry, known: Here) -> bool:
        """Tell whether what comes in takes the place of what the diary knows of the entry."""
        if one.only_new or one.version < known.version:
            return False
        if one.version > known.version:
            return True
        rank = _GAVE_WAY if one.gave_way else _THERE
        if rank != known.rank:
            return rank > known.rank
        if known.number is None:
            present = self._gave_way.get(one.uid, ())
        else:
            present = entries.present(self._connection, type_of(one.entry).name, known.number)
        return entries.digest(entries.content(one, self._words)) > entries.digest(present)

    @cached_property
    def _gave_way(self) -> dict[str, entries.Values]:
        """What the clear days said that had given way to a spasm before this parcel came."""
        return {one.uid: one.cells()[1:] for one in versions.all_gave_way(self._connection)}

    def _revise(self, one: ImportedEntry, known: Here | None) -> None:
        as_of = one.as_of if one.as_of > one.updated_at else ""
        self._note_version(type_of(one.entry).name, one.uid, as_of, known)

    def _note_version(self, kept: Kept, uid: str, as_of: str, known: Here | None) -> None:
        """Note when something last changed, where its own row does not say so."""
        if as_of:
            versions.note(self._connection, kept, uid, as_of, removed=False)
        elif known and known.revised:
            self._connection.execute("DELETE FROM revisions WHERE uid = ?", (uid,))
