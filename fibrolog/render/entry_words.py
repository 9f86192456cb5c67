"""One entry in one line of words, with nothing in it that could steer a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.domain.entries import WORST_INTENSITY, Entry, Episode, RemedyUse
from fibrolog.text import spoken_duration, visible

# A list is for finding an entry; `show` has all of a long note.
_TEXT_WIDTH = 60
_MOST_TRIGGERS = 5


def place(episode: Episode) -> str:
    """Return where it was: `left calf`, `neck`, `calf, both sides`."""
    if episode.side == "both":
        return f"{episode.region}, both sides"
    return f"{episode.side} {episode.region}" if episode.side else episode.region


def entry_words(entry: Entry, *, aloud: bool) -> str:
    """Return what an entry says, without its time: `spasm, left calf, 7/10, 3 min, woke you`.

    Args:
        entry: what was written down.
        aloud: it is told for the ear, where `7/10` is a date or a fraction.
    """
    if isinstance(entry, Episode):
        parts = list(_episode_parts(entry, aloud=aloud))
    elif isinstance(entry, RemedyUse):
        parts = list(_use_parts(entry))
    else:
        parts = ["clear day"]
    if entry.note:
        parts.append(f"“{one_glance(entry.note)}”")
    return visible(", ".join(parts))


def _episode_parts(episode: Episode, *, aloud: bool) -> Iterator[str]:
    yield episode.kind
    yield place(episode)
    if episode.intensity is not None:
        of = f"{episode.intensity}/{WORST_INTENSITY}"
        yield f"intensity {episode.intensity} of {WORST_INTENSITY}" if aloud else of
    if episode.duration_s is not None:
        lasted = spoken_duration(episode.duration_s)
        yield f"duration {lasted}" if aloud else lasted
    if episode.count > 1:
        yield f"{episode.count} times in a row" if aloud else f"x{episode.count}"
    if episode.woke:
        yield "woke you"
    yield from (*episode.signs, *episode.pain_types)
    if episode.triggers:
        named = [one_glance(trigger) for trigger in episode.triggers[:_MOST_TRIGGERS]]
        if more := len(episode.triggers) - len(named):
            named.append(f"{more:,} more")
        yield f"trigger {' and '.join(named)}"


def _use_parts(use: RemedyUse) -> Iterator[str]:
    yield f"{use.remedy} {one_glance(use.dose)}".rstrip()
    if use.relief is not None:
        yield "no relief" if use.relief == "none" else f"{use.relief} relief"


def one_glance(text: str) -> str:
    """Return what a person wrote on one line, of a long text its beginning."""
    line = " ".join(text.split())
    return line if len(line) <= _TEXT_WIDTH else f"{line[: _TEXT_WIDTH - 1]}…"
