"""Each verdict as a sentence: what followed, never that something works."""

from __future__ import annotations

import re
from collections.abc import Callable

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.history import DaysUsed
from fibrolog.analysis.verdicts import BY_VERDICT, FEWEST_DAYS, Judgement
from fibrolog.text import counted, either

# From here on, times as many say more than percent; and beyond the second nobody reads the number.
_MANY_TIMES, _MOST_TIMES = 10, 100


def sentence(judgement: Judgement) -> str:
    """Return the verdict in words."""
    template = BY_VERDICT[judgement.verdict].sentence
    return re.sub(r"\{(\w+)\}", lambda found: _WORDS[found[1]](judgement), template)


def shown_name(judgement: Judgement) -> str:
    """Return the name under which a judgement is shown."""
    together = ", always taken together" if len(judgement.remedies) > 1 else ""
    return f"{judgement.name}{together}"


def difference(ratio: float) -> str:
    """Return a rate ratio in words: `38% fewer`, `50% more`, `12 times as many`."""
    percent = round(abs(ratio - 1) * 100)
    if not percent:
        return "as many"
    if ratio > _MOST_TIMES:
        return f"over {_MOST_TIMES} times as many"
    if ratio >= _MANY_TIMES:
        return f"{ratio:.0f} times as many"
    return f"{percent}% {'fewer' if ratio < 1 else 'more'}"


def range_words(low: float, high: float) -> str:
    """Return an interval of a ratio in words: `between 14% and 55% fewer`.

    The smaller difference comes first where both ends lie on the same side.
    """
    ends = [difference(low), difference(high)]
    for direction in (" fewer", " more"):
        if all(end.endswith(direction) for end in ends):
            nearer, farther = sorted(ends, key=lambda end: int(end.split("%")[0]))
            return f"between {nearer.removesuffix(direction)} and {farther}"
    return f"between {ends[0]} and {ends[1]}"


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


def _known(judgement: Judgement) -> Effect:
    if judgement.effect is None:
        message = f"the verdict {judgement.verdict} has figures"
        raise ValueError(message)
    return judgement.effect


def _range(judgement: Judgement) -> str:
    effect = _known(judgement)
    # The direction stands before the brackets already.
    return range_words(effect.low, effect.high).removesuffix(" fewer")


def _other(judgement: Judgement) -> str:
    return " + ".join(judgement.inseparable_from or ("other remedies",))


# What stands for the names in braces.
_WORDS: dict[str, Callable[[Judgement], str]] = {
    "observed": lambda judgement: str(_known(judgement).observed),
    "expected": lambda judgement: f"{_known(judgement).expected:.0f}",
    "difference": lambda judgement: difference(_known(judgement).ratio),
    "range": _range,
    "low": lambda judgement: difference(_known(judgement).low),
    "high": lambda judgement: difference(_known(judgement).high),
    "other": _other,
    "missing": _not_enough_data,
}
