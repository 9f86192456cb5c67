"""The file of another diary as an import source. It is read from a copy and left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Self

from fibrolog.domain.fields import COLUMNS, Cell
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.native import OwnEntries
from fibrolog.exchange.source import ImportFile
from fibrolog.exchange.temporary_copies import private_file, private_folder, relabel_errors
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from fibrolog.storage.file import connect, copy
from fibrolog.storage.import_records import ImportedEntry, ImportedTerm, ImportedTrial, RejectedLine
from fibrolog.storage.outcomes import Removal
from fibrolog.storage.versions import latest_stamp

_SQLITE = b"SQLite format 3\0"


class DiarySource:
    """The entries, words, trials and removals of another diary.

    Args:
        path: where it is.
        now: the present moment.

    Raises:
        DiaryError: when it cannot be used.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        # A copy may be brought to today's schema.
        self._copies = ExitStack()
        try:
            copied = private_file(self._copies.enter_context(private_folder(path)) / "copy.db")
            copy(path, copied)
            with relabel_errors(path, copied):
                self._diary = Diary(connect(copied), path)
            self._diary.require_intact()
            self._require_past(path, latest_stamp(now))
        except BaseException:
            self._copies.close()
            raise
        self.kind = "a fibrolog diary"
        self._own = OwnEntries(now)
        size = self._diary.size()
        self.size = size.episodes + size.uses + size.clear_days
        self.remarks: list[str] = []
        self._read = 0

    @classmethod
    def recognises(cls, file: ImportFile) -> bool:
        """Tell whether it is a database."""
        return file.beginning.startswith(_SQLITE)

    @classmethod
    def open(cls, file: ImportFile) -> Self:
        """Open the diary."""
        file.refuse_table_options("a diary")
        return cls(file.path, file.now)

    def _require_past(self, path: Path, latest: str) -> None:
        """Refuse a diary whose words, removals or trials would win every merge."""
        stamps = chain(
            (one.changed_at for one in self.terms),
            (one.at for one in self.removals),
            (one.latest for one in self.trials),
        )
        if (last := max(stamps, default="")) > latest:
            raise NotUnderstood(
                f"Something in {path} was changed at {last}, which is still to come: its clock was "
                "wrong. Write it with fibrolog export --format json, correct that moment in the "
                "file, and import that."
            )

    def close(self) -> None:
        """Remove the copy."""
        self._diary.__exit__(None, None, None)
        self._copies.close()

    def position(self) -> int:
        """Return how many entries have been read."""
        return self._read

    @property
    def terms(self) -> list[ImportedTerm]:
        """The words it knows."""
        return self._diary.words()

    @property
    def removals(self) -> Iterator[Removal]:
        """What was removed from it."""
        return self._diary.removals()

    @property
    def trials(self) -> list[ImportedTrial]:
        """Its trials."""
        return self._diary.trials_to_give()

    def entries(self) -> Iterator[ImportedEntry | RejectedLine]:
        """Yield its entries; the line is the place among them."""
        yield from self._read_all(self._diary.table(Selection(), revised=True))
        for one in self._read_all(self._diary.gave_way()):
            yield one._replace(gave_way=True) if isinstance(one, ImportedEntry) else one

    def _read_all(self, rows: Iterable[tuple[Cell, ...]]) -> Iterator[ImportedEntry | RejectedLine]:
        for row in rows:
            self._read += 1
            cells = ["" if cell is None else str(cell) for cell in row]
            *values, as_of = cells
            by_column = dict(zip(COLUMNS, values, strict=True))
            one = self._own.read(self._read, by_column, values, as_of)
            if isinstance(one, RejectedLine):  # by its id, which says more here than its number
                one = one._replace(reason=f"{by_column['id']}: {one.reason}")
            yield one
