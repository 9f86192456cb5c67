"""A diary of many years goes in and out in the memory that one of a few months takes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.benchmarks.many_entries import write_many
from tests.benchmarks.processes import cost
from tests.conftest import Program

pytest.importorskip("resource", reason="this system does not tell what a process cost")

FEW, MANY = 2_000, 20_000
# Ten times the entries, at most so many times the memory.
MOST = 1.3


def test_memory_does_not_grow_with_what_is_imported_and_exported(
    fibrolog: Program, blank: Path, tmp_path: Path
) -> None:
    few, many = (peaks(fibrolog, blank, tmp_path / str(size), size) for size in (FEW, MANY))

    for what, peak in many.items():
        assert peak <= MOST * few[what], (what, few, many)


def peaks(fibrolog: Program, blank: Path, folder: Path, size: int) -> dict[str, int]:
    """Return the most bytes that each way in and out held, and see that nothing was lost."""
    folder.mkdir()
    source, table, document = folder / "in.csv", folder / "out.csv", folder / "out.json"
    full, other = folder / "full.db", folder / "other.db"
    write_many(size, source)
    for diary in (full, other):
        shutil.copy(blank, diary)

    def peak(diary: Path, *words: str) -> int:
        command = [sys.executable, "-m", "fibrolog", "--db", str(diary), *words]
        return cost(command, fibrolog.environment).peak

    found = {
        "import CSV": peak(full, "import", str(source)),
        "export JSON": peak(full, "export", "--format", "json", "-o", str(document)),
        "import JSON": peak(other, "import", str(document)),
        "export CSV": peak(other, "export", "-o", str(table)),
    }
    assert table.read_bytes() == source.read_bytes()
    return found
