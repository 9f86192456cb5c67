"""The line that other commands add while a trial runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from fibrolog.entries import RemedyUse
from fibrolog.render.text import visible
from fibrolog.storage.diary import Diary
from fibrolog.trials.plan import TrialRecord, wall
from fibrolog.trials.words import remark


def trial_lines(
    diary: Diary, running: Iterable[TrialRecord], now: datetime, uses: Sequence[RemedyUse]
) -> Iterator[str]:
    """Yield what the plan of each trial that has begun says of today.

    Args:
        diary: knows what was used today.
        running: the trials that run.
        now: the present moment.
        uses: those that are about to be saved.
    """
    for record in running:
        trial = record.trial
        day = trial.day_at(wall(now))
        if day is not None:
            used = day.number in diary.trial_log(trial).used or any(
                use.remedy == trial.remedy and trial.day_of_use(use.moment) == day for use in uses
            )
            yield visible(remark(record, now, used=used))
