from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from fibrolog.report.rates import FEWEST_STRETCHES, Change, Observed, change, dispersion, garwood

CALM = (Observed(3, 3),) * FEWEST_STRETCHES
# Around their mean of 3 a day these lie 3 off each: chi-square 8 * 9 / 3 = 24, over 7.
STORMY = (Observed(6, 1), Observed(0, 1)) * (FEWEST_STRETCHES // 2)
counts = st.integers(0, 3000)
days = st.integers(1, 4000)


def log_half_width(changed: Change | None) -> float:
    """Return half the width of the interval on the log scale, once it is known to be symmetric."""
    assert changed is not None
    assert changed.interval is not None
    below = math.log(changed.ratio / changed.interval.low)
    above = math.log(changed.interval.high / changed.ratio)
    assert below == pytest.approx(above)
    return above


@pytest.mark.parametrize("count", [*range(12), 30, 99, 100, 1_000, 12_345, 50_000])
def test_the_interval_is_the_one_chi_square_quantiles_give(count: int) -> None:
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = chi2.isf(0.025, 2 * count + 2) / 2

    interval = garwood(count, 7)

    assert interval is not None
    assert interval.low == pytest.approx(low / 7, rel=1e-9, abs=0)
    assert interval.high == pytest.approx(high / 7, rel=1e-9, abs=0)


def test_no_events_leave_room_for_a_rate_above_zero() -> None:
    interval = garwood(0, 1)

    # No event has a probability of 2.5% where the mean is -log(0.025).
    assert interval is not None
    assert interval.low == 0
    assert interval.high == pytest.approx(-math.log(0.025))


def test_no_observed_time_has_no_interval() -> None:
    assert garwood(0, 0) is None


@given(counts, days)
def test_the_interval_holds_the_rate(count: int, days: int) -> None:
    interval = garwood(count, days)

    assert interval is not None
    assert count / days in interval


@given(counts, days)
def test_another_event_raises_both_ends(count: int, days: int) -> None:
    fewer, more = garwood(count, days), garwood(count + 1, days)

    assert fewer is not None
    assert more is not None
    assert fewer.low < more.low
    assert fewer.high < more.high


@given(st.integers(1, 3000), days)
def test_more_events_at_the_same_rate_narrow_the_interval(count: int, days: int) -> None:
    short, long = garwood(count, days), garwood(4 * count, 4 * days)

    assert short is not None
    assert long is not None
    assert short.low < long.low
    assert long.high < short.high


def test_dispersion_of_a_worked_example() -> None:
    # One a day is expected: 2, 3 and 1 on 2, 1 and 3 days give (0/2 + 4/1 + 4/3) / 2.
    stretches = (Observed(2, 2), Observed(3, 1), Observed(1, 3))

    assert dispersion(stretches) == pytest.approx((0 + 4 + 4 / 3) / 2)


def test_counts_that_follow_the_observed_time_have_no_dispersion() -> None:
    assert dispersion((Observed(2, 1), Observed(4, 2), Observed(14, 7))) == pytest.approx(0)


def test_the_change_is_a_ratio_of_rates_and_not_of_counts() -> None:
    changed = change(Observed(6, 3), Observed(6, 6), CALM)

    assert changed is not None
    assert changed.ratio == pytest.approx(2)


def test_a_calm_diary_is_judged_by_chance_alone() -> None:
    spread = 1.96 * math.sqrt(1 / 4 + 1 / 9)

    changed = change(Observed(4, 7), Observed(9, 7), CALM)

    assert log_half_width(changed) == pytest.approx(spread)


def test_a_diary_with_flares_leaves_more_room_for_chance() -> None:
    spread = 1.96 * math.sqrt(24 / 7 * (1 / 4 + 1 / 9))

    changed = change(Observed(4, 7), Observed(9, 7), STORMY)

    assert log_half_width(changed) == pytest.approx(spread)


def test_under_eight_stretches_the_change_has_no_interval() -> None:
    changed = change(Observed(2, 7), Observed(3, 7), CALM[1:])

    assert changed is not None
    assert changed.ratio == pytest.approx(2 / 3)
    assert changed.interval is None


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (Observed(0, 7), Observed(3, 7)),
        (Observed(3, 7), Observed(0, 7)),
        (Observed(3, 7), Observed(0, 0)),
        (Observed(0, 0), Observed(3, 7)),
    ],
)
def test_without_events_on_both_sides_there_is_no_change(now: Observed, before: Observed) -> None:
    assert change(now, before, CALM) is None


@given(
    st.integers(1, 100_000),
    st.integers(1, 100_000),
    st.lists(st.builds(Observed, st.integers(0, 100_000), days), min_size=8, max_size=20),
)
def test_the_interval_of_a_change_is_finite_and_holds_it(
    now: int, before: int, others: list[Observed]
) -> None:
    compared = (Observed(now, 5), Observed(before, 7))

    changed = change(*compared, (*compared, *others))

    assert changed is not None
    assert changed.interval is not None
    assert changed.ratio in changed.interval
    assert changed.interval.low > 0
    assert math.isfinite(changed.interval.high)
