"""What was written lately: the places and remedies to offer first, and how today stands.

Every question here is asked while somebody waits in pain, so each looks at a bounded stretch.
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fibrolog.entries import Side
from fibrolog.storage.rows import stamp_text

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
