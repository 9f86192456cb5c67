"""Fitting the conditional Poisson model: each stratum's own rate profiled out exactly.

Newton's method needs the right gradient, not the newest Hessian: a factorised one serves as long
as the steps it gives shrink fast, and the coefficients that no step moves any more are the same.

Source: Farrington CP, Biometrics 1995;51:228-235, for the conditional likelihood; Xu S and
others, Stat Med 2012;31:2893-2907, for fitting it without a column for each stratum; Kelley CT,
Iterative Methods for Linear and Nonlinear Equations, 1995, 5.4, for keeping a factorised matrix.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import mul
from typing import NamedTuple

from fibrolog.analysis.design import (
    Design,
    add_columns,
    added_up,
    factors_by_set,
    sums_by_pattern,
)
from fibrolog.analysis.matrices import Matrix, NotPositiveDefinite, cholesky, inverse, solved

_LONGEST_STEP = 1.5
_CONVERGED = 1e-8
_MOST_STEPS = 40
# A factorised Hessian is kept while each step is at most this share of the one before it.
_FAST = 0.1
# Steps as short as this leave a tenth of them to go at most: little beside any standard error.
_ROUGH = 1e-2
# What is left to go after the last step, judged by how fast the steps shrink.
_LEFT_TO_GO = 1e-10


class Fitted(NamedTuple):
    """The spasms that some coefficients expect; those of a stratum add up to its own.

    Attributes:
        rows: in each row.
        inside: in the hours that the design's last exposure has of each row it divides.
    """

    rows: list[float]
    inside: list[float]


class Fit(NamedTuple):
    """A fitted model.

    Attributes:
        design: its rows and columns.
        coefficients: log rate ratios, covariates first.
        fitted: the spasms that they expect.
        sums: for each stratum the fitted spasms of each column.
        information: the Hessian of the penalised negative log likelihood, ridge included.
        covariance: its inverse.
    """

    design: Design
    coefficients: list[float]
    fitted: Fitted
    sums: list[list[float]]
    information: Matrix
    covariance: Matrix


def fit(
    design: Design,
    start: Sequence[float] = (),
    without: Fit | None = None,
    *,
    rough: bool = False,
) -> Fit:
    """Fit the model by Newton's method.

    Args:
        design: the rows and columns.
        start: coefficients to begin from, where some are known; otherwise zero.
        without: the fit of the same rows before one more exposure divided them.
        rough: two digits will do, with the Hessian of the fit without the exposure.
    """
    known = start or (() if without is None else without.coefficients)
    coefficients = [*known, *[0.0] * (design.columns - len(known))]
    fitted = _fitted(design, coefficients)
    lower: Matrix | None = None
    longest = math.inf
    for _ in range(_MOST_STEPS):
        if without is not None:
            spread = _spread(design, fitted.inside)
            bordered = _with_inside(without.information, without.sums, design, spread)
            try:
                lower = cholesky(bordered)
            except NotPositiveDefinite:  # too much has changed since
                lower = without = None
            else:
                if rough and longest < _ROUGH:
                    sums = _sums_with_inside(without.sums, design, spread)
                    return Fit(design, coefficients, fitted, sums, bordered, inverse(bordered))
        if lower is None:
            lower = cholesky(_information(design, fitted)[0])
        coefficients, step = _stepped(design, fitted, coefficients, lower)
        fitted = _fitted(design, coefficients)
        before, longest = longest, step
        if longest < _CONVERGED and longest * longest <= _LEFT_TO_GO * before:
            break
        if longest > _FAST * before or longest >= _LONGEST_STEP:
            lower = without = None
    information, sums = _information(design, fitted)
    coefficients, _ = _stepped(design, fitted, coefficients, cholesky(information))
    return Fit(design, coefficients, fitted, sums, information, inverse(information))


def _stepped(
    design: Design, fitted: Fitted, coefficients: Sequence[float], lower: Matrix
) -> tuple[list[float], float]:
    """Return the coefficients after a step, and the longest change of one."""
    steps = [_cut(step) for step in solved(lower, _gradient(design, fitted, coefficients))]
    moved = [old + step for old, step in zip(coefficients, steps, strict=True)]
    return moved, max(map(abs, steps), default=0.0)


def _cut(step: float) -> float:
    return max(-_LONGEST_STEP, min(_LONGEST_STEP, step))


def _fitted(design: Design, coefficients: Sequence[float]) -> Fitted:
    by_pattern = list(map(math.exp, sums_by_pattern(design, coefficients)))
    by_set, rows = factors_by_set(design, coefficients), design.rows
    weights = [
        hours * by_pattern[pattern] * by_set[number]
        for hours, pattern, number in zip(rows.hours, rows.patterns, rows.sets, strict=True)
    ]
    inside: list[float] = []
    if design.inside is not None:
        factor = math.exp(coefficients[-1])
        for row, hours in zip(design.inside.rows, design.inside.hours, strict=True):
            outside = rows.hours[row] - hours
            hourly = weights[row] / rows.hours[row]
            inside.append(hourly * hours * factor)
            weights[row] = hourly * (outside + hours * factor)
    fitted: list[float] = []
    for stratum, spasms in zip(design.strata, design.spasms, strict=True):
        own = weights[stratum]
        fitted += map(mul, own, repeat(spasms / sum(own)))
    if design.inside is not None:
        inside = [
            fitted[row] / weights[row] * weight
            for row, weight in zip(design.inside.rows, inside, strict=True)
        ]
    return Fitted(fitted, inside)


def _totals(design: Design, values: Sequence[float]) -> list[float]:
    """Return for each column the sum of its rows' values, but for one that divides rows."""
    by_pattern = added_up(values, design.rows.patterns, len(design.patterns))
    covariates = [0.0] * design.covariates
    add_columns(design.patterns, by_pattern, covariates)
    return covariates + [sum(pick(values)) for pick in design.pick]


def _gradient(design: Design, fitted: Fitted, coefficients: Sequence[float]) -> list[float]:
    """Return observed less fitted spasms of each column, less the ridge's pull."""
    totals = _totals(design, fitted.rows)
    if design.inside is not None:
        totals.append(sum(fitted.inside))
    return [
        seen - expected - weight * value
        for seen, expected, weight, value in zip(
            design.observed, totals, design.ridge(), coefficients, strict=True
        )
    ]


def _information(design: Design, fitted: Fitted) -> tuple[Matrix, list[list[float]]]:
    """Return the sum over rows of fitted spasms times the product of centred columns, and ridge.

    Centring in a stratum takes the product of its column sums over its spasms off the sum of
    products. Columns of zeros and ones need no multiplication: a product of two is the sum of the
    rows that have both.

    Returns:
        The matrix, and for each stratum the fitted spasms of each column.
    """
    exposed = [pick(fitted.rows) for pick in design.pick]
    stratum_sums = _stratum_sums(design, fitted.rows, exposed)
    matrix = _products(design, fitted.rows, exposed)
    ridge = design.ridge()
    scales = [1 / math.sqrt(spasms) for spasms in design.spasms]
    scaled = [
        [sums[column] * scale for sums, scale in zip(stratum_sums, scales, strict=True)]
        for column in range(len(matrix))
    ]
    for column, values in enumerate(scaled):
        for other in range(column):
            matrix[column][other] -= sum(map(mul, values, scaled[other]))
            matrix[other][column] = matrix[column][other]
        matrix[column][column] += ridge[column] - sum(map(mul, values, values))
    if design.inside is not None:
        inside = _spread(design, fitted.inside)
        matrix = _with_inside(matrix, stratum_sums, design, inside)
        stratum_sums = _sums_with_inside(stratum_sums, design, inside)
    return matrix, stratum_sums


def _sums_with_inside(
    stratum_sums: Sequence[Sequence[float]], design: Design, inside: Sequence[float]
) -> list[list[float]]:
    """Return for each stratum the fitted spasms of each column, with those of the last."""
    return [
        [*sums, sum(inside[stratum])]
        for sums, stratum in zip(stratum_sums, design.strata, strict=True)
    ]


def _spread(design: Design, inside: Iterable[float]) -> list[float]:
    """Return for every row what it has inside the exposure that divides rows."""
    found = [0.0] * len(design.rows.hours)
    if design.inside is not None:
        for row, value in zip(design.inside.rows, inside, strict=True):
            found[row] = value
    return found


def _with_inside(
    matrix: Matrix,
    stratum_sums: Sequence[Sequence[float]],
    design: Design,
    inside: Sequence[float],
) -> Matrix:
    """Return a Hessian with one more column, for the exposure that divides rows.

    Args:
        matrix: without it.
        stratum_sums: for each stratum the fitted spasms of the other columns.
        design: the rows.
        inside: the fitted spasms of the new column in each of them.
    """
    shared, own = _totals(design, inside), [sum(inside[stratum]) for stratum in design.strata]
    corner = sum(own) + design.ridge()[-1]
    for sums, part, spasms in zip(stratum_sums, own, design.spasms, strict=True):
        share = part / spasms
        shared = [total - share * value for total, value in zip(shared, sums, strict=True)]
        corner -= share * part
    return [*([*row, value] for row, value in zip(matrix, shared, strict=True)), [*shared, corner]]


def _stratum_sums(
    design: Design, fitted: Sequence[float], exposed: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Return for each stratum the fitted spasms of each column.

    Args:
        design: the rows.
        fitted: of each.
        exposed: of the rows of each exposure.
    """
    bounds = [
        [bisect_left(rows, stratum.start) for stratum in design.strata] + [len(rows)]
        for rows in design.exposed
    ]
    found = []
    for place, stratum in enumerate(design.strata):
        by_pattern: dict[int, float] = {}
        for pattern, value in zip(design.rows.patterns[stratum], fitted[stratum], strict=True):
            by_pattern[pattern] = by_pattern.get(pattern, 0.0) + value
        covariates = [0.0] * design.covariates
        columns = [design.patterns[pattern] for pattern in by_pattern]
        add_columns(columns, by_pattern.values(), covariates)
        found.append(
            covariates
            + [
                sum(values[begins[place] : begins[place + 1]])
                for values, begins in zip(exposed, bounds, strict=True)
            ]
        )
    return found


def _products(
    design: Design, fitted: Sequence[float], exposed: Sequence[Sequence[float]]
) -> Matrix:
    """Return the lower triangle of the sums of products of the columns as they are."""
    rows, covariates = design.rows, design.covariates
    size = covariates + len(design.exposed)
    matrix = [[0.0] * size for _ in range(size)]
    by_pattern = added_up(fitted, rows.patterns, len(design.patterns))
    by_set = added_up(fitted, rows.sets, len(design.sets))
    for parts, sums in ((design.patterns, by_pattern), (design.remedies, by_set)):
        for part, value in zip(parts, sums, strict=True):
            for count, column in enumerate(part, 1):
                row = matrix[column]
                for other in part[:count]:
                    row[other] += value
    for row, values, pick in zip(matrix[covariates:], exposed, design.pick, strict=True):
        shared = added_up(values, pick(rows.patterns), len(design.patterns))
        add_columns(design.patterns, shared, row)
    return matrix
