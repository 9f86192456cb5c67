"""`took`: what you took or did, in one short line."""

from typing import Annotated

import typer

from fibrolog.cli import clock, confirmations
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.options import At, Note, Words
from fibrolog.cli.output import tell
from fibrolog.cli.quoting_hints import quotes_suggested
from fibrolog.cli.trial_lines import trial_lines
from fibrolog.domain.entries import (
    Relief,
    RemedyUse,
)
from fibrolog.storage.diary import Diary


def took(
    ctx: typer.Context,
    words: Words = None,
    at: At = None,
    dose: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Such as 400mg, if not among the words.")
    ] = "",
    against: Annotated[
        str | None,
        typer.Option("--for", metavar="ID", help="The spasm it was taken against; or: last."),
    ] = None,
    relief: Annotated[
        Relief | None,
        typer.Option(metavar="RELIEF", case_sensitive=False, help="none, some, good or complete."),
    ] = None,
    note: Note = "",
) -> None:
    """Save what you took or did.

    Commas separate several remedies; a dose or time comes after its remedy.

    fibrolog took magnesium 400mg, vitamin d

    fibrolog took heat --for last --relief some
    """
    from fibrolog.cli.taken import taken_uses, with_dose

    now = clock.present()
    note = whole_note(note)
    with (
        # Without an --at a time among the words is understood.
        quotes_suggested(ctx, at, words or [] if at else [], now),
        Diary.open_or_create(diary_path(ctx)) as diary,
    ):
        when = clock.when(at, now)
        taken, new = taken_uses(words or [], diary, at, now, shared=True)
        own = [clock.when(use.when, now) if use.when else when for use in taken]
        dosed = with_dose(taken, dose, diary, now)
        with diary.one_step("took", now):
            # Looked up where it is used: `last` must not be another one a moment later.
            episode = diary.episode(against, now) if against else None
            uid = episode.uid if episode else None
            uses = [
                RemedyUse(its.moment, use.remedy.name, use.dose, uid, relief, note)
                for use, its in zip(dosed, own, strict=True)
            ]
            trial = trial_lines(diary, now, uses)
            for remedy in new:
                diary.add_remedy(remedy, now)
            saved = diary.save_uses(uses, now)
    tell(
        "\n".join(
            [confirmations.saved_uses(saved, episode, own, plain=ctx.obj.plain, new=new), *trial]
        )
    )
