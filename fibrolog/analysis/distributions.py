"""Student's t and the correction for many tests, without a package for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

# Lentz's method gains about a digit a step here, Newton's doubles them: both have converged long
# before this many.
_MOST_STEPS = 500
_TINY = 1e-300
_PRECISION = 1e-16


def t_two_sided(t: float, df: float) -> float:
    """Return the two-sided p-value of Student's t with `df` (not necessarily whole) degrees.

    Source: Abramowitz M, Stegun IA, Handbook of Mathematical Functions, 26.7.1 and 26.5.2.
    """
    square = t * t
    return _incomplete_beta(df / 2, 0.5, df / (df + square), square / (df + square))


def t_quantile(p: float, df: float) -> float:
    """Return the t whose two-sided p-value is `p`, for 0 < p < 1.

    From 0 on the p-value falls ever more slowly, so Newton's steps never lead past the solution.
    """
    t = 0.0
    for _ in range(_MOST_STEPS):
        step = (t_two_sided(t, df) - p) / (2 * _t_density(t, df))
        t += step
        if step <= _PRECISION * t:
            break
    return t


def _t_density(t: float, df: float) -> float:
    """Return the density of Student's t (26.7.2 there)."""
    log_front = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    return math.exp(log_front - (df + 1) / 2 * math.log1p(t * t / df))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the q-values, in the order of the p-values.

    Source: Benjamini Y, Hochberg Y, J R Stat Soc B 1995;57:289-300.
    """
    q_values = [1.0] * len(p_values)
    smallest = 1.0
    ranked = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    for rank, place in zip(range(len(p_values), 0, -1), ranked, strict=True):
        smallest = min(smallest, p_values[place] * len(p_values) / rank)
        q_values[place] = smallest
    return q_values


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), by its continued fraction.

    Args:
        a: above 0.
        b: above 0.
        x: from 0 to 1.
        rest: 1 - x, which the caller knows to more digits than the difference has.
    """
    if x <= 0 or rest <= 0:
        return float(rest <= 0)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - _incomplete_beta(b, a, rest, x)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(x) + b * math.log(rest)
    )  # fmt: skip
    return math.exp(log_front) / a / _beta_fraction(a, b, x)


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction below I_x(a, b) (26.5.8 there) by Lentz's method."""
    fraction = c = 1.0
    d = 0.0
    for step in range(1, _MOST_STEPS):
        m = step // 2
        if step % 2:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + numerator * d or _TINY)
        c = 1 + numerator / c or _TINY
        fraction *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return fraction
