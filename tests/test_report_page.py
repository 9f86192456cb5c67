"""The page: valid, semantic, self-contained, and nothing a person wrote is ever markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fibrolog.analysis.effect import Effect
from fibrolog.domain.entries import ClearDay, Episode, Moment
from fibrolog.report.statistics import RegionTally, ReliefTally, Tallies
from fibrolog.report.summary import Report, summarise
from tests.reports import (
    MADE_AT,
    TODAY,
    judged,
    report_html,
    report_plain,
    report_svg,
    report_txt,
    reports,
    section,
    with_notes,
)
from tests.sinks import page_of, words_of
from tests.strategies import examples
from tests.test_report_renderers import EMPTY, EVERY_SIZE, FULL, UNOBSERVED

HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title>]]>",
    "<!-- a -- b -->",
    "&amp;&lt;&#x41;",
    "\"' onload=x",
    "👩\u200d👧 寒い朝",
    "كتف أيسر",
    "\u202eevil\u2066",
    "\x00\x1b[2J\r",
    "\ufffe\ufdd0\U0001ffff",
    "nonbreaking" * 60,
    "{}{unique_id}%s",
]


def hostile(text: str) -> Report:
    """Return a report in which everything a person can write is this text."""
    effect = Effect(0.4, 0.001, 900.0, 0.001, 0.3, 23, 57.0)
    tallies = replace(
        FULL,
        regions=(RegionTally(text, None, "left", 9, 4, 60, 9),),
        relief=(ReliefTally(text, "good", 4),),
        signs=((text, 2),),
        triggers=((text, 3),),
        region=text,
    )
    notes = (
        Episode(Moment(MADE_AT), text, note=text.replace("\x00", "")),
        ClearDay(TODAY, note=f"{text}\nsecond line".replace("\x00", "")),
    )
    made = section(judged(text, "fewer", effect), judged(f"{text} b", "not-enough-data"))
    return summarise(tallies, MADE_AT, "1.2.3", made, notes)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_person_wrote_is_text_on_a_valid_page(text: str) -> None:
    plain_page = page_of(summarise(FULL, MADE_AT, "1.2.3"))
    page = page_of(hostile(text))

    ours = {"b", "code"}
    assert {each.tag for each in page.iter()} <= {each.tag for each in plain_page.iter()} | ours
    assert {words_of(each) for each in page.iter("code")} == {"fibrolog report"}
    assert not list(page.iter("script"))
    assert not any(name.startswith("on") for each in page.iter() for name in each.attrib)
    visible = text.encode("unicode_escape").decode() if not text.isprintable() else text
    if text.isprintable():
        assert " ".join(visible.split()) in words_of(page)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
@settings(max_examples=examples(30))
def test_no_name_can_break_the_page_or_the_picture(text: str) -> None:
    report = hostile(text)

    page_of(report)
    ET.fromstring(report_svg(report))
    assert "\x1b" not in report_txt(report)


@given(reports())
@settings(max_examples=examples(25))
def test_every_page_is_valid(report: Report) -> None:
    page_of(report)


@pytest.mark.parametrize("tallies", EVERY_SIZE, ids=["full", "unobserved", "empty"])
def test_the_page_is_semantic(tallies: Tallies) -> None:
    page = page_of(
        summarise(tallies, MADE_AT, "1.2.3", section(judged("heat", "fewer-at-calmer-times")))
    )

    assert page.attrib["lang"] == "en"
    assert words_of(next(page.iter("title"))).startswith("Spasm report, ")
    assert [words_of(each) for each in page.iter("h1")] == [words_of(next(page.iter("title")))]
    assert len(list(page.iter("main"))) == 1
    headings = [words_of(each) for each in page.iter("h2")]
    assert headings[0] == "In short"
    assert len(set(headings)) == len(headings)
    for each in page.iter("section"):
        assert each[0].tag == "h2"
    for table in page.iter("table"):
        assert table[0].tag == "caption"
        assert all(cell.get("scope") == "col" for cell in table.iterfind("thead/tr/th"))
        assert all(row[0].get("scope") == "row" for row in table.iterfind("tbody/tr"))
    for drawing in page.iter("{http://www.w3.org/2000/svg}svg"):
        named = drawing.get("aria-hidden") == "true" or drawing[0].tag.endswith("title")
        assert named
    [footer] = page.iter("footer")
    assert words_of(footer) == "This is what the diary holds, not medical advice."


def test_the_page_needs_nothing_but_itself() -> None:
    text = report_html(summarise(FULL, MADE_AT, "1.2.3"))

    assert set(re.findall(r"\w+://[\w./]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|img|iframe|object|base|form)|@import|url\([^#]", text)
    assert "default-src 'none'" in text


def test_a_region_longer_than_any_other_has_the_longest_bar() -> None:
    page = page_of(summarise(FULL, MADE_AT, "1.2.3"))
    widths = [
        float(rect.attrib["width"])
        for drawing in page.iter("{http://www.w3.org/2000/svg}svg")
        if drawing.get("class") == "share"
        for rect in drawing
    ]

    assert widths[0] == 100
    assert widths == sorted(widths, reverse=True)
    assert widths[1] == pytest.approx(100 * 8 / 15, abs=0.01)


def test_a_command_is_marked_as_one_and_nothing_a_person_put_in_backquotes_is() -> None:
    made = section(
        judged("heat", "no-days-without"), judged("`fibrolog` `rm x`", "no-days-without")
    )
    page = page_of(summarise(FULL, MADE_AT, "1.2.3", made))

    assert [words_of(each) for each in page.iter("code")] == ["fibrolog trial start"] * 2
    assert "`fibrolog trial" not in words_of(page)


def test_regions_of_ones_own_stand_below_the_figure() -> None:
    page = page_of(summarise(FULL, MADE_AT, "1.2.3"))
    figures = [each for each in page.iter("figure") if each.find("figcaption[last()]") is not None]
    captions = [words_of(figure[-1]) for figure in figures]

    assert "Not on the figure: tennis elbow and forearm 2; [red]jaw[/] 1 (1 left)." in captions


def test_notes_stand_on_the_page_only_when_they_were_asked_for() -> None:
    at = datetime(2026, 11, 20, 3, 0, tzinfo=MADE_AT.tzinfo)
    notes = (
        ClearDay(TODAY - timedelta(9), note="all quiet"),
        Episode(Moment(at), "calf", intensity=7, note="first <i>line</i>\n\nsecond"),
    )

    without = words_of(page_of(summarise(FULL, MADE_AT, "1.2.3")))
    none = with_notes(FULL, ())
    page = page_of(with_notes(FULL, notes))

    assert "Notes" not in without
    for shown_as in (words_of(page_of(none)), report_plain(none), report_txt(none)):
        assert "No notes in this period." in shown_as
    shown = next(each for each in page.iter("section") if each.get("class") == "notes")
    assert [words_of(each) for each in shown.iter("dt")] == [
        "Friday 13 November 2026, clear day",
        "Friday 20 November 2026, 03:00, spasm, calf, 7/10",
    ]
    assert [words_of(each) for each in shown.iter("p")] == [
        "all quiet",
        "first <i>line</i>",
        "second",
    ]


def test_hundreds_of_triggers_are_counted_and_not_listed() -> None:
    many = replace(FULL, triggers=tuple((f"trigger {n}", 500 - n) for n in range(200)))
    words = words_of(page_of(summarise(many, MADE_AT, "1.2.3")))

    assert "trigger 9" in words
    assert "trigger 10" not in words
    assert "190 more triggers, each in 491 episodes at most." in words


@pytest.mark.parametrize("tallies", [UNOBSERVED, EMPTY], ids=["unobserved", "empty"])
def test_a_page_without_an_observed_day_says_unknown(tallies: Tallies) -> None:
    words = words_of(page_of(summarise(tallies, MADE_AT, "1.2.3", section())))

    assert "Spasms: unknown" in words
    assert "No remedy is logged yet." in words
    assert "a day (95%" not in words
