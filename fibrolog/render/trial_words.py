"""The result of a trial in words, the same on a screen and line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fibrolog.render.text import visible
from fibrolog.report.sentences import NOT_ADVICE
from fibrolog.trials.analysis import Outcome
from fibrolog.trials.plan import TrialRecord
from fibrolog.trials.progress import Progress
from fibrolog.trials.result_words import (
    arm_words,
    cautions,
    flips_words,
    p_words,
    rate,
    ratio_words,
    sentence,
)
from fibrolog.trials.words import adherence_words, design_words, span_words

_UNKNOWN = "unknown"


class TrialResult(NamedTuple):
    """Everything that is shown of a finished trial."""

    record: TrialRecord
    done: Progress
    found: Outcome

    @property
    def planned(self) -> str:
        """How it was laid out, and from when to when."""
        trial = self.record.trial
        words = design_words(trial)
        return f"{words[:1].upper()}{words[1:]}, {span_words(trial)}."


def title(record: TrialRecord) -> str:
    """Return what is shown."""
    return f"Trial {record.id}: {record.trial.remedy}"


def figures(result: TrialResult) -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    found, done, design = result.found, result.done, result.record.trial.design
    yield "With it", _UNKNOWN if found.rate_on is None else f"{rate(found.rate_on)} spasms a day"
    without = _UNKNOWN if found.rate_off is None else f"{rate(found.rate_off)} spasms a day"
    yield "Without it", without
    if found.p is not None:
        yield "Rate ratio", ratio_words(found)
        falls = flips_words(len(found.pairs))
        yield "p", f"{p_words(found.p)}, how often chance alone would show as much, of {falls}"
    yield "Pairs compared", f"{len(found.pairs)} of {design.pairs}"
    yield "Days observed", f"{done.days_observed} of {done.days_done}"
    yield "Plan kept", adherence_words(done)


def result_plain(result: TrialResult) -> Iterator[str]:
    """Yield the result a fact a line."""
    record, found = result.record, result.found
    yield f"{visible(title(record))}."
    yield visible(result.planned)
    yield visible(sentence(record.trial, found))
    for name, value in figures(result):
        yield f"{name}: {value}."
    for number, order in enumerate(record.trial.plan, 1):
        pair = found.pairs.get(number)
        first = order.partition("-")[0]
        if pair is None:
            yield f"Pair {number}, {first} first: left out."
        else:
            yield (
                f"Pair {number}, {first} first: {arm_words(pair.on)} with it, "
                f"{arm_words(pair.off)} without it."
            )
    yield from map(visible, cautions(record.trial, found, result.done))
    yield NOT_ADVICE
