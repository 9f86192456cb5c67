"""`none`: a day without a spasm, which is an answer and no gap."""

from datetime import timedelta
from typing import Annotated

import typer

from fibrolog.cli import clock, confirmations
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.options import Note
from fibrolog.cli.output import tell
from fibrolog.cli.trial_lines import trial_lines
from fibrolog.domain.entries import (
    ClearDay,
    Period,
)
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary


def none(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DAY]", show_default=False, help="Default: today."),
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="DAY", help="The last of several days.")] = None,
    note: Note = "",
) -> None:
    """Save a day without a spasm.

    A clear day is an answer, where a blank day is a gap.

    fibrolog none

    fibrolog none yesterday

    fibrolog none monday --to yesterday
    """
    now = clock.present()
    note = whole_note(note)
    first = clock.day(" ".join(words), now) if words else clock.waking_day(now)
    days = Period(first, clock.day(to, now) if to else first)
    with Diary.open_or_create(diary_path(ctx)) as diary:
        trial = trial_lines(diary, now)
        saved = diary.save_clear_days(
            (ClearDay(days.since + timedelta(n), note) for n in range(days.days)), now
        )
    if saved.with_spasm and not to:
        raise NotUnderstood(confirmations.spasm_on(*saved.with_spasm[0]))
    today = now.date()
    clear = (*(record.entry for record in saved.saved), *saved.already)
    may_change = not clock.is_evening(now) and any(one.day == today for one in clear)
    tell("\n".join([confirmations.saved_clear_days(saved, may_change=may_change), *trial]))
