"""What followed each remedy, from the diary to the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from fibrolog.analysis.analysis import judge
from fibrolog.analysis.effect import Effect
from fibrolog.analysis.history import DaysUsed, History, Spasm, Use
from fibrolog.analysis.sentences import difference, range_words, sentence
from fibrolog.analysis.verdicts import CLAIMS, KINDS, VERDICTS, Judgement, Verdict, decide_verdict
from fibrolog.domain.entries import ClearDay, Episode, Moment, Period, RemedyUse
from fibrolog.guide import TOPICS
from fibrolog.render.drawings.page import Page
from fibrolog.render.terminal import interval_bar
from fibrolog.storage.diary import Diary
from tests.conftest import Program

BERLIN = ZoneInfo("Europe/Berlin")
KEYS = (
    "remedies", "verdict", "sentence", "rate_ratio", "low", "high", "p", "q", "observed",
    "expected", "days_with", "days_without", "lead_ratio", "lead_p", "reactive_share",
    "inseparable_from", "days_used", "first_use", "last_use", "doses", "days_used_all", "since",
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "demo.db"


@pytest.fixture
def demo(kept: Path, fibrolog: Program, make_program: Callable[[Path], Program]) -> Program:
    if not kept.exists():
        fibrolog("demo", "--keep", str(kept))
    return make_program(kept)


def an_effect(ratio: float = 0.6, low: float = 0.4, high: float = 0.9, p: float = 0.01) -> Effect:
    return Effect(ratio, low, high, p, 0.2, 62, 100.4)


def a_judgement(verdict: Verdict, effect: Effect | None = None) -> Judgement:
    return Judgement(
        ("heat pad",), verdict, 3, 3, 40, 0.2, effect, 0.03, 12,
        inseparable_from=("magnesium",), used=DaysUsed(3),
    )  # fmt: skip


def test_json_has_the_same_keys_for_every_remedy_and_null_for_what_is_not_known(
    demo: Program,
) -> None:
    rows = demo.json("report")["remedies"]

    assert [tuple(row) for row in rows] == [KEYS] * len(rows)
    order = [VERDICTS.index(row["verdict"]) for row in rows]
    assert order == sorted(order)
    for row in rows:
        figures = [row[key] for key in ("rate_ratio", "low", "high", "p", "q", "observed")]
        judged = row["verdict"] not in ("not-enough-data", "no-days-without", "inseparable")
        assert all(isinstance(figure, (int, float)) == judged for figure in figures)
    names = [name for row in rows for name in row["remedies"]]
    assert sorted(names) == sorted({r["remedy"] for r in demo.rows() if r["remedy"]})


def test_text_plain_and_json_tell_the_same(demo: Program) -> None:
    rows = demo.json("report")["remedies"]
    text = " ".join(demo("report").saved().split())
    plain = demo("report", "--plain").saved()

    for row in rows:
        assert row["sentence"] in text
        assert row["sentence"] in plain
        if row["rate_ratio"] is not None:
            figures = f"{row['rate_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
            assert figures in text
            assert figures in plain


def test_no_ratio_stands_without_its_interval_and_nothing_works(demo: Program) -> None:
    pages = [["guide", topic] for topic in TOPICS]
    for command in (["report"], ["report", "--plain"], ["report", "--why", "magnesium"], *pages):
        text = " ".join(demo(*command).saved().split())
        assert not re.search(r"\b(works(?! out)|prevents|effective)\b", text), command


def judged_only(rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """Return what was found of remedies, without what was recorded of them."""
    recorded = {"days_used", "first_use", "last_use", "doses", "days_used_all"}
    return [{key: row[key] for key in row if key not in recorded} for row in rows]


def test_the_report_does_not_depend_on_the_period_for_its_remedies(demo: Program) -> None:
    found = judged_only(demo.json("report")["remedies"])

    assert found == judged_only(demo.json("report", "--days", "60")["remedies"])
    assert found == judged_only(demo.json("report", "--all")["remedies"])


def test_the_unfinished_day_is_not_analysed(demo: Program) -> None:
    before = judged_only(demo.json("report")["remedies"])

    demo("add", "calf", "--took", "magnesium").saved()

    assert judged_only(demo.json("report")["remedies"]) == before


def test_why_explains_one_verdict(demo: Program) -> None:
    page = " ".join(demo("report", "--why", "MAG").saved().split())

    for words in (
        "Days with it", "Expected there without it", "95% interval", "What was allowed for",
        "In the 24 hours before a use", "Uses within three hours after a spasm began",
        "goes through your diary hour by hour", "coin decides",
    ):  # fmt: skip
        assert words in page
    assert demo("report", "--why", "cream", "--plain").saved()


def test_a_combination_is_judged_as_one_more(demo: Program) -> None:
    alone = demo.json("report")["remedies"]
    rows = demo.json("report", "--combo", "magnesium + vitamin d")["remedies"]

    [both] = [row for row in rows if row["remedies"] == ["magnesium", "vitamin d"]]
    assert len(rows) == len(alone) + 1
    assert both["days_with"] > 0
    assert tuple(both) == KEYS
    by_name = {tuple(row["remedies"]): row for row in rows}
    for row in alone:
        assert by_name[tuple(row["remedies"])]["rate_ratio"] == row["rate_ratio"]


def test_a_combination_equals_the_joint_exposure_when_one_never_goes_without_the_other() -> None:
    """With B only ever beside A, `both` against `neither` is what B's column says of A and B."""
    spasms = tuple(Spasm(day * 1440 + 60 * (7 * day % 24), 5) for day in range(1, 90))
    uses = {
        "a": tuple(Use(day * 1440) for day in range(0, 90, 3)),
        "b": tuple(Use(day * 1440 + 720) for day in range(1, 90, 3)),
    }
    history = History(90, frozenset(range(90)), spasms, uses)

    rows = judge(history, ("a", "b"))

    assert {row.remedies for row in rows} == {("a",), ("b",), ("a", "b")}


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["--combo", "magnesium"], "two remedies"),
        (["--combo", "magnesium + magnesium"], "two remedies"),
        (["--combo", "magnesium + acupuncture"], "never been used"),
        (["--combo", "magnesium + xyz"], "'xyz'"),
        (["--why", "acupuncture"], "never been used"),
        (["--why", "magnesum"], "magnesium"),
        (["--why", "magnesium", "--json"], "--json"),
    ],
)
def test_a_question_that_has_no_answer_is_refused(
    demo: Program, command: list[str], named: str
) -> None:
    assert named in demo("report", *command).refused(2)


def test_new_is_what_was_not_claimed_four_weeks_earlier(demo: Program) -> None:
    """Found by asking the same diary at different times; never computed for JSON."""
    seen = set()
    for day in ("2026-09-20", "2026-10-11", "2026-11-01", "2026-11-22"):
        said = demo("report", "--plain", now=f"{day}T12:00:00+01:00")
        assert said.code == 0  # and the days after this one are said to be left out
        seen |= {": New." in line for line in said.out.splitlines() if "agnesium" in line}
    assert seen == {True, False}
    assert "new" not in demo.json("report")["remedies"][0]


def test_entries_known_only_to_the_day_stand_at_noon_and_are_counted(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-20").saved()
    fibrolog("took", "heat", "--at", "2026-11-20").saved()

    assert "2 entries known only to the day stand at noon" in fibrolog("report", "--plain").saved()


EVER = Period(date(2020, 1, 1), date(2027, 12, 31))
# Two years that end on a 21 November.
TWO_YEARS = Period(date(2024, 11, 22), date(2026, 11, 21))


def diary_history(
    path: Path, entries: list[Episode | RemedyUse | ClearDay], period: Period = EVER
) -> History:
    now = datetime(2028, 1, 1, tzinfo=BERLIN)
    with Diary.open_or_create(path) as diary:
        for entry in entries:
            if isinstance(entry, Episode):
                diary.save_episode(entry, (), now)
            elif isinstance(entry, RemedyUse):
                diary.save_uses([entry], now)
            else:
                diary.save_clear_days([entry], now)
        return diary.history(period)[1]


def at(*moment: int) -> Moment:
    return Moment(datetime(*moment, tzinfo=BERLIN))  # type: ignore[arg-type,misc] # year to minute


def test_hours_are_wall_clock_hours_on_both_daylight_saving_nights(tmp_path: Path) -> None:
    history = diary_history(
        tmp_path / "d.db",
        [
            ClearDay(date(2026, 3, 28)),
            Episode(at(2026, 3, 29, 3, 30), "calf"),
            RemedyUse(at(2026, 3, 29, 23, 0), "heat"),
            Episode(at(2026, 10, 25, 2, 30), "calf"),
            Episode(at(2026, 10, 25, 23, 30), "calf"),
        ],
    )

    assert history.days == (date(2026, 10, 25) - date(2026, 3, 28)).days + 1
    last = (history.days - 1) * 1440
    assert [spasm.minute for spasm in history.spasms] == [
        1440 + 210, last + 150, last + 1410,
    ]  # fmt: skip
    assert history.uses["heat"] == (Use(1440 + 23 * 60),)
    assert [row.verdict for row in judge(history)] == ["not-enough-data"]


def test_the_leap_day_is_a_day(tmp_path: Path) -> None:
    history = diary_history(
        tmp_path / "d.db", [ClearDay(date(2024, 2, 28)), Episode(at(2024, 3, 1, 0, 5), "calf")]
    )

    assert (history.days, history.observed) == (3, frozenset({0, 2}))
    assert history.spasms == (Spasm(2 * 1440 + 5, None),)


def test_uses_outside_the_observed_days_are_handed_over_and_ignored(tmp_path: Path) -> None:
    history = diary_history(
        tmp_path / "d.db",
        [
            RemedyUse(at(2025, 1, 1, 8, 0), "heat"),
            ClearDay(date(2026, 3, 1)),
            RemedyUse(at(2026, 4, 1, 8, 0), "cold"),
        ],
    )

    assert set(history.uses) == {"heat", "cold"}
    assert {row.exposed_days for row in judge(history)} == {0}


@pytest.mark.parametrize("period_end", ["2026-11-22"])
def test_a_diary_that_begins_today_has_a_report(fibrolog: Program, period_end: str) -> None:
    fibrolog("add", "calf", "--took", "heat").saved()

    report = fibrolog.json("report")
    assert report["period"]["until"] == period_end
    assert [row["verdict"] for row in report["remedies"]] == ["not-enough-data"]


@pytest.mark.parametrize(
    ("verdict", "effect", "expected"),
    [
        (
            "not-enough-data", None,
            "Not enough data yet: you used heat pad on 3 days; 10 are needed.",
        ),
        ("no-days-without", None, "No days without it to compare with."),
        ("inseparable", None, "Cannot be separated from magnesium: nearly always taken together."),
        (
            "fewer", an_effect(0.62, 0.45, 0.86),
            "62 where about 100 would be expected (38% fewer; probably between 14% and 55%).",
        ),
        ("maybe-fewer", an_effect(), "Possibly fewer so far, but whoever looks every week sees"),
        ("fewer-at-calmer-times", an_effect(), "they were already fewer before you took it"),
        ("more", an_effect(1.5), "This does not show harm"),
        ("maybe-more", an_effect(1.5), "Keep logging. This does not show harm"),
        ("more-as-spasms-start", an_effect(1.5), "Not evidence against it."),
        ("about-the-same", an_effect(1.0), "A shorter effect would not show."),
        (
            "no-clear-difference", an_effect(0.9, 0.6, 1.5),
            "anything from 40% fewer to 50% more fits your diary.",
        ),
    ],
)  # fmt: skip
def test_every_verdict_has_its_sentence(
    verdict: Verdict, effect: Effect | None, expected: str
) -> None:
    assert expected in sentence(a_judgement(verdict, effect))


def test_every_verdict_has_one_record_and_claims_alone_have_a_colour() -> None:
    assert get_args(Verdict) == VERDICTS
    assert {kind.verdict for kind in KINDS if kind.colour} == {"fewer", "more"}
    assert {kind.verdict for kind in KINDS if kind.is_claim} == CLAIMS


def test_a_name_in_braces_is_a_name() -> None:
    judgement = a_judgement("inseparable")._replace(inseparable_from=("{missing}", "{other}"))

    assert "separated from {missing} + {other}: nearly" in sentence(judgement)


@pytest.mark.parametrize(("q", "verdict"), [(0.05, "fewer"), (0.051, "maybe-fewer")])
def test_what_one_look_alone_would_claim_is_only_possible(q: float, verdict: Verdict) -> None:
    assert decide_verdict(an_effect(0.5, p=0.0001), q, None, None) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.80, 1.25, "about-the-same"), (0.79, 1.2, "no-clear-difference")],
)
def test_about_the_same_is_what_every_look_together_leaves_near_one(
    low: float, high: float, verdict: Verdict
) -> None:
    effect = an_effect(1.0, low, high, p=0.9)._replace(low_now=0.9, high_now=1.1)

    assert decide_verdict(effect, 1.0, None, None) == verdict


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0.62, "38% fewer"),
        (1.5, "50% more"),
        (1.0, "as many"),
        (12.3, "12 times as many"),
        (1e9, "over 100 times as many"),
        (0, "100% fewer"),
    ],
)
def test_a_ratio_in_words(ratio: float, words: str) -> None:
    assert difference(ratio) == words


def test_a_range_names_its_direction_once_when_both_ends_share_it() -> None:
    assert range_words(1.2, 1.9) == "between 20% and 90% more"
    assert range_words(0.24, 0.71) == "between 29% and 76% fewer"
    assert range_words(0.5, 1.9) == "between 50% fewer and 90% more"
    assert range_words(1.5, 20) == "between 50% more and 20 times as many"


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.5, "more-as-spasms-start"), (0.49, "more"), (None, "more")]
)
def test_more_after_uses_of_which_half_answer_a_spasm_is_no_evidence(
    share: float | None, verdict: Verdict
) -> None:
    assert decide_verdict(an_effect(1.5, 1.2, 1.9), 0.01, None, share) == verdict


@pytest.mark.parametrize(
    ("effect", "drawn"),
    [
        (an_effect(1.0, 0.5, 2.0), "      [-----o-----]      "),
        (an_effect(0.5, 0.25, 0.99), "[-----o-----|            "),
        (an_effect(0.5, 0.25, 0.8), "[-----o---] |            "),
        (an_effect(1.0, 0.001, 900), "<-----------o----------->"),
        (an_effect(8, 5, 900), "            |           >"),
        (an_effect(1e-9, 1e-30, 2e-9), "<           |            "),
    ],
)
def test_an_interval_is_drawn_around_no_difference(effect: Effect, drawn: str) -> None:
    assert interval_bar(effect, Page(80, "ascii")) == drawn


def test_two_years_are_looked_back_on_and_with_all_everything(fibrolog: Program) -> None:
    old = date(2026, 11, 21) - timedelta(900)
    fibrolog("add", "calf", "--at", str(old)).saved()
    fibrolog("took", "heat", "--at", str(old)).saved()
    fibrolog("add", "calf", "--at", "yesterday").saved()

    assert "1 observed day, 1 spasm" in fibrolog("report", "--plain").saved()
    assert "2 observed days, 2 spasms" in fibrolog("report", "--plain", "--all").saved()


NIGHT, MORNING = "22:00", "08:00"


@pytest.mark.parametrize(
    ("logged", "uses", "said"),
    [
        # The first day has no day before it, and today is not over yet.
        ([], [(22, MORNING)], "you used heat on 1 day, but none can be compared, because today"),
        ([], [(day, MORNING) for day in range(10, 22)],
         "you used heat on 12 days, but none can be compared, because the day before or the day "
         "itself was not logged; 10 are needed."),
        ([], [(day, NIGHT) for day in range(9, 21)],
         "you used heat on 12 days, but none can be compared, because the day itself or the day "
         "after was not logged"),
        (range(10, 22), [(day, MORNING) for day in range(11, 18)],
         "you used heat on 7 days; 10 are needed."),
        (range(10, 22), [(day, MORNING) for day in range(10, 18)],
         "you used heat on 8 days, but only 7 can be compared, because the day before was not "
         "logged; 10 are needed."),
        (range(10, 22), [(21, NIGHT), (22, MORNING)],
         "you used heat on 2 days, but none can be compared, because today is not over yet; 10"),
        ([*range(10, 15), *range(16, 22)], [(day, MORNING) for day in (12, 15, 22)],
         "you used heat on 3 days, but only 1 can be compared, because the day itself was not "
         "logged or is not over yet; 10"),
        # A use just before noon makes two such days.
        (range(10, 22), [(12, "11:30"), (15, "11:30")],
         "you used heat on 2 days, so 4 days can be compared; 10 are needed."),
        (range(10, 22), [(12, NIGHT), (13, MORNING)],
         "you used heat on 2 days, but only 1 can be compared, because the hours after a use make "
         "up less than half of the others; 10 are needed."),
    ],
)  # fmt: skip
def test_too_few_days_are_told_with_how_many_there_were_and_why(
    tmp_path: Path, logged: Iterable[int], uses: list[tuple[int, str]], said: str
) -> None:
    """On 22 November; `logged` are clear days of the month, `uses` days and times."""
    diary = tmp_path / "diary.db"
    taken = [RemedyUse(at(2026, 11, day, *map(int, time.split(":"))), "heat") for day, time in uses]
    clear = [ClearDay(date(2026, 11, day)) for day in logged]

    [judgement] = judge(diary_history(diary, [*taken, *clear], TWO_YEARS))

    assert judgement.verdict == "not-enough-data"
    assert said in sentence(judgement)


def test_uses_before_the_days_that_are_looked_at_are_not_days_of_use(tmp_path: Path) -> None:
    old = [RemedyUse(at(2023, 1, day, 8, 0), "heat") for day in range(1, 20)]

    entries: list[Episode | RemedyUse | ClearDay] = [*old, ClearDay(date(2026, 11, 20))]

    [judgement] = judge(diary_history(tmp_path / "d.db", entries, TWO_YEARS))

    assert "heat was not used on the days looked at; 10 are needed." in sentence(judgement)


def test_two_remedies_that_seldom_overlap_are_told_so() -> None:
    uses = {
        "a": tuple(Use(day * 1440) for day in range(0, 120, 3)),
        "b": tuple(Use(day * 1440 + 20 * 60) for day in range(0, 120, 3)),
    }

    judgements = judge(History(120, frozenset(range(120)), (), uses), ("a", "b"))

    [both] = [one for one in judgements if one.remedies == ("a", "b")]
    assert both.verdict == "not-enough-data"
    assert "none can be compared, because the hours after a use make up less" in sentence(both)
