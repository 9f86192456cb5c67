"""`--skip-bad`: the lines that cannot be imported, kept whole for mending and importing again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from fibrolog.cli.output_file import destination
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.source import ImportOptions, OpenedSource
from fibrolog.storage.import_records import RejectedLine
from fibrolog.text import counted, visible

# In front of the line's own cells, so that it does not matter how many these are.
_REASONS = ("rejected_line", "rejected_because")
# As many as fit on a screen.
_MOST_REASONS = 20


class BadLines:
    """Lines that cannot be imported, by reason: thousands of them mostly have one or two.

    Attributes:
        count: how many there are.
        reasons: for each column and reason its first line, and how many lines have it.
    """

    def __init__(self) -> None:
        self.count = 0
        self.reasons: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, rejected: RejectedLine) -> None:
        """Count a line; of more reasons than anybody reads only the number is kept."""
        self.count += 1
        key = (rejected.column, rejected.reason)
        if key in self.reasons or len(self.reasons) < _MOST_REASONS:
            first, lines = self.reasons.get(key, (rejected.line, 0))
            self.reasons[key] = (first, lines + 1)

    @property
    def others(self) -> int:
        """How many lines have reasons that are not kept."""
        return self.count - sum(lines for _, lines in self.reasons.values())


class RejectedLines:
    """Keeps the lines that cannot be imported.

    Without a file to keep them in they are gathered, and the import is to be refused.

    Args:
        kept_in: the file, None where the person named none.
        source: the file that is imported.
        diary: the diary's file.
        opened: the source as it is read.
        options: what was said about it, and will be said about the file with its lines.
        dry_run: whether nothing is to be written.
        replace: whether the file may be there already.

    Attributes:
        refused: the lines for which the import is to be refused, by reason.
        possible: whether lines of the source could be kept apart at all.

    Raises:
        NotUnderstood: when the lines cannot be kept there.
    """

    def __init__(
        self,
        kept_in: Path | None,
        source: str,
        diary: Path,
        opened: OpenedSource,
        options: ImportOptions,
        *,
        dry_run: bool,
        replace: bool = False,
    ) -> None:
        self._path = kept_in
        self._replace = replace
        self._options = options
        self._diary = diary
        self._header: list[str] | None = getattr(opened, "header", None)
        self._more_options: str = getattr(opened, "option_for_some_lines", "")
        self._dry_run = dry_run
        self._writer: Any = None  # csv's writers have no public type
        self._files = ExitStack()
        self._count = 0
        self._finished = False
        self.refused = BadLines()
        self.possible = self._header is not None
        if kept_in is None:
            return
        if self._header is None:
            raise NotUnderstood(
                f"{source} is {opened.kind}; --skip-bad is for tables, leave it out."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        # With an error nothing comes in, so nothing is to be kept apart either. What the lines
        # replaced is gone, and there nothing is gained by removing them too.
        self._files.__exit__(kind, *error)
        if kind and self._finished and self._writer and self._path and not self._replace:
            self._path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Complete the file: what cannot be imported is safe before the rest is imported."""
        self._files.close()
        self._finished = True

    def add(self, rejected: RejectedLine) -> None:
        """Keep a line that cannot be imported, or remember why."""
        self._count += 1
        if self._path is None:
            self.refused.add(rejected)
        elif not self._dry_run:
            self._write(self._path, rejected)

    def sentences(self) -> Iterator[str]:
        """Yield what became of them."""
        if self._path is None or not self._count:
            return
        lines = counted(self._count, "line", grouped=True)
        if self._dry_run:
            yield visible(f"Would keep {lines} in {self._path}.")
        else:
            more = f", and {self._more_options}" if self._more_options else ""
            if self._numbers_move():
                more += "; columns that --map names by number are two further on there"
            yield visible(
                f"Kept {lines} in {self._path}, each with the reason; mend them and import that "
                f"file with the same options{more}."
            )

    def _numbers_move(self) -> bool:
        """Tell whether `--map` has numbers of columns, which will stand behind the reasons."""
        header = [name.strip() for name in self._header or []]
        numbers = [one.column for one in self._options.columns or () if one.column.isdecimal()]
        return tuple(header[:2]) != _REASONS and not set(numbers) <= set(header)

    def _write(self, path: Path, rejected: RejectedLine) -> None:
        header = self._header or []
        kept = [index for index, name in enumerate(header) if name not in _REASONS]
        if self._writer is None:
            encoding, delimiter = self._options.encoding or "utf-8", self._options.delimiter or ","
            file = self._files.enter_context(
                destination(path, self._diary, "--skip-bad", encoding, replace=self._replace)
            )
            self._writer = csv.writer(file, delimiter=delimiter)
            self._writer.writerow([*_REASONS, *(header[index] for index in kept)])
        cells = rejected.cells
        if len(cells) == len(header):
            cells = [cells[index] for index in kept]
        self._writer.writerow([rejected.line, _reason(rejected), *cells])


def _reason(rejected: RejectedLine) -> str:
    return f"{rejected.column}: {rejected.reason}" if rejected.column else rejected.reason
