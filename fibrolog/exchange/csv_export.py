"""The CSV export: RFC 4180, every column, and safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a
formula, whoever wrote it (OWASP, "CSV Injection"). Some take the full-width signs for the others,
or drop what cannot be seen in front of them. Such a text gets an apostrophe in front; so does one
that already has apostrophes there, and taking exactly one away undoes it exactly.

A cell with a semicolon or a tab is quoted as well: a spreadsheet that separates by these would
begin another cell in the middle of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from string import ascii_letters, digits
from typing import TextIO

BYTE_ORDER_MARK = "\ufeff"
# Signs as they are typed, as NFKC takes for them (full-width and small), or hidden in front of
# them. An apostrophe is among what may stand in front, so that one more changes nothing.
_SIGNS = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_UNSEEN = "\\s\x00-\x1f\x7f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
_FORMULA = re.compile(f"['{_UNSEEN}]*[{_SIGNS}]")
# What nearly every cell begins with, so that hardly any needs the pattern.
_HARMLESS = frozenset(("", *ascii_letters, *digits))
# The csv module quotes a cell in which a character of the line's end is: so lines end for it with
# two characters more, which are taken away again.
_END = "\r\n"
_LONG_END = f";\t{_END}"


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
    writer = csv.writer(_Shortened(file), lineterminator=_LONG_END)
    writer.writerow(columns)
    written = 0
    for written, row in enumerate(rows, 1):  # noqa: B007 -- counts what passes by
        writer.writerow(
            [
                cell if cell.__class__ is not str or cell[:1] in _HARMLESS else guarded(cell)
                for cell in row
            ]
        )
    return written


class _Shortened:
    """Takes lines with the long end, and writes them with the short one."""

    def __init__(self, file: TextIO) -> None:
        self._write = file.write

    def write(self, line: str) -> None:
        self._write(f"{line[: -len(_LONG_END)]}{_END}")
