"""What a finished trial says, as a document: its figures, every pair, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fibrolog.report.document import Document, Drawing, Fact, Facts, Paragraph, Section
from fibrolog.report.sentences import NOT_ADVICE, UNKNOWN
from fibrolog.trials.analysis import Outcome
from fibrolog.trials.messages import adherence_text, design_text, span_text
from fibrolog.trials.plan import TrialRecord
from fibrolog.trials.progress import Progress
from fibrolog.trials.result_sentences import (
    arm_text,
    cautions,
    flips_text,
    p_text,
    rate,
    ratio_text,
    sentence,
)
from fibrolog.trials.signflip import Pair


class TrialResult(NamedTuple):
    """Everything that is shown of a finished trial."""

    record: TrialRecord
    done: Progress
    found: Outcome


class PlannedPair(NamedTuple):
    """One pair of blocks.

    Attributes:
        number: from 1.
        first: which of the two the coin had come first, `on` or `off`.
        pair: None where it was left out.
    """

    number: int
    first: str
    pair: Pair | None


class Pairs(NamedTuple):
    """Every pair of a trial of a remedy, in order."""

    remedy: str
    pairs: tuple[PlannedPair, ...]


def trial_document(result: TrialResult) -> Document:
    """Return the result of a trial."""
    record, done, found = result
    trial = record.trial
    pairs = tuple(
        PlannedPair(number, order.partition("-")[0], found.pairs.get(number))
        for number, order in enumerate(trial.plan, 1)
    )
    design = design_text(trial)
    return Document(
        f"Trial {record.id}: {trial.remedy}",
        (
            Section("Figures", (Facts(tuple(_facts(result))),)),
            Section(
                "Pair by pair",
                (Drawing("pairs", Pairs(trial.remedy, pairs), spoken=tuple(map(_spoken, pairs))),),
            ),
            Section("How to read it", tuple(map(Paragraph, cautions(trial, found, done)))),
        ),
        lead=(
            f"{design[:1].upper()}{design[1:]}, {span_text(trial)}.",
            "",
            sentence(trial, found),
        ),
        closing=NOT_ADVICE,
    )


def _facts(result: TrialResult) -> Iterator[Fact]:
    found, done, design = result.found, result.done, result.record.trial.design
    for name, arm in (("With it", found.rate_on), ("Without it", found.rate_off)):
        yield Fact(name, UNKNOWN if arm is None else f"{rate(arm)} spasms a day")
    if found.p is not None:
        yield Fact("Rate ratio", ratio_text(found))
        falls = flips_text(len(found.pairs))
        yield Fact("p", f"{p_text(found.p)}, how often chance alone would show as much, of {falls}")
    yield Fact("Pairs compared", f"{len(found.pairs)} of {design.pairs}")
    yield Fact("Days observed", f"{done.days_observed} of {done.days_done}")
    yield Fact("Plan kept", adherence_text(done))


def _spoken(planned: PlannedPair) -> str:
    head = f"Pair {planned.number}, {planned.first} first"
    if planned.pair is None:
        return f"{head}: left out."
    return f"{head}: {arm_text(planned.pair.on)} with it, {arm_text(planned.pair.off)} without it."
