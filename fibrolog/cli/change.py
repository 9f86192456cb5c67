"""`edit`, `finish` and `delete`: nothing that was saved is set in stone, and nothing is lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from fibrolog.cli import changes, clock
from fibrolog.cli.capture import listed, split
from fibrolog.cli.left_out import left_out
from fibrolog.cli.notes import whole_note
from fibrolog.cli.place import diary_path
from fibrolog.cli.telling import may_ask, tell
from fibrolog.entries import AnyRecord, Entry, Episode, Record, RemedyUse, entry_name
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.vocabulary import PAIN_TYPES, SIGNS, quoted
from fibrolog.words.amounts import count as read_count
from fibrolog.words.amounts import duration as read_duration
from fibrolog.words.amounts import intensity as read_intensity
from fibrolog.words.episode import read_side

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
        edited = diary.edit(entry_id, _change(_given(given), entry_id, diary, now), now)
    tell(changes.edited(edited))


def finish(
    ctx: typer.Context,
    entry_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="Default: the latest episode.")
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
    given = _given({
        "side": side, "intensity": intensity, "duration": duration, "woke": woke, "sign": sign,
        "pain": pain, "trigger": trigger, "note": note,
    })  # fmt: skip
    with Diary.open_or_create(diary_path(ctx)) as diary:
        record = diary.episode(entry_id)
        if not given:
            given = _asked(record, diary)
        change = _change(given, record.id, diary, now)

        def fill_in(entry: Entry) -> Entry:
            # What is in the diary now counts: the questions may have stood open for hours.
            _require_missing(entry, record.id, given)
            return change(entry)

        edited = diary.edit(record.id, fill_in, now)
    tell(changes.edited(edited))


def delete(
    ctx: typer.Context,
    entry_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Such as e12 u7.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove entries; undo brings them back.

    fibrolog delete e12

    fibrolog delete e12 u7 --yes
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        shown = [diary.entry(entry_id) for entry_id in entry_ids]
        if not yes:
            if not may_ask():
                line = " ".join(record.id for record in shown)
                raise NotUnderstood(
                    f"Off a terminal nothing is asked; type: fibrolog delete {line} --yes"
                )
            if not _agreed(shown):
                tell("Nothing was deleted.")
                return
        removed = diary.delete([record.id for record in shown], clock.present())
    for record in removed:
        tell(f"Deleted {changes.entry_line(record)}")
    tell("To bring it back, type: fibrolog undo")


def _agreed(shown: Sequence[AnyRecord]) -> bool:
    """Ask whether to delete these; whoever says nothing says no."""
    from fibrolog.cli.questions import Question, ask, yes_or_no

    for record in shown:
        tell(changes.entry_line(record), err=True)
    question: Question[bool] = Question(
        lambda _: "Delete this? 1 yes, 2 no:", lambda typed, _: yes_or_no(typed)
    )
    return ask(question, False)  # noqa: FBT003 -- what holds without an answer


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, a note from standard input in full."""
    given = {name: value for name, value in options.items() if value is not None}
    if "note" in given:
        given["note"] = whole_note(given["note"])
    return given


def _change(
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
        return changed

    return change


_WHAT = {"episode": "an episode", "use": "a use of a remedy", "clear": "a clear day"}


def _readers(entry: Entry, diary: Diary, now: datetime) -> dict[str, Callable[[Any], Any]]:
    """Return for each option of an entry what makes a field and its value of the option's text."""

    def optional(field: str, read: Callable[[str], Any]) -> Callable[[str], tuple[str, Any]]:
        return lambda text: (field, read(text) if text else None)

    def plain(field: str) -> Callable[[Any], tuple[str, Any]]:
        return lambda value: (field, value)

    def at(text: str) -> tuple[str, Any]:
        return "moment", clock.when(text, now).moment

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
    if isinstance(entry, RemedyUse):
        return {
            "at": at,
            "remedy": lambda text: ("remedy", diary.remedies.get(text).name),
            "dose": plain("dose"),
            "for": optional("against", lambda text: diary.episode(text).uid),
            "relief": optional("relief", str.casefold),
            "note": plain("note"),
        }
    return {"note": plain("note")}


def _asked(record: Record[Episode], diary: Diary) -> dict[str, Any]:
    """Ask for what is missing, one question at a time; Enter skips."""
    if not may_ask():
        missing = left_out(record.entry, diary)
        raise NotUnderstood(
            f"Off a terminal nothing is asked; type what is missing of {record.id}, such as "
            f"--{missing[0] if missing else 'note'}."
        )
    from fibrolog.cli.guided import asked_missing

    return asked_missing(record.entry, record.id, diary.regions.get(record.entry.region))


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
                yield f"--{name} {quoted(each)}"


def _value(entry: Entry, name: str) -> object:
    fields = {
        "duration": "duration_s", "sign": "signs", "pain": "pain_types", "trigger": "triggers",
    }  # fmt: skip
    return getattr(entry, fields.get(name, name))
