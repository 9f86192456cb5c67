"""What was recorded of a remedy: on how many days, from when to when, and in which doses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple


class Taken(NamedTuple):
    """One use, as far as it is summarised here."""

    remedy: str
    dose: str | None
    day: date


class Dose(NamedTuple):
    """A dose and when it was taken.

    Attributes:
        remedy: its name.
        dose: as it was written first; None stands for the uses without one.
        since: the day of its first use.
        until: of its last.
        uses: how many there are.
    """

    remedy: str
    dose: str | None
    since: date
    until: date
    uses: int


class Recorded(NamedTuple):
    """The uses of a remedy, or of several that are judged as one.

    Attributes:
        days_used: calendar days with a use in the report's period.
        days_used_all: calendar days with a use in all.
        first_use: the first of those.
        last_use: the last.
        doses: in the order of their first use.
    """

    days_used: int
    days_used_all: int
    first_use: date | None
    last_use: date | None
    doses: tuple[Dose, ...]


def recorded(
    uses: Iterable[Taken], remedies: Collection[str], since: date, until: date
) -> Recorded:
    """Summarise the uses of some remedies.

    Doses are compared without letter case and spaces, and never told apart by the analysis: a
    remedy whose dose changed is still one remedy.

    Args:
        uses: of any remedies, in any order.
        remedies: the names that count.
        since: the first day of the report's period.
        until: the last.
    """
    own = sorted((use for use in uses if use.remedy in remedies), key=lambda use: use.day)
    days = {use.day for use in own}
    doses: dict[tuple[str, str], Dose] = {}
    for remedy, dose, day in own:
        key = remedy, "".join((dose or "").casefold().split())
        known = doses.get(key)
        doses[key] = (
            Dose(remedy, dose if key[1] else None, day, day, 1)
            if known is None
            else known._replace(until=day, uses=known.uses + 1)
        )
    return Recorded(
        days_used=sum(since <= day <= until for day in days),
        days_used_all=len(days),
        first_use=min(days, default=None),
        last_use=max(days, default=None),
        doses=tuple(doses.values()),
    )


def recorded_json(found: Recorded, *, several: bool) -> dict[str, object]:
    """Return the same with dates as text.

    Args:
        found: what was recorded.
        several: whether the remedies are more than one, so that each dose names its own.
    """
    doses = [
        {
            **({"remedy": one.remedy} if several else {}),
            "dose": one.dose,
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
            "uses": one.uses,
        }
        for one in found.doses
    ]
    return {
        "days_used": found.days_used,
        "first_use": found.first_use and found.first_use.isoformat(),
        "last_use": found.last_use and found.last_use.isoformat(),
        "doses": doses,
        "days_used_all": found.days_used_all,
    }
