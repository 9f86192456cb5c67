"""Reading a table of delimited text: which encoding and delimiter, and its lines one at a time."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from fibrolog.errors import NotUnderstood

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Enough for a header and some hundred lines, which is what csv.Sniffer wants to see.
_SAMPLE = 64 * 1024
# The csv module refuses longer cells than 128 KiB; a note may have any length.
_LONGEST_CELL = 1 << 30


class Row(NamedTuple):
    """A line of the table: where it begins in the file, from 1, and its cells.

    Attributes:
        fault: why it could not be taken apart, '' when it could; the only cell is then its text.
    """

    line: int
    cells: list[str]
    fault: str = ""


class DelimitedFile:
    """A table in a text file; close it at the end.

    Args:
        path: where it is.
        encoding: its name, None to tell by a byte-order mark, and otherwise UTF-8.
        delimiter: one character, None to find out.
        expected: names of columns, of which the right delimiter finds the most.

    Attributes:
        encoding: the one in use.
        delimiter: likewise.
        header: the names of the columns.
        size: in bytes.
    """

    def __init__(
        self,
        path: Path,
        encoding: str | None = None,
        delimiter: str | None = None,
        expected: Collection[str] = (),
    ) -> None:
        self._path = path
        self._text: TextIO | None = None
        self.size = path.stat().st_size
        self.encoding = encoding or self._marked_encoding()
        try:
            self.delimiter = delimiter or self._found_out(expected)
            self.header = next(self._rows(), Row(1, [])).cells
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        if self._text is not None:
            self._text.close()

    def rows(self) -> Iterator[Row]:
        """Yield the lines below the header, from the first, without the blank ones.

        Raises:
            NotUnderstood: when the bytes are not in the encoding.
        """
        rows = self._rows()
        next(rows, None)
        yield from rows

    @property
    def words(self) -> str:
        """How it is written, for a sentence."""
        return f"{DELIMITERS.get(self.delimiter, repr(self.delimiter))}-separated, {self.encoding}"

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._text.buffer.tell() if self._text else 0

    def _rows(self) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_CELL)
        text = _Lines(self._begin())
        # Strict: a quotation mark where none can be is not to be guessed around.
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        while True:
            line = text.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [text.consumed()], f"its quotation marks do not fit ({error}).")
                continue
            except UnicodeError as error:
                raise self._other_encoding(line, error) from error
            if cells:
                yield Row(line, cells)

    def _begin(self) -> TextIO:
        """Open the file at its beginning, which closes it where it was."""
        self.close()
        try:
            self._text = self._path.open(encoding=self.encoding, newline="")
        except LookupError as error:
            raise NotUnderstood(
                f"The encoding {self.encoding!r} is not known; "
                "type one like utf-8, cp1252 or utf-16 after --encoding."
            ) from error
        return self._text

    def _marked_encoding(self) -> str:
        with self._path.open("rb") as file:
            begin = file.read(4)
        return next((name for mark, name in _MARKS if begin.startswith(mark)), "utf-8")

    def _other_encoding(self, line: int, error: UnicodeError) -> NotUnderstood:
        return NotUnderstood(
            f"{self._path} is not {self.encoding} near line {line} "
            f"({getattr(error, 'reason', error)}); "
            "say what it is, such as --encoding cp1252 for a file from Windows."
        )

    def _found_out(self, expected: Collection[str]) -> str:
        """Return the delimiter: by the names there must be, or as csv.Sniffer finds it.

        Its guesses at quotation marks are left aside: they are wrong more often than the standard.
        """
        try:
            sample = self._begin().read(_SAMPLE)
        except UnicodeError as error:
            raise self._other_encoding(1, error) from error
        first = sample.partition("\n")[0].rstrip("\r")
        there = [delimiter for delimiter in DELIMITERS if delimiter in first]
        hits = {one: len(set(expected) & set(_cells(first, one))) for one in there}
        best = [one for one in there if hits[one] == max(hits.values())]
        if len(best) <= 1:  # one that finds the names, one kind, or a table of a single column
            return best[0] if best else ","
        try:
            return csv.Sniffer().sniff(sample, "".join(there)).delimiter
        except csv.Error:
            names = " or ".join(DELIMITERS[delimiter] for delimiter in there)
            raise NotUnderstood(
                f"{self._path} could be separated by {names}; say by which with --delimiter."
            ) from None


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


class _Lines:
    """The lines of a text, and which of them made up the row that is being read."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._number = 0
        self._row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self._number += 1
        self._row.append(line)
        return line

    def begin(self) -> int:
        """Begin a row, and return the number of its first line."""
        self._row.clear()
        return self._number + 1

    def consumed(self) -> str:
        """Return the text of the row."""
        return "".join(self._row).rstrip("\r\n")


def delimiter_named(text: str) -> str:
    r"""Return the delimiter that `;`, `semicolon`, `\t` or `tab` names.

    Raises:
        NotUnderstood: when it is none.
    """
    for delimiter, name in DELIMITERS.items():
        if text in (delimiter, name, repr(delimiter)[1:-1]):
            return delimiter
    raise NotUnderstood(
        f"The delimiter {text!r} is not known; type one of {', '.join(DELIMITERS.values())}."
    )


def as_names(header: Sequence[str]) -> str:
    """Return the names of columns for a sentence."""
    return ", ".join(repr(name) for name in header)
