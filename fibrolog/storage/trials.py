"""Trials in the diary, and what was logged on their days."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fibrolog.domain.fields import moment_text
from fibrolog.errors import NoSuchEntry, NotUnderstood, Unreadable
from fibrolog.storage import versions, vocabulary
from fibrolog.storage.versions import UNREADABLE, stamp_text, stored_day
from fibrolog.text import quote, shortened
from fibrolog.trials.plan import Design, Trial, TrialRecord
from fibrolog.trials.progress import TrialLog

if TYPE_CHECKING:
    from fibrolog.storage.import_records import ImportedTrial

_READ = """SELECT t.id, t.uid, m.name, t.first_day, t.hour, t.block_days, t.washout_days, t.plan,
    t.stopped_at, t.created_at, t.updated_at
  FROM trials AS t JOIN remedies AS m ON m.id = t.remedy_id"""
_INSERT = """INSERT INTO trials (uid, remedy_id, first_day, hour, block_days, washout_days, plan,
    stopped_at, created_at, updated_at, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
# SQLite's row numbers have no more.
_MOST_DIGITS = 18

# Whole trial days between the beginning of the first and a time on the clock on the wall; before
# it, division would round the wrong way.
_DAY_NUMBER = """(CAST(strftime('%s', substr(at, 1, 19)) AS INTEGER)
    - CAST(strftime('%s', :begins) AS INTEGER)) / 86400 + 1"""
_WITHIN = "substr(at, 1, 19) >= :begins AND substr(at, 1, 19) < :ends"
_SPASMS = f"""SELECT {_DAY_NUMBER}, count(*) FROM episodes
  WHERE kind = 'spasm' AND day BETWEEN :first AND :last AND {_WITHIN} GROUP BY 1"""
# A use known only to the day belongs to the trial day that begins on it.
_USES = f"""WITH told AS (
    SELECT CASE at_precision WHEN 'day' THEN day || :clock ELSE at END AS at FROM uses
    WHERE remedy_id = :remedy AND day BETWEEN :first AND :last)
  SELECT DISTINCT {_DAY_NUMBER} FROM told WHERE {_WITHIN}"""
_OBSERVED = """SELECT day FROM episodes WHERE kind = 'spasm' AND day BETWEEN :first AND :last
  UNION SELECT day FROM clear_days WHERE day BETWEEN :first AND :last"""


def read(connection: sqlite3.Connection) -> list[TrialRecord]:
    """Return every trial, in the order in which they were begun."""
    return [_record(row) for row in connection.execute(f"{_READ} ORDER BY t.created_at, t.uid")]


def by_id(connection: sqlite3.Connection, trial_id: str) -> TrialRecord:
    """Return the trial with this id, such as `t1`, in any letter case.

    Raises:
        NotUnderstood: when it is not the id of a trial.
        NoSuchEntry: when no trial has it.
    """
    wanted = trial_id.strip().casefold()
    number = wanted[1:]
    if wanted[:1] != "t" or not (number.isascii() and number.isdecimal()):
        raise NotUnderstood(f"{quote(trial_id)} is not the id of a trial; type one like t1.")
    row = None
    if len(number) <= _MOST_DIGITS:
        row = connection.execute(f"{_READ} WHERE t.id = ?", (int(number),)).fetchone()
    if row is None:
        raise NoSuchEntry(
            f"There is no trial {shortened(wanted)}; fibrolog trial lists those there are."
        )
    return _record(row)


def insert(connection: sqlite3.Connection, trial: Trial, now: datetime) -> TrialRecord:
    """Write a trial with its whole plan, and return it as it is kept."""
    uid, stamp = str(uuid.uuid4()), stamp_text(now)
    added = connection.execute(_INSERT, (uid, *values(connection, trial), stamp, stamp, None))
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    at = now.astimezone(UTC).replace(microsecond=0)
    return TrialRecord(trial, added.lastrowid, uid, at, at)


def insert_arriving(connection: sqlite3.Connection, record: TrialRecord) -> None:
    """Write a trial that comes in, under its own number if no other trial ever had it."""
    [taken] = connection.execute(
        """SELECT EXISTS (SELECT 1 FROM trials WHERE id = :number) OR EXISTS (
            SELECT 1 FROM changes WHERE table_name = 'trials' AND row_id = :number
            AND before IS NOT NULL AND before ->> 'uid' <> :uid)""",
        {"number": record.number, "uid": record.uid},
    ).fetchone()
    number = None if taken else record.number
    connection.execute(_INSERT, (record.uid, *arriving_values(connection, record), number))


def update_arriving(connection: sqlite3.Connection, record: TrialRecord, number: int) -> None:
    """Write a trial that comes in over the one with this number."""
    connection.execute(
        """UPDATE trials SET (uid, remedy_id, first_day, hour, block_days, washout_days, plan,
        stopped_at, created_at, updated_at) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?""",
        (record.uid, *arriving_values(connection, record), number),
    )


def to_give(connection: sqlite3.Connection) -> list[ImportedTrial]:
    """Return every trial for another diary, each with when it last changed."""
    from fibrolog.storage.import_records import ImportedTrial  # only an export needs it

    later = dict(
        connection.execute(
            """SELECT r.uid, r.at FROM revisions AS r JOIN trials AS t ON t.uid = r.uid
            WHERE r.removed = 0 AND r.at > t.updated_at"""
        ).fetchall()
    )
    return [ImportedTrial(record, later.get(record.uid, "")) for record in read(connection)]


def stop(connection: sqlite3.Connection, record: TrialRecord, now: datetime) -> None:
    """End a trial early."""
    versions.changed(connection, "trial", record.uid, now)
    connection.execute(
        "UPDATE trials SET (stopped_at, updated_at) = (?, ?) WHERE id = ?",
        (moment_text(now), stamp_text(now), record.number),
    )


def log(connection: sqlite3.Connection, trial: Trial) -> TrialLog:
    """Return what was logged on the days of a trial."""
    begins, ends = trial.design.begins, trial.design.ends
    bound = {
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "clock": begins.isoformat()[len("YYYY-MM-DD") :],
        "first": begins.date().isoformat(),
        "last": ends.date().isoformat(),
    }
    remedy = vocabulary.number_of(connection, "remedy", trial.remedy)
    used = connection.execute(_USES, {**bound, "remedy": remedy}).fetchall()
    observed = connection.execute(_OBSERVED, bound).fetchall()
    return TrialLog(
        spasms=dict(connection.execute(_SPASMS, bound).fetchall()),
        used=frozenset(number for [number] in used),
        observed=frozenset(stored_day(day) for [day] in observed),
    )


def rate(connection: sqlite3.Connection, until: date, days: int) -> tuple[int, int]:
    """Return the spasms and the observed days of some days up to one; of all when none is known."""
    query = f"""SELECT (SELECT count(*) FROM episodes
        WHERE kind = 'spasm' AND day BETWEEN :first AND :last),
        (SELECT count(*) FROM ({_OBSERVED}))"""
    last = until.isoformat()
    for first in ((until - timedelta(days - 1)).isoformat(), "0001-01-01"):
        spasms, observed = connection.execute(query, {"first": first, "last": last}).fetchone()
        if observed:
            return spasms, observed
    return 0, 0


def usual_hour(connection: sqlite3.Connection, remedy: str) -> int | None:
    """Return the hour of the day at which a remedy was used most often, None if it never was."""
    found = connection.execute(
        """SELECT CAST(substr(at, 12, 2) AS INTEGER) AS hour FROM uses
        WHERE remedy_id = ? AND at_precision = 'minute'
        GROUP BY hour ORDER BY count(*) DESC, hour LIMIT 1""",
        (vocabulary.number_of(connection, "remedy", remedy),),
    ).fetchone()
    return None if found is None else int(found[0])


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the trials that the domain refuses, though the file holds them."""
    for row in connection.execute(_READ):
        try:
            _record(row)
        except Unreadable as error:
            yield f"{error}"


def values(connection: sqlite3.Connection, trial: Trial) -> tuple[Any, ...]:
    """Return a trial as its columns from `remedy_id` to `stopped_at` have it."""
    design = trial.design
    return (
        vocabulary.number_of(connection, "remedy", trial.remedy),
        design.first_day.isoformat(),
        design.hour,
        design.block_days,
        design.washout_days,
        json.dumps(trial.plan),
        None if trial.stopped_at is None else moment_text(trial.stopped_at),
    )


def arriving_values(connection: sqlite3.Connection, record: TrialRecord) -> tuple[Any, ...]:
    """Return the columns from `remedy_id` to `updated_at` of a trial that comes in."""
    stamps = (stamp_text(record.created_at), stamp_text(record.updated_at))
    return (*values(connection, record.trial), *stamps)


def _record(row: tuple[Any, ...]) -> TrialRecord:
    number, uid, remedy, first_day, hour, block, washout, plan, stopped, created, updated = row
    try:
        orders = tuple(json.loads(plan))
        stopped_at = None if stopped is None else datetime.fromisoformat(stopped)
        design = Design(len(orders), block, washout, hour, date.fromisoformat(first_day))
        return TrialRecord(
            Trial(remedy, design, orders, stopped_at),
            number,
            uid,
            datetime.fromisoformat(created),
            datetime.fromisoformat(updated),
        )
    except UNREADABLE as error:  # no trial that the diary could have written
        raise Unreadable(f"t{number}: {error}") from error
