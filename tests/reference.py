"""The analysis of remedies a second time, slowly: the oracle for `fibrolog.analysis`.

Hour by hour and with a dense matrix, in the order of the definition and with nothing shared but
the plain values that go in. Where the program is clever, this is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm
from scipy.stats import t as student

from fibrolog.analysis.history import History

Numbers: TypeAlias = NDArray[np.float64]
Hours: TypeAlias = set[int]

ORDER = (
    "fewer",
    "maybe-fewer",
    "fewer-at-calmer-times",
    "more",
    "maybe-more",
    "more-as-spasms-start",
    "about-the-same",
    "no-clear-difference",
    "inseparable",
    "no-days-without",
    "not-enough-data",
)


@dataclass
class Verdict:
    """One line of the answer; what it does not have is None."""

    remedies: tuple[str, ...]
    days_with: int
    days_without: int
    exposed_days: int
    reactive_share: float | None
    verdict: str = ""
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    standard_error: float | None = None
    observed: int | None = None
    expected: float | None = None
    p_always: float | None = None
    low_now: float | None = None
    high_now: float | None = None
    lead_ratio: float | None = None
    lead_p: float | None = None
    inseparable_from: tuple[str, ...] | None = None


@dataclass
class _Group:
    names: list[str]
    used: Hours
    exposed: Hours
    answer: Verdict = field(init=False)


@dataclass
class _Estimate:
    ratio: float
    low: float
    high: float
    p: float
    standard_error: float
    p_always: float
    low_now: float
    high_now: float


class _Diary:
    """Everything about the hours of a history that no remedy changes."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.hours = 24 * history.days
        self.strata = max(1, round(history.days / 28))
        self.y = np.zeros(self.hours)
        for spasm in history.spasms:
            self.y[spasm.minute // 60] += 1
        self.observed = np.array([h // 24 in history.observed for h in range(self.hours)], int)
        self.usable = [
            h
            for h in range(24, self.hours)
            if h // 24 in history.observed and h // 24 - 1 in history.observed
        ]
        self.covariates = self._covariates()

    def stratum(self, day: int) -> int:
        return min(day * self.strata // self.history.days, self.strata - 1)

    def _covariates(self) -> Numbers:
        """Return the usable hours' 0/1 columns, without those of the strata."""
        recent = {h: int(self.y[h - 24 : h].sum()) for h in self.usable}
        cuts = []
        for cut in (1, 2, 3, 5, 8):
            above = sum(count >= cut for count in recent.values())
            if 100 * above >= 4 * len(recent) and 100 * above <= 96 * len(recent):
                cuts.append(cut)
        rows = []
        for h in self.usable:
            level = sum(recent[h] >= cut for cut in cuts)
            rows.append(
                [
                    *_indicators(h % 24 // 6, 4),
                    *_indicators(level, len(cuts) + 1),
                    *_indicators(self._rate_level(h, 72, 24, 24), 3),
                    *_indicators(self._rate_level(h, 168, 72, 48), 3),
                    *_indicators(self._worst_level(h), 3),
                ]
            )
        return np.array(rows, float).reshape(len(self.usable), -1)

    def _rate_level(self, h: int, begin: int, end: int, k: int) -> int:
        window = slice(max(h - begin, 0), max(h - end, 0))
        c, o = int(self.y[window].sum()), int(self.observed[window].sum())
        n_all, o_all = int(self.y.sum()), int(self.observed.sum())
        a, b = 5 * (c * o_all + k * n_all), (o + k) * n_all
        if a < 3 * b:
            return 0
        return 2 if a >= 7 * b else 1

    def _worst_level(self, h: int) -> int:
        spasms = self.history.spasms
        known = sorted(spasm.intensity for spasm in spasms if spasm.intensity is not None)
        worst = 0
        if known:
            n = len(known)
            for intensity in self._intensities_between(h - 24, h):
                if intensity > known[(n - 1) * 4 // 5]:
                    worst = max(worst, 2)
                elif intensity > known[(n - 1) // 2]:
                    worst = max(worst, 1)
        return worst

    def _intensities_between(self, begin: int, end: int) -> list[int]:
        if not hasattr(self, "_by_hour"):
            self._by_hour: dict[int, list[int]] = {}
            for spasm in self.history.spasms:
                if spasm.intensity is not None:
                    self._by_hour.setdefault(spasm.minute // 60, []).append(spasm.intensity)
        return [worse for h in range(begin, end) for worse in self._by_hour.get(h, [])]


class Model:
    """The conditional Poisson model on single hours, fitted by Newton's method."""

    def __init__(self, diary: _Diary, exposures: list[Hours], *, ridge: bool = True) -> None:
        days = [h // 24 for h in diary.usable]
        stratum = np.array([diary.stratum(day) for day in days], int)
        y = diary.y[diary.usable]
        exposed = [[float(h in hours) for hours in exposures] for h in diary.usable]
        x = np.hstack([diary.covariates, np.array(exposed).reshape(len(days), -1)])
        told = np.isin(stratum, np.unique(stratum[y > 0]))
        self.x, self.y, self.stratum = x[told], y[told], stratum[told]
        self.cluster = np.array(days, int)[told] // 4
        self.first = diary.covariates.shape[1]
        count = len(exposures)
        self.ridge = np.array([0.1] * self.first + [0.44] * count) * float(ridge)
        self.beta = self._fitted_coefficients()
        self.mu, self.centred, self.information = self._at(self.beta)
        self.covariance = np.linalg.inv(self.information)

    def _at(self, beta: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        weights = np.exp(self.x @ beta)
        mu, centred = np.zeros(len(self.y)), np.zeros_like(self.x)
        for stratum in np.unique(self.stratum):
            rows = self.stratum == stratum
            mu[rows] = weights[rows] * self.y[rows].sum() / weights[rows].sum()
            centred[rows] = self.x[rows] - mu[rows] @ self.x[rows] / mu[rows].sum()
        return mu, centred, centred.T @ (mu[:, None] * centred) + np.diag(self.ridge)

    def _fitted_coefficients(self) -> Numbers:
        beta = np.zeros(self.x.shape[1])
        for _ in range(40):
            mu, _, information = self._at(beta)
            gradient = self.x.T @ (self.y - mu) - self.ridge * beta
            step = np.clip(np.linalg.solve(information, gradient), -1.5, 1.5)
            beta = beta + step
            if not len(step) or np.abs(step).max() < 1e-8:
                break
        return beta

    def observed(self, place: int) -> int:
        return int(self.x[:, self.first + place] @ self.y)

    def expected(self, place: int) -> float:
        j = self.first + place
        return float(self.x[:, j] @ self.mu / math.exp(self.beta[j]))

    def inflation(self, place: int) -> float:
        j = self.first + place
        alone = [*range(self.first), j]
        restricted = np.linalg.inv(self.information[np.ix_(alone, alone)])
        return float(self.covariance[j, j] / restricted[-1, -1])

    def most_correlated(self, place: int) -> int | None:
        j = self.first + place
        others = [k for k in range(self.first, len(self.beta)) if k != j]
        spread = np.sqrt(np.diag(self.covariance))
        ties = {k: abs(self.covariance[j, k]) / (spread[j] * spread[k]) for k in others}
        return max(ties, key=lambda k: ties[k]) - self.first if ties else None

    def scatter(self, place: int) -> tuple[float, float]:
        """Return the cluster-robust variance alone, and the degrees of freedom."""
        influence = self.centred @ self.covariance[self.first + place]
        score, information = [], []
        for cluster in np.unique(self.cluster):
            rows = self.cluster == cluster
            score.append(influence[rows] @ (self.y - self.mu)[rows])
            information.append(influence[rows] ** 2 @ self.mu[rows])
        w = np.array(information)
        clusters = int((w > 1e-15).sum())
        if clusters <= 1:
            return 0.0, 1.0
        variance = clusters / (clusters - 1) * float(np.square(score).sum())
        return variance, max(float(w.sum() ** 2 / np.square(w).sum() - 1), 1.0)

    def estimate(self, place: int) -> _Estimate:
        j = self.first + place
        scatter, degrees = self.scatter(place)
        error = math.sqrt(max(scatter, self.covariance[j, j]))
        reach = float(student.ppf(0.975, degrees)) * error
        beta = float(self.beta[j])

        def at_every_look(true: float) -> float:
            return always_valid_p(float(2 * student.sf(abs(beta - true) / error, degrees)), error)

        return _Estimate(
            ratio=math.exp(beta),
            low=math.exp(_end(at_every_look, beta, -1)),
            high=math.exp(_end(at_every_look, beta, 1)),
            p=float(2 * student.sf(abs(beta) / error, degrees)),
            standard_error=error,
            p_always=at_every_look(0),
            low_now=math.exp(beta - reach),
            high_now=math.exp(beta + reach),
        )


def always_valid_p(p: float, error: float) -> float:
    """Return 1 over the likelihood ratio, mixed over N(0, 1/2), that belongs to one look's p."""
    z, information = float(norm.isf(max(p, 1e-300) / 2)), 1 / error**2
    mixed = math.sqrt(2 / (information + 2)) * math.exp(
        (z * math.sqrt(information)) ** 2 / (2 * (information + 2))
    )
    return min(1.0, 1 / mixed)


def _end(p_value: Callable[[float], float], beta: float, direction: int) -> float:
    """Return the value on one side of an estimate where a p-value falls to 0.05, at most 50."""
    far = direction * 50.0
    if p_value(far) >= 0.05:
        return far
    return float(brentq(lambda true: p_value(true) - 0.05, beta, far, xtol=1e-14, rtol=1e-14))


def joint_model(history: History, *, ridge: bool = True) -> Model:
    """Return the model of all remedies of a history, whatever their days."""
    diary = _Diary(history)
    return Model(diary, [group.exposed for group in _groups(diary)], ridge=ridge)


def verdicts(history: History) -> list[Verdict]:
    """Return the answer for a history, in the order in which it is reported."""
    diary = _Diary(history)
    groups = _groups(diary)
    for group in groups:
        _count_days(group, diary)
        if group.answer.exposed_days < 10:
            group.answer.verdict = "not-enough-data"
        elif group.answer.days_with < 10 or group.answer.days_without < 10:
            group.answer.verdict = "no-days-without"
    fitted = [group for group in groups if not group.answer.verdict]
    if fitted:
        _judge_together(diary, fitted)
    return sorted((group.answer for group in groups), key=_place)


def _judge_together(diary: _Diary, fitted: list[_Group]) -> None:
    model = Model(diary, [group.exposed for group in fitted])
    for place, group in enumerate(fitted):
        rest = diary.y[diary.usable].sum() - model.observed(place)
        if model.expected(place) < 5 or rest < 5:
            group.answer.verdict = "not-enough-data"
        elif model.inflation(place) > 5:
            group.answer.verdict = "inseparable"
            other = model.most_correlated(place)
            if other is not None:
                group.answer.inseparable_from = tuple(fitted[other].names)
    judged = [(place, group) for place, group in enumerate(fitted) if not group.answer.verdict]
    for place, group in judged:
        found, answer = model.estimate(place), group.answer
        answer.ratio, answer.low, answer.high, answer.p = (
            found.ratio, found.low, found.high, found.p,
        )  # fmt: skip
        answer.standard_error = found.standard_error
        answer.p_always, answer.low_now, answer.high_now = (
            found.p_always, found.low_now, found.high_now,
        )  # fmt: skip
        answer.observed, answer.expected = model.observed(place), model.expected(place)
        if found.p <= 0.05:
            before = {h for use in group.used for h in range(use - 24, use)}
            with_lead = Model(diary, [*(other.exposed for other in fitted), before])
            lead = with_lead.estimate(len(fitted))
            answer.lead_ratio, answer.lead_p = lead.ratio, lead.p
    for _, group in judged:
        group.answer.q = _q(group.answer, [other.answer for _, other in judged])
        group.answer.verdict = _decision(group.answer)


def _groups(diary: _Diary) -> list[_Group]:
    usable = set(diary.usable)
    groups: list[_Group] = []
    first_exposed: list[Hours] = []
    for name in sorted(diary.history.uses, key=lambda name: (name.casefold(), name)):
        if not diary.history.uses[name]:
            continue
        hours = {use.minute // 60 for use in diary.history.uses[name]}
        used = {h for h in hours if 0 <= h < diary.hours}
        exposed = _after(used) & usable
        for group, first in zip(groups, first_exposed, strict=True):
            if exposed | first and len(exposed & first) / len(exposed | first) >= 0.9:
                group.names.append(name)
                group.used |= used
                break
        else:
            groups.append(_Group([name], used, set()))
            first_exposed.append(exposed)
    for group in groups:
        group.exposed = _after(group.used) & usable
    return groups


def _after(used: Hours) -> Hours:
    return {h for use in used for h in range(use + 1, use + 25)}


def _count_days(group: _Group, diary: _Diary) -> None:
    days = sorted({h // 24 for h in diary.usable})
    exposed = {day: sum(24 * day + h in group.exposed for h in range(24)) for day in days}
    comparable = []
    for stratum in range(diary.strata):
        inside = [exposed[day] for day in days if diary.stratum(day) == stratum]
        if sum(inside) >= 24 and sum(24 - hours for hours in inside) >= 24:
            comparable += inside
    group.answer = Verdict(
        remedies=tuple(group.names),
        days_with=sum(hours >= 12 for hours in comparable),
        days_without=sum(hours < 12 for hours in comparable),
        exposed_days=sum(hours >= 12 for hours in exposed.values()),
        reactive_share=_reactive_share(group, diary),
    )


def _reactive_share(group: _Group, diary: _Diary) -> float | None:
    spasms = [spasm.minute for spasm in diary.history.spasms if spasm.exact]
    uses = [
        use.minute
        for name in group.names
        for use in diary.history.uses[name]
        if use.exact and 0 <= use.minute < 60 * diary.hours
    ]
    if not uses:
        return None
    return sum(any(0 <= use - spasm <= 180 for spasm in spasms) for use in uses) / len(uses)


def _q(answer: Verdict, judged: list[Verdict]) -> float:
    """Return the smallest of p_(i) n / i over all that are no smaller than this one."""
    p_values = sorted(other.p_always for other in judged if other.p_always is not None)
    own = answer.p_always
    assert own is not None
    n = len(p_values)
    return min(1.0, *(p * n / rank for rank, p in enumerate(p_values, 1) if p >= own), 1.0)


def _decision(answer: Verdict) -> str:
    assert answer.ratio is not None
    assert answer.low is not None
    assert answer.high is not None
    assert answer.p is not None
    assert answer.q is not None
    if answer.p > 0.05:
        inside = answer.low >= 0.8 and answer.high <= 1.25
        return "about-the-same" if inside else "no-clear-difference"
    fewer = answer.ratio < 1
    assert answer.lead_p is not None
    assert answer.lead_ratio is not None
    if answer.lead_p <= 0.10 and (answer.lead_ratio < 1) == fewer:
        return "fewer-at-calmer-times" if fewer else "more-as-spasms-start"
    if not fewer and answer.reactive_share is not None and answer.reactive_share >= 0.5:
        return "more-as-spasms-start"
    if answer.q <= 0.05:
        return "fewer" if fewer else "more"
    return "maybe-fewer" if fewer else "maybe-more"


def _place(answer: Verdict) -> tuple[int, float, str]:
    firmness = 0.0
    if answer.ratio is not None and answer.standard_error is not None:
        firmness = abs(math.log(answer.ratio)) / answer.standard_error
    return ORDER.index(answer.verdict), -firmness, " + ".join(answer.remedies).casefold()


def _indicators(level: int, levels: int) -> list[int]:
    return [int(level == other) for other in range(1, levels)]
