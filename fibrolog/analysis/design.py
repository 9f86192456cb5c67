"""The rows of the model: usable hours of a cluster with everything in common, added up.

A row's linear predictor is a sum of two parts, one of its covariate pattern and one of the set
of remedies it follows. Patterns are few, so what a sum over rows needs of the covariates is first
gathered by pattern. An exposure's column of zeros and ones is kept as the list of its rows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import add, itemgetter, mul
from typing import Any, NamedTuple, TypeAlias

from fibrolog.analysis.exposure import hours_of, sets_by_hour
from fibrolog.analysis.hours import CLUSTER_DAYS, DAY_H, HourTable

# The ridge penalties are 1/variance: a prior standard deviation of 1.5 on a log rate ratio, and a
# looser one on everything else, for stability.
REMEDY_RIDGE = 0.44
COVARIATE_RIDGE = 0.1


# Sets of exposures are taken apart in pieces of so many: a table of 2 to that power stays small.
_PIECE = 10

# Picks the values of an exposure's rows, of whatever type, out of those of all rows.
Picker: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]


class Rows(NamedTuple):
    """The rows in order of time, a list for each of their values.

    Attributes:
        patterns: the number of each row's covariate pattern.
        sets: the number of its set of exposures.
        hours: how many hours it stands for.
        spasms: how many spasms began in them.
    """

    patterns: list[int]
    sets: list[int]
    hours: list[int]
    spasms: list[int]


class Inside(NamedTuple):
    """One more exposure, which some hours of a row may have and others not.

    Attributes:
        rows: those that have such hours, in order.
        hours: how many each of them has.
        spasms: how many spasms began in those.
    """

    rows: list[int]
    hours: list[int]
    spasms: list[int]


class Design(NamedTuple):
    """A model's rows and columns: the covariates' columns first, then one for each exposure.

    Attributes:
        covariates: how many covariate columns there are.
        exposures: how many exposure columns there are, `inside` among them.
        patterns: for each covariate pattern its columns.
        sets: the sets of exposures that occur, as bits.
        pieces: for each ten exposures the part of every set among them.
        remedies: for each set its columns.
        rows: of the strata that have a spasm.
        strata: which rows each of them has; they follow each other.
        spasms: how many spasms each of them has.
        clusters: which rows each 4-day cluster has; they follow each other.
        row_of_hour: the row of each usable hour.
        exposed: for each exposure its rows, in order, but for `inside`.
        pick: for each exposure what picks their values.
        observed: for each column the spasms in its hours.
        inside: the last exposure, where it divides rows.
    """

    covariates: int
    exposures: int
    patterns: tuple[tuple[int, ...], ...]
    sets: tuple[int, ...]
    pieces: tuple[list[int], ...]
    remedies: tuple[tuple[int, ...], ...]
    rows: Rows
    strata: tuple[slice, ...]
    spasms: tuple[int, ...]
    clusters: tuple[slice, ...]
    row_of_hour: dict[int, int]
    exposed: tuple[list[int], ...]
    pick: tuple[Picker, ...]
    observed: tuple[int, ...]
    inside: Inside | None = None

    @property
    def columns(self) -> int:
        """How many coefficients there are."""
        return self.covariates + self.exposures

    def ridge(self) -> list[float]:
        """Return the penalty of each coefficient."""
        return [COVARIATE_RIDGE] * self.covariates + [REMEDY_RIDGE] * self.exposures


def design(table: HourTable, exposures: Sequence[int]) -> Design:
    """Lay out the model in which the hours of each exposure have a rate ratio of their own.

    A stratum without a spasm says nothing about ratios and is left out.
    """
    masks = sets_by_hour(exposures, table.days)
    numbers: dict[int, int] = {}
    rows = Rows([], [], [], [])
    row_of_hour: dict[int, int] = {}
    strata: list[slice] = []
    clusters: dict[int, slice] = {}
    for _, stratum_days in groupby(table.usable_days, key=table.stratum):
        days = list(stratum_days)
        if not any(any(table.spasms[day * DAY_H : (day + 1) * DAY_H]) for day in days):
            continue
        first = len(rows.hours)
        for cluster, cluster_days in groupby(days, key=lambda day: day // CLUSTER_DAYS):
            begin = len(rows.hours)
            row_of_hour.update(_add_rows(rows, cluster_days, table, masks, numbers))
            begin = clusters[cluster].start if cluster in clusters else begin
            clusters[cluster] = slice(begin, len(rows.hours))
        strata.append(slice(first, len(rows.hours)))
    remedies = tuple(tuple(table.column_count + place for place in _bits(mask)) for mask in numbers)
    exposed = _exposed_rows(rows, remedies, table.column_count, len(exposures))
    pick = tuple(map(_picker, exposed))
    by_pattern = added_up(rows.spasms, rows.patterns, len(table.columns))
    covariates = [0.0] * table.column_count
    add_columns(table.columns, by_pattern, covariates)
    return Design(
        covariates=table.column_count,
        exposures=len(exposures),
        patterns=table.columns,
        sets=tuple(numbers),
        pieces=tuple(
            [mask >> first & (1 << _PIECE) - 1 for mask in numbers]
            for first in range(0, len(exposures), _PIECE)
        ),
        remedies=remedies,
        rows=rows,
        strata=tuple(strata),
        spasms=tuple(sum(rows.spasms[stratum]) for stratum in strata),
        clusters=tuple(clusters.values()),
        row_of_hour=row_of_hour,
        exposed=exposed,
        pick=pick,
        observed=tuple(round(count) for count in covariates)
        + tuple(round(sum(picker(rows.spasms))) for picker in pick),
    )


def added_up(values: Iterable[float], places: Iterable[int], count: int) -> list[float]:
    """Return the sum of the values at each of so many places."""
    sums = [0.0] * count
    for place, value in zip(places, values, strict=True):
        sums[place] += value
    return sums


def add_columns(
    parts: Iterable[Sequence[int]], values: Iterable[float], columns: list[float]
) -> None:
    """Add the value of each part to all the columns that the part has."""
    for part, value in zip(parts, values, strict=True):
        for column in part:
            columns[column] += value


def sums_by_pattern(design: Design, values: Sequence[float]) -> list[float]:
    """Return for each covariate pattern the sum of the values of its columns."""
    return [sum(values[column] for column in columns) for columns in design.patterns]


def sums_by_set(design: Design, values: Sequence[float]) -> list[float]:
    """Return for each set of exposures the sum of the values of its columns."""
    return _by_set(design, values, add, list)


def factors_by_set(design: Design, values: Sequence[float]) -> list[float]:
    """Return the exponentials of those sums."""
    return _by_set(design, values, mul, lambda sums: list(map(math.exp, sums)))


def _by_set(
    design: Design,
    values: Sequence[float],
    joined: Callable[[float, float], float],
    made: Callable[[list[float]], list[float]],
) -> list[float]:
    """Look up what is made of the sum over each piece of a set, and join the pieces."""
    own = values[design.covariates :]
    found = made([0.0]) * len(design.sets)
    for number, pieces in enumerate(design.pieces):
        first = number * _PIECE
        by_piece = made(_sums_of_subsets(own[first : min(first + _PIECE, len(design.exposed))]))
        found = list(map(joined, found, map(by_piece.__getitem__, pieces)))
    return found


def _sums_of_subsets(values: Sequence[float]) -> list[float]:
    """Return the sum of every subset, by the number whose bits name it."""
    sums = [0.0]
    for value in values:
        sums += [total + value for total in sums]
    return sums


def _exposed_rows(
    rows: Rows, remedies: Sequence[Sequence[int]], covariates: int, count: int
) -> tuple[list[int], ...]:
    """Return the rows of each exposure, in order."""
    exposed: tuple[list[int], ...] = tuple([] for _ in range(count))
    for row, number in enumerate(rows.sets):
        for column in remedies[number]:
            exposed[column - covariates].append(row)
    return exposed


def _picker(rows: list[int]) -> Picker:
    if len(rows) > 1:
        return itemgetter(*rows)
    return lambda values: [values[row] for row in rows]


def _add_rows(
    rows: Rows,
    days: Iterable[int],
    table: HourTable,
    masks: Sequence[int],
    numbers: dict[int, int],
) -> Iterator[tuple[int, int]]:
    """Add up the hours of some days of one stratum and one cluster.

    Args:
        rows: what they are added to.
        days: their numbers.
        table: all hours.
        masks: for each hour the exposures it has, as bits.
        numbers: the number of each set of exposures met so far.

    Yields:
        Each hour with its row.
    """
    known: dict[tuple[int, int], int] = {}
    for day in days:
        for hour in range(day * DAY_H, (day + 1) * DAY_H):
            key = table.patterns[hour], masks[hour]
            row = known.get(key)
            if row is None:
                row = known[key] = len(rows.hours)
                rows.patterns.append(key[0])
                rows.sets.append(numbers.setdefault(key[1], len(numbers)))
                rows.hours.append(0)
                rows.spasms.append(0)
            rows.hours[row] += 1
            rows.spasms[row] += table.spasms[hour]
            yield hour, row


def divided(design: Design, table: HourTable, exposure: int) -> Design:
    """Return a design with one more exposure, whose hours divide its rows."""
    hours: Counter[int] = Counter()
    spasms: Counter[int] = Counter()
    for hour in hours_of(exposure):
        row = design.row_of_hour.get(hour)
        if row is not None:
            hours[row] += 1
            spasms[row] += table.spasms[hour]
    rows = sorted(hours)
    inside = Inside(rows, [hours[row] for row in rows], [spasms[row] for row in rows])
    return design._replace(
        exposures=design.exposures + 1,
        observed=(*design.observed, sum(inside.spasms)),
        inside=inside,
    )


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
