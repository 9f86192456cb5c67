"""The plan of a trial: which days go with the remedy, and which without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from fibrolog.domain.entries import LATEST_YEAR, Moment
from fibrolog.errors import NotUnderstood
from fibrolog.text import counted

if TYPE_CHECKING:  # slow to load, and only the beginning of a trial needs it
    from random import Random

# With five pairs the smallest two-sided p-value is 2/32, which is above 0.05.
FEWEST_PAIRS = 6
DEFAULT_PAIRS = 14
DEFAULT_BLOCK_DAYS = 2
# Nobody follows a coin for longer than two years.
MOST_DAYS = 730
_DAY = timedelta(1)
_HOURS = 24

Order: TypeAlias = Literal["on-off", "off-on"]
ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True)
class Design:
    """How a trial is laid out.

    Attributes:
        pairs: of blocks.
        block_days: days of a block that are compared.
        washout_days: days before them that are not, 0 or 1.
        hour: of the day, 0 to 23, at which the remedy is used and a trial day begins.
        first_day: on which the first trial day begins.
    """

    pairs: int
    block_days: int
    washout_days: int
    hour: int
    first_day: date

    def __post_init__(self) -> None:
        if self.pairs < FEWEST_PAIRS:
            raise NotUnderstood(_too_few(self.pairs))
        if self.block_days < 1:
            raise NotUnderstood(
                f"A block of {self.block_days} days has nothing to compare; type --days 1 or more."
            )
        if self.washout_days not in (0, 1):
            raise NotUnderstood(
                f"A washout of {self.washout_days} days is not known; it has one day or none."
            )
        if not 0 <= self.hour < _HOURS:
            raise NotUnderstood(f"Hour {self.hour} is not on the clock; type one from 0 to 23.")
        if self.days > MOST_DAYS:
            raise NotUnderstood(
                f"{self.pairs} pairs of such blocks take {self.days} days, and {MOST_DAYS} is the "
                "most; type fewer --pairs or --days."
            )
        if self.first_day.year >= LATEST_YEAR - MOST_DAYS // 365:
            raise NotUnderstood(f"{self.first_day} is too far away; type a day like tomorrow.")

    @property
    def block_length(self) -> int:
        """Days of a block, the washout included."""
        return self.washout_days + self.block_days

    @property
    def days(self) -> int:
        """Days of the whole trial."""
        return self.pairs * 2 * self.block_length

    @property
    def begins(self) -> datetime:
        """When the first trial day begins, on the clock on the wall."""
        return datetime.combine(self.first_day, time(self.hour))

    @property
    def ends(self) -> datetime:
        """When the last trial day is over, on the clock on the wall."""
        return self.begins + self.days * _DAY


def _too_few(pairs: int) -> str:
    if pairs < 1:
        return f"A trial of {pairs} pairs is none; type --pairs {DEFAULT_PAIRS}."
    falls = 2**pairs
    return (
        f"With {counted(pairs, 'pair')} the coin can fall in {falls} ways, and "
        f"the best result comes by chance in 2 of {falls}, which is more than 5%: such a trial "
        f"could never tell, so type --pairs {FEWEST_PAIRS} or more."
    )


class TrialDay(NamedTuple):
    """One day of a plan.

    Attributes:
        number: from 1.
        pair: which it belongs to, from 0.
        is_on: whether the remedy is to be used.
        washout: whether it is left out of the comparison.
        begins: on the clock on the wall; it lasts until that hour of the next day.
    """

    number: int
    pair: int
    is_on: bool
    washout: bool
    begins: datetime

    @property
    def ends(self) -> datetime:
        """When it is over, on the clock on the wall."""
        return self.begins + _DAY

    @property
    def touches(self) -> tuple[date, ...]:
        """The calendar days it lies in: two, unless it begins at midnight."""
        first = self.begins.date()
        return (first,) if self.begins.time() == time() else (first, first + _DAY)


@dataclass(frozen=True)
class Trial:
    """A trial of one remedy.

    Attributes:
        remedy: the name of a remedy in the vocabulary.
        design: how it is laid out.
        plan: for each pair, whether the block with the remedy or the one without comes first.
        stopped_at: when the person ended it early, local time with its offset; None otherwise.
    """

    remedy: str
    design: Design
    plan: tuple[Order, ...]
    stopped_at: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.plan) != self.design.pairs or not set(self.plan) <= set(ORDERS):
            raise NotUnderstood(
                f"The plan of the trial has {counted(len(self.plan), 'pair')}, and it should have "
                f"{self.design.pairs}, each on-off or off-on."
            )
        if self.stopped_at is not None and self.stopped_at.utcoffset() is None:
            raise NotUnderstood(f"{self.stopped_at.isoformat()} has no UTC offset.")

    def day(self, number: int) -> TrialDay:
        """Return the trial day with this number, from 1."""
        block, day_of_block = divmod(number - 1, self.design.block_length)
        pair, second = divmod(block, 2)
        return TrialDay(
            number=number,
            pair=pair,
            is_on=(self.plan[pair] == "on-off") != bool(second),
            washout=day_of_block < self.design.washout_days,
            begins=self.design.begins + (number - 1) * _DAY,
        )

    def days(self) -> Iterator[TrialDay]:
        """Yield every day of the plan."""
        return map(self.day, range(1, self.design.days + 1))

    def day_at(self, wall: datetime) -> TrialDay | None:
        """Return the trial day at a time on the clock on the wall, None before and after."""
        number = (wall - self.design.begins) // _DAY + 1
        return self.day(number) if 1 <= number <= self.design.days else None

    def day_of_use(self, moment: Moment) -> TrialDay | None:
        """Return the trial day of a use; of a date alone, the one that begins on that date."""
        at = moment.at.replace(tzinfo=None)
        if moment.precision == "day":
            at = datetime.combine(at, time(self.design.hour))
        return self.day_at(at)


class TrialRecord(NamedTuple):
    """A trial as the diary keeps it.

    Attributes:
        number: counts up and is never used again.
        uid: a UUID, fixed for life.
        created_at: UTC.
        updated_at: UTC.
    """

    trial: Trial
    number: int
    uid: str
    created_at: datetime
    updated_at: datetime

    @property
    def id(self) -> str:
        """What the person types to name this trial, such as `t1`."""
        return f"t{self.number}"


def draw_plan(pairs: int, random: Random) -> tuple[Order, ...]:
    """Return a plan for which a coin was thrown once for each pair."""
    return tuple(ORDERS[random.getrandbits(1)] for _ in range(pairs))


def wall_time(moment: datetime) -> datetime:
    """Return what the clock on the wall shows at an aware moment."""
    return moment.replace(tzinfo=None)
