"""The entries with a note, for reports that show them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from fibrolog.entries import Entry, Period
from fibrolog.storage.rows import COLUMNS, record

_QUOTED_COLUMNS = ", ".join(f'"{column}"' for column in COLUMNS)


def noted(
    connection: sqlite3.Connection, period: Period, region: str | None = None
) -> Iterator[Entry]:
    """Yield the entries of a period that have a note, oldest first.

    Args:
        connection: to the diary.
        period: the days.
        region: the name of a region; keeps its episodes and what was taken against them.
    """
    lines = connection.execute(
        f"""SELECT {_QUOTED_COLUMNS} FROM entries
        WHERE trim(note) <> '' AND coalesce(day, substr(at, 1, 10)) BETWEEN :since AND :until
            AND (:region IS NULL OR region = :region OR "for" IN (
                SELECT e.uid FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
                WHERE r.name = :region))
        ORDER BY instant, rank, number""",
        {
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "region": region,
        },
    )
    for line in lines:
        yield record(line).entry
