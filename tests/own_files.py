"""Making files of our own kinds by hand, as a person, a spreadsheet or another program would."""

from __future__ import annotations

import csv
import io
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from fibrolog.domain.fields import COLUMNS

STAMP = "2026-11-20T02:00:00+00:00"
_ALWAYS = {"entry": "episode", "created_at": STAMP, "updated_at": STAMP}
_MOMENT = {"at": "2026-11-20T03:00:00+01:00", "at_precision": "minute"}
_USUAL: dict[str, dict[str, str]] = {
    "episode": {**_MOMENT, "kind": "spasm", "region": "calf", "count": "1", "woke": "no"},
    "use": {**_MOMENT, "remedy": "heat", "dose": ""},
    "clear": {"day": "2026-11-20"},
}
# Tables whose rows an import may change; the journal only ever grows.
_TABLES = (
    "episodes", "uses", "clear_days", "regions", "remedies", "region_aliases", "remedy_aliases",
    "revisions", "trials",
)  # fmt: skip


def uid(number: int) -> str:
    """Return a uid that is always the same."""
    return str(uuid.UUID(int=number, version=4))


def line(number: int | None = None, /, **cells: str) -> dict[str, str]:
    """Return a line as it might be, with the uid of a number, or without one."""
    usual = _ALWAYS | _USUAL.get(cells.get("entry", "episode"), {})
    return usual | ({} if number is None else {"uid": uid(number)}) | cells


def written(
    path: Path,
    *lines: Mapping[str, str],
    columns: Iterable[str] = COLUMNS,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write lines as a CSV file and return its path."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def tables(path: Path) -> dict[str, list[Any]]:
    """Return everything a diary holds but its journal."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            for table in _TABLES
        }


def steps(path: Path) -> int:
    """Return how many steps a diary's journal has."""
    with closing(sqlite3.connect(path)) as connection:
        [count] = connection.execute("SELECT count(*) FROM steps").fetchone()
    return int(count)
