"""How long each command takes as a whole process, beside the least that could do the same.

    python -m tests.benchmarks.startup > tests/benchmarks/STARTUP.md

It needs hyperfine (https://github.com/sharkdp/hyperfine). The least for a command is the ten lines
of `floor.py`: Typer, one row into SQLite, one line back. The least for `--help` is Typer's own page
for a program with as many commands, as it comes and without the frames that Rich draws around it.
Both sides start from scripts of the same form, with every module compiled, and their diaries are
put back before every run. Run it on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from fibrolog.cli.root import COMMANDS
from fibrolog.demo import DAYS, write_demo
from fibrolog.storage.diary import Diary

WRITTEN = "2026-11-22T03:12:00+01:00"
NOW = "2026-11-23T22:00:00+01:00"
HERE = Path(__file__).parent


class Bound(NamedTuple):
    """A command line, what it is measured against, and how many times that it may take."""

    line: str
    floor: str
    most: float


BOUNDS = (
    Bound("add calf l 7 3m", "ten lines", 1.25),
    Bound("took magnesium 400mg", "ten lines", 1.25),
    Bound("none", "ten lines", 1.25),
    Bound("list", "ten lines", 1.6),
    Bound("undo", "ten lines", 1.6),
    Bound("finish --duration 3m", "ten lines", 1.6),
    Bound("--help", "Typer's help", 1.0),
    Bound("--help", "help without Rich", 1.0),
    Bound("report", "ten lines", 3.0),
)


class Stage:
    """A folder with the programs to compare, and the diaries they work on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "FIBROLOG_DB": str(folder / "diary.db"),
            "FIBROLOG_NOW": NOW,
        }
        shutil.copy(HERE / "floor.py", folder)
        commands = "\n".join(
            f"@app.command({name!r})\ndef command_{number}() -> None:\n    '''{place[-1]}'''\n"
            for number, (name, place) in enumerate(COMMANDS.items())
        )
        for page, settings in (("page", ""), ("bare", ", rich_markup_mode=None")):
            app = f"app = typer.Typer(add_completion=False{settings})"
            (folder / f"{page}.py").write_text(f"import typer\n\n{app}\n\n{commands}")
        self._ours = self._script("ours", "fibrolog.__main__", "main")
        self._floors = {
            "ten lines": f"{self._script('ten', 'floor', 'app')} {folder / 'diary.db'} calf l 7 3m",
            "Typer's help": f"{self._script('help', 'page', 'app')} --help",
            "help without Rich": f"{self._script('plain_help', 'bare', 'app')} --help",
        }
        with sqlite3.connect(self.kept("ten lines")) as connection:
            connection.execute("CREATE TABLE spasms (words TEXT)")
        with Diary.open_or_create(self.kept("ours")) as diary:
            write_demo(diary, datetime.fromisoformat(WRITTEN))
        shutil.copy(self.kept("ours"), folder / "diary.db")
        self._run("add", "calf", "--at", "yesterday")  # for `undo` and `finish`
        shutil.copy(folder / "diary.db", self.kept("ours"))

    def kept(self, whose: str) -> Path:
        """Return the diary that is put in place before every run."""
        return self._folder / f"{whose.partition(' ')[0]}.db"

    def times(self, bound: Bound, runs: int) -> tuple[list[float], list[float]]:
        """Return the seconds of so many runs of a command, and of its floor."""
        pair = (
            (self.kept("ours"), f"{self._ours} {bound.line}"),
            (self.kept("ten lines"), self._floors[bound.floor]),
        )
        ours, floor = (self._timed(diary, command, runs) for diary, command in pair)
        return ours, floor

    def _timed(self, diary: Path, command: str, runs: int) -> list[float]:
        put_back = shlex.join(["cp", str(diary), str(self._folder / "diary.db")])
        result = self._folder / "times.json"
        subprocess.run(
            ["hyperfine", "-N", "--warmup", "1", "--runs", str(runs), "--prepare", put_back,
             "--style", "none", "--export-json", str(result), command],
            env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        times = json.loads(result.read_text())["results"][0]["times"]
        return [float(time) for time in times]

    def _run(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "fibrolog", *arguments]
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def _script(self, name: str, module: str, function: str) -> str:
        """Write what an installer writes for a program, and return how it is started."""
        script = self._folder / name
        script.write_text(
            f"import sys\nfrom {module} import {function}\n"
            f"if __name__ == '__main__':\n    sys.exit({function}())\n"
        )
        return shlex.join([sys.executable, str(script)])


def lines(rounds: int, runs: int) -> Iterator[str]:
    """Yield the page."""
    yield "# How long a command takes\n"
    yield f"    python -m tests.benchmarks.startup --rounds {rounds} --runs {runs}\n"
    python = f"Python {platform.python_version()}"
    yield f"{python}, {os.cpu_count()} processors, a diary of {DAYS} days. Each command and its"
    yield f"floor took turns, {rounds} times {runs} runs each. The ratio is the median, over the"
    yield "turns, of the ratio of the two fastest runs: what is slower than the fastest is the"
    yield "machine's doing, not the program's.\n"
    yield "| command | ms | floor | ms | ratio | at most | |"
    yield "| --- | ---: | --- | ---: | ---: | ---: | --- |"
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        for bound in BOUNDS:
            turns = [stage.times(bound, runs) for _ in range(rounds)]
            ratio = median(min(ours) / min(floor) for ours, floor in turns)
            ours, floor = (median(min(turn[side]) for turn in turns) * 1000 for side in (0, 1))
            held = "held" if ratio <= bound.most else "missed"
            yield (
                f"| `{bound.line}` | {ours:.0f} | {bound.floor} | {floor:.0f} "
                f"| {ratio:.2f} | {bound.most:.2f} | {held} |"
            )


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description="Measure what a start of each command takes.")
    parser.add_argument("--rounds", type=int, default=7, help="turns of a command and its floor")
    parser.add_argument("--runs", type=int, default=10, help="runs in a turn")
    options = parser.parse_args()
    if shutil.which("hyperfine") is None:
        parser.error("hyperfine is not installed; see https://github.com/sharkdp/hyperfine")
    for line in lines(options.rounds, options.runs):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
