"""Our own CSV as a spreadsheet saves it: its cells understood as those of any other table.

A spreadsheet writes dates and times as its country does, TRUE for yes, and 7.0 for 7. What a cell
says less exactly than before is noted, so that it need not count as a change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time

from fibrolog.domain.fields import (
    FIELDS,
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
from fibrolog.exchange.delimited import DelimitedFile, fitted
from fibrolog.exchange.native import Respelt
from fibrolog.exchange.table_names import NO, YES
from fibrolog.parse import amounts
from fibrolog.parse.fields import TYPED
from fibrolog.parse.when.column_dates import DateColumn, Order, Written, read_written
from fibrolog.parse.when.zones import in_zone
from fibrolog.storage.versions import latest_stamp, stamp_text

_DATED = ("at", "day", *STAMPS)
# Three decimals would be as good as thousands: 3,000 has two readings.
_WHOLE = re.compile(r"(\d+)[.,](?!000$)0+")
_BARE = re.compile(r"\d+")


class SpreadsheetCells:
    """Turns the cells of lines into the form in which the export writes them.

    Args:
        file: the table, of which a second look is taken to learn how its dates are written.
        places: where in a row of it each of `COLUMNS` is, which it has.
        told: the order of dates, where the person said it.
        usual: the order that settles what the file leaves open.
        now: the present moment; its tzinfo is the zone of times without an offset.
    """

    def __init__(
        self,
        file: DelimitedFile,
        places: Mapping[str, int],
        told: Order | None,
        usual: Order | None,
        now: datetime,
    ) -> None:
        self._now = now
        self._latest = latest_stamp(now)
        self.dates = DateColumn(told, usual)
        width = len(file.header)
        with closing(file.again()) as whole:
            for line, cells, fault in whole.rows():
                row = fitted(cells, width)
                if fault or len(row) != width:
                    continue
                for column in _DATED:
                    if written := self._written(row[places[column]]):
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

    def _stamp(self, written: Written, day: date) -> tuple[str, tuple[str, ...]]:
        """Return a timestamp in our own form, and how the one it was made from may begin.

        A time without an offset is one of this machine's clocks, as a person writes it, or else
        UTC, as it was exported: of which a program left out the offset.
        """
        wall = datetime.combine(day, written.clock or time(0))
        exact = "seconds" if wall.second else "minutes"
        if written.clock is None:
            return self._over(wall), (str(day),)
        if written.offset is not None:
            at = wall.replace(tzinfo=written.offset).astimezone(UTC)
            return moment_text(at), (_beginning(at, exact),)
        here = datetime.fromisoformat(self._over(wall)).astimezone(UTC)
        return moment_text(here), (_beginning(here, exact), _beginning(wall, exact))

    def _over(self, wall: datetime) -> str:
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

    def _day(self, written: Written) -> date | None:
        return written.days.get(self._order)

    def _written(self, text: str) -> Written | None:
        """Take apart a cell that is not in our own form; None for any other."""
        if not text.strip() or _is_ours(text):
            return None
        try:
            written = read_written(text, self._now)
        except NotUnderstood:
            return None
        return None if written.fraction else written


def _is_ours(text: str) -> bool:
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

    def told(text: str) -> str:
        whole = _WHOLE.fullmatch(text)
        return str(read(whole[1] if whole else text))

    return told


def _seconds(text: str) -> int:
    return amounts.duration(f"{text} s" if _BARE.fullmatch(text) else text)


def _yes_or_no(text: str) -> str:
    said = text.casefold()
    return "yes" if said in YES else "no" if said in NO else text


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
