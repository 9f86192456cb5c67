"""The diary: entries go in and come out as domain objects, each change whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fibrolog.domain.entries import (
    TYPES,
    AnyRecord,
    ClearDay,
    Entry,
    EntryName,
    Episode,
    Record,
    RemedyUse,
    Side,
)
from fibrolog.domain.vocabulary import Noun, Region, Remedy, Terms
from fibrolog.errors import NoSuchEntry, NotUnderstood
from fibrolog.storage import entries, versions, vocabulary
from fibrolog.storage.diary_trials import DiaryTrials
from fibrolog.storage.outcomes import (
    Deleted,
    Edited,
    Removal,
    Restored,
    SavedClearDays,
    SavedEpisode,
)
from fibrolog.storage.versions import stamp_text
from fibrolog.text import plural

if TYPE_CHECKING:  # what only reading commands load
    from fibrolog.analysis.history import History
    from fibrolog.domain.entries import Period
    from fibrolog.domain.fields import Cell
    from fibrolog.report.statistics import Tallies
    from fibrolog.storage.entries import Selection
    from fibrolog.storage.import_records import ImportedTerm, ImportSource, Merged, RejectedLine
    from fibrolog.storage.statistics import DiarySize, Glance
    from fibrolog.storage.undo import Step, Version

# What stands for the id of the entry that was saved last.
_LAST = "last"
_EPISODES: tuple[EntryName, ...] = ("episode",)


class Diary(DiaryTrials):
    """The entries, words and trials of an open diary file."""

    @cached_property
    def regions(self) -> Terms[Region]:
        """Every region, hidden ones included."""
        with self._reading() as connection:
            return vocabulary.read_regions(connection)

    @cached_property
    def remedies(self) -> Terms[Remedy]:
        """Every remedy, hidden ones included."""
        with self._reading() as connection:
            return vocabulary.read_remedies(connection)

    def save_episode(
        self, episode: Episode, uses: Sequence[RemedyUse], now: datetime
    ) -> SavedEpisode:
        """Save an episode, and what was taken against it; a spasm ends the clear days it was on."""
        with self._step("add", now) as connection:
            replaced = entries.end_clear_day(connection, episode, now)
            saved = entries.insert(connection, episode, now)
            saved_uses = tuple(
                entries.insert(connection, replace(use, against=saved.uid), now) for use in uses
            )
        return SavedEpisode(saved, saved_uses, replaced)

    def save_uses(self, uses: Iterable[RemedyUse], now: datetime) -> tuple[Record[RemedyUse], ...]:
        """Save uses of remedies."""
        with self._step("took", now) as connection:
            return tuple(entries.insert(connection, use, now) for use in uses)

    def save_clear_days(self, days: Iterable[ClearDay], now: datetime) -> SavedClearDays:
        """Save clear days, leaving alone what is one already and every day with a spasm.

        A note for a day that is clear already becomes that day's note.
        """
        saved: list[Record[ClearDay]] = []
        already: list[ClearDay] = []
        with_spasm: list[tuple[date, date]] = []
        with self._step("none", now) as connection:
            for clear in days:
                if began := entries.spasm_began(connection, clear.day):
                    with_spasm.append((clear.day, began))
                elif entries.keep_clear_day(connection, clear, now):
                    already.append(clear)
                else:
                    saved.append(entries.insert(connection, clear, now))
        return SavedClearDays(tuple(saved), tuple(already), tuple(with_spasm))

    def edit(self, entry_id: str, change: Callable[[Entry], Entry], now: datetime) -> Edited:
        """Change an entry; one that comes out the same is not written.

        Args:
            entry_id: such as `e12`, or `last`.
            change: makes the new entry, of the same kind, from the present one.
            now: the present moment.
        """
        with self._step("edit", now) as connection:
            before = self.entry(entry_id, now)
            entry = change(before.entry)
            if entry == before.entry:
                return Edited(before, before)
            replaced: tuple[ClearDay, ...] = ()
            if isinstance(entry, Episode):
                replaced = entries.end_clear_day(connection, entry, now)
            entries.update(connection, before.number, entry, now)
            back = self._clear_days_back(connection, (before.entry,), now)
            return Edited(before, self.entry(before.id, now), replaced, back)

    def delete(self, entry_ids: Iterable[str], now: datetime) -> Deleted:
        """Remove entries, all or none; a clear day that a spasm had ended comes back."""
        with self._step("delete", now) as connection:
            found = [self.entry(entry_id, now) for entry_id in entry_ids]
            removed = list({record.uid: record for record in found}.values())
            for record in removed:
                entries.delete(connection, record, now)
            back = self._clear_days_back(connection, (record.entry for record in removed), now)
        return Deleted(removed, back)

    def restore(self, entry_id: str, now: datetime) -> Restored:
        """Bring back one deleted entry as it was; a spasm ends its day's clear day.

        Raises:
            NotUnderstood: when it is not an id, or the diary has no place for it any more.
            NoSuchEntry: when no entry ever had it.
        """
        from fibrolog.storage import restore

        if entry_id.strip().casefold() == _LAST:
            raise NotUnderstood(
                "Which one? Type the id of a deleted entry, such as e12; fibrolog history shows "
                "what was deleted."
            )
        with self._step("restore", now) as connection:
            return restore.entry(connection, entries.well_formed(entry_id), now)

    @staticmethod
    def _clear_days_back(
        connection: sqlite3.Connection, gone: Iterable[Entry], now: datetime
    ) -> tuple[Record[ClearDay], ...]:
        """Bring back the clear days of spasms that were removed or changed just now."""
        days = {day for entry in gone for day in entries.spasm_days(entry)}
        if all(entries.spasm_began(connection, day) for day in days):
            return ()  # mostly
        from fibrolog.storage import restore

        return restore.clear_days(connection, days, now)

    def take_back(self, count: int, now: datetime, *, redo: bool = False) -> list[Step]:
        """Take back the latest steps, or with `redo` put back what was taken back last.

        Returns:
            A step for each reversal; fewer than `count` when there was no more to reverse.
        """
        from fibrolog.storage import undo

        done: list[Step] = []
        with self._transaction() as connection:
            while len(done) < count:
                step = undo.take_back(connection, now, redo=redo)
                if step is None:
                    break
                done.append(step)
        self._forget_vocabulary()
        return done

    def merge(
        self, source: ImportSource, now: datetime, rejected: Callable[[RejectedLine], None]
    ) -> Merged:
        """Merge what a file or another diary holds, as one step.

        Args:
            source: what comes in.
            now: the present moment.
            rejected: is told of every line that cannot come in.
        """
        from fibrolog.storage.merge.merger import Merger

        with self._vocabulary_step("import", now) as connection:
            merger = Merger(connection, now)
            for one in merger.bring_in(source):
                rejected(one)
        return merger.done

    def removed_last(self, limit: int) -> list[AnyRecord]:
        """Return the entries that were removed lately, the last first."""
        from fibrolog.storage import undo

        with self._reading() as connection:
            return undo.removed(connection, limit)

    def steps(self, limit: int) -> list[Step]:
        """Return the latest changes, newest first."""
        from fibrolog.storage import undo

        with self._reading() as connection:
            return undo.steps(connection, limit)

    def versions(self, entry_id: str, now: datetime) -> list[Version]:
        """Return what became of an entry, oldest first, also of one that was removed.

        Raises:
            NotUnderstood: when it is not an id.
            NoSuchEntry: when no entry ever had it.
        """
        from fibrolog.storage import undo

        with self._reading() as connection:
            wanted = self._named(connection, entry_id, now)
            found = undo.entry_versions(connection, wanted)
        if not found:
            raise NoSuchEntry(f"There never was an entry {wanted}; fibrolog list shows the ids.")
        return found

    def back_up(self, target: Path, option: str | None = None, *, replace: bool = False) -> None:
        """Make a verified copy, consistent while others write.

        Args:
            target: where it goes.
            option: by which the target was named, None for a command's own argument.
            replace: whether a file that is there already, not the diary, is replaced.

        Raises:
            NotUnderstood: when no copy may be made there.
            DiaryError: when it cannot be written, or the diary is not sound.
        """
        from fibrolog.storage import backup

        self.require_intact()
        with self._reading() as connection:
            backup.back_up(connection, self.path, target, option, replace=replace)

    def problems(self, now: datetime) -> Iterator[str]:
        """Yield what is wrong with the file or an entry, each in one line."""
        from fibrolog.storage import backup, obstacles

        with self._reading() as connection:
            yield from obstacles.sentences(connection, self.path)
            yield from backup.problems(connection, now)

    def strangers(self) -> list[str]:
        """Return what other programs put into the file, such as `table notes`."""
        from fibrolog.storage import guard

        with self._reading() as connection:
            return list(guard.strangers(connection))

    def entry(self, entry_id: str, now: datetime) -> AnyRecord:
        """Return the entry with this id, such as `e12`, in any letter case.

        `last` is the one that was saved last.

        Raises:
            NotUnderstood: when it is not an id.
            NoSuchEntry: when no entry has it.
        """
        with self._reading() as connection:
            wanted = self._named(connection, entry_id, now)
            found = entries.by_id(connection, wanted)
        if found is None:
            raise NoSuchEntry(f"There is no entry {wanted}; fibrolog list shows the ids.")
        return found

    def episode(self, entry_id: str, now: datetime) -> Record[Episode]:
        """Return the episode with this id, or the one that was saved last for `last`.

        Raises:
            NotUnderstood: when it is not the id of an episode.
            NoSuchEntry: when there is no such episode.
        """
        with self._reading() as connection:
            found = self.entry(self._named(connection, entry_id, now, _EPISODES), now)
        if not isinstance(found.entry, Episode):
            raise NotUnderstood(f"{found.id} is not an episode; type an id like e12, or last.")
        return found

    def saved_last(self, now: datetime, kinds: Collection[EntryName] = ()) -> AnyRecord | None:
        """Return the entry of these kinds, or of any, that `last` stands for."""
        with self._reading() as connection:
            found = entries.saved_last(connection, now, kinds or tuple(TYPES))
            return entries.by_id(connection, found) if found else None

    @staticmethod
    def _named(
        connection: sqlite3.Connection,
        entry_id: str,
        now: datetime,
        kinds: Collection[EntryName] = tuple(TYPES),
    ) -> str:
        """Return the id that was typed as the diary writes it, the right one for `last`."""
        if entry_id.strip().casefold() != _LAST:
            return entries.well_formed(entry_id)
        found = entries.saved_last(connection, now, kinds)
        if found is None:
            what = "episode" if len(kinds) == 1 else "entry"
            raise NoSuchEntry(f"There is no {what} yet; type one like: fibrolog add calf l 7")
        return found

    def usual_places(self) -> list[tuple[str, Side | None]]:
        """Return the regions, with their sides, of the latest episodes, the last first."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.places(connection)

    def usual_remedies(self) -> list[str]:
        """Return the remedies of the latest uses, the most used first."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.remedies(connection)

    def left_out_since(self, moment: datetime) -> bool:
        """Tell whether an `add` since then left something out."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.left_out_since(connection, moment)

    def glance(self, today: date) -> Glance:
        """Return how this day stands."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.glance(connection, today)

    def newest(self, selection: Selection, limit: int) -> list[AnyRecord]:
        """Return the latest `limit` selected entries, newest first."""
        with self._reading() as connection:
            return entries.newest(connection, selection, limit)

    def how_many(self, selection: Selection) -> int:
        """Return how many entries are selected."""
        with self._reading() as connection:
            return entries.how_many(connection, selection)

    def table(self, selection: Selection, *, revised: bool = False) -> Generator[tuple[Cell, ...]]:
        """Yield the selected entries by time, oldest first, as the cells of `COLUMNS`.

        With `revised` there is one cell more: when the entry last changed, where that is later
        than its `updated_at`. Whoever stops early closes the generator before the diary.
        """
        with self._reading() as connection:
            yield from entries.table(connection, selection, revised=revised)

    def words(self) -> list[ImportedTerm]:
        """Return every region and remedy, and when each last changed."""
        from fibrolog.storage.import_records import ImportedTerm

        with self._reading() as connection:
            return [ImportedTerm(term, stamp) for term, stamp in vocabulary.dated(connection)]

    def removals(self) -> Generator[Removal]:
        """Yield what was removed from this diary."""
        with self._reading() as connection:
            yield from versions.removals(connection)

    def gave_way(self) -> Generator[tuple[Cell, ...]]:
        """Yield the clear days that gave way to a spasm, as `table` does with `revised`."""
        with self._reading() as connection:
            yield from ((*one.cells(), one.at) for one in versions.all_gave_way(connection))

    def tallies(self, period: Period, today: date, region: str | None = None) -> Tallies:
        """Count what a report on `period` needs to know, of one region or of all."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.tally(connection, period, today, region)

    def noted(self, period: Period, region: str | None = None) -> tuple[Entry, ...]:
        """Return the entries of a period that have a note, oldest first."""
        with self._reading() as connection:
            return tuple(entries.noted(connection, period, region))

    def history(self, period: Period) -> tuple[Period, History]:
        """Return the observed stretch of a period, and what the remedy analysis needs of it."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.history(connection, period)

    def first_day(self) -> date | None:
        """Return the local day of the first entry of any kind."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.first_day(connection)

    def how_many_to_come(self, today: date) -> int:
        """Return how many entries lie after today, which only a wrong clock can have made."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.how_many_to_come(connection, today)

    def size(self) -> DiarySize:
        """Return how much is in the diary."""
        from fibrolog.storage import statistics

        with self._reading() as connection:
            return statistics.size(connection)

    def times_used(self, noun: Noun) -> dict[str, int]:
        """Return how many entries each region or remedy has, those without any left out."""
        with self._reading() as connection:
            return vocabulary.times_used(connection, noun)

    def add_region(self, region: Region, now: datetime) -> None:
        """Add a region whose name is not taken."""
        with self._vocabulary_step("regions add", now) as connection:
            vocabulary.add_region(connection, region, stamp_text(now))

    def add_remedy(self, remedy: Remedy, now: datetime) -> None:
        """Add a remedy whose name is not taken."""
        with self._vocabulary_step("remedies add", now) as connection:
            vocabulary.add_remedy(connection, remedy, stamp_text(now))

    def rename(self, noun: Noun, old: str, new: str, now: datetime) -> bool:
        """Rename a region or remedy; a name that is taken merges the two.

        Returns:
            Whether it was a merge.

        Raises:
            NotUnderstood: when `old` is not known, or the sides of two regions do not fit.
        """
        with self._vocabulary_step(f"{plural(noun)} rename", now) as connection:
            return vocabulary.rename(connection, noun, old, new, stamp_text(now))

    def hide(self, noun: Noun, name: str, now: datetime) -> None:
        """Hide a region or remedy from suggestions; its entries stay."""
        with self._vocabulary_step(f"{plural(noun)} hide", now) as connection:
            vocabulary.set_hidden(connection, noun, name, stamp_text(now), hidden=True)

    def show_again(self, noun: Noun, name: str, now: datetime) -> None:
        """Undo `hide`."""
        with self._vocabulary_step(f"{plural(noun)} add", now) as connection:
            vocabulary.set_hidden(connection, noun, name, stamp_text(now), hidden=False)

    @contextmanager
    def _vocabulary_step(self, command: str, now: datetime) -> Iterator[sqlite3.Connection]:
        with self._step(command, now) as connection:
            yield connection
        self._forget_vocabulary()

    def _forget_vocabulary(self) -> None:
        """Forget the vocabulary that was read, because a step changed it."""
        vars(self).pop("regions", None)
        vars(self).pop("remedies", None)
