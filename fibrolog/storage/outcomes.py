"""What a change to the diary did, for the command that made it to say."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.domain.entries import (
    TYPES,
    AnyRecord,
    ClearDay,
    EntryName,
    Episode,
    Record,
    RemedyUse,
    Side,
)

# What has a uid and is merged: entries, and trials.
Kept: TypeAlias = EntryName | Literal["trial"]
KEPT: tuple[Kept, ...] = (*TYPES, "trial")


class SavedEpisode(NamedTuple):
    """What saving an episode wrote.

    Attributes:
        uses: what was taken against it, at the same moment.
        replaced: the clear days that this spasm ended.
    """

    episode: Record[Episode]
    uses: tuple[Record[RemedyUse], ...]
    replaced: tuple[ClearDay, ...]


class SavedClearDays(NamedTuple):
    """What became of each day that was to be a clear day.

    Attributes:
        already: days that were clear before; a note given now is theirs from now on.
        with_spasm: days left alone because there was a spasm on them, each with the day on which
            that spasm began.
    """

    saved: tuple[Record[ClearDay], ...]
    already: tuple[ClearDay, ...]
    with_spasm: tuple[tuple[date, date], ...]


class Edited(NamedTuple):
    """What an edit did.

    Attributes:
        before: the entry as it was.
        after: the entry as it is; the same when nothing was changed.
        replaced: the clear days that a spasm ended by being moved to them, or by lasting longer.
        back: the clear days that it had ended before, and that have no spasm now.
    """

    before: AnyRecord
    after: AnyRecord
    replaced: tuple[ClearDay, ...] = ()
    back: tuple[Record[ClearDay], ...] = ()


class Deleted(NamedTuple):
    """What a deletion did.

    Attributes:
        removed: the entries as they were.
        back: the clear days that had given way to them, and that have no spasm now.
    """

    removed: list[AnyRecord]
    back: tuple[Record[ClearDay], ...]


class Restored(NamedTuple):
    """What bringing back an entry did.

    Attributes:
        record: the entry as it is.
        was_there: nothing was done, because it is not deleted.
        replaced: the clear days that it ended by coming back.
        side_lost: the side that it had, where its region has none by now.
    """

    record: AnyRecord
    was_there: bool = False
    replaced: tuple[ClearDay, ...] = ()
    side_lost: Side | None = None


class Removal(NamedTuple):
    """An entry or trial that was removed elsewhere, at a UTC timestamp."""

    uid: str
    entry: Kept
    at: str
