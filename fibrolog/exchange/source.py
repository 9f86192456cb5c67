"""What kind of file somebody wants to import, told by what is in it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.exchange.csv_source import CsvSource, is_ours
from fibrolog.exchange.delimited import DelimitedFile, as_names, column_key, marked_encoding
from fibrolog.exchange.mapping import ColumnMapping, suggestion
from fibrolog.parse.when.grammar import Order
from fibrolog.storage.entries import COLUMNS
from fibrolog.storage.import_records import ImportSource

_SQLITE = b"SQLite format 3\0"
# Enough to meet the first letter, whatever blank lines come before it.
_BEGINNING = 4096


class OpenedSource(ImportSource, Protocol):
    """A parcel that is being read.

    Attributes:
        kind: what kind of file it is, for a sentence.
        size: how far `position` goes.
        remarks: what was found out about it, in sentences.
    """

    kind: str
    size: int

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


class ImportOptions(NamedTuple):
    """What the person said about a file.

    Attributes:
        wanted: `--map`, None when it was not given.
        encoding: None to find out.
        delimiter: None to find out.
        order: of dates, None to find out.
        usual_order: what settles the order where the file leaves it open.
        new_names: whether unknown names in somebody else's table are new words.
    """

    wanted: Sequence[ColumnMapping] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    order: Order | None = None
    usual_order: Order | None = None
    new_names: bool = False


def open_source(
    path: Path, told: ImportOptions, vocabulary: Vocabulary, now: datetime
) -> OpenedSource:
    """Open a file of any kind that can come in.

    Raises:
        NotUnderstood: when it is none, or not enough was said about it.
        DiaryError: when it cannot be read.
    """
    begin = _beginning(path)
    if begin.startswith(_SQLITE):
        _refuse_table_options(path, told, "a diary")
        from fibrolog.exchange.diary_source import DiarySource

        return DiarySource(path, now)
    text = begin.decode(marked_encoding(path), "ignore").lstrip()
    if text.startswith("{") or (text.startswith("[") and told.wanted is None):
        _refuse_table_options(path, told, "JSON")
        from fibrolog.exchange.json_source import JsonSource

        return JsonSource(path, now)
    return _table(path, told, vocabulary, now)


def _beginning(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            # It could be read but once, and might keep us waiting for ever.
            raise DiaryError(
                f"{path} is a pipe or a device and not a file; "
                "bring in what comes out of it with: fibrolog import - < FILE"
            )
        with path.open("rb") as file:
            return file.read(_BEGINNING)
    except OSError as error:
        raise DiaryError(
            f"{path} could not be read: {error.strerror or error}; name another file."
        ) from error


def _table(path: Path, told: ImportOptions, vocabulary: Vocabulary, now: datetime) -> OpenedSource:
    expected = COLUMNS if told.wanted is None else [one.column for one in told.wanted]
    file = DelimitedFile(path, told.encoding, told.delimiter, expected)
    try:
        if told.wanted is None:
            _require_ours(path, file)
            return CsvSource(file, now, told.order, told.usual_order)
        from fibrolog.exchange.table import Reading, TableSource

        _require_header(path, file, told.wanted)
        reading = Reading(told.wanted, vocabulary, told.new_names, told.order, told.usual_order)
        return TableSource(file, reading, now)
    except BaseException:
        file.close()
        raise


def _require_header(path: Path, file: DelimitedFile, wanted: Sequence[ColumnMapping]) -> None:
    """Check that the names which `--map` has are not those of a later line."""
    if not any(name.strip() for name in file.header):
        raise NotUnderstood(f"{path} has no table in it; name a CSV, JSON or diary file.")
    names = [one.column for one in wanted if not one.column.isdecimal()]
    # A header that lacks some of the names is more likely than one that has none of them.
    if names and not {column_key(name) for name in names} & {*map(column_key, file.header)}:
        line = file.line_with(names)
        if line is not None:
            raise NotUnderstood(_below(path, line))


def _require_ours(path: Path, file: DelimitedFile) -> None:
    header = [column_key(name) for name in file.header]
    if is_ours(header):
        twice = [column for column in COLUMNS if header.count(column) > 1]
        if twice:
            raise NotUnderstood(
                f"{path} has {as_names(twice)} more than once in its header; leave one of them."
            )
        return
    if not any(name.strip() for name in header):
        raise NotUnderstood(f"{path} has no table in it; name a CSV, JSON or diary file.")
    near = [column for column in COLUMNS if column in header]
    if len(near) > len(COLUMNS) // 2:
        missing = as_names([column for column in COLUMNS if column not in header])
        raise NotUnderstood(
            f"{path} lacks columns of a fibrolog CSV, {missing}; put them back, even if empty."
        )
    later = file.line_with(COLUMNS)
    if later is not None:
        raise NotUnderstood(_below(path, later))
    header = file.header
    suggested = suggestion(header)
    left_out = suggested.left_out
    missing = f", of which this leaves out {as_names(left_out)}" if left_out else ""
    raise NotUnderstood(
        f"{path} is not from fibrolog, so say which column is what, as in "
        f'--map "{suggested.text}" (its columns are {as_names(header)}{missing}; '
        "fibrolog import --help has all that can stand before the =)."
    )


def _below(path: Path, line: int) -> str:
    return f"The header of {path} is in line {line}; delete the lines above it."


def _refuse_table_options(path: Path, told: ImportOptions, kind: str) -> None:
    said = {
        "--map": told.wanted is not None,
        "--encoding": told.encoding is not None,
        "--delimiter": told.delimiter is not None,
        "--date-order": told.order is not None,
        "--new-names": told.new_names,
    }
    for option, given in said.items():
        if given:
            raise NotUnderstood(
                f"{path} is {kind}, for which {option} means nothing; leave it out."
            )
