"""Since you began, the long view and what was recorded: against a second way, and at the edges."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from fibrolog.analysis.analysis import judge
from fibrolog.analysis.change_sentences import since_sentence, trend_sentence
from fibrolog.analysis.history import History, Spasm, Use
from fibrolog.analysis.recorded import Dose, Taken, recorded, recorded_json
from fibrolog.analysis.since import SinceBegan, since_began, since_json
from fibrolog.analysis.trend import Trend, four_weeks, trend, trend_json
from fibrolog.analysis.verdicts import without_trials

A_DAY_MIN = 24 * 60
DAY_0 = date(2026, 1, 1)


def spread(rates: Iterable[float], seed: int = 1) -> Counter[int]:
    """Return counts by day that scatter about as many as are expected on each."""
    random = Random(seed)
    counts: Counter[int] = Counter()
    for day, rate in enumerate(rates):
        while random.random() > math.exp(-rate / 3):
            counts[day] += 2
    return counts


def second_since(
    days: int, observed: set[int], spasms: Mapping[int, int], used: set[int]
) -> dict[str, float] | None:
    """Compare the weeks in the order of the definition, with arrays."""
    if any(day < 0 for day in used):
        return None
    uses = sorted(day for day in used if day < days)
    if not uses:
        return None
    s, e = uses[0], uses[-1]
    if e - s < 41 or len(uses) / (e - s + 1) < 0.5:
        return None
    weeks: dict[str, list[tuple[int, int]]] = {"after": [], "before": []}
    for day in range(s, min(e, s + 167) + 1):
        place = (day - s) // 7
        weeks["after"] += [(0, 0)] * (place + 1 - len(weeks["after"]))
        if day in observed:
            d, k = weeks["after"][place]
            weeks["after"][place] = d + 1, k + spasms.get(day, 0)
    for day in range(s - 29, max(0, s - 196) - 1, -1):
        place = (s - 29 - day) // 7
        weeks["before"] += [(0, 0)] * (place + 1 - len(weeks["before"]))
        if day in observed:
            d, k = weeks["before"][place]
            weeks["before"][place] = d + 1, k + spasms.get(day, 0)
    after, before = (np.array([w for w in weeks[side] if w[0]]) for side in ("after", "before"))
    for side in (after, before):
        if len(side) < 6 or side[:, 0].sum() < 28 or side[:, 1].sum() < 5:
            return None
    n = len(after) + len(before)
    r = []
    for side in (after, before):
        expected = side[:, 1].sum() / side[:, 0].sum() * side[:, 0]
        r.append((side[:, 1] - expected) / np.sqrt(expected))
    squares = sum((one**2).sum() for one in r)
    phi = max(1, squares / (n - 2))
    rho = sum((one[1:] * one[:-1]).sum() for one in r) / squares * (1 + 2 / n) if squares else 0
    rho = 0 if squares < 1e-9 else min(max(rho, 0), 0.9)
    phi *= (1 + rho) / (1 - rho)
    df = max(3, (n - 2) * (1 - rho) / (1 + rho))
    (ta, a), (tb, b) = after.sum(0), before.sum(0)
    estimate, error = math.log(a / ta) - math.log(b / tb), math.sqrt(phi * (1 / a + 1 / b))
    reach = student.ppf(0.995, df) * error
    return {
        "began": s,
        "days_after": ta,
        "days_before": tb,
        "per_day_after": a / ta,
        "per_day_before": b / tb,
        "ratio": math.exp(estimate),
        "low": math.exp(estimate - reach),
        "high": math.exp(estimate + reach),
        "p": 2 * student.sf(abs(estimate) / error, df),
    }


def second_trend(observed: set[int], spasms: Mapping[int, int]) -> dict[str, float] | None:
    """Fit the weeks with statsmodels."""
    if not observed:
        return None
    last = max(observed)
    n = min(52, (last - min(observed) + 1) // 7)
    rows = []
    for i in range(n if n >= 12 else 0):
        days = [last - 7 * (n - i) + 1 + day for day in range(7)]
        known = [day for day in days if day in observed]
        if known:
            rows.append((i / (n - 1) - 0.5, len(known), sum(spasms.get(d, 0) for d in known)))
    if len(rows) < 12 or sum(row[2] for row in rows) < 10:
        return None
    x, d, k = np.array(rows).T
    model = sm.GLM(k, sm.add_constant(x), family=sm.families.Poisson(), offset=np.log(d))
    found = model.fit(tol=1e-14, tol_criterion="params", maxiter=200)
    r, m = (k - found.mu) / np.sqrt(found.mu), len(rows)
    rho = 0 if (r**2).sum() < 1e-9 else (r[1:] * r[:-1]).sum() / (r**2).sum() + 2 / m
    rho = min(max(rho, 0), 0.9)
    phi = max(1, (r**2).sum() / (m - 2)) * (1 + rho) / (1 - rho)
    df = max(3, (m - 2) * (1 - rho) / (1 + rho))
    (a, b), error = found.params, math.sqrt(phi * found.cov_params()[1, 1])
    reach = student.ppf(0.995, df) * error
    return {
        "first": last - 7 * n + 1,
        "weeks": n,
        "change": math.exp(b),
        "low": math.exp(b - reach),
        "high": math.exp(b + reach),
        "p": 2 * student.sf(abs(b) / error, df),
        "rate_first": math.exp(a - b / 2),
        "rate_last": math.exp(a + b / 2),
    }


def drawn(seed: int) -> tuple[int, set[int], Counter[int], set[int]]:
    """Return a diary with gaps, and the days on which a remedy was used."""
    random = Random(seed)
    days = random.choice([60, 83, 84, 200, 365, 365, 500, 730])
    flare, rates = 1.0, []
    for day in range(days):
        flare = random.choice([flare, flare, flare, 0.3, 1, 3])
        rates.append(flare * random.choice([0.5, 1]) * (1 + day / days))
    gap = random.randrange(days)
    blank = set(range(gap, gap + random.choice([0, 10, 60])))
    observed = {day for day in range(days) if random.random() < 0.85} - blank
    counts = Counter({day: k for day, k in spread(rates, seed).items() if day in observed})
    begun = random.choice([0, 40, 70, 100, 120, 180])
    pace, ended = random.choice([1, 1, 1, 1, 2]), random.choice([days + 5, days, days - 30])
    used = {day for day in range(begun, ended, pace) if random.random() < 0.95}
    return days, observed, counts, used


SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_way_finds_the_same_since_it_was_begun(seed: int) -> None:
    days, observed, counts, used = drawn(seed)

    expected, found = second_since(*drawn(seed)), since_began(days, observed, counts, used)

    assert (found is None) == (expected is None)
    for figure, value in (expected or {}).items():
        assert getattr(found, figure) == pytest.approx(value, rel=1e-8), figure


@pytest.mark.parametrize("seed", SEEDS)
def test_statsmodels_finds_the_same_trend(seed: int) -> None:
    _, observed, counts, _ = drawn(seed)

    expected, found = second_trend(observed, counts), trend(observed, counts)

    assert (found is None) == (expected is None)
    for figure, value in (expected or {}).items():
        assert getattr(found, figure) == pytest.approx(value, rel=1e-8), figure


def test_the_diaries_compared_have_both_answers() -> None:
    since = [since_began(*drawn(seed)) for seed in SEEDS]
    trends = [trend(observed, counts) for _, observed, counts, _ in map(drawn, SEEDS)]

    for found in (since, trends):
        assert 20 < sum(one is not None for one in found) < len(SEEDS)
    assert {one.until is None for one in since if one} == {True, False}


YEAR = range(365)


def halved_at(day: int, days: int = 365) -> Counter[int]:
    return spread([2.0 if one < day else 1.0 for one in range(days)])


def test_a_remedy_begun_midway_is_set_beside_the_months_before_but_for_the_last_four_weeks() -> (
    None
):
    counts = halved_at(180)
    counts.update(dict.fromkeys(range(152, 180), 50))

    found = since_began(365, set(YEAR), counts, set(range(180, 365)))

    assert found is not None
    assert (found.began, found.until) == (180, None)
    assert (found.days_after, found.days_before) == (168, 152)
    assert 1 < found.per_day_before < 3
    assert found.ratio == pytest.approx(0.5, abs=0.15)
    assert found.p < 0.01


@pytest.mark.parametrize(
    ("used", "days"),
    [
        (range(365), 365),  # from day 0 on: nobody knows what was before
        (range(28), 365),  # too short
        (range(20, 365), 365),  # within the first four weeks
        (range(63, 365), 365),  # six weeks before are needed beside the four
        ([*range(100, 130), *range(300, 330)], 365),  # begun, stopped, begun again
        (range(100, 365, 3), 365),  # every third day
        (range(-1, 365), 365),  # begun before day 0
        ([], 365),
        (range(370, 420), 365),
        (range(40, 77), 77),  # eleven weeks
    ],
)
def test_what_was_not_begun_within_the_diary_or_not_used_regularly_is_not_compared(
    used: Iterable[int], days: int
) -> None:
    assert since_began(days, set(range(days)), halved_at(100, days), set(used)) is None


@pytest.mark.parametrize(
    "used",
    [
        range(64, 365), range(100, 365, 2), range(100, 142),
        [*range(100, 150), *range(190, 300)],
    ],
)  # fmt: skip
def test_regular_use_is_half_of_the_days_for_six_weeks(used: Iterable[int]) -> None:
    assert since_began(365, set(YEAR), halved_at(100), set(used)) is not None


@pytest.mark.parametrize("blank", [range(180), range(180, 365), range(365)])
def test_a_side_without_an_observed_week_is_not_compared(blank: range) -> None:
    observed = set(YEAR) - set(blank)

    assert since_began(365, observed, halved_at(180), set(range(180, 365))) is None


def test_a_gap_of_months_leaves_the_weeks_that_are_known() -> None:
    observed = set(YEAR) - set(range(200, 290))

    found = since_began(365, observed, halved_at(150), set(range(150, 365)))

    assert found is not None
    assert found.days_after == 150 + 168 - 290 + 50


@pytest.mark.parametrize("day", [60, 250])
def test_one_week_with_five_hundred_spasms_is_no_claim(day: int) -> None:
    counts = halved_at(150)
    counts[day] += 500

    found, long_view = (
        since_began(365, set(YEAR), counts, set(range(150, 365))),
        trend(set(YEAR), counts),
    )

    assert found is not None
    assert long_view is not None
    for one in (found, long_view):
        assert one.p > 0.01
        assert 0 < one.low < one.high < math.inf


@pytest.mark.parametrize(("last_use", "until"), [(364, None), (351, None), (350, 350)])
def test_a_remedy_is_in_use_while_its_last_use_is_at_most_two_weeks_old(
    last_use: int, until: int | None
) -> None:
    found = since_began(365, set(YEAR), halved_at(150), set(range(150, last_use + 1)))

    assert found is not None
    assert found.until == until


def history(counts: Mapping[int, int], days: int, **uses: tuple[Use, ...]) -> History:
    spasms = tuple(Spasm(day * A_DAY_MIN + 600, 5) for day, k in counts.items() for _ in range(k))
    return History(days, frozenset(range(days)), spasms, uses)


def every_evening(begin: int, end: int, *, exact: bool = True) -> tuple[Use, ...]:
    return tuple(Use(day * A_DAY_MIN + 1200, exact) for day in range(begin, end))


def test_every_judgement_says_what_came_since_it_was_begun() -> None:
    told = history(
        halved_at(190), 365,
        nightly=every_evening(190, 365), by_the_day=every_evening(179, 365, exact=False)[::2],
        seldom=every_evening(100, 103),
    )  # fmt: skip

    found = {one.remedies: one for one in judge(told)}

    assert found["nightly",].verdict == "no-days-without"
    assert found["nightly",].since == since_began(
        365, set(YEAR), halved_at(190), set(range(190, 365))
    )
    assert found["by_the_day",].since is not None
    assert found["seldom",].since is None
    hidden = without_trials(found.values(), ["nightly"])
    assert [one.since for one in hidden if one.verdict == "in-trial"] == [None]


def test_remedies_always_taken_together_were_begun_together() -> None:
    told = history(halved_at(180), 365, a=every_evening(180, 365), b=every_evening(181, 365))

    [both] = judge(told)

    assert both.remedies == ("a", "b")
    assert both.since is not None
    assert both.since.began == 180


def test_a_use_before_the_days_that_are_looked_at_leaves_nothing_to_say() -> None:
    told = history(halved_at(180), 365, nightly=(Use(-3 * A_DAY_MIN), *every_evening(180, 365)))

    assert [one.since for one in judge(told)] == [None]


@pytest.mark.parametrize("days", [77, 83])
def test_eleven_weeks_have_no_trend(days: int) -> None:
    assert trend(set(range(days)), halved_at(40, days)) is None


def test_weeks_are_counted_back_from_the_last_observed_day() -> None:
    found = trend(set(range(90)) - {88, 89}, halved_at(40, 90))

    assert found is not None
    assert (found.first, found.last, found.weeks) == (4, 87, 12)


@pytest.mark.parametrize("day", [0, 3, 360])
def test_spasms_in_one_week_at_an_end_have_no_ratio(day: int) -> None:
    assert trend(set(YEAR), {day + 1: 40}) is None


def test_spasms_in_one_week_in_the_middle_have_one() -> None:
    found = trend(set(YEAR), {180: 40})

    assert found is not None
    assert found.p > 0.01


@pytest.mark.parametrize("counts", [{1: 500_000, 12: 1}, {0: 1, 357: 10**6, 363: 10**6}])
def test_a_nearly_infinite_change_is_a_number(counts: dict[int, int]) -> None:
    found = trend(set(YEAR), counts)

    assert found is not None
    figures = (found.change, found.low, found.high, found.p, found.rate_first, found.rate_last)
    assert all(math.isfinite(figure) for figure in figures)


def test_few_spasms_and_few_weeks_have_no_trend() -> None:
    assert trend(set(), {}) is None
    assert trend(set(YEAR), dict.fromkeys(range(0, 360, 40), 1)) is None
    assert trend({*range(10 * 7), 364}, halved_at(30)) is None


@st.composite
def diaries(draw: st.DrawFn) -> tuple[int, set[int], dict[int, int], set[int]]:
    days = draw(st.integers(0, 260))
    random = draw(st.randoms(use_true_random=False))
    share, used_share = (
        draw(st.sampled_from([0, 0.2, 0.7, 1])),
        draw(st.sampled_from([0.4, 0.6, 1])),
    )
    observed = {day for day in range(days) if random.random() < share}
    most = draw(st.sampled_from([0, 1, 5, 500]))
    counts = {day: random.randint(0, most) for day in observed}
    begin, end = draw(st.integers(-5, 200)), draw(st.integers(0, 270))
    return days, observed, counts, {d for d in range(begin, end) if random.random() < used_share}


@given(diaries())
def test_any_diary_has_an_answer_whose_figures_fit_together(
    diary: tuple[int, set[int], dict[int, int], set[int]],
) -> None:
    days, observed, counts, _ = diary
    since, long_view = since_began(*diary), trend(observed, counts)

    for found, ratio in (
        (since, since and since.ratio),
        (long_view, long_view and long_view.change),
    ):
        if found is None or ratio is None:
            continue
        assert 0 < found.low < ratio < found.high < math.inf
        assert (found.p < 0.01) == (not found.low <= 1 <= found.high)
    if since:
        json.dumps(since_json(since, DAY_0), allow_nan=False)
        assert since_sentence(since, "tea", DAY_0, DAY_0 + timedelta(days)).endswith(".")
    json.dumps(trend_json(long_view, four_weeks(0, days, observed, counts), DAY_0), allow_nan=False)
    if long_view:
        assert trend_sentence(long_view).endswith(".")


def test_the_four_week_stretches_end_with_the_last_day_and_are_cut_at_the_first_entry() -> None:
    found = four_weeks(10, 100, {10, 11, 100}, {10: 2, 11: 1, 50: 9, 100: 4})

    assert [(one.first, one.last) for one in found] == [(10, 16), (17, 44), (45, 72), (73, 100)]
    assert [(one.observed_days, one.spasms, one.per_day) for one in found] == [
        (2, 3, 1.5), (0, 0, None), (0, 0, None), (1, 4, 4.0),
    ]  # fmt: skip


def test_there_are_at_most_thirteen_stretches_and_none_of_an_empty_diary() -> None:
    found = four_weeks(-5000, 363, set(), {})

    assert [one.last - one.first for one in found] == [27] * 13
    assert found[0].first == 0
    assert four_weeks(5, 4, set(), {}) == ()


def test_json_has_every_key_and_null_for_what_is_not_known() -> None:
    empty = trend_json(None, (), DAY_0)
    full = trend_json(trend(set(YEAR), halved_at(180)), four_weeks(0, 30, {1}, {1: 2}), DAY_0)

    assert list(empty) == list(full) == [
        "since", "until", "weeks", "change", "low", "high", "p", "rate_first", "rate_last",
        "four_weeks",
    ]  # fmt: skip
    assert set(empty.values()) - {None} == set() if not empty.pop("four_weeks") else False
    assert (full["since"], full["until"], full["weeks"]) == ("2026-01-02", "2026-12-31", 52)
    assert full["four_weeks"] == [
        {
            "since": "2026-01-01", "until": "2026-01-03", "observed_days": 1, "count": 2,
            "per_day": 2.0,
        },
        {
            "since": "2026-01-04", "until": "2026-01-31", "observed_days": 0, "count": 0,
            "per_day": None,
        },
    ]  # fmt: skip


BEGUN = SinceBegan(61, None, 150, 140, 0.6, 1.2, 0.5, 0.32, 0.8, 0.001)
FELL = Trend(0, 363, 52, 0.3, 0.22, 0.4, 0.0001, 2.0, 0.6)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            BEGUN,
            "Since you began magnesium on 3 March: 0.6 spasms a day; before, 1.2 (probably between "
            "20% and 68% fewer). Whatever else changed at that time counts in it too.",
        ),
        (
            BEGUN._replace(per_day_after=0.9, p=0.011),
            "Since you began magnesium on 3 March: 0.9 spasms a day; before, 1.2. That may just be "
            "chance.",
        ),
        (
            BEGUN._replace(ratio=2.0, low=1.25, high=3.0, per_day_after=2.4, until=128),
            "While you took magnesium, from 3 March to 9 May: 2.4 spasms a day; before, 1.2 "
            "(probably between 25% and 200% more). People often begin when things get worse. Don't "
            "change a prescribed medicine because of this; show it to your doctor.",
        ),
    ],
)
def test_what_came_since_it_was_begun_is_told_without_a_cause(
    found: SinceBegan, words: str
) -> None:
    assert since_sentence(found, "magnesium", DAY_0, date(2026, 11, 21)) == words
    assert "because of the" not in words


def test_a_day_of_another_year_has_its_year() -> None:
    words = since_sentence(BEGUN, "tea", date(2025, 1, 1), date(2026, 2, 1))

    assert words.startswith("Since you began tea on 3 March 2025: ")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            FELL,
            "Over the last 52 weeks spasms became fewer: about 2.0 a day at the beginning, 0.6 at "
            "the end (60% to 78% fewer).",
        ),
        (
            FELL._replace(change=1 / 0.3, low=1.5, high=4.5, rate_first=0.6, rate_last=2.0),
            "Over the last 52 weeks spasms became more: about 0.6 a day at the beginning, 2.0 at "
            "the end (50% more to 4.5 times as many).",
        ),
        (
            FELL._replace(change=1.2, low=0.7, high=2.0, p=0.3, weeks=20),
            "Over the last 20 weeks there is no clear trend: it could be 30% fewer to twice as "
            "many.",
        ),
        (
            FELL._replace(change=1.2, low=1e-30, high=1e30, p=0.3),
            "Over the last 52 weeks there is no clear trend: it could be 100% fewer to over 100 "
            "times as many.",
        ),
    ],
)
def test_the_long_view_is_told_in_a_sentence(found: Trend, words: str) -> None:
    assert trend_sentence(found) == words


def day(number: int) -> date:
    return DAY_0 + timedelta(number)


USES = [
    Taken("magnesium", "400 mg", day(40)),
    Taken("magnesium", "200mg", day(0)),
    Taken("heat", None, day(3)),
    Taken("magnesium", "200 MG", day(20)),
    Taken("magnesium", None, day(41)),
    Taken("magnesium", "400mg", day(41)),
    Taken("magnesium", " ", day(50)),
]


def test_doses_are_listed_with_the_days_on_which_they_changed() -> None:
    found = recorded(USES, ("magnesium",), day(30), day(45))

    assert (found.days_used, found.days_used_all) == (2, 5)
    assert (found.first_use, found.last_use) == (day(0), day(50))
    assert found.doses == (
        Dose("magnesium", "200mg", day(0), day(20), 2),
        Dose("magnesium", "400 mg", day(40), day(41), 2),
        Dose("magnesium", None, day(41), day(50), 2),
    )


def test_the_doses_of_remedies_taken_together_name_their_remedy() -> None:
    both = recorded_json(recorded(USES, ("heat", "magnesium"), day(0), day(5)), several=True)
    alone = recorded_json(recorded(USES, ("heat",), day(0), day(5)), several=False)

    assert list(both) == ["days_used", "first_use", "last_use", "doses", "days_used_all"]
    assert isinstance(both["doses"], list)
    named = [dose["remedy"] for dose in both["doses"]]
    assert named == ["magnesium", "heat", "magnesium", "magnesium"]
    assert alone["doses"] == [
        {"dose": None, "since": "2026-01-04", "until": "2026-01-04", "uses": 1}
    ]


def test_a_remedy_that_was_never_used_has_nothing_recorded() -> None:
    assert recorded_json(recorded([], ("heat",), day(0), day(5)), several=False) == {
        "days_used": 0, "first_use": None, "last_use": None, "doses": [], "days_used_all": 0,
    }  # fmt: skip


@given(st.randoms(use_true_random=False))
def test_the_order_of_uses_does_not_matter_but_for_two_on_one_day(random: Random) -> None:
    uses = [Taken("tea", random.choice(["1", "2", None]), day(number)) for number in range(20)]

    shuffled = random.sample(uses, len(uses))

    assert recorded(shuffled, ("tea",), day(3), day(9)) == recorded(uses, ("tea",), day(3), day(9))
