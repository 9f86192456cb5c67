"""The CSV export: RFC 4180, every column, and safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a
formula, whoever wrote it (OWASP, "CSV Injection"). Such a text gets an apostrophe in front; so
does one that already has apostrophes there, and taking exactly one away undoes it exactly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
# What such a cell begins with, so that hardly any needs the pattern.
_SUSPECT = frozenset("'=+-@\t\r")


def guarded(cell: str | int | None) -> str | int | None:
    """Return the cell so that no spreadsheet runs it."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made the cell from."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def write_csv(
    rows: Iterable[Sequence[str | int | None]],
    columns: Sequence[str],
    file: TextIO,
    *,
    excel: bool = False,
) -> int:
    """Write a header and the rows, one at a time, to a file opened with `newline=""`.

    Args:
        rows: a cell for each of the columns.
        columns: the header.
        file: text, UTF-8.
        excel: begin with the byte-order mark by which Excel knows UTF-8.

    Returns:
        How many rows there were.
    """
    if excel:
        file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(columns)
    written = 0
    for written, row in enumerate(rows, 1):  # noqa: B007 -- counts what passes by
        writer.writerow(
            [
                cell if cell.__class__ is not str or cell[:1] not in _SUSPECT else guarded(cell)
                for cell in row
            ]
        )
    return written
