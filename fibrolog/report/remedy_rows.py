"""The remedies in a report: every judgement with its sentence, and whether it is new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fibrolog.entries import Period
from fibrolog.remedies.history import History
from fibrolog.remedies.sentences import sentence, shown_name
from fibrolog.remedies.verdicts import CLAIMS, Judgement

# The days that the analysis looks back on, unless it is asked for all.
LOOK_BACK_DAYS = 730
# A claim that was not there when the diary ended so many days earlier is called new.
NEWS_DAYS = 28


class RemedyRow(NamedTuple):
    """One judgement.

    Attributes:
        new: a difference is claimed now, and was not four weeks earlier; None where that was not
            looked at.
    """

    judgement: Judgement
    new: bool | None

    @property
    def name(self) -> str:
        """The name it is shown under."""
        return shown_name(self.judgement)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return sentence(self.judgement)


class RemedySection(NamedTuple):
    """What followed each remedy.

    Attributes:
        period: the days that were looked at.
        observed_days: how many of them are observed.
        spasms: how many spasms they have.
        known_to_the_day: how many of those spasms, and of the uses of these days, have no time.
        rows: in the order in which they are reported.
    """

    period: Period
    observed_days: int
    spasms: int
    known_to_the_day: int
    rows: tuple[RemedyRow, ...]


def remedy_section(
    period: Period,
    history: History,
    judgements: Iterable[Judgement],
    earlier: Iterable[Judgement] | None,
) -> RemedySection:
    """Put a section together.

    Args:
        period: the days of the history.
        history: what was analysed.
        judgements: what came out.
        earlier: what came out of the same diary, ended four weeks earlier.
    """
    before = None if earlier is None else {one.remedies: one.verdict for one in earlier}
    end = history.days * 24 * 60
    timeless_uses = sum(
        not use.exact and 0 <= use.minute < end for uses in history.uses.values() for use in uses
    )
    return RemedySection(
        period=period,
        observed_days=len(history.observed),
        spasms=len(history.spasms),
        known_to_the_day=sum(not spasm.exact for spasm in history.spasms) + timeless_uses,
        rows=tuple(
            RemedyRow(one, None if before is None else _is_new(one, before.get(one.remedies)))
            for one in judgements
        ),
    )


def _is_new(judgement: Judgement, earlier: str | None) -> bool:
    return judgement.verdict in CLAIMS and judgement.verdict != earlier
