"""`delete`: remove entries, which undo and restore bring back."""

from collections.abc import Sequence
from typing import Annotated

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import may_ask, tell
from fibrolog.domain.entries import (
    AnyRecord,
)
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary


def delete(
    ctx: typer.Context,
    entry_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Such as e12 u7.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove entries; undo brings them back.

    So does restore, one alone and at any later time.

    fibrolog delete e12

    fibrolog delete e12 u7 --yes
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        now = clock.present()
        shown = [diary.entry(entry_id, now) for entry_id in entry_ids]
        if not yes:
            if not may_ask():
                line = " ".join(record.id for record in shown)
                raise NotUnderstood(
                    f"Off a terminal nothing is asked; type: fibrolog delete {line} --yes"
                )
            if not _agreed(shown, plain=ctx.obj.plain):
                tell("Nothing was deleted.")
                return
        deleted = diary.delete([record.id for record in shown], clock.present())
    tell(change_messages.deleted(deleted, plain=ctx.obj.plain))


def _agreed(shown: Sequence[AnyRecord], *, plain: bool) -> bool:
    """Ask whether to delete these; whoever says nothing says no."""
    from fibrolog.cli.prompts import Question, ask, yes_or_no

    for record in shown:
        tell(change_messages.entry_line(record, plain=plain), err=True)
    question: Question[bool] = Question(
        lambda _: "Delete this? 1 yes, 2 no:", lambda typed, _: yes_or_no(typed)
    )
    return ask(question, False)  # noqa: FBT003 -- what holds without an answer
