"""`add`, `took` and `none`: one short line each, and back to bed."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from fibrolog.cli import clock, echoes
from fibrolog.cli.notes import whole_note
from fibrolog.cli.place import diary_path
from fibrolog.cli.quotes import quotes_suggested, time_among
from fibrolog.cli.telling import may_ask, tell
from fibrolog.entries import ClearDay, Episode, Kind, Moment, Period, Relief, RemedyUse
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.text import quote
from fibrolog.vocabulary import PAIN_TYPES, SIGNS, FixedList, Remedy
from fibrolog.words.amounts import count as read_count
from fibrolog.words.amounts import duration as read_duration
from fibrolog.words.amounts import intensity as read_intensity
from fibrolog.words.episode import (
    EpisodeWords,
    Line,
    WordNotUnderstood,
    combined,
    read_side,
    read_words,
)

# Whoever says "no spasms today" before this hour has not gone to bed yet, and means yesterday.
_DAY_ENDS_AT = time(4)
# A clear day said before this hour still has a good part of its day to come.
_DAY_IS_NEARLY_OVER_AT = time(18)

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORDS...", show_default=False, help="As in the examples."),
]
At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help="When; default: now.")]
Note = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="Anything worth keeping; - reads it.")
]


def add(
    ctx: typer.Context,
    words: Words = None,
    at: At = None,
    region: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where, if not among the words.")
    ] = None,
    side: Annotated[str | None, typer.Option(metavar="SIDE", help="left, right or both.")] = None,
    intensity: Annotated[str | None, typer.Option(metavar="N", help="0 to 10.")] = None,
    duration: Annotated[
        str | None, typer.Option(metavar="TIME", help="Such as 90s, 3m or 1h.")
    ] = None,
    count: Annotated[
        str | None, typer.Option(metavar="N", help="Spasms in one rapid series; one episode.")
    ] = None,
    kind: Annotated[
        Kind,
        typer.Option(
            metavar="KIND", case_sensitive=False, help="spasm, or twitch, which is painless."
        ),
    ] = "spasm",
    woke: Annotated[bool, typer.Option("--woke", help="It woke me.")] = False,
    sign: Annotated[
        list[str] | None,
        typer.Option(metavar="SIGN", help="Such as weakness or numbness; may be repeated."),
    ] = None,
    pain: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE", help="hyperalgesia, allodynia, paresthesia; may be repeated."),
    ] = None,
    trigger: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="What may have set it off; may be repeated."),
    ] = None,
    took: Annotated[
        list[str] | None,
        typer.Option(metavar="REMEDY", help="Taken against it; may be repeated."),
    ] = None,
    note: Note = "",
) -> None:
    """Save a spasm, in words of any order.

    A region, and if you like a side, an intensity, a duration, a repeat. Without words it asks,
    on a terminal, one question at a time; digits and Enter are enough.

    fibrolog add calf l 7 3m

    fibrolog add lower back 5/10 --at "2h ago" --took heat

    fibrolog add foot both x4 --woke --note "cold night"
    """
    now = clock.present()
    note = whole_note(note)
    with (
        quotes_suggested(ctx, at, words or [], now),
        Diary.open_or_create(diary_path(ctx)) as diary,
    ):
        when = clock.when(at, now)
        options = EpisodeWords(
            None if region is None else diary.regions.get(region),
            None if side is None else read_side(side),
            None if intensity is None else read_intensity(intensity),
            None if duration is None else read_duration(duration),
            None if count is None else read_count(count),
        )
        line = _understood(words or [], took or [], diary, at, now)
        line = replace(
            line,
            said=combined(line.said, options),
            kind=line.kind or kind,
            woke=line.woke or woke or None,
        )
        if line.said.region is None and may_ask():
            line = _asked(line, when.moment, diary, whole=not words)
        episode = _episode(
            line,
            when.moment,
            signs=listed(SIGNS, sign),
            pain_types=listed(PAIN_TYPES, pain),
            triggers=split(trigger),
            note=note,
        )
        uses = [RemedyUse(when.moment, remedy.name, dose) for remedy, dose in line.uses or ()]
        owed = _owed(episode, diary, now)
        trial = _trial_lines(diary, now, uses)
        with diary.one_step("add", now):
            for remedy in line.new:
                diary.add_remedy(remedy, now)
            saved = diary.save_episode(episode, uses, now)
    tell("\n".join([echoes.saved_episode(saved, second=when.second, new=line.new), *trial]))
    if owed:
        tell(echoes.left_out(owed, saved.episode.id if at else ""), err=True)


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

    Commas separate several remedies; a dose comes after its remedy.

    fibrolog took magnesium 400mg, vitamin d

    fibrolog took heat --for last --relief some
    """
    now = clock.present()
    note = whole_note(note)
    with (
        quotes_suggested(ctx, at, words or [], now),
        Diary.open_or_create(diary_path(ctx)) as diary,
    ):
        when = clock.when(at, now)
        episode = diary.episode(against) if against else None
        uid = episode.uid if episode else None
        taken, new = _uses(words or [], diary, at, now)
        uses = [
            RemedyUse(when.moment, remedy.name, amount, uid, relief, note)
            for remedy, amount in _with_dose(taken, dose)
        ]
        trial = _trial_lines(diary, now, uses)
        with diary.one_step("took", now):
            for remedy in new:
                diary.add_remedy(remedy, now)
            saved = diary.save_uses(uses, now)
    tell("\n".join([echoes.saved_uses(saved, episode, second=when.second, new=new), *trial]))


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
    first = clock.day(" ".join(words), now) if words else _ending_day(now)
    days = Period(first, clock.day(to, now) if to else first)
    with Diary.open_or_create(diary_path(ctx)) as diary:
        trial = _trial_lines(diary, now)
        saved = diary.save_clear_days(
            (ClearDay(days.since + timedelta(n), note) for n in range(days.days)), now
        )
    if saved.with_spasm and not to:
        raise NotUnderstood(echoes.spasm_on(first))
    may_change = _is_young(now) and days.until == now.date()
    tell("\n".join([echoes.saved_clear_days(saved, may_change=may_change), *trial]))


def _understood(
    words: Sequence[str], took: Sequence[str], diary: Diary, at: str | None, now: datetime
) -> Line:
    """Understand the words and the remedies taken, asking about what is not, where one can ask."""
    try:
        said = read_words(words, diary)
    except WordNotUnderstood:
        if not may_ask() or time_among(at, words, now):
            raise
        from fibrolog.cli.unclear import settled_line

        return settled_line(words, diary, took)
    if not took:
        return Line(said)
    uses, new = _uses([", ".join(took)], diary, at, now)
    return Line(said, uses=tuple(uses), new=new)


def _asked(line: Line, moment: Moment, diary: Diary, *, whole: bool) -> Line:
    from fibrolog.cli.guided import asked_place, asked_whole

    return asked_whole(line, moment, diary) if whole else asked_place(line, diary)


def _episode(
    line: Line,
    moment: Moment,
    *,
    signs: tuple[str, ...],
    pain_types: tuple[str, ...],
    triggers: tuple[str, ...],
    note: str,
) -> Episode:
    said = line.said
    if said.region is None:
        raise NotUnderstood(
            "Where it was is missing; type a region, such as: fibrolog add calf l 7"
        )
    said.region.require_side(said.side)
    return Episode(
        moment,
        said.region.name,
        line.kind or "spasm",
        said.side,
        said.intensity,
        said.duration_s,
        said.count or 1,
        line.woke or False,
        signs,
        pain_types,
        triggers,
        note,
    )


def _owed(episode: Episode, diary: Diary, now: datetime) -> list[str]:
    """Return what to say that is left out; nothing where nobody sees it, or was told today.

    It looks before the episode is saved: after that, nothing may fail.
    """
    if not sys.stderr.isatty():
        return []
    from fibrolog.cli.left_out import left_out, midnight

    owed = left_out(episode, diary)
    return owed if owed and not diary.left_out_since(midnight(now)) else []


def _trial_lines(diary: Diary, now: datetime, uses: Sequence[RemedyUse] = ()) -> list[str]:
    """Return what a trial that runs says of today; like `_owed` before anything is saved."""
    running = diary.running_trials(now)
    if not running:  # nearly always
        return []
    from fibrolog.cli.trial_lines import trial_lines

    return list(trial_lines(diary, running, now, uses))


def listed(fixed: FixedList, typed: list[str] | None) -> tuple[str, ...]:
    """Return the listed words for what was typed, each once."""
    return tuple(dict.fromkeys(fixed.get(word) for word in split(typed)))


def split(typed: list[str] | None) -> tuple[str, ...]:
    """Return the parts between semicolons, which separate several in one text."""
    parts = [part.strip() for text in typed or () for part in text.split(";")]
    return tuple(dict.fromkeys(part for part in parts if part))


def _uses(
    words: list[str], diary: Diary, at: str | None, now: datetime
) -> tuple[list[tuple[Remedy, str]], tuple[Remedy, ...]]:
    """Understand the remedies and return which of them are still to be added to the diary."""
    # The grammar need not be there for a bare `add`.
    from fibrolog.words.uses import RemedyNotKnown, read_uses

    try:
        return read_uses(words, diary), ()
    except RemedyNotKnown:
        if not may_ask() or time_among(at, words, now):
            raise
        from fibrolog.cli.unclear import settled_uses

        return settled_uses(words, diary)


def _with_dose(uses: list[tuple[Remedy, str]], dose: str) -> list[tuple[Remedy, str]]:
    if not dose:
        return uses
    [(remedy, said), *others] = uses
    if others or said:
        what = "there are several remedies" if others else f"the words already say {quote(said)}"
        raise NotUnderstood(
            f"The dose {quote(dose)} has no place, because {what}; "
            "type each dose after its remedy, such as: magnesium 400mg, vitamin d 1000 IU"
        )
    return [(remedy, dose)]


def _ending_day(now: datetime) -> date:
    return now.date() - timedelta(1) if now.time() < _DAY_ENDS_AT else now.date()


def _is_young(now: datetime) -> bool:
    return now.time() < _DAY_IS_NEARLY_OVER_AT
