"""The analysis from a history to its judgements."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from fibrolog.analysis.design import design, divided
from fibrolog.analysis.distributions import benjamini_hochberg
from fibrolog.analysis.effect import (
    Effect,
    effect,
    expected_spasms,
    inflation,
    least_always_p,
    most_entangled,
)
from fibrolog.analysis.exposure import (
    Comparable,
    comparable_days,
    comparable_with_neither,
    days_after_both,
    days_used,
    grouped,
    hours_after,
    hours_before,
    usable_hours,
    used_hours,
)
from fibrolog.analysis.fit import Fit, fit
from fibrolog.analysis.history import DaysUsed, History
from fibrolog.analysis.hours import DAY_H, HourTable, hour_table
from fibrolog.analysis.since import SinceBegan, since_began
from fibrolog.analysis.verdicts import (
    FEWEST_DAYS,
    FEWEST_SPASMS,
    LEAD_P,
    MOST_INFLATION,
    SIGNIFICANT_P,
    Judgement,
    Verdict,
    decide_verdict,
    in_order,
    reactive_share,
)

_MINUTES_A_DAY = DAY_H * 60
# A p-value that is known to two or three digits is on the right side of a limit from which it is
# so many times away.
_NEAR = 1.5

Progress = Callable[[int, int], None]


class _Candidate(NamedTuple):
    """What is to be judged, with what is known of it before any fit.

    Attributes:
        lead: the hours that go before a use.
    """

    remedies: tuple[str, ...]
    exposed: int
    lead: int
    days: Comparable
    reactive_share: float | None
    used: DaysUsed
    since: SinceBegan | None = None

    def judgement(self, verdict: Verdict) -> Judgement:
        """Return a judgement without figures."""
        return Judgement(
            self.remedies,
            verdict,
            self.days.exposed,
            self.days.with_it,
            self.days.without,
            self.reactive_share,
            used=self.used,
            since=self.since,
        )


class _Model(NamedTuple):
    """A joint fit.

    Attributes:
        names: the remedies behind each of its exposures.
    """

    table: HourTable
    names: list[tuple[str, ...]]
    fit: Fit


class Look(NamedTuple):
    """What one look at a diary found.

    Attributes:
        judgements: in the order in which they are reported.
        coefficients: of the covariates and of the remedies, by name: where the search for those
            of another look at the same diary may begin.
    """

    judgements: tuple[Judgement, ...]
    coefficients: Mapping[str, float]


class _Judged(NamedTuple):
    """A candidate that has a rate ratio to be judged by.

    Attributes:
        found: works out that ratio, where it was not asked for but may count for others.
        effect: the ratio, where it was.
    """

    candidate: _Candidate
    found: Callable[[], Effect] | None
    effect: Effect | None
    lead: Effect | None


def judge(
    history: History,
    combination: tuple[str, str] | None = None,
    on_progress: Progress | None = None,
) -> tuple[Judgement, ...]:
    """Judge every remedy of a history; each appears in exactly one judgement.

    Args:
        history: what was logged.
        combination: two remedies, used at least once, whose joint hours are judged as well.
        on_progress: is told how many of how many steps are done.

    Returns:
        The judgements in the order in which they are reported.
    """
    return look(history, combination, on_progress).judgements


def look(
    history: History,
    combination: tuple[str, str] | None = None,
    on_progress: Progress | None = None,
    other: Look | None = None,
    wanted: Collection[tuple[str, ...]] | None = None,
) -> Look:
    """Judge every remedy like `judge`, and keep what shortens another look at the same diary.

    Args:
        history: what was logged.
        combination: two remedies, used at least once, whose joint hours are judged as well.
        on_progress: is told how many of how many steps are done.
        other: at more or fewer days of the diary; it makes this one shorter and changes nothing.
        wanted: the names of those whose verdict alone is asked for: no others are in the answer,
            and figures are as exact as their verdicts need. None asks for everything.
    """
    if not history.uses:
        return Look((), {})
    known = {} if other is None else other.coefficients
    table = hour_table(history)
    candidates = _candidates(history, table)
    settled, fitted = _sifted(candidates)
    steps = len(fitted) + (combination is not None)
    outcomes: list[_Judged | Judgement] = []
    found: dict[str, float] = {}
    if fitted:
        names = [one.remedies for one in fitted]
        model = _model(table, [one.exposed for one in fitted], names, known)
        found.update(zip(_column_names(table, names), model.fit.coefficients, strict=True))
        for place, candidate in enumerate(fitted):
            asked = wanted is None or candidate.remedies in wanted
            unexposed = _others(model, place)
            outcomes.append(
                _outcome(
                    model, place, candidate, unexposed, known, asked=asked, rough=wanted is not None
                )
            )
            _tell(on_progress, place + 1, steps)
    if combination is not None:
        outcomes.append(_combined(history, table, fitted, combination, found or known))
        _tell(on_progress, steps, steps)
    settled += [outcome for outcome in outcomes if isinstance(outcome, Judgement)]
    judged = [outcome for outcome in outcomes if isinstance(outcome, _Judged)]
    found.update(
        (_lead_name(one.candidate), math.log(one.lead.ratio))
        for one in judged
        if one.lead is not None
    )
    answers = [
        one
        for one in (*settled, *_with_verdicts(judged))
        if wanted is None or one.remedies in wanted
    ]
    return Look(tuple(sorted(answers, key=in_order)), found)


def _tell(on_progress: Progress | None, done: int, steps: int) -> None:
    if on_progress is not None:
        on_progress(done, steps)


def _candidates(history: History, table: HourTable) -> list[_Candidate]:
    spasms = history.spasms_by_day()
    used = {name: used_hours(uses, history.days) for name, uses in history.uses.items() if uses}
    return [
        _Candidate(
            group.remedies,
            group.exposed,
            hours_before(group.used),
            comparable_days(group.exposed, table),
            _share(group.remedies, history),
            days_used((use for name in group.remedies for use in history.uses[name]), history),
            since_began(
                history.days, history.observed, spasms, history.days_with_use(group.remedies)
            ),
        )
        for group in grouped(used, table)
    ]


def _share(remedies: Sequence[str], history: History) -> float | None:
    uses = [use for name in remedies for use in history.uses[name]]
    return reactive_share(uses, history.spasms, history.days * _MINUTES_A_DAY)


def _sifted(candidates: Sequence[_Candidate]) -> tuple[list[Judgement], list[_Candidate]]:
    """Settle the candidates that have too few days, and return the others for the joint fit."""
    settled: list[Judgement] = []
    fitted: list[_Candidate] = []
    for candidate in candidates:
        verdict = _verdict_on_days(candidate.days)
        if verdict is None:
            fitted.append(candidate)
        else:
            settled.append(candidate.judgement(verdict))
    return settled, fitted


def _verdict_on_days(days: Comparable) -> Verdict | None:
    if days.exposed < FEWEST_DAYS:
        return "not-enough-data"
    return "no-days-without" if min(days.with_it, days.without) < FEWEST_DAYS else None


def _model(
    table: HourTable,
    exposures: list[int],
    names: list[tuple[str, ...]],
    known: Mapping[str, float],
) -> _Model:
    start = [known.get(name, 0.0) for name in _column_names(table, names)]
    return _Model(table, names, fit(design(table, exposures), start))


def _column_names(table: HourTable, names: Iterable[tuple[str, ...]]) -> list[str]:
    return [*table.column_names, *(f"remedy {' + '.join(remedies)}" for remedies in names)]


def _lead_name(candidate: _Candidate) -> str:
    return f"before {' + '.join(candidate.remedies)}"


def _others(model: _Model, place: int) -> int:
    """Return the spasms outside the hours of one exposure."""
    observed = model.fit.design.observed[model.fit.design.covariates + place]
    return sum(model.fit.design.spasms) - observed


def _outcome(
    model: _Model,
    place: int,
    candidate: _Candidate,
    unexposed: int,
    known: Mapping[str, float],
    *,
    asked: bool = True,
    rough: bool = False,
) -> _Judged | Judgement:
    """Return the figures of one exposure, or a judgement where they would mean nothing."""
    if min(expected_spasms(model.fit, place), unexposed) < FEWEST_SPASMS:
        return candidate.judgement("not-enough-data")
    if inflation(model.fit, place) > MOST_INFLATION:
        other = most_entangled(model.fit, place)
        names = None if other is None else model.names[other]
        return candidate.judgement("inseparable")._replace(inseparable_from=names)
    if not asked:
        # One that is beyond the limit all the same cannot move the correction of another's p.
        counts = least_always_p(model.fit, place) <= SIGNIFICANT_P
        found_later = partial(effect, model.fit, place) if counts else None
        return _Judged(candidate, found_later, None, None)
    found = effect(model.fit, place)
    lead = None
    if found.p <= SIGNIFICANT_P:
        lead = _lead(model, candidate, known.get(_lead_name(candidate), 0.0), rough=rough)
    return _Judged(candidate, None, found, lead)


def _lead(model: _Model, candidate: _Candidate, known: float, *, rough: bool) -> Effect:
    """Return the rate ratio of the 24 hours before a use, beside all that is in the joint model.

    A remedy cannot act before it is taken, so this is a negative control: Lipsitch M and others,
    Epidemiology 2010;21:383-388.

    Args:
        model: the joint one.
        candidate: whose uses they are.
        known: the log ratio that another look found, or 0.
        rough: whether it is enough to be right about which side of its limit p is.
    """
    with_lead = divided(model.fit.design, model.table, candidate.lead)
    place = with_lead.exposures - 1
    start: list[float] = []
    if rough:
        roughly = fit(with_lead, [*model.fit.coefficients, known], model.fit, rough=True)
        found = effect(roughly, place)
        if not LEAD_P / _NEAR <= found.p <= LEAD_P * _NEAR:
            return found
        start = roughly.coefficients
    return effect(fit(with_lead, start, model.fit), place)


def _combined(
    history: History,
    table: HourTable,
    fitted: Sequence[_Candidate],
    pair: tuple[str, str],
    known: Mapping[str, float],
) -> _Judged | Judgement:
    """Judge the hours after both of two remedies against those after neither.

    In a fit of their own the two make way for three exposures: both, only the one, only the
    other.
    """
    used = [used_hours(history.uses[name], history.days) for name in pair]
    first, second = (hours_after(hours, history.days) for hours in used)
    both, neither = first & second, usable_hours(table) & ~(first | second)
    candidate = _Candidate(
        pair,
        both,
        hours_before(used[0]) & hours_before(used[1]),
        comparable_with_neither(both, neither, table),
        _share(pair, history),
        days_after_both(both, table, history),
    )
    verdict = _verdict_on_days(candidate.days)
    if verdict is not None:
        return candidate.judgement(verdict)
    others = [one for one in fitted if not set(one.remedies) & set(pair)]
    model = _model(
        table,
        [both, first & ~second, second & ~first, *(one.exposed for one in others)],
        [pair, pair[:1], pair[1:], *(one.remedies for one in others)],
        known,
    )
    covariates = model.fit.design.covariates
    observed = model.fit.design.observed[covariates : covariates + 3]
    unexposed = sum(model.fit.design.spasms) - sum(observed)
    return _outcome(model, 0, candidate, unexposed, known)


def _with_verdicts(judged: Sequence[_Judged]) -> list[Judgement]:
    """Return the judgements of those whose effects were asked for."""
    asked = [one.effect.p_always for one in judged if one.effect is not None]
    # The correction depends on the others only where it may move p across its limit.
    open_to_others = any(
        SIGNIFICANT_P / len(judged) < p_always <= SIGNIFICANT_P for p_always in asked
    )
    effects = [
        one.found() if one.effect is None and one.found and open_to_others else one.effect
        for one in judged
    ]
    p_values = [1.0 if found is None else found.p_always for found in effects]
    return [
        candidate.judgement(decide_verdict(found, q, lead, candidate.reactive_share))._replace(
            effect=found,
            q=q,
            judged=len(judged),
            lead=lead,
        )
        for (candidate, _, found, lead), q in zip(judged, benjamini_hochberg(p_values), strict=True)
        if found is not None
    ]
