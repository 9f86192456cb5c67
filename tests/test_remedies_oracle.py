"""The analysis of remedies against others: a second implementation, statsmodels and scipy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from fibrolog.remedies.analysis import judge
from fibrolog.remedies.design import Design, design
from fibrolog.remedies.distributions import benjamini_hochberg, t_quantile, t_two_sided
from fibrolog.remedies.effect import effect, expected_spasms
from fibrolog.remedies.exposure import grouped, used_hours
from fibrolog.remedies.fit import fit
from fibrolog.remedies.history import History, Spasm, Use
from fibrolog.remedies.hours import HourTable, hour_table
from fibrolog.remedies.verdicts import VERDICTS, Judgement
from tests import reference
from tests.benchmarks.simulation import FLARES, SCENARIOS, Scenario, Taking, simulated

A_DAY_MIN = 24 * 60
SCENARIO_NAMES = sorted(SCENARIOS)
SEEDS = range(len(SCENARIO_NAMES) + 9)
HABITS = (
    Taking("planned", 0.3),
    Taking("react", 0.3, ratio=0.5),
    Taking("feel", 0.6, ratio=1.6),
    Taking("feel_good", 0.6),
    Taking("react", 0.8),
    Taking("planned", 0.5, ratio=0.3),
    Taking("course", 1, ratio=2),
    Taking("planned", 0.4, ratio=2.2),
)


def varied(seed: int) -> History:
    """Return a history of many remedies, taken in many ways, logged as carelessly as people do."""
    random = Random(seed)
    scenario, taking = SCENARIOS[SCENARIO_NAMES[seed % len(SCENARIO_NAMES)]]
    ratio = random.choice((0.4, 0.6, 1, 1.8))
    habits = [Taking(taking.habit, taking.chance, ratio), *random.sample(HABITS, k=seed % 5)]
    remedies = dict(zip("aBcDe", habits, strict=False))
    whole = simulated(
        scenario,
        remedies,
        days=random.choice((30, 42, 70, 120, 200)),
        rate=random.choice((0.3, 1, 2, 5)),
        seed=f"varied {seed}",
    )
    uses = dict(whole.uses)
    uses["A, nearly always"] = tuple(use for use in uses["a"] if random.random() > 0.02)
    uses["daily"] = tuple(Use(day * A_DAY_MIN + 480) for day in range(whole.days))
    uses["elsewhere"] = Use(-90), Use(whole.days * A_DAY_MIN + 5)
    uses["seldom"] = tuple(Use(random.randrange(whole.days * A_DAY_MIN)) for _ in range(3))
    uses["never"] = ()
    if seed % 3 == 0:
        uses |= _entangled(random, whole.days)
    return History(
        whole.days,
        whole.observed,
        tuple(_carelessly(spasm, random) for spasm in whole.spasms),
        {name: tuple(_by_the_day(use, random) for use in taken) for name, taken in uses.items()},
    )


def calm(seed: int, rate: float = 16) -> History:
    """Return a year in which a remedy demonstrably does little."""
    planned = {"idle": Taking("planned", 0.5), "pause": Taking("planned", 0.2)}
    return simulated(Scenario(), planned, days=200, rate=rate, seed=f"calm {seed}")


def crowded(seed: int) -> History:
    """Return a year with a dozen remedies, so that some small p-values come about by chance."""
    remedies = {
        f"{habit.habit} {number}": Taking(habit.habit, habit.chance, (1, 0.75, 1.3)[number % 3])
        for number, habit in enumerate(HABITS)
    }
    return simulated(FLARES, remedies, days=200, rate=1.5, seed=f"crowded {seed}")


def _entangled(random: Random, days: int) -> dict[str, tuple[Use, ...]]:
    """Return two remedies taken in turn, and one that comes with either."""
    plan = [random.choice(("left", "right", "")) for _ in range(days // 3)]
    taken = {
        side: tuple(
            Use((3 * block + day) * A_DAY_MIN + 540)
            for block, planned in enumerate(plan)
            for day in range(3)
            if planned == side
        )
        for side in ("left", "right")
    }
    return {**taken, "with either": taken["left"] + taken["right"]}


def _carelessly(spasm: Spasm, random: Random) -> Spasm:
    intensity = spasm.intensity if random.random() > 0.2 else None
    minute = spasm.minute
    if random.random() < 0.1:
        return Spasm(minute - minute % A_DAY_MIN + A_DAY_MIN // 2, intensity, exact=False)
    return Spasm(minute, intensity)


def _by_the_day(use: Use, random: Random) -> Use:
    if random.random() < 0.1:
        return Use(use.minute - use.minute % A_DAY_MIN + A_DAY_MIN // 2, exact=False)
    return use


def in_words(judgement: Judgement) -> reference.Verdict:
    """Return a judgement as the reference puts it."""
    said = reference.Verdict(
        remedies=judgement.remedies,
        days_with=judgement.days_with,
        days_without=judgement.days_without,
        exposed_days=judgement.exposed_days,
        reactive_share=judgement.reactive_share,
        verdict=judgement.verdict,
        q=judgement.q,
        inseparable_from=judgement.inseparable_from,
    )
    if judgement.effect:
        said = replace(said, **judgement.effect._asdict())
    if judgement.lead:
        said = replace(said, lead_ratio=judgement.lead.ratio, lead_p=judgement.lead.p)
    return said


HISTORIES = {
    **{f"varied-{seed}": varied(seed) for seed in SEEDS},
    **{f"calm-{seed}": calm(seed) for seed in range(2)},
    **{f"crowded-{seed}": crowded(seed) for seed in range(6)},
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_second_implementation_of_the_definition_says_the_same(name: str) -> None:
    expected = reference.verdicts(HISTORIES[name])

    found = [in_words(judgement) for judgement in judge(HISTORIES[name])]

    assert [one.remedies for one in found] == [other.remedies for other in expected]
    for one, other in zip(found, expected, strict=True):
        for figure, theirs in vars(other).items():
            ours = vars(one)[figure]
            exact = not isinstance(theirs, float)
            assert ours == theirs if exact else ours == pytest.approx(theirs, rel=1e-8), figure


def test_the_histories_compared_reach_every_verdict() -> None:
    verdicts = {one.verdict for history in HISTORIES.values() for one in judge(history)}

    # Whether a trial runs is not known to a history.
    assert verdicts == set(VERDICTS) - {"in-trial"}


def test_the_histories_compared_have_remedies_that_are_always_taken_together() -> None:
    groups = [one.remedies for history in HISTORIES.values() for one in judge(history)]

    assert ("a", "A, nearly always") in groups or ("A, nearly always", "a") in groups


@pytest.fixture
def without_ridge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fibrolog.remedies.design.COVARIATE_RIDGE", 0.0)
    monkeypatch.setattr("fibrolog.remedies.design.REMEDY_RIDGE", 0.0)


@pytest.fixture
def noisy() -> Design:
    """Return the design of three remedies on days that differ much, a hundred days long."""
    remedies = {name: Taking("planned", 0.35, ratio) for name, ratio in (("a", 0.6), ("b", 1))}
    remedies["c"] = Taking("evening", 0.5)
    scenario = Scenario(flare=3, frailty=True, burst=True)
    history = simulated(scenario, remedies, days=150, rate=3, seed="statsmodels")
    table = hour_table(history)
    used = {name: used_hours(uses, history.days) for name, uses in history.uses.items()}
    return design(table, [group.exposed for group in grouped(used, table)])


class Row(NamedTuple):
    """A row of a design."""

    cluster: int
    stratum: int
    columns: tuple[int, ...]
    hours: int
    spasms: int


def rows_of(noisy: Design) -> list[Row]:
    rows = noisy.rows
    return [
        Row(
            place_of(row, noisy.clusters),
            place_of(row, noisy.strata),
            (*noisy.patterns[rows.patterns[row]], *noisy.remedies[rows.sets[row]]),
            rows.hours[row],
            rows.spasms[row],
        )
        for row in range(len(rows.hours))
    ]


def place_of(row: int, slices: Sequence[slice]) -> int:
    [place] = [place for place, inside in enumerate(slices) if inside.start <= row < inside.stop]
    return place


def fitted_by_statsmodels(noisy: Design, **covariance: object) -> sm.GLM:
    """Fit a Poisson GLM with a dummy for each stratum, whose columns come last."""
    rows = rows_of(noisy)
    columns = np.zeros((len(rows), noisy.columns + len(noisy.strata)))
    for place, row in enumerate(rows):
        columns[place, list(row.columns)] = 1
        columns[place, noisy.columns + row.stratum] = 1
    assert np.linalg.matrix_rank(columns) == columns.shape[1]
    model = sm.GLM(
        np.array([row.spasms for row in rows]),
        columns,
        family=sm.families.Poisson(),
        offset=np.log([row.hours for row in rows]),
    )
    return model.fit(tol=1e-14, tol_criterion="params", maxiter=100, **covariance)


@pytest.mark.usefixtures("without_ridge")
def test_without_ridge_the_coefficients_are_those_of_a_poisson_regression(noisy: Design) -> None:
    expected = fitted_by_statsmodels(noisy)

    found = fit(noisy)

    assert found.coefficients == pytest.approx(expected.params[: noisy.columns], rel=1e-8, abs=1e-8)


@pytest.mark.usefixtures("without_ridge")
def test_without_ridge_the_covariance_is_that_of_a_poisson_regression(noisy: Design) -> None:
    expected = fitted_by_statsmodels(noisy).cov_params()[: noisy.columns, : noisy.columns]

    found = fit(noisy)

    assert np.array(found.covariance) == pytest.approx(expected, rel=1e-8, abs=1e-10)


@pytest.mark.usefixtures("without_ridge")
def test_without_ridge_the_robust_variance_is_that_of_a_poisson_regression(noisy: Design) -> None:
    clusters = [row.cluster for row in rows_of(noisy)]
    robust = fitted_by_statsmodels(
        noisy, cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    fitted, count = fit(noisy), len(noisy.clusters)

    for exposure in range(noisy.exposures):
        column = noisy.covariates + exposure
        expected = count / (count - 1) * robust.cov_params()[column, column]
        # Where days differ this much, the Poisson variance is the smaller and plays no part.
        assert expected > fitted.covariance[column][column]
        assert effect(fitted, exposure).standard_error ** 2 == pytest.approx(expected, rel=1e-8)


@pytest.mark.usefixtures("without_ridge")
@pytest.mark.parametrize(("after", "otherwise"), [(5, 9), (12, 30), (40, 7), (1, 200)])
def test_one_stratum_and_one_remedy_leave_a_ratio_of_two_rates(after: int, otherwise: int) -> None:
    days, exposed_days = 20, 6
    hours, unexposed_h = exposed_days * 24, (days - exposed_days) * 24
    spasms = [0] * (days * 24)
    for number in range(after):
        spasms[number % hours] += 1
    for number in range(otherwise):
        spasms[hours + number % unexposed_h] += 1
    table = HourTable(days, tuple(range(days)), tuple(spasms), (0,) * (days * 24), ((),), 0, ())

    fitted = fit(design(table, [(1 << hours) - 1]))

    assert math.exp(fitted.coefficients[0]) == pytest.approx(
        (after / hours) / (otherwise / unexposed_h), rel=1e-8
    )
    assert expected_spasms(fitted, 0) == pytest.approx(hours * otherwise / unexposed_h, rel=1e-8)
    assert fitted.covariance[0][0] == pytest.approx(1 / after + 1 / otherwise, rel=1e-8)


DEGREES = (1, 1.5, 2, 3.7, 10, 29.3, 120, 800.5)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("t", [1e-3, 0.1, -0.7, 1, 1.96, -3.2, 8, 40])
def test_the_p_value_of_student_t_is_that_of_scipy(t: float, df: float) -> None:
    assert t_two_sided(t, df) == pytest.approx(2 * student.sf(abs(t), df), rel=1e-10, abs=0)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("p", [0.001, 0.05, 0.1, 0.5, 0.95])
def test_the_quantile_of_student_t_is_that_of_scipy(p: float, df: float) -> None:
    assert t_quantile(p, df) == pytest.approx(student.isf(p / 2, df), rel=1e-10, abs=0)


@pytest.mark.parametrize("seed", range(10))
def test_the_correction_for_many_tests_is_that_of_scipy(seed: int) -> None:
    random = Random(seed)
    p_values = [random.random() ** 3 for _ in range(random.randint(1, 30))]
    p_values += p_values[: seed % 3]

    expected = false_discovery_control(p_values)

    assert benjamini_hochberg(p_values) == pytest.approx(list(expected), rel=1e-10, abs=0)


def test_no_tests_need_no_correction() -> None:
    assert benjamini_hochberg([]) == []
