"""The counting behind a report, done by SQLite so that ten years take no longer than a week."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from fibrolog.analysis.history import History, Spasm, Use
from fibrolog.analysis.recorded import Taken
from fibrolog.domain.defaults import REGIONS
from fibrolog.domain.entries import Period, Side
from fibrolog.report.statistics import DayTally, RegionTally, ReliefTally, Tallies, WrittenDown
from fibrolog.storage.versions import stamp_text, stored, stored_day
from fibrolog.text import name_key, trigger_key

_HOURS = 24


class DiarySize(NamedTuple):
    """How much is in a diary.

    Attributes:
        first_day: the local day of the first entry, None in an empty diary.
        last_day: the local day of the last one.
    """

    episodes: int
    uses: int
    clear_days: int
    trials: int
    first_day: date | None
    last_day: date | None


def size(connection: sqlite3.Connection) -> DiarySize:
    """Count the entries of each kind."""
    episodes, uses, clear_days, trials = connection.execute(
        """SELECT (SELECT count(*) FROM episodes), (SELECT count(*) FROM uses),
            (SELECT count(*) FROM clear_days), (SELECT count(*) FROM trials)"""
    ).fetchone()
    [last] = connection.execute(
        """SELECT max(day) FROM (SELECT max(day) AS day FROM episodes
            UNION ALL SELECT max(day) FROM uses UNION ALL SELECT max(day) FROM clear_days)"""
    ).fetchone()
    last_day = stored_day(last) if last else None
    return DiarySize(episodes, uses, clear_days, trials, first_day(connection), last_day)


def how_many_to_come(connection: sqlite3.Connection, today: date) -> int:
    """Return how many entries of any kind have a local day after today."""
    [found] = connection.execute(
        """SELECT (SELECT count(*) FROM episodes WHERE day > :today)
            + (SELECT count(*) FROM uses WHERE day > :today)
            + (SELECT count(*) FROM clear_days WHERE day > :today)""",
        {"today": today.isoformat()},
    ).fetchone()
    return int(found)


def first_day(connection: sqlite3.Connection) -> date | None:
    """Return the local day of the first entry of any kind."""
    [first] = connection.execute(
        """SELECT min(day) FROM (SELECT min(day) AS day FROM episodes
            UNION ALL SELECT min(day) FROM uses UNION ALL SELECT min(day) FROM clear_days)"""
    ).fetchone()
    return stored_day(first) if first else None


def tally(
    connection: sqlite3.Connection, period: Period, today: date, region: str | None = None
) -> Tallies:
    """Count everything a report on `period`, made `today`, needs to know.

    Args:
        connection: to the diary.
        period: the days of the report.
        today: the day it is made on.
        region: the name of the one region whose episodes count; None for all.
    """
    counted = _Counter(connection, period, today, region)
    first = first_day(connection)
    return Tallies(
        period=period,
        # One that is still to come is a mistake, and begins nothing.
        first_day=first if first and first <= today else None,
        today=today,
        days=_observed_days(connection, today, region),
        regions=_places(connection, period, region),
        hours=counted.hours(),
        timeless=counted.number("SELECT count(*) FROM spasms WHERE at_precision = 'day'"),
        nights_woken=counted.number(_NIGHTS_WOKEN),
        worst_intensity=counted.value("SELECT max(intensity) FROM spasms"),
        median_duration_s=counted.value(_MEDIAN_DURATION),
        twitches=counted.number("SELECT count(*) FROM period WHERE kind = 'twitch'"),
        relief=tuple(ReliefTally(*row) for row in counted.rows(_RELIEF)),
        signs=tuple(counted.rows(_SIGNS)),
        triggers=counted.triggers(),
        region=region,
        written=WrittenDown(*next(counted.rows(_WRITTEN_DOWN))),
        taken=() if region else _taken(connection, today),
    )


# Whether an episode is one of the region that is counted.
_HERE = """(:region IS NULL OR
  region_id = (SELECT id FROM regions WHERE regions.name = :region))"""

_PERIOD = f"""WITH
  period AS MATERIALIZED
    (SELECT * FROM episodes WHERE day BETWEEN :since AND :until AND {_HERE}),
  spasms AS (SELECT * FROM period WHERE kind = 'spasm') """

# A night runs from noon to noon, so that a spasm before midnight and one after share it, and has
# the date of its evening: the first day's early hours are of the night before the period. A day
# has parts of two: an entry known only to the day belongs to either that is there already, and is a
# night of its own only where neither is.
_NIGHTS_WOKEN = f""", woken AS (
    SELECT at_precision, day, date(substr(at, 1, 19), '-12 hours') AS night FROM episodes
    WHERE kind = 'spasm' AND woke = 1 AND {_HERE}
      AND day BETWEEN date(:since, '-1 day') AND :morning_after),
  nights AS (SELECT DISTINCT night FROM woken WHERE at_precision = 'minute')
  SELECT (SELECT count(*) FROM nights WHERE night BETWEEN :since AND :until)
    + (SELECT count(DISTINCT day) FROM woken
    WHERE at_precision = 'day' AND day BETWEEN :since AND :until
      AND day NOT IN (SELECT night FROM nights)
      AND date(day, '-1 day') NOT IN (SELECT night FROM nights))"""

_WRITTEN_DOWN = """SELECT count(*), count(*) FILTER (WHERE late <= 7200),
    count(*) FILTER (WHERE late <= 86400)
  FROM (SELECT strftime('%s', created_at) - instant AS late FROM spasms
    WHERE at_precision = 'minute')"""

_MEDIAN_DURATION = """SELECT avg(duration_s) FROM (
    SELECT duration_s, row_number() OVER (ORDER BY duration_s) AS place, count(*) OVER () AS known
    FROM spasms WHERE duration_s IS NOT NULL)
  WHERE place IN ((known + 1) / 2, (known + 2) / 2)"""

_RELIEF = f"""SELECT r.name, u.relief, count(*) FROM uses AS u JOIN remedies AS r
    ON r.id = u.remedy_id LEFT JOIN episodes AS e ON e.uid = u.against
  WHERE u.relief IS NOT NULL AND coalesce(e.kind, 'spasm') = 'spasm'
    AND u.day BETWEEN :since AND :until AND {_HERE}
  GROUP BY r.id, u.relief"""

_SIGNS = "SELECT value, count(*) FROM period, json_each(period.signs) GROUP BY value"
# A trigger goes by what was written first in the whole diary, whatever the period: a bare column
# beside min() is that row's. An entry that names one twice, in two spellings, is one episode.
_TRIGGERS = f"""SELECT value, count(DISTINCT episodes.id)
    FILTER (WHERE day BETWEEN :since AND :until AND {_HERE}) AS named, min(episodes.id)
  FROM episodes, json_each(episodes.triggers) WHERE triggers <> '[]'
  GROUP BY trigger_key(CAST(value AS BLOB)) HAVING named > 0"""


class _Counter:
    """Runs counting queries over the episodes of one period."""

    def __init__(
        self, connection: sqlite3.Connection, period: Period, today: date, region: str | None
    ) -> None:
        self._connection = connection
        until = period.until
        self._values = {
            "since": period.since.isoformat(),
            "until": until.isoformat(),
            "region": region,
            # No report counts what lies after today.
            "morning_after": (until + timedelta(until < today)).isoformat(),
        }

    def rows(self, query: str) -> Iterator[Any]:
        yield from self._connection.execute(_PERIOD + query, self._values)

    def triggers(self) -> tuple[tuple[str, int], ...]:
        self._connection.create_function("trigger_key", 1, _stored_key, deterministic=True)
        return tuple((trigger, count) for trigger, count, _ in self.rows(_TRIGGERS))

    def value(self, query: str) -> Any:
        [row] = self.rows(query)
        return row[0]

    def number(self, query: str) -> int:
        return int(self.value(query))

    def hours(self) -> tuple[int, ...]:
        counts = dict(
            self.rows(
                """SELECT CAST(substr(at, 12, 2) AS INTEGER), count(*) FROM spasms
                WHERE at_precision = 'minute' GROUP BY 1"""
            )
        )
        return tuple(counts.get(hour, 0) for hour in range(_HOURS))


def _stored_key(trigger: bytes) -> str | bytes:
    """Return the key of a stored trigger; one that is not UTF-8 is its own, until it is read."""
    try:
        return trigger_key(trigger.decode())
    except UnicodeDecodeError:
        return trigger


def _observed_days(
    connection: sqlite3.Connection, today: date, region: str | None
) -> tuple[DayTally, ...]:
    found = connection.execute(
        f"""SELECT day, sum(here), sum(spasms) - sum(here) FROM (
            SELECT day, count(*) AS spasms, count(*) FILTER (WHERE {_HERE}) AS here
            FROM episodes WHERE kind = 'spasm' GROUP BY day
            UNION ALL SELECT day, 0, 0 FROM clear_days)
        WHERE day <= :today GROUP BY day ORDER BY day""",
        {"today": today.isoformat(), "region": region},
    )
    return tuple(DayTally(stored_day(day), *counts) for day, *counts in found)


def _places(
    connection: sqlite3.Connection, period: Period, region: str | None
) -> tuple[RegionTally, ...]:
    before = period.before()
    built_in = _built_in(connection)
    found = connection.execute(
        """SELECT r.id, r.name, r.wpi_area, e.side,
            count(*) FILTER (WHERE e.day >= :since),
            count(*) FILTER (WHERE e.day < :since),
            coalesce(sum(e.intensity) FILTER (WHERE e.day >= :since), 0),
            count(e.intensity) FILTER (WHERE e.day >= :since)
        FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
        WHERE e.kind = 'spasm' AND e.day BETWEEN :earliest AND :until
            AND (:region IS NULL OR r.name = :region)
        GROUP BY r.id, e.side""",
        {
            "earliest": (before.since if before else period.since).isoformat(),
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "region": region,
        },
    )
    return tuple(
        RegionTally(region, area, side, count, previous, total, known, built_in.get(number))
        for number, region, area, side, count, previous, total, known in found
    )


def _taken(connection: sqlite3.Connection, today: date) -> tuple[Taken, ...]:
    found = connection.execute(
        """SELECT r.name, u.dose, u.day FROM uses AS u JOIN remedies AS r ON r.id = u.remedy_id
        WHERE u.day <= ? ORDER BY u.instant, u.id""",
        (today.isoformat(),),
    )
    return tuple(Taken(name, dose, stored_day(day)) for name, dose, day in found)


def _built_in(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the name in a new diary of each region that had one, by its row number.

    A region that is renamed or merged into another leaves its old name behind as an alias. Of
    several such names the one that is still in use counts, and then the latest.
    """
    names = {name_key(region.name): region.name for region in REGIONS}
    found = connection.execute(
        """SELECT region_id, key FROM (
            SELECT region_id, key, 0 AS in_use, id FROM region_aliases
            UNION ALL SELECT id, key, 1, id FROM regions)
        ORDER BY in_use, id"""
    )
    return {number: names[key] for number, key in found if key in names}


# Weeks of a bad spell, and too few rows to notice, however long the diary is.
_LATEST = 50
# More changes than anybody makes in a day by hand.
_STEPS_OF_A_DAY = 200
_WEEK = timedelta(7)


class Glance(NamedTuple):
    """How a day stands.

    Attributes:
        spasms: on that day.
        twitches: on that day.
        uses: of remedies on that day.
        clear: whether it is a clear day.
        observed_days: of the seven days that end with it.
        observed_before: whether the day before is observed.
        last_spasm: the id of the latest spasm up to that day's end, None when there is none.
    """

    spasms: int
    twitches: int
    uses: int
    clear: bool
    observed_days: int
    observed_before: bool
    last_spasm: str | None


def places(connection: sqlite3.Connection) -> list[tuple[str, Side | None]]:
    """Return the regions, with their sides, of the latest episodes, the last first."""
    return connection.execute(
        """SELECT r.name, e.side FROM (
            SELECT * FROM episodes ORDER BY instant DESC, id DESC LIMIT ?) AS e
        JOIN regions AS r ON r.id = e.region_id WHERE r.hidden = 0
        GROUP BY r.id, e.side ORDER BY max(e.instant) DESC, max(e.id) DESC""",
        (_LATEST,),
    ).fetchall()


def remedies(connection: sqlite3.Connection) -> list[str]:
    """Return the remedies of the latest uses, the most used first."""
    found = connection.execute(
        """SELECT m.name FROM (
            SELECT * FROM uses ORDER BY instant DESC, id DESC LIMIT ?) AS u
        JOIN remedies AS m ON m.id = u.remedy_id WHERE m.hidden = 0
        GROUP BY m.id ORDER BY count(*) DESC, max(u.instant) DESC, max(u.id) DESC""",
        (_LATEST,),
    )
    return [name for [name] in found]


def left_out_since(connection: sqlite3.Connection, moment: datetime) -> bool:
    """Tell whether an `add` since then left something out.

    One that was changed or taken back afterwards counts as well: it may have been filled in.
    """
    found = connection.execute(
        """SELECT 1 FROM steps AS s
        JOIN changes AS c ON c.step_id = s.id AND c.table_name = 'episodes' AND c.before IS NULL
        LEFT JOIN episodes AS e ON e.id = c.row_id
        LEFT JOIN regions AS r ON r.id = e.region_id
        WHERE s.id > (SELECT max(id) FROM steps) - ? AND s.command = 'add' AND s.at >= ?
        AND (e.duration_s IS NULL
            OR EXISTS (SELECT 1 FROM changes WHERE table_name = 'episodes'
                AND row_id = c.row_id AND id > c.id)
            OR e.kind = 'spasm' AND e.intensity IS NULL
            OR r.sides = 'paired' AND e.side IS NULL)
        LIMIT 1""",
        (_STEPS_OF_A_DAY, stamp_text(moment)),
    ).fetchone()
    return found is not None


def glance(connection: sqlite3.Connection, today: date) -> Glance:
    """Return how this day stands."""
    days = {
        "today": today.isoformat(),
        "yesterday": (today - timedelta(1)).isoformat(),
        "before_week": (today - _WEEK).isoformat(),
    }
    spasms, twitches, uses, clear, observed, before = connection.execute(
        """WITH observed (day) AS (
            SELECT day FROM episodes
            WHERE day > :before_week AND day <= :today AND kind = 'spasm'
            UNION SELECT day FROM clear_days WHERE day > :before_week AND day <= :today)
        SELECT (SELECT count(*) FROM episodes WHERE day = :today AND kind = 'spasm'),
            (SELECT count(*) FROM episodes WHERE day = :today AND kind = 'twitch'),
            (SELECT count(*) FROM uses WHERE day = :today),
            (SELECT count(*) FROM clear_days WHERE day = :today),
            (SELECT count(*) FROM observed),
            (SELECT count(*) FROM observed WHERE day = :yesterday)""",
        days,
    ).fetchone()
    last = connection.execute(
        """SELECT 'e' || id FROM episodes WHERE kind = 'spasm' AND day <= :today
        ORDER BY instant DESC, id DESC LIMIT 1""",
        days,
    ).fetchone()
    return Glance(
        spasms, twitches, uses, bool(clear), observed, bool(before), last[0] if last else None
    )


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
