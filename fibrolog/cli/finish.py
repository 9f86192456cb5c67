"""`finish`: fill in what was left out of an episode."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.edit import (
    Duration,
    Intensity,
    Note,
    Pain,
    Side,
    Sign,
    Trigger,
    Woke,
    change_from,
    given_options,
)
from fibrolog.cli.missing_fields import left_out
from fibrolog.cli.output import may_ask, tell
from fibrolog.domain.entries import (
    Entry,
    Episode,
    Record,
)
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.text import shell_quoted


def finish(
    ctx: typer.Context,
    entry_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="Default: the spasm saved last.")
    ] = "last",
    side: Side = None,
    intensity: Intensity = None,
    duration: Duration = None,
    woke: Woke = None,
    sign: Sign = None,
    pain: Pain = None,
    trigger: Trigger = None,
    note: Note = None,
) -> None:
    """Fill in what was left out.

    Only what is missing is filled in; to change what is there, use edit. On a terminal, without
    options, it asks; Enter skips.

    fibrolog finish

    fibrolog finish e12 --intensity 7 --duration 3m
    """
    now = clock.present()
    given = given_options({
        "side": side, "intensity": intensity, "duration": duration, "woke": woke, "sign": sign,
        "pain": pain, "trigger": trigger, "note": note,
    })  # fmt: skip
    with Diary.open_or_create(diary_path(ctx)) as diary:
        record = diary.episode(entry_id, now)
        if not given:
            given = _asked(record, diary, now, plain=ctx.obj.plain)
        change = change_from(given, record.id, diary, now)

        def fill_in(entry: Entry) -> Entry:
            # What is in the diary now counts: the questions may have stood open for hours.
            _require_missing(entry, record.id, given)
            return change(entry)

        edited = diary.edit(record.id, fill_in, now)
    tell(change_messages.edited(edited, plain=ctx.obj.plain))


def _asked(record: Record[Episode], diary: Diary, now: datetime, *, plain: bool) -> dict[str, Any]:
    """Ask for what is missing, one question at a time; Enter skips."""
    if not may_ask():
        missing = left_out(record.entry, diary)
        raise NotUnderstood(
            f"Off a terminal nothing is asked; type what is missing of {record.id}, such as "
            f"--{missing[0] if missing else 'note'}."
        )
    from fibrolog.cli.interactive import asked_missing

    region = diary.regions.get(record.entry.region)
    return asked_missing(record.entry, record.id, region, now, plain=plain)


def _require_missing(entry: Entry, entry_id: str, given: Mapping[str, Any]) -> None:
    for name in given:
        if _value(entry, name) not in (None, False, (), ""):
            line = " ".join(_typed(given))
            raise NotUnderstood(
                f"{entry_id} has its {name} already; to change it, type: "
                f"fibrolog edit {entry_id} {line}"
            )


def _typed(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield options as they are typed in a shell."""
    for name, value in given.items():
        if isinstance(value, bool):
            yield f"--{'' if value else 'no-'}{name}"
        else:
            for each in value if isinstance(value, list) else [value]:
                yield f"--{name} {shell_quoted(each)}"


def _value(entry: Entry, name: str) -> object:
    fields = {
        "duration": "duration_s", "sign": "signs", "pain": "pain_types", "trigger": "triggers",
    }  # fmt: skip
    return getattr(entry, fields.get(name, name))
