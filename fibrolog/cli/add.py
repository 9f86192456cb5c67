"""`add`: a spasm or a twitch, in one short line."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from fibrolog.cli import clock, confirmations
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.entry_options import OF_EPISODES, field_options
from fibrolog.cli.note_input import whole_note
from fibrolog.cli.options import At, Note, Words
from fibrolog.cli.output import may_ask, tell
from fibrolog.cli.quoting_hints import quotes_suggested, time_among
from fibrolog.cli.trial_lines import trial_lines
from fibrolog.domain.entries import (
    ENDS_WITHIN,
    Episode,
    Moment,
    RemedyUse,
    require_ended,
)
from fibrolog.domain.fields import Text
from fibrolog.domain.fields import Words as SeveralWords
from fibrolog.errors import NotUnderstood
from fibrolog.parse.episode import (
    EpisodeParts,
    Line,
    WordNotUnderstood,
    combined,
    read_episode,
)
from fibrolog.parse.fields import TYPED, read_typed
from fibrolog.storage.diary import Diary

# What the words of a line can say, and what only options can.
_WORDED = [field for field in OF_EPISODES if field.option and field.option.is_worded]
_MORE = [field for field in OF_EPISODES if isinstance(field.codec, (SeveralWords, Text))]


@field_options(OF_EPISODES, adding=True, before="took")
def add(
    ctx: typer.Context,
    words: Words = None,
    at: At = None,
    took: Annotated[
        list[str] | None,
        typer.Option(metavar="REMEDY", help="Taken against it; may be repeated."),
    ] = None,
    note: Note = "",
    **given: Any,
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
        options = _options(given, diary)
        line = _understood(words or [], took or [], diary, at, now)
        line = replace(
            line,
            said=combined(line.said, options),
            kind=line.kind or given["kind"],
            woke=line.woke or given["woke"] or None,
        )

        def began(line: Line) -> Moment:
            return _began(line, when.moment, now, told=at is not None)

        if line.said.region is None and may_ask():
            began(line)
            line = _asked(line, when.moment, diary, began, whole=not words, now=now)
        episode = _episode(
            line,
            began(line),
            note=note,
            **{
                field.attribute: read_typed(field, given[field.attribute], diary) for field in _MORE
            },
        )
        own = [clock.when(use.when, now) if use.when else when for use in line.uses or ()]
        uses = [
            RemedyUse(its.moment, use.remedy.name, use.dose)
            for use, its in zip(line.uses or (), own, strict=True)
        ]
        owed = _owed(episode, diary, now)
        trial = trial_lines(diary, now, uses)
        with diary.one_step("add", now):
            for remedy in line.new:
                diary.add_remedy(remedy, now)
            saved = diary.save_episode(episode, uses, now)
    tell(
        "\n".join(
            [
                confirmations.saved_episode(saved, when, own, plain=ctx.obj.plain, new=line.new),
                *trial,
            ]
        )
    )
    if owed:
        is_latest = at is None and episode.moment == when.moment
        tell(confirmations.left_out(owed, "" if is_latest else saved.episode.id), err=True)


def _options(given: Mapping[str, Any], diary: Diary) -> EpisodeParts:
    """Return what the options say that words can say as well."""
    said: dict[str, Any] = {}
    for field in _WORDED:
        typed = given[field.attribute]
        if typed is not None:
            read = diary.regions.get if field.column == "region" else TYPED[field.column]
            said[field.attribute] = read(typed)
    return EpisodeParts(**said)


def _understood(
    words: Sequence[str], took: Sequence[str], diary: Diary, at: str | None, now: datetime
) -> Line:
    """Understand the words and the remedies taken, asking about what is not, where one can ask."""
    try:
        said = read_episode(words, diary)
    except WordNotUnderstood:
        if not may_ask() or time_among(at, words, now):
            raise
        from fibrolog.cli.clarify import settled_line
        from fibrolog.cli.taken import use_grammar

        return settled_line(words, diary, use_grammar(now), took)
    if not took:
        return Line(said)
    from fibrolog.cli.taken import taken_uses

    uses, new = taken_uses([", ".join(took)], diary, at, now)
    return Line(said, uses=tuple(uses), new=new)


def _asked(
    line: Line,
    moment: Moment,
    diary: Diary,
    check: Callable[[Line], object],
    *,
    whole: bool,
    now: datetime,
) -> Line:
    from fibrolog.cli.interactive import asked_place, asked_whole
    from fibrolog.cli.taken import use_grammar

    grammar = use_grammar(now)
    if whole:
        return asked_whole(line, moment, diary, grammar, check)
    return asked_place(line, diary, grammar, check)


def _began(line: Line, moment: Moment, now: datetime, *, told: bool) -> Moment:
    """Return when it began: at the moment that was told, or without one so that it has ended.

    Raises:
        NotUnderstood: when it would end later than it can have.
    """
    length = line.said.duration_s
    if not told and length is not None and timedelta(seconds=length) > ENDS_WITHIN:
        return Moment(clock.ago(length, now))
    require_ended(Episode(moment, "", line.kind or "spasm", duration_s=length), now)
    return moment


def _episode(
    line: Line,
    moment: Moment,
    **more: Any,
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
        **more,
    )


def _owed(episode: Episode, diary: Diary, now: datetime) -> list[str]:
    """Return what to say that is left out; nothing where nobody sees it, or was told today.

    It looks before the episode is saved: after that, nothing may fail.
    """
    if not sys.stderr.isatty():
        return []
    from fibrolog.cli.missing_fields import left_out, midnight

    owed = left_out(episode, diary)
    return owed if owed and not diary.left_out_since(midnight(now)) else []
