"""Each verdict as a sentence: what followed, never that something works."""

from __future__ import annotations

from collections.abc import Callable

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.history import DaysUsed
from fibrolog.analysis.verdicts import FEWEST_DAYS, Judgement, Verdict
from fibrolog.text import counted, either

# From here on, times as many say more than percent.
_MANY_TIMES = 10

_NO_HARM = "This does not show harm: people take remedies when a bad spell begins."


def sentence(judgement: Judgement) -> str:
    """Return the verdict in words."""
    return _SENTENCES[judgement.verdict](judgement)


def shown_name(judgement: Judgement) -> str:
    """Return the name under which a judgement is shown."""
    together = ", always taken together" if len(judgement.remedies) > 1 else ""
    return f"{judgement.name}{together}"


def difference(ratio: float) -> str:
    """Return a rate ratio in words: `38% fewer`, `50% more`, `12 times as many`."""
    percent = round(abs(ratio - 1) * 100)
    if not percent:
        return "as many"
    if ratio >= _MANY_TIMES:
        return f"{ratio:.0f} times as many"
    return f"{percent}% {'fewer' if ratio < 1 else 'more'}"


def likely_range(effect: Effect) -> str:
    """Return the interval in words, from its lower end: `55% to 14% fewer`."""
    low, high = difference(effect.low), difference(effect.high)
    for direction in (" fewer", " more"):
        if low.endswith(direction) and high.endswith(direction):
            low = low.removesuffix(direction)
    return f"{low} to {high}"


def _not_enough_data(judgement: Judgement) -> str:
    comparable, used = judgement.exposed_days, judgement.used
    if comparable >= FEWEST_DAYS:
        return "Not enough spasms yet to compare."
    days = counted(used.days, "day")
    if not used.days:
        said = f"{judgement.name} was not used on the days looked at"
    elif comparable == used.days:
        said = f"you used {judgement.name} on {days}"
    elif comparable > used.days:
        said = f"you used {judgement.name} on {days}, so {comparable} days can be compared"
    else:
        some = f"only {comparable}" if comparable else "none"
        said = (
            f"you used {judgement.name} on {days}, but {some} can be compared, "
            f"because {_why_not(used)}"
        )
    return f"Not enough data yet: {said}; {FEWEST_DAYS} are needed."


# Days around a use, by their distance from it.
_AROUND = {-1: "the day before", 0: "the day itself", 1: "the day after"}


def _why_not(used: DaysUsed) -> str:
    """Return why days after a use cannot be compared."""
    if used.unobserved:
        around = either(_AROUND[day] for day in used.unobserved)
        return f"{around} was not logged{' or is not over yet' if used.not_over else ''}"
    if used.not_over:
        return "today is not over yet"
    return "the hours after a use make up less than half of the others"


def _no_days_without(_: Judgement) -> str:
    return (
        "No days without it to compare with. A trial could tell: `fibrolog trial start`. "
        "Never stop a prescribed medicine to find out."
    )


def _inseparable(judgement: Judgement) -> str:
    other = " + ".join(judgement.inseparable_from or ("other remedies",))
    return f"Cannot be separated from {other}: nearly always taken together."


def _fewer(judgement: Judgement) -> str:
    effect = _known(judgement)
    return (
        f"Fewer spasms followed: {effect.observed} where about {effect.expected:.0f} would be "
        f"expected ({difference(effect.ratio)}; likely range {likely_range(effect)})."
    )


def _maybe(direction: str) -> Callable[[Judgement], str]:
    def words(judgement: Judgement) -> str:
        looked_at = counted(judgement.judged, "remedy")
        return (
            f"Possibly {direction}, but with {looked_at} looked at, one such result by chance "
            "is not surprising."
        )

    return words


def _no_clear_difference(judgement: Judgement) -> str:
    effect = _known(judgement)
    low, high = difference(effect.low), difference(effect.high)
    return f"No clear difference: anything from {low} to {high} fits your diary."


def _always(text: str) -> Callable[[Judgement], str]:
    return lambda _: text


def _known(judgement: Judgement) -> Effect:
    if judgement.effect is None:
        message = f"the verdict {judgement.verdict} has figures"
        raise ValueError(message)
    return judgement.effect


_SENTENCES: dict[Verdict, Callable[[Judgement], str]] = {
    "fewer": _fewer,
    "maybe-fewer": _maybe("fewer"),
    "fewer-at-calmer-times": _always(
        "Fewer spasms followed, but they were already fewer before you took it. "
        "The diary cannot credit the remedy."
    ),
    "more": _always(f"More spasms followed. {_NO_HARM}"),
    "maybe-more": lambda judgement: f"{_maybe('more')(judgement)} {_NO_HARM}",
    "more-as-spasms-start": _always(
        "More spasms followed, but you tend to take it when spasms are starting. "
        "Not evidence against it."
    ),
    "about-the-same": _always(
        "About as many spasms in the 24 hours after as otherwise. A shorter effect would not show."
    ),
    "no-clear-difference": _no_clear_difference,
    "inseparable": _inseparable,
    "no-days-without": _no_days_without,
    "not-enough-data": _not_enough_data,
    "in-trial": _always("In a trial now: nothing is said of it before the end."),
}
