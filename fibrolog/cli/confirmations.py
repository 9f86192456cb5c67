"""What `add`, `took` and `none` answer: what was understood, so that a slip is seen at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fibrolog.cli.clock import When
from fibrolog.domain.entries import ClearDay, Episode, Record, RemedyUse
from fibrolog.domain.vocabulary import Remedy
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.render.entry_words import entry_words, one_glance
from fibrolog.storage.outcomes import SavedClearDays, SavedEpisode
from fibrolog.text import spoken_duration, visible

# Of `none` with --to; two weeks are looked through at a glance.
_MOST_DAYS = 14
_FIRST_DAYS = 3


def saved_episode(
    saved: SavedEpisode,
    when: When,
    own: Iterable[When],
    *,
    plain: bool,
    new: Iterable[Remedy] = (),
) -> str:
    """Return the answer to `add`.

    Args:
        saved: what was saved.
        when: the moment that was typed.
        own: those of the uses.
        plain: for the ear.
        new: remedies that were added to the vocabulary.
    """
    episode = saved.episode.entry
    lines = [*_added(new), _saved(saved.episode, plain=plain), *came_twice(when)]
    if episode.moment != when.moment and episode.duration_s is not None:
        lines.append(f"It has just ended: it began {spoken_duration(episode.duration_s)} ago.")
    lines += [
        f"Saved {use.id}: {entry_words(use.entry, aloud=plain)}."
        if use.entry.moment == episode.moment
        else _saved(use, plain=plain)
        for use in saved.uses
    ]
    lines += [line for its in dict.fromkeys(own) if its != when for line in came_twice(its)]
    lines += replaced(saved.replaced)
    return "\n".join(lines)


def saved_uses(
    uses: Iterable[Record[RemedyUse]],
    episode: Record[Episode] | None,
    own: Iterable[When],
    *,
    plain: bool,
    new: Iterable[Remedy] = (),
) -> str:
    """Return the answer to `took`.

    Args:
        uses: what was saved.
        episode: what they were taken against.
        own: the moments that were typed.
        plain: for the ear.
        new: remedies that were added to the vocabulary.
    """
    lines = [*_added(new), *(_saved(use, plain=plain) for use in uses)]
    lines += [line for its in dict.fromkeys(own) for line in came_twice(its)]
    if episode:
        began = spoken(episode.entry.moment)
        words = entry_words(episode.entry, aloud=plain)
        lines.append(f"Taken against {episode.id}: {words}, {began}.")
    return "\n".join(lines)


def saved_clear_days(saved: SavedClearDays, *, may_change: bool) -> str:
    """Return the answer to `none`; `may_change`: the last day is today and still young."""
    told = [
        [
            f"Saved {record.id}: no spasm on {spoken_day(record.entry.day)}{_note(record.entry)}."
            for record in saved.saved
        ],
        [
            f"{spoken_day(clear.day)} was a clear day already{_new_note(clear)}."
            for clear in saved.already
        ],
        [
            f"Skipped {spoken_day(day)}: {_why_skipped(day, began)}"
            for day, began in saved.with_spasm
        ],
    ]
    lines = [line for days in told for line in _ends(days)]
    if may_change:
        lines.append("If a spasm comes today after all, adding it replaces the clear day.")
    return "\n".join(lines)


def _why_skipped(day: date, began: date) -> str:
    if day == began:
        return "it has a spasm."
    return f"a spasm of {spoken_day(began)} lasted into it."


def _ends(lines: list[str]) -> list[str]:
    """Return the lines, of many only the first and the last, and how many there are between."""
    if len(lines) <= _MOST_DAYS:
        return lines
    between = len(lines) - _FIRST_DAYS - 1
    return [*lines[:_FIRST_DAYS], f"And {between:,} more, up to the last:", lines[-1]]


def left_out(owed: Iterable[str], entry_id: str) -> str:
    """Return what an episode lacks and how to fill it in; an id where it is not the latest."""
    command = f"fibrolog finish {entry_id}".rstrip()
    return f"Left out: {', '.join(owed)}. To fill it in, type: {command}"


def spasm_on(day: date, began: date) -> str:
    """Return the refusal of a clear day on a day with a spasm, which began on another perhaps."""
    what = "has a spasm" if day == began else f"still had a spasm of {spoken_day(began)}"
    return (
        f"{spoken_day(day)} {what}, so it cannot be a clear day; "
        f"see it with: fibrolog list --since {began} --until {began}"
    )


def _added(new: Iterable[Remedy]) -> list[str]:
    return [f"Added the remedy {visible(remedy.name)}." for remedy in new]


def _saved(record: Record[Episode] | Record[RemedyUse], *, plain: bool) -> str:
    words = entry_words(record.entry, aloud=plain)
    return f"Saved {record.id}: {words}, {spoken(record.entry.moment)}."


def came_twice(when: When) -> list[str]:
    """Return what to say of a wall time that came twice: which of the two it is."""
    if when.other is None:
        return []
    this, other = ("second", "first") if when.is_second else ("first", "second")
    return [
        f"That time came twice, because the clocks went back, and this is the {this}; "
        f"for the {other}, type --at {when.other}."
    ]


def replaced(days: Iterable[ClearDay]) -> list[str]:
    """Return that a spasm took the place of clear days."""
    return [
        f"{spoken_day(clear.day)} was a clear day{_note(clear)}; the spasm replaces it."
        for clear in days
    ]


def came_back(clear: Record[ClearDay], *, dry_run: bool = False) -> str:
    """Return that a clear day is one again, or would be, because its spasm is gone."""
    day, note = spoken_day(clear.entry.day), _note(clear.entry)
    has, it_is = ("would have", "would be") if dry_run else ("has", "is")
    return f"{day} {has} no spasm now, so it {it_is} a clear day again: {clear.id}{note}."


def _new_note(clear: ClearDay) -> str:
    return f"; its note is now{_note(clear)}" if clear.note else ""


def _note(clear: ClearDay) -> str:
    return f" “{visible(one_glance(clear.note))}”" if clear.note else ""
