"""Turning a line of the `entries` view into a domain record, and a moment into its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from fibrolog.entries import CLOCKS_APART, AnyRecord, ClearDay, Episode, Moment, Record, RemedyUse
from fibrolog.errors import NotUnderstood, Unreadable

# The columns of the CSV export, in order. They are public: scripts rely on them.
COLUMNS = (
    "id", "uid", "entry", "at", "at_precision", "day", "kind", "region", "side", "intensity",
    "duration_s", "count", "woke", "signs", "pain_types", "triggers", "remedy", "dose", "for",
    "relief", "note", "created_at", "updated_at",
)  # fmt: skip

# The last of them, which say nothing of the entry itself.
STAMPS = ("created_at", "updated_at")
LIST_SEPARATOR = "; "
# What reading a value raises that is not what was written; `NotUnderstood` is the domain's.
UNREADABLE = (
    ValueError, TypeError, AttributeError, OverflowError, LookupError, NotUnderstood,
)  # fmt: skip


@contextmanager
def stored() -> Iterator[None]:
    """Tell that it is the file's fault when what is read inside cannot be.

    Raises:
        Unreadable: instead of whatever reading raised.
    """
    try:
        yield
    except UNREADABLE as error:
        raise Unreadable(f"{error}") from error


def stored_day(text: Any) -> date:
    """Return a day that is stored.

    Raises:
        Unreadable: when it is none.
    """
    with stored():
        return date.fromisoformat(text)


def stored_moment(text: Any) -> datetime:
    """Return a moment that is stored.

    Raises:
        Unreadable: when it is none.
    """
    with stored():
        return datetime.fromisoformat(text)


def moment_text(at: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SS±HH:MM`, the one form in which moments are written down."""
    return at.isoformat(timespec="seconds")


def stamp_text(now: datetime) -> str:
    """Return a timestamp in UTC, in whole seconds."""
    return moment_text(now.astimezone(UTC))


def latest_stamp(now: datetime) -> str:
    """Return the latest timestamp that a change made by now can have, on whatever machine."""
    return stamp_text(now + CLOCKS_APART)


def record(line: Sequence[Any]) -> AnyRecord:
    """Return the record that a line of `COLUMNS` stands for.

    Raises:
        Unreadable: when it is no record that the diary could have written.
    """
    try:
        return _record(dict(zip(COLUMNS, line, strict=True)))
    except UNREADABLE as error:
        raise Unreadable(f"{line[0]}: {error}") from error


def _record(row: dict[str, Any]) -> AnyRecord:
    kept = (
        int(row["id"][1:]),
        row["uid"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["updated_at"]),
    )
    match row["entry"]:
        case "episode":
            return Record(_episode(row), *kept)
        case "use":
            return Record(_use(row), *kept)
        case _:
            return Record(ClearDay(date.fromisoformat(row["day"]), row["note"]), *kept)


def _episode(row: dict[str, Any]) -> Episode:
    return Episode(
        moment=_moment(row),
        region=row["region"],
        kind=row["kind"],
        side=row["side"],
        intensity=row["intensity"],
        duration_s=row["duration_s"],
        count=row["count"],
        woke=row["woke"] == "yes",
        signs=_listed(row["signs"]),
        pain_types=_listed(row["pain_types"]),
        triggers=_listed(row["triggers"]),
        note=row["note"],
    )


def _use(row: dict[str, Any]) -> RemedyUse:
    return RemedyUse(
        moment=_moment(row),
        remedy=row["remedy"],
        dose=row["dose"],
        against=row["for"],
        relief=row["relief"],
        note=row["note"],
    )


def _moment(row: dict[str, Any]) -> Moment:
    return Moment(datetime.fromisoformat(row["at"]), row["at_precision"])


def _listed(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split(LIST_SEPARATOR)) if joined else ()
