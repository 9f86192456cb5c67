"""Entries as JSON objects, with the names of the CSV export's columns."""

from __future__ import annotations

from datetime import datetime

from fibrolog.domain.entries import AnyRecord, Entry, Episode, Moment, RemedyUse, entry_name


def entry_json(record: AnyRecord) -> dict[str, object]:
    """Return one entry; what is not known is null, and lists are lists."""
    return {
        "id": record.id,
        "uid": record.uid,
        "entry": entry_name(record.entry),
        **_fields(record.entry),
        "note": record.entry.note,
        "created_at": _written(record.created_at),
        "updated_at": _written(record.updated_at),
    }


def _fields(entry: Entry) -> dict[str, object]:
    if isinstance(entry, Episode):
        return {
            **_moment(entry.moment),
            "kind": entry.kind,
            "region": entry.region,
            "side": entry.side,
            "intensity": entry.intensity,
            "duration_s": entry.duration_s,
            "count": entry.count,
            "woke": entry.woke,
            "signs": list(entry.signs),
            "pain_types": list(entry.pain_types),
            "triggers": list(entry.triggers),
        }
    if isinstance(entry, RemedyUse):
        return {
            **_moment(entry.moment),
            "remedy": entry.remedy,
            "dose": entry.dose,
            "for": entry.against,
            "relief": entry.relief,
        }
    return {"day": entry.day.isoformat()}


def _moment(moment: Moment) -> dict[str, object]:
    return {"at": _written(moment.at), "at_precision": moment.precision}


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
