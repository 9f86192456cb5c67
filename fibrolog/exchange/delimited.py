"""Reading a table of delimited text: which encoding and delimiter, and its lines one at a time."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from fibrolog.errors import NotUnderstood
from fibrolog.text import either, quote

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024
# Enough for a header and a hundred lines, and few enough for csv.Sniffer, whose time grows with
# their square.
_SNIFFED = 8 * 1024
# The csv module refuses longer cells than 128 KiB; a note may have any length.
_LONGEST_CELL = 1 << 30
# How files begin that people take for tables.
_NO_TEXT = {
    b"PK\x03\x04": "an Excel or LibreOffice workbook; open it there and save it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; open it there and save it as CSV",
    b"%PDF": "a PDF; save the table itself as CSV",
}
# How Excel tells itself the delimiter, in a line above the header.
_SEPARATOR_LINE = re.compile(r"sep=([^\w\s\"]|\t)[\r\n]*")
# As many as a sentence can hold; our own CSV has 23.
_MOST_NAMES = 24
# As far down as somebody would put a header.
_HEADER_WITHIN = 30


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
        self.encoding = encoding or marked_encoding(path)
        self._require_text(is_encoding_given=encoding is not None)
        self.header: list[str] = []
        try:
            self.delimiter = delimiter or self._detect_delimiter(expected)
            self.header = self._first_row()
        except BaseException:
            self.close()
            raise

    def reopened(self) -> DelimitedFile:
        """Return the same table once more, for looking ahead while this one is being read."""
        return DelimitedFile(self._path, self.encoding, self.delimiter)

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

    def _first_row(self) -> list[str]:
        row = next(self._rows(), Row(1, []))
        if row.fault:
            raise NotUnderstood(f"The header of {self._path} cannot be read: {row.fault}")
        return row.cells

    @property
    def description(self) -> str:
        """How it is written, for a sentence."""
        encoding = self.encoding.removesuffix("-sig")
        return f"{DELIMITERS.get(self.delimiter, repr(self.delimiter))}-separated, {encoding}"

    def require_header_above(self, columns: Collection[str]) -> None:
        """Check that the first line has names in it, and that none below is the header instead.

        Args:
            columns: the names of which the header has all.

        Raises:
            NotUnderstood: when there are no names, or a later line has all of these.
        """
        if not any(name.strip() for name in self.header):
            raise NotUnderstood(f"{self._path} has no table in it; name a CSV, JSON or diary file.")
        keys = {column_key(column) for column in columns}
        # A header that lacks some of the names is more likely than one that has none of them.
        if not keys or keys & {*map(column_key, self.header)}:
            return
        for row in islice(self._rows(), _HEADER_WITHIN):
            if keys <= {column_key(cell) for cell in row.cells}:
                raise NotUnderstood(
                    f"The header of {self._path} is in line {row.line}; delete the lines above it."
                )

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
            if len(cells) < len(self.header) and not text.ended:
                yield Row(line, [text.consumed()], "the file ends in the middle of this line.")
            elif cells:
                yield Row(line, cells)

    def _begin(self) -> TextIO:
        """Open the file at its beginning, which closes it where it was."""
        self.close()
        try:
            self._text = self._path.open(encoding=self.encoding, newline="")
        except LookupError as error:
            raise NotUnderstood(
                f"The encoding {quote(self.encoding)} is not known; "
                "type one like utf-8, cp1252 or utf-16 after --encoding."
            ) from error
        try:
            if self._text.read(1) != "\ufeff":  # a byte-order mark belongs to no name
                self._text.seek(0)
        except UnicodeError as error:
            raise self._other_encoding(1, error) from error
        return self._text

    def _require_text(self, *, is_encoding_given: bool) -> None:
        with self._path.open("rb") as file:
            begin = file.read(4)
        for mark, what in _NO_TEXT.items():
            if begin.startswith(mark):
                raise NotUnderstood(f"{self._path} is {what}, and import that.")
        if b"\0" in begin and not is_encoding_given and "16" not in self.encoding:
            raise NotUnderstood(
                f"{self._path} is no plain text, or UTF-16 that does not say so; save it as CSV in "
                "UTF-8, or try --encoding utf-16-le."
            )

    def _other_encoding(self, line: int, error: UnicodeError) -> NotUnderstood:
        another = "latin-1" if "1252" in self.encoding else "cp1252 for a file from Windows"
        encoding = self.encoding.upper().removesuffix("-SIG")
        return NotUnderstood(
            f"{self._path} is not {encoding} in line {self._broken_line() or line} "
            f"({getattr(error, 'reason', error)}); say what it is, such as --encoding {another}."
        )

    def _broken_line(self) -> int:
        """Return the first line that is not in the encoding; a decoder reads far ahead of it."""
        with self._path.open(encoding=self.encoding, errors="replace", newline="") as text:
            return next((n for n, line in enumerate(text, start=1) if "\ufffd" in line), 0)

    def _detect_delimiter(self, expected: Collection[str]) -> str:
        """Return the delimiter: by the names there must be, or as csv.Sniffer finds it.

        Its guesses at quotation marks are left aside: they are wrong more often than the standard.
        """
        try:
            sample = self._begin().read(_SAMPLE)
        except UnicodeError as error:
            raise self._other_encoding(1, error) from error
        if line := _SEPARATOR_LINE.match(sample):
            return line[1]
        first = re.split(r"[\r\n]", sample.lstrip("\r\n"), maxsplit=1)[0]
        present = [delimiter for delimiter in DELIMITERS if delimiter in first]
        names = {column_key(name) for name in expected}
        hits = {
            one: len(names & {column_key(cell) for cell in _cells(first, one)}) for one in present
        }
        best = [one for one in present if hits[one] == max(hits.values())]
        if len(best) <= 1:  # one that finds the names, one kind, or a table of a single column
            return best[0] if best else ","
        try:
            return csv.Sniffer().sniff(sample[:_SNIFFED], "".join(best)).delimiter
        except csv.Error:
            names_of_best = either(DELIMITERS[delimiter] for delimiter in best)
            raise NotUnderstood(
                f"{self._path} could be separated by {names_of_best}; "
                "say by which with --delimiter."
            ) from None


@contextmanager
def closed_on_error(file: DelimitedFile) -> Iterator[DelimitedFile]:
    """Give a file, and close it only where something goes wrong with it."""
    try:
        yield file
    except BaseException:
        file.close()
        raise


def fit_to_width(cells: list[str], width: int) -> list[str]:
    """Return the cells of a row as many as the header has, where nothing is lost by it.

    Spreadsheets write empty cells at the end of a line, and leave them out, as they like.
    """
    if any(cell.strip() for cell in cells[width:]):
        return cells
    return cells[:width] + [""] * (width - len(cells))


def column_key(name: str) -> str:
    """Return the form in which names of columns are compared: no letter case or spare space."""
    return " ".join(name.split()).casefold()


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
        if self._number == 1 and _SEPARATOR_LINE.fullmatch(line):
            return next(self)
        self._row.append(line)
        return line

    @property
    def ended(self) -> bool:
        """Whether the last line that was read ends as lines do."""
        return not self._row or self._row[-1].endswith(("\r", "\n"))

    def begin(self) -> int:
        """Begin a row, and return the number of its first line."""
        self._row.clear()
        return self._number + 1

    def consumed(self) -> str:
        """Return the text of the row."""
        return "".join(self._row).rstrip("\r\n")


def marked_encoding(path: Path) -> str:
    """Return the encoding that a file's byte-order mark tells, and without one UTF-8."""
    with path.open("rb") as file:
        begin = file.read(len(codecs.BOM_UTF8))
    return next((name for mark, name in _MARKS if begin.startswith(mark)), "utf-8")


def delimiter_named(text: str) -> str:
    r"""Return the delimiter that `;`, `semicolon`, `\t` or `tab` names.

    Raises:
        NotUnderstood: when it is none.
    """
    for delimiter, name in DELIMITERS.items():
        if text in (delimiter, name, repr(delimiter)[1:-1]):
            return delimiter
    raise NotUnderstood(
        f"The delimiter {quote(text)} is not known; type one of {', '.join(DELIMITERS.values())}."
    )


def quoted_names(header: Sequence[str]) -> str:
    """Return the names of columns for a sentence, without those that have none."""
    names = [quote(" ".join(name.split())) for name in header if name.strip()]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
