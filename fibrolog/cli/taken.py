"""What was taken, after `took` and in `--took`: remedies, their doses and their moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fibrolog.cli import clock
from fibrolog.cli.output import may_ask
from fibrolog.cli.quoting_hints import time_among
from fibrolog.domain.vocabulary import Remedy
from fibrolog.errors import NotUnderstood
from fibrolog.parse.remedies import (
    ReadTime,
    RemedyNotKnown,
    Use,
    UseGrammar,
    in_quotes,
    read_uses,
    require_dose,
)
from fibrolog.storage.diary import Diary
from fibrolog.text import quote


def read_time(now: datetime) -> ReadTime:
    """Return what reads the words for a moment."""
    return lambda typed: clock.when(typed, now)


def use_grammar(now: datetime) -> UseGrammar:
    """Return how remedies are read beside a spasm, each with a moment of its own."""
    return UseGrammar(read_time(now))


def taken_uses(
    words: Sequence[str], diary: Diary, at: str | None, now: datetime, *, shared: bool = False
) -> tuple[list[Use], tuple[Remedy, ...]]:
    """Understand the remedies, asking about one that is not known, where one can ask.

    Args:
        words: what was typed.
        diary: knows the remedies.
        at: what `--at` got.
        now: the present moment.
        shared: whether a moment among the words holds for all of them, and for what `--at` tells.

    Returns:
        The uses, and those of their remedies that are still to be added to the diary.

    Raises:
        NotUnderstood: when they are not understood, or when a moment was given twice.
    """
    grammar = UseGrammar(read_time(now), shared, in_quotes(words) if shared else ())
    new: tuple[Remedy, ...] = ()
    try:
        uses = read_uses(words, diary, grammar)
    except RemedyNotKnown:
        if not may_ask() or (at is not None and time_among(at, words, now)):
            raise
        from fibrolog.cli.clarify import settled_uses

        uses, new = settled_uses(words, diary, grammar)
    if shared and at is not None and any(use.when for use in uses):
        raise NotUnderstood("The time was given twice, in the words and with --at; give it once.")
    return uses, new


def with_dose(uses: list[Use], dose: str, diary: Diary, now: datetime) -> list[Use]:
    """Return the one use with the dose that `--dose` got.

    Raises:
        NotUnderstood: when it has one already, there are others, or it is no dose.
    """
    if not dose:
        return uses
    require_dose(dose, diary, read_time(now))
    [use, *others] = uses
    if others or use.dose:
        what = (
            "there are several remedies" if others else f"the words already say {quote(use.dose)}"
        )
        raise NotUnderstood(
            f"The dose {quote(dose)} has no place, because {what}; "
            "type each dose after its remedy, such as: magnesium 400mg, vitamin d 1000 IU"
        )
    return [use._replace(dose=dose)]
