"""What a finished trial says: the rates of its two arms, their ratio, and what chance would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fibrolog.trials.plan import Trial, TrialDay
from fibrolog.trials.progress import TrialLog
from fibrolog.trials.signflip import Counts, Pair, Span, differences, interval, p_value

# Spread over the pairs of each arm, so that a ratio exists where an arm has no spasm.
_HALF_A_SPASM = 0.5


class Outcome(NamedTuple):
    """What a trial says.

    Attributes:
        pairs: those that can be compared, by their number from 1.
        rate_on: spasms a day with the remedy, the mean of the pairs' rates; None without a pair.
        rate_off: likewise without it.
        ratio: of the two; None without a pair.
        span: its 95% interval.
        p: two-sided; None without a pair.
    """

    pairs: dict[int, Pair]
    rate_on: float | None
    rate_off: float | None
    ratio: float | None
    span: Span
    p: float | None


def outcome(trial: Trial, log: TrialLog) -> Outcome:
    """Return what a trial says, by its plan and not by what was taken."""
    used = dict(_usable(trial, log))
    pairs = list(used.values())
    if not pairs:
        return Outcome({}, None, None, None, Span(None, None), None)
    on, off = sum(pair.on.rate for pair in pairs), sum(pair.off.rate for pair in pairs)
    days = sum(pair.on.days + pair.off.days for pair in pairs)
    spread = _HALF_A_SPASM * len(pairs) / days
    return Outcome(
        pairs=used,
        rate_on=on / len(pairs),
        rate_off=off / len(pairs),
        ratio=(on + spread) / (off + spread),
        span=interval(pairs),
        p=p_value(differences(pairs)),
    )


def _usable(trial: Trial, log: TrialLog) -> Iterator[tuple[int, Pair]]:
    """Yield the pairs of which at least half of each block's days are observed."""
    blocks: dict[tuple[int, bool], list[TrialDay]] = {}
    for day in trial.days():
        if not day.washout:
            blocks.setdefault((day.pair, day.is_on), []).append(day)
    for number in range(trial.design.pairs):
        arms = [_counts(blocks[number, is_on], log) for is_on in (True, False)]
        if all(2 * arm.days >= trial.design.block_days for arm in arms):
            yield number + 1, Pair(*arms)


def _counts(block: Sequence[TrialDay], log: TrialLog) -> Counts:
    observed = [day.number for day in block if log.is_observed(day)]
    return Counts(_total(observed, log), len(observed))


def _total(days: Iterable[int], log: TrialLog) -> int:
    return sum(log.spasms.get(number, 0) for number in days)
