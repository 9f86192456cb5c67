"""Student's t and the correction for many tests, without a package for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

# Lentz's method gains about a digit a step here, Newton's doubles them: both have converged long
# before this many.
_MOST_STEPS = 500
_TINY = 1e-300
_PRECISION = 1e-16
# Newton's steps square their error, so after one as small there is none left.
_LAST_STEP = 1e-9


def normal_quantile(tail: float) -> float:
    """Return the z above which a standard normal lies with probability `tail`, up to 1/2.

    P(N > z) <= exp(-z^2 / 2) / 2 gives a z that is not too small. The logarithm of the tail is
    concave, so from there on Newton's steps fall towards the solution and never past it.
    """
    z = math.sqrt(-2 * math.log(min(1.0, 2 * tail)))
    for _ in range(_MOST_STEPS):
        above = math.erfc(z / math.sqrt(2)) / 2
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        lower = z - math.log(above / tail) * -above / density
        if not 0 <= lower < z:
            break
        z = lower
    return z


def t_two_sided(t: float, df: float) -> float:
    """Return the two-sided p-value of Student's t with `df` (not necessarily whole) degrees."""
    return math.exp(_log_t_two_sided(t, df)) if t else 1.0


def t_quantile(p: float, df: float) -> float:
    """Return the t whose two-sided p-value is `p`, for 0 < p < 1.

    The logarithm of p is a concave function of that of t, and close to a straight line far out,
    where p is tiny; so Newton's steps in logarithms soon fall towards the solution.
    """
    log_p, log_t = math.log(p), math.log(normal_quantile(p / 2))
    for _ in range(_MOST_STEPS):
        log_tail = _log_t_two_sided(math.exp(log_t), df)
        slope = -2 * math.exp(log_t + _log_t_density(math.exp(log_t), df) - log_tail)
        step = (log_p - log_tail) / slope
        log_t += step
        if abs(step) <= _LAST_STEP:
            break
    return math.exp(log_t)


def _log_t_two_sided(t: float, df: float) -> float:
    """Return the logarithm of the two-sided p-value of a t that is not 0.

    Source: Abramowitz M, Stegun IA, Handbook of Mathematical Functions, 26.7.1 and 26.5.2.
    """
    # With r^2 = t^2 / df, x = 1 / (1 + r^2); both logarithms, lest a huge t overflow.
    log_square = 2 * math.log(abs(t)) - math.log(df)
    log_whole = max(log_square, 0.0) + math.log1p(math.exp(-abs(log_square)))
    return _log_incomplete_beta(df / 2, 0.5, -log_whole, log_square - log_whole)


def _log_t_density(t: float, df: float) -> float:
    """Return the logarithm of the density of Student's t (26.7.2 there)."""
    log_front = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    root = t / math.sqrt(df)
    return log_front - (df + 1) * math.log(math.hypot(1, root))


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


def _log_incomplete_beta(a: float, b: float, log_x: float, log_rest: float) -> float:
    """Return the logarithm of the regularised incomplete beta function I_x(a, b).

    Args:
        a: above 0.
        b: above 0.
        log_x: the logarithm of an x between 0 and 1.
        log_rest: the logarithm of 1 - x, which the caller knows to more digits than the
            difference has.
    """
    x = math.exp(log_x)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return math.log1p(-math.exp(_log_incomplete_beta(b, a, log_rest, log_x)))
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * log_x + b * log_rest
    return log_front - math.log(a) - math.log(_beta_fraction(a, b, x))


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
