"""The options that say which days a command is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from fibrolog.cli import clock
from fibrolog.cli.clock import LONGEST_LIFE_DAYS
from fibrolog.domain.entries import Period
from fibrolog.errors import NotUnderstood
from fibrolog.text import quote

Since = Annotated[str | None, typer.Option(metavar="DAY", help="The first day.")]

Until = Annotated[str | None, typer.Option(metavar="DAY", help="The last day.")]

Days = Annotated[
    int | None, typer.Option(min=1, max=LONGEST_LIFE_DAYS, metavar="N", help="The last N days.")
]


def bounds(
    now: datetime,
    days: int | None,
    since: str | None,
    until: str | None,
    *,
    to: date | None = None,
) -> tuple[date | None, date | None]:
    """Return the first and last day that the options name; None where they name none.

    Where no last day is named, `days` are counted back from `to`, or else from today.
    """
    if days is not None and since is not None:
        raise NotUnderstood(
            f"--days {days} and --since {quote(since)} both say where to begin; type one of them."
        )
    first = None if since is None else clock.day(since, now)
    last = None if until is None else clock.day(until, now)
    if days is not None:
        first = Period.ending(last or to or now.date(), days).since
    if first and last:
        Period(first, last)  # refuses an end before the beginning
    return first, last
