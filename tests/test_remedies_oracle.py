"""The analysis of remedies against others: a second implementation, statsmodels and scipy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.stats import false_discovery_control, norm
from scipy.stats import t as student

from fibrolog.analysis import fit as fit_module
from fibrolog.analysis.always import always_valid_interval, always_valid_p
from fibrolog.analysis.analysis import judge, look
from fibrolog.analysis.design import Design, design
from fibrolog.analysis.distributions import (
    benjamini_hochberg,
    normal_quantile,
    t_quantile,
    t_two_sided,
)
from fibrolog.analysis.effect import effect, expected_spasms
from fibrolog.analysis.exposure import grouped, used_hours
from fibrolog.analysis.fit import fit
from fibrolog.analysis.history import History, Spasm, Use
from fibrolog.analysis.hours import HourTable, hour_table
from fibrolog.analysis.verdicts import CLAIMS, VERDICTS, Judgement
from tests import reference
from tests.benchmarks.looks import cut
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
    monkeypatch.setattr("fibrolog.analysis.design.COVARIATE_RIDGE", 0.0)
    monkeypatch.setattr("fibrolog.analysis.design.REMEDY_RIDGE", 0.0)


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


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("p", [1e-300, 1e-120, 1e-20, 1e-6])
def test_a_quantile_far_out_has_the_p_value_it_was_asked_for(p: float, df: float) -> None:
    assert t_two_sided(t_quantile(p, df), df) == pytest.approx(p, rel=1e-10, abs=0)


@pytest.mark.parametrize("tail", [5e-301, 1e-200, 1e-30, 1e-9, 0.001, 0.025, 0.2, 0.49, 0.5])
def test_the_quantile_of_the_normal_is_that_of_scipy(tail: float) -> None:
    assert normal_quantile(tail) == pytest.approx(norm.isf(tail), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("error", [0.05, 0.13, 0.25, 0.4, 1, 3])
@pytest.mark.parametrize("z", [0.1, 1, 1.96, 2.6, 3.2, 4.5, 6])
def test_the_always_valid_p_value_is_one_over_the_mixture_of_likelihood_ratios(
    z: float, error: float
) -> None:
    information = 1 / error**2
    score = z * math.sqrt(information)

    def weighted(true: float) -> float:
        likelihood = math.exp(true * score - true**2 * information / 2)
        return likelihood * float(norm.pdf(true, 0, 0.5**0.5))

    middle, width = score / (information + 2), (information + 2) ** -0.5
    mixture, _ = quad(weighted, middle - 40 * width, middle + 40 * width, epsabs=0, epsrel=1e-12,
                      limit=400, points=[middle])  # fmt: skip

    found = always_valid_p(2 * norm.sf(z), error)

    assert found == pytest.approx(min(1.0, 1 / mixture), rel=1e-8, abs=0)


@pytest.mark.parametrize("df", [1, 1.7, 3, 8.5, 40, 700])
@pytest.mark.parametrize("error", [0.08, 0.2, 0.35, 1.2, 6])
def test_the_always_valid_interval_ends_where_the_p_value_falls_to_its_level(
    error: float, df: float
) -> None:
    low, high = always_valid_interval(-0.4, error, df, 0.05)

    for end in (math.log(low), math.log(high)):
        p = always_valid_p(2 * student.sf(abs(end + 0.4) / error, df), error)
        assert abs(end) == 50 or p == pytest.approx(0.05, rel=1e-8)
        assert abs(end) < 50 or p >= 0.05


def test_z_of_the_boundary_is_about_three_where_it_matters() -> None:
    for error in (0.15, 0.25, 0.35):
        low, high = always_valid_interval(0, error, 1e6, 0.05)
        assert 3.0 < math.log(high) / error < 3.3
        assert low == pytest.approx(1 / high)


ERRORS = (0, 1e-300, 1e-160, 1e-8, 0.2, 1e8, 1e160, 1e300, math.inf)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("p", [0, 1e-320, 1e-9, 0.5, 1])
def test_no_error_is_too_small_or_too_large_for_an_always_valid_p_value(
    p: float, error: float
) -> None:
    assert p <= always_valid_p(p, error) <= 1


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("df", [1, 1.2, 5, 300])
@pytest.mark.parametrize("log_ratio", [-4, 0, 2])
def test_no_error_is_too_small_or_too_large_for_an_always_valid_interval(
    log_ratio: float, error: float, df: float
) -> None:
    low, high = always_valid_interval(log_ratio, error, df, 0.05)

    assert 0 < low <= math.exp(log_ratio) <= high < math.inf


def test_where_nothing_is_known_every_look_together_says_nothing() -> None:
    assert always_valid_p(1e-9, math.inf) == 1
    assert always_valid_interval(0.3, math.inf, 1, 0.05) == (math.exp(-50), math.exp(50))


def shortened(history: History, days: int) -> History:
    """Return the diary as it was so many days earlier."""
    return cut(history, history.days - days)


@pytest.mark.parametrize("name", [name for name in HISTORIES if name[-1] in "0247"])
def test_a_look_that_begins_where_another_ended_finds_the_same(name: str) -> None:
    history = HISTORIES[name]
    other = look(history)
    claims = [one.remedies for one in other.judgements if one.verdict in CLAIMS]
    expected = judge(shortened(history, 28))

    found = look(shortened(history, 28), other=other)
    asked = look(shortened(history, 28), other=other, wanted=claims)

    for one, theirs in zip(found.judgements, expected, strict=True):
        ours, others = vars(in_words(one)), vars(in_words(theirs))
        for figure, value in others.items():
            exact = not isinstance(value, float)
            assert ours[figure] == (value if exact else pytest.approx(value, rel=1e-8)), figure
    verdicts = {one.remedies: one.verdict for one in expected}
    for one in asked.judgements:
        assert one.remedies not in claims or one.verdict == verdicts[one.remedies]


def test_a_look_that_begins_where_another_ended_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    history = crowded(3)
    hessians: list[str] = []
    monkeypatch.setattr(
        fit_module, "_information", counting(vars(fit_module)["_information"], hessians)
    )
    other = look(history, wanted=())
    first = len(hessians)

    look(shortened(history, 28), other=other, wanted=())

    # What remains is the one to begin with and the one for the variances.
    assert len(hessians) - first == 2 <= first / 2


def counting(sound: Callable[..., object], called: list[str]) -> Callable[..., object]:
    def counted(*arguments: object) -> object:
        called.append(sound.__name__)
        return sound(*arguments)

    return counted


def test_the_hessian_is_not_made_anew_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    for sums in ("_information", "_gradient"):
        monkeypatch.setattr(fit_module, sums, counting(vars(fit_module)[sums], steps))

    found = judge(HISTORIES["crowded-0"])

    leads = sum(one.lead is not None for one in found)
    assert leads
    # Four for the joint model and one for each look at the day before, whatever the steps.
    assert Counter(steps)["_information"] <= 4 + 1.5 * leads
    assert Counter(steps)["_gradient"] > 2 * Counter(steps)["_information"]


@pytest.mark.parametrize("seed", range(10))
def test_the_correction_for_many_tests_is_that_of_scipy(seed: int) -> None:
    random = Random(seed)
    p_values = [random.random() ** 3 for _ in range(random.randint(1, 30))]
    p_values += p_values[: seed % 3]

    expected = false_discovery_control(p_values)

    assert benjamini_hochberg(p_values) == pytest.approx(list(expected), rel=1e-10, abs=0)


def test_no_tests_need_no_correction() -> None:
    assert benjamini_hochberg([]) == []
