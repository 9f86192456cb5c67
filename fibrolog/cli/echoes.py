"""What `add`, `took` and `none` answer: what was understood, so that a slip is seen at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fibrolog.entries import ClearDay, Episode, Record, RemedyUse
from fibrolog.render.entry_words import entry_words
from fibrolog.render.text import visible
from fibrolog.storage.results import SavedClearDays, SavedEpisode
from fibrolog.vocabulary import Remedy
from fibrolog.when.spoken import spoken, spoken_day


def saved_episode(
    saved: SavedEpisode, *, second: str | None, plain: bool, new: Iterable[Remedy] = ()
) -> str:
    """Return the answer to `add`; `new`: remedies that were added to the vocabulary."""
    lines = [*_added(new), _saved(saved.episode, plain=plain)]
    if second:
        lines.append(_first_of_two(second))
    lines += [f"Saved {use.id}: {entry_words(use.entry, aloud=plain)}." for use in saved.uses]
    if saved.replaced:
        lines.append(replaced(saved.replaced))
    return "\n".join(lines)


def saved_uses(
    uses: Iterable[Record[RemedyUse]],
    episode: Record[Episode] | None,
    *,
    second: str | None,
    plain: bool,
    new: Iterable[Remedy] = (),
) -> str:
    """Return the answer to `took`; `new`: remedies that were added to the vocabulary."""
    lines = [*_added(new), *(_saved(use, plain=plain) for use in uses)]
    if second:
        lines.append(_first_of_two(second))
    if episode:
        when = spoken(episode.entry.moment)
        words = entry_words(episode.entry, aloud=plain)
        lines.append(f"Taken against {episode.id}: {words}, {when}.")
    return "\n".join(lines)


def saved_clear_days(saved: SavedClearDays, *, may_change: bool) -> str:
    """Return the answer to `none`; `may_change`: the last day is today and still young."""
    lines = [
        f"Saved {record.id}: no spasm on {spoken_day(record.entry.day)}{_note(record.entry)}."
        for record in saved.saved
    ]
    lines += [
        f"{spoken_day(clear.day)} was a clear day already{_new_note(clear)}."
        for clear in saved.already
    ]
    lines += [f"Skipped {spoken_day(day)}: it has a spasm." for day in saved.with_spasm]
    if may_change:
        lines.append("If a spasm comes today after all, adding it replaces the clear day.")
    return "\n".join(lines)


def left_out(owed: Iterable[str], entry_id: str) -> str:
    """Return what an episode lacks and how to fill it in; an id where it is not the latest."""
    command = f"fibrolog finish {entry_id}".rstrip()
    return f"Left out: {', '.join(owed)}. To fill it in, type: {command}"


def spasm_on(day: date) -> str:
    """Return the refusal of a clear day on a day with a spasm."""
    return (
        f"{spoken_day(day)} has a spasm, so it cannot be a clear day; "
        f"see it with: fibrolog list --since {day} --until {day}"
    )


def _added(new: Iterable[Remedy]) -> list[str]:
    return [f"Added the remedy {visible(remedy.name)}." for remedy in new]


def _saved(record: Record[Episode] | Record[RemedyUse], *, plain: bool) -> str:
    words = entry_words(record.entry, aloud=plain)
    return f"Saved {record.id}: {words}, {spoken(record.entry.moment)}."


def _first_of_two(second: str) -> str:
    return (
        "That time came twice, because the clocks went back, and this is the first; "
        f"for the second, type --at {second}."
    )


def replaced(clear: ClearDay) -> str:
    """Return that a spasm took the place of a clear day."""
    return f"{spoken_day(clear.day)} was a clear day{_note(clear)}; the spasm replaces it."


def _new_note(clear: ClearDay) -> str:
    return f"; its note is now{_note(clear)}" if clear.note else ""


def _note(clear: ClearDay) -> str:
    return f" “{visible(clear.note)}”" if clear.note else ""
