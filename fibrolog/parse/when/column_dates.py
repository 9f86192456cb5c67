"""Dates and times as tables hold them, where a whole column tells in which order dates go.

Nothing here is relative to today: `yesterday` in a file means nothing any more.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timezone
from itertools import combinations
from typing import NamedTuple

from fibrolog.domain.entries import EARLIEST_YEAR, Moment
from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.grammar import (
    CLOCK,
    COLUMN,
    ORDERS,
    DateParts,
    Order,
    read_clock,
    read_offset,
    read_parts,
    split_weekday,
)
from fibrolog.parse.when.input import Typed
from fibrolog.parse.when.zones import day_moment, in_zone, is_ambiguous, with_fixed_offset
from fibrolog.text import both, either, quote

ORDER_WORDS: dict[Order, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}

# What is left of a cell when its date is taken off the front.
_REST = re.compile(
    rf"(?:(?:[ ,t]+|(?<=\d)t)(?P<clock>{CLOCK})"
    r" ?(?P<offset>z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_FRACTION = re.compile(r"(?<=:\d\d:\d\d)[.,](\d+)")
# Days since the end of 1899, as spreadsheets count them: 1920 to 2120.
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_PART_OF_DAY = re.compile(r"0[.,]\d{3,}")
_DOTTED = re.compile(r"(\d{1,2})[.,h](\d\d)")
# A year of two digits is from 1969 to 2068, as POSIX has it for strptime: what is later than today
# was mistyped, and is better refused than put into the century before.
_FIRST_OF_1900S = 69


class DateCell(NamedTuple):
    """What a cell says.

    Attributes:
        days: the day by each order in which the calendar has one, even if it is still to come:
            a mistyped year must not decide how a whole column is read.
        clock: None when there is no time of day.
        offset: from UTC, None when there is none.
        fraction: whether it has a fraction of a second.
        to_come: whether every one of the days is still to come, so that the cell is no evidence.
        universal: whether its time is said to be UTC, which is a machine's and nobody's wall's.
    """

    text: str
    days: dict[Order, date]
    clock: time | None
    offset: timezone | None
    fraction: bool = False
    to_come: bool = False
    universal: bool = False


class CellMoment(NamedTuple):
    """A moment from a file.

    Attributes:
        wall: the day and time as they stand in the file, whatever the zone of this machine.
        is_first_of_two: whether that time came twice here.
    """

    moment: Moment
    wall: str
    is_first_of_two: bool = False


def read_date_cell(text: str, now: datetime) -> DateCell:
    """Read the parts of a cell.

    Args:
        text: such as `2026-11-20 03:00`, `20/11/2026 3:00 PM`, `Fri 20 Nov 2026`.
        now: aware.

    Raises:
        NotUnderstood: when no order makes it a date of the calendar, or its time is none.
    """
    typed = Typed(text, now)
    fraction = _FRACTION.search(typed.plain)
    plain = _FRACTION.sub("", typed.plain)
    weekday, rest = split_weekday(plain, COLUMN)
    parts = _parts(rest, typed)
    days = parts.days(_full_year)
    if not days:
        raise typed.refused("is not a day on the calendar; correct it")
    after = _REST.fullmatch(rest, parts.end)
    if after is None:
        raise typed.refused("is not understood as a date; write it like 2026-11-20 03:00")
    if weekday is not None:
        days = {order: day for order, day in days.items() if day.weekday() == weekday}
        if not days:
            raise typed.refused("names a weekday that its date is not; correct one of them")
    clock = _clock(after["clock"], typed) if after["clock"] else None
    return DateCell(
        text,
        days,
        clock,
        read_offset(after["offset"], typed, "correct it") if after["offset"] else None,
        fraction=bool(fraction and fraction[1].strip("0")),
        to_come=min(days.values()) > typed.today,
        universal=(after["offset"] or "+")[0] not in "+-",
    )


def read_time(text: str, now: datetime) -> time:
    """Return the time of day in a cell of its own.

    Raises:
        NotUnderstood: when it is none.
    """
    typed = Typed(text, now)
    plain = _FRACTION.sub("", typed.plain)
    if _PART_OF_DAY.fullmatch(plain):
        raise typed.refused(
            "looks like a spreadsheet's own number for a time; "
            "format the column as a time and save the file again"
        )
    if dotted := _DOTTED.fullmatch(plain):
        raise typed.refused(f"is not understood as a time; write {dotted[1]:0>2}:{dotted[2]}")
    return _clock(plain, typed)


def moment_of(written: DateCell, order: Order, clock: time | None, now: datetime) -> CellMoment:
    """Return the moment that a cell means.

    Args:
        written: the cell.
        order: how its column writes dates.
        clock: the time of day, None when only the day is known.
        now: aware; its tzinfo is the zone of local times.

    Raises:
        NotUnderstood: when that day or time never was, or is still to come.
    """
    typed = Typed(written.text, now)
    day = written.days.get(order)
    if day is None:
        raise typed.refused(f"is no date when it is read {ORDER_WORDS[order]}; correct it")
    if day.year < EARLIEST_YEAR:
        raise typed.refused(f"is before {EARLIEST_YEAR}; correct it")
    # One more, for an offset that is ahead of ours.
    if (day - typed.today).days > (written.offset is not None):
        raise _to_come(day, typed)
    if clock is None:
        if day > typed.today:
            raise _to_come(day, typed)
        return CellMoment(day_moment(day, now.tzinfo), str(day))
    wall = datetime.combine(day, clock)
    at = wall.replace(tzinfo=written.offset)
    if written.universal:
        at = with_fixed_offset(at.astimezone(now.tzinfo))
    if written.offset is None:
        at = in_zone(wall, now.tzinfo, typed.quoted)
    if at > with_fixed_offset(now):
        raise typed.refused("is still to come; correct it")
    moment = Moment(at)
    is_first_of_two = written.offset is None and is_ambiguous(moment, now.tzinfo)
    return CellMoment(moment, str(wall), is_first_of_two)


def _to_come(day: date, typed: Typed) -> NotUnderstood:
    meant = "" if str(day) in typed.text else f"{day}, which is "
    return typed.refused(f"is {meant}still to come; correct it")


class DateColumn:
    """Finds out from a whole column in which order its dates are written.

    Args:
        chosen: the order, where the person said it.
        usual: the order that settles what the column leaves open.
    """

    def __init__(self, chosen: Order | None = None, usual: Order | None = None) -> None:
        self._chosen = chosen
        self._usual = usual
        # The first cell, with its line, that an order cannot read, or reads as another day.
        self._against: dict[Order, tuple[int, str]] = {}
        self._differing: dict[tuple[Order, Order], tuple[int, str]] = {}
        self._timed = 0
        self._midnights = 0

    def learn(self, line: int, written: DateCell) -> None:
        """Learn from a cell."""
        self._timed += written.clock is not None
        self._midnights += written.clock == time(0)
        if written.to_come:
            return
        here = (line, written.text)
        for order in ORDERS:
            if order not in written.days:
                self._against.setdefault(order, here)
        for one, other in combinations(written.days, 2):
            if written.days[one] != written.days[other]:
                self._differing.setdefault((one, other), here)

    @property
    def only_midnights(self) -> bool:
        """Whether all times are 00:00, as programs write them where only the day is known."""
        return self._midnights == self._timed > 0

    def order(self) -> Order:
        """Return the order.

        Raises:
            NotUnderstood: when two are possible, or none is.
        """
        if self._chosen:
            return self._chosen
        possible = [order for order in ORDERS if order not in self._against]
        if not possible:
            clashes = both(
                f"{quote(text)} in line {line} is not {ORDER_WORDS[order]}"
                for order, (line, text) in self._against.items()
                if order != "ymd"
            )
            raise NotUnderstood(
                f"The dates are not all in one order: {clashes}; correct the wrong ones, "
                "or say the order with --date-order dmy or mdy."
            )
        if self._usual in possible:
            return self._usual
        rivals = [
            order
            for order in possible
            if any(order in pair and set(pair) <= set(possible) for pair in self._differing)
        ]
        if rivals:
            line, text = next(
                here for pair, here in self._differing.items() if set(pair) <= set(possible)
            )
            words = either(ORDER_WORDS[order] for order in rivals)
            raise NotUnderstood(
                f"The dates could all be {words}, such as {quote(text)} in line {line}; "
                f"say which with --date-order {either(rivals)}."
            )
        return possible[0]

    def settled_order(self) -> Order | None:
        """Return the order where there was a choice that the person did not make for this file.

        Some of the lines alone could leave it open again.
        """
        return self.order() if self.sentence() and not self._chosen else None

    def sentence(self) -> str:
        """Return how the dates were read, and why; '' when there was no choice."""
        order = self.order()
        differing = {other for pair in self._differing if order in pair for other in pair}
        # Only a year of two digits makes anybody think of the year first.
        rivals = (differing | ({"dmy", "mdy"} & set(self._against))) - {order}
        if not rivals:
            return ""
        if self._chosen:
            return f"Dates are read {ORDER_WORDS[order]}, as --date-order says."
        if rivals - set(self._against):
            return f"Dates are read {ORDER_WORDS[order]}, as FIBROLOG_DATE_ORDER says."
        excluded: dict[tuple[int, str], list[str]] = {}
        for rival in ORDERS:
            if rival in rivals:
                excluded.setdefault(self._against[rival], []).append(ORDER_WORDS[rival])
        evidence = (
            f"{quote(text)} in line {line} cannot be {either(words)}"
            for (line, text), words in excluded.items()
        )
        return f"Dates are {ORDER_WORDS[order]}: {', and '.join(evidence)}."


def _parts(rest: str, typed: Typed) -> DateParts:
    """Read the parts of the date at the front of a cell."""
    if parts := read_parts(rest, COLUMN, whole=False):
        return parts
    if _SERIAL.fullmatch(rest):
        raise typed.refused(
            "looks like a spreadsheet's own number for a day; "
            "format the column as a date and save the file again"
        )
    raise typed.refused("is not understood as a date; write it like 2026-11-20")


def _clock(words: str, typed: Typed) -> time:
    """Read a time of day; digits that run on are refused in words that fit a table."""
    if words.isdecimal() and len(words) > len("1430"):
        raise typed.refused("is not understood as a time; write it like 14:30")
    return read_clock(words, typed)


def _full_year(digits: str) -> int:
    """Return the year that four digits, or two, stand for."""
    year = int(digits)
    if len(digits) > len("26"):
        return year
    return year + (1900 if year >= _FIRST_OF_1900S else 2000)
