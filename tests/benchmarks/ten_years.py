"""How long the analysis of ten years takes, beside the same worked out in the straightforward way.

    python -m tests.benchmarks.ten_years

Straightforward: for every step of Newton's method a new sum of products over all rows, every check
of the day before a fit of its own from zero, every variance a walk over all rows and columns. What
comes before a fit, the rows and their columns, is the same and is timed on both sides. The figures
of both must agree, or nothing is printed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from random import Random
from time import process_time
from typing import NamedTuple, TypeVar

from fibrolog.analysis.analysis import look
from fibrolog.analysis.design import design
from fibrolog.analysis.distributions import t_two_sided
from fibrolog.analysis.exposure import grouped, hours_before, used_hours
from fibrolog.analysis.history import History
from fibrolog.analysis.hours import HourTable, hour_table
from fibrolog.analysis.matrices import Matrix, cholesky, inverse, solved
from fibrolog.analysis.verdicts import CLAIMS, SIGNIFICANT_P
from tests.benchmarks.looks import cut
from tests.benchmarks.simulation import Scenario, Taking, simulated

DAYS, RATE = 3652, 5.5
USES = 18_775
NEWS_DAYS = 28
_HABITS = (("planned", 0.29), ("evening", 0.31), ("react", 0.05), ("planned", 0.29), ("feel", 0.31))
_RATIOS = (1, 0.8, 1, 1.2, 1)
_MOST_STEPS, _CONVERGED, _LONGEST_STEP = 40, 1e-8, 1.5
_AGREE = 1e-6

Found = TypeVar("Found")


def ten_years() -> History:
    """Return ten years with twenty remedies."""
    remedies = {
        f"remedy {number}": Taking(habit, chance, _RATIOS[number // 4])  # type: ignore[arg-type]  # a habit
        for number in range(20)
        for habit, chance in [_HABITS[number % 5]]
    }
    scenario = Scenario(flare=2, frailty=True)
    whole = simulated(scenario, remedies, days=DAYS, rate=RATE, seed="ten years")
    every = [(name, use) for name, uses in whole.uses.items() for use in uses]
    kept = set(Random("uses").sample(every, USES))
    uses = {
        name: tuple(use for use in uses if (name, use) in kept) for name, uses in whole.uses.items()
    }
    return History(whole.days, whole.observed, whole.spasms, uses)


class _Row(NamedTuple):
    cluster: int
    stratum: int
    columns: tuple[int, ...]
    hours: int
    spasms: int


class _Fit(NamedTuple):
    beta: list[float]
    fitted: list[float]
    centres: list[list[float]]
    covariance: Matrix


def straightforward(history: History) -> dict[str, tuple[float, float, float | None]]:
    """Return for each remedy its ratio, its p and the p of the day before it, where looked at."""
    table = hour_table(history)
    used = {name: used_hours(uses, history.days) for name, uses in history.uses.items()}
    groups = grouped(used, table)
    exposures = [group.exposed for group in groups]
    first = table.column_count
    rows = _rows(table, exposures)
    joint = _fitted(rows, first, len(exposures))
    found = {}
    for place, group in enumerate(groups):
        beta, p = _tested(rows, joint, first + place)
        lead_p = None
        if p <= SIGNIFICANT_P:
            with_lead = _rows(table, [*exposures, hours_before(group.used)])
            lead = _fitted(with_lead, first, len(exposures) + 1)
            lead_p = _tested(with_lead, lead, first + len(exposures))[1]
        found[" + ".join(group.remedies)] = math.exp(beta), p, lead_p
    return found


def _rows(table: HourTable, exposures: Sequence[int]) -> list[_Row]:
    laid_out = design(table, exposures)
    rows = laid_out.rows
    clusters = [
        n for n, inside in enumerate(laid_out.clusters) for _ in range(inside.start, inside.stop)
    ]
    strata = [
        n for n, inside in enumerate(laid_out.strata) for _ in range(inside.start, inside.stop)
    ]
    return [
        _Row(
            clusters[row],
            strata[row],
            (*laid_out.patterns[rows.patterns[row]], *laid_out.remedies[rows.sets[row]]),
            rows.hours[row],
            rows.spasms[row],
        )
        for row in range(len(rows.hours))
    ]


def _fitted(rows: Sequence[_Row], covariates: int, exposures: int) -> _Fit:
    size = covariates + exposures
    ridge = [0.1] * covariates + [0.44] * exposures
    beta = [0.0] * size
    for _ in range(_MOST_STEPS):
        _, _, gradient, hessian = _at(rows, beta, ridge)
        steps = [
            max(-_LONGEST_STEP, min(_LONGEST_STEP, step))
            for step in solved(cholesky(hessian), gradient)
        ]
        beta = [old + step for old, step in zip(beta, steps, strict=True)]
        if max(map(abs, steps)) < _CONVERGED:
            break
    fitted, centres, _, hessian = _at(rows, beta, ridge)
    return _Fit(beta, fitted, centres, inverse(hessian))


def _at(
    rows: Sequence[_Row], beta: Sequence[float], ridge: Sequence[float]
) -> tuple[list[float], list[list[float]], list[float], Matrix]:
    """Return fitted spasms, the centres of the strata, the gradient and the Hessian."""
    size, strata = len(beta), rows[-1].stratum + 1
    weights = [row.hours * math.exp(sum(beta[column] for column in row.columns)) for row in rows]
    seen, expected = [0] * strata, [0.0] * strata
    for row, weight in zip(rows, weights, strict=True):
        seen[row.stratum] += row.spasms
        expected[row.stratum] += weight
    fitted = [
        weight * seen[row.stratum] / expected[row.stratum]
        for row, weight in zip(rows, weights, strict=True)
    ]
    gradient = [-weight * value for weight, value in zip(ridge, beta, strict=True)]
    hessian = [[0.0] * size for _ in range(size)]
    centres = [[0.0] * size for _ in range(strata)]
    for row, mean in zip(rows, fitted, strict=True):
        centre = centres[row.stratum]
        for column in row.columns:
            gradient[column] += row.spasms - mean
            centre[column] += mean
            for other in row.columns:
                hessian[column][other] += mean
    for centre, spasms in zip(centres, seen, strict=True):
        for column in range(size):
            for other in range(size):
                hessian[column][other] -= centre[column] * centre[other] / spasms
        centre[:] = [value / spasms for value in centre]
    for column, weight in enumerate(ridge):
        hessian[column][column] += weight
    return fitted, centres, gradient, hessian


def _tested(rows: Sequence[_Row], found: _Fit, column: int) -> tuple[float, float]:
    turned = found.covariance[column]
    clusters = rows[-1].cluster + 1
    scores, information = [0.0] * clusters, [0.0] * clusters
    means = [
        sum(left * right for left, right in zip(turned, centre, strict=True))
        for centre in found.centres
    ]
    for row, mean in zip(rows, found.fitted, strict=True):
        centred = sum(turned[other] for other in row.columns) - means[row.stratum]
        scores[row.cluster] += centred * (row.spasms - mean)
        information[row.cluster] += centred * centred * mean
    told = sum(one > 1e-15 for one in information)
    variance = told / (told - 1) * sum(score * score for score in scores)
    df = max(1, sum(information) ** 2 / sum(one * one for one in information) - 1)
    error = math.sqrt(max(variance, turned[column]))
    return found.beta[column], t_two_sided(found.beta[column] / error, df)


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    begun = process_time()
    return work(), process_time() - begun


def main() -> None:
    """Print the times, in seconds of the processor."""
    history = ten_years()
    ours, our_time = _timed(lambda: look(history))
    claims = [one.remedies for one in ours.judgements if one.verdict in CLAIMS]
    earlier = cut(history, history.days - NEWS_DAYS)
    _, second_time = _timed(lambda: look(earlier, other=ours, wanted=claims))
    theirs, their_time = _timed(lambda: straightforward(history))
    leads = 0
    for one in ours.judgements:
        assert one.effect is not None
        ratio, p, lead_p = theirs[one.name]
        pairs = [(one.effect.ratio, ratio), (one.effect.p, p)]
        if one.lead is not None and lead_p is not None:
            pairs.append((one.lead.p, lead_p))
            leads += 1
        assert all(math.isclose(*pair, rel_tol=_AGREE) for pair in pairs), one.name
    uses = sum(map(len, history.uses.values()))
    sys.stdout.write(
        f"{history.days} days, {len(history.spasms)} spasms, {len(history.uses)} remedies, "
        f"{uses} uses, {leads} looks at the day before\n"
        f"straightforward {their_time:.2f} s\n"
        f"fibrolog {our_time:.2f} s: {our_time / their_time:.2f} times\n"
        f"the look four weeks earlier {second_time:.2f} s: {second_time / our_time:.2f} times the "
        "first\n"
    )


if __name__ == "__main__":
    main()
