"""What lies behind the verdict on one remedy: `fibrolog report --why`."""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.verdicts import FEWEST_DAYS, SIGNIFICANT_P, Judgement, Verdict
from fibrolog.report.document import Document, text
from fibrolog.report.sections.remedies import (
    DOSES_AS_ONE,
    has_several_doses,
    looked_at,
    ratio_text,
    recorded_text,
    since_text,
)
from fibrolog.report.sentences import percent
from fibrolog.report.summary import RemedyRow, RemedySection
from fibrolog.text import counted

HOW_IT_WORKS = (
    "fibrolog goes through your diary hour by hour. For each remedy it marks the 24 hours after "
    "every use. It then compares those hours with your other hours, allowing for four things that "
    "would otherwise fool us: which four-week stretch it was, the part of the day, how many spasms "
    "you had (and how bad they were) in the 24 hours before, and how the week before had been. "
    "From that it works out how many spasms you would have expected without the remedy and sets "
    'it against how many came. Days on which you logged neither a spasm nor "no spasms today" '
    "are left out, because nobody knows what happened on them (the day after is left out too). It "
    "speaks up only when the difference is larger than such ups and downs usually produce, "
    "counting how many remedies it looked at. It cannot see reasons that are not in the diary: a "
    "remedy you take only on good days can still look helpful. Only a trial in which a coin "
    "decides can settle that (`fibrolog trial`)."
)

_TO_KNOW_MORE: dict[Verdict, str] = {
    "not-enough-data": (
        f"Use it on at least {FEWEST_DAYS} days, log every spasm, and mark days without one with "
        "fibrolog none, the day before as well."
    ),
    "no-days-without": (
        "Days without it in the same weeks as days with it. Where leaving it out is safe, a trial "
        "makes such days; ask your doctor before leaving out anything prescribed."
    ),
    "inseparable": "Days on which only one of them was used.",
    "no-clear-difference": (
        "More days with it and without it, which make the range narrower. A remedy that acts for "
        "a few hours only is blurred here."
    ),
    "about-the-same": "An effect that lasts only a few hours would not show in 24.",
}
_SINCE = (
    "Whole weeks are set beside each other here: up to 24 after the first use, and as many before. "
    "The four weeks just before it are left out, because people begin when it is bad, and such a "
    "time passes by itself. The range is a 99% one."
)
# Smaller ones say nothing more to a person.
_SMALLEST_P = 0.001
_TRIAL = (
    "How far the trial is, but not how it is going: fibrolog trial status. At its end: fibrolog "
    "trial report."
)
_ONLY_A_TRIAL = (
    "A diary shows what came before what. Whether one caused the other, only a trial in which a "
    "coin decides can tell."
)


def why(row: RemedyRow, section: RemedySection) -> Document:
    """Return what lies behind one verdict."""
    return text(_chapters(row, section))


def _chapters(row: RemedyRow, section: RemedySection) -> Iterator[tuple[str, tuple[str, ...]]]:
    judgement = row.judgement
    yield row.name, (row.sentence,)
    recorded = recorded_text(row.recorded)
    if recorded and has_several_doses(row.recorded):
        recorded = (*recorded, DOSES_AS_ONE)
    yield "What was recorded", recorded
    if judgement.verdict == "in-trial":
        yield "To know more", (_TRIAL,)
        return
    yield "What was compared", (*looked_at(section), *_days(judgement))
    if judgement.effect is not None:
        effect = judgement.effect
        yield "What came, and what was expected", (_came(effect),)
        yield "This week alone", (_this_week(effect),)
        yield "At every week", tuple(_every_week(judgement, effect))
    yield "What was allowed for", (_ALLOWED_FOR,)
    if since := since_text(row, section.period):
        yield "Since you began", (*since, _SINCE)
    yield "Before it was taken", tuple(_before(judgement))
    yield "To know more", (_TO_KNOW_MORE.get(judgement.verdict, _ONLY_A_TRIAL),)
    yield "How it is worked out", (HOW_IT_WORKS,)


_ALLOWED_FOR = (
    "The four-week stretch, the part of the day, the number of spasms in the 24 hours before and "
    "the worst of them, how often they came in the three days and in the week before, and every "
    "other remedy that was judged."
)


def _days(judgement: Judgement) -> Iterator[str]:
    yield (
        f"Days with it: {judgement.days_with}. Days without it in the same stretches: "
        f"{judgement.days_without}. At least {FEWEST_DAYS} of each are needed."
    )


def _came(effect: Effect) -> str:
    return (
        f"Spasms in the 24 hours after a use: {effect.observed}. Expected there without it: "
        f"about {effect.expected:.1f}."
    )


def _this_week(effect: Effect) -> str:
    now = effect._replace(low=effect.low_now, high=effect.high_now)
    return (
        f"Rate ratio {ratio_text(now)}, 95% interval in brackets: 1 is no difference, 0.5 half as "
        f"many, 2 twice as many; p {_p(effect.p)}. That is what one look at the diary says. From a "
        f"p of {SIGNIFICANT_P} down a difference is called possible."
    )


def _every_week(judgement: Judgement, effect: Effect) -> Iterator[str]:
    yield (
        "Whoever looks every week sees a good stretch by chance at one look or another. So a "
        "difference counts only when it would stand up to every look for years, which takes a "
        "wider range."
    )
    corrected = "not corrected" if judgement.q is None else f"q {_p(judgement.q)}"
    yield (
        f"Rate ratio {ratio_text(effect)}; p {_p(effect.p_always)}, and corrected for "
        f"{counted(judgement.judged, 'comparison')}, {corrected}. Up to {SIGNIFICANT_P} counts as "
        "more than chance usually produces."
    )


def _p(p: float) -> str:
    return f"{p:.3f}" if p >= _SMALLEST_P else f"below {_SMALLEST_P}"


def _before(judgement: Judgement) -> Iterator[str]:
    if judgement.lead is not None:
        yield (
            f"In the 24 hours before a use the rate ratio was {ratio_text(judgement.lead)}, "
            f"p {_p(judgement.lead.p)}. A remedy cannot act before it is taken: where this points "
            "the same way with p up to 0.10, the diary cannot credit or blame the remedy."
        )
    else:
        yield "The hours before a use are looked at only where the hours after it differ clearly."
    share = judgement.reactive_share
    if share is None:
        yield "How soon after a spasm it was taken is not known: no use has a time of day."
    else:
        yield f"Uses within three hours after a spasm began: {percent(share) if share else 'none'}."
