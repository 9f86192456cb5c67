"""A trial as an object of the JSON file, and back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fibrolog.exchange.own_entries import BadCell, read_stamp, read_uid
from fibrolog.storage.incoming import ArrivingTrial
from fibrolog.storage.rows import moment_text, stamp_text
from fibrolog.text import quote
from fibrolog.trials.plan import Design, Trial, TrialRecord
from fibrolog.words.names import require_name

_LARGEST = 10**9


def trial_object(one: ArrivingTrial) -> dict[str, object]:
    """Return the object that stands for a trial."""
    record, design = one.record, one.record.trial.design
    stopped = record.trial.stopped_at
    made: dict[str, object] = {
        "id": record.id,
        "uid": record.uid,
        "remedy": record.trial.remedy,
        "pairs": design.pairs,
        "block_days": design.block_days,
        "washout_days": design.washout_days,
        "hour": design.hour,
        "from": design.first_day.isoformat(),
        "plan": list(record.trial.plan),
        "stopped_at": None if stopped is None else moment_text(stopped),
        "created_at": stamp_text(record.created_at),
        "updated_at": stamp_text(record.updated_at),
    }
    if one.as_of:
        made["as_of"] = one.as_of
    return made


def arriving_trial(made: Any) -> ArrivingTrial:
    """Return the trial that an object stands for.

    Raises:
        KeyError, TypeError, ValueError, BadCell, NotUnderstood: when it is none.
    """
    require_name("remedy", made["remedy"])
    pairs, block, washout, hour = (
        _whole(made[key]) for key in ("pairs", "block_days", "washout_days", "hour")
    )
    stopped = made["stopped_at"]
    trial = Trial(
        made["remedy"],
        Design(pairs, block, washout, hour, date.fromisoformat(made["from"])),
        tuple(made["plan"]),
        None if stopped is None else _moment(stopped),
    )
    stamps = (
        datetime.fromisoformat(read_stamp(key, made[key])) for key in ("created_at", "updated_at")
    )
    as_of = read_stamp("as_of", made["as_of"]) if made.get("as_of") else ""
    record = TrialRecord(trial, _number(made["id"]), read_uid(made["uid"]), *stamps)
    return ArrivingTrial(record, as_of)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadCell("trials", f"{quote(value)} is no whole number.")
    return value


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if moment_text(at) != text:
        raise BadCell(
            "stopped_at", f"{quote(text)} is no moment; write one with seconds and an offset."
        )
    return at


def _number(text: str) -> int:
    number = int(text.removeprefix("t"))
    if text != f"t{number}" or not 0 < number <= _LARGEST:
        raise BadCell("id", f"{quote(text)} is no id of a trial; write one like t1.")
    return number
