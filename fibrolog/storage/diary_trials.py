"""The trials of an open diary: what `add` has to know of them at once, and the rest when asked."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from fibrolog.errors import DiaryError, NoSuchEntry
from fibrolog.storage.session import DiaryFile

if TYPE_CHECKING:  # hardly any command loads it
    from fibrolog.storage.import_records import ImportedTrial
    from fibrolog.trials.plan import Trial, TrialRecord
    from fibrolog.trials.progress import TrialLog

_MAY_RUN = "SELECT 1 FROM trials WHERE stopped_at IS NULL AND last_day >= ? LIMIT 1"
NO_TRIAL_YET = "There is no trial yet; begin one with: fibrolog trial start magnesium"


class DiaryTrials(DiaryFile):
    """An open diary file with the trials in it."""

    def trials(self) -> list[TrialRecord]:
        """Return every trial, in the order in which they were begun."""
        from fibrolog.storage import trials

        with self._reading() as connection:
            return trials.read(connection)

    def running_trials(self, now: datetime) -> list[TrialRecord]:
        """Return the trials that run, those that have yet to begin included.

        There is one at most, unless diaries of which each had one were merged.
        """
        # Its last day begins yesterday at the earliest, and ends today.
        earliest = (now.date() - timedelta(1)).isoformat()
        with self._reading() as connection:
            if connection.execute(_MAY_RUN, (earliest,)).fetchone() is None:
                return []
            return _running(connection, now)

    def trial(self, trial_id: str | None, now: datetime) -> TrialRecord:
        """Return the trial with this id; without one, the first that runs, or else the latest.

        Raises:
            NotUnderstood: when it is not the id of a trial.
            NoSuchEntry: when there is no such trial.
        """
        from fibrolog.storage import trials

        with self._reading() as connection:
            if trial_id is not None:
                return trials.by_id(connection, trial_id)
            found = _running(connection, now)[:1] or trials.read(connection)[-1:]
        if not found:
            raise NoSuchEntry(NO_TRIAL_YET)
        return found[0]

    def start_trial(self, trial: Trial, now: datetime) -> TrialRecord:
        """Save a trial with its whole plan.

        Raises:
            DiaryError: when another one runs.
        """
        from fibrolog.storage import trials

        with self._step("trial start", now) as connection:
            self.require_no_trial(now)
            return trials.insert(connection, trial, now)

    def require_no_trial(self, now: datetime) -> None:
        """Check that no trial runs: two at once would ask too much of anybody.

        Raises:
            DiaryError: when one does.
        """
        for other in self.running_trials(now):
            raise DiaryError(
                f"{other.id}, the trial of {other.trial.remedy}, runs until "
                f"{other.trial.design.ends:%Y-%m-%d %H:%M}, and there is one trial at a time; "
                "to end it early, type: fibrolog trial stop"
            )

    def stop_trial(self, record: TrialRecord, now: datetime) -> TrialRecord:
        """End a trial early, and return it as it is then."""
        from fibrolog.storage import trials

        with self._step("trial stop", now) as connection:
            trials.stop(connection, record, now)
            return trials.by_id(connection, record.id)

    def trial_log(self, trial: Trial) -> TrialLog:
        """Return what was logged on the days of a trial."""
        from fibrolog.storage import trials

        with self._reading() as connection:
            return trials.log(connection, trial)

    def spasms_lately(self, until: date, days: int) -> tuple[int, int]:
        """Return the spasms and the observed days up to a day; of all days if none is known."""
        from fibrolog.storage import trials

        with self._reading() as connection:
            return trials.rate(connection, until, days)

    def usual_hour(self, remedy: str) -> int | None:
        """Return the hour of the day at which a remedy is used most often, None if it never was."""
        from fibrolog.storage import trials

        with self._reading() as connection:
            return trials.usual_hour(connection, remedy)

    def trials_to_give(self) -> list[ImportedTrial]:
        """Return every trial for another diary, each with when it last changed."""
        from fibrolog.storage import trials

        with self._reading() as connection:
            return trials.to_give(connection)


def _running(connection: sqlite3.Connection, now: datetime) -> list[TrialRecord]:
    from fibrolog.storage import trials
    from fibrolog.trials.progress import state

    return [one for one in trials.read(connection) if state(one.trial, now) == "running"]
