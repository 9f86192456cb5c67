"""Our own CSV as an import source, also when a spreadsheet has saved it anew.

A spreadsheet writes dates and times as its country does, TRUE for yes, and 7.0 for 7. Cells that
are not as we write them are understood as those of any other table. What a cell says less exactly
than before is noted, so that it need not count as a change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time
from operator import itemgetter
from typing import Self

from fibrolog.domain.fields import (
    COLUMNS,
    FIELDS,
    FIRST_COLUMNS,
    LIST_SEPARATOR,
    STAMPS,
    Choice,
    Field,
    Flag,
    Number,
    Text,
    Uid,
    Words,
    moment_text,
)
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.csv_export import unguarded
from fibrolog.exchange.delimited import (
    DelimitedFile,
    closed_on_error,
    column_key,
    fit_to_width,
    quoted_names,
)
from fibrolog.exchange.native import OwnEntries, Respelt
from fibrolog.exchange.source import ImportFile
from fibrolog.exchange.table_names import NO, YES
from fibrolog.parse import amounts
from fibrolog.parse.fields import TYPED
from fibrolog.parse.when.column_dates import DateCell, DateColumn, read_date_cell
from fibrolog.parse.when.grammar import Order
from fibrolog.parse.when.zones import in_zone
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.versions import latest_stamp, stamp_text
from fibrolog.text import counted

# The columns with text of people's own, which the export may have guarded.
_GUARDED = [field.column for field in FIELDS if field.codec.is_text or isinstance(field.codec, Uid)]
_DATED = ("at", "day", *STAMPS)
# Three decimals would be as good as thousands: 3,000 has two readings.
_WHOLE = re.compile(r"(\d+)[.,](?!000$)0+")
_BARE = re.compile(r"\d+")


class CsvSource:
    """Our own CSV.

    Args:
        file: its table.
        now: the present moment.
        order: of dates, where the person said it.
        usual_order: what settles the order where the file leaves it open.
    """

    def __init__(
        self,
        file: DelimitedFile,
        now: datetime,
        order: Order | None = None,
        usual_order: Order | None = None,
    ) -> None:
        self._file = file
        self._now = now
        self._orders = (order, usual_order)
        self._own = OwnEntries(now)
        self._spreadsheet: SpreadsheetCells | None = None
        self.kind = f"a fibrolog CSV, {file.description}"
        self.size = file.size
        self.header = file.header
        names = [column_key(name) for name in file.header]
        # A file that is older than a column does without it.
        self._indices = {column: names.index(column) for column in COLUMNS if column in names}
        self.terms: tuple[ImportedTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self.trials: tuple[ImportedTrial, ...] = ()

    @classmethod
    def recognises(cls, file: ImportFile) -> bool:
        """Tell whether it has most of our columns; others beside them do not matter."""
        if file.options.columns is not None:
            return False
        try:
            with closing(_table(file)) as table:
                header = {column_key(name) for name in table.header}
        except NotUnderstood:
            return False
        return len(header & {*FIRST_COLUMNS}) > len(FIRST_COLUMNS) // 2

    @classmethod
    def open(cls, file: ImportFile) -> Self:
        """Open our CSV; it has the columns that all of ours have, and each of ours once at most."""
        with closed_on_error(_table(file)) as table:
            header = [column_key(name) for name in table.header]
            if missing := [column for column in FIRST_COLUMNS if column not in header]:
                raise NotUnderstood(
                    f"{file.path} lacks columns of a fibrolog CSV, {quoted_names(missing)}; "
                    "put them back, even if empty."
                )
            if twice := [column for column in COLUMNS if header.count(column) > 1]:
                raise NotUnderstood(
                    f"{file.path} has {quoted_names(twice)} more than once in its header; "
                    "leave one of them."
                )
            return cls(table, file.now, file.options.order, file.options.usual_order)

    @property
    def remarks(self) -> list[str]:
        """How its dates were read, where a spreadsheet wrote them anew."""
        sentence = self._spreadsheet.dates.sentence() if self._spreadsheet else ""
        return [sentence] if sentence else []

    @property
    def option_for_some_lines(self) -> str:
        """The option that some of its lines alone would need as well, '' for none."""
        order = self._spreadsheet.dates.settled_order() if self._spreadsheet else None
        return f"--date-order {order}" if order else ""

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.position()

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield its entries, and the lines that are none."""
        columns, in_our_order = [*self._indices], itemgetter(*self._indices.values())
        lacking = dict.fromkeys(set(COLUMNS) - self._indices.keys(), "")
        width = len(self._file.header)
        # A line that a person added may end with its note; one that ends before was cut off.
        least = 1 + max(index for column, index in self._indices.items() if column not in STAMPS)
        for line, cells, fault in self._file.rows():
            row = fit_to_width(cells, width) if least <= len(cells) != width else cells
            if fault or len(row) != width:
                ragged = f"it has {counted(len(cells), 'cell')}, and the header has {width}."
                yield RejectedLine(line, cells, "", fault or ragged)
                continue
            if not any(row):  # a spreadsheet saves rows that somebody emptied
                continue
            by_column = {**lacking, **dict(zip(columns, in_our_order(row), strict=True))}
            for column in _GUARDED:
                if by_column[column][:1] == "'":
                    by_column[column] = unguarded(by_column[column])
            one = self._own.read(line, by_column, row, respelt={})
            if isinstance(one, RejectedLine):
                by_column, respelt = self._cells().read(by_column)
                one = self._own.read(line, by_column, row, respelt=respelt)
            yield one

    def _cells(self) -> SpreadsheetCells:
        """Return what knows how the file is written; it reads all of it once."""
        if self._spreadsheet is None:
            self._spreadsheet = SpreadsheetCells(
                self._file, self._indices, *self._orders, self._now
            )
        return self._spreadsheet


def _table(file: ImportFile) -> DelimitedFile:
    return DelimitedFile(file.path, file.options.encoding, file.options.delimiter, FIRST_COLUMNS)


class SpreadsheetCells:
    """Turns the cells of lines into the form in which the export writes them.

    Args:
        file: the table, which is read once more to learn how its dates are written.
        indices: where in a row of it each of `COLUMNS` is that it has.
        order: of dates, where the person said it.
        usual_order: what settles the order where the file leaves it open.
        now: the present moment; its tzinfo is the zone of times without an offset.
    """

    def __init__(
        self,
        file: DelimitedFile,
        indices: Mapping[str, int],
        order: Order | None,
        usual_order: Order | None,
        now: datetime,
    ) -> None:
        self._now = now
        self._latest = latest_stamp(now)
        self.dates = DateColumn(order, usual_order)
        width = len(file.header)
        with closing(file.reopened()) as whole:
            for line, cells, fault in whole.rows():
                row = fit_to_width(cells, width)
                if fault or len(row) != width:
                    continue
                for column in _DATED:
                    if written := self._written(row[indices[column]]):
                        self.dates.learn(line, written)
        self._order = self.dates.order()

    def read(self, cells: Mapping[str, str]) -> tuple[dict[str, str], Respelt]:
        """Return a line as the export would have it, and its timestamps that were written anew.

        A cell that is not understood stays as it is, to be refused with the others.
        """
        made = dict(cells)
        for column, read in _READERS.items():
            text = made[column].replace("\u00a0", " ").strip()
            try:
                made[column] = read(text) if text else ""
            except NotUnderstood:
                made[column] = text
        self._read_moment(made)
        respelt: dict[str, tuple[str, ...]] = {}
        for column in STAMPS:
            if (written := self._written(made[column])) and (day := self._day(written)):
                made[column], respelt[column] = self._stamp(written, day)
        return made, respelt

    def _read_moment(self, made: dict[str, str]) -> None:
        """Put the moment and the day of a line into our own form."""
        if (written := self._written(made["day"])) and written.clock in (None, time(0)):
            made["day"] = str(self._day(written) or made["day"])
        written = self._written(made["at"])
        day = self._day(written) if written else None
        if written is None or day is None:
            return
        clock = written.clock
        if clock is None and made["at_precision"] in ("", "day"):
            made["at_precision"], clock = "day", time(12)
        if clock is not None:
            # As people write it, so that a line which was added and saved again is the same line.
            wall = datetime.combine(day, clock, written.offset)
            made["at"] = wall.isoformat(" ", "seconds" if clock.second else "minutes")

    def _stamp(self, written: DateCell, day: date) -> tuple[str, tuple[str, ...]]:
        """Return a timestamp in our own form, and how the one it was made from may begin.

        A time without an offset is one of this machine's clocks, as a person writes it, or else
        UTC, as it was exported: of which a program left out the offset.
        """
        wall = datetime.combine(day, written.clock or time(0))
        exact = "seconds" if wall.second else "minutes"
        if written.clock is None:
            return self._stamp_of_wall_time(wall), (str(day),)
        if written.offset is not None:
            at = wall.replace(tzinfo=written.offset).astimezone(UTC)
            return moment_text(at), (_beginning(at, exact),)
        here = datetime.fromisoformat(self._stamp_of_wall_time(wall)).astimezone(UTC)
        return moment_text(here), (_beginning(here, exact), _beginning(wall, exact))

    def _stamp_of_wall_time(self, wall: datetime) -> str:
        """Return a wall time as a timestamp: of the zone here, unless that is still to come."""
        utc = wall.replace(tzinfo=UTC)
        try:
            here = in_zone(wall, self._now.tzinfo, "")
        except NotUnderstood:  # clocks went forward over it, so it is not of here
            return moment_text(utc)
        return (
            moment_text(utc)
            if stamp_text(here) > self._latest >= moment_text(utc)
            else (stamp_text(here))
        )

    def _day(self, written: DateCell) -> date | None:
        return written.days.get(self._order)

    def _written(self, text: str) -> DateCell | None:
        """Take apart a cell that is not in our own form; None for any other."""
        if not text.strip() or _is_as_exported(text):
            return None
        try:
            written = read_date_cell(text, self._now)
        except NotUnderstood:
            return None
        return None if written.fraction else written


def _is_as_exported(text: str) -> bool:
    """Tell whether a cell is a day, or a moment with an offset, as the export writes it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is not None or len(text) == len("2026-11-20")


def _beginning(at: datetime, exact: str) -> str:
    return at.replace(tzinfo=None).isoformat(timespec=exact)


def _number(read: Callable[[str], int]) -> Callable[[str], str]:
    """Return what reads a number, also one that was given decimals."""

    def read_number(text: str) -> str:
        whole = _WHOLE.fullmatch(text)
        return str(read(whole[1] if whole else text))

    return read_number


def _seconds(text: str) -> int:
    return amounts.duration(f"{text} s" if _BARE.fullmatch(text) else text)


def _yes_or_no(text: str) -> str:
    answer = text.casefold()
    return "yes" if answer in YES else "no" if answer in NO else text


def _list(text: str) -> str:
    parts = (part.strip() for part in re.split(r"[;\n]", text))
    return LIST_SEPARATOR.join(part for part in parts if part)


def _reader(field: Field) -> Callable[[str], str] | None:
    """Return what brings a cell into our own form, None where every letter counts."""
    match field.codec:
        case Number():
            return _number(_seconds if field.column == "duration_s" else TYPED[field.column])
        case Choice() | Uid():
            return str.casefold
        case Words():
            return _list
        case Flag():
            return _yes_or_no
        case Text():
            return None
    return str


_READERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("id", "uid", "entry"), str.casefold),
    **{field.column: read for field in FIELDS if (read := _reader(field))},
    **dict.fromkeys(STAMPS, str),
}
