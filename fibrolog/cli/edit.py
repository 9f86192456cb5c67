"""`edit`: nothing that was saved is set in stone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.entry_options import OF_EPISODES, OF_USES, field_options
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.output import tell
from fibrolog.domain.entries import ClearDay, Entry, Episode, require_ended, type_of
from fibrolog.domain.fields import Field, Uid, options_of
from fibrolog.errors import NotUnderstood
from fibrolog.parse.fields import read_typed
from fibrolog.storage.diary import Diary

_FIELDS = {field.attribute: field for field in (*OF_EPISODES, *OF_USES)}
# The one option that is no field: it says the whole moment.
_AT = "at"


@field_options([*_FIELDS.values()], adding=False)
def edit(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="Such as e12, u7 or c3.")],
    at: Annotated[str | None, typer.Option("--at", metavar="WHEN", help="When.")] = None,
    **given: Any,
) -> None:
    """Change an entry.

    An empty text takes something away: --side "".

    fibrolog edit e12 --side right --intensity 6

    fibrolog edit u7 --dose 300mg

    fibrolog edit e12 --at "yesterday 11pm"
    """
    now = clock.present()
    told = {_AT: at, **{name: given[name] for name in _FIELDS}}
    with Diary.open_or_create(diary_path(ctx)) as diary:
        edited = diary.edit(entry_id, change_from(given_options(told), entry_id, diary, now), now)
    before = edited.before.entry
    # A clear day has no --at, which was refused.
    when = None if isinstance(before, ClearDay) else clock.when(at, now, before.moment)
    tell(change_messages.edited(edited, when, plain=ctx.obj.plain))


def given_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, a note from standard input in full."""
    given = {name: value for name, value in options.items() if value is not None}
    if "note" in given:
        given["note"] = whole_note(given["note"])
    return given


def flag_of(name: str) -> str:
    """Return the option that gives the attribute of an entry."""
    option = _FIELDS[name].option if name in _FIELDS else None
    return option.flag if option else f"--{name}"


def change_from(
    given: Mapping[str, Any], entry_id: str, diary: Diary, now: datetime
) -> Callable[[Entry], Entry]:
    """Return what makes the new entry from the present one; what was given is by attribute."""

    def change(entry: Entry) -> Entry:
        its = type_of(entry)
        known = [field.attribute for field in options_of(its.name)]
        if not isinstance(entry, ClearDay):
            known.insert(0, _AT)
        for name in given:
            if name not in known:
                raise NotUnderstood(
                    f"{entry_id} is {its.words}, which has no {flag_of(name)}; "
                    f"it has {', '.join(map(flag_of, known))}."
                )
        said: dict[str, Any] = {}
        for name, typed in given.items():
            if name == _AT and not isinstance(entry, ClearDay):
                said["moment"] = clock.when(typed, now, entry.moment).moment
            else:
                said[name] = _read(_FIELDS[name], typed, diary, now)
        changed = replace(entry, **said)
        if isinstance(changed, Episode):
            diary.regions.get(changed.region).require_side(changed.side)
        # What was wrong before may be mended step by step.
        if {_AT, "duration_s"} & given.keys():
            require_ended(changed, now)
        return changed

    return change


def _read(field: Field, typed: Any, diary: Diary, now: datetime) -> Any:
    """Return what was typed as the entry has it."""
    if isinstance(field.codec, Uid):
        return diary.episode(typed, now).uid if typed else None
    if field.column == "dose":
        from fibrolog.cli.taken import read_time
        from fibrolog.parse.remedies import require_dose

        require_dose(typed, diary, read_time(now))
    return read_typed(field, typed, diary)
