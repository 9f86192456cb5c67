"""Somebody else's table that comes in: a spreadsheet, or what another tracker exported.

The file is read twice: once to learn from its whole column of dates how they are written, once
for the entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fibrolog.entries import ClearDay, Entry, Episode, Moment, RemedyUse
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.delimited import DelimitedFile
from fibrolog.exchange.foreign_cells import Cells, NewNames, read_entries
from fibrolog.exchange.mapping import Field, Wanted, find_columns
from fibrolog.exchange.own_entries import BadCell, content_uid
from fibrolog.storage.incoming import ArrivingTerm, Incoming, Rejected
from fibrolog.storage.results import Removal
from fibrolog.storage.rows import moment_text, stamp_text
from fibrolog.vocabulary import Vocabulary
from fibrolog.when.written import (
    DateColumn,
    Order,
    moment_of,
    read_time,
    read_written,
)

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

    wanted: Sequence[Wanted]
    vocabulary: Vocabulary
    new_names: bool
    told: Order | None
    usual: Order | None


class ForeignParcel:
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
        self._names = NewNames(reading.vocabulary, allowed=reading.new_names)
        self._seen: dict[str, int] = {}
        self._dates = DateColumn(reading.told, reading.usual)
        self._twice: list[int] = []
        self._fractions = False
        self.kind = f"a table, {file.words}"
        self.size = file.size
        self.header = file.header
        self.terms: tuple[ArrivingTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self._learn()
        self._order = self._dates.order()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.position()

    @property
    def remarks(self) -> list[str]:
        """What was found out about the table, in sentences."""
        remarks = [self._dates.sentence()]
        if self._dates.only_midnights:
            remarks.append("Every time is 00:00, so only the days are taken.")
        if self._fractions:
            remarks.append("Fractions of a second are left out.")
        if self._twice:
            lines = ", ".join(map(str, self._twice[:_SHOWN]))
            remarks.append(
                f"Clocks went back over the times in line {lines}, which came twice; "
                "the first of the two is taken."
            )
        return [remark for remark in remarks if remark]

    def entries(self) -> Iterator[Incoming | Rejected]:
        """Yield the entries of each line, and the lines that are none."""
        self._seen.clear()
        self._twice.clear()
        for line, cells, fault in self._file.rows():
            if not any(cell.strip() for cell in cells):
                continue
            if fault or len(cells) != len(self.header):
                ragged = f"it has {len(cells)} cells, and the header has {len(self.header)}."
                yield Rejected(line, cells, "", fault or ragged)
                continue
            try:
                entries = self._entries(line, cells)
            except BadCell as bad:
                yield Rejected(line, cells, bad.column, bad.reason)
            except NotUnderstood as error:
                yield Rejected(line, cells, "", str(error))
            else:
                yield from entries

    def _learn(self) -> None:
        """Find out from all the dates how they are written; bad ones are named later."""
        place = self._date_place()
        for line, cells, _ in self._file.rows():
            if len(cells) != len(self.header) or not cells[place].strip():
                continue
            try:
                written = read_written(cells[place], self._now)
            except NotUnderstood:
                continue
            self._dates.learn(line, written)
            self._fractions = self._fractions or written.fraction

    def _date_place(self) -> int:
        places = self._mapping.places
        return places["at"] if "at" in places else places["date"]

    def _entries(self, line: int, row: Sequence[str]) -> list[Incoming]:
        cells = Cells(row, self.header, self._mapping)
        moment = self._moment(line, cells)
        entries = read_entries(cells, moment, self._names)
        made: list[Incoming] = []
        for entry in entries:
            uid = content_uid(_identity(entry), self._seen)
            if made and isinstance(entry, RemedyUse) and isinstance(made[0].entry, Episode):
                entry = RemedyUse(  # noqa: PLW2901 -- what was taken against the line's episode
                    entry.moment, entry.remedy, entry.dose, made[0].uid
                )
            made.append(
                Incoming(line, row, entry, None, uid, self._stamp, self._stamp, only_new=True)
            )
        return made

    def _moment(self, line: int, cells: Cells) -> Moment:
        field: Field = "at" if cells.has("at") else "date"
        text = cells.text(field)
        if not text:
            raise BadCell(cells.column(field), "there is no date.")
        try:
            written = read_written(text, self._now)
            clock = written.clock if field == "at" else None
        except NotUnderstood as error:
            raise BadCell(cells.column(field), str(error)) from error
        if field == "date" and cells.text("time"):
            try:
                clock = read_time(cells.text("time"), self._now)
            except NotUnderstood as error:
                raise BadCell(cells.column("time"), str(error)) from error
        if self._dates.only_midnights and field == "at":
            clock = None
        try:
            found = moment_of(written, self._order, clock, self._now)
        except NotUnderstood as error:
            raise BadCell(cells.column(field), str(error)) from error
        if found.twice:
            self._twice.append(line)
        return found.moment


def _identity(entry: Entry) -> str:
    """Return what makes an entry the same when its table is imported again.

    It leaves out the offset, which is the machine's, and what may be mapped only the next time.
    """
    if isinstance(entry, ClearDay):
        return f"clear {entry.day}"
    when = (moment_text(entry.moment.at)[:19], entry.moment.precision)
    if isinstance(entry, Episode):
        return json.dumps(["episode", *when, entry.region, entry.side, entry.intensity])
    return json.dumps(["use", *when, entry.remedy, entry.dose])
