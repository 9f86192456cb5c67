"""Dates and times in tables: every shape, and columns whose order is decided or refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.column_dates import (
    DateColumn,
    moment_of,
    read_date_cell,
    read_time,
)
from fibrolog.parse.when.grammar import ORDERS, Order
from fibrolog.parse.when.phrases import parse_day, parse_moment

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 3, 12, tzinfo=BERLIN)

# Cells that mean the same in whatever order the column has its dates.
CERTAIN = [
    ("2026-11-20", "2026-11-20"),
    ("2026-11-20 03:15", "2026-11-20T03:15:00+01:00"),
    ("2026-11-20T03:15", "2026-11-20T03:15:00+01:00"),
    ("2026-11-20T03:15:30-05:00", "2026-11-20T03:15:30-05:00"),
    ("2026-11-20 03:15 +0100", "2026-11-20T03:15:00+01:00"),
    ("2026-11-20 03:15:00.000", "2026-11-20T03:15:00+01:00"),
    ("2026-11-20T03:15:00Z", "2026-11-20T04:15:00+01:00"),
    ("2026-07-20T23:15:00 UTC", "2026-07-21T01:15:00+02:00"),
    ("2026/11/20 3:15", "2026-11-20T03:15:00+01:00"),
    ("2026.11.20, 3:15 PM", "2026-11-20T15:15:00+01:00"),
    ("20261120", "2026-11-20"),
    ("20 Nov 2026", "2026-11-20"),
    ("20 Nov 2026 7.30 pm", "2026-11-20T19:30:00+01:00"),
    ("2026-11-20 7.30am", "2026-11-20T07:30:00+01:00"),
    ("20. November 2026 3am", "2026-11-20T03:00:00+01:00"),
    ("20-Nov-26", "2026-11-20"),
    ("20-Nov-98", "1998-11-20"),
    ("3rd Sept 2026", "2026-09-03"),
    ("Nov 20, 2026", "2026-11-20"),
    ("Friday, November 20, 2026 12:05 AM", "2026-11-20T00:05:00+01:00"),
    ("Fri 20 Nov 2026", "2026-11-20"),
    ("11/20/2026 3:15 AM", "2026-11-20T03:15:00+01:00"),
    ("20.11.2026 03:15:00", "2026-11-20T03:15:00+01:00"),
    ("20.11.99", "1999-11-20"),
    ("Sun 03/01/2026", "2026-03-01"),  # the weekday leaves one of two readings
    ("2026-11-20 3:15\u202fAM", "2026-11-20T03:15:00+01:00"),
    ("\uff12026-11-20", "2026-11-20"),
    ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
    ("2026-11-20 noon", "2026-11-20T12:00:00+01:00"),
]

REFUSED = [
    ("yesterday", "is not understood as a date"),
    ("20 Nov", "is not understood as a date"),
    ("Total", "is not understood as a date"),
    ("20 Dez 2025", "is not understood as a date"),
    ("20 marraskuuta 2026", "is not understood as a date"),  # November, and not March
    ("20 novembre 2026", "is not understood as a date"),
    ("20/11-2026", "is not understood as a date"),
    ("20.11.026", "is not understood as a date"),
    ("2026-11", "is not understood as a date"),
    ("1763608500", "is not understood as a date"),
    ("2026-11-20 and more", "is not understood as a date"),
    ("2026-11-20 03:15 CET", "is not understood as a date"),
    ("2026-11-20 3.15", "is not understood as a date"),
    ("45981", "looks like a spreadsheet's own number for a day"),
    ("45981,13", "looks like a spreadsheet's own number for a day"),
    ("2026-02-31", "is not a day on the calendar"),
    ("31/31/2026", "is not a day on the calendar"),
    ("0000-01-01", "is not a day on the calendar"),
    ("Mon 20 Nov 2026", "names a weekday that its date is not"),
    ("2026-11-20 25:00", "is not a time from 00:00 to 23:59"),
    ("2026-11-20 0315", "has a bare number for a time; type 03:15"),
    ("2026-11-20T03:15+24:00", "has an offset of a day or more"),
    ("2026-11-20T03:15+99:99", "has an offset of a day or more"),
    ("2026-11-20T03:15+15:00", "no UTC offset of whole minutes up to 14 hours"),
    ("2026-11-23", "'2026-11-23' is still to come; correct it."),
    ("20.11.2062", "is 2062-11-20, which is still to come"),
    ("20.11.27", "is 2027-11-20, which is still to come"),
    ("2026-11-22 03:13", "is still to come"),
    ("9999-12-31T23:59-14:00", "is still to come"),
    ("0206-11-20", "is before 1900"),
    ("2026-03-29 02:30", "type 2026-03-29 01:59 or 2026-03-29 03:00"),
]

TIMES = [
    ("3:15", time(3, 15)),
    ("03:15:30", time(3, 15, 30)),
    ("03:15:00.000", time(3, 15)),
    ("3:15 AM", time(3, 15)),
    ("3pm", time(15)),
    ("7.30am", time(7, 30)),
    ("7.30 p.m.", time(19, 30)),
    ("midnight", time(0)),
]

NO_TIMES = [
    ("3.15", "is not understood as a time; write 03:15."),
    ("3.60pm", "is not a time from 00:00 to 23:59"),
    ("13.30pm", "has 13 o'clock with am or pm"),
    ("3h15", "is not understood as a time; write 03:15."),
    ("3", "type 3am or 3pm"),
    ("0315", "type 03:15"),
    ("031500", "is not understood as a time"),
    ("24:00", "is not a time from 00:00 to 23:59"),
    ("0.135416667", "looks like a spreadsheet's own number for a time"),
    ("night", "has no clock time"),
    ("1899-12-30 03:15", "has no clock time"),
]

# Columns: their cells, and the order they are read in, or a part of the refusal.
COLUMNS = [
    (["20/11/2026", "3/4/2026"], "dmy", "day first: '20/11/2026' in line 2 cannot be month first."),
    (["3/4/2026", "11/20/2026"], "mdy", "'11/20/2026' in line 3 cannot be day first."),
    (["2026-04-03", "14/05/2026", "2.3.2026"], "dmy", "'14/05/2026' in line 3 cannot be month"),
    (["Sat 3/4/2017", "5/6/2026"], "mdy", "'Sat 3/4/2017' in line 2 cannot be day first."),
    (["11/20/26", "3/4/26"], "mdy", "'11/20/26' in line 2 cannot be day first or year first."),
    (["2026-04-03", "2026-05-03"], "dmy", ""),
    (["20-Nov-26", "3 Apr 2026"], "dmy", ""),
    (["5/5/2026"], "dmy", ""),
    ([], "dmy", ""),
]  # fmt: skip

UNDECIDABLE = [
    (["3/4/2026", "5/6/2026"], "could all be day first or month first, such as '3/4/2026' in line"),
    # A mistyped month or year that is still to come is no evidence.
    (["03.04.2026", "04.12.2026"], "say which with --date-order dmy or mdy."),
    (["03.04.2026", "04.05.2062"], "say which with --date-order dmy or mdy."),
    (["03.04.2026", "31.12.2026"], "say which with --date-order dmy or mdy."),
    (["20.11.26", "13.11.26"], "say which with --date-order dmy or ymd."),
    (["10/11/12"], "say which with --date-order dmy, mdy or ymd."),
    (["13/04/2026", "05/13/2026"],
     "'13/04/2026' in line 2 is not month first and '05/13/2026' in line 3 is not day first"),
]  # fmt: skip


def column_of(
    cells: list[str], chosen: Order | None = None, usual: Order | None = None
) -> DateColumn:
    column = DateColumn(chosen, usual)
    for line, cell in enumerate(cells, start=2):
        column.learn(line, read_date_cell(cell, NOW))
    return column


def moment(cell: str, order: Order) -> str:
    written = read_date_cell(cell, NOW)
    found = moment_of(written, order, written.clock, NOW).moment
    return str(found.day) if found.precision == "day" else found.at.isoformat()


@pytest.mark.parametrize(("cell", "expected"), CERTAIN)
def test_cell_that_has_one_reading_is_read(cell: str, expected: str) -> None:
    order = column_of([cell]).order() if "99" not in cell else "dmy"

    assert moment(cell, order) == expected


@pytest.mark.parametrize(("cell", "fragment"), REFUSED)
def test_cell_that_is_no_moment_is_refused_in_one_sentence(cell: str, fragment: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        moment(cell, "dmy")

    assert fragment in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("cell", "expected"), TIMES)
def test_time_of_its_own_is_read(cell: str, expected: time) -> None:
    assert read_time(cell, NOW) == expected


@pytest.mark.parametrize(("cell", "fragment"), NO_TIMES)
def test_what_is_no_time_is_refused(cell: str, fragment: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        read_time(cell, NOW)

    assert fragment in str(refusal.value)


@pytest.mark.parametrize(("cells", "order", "sentence"), COLUMNS)
def test_order_is_decided_by_the_whole_column_and_said(
    cells: list[str], order: Order, sentence: str
) -> None:
    column = column_of(cells)

    assert column.order() == order
    assert sentence in column.sentence()
    assert bool(sentence) == bool(column.sentence())


@pytest.mark.parametrize(("cells", "fragment"), UNDECIDABLE)
def test_order_that_the_column_leaves_open_is_refused(cells: list[str], fragment: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        column_of(cells).order()

    assert fragment in str(refusal.value)


def test_usual_order_settles_only_what_the_column_leaves_open() -> None:
    open_column = column_of(["3/4/2026"], usual="mdy")

    assert open_column.order() == "mdy"
    assert open_column.sentence() == "Dates are read month first, as FIBROLOG_DATE_ORDER says."
    assert column_of(["20/4/2026"], usual="mdy").order() == "dmy"


def test_order_that_was_told_is_taken_and_cells_against_it_are_refused() -> None:
    column = column_of(["3/20/2026", "3/4/2026"], chosen="dmy")

    assert column.order() == "dmy"
    assert column.sentence() == "Dates are read day first, as --date-order says."
    with pytest.raises(NotUnderstood, match="'3/20/2026' is no date when it is read day first"):
        moment("3/20/2026", "dmy")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2026-11-20 00:00", "2026-11-19 00:00:00"], True),
        (["2026-11-20 00:00", "2026-11-19"], True),
        (["2026-11-20 00:00", "2026-11-19 03:00"], False),
        (["2026-11-20"], False),
        ([], False),
    ],
)
def test_times_that_are_all_midnight_are_known_for_none(cells: list[str], expected: bool) -> None:
    assert column_of(cells).only_midnights is expected


DAYS = st.dates(date(1970, 1, 1), NOW.date())
FORMS: dict[Order, tuple[str, str]] = {
    "dmy": ("{d}{s}{m}{s}{y:04}", "{d:02}{s}{m:02}{s}{short:02}"),
    "mdy": ("{m}{s}{d}{s}{y:04}", "{m:02}{s}{d:02}{s}{short:02}"),
    "ymd": ("{y:04}{s}{m:02}{s}{d:02}", "{short:02}{s}{m:02}{s}{d:02}"),
}


@given(
    days=st.lists(DAYS, min_size=1, max_size=8),
    order=st.sampled_from(ORDERS),
    form=st.sampled_from((0, 1)),
    separator=st.sampled_from("-/. "),
)
def test_dates_in_one_order_come_back_as_they_were_or_the_order_is_refused(
    days: list[date], order: Order, form: int, separator: str
) -> None:
    cells = [
        FORMS[order][form].format(
            d=day.day, m=day.month, y=day.year, short=day.year % 100, s=separator
        )
        for day in days
    ]
    column = column_of(cells)
    try:
        found = column.order()
    except NotUnderstood:
        read = [tuple(read_date_cell(cell, NOW).days.get(one) for cell in cells) for one in ORDERS]
        assert len({days for days in read if None not in days}) > 1
        found = order

    assert [moment(cell, found) for cell in cells] == [str(day) for day in days]


@given(days=st.lists(DAYS, min_size=1, max_size=4), order=st.sampled_from(("dmy", "mdy")),
       slip=st.dates(NOW.date() + timedelta(days=1)), form=st.sampled_from(ORDERS))  # fmt: skip
def test_mistyped_date_that_is_still_to_come_never_turns_the_others_round(
    days: list[date], order: Order, slip: date, form: Order
) -> None:
    *cells, wrong = [
        FORMS[how][0].format(d=day.day, m=day.month, y=day.year, s="/")
        for day, how in [*((day, order) for day in days), (slip, form)]
    ]

    try:
        found = column_of([*cells, wrong]).order()
    except NotUnderstood:
        return

    assert [moment(cell, found) for cell in cells] == [str(day) for day in days]


@given(st.text(max_size=40) | st.from_regex(r"[0-9 ./:TZ+-]{6,25}", fullmatch=True))
def test_any_cell_is_read_or_refused_and_never_an_error(cell: str) -> None:
    for order in ORDERS:
        with suppress(NotUnderstood):
            assert moment_of(read_date_cell(cell, NOW), order, None, NOW).moment.day <= NOW.date()


@given(
    day=DAYS,
    form=st.sampled_from([
        "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y.%m.%d}", "{0.day} {0:%b} {0.year}",
        "{0.day}th {0:%B}, {0.year}", "{0:%b}. {0.day} {0.year}",
        "{0:%A}, {0:%B} {0.day}, {0.year}",
        "{0:%d-%b-%Y}", "{0:%a} {0:%Y-%m-%d}", "{0.day} Sept {0.year}",
    ]),
)  # fmt: skip
def test_what_is_typed_and_what_a_column_holds_is_the_same_date(day: date, form: str) -> None:
    day = day.replace(month=9, day=min(day.day, 30)) if "Sept" in form else day
    text = form.format(day)

    assert set(read_date_cell(text, NOW).days.values()) == {parse_day(text, NOW)} == {day}


@pytest.mark.parametrize(
    "text", ["20 Nov", "20 Nov 26", "20/11/26", "20261120", "20 of Nov 2026", "2026 11 20"]
)
def test_only_one_of_the_two_takes_what_the_other_would_have_to_guess(text: str) -> None:
    readings: list[date] = []
    with suppress(NotUnderstood):
        readings.append(parse_day(text, NOW, "dmy"))
    with suppress(NotUnderstood):
        readings.append(read_date_cell(text, NOW).days["dmy"])

    assert readings == [date(2026, 11, 20)]


@pytest.mark.parametrize("typed", ["yesterday 7.30 pm", "7.30pm yesterday", "7.30 p.m.", "7.30PM"])
def test_dot_in_a_time_with_am_or_pm_is_understood_as_it_is_typed(typed: str) -> None:
    assert parse_moment(typed, NOW).at == datetime(2026, 11, 21, 19, 30, tzinfo=BERLIN)


def test_dot_in_a_time_without_them_is_still_refused() -> None:
    with pytest.raises(NotUnderstood, match="could be a time or a date"):
        parse_moment("7.30", NOW)
