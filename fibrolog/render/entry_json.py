"""Entries as JSON objects, with the names of the CSV export's columns."""

from __future__ import annotations

from fibrolog.domain.entries import AnyRecord, type_of
from fibrolog.domain.fields import moment_text, values


def entry_json(record: AnyRecord) -> dict[str, object]:
    """Return one entry; what is not known is null, and lists are lists."""
    return {
        "id": record.id,
        "uid": record.uid,
        "entry": type_of(record.entry).name,
        **{field.column: field.codec.plain(value) for field, value in values(record.entry)},
        "created_at": moment_text(record.created_at),
        "updated_at": moment_text(record.updated_at),
    }
