"""The kinds of file that can be imported, and which of them a file is."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from fibrolog.domain.fields import FIRST_COLUMNS
from fibrolog.domain.vocabulary import Vocabulary
from fibrolog.errors import NotUnderstood
from fibrolog.exchange.csv_source import CsvSource
from fibrolog.exchange.delimited import DelimitedFile, quoted_names
from fibrolog.exchange.diary_source import DiarySource
from fibrolog.exchange.json_source import JsonSource
from fibrolog.exchange.mapping import suggestion
from fibrolog.exchange.source import ImportFile, ImportOptions, OpenedSource
from fibrolog.exchange.table import TableSource

# The first that recognises a file reads it.
SOURCES: tuple[type[OpenedSource], ...] = (DiarySource, JsonSource, TableSource, CsvSource)


def open_source(
    path: Path, options: ImportOptions, vocabulary: Vocabulary, now: datetime
) -> OpenedSource:
    """Open a file of any kind that can be imported.

    Raises:
        NotUnderstood: when it is none, or not enough was said about it.
        DiaryError: when it cannot be read.
    """
    file = ImportFile(path, options, vocabulary, now)
    for source in SOURCES:
        if source.recognises(file):
            return source.open(file)
    raise _unrecognised(file)


def _unrecognised(file: ImportFile) -> NotUnderstood:
    """Return the error for what is no file of ours, and is not said to be anybody else's."""
    options = file.options
    with closing(
        DelimitedFile(file.path, options.encoding, options.delimiter, FIRST_COLUMNS)
    ) as table:
        table.require_header_above(FIRST_COLUMNS)
    suggested = suggestion(table.header)
    left_out = quoted_names(suggested.left_out)
    missing = f", of which this leaves out {left_out}" if left_out else ""
    return NotUnderstood(
        f"{file.path} is not from fibrolog, so say which column is what, as in "
        f'--map "{suggested.text}" (its columns are {quoted_names(table.header)}{missing}; '
        "fibrolog import --help has all that can stand before the =)."
    )
