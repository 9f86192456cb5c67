"""What was typed, with what it takes to read it and to refuse it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from fibrolog.errors import NotUnderstood
from fibrolog.text import NUMBER_WORDS, either, in_digits, normalised, quote, shell_quoted

DateOrder: TypeAlias = Literal["dmy", "mdy"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)

_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_COUNTED = re.compile(
    rf"\b(?:{'|'.join(NUMBER_WORDS)})"
    r"(?= ?(?:[ap]\.? ?m\b|(?:second|minute|hour|day|week|sec|min|hr)s?\b))"
)
_COMMA_AFTER_WORD = re.compile(r"(?<=[\w.]), ")


@dataclass(frozen=True)
class Typed:
    """Words for a moment or a day.

    Attributes:
        text: as it was typed.
        now: aware; its tzinfo is the zone in which local times are read.
        order: how numeric dates are written, where that was chosen.
    """

    text: str
    now: datetime
    order: DateOrder | None = None

    @cached_property
    def plain(self) -> str:
        """The text without what does not matter: letter case, spare space, Unicode variants.

        A comma between two digits is a decimal point; one between two words, or at the end, is
        only a pause. A number word that counts something has its digits.
        """
        folded = normalised(self.text).casefold()
        spaced = " ".join(folded.split())
        paused = _COMMA_AFTER_WORD.sub(" ", _DECIMAL_COMMA.sub(".", spaced)).rstrip(",")
        return _COUNTED.sub(lambda word: in_digits(word[0]), paused)

    @property
    def today(self) -> date:
        """The local calendar day of `now`."""
        return self.now.date()

    @property
    def yesterday(self) -> date:
        """The local calendar day before."""
        return self.today - timedelta(days=1)

    @property
    def quoted(self) -> str:
        """The text as errors name it, on one line however it was typed."""
        return quote(self.text.strip())

    def with_day(self, words: str, day: date) -> str:
        """Return what to type instead: all that was typed, with this day for the words for one."""
        before, found, after = self.plain.partition(words)
        return shell_quoted(f"{before}{day}{after}" if found else str(day))

    def refused(self, reason: str) -> NotUnderstood:
        """Return the error that names what was typed, for the reason and remedy given."""
        return NotUnderstood(f"{self.quoted} {reason}.")


def date_order_from(value: str | None) -> DateOrder | None:
    """Read the setting FIBROLOG_DATE_ORDER, in any letter case; empty means none was chosen.

    Raises:
        NotUnderstood: the value is neither `dmy` nor `mdy`.
    """
    if not value:
        return None
    for order in DATE_ORDERS:
        if value.casefold() == order:
            return order
    raise NotUnderstood(
        f"FIBROLOG_DATE_ORDER {quote(value)} is not known; set it to {either(DATE_ORDERS)}."
    )
