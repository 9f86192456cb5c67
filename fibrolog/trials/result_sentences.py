"""What is said of a finished trial.

This is the one place in the program where a difference may be put down to a remedy, because a coin
decided when it was used.
"""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.analysis.sentences import difference
from fibrolog.text import counted
from fibrolog.trials.analysis import Outcome
from fibrolog.trials.plan import FEWEST_PAIRS, Trial
from fibrolog.trials.progress import Progress
from fibrolog.trials.signflip import (
    MOST_EXACT_PAIRS,
    SAMPLED_FLIPS,
    SIGNIFICANT_P,
    Counts,
    Span,
)

_SMALLEST_P = 0.001
# Below this share of days kept the two arms are hardly what they are called.
_WELL_KEPT = 0.8
_SMALLEST_RATE = 0.001
# What the search for the end of an interval leaves.
_NO_DIFFERENCE = 1e-6
# From here on two digits leave none behind the point.
_TWO_DIGITS = 10


def sentence(trial: Trial, found: Outcome) -> str:
    """Return what a finished trial says."""
    if found.p is None or found.rate_on is None or found.rate_off is None or found.ratio is None:
        return (
            "Because no pair has enough observed days, the trial could not tell; range not known."
        )
    if found.p > SIGNIFICANT_P:
        pairs = counted(len(found.pairs), "pair")
        few = ", too few for any answer," if len(found.pairs) < FEWEST_PAIRS else ""
        return f"After {pairs}{few} the trial could not tell; range {range_text(found.span)}."
    direction = "fewer" if found.ratio < 1 else "more"
    return (
        f"There were {direction} spasms on the days the coin chose {trial.remedy}: "
        f"{rate(found.rate_on)} a day, and {rate(found.rate_off)} on the other days "
        f"({difference(found.ratio)}; likely range {range_text(found.span)}; "
        f"p {p_text(found.p)}); you knew which days, so expectation is part of this."
    )


def range_text(span: Span) -> str:
    """Return an interval of a rate ratio in words, from its lower end."""
    if span.low is None and span.high is None:
        return "not known"
    low = "no spasms at all" if span.low is None else _end_text(span.low)
    high = "any number more" if span.high is None else _end_text(span.high)
    for direction in (" fewer", " more"):
        if low.endswith(direction) and high.endswith(direction):
            low = low.removesuffix(direction)
    return f"{low} to {high}"


def _end_text(ratio: float) -> str:
    words = difference(ratio)
    if words != "as many":
        return words
    if abs(ratio - 1) < _NO_DIFFERENCE:
        return "no difference"
    return f"under 1% {'fewer' if ratio < 1 else 'more'}"


def ratio_text(found: Outcome) -> str:
    """Return the rate ratio, never without its interval."""
    low = "0" if found.span.low is None else f"{found.span.low:.2f}"
    high = "any number" if found.span.high is None else f"{found.span.high:.2f}"
    shown = "not known" if found.ratio is None else f"{found.ratio:.2f}"
    if found.span.low is None and found.span.high is None:
        return f"{shown} (95% interval not known)"
    return f"{shown} (95% interval {low} to {high})"


def p_text(p: float) -> str:
    """Return a p-value for reading, on the right side of 0.05."""
    if p < _SMALLEST_P:
        return f"below {_SMALLEST_P}"
    rounded = f"{p:.3f}"
    return f"{p:.4f}" if float(rounded) == SIGNIFICANT_P else rounded


def rate(per_day: float) -> str:
    """Return spasms a day in two digits: `0.75`, `2.0`, `12`."""
    if 0 < per_day < _SMALLEST_RATE:
        return f"under {_SMALLEST_RATE}"
    rounded = float(f"{per_day:.2g}")
    return f"{rounded:.1f}" if rounded == round(rounded, 1) < _TWO_DIGITS else f"{rounded:g}"


def flips_text(pairs: int) -> str:
    """Return how many falls of the coin the p-value was taken from."""
    if pairs <= MOST_EXACT_PAIRS:
        return f"all {2**pairs:,} falls of the coin"
    return f"{SAMPLED_FLIPS:,} sampled falls of the coin"


def arm_text(arm: Counts) -> str:
    """Return one arm of a pair: `0.5 a day on 2 observed days`."""
    return f"{rate(arm.rate)} a day on {counted(arm.days, 'observed day')}"


def cautions(trial: Trial, found: Outcome, done: Progress) -> Iterator[str]:
    """Yield what has to be known to read the result."""
    left_out = trial.design.pairs - len(found.pairs)
    if left_out:
        yield (
            f"{counted(left_out, 'pair')} left out: fewer than half of the days of a block were "
            "observed."
        )
    if done.adherence is not None and done.adherence < _WELL_KEPT:
        yield (
            "The plan was often not kept. Days still count as the coin had them, so an effect "
            "looks smaller than it is."
        )
    if trial.design.washout_days:
        yield (
            "The first day of each block was left out; what acts for longer than a day still "
            "reached into the next block, which makes a difference look smaller."
        )
    else:
        yield (
            f"There was no washout: if {trial.remedy} acts for longer than a day, some of it "
            "carried over into the days without it, which makes a difference look smaller."
        )
    yield (
        "A coin decided, so the other reasons for more or fewer spasms are spread over both sorts "
        "of days by chance alone. That you knew which days were which cannot be helped."
    )
