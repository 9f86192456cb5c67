"""Every number on every sink is the same number: JSON is read, and then all the others."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from fibrolog.cli.report import computed, read
from fibrolog.demo import write_demo
from fibrolog.domain.entries import Period
from fibrolog.render.json import report_json
from fibrolog.report.statistics import Tallies
from fibrolog.report.summary import Report, summarise
from fibrolog.storage.diary import Diary
from tests.conftest import NOW
from tests.reports import MADE_AT, TODAY, Spasm, judged, reports, section, tallied
from tests.sinks import Found, in_html, in_json, in_plain, in_text
from tests.strategies import examples
from tests.test_report_renderers import EMPTY, FULL, UNOBSERVED

ONE = summarise(
    tallied(
        [Spasm(TODAY, 3, "calf", "left", 7, 180, woke=True)],
        {TODAY - timedelta(1)},
        FULL.period,
        signs=(("tremor", 1),),
    ),
    MADE_AT,
    "1.2.3",
    section(judged("heat", "not-enough-data")),
)


def json_of(report: Report) -> Found:
    return in_json(json.loads(json.dumps(report_json(report))))


@given(reports())
@example(ONE)
@settings(max_examples=examples(60))
def test_every_sink_shows_what_json_says(report: Report) -> None:
    said = json_of(report)

    assert in_plain(report) == said
    assert in_text(report) == said
    assert in_html(report) == said


@pytest.mark.parametrize("days", [7, 14, 28, 120])
def test_sinks_agree_on_the_made_up_diary(tmp_path: Path, days: int) -> None:
    now = datetime.fromisoformat(NOW)
    with Diary.open_or_create(tmp_path / "demo.db") as diary:
        write_demo(diary, now)
        report = computed(read(diary, now, Period.ending(now.date(), days)), now)
    said = json_of(report)

    assert said.remedies
    assert in_plain(report) == said
    assert in_text(report) == said
    assert in_html(report) == said


@pytest.mark.parametrize("tallies", [UNOBSERVED, EMPTY], ids=["unobserved", "empty"])
def test_sinks_agree_on_what_nobody_knows(tallies: Tallies) -> None:
    report = summarise(tallies, MADE_AT, "1.2.3")
    said = json_of(report)

    assert said.rate is None
    assert in_plain(report) == in_text(report) == in_html(report) == said


def test_plain_and_page_agree_on_names_that_try_to_be_something_else() -> None:
    report = summarise(FULL, MADE_AT, "1.2.3", section(judged("<b>rub</b>", "no-days-without")))
    said = json_of(report)
    said.triggers = {
        name.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e").replace("\n", r"\n"): count
        for name, count in said.triggers.items()
    }

    assert in_plain(report) == said
    assert in_html(report) == said
