"""What an episode lacks that most have, so that it can be filled in when the pain is over."""

from __future__ import annotations

from datetime import datetime, time

from fibrolog.domain.entries import Episode
from fibrolog.domain.vocabulary import Vocabulary


def left_out(episode: Episode, vocabulary: Vocabulary) -> list[str]:
    """Return what is missing: a side where there are two, an intensity, a duration.

    A twitch is painless and has no intensity to give.
    """
    paired = vocabulary.regions.get(episode.region).sides == "paired"
    missing = {
        "side": paired and episode.side is None,
        "intensity": episode.kind == "spasm" and episode.intensity is None,
        "duration": episode.duration_s is None,
    }
    return [name for name, lacking in missing.items() if lacking]


def midnight(now: datetime) -> datetime:
    """Return when the local day began, also where the clocks have changed since."""
    begun = datetime.combine(now.date(), time(), now.tzinfo)
    if now.astimezone().utcoffset() != now.utcoffset():  # FIBROLOG_NOW has an offset of its own
        return begun
    return begun.replace(tzinfo=None).astimezone()
