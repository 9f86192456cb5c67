"""From figures to a verdict: the order of the decisions, and nothing but the decisions."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.history import DaysUsed, Spasm, Use
from fibrolog.analysis.since import SinceBegan

Verdict: TypeAlias = Literal[
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
    "in-trial",
]


class Kind(NamedTuple):
    """All there is to one verdict.

    Attributes:
        verdict: in one word.
        sentence: what is said; what is in braces is filled in by `sentences`.
        is_claim: whether it claims a difference, and so is read again and again until it appears.
        colour: for its name, where it stands up to every look and to how many remedies there are.
    """

    verdict: Verdict
    sentence: str
    is_claim: bool = False
    colour: str | None = None


_SO_FAR = (
    "so far, but whoever looks every week sees such a thing by chance now and then. Keep logging."
)
_NO_HARM = "This does not show harm: people take remedies when a bad spell begins."

# In the order in which they are reported.
KINDS = (
    Kind(
        "fewer",
        "Fewer spasms followed: {observed} where about {expected} would be expected "
        "({difference}; probably {range}).",
        is_claim=True,
        colour="green",
    ),
    Kind("maybe-fewer", f"Possibly fewer {_SO_FAR}", is_claim=True),
    Kind(
        "fewer-at-calmer-times",
        "Fewer spasms followed, but they were already fewer before you took it. The diary cannot "
        "credit the remedy.",
        is_claim=True,
    ),
    Kind("more", f"More spasms followed. {_NO_HARM}", is_claim=True, colour="magenta"),
    Kind("maybe-more", f"Possibly more {_SO_FAR} {_NO_HARM}", is_claim=True),
    Kind(
        "more-as-spasms-start",
        "More spasms followed, but you tend to take it when spasms are starting. Not evidence "
        "against it.",
        is_claim=True,
    ),
    Kind(
        "about-the-same",
        "About as many spasms in the 24 hours after as otherwise. A shorter effect would not show.",
    ),
    Kind(
        "no-clear-difference",
        "No clear difference: anything from {low} to {high} fits your diary.",
    ),
    Kind("inseparable", "Cannot be separated from {other}: nearly always taken together."),
    Kind(
        "no-days-without",
        "No days without it to compare with. A trial could tell: `fibrolog trial start`. Never "
        "stop a prescribed medicine to find out.",
    ),
    Kind("not-enough-data", "{missing}"),
    Kind("in-trial", "In a trial now: nothing is said of it before the end."),
)
BY_VERDICT: dict[Verdict, Kind] = {kind.verdict: kind for kind in KINDS}
# The order in which verdicts are reported.
VERDICTS: tuple[Verdict, ...] = tuple(BY_VERDICT)
CLAIMS: frozenset[Verdict] = frozenset(kind.verdict for kind in KINDS if kind.is_claim)

# What a verdict rests on at least, and how much other remedies may blur it at most.
FEWEST_DAYS = 10
FEWEST_SPASMS = 5
MOST_INFLATION = 5
SIGNIFICANT_P = 0.05
LEAD_P = 0.10
REACTIVE_SHARE = 0.5
# Inside these a ratio is as good as one.
_ABOUT_LOW, _ABOUT_HIGH = 0.80, 1.25
_REACTIVE_MINUTES = 3 * 60


class Judgement(NamedTuple):
    """What the diary says of one remedy, or of several that are always taken together.

    Attributes:
        remedies: names.
        verdict: in one word.
        exposed_days: usable days with at least 12 exposed hours; 0 in a trial, like the next two.
        days_with: those of them in stretches where both sorts of hours can be compared.
        days_without: the other usable days of those stretches.
        reactive_share: the share of uses within three hours of a spasm; None when no use has a
            time of day.
        effect: the rate ratio with all that belongs to it; None where there is none to speak of.
        q: the always-valid p-value corrected for how many remedies were judged.
        judged: how many those were.
        lead: the rate ratio of the hours before a use, where that was looked at.
        inseparable_from: names.
        used: on how many days it was used, whether they can be compared or not.
        since: the weeks since it was begun beside those before, where that can be told.
    """

    remedies: tuple[str, ...]
    verdict: Verdict
    exposed_days: int
    days_with: int
    days_without: int
    reactive_share: float | None
    effect: Effect | None = None
    q: float | None = None
    judged: int = 0
    lead: Effect | None = None
    inseparable_from: tuple[str, ...] | None = None
    used: DaysUsed = DaysUsed()
    since: SinceBegan | None = None

    @property
    def name(self) -> str:
        """The names in one."""
        return " + ".join(self.remedies)


def decide_verdict(
    effect: Effect, q: float, lead: Effect | None, reactive_share: float | None
) -> Verdict:
    """Return the verdict on a remedy that has a rate ratio.

    What this look alone would call a difference is only possibly one, until it stands up to all
    looks and to how many remedies were looked at.

    Args:
        effect: in the 24 hours after a use.
        q: its always-valid p-value, corrected.
        lead: in the 24 hours before a use; None unless the effect is significant.
        reactive_share: None when unknown.
    """
    if effect.p > SIGNIFICANT_P:
        inside = effect.low >= _ABOUT_LOW and effect.high <= _ABOUT_HIGH
        return "about-the-same" if inside else "no-clear-difference"
    fewer = effect.ratio < 1
    if lead is not None and lead.p <= LEAD_P and (lead.ratio < 1) == fewer:
        return "fewer-at-calmer-times" if fewer else "more-as-spasms-start"
    if not fewer and (reactive_share or 0) >= REACTIVE_SHARE:
        return "more-as-spasms-start"
    if q <= SIGNIFICANT_P:
        return "fewer" if fewer else "more"
    return "maybe-fewer" if fewer else "maybe-more"


def without_trials(
    judgements: Iterable[Judgement], in_trial: Collection[str]
) -> tuple[Judgement, ...]:
    """Return the judgements without a figure on remedies whose trial runs.

    Who knew how it stands would look again and again, and take some of it less seriously. What is
    said of the others stays as it is.

    Args:
        judgements: in the order in which they are reported.
        in_trial: names of remedies.
    """
    return tuple(
        sorted(
            (
                Judgement(one.remedies, "in-trial", 0, 0, 0, None)
                if set(one.remedies) & set(in_trial)
                else one
                for one in judgements
            ),
            key=in_order,
        )
    )


def in_order(judgement: Judgement) -> tuple[int, float, str]:
    """Return a sorting key: claims first, and the firmest first among equals.

    A ratio alone never decides, or the smallest samples would lead.
    """
    effect = judgement.effect
    firmness = abs(math.log(effect.ratio)) / effect.standard_error if effect else 0.0
    return VERDICTS.index(judgement.verdict), -firmness, judgement.name.casefold()


def reactive_share(uses: Sequence[Use], spasms: Sequence[Spasm], minutes: int) -> float | None:
    """Return the share of uses that came within three hours after a spasm began.

    Uses and spasms known only to the day are left out, as are uses outside the `minutes` of the
    history.
    """
    begun = sorted(spasm.minute for spasm in spasms if spasm.exact)
    timed = [use.minute for use in uses if use.exact and 0 <= use.minute < minutes]
    if not timed:
        return None
    reactive = 0
    for minute in timed:
        latest = bisect_right(begun, minute) - 1
        reactive += latest >= 0 and minute - begun[latest] <= _REACTIVE_MINUTES
    return reactive / len(timed)
