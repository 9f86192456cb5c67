"""Diaries with a known truth: spasms that come and go, and people who log and take remedies.

Spasms are drawn by thinning: would-be spasms come at the highest rate a day allows, and each is
kept with the share of that rate which holds at its moment. While a remedy acts, for 24 hours
after each use, the rate is multiplied by its true ratio.

Source: Lewis PA, Shedler GS, Naval Research Logistics Quarterly 1979;26:403-413.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from fibrolog.analysis.history import History, Spasm, Use

# Why a remedy is taken.
Habit: TypeAlias = Literal[
    "planned", "evening", "react", "intense_react", "course", "feel", "feel_good"
]
# Which days are missing from the diary.
Logging: TypeAlias = Literal["complete", "gap_well", "nocheck", "gap_unwell", "gap_random"]

DAY_H = 24
ACTS_H = 24
FLARE_BEGINS, FLARE_ENDS = 0.07, 0.2
FLARING = FLARE_BEGINS / (FLARE_BEGINS + FLARE_ENDS)
FRAILTY_SD, FRAILTY_MEMORY = 0.8, 0.5
BURST_FACTOR, BURST_H = 4, 3
# Each spasm of a burst brings about this many more; the rate is lowered by as much.
BURST_OFFSPRING = 0.4
TREND_FALL = 0.7
NIGHT_BEGINS, NIGHT_ENDS, NIGHT_FACTOR = 22, 5, 6
NIGHT_MEAN = (7 * NIGHT_FACTOR + 17) / DAY_H
STRONG = 6
COURSE_DAYS = 5
# Like frailty, but remembered for so many days: from crest to crest it takes a month or two.
WAVE_SD, WAVE_DAYS = 0.5, 20


@dataclass(frozen=True)
class Taking:
    """A remedy and the habit with which it is taken.

    Attributes:
        habit: what decides about a use.
        chance: the probability of a use each time the habit considers one.
        ratio: the true rate ratio of the 24 hours after a use.
        begins: the share of the diary that has passed before the first use.
    """

    habit: Habit
    chance: float
    ratio: float = 1.0
    begins: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """How spasms come, and which days are logged.

    Attributes:
        flare: the factor of a flare day; 1 means no flares.
        frailty: whether days differ by a log-normal effect with memory.
        burst: whether a spasm brings others.
        trend: whether the rate falls over the diary.
        night: whether most spasms come at night.
        wave: whether the rate drifts up and down slowly, over a month or two.
        logging: which days are missing.
    """

    flare: float = 1.0
    frailty: bool = False
    burst: bool = False
    trend: bool = False
    night: bool = False
    wave: bool = False
    logging: Logging = "complete"


REACT = Taking("react", 0.5)
PLANNED = Taking("planned", 0.4)
FLARES = Scenario(flare=5)

# What the names of the scenarios stand for: how spasms come, and how the remedy is taken.
SCENARIOS: dict[str, tuple[Scenario, Taking]] = {
    "iid": (Scenario(), PLANNED),
    "react": (Scenario(), REACT),
    "frailty": (Scenario(frailty=True), REACT),
    "frailty_planned": (Scenario(frailty=True), PLANNED),
    "flare_planned": (FLARES, PLANNED),
    "flare_react": (FLARES, REACT),
    "course": (FLARES, Taking("course", 1)),
    "burst": (Scenario(flare=3, burst=True), REACT),
    "trend_adopt": (Scenario(trend=True), Taking("planned", 0.6, begins=0.5)),
    "gap_well": (Scenario(flare=5, logging="gap_well"), REACT),
    "gap_well_plan": (Scenario(flare=5, logging="gap_well"), PLANNED),
    "nocheck": (Scenario(flare=5, logging="nocheck"), REACT),
    "gap_unwell": (Scenario(flare=5, logging="gap_unwell"), REACT),
    "night_react": (Scenario(night=True), REACT),
    "night_evening": (Scenario(night=True), Taking("evening", 0.5)),
    "all": (
        Scenario(flare=5, frailty=True, trend=True, night=True, logging="gap_random"),
        Taking("react", 0.5, begins=0.25),
    ),
    "intense_react": (FLARES, Taking("intense_react", 0.7)),
    "feel": (FLARES, Taking("feel", 0.6)),
    "feel_good": (FLARES, Taking("feel_good", 0.6)),
}


def simulated(
    scenario: Scenario, remedies: Mapping[str, Taking], *, days: int, rate: float, seed: str
) -> History:
    """Return a diary.

    Args:
        scenario: how spasms come and what is logged.
        remedies: how each remedy is taken.
        days: calendar days.
        rate: spasms a day, about.
        seed: the same diary for the same words.
    """
    return _Life(scenario, remedies, days, rate, Random(seed)).logged()


class _Life:
    """What happens, in hours since the first midnight."""

    def __init__(
        self,
        scenario: Scenario,
        remedies: Mapping[str, Taking],
        days: int,
        rate: float,
        random: Random,
    ) -> None:
        self.scenario, self.remedies, self.days, self.random = scenario, remedies, days, random
        self.flaring = self._flaring()
        self.rates = [rate * factor for factor in self._day_factors()]
        self.uses: dict[str, list[float]] = {name: self._daily(name) for name in remedies}
        self.spasms: list[tuple[float, int]] = []
        for day in range(days):
            for moment in self._spasms_of(day):
                spasm = moment, self._intensity(day)
                for name in remedies:
                    self._answer(name, *spasm)
                self.spasms.append(spasm)

    def _flaring(self) -> list[bool]:
        flaring: list[bool] = []
        now = self.random.random() < FLARING
        for _ in range(self.days):
            flaring.append(now)
            turns = FLARE_ENDS if now else FLARE_BEGINS
            now ^= self.random.random() < turns
        return flaring

    def _day_factors(self) -> Iterator[float]:
        scenario = self.scenario
        mean = 1 + FLARING * (scenario.flare - 1)
        if scenario.burst:
            mean /= 1 - BURST_OFFSPRING
        if scenario.trend:
            mean *= 1 - TREND_FALL / 2
        effect = self.random.gauss(0, FRAILTY_SD)
        drift = self.random.gauss(0, WAVE_SD) if scenario.wave else 0.0
        for day, flaring in enumerate(self.flaring):
            factor = (scenario.flare if flaring else 1) / mean
            if scenario.trend:
                factor *= 1 - TREND_FALL * day / self.days
            if scenario.wave:
                factor *= math.exp(drift - WAVE_SD**2 / 2)
                memory = math.exp(-1 / WAVE_DAYS)
                drift = memory * drift + self.random.gauss(0, WAVE_SD * math.sqrt(1 - memory**2))
            if scenario.frailty:
                factor *= math.exp(effect - FRAILTY_SD**2 / 2)
                noise = self.random.gauss(0, FRAILTY_SD * math.sqrt(1 - FRAILTY_MEMORY**2))
                effect = FRAILTY_MEMORY * effect + noise
            yield factor

    def _daily(self, name: str) -> list[float]:
        """Return the uses that do not depend on spasms."""
        taking = self.remedies[name]
        begin, end = (19, 22) if taking.habit == "evening" else (7, 22)
        moments = []
        for day in range(math.ceil(taking.begins * self.days), self.days):
            chance = taking.chance
            if taking.habit in {"feel", "feel_good"}:
                chance = chance if self.flaring[day] == (taking.habit == "feel") else chance / 3
            elif taking.habit not in {"planned", "evening"}:
                continue
            if self.random.random() < chance:
                moments.append(day * DAY_H + self.random.uniform(begin, end))
        return moments

    def _spasms_of(self, day: int) -> Iterator[float]:
        scenario = self.scenario
        mean = self.rates[day] / DAY_H / (NIGHT_MEAN if scenario.night else 1)
        highest = (NIGHT_FACTOR if scenario.night else 1) * (BURST_FACTOR if scenario.burst else 1)
        bound = float(highest)
        for taking in self.remedies.values():
            bound *= max(1.0, taking.ratio)
        moment = float(day * DAY_H)
        while (moment := moment + self.random.expovariate(mean * bound)) < (day + 1) * DAY_H:
            if self.random.random() * bound < self._factor(moment):
                yield moment

    def _factor(self, moment: float) -> float:
        factor, hour = 1.0, moment % DAY_H
        if self.scenario.night and (hour >= NIGHT_BEGINS or hour < NIGHT_ENDS):
            factor *= NIGHT_FACTOR
        if self.scenario.burst and self.spasms and moment - self.spasms[-1][0] <= BURST_H:
            factor *= BURST_FACTOR
        for name, taking in self.remedies.items():
            if taking.ratio != 1 and self._since_use(name, moment) <= ACTS_H:
                factor *= taking.ratio
        return factor

    def _since_use(self, name: str, moment: float) -> float:
        before = bisect_right(self.uses[name], moment)
        return moment - self.uses[name][before - 1] if before else math.inf

    def _intensity(self, day: int) -> int:
        drawn = self.random.gauss(6.5 if self.flaring[day] else 4, 1.5)
        return min(10, max(1, round(drawn)))

    def _answer(self, name: str, moment: float, intensity: int) -> None:
        """Take a remedy because of a spasm, if that is the habit."""
        taking, uses = self.remedies[name], self.uses[name]
        if moment < taking.begins * self.days * DAY_H:
            return
        if taking.habit == "course":
            again = bool(self.spasms) and moment - self.spasms[-1][0] <= DAY_H
            if again and (not uses or uses[-1] < moment - DAY_H):
                first = moment + self.random.uniform(0, 0.5)
                uses.extend(first + day * DAY_H for day in range(COURSE_DAYS))
        elif taking.habit in {"react", "intense_react"}:
            weak = taking.habit == "intense_react" and intensity < STRONG
            chance = taking.chance / 5 if weak else taking.chance
            use = moment + self.random.uniform(0, 0.5)
            if (not uses or use - uses[-1] >= 4) and self.random.random() < chance:
                insort(uses, use)

    def logged(self) -> History:
        """Return what the diary holds, from the first observed day to the last."""
        with_spasm = {int(moment // DAY_H) for moment, _ in self.spasms}
        away = {day for day in range(self.days) if self._not_logged(day)}
        observed = sorted(
            day
            for day in range(self.days)
            if day not in away and (day in with_spasm or self._checks_in())
        )
        if not observed:
            return History(0, frozenset(), (), {})
        first = observed[0]
        kept = set(observed)
        return History(
            days=observed[-1] - first + 1,
            observed=frozenset(day - first for day in observed),
            spasms=tuple(
                Spasm(int((moment - first * DAY_H) * 60), intensity)
                for moment, intensity in self.spasms
                if moment // DAY_H in kept
            ),
            uses={
                name: tuple(
                    Use(int((moment - first * DAY_H) * 60))
                    for moment in moments
                    if moment // DAY_H not in away and first * DAY_H <= moment
                )
                for name, moments in self.uses.items()
            },
        )

    def _not_logged(self, day: int) -> bool:
        if self.scenario.logging == "gap_unwell":
            return self.flaring[day] and self.random.random() < 0.5
        return self.scenario.logging == "gap_random" and self.random.random() < 0.1

    def _checks_in(self) -> bool:
        if self.scenario.logging == "gap_well":
            return self.random.random() >= 0.65
        return self.scenario.logging != "nocheck"
