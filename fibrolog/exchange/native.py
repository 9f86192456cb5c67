"""Our own columns as entries: what the CSV, the JSON file and another diary have in common.

A cell is text, '' for nothing, in the form in which the export writes it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeAlias

from fibrolog.domain.entries import (
    HIGHEST_COUNT,
    KINDS,
    LATEST_YEAR,
    LETTERS,
    LONGEST_DURATION_S,
    PRECISIONS,
    RELIEFS,
    SIDES,
    WORST_INTENSITY,
    ClearDay,
    Entry,
    Episode,
    Kind,
    Moment,
    Precision,
    Relief,
    RemedyUse,
    Side,
    still_to_come,
)
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS, Noun
from fibrolog.errors import NotUnderstood
from fibrolog.parse.names import require_name
from fibrolog.parse.when.zones import in_zone
from fibrolog.storage.entries import COLUMNS, LIST_SEPARATOR, latest_stamp, moment_text
from fibrolog.storage.import_records import Exported, ImportedEntry, RejectedLine
from fibrolog.text import distinct_triggers, either, quote

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Far beyond what anybody writes in a life; SQLite's own end is where numbers stop counting up.
_HIGHEST_NUMBER = 1_000_000_000
# More than any number in a diary has.
_MOST_DIGITS = 10
# Drawn once, so that our uids are nobody else's.
_OURS = uuid.UUID("5a3c52c2-6a0d-4f0e-9b4e-6f1b8f9f7a51")
# What is worth remembering: a diary comes back to the same words and seconds again and again.
_REMEMBERED = 4096
_WHOLE_DAY = len("2026-11-20")

_USED_BY: dict[str, frozenset[str]] = {
    "episode": frozenset({"day", "remedy", "dose", "for", "relief"}),
    "use": frozenset(
        {"day", "kind", "region", "side", "intensity", "duration_s", "count", "woke", "signs",
         "pain_types", "triggers"}
    ),
    "clear": frozenset(COLUMNS[6:20]) | {"at", "at_precision"},
}  # fmt: skip
_FOREIGN_TO = {
    entry: [COLUMNS.index(column) for column in COLUMNS if column in columns]
    for entry, columns in _USED_BY.items()
}


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
        cells: Sequence[str],
        kept: Sequence[str],
        as_of: str = "",
        respelt: Respelt | None = None,
    ) -> ImportedEntry | RejectedLine:
        """Return the entry of a line, or what is wrong with it.

        Args:
            line: its number.
            cells: a text for each of `COLUMNS`.
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
        cells: Sequence[str],
        kept: Sequence[str],
        as_of: str,
        respelt: Respelt | None,
    ) -> ImportedEntry:
        kind = cells[2]
        if kind not in _ENTRIES:
            raise BadCell("entry", f"{quote(kind)} is no kind of entry; write {either(_ENTRIES)}.")
        for place in _FOREIGN_TO[kind]:
            if cells[place]:
                raise BadCell(COLUMNS[place], f"an entry of the kind {kind} has no such value.")
        added = cells if cells[1] else _with_kind(cells)
        cells, wall = added, ""
        if respelt is not None:
            cells, wall = self._with_offset(added)
        letter, read = _ENTRIES[kind]
        number = _number(letter, cells[0]) if cells[0] else None
        entry = read(cells)
        self._require_past(entry, cells)
        created = self._stamp_in("created_at", cells[21]) if cells[21] else self._stamp
        updated = self._stamp_in("updated_at", cells[22]) if cells[22] else created
        revised = self._stamp_in("as_of", as_of) if as_of else ""
        uid = cells[1]
        if not uid:  # a line that a person added to our file
            if isinstance(entry, Episode):
                entry = replace(entry, triggers=distinct_triggers(entry.triggers))
            return ImportedEntry(
                line, kept, entry, number, self._uid_for(added), created, updated, only_new=True
            )
        self._require_first(read_uid(uid))
        made = ImportedEntry(line, kept, entry, number, uid, created, updated, revised)
        if respelt is None:
            return made
        begins = respelt.get("updated_at") or (updated,)
        return made._replace(exported=Exported(wall, "created_at" not in respelt, begins))

    def _require_past(self, entry: Entry, cells: Sequence[str]) -> None:
        match still_to_come(entry, self._now):
            case "beginning":
                column, text = ("day", cells[5]) if cells[5] else ("at", cells[3])
                raise BadCell(column, f"{quote(text)} is still to come; correct it.")
            case "end":
                raise BadCell("duration_s", "with it, it ends in the future; correct it.")

    def _stamp_in(self, column: str, text: str) -> str:
        """Return a moment as a UTC timestamp that any clock can have had by now."""
        stamp = read_stamp(column, text)
        if stamp > self._latest:
            raise BadCell(column, f"{quote(text)} is still to come; write a moment that is over.")
        return stamp

    def _with_offset(self, cells: Sequence[str]) -> tuple[Sequence[str], str]:
        """Return a line with the offset that its moment has here, and how that moment begins.

        Who adds a line leaves the offset out, and a spreadsheet may drop it.
        """
        try:
            wall = datetime.fromisoformat(cells[3])
        except ValueError:
            return cells, ""
        if wall.tzinfo is not None or len(cells[3]) <= _WHOLE_DAY:
            return cells, ""
        try:
            at = in_zone(wall, self._zone, quote(cells[3])).isoformat()
        except NotUnderstood as error:
            raise BadCell("at", str(error)) from error
        begins = wall.isoformat(timespec="seconds" if wall.second else "minutes")
        return [*cells[:3], at, *cells[4:]], begins

    def _require_first(self, uid: str) -> None:
        """Refuse a line that a person copied to make another entry of it, and its uid with it."""
        number = int(uid.replace("-", ""), 16)
        if number in self._uids:
            reason = (
                f"an earlier line has {quote(uid)} too; leave it empty where this is a new entry."
            )
            raise BadCell("uid", reason)
        self._uids.add(number)

    def _uid_for(self, cells: Sequence[str]) -> str:
        return content_uid(LIST_SEPARATOR.join(cells[2:21]), self._seen)


def _with_kind(cells: Sequence[str]) -> Sequence[str]:
    """Return a line that a person added with the kind that every episode has."""
    if cells[2] != "episode" or cells[6]:
        return cells
    return [*cells[:6], "spasm", *cells[7:]]


def content_uid(content: str, seen: dict[str, int]) -> str:
    """Return the uid of an entry that has none: the same for the same content.

    So a file that is imported again brings nothing new. Lines with the same content are told
    apart by their order, which `seen` counts.
    """
    place = seen[content] = seen.get(content, 0) + 1
    return str(uuid.uuid5(_OURS, f"{content}\n{place}"))


def _episode(cells: Sequence[str]) -> Episode:
    woke = _WOKE.get(cells[12].casefold())
    if woke is None:
        raise BadCell("woke", f"{quote(cells[12])} is not understood; write yes or no.")
    kind = _kind(cells[6])
    intensity = _whole("intensity", cells[9], 0, WORST_INTENSITY) if cells[9] else None
    if kind == "spasm" and intensity == 0:
        raise BadCell(
            "intensity", "a spasm hurts, so it is never 0; write another, or twitch as the kind."
        )
    return Episode(
        _moment(cells[3], cells[4]),
        _name("region", cells[7]),
        kind,
        _side(cells[8]),
        intensity,
        _whole("duration_s", cells[10], 1, LONGEST_DURATION_S) if cells[10] else None,
        _whole("count", cells[11], 1, HIGHEST_COUNT) if cells[11] else 1,
        woke,
        _listed("signs", cells[13]) if cells[13] else (),
        _listed("pain_types", cells[14]) if cells[14] else (),
        _triggers(cells[15]) if cells[15] else (),
        cells[20],
    )


def _use(cells: Sequence[str]) -> RemedyUse:
    against = read_uid(cells[18], "for") if cells[18] else None
    relief = _relief(cells[19])
    if relief and not against:
        raise BadCell("relief", "relief needs a spasm; write the uid of its entry as for.")
    return RemedyUse(
        _moment(cells[3], cells[4]),
        _name("remedy", cells[16]),
        cells[17],
        against,
        relief,
        cells[20],
    )


def _clear_day(cells: Sequence[str]) -> ClearDay:
    try:
        day = date.fromisoformat(cells[5])
    except ValueError:
        raise BadCell("day", f"{quote(cells[5])} is no day; write one like 2026-11-20.") from None
    try:
        return ClearDay(day, cells[20])
    except NotUnderstood as error:
        raise BadCell("day", str(error)) from error


_ENTRIES: dict[str, tuple[str, Callable[[Sequence[str]], Entry]]] = {
    "episode": (LETTERS["episode"], _episode),
    "use": (LETTERS["use"], _use),
    "clear": (LETTERS["clear"], _clear_day),
}
_WOKE = {"yes": True, "no": False, "": False}


def _moment(text: str, precision: str) -> Moment:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadCell(
            "at",
            f"{quote(text)} is no moment with an offset; write one like 2026-11-20T03:00:00+01:00.",
        )
    known: Precision = "minute"
    for choice in PRECISIONS:
        if precision == choice:
            known = choice
            break
    else:
        if precision:
            raise BadCell("at_precision", _choices(precision, PRECISIONS))
    if known == "day" and moment_text(at)[11:19] != "12:00:00":
        raise BadCell(
            "at", f"{quote(text)} is known only to the day, so its time must be 12:00:00."
        )
    try:
        return Moment(at, known)
    except NotUnderstood as error:
        raise BadCell("at", str(error)) from error


def read_uid(text: str, column: str = "uid") -> str:
    """Return the uid, which must be one.

    Raises:
        BadCell: when it is not.
    """
    if not _UID.fullmatch(text):
        raise BadCell(column, f"{quote(text)} is no uid; leave it empty, or write one of an entry.")
    return text


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


@lru_cache(_REMEMBERED)
def _name(noun: Noun, text: str) -> str:
    if not text:
        raise BadCell(noun, f"there is no {noun}; write one that fibrolog has.")
    try:
        require_name(noun, text)
    except NotUnderstood as error:
        raise BadCell(noun, str(error)) from error
    return text


@lru_cache(_REMEMBERED)
def _listed(column: str, text: str) -> tuple[str, ...]:
    known = {"signs": SIGNS, "pain_types": PAIN_TYPES}[column]
    try:
        return tuple(known.get(word) for word in text.split(LIST_SEPARATOR))
    except NotUnderstood as error:
        raise BadCell(column, str(error)) from error


def _triggers(text: str) -> tuple[str, ...]:
    triggers = tuple(text.split(LIST_SEPARATOR))
    if any(set(trigger) & {";", "\0"} or not trigger.strip() for trigger in triggers):
        reason = f"{quote(text)} has an empty trigger, or one with a semicolon or a NUL in it"
        raise BadCell("triggers", f"{reason}; write them like stress; cold.")
    return triggers


def _number(letter: str, text: str) -> int:
    number = _counting(text[1:])
    if text[0] != letter or number is None or not 0 < number <= _HIGHEST_NUMBER:
        reason = f"{quote(text)} is no id of such an entry; write one like {letter}12."
        raise BadCell("id", reason)
    return number


def _whole(column: str, text: str, least: int, most: int) -> int:
    number = _counting(text)
    if number is None or not least <= number <= most:
        raise BadCell(column, f"{quote(text)} is no whole number from {least} to {most}.")
    return number


def _counting(text: str) -> int | None:
    """Return a number in plain digits, None for anything else and for what is far too large."""
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _kind(text: str) -> Kind:
    for choice in KINDS:
        if text == choice:
            return choice
    raise BadCell("kind", _choices(text, KINDS))


def _side(text: str) -> Side | None:
    if not text:
        return None
    for choice in SIDES:
        if text == choice:
            return choice
    raise BadCell("side", _choices(text, SIDES))


def _relief(text: str) -> Relief | None:
    if not text:
        return None
    for choice in RELIEFS:
        if text == choice:
            return choice
    raise BadCell("relief", _choices(text, RELIEFS))


def _choices(text: str, choices: Sequence[str]) -> str:
    return f"{quote(text)} is not known; write {either(choices)}."
