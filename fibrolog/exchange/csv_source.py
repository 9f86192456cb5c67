"""Our own CSV that comes in, also when a person has changed it in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter

from fibrolog.domain.fields import COLUMNS, FIELDS, FIRST_COLUMNS, STAMPS, Uid
from fibrolog.exchange.csv_file import unguarded
from fibrolog.exchange.delimited import DelimitedFile, column_key, fitted
from fibrolog.exchange.native import OwnEntries
from fibrolog.exchange.spreadsheet import SpreadsheetCells
from fibrolog.parse.when.column_dates import Order
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal

# The columns with text of people's own, which the export may have guarded.
_GUARDED = [field.column for field in FIELDS if field.codec.is_text or isinstance(field.codec, Uid)]


def is_ours(header: Sequence[str]) -> bool:
    """Tell whether a table has the columns all of ours have; others beside them do not matter."""
    return set(FIRST_COLUMNS) <= {column_key(name) for name in header}


class CsvSource:
    """Our own CSV.

    Args:
        file: its table.
        now: the present moment.
        told: the order of dates, where the person said it.
        usual: the order that settles what the file leaves open.
    """

    def __init__(
        self,
        file: DelimitedFile,
        now: datetime,
        told: Order | None = None,
        usual: Order | None = None,
    ) -> None:
        self._file = file
        self._now = now
        self._orders = (told, usual)
        self._own = OwnEntries(now)
        self._respelt: SpreadsheetCells | None = None
        self.kind = f"a fibrolog CSV, {file.words}"
        self.size = file.size
        self.header = file.header
        names = [column_key(name) for name in file.header]
        # A file that is older than a column does without it.
        self._places = {column: names.index(column) for column in COLUMNS if column in names}
        self.terms: tuple[ImportedTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self.trials: tuple[ImportedTrial, ...] = ()

    @property
    def remarks(self) -> list[str]:
        """How its dates were read, where a spreadsheet wrote them anew."""
        sentence = self._respelt.dates.sentence() if self._respelt else ""
        return [sentence] if sentence else []

    @property
    def unsaid(self) -> str:
        """The option that some of its lines alone would need as well, '' for none."""
        order = self._respelt.dates.unsaid() if self._respelt else None
        return f"--date-order {order}" if order else ""

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.position()

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield its entries, and the lines that are none."""
        columns, in_our_order = [*self._places], itemgetter(*self._places.values())
        lacking = dict.fromkeys(set(COLUMNS) - self._places.keys(), "")
        width = len(self._file.header)
        # A line that a person added may end with its note; one that ends before was cut off.
        least = 1 + max(place for column, place in self._places.items() if column not in STAMPS)
        for line, cells, fault in self._file.rows():
            row = fitted(cells, width) if least <= len(cells) != width else cells
            if fault or len(row) != width:
                ragged = f"it has {len(cells)} cells, and the header has {width}."
                yield RejectedLine(line, cells, "", fault or ragged)
                continue
            if not any(row):  # a spreadsheet saves rows that somebody emptied
                continue
            ours = dict(zip(columns, in_our_order(row), strict=True)) | lacking
            for column in _GUARDED:
                if ours[column][:1] == "'":
                    ours[column] = unguarded(ours[column])
            one = self._own.read(line, ours, row, respelt={})
            if isinstance(one, RejectedLine):
                ours, respelt = self._as_exported().read(ours)
                one = self._own.read(line, ours, row, respelt=respelt)
            yield one

    def _as_exported(self) -> SpreadsheetCells:
        """Return what knows how the file is written; it takes a look at all of it."""
        if self._respelt is None:
            self._respelt = SpreadsheetCells(self._file, self._places, *self._orders, self._now)
        return self._respelt
