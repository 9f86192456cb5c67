"""Our own CSV that comes in, also when a person has changed it in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter

from fibrolog.exchange.csv_file import unguarded
from fibrolog.exchange.delimited import DelimitedFile
from fibrolog.exchange.own_entries import OwnEntries
from fibrolog.storage.incoming import ArrivingTerm, ArrivingTrial, Incoming, Rejected
from fibrolog.storage.results import Removal
from fibrolog.storage.rows import COLUMNS

# The columns with text of people's own, which the export may have guarded.
_GUARDED = [
    COLUMNS.index(column)
    for column in ("region", "triggers", "remedy", "dose", "for", "note", "signs", "pain_types")
]


def is_ours(header: Sequence[str]) -> bool:
    """Tell whether a table has all our columns; others beside them do not matter."""
    return set(COLUMNS) <= set(header)


class CsvParcel:
    """Our own CSV.

    Args:
        file: its table.
        now: the present moment.
    """

    def __init__(self, file: DelimitedFile, now: datetime) -> None:
        self._file = file
        self._own = OwnEntries(now)
        self.kind = f"a fibrolog CSV, {file.words}"
        self.size = file.size
        self.header = file.header
        self.terms: tuple[ArrivingTerm, ...] = ()
        self.removals: tuple[Removal, ...] = ()
        self.trials: tuple[ArrivingTrial, ...] = ()
        self.remarks: list[str] = []

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._file.position()

    def entries(self) -> Iterator[Incoming | Rejected]:
        """Yield its entries, and the lines that are none."""
        header = self._file.header
        in_our_order = itemgetter(*(header.index(column) for column in COLUMNS))
        width = len(header)
        for line, cells, fault in self._file.rows():
            if fault or len(cells) != width:
                ragged = f"it has {len(cells)} cells, and the header has {width}."
                yield Rejected(line, cells, "", fault or ragged)
                continue
            ours = list(in_our_order(cells))
            for place in _GUARDED:
                if ours[place][:1] == "'":
                    ours[place] = unguarded(ours[place])
            yield self._own.read(line, ours, cells)
