"""`took`: what you took or did, in one short line."""

from typing import Any

import typer

from fibrolog.cli import clock, confirmations
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.entry_options import OF_USES, field_options
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.options import At, Note, Words
from fibrolog.cli.output import tell
from fibrolog.cli.quoting_hints import quotes_suggested
from fibrolog.cli.trial_lines import trial_lines
from fibrolog.domain.entries import RemedyUse
from fibrolog.storage.diary import Diary

_FIELDS = [
    field for field in OF_USES if field.option and field.option.adding and field.column != "note"
]


@field_options(_FIELDS, adding=True, before="note")
def took(
    ctx: typer.Context,
    words: Words = None,
    at: At = None,
    note: Note = "",
    **given: Any,
) -> None:
    """Save what you took or did.

    Commas separate several remedies; a dose or time comes after its remedy.

    fibrolog took magnesium 400mg, vitamin d

    fibrolog took heat --for last --relief some
    """
    from fibrolog.cli.taken import taken_uses, with_dose

    now = clock.present()
    against, relief = given["against"], given["relief"]
    note = whole_note(note)
    with (
        # Without an --at a time among the words is understood.
        quotes_suggested(ctx, at, words or [] if at else [], now),
        Diary.open_or_create(diary_path(ctx)) as diary,
    ):
        when = clock.when(at, now)
        taken, new = taken_uses(words or [], diary, at, now, shared=True)
        own = [clock.when(use.when, now) if use.when else when for use in taken]
        dosed = with_dose(taken, given["dose"], diary, now)
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
