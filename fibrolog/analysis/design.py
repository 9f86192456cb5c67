"""The rows of the model: usable hours with everything in common, added up.

A row's linear predictor is a sum of two parts, one of its covariate pattern and one of the set
of remedies it follows. Both take few values, so every sum over rows that the fit needs is first
gathered by pattern and by set; a row itself costs a handful of operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from fibrolog.analysis.exposure import hours_by_day
from fibrolog.analysis.hours import CLUSTER_DAYS, DAY_H, HourTable

# The ridge penalties are 1/variance: a prior standard deviation of 1.5 on a log rate ratio, and a
# looser one on everything else, for stability.
REMEDY_RIDGE = 0.44
COVARIATE_RIDGE = 0.1


class Row(NamedTuple):
    """Hours of one stratum, or one cluster of it, with the same pattern and the same remedies."""

    pattern: int
    remedies: int
    hours: int
    spasms: int


class Design(NamedTuple):
    """A model's rows and columns: the covariates' columns first, then one for each exposure.

    Attributes:
        covariates: how many covariate columns there are.
        exposures: how many exposure columns there are.
        patterns: for each covariate pattern its columns.
        remedies: for each set of exposures its columns.
        strata: the rows of each stratum that has a spasm.
        spasms: how many each of them has.
        observed: for each column the spasms in its hours.
        clusters: for each 4-day cluster its rows, by the place of their stratum in `strata`.
    """

    covariates: int
    exposures: int
    patterns: tuple[tuple[int, ...], ...]
    remedies: tuple[tuple[int, ...], ...]
    strata: tuple[tuple[Row, ...], ...]
    spasms: tuple[int, ...]
    observed: tuple[int, ...]
    clusters: tuple[tuple[tuple[int, Row], ...], ...]

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
    masks, cells = _cells(table, exposures)
    strata: dict[int, dict[tuple[int, int], list[int]]] = {}
    for (_, stratum), counts in cells.items():
        _add_up(strata.setdefault(stratum, {}), counts)
    told = [stratum for stratum in sorted(strata) if any(y for _, y in strata[stratum].values())]
    places = {stratum: place for place, stratum in enumerate(told)}
    clusters: dict[int, list[tuple[int, Row]]] = {}
    for (cluster, stratum), counts in cells.items():
        if stratum in places:
            clusters.setdefault(cluster, []).extend((places[stratum], row) for row in _rows(counts))
    remedies = tuple(tuple(table.column_count + place for place in _bits(mask)) for mask in masks)
    rows = tuple(_rows(strata[stratum]) for stratum in told)
    observed = [0] * (table.column_count + len(exposures))
    for row in chain.from_iterable(rows):
        for column in (*table.columns[row.pattern], *remedies[row.remedies]):
            observed[column] += row.spasms
    return Design(
        covariates=table.column_count,
        exposures=len(exposures),
        patterns=table.columns,
        remedies=remedies,
        strata=rows,
        spasms=tuple(sum(row.spasms for row in stratum) for stratum in rows),
        observed=tuple(observed),
        clusters=tuple(map(tuple, clusters.values())),
    )


# For each covariate pattern and set of exposures: hours and spasms.
_Cells = dict[tuple[int, int], list[int]]


def _cells(
    table: HourTable, exposures: Sequence[int]
) -> tuple[list[int], dict[tuple[int, int], _Cells]]:
    """Return the sets of exposures that occur, and the hours of each cluster and stratum."""
    by_day = [hours_by_day(hours, table.days) for hours in exposures]
    numbers: dict[int, int] = {}
    cells: dict[tuple[int, int], _Cells] = {}
    for day in table.usable_days:
        rows = cells.setdefault((day // CLUSTER_DAYS, table.stratum(day)), {})
        active = [(1 << place, days[day]) for place, days in enumerate(by_day) if days[day]]
        for hour in range(DAY_H):
            mask = sum(bit for bit, hours in active if hours >> hour & 1)
            place = day * DAY_H + hour
            key = table.patterns[place], numbers.setdefault(mask, len(numbers))
            cell = rows.setdefault(key, [0, 0])
            cell[0] += 1
            cell[1] += table.spasms[place]
    return list(numbers), cells


def _add_up(total: _Cells, cells: _Cells) -> None:
    for key, (hours, spasms) in cells.items():
        cell = total.setdefault(key, [0, 0])
        cell[0] += hours
        cell[1] += spasms


def _rows(cells: _Cells) -> tuple[Row, ...]:
    return tuple(Row(*key, *cell) for key, cell in cells.items())


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
