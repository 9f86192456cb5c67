"""The JSON file: everything the diary holds but its journal, in one documented object.

It is written one entry a line, and read the same way, so its length does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO, get_args

from fibrolog.entries import EntryName
from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.exchange.delimited import marked_encoding
from fibrolog.exchange.json_stream import JsonStream
from fibrolog.exchange.own_entries import BadCell, OwnEntries, read_stamp, read_uid
from fibrolog.exchange.trial_objects import arriving_trial, trial_object
from fibrolog.storage.incoming import ArrivingTerm, ArrivingTrial, Incoming, Rejected
from fibrolog.storage.results import KEPT, Removal
from fibrolog.storage.rows import COLUMNS, LIST_SEPARATOR, latest_stamp, moment_text
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.text import quote, shortened
from fibrolog.vocabulary import CATEGORIES, GROUPS, Region, Remedy, Sides
from fibrolog.words.names import require_name

SIDES: tuple[Sides, ...] = get_args(Sides)
# What our own files have before the entries.
_HEAD = {"fibrolog", "schema", "regions", "remedies", "trials"}
_LISTS = ("signs", "pain_types", "triggers")
# What an entry of each kind has, in the order of the columns.
_KEYS: dict[EntryName, tuple[str, ...]] = {
    "episode": (
        "id", "uid", "entry", "at", "at_precision", "kind", "region", "side", "intensity",
        "duration_s", "count", "woke", *_LISTS, "note", "created_at", "updated_at",
    ),
    "use": (
        "id", "uid", "entry", "at", "at_precision", "remedy", "dose", "for", "relief", "note",
        "created_at", "updated_at",
    ),
    "clear": ("id", "uid", "entry", "day", "note", "created_at", "updated_at"),
}  # fmt: skip
_PLACES = {entry: [COLUMNS.index(key) for key in keys] for entry, keys in _KEYS.items()}
_WOKE = COLUMNS.index("woke")
# Where each key's value goes among the cells; the last is one that no CSV has.
_ALL_PLACES = {key: place for place, key in enumerate((*COLUMNS, "as_of"))}


class Contents(NamedTuple):
    """What goes into the file.

    Attributes:
        entries: the cells of `COLUMNS` and one more, when the entry last changed where that is
            later than its `updated_at`.
    """

    version: str
    exported_at: datetime
    terms: Iterable[ArrivingTerm]
    removals: Iterable[Removal]
    trials: Iterable[ArrivingTrial]
    entries: Iterable[Sequence[str | int | None]]


def write_json(contents: Contents, file: TextIO) -> int:
    """Write the file, one entry at a time, and return how many entries there were."""
    terms = list(contents.terms)
    head = {
        "fibrolog": contents.version,
        "schema": SCHEMA_VERSION,
        "exported_at": moment_text(contents.exported_at),
    }
    file.write("{\n")
    file.writelines(f"{json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    _write_list("regions", (_region(one) for one in terms if isinstance(one.term, Region)), file)
    file.write(",\n")
    _write_list("remedies", (_remedy(one) for one in terms if isinstance(one.term, Remedy)), file)
    file.write(",\n")
    removals = (
        {"uid": one.uid, "entry": one.entry, "deleted_at": one.at} for one in contents.removals
    )
    _write_list("deletions", removals, file)
    file.write(",\n")
    _write_list("trials", map(trial_object, contents.trials), file)
    file.write(",\n")
    written = _write_list("entries", map(entry_object, contents.entries), file)
    file.write("\n}\n")
    return written


def _write_list(key: str, objects: Iterable[Mapping[str, object]], file: TextIO) -> int:
    file.write(f"{json.dumps(key)}: [")
    encode = json.JSONEncoder(ensure_ascii=False).encode
    written = 0
    for written, one in enumerate(objects, 1):
        file.write(f"{',' if written > 1 else ''}\n{encode(one)}")
    file.write("\n]" if written else "]")
    return written


def entry_object(cells: Sequence[str | int | None]) -> dict[str, object]:
    """Return an entry as the object that stands for it; what is not known is null."""
    entry = cells[2]
    assert entry in _KEYS  # noqa: S101 -- the diary has no other
    made: dict[str, object] = dict(
        zip(_KEYS[entry], (cells[place] for place in _PLACES[entry]), strict=True)
    )
    if entry == "episode":
        made["woke"] = cells[_WOKE] == "yes"
        for key in _LISTS:
            joined = made[key]
            made[key] = joined.split(LIST_SEPARATOR) if isinstance(joined, str) and joined else []
    if cells[-1]:
        made["as_of"] = cells[-1]
    return made


def _region(one: ArrivingTerm) -> dict[str, object]:
    assert isinstance(one.term, Region)  # noqa: S101 -- the caller chose
    return {**one.term._asdict(), "changed_at": one.changed_at}


def _remedy(one: ArrivingTerm) -> dict[str, object]:
    assert isinstance(one.term, Remedy)  # noqa: S101 -- the caller chose
    return {**one.term._asdict(), "changed_at": one.changed_at}


class JsonParcel:
    """A JSON file that comes in.

    Args:
        path: where it is.
        now: the present moment.

    Raises:
        NotUnderstood: when it is not such a file.
        DiaryError: when a newer fibrolog wrote it.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self._path = path
        self._own = OwnEntries(now)
        self._latest = latest_stamp(now)
        # Some shells write what a program prints as UTF-16.
        self._file: TextIO = path.open(encoding=marked_encoding(path), newline="")
        self.kind = "a fibrolog JSON file"
        self.size = path.stat().st_size
        self.terms: list[ArrivingTerm] = []
        self.trials: list[ArrivingTrial] = []
        self.remarks: list[str] = []
        try:
            self._read_head()
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.buffer.tell()

    @property
    def removals(self) -> Iterator[Removal]:
        """Yield what was removed elsewhere."""
        stream = self._stream()
        for key, value in stream.members():
            if key == "deletions":
                for one in self._listed(key, value):
                    removal = self._removal(one, stream.line)
                    self._require_over(key, stream.line, removal.at)
                    yield removal

    def entries(self) -> Iterator[Incoming | Rejected]:
        """Yield the entries, each with its line in the file."""
        stream = self._stream()
        for key, value in stream.members():
            if key == "entries":
                for one in self._listed(key, value):
                    yield self._entry(one, stream.line)

    def _read_head(self) -> None:
        """Read everything but the entries and deletions, wherever in the file it stands."""
        known: dict[str, Any] = {}
        stream = self._stream()
        for key, value in stream.members():
            if key in ("regions", "remedies"):
                for one in self._listed(key, value):
                    self.terms.append(self._term(key, one, stream.line))
                    self._require_over(key, stream.line, self.terms[-1].changed_at)
                known[key] = True
            elif key == "trials":
                for one in self._listed(key, value):
                    self.trials.append(self._trial(one, stream.line))
                    self._require_over(key, stream.line, self.trials[-1].latest)
                known[key] = True
            else:
                known[key] = value
            # Our own files have the entries last; then there is no need to read them twice.
            if key == "entries" and set(known) >= _HEAD:
                break
        schema = known.get("schema")
        if not (
            "fibrolog" in known
            and isinstance(known.get("entries"), Iterator)
            and isinstance(schema, int)
        ):
            raise NotUnderstood(
                f"{self._path} is JSON, but not from fibrolog export --format json; "
                "import that, a CSV or a diary."
            )
        if schema > SCHEMA_VERSION:
            raise DiaryError(
                f"{self._path} was written by a newer fibrolog (schema {schema}, this one knows "
                f"{SCHEMA_VERSION}); update with: pip install -U fibrolog"
            )

    def _stream(self) -> JsonStream:
        self._file.seek(0)
        return JsonStream(self._file, str(self._path))

    def _listed(self, key: str, value: object) -> Iterator[Any]:
        if not isinstance(value, Iterator):
            raise NotUnderstood(f"{self._path} has no list of {key}; export it again.")
        return value

    def _entry(self, one: object, line: int) -> Incoming | Rejected:
        if not isinstance(one, dict):
            return Rejected(line, (), "", "it is not an object.")
        cells = [""] * (len(COLUMNS) + 1)
        try:
            for key, value in one.items():
                place = _ALL_PLACES.get(key)
                if place is None:
                    return Rejected(line, (), shortened(key), "no entry has such a key.")
                cells[place] = _cell(key, value)
            as_of = cells.pop()
            return self._own.read(line, cells, (), as_of)
        except BadCell as bad:
            return Rejected(line, (), bad.column, bad.reason)

    def _removal(self, one: Any, line: int) -> Removal:
        try:
            entry = next(name for name in KEPT if name == one["entry"])
            return Removal(read_uid(one["uid"]), entry, read_stamp("deleted_at", one["deleted_at"]))
        except (KeyError, TypeError, StopIteration, BadCell) as error:
            raise self._unsound("deletions", line) from error

    def _term(self, key: str, one: Any, line: int) -> ArrivingTerm:
        try:
            changed_at = read_stamp("changed_at", one["changed_at"])
            _require(isinstance(one["aliases"], list) and isinstance(one["hidden"], bool))
            names = [one["name"], *one["aliases"]]
            for name in names:
                require_name("region" if key == "regions" else "remedy", name)
            if key == "regions":
                _require(one["group"] in GROUPS and one["sides"] in SIDES)
                _require(one["wpi_area"] is None or _is_text(one["wpi_area"]))
                region = Region(
                    one["name"], one["group"], one["sides"], one["wpi_area"],
                    tuple(one["aliases"]), one["hidden"],
                )  # fmt: skip
                return ArrivingTerm(region, changed_at)
            _require(one["category"] in CATEGORIES and _is_text(one["hint"]))
            remedy = Remedy(
                one["name"], one["category"], one["hint"], tuple(one["aliases"]), one["hidden"]
            )
            return ArrivingTerm(remedy, changed_at)
        except (KeyError, TypeError, ValueError, AttributeError, BadCell, NotUnderstood) as error:
            raise self._unsound(key, line) from error

    def _trial(self, one: Any, line: int) -> ArrivingTrial:
        try:
            return arriving_trial(one)
        except (KeyError, TypeError, ValueError, AttributeError, BadCell, NotUnderstood) as error:
            raise self._unsound("trials", line) from error

    def _require_over(self, what: str, line: int, stamp: str) -> None:
        if stamp > self._latest:
            raise NotUnderstood(
                f"{self._path} has a moment that is still to come among its {what}, on line "
                f"{line}: {stamp}; write one that is over."
            )

    def _unsound(self, what: str, line: int) -> NotUnderstood:
        return NotUnderstood(
            f"{self._path} has something else among its {what}, on line {line}; export it again."
        )


def _require(condition: bool) -> None:  # noqa: FBT001 -- it is what is required
    if not condition:
        raise ValueError


def _is_text(value: object) -> bool:
    """Tell whether a value is text; JSON can spell halves of letters, which are none."""
    try:
        return isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:
        return False


def _cell(column: str, value: object) -> str:
    """Return a value as the cell that the CSV would have."""
    if value is None:
        return ""
    if column == "woke" and isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if not _is_text(value):
            raise BadCell(column, "it has half a letter in it, which is no text; write it anew.")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if column in _LISTS and isinstance(value, list):
        if not all(_is_text(word) and word and ";" not in word for word in value):
            raise BadCell(column, "not each of its words is a text without a semicolon.")
        return LIST_SEPARATOR.join(value)
    shown = "a list or object" if isinstance(value, (list, dict)) else quote(value)
    raise BadCell(column, f"{shown} is no such value.")
