"""What export and import cost, beside the csv module and sqlite3 alone.

    python -m tests.benchmarks.exchange > tests/benchmarks/EXCHANGE.md

Every figure is of a whole process, its start included, on the disk that holds the folder for
temporary files. The table goes to stdout, what is being measured to stderr. Let nothing else run
meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from fibrolog.storage.file import create
from tests.benchmarks.many_entries import write_many
from tests.benchmarks.markdown import table_row
from tests.benchmarks.processes import Cost, cost

SIZES = (1_000, 10_000, 100_000)
FLOORS = str(Path(__file__).with_name("floors.py"))
# A program that is installed has its modules compiled; an environment that forbids writing them
# would have them compiled anew in every process.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
HEAD = """\
# What export and import cost

    python -m tests.benchmarks.exchange --rounds {rounds}

Whole processes, their start included: the median of {rounds} rounds, in each of which all of them
ran one after the other. Ratios are medians of the rounds' own ratios. Times are of one small
machine, and for orientation only; the ratios hold for others. Peak is the most memory that was
resident at once.

The same rows beside them, with the csv module and `sqlite3` alone:

- *bare*: from and into a table without types, keys and indexes, with one `executemany`; nothing
  is sorted.
- *diary*: from the view `entries`, sorted, and into the diary's own tables with their checks,
  indexes and journal, with `executemany`; no row is looked at, and none is looked for.

Import reads into a diary that is there, and empty. It understands and checks every row, looks
whether it is there already, and keeps a journal by which `undo` takes all of it back.
"""


class Bench:
    """One folder with the files of one size.

    Args:
        folder: empty.
        size: entries.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self.size = size
        self.csv = self._path("in.csv")
        write_many(size, Path(self.csv))
        create(folder / "blank.db")
        for argv in (
            self._floor("bare-in", self.csv, "bare.db"),
            self._fibrolog("full.db", "import", self.csv),
            self._fibrolog("full.db", "export", "--format", "json", "-o", self._path("in.json")),
            self._fibrolog("full.db", "export", "-o", self._path("out.csv")),
        ):
            self._blank("full.db")
            cost(argv, ENVIRONMENT)
        if Path(self.csv).read_bytes() != (folder / "out.csv").read_bytes():
            message = "the export is not what was imported"
            raise RuntimeError(message)

    def out(self) -> Iterator[tuple[str, Cost]]:
        """Write every file once."""
        target = self._path("out")
        yield "bare", self._cost(self._floor("bare-out", target, "bare.db"))
        yield "diary", self._cost(self._floor("diary-out", target, "full.db"))
        to_csv = ("export", "--replace", "-o", target)
        yield "export CSV", self._cost(self._fibrolog("full.db", *to_csv))
        to_json = ("export", "--format", "json", "--replace", "-o", target)
        yield "export JSON", self._cost(self._fibrolog("full.db", *to_json))

    def into(self) -> Iterator[tuple[str, Cost]]:
        """Read every file once, each into a new table or an empty diary."""
        (self._folder / "new.db").unlink(missing_ok=True)
        yield "bare", self._cost(self._floor("bare-in", self.csv, "new.db"))
        for name, argv in (
            ("diary", self._floor("diary-in", self.csv, "new.db")),
            ("import CSV", self._fibrolog("new.db", "import", self.csv)),
            ("import JSON", self._fibrolog("new.db", "import", self._path("in.json"))),
        ):
            (self._folder / "new.db").unlink()
            self._blank("new.db")
            yield name, self._cost(argv)

    def _cost(self, argv: Sequence[str]) -> Cost:
        os.sync()  # what the process before it wrote is not for this one to wait for
        return cost(argv, ENVIRONMENT)

    def _blank(self, name: str) -> None:
        if not (self._folder / name).exists():
            shutil.copy(self._folder / "blank.db", self._folder / name)

    def _path(self, name: str) -> str:
        return str(self._folder / name)

    def _floor(self, which: str, file: str, database: str) -> list[str]:
        return [sys.executable, FLOORS, which, file, self._path(database)]

    def _fibrolog(self, database: str, *words: str) -> list[str]:
        return [sys.executable, "-m", "fibrolog", "--db", self._path(database), *words]


def tables(sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """Yield the page line by line."""
    yield HEAD.format(rounds=rounds)
    yield table_row("entries", "", "time", "/ bare", "/ diary", "peak")
    yield table_row("---:", "---", "---:", "---:", "---:", "---:")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="fibrolog-") as folder:
            bench = Bench(Path(folder), size)
            for way in (bench.out, bench.into):
                measured: list[dict[str, Cost]] = []
                for number in range(rounds):
                    sys.stderr.write(f"{size} entries, {way.__name__}, round {number + 1}\n")
                    measured.append(dict(way()))
                yield from _rows(size, measured)


def _rows(size: int, measured: Sequence[dict[str, Cost]]) -> Iterator[str]:
    floors = {"bare": "out of bare", "diary": "out of diary"}
    if "import CSV" in measured[0]:
        floors = {"bare": "into bare", "diary": "into diary"}
    for name in measured[0]:
        seconds = median(one[name].seconds for one in measured)
        peak = max(one[name].peak for one in measured)
        ratios = [
            "" if name in floors
            else f"{median(one[name].seconds / one[floor].seconds for one in measured):.1f}"
            for floor in floors
        ]  # fmt: skip
        label = floors.get(name, f"**{name}**")
        yield table_row(f"{size:,}", label, f"{seconds:.2f} s", *ratios, f"{peak / 2**20:.0f} MiB")


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description="Measure what export and import cost.")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entries")
    options = parser.parse_args()
    for line in tables(options.sizes, options.rounds):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
