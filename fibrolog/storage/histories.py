"""Reading what the remedy analysis needs, as days and minutes counted from the first of them."""

from __future__ import annotations

import sqlite3

from fibrolog.entries import Period
from fibrolog.remedies.history import History, Spasm, Use
from fibrolog.storage.rows import stored, stored_day

_OBSERVED = """SELECT day FROM episodes WHERE kind = 'spasm' AND day BETWEEN :since AND :until
  UNION SELECT day FROM clear_days WHERE day BETWEEN :since AND :until ORDER BY day"""

# Days since day 0, and the minute of the wall clock.
_MINUTE = """CAST(julianday(day) - julianday(:first) AS INTEGER) * 1440
  + substr(at, 12, 2) * 60 + substr(at, 15, 2)"""

_SPASMS = f"""SELECT {_MINUTE}, intensity, at_precision = 'minute' FROM episodes
  WHERE kind = 'spasm' AND day BETWEEN :first AND :last ORDER BY 1"""

_USES = f"""SELECT r.name, {_MINUTE}, at_precision = 'minute' FROM uses AS u
  JOIN remedies AS r ON r.id = u.remedy_id ORDER BY 2"""


def history(connection: sqlite3.Connection, period: Period) -> tuple[Period, History]:
    """Return the days from the first to the last observed one of a period, and what was logged.

    The uses of every remedy are all there, so that each remedy is named; the analysis leaves out
    those of other days.
    """
    bounds = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    days = [stored_day(day) for [day] in connection.execute(_OBSERVED, bounds)]
    first, last = (days[0], days[-1]) if days else (period.until, period.until)
    values = {"first": first.isoformat(), "last": last.isoformat()}
    uses: dict[str, list[Use]] = {}
    spasms: list[Spasm] = []
    with stored():
        for name, minute, exact in connection.execute(_USES, {"first": values["first"]}):
            uses.setdefault(name, []).append(Use(int(minute), bool(exact)))
        for minute, intensity, exact in connection.execute(_SPASMS, values) if days else ():
            spasms.append(Spasm(int(minute), intensity, bool(exact)))
    return Period(first, last), History(
        days=(last - first).days + 1 if days else 0,
        observed=frozenset((day - first).days for day in days),
        spasms=tuple(spasms),
        uses={name: tuple(found) for name, found in uses.items()},
        looked_at=range((period.since - first).days, (period.until - first).days + 1),
    )
