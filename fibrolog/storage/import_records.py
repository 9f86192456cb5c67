"""What is imported from a file or from another diary, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from fibrolog.domain.entries import ClearDay, Entry, EntryName, Record
from fibrolog.domain.vocabulary import Noun, Region, Remedy
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.versions import stamp_text
from fibrolog.trials.plan import TrialRecord


class Exported(NamedTuple):
    """What a line of our own CSV was exported with, as far as its cells still tell.

    Attributes:
        at: how the diary's `at` may begin to be what the cell says, '' where it says it in full.
        created_at: whether the cell says it in full.
        updated_at: how the diary's `updated_at` may begin to be what the cell says.
    """

    at: str
    created_at: bool
    updated_at: tuple[str, ...]


class ImportedEntry(NamedTuple):
    """An entry to import.

    Attributes:
        line: where it begins in its file, from 1; or its place among the entries.
        cells: the line as it was read, for handing it back.
        number: the one it would like to keep, None for any.
        uid: a UUID.
        created_at: UTC, as a timestamp.
        updated_at: UTC, as a timestamp.
        as_of: when it last changed, '' where that is `updated_at`.
        only_new: leave alone an entry of this uid that is, or ever was, in the diary; so does a
            file that does not know when its entries last changed.
        exported: what it was exported with; None for what no person changes by hand.
        gave_way: a clear day that is not there where it comes from, because it gave way to a spasm.
    """

    line: int
    cells: Sequence[str]
    entry: Entry
    number: int | None
    uid: str
    created_at: str
    updated_at: str
    as_of: str = ""
    only_new: bool = False
    exported: Exported | None = None
    gave_way: bool = False

    @property
    def version(self) -> str:
        """When it last changed."""
        return max(self.updated_at, self.as_of)


class RejectedLine(NamedTuple):
    """A line that cannot be imported.

    Attributes:
        column: the name of the column at fault, '' when it is the whole line.
        reason: a sentence.
    """

    line: int
    cells: Sequence[str]
    column: str
    reason: str


class ImportedTerm(NamedTuple):
    """A region or remedy to import, and when it last changed as a UTC timestamp."""

    term: Region | Remedy
    changed_at: str


class ImportedTrial(NamedTuple):
    """A trial to import.

    Attributes:
        as_of: when it last changed, '' where that is its `updated_at`.
    """

    record: TrialRecord
    as_of: str = ""

    @property
    def version(self) -> str:
        """When it last changed."""
        return max(stamp_text(self.record.updated_at), self.as_of)

    @property
    def latest(self) -> str:
        """The latest moment at which something is said to have been done to it."""
        stopped = self.record.trial.stopped_at
        stamps = (self.record.created_at, *([stopped] if stopped else ()))
        return max(self.version, *map(stamp_text, stamps))


class ImportSource(Protocol):
    """All that a file holds.

    Attributes:
        terms: read first.
        removals: read second; what was removed elsewhere.
        trials: read third.
    """

    @property
    def terms(self) -> Iterable[ImportedTerm]:
        """The words it knows."""
        ...

    @property
    def removals(self) -> Iterable[Removal]:
        """What was removed elsewhere."""
        ...

    @property
    def trials(self) -> Iterable[ImportedTrial]:
        """Its trials."""
        ...

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield its entries, and the lines that are none."""
        ...


@dataclass
class Merged:
    """What became of a source that was merged.

    Attributes:
        added: new entries by kind.
        changed: entries that were here and are as in the source now.
        changed_ids: the first of them, and of the trials.
        lost_here: the first of those that had been changed here as well.
        lost_there: the first entries that were changed on both sides, and here later.
        many_lost_here, many_lost_there: how many there are of these.
        same: entries that were here, the same or newer.
        removed: entries that were here and had been removed elsewhere.
        stayed_removed: entries of the source that were removed here, and stay so.
        trials: new ones.
        changed_trials, same_trials, removed_trials: likewise.
        gave_way: clear days that gave way to a spasm, or to another entry for the day.
        back: the first clear days that had given way to a spasm which is gone.
        many_back: how many there are of these.
        new_names: words the diary did not know.
        first: the first entries that came in.
        writes: whether anything in the diary is other than before.
    """

    added: dict[EntryName, int] = field(
        default_factory=lambda: {"episode": 0, "use": 0, "clear": 0}
    )
    changed: int = 0
    changed_ids: list[str] = field(default_factory=list)
    lost_here: list[str] = field(default_factory=list)
    lost_there: list[str] = field(default_factory=list)
    many_lost_here: int = 0
    many_lost_there: int = 0
    same: int = 0
    removed: int = 0
    stayed_removed: int = 0
    trials: int = 0
    changed_trials: int = 0
    same_trials: int = 0
    removed_trials: int = 0
    gave_way: int = 0
    back: list[Record[ClearDay]] = field(default_factory=list)
    many_back: int = 0
    new_names: list[tuple[Noun, str]] = field(default_factory=list)
    first: list[ImportedEntry] = field(default_factory=list)
    writes: bool = False
