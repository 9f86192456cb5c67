"""The three kinds of entry a diary holds: episodes, uses of remedies, clear days.

Entries are frozen and validate themselves: one that exists is one the diary may keep. Storage
wraps each in a `Record`, which adds its number, its fixed uid and its two timestamps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar, get_args

from fibrolog.errors import NotUnderstood
from fibrolog.text import either, quote, spoken_duration

Precision: TypeAlias = Literal["minute", "day"]
Kind: TypeAlias = Literal["spasm", "twitch"]
Side: TypeAlias = Literal["left", "right", "both"]
Relief: TypeAlias = Literal["none", "some", "good", "complete"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
KINDS: tuple[Kind, ...] = get_args(Kind)
SIDES: tuple[Side, ...] = get_args(Side)
RELIEFS: tuple[Relief, ...] = get_args(Relief)

LONGEST_DURATION_S = 24 * 60 * 60
# A duration is a guess, and typed while the spasm lasts: it may end this long after now.
ENDS_WITHIN = timedelta(minutes=10)
# The numeric rating scale for pain runs from 0, no pain, to 10, the worst imaginable.
WORST_INTENSITY = 10
# Far beyond any series of spasms, and well inside what SQLite and spreadsheets hold exactly.
HIGHEST_COUNT = 1_000_000
# In characters, of a dose or a trigger: what is longer is a note. It holds for what is typed and
# for others' tables; what an older version saved stays as it is, and so do our own files.
LONGEST_WORDS = 200
# Kiritimati's, the widest there is, and the widest that SQLite's date functions read.
WIDEST_OFFSET = timedelta(hours=14)
# How far the clock that dated a change may be ahead of this one: two machines seldom agree to the
# minute, and one that missed the change to winter time is off by an hour. Further ahead, it would
# win every merge for as long.
CLOCKS_APART = timedelta(hours=1)
# Older moments are slips of the finger, and time zones had no whole-minute offsets then.
EARLIEST_YEAR = 1900
# The last year whose every moment exists in every time zone.
LATEST_YEAR = 9998


@dataclass(frozen=True)
class Moment:
    """When something happened, as it was told.

    Attributes:
        at: local wall time with its UTC offset, in whole seconds.
        precision: `minute`, or `day` when only the date is known and `at` is that day's 12:00.
    """

    at: datetime
    precision: Precision = "minute"

    def __post_init__(self) -> None:
        offset = self.at.utcoffset()
        if offset is None or offset % timedelta(minutes=1) or abs(offset) > WIDEST_OFFSET:
            raise NotUnderstood(
                f"{self.at.isoformat()} has no UTC offset of whole minutes up to 14 hours; "
                "type it like 2026-11-20T03:00:00+01:00."
            )
        if self.at.microsecond:
            raise NotUnderstood(
                f"{self.at.isoformat()} is finer than a second; "
                "type it like 2026-11-20T03:00:00+01:00."
            )
        _check_year(self.at.date())

    @property
    def day(self) -> date:
        """The local calendar day."""
        return self.at.date()


@dataclass(frozen=True)
class Episode:
    """A spasm or twitch that began at a moment, in a region.

    Attributes:
        region: the name of a region in the vocabulary.
        intensity: 0 to 10 on the numeric rating scale.
        duration_s: seconds, at most 24 hours.
        count: spasms in one rapid series without a pause.
        woke: whether it woke the person.
    """

    moment: Moment
    region: str
    kind: Kind = "spasm"
    side: Side | None = None
    intensity: int | None = None
    duration_s: int | None = None
    count: int = 1
    woke: bool = False
    signs: tuple[str, ...] = ()
    pain_types: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _check_choice("kind", self.kind, KINDS)
        _check_choice("side", self.side, (None, *SIDES))
        if self.intensity is not None and not 0 <= self.intensity <= WORST_INTENSITY:
            raise NotUnderstood(
                f"Intensity {self.intensity} is not on the scale; "
                f"type a whole number from 0 to {WORST_INTENSITY}, such as 7."
            )
        if self.kind == "spasm" and self.intensity == 0:
            raise NotUnderstood(
                "A spasm hurts, so its intensity cannot be 0; "
                "for a painless twitch add --kind twitch."
            )
        if self.duration_s is not None and not 0 < self.duration_s <= LONGEST_DURATION_S:
            raise NotUnderstood(
                f"A duration of {self.duration_s} seconds is not between 1 second and 24 hours; "
                "type one like 90s, 3m or 1h."
            )
        if not 0 < self.count <= HIGHEST_COUNT:
            raise NotUnderstood(
                f"A count of {self.count} is not between 1 and {HIGHEST_COUNT}; type one like x4."
            )
        for trigger in self.triggers:
            # SQLite's JSON, in which lists are stored, ends a text at its first NUL.
            if set(trigger) & {";", "\0"} or not trigger.strip():
                raise NotUnderstood(
                    f"The trigger {quote(trigger)} is empty or has a semicolon or a NUL in it; "
                    "give each trigger with a --trigger of its own."
                )
        _check_text(self.note, *self.triggers)

    @property
    def last_day(self) -> date:
        """The local calendar day on which it ended, as far as its duration tells."""
        began = self.moment.at
        if self.moment.precision == "day":
            began = began.replace(hour=0)  # what is certain
        if self.duration_s is None:
            return began.date()
        # One that ended at midnight did not reach into the next day.
        return (began + timedelta(seconds=self.duration_s - 1)).date()


@dataclass(frozen=True)
class RemedyUse:
    """A remedy that was used at a moment.

    Attributes:
        remedy: the name of a remedy in the vocabulary.
        dose: an amount in the person's own words, such as `400 mg`.
        against: the uid of the episode it was taken against.
        relief: what it gave; only with `against`.
    """

    moment: Moment
    remedy: str
    dose: str = ""
    against: str | None = None
    relief: Relief | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _check_choice("relief", self.relief, (None, *RELIEFS))
        if self.relief is not None and self.against is None:
            raise NotUnderstood(
                f"Relief {quote(self.relief)} needs the spasm it was felt in; "
                "say which with --for, such as --for last."
            )
        _check_text(self.note, self.dose)


@dataclass(frozen=True)
class ClearDay:
    """A day that had no spasm: an answer, not a gap."""

    day: date
    note: str = ""

    def __post_init__(self) -> None:
        _check_year(self.day)
        _check_text(self.note)


Entry: TypeAlias = Episode | RemedyUse | ClearDay
EntryT_co = TypeVar("EntryT_co", Episode, RemedyUse, ClearDay, covariant=True)

EntryName: TypeAlias = Literal["episode", "use", "clear"]


class EntryType(NamedTuple):
    """One of the three kinds of entry.

    Attributes:
        name: as exports call it.
        letter: with which its ids begin.
        table: where the diary keeps it.
        words: what it is, in a sentence.
    """

    name: EntryName
    letter: str
    table: str
    cls: type[Episode] | type[RemedyUse] | type[ClearDay]
    words: str


TYPES: dict[EntryName, EntryType] = {
    its.name: its
    for its in (
        EntryType("episode", "e", "episodes", Episode, "an episode"),
        EntryType("use", "u", "uses", RemedyUse, "a use of a remedy"),
        EntryType("clear", "c", "clear_days", ClearDay, "a clear day"),
    )
}
BY_LETTER = {its.letter: its for its in TYPES.values()}
_BY_CLASS = {its.cls: its for its in TYPES.values()}


def type_of(entry: Entry) -> EntryType:
    """Return which kind of entry it is."""
    return _BY_CLASS[type(entry)]


def require_short(what: str, text: str) -> None:
    """Check that a dose or a trigger is no longer than a line can show.

    Raises:
        NotUnderstood: when it is.
    """
    if len(text) > LONGEST_WORDS:
        raise NotUnderstood(
            f"The {what} {quote(text)} has {len(text):,} characters, and {LONGEST_WORDS} is the "
            "most; put the rest into its note, with --note."
        )


def still_to_come(entry: Entry, now: datetime) -> Literal["beginning", "end"] | None:
    """Tell what of an entry lies in the future: its beginning, only its end, or nothing.

    What is known only to the day may have begun as early as that day did.

    Args:
        entry: it may end ten minutes after now.
        now: aware; its date is today.
    """
    if isinstance(entry, ClearDay):
        return "beginning" if entry.day > now.date() else None
    longest = _longest(entry.moment, now)
    if longest < ENDS_WITHIN:
        return "beginning"
    lasted = timedelta(seconds=(isinstance(entry, Episode) and entry.duration_s) or 0)
    return "end" if lasted > longest else None


def require_ended(entry: Entry, now: datetime) -> None:
    """Refuse an entry that begins later than now or ends more than ten minutes after now.

    Raises:
        NotUnderstood: saying what could be true.
    """
    future = still_to_come(entry, now)
    if isinstance(entry, ClearDay):
        if future:
            raise NotUnderstood(f"{entry.day} is still to come; type a day that has begun.")
        return
    match future:
        case "beginning":
            raise NotUnderstood(
                f"{entry.moment.at:%Y-%m-%d %H:%M} is still to come; type a time that has passed."
            )
        case "end":
            assert isinstance(entry, Episode)  # noqa: S101 -- nothing else ends
            began = entry.moment.at
            raise NotUnderstood(
                f"A {entry.kind} that began on {began:%Y-%m-%d at %H:%M} cannot have lasted "
                f"{spoken_duration(entry.duration_s or 0)} yet; type an earlier time, or a "
                f"duration of at most {_longest(entry.moment, now) // timedelta(minutes=1)} min."
            )


def _longest(began: Moment, now: datetime) -> timedelta:
    """Return how long something that began then can have lasted; less than ten minutes: nothing.

    It goes by instants: datetimes of one zone compare by the wall, which an hour may show twice.
    """
    at = began.at if began.precision == "minute" else began.at.replace(hour=0)
    return now.astimezone(UTC) + ENDS_WITHIN - at.astimezone(UTC)


class Record(NamedTuple, Generic[EntryT_co]):
    """An entry as the diary keeps it.

    Attributes:
        number: counts up within its kind and is never used again.
        uid: a UUID, fixed for life.
        created_at: UTC.
        updated_at: UTC.
    """

    entry: EntryT_co
    number: int
    uid: str
    created_at: datetime
    updated_at: datetime

    @property
    def id(self) -> str:
        """What the person types to name this entry, such as `e12`."""
        return f"{type_of(self.entry).letter}{self.number}"


AnyRecord: TypeAlias = Record[Episode] | Record[RemedyUse] | Record[ClearDay]


@dataclass(frozen=True)
class Period:
    """A stretch of whole days, both ends included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise NotUnderstood(
                f"The last day, {self.until}, is before the first, {self.since}; "
                "type them the other way round."
            )

    @classmethod
    def ending(cls, until: date, days: int) -> Period:
        """Return the period of so many days that ends with `until`.

        Raises:
            NotUnderstood: when it would begin before there were dates.
        """
        try:
            return cls(until - timedelta(days - 1), until)
        except OverflowError as error:
            raise NotUnderstood(
                f"{days} days reach back before there were dates; type a smaller number."
            ) from error

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.until - self.since).days + 1

    def before(self) -> Period | None:
        """Return the period of equal length that ends the day before, if there is such a time."""
        try:
            return Period(self.since - timedelta(self.days), self.since - timedelta(1))
        except OverflowError:
            return None


def _check_year(day: date) -> None:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        wrong = f"before {EARLIEST_YEAR}" if day.year < EARLIEST_YEAR else f"after {LATEST_YEAR}"
        raise NotUnderstood(f"{day} is {wrong}; type a date like 2026-11-20.")


def _check_choice(field: str, value: str | None, choices: tuple[str | None, ...]) -> None:
    if value not in choices:
        words = either([choice for choice in choices if choice is not None])
        raise NotUnderstood(f"{field.capitalize()} {quote(value)} is not known; type {words}.")


def _check_text(*texts: str) -> None:
    """Refuse what cannot be stored and read back exactly: bytes that were not UTF-8."""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise NotUnderstood(
                "The text has bytes that are not UTF-8; type it again, or convert it to UTF-8."
            ) from error
