"""The ten lines a doctor reads first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from fibrolog.analysis.effect import Effect
from fibrolog.analysis.verdicts import VERDICTS, Judgement
from fibrolog.domain.entries import Period
from fibrolog.report.sections.brief import MOST_LINES, brief_lines
from fibrolog.report.sections.remedies import looked_at
from fibrolog.report.statistics import Tallies
from fibrolog.report.summary import Report, summarise
from tests.reports import MADE_AT, judged, reports, section
from tests.strategies import examples
from tests.test_report_renderers import EMPTY, FULL, UNOBSERVED

EFFECT = Effect(0.41, 0.24, 0.71, 0.001, 0.3, 23, 57.0)


def lines(tallies: Tallies = FULL, *judgements: Judgement) -> dict[str, str]:
    report = summarise(tallies, MADE_AT, "1.2.3", section(*judgements))
    return {line.name: " ".join(line.value) for line in brief_lines(report)}


def test_the_lines_say_what_a_doctor_asks() -> None:
    said = lines(FULL, judged("magnesium", "fewer", EFFECT), judged("cream", "not-enough-data"))

    assert said == {
        "Period": "26 October to 22 November 2026: 18 of 28 days observed.",
        "Spasms": "33 spasms: 1.8 a day on observed days (95% interval 1.3 to 2.6). "
        "Over all days at least 1.2 a day.",
        "Compared with before": "The 28 days before: 39 spasms on 19 observed days. "
        "Too little to tell a change from ordinary ups and downs. Over the last 17 weeks there is "
        "no clear trend: it could be 56% fewer to twice as many.",
        "Most affected": "calf 15 (9 left, 6 right, mean intensity 6.5); "
        "neck 8 (mean intensity 5.0); shoulder 7 (7 both sides, mean intensity 6.3); "
        "3 more regions.",
        "Nights woken": "11 nights with a spasm that woke.",
        "How bad": "Worst intensity 9 of 10; median duration 3 min 30 s.",
        "Tried": "magnesium, cream; looked at over 90 days, "
        "24 August to 21 November 2026, not only this period.",
        "What followed": "magnesium: Fewer spasms followed: 23 where about 57 would be expected "
        "(59% fewer; probably between 29% and 76%). Not enough data: cream.",
        "Relief noted": "heat, good or complete 4 of 4 times; "
        "[b]rub[/b], good or complete 0 of 2 times.",
        "Signs": "pins and needles in 5 episodes, tremor in 2 episodes.",
    }


def test_remedies_are_said_to_be_looked_at_beyond_the_period() -> None:
    remedies = section(judged("heat", "not-enough-data"))
    days = remedies.period
    young = replace(FULL, first_day=days.since)
    before = Period(days.since - timedelta(60), days.since - timedelta(30))

    for tallies in (young, replace(young, period=before)):
        report = summarise(tallies, MADE_AT, "1.2.3", remedies)
        whole = "over the whole diary, 24 August to 21 November 2026, not only this period"
        tried = next(line for line in brief_lines(report) if line.name == "Tried")
        assert tried.value == (f"heat; looked at {whole}.",)
        assert f"other hours, {whole}: 60 observed days" in next(looked_at(remedies, report))
    report = summarise(replace(young, period=days), MADE_AT, "1.2.3", remedies)
    assert "other hours, 24 August to 21 November 2026: 60" in next(looked_at(remedies, report))


@given(reports())
@settings(max_examples=examples(50))
def test_there_are_never_more_than_ten(report: Report) -> None:
    assert len(brief_lines(report)) <= MOST_LINES


@pytest.mark.parametrize("tallies", [UNOBSERVED, EMPTY], ids=["unobserved", "empty"])
def test_what_nobody_knows_is_said_to_be_unknown(tallies: Tallies) -> None:
    said = lines(tallies)

    assert said["Spasms"].startswith("Spasms: unknown")
    assert "Nights woken" not in said
    assert said["Signs"] == "None noted."


def test_every_verdict_is_spoken_of_and_none_says_that_a_remedy_works() -> None:
    all_of_them = [judged(f"r{n}", verdict, EFFECT) for n, verdict in enumerate(VERDICTS)]
    for judgement in all_of_them:
        said = lines(FULL, judgement)["What followed"]

        assert judgement.name in said
        assert "work" not in said


def test_many_names_are_shortened_and_counted() -> None:
    many = [judged(f"r{n}", "not-enough-data") for n in range(20)]

    said = lines(FULL, *many)

    assert said["Tried"].startswith("r0, r1, r2, r3, r4, r5, r6, r7, 12 more; ")
    assert said["What followed"].endswith("r7, 12 more.")


def test_many_claims_are_shortened_and_counted() -> None:
    many = [judged(f"r{n}", "fewer", EFFECT) for n in range(5)]

    assert lines(FULL, *many)["What followed"].endswith("2 more are listed below.")


def test_a_report_on_one_region_leaves_remedies_to_the_whole_report() -> None:
    said = lines(replace(FULL, region="calf"))

    assert said["Tried"] == (
        "What followed remedies is looked at over all regions: `fibrolog report`."
    )
    assert "Most affected" not in said
