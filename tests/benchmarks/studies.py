"""Jobs that can be done in any order, in portions, and kept: what the calibration is made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

# What a job comes to: numbers, words and lists of them, as JSON keeps them.
Result: TypeAlias = Any


class Job(NamedTuple):
    """One simulated diary.

    Attributes:
        study: the name of what is studied.
        cell: of what sort the diary is.
        number: which of that sort; it decides what happens in it.
    """

    study: str
    cell: str
    number: int


class Study(NamedTuple):
    """One question that simulated diaries answer.

    Attributes:
        cells: the sorts of diaries.
        done: simulates one diary of a cell and looks at it.
        tables: the lines of its tables, from the results of each cell.
    """

    cells: Sequence[str]
    done: Callable[[str, int], Result]
    tables: Callable[[dict[str, list[Result]]], Iterator[str]]


Results: TypeAlias = dict[Job, Result]


def kept(path: Path | None) -> Results:
    """Return the results that earlier runs have kept."""
    if path is None or not path.exists():
        return {}
    lines = path.read_text().splitlines()
    return {Job(*job): result for job, result in map(json.loads, lines)}


def run(
    jobs: Iterable[Job],
    studies: dict[str, Study],
    results: Results,
    *,
    workers: int,
    path: Path | None,
) -> None:
    """Do the jobs that have no result yet, and keep each result as soon as it is there."""
    from rich.console import Console
    from rich.progress import Progress

    left = [job for job in jobs if job not in results]
    with Progress(console=Console(stderr=True)) as bar, Pool(workers, _use, [studies]) as pool:
        found = pool.imap_unordered(_done, left)
        for job, result in bar.track(found, len(left), description="Diaries"):
            results[job] = result
            if path is not None:
                with path.open("a") as file:
                    file.write(f"{json.dumps([job, result])}\n")


_STUDIES: dict[str, Study] = {}


def _use(studies: dict[str, Study]) -> None:
    _STUDIES.update(studies)


def _done(job: Job) -> tuple[Job, Result]:
    return job, _STUDIES[job.study].done(job.cell, job.number)
