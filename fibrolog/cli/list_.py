"""`list`: entries, the newest first."""

from __future__ import annotations

from typing import Annotated

import typer

from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.options import Json
from fibrolog.cli.period_options import Days, Since, Until, bounds
from fibrolog.domain.entries import KINDS, Kind
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from fibrolog.text import counted, either, quote

_LISTED = 50

# More entries than anybody writes in a life.
_MOST = 1_000_000_000


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
        output.say_if_missing(diary)
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
    output.show_records(records, output.mode_of(ctx, as_json=as_json))
    if more:
        from fibrolog.cli.usage_errors import options_given

        ctx.params.pop("limit")
        line = " ".join(["fibrolog list", *options_given(ctx), f"--limit {len(records) + more}"])
        not_shown = counted(more, "older entry", "is", grouped=True)
        output.say(f"{not_shown} not shown; to see all, type: {line}")


def _kind(typed: str) -> Kind:
    for kind in KINDS:
        if typed.casefold() == kind:
            return kind
    raise NotUnderstood(f"The kind {quote(typed)} is not known; type {either(KINDS)}.")
