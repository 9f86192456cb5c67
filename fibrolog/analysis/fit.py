"""Fitting the conditional Poisson model: each stratum's own rate profiled out exactly.

Source: Farrington CP, Biometrics 1995;51:228-235, for the conditional likelihood; Xu S and
others, Stat Med 2012;31:2893-2907, for fitting it without a column for each stratum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from fibrolog.analysis.design import Design
from fibrolog.analysis.matrices import Matrix, cholesky, inverse, solved

_LONGEST_STEP = 1.5
_CONVERGED = 1e-8
_MOST_STEPS = 40


class Rates(NamedTuple):
    """What some coefficients make of the rows.

    Attributes:
        pattern_factors: for each covariate pattern the factor it puts on the rate.
        remedy_factors: for each set of exposures likewise.
        scales: for each stratum the spasms expected in an hour at the reference levels, such
            that its fitted spasms add up to its own.
        sums: for each stratum the fitted spasms of each column.
        crossed: for each set of exposures the fitted spasms by covariate pattern.
    """

    pattern_factors: list[float]
    remedy_factors: list[float]
    scales: list[float]
    sums: list[list[float]]
    crossed: list[dict[int, float]]


class Fit(NamedTuple):
    """A fitted model.

    Attributes:
        design: its rows and columns.
        coefficients: log rate ratios, covariates first.
        information: the Hessian of the penalised negative log likelihood, ridge included.
        covariance: its inverse.
        rates: the fitted rates.
    """

    design: Design
    coefficients: list[float]
    information: Matrix
    covariance: Matrix
    rates: Rates


def fit(design: Design, start: Sequence[float] = ()) -> Fit:
    """Fit the model by Newton's method.

    Args:
        design: the rows and columns.
        start: coefficients to begin from, where some are known; otherwise zero.
    """
    coefficients = [*start, *[0.0] * (design.columns - len(start))]
    for _ in range(_MOST_STEPS):
        rates = _rates(design, coefficients)
        lower = cholesky(_information(design, rates))
        steps = [_cut(step) for step in solved(lower, _gradient(design, rates, coefficients))]
        coefficients = [old + step for old, step in zip(coefficients, steps, strict=True)]
        if max(map(abs, steps), default=0.0) < _CONVERGED:
            break
    rates = _rates(design, coefficients)
    information = _information(design, rates)
    return Fit(design, coefficients, information, inverse(information), rates)


def _cut(step: float) -> float:
    return max(-_LONGEST_STEP, min(_LONGEST_STEP, step))


def _rates(design: Design, coefficients: Sequence[float]) -> Rates:
    pattern_factors = _factors(design.patterns, coefficients)
    remedy_factors = _factors(design.remedies, coefficients)
    crossed: list[dict[int, float]] = [{} for _ in design.remedies]
    scales: list[float] = []
    sums: list[list[float]] = []
    for rows, spasms in zip(design.strata, design.spasms, strict=True):
        weights = [
            hours * pattern_factors[pattern] * remedy_factors[remedies]
            for pattern, remedies, hours, _ in rows
        ]
        scale = spasms / sum(weights)
        by_pattern: dict[int, float] = {}
        by_remedies: dict[int, float] = {}
        for (pattern, remedies, _, _), weight in zip(rows, weights, strict=True):
            fitted = scale * weight
            by_pattern[pattern] = by_pattern.get(pattern, 0.0) + fitted
            by_remedies[remedies] = by_remedies.get(remedies, 0.0) + fitted
            cross = crossed[remedies]
            cross[pattern] = cross.get(pattern, 0.0) + fitted
        scales.append(scale)
        sums.append(_column_sums(design, by_pattern, by_remedies))
    return Rates(pattern_factors, remedy_factors, scales, sums, crossed)


def _factors(parts: Sequence[Sequence[int]], coefficients: Sequence[float]) -> list[float]:
    return [math.exp(sum(coefficients[column] for column in columns)) for columns in parts]


def _column_sums(
    design: Design, by_pattern: dict[int, float], by_remedies: dict[int, float]
) -> list[float]:
    sums = [0.0] * design.columns
    for parts, fitted in ((design.patterns, by_pattern), (design.remedies, by_remedies)):
        for number, spasms in fitted.items():
            for column in parts[number]:
                sums[column] += spasms
    return sums


def _gradient(design: Design, rates: Rates, coefficients: Sequence[float]) -> list[float]:
    """Return observed less fitted spasms of each column, less the ridge's pull."""
    fitted = map(sum, zip(*rates.sums, strict=True)) if rates.sums else [0.0] * design.columns
    return [
        seen - expected - weight * value
        for seen, expected, weight, value in zip(
            design.observed, fitted, design.ridge(), coefficients, strict=True
        )
    ]


def _information(design: Design, rates: Rates) -> Matrix:
    """Return the sum over rows of fitted spasms times the product of centred columns, and ridge.

    Centring in a stratum takes the product of its column sums over its spasms off the sum of
    products, and those are gathered by pattern and by set of exposures first.
    """
    matrix = _products(design, rates.crossed)
    for sums, spasms in zip(rates.sums, design.spasms, strict=True):
        used = [(column, value) for column, value in enumerate(sums) if value]
        for column, value in used:
            row, share = matrix[column], value / spasms
            for other, value_there in used:
                row[other] -= share * value_there
    for column, weight in enumerate(design.ridge()):
        matrix[column][column] += weight
    return matrix


def _products(design: Design, crossed: Sequence[dict[int, float]]) -> Matrix:
    matrix = [[0.0] * design.columns for _ in range(design.columns)]
    whole_patterns = [0.0] * len(design.patterns)
    for columns, cross in zip(design.remedies, crossed, strict=True):
        shared = [0.0] * design.covariates
        for pattern, fitted in cross.items():
            whole_patterns[pattern] += fitted
            for column in design.patterns[pattern]:
                shared[column] += fitted
        _add_square(matrix, columns, sum(cross.values()))
        for column in columns:
            row = matrix[column]
            for other, fitted in enumerate(shared):
                row[other] += fitted
                matrix[other][column] += fitted
    for columns, fitted in zip(design.patterns, whole_patterns, strict=True):
        _add_square(matrix, columns, fitted)
    return matrix


def _add_square(matrix: Matrix, columns: Sequence[int], fitted: float) -> None:
    for column in columns:
        row = matrix[column]
        for other in columns:
            row[other] += fitted
