"""A p-value and an interval that hold however often the diary is looked at.

A test made for one look is wrong at some look of a weekly report far more often than once in
twenty. Robbins' normal mixture pays for all looks at once: with information V = 1/se^2 and the
look's p-value turned to a normal z, the mixture of likelihood ratios over true values with
variance 1/rho exceeds 1/p at some look with a probability of at most p.

Sources: Robbins H, Ann Math Stat 1970;41:1397-1409; Howard SR, Ramdas A, McAuliffe J, Sekhon J,
Ann Stat 2021;49:1055-1080; Johari R, Koomen P, Pekelis L, Walsh D, Oper Res 2022;70:1806-1821,
for always-valid p-values, also with Benjamini and Hochberg's correction.
"""

from __future__ import annotations

import math

from fibrolog.analysis.distributions import normal_quantile, t_quantile

# The boundary is tightest near V = 16, where a halving is just found in a diary of some months.
_RHO = 2.0
# No tail is taken for smaller.
_SMALLEST_TAIL = 1e-300
# No end of an interval of a log ratio is told beyond.
_FARTHEST = 50.0


def always_valid_p(p: float, standard_error: float) -> float:
    """Return a p-value for all looks together from one look's, by its logarithm throughout.

    Args:
        p: two-sided.
        standard_error: of the log ratio; infinite where nothing is known.
    """
    z = normal_quantile(max(p, _SMALLEST_TAIL) / 2)
    # V / (V + rho), which neither a tiny nor an infinite error makes overflow.
    share = 1 / (1 + _RHO * standard_error * standard_error)
    return math.exp(min(0.0, _log_growth(standard_error) / 2 - z * z * share / 2))


def always_valid_interval(
    log_ratio: float, standard_error: float, df: float, level: float
) -> tuple[float, float]:
    """Return the ratios whose always-valid p-value is at least `level`.

    Args:
        log_ratio: the estimate.
        standard_error: of it.
        df: the degrees of freedom of its Student t.
        level: 0.05 for a 95% interval.
    """
    growth = _log_growth(standard_error) - 2 * math.log(level)
    z = math.sqrt((1 + _RHO * standard_error * standard_error) * growth)
    tail = max(math.erfc(z / math.sqrt(2)), _SMALLEST_TAIL)
    reach = t_quantile(tail, df) * standard_error
    return (
        math.exp(max(-_FARTHEST, log_ratio - reach)),
        math.exp(min(_FARTHEST, log_ratio + reach)),
    )


def _log_growth(standard_error: float) -> float:
    """Return ln((V + rho) / rho)."""
    ratio = math.inf if standard_error == 0 else -2 * math.log(standard_error) - math.log(_RHO)
    return max(ratio, 0.0) + math.log1p(math.exp(-abs(ratio)))
