"""The line that other commands add while a trial runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fibrolog.render.text import visible
from fibrolog.trials.plan import TrialRecord, wall
from fibrolog.trials.words import remark


def trial_lines(running: Iterable[TrialRecord], now: datetime) -> list[str]:
    """Return what the plan of each trial that has begun says of today."""
    return [visible(remark(record, now)) for record in running if record.trial.day_at(wall(now))]
