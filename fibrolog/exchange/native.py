"""Our own columns as entries: what the CSV, the JSON file and another diary have in common.

A cell is text, '' for nothing, in the form in which the export writes it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from fibrolog.domain.entries import (
    LATEST_YEAR,
    TYPES,
    Entry,
    EntryType,
    Episode,
    Moment,
    still_to_come,
)
from fibrolog.domain.fields import (
    COLUMNS,
    FIELDS,
    FIELDS_OF,
    FIRST_COLUMNS,
    LIST_SEPARATOR,
    STAMPS,
    made,
    moment_text,
)
from fibrolog.errors import NotUnderstood
from fibrolog.parse.cells import cell_reader, counting, read_uid
from fibrolog.parse.when.zones import in_zone
from fibrolog.storage.import_records import Exported, ImportedEntry, RejectedLine
from fibrolog.storage.versions import latest_stamp
from fibrolog.text import distinct_triggers, either, quote

# Far beyond what anybody writes in a life; SQLite's own end is where numbers stop counting up.
_HIGHEST_NUMBER = 1_000_000_000
# Drawn once, so that our uids are nobody else's.
_OURS = uuid.UUID("5a3c52c2-6a0d-4f0e-9b4e-6f1b8f9f7a51")
# What is worth remembering: a diary comes back to the same seconds again and again.
_REMEMBERED = 4096
_WHOLE_DAY = len("2026-11-20")

_TYPES: dict[str, EntryType] = {its.name: its for its in TYPES.values()}
_READERS = {
    name: [(field.column, cell_reader(field)) for field in fields]
    for name, fields in FIELDS_OF.items()
}
_FOREIGN_TO = {
    name: [field.column for field in FIELDS if its.letter not in field.of]
    for name, its in TYPES.items()
}
# What makes a line without a uid the same when it comes again: also where its file is older than
# a column.
_IDENTITY = [column for column in FIRST_COLUMNS if column not in ("id", "uid", *STAMPS)]
_LATER_IDENTITY = [column for column in COLUMNS if column not in FIRST_COLUMNS]

# The columns of timestamps that a spreadsheet wrote anew, each with how the old one may begin.
Respelt: TypeAlias = Mapping[str, tuple[str, ...]]


class BadCell(Exception):
    """A cell that cannot be read: its column, and a sentence that says why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class OwnEntries:
    """Reads lines of our own columns.

    Args:
        now: the present moment; what the file leaves out of a timestamp is now.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._zone = now.tzinfo
        self._latest = latest_stamp(now)
        self._stamp = moment_text(now.astimezone(UTC).replace(microsecond=0))
        self._seen: dict[str, int] = {}
        self._uids: set[int] = set()  # as numbers, which take the least room

    def read(
        self,
        line: int,
        cells: Mapping[str, str],
        kept: Sequence[str],
        as_of: str = "",
        respelt: Respelt | None = None,
    ) -> ImportedEntry | RejectedLine:
        """Return the entry of a line, or what is wrong with it.

        Args:
            line: its number.
            cells: a text for each of `COLUMNS`, by column.
            kept: the line as it stood in the file.
            as_of: when the entry last changed, where that is later than its `updated_at`.
            respelt: of a line that a person can have changed, its timestamps that a spreadsheet
                wrote anew, each with how the one that was exported may begin.
        """
        try:
            return self._read(line, cells, kept, as_of, respelt)
        except BadCell as bad:
            return RejectedLine(line, kept, bad.column, bad.reason)
        except NotUnderstood as error:
            return RejectedLine(line, kept, "", str(error))

    def _read(
        self,
        line: int,
        cells: Mapping[str, str],
        kept: Sequence[str],
        as_of: str,
        respelt: Respelt | None,
    ) -> ImportedEntry:
        its = _TYPES.get(cells["entry"])
        if its is None:
            known = quote(cells["entry"])
            raise BadCell("entry", f"{known} is no kind of entry; write {either(TYPES)}.")
        for column in _FOREIGN_TO[its.name]:
            if cells[column]:
                reason = f"an entry of the kind {its.name} has no such value."
                raise BadCell(column, reason)
        uid = cells["uid"]
        added = cells if uid else _with_kind(cells)
        cells, wall = added, ""
        if respelt is not None:
            cells, wall = self._with_offset(added)
        number = _number(its.letter, cells["id"]) if cells["id"] else None
        entry = _entry(its, cells)
        self._require_past(entry, cells)
        created, updated = (cells[column] for column in STAMPS)
        created = self._stamp_in("created_at", created) if created else self._stamp
        updated = self._stamp_in("updated_at", updated) if updated else created
        revised = self._stamp_in("as_of", as_of) if as_of else ""
        if not uid:  # a line that a person added to our file
            if isinstance(entry, Episode):
                entry = replace(entry, triggers=distinct_triggers(entry.triggers))
            return ImportedEntry(
                line, kept, entry, number, self._uid_for(added), created, updated, only_new=True
            )
        self._require_first(own_uid(uid))
        imported = ImportedEntry(line, kept, entry, number, uid, created, updated, revised)
        if respelt is None:
            return imported
        begins = respelt.get("updated_at") or (updated,)
        return imported._replace(exported=Exported(wall, "created_at" not in respelt, begins))

    def _require_past(self, entry: Entry, cells: Mapping[str, str]) -> None:
        match still_to_come(entry, self._now):
            case "beginning":
                column = "day" if cells["day"] else "at"
                raise BadCell(column, f"{quote(cells[column])} is still to come; correct it.")
            case "end":
                raise BadCell("duration_s", "with it, it ends in the future; correct it.")

    def _stamp_in(self, column: str, text: str) -> str:
        """Return a moment as a UTC timestamp that any clock can have had by now."""
        stamp = read_stamp(column, text)
        if stamp > self._latest:
            raise BadCell(column, f"{quote(text)} is still to come; write a moment that is over.")
        return stamp

    def _with_offset(self, cells: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
        """Return a line with the offset that its moment has here, and how that moment begins.

        Who adds a line leaves the offset out, and a spreadsheet may drop it.
        """
        text = cells["at"]
        try:
            wall = datetime.fromisoformat(text)
        except ValueError:
            return cells, ""
        if wall.tzinfo is not None or len(text) <= _WHOLE_DAY:
            return cells, ""
        try:
            at = in_zone(wall, self._zone, quote(text)).isoformat()
        except NotUnderstood as error:
            raise BadCell("at", str(error)) from error
        begins = wall.isoformat(timespec="seconds" if wall.second else "minutes")
        return {**cells, "at": at}, begins

    def _require_first(self, uid: str) -> None:
        """Refuse a line that a person copied to make another entry of it, and its uid with it."""
        number = int(uid.replace("-", ""), 16)
        if number in self._uids:
            reason = (
                f"an earlier line has {quote(uid)} too; leave it empty where this is a new entry."
            )
            raise BadCell("uid", reason)
        self._uids.add(number)

    def _uid_for(self, cells: Mapping[str, str]) -> str:
        said = [cells[column] for column in _IDENTITY]
        said += [f"{column} {cells[column]}" for column in _LATER_IDENTITY if cells[column]]
        return content_uid(LIST_SEPARATOR.join(said), self._seen)


def _with_kind(cells: Mapping[str, str]) -> Mapping[str, str]:
    """Return a line that a person added with the kind that every episode has."""
    if cells["entry"] != "episode" or cells["kind"]:
        return cells
    return {**cells, "kind": "spasm"}


def content_uid(content: str, seen: dict[str, int]) -> str:
    """Return the uid of an entry that has none: the same for the same content.

    So a file that is imported again brings nothing new. Lines with the same content are told
    apart by their order, which `seen` counts.
    """
    place = seen[content] = seen.get(content, 0) + 1
    return str(uuid.uuid5(_OURS, f"{content}\n{place}"))


def _entry(its: EntryType, cells: Mapping[str, str]) -> Entry:
    said: dict[str, Any] = {}
    for column, read in _READERS[its.name]:
        try:
            said[column] = read(cells[column])
        except NotUnderstood as error:
            raise BadCell(column, str(error)) from error
    if said.get("kind") == "spasm" and said["intensity"] == 0:
        raise BadCell(
            "intensity", "a spasm hurts, so it is never 0; write another, or twitch as the kind."
        )
    if said.get("relief") and not said["for"]:
        raise BadCell("relief", "relief needs a spasm; write the uid of its entry as for.")
    if said.get("at_precision") == "day" and moment_text(said["at"])[11:19] != "12:00:00":
        reason = f"{quote(cells['at'])} is known only to the day, so its time must be 12:00:00."
        raise BadCell("at", reason)
    try:
        return made(its, said)
    except NotUnderstood as error:
        raise BadCell("day" if "day" in said else _at_fault(said), str(error)) from error


def _at_fault(said: Mapping[str, Any]) -> str:
    """Return the column of the moment where that is what makes no entry, '' for the whole line."""
    try:
        Moment(said["at"], said["at_precision"])
    except NotUnderstood:
        return "at"
    return ""


def own_uid(text: str, column: str = "uid") -> str:
    """Return the uid, which must be one.

    Raises:
        BadCell: when it is not.
    """
    try:
        return read_uid(text)
    except NotUnderstood as error:
        raise BadCell(column, str(error)) from error


@lru_cache(_REMEMBERED)
def read_stamp(column: str, text: str) -> str:
    """Return a moment as a UTC timestamp.

    Raises:
        BadCell: when it is none.
    """
    try:
        at = datetime.fromisoformat(text)
        # A later one leaves no second for the next change to count as the later of the two.
        if at.tzinfo is not None and (stamp := at.astimezone(UTC)).year <= LATEST_YEAR:
            return moment_text(stamp)
    except (ValueError, OverflowError):
        pass
    raise BadCell(column, f"{quote(text)} is no moment; write one like 2026-11-20T02:00:00+00:00.")


def _number(letter: str, text: str) -> int:
    number = counting(text[1:])
    if text[0] != letter or number is None or not 0 < number <= _HIGHEST_NUMBER:
        reason = f"{quote(text)} is no id of such an entry; write one like {letter}12."
        raise BadCell("id", reason)
    return number
