"""`edit`: nothing that was saved is set in stone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from fibrolog.cli import change_messages, clock
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.options import listed, split
from fibrolog.cli.output import tell
from fibrolog.domain.entries import (
    ClearDay,
    Entry,
    Episode,
    entry_name,
    require_ended,
)
from fibrolog.domain.vocabulary import PAIN_TYPES, SIGNS
from fibrolog.errors import NotUnderstood
from fibrolog.parse.amounts import count as read_count
from fibrolog.parse.amounts import duration as read_duration
from fibrolog.parse.amounts import intensity as read_intensity
from fibrolog.parse.episode import read_side
from fibrolog.storage.diary import Diary

Text = str | None

Texts = list[str] | None

EntryId = Annotated[str, typer.Argument(metavar="ID", help="Such as e12, u7 or c3.")]

Region = Annotated[Text, typer.Option(metavar="NAME", help="Of an episode.")]

Side = Annotated[Text, typer.Option(metavar="SIDE", help="left, right or both.")]

Intensity = Annotated[Text, typer.Option(metavar="N", help="0 to 10.")]

Duration = Annotated[Text, typer.Option(metavar="TIME", help="Such as 90s, 3m or 1h.")]

Count = Annotated[Text, typer.Option(metavar="N", help="Spasms in one rapid series.")]

Kind = Annotated[Text, typer.Option(metavar="KIND", help="spasm or twitch.")]

Woke = Annotated[bool | None, typer.Option("--woke/--no-woke", help="Whether it woke me.")]

Sign = Annotated[Texts, typer.Option(metavar="SIGN", help="All of them; may be repeated.")]

Pain = Annotated[Texts, typer.Option(metavar="TYPE", help="All of them; may be repeated.")]

Trigger = Annotated[Texts, typer.Option(metavar="TEXT", help="All of them; may be repeated.")]

Note = Annotated[Text, typer.Option(metavar="TEXT", help="Anything worth keeping; - reads it.")]


def edit(
    ctx: typer.Context,
    entry_id: EntryId,
    at: Annotated[Text, typer.Option("--at", metavar="WHEN", help="When.")] = None,
    region: Region = None,
    side: Side = None,
    intensity: Intensity = None,
    duration: Duration = None,
    count: Count = None,
    kind: Kind = None,
    woke: Woke = None,
    sign: Sign = None,
    pain: Pain = None,
    trigger: Trigger = None,
    remedy: Annotated[Text, typer.Option(metavar="NAME", help="Of a use.")] = None,
    dose: Annotated[Text, typer.Option(metavar="AMOUNT", help="Such as 400mg.")] = None,
    against: Annotated[
        Text, typer.Option("--for", metavar="ID", help="The episode it was taken against.")
    ] = None,
    relief: Annotated[
        Text, typer.Option(metavar="RELIEF", help="none, some, good or complete.")
    ] = None,
    note: Note = None,
) -> None:
    """Change an entry.

    An empty text takes something away: --side "".

    fibrolog edit e12 --side right --intensity 6

    fibrolog edit u7 --dose 300mg

    fibrolog edit e12 --at "yesterday 11pm"
    """
    now = clock.present()
    given = {
        "at": at, "region": region, "side": side, "intensity": intensity, "duration": duration,
        "count": count, "kind": kind, "woke": woke, "sign": sign, "pain": pain,
        "trigger": trigger, "remedy": remedy, "dose": dose, "for": against, "relief": relief,
        "note": note,
    }  # fmt: skip
    with Diary.open_or_create(diary_path(ctx)) as diary:
        edited = diary.edit(entry_id, change_from(given_options(given), entry_id, diary, now), now)
    before = edited.before.entry
    # A clear day has no --at, which was refused.
    told = None if isinstance(before, ClearDay) else clock.when(at, now, before.moment)
    tell(change_messages.edited(edited, told, plain=ctx.obj.plain))


def given_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, a note from standard input in full."""
    given = {name: value for name, value in options.items() if value is not None}
    if "note" in given:
        given["note"] = whole_note(given["note"])
    return given


def change_from(
    given: Mapping[str, Any], entry_id: str, diary: Diary, now: datetime
) -> Callable[[Entry], Entry]:
    """Return what makes the new entry from the present one."""

    def change(entry: Entry) -> Entry:
        readers = _readers(entry, diary, now)
        for name in given:
            if name not in readers:
                raise NotUnderstood(
                    f"{entry_id} is {_WHAT[entry_name(entry)]}, which has no --{name}; "
                    f"it has {', '.join(f'--{known}' for known in readers)}."
                )
        fields = dict(readers[name](value) for name, value in given.items())
        changed = replace(entry, **fields)
        if isinstance(changed, Episode):
            diary.regions.get(changed.region).require_side(changed.side)
        if {"at", "duration"} & given.keys():  # what was wrong before may be mended step by step
            require_ended(changed, now)
        return changed

    return change


_WHAT = {"episode": "an episode", "use": "a use of a remedy", "clear": "a clear day"}


def _readers(entry: Entry, diary: Diary, now: datetime) -> dict[str, Callable[[Any], Any]]:
    """Return for each option of an entry what makes a field and its value of the option's text."""

    def optional(field: str, read: Callable[[str], Any]) -> Callable[[str], tuple[str, Any]]:
        return lambda text: (field, read(text) if text else None)

    def plain(field: str) -> Callable[[Any], tuple[str, Any]]:
        return lambda value: (field, value)

    if isinstance(entry, ClearDay):
        return {"note": plain("note")}
    before = entry.moment

    def read_dose(text: str) -> tuple[str, Any]:
        from fibrolog.cli.taken import read_time
        from fibrolog.parse.remedies import require_dose

        require_dose(text, diary, read_time(now))
        return "dose", text

    def at(text: str) -> tuple[str, Any]:
        return "moment", clock.when(text, now, before).moment

    if isinstance(entry, Episode):
        return {
            "at": at,
            "region": lambda text: ("region", diary.regions.get(text).name),
            "side": optional("side", read_side),
            "intensity": optional("intensity", read_intensity),
            "duration": optional("duration_s", read_duration),
            "count": lambda text: ("count", read_count(text)),
            "kind": lambda text: ("kind", text.casefold()),
            "woke": plain("woke"),
            "sign": lambda texts: ("signs", listed(SIGNS, texts)),
            "pain": lambda texts: ("pain_types", listed(PAIN_TYPES, texts)),
            "trigger": lambda texts: ("triggers", split(texts)),
            "note": plain("note"),
        }
    return {
        "at": at,
        "remedy": lambda text: ("remedy", diary.remedies.get(text).name),
        "dose": read_dose,
        "for": optional("against", lambda text: diary.episode(text, now).uid),
        "relief": optional("relief", str.casefold),
        "note": plain("note"),
    }
