"""Dates and times as tables hold them, where a whole column tells in which order dates go.

Nothing here is relative to today: `yesterday` in a file means nothing any more.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias, get_args

from fibrolog.entries import EARLIEST_YEAR, Moment
from fibrolog.errors import NotUnderstood
from fibrolog.when.calendar_dates import WEEKDAY, WEEKDAY_NUMBERS, on_calendar
from fibrolog.when.clock_times import CLOCK, read_clock
from fibrolog.when.spoken import MONTHS
from fibrolog.when.typed import Typed
from fibrolog.when.zones import day_moment, happened_twice, in_zone, pinned

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = get_args(Order)
ORDER_WORDS: dict[Order, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}

_MONTH = "|".join(name[:3].lower() for name in MONTHS)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_LEADING_WEEKDAY = re.compile(rf"(?P<name>{WEEKDAY})\.?,? +")
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-./ ]+({_MONTH})[a-z]*[-./, ]+(\d{{4}}|\d{{2}})")
_NAMED_FIRST = re.compile(rf"({_MONTH})[a-z]*[-./ ]+(\d{{1,2}})(?:st|nd|rd|th)?[-./, ]+(\d{{4}})")
# What is left of a cell when its date is taken off the front.
_REST = re.compile(
    rf"(?:(?:[ ,t]+|(?<=\d)t)(?P<clock>{CLOCK})"
    r" ?(?P<offset>z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_FRACTION = re.compile(r"(?<=:\d\d:\d\d)[.,]\d+")
# Days since the end of 1899, as spreadsheets count them: 1920 to 2120.
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_CENTURY = 100
_SHORT_YEAR = 2


class Written(NamedTuple):
    """What a cell says.

    Attributes:
        days: the day by each order in which it is one that has come.
        clock: None when there is no time of day.
        offset: from UTC, None when there is none.
        fraction: whether it has a fraction of a second.
    """

    text: str
    days: dict[Order, date]
    clock: time | None
    offset: timezone | None
    fraction: bool = False


class WrittenMoment(NamedTuple):
    """A moment from a file, and whether its wall time came twice."""

    moment: Moment
    twice: bool


def read_written(text: str, now: datetime) -> Written:
    """Take a cell apart.

    Args:
        text: such as `2026-11-20 03:00`, `20/11/2026 3:00 PM`, `Fri 20 Nov 2026`.
        now: aware; a date after today is no reading of a cell.

    Raises:
        NotUnderstood: when no order makes it a date that has come, or its time is none.
    """
    typed = Typed(text, now)
    plain = _FRACTION.sub("", typed.plain)
    weekday = _LEADING_WEEKDAY.match(plain)
    rest = plain[weekday.end() :] if weekday else plain
    days, end = _readings(rest, typed)
    after = _REST.fullmatch(rest, end)
    if after is None:
        raise typed.refused("is not understood as a date; write it like 2026-11-20 03:00")
    if weekday:
        number = WEEKDAY_NUMBERS[weekday["name"][:3]]
        days = {order: day for order, day in days.items() if day.weekday() == number}
        if not days:
            raise typed.refused("names a weekday that its date is not; correct one of them")
    clock = read_clock(after["clock"], typed) if after["clock"] else None
    return Written(text, days, clock, _offset(after["offset"]), plain != typed.plain)


def read_time(text: str, now: datetime) -> time:
    """Return the time of day in a cell of its own.

    Raises:
        NotUnderstood: when it is none.
    """
    typed = Typed(text, now)
    return read_clock(_FRACTION.sub("", typed.plain), typed)


def moment_of(written: Written, order: Order, clock: time | None, now: datetime) -> WrittenMoment:
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
        raise typed.refused(f"is no date that has come when read {ORDER_WORDS[order]}; correct it")
    if clock is None:
        return WrittenMoment(day_moment(day, now.tzinfo), twice=False)
    wall = datetime.combine(day, clock)
    at = wall.replace(tzinfo=written.offset)
    if written.offset is None:
        at = in_zone(wall, now.tzinfo, typed.quoted)
    if at > pinned(now):
        raise typed.refused("is still to come; correct it")
    moment = Moment(at)
    return WrittenMoment(moment, written.offset is None and happened_twice(moment, now.tzinfo))


class DateColumn:
    """Finds out from a whole column in which order its dates are written.

    Args:
        told: the order, where the person said it.
        usual: the order that settles what the column leaves open.
    """

    def __init__(self, told: Order | None = None, usual: Order | None = None) -> None:
        self._told = told
        self._usual = usual
        # The first cell, with its line, that an order cannot read, or reads as another day.
        self._against: dict[Order, tuple[int, str]] = {}
        self._differing: dict[tuple[Order, Order], tuple[int, str]] = {}
        self._cells = 0
        self._midnights = 0

    def learn(self, line: int, written: Written) -> None:
        """Take a cell into account."""
        self._cells += 1
        self._midnights += written.clock == time(0)
        here = (line, written.text)
        for order in ORDERS:
            if order not in written.days:
                self._against.setdefault(order, here)
        for one, other in combinations(written.days, 2):
            if written.days[one] != written.days[other]:
                self._differing.setdefault((one, other), here)

    @property
    def only_midnights(self) -> bool:
        """Whether every cell has the time 00:00, so that only the days are known."""
        return self._midnights == self._cells > 1

    def order(self) -> Order:
        """Return the order.

        Raises:
            NotUnderstood: when two are possible, or none is.
        """
        if self._told:
            return self._told
        possible = [order for order in ORDERS if order not in self._against]
        if not possible:
            clashes = " and ".join(
                f"{text!r} in line {line} is not {ORDER_WORDS[order]}"
                for order, (line, text) in self._against.items()
                if order != "ymd"
            )
            raise NotUnderstood(
                f"The dates are not all in one order: {clashes}; correct the wrong ones, "
                "or say the order with --date-order dmy or mdy."
            )
        if self._usual in possible:
            return self._usual
        for pair in combinations(possible, 2):
            if pair in self._differing:
                line, text = self._differing[pair]
                words = " or ".join(ORDER_WORDS[order] for order in pair)
                raise NotUnderstood(
                    f"The dates could all be {words}, such as {text!r} in line {line}; "
                    f"say which with --date-order {' or '.join(pair)}."
                )
        return possible[0]

    def sentence(self) -> str:
        """Return how the dates were read, and why; '' when there was no choice."""
        order = self.order()
        if not self._differing:
            return ""
        if self._told:
            return f"Dates are read {ORDER_WORDS[order]}, as --date-order says."
        rivals = {other for pair in self._differing for other in pair if order in pair} - {order}
        evidence = [
            self._against[rival] for rival in ORDERS if rival in rivals & set(self._against)
        ]
        if not evidence:
            return f"Dates are read {ORDER_WORDS[order]}, as FIBROLOG_DATE_ORDER says."
        line, text = evidence[0]
        return f"Dates are {ORDER_WORDS[order]}: {text!r} in line {line} can be nothing else."


def _readings(rest: str, typed: Typed) -> tuple[dict[Order, date], int]:
    """Return the day by each order that makes one of the front of a text, and where it ends."""
    if found := _YEAR_FIRST.match(rest):
        parts = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
        year, month, day = map(int, parts)
        return _all_orders(_certain(year, month, day, typed)), found.end()
    if found := _NAMED_FIRST.match(rest):
        month = _MONTH_NUMBERS[found[1]]
        return _all_orders(_certain(int(found[3]), month, int(found[2]), typed)), found.end()
    if found := _NAMED.match(rest):
        first, month, last = int(found[1]), _MONTH_NUMBERS[found[2]], found[3]
        if len(last) > _SHORT_YEAR:
            return _all_orders(_certain(int(last), month, first, typed)), found.end()
        by_order = {
            "dmy": (_full(int(last), typed), month, first),
            "mdy": (_full(int(last), typed), month, first),
        }
        return _come(by_order, typed), found.end()
    if found := _NUMERIC.match(rest):
        first, second, last = int(found[1]), int(found[3]), int(found[4])
        year = last if len(found[4]) > _SHORT_YEAR else _full(last, typed)
        by_order = {"dmy": (year, second, first), "mdy": (year, first, second)}
        if len(found[4]) == _SHORT_YEAR:
            by_order["ymd"] = (_full(first, typed), second, last)
        return _come(by_order, typed), found.end()
    if _SERIAL.fullmatch(rest):
        raise typed.refused(
            "looks like a spreadsheet's own number for a day; "
            "format the column as a date and save the file again"
        )
    raise typed.refused("is not understood as a date; write it like 2026-11-20")


def _come(by_order: dict[str, tuple[int, int, int]], typed: Typed) -> dict[Order, date]:
    """Return the days that are on the calendar and have come."""
    days: dict[Order, date] = {}
    for order in ORDERS:
        day = on_calendar(*by_order[order]) if order in by_order else None
        if day and day.year >= EARLIEST_YEAR and day <= typed.today:
            days[order] = day
    if not days:
        raise typed.refused("is no date that has come; write it like 2026-11-20")
    return days


def _certain(year: int, month: int, day: int, typed: Typed) -> date:
    found = on_calendar(year, month, day)
    if found is None or found.year < EARLIEST_YEAR or found > typed.today:
        raise typed.refused("is no date that has come; write it like 2026-11-20")
    return found


def _all_orders(day: date) -> dict[Order, date]:
    return dict.fromkeys(ORDERS, day)


def _full(short: int, typed: Typed) -> int:
    """Return the latest year that ends in two digits."""
    return typed.today.year - (typed.today.year - short) % _CENTURY


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if text[0] == "-" else size)
