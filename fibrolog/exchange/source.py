"""A file to import, what was said about it, and what its source must be able to do.

A source is a class in a module of its own that recognises its files; `sources` lists them.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.exchange.delimited import marked_encoding
from fibrolog.exchange.mapping import ColumnMapping
from fibrolog.parse.when.grammar import Order
from fibrolog.storage.import_records import ImportSource

# Enough to meet the first letter, whatever blank lines come before it.
_BEGINNING = 4096


class ImportOptions(NamedTuple):
    """What the person said about a file.

    Attributes:
        columns: `--map`, None when it was not given.
        encoding: None to find out.
        delimiter: None to find out.
        order: of dates, None to find out.
        usual_order: what settles the order where the file leaves it open.
        new_names: whether unknown names in somebody else's table are new words.
    """

    columns: Sequence[ColumnMapping] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    order: Order | None = None
    usual_order: Order | None = None
    new_names: bool = False


@dataclass(frozen=True)
class ImportFile:
    """A file to import.

    Attributes:
        path: where it is.
        options: what the person said about it.
        vocabulary: the words of the diary.
        now: the present moment; its tzinfo is the zone of local times.
    """

    path: Path
    options: ImportOptions
    vocabulary: Vocabulary
    now: datetime

    @cached_property
    def beginning(self) -> bytes:
        """Its first bytes.

        Raises:
            DiaryError: when it cannot be read, or could be read only once.
        """
        try:
            mode = self.path.stat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                # It could be read but once, and might keep us waiting for ever.
                raise DiaryError(
                    f"{self.path} is a pipe or a device and not a file; "
                    "bring in what comes out of it with: fibrolog import - < FILE"
                )
            with self.path.open("rb") as file:
                return file.read(_BEGINNING)
        except OSError as error:
            raise DiaryError(
                f"{self.path} could not be read: {error.strerror or error}; name another file."
            ) from error

    @cached_property
    def first_text(self) -> str:
        """Its beginning as text, from the first letter."""
        return self.beginning.decode(marked_encoding(self.path), "ignore").lstrip()

    def refuse_table_options(self, kind: str) -> None:
        """Check that nothing was said about the file that only tables have.

        Args:
            kind: what it is, for a sentence.

        Raises:
            NotUnderstood: when something was.
        """
        given = {
            "--map": self.options.columns is not None,
            "--encoding": self.options.encoding is not None,
            "--delimiter": self.options.delimiter is not None,
            "--date-order": self.options.order is not None,
            "--new-names": self.options.new_names,
        }
        for option, is_given in given.items():
            if is_given:
                raise NotUnderstood(
                    f"{self.path} is {kind}, for which {option} means nothing; leave it out."
                )


class OpenedSource(ImportSource, Protocol):
    """A file that is being imported.

    Attributes:
        kind: what kind of file it is, for a sentence.
        size: how far `position` goes.
    """

    kind: str
    size: int

    @classmethod
    def recognises(cls, file: ImportFile) -> bool:
        """Tell whether a file is of this kind, and change nothing."""
        ...

    @classmethod
    def open(cls, file: ImportFile) -> Self:
        """Open a file of this kind.

        Raises:
            NotUnderstood: when something in it is wrong, or said wrongly about it.
            DiaryError: when it cannot be read.
        """
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What was found out about it, in sentences."""
        ...

    def position(self) -> int:
        """Return how much has been read."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
