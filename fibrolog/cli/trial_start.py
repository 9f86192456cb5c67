"""The beginning of a trial: how it is laid out, and what it can be expected to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from fibrolog.cli import screen
from fibrolog.cli.questions import Question, ask, yes_or_no
from fibrolog.errors import NotUnderstood
from fibrolog.storage.diary import Diary
from fibrolog.trials import words
from fibrolog.trials.plan import Design, wall
from fibrolog.trials.power import Expectation, Layout, alternatives, expectations

# After dinner, for a remedy whose hour the diary does not know.
_USUAL_HOUR = 20
_LAST_HOUR = 23
# Twelve weeks: long enough for good and bad spells, and still how things are now.
_RATE_DAYS = 84
# What the figures are told for where the diary does not know the person's own rate.
_ANY_RATE = 1.0
# Simulated shares that differ by less may be the same.
_WORTH_SAYING = 0.03
# Below this chance of finding even a halving, most of such trials are in vain.
_EVEN_CHANCE = 0.5


def laid_out(
    diary: Diary,
    remedy: str,
    now: datetime,
    first_day: date,
    sizes: tuple[int, int, int],
    hour: int | None,
) -> Design:
    """Return the design, at the hour of day at which the remedy is usually used.

    Args:
        diary: knows that hour.
        remedy: its name.
        now: the present moment.
        first_day: today or later.
        sizes: pairs, days of a block, and washout days.
        hour: None where the person named none.

    Raises:
        NotUnderstood: when the design is none, or has begun already.
    """
    if hour is None:
        usual = diary.usual_hour(remedy)
        hour = _USUAL_HOUR if usual is None else usual
        if first_day == now.date() and hour <= now.hour:
            hour = min(now.hour + 1, _LAST_HOUR)
    pairs, block_days, washout_days = sizes
    design = Design(pairs, block_days, washout_days, hour, first_day)
    if design.begins <= wall(now):
        raise NotUnderstood(
            f"{words.clock(design.begins)} is over, and the coin must fall before; "
            "type --from tomorrow, or a later --hour."
        )
    return design


def expected(diary: Diary, design: Design, now: datetime, *, plain: bool) -> Iterator[str]:
    """Yield what such a trial can show this person, and what else there is."""
    spasms, observed = diary.spasms_lately(now.date(), _RATE_DAYS)
    rate = spasms / observed if observed else _ANY_RATE
    if not observed:
        yield (
            "How often you have spasms is not known yet, so this is for 1 a day. Keep the diary "
            "for some weeks first, and it will be told for you."
        )
    elif not spasms:
        yield f"There was no spasm on {observed} observed days, so a trial could find nothing."
        return
    else:
        days = words.numbered(observed, "observed day")
        yield (
            f"You had {words.numbered(spasms, 'spasm')} on {days} of late, {rate:.2g} a day. With "
            "so many, and good and bad spells as people have them:"
        )
    layout = Layout(design.pairs, design.block_days, design.washout_days)
    with screen.progress("Making up trials", plain=plain) as on_progress:
        found = expectations([layout, *alternatives(layout)], rate, on_progress)
    for one in found:
        chosen = " (this one)" if one.layout == layout else ""
        yield f"{_layout_words(one.layout)}{chosen}: {_power_words(one)}"
    if found[0].powers[0] < _EVEN_CHANCE:
        yield "Most such trials could not tell, even where the remedy halves the spasms."
    yield from _suggested(found)


def agreed() -> bool:
    """Ask whether to begin; whoever says nothing says no.

    Raises:
        Stopped: on Ctrl-C or Ctrl-D.
    """
    question: Question[bool] = Question(
        lambda _: "Begin this trial? 1 yes, 2 no:", lambda typed, _: yes_or_no(typed)
    )
    return ask(question, False)  # noqa: FBT003 -- what holds without an answer


def _layout_words(layout: Layout) -> str:
    washout = " after a washout day" if layout.washout_days else ""
    blocks = f"blocks of {words.numbered(layout.block_days, 'day')}{washout}"
    return f"{layout.pairs} pairs of {blocks}, {layout.days} days"


def _power_words(one: Expectation) -> str:
    halved, fewer = (f"{power:.0%}" for power in one.powers)
    return f"spasms halved would be found by {halved} of such trials, 30% fewer by {fewer}."


def _suggested(found: Sequence[Expectation]) -> Iterator[str]:
    """Yield which of the others finds most in no more days."""
    chosen, *others = found
    short = [one for one in others if one.layout.days <= chosen.layout.days]
    best = max(short, key=lambda one: one.powers[0], default=chosen)
    if best.powers[0] >= chosen.powers[0] + _WORTH_SAYING:
        wears_off = " if it wears off within 24 hours" if best.layout.block_days == 1 else ""
        yield (
            f"In {chosen.layout.days} days the best chance is with --pairs {best.layout.pairs} "
            f"--days {best.layout.block_days}{wears_off}."
        )
    longer = [one for one in others if one.layout.block_days > chosen.layout.block_days]
    if longer:
        layout = longer[-1].layout
        yield (
            f"If so much to and fro is a burden: --pairs {layout.pairs} --days {layout.block_days}."
        )
    if not chosen.layout.washout_days:
        yield "If it may act for longer than a day, add --washout."
