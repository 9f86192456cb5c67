"""A made-up diary: one plausible person, the same every time, for demonstrations and tests.

The person has calm and flare days in runs, wakes from spasms at night, forgets the diary now and
then, stays away from it for some days after a bad one, and tries several things. In their made-up
body magnesium halves the spasms of the next 24 hours; everything else does nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple, TypeVar

from fibrolog.domain.entries import (
    WORST_INTENSITY,
    ClearDay,
    Episode,
    Moment,
    Relief,
    RemedyUse,
    Side,
)
from fibrolog.storage.diary import Diary

DrawnT = TypeVar("DrawnT")

DAYS = 120
# Short enough that the diary has the eight stretches of it that judging a change takes.
DAYS_SHOWN = 14
_SEED = 4

# Spasms a day, on calm days and in flares; a calm day turns into a flare with one chance, a
# flare ends with the other: flares of five days on average.
_CALM_RATE, _FLARE_RATE = 0.7, 2.6
_FLARE_BEGINS, _FLARE_ENDS = 0.07, 0.2
_MAGNESIUM_EFFECT = 0.5

# Neck, shoulders and back lead; calf and foot are the night's.
_REGIONS = {
    "neck": 16, "shoulder": 17, "upper-back": 9, "lower-back": 15, "calf": 16, "foot": 8,
    "thigh": 6, "hand": 4, "hip": 3, "jaw": 3, "forearm": 2, "toes": 1,
}  # fmt: skip
_AT_NIGHT = {"calf": 40, "foot": 20, "thigh": 12, "lower-back": 12, "neck": 10, "toes": 6}
_UNPAIRED = ("neck", "upper-back", "lower-back")
_SIDES: dict[Side | None, int] = {"left": 55, "right": 37, "both": 8}
_WEEK = 7
_BATH_DAYS = (2, 5)
# Spasms by hour: most between late evening and early morning.
_HOURS = (6, 7, 9, 10, 7, 5, 4, 3, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 6)
_NIGHT_HOURS = (22, 23, 0, 1, 2, 3, 4, 5)
_DURATIONS_S = {20: 2, 45: 4, 60: 6, 90: 6, 120: 8, 180: 8, 300: 5, 600: 2}
_SIGNS = {"numbness": 5, "pins and needles": 6, "weakness": 3, "headache": 2}
_TRIGGERS = {"cold room": 5, "long walk": 4, "bad sleep": 6, "stress": 5, "sat too long": 4}
_RELIEF: dict[Relief | None, int] = {"none": 3, "some": 6, "good": 3, "complete": 1}


class _Answer(NamedTuple):
    """A remedy taken against a spasm."""

    moment: Moment
    remedy: str
    relief: Relief | None = None


class _DayOfEntries(NamedTuple):
    clear: ClearDay | None
    episodes: list[tuple[Episode, list[_Answer]]]
    uses: list[RemedyUse]


def write_demo(diary: Diary, now: datetime) -> None:
    """Fill an empty diary with the made-up one, which ends at `now`."""
    with diary.one_step("demo", now):
        for day in _made_up_days(now):
            for episode, answers in day.episodes:
                uid = diary.save_episode(episode, (), now).episode.uid
                diary.save_uses(
                    [RemedyUse(at, remedy, "", uid, relief) for at, remedy, relief in answers], now
                )
            diary.save_uses(day.uses, now)
            if day.clear:
                diary.save_clear_days([day.clear], now)


def _made_up_days(now: datetime) -> Iterator[_DayOfEntries]:
    """Yield the days from the oldest to today, nothing in them later than `now`."""
    random = Random(_SEED)  # noqa: S311 -- a made-up diary, the same every time
    flare = took_magnesium = False
    days_away = 0
    for number in range(DAYS):
        flare = not _chance(random, _FLARE_ENDS) if flare else _chance(random, _FLARE_BEGINS)
        rate = (_FLARE_RATE if flare else _CALM_RATE) * (_MAGNESIUM_EFFECT if took_magnesium else 1)
        spasms = _poisson(random, rate)
        took_magnesium = _chance(random, 0.35 if flare else 0.55)
        day = _day(random, number, now, spasms, flare=flare, magnesium=took_magnesium)
        if days_away:
            days_away -= 1
        else:
            yield day
            days_away = _days_away(random, spasms)


def _days_away(random: Random, spasms: int) -> int:
    """Return for how many days the person now leaves the diary alone."""
    if spasms >= 4 and _chance(random, 0.3):  # noqa: PLR2004 -- a bad day can be the last straw
        return 2
    return 1 if _chance(random, 0.07) else 0


def _day(
    random: Random, number: int, now: datetime, spasms: int, *, flare: bool, magnesium: bool
) -> _DayOfEntries:
    """Make up one day; what happens on it does not depend on its date, so it never changes."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo) - timedelta(DAYS - 1 - number)
    bath = number % _WEEK in _BATH_DAYS
    begun = sorted(_moment_of_spasm(random, midnight) for _ in range(spasms))
    episodes = [_episode(random, at, flare=flare) for at in begun]
    uses = list(_planned_uses(random, midnight, magnesium=magnesium, bath=bath))
    past = [
        (episode, [answer for answer in answers if answer.moment.at <= now])
        for episode, answers in episodes
        if episode.moment.at <= now
    ]
    says_so = _chance(random, 0.85) and midnight.date() < now.date()
    clear = ClearDay(midnight.date()) if says_so and not past else None
    return _DayOfEntries(clear, past, [use for use in uses if use.moment.at <= now])


def _moment_of_spasm(random: Random, midnight: datetime) -> datetime:
    [hour] = random.choices(range(24), _HOURS)
    return midnight + timedelta(hours=hour, minutes=random.randrange(60))


def _episode(random: Random, at: datetime, *, flare: bool) -> tuple[Episode, list[_Answer]]:
    at_night = at.hour in _NIGHT_HOURS
    region = _drawn(random, _AT_NIGHT if at_night and _chance(random, 0.6) else _REGIONS)
    side: Side | None = None if region in _UNPAIRED else _drawn(random, _SIDES)
    intensity = round(random.gauss(6.5 if flare else 4.5, 1.5))
    episode = Episode(
        Moment(at),
        region,
        "twitch" if _chance(random, 0.05) else "spasm",
        side,
        min(max(intensity, 1), WORST_INTENSITY) if _chance(random, 0.92) else None,
        _drawn(random, _DURATIONS_S) if _chance(random, 0.8) else None,
        random.randint(2, 5) if _chance(random, 0.08) else 1,
        woke=at_night and _chance(random, 0.7),
        signs=(_drawn(random, _SIGNS),) if _chance(random, 0.2 if flare else 0.06) else (),
        triggers=(_drawn(random, _TRIGGERS),) if _chance(random, 0.3) else (),
    )
    return episode, list(_answers(random, at, at_night=at_night))


def _answers(random: Random, at: datetime, *, at_night: bool) -> Iterator[_Answer]:
    if _chance(random, 0.4):
        relief: Relief | None = _drawn(random, _RELIEF) if _chance(random, 0.7) else None
        remedy = "heat" if _chance(random, 0.7) else "massage"
        yield _Answer(_later(random, at, 30), remedy, relief)
    elif not at_night and _chance(random, 0.3):
        yield _Answer(_later(random, at, 30), "cream")


def _planned_uses(
    random: Random, midnight: datetime, *, magnesium: bool, bath: bool
) -> Iterator[RemedyUse]:
    if magnesium:
        yield RemedyUse(_later(random, midnight + timedelta(hours=21), 90), "magnesium", "400 mg")
    if _chance(random, 0.4):
        yield RemedyUse(_later(random, midnight + timedelta(hours=8), 60), "stretching")
    if bath and _chance(random, 0.8):
        yield RemedyUse(_later(random, midnight + timedelta(hours=19), 90), "epsom bath", "20 min")
    if _chance(random, 0.5):
        yield RemedyUse(_later(random, midnight + timedelta(hours=9), 30), "vitamin d", "1000 IU")


def _later(random: Random, at: datetime, minutes: int) -> Moment:
    return Moment(at + timedelta(minutes=random.randrange(1, minutes)))


def _chance(random: Random, probability: float) -> bool:
    return random.random() < probability


def _drawn(random: Random, weights: Mapping[DrawnT, int]) -> DrawnT:
    return random.choices(list(weights), list(weights.values()))[0]


def _poisson(random: Random, mean: float) -> int:
    """Return a Poisson draw (Knuth DE, The Art of Computer Programming, vol. 2, 3.4.1)."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
