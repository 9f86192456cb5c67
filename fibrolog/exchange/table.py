"""Somebody else's table as an import source: a spreadsheet, or what another tracker exported.

The file is read twice: once to learn from its whole column of dates how they are written, once
for the entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Self

from fibrolog.domain.entries import ClearDay, Entry, Episode, RemedyUse, still_to_come
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import DelimitedFile, closed_on_error, fit_to_width
from fibrolog.exchange.mapping import UNIT_WORDS, ColumnMapping, Mapped, find_columns
from fibrolog.exchange.native import BadCell, content_uid
from fibrolog.exchange.source import ImportFile
from fibrolog.exchange.table_cells import Cells, read_entries
from fibrolog.exchange.table_names import TableNames
from fibrolog.parse.when.column_dates import (
    CellMoment,
    DateColumn,
    moment_of,
    read_date_cell,
    read_time,
)
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.versions import stamp_text
from fibrolog.text import both, counted, quote

# As many lines as a sentence can name.
_SHOWN = 10


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

    def sentence(self, one: str = "", many: str = "") -> str:
        """Name the first of them, followed by what one line does or many lines do."""
        if self._count == 1:
            return f"line {self._first[0]}{one}"
        more = self._count - len(self._first)
        return f"lines {both([*self._first, f'{more:,} more'] if more else self._first)}{many}"


class TableSource:
    """A table whose columns are not ours.

    Args:
        table: its lines.
        columns: which of its columns is what.
        file: the file, with what was said about it.

    Raises:
        NotUnderstood: when a column is missing, or the order of the dates cannot be told.
    """

    def __init__(
        self, table: DelimitedFile, columns: Sequence[ColumnMapping], file: ImportFile
    ) -> None:
        options = file.options
        self._table = table
        self._now = file.now
        self._stamp = stamp_text(file.now)
        self._mapping = find_columns(columns, table.header)
        self._names = TableNames(file.vocabulary, file.now, take_new=options.new_names)
        mapped = self._mapping.places.values()
        self._nameless = [
            index
            for index, name in enumerate(table.header)
            if not name.strip() and index not in mapped
        ]
        self._dates = DateColumn(options.order, options.usual_order)
        self._fractions = self._universal = False
        self.kind = f"a table, {table.description}"
        self.size = table.size
        self.header = table.header
        self.terms: tuple[ImportedTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self.trials: tuple[ImportedTrial, ...] = ()
        self._forget_lines()
        self._learn()
        self._order = self._dates.order()

    @classmethod
    def recognises(cls, file: ImportFile) -> bool:
        """Tell whether `--map` says that it is one."""
        return file.options.columns is not None

    @classmethod
    def open(cls, file: ImportFile) -> Self:
        """Open the table."""
        columns = file.options.columns or ()
        names = [one.column for one in columns]
        options = file.options
        with closed_on_error(
            DelimitedFile(file.path, options.encoding, options.delimiter, names)
        ) as table:
            table.require_header_above([name for name in names if not name.isdecimal()])
            return cls(table, columns, file)

    def close(self) -> None:
        """Close the file."""
        self._table.close()

    @property
    def option_for_some_lines(self) -> str:
        """The option that some of its lines alone would need as well, '' for none."""
        order = self._dates.settled_order()
        return f"--date-order {order}" if order else ""

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._table.position()

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
            lines = self._short.sentence(" has", " have")
            remarks.append(f"{_capital(lines)} too few cells; the missing last ones are empty.")
        if self._beside:
            lines = self._beside.sentence(" has", " have")
            remarks.append(f"{_capital(lines)} text in a column without a name, which is left out.")
        if self._again:
            lines = self._again.sentence(" is", " are")
            remarks.append(
                f"{_capital(lines)} the same as a line before, and taken as well; "
                "see that none was pasted twice."
            )
        if self._twice:
            remarks.append(
                f"Clocks went back over the time in {self._twice.sentence()}, which came twice; "
                "the first of the two is taken."
            )
        return [remark for remark in remarks if remark]

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield the entries of each line, and the lines that are none."""
        self._forget_lines()
        for line, cells, fault in self._table.rows():
            if not any(cell.strip() for cell in cells):
                continue
            row = fit_to_width(cells, len(self.header))
            if fault or len(row) != len(self.header):
                ragged = (
                    f"it has {counted(len(cells), 'cell')}, and the header has {len(self.header)}; "
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
                if any(row[index].strip() for index in self._nameless):
                    self._beside.add(line)
                yield from entries

    def _forget_lines(self) -> None:
        """Forget the lines that were read."""
        self._seen: dict[str, int] = {}
        self._rows: set[int] = set()
        self._short, self._beside = _Lines(), _Lines()
        self._again, self._twice = _Lines(), _Lines()
        self._used_unit = False

    def _learn(self) -> None:
        """Find out from all the dates how they are written; bad ones are named later."""
        index = self._mapping.places[self._when]
        for line, cells, fault in self._table.rows():
            row = fit_to_width(cells, len(self.header))
            if fault or len(row) != len(self.header) or not row[index].strip():
                continue
            try:
                written = read_date_cell(row[index], self._now)
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
        if found.is_first_of_two:
            self._twice.add(line)
        self._used_unit = self._used_unit or cells.used_unit
        return made

    def _moment(self, cells: Cells) -> CellMoment:
        text, column = cells.text(self._when), cells.column(self._when)
        if not text:
            raise BadCell(column, "there is no date; write one like 2026-11-20.")
        try:
            written = read_date_cell(text, self._now)
            clock = None if self._dates.only_midnights else written.clock
            own_time = _time_of_own_column(cells, self._now)
            if own_time and written.clock not in (None, time(0), own_time):
                raise BadCell(
                    cells.column("time"),
                    f"it says {own_time:%H:%M}, but the column {quote(column)} says "
                    f"{written.clock:%H:%M}.",
                )
            return moment_of(written, self._order, own_time or clock, self._now)
        except NotUnderstood as error:
            raise BadCell(column, str(error)) from error


def _time_of_own_column(cells: Cells, now: datetime) -> time | None:
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
