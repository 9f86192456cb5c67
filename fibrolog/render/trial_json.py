"""Trials as JSON documents, for scripts: stable keys, numbers as computed."""

from __future__ import annotations

from fibrolog.trials.analysis import Outcome
from fibrolog.trials.plan import TrialDay, TrialRecord
from fibrolog.trials.progress import Progress
from fibrolog.trials.result_words import sentence


def today_json(record: TrialRecord, day: TrialDay) -> dict[str, object]:
    """Return what the plan says of one day."""
    return {
        "trial": record.id,
        "remedy": record.trial.remedy,
        "day": day.number,
        "days": record.trial.design.days,
        "take": day.take,
        "washout": day.washout,
    }


def status_json(record: TrialRecord, done: Progress) -> dict[str, object]:
    """Return how far a trial is."""
    design = record.trial.design
    return {
        "trial": record.id,
        "remedy": record.trial.remedy,
        "design": {
            "pairs": design.pairs,
            "block_days": design.block_days,
            "washout_days": design.washout_days,
            "hour": design.hour,
            "from": design.first_day.isoformat(),
        },
        "days_done": done.days_done,
        "days_observed": done.days_observed,
        "adherence": done.adherence,
        "state": done.state,
    }


def result_json(record: TrialRecord, done: Progress, found: Outcome) -> dict[str, object]:
    """Return what a finished trial says; what cannot be known is null."""
    return {
        **status_json(record, done),
        "pairs_used": len(found.pairs),
        "rate_on": found.rate_on,
        "rate_off": found.rate_off,
        "rate_ratio": found.ratio,
        "low": found.span.low,
        "high": found.span.high,
        "p": found.p,
        "sentence": sentence(record.trial, found),
    }
