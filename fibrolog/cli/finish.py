"""`finish`: fill in what was left out of an episode."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.edit import change_from, flag_of, given_options
from fibrolog.cli.entry_options import field_options
from fibrolog.cli.missing_fields import left_out
from fibrolog.cli.output import may_ask, tell
from fibrolog.domain.entries import Entry, Episode, Record
from fibrolog.domain.fields import options_of
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.text import shell_quoted

_NOTHING: tuple[object, ...] = (None, False, (), "")
# What an episode can do without.
_FIELDS = [
    field for field in options_of("episode") if getattr(Episode, field.attribute, ...) in _NOTHING
]


@field_options(_FIELDS, adding=False)
def finish(
    ctx: typer.Context,
    entry_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="Default: the spasm saved last.")
    ] = "last",
    **options: Any,
) -> None:
    """Fill in what was left out.

    Only what is missing is filled in; to change what is there, use edit. On a terminal, without
    options, it asks; Enter skips.

    fibrolog finish

    fibrolog finish e12 --intensity 7 --duration 3m
    """
    now = clock.present()
    given = given_options({field.attribute: options[field.attribute] for field in _FIELDS})
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
        if getattr(entry, name) not in _NOTHING:
            line = " ".join(_typed(given))
            raise NotUnderstood(
                f"{entry_id} has its {flag_of(name).removeprefix('--')} already; to change it, "
                f"type: fibrolog edit {entry_id} {line}"
            )


def _typed(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield options as they are typed in a shell."""
    for name, value in given.items():
        flag = flag_of(name)
        if isinstance(value, bool):
            yield flag if value else flag.replace("--", "--no-", 1)
        else:
            for each in value if isinstance(value, list) else [value]:
                yield f"{flag} {shell_quoted(each)}"
