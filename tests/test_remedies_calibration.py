"""A short version of the calibration: the error rates hold, and would show it if they did not."""

from __future__ import annotations

import pytest

from fibrolog.analysis import effect, exposure
from fibrolog.analysis.fit import Fit
from tests.benchmarks import looks
from tests.benchmarks.calibration import TRUE_RATIO, Cell, Measured, measured
from tests.benchmarks.simulation import SCENARIOS

DIARIES = 120
DAYS = 120
# 5% is the aim and 8% the limit, and two standard errors of a share of 120 diaries are 5%.
MOST_CLAIMS = 0.13
LEAST_COVERAGE = 0.87

REACTIVE = Cell("flare_react", DAYS)
PLANNED = Cell("iid", DAYS)
# Days differ so much that a variance which takes spasms for independent is far too small.
NOISY = Cell("frailty_planned", DAYS, rate=10)

# Of diaries that are read every fortnight for 28 weeks. With two remedies in twenty true diaries
# at most 5% may have a false claim; two standard errors of a share of 40 diaries are 7%.
READ, READ_DAYS = 40, 196
MOST_EVER = 0.12


def holds(result: Measured) -> bool:
    """Tell whether error and coverage are within their limits."""
    return result.either <= MOST_CLAIMS and result.coverage >= LEAST_COVERAGE


@pytest.mark.parametrize("cell", [REACTIVE, PLANNED, NOISY], ids=lambda cell: cell.name)
def test_a_remedy_that_does_nothing_is_seldom_said_to(cell: Cell) -> None:
    result = measured(cell, DIARIES)

    assert len(result.outcomes) >= DIARIES * 0.9
    assert holds(result)


def test_the_interval_holds_the_true_ratio_of_a_remedy_that_works() -> None:
    result = measured(PLANNED._replace(ratio=TRUE_RATIO), DIARIES)

    assert result.coverage >= LEAST_COVERAGE
    assert result.fewer > 0.5
    assert result.more == 0


def test_a_broken_variance_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = vars(effect)["_robust_variance"]

    def quartered(fit: Fit, column: int) -> tuple[float, float]:
        variance, degrees = sound(fit, column)
        return variance / 4, degrees

    monkeypatch.setattr(effect, "_robust_variance", quartered)

    assert not holds(measured(REACTIVE, DIARIES))
    assert not holds(measured(PLANNED, DIARIES))


def test_a_variance_that_takes_spasms_for_independent_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def poisson(fit: Fit, column: int) -> tuple[float, float]:
        return fit.covariance[column][column], 1000.0

    monkeypatch.setattr(effect, "_robust_variance", poisson)

    assert not holds(measured(NOISY, DIARIES))


def test_a_leaking_look_back_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = exposure.hours_after

    def from_the_hour_of_use(used: int, days: int) -> int:
        return sound(used, days) >> 1

    monkeypatch.setattr(exposure, "hours_after", from_the_hour_of_use)

    assert not holds(measured(REACTIVE, DIARIES))


def false_claims_ever(cell: str) -> float:
    """Return the share of diaries in which something was claimed at some look."""
    scenario, taking = SCENARIOS[cell]
    found = [
        looks.firsts(scenario, {"remedy": taking}, f"short {cell} {number}", days=READ_DAYS)
        for number in range(READ)
    ]
    return looks.ever(found, 1, READ_DAYS)


@pytest.mark.parametrize("cell", ["iid", "burst"])
def test_what_does_nothing_is_seldom_said_to_at_any_of_many_looks(cell: str) -> None:
    assert false_claims_ever(cell) <= MOST_EVER


def test_a_boundary_left_out_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effect, "always_valid_p", lambda p, _: p)

    assert false_claims_ever("burst") > MOST_EVER
