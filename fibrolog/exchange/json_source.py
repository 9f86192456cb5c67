"""Reading one JSON object from a file member by member, its lists element by element.

The json module reads whole documents; a diary of decades shall not have to fit in memory. Each
element is decoded by the module's own decoder, from a window on the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self, TextIO, cast, get_args

from fibrolog.domain.entries import TYPES, ClearDay, EntryName
from fibrolog.domain.fields import (
    BY_COLUMN,
    COLUMNS,
    FIELDS,
    FIELDS_OF,
    LIST_SEPARATOR,
    Codec,
    Flag,
    Words,
    moment_text,
)
from fibrolog.domain.vocabulary import CATEGORIES, GROUPS, Region, Remedy, Sides
from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.exchange.delimited import marked_encoding
from fibrolog.exchange.native import BadCell, OwnEntries, own_uid, read_stamp
from fibrolog.exchange.source import ImportFile
from fibrolog.parse.names import require_name
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import KEPT, Removal
from fibrolog.storage.schema import SCHEMA_VERSION
from fibrolog.storage.versions import latest_stamp, stamp_text
from fibrolog.text import quote, shortened
from fibrolog.trials.plan import Design, Trial, TrialRecord

_WINDOW = 64 * 1024
# No entry is as long; where one value goes on and on, the file is not what it seems.
_LONGEST_VALUE = 64 * 1024 * 1024
_SPACE = " \t\r\n"
# An error nearer to the end of the window may come from a word that the window cuts in two.
_LONGEST_WORD = len("-Infinity")


class JsonStream:
    """The members of the object in a file.

    Args:
        file: text, at its beginning.
        name: what errors call it.
    """

    def __init__(self, file: TextIO, name: str) -> None:
        self._file = file
        self._name = name
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._place = 0
        self._lines = 1
        self._counted = 0
        self._began = 1

    @property
    def line(self) -> int:
        """The line of the file on which the latest value began, from 1."""
        return self._began

    def _line_here(self) -> int:
        self._lines += self._text.count("\n", self._counted, self._place)
        self._counted = self._place
        return self._lines

    def members(self) -> Iterator[tuple[str, Any]]:
        """Yield each key with its value; a list comes as an iterator over its elements.

        Raises:
            NotUnderstood: when the file is not JSON.
        """
        if self._next() != "{":
            raise NotUnderstood(
                f"{self._name} is a list and no object; "
                "import what fibrolog export --format json wrote."
            )
        self._expect("{")
        if self._next() == "}":
            self._place += 1
        else:
            yield from self._members()
        if self._next():
            raise self._broken("something follows the end of the object")

    def _members(self) -> Iterator[tuple[str, Any]]:
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise self._broken("a key is not a text")
            self._expect(":")
            if self._next() == "[":
                elements = self._elements()
                yield key, elements
                for _ in elements:  # what was not wanted
                    pass
            else:
                yield key, self._value()
            if self._comma_or("}"):
                return

    def _elements(self) -> Iterator[Any]:
        self._expect("[")
        if self._next() == "]":
            self._place += 1
            return
        while True:
            yield self._value()
            if self._comma_or("]"):
                return

    def _comma_or(self, end: str) -> bool:
        """Step over what separates values, and tell whether it was the end."""
        found = self._next()
        if found not in (",", end):
            raise self._broken(f"there is no , or {end} after a value")
        self._place += 1
        return found == end

    def _expect(self, wanted: str) -> None:
        if self._next() != wanted:
            raise self._broken(f"there is no {wanted} where one must be")
        self._place += 1

    def _next(self) -> str:
        """Return the next character that is no space, '' at the end."""
        while True:
            while self._place < len(self._text):
                if self._text[self._place] not in _SPACE:
                    return self._text[self._place]
                self._place += 1
            if not self._more():
                return ""

    def _value(self) -> Any:
        self._next()
        self._began = self._line_here()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                if not self._may_be_cut(error) or not self._more():
                    raise self._broken(error.msg) from error
                continue
            except RecursionError as error:
                raise self._broken("its values are nested too deep") from error
            except ValueError as error:  # what the interpreter refuses to convert
                raise self._broken("a number has too many digits") from error
            # A number may go on behind the window, also one that the window cut after `1e+`.
            length, left = end - self._place, len(self._text) - end
            if left > len("e+") or not self._more():  # which moves the place
                self._place += length
                return value

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Tell whether a value may only seem wrong because the window ends in it."""
        unended = error.msg.startswith("Unterminated")  # its place is where the text begins
        return unended or error.pos > len(self._text) - _LONGEST_WORD

    def _more(self) -> bool:
        """Move the window on, and tell whether there was more."""
        if len(self._text) - self._place > _LONGEST_VALUE:
            raise self._broken("one value is longer than any entry")
        try:
            # The window grows with the value in it, so that a long one is not begun too often.
            read = self._file.read(max(_WINDOW, len(self._text) - self._place))
        except UnicodeDecodeError as error:
            raise NotUnderstood(
                f"{self._name} is not UTF-8 near line {self._line_here()}; "
                "save it as UTF-8 and import it again."
            ) from error
        self._lines = self._line_here()
        self._text = self._text[self._place :] + read
        self._place = self._counted = 0
        return bool(read)

    def _broken(self, why: str) -> NotUnderstood:
        return NotUnderstood(
            f"{self._name} is not sound JSON near line {self._line_here()} ({why}); "
            "export it again with fibrolog export --format json."
        )


_LARGEST = 10**9


def trial_object(one: ImportedTrial) -> dict[str, object]:
    """Return the object that stands for a trial."""
    record, design = one.record, one.record.trial.design
    stopped = record.trial.stopped_at
    made: dict[str, object] = {
        "id": record.id,
        "uid": record.uid,
        "remedy": record.trial.remedy,
        "pairs": design.pairs,
        "block_days": design.block_days,
        "washout_days": design.washout_days,
        "hour": design.hour,
        "from": design.first_day.isoformat(),
        "plan": list(record.trial.plan),
        "stopped_at": None if stopped is None else moment_text(stopped),
        "created_at": stamp_text(record.created_at),
        "updated_at": stamp_text(record.updated_at),
    }
    if one.as_of:
        made["as_of"] = one.as_of
    return made


def imported_trial(made: Any) -> ImportedTrial:
    """Return the trial that an object stands for.

    Raises:
        KeyError, TypeError, ValueError, BadCell, NotUnderstood: when it is none.
    """
    require_name("remedy", made["remedy"])
    pairs, block, washout, hour = (
        _whole(made[key]) for key in ("pairs", "block_days", "washout_days", "hour")
    )
    stopped = made["stopped_at"]
    trial = Trial(
        made["remedy"],
        Design(pairs, block, washout, hour, date.fromisoformat(made["from"])),
        tuple(made["plan"]),
        None if stopped is None else _moment(stopped),
    )
    stamps = (
        datetime.fromisoformat(read_stamp(key, made[key])) for key in ("created_at", "updated_at")
    )
    as_of = read_stamp("as_of", made["as_of"]) if made.get("as_of") else ""
    record = TrialRecord(trial, _number(made["id"]), own_uid(made["uid"]), *stamps)
    return ImportedTrial(record, as_of)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadCell("trials", f"{quote(value)} is no whole number.")
    return value


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if moment_text(at) != text:
        raise BadCell(
            "stopped_at", f"{quote(text)} is no moment; write one with seconds and an offset."
        )
    return at


def _number(text: str) -> int:
    number = int(text.removeprefix("t"))
    if text != f"t{number}" or not 0 < number <= _LARGEST:
        raise BadCell("id", f"{quote(text)} is no id of a trial; write one like t1.")
    return number


SIDES: tuple[Sides, ...] = get_args(Sides)
# What our own files have before the entries.
_HEAD = {"fibrolog", "schema", "regions", "remedies", "trials"}
# The fields that are no texts, numbers or null in JSON.
_CODECS = {field.column: field.codec for field in FIELDS if isinstance(field.codec, (Flag, Words))}
_ENTRY = COLUMNS.index("entry")
# A key that no CSV has.
_AS_OF = "as_of"
# What an entry of each kind has, in the order of the columns, each with where its cell is, and
# with how it is made of the cell where that is not the value itself.
_KEYS: dict[EntryName, list[tuple[str, int, Codec | None]]] = {
    name: [
        (column, place, _CODECS.get(column))
        for place, column in enumerate(COLUMNS)
        if column not in BY_COLUMN or BY_COLUMN[column] in FIELDS_OF[name]
    ]
    for name in TYPES
}


class Contents(NamedTuple):
    """What goes into the file.

    Attributes:
        entries: the cells of `COLUMNS` and one more, when the entry last changed where that is
            later than its `updated_at`.
        gave_way: likewise the clear days that gave way to a spasm.
    """

    version: str
    exported_at: datetime
    terms: Iterable[ImportedTerm]
    removals: Iterable[Removal]
    trials: Iterable[ImportedTrial]
    entries: Iterable[Sequence[str | int | None]]
    gave_way: Iterable[Sequence[str | int | None]] = ()


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
    _write_list("gave_way", map(entry_object, contents.gave_way), file)
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
    made = {
        column: codec.plain(codec.read(cells[place])) if codec else cells[place]
        for column, place, codec in _KEYS[cast("EntryName", cells[_ENTRY])]
    }
    if cells[-1]:
        made[_AS_OF] = cells[-1]
    return made


def _region(one: ImportedTerm) -> dict[str, object]:
    assert isinstance(one.term, Region)  # noqa: S101 -- the caller chose
    return {**one.term._asdict(), "changed_at": one.changed_at}


def _remedy(one: ImportedTerm) -> dict[str, object]:
    assert isinstance(one.term, Remedy)  # noqa: S101 -- the caller chose
    return {**one.term._asdict(), "changed_at": one.changed_at}


class JsonSource:
    """A JSON file of ours as an import source.

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
        self.terms: list[ImportedTerm] = []
        self.trials: list[ImportedTrial] = []
        self.remarks: list[str] = []
        try:
            self._read_head()
        except BaseException:
            self._file.close()
            raise

    @classmethod
    def recognises(cls, file: ImportFile) -> bool:
        """Tell whether it begins as JSON does, and is not said to be a table."""
        is_list = file.first_text.startswith("[") and file.options.columns is None
        return is_list or file.first_text.startswith("{")

    @classmethod
    def open(cls, file: ImportFile) -> Self:
        """Open the JSON file."""
        file.refuse_table_options("JSON")
        return cls(file.path, file.now)

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

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield the entries and what gave way to them, each with its line in the file."""
        stream = self._stream()
        for key, value in stream.members():
            if key == "entries":
                for one in self._listed(key, value):
                    yield self._entry(one, stream.line)
            elif key == "gave_way":
                for one in self._listed(key, value):
                    yield self._gave_way(one, stream.line)

    def _gave_way(self, one: object, line: int) -> ImportedEntry | RejectedLine:
        found = self._entry(one, line)
        if isinstance(found, RejectedLine):
            return found
        if not isinstance(found.entry, ClearDay):
            return RejectedLine(line, (), "entry", "only a clear day gives way.")
        return found._replace(gave_way=True)

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

    def _entry(self, one: object, line: int) -> ImportedEntry | RejectedLine:
        if not isinstance(one, dict):
            return RejectedLine(line, (), "", "it is not an object.")
        cells = dict.fromkeys((*COLUMNS, _AS_OF), "")
        try:
            for key, value in one.items():
                if key not in cells:
                    return RejectedLine(line, (), shortened(key), "no entry has such a key.")
                cells[key] = _cell(key, value)
            return self._own.read(line, cells, (), cells[_AS_OF])
        except BadCell as bad:
            return RejectedLine(line, (), bad.column, bad.reason)

    def _removal(self, one: Any, line: int) -> Removal:
        try:
            entry = next(name for name in KEPT if name == one["entry"])
            return Removal(own_uid(one["uid"]), entry, read_stamp("deleted_at", one["deleted_at"]))
        except (KeyError, TypeError, StopIteration, BadCell) as error:
            raise self._unsound("deletions", line) from error

    def _term(self, key: str, one: Any, line: int) -> ImportedTerm:
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
                return ImportedTerm(region, changed_at)
            _require(one["category"] in CATEGORIES and _is_text(one["hint"]))
            remedy = Remedy(
                one["name"], one["category"], one["hint"], tuple(one["aliases"]), one["hidden"]
            )
            return ImportedTerm(remedy, changed_at)
        except (KeyError, TypeError, ValueError, AttributeError, BadCell, NotUnderstood) as error:
            raise self._unsound(key, line) from error

    def _trial(self, one: Any, line: int) -> ImportedTrial:
        try:
            return imported_trial(one)
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
    codec = _CODECS.get(column)
    if isinstance(codec, Flag) and isinstance(value, bool):
        return codec.cell(value)
    if isinstance(value, str):
        if not _is_text(value):
            raise BadCell(column, "it has half a letter in it, which is no text; write it anew.")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(codec, Words) and isinstance(value, list):
        if not all(_is_text(word) and word and ";" not in word for word in value):
            raise BadCell(column, "not each of its words is a text without a semicolon.")
        return LIST_SEPARATOR.join(value)
    shown = "a list or object" if isinstance(value, (list, dict)) else quote(value)
    raise BadCell(column, f"{shown} is no such value.")
