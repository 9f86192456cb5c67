"""Every phrase for a moment or a day, at moments where reading it is hardest."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from fibrolog.domain.entries import Moment
from fibrolog.errors import NotUnderstood
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.parse.when.phrases import (
    DateOrder,
    date_order_from,
    day_moment,
    is_ambiguous,
    local_zone,
    parse_day,
    parse_moment,
)

BERLIN = ZoneInfo("Europe/Berlin")
# A Sunday, with a part of a second that no answer may show.
NOW = datetime(2026, 11, 22, 3, 12, 7, 500_000, BERLIN)

# What is read, seen from NOW: ten letters are a day, more are a moment in whole seconds.
UNDERSTOOD = [
    ("now", "2026-11-22T03:12:07+01:00"),
    ("just now", "2026-11-22T03:12:07+01:00"),
    # Bare clock times: today's, or yesterday's if that is still to come.
    ("3:12", "2026-11-22T03:12:00+01:00"),
    ("03:12:07", "2026-11-22T03:12:07+01:00"),
    ("03:12:08", "2026-11-21T03:12:08+01:00"),
    ("3:13", "2026-11-21T03:13:00+01:00"),
    ("14:30", "2026-11-21T14:30:00+01:00"),
    ("14:30:15", "2026-11-21T14:30:15+01:00"),
    ("14:30:15.000", "2026-11-21T14:30:15+01:00"),
    ("0:05", "2026-11-22T00:05:00+01:00"),
    ("at 14:30", "2026-11-21T14:30:00+01:00"),
    ("2am", "2026-11-22T02:00:00+01:00"),
    ("2 AM", "2026-11-22T02:00:00+01:00"),
    ("2 a.m.", "2026-11-22T02:00:00+01:00"),
    ("2a.m", "2026-11-22T02:00:00+01:00"),
    ("2 a. m.", "2026-11-22T02:00:00+01:00"),
    ("2:15 am", "2026-11-22T02:15:00+01:00"),
    ("2:15AM", "2026-11-22T02:15:00+01:00"),
    ("2:15:30 pm", "2026-11-21T14:15:30+01:00"),
    ("11 P.M.", "2026-11-21T23:00:00+01:00"),
    ("12am", "2026-11-22T00:00:00+01:00"),
    ("12:10 am", "2026-11-22T00:10:00+01:00"),
    ("12pm", "2026-11-21T12:00:00+01:00"),
    ("12:10 pm", "2026-11-21T12:10:00+01:00"),
    ("noon", "2026-11-21T12:00:00+01:00"),
    ("midnight", "2026-11-22T00:00:00+01:00"),
    # Days with and without a clock time, in either order.
    ("today", "2026-11-22"),
    ("today 2am", "2026-11-22T02:00:00+01:00"),
    ("today midnight", "2026-11-22T00:00:00+01:00"),
    ("midnight today", "2026-11-22T00:00:00+01:00"),
    ("yesterday", "2026-11-21"),
    ("yesterday 22:10", "2026-11-21T22:10:00+01:00"),
    ("yesterday at 10pm", "2026-11-21T22:00:00+01:00"),
    ("yesterday, 10pm", "2026-11-21T22:00:00+01:00"),
    ("yesterday noon", "2026-11-21T12:00:00+01:00"),
    ("yesterday midnight", "2026-11-21T00:00:00+01:00"),
    ("10pm yesterday", "2026-11-21T22:00:00+01:00"),
    ("at 10 pm yesterday", "2026-11-21T22:00:00+01:00"),
    ("yesterday 12am", "2026-11-21T00:00:00+01:00"),
    ("yesterday 12pm", "2026-11-21T12:00:00+01:00"),
    ("last night 11pm", "2026-11-21T23:00:00+01:00"),
    ("last night at 11pm", "2026-11-21T23:00:00+01:00"),
    ("11pm last night", "2026-11-21T23:00:00+01:00"),
    ("last night 6pm", "2026-11-21T18:00:00+01:00"),
    ("last night midnight", "2026-11-22T00:00:00+01:00"),
    ("last night 12am", "2026-11-22T00:00:00+01:00"),
    ("last night 3am", "2026-11-22T03:00:00+01:00"),
    ("last night 4am", "2026-11-21T04:00:00+01:00"),
    ("last night 8:59", "2026-11-21T08:59:00+01:00"),
    # Weekdays: the most recent one.
    ("sunday", "2026-11-22"),
    ("sun", "2026-11-22"),
    ("sunday 3am", "2026-11-22T03:00:00+01:00"),
    ("sunday 4am", "2026-11-15T04:00:00+01:00"),
    ("last sunday", "2026-11-15"),
    ("last sunday 3am", "2026-11-15T03:00:00+01:00"),
    ("monday", "2026-11-16"),
    ("mon", "2026-11-16"),
    ("last monday", "2026-11-16"),
    ("on monday", "2026-11-16"),
    ("monday 8am", "2026-11-16T08:00:00+01:00"),
    ("monday at 8am", "2026-11-16T08:00:00+01:00"),
    ("on monday at 8am", "2026-11-16T08:00:00+01:00"),
    ("8am monday", "2026-11-16T08:00:00+01:00"),
    ("8am on monday", "2026-11-16T08:00:00+01:00"),
    ("tue", "2026-11-17"),
    ("tues 8pm", "2026-11-17T20:00:00+01:00"),
    ("wed noon", "2026-11-18T12:00:00+01:00"),
    ("weds", "2026-11-18"),
    ("thu", "2026-11-19"),
    ("thur", "2026-11-19"),
    ("thurs", "2026-11-19"),
    ("friday", "2026-11-20"),
    ("sat 3 am", "2026-11-21T03:00:00+01:00"),
    # Time gone by.
    ("0m ago", "2026-11-22T03:12:07+01:00"),
    ("30s ago", "2026-11-22T03:11:37+01:00"),
    ("20m ago", "2026-11-22T02:52:07+01:00"),
    ("20 minutes ago", "2026-11-22T02:52:07+01:00"),
    ("a minute ago", "2026-11-22T03:11:07+01:00"),
    ("2h ago", "2026-11-22T01:12:07+01:00"),
    ("2 hrs ago", "2026-11-22T01:12:07+01:00"),
    ("100h ago", "2026-11-17T23:12:07+01:00"),
    ("1h30m ago", "2026-11-22T01:42:07+01:00"),
    ("1 h 30 min ago", "2026-11-22T01:42:07+01:00"),
    ("1 hour and 30 minutes ago", "2026-11-22T01:42:07+01:00"),
    ("1h30m7s ago", "2026-11-22T01:42:00+01:00"),
    ("1.5h ago", "2026-11-22T01:42:07+01:00"),
    ("1,5h ago", "2026-11-22T01:42:07+01:00"),
    ("1.5 hours ago", "2026-11-22T01:42:07+01:00"),
    ("0.1m ago", "2026-11-22T03:12:01+01:00"),
    ("an hour ago", "2026-11-22T02:12:07+01:00"),
    ("half an hour ago", "2026-11-22T02:42:07+01:00"),
    ("half a minute ago", "2026-11-22T03:11:37+01:00"),
    ("0 days ago", "2026-11-22"),
    ("a day ago", "2026-11-21"),
    ("3 days ago", "2026-11-19"),
    ("3d ago", "2026-11-19"),
    ("3 days ago 8am", "2026-11-19T08:00:00+01:00"),
    ("8am 3 days ago", "2026-11-19T08:00:00+01:00"),
    ("a week ago", "2026-11-15"),
    ("2 weeks ago", "2026-11-08"),
    ("2w ago", "2026-11-08"),
    ("6 weeks ago", "2026-10-11"),
    ("a month ago", "2026-10-22"),
    ("2 months ago", "2026-09-22"),
    ("3mo ago", "2026-08-22"),
    ("3 mos ago", "2026-08-22"),
    ("3 months ago at noon", "2026-08-22T12:00:00+02:00"),
    ("half a year ago", "2026-05-22"),
    ("1 year ago", "2025-11-22"),
    ("1.5 years ago", "2025-05-22"),
    ("2 yrs ago", "2024-11-22"),
    ("10y ago", "2016-11-22"),
    ("a week ago at noon", "2026-11-15T12:00:00+01:00"),
    # Dates with the month's name.
    ("20 Nov", "2026-11-20"),
    ("20th Nov", "2026-11-20"),
    ("Sunday 22 November 2026", "2026-11-22"),
    ("22 Nov", "2026-11-22"),
    ("20 Nov 3am", "2026-11-20T03:00:00+01:00"),
    ("3am 20 Nov", "2026-11-20T03:00:00+01:00"),
    ("20 Nov at 3:15", "2026-11-20T03:15:00+01:00"),
    ("20 Nov 3 am", "2026-11-20T03:00:00+01:00"),
    ("20 November 2025", "2025-11-20"),
    ("20th of November 2025", "2025-11-20"),
    ("20-Nov-2025", "2025-11-20"),
    ("Nov 20", "2026-11-20"),
    ("Nov. 20", "2026-11-20"),
    ("Nov 20 2025", "2025-11-20"),
    ("Nov 20 2025 15:00", "2025-11-20T15:00:00+01:00"),
    ("Nov 20, 2025 3pm", "2025-11-20T15:00:00+01:00"),
    ("November 20th, 2025, 3pm", "2025-11-20T15:00:00+01:00"),
    ("1st Sept", "2026-09-01"),
    ("2nd Sep", "2026-09-02"),
    ("3rd may", "2026-05-03"),
    ("1 jan", "2026-01-01"),
    ("20 Jul noon", "2026-07-20T12:00:00+02:00"),
    ("29 Feb 2024", "2024-02-29"),
    ("Fri 20 Nov", "2026-11-20"),
    ("Friday, Nov 20 3am", "2026-11-20T03:00:00+01:00"),
    ("Sunday 22 November 2026, 03:12", "2026-11-22T03:12:00+01:00"),
    ("1 Jan 1900 noon", "1900-01-01T12:00:00+01:00"),
    # ISO 8601.
    ("2026-11-20", "2026-11-20"),
    ("2026-11-20 03:00", "2026-11-20T03:00:00+01:00"),
    ("2026-11-20T03:00", "2026-11-20T03:00:00+01:00"),
    ("2026-11-20t03:00:05", "2026-11-20T03:00:05+01:00"),
    ("2026-11-20 3am", "2026-11-20T03:00:00+01:00"),
    ("2026-07-20 03:00", "2026-07-20T03:00:00+02:00"),
    ("2026-11-20T03:00:00+01:00", "2026-11-20T03:00:00+01:00"),
    ("2026-11-20T03:00:00-08:00", "2026-11-20T03:00:00-08:00"),
    ("2026-11-20 03:00 -08:00", "2026-11-20T03:00:00-08:00"),
    ("2026-11-20T03:00+0530", "2026-11-20T03:00:00+05:30"),
    ("2026-11-20T03:00-08", "2026-11-20T03:00:00-08:00"),
    ("2026-11-20T03:00:00Z", "2026-11-20T03:00:00+00:00"),
    ("2026-11-20T03:00:00.000z", "2026-11-20T03:00:00+00:00"),
    ("2026-11-22T02:12:07Z", "2026-11-22T02:12:07+00:00"),
    ("2026-11-22T16:00:00+14:00", "2026-11-22T16:00:00+14:00"),
    ("2026-03-29T02:30:00+01:00", "2026-03-29T02:30:00+01:00"),
    ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
    # Dates in numbers, where only one reading is a date.
    ("20/11", "2026-11-20"),
    ("20-11", "2026-11-20"),
    ("11/20", "2026-11-20"),
    ("31.10", "2026-10-31"),
    ("20/11/2026", "2026-11-20"),
    ("20.11.2026", "2026-11-20"),
    ("20-11-2026", "2026-11-20"),
    ("11/20/2026", "2026-11-20"),
    ("03/03/2026", "2026-03-03"),
    ("3/3", "2026-03-03"),
    ("2026/11/20", "2026-11-20"),
    ("2026.11.20", "2026-11-20"),
    ("2026-1-5", "2026-01-05"),
    ("20/11 5pm", "2026-11-20T17:00:00+01:00"),
    ("20.11 5pm", "2026-11-20T17:00:00+01:00"),
    ("20/11/2026 at 17:00", "2026-11-20T17:00:00+01:00"),
    ("5pm 20/11/2026", "2026-11-20T17:00:00+01:00"),
    # What does not matter: spare space, letter case, Unicode's other digits and spaces.
    ("  2am  ", "2026-11-22T02:00:00+01:00"),
    ("\tYESTERDAY\u00a022:10\n", "2026-11-21T22:10:00+01:00"),
    ("\uff12\uff11\uff1a\uff10\uff10", "2026-11-21T21:00:00+01:00"),
    ("\uff12\uff10\uff4d ago", "2026-11-22T02:52:07+01:00"),
]

# The same at moments and places where clocks, years or calendars turn.
ELSEWHERE = [
    # Clocks went forward over 02:00-03:00.
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "1:59", "2026-03-29T01:59:00+01:00"),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "3am", "2026-03-29T03:00:00+02:00"),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "10h ago", "2026-03-28T23:00:00+01:00"),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "yesterday 2:30", "2026-03-28T02:30:00+01:00"),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "yesterday", "2026-03-28"),
    ("Europe/Berlin", "2026-03-29T01:30:00+01:00", "2:30", "2026-03-28T02:30:00+01:00"),
    ("America/New_York", "2026-03-08T07:00:00-04:00", "1:59 am", "2026-03-08T01:59:00-05:00"),
    ("America/New_York", "2026-03-08T07:00:00-04:00", "5h ago", "2026-03-08T01:00:00-05:00"),
    # Clocks went back over it: the first of two, unless time gone by leads to the second.
    ("Europe/Berlin", "2026-10-25T08:00:00+01:00", "2:30", "2026-10-25T02:30:00+02:00"),
    ("Europe/Berlin", "2026-10-25T08:00:00+01:00", "25 oct 2:30", "2026-10-25T02:30:00+02:00"),
    ("Europe/Berlin", "2026-10-25T08:00:00+01:00", "6h ago", "2026-10-25T02:00:00+01:00"),
    ("Europe/Berlin", "2026-10-25T08:00:00+01:00", "7h ago", "2026-10-25T02:00:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+02:00", "2:30", "2026-10-24T02:30:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+02:00", "2:05", "2026-10-25T02:05:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+02:00", "now", "2026-10-25T02:10:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+01:00", "2:30", "2026-10-25T02:30:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+01:00", "now", "2026-10-25T02:10:00+01:00"),
    ("Europe/Berlin", "2026-10-25T02:10:00+01:00", "20m ago", "2026-10-25T02:50:00+02:00"),
    ("America/New_York", "2026-11-01T07:00:00-05:00", "1:30", "2026-11-01T01:30:00-04:00"),
    ("America/New_York", "2026-11-01T07:00:00-05:00", "6h ago", "2026-11-01T01:00:00-05:00"),
    ("America/New_York", "2026-11-01T07:00:00-05:00", "7h ago", "2026-11-01T01:00:00-04:00"),
    # Half an hour only: forward over 02:00-02:30, back over 01:30-02:00.
    ("Australia/Lord_Howe", "2026-10-04T09:00:00+11:00", "1:59", "2026-10-04T01:59:00+10:30"),
    ("Australia/Lord_Howe", "2026-10-04T09:00:00+11:00", "2:30", "2026-10-04T02:30:00+11:00"),
    ("Australia/Lord_Howe", "2026-04-05T09:00:00+10:30", "1:45", "2026-04-05T01:45:00+11:00"),
    ("Australia/Lord_Howe", "2026-04-05T09:00:00+10:30", "8h ago", "2026-04-05T01:30:00+11:00"),
    ("Australia/Lord_Howe", "2026-04-05T09:00:00+10:30", "7.5h ago", "2026-04-05T01:30:00+10:30"),
    # At midnight: forward over 00:00-01:00, back over 23:00-24:00 of the day before.
    ("Africa/Cairo", "2026-04-24T09:00:00+03:00", "1am", "2026-04-24T01:00:00+03:00"),
    ("Africa/Cairo", "2026-04-24T09:00:00+03:00", "today", "2026-04-24"),
    ("Africa/Cairo", "2026-04-24T09:00:00+03:00", "yesterday 23:59", "2026-04-23T23:59:00+02:00"),
    ("Africa/Cairo", "2026-10-30T09:00:00+02:00", "yesterday 23:30", "2026-10-29T23:30:00+03:00"),
    ("Africa/Cairo", "2026-10-30T09:00:00+02:00", "midnight", "2026-10-30T00:00:00+02:00"),
    ("America/Santiago", "2026-09-06T09:00:00-03:00", "1am", "2026-09-06T01:00:00-03:00"),
    (
        "America/Santiago",
        "2026-09-06T09:00:00-03:00",
        "last night 11pm",
        "2026-09-05T23:00:00-04:00",
    ),
    # The first seconds of a year, a Friday.
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "now", "2027-01-01T00:00:05+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "midnight", "2027-01-01T00:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "12am", "2027-01-01T00:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "0:00:06", "2026-12-31T00:00:06+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "12pm", "2026-12-31T12:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "10s ago", "2026-12-31T23:59:55+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "1 Jan", "2027-01-01"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "31/12/2026", "2026-12-31"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "yesterday", "2026-12-31"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "last night 11pm", "2026-12-31T23:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "last night 1am", "2026-12-31T01:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "friday", "2027-01-01"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "friday 8am", "2026-12-25T08:00:00+01:00"),
    ("Europe/Berlin", "2027-01-01T00:00:05+01:00", "last friday", "2026-12-25"),
    # Leap days.
    ("Europe/Berlin", "2028-02-29T12:00:00+01:00", "29 Feb", "2028-02-29"),
    ("Europe/Berlin", "2028-02-29T12:00:00+01:00", "29/02", "2028-02-29"),
    ("Europe/Berlin", "2028-02-29T12:00:00+01:00", "a week ago", "2028-02-22"),
    # A month without such a day ends with the day before.
    ("Europe/Berlin", "2026-05-31T12:00:00+02:00", "3 months ago", "2026-02-28"),
    ("Europe/Berlin", "2026-05-31T12:00:00+02:00", "1 month ago", "2026-04-30"),
    ("Europe/Berlin", "2028-02-29T12:00:00+01:00", "1 year ago", "2027-02-28"),
    ("Europe/Berlin", "2028-03-01T08:00:00+01:00", "yesterday", "2028-02-29"),
    ("Europe/Berlin", "2028-03-01T08:00:00+01:00", "last night 11pm", "2028-02-29T23:00:00+01:00"),
    # A zone whose clocks never turn, and a late evening.
    ("Asia/Kathmandu", "2026-11-22T23:30:00+05:45", "11pm", "2026-11-22T23:00:00+05:45"),
    ("Asia/Kathmandu", "2026-11-22T23:30:00+05:45", "last night 11pm", "2026-11-21T23:00:00+05:45"),
    ("Asia/Kathmandu", "2026-11-22T23:30:00+05:45", "last night 3am", "2026-11-22T03:00:00+05:45"),
]

IN_ORDER: list[tuple[str, DateOrder, str]] = [
    ("03/04/2026", "dmy", "2026-04-03"),
    ("03/04/2026", "mdy", "2026-03-04"),
    ("03/04/2026 5pm", "mdy", "2026-03-04"),
    ("3.4.2026", "dmy", "2026-04-03"),
    ("12/11", "dmy", "2026-11-12"),
    ("03/03/2026", "mdy", "2026-03-03"),
    ("2026/04/03", "mdy", "2026-04-03"),
]

# What is refused, seen from NOW, and a part of the sentence that says why or what to type.
REFUSED = [
    ("", "type one like 2am, yesterday 22:10 or 20m ago"),
    ("   ", "not understood"),
    ("soon", "'soon' is not understood"),
    ("tomorrow", "not understood"),
    ("tomorrow 2am", "not understood"),
    ("tonight", "not understood"),
    ("in 2h", "not understood"),
    ("2h", "not understood"),
    ("ago", "not understood"),
    ("m ago", "not understood"),
    ("-5m ago", "not understood"),
    ("1 5h ago", "not understood"),
    ("2 month", "not understood"),
    ("2am 3am", "not understood"),
    ("yesterday monday", "not understood"),
    ("yesterday 2:5", "not understood"),
    ("Nov", "not understood"),
    ("Nov 2025", "not understood"),
    ("nov 10 pm", "not understood"),
    ("2026", "20:26"),
    ("2026-11", "not understood"),
    ("20/11.2026", "not understood"),
    ("2026-11-20T03:00 Europe/Berlin", "not understood"),
    ("2am UTC", "not understood"),
    ("\u0662am", "not understood"),
    ("2am\x00", "'2am\\x00' is not understood"),
    ("\udcff", "'\\udcff' is not understood"),
    ("x" * 5000, "xxx...' is not understood"),
    ("9" * 5000 + "h ago", "not understood"),
    ("9" * 5000, "bare number"),
    # Bare numbers.
    ("8", "8am or 8pm"),
    ("08", "8am or 8pm"),
    ("12", "12am or 12pm"),
    ("0", "type 00:00"),
    ("14", "type 14:00"),
    ("25", "a time like 8am or 14:30"),
    ("1430", "type 14:30"),
    ("830", "type 08:30"),
    ("1475", "a time like 8am or 14:30"),
    ("yesterday 8", "8am or 8pm"),
    ("8 yesterday", "8am or 8pm"),
    ("yesterday 1430", "type 14:30"),
    ("last night 3", "3am or 3pm"),
    ("20 Nov 9", "9am or 9pm"),
    # Clock times that are none.
    ("13pm", "like 1pm"),
    ("13:30 am", "from 1 to 12"),
    ("0am", "from 1 to 12"),
    ("24:00", "from 00:00 to 23:59"),
    ("25:00", "from 00:00 to 23:59"),
    ("12:60", "from 00:00 to 23:59"),
    ("12:30:60", "from 00:00 to 23:59"),
    ("14:30:15.5", "whole seconds"),
    ("2026-11-20T03:00:00.000001Z", "whole seconds"),
    ("2026-11-20T24:00:00Z", "from 00:00 to 23:59"),
    ("10.30", "10:30 for the time"),
    ("20.11", "20:11 for the time"),
    # Nights.
    ("last night", "type last night 11pm or last night 3am"),
    ("last night 9am", "not at night"),
    ("last night noon", "not at night"),
    ("last night 5:59 pm", "not at night"),
    # Still to come.
    ("today 8am", "still to come, now is Sunday 22 November 2026, 03:12"),
    ("8am today", "still to come"),
    ("22 Nov 8am", "still to come"),
    ("2026-11-22 03:13", "still to come"),
    ("2026-11-22T03:12:08+01:00", "still to come"),
    ("2026-11-22T02:12:08Z", "still to come"),
    ("9999-12-31T23:59:59-23:59", "still to come"),
    ("20 Dec", "for the latest type 2025-12-20"),
    ("Dec 20 3am", "for the latest type '2025-12-20 3am'"),
    ("25/12", "for the latest type 2025-12-25"),
    ("20 Dec 2026", "type a day that has come"),
    ("2026-11-23", "later than today, 2026-11-22"),
    ("9999-12-31", "later than today"),
    # Dates that are none, or two.
    ("29 Feb", "for the latest type 2024-02-29"),
    ("31 Nov", "not a day on the calendar"),
    ("0 Nov", "not a day on the calendar"),
    ("29 Feb 2025", "not a day on the calendar"),
    ("2026-02-30", "not a day on the calendar"),
    ("2026-02-30T03:00Z", "not a day on the calendar"),
    ("0000-01-01", "not a day on the calendar"),
    ("31/11", "not a day on the calendar"),
    ("13/13/2026", "not a day on the calendar"),
    ("2026/20/11", "not a day on the calendar"),
    ("Monday 22 Nov 2026", "names a Sunday; type 2026-11-22"),
    ("03/04/2026", "could be 2026-03-04 or 2026-04-03"),
    ("3.4.2026", "could be 2026-03-04 or 2026-04-03"),
    ("03-04-2026 5pm", "could be '2026-03-04 5pm' or '2026-04-03 5pm'"),
    ("12/11", "could be 2026-11-12 or 2026-12-11"),
    ("20/11/26", "2020-11-26 or 2026-11-20"),
    ("11/25/26", "like 2026-11-25"),
    ("31/12/99", "like 1999-12-31"),
    ("99/99/99", "like 2026-11-22"),
    ("20 Nov 25", "2025-11-20 for the year"),
    ("20 Nov 10", "an hour like 3pm"),
    # Out of reach.
    ("1899-12-31", "before 1900"),
    ("1899-12-31T12:00Z", "before 1900"),
    ("0001-01-01T00:00+14:00", "before 1900"),
    ("31 Dec 1899 noon", "before 1900"),
    ("60000 days ago", "before 1900"),
    ("1200000h ago", "before 1900"),
    ("99999999999 days ago", "too far away"),
    ("999999999999999 weeks ago", "too far away"),
    ("999999999999999h ago", "too far away"),
    ("1.5 days ago", "hours instead"),
    ("half a week ago", "hours instead"),
    ("half a month ago", "weeks instead"),
    ("1.3 years ago", "weeks instead"),
    ("1600 months ago", "before 1900"),
    ("2025 years ago", "too far away"),
    ("24315 months ago", "too far away"),
    ("999999999999999 years ago", "too far away"),
    ("1.3333h ago", "whole seconds"),
    ("30m 1h ago", "the longest first"),
    ("1h 1h ago", "the longest first"),
    ("2026-11-20T03:00+24:00", "offset of a day or more"),
    ("2026-11-20T03:00+01:00:30", "whole minutes"),
]

NEVER_WERE = [
    (
        "Europe/Berlin",
        "2026-03-29T10:00:00+02:00",
        "2:30",
        "forward from 2026-03-29 02:00 to 2026-03-29 03:00; "
        "type 2026-03-29 01:59 or 2026-03-29 03:00.",
    ),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "2am", "type 2026-03-29 01:59 or"),
    ("Europe/Berlin", "2026-03-29T03:00:00+02:00", "2:59", "or 2026-03-29 03:00."),
    ("Europe/Berlin", "2026-03-29T10:00:00+02:00", "last night 2:30", "went forward"),
    ("America/New_York", "2026-11-22T03:00:00-05:00", "8 Mar 2:30am", "2026-03-08 03:00."),
    ("Australia/Lord_Howe", "2026-10-04T09:00:00+11:00", "2:29", "or 2026-10-04 02:30."),
    ("Africa/Cairo", "2026-04-24T09:00:00+03:00", "midnight", "type 2026-04-23 23:59 or"),
    ("America/Santiago", "2026-09-06T09:00:00-03:00", "12:30 am", "or 2026-09-06 01:00."),
]


def from_dateutil(key: str) -> tzinfo | None:
    from dateutil import tz

    return tz.gettz(key)


ZONE_MAKERS = [ZoneInfo, from_dateutil]


def answer(moment: Moment) -> str:
    """Write a moment the way the tables do."""
    return str(moment.day) if moment.precision == "day" else moment.at.isoformat()


def local(iso: str, zone: tzinfo | None) -> datetime:
    return datetime.fromisoformat(iso).astimezone(zone)


@pytest.mark.parametrize(("phrase", "expected"), UNDERSTOOD)
def test_phrase_is_understood(phrase: str, expected: str) -> None:
    assert answer(parse_moment(phrase, NOW)) == expected


@pytest.mark.parametrize("make_zone", ZONE_MAKERS)
@pytest.mark.parametrize(("zone", "now", "phrase", "expected"), ELSEWHERE)
def test_phrase_is_understood_where_clocks_and_years_turn(
    make_zone: Callable[[str], tzinfo | None], zone: str, now: str, phrase: str, expected: str
) -> None:
    assert answer(parse_moment(phrase, local(now, make_zone(zone)))) == expected


@pytest.mark.parametrize(("phrase", "fragment"), REFUSED)
def test_phrase_is_refused_in_one_sentence_that_says_what_to_type(
    phrase: str, fragment: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment(phrase, NOW)

    assert fragment in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("make_zone", ZONE_MAKERS)
@pytest.mark.parametrize(("zone", "now", "phrase", "fragment"), NEVER_WERE)
def test_time_that_clocks_jumped_over_is_refused_with_the_nearest_that_were(
    make_zone: Callable[[str], tzinfo | None], zone: str, now: str, phrase: str, fragment: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment(phrase, local(now, make_zone(zone)))

    assert f"{phrase!r} did not exist: clocks went forward" in str(refusal.value)
    assert fragment in str(refusal.value)


@pytest.mark.parametrize("make_zone", ZONE_MAKERS)
def test_day_that_the_date_line_skipped_is_refused(
    make_zone: Callable[[str], tzinfo | None],
) -> None:
    now = local("2012-01-05T10:00:00+14:00", make_zone("Pacific/Apia"))

    with pytest.raises(NotUnderstood) as refusal:
        parse_moment("2011-12-30", now)

    assert str(refusal.value) == (
        "2011-12-30 did not exist: clocks went forward from 2011-12-30 00:00 to 2011-12-31 00:00; "
        "type 2011-12-29 23:59 or 2011-12-31 00:00."
    )


@pytest.mark.parametrize("day", ["yesterday", "mon", "last friday", "20 Nov", "Nov 20", "20/11"])
@pytest.mark.parametrize("clock", ["2am", "2 am", "2:15 a.m.", "noon", "11 pm", "23:00"])
def test_day_and_clock_time_may_change_places(day: str, clock: str) -> None:
    told = parse_moment(f"{day} {clock}", NOW)

    assert parse_moment(f"{clock} {day}", NOW) == told
    assert parse_moment(f"at {clock}, on {day}", NOW) == told


def test_day_is_at_noon_even_before_noon() -> None:
    assert parse_moment("today", NOW) == Moment(
        datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1))), "day"
    )


def test_local_times_are_read_in_the_offset_of_now_where_that_is_all_there_is() -> None:
    now = datetime(2026, 7, 22, 3, 12, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))

    assert answer(parse_moment("yesterday 22:10", now)) == "2026-07-21T22:10:00-03:30"


def test_moment_compares_by_instant_in_the_hour_that_happens_twice() -> None:
    now = local("2026-10-25T08:00:00+01:00", BERLIN)

    first, second = parse_moment("7h ago", now), parse_moment("6h ago", now)

    assert second.at - first.at == timedelta(hours=1)
    assert first.at == datetime(2026, 10, 25, tzinfo=UTC)


def test_date_before_the_year_of_the_first_seconds_is_offered_with_last_year() -> None:
    with pytest.raises(NotUnderstood, match="for the latest type 2026-12-31"):
        parse_moment("31 Dec", datetime(2027, 1, 1, 0, 0, 5, tzinfo=BERLIN))


def test_present_moment_at_the_end_of_time_still_gives_a_sentence() -> None:
    with pytest.raises(NotUnderstood, match="too far away"):
        parse_moment("yesterday 8am", datetime(1, 1, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(("phrase", "order", "expected"), IN_ORDER)
def test_chosen_order_reads_numeric_dates(phrase: str, order: DateOrder, expected: str) -> None:
    assert str(parse_moment(phrase, NOW, order).day) == expected


@pytest.mark.parametrize(
    ("phrase", "order", "fragment"),
    [
        ("11/20/2026", "dmy", "type 2026-11-20"),
        ("20/11/2026", "mdy", "type 2026-11-20"),
        ("20/11", "mdy", "FIBROLOG_DATE_ORDER=mdy"),
        ("31/31/2026", "mdy", "not a day on the calendar"),
        ("03/04/26", "dmy", "like 2026-04-03."),
        ("12/11", "mdy", "for the latest type 2025-12-11"),
    ],
)
def test_numeric_date_that_the_chosen_order_does_not_allow_is_refused(
    phrase: str, order: DateOrder, fragment: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment(phrase, NOW, order)

    assert fragment in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), ("", None), ("dmy", "dmy"), ("MDY", "mdy")]
)
def test_date_order_setting_is_read(value: str | None, expected: DateOrder | None) -> None:
    assert date_order_from(value) == expected


@pytest.mark.parametrize("value", ["ymd", " ", "d/m/y", "\udcff"])
def test_date_order_setting_that_is_neither_is_refused(value: str) -> None:
    with pytest.raises(NotUnderstood, match="set it to dmy or mdy"):
        date_order_from(value)


@pytest.mark.parametrize(
    ("phrase", "expected"), [row for row in UNDERSTOOD if len(row[1]) == len("2026-11-20")]
)
def test_day_phrase_is_understood_as_a_day(phrase: str, expected: str) -> None:
    assert str(parse_day(phrase, NOW)) == expected


@pytest.mark.parametrize(
    "phrase",
    [*(row[0] for row in UNDERSTOOD if len(row[1]) > len("2026-11-20")), "last night", "soon", ""],
)
def test_phrase_with_a_clock_time_is_refused_as_a_day(phrase: str) -> None:
    with pytest.raises(NotUnderstood, match="a whole day is needed; type one like yesterday, mond"):
        parse_day(phrase, NOW)


def test_dotted_numbers_are_a_date_where_only_a_day_can_be_meant() -> None:
    assert parse_day("20.11", NOW) == date(2026, 11, 20)


@pytest.mark.parametrize("phrase", ["2026-11-23", "20 Dec", "03/04/2026", "1850-01-01", "8 Okt"])
def test_day_that_cannot_be_is_refused(phrase: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_day(phrase, NOW)


@pytest.mark.parametrize("make_zone", ZONE_MAKERS)
@pytest.mark.parametrize(
    ("zone", "told", "expected"),
    [
        ("Europe/Berlin", "2026-10-25T02:30:00+02:00", True),
        ("Europe/Berlin", "2026-10-25T02:30:00+01:00", False),
        ("Europe/Berlin", "2026-10-25T02:30:00-05:00", False),
        ("Europe/Berlin", "2026-10-25T01:59:59+02:00", False),
        ("Europe/Berlin", "2026-10-25T03:00:00+01:00", False),
        ("Europe/Berlin", "2026-03-29T02:30:00+01:00", False),
        ("Europe/Berlin", "2026-03-29T02:30:00+02:00", False),
        ("Australia/Lord_Howe", "2026-04-05T01:45:00+11:00", True),
        ("Australia/Lord_Howe", "2026-04-05T01:15:00+11:00", False),
        ("Africa/Cairo", "2026-10-29T23:30:00+03:00", True),
    ],
)
def test_first_of_two_equal_wall_times_can_be_told(
    make_zone: Callable[[str], tzinfo | None], zone: str, told: str, expected: bool
) -> None:
    moment = Moment(datetime.fromisoformat(told))

    assert is_ambiguous(moment, make_zone(zone)) is expected


def test_whole_day_never_happened_twice() -> None:
    # Kwajalein moved back over the date line: its 30 September 1969 had a second noon.
    kwajalein = ZoneInfo("Pacific/Kwajalein")

    assert not is_ambiguous(day_moment(date(1969, 9, 30), kwajalein), kwajalein)


def test_day_moment_is_noon_in_the_zone() -> None:
    assert answer(day_moment(date(2026, 7, 1), BERLIN)) == "2026-07-01"
    assert day_moment(date(2026, 7, 1), BERLIN).at.isoformat() == "2026-07-01T12:00:00+02:00"


def test_moment_is_said_back_with_its_weekday() -> None:
    at = datetime(2026, 11, 22, 3, 12, 59, tzinfo=UTC)

    assert spoken(Moment(at)) == "Sunday 22 November 2026, 03:12"
    assert spoken(Moment(at, "day")) == "Sunday 22 November 2026"
    assert spoken_day(date(1900, 1, 1)) == "Monday 1 January 1900"


def test_dateutil_is_not_loaded_before_words_need_it() -> None:
    look = (
        "import sys; from datetime import *\n"
        "import fibrolog.parse.when.format, fibrolog.parse.when.phrases as phrases\n"
        "phrases.parse_moment('now', datetime.now(UTC))\n"
        "phrases.parse_day('yesterday', datetime.now(UTC))\n"
        "sys.exit('dateutil' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


@pytest.fixture
def set_system_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system takes no zone from TZ")

    def set_zone(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("Europe/Berlin", 1, 2),
        (":America/New_York", -5, -4),
        ("UTC", 0, 0),
        ("", 0, 0),
        # POSIX counts west of Greenwich as positive; dateutil does not for UTC and GMT.
        ("UTC+3", -3, -3),
        ("<-03>3", -3, -3),
        ("Nowhere/Land", 0, 0),
        ("/etc/passwd", 0, 0),
        ("../../etc/passwd", 0, 0),
    ],
)
def test_local_zone_is_the_one_the_system_shows(
    set_system_zone: Callable[[str], None], name: str, winter: int, summer: int
) -> None:
    set_system_zone(name)

    zone = local_zone(NOW)

    for month, hours in ((1, winter), (7, summer)):
        at = datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone)
        assert at.utcoffset() == timedelta(hours=hours)
        assert at.isoformat() == at.astimezone(UTC).astimezone().isoformat()
