"""`list` and `show`: reading entries back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from fibrolog.cli import clock, screen
from fibrolog.cli.clock import LONGEST_LIFE_DAYS
from fibrolog.cli.place import diary_path
from fibrolog.entries import KINDS, Kind, Period
from fibrolog.errors import NotUnderstood
from fibrolog.names import either
from fibrolog.storage.diary import Diary
from fibrolog.storage.ledger import Selection
from fibrolog.text import quote

_LISTED = 50
# More entries than anybody writes in a life.
_MOST = 1_000_000_000


Since = Annotated[str | None, typer.Option(metavar="DAY", help="The first day.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="The last day.")]
Days = Annotated[
    int | None, typer.Option(min=1, max=LONGEST_LIFE_DAYS, metavar="N", help="The last N days.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def list_entries(
    ctx: typer.Context,
    days: Days = None,
    since: Since = None,
    until: Until = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Episodes of this region; may be repeated."),
    ] = None,
    remedy: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Uses of this remedy; may be repeated."),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="spasm or twitch; may be repeated."),
    ] = None,
    search: Annotated[str, typer.Option(metavar="TEXT", help="Entries with this text.")] = "",
    limit: Annotated[
        int, typer.Option(min=1, max=_MOST, metavar="N", help="At most N entries.")
    ] = _LISTED,
    as_json: Json = False,
) -> None:
    """Show entries, the newest first.

    Options narrow the choice, and several narrow it further; only --region and --remedy together
    show both. One that is repeated shows what fits any of its values. --search looks into words
    and notes.

    fibrolog list --days 7

    fibrolog list --region calf --search cramp

    fibrolog list --since "1 Oct" --until "31 Oct" --limit 500
    """
    now = clock.present()
    first, last = bounds(now, days, since, until, to=clock.waking_day(now))
    with Diary.snapshot(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        selection = Selection(
            first,
            last,
            regions=tuple(diary.regions.get(name).name for name in region or ()),
            remedies=tuple(diary.remedies.get(name).name for name in remedy or ()),
            kinds=tuple(map(_kind, kind or ())),
            text=search,
        )
        records = diary.newest(selection, limit)
        more = diary.how_many(selection) - len(records)
    screen.show_records(records, screen.mode_of(ctx, as_json=as_json))
    if more:
        from fibrolog.cli.complaints import options_given

        ctx.params.pop("limit")
        line = " ".join(["fibrolog list", *options_given(ctx), f"--limit {len(records) + more}"])
        are = "entry is" if more == 1 else "entries are"
        screen.say(f"{more:,} older {are} not shown; to see all, type: {line}")


def show(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="Such as e12, u7 or c3; or: last.")],
    as_json: Json = False,
) -> None:
    """Show one entry whole.

    Every fact on a line of its own; what is not known is left out.

    fibrolog show e12

    fibrolog show last
    """
    now = clock.present()
    with Diary.snapshot(diary_path(ctx)) as diary:
        screen.say_if_missing(diary)
        record = diary.entry(entry_id, now)
    screen.show_record(record, screen.mode_of(ctx, as_json=as_json))


def _kind(typed: str) -> Kind:
    for kind in KINDS:
        if typed.casefold() == kind:
            return kind
    raise NotUnderstood(f"The kind {quote(typed)} is not known; type {either(KINDS)}.")


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
