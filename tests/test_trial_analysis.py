"""The analysis of a trial: against enumeration, against simulation, and by hand."""

from __future__ import annotations

import itertools
import math
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.trials.analysis import Outcome, outcome
from fibrolog.trials.plan import ORDERS, Design, Order, Trial, draw_plan
from fibrolog.trials.power import Layout, made_up_p, made_up_pairs, power
from fibrolog.trials.progress import TrialLog, progress
from fibrolog.trials.result_sentences import p_text, range_text, sentence
from fibrolog.trials.signflip import (
    MOST_EXACT_PAIRS,
    SIGNIFICANT_P,
    Counts,
    Pair,
    Span,
    differences,
    interval,
    p_value,
)

FIRST = date(2026, 9, 1)
ARMS = st.builds(Counts, st.integers(0, 12), st.integers(1, 4))
PAIRS = st.lists(st.builds(Pair, ARMS, ARMS), min_size=1, max_size=9)


def enumerated(values: list[float]) -> float:
    """Return the share of all choices of signs whose sum is as far from 0, one after the other."""
    reached = abs(sum(values)) - 1e-9
    signs = list(itertools.product((1, -1), repeat=len(values)))
    as_far = sum(
        abs(sum(sign * value for sign, value in zip(choice, values, strict=True))) >= reached
        for choice in signs
    )
    return as_far / len(signs)


# The test


@given(PAIRS)
def test_up_to_14_pairs_the_p_value_is_that_of_all_falls_of_the_coin(pairs: list[Pair]) -> None:
    values = differences(pairs)

    assert p_value(values) == enumerated(values)


def test_the_p_value_of_14_pairs_that_all_agree_is_exact() -> None:
    agree = [Pair(Counts(1, 2), Counts(3, 2))] * MOST_EXACT_PAIRS

    assert p_value(differences(agree)) == 2 / 2**MOST_EXACT_PAIRS


@pytest.mark.parametrize("seed", range(4))
def test_beyond_14_pairs_a_sample_of_falls_comes_to_nearly_the_same(seed: int) -> None:
    chance = Random(seed)
    values = [chance.gauss(0.25, 1) for _ in range(16)]

    exact = enumerated(values)

    # Three standard errors of 4,000 draws.
    assert abs(p_value(values) - exact) <= 3 * math.sqrt(exact * (1 - exact) / 4000) + 1 / 4000
    assert p_value(values) == p_value(list(values))


def test_a_sampled_p_value_is_never_nought() -> None:
    assert 0 < p_value([1.0] * 40) < 0.001


@given(st.lists(st.floats(-10, 10), max_size=5))
def test_with_fewer_than_six_pairs_no_result_can_ever_count(values: list[float]) -> None:
    assert p_value(values) > SIGNIFICANT_P


@given(PAIRS)
def test_the_names_of_the_arms_do_not_matter_to_the_p_value(pairs: list[Pair]) -> None:
    swapped = [Pair(pair.off, pair.on) for pair in pairs]

    assert p_value(differences(pairs)) == pytest.approx(p_value(differences(swapped)), abs=1e-12)


# The interval


@given(st.lists(st.builds(Pair, ARMS, ARMS), min_size=6, max_size=9))
def test_the_interval_holds_the_ratios_that_the_test_does_not_reject(pairs: list[Pair]) -> None:
    found = interval(pairs)

    for end, outwards in ((found.low, 0.999), (found.high, 1.001)):
        if end is not None:
            assert p_value(differences(pairs, end / outwards)) > SIGNIFICANT_P
            assert p_value(differences(pairs, end * outwards)) <= SIGNIFICANT_P
    if found.low is not None and found.high is not None:
        inside = found.low < 1 < found.high
        assert inside == (p_value(differences(pairs)) > SIGNIFICANT_P)


def test_the_interval_follows_the_scale_of_the_counts() -> None:
    pairs = made_up_pairs(Layout(10, 4), 6.0, 0.5, Random(1))
    low, high = interval(pairs)
    assert low is not None
    assert high is not None

    assert low < 0.5 < high
    assert p_value(differences(pairs, math.sqrt(low * high))) > SIGNIFICANT_P


def test_where_an_arm_has_no_spasm_the_interval_has_no_end_there() -> None:
    none_on = [Pair(Counts(0, 2), Counts(place % 2, 2)) for place in range(6)]
    nothing = [Pair(Counts(0, 2), Counts(0, 2))] * 6

    assert interval(none_on).low is None
    assert interval(nothing) == Span(None, None)
    assert p_value(differences(nothing)) == 1


# A whole trial


def trial(plan: list[Order], block_days: int = 2, washout: int = 0, hour: int = 20) -> Trial:
    return Trial("heat", Design(len(plan), block_days, washout, hour, FIRST), tuple(plan))


def logged(of: Trial, spasms: dict[int, int], unobserved: tuple[int, ...] = ()) -> TrialLog:
    """Return a log in which every calendar day but those is observed, and the plan was kept."""
    days = range(of.design.days + 1)
    return TrialLog(
        spasms,
        frozenset(day.number for day in of.days() if day.is_on),
        frozenset(FIRST + timedelta(n) for n in days if n not in unobserved),
    )


def test_a_trial_by_hand() -> None:
    made = trial([*ORDERS[:1] * 5, "off-on"])
    # In each pair one spasm in the two days with it, and three in the two days without.
    spasms = {day.number: 0 if day.is_on else 1 for day in made.days()}
    for day in made.days():
        if day.number % 2:
            spasms[day.number] += 1

    found = outcome(made, logged(made, spasms))

    assert list(found.pairs.values()) == [Pair(Counts(1, 2), Counts(3, 2))] * 6
    assert (found.rate_on, found.rate_off) == (0.5, 1.5)
    # Sums of the pairs' rates 3 and 9, and half a spasm over 24 days in each: 0.5 * 6 / 24.
    assert found.ratio == (3 + 0.125) / (9 + 0.125)
    assert found.p == 2 / 64
    assert sentence(made, found).startswith("There were fewer spasms on the days the coin chose")
    assert "you knew which days, so expectation is part of this." in sentence(made, found)


def test_a_pair_counts_when_half_of_either_blocks_days_are_observed() -> None:
    made = trial(["on-off"] * 6, block_days=4, hour=0)  # a trial day is a calendar day

    half = outcome(made, logged(made, {1: 5}, unobserved=(0, 1)))
    fewer = outcome(made, logged(made, {1: 5}, unobserved=(0, 1, 2)))

    assert half.pairs[1] == Pair(Counts(0, 2), Counts(0, 4))
    assert list(fewer.pairs) == [2, 3, 4, 5, 6]


def test_a_trial_day_is_observed_when_both_its_calendar_days_are() -> None:
    evening, midnight = trial(["on-off"] * 6, 1, hour=20), trial(["on-off"] * 6, 1, hour=0)
    end = datetime(2026, 10, 1).astimezone()

    of_two = progress(evening, logged(evening, {}, unobserved=(3,)), end)
    of_one = progress(midnight, logged(midnight, {}, unobserved=(3,)), end)

    assert (of_two.days_observed, of_one.days_observed) == (10, 11)


def test_a_washout_day_is_not_compared() -> None:
    made = trial(["on-off", "off-on"] * 3, block_days=1, washout=1)
    on_washout_days = {day.number: 9 for day in made.days() if day.washout}

    found = outcome(made, logged(made, on_washout_days))

    assert made.design.days == 24
    assert [day.washout for day in made.days()] == [True, False] * 12
    assert (found.rate_on, found.rate_off, found.p) == (0, 0, 1)


def test_what_was_taken_changes_adherence_and_nothing_else() -> None:
    made = trial(["on-off", "off-on"] * 4)
    spasms = {day.number: day.number % 3 for day in made.days()}
    kept = logged(made, spasms)
    careless = kept._replace(used=frozenset(range(1, 9)))
    end = datetime(2026, 12, 1).astimezone()

    assert outcome(made, kept) == outcome(made, careless)
    assert progress(made, kept, end).adherence == 1
    # Half of the first eight days, and of the others the twelve without it.
    assert progress(made, careless, end).adherence == (4 + 12) / 32


def test_nothing_observed_is_not_known_rather_than_nought() -> None:
    made = trial(["on-off"] * 6)

    found = outcome(made, TrialLog({}, frozenset(), frozenset()))

    assert found == Outcome({}, None, None, None, Span(None, None), None)
    assert "the trial could not tell; range not known." in sentence(made, found)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(0.4, 0.8), "60% to 20% fewer"),
        (Span(0.8, 1.5), "20% fewer to 50% more"),
        (Span(1.2, 2.0), "20% to 100% more"),
        (Span(None, 1.3), "no spasms at all to 30% more"),
        (Span(0.7, None), "30% fewer to any number more"),
        (Span(None, 1.0), "no spasms at all to no difference"),
        (Span(0.19, 0.9988), "81% to under 1% fewer"),
        (Span(None, None), "not known"),
    ],
)
def test_an_interval_in_words(span: Span, words: str) -> None:
    assert range_text(span) == words


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0498, "0.0498"), (0.0502, "0.0502"), (0.041, "0.041"), (1e-4, "below 0.001")],
)
def test_a_p_value_is_told_on_the_right_side_of_the_threshold(p: float, words: str) -> None:
    assert p_text(p) == words


# The plan


@given(
    st.integers(6, 20), st.integers(1, 5), st.integers(0, 1), st.integers(0, 23), st.integers(0, 99)
)
def test_every_day_of_a_plan_belongs_to_one_block_of_one_pair(
    pairs: int, block: int, washout: int, hour: int, seed: int
) -> None:
    made = Trial("heat", Design(pairs, block, washout, hour, FIRST), draw_plan(pairs, Random(seed)))
    days = list(made.days())

    assert len(days) == made.design.days == pairs * 2 * (block + washout)
    for pair, order in enumerate(made.plan):
        own = [day for day in days if day.pair == pair]
        half = len(own) // 2
        first, second = own[:half], own[half:]
        assert {day.is_on for day in first} == {order == "on-off"}
        assert {day.is_on for day in second} == {order == "off-on"}
        for part in (first, second):
            assert [day.washout for day in part] == [True] * washout + [False] * block
    for day in days:
        assert made.day_at(day.begins) == day
        assert made.day_at(day.ends - timedelta(seconds=1)) == day
        assert len(day.touches) == (1 if hour == 0 else 2)
    assert made.day_at(made.design.begins - timedelta(seconds=1)) is None
    assert made.day_at(made.design.ends) is None


def test_the_coin_is_fair_and_each_pair_has_its_own() -> None:
    falls = [draw_plan(14, Random(seed)) for seed in range(400)]

    for pair in range(14):
        heads = sum(plan[pair] == "on-off" for plan in falls)
        assert 160 <= heads <= 240  # four standard deviations
    assert len(set(falls)) > 390


@pytest.mark.parametrize("pairs", [-1, 0, 1, 4, 5])
def test_a_trial_that_could_never_tell_is_refused_with_the_reason(pairs: int) -> None:
    with pytest.raises(NotUnderstood) as refused:
        Design(pairs, 7, 0, 20, FIRST)

    if pairs > 0:
        assert f"2 of {2**pairs}" in str(refused.value)
        assert "--pairs 6" in str(refused.value)


@pytest.mark.parametrize(
    ("block", "washout", "hour", "pairs"),
    [(0, 0, 8, 6), (1, 2, 8, 6), (1, 0, 24, 6), (90, 0, 8, 6)],
)
def test_a_design_that_cannot_be_is_refused(
    block: int, washout: int, hour: int, pairs: int
) -> None:
    with pytest.raises(NotUnderstood):
        Design(pairs, block, washout, hour, FIRST)


# Its properties, by simulation; `tests.benchmarks.trials` has the long run

RUNS = 400
# Two standard errors of a share of 5% in so many runs.
SLACK = 2 * math.sqrt(0.05 * 0.95 / RUNS)


@pytest.mark.parametrize("layout", [Layout(14, 2), Layout(28, 1), Layout(6, 7)])
@pytest.mark.parametrize("rate", [0.3, 3.0])
def test_in_flares_a_remedy_that_does_nothing_is_seldom_said_to(
    layout: Layout, rate: float
) -> None:
    assert power(layout, rate, 1.0, RUNS) <= 0.05 + SLACK


@pytest.mark.parametrize(
    ("layout", "rate", "ratio", "defined"),
    [
        (Layout(14, 2), 1.0, 0.5, 0.39),
        (Layout(14, 2), 3.0, 0.5, 0.73),
        (Layout(28, 1), 3.0, 0.7, 0.37),
        (Layout(8, 5), 1.0, 0.7, 0.13),
        (Layout(6, 3), 3.0, 0.5, 0.20),
    ],
)
def test_the_simulated_power_is_the_one_the_design_was_chosen_by(
    layout: Layout, rate: float, ratio: float, defined: float
) -> None:
    # Two standard errors of either simulation, and what the flares of the two differ by.
    error = 2 * math.sqrt(2 * defined * (1 - defined) / RUNS)
    assert power(layout, rate, ratio, RUNS) == pytest.approx(defined, abs=error + 0.03)


def test_the_interval_holds_the_true_ratio_in_about_95_of_100_trials() -> None:
    chance = Random(11)
    held = 0
    for _ in range(RUNS):
        low, high = interval(made_up_pairs(Layout(8, 4), 2.0, 0.6, chance))
        held += (low or 0) <= 0.6 <= (high or math.inf)

    assert held / RUNS >= 0.95 - 2.5 * math.sqrt(0.05 * 0.95 / RUNS)


def test_a_test_that_looked_before_the_end_would_be_noticed() -> None:
    """The slack above is no licence: stopping at the first p below 0.05 exceeds it."""
    chance = Random(5)
    peeked = 0
    for _ in range(200):
        pairs = made_up_pairs(Layout(14, 2), 1.0, 1.0, chance)
        peeked += any(
            p_value(differences(pairs[:count])) <= SIGNIFICANT_P for count in range(6, 15)
        )

    assert peeked / 200 > 0.05 + SLACK
    assert made_up_p(Layout(6, 1), 1.0, 1.0, Random(1)) <= 1
