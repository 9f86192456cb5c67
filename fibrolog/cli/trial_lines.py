"""The lines that `add`, `took` and `none` add while a trial runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fibrolog.domain.entries import RemedyUse
from fibrolog.storage.diary import Diary
from fibrolog.text import visible


def trial_lines(diary: Diary, now: datetime, uses: Sequence[RemedyUse] = ()) -> list[str]:
    """Return what the plan of each trial that has begun says of today.

    To be called before anything is saved: after that, nothing may fail.

    Args:
        diary: knows what was used today.
        now: the present moment.
        uses: those that are about to be saved.
    """
    return list(_lines(diary, now, uses))


def _lines(diary: Diary, now: datetime, uses: Sequence[RemedyUse]) -> Iterator[str]:
    for record in diary.running_trials(now):  # nearly always none
        from fibrolog.trials.messages import remark
        from fibrolog.trials.plan import wall_time

        trial = record.trial
        day = trial.day_at(wall_time(now))
        if day is not None:
            used = day.number in diary.trial_log(trial).used or any(
                use.remedy == trial.remedy and trial.day_of_use(use.moment) == day for use in uses
            )
            yield visible(remark(record, now, used=used))
