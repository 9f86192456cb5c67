"""Histories that are odd, empty or extreme still get a verdict."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.analysis.analysis import judge
from fibrolog.analysis.history import History, Spasm, Use
from fibrolog.analysis.verdicts import Judgement
from tests import reference

A_DAY_MIN = 24 * 60
NOON_MIN = A_DAY_MIN // 2


def history(days: int, spasms_a_day: int = 2, **uses: list[Use]) -> History:
    """Return a history without gaps, its spasms scattered over its days and hours."""
    random = Random(days)
    return History(
        days=days,
        observed=frozenset(range(days)),
        spasms=tuple(
            Spasm(random.randrange(days * A_DAY_MIN), random.randint(1, 10))
            for _ in range(days * spasms_a_day)
        ),
        uses={name: tuple(taken) for name, taken in uses.items()},
    )


def every(days: int, *, until: int, at: int = 8 * 60) -> list[Use]:
    """Return a use at the same minute of every so many days."""
    return [Use(day * A_DAY_MIN + at) for day in range(0, until, days)]


def only(judgements: tuple[Judgement, ...]) -> Judgement:
    (judgement,) = judgements
    return judgement


def without_figures(judgement: Judgement) -> bool:
    return all(figure is None for figure in (judgement.effect, judgement.q, judgement.lead))


def test_a_diary_without_uses_has_nothing_to_judge() -> None:
    assert judge(history(60)) == ()


def test_a_remedy_that_was_never_used_is_not_mentioned() -> None:
    assert judge(history(60, never=[])) == ()


def test_no_days_are_not_enough() -> None:
    nothing = History(0, frozenset(), (), {"tea": (Use(480),)})

    judgement = only(judge(nothing))

    assert judgement.verdict == "not-enough-data"
    assert (judgement.exposed_days, judgement.days_with, judgement.days_without) == (0, 0, 0)


def test_one_day_is_not_enough() -> None:
    assert only(judge(history(1, tea=[Use(480)]))).verdict == "not-enough-data"


def test_no_spasms_are_not_enough() -> None:
    judgement = only(judge(history(80, spasms_a_day=0, tea=every(3, until=80))))

    assert judgement.verdict == "not-enough-data"
    assert judgement.exposed_days >= 10
    assert judgement.reactive_share == 0


def test_a_remedy_used_every_day_has_no_days_without_it() -> None:
    judgement = only(judge(history(120, tea=every(1, until=120))))

    assert judgement.verdict == "no-days-without"
    assert judgement.days_without == 0


def test_a_remedy_used_several_times_every_day_has_no_days_without_it() -> None:
    thrice = [use for hour in (8, 14, 20) for use in every(1, until=120, at=hour * 60)]

    assert only(judge(history(120, tea=thrice))).verdict == "no-days-without"


def test_two_remedies_always_taken_together_are_judged_as_one() -> None:
    tea, heat = every(3, until=120), every(3, until=120, at=8 * 60 + 40)

    judgement = only(judge(history(120, tea=tea, Heat=heat)))

    assert judgement.remedies == ("Heat", "tea")
    assert judgement.effect is not None


def test_remedies_that_cannot_be_told_apart_name_each_other() -> None:
    left = [use for start in (0, 3, 6) for use in every(18, until=180, at=start * A_DAY_MIN)]
    right = [Use(use.minute + 9 * A_DAY_MIN) for use in left]

    judgements = judge(history(200, spasms_a_day=3, left=left, right=right, both=left + right))

    assert {one.verdict for one in judgements} == {"inseparable"}
    assert all(one.inseparable_from not in {None, one.remedies} for one in judgements)
    assert all(map(without_figures, judgements))


def test_a_remedy_used_once_is_not_judged() -> None:
    judgement = only(judge(history(120, tea=[Use(50 * A_DAY_MIN)])))

    assert judgement.verdict == "not-enough-data"
    assert judgement.exposed_days == 1


# The first hour follows a use, the second does not.
@pytest.mark.parametrize("spasms_day", [30, 32])
def test_all_spasms_in_one_hour_get_the_verdict_of_the_definition(spasms_day: int) -> None:
    crowd = tuple(Spasm(spasms_day * A_DAY_MIN + NOON_MIN, 5) for _ in range(100))
    told = replace(history(60, spasms_a_day=0, tea=every(3, until=60)), spasms=crowd)

    assert [only(judge(told)).verdict] == [one.verdict for one in reference.verdicts(told)]


def test_ten_thousand_uses_of_one_remedy_get_a_verdict() -> None:
    random = Random(1)
    # Three days in six, round the clock.
    uses = [
        Use(random.randrange(3 * A_DAY_MIN) + random.randrange(10) * 6 * A_DAY_MIN)
        for _ in range(10_000)
    ]

    judgement = only(judge(history(60, tea=uses)))

    assert judgement.verdict == "no-clear-difference"
    assert judgement.days_with >= 10


def test_uses_on_days_that_were_not_observed_reach_into_those_that_were() -> None:
    whole = history(120, tea=every(4, until=120, at=20 * 60))
    observed = frozenset(range(120)) - {use.minute // A_DAY_MIN for use in whole.uses["tea"]}
    spasms = tuple(one for one in whole.spasms if one.minute // A_DAY_MIN in observed)

    judgement = only(judge(replace(whole, observed=observed, spasms=spasms)))

    # The day after a use comes after a day that was not observed, so it cannot be judged either.
    assert judgement.verdict == "not-enough-data"
    assert judgement.exposed_days == 0


@pytest.mark.parametrize("minute", [-1, -A_DAY_MIN, 120 * A_DAY_MIN, 10**9])
def test_uses_outside_the_range_change_nothing(minute: int) -> None:
    inside = history(120, tea=every(3, until=120))
    beyond = replace(inside, uses={"tea": (*inside.uses["tea"], Use(minute))})

    assert judge(beyond) == judge(inside)


def test_a_remedy_only_used_outside_the_range_is_named_all_the_same() -> None:
    judgement = only(judge(history(120, tea=[Use(-5), Use(120 * A_DAY_MIN)])))

    assert judgement.verdict == "not-enough-data"
    assert judgement.reactive_share is None


def test_entries_known_only_to_the_day_count_but_say_nothing_of_what_came_first() -> None:
    timed = history(120, tea=every(3, until=120, at=NOON_MIN))
    by_day = replace(
        timed, uses={"tea": tuple(Use(use.minute, False) for use in timed.uses["tea"])}
    )

    judgement = only(judge(by_day))

    assert judgement.reactive_share is None
    assert judgement.effect == only(judge(timed)).effect


def test_a_spasm_known_only_to_the_day_makes_no_use_reactive() -> None:
    tea = every(3, until=120, at=NOON_MIN)
    empty = history(120, spasms_a_day=0, tea=tea)
    spasms = tuple(Spasm(use.minute, 5) for use in tea)
    vague = tuple(spasm._replace(exact=False) for spasm in spasms)

    shares = [only(judge(replace(empty, spasms=told))).reactive_share for told in (spasms, vague)]

    assert shares == [1, 0]


@pytest.mark.parametrize(("delay_min", "share"), [(-1, 0), (0, 1), (180, 1), (181, 0)])
def test_a_use_is_reactive_up_to_three_hours_after_a_spasm(delay_min: int, share: float) -> None:
    spasm = Spasm(40 * A_DAY_MIN, 5)
    told = replace(
        history(60, spasms_a_day=0, tea=[Use(spasm.minute + delay_min)]), spasms=(spasm,)
    )

    assert only(judge(told)).reactive_share == share


def test_progress_ends_with_all_steps_done() -> None:
    told: list[tuple[int, int]] = []

    judge(
        history(120, tea=every(3, until=120), heat=every(5, until=120)),
        on_progress=lambda done, of: told.append((done, of)),
    )

    assert told == [(1, 2), (2, 2)]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw histories with gaps, crowds of spasms and remedies of every habit."""
    days = draw(st.integers(0, 70))
    random = draw(st.randoms(use_true_random=False))
    clear = draw(st.sampled_from([0.0, 0.5, 1.0]))
    length = days * A_DAY_MIN
    crowd = random.randrange(length) if days else 0
    spasms = [
        Spasm(
            crowd if random.random() < 0.1 else random.randrange(length),
            random.choice([None, *range(1, 11)]),
            random.random() < 0.9,
        )
        for _ in range(draw(st.sampled_from([0, 1, 5, 40, 200])) if days else 0)
    ]
    with_spasm = {spasm.minute // A_DAY_MIN for spasm in spasms}
    observed = with_spasm | {day for day in range(days) if random.random() < clear}
    names = draw(st.lists(st.sampled_from(["a", "A", "ä", "heat pad", "tea"]), unique=True))
    uses = {}
    for name in names:
        pace, start = draw(st.integers(1, 5)), draw(st.integers(-A_DAY_MIN, A_DAY_MIN))
        habit = draw(st.sampled_from(["regular", "scattered", "after spasms", "seldom"]))
        minutes = {
            "regular": list(range(start, length + A_DAY_MIN, pace * A_DAY_MIN)),
            "scattered": [random.randint(-2000, length + 2000) for _ in range(days // pace)],
            "after spasms": [spasm.minute + random.randint(0, 60) for spasm in spasms[::pace]],
            "seldom": [start],
        }[habit]
        uses[name] = tuple(Use(minute, random.random() < 0.9) for minute in minutes)
    return History(days, frozenset(observed), tuple(spasms), uses)


@given(histories())
def test_every_remedy_of_any_history_appears_exactly_once(history: History) -> None:
    named = [name for judgement in judge(history) for name in judgement.remedies]

    assert sorted(named) == sorted(name for name, uses in history.uses.items() if uses)


@given(histories())
def test_the_figures_of_any_history_fit_together(history: History) -> None:
    for judgement in judge(history):
        effect, q = judgement.effect, judgement.q
        assert judgement.days_with <= judgement.exposed_days
        assert judgement.reactive_share is None or 0 <= judgement.reactive_share <= 1
        assert (effect is None) == (q is None)
        if effect is None or q is None:
            assert without_figures(judgement)
            continue
        assert 0 < effect.low <= effect.ratio <= effect.high
        # p * n / n may differ from p in the last digit.
        assert 0 <= effect.p_always <= q * (1 + 1e-12) <= 1 + 1e-12
        assert (effect.p_always < 0.05) == (not effect.low <= 1 <= effect.high)
        assert (effect.p < 0.05) == (not effect.low_now <= 1 <= effect.high_now)
        # To look at every week costs something at each look.
        assert effect.p <= effect.p_always
        assert effect.low < effect.low_now <= effect.ratio <= effect.high_now < effect.high
        assert 0 <= effect.observed <= len(history.spasms) - 5
        assert effect.expected >= 5
        assert (judgement.lead is not None) == (effect.p <= 0.05)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(history: History, random: Random) -> None:
    shuffled = replace(
        history,
        spasms=tuple(random.sample(history.spasms, len(history.spasms))),
        uses={
            name: tuple(random.sample(history.uses[name], len(history.uses[name])))
            for name in random.sample(list(history.uses), len(history.uses))
        },
    )

    assert judge(shuffled) == judge(history)
