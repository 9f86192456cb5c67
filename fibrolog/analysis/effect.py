"""One exposure's rate ratio with its interval, robust against days that resemble each other.

Source: Liang KY, Zeger SL, Biometrika 1986;73:13-22, for the variance from clusters; Bell RM,
McCaffrey DF, Survey Methodology 2002;28:169-181, for fewer degrees of freedom where few clusters
carry the information.
"""

from __future__ import annotations

import math
from itertools import repeat
from operator import add, mul, sub
from typing import NamedTuple

from fibrolog.analysis.always import always_valid_interval, always_valid_p
from fibrolog.analysis.design import sums_by_pattern, sums_by_set
from fibrolog.analysis.distributions import t_quantile, t_two_sided
from fibrolog.analysis.fit import Fit
from fibrolog.analysis.matrices import cholesky, solved

CONFIDENCE_P = 0.05
# A cluster with less information than this has none but rounding.
_NO_INFORMATION = 1e-15
_FEWEST_DEGREES = 1.0


class Effect(NamedTuple):
    """A rate ratio: spasms in exposed hours against those expected without the exposure.

    Attributes:
        ratio: the rate ratio.
        low: the lower end of its 95% interval, which holds at every look together.
        high: the upper end.
        p: two-sided, of this look alone.
        standard_error: of the log ratio.
        observed: spasms in exposed hours.
        expected: spasms that would be expected there without the exposure.
        p_always: the p-value that holds at every look together.
        low_now: the lower end of the 95% interval of this look alone.
        high_now: the upper end.
    """

    ratio: float
    low: float
    high: float
    p: float
    standard_error: float
    observed: int
    expected: float
    p_always: float = 1.0
    low_now: float = 0.0
    high_now: float = math.inf


def effect(fit: Fit, exposure: int) -> Effect:
    """Return the effect of one of a fit's exposures, by its place among them."""
    column = fit.design.covariates + exposure
    log_ratio = fit.coefficients[column]
    variance, degrees = _robust_variance(fit, column)
    error = math.sqrt(variance)
    reach = t_quantile(CONFIDENCE_P, degrees) * error
    p = t_two_sided(log_ratio / error, degrees)
    low, high = always_valid_interval(log_ratio, error, degrees, CONFIDENCE_P)
    return Effect(
        ratio=math.exp(log_ratio),
        low=low,
        high=high,
        p=p,
        standard_error=error,
        observed=fit.design.observed[column],
        expected=expected_spasms(fit, exposure),
        p_always=always_valid_p(p, error),
        low_now=math.exp(log_ratio - reach),
        high_now=math.exp(log_ratio + reach),
    )


def least_always_p(fit: Fit, exposure: int) -> float:
    """Return what the always-valid p-value of an effect is at least, without working it out.

    No variance is smaller than the model's own, and no t distribution has thinner tails than the
    normal one; and the boundary, as a function of the information, rises before it falls.
    """
    column = fit.design.covariates + exposure
    error = math.sqrt(fit.covariance[column][column])
    p = math.erfc(abs(fit.coefficients[column]) / error / math.sqrt(2))
    return always_valid_p(p, error)


def expected_spasms(fit: Fit, exposure: int) -> float:
    """Return the spasms that the fit expects in the exposed hours without the exposure."""
    column = fit.design.covariates + exposure
    return sum(sums[column] for sums in fit.sums) / math.exp(fit.coefficients[column])


def inflation(fit: Fit, exposure: int) -> float:
    """Return how much the other exposures inflate the variance of this one's log ratio."""
    column, size = fit.design.covariates + exposure, fit.design.covariates
    covariates = [row[:size] for row in fit.information[:size]]
    shared = fit.information[column][:size]
    explained = sum(
        left * right
        for left, right in zip(shared, solved(cholesky(covariates), shared), strict=True)
    )
    return fit.covariance[column][column] * (fit.information[column][column] - explained)


def most_entangled(fit: Fit, exposure: int) -> int | None:
    """Return the other exposure whose estimate is tied most to this one's, if there is one."""
    column, first = fit.design.covariates + exposure, fit.design.covariates
    others = [other for other in range(fit.design.exposures) if other != exposure]
    return max(
        others,
        key=lambda other: (
            abs(fit.covariance[column][first + other])
            / math.sqrt(fit.covariance[first + other][first + other])
        ),
        default=None,
    )


def _robust_variance(fit: Fit, column: int) -> tuple[float, float]:
    """Return the variance of a coefficient and the degrees of freedom it is known with.

    A row's influence is its residual times its centred columns, turned by the covariance. The
    variance is never taken smaller than that of independent Poisson counts.
    """
    scores, weights = _cluster_sums(fit, column)
    told = [weight for weight in weights if weight > _NO_INFORMATION]
    poisson = fit.covariance[column][column]
    if len(told) <= 1:
        return poisson, _FEWEST_DEGREES
    scatter = len(told) / (len(told) - 1) * sum(score * score for score in scores)
    degrees = sum(weights) ** 2 / sum(weight * weight for weight in weights) - 1
    return max(scatter, poisson), max(degrees, _FEWEST_DEGREES)


def _cluster_sums(fit: Fit, column: int) -> tuple[list[float], list[float]]:
    """Return for each cluster the sum of its rows' influences, and its share of information."""
    design, rows, turned = fit.design, fit.design.rows, fit.covariance[column]
    of_pattern, of_set = sums_by_pattern(design, turned), sums_by_set(design, turned)
    means: list[float] = []
    for stratum, sums, spasms in zip(design.strata, fit.sums, design.spasms, strict=True):
        means += repeat(sum(map(mul, turned, sums)) / spasms, stratum.stop - stratum.start)
    both = map(add, map(of_pattern.__getitem__, rows.patterns), map(of_set.__getitem__, rows.sets))
    centred = list(map(sub, both, means))
    influences = list(map(mul, centred, map(sub, rows.spasms, fit.fitted.rows)))
    information = list(map(mul, map(mul, centred, centred), fit.fitted.rows))
    if design.inside is not None:
        own = turned[-1]
        for row, spasms, fitted in zip(
            design.inside.rows, design.inside.spasms, fit.fitted.inside, strict=True
        ):
            influences[row] += own * (spasms - fitted)
            information[row] += own * (2 * centred[row] + own) * fitted
    return (
        [sum(influences[cluster]) for cluster in design.clusters],
        [sum(information[cluster]) for cluster in design.clusters],
    )
