"""Selecting, inserting, changing and deleting entries, inside a transaction that `diary` began."""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from fibrolog.domain.entries import (
    BY_LETTER,
    LONGEST_DURATION_S,
    TYPES,
    AnyRecord,
    ClearDay,
    Entry,
    EntryName,
    EntryType,
    Episode,
    Kind,
    Period,
    Record,
    RemedyUse,
    type_of,
)
from fibrolog.domain.fields import (
    BY_COLUMN,
    COLUMNS,
    FIELDS,
    FIELDS_OF,
    LIST_SEPARATOR,
    STAMPS,
    Cell,
    Words,
    made,
    row_of,
)
from fibrolog.errors import NoSuchEntry, NotUnderstood
from fibrolog.storage import versions, vocabulary
from fibrolog.storage.versions import stamp_text, stored
from fibrolog.text import normalised, quote, shortened, trigger_key

NewEntryT = TypeVar("NewEntryT", Episode, RemedyUse, ClearDay)

_READ = {
    name: [
        (field.column, field.codec.load if isinstance(field.codec, Words) else field.codec.read)
        for field in fields
    ]
    for name, fields in FIELDS_OF.items()
}


def record(line: Sequence[Any]) -> AnyRecord:
    """Return the record that a line of `_COLUMNS` stands for.

    Raises:
        Unreadable: when it is no record that the diary could have written.
    """
    row = dict(zip(COLUMNS, line, strict=True))
    with stored(f"{row['id']}: "):
        its = TYPES[row["entry"]]
        said = {column: read(row[column]) for column, read in _READ[its.name]}
        return as_record(its, int(row["id"][1:]), row, said)


def as_record(
    its: EntryType, number: int, row: Mapping[str, Any], said: Mapping[str, Any]
) -> AnyRecord:
    """Return the record of what an entry has, by column, with the uid and timestamps of a row."""
    created_at, updated_at = (datetime.fromisoformat(row[column]) for column in STAMPS)
    entry: Any = made(its, said)  # or each of the three would have to be told apart
    return Record(entry, number, row["uid"], created_at, updated_at)


# Those of the view, but a list as it is stored: joined, a word looks like what is none.
_COLUMNS = ", ".join(
    f"""CASE entry WHEN 'episode' THEN (SELECT e.{column} FROM episodes AS e
        WHERE e.id = entries.number) END AS {column}"""
    if column in BY_COLUMN and isinstance(BY_COLUMN[column].codec, Words)
    else f'"{column}"'
    for column in COLUMNS
)
_LISTS = [
    (place, BY_COLUMN[column].codec)
    for place, column in enumerate(COLUMNS)
    if column in BY_COLUMN and isinstance(BY_COLUMN[column].codec, Words)
]
_NO_WORDS = "[]"

# A date without a modifier is taken as it is written, the 31st of February as well.
_NO_DAY = "date({0}, '+0 days') IS NOT {0}"
_NO_STAMP = " OR ".join(
    f"strftime('%Y-%m-%dT%H:%M:%S', {stamp}, '+0 days') || '+00:00' IS NOT {stamp}"
    for stamp in STAMPS
)
_NO_TIME = "substr(at, 12, 2) > '23' OR substr(at, 21) > '14:00'"
_NO_MOMENT = f"{_NO_DAY.format('day')} OR {_NO_TIME} OR {_NO_STAMP}"
_NO_LIST = " OR ".join(
    f"""({field.column} <> '[]' AND EXISTS (SELECT 1 FROM json_each({field.column})
        WHERE type <> 'text' OR value = '' OR instr(value, ';')))"""
    for field in FIELDS
    if isinstance(field.codec, Words)
)
_DOUBTFUL = f"""SELECT 'e' || id FROM episodes WHERE {_NO_MOMENT} OR {_NO_LIST}
  UNION ALL SELECT 'u' || id FROM uses WHERE {_NO_MOMENT}
  UNION ALL SELECT 'c' || id FROM clear_days WHERE {_NO_DAY.format("day")} OR {_NO_STAMP}"""
# SQLite's row numbers have no more.
_MOST_DIGITS = 18
# An entry's own day: clear days are written down as days, the others as moments.
_DAY = "coalesce(day, substr(at, 1, 10))"

_AS_OF = """(SELECT r.at FROM revisions AS r
    WHERE r.uid = entries.uid AND r.removed = 0 AND r.at > entries.updated_at)"""


@dataclass(frozen=True)
class Selection:
    """Which entries are wanted; what is None or empty does not narrow the choice.

    Attributes:
        kinds_of_entry: `episode`, `use`, `clear`.
        regions: names of regions; keeps their episodes.
        remedies: names of remedies; keeps their uses. With `regions`, both are kept.
        kinds: keeps the episodes of these kinds.
        text: kept are entries with this text, in any letter case, in a word or a note.
    """

    since: date | None = None
    until: date | None = None
    kinds_of_entry: tuple[EntryName, ...] = ()
    regions: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    text: str = ""


def table(
    connection: sqlite3.Connection, selection: Selection, *, revised: bool = False
) -> Iterator[tuple[Cell, ...]]:
    """Yield the selected entries by time, oldest first, each as the cells of `COLUMNS`.

    With `revised` there is one cell more: when the entry last changed, where that is later than
    its `updated_at`.

    Raises:
        Unreadable: at an entry with a list that is none.
    """
    where, values = _conditions(connection, selection)
    columns = f"{_COLUMNS}, {_AS_OF}" if revised else _COLUMNS
    for line in connection.execute(
        f"SELECT {columns} FROM entries WHERE {where} ORDER BY instant, rank, number", values
    ):
        yield _cells(line)


def _cells(line: Sequence[Any]) -> tuple[Cell, ...]:
    """Return a line that begins with `_COLUMNS`, its lists as the view has them."""
    cells = list(line)
    for place, codec in _LISTS:
        if cells[place] == _NO_WORDS:  # mostly
            cells[place] = None
        elif cells[place] is not None:
            with stored(f"{line[0]}: "):
                cells[place] = codec.cell(codec.load(cells[place]))
    return tuple(cells)


def without_json(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield number and column of each list of an episode that is no JSON: the view breaks there."""
    for column in (COLUMNS[place] for place, _ in _LISTS):
        for [number] in connection.execute(
            f"SELECT id FROM episodes WHERE NOT json_valid({column}) ORDER BY id"
        ):
            yield number, column


def lines(connection: sqlite3.Connection, without: Collection[int]) -> Iterator[Sequence[Any]]:
    """Yield every entry as `record` takes it, whatever is stored there.

    Args:
        connection: to the diary.
        without: the numbers of episodes that are left out.
    """
    left_out = ", ".join(map(str, without))
    yield from connection.execute(
        f"SELECT {_COLUMNS} FROM entries WHERE entry <> 'episode' OR number NOT IN ({left_out})"
    )


def require_readable(connection: sqlite3.Connection) -> None:
    """Check what is counted without being read: SQLite finds the doubtful, which are read then.

    Raises:
        Unreadable: at an entry that the diary could not have written so.
    """
    for [entry_id] in connection.execute(_DOUBTFUL).fetchall():
        by_id(connection, entry_id)


def newest(connection: sqlite3.Connection, selection: Selection, limit: int) -> list[AnyRecord]:
    """Return the latest `limit` selected entries, newest first."""
    where, values = _conditions(connection, selection)
    lines = connection.execute(
        f"SELECT {_COLUMNS} FROM entries WHERE {where} "
        "ORDER BY instant DESC, rank DESC, number DESC LIMIT :limit",
        {**values, "limit": limit},
    )
    return [record(line) for line in lines]


# What one command saved is ranked by what it was typed for: a spasm before what was taken with it.
# The first change of a row is the one that made it: what an undo or a restore brings back keeps
# its place.
_TYPED_LAST = """
SELECT CASE c.table_name WHEN 'episodes' THEN 'e' WHEN 'uses' THEN 'u' ELSE 'c' END || c.row_id
FROM steps AS s JOIN changes AS c ON c.step_id = s.id
WHERE s.command <> 'import' AND c.before IS NULL
  AND c.table_name IN (SELECT value FROM json_each(:tables))
  AND NOT EXISTS (SELECT 1 FROM changes AS earlier
    WHERE earlier.table_name = c.table_name AND earlier.row_id = c.row_id AND earlier.id < c.id)
  AND CASE c.table_name
    WHEN 'episodes' THEN
      EXISTS (SELECT 1 FROM episodes WHERE id = c.row_id AND instant <= :now)
    WHEN 'uses' THEN EXISTS (SELECT 1 FROM uses WHERE id = c.row_id AND instant <= :now)
    ELSE EXISTS (SELECT 1 FROM clear_days WHERE id = c.row_id AND day <= :today) END
ORDER BY s.id DESC, c.table_name <> 'episodes', c.row_id DESC LIMIT 1"""

_CREATED_LAST = """
SELECT id FROM entries WHERE instant <= :now AND coalesce(day, '') <= :today
  AND entry IN (SELECT value FROM json_each(:entries))
ORDER BY created_at DESC, instant DESC, rank, number DESC LIMIT 1"""


def saved_last(
    connection: sqlite3.Connection, now: datetime, kinds: Collection[EntryName]
) -> str | None:
    """Return the id of the entry of these kinds that was typed into this diary last.

    What lies in the future never is. What an import brought in counts only where nothing that was
    typed is left, as in a diary that moved to another machine; then the last to be created does.
    """
    values = {
        "now": int(now.timestamp()),
        "today": now.date().isoformat(),
        "tables": json.dumps([TYPES[kind].table for kind in kinds]),
        "entries": json.dumps(list(kinds)),
    }
    for query in (_TYPED_LAST, _CREATED_LAST):
        if found := connection.execute(query, values).fetchone():
            return str(found[0])
    return None


def how_many(connection: sqlite3.Connection, selection: Selection) -> int:
    """Return how many entries are selected."""
    where, values = _conditions(connection, selection)
    [count] = connection.execute(f"SELECT count(*) FROM entries WHERE {where}", values).fetchone()
    return int(count)


def by_id(connection: sqlite3.Connection, entry_id: str) -> AnyRecord | None:
    """Return the entry with this id, such as `e12`, or None."""
    # By kind and number, which are indexed, where the id of every line would have to be made.
    line = connection.execute(
        f"SELECT {_COLUMNS} FROM entries WHERE entry = ? AND number = ?",
        (BY_LETTER[entry_id[0]].name, int(entry_id[1:])),
    ).fetchone()
    return None if line is None else record(line)


def well_formed(entry_id: str) -> str:
    """Return the id in the form the diary writes it.

    Raises:
        NotUnderstood: when it is not an id.
        NoSuchEntry: when it has more digits than any entry.
    """
    wanted = entry_id.strip().casefold()
    number = wanted[1:]
    if wanted[:1] not in BY_LETTER or not (number.isascii() and number.isdecimal()):
        raise NotUnderstood(
            f"{quote(entry_id)} is not the id of an entry; type one like e12, u7 or c3, or last."
        )
    if len(number) > _MOST_DIGITS:
        raise NoSuchEntry(f"There is no entry {shortened(wanted)}; fibrolog list shows the ids.")
    return f"{wanted[0]}{int(number)}"


def _conditions(connection: sqlite3.Connection, selection: Selection) -> tuple[str, dict[str, str]]:
    """Return constant SQL with named places, and the values that go there."""
    conditions = ["1"]
    values: dict[str, str] = {}
    if selection.since is not None:
        conditions.append(f"{_DAY} >= :since")
        values["since"] = selection.since.isoformat()
    if selection.until is not None:
        conditions.append(f"{_DAY} <= :until")
        values["until"] = selection.until.isoformat()
    if selection.kinds_of_entry:
        conditions.append(_any_of("entry", selection.kinds_of_entry, values))
    named = {"region": selection.regions, "remedy": selection.remedies}
    if wanted := {column: names for column, names in named.items() if names}:
        either = (_any_of(column, names, values) for column, names in wanted.items())
        conditions.append(f"({' OR '.join(either)})")
    if selection.kinds:
        conditions.append(_any_of("kind", selection.kinds, values))
    if selection.text:
        connection.create_function("mentions", 2, _mentions, deterministic=True)
        connection.create_function("names_trigger", 2, _names_trigger, deterministic=True)
        conditions.append(
            f"(mentions(CAST({_SEARCHED} AS BLOB), :text)"
            " OR names_trigger(CAST(triggers AS BLOB), :key))"
        )
        values["text"] = _folded(selection.text)
        values["key"] = trigger_key(selection.text)
    return " AND ".join(conditions), values


def _any_of(column: str, wanted: Sequence[str], values: dict[str, str]) -> str:
    """Return the condition that a column holds one of the values, which go to named places."""
    places = {f"{column}_{number}": value for number, value in enumerate(wanted)}
    values |= places
    return f"{column} IN ({', '.join(f':{place}' for place in places)})"


# What a person wrote in an entry, a line break between the parts so that no hit spans two.
_SEARCHED = " || char(10) || ".join(
    f"coalesce({field.column}, '')" for field in FIELDS if field.codec.is_text
)


_SPACES = re.compile(r"[^\S\n]+")


def _folded(text: str) -> str:
    """Return the text without letter case, composed accents or doubled spaces.

    SQLite's own comparison knows only the letter case of ASCII.
    """
    return _SPACES.sub(" ", normalised(text).casefold())


# What is not UTF-8 gets into a function as bytes only. It is found whatever is looked for, and told
# as damage when it is read.


def _mentions(searched: bytes, text: str) -> bool:
    """Tell whether this folded text is in an entry."""
    try:
        return text in _folded(searched.decode())
    except UnicodeDecodeError:
        return True


def _names_trigger(joined: bytes | None, key: str) -> bool:
    """Tell whether one of the triggers of an entry is this one."""
    try:
        triggers = joined.decode().split(LIST_SEPARATOR) if joined else ()
    except UnicodeDecodeError:
        return True
    return any(trigger_key(trigger) == key for trigger in triggers)


def noted(
    connection: sqlite3.Connection, period: Period, region: str | None = None
) -> Iterator[Entry]:
    """Yield the entries of a period that have a note, oldest first.

    Args:
        connection: to the diary.
        period: the days.
        region: the name of a region; keeps its episodes and what was taken against them.
    """
    lines = connection.execute(
        f"""SELECT {_COLUMNS} FROM entries
        WHERE trim(note) <> '' AND coalesce(day, substr(at, 1, 10)) BETWEEN :since AND :until
            AND (:region IS NULL OR region = :region OR "for" IN (
                SELECT e.uid FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
                WHERE r.name = :region))
        ORDER BY instant, rank, number""",
        {
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "region": region,
        },
    )
    for line in lines:
        yield record(line).entry


def _row(name: EntryName, *more: str) -> tuple[str, str]:
    """Return as SQL the columns of a kind of entry and others, and a place for each of them."""
    columns = [field.row for field in FIELDS_OF[name]] + list(more)
    return ", ".join(columns), ", ".join("?" * len(columns))


def insert(connection: sqlite3.Connection, entry: NewEntryT, now: datetime) -> Record[NewEntryT]:
    """Write an entry and return it as the diary keeps it."""
    its, uid, stamp = type_of(entry), str(uuid.uuid4()), stamp_text(now)
    columns, places = _row(its.name, "created_at", "updated_at", "uid")
    added = connection.execute(
        f"INSERT INTO {its.table} ({columns}) VALUES ({places})",
        (*_said(connection, entry), stamp, stamp, uid),
    )
    assert added.lastrowid is not None  # noqa: S101 -- an insert always sets it
    at = now.astimezone(UTC).replace(microsecond=0)
    return Record(entry, added.lastrowid, uid, at, at)


def update(connection: sqlite3.Connection, number: int, entry: Entry, now: datetime) -> None:
    """Write an entry over the one of its kind with this number."""
    its = type_of(entry)
    [uid] = connection.execute(f"SELECT uid FROM {its.table} WHERE id = ?", (number,)).fetchone()
    versions.changed(connection, its.name, uid, now)
    columns, places = _row(its.name, "updated_at")
    connection.execute(
        f"UPDATE {its.table} SET ({columns}) = ({places}) WHERE id = ?",
        (*_said(connection, entry), stamp_text(now), number),
    )


def _said(connection: sqlite3.Connection, entry: Entry) -> list[Cell]:
    return row_of(entry, partial(vocabulary.number_of, connection))


def delete(connection: sqlite3.Connection, record: AnyRecord, now: datetime) -> None:
    """Remove an entry; the journal keeps what it said."""
    its = type_of(record.entry)
    versions.removed(connection, its.name, record.uid, now)
    connection.execute(f"DELETE FROM {its.table} WHERE id = ?", (record.number,))


def keep_clear_day(connection: sqlite3.Connection, clear: ClearDay, now: datetime) -> bool:
    """Return whether the day is clear already, after giving it the new note if there is one."""
    found = connection.execute(
        "SELECT id, note FROM clear_days WHERE day = ?", (clear.day.isoformat(),)
    ).fetchone()
    if found is not None and clear.note not in ("", found[1]):
        update(connection, found[0], clear, now)
    return found is not None


def end_clear_day(
    connection: sqlite3.Connection, episode: Episode, now: datetime
) -> tuple[ClearDay, ...]:
    """Take away the clear days on which this spasm was; the journal keeps what they said.

    A twitch leaves them.
    """
    if episode.kind != "spasm":
        return ()
    found = connection.execute(
        "SELECT id, uid, day, note FROM clear_days WHERE day BETWEEN ? AND ? ORDER BY day",
        (episode.moment.day.isoformat(), episode.last_day.isoformat()),
    ).fetchall()
    for number, uid, _, _ in found:
        versions.gave_way(connection, uid, now)
        connection.execute("DELETE FROM clear_days WHERE id = ?", (number,))
    return tuple(ClearDay(date.fromisoformat(day), note) for _, _, day, note in found)


# None that is longer is saved: only what began so many days before can reach into a day.
_LONGEST_DAYS = -(-LONGEST_DURATION_S // 86_400)


def lasts_into(at: str, precision: str, duration_s: str, day: str) -> str:
    """Return SQL that tells whether what began `at` and lasted so long was there on a day.

    What is known only to the day may have begun as early as that day did.
    """
    return f"""(substr({at}, 1, 10) = {day} OR (substr({at}, 1, 10) < {day} AND date(
        CASE {precision} WHEN 'day' THEN substr({at}, 1, 10) ELSE substr({at}, 1, 19) END,
        ({duration_s} - 1) || ' seconds') >= {day}))"""


def spasms_on(day: str) -> str:
    """Return SQL that selects, FROM on, the spasms that were there on a day."""
    return f"""FROM episodes AS e WHERE e.kind = 'spasm'
        AND e.day BETWEEN date({day}, '-{_LONGEST_DAYS} days') AND {day}
        AND {lasts_into("e.at", "e.at_precision", "e.duration_s", day)}"""


def spasm_began(connection: sqlite3.Connection, day: date) -> date | None:
    """Return the local day on which the latest spasm began that was there on this day.

    None: there was no spasm on it, and none reached into it by its duration.
    """
    [began] = connection.execute(
        f"SELECT max(e.day) {spasms_on(':day')}", {"day": day.isoformat()}
    ).fetchone()
    return None if began is None else date.fromisoformat(began)


def clear_day_on(connection: sqlite3.Connection, day: date) -> int | None:
    """Return the number of the clear day of this day, if there is one."""
    found = connection.execute(
        "SELECT id FROM clear_days WHERE day = ?", (day.isoformat(),)
    ).fetchone()
    return None if found is None else int(found[0])


def spasm_days(entry: Entry) -> Iterator[date]:
    """Yield the local days that a spasm touched; a twitch or another entry has none."""
    if not isinstance(entry, Episode) or entry.kind != "spasm":
        return
    for later in range((entry.last_day - entry.moment.day).days + 1):
        yield entry.moment.day + timedelta(later)
