"""Somebody else's table that comes in: a spreadsheet, or what another tracker exported.

The file is read twice: once to learn from its whole column of dates how they are written, once
for the entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import NamedTuple

from fibrolog.domain.entries import ClearDay, Entry, Episode, RemedyUse, still_to_come
from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import DelimitedFile, fitted
from fibrolog.exchange.mapping import UNIT_WORDS, ColumnMapping, Mapped, find_columns
from fibrolog.exchange.native import BadCell, content_uid
from fibrolog.exchange.table_cells import Cells, read_entries
from fibrolog.exchange.table_names import NewNames
from fibrolog.parse.when.column_dates import (
    DateColumn,
    Order,
    WrittenMoment,
    moment_of,
    read_time,
    read_written,
)
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.versions import stamp_text
from fibrolog.text import quote

# As many lines as a sentence can name.
_SHOWN = 10


class Reading(NamedTuple):
    """How a table is to be read.

    Attributes:
        wanted: what `--map` says.
        vocabulary: the words of the diary.
        new_names: whether unknown names are new words.
        told: the order of dates, where the person said it.
        usual: the order that settles what the column leaves open.
    """

    wanted: Sequence[ColumnMapping]
    vocabulary: Vocabulary
    new_names: bool
    told: Order | None
    usual: Order | None


class _Lines:
    """Lines of which one thing is to be said."""

    def __init__(self) -> None:
        self._count = 0
        self._first: list[str] = []

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, line: int) -> None:
        """Take a line."""
        self._count += 1
        if len(self._first) < _SHOWN:
            self._first.append(str(line))

    def words(self, one: str = "", many: str = "") -> str:
        """Name the first of them, and what they do."""
        if self._count == 1:
            return f"line {self._first[0]}{one}"
        more = self._count - len(self._first)
        *others, last = [*self._first, f"{more:,} more"] if more else self._first
        return f"lines {', '.join(others)} and {last}{many}"


class TableSource:
    """A table whose columns are not ours.

    Args:
        file: the table.
        reading: how to read it.
        now: the present moment; its tzinfo is the zone of local times.

    Raises:
        NotUnderstood: when a column is missing, or the order of the dates cannot be told.
    """

    def __init__(self, file: DelimitedFile, reading: Reading, now: datetime) -> None:
        self._file = file
        self._now = now
        self._stamp = stamp_text(now)
        self._mapping = find_columns(reading.wanted, file.header)
        self._names = NewNames(reading.vocabulary, now, allowed=reading.new_names)
        mapped = self._mapping.places.values()
        self._nameless = [
            place
            for place, name in enumerate(file.header)
            if not name.strip() and place not in mapped
        ]
        self._dates = DateColumn(reading.told, reading.usual)
        self._fractions = self._universal = False
        self.kind = f"a table, {file.words}"
        self.size = file.size
        self.header = file.header
        self.terms: tuple[ImportedTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self.trials: tuple[ImportedTrial, ...] = ()
        self._begin()
        self._learn()
        self._order = self._dates.order()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def unsaid(self) -> str:
        """The option that some of its lines alone would need as well, '' for none."""
        order = self._dates.unsaid()
        return f"--date-order {order}" if order else ""

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.position()

    @property
    def remarks(self) -> list[str]:
        """What was found out about the table, in sentences."""
        remarks = [self._dates.sentence()]
        if self._dates.only_midnights and "time" not in self._mapping.places:
            remarks.append("Every time is 00:00, so only the days are taken.")
        if self._fractions:
            remarks.append("Fractions of a second are left out.")
        if self._universal:
            remarks.append("Times in UTC are turned into the time of this machine.")
        if self._used_unit:
            name = " ".join(self.header[self._mapping.places["duration"]].split())
            remarks.append(f"Bare numbers in {quote(name)} are {UNIT_WORDS[self._mapping.unit]}.")
        if self._short:
            lines = self._short.words(" has", " have")
            remarks.append(f"{_capital(lines)} too few cells; the missing last ones are empty.")
        if self._beside:
            lines = self._beside.words(" has", " have")
            remarks.append(f"{_capital(lines)} text in a column without a name, which is left out.")
        if self._again:
            lines = self._again.words(" is", " are")
            remarks.append(
                f"{_capital(lines)} the same as a line before, and taken as well; "
                "see that none was pasted twice."
            )
        if self._twice:
            remarks.append(
                f"Clocks went back over the time in {self._twice.words()}, which came twice; "
                "the first of the two is taken."
            )
        return [remark for remark in remarks if remark]

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield the entries of each line, and the lines that are none."""
        self._begin()
        for line, cells, fault in self._file.rows():
            if not any(cell.strip() for cell in cells):
                continue
            row = fitted(cells, len(self.header))
            if fault or len(row) != len(self.header):
                ragged = (
                    f"it has {len(cells)} cells, and the header has {len(self.header)}; "
                    "put text that has the delimiter in it between quotation marks."
                )
                yield RejectedLine(line, cells, "", fault or ragged)
                continue
            try:
                entries = self._entries(line, row)
            except BadCell as bad:
                yield RejectedLine(line, row, bad.column, bad.reason)
            except NotUnderstood as error:
                yield RejectedLine(line, row, "", str(error))
            else:
                if len(cells) < len(row):
                    self._short.add(line)
                if any(row[place].strip() for place in self._nameless):
                    self._beside.add(line)
                yield from entries

    def _begin(self) -> None:
        """Forget the lines that were read."""
        self._seen: dict[str, int] = {}
        self._rows: set[int] = set()
        self._short, self._beside = _Lines(), _Lines()
        self._again, self._twice = _Lines(), _Lines()
        self._used_unit = False

    def _learn(self) -> None:
        """Find out from all the dates how they are written; bad ones are named later."""
        place = self._mapping.places[self._when]
        for line, cells, fault in self._file.rows():
            row = fitted(cells, len(self.header))
            if fault or len(row) != len(self.header) or not row[place].strip():
                continue
            try:
                written = read_written(row[place], self._now)
            except NotUnderstood:
                continue
            self._dates.learn(line, written)
            self._fractions = self._fractions or written.fraction
            self._universal = self._universal or (written.universal and written.clock != time(0))

    @property
    def _when(self) -> Mapped:
        return "at" if "at" in self._mapping.places else "date"

    def _entries(self, line: int, row: Sequence[str]) -> list[ImportedEntry]:
        cells = Cells(row, self.header, self._mapping)
        found = self._moment(cells)
        entries = read_entries(cells, found.moment, self._names)
        # What cannot have begun is refused already.
        if any(still_to_come(entry, self._now) for entry in entries):
            column = cells.column("duration") or cells.column("region")
            raise BadCell(column, "with it, it ends in the future; correct it.")
        made: list[ImportedEntry] = []
        for entry in entries:
            uid = content_uid(_identity(entry, found.wall), self._seen)
            if made and isinstance(entry, RemedyUse) and isinstance(made[0].entry, Episode):
                entry = RemedyUse(  # noqa: PLW2901 -- what was taken against the line's episode
                    entry.moment, entry.remedy, entry.dose, made[0].uid
                )
            made.append(
                ImportedEntry(line, row, entry, None, uid, self._stamp, self._stamp, only_new=True)
            )
        before = len(self._rows)
        self._rows.add(hash(tuple(row)))  # whole rows would fill the memory
        if len(self._rows) == before:
            self._again.add(line)
        if found.twice:
            self._twice.add(line)
        self._used_unit = self._used_unit or cells.used_unit
        return made

    def _moment(self, cells: Cells) -> WrittenMoment:
        text, column = cells.text(self._when), cells.column(self._when)
        if not text:
            raise BadCell(column, "there is no date; write one like 2026-11-20.")
        try:
            written = read_written(text, self._now)
            clock = None if self._dates.only_midnights else written.clock
            apart = _time_apart(cells, self._now)
            if apart and written.clock not in (None, time(0), apart):
                raise BadCell(
                    cells.column("time"),
                    f"it says {apart:%H:%M}, but the column {quote(column)} says "
                    f"{written.clock:%H:%M}.",
                )
            return moment_of(written, self._order, apart or clock, self._now)
        except NotUnderstood as error:
            raise BadCell(column, str(error)) from error


def _time_apart(cells: Cells, now: datetime) -> time | None:
    """Return what the column of times says."""
    return cells.read("time", lambda text: read_time(text, now))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _identity(entry: Entry, wall: str) -> str:
    """Return what makes an entry the same when its table is imported again.

    It leaves out the offset, which is the machine's, and what may be mapped only the next time.
    """
    if isinstance(entry, ClearDay):
        return f"clear {entry.day}"
    when = (wall, entry.moment.precision)
    if isinstance(entry, Episode):
        return json.dumps(["episode", *when, entry.region, entry.side, entry.intensity])
    return json.dumps(["use", *when, entry.remedy, entry.dose])
