"""The page in a real browser: it asks for nothing, fits a phone, prints, and anyone can read it.

Skipped where no Chromium is installed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from fibrolog.analysis.effect import Effect
from fibrolog.cli.report import computed, read
from fibrolog.demo import write_demo
from fibrolog.domain.entries import Period
from fibrolog.report.summary import summarise
from fibrolog.storage.diary import Diary
from tests.conftest import NOW
from tests.reports import MADE_AT, judged, report_html, section
from tests.test_report_page import HOSTILE, hostile
from tests.test_report_renderers import EMPTY, FULL

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian's package chromium)"
)
# What keeps a browser started by root, on a machine without a network, quiet.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EFFECT = Effect(0.41, 0.24, 0.71, 0.001, 0.3, 23, 57.0)
AXE = files("axe_playwright_python").joinpath("axe.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages by what is on them."""
    folder = tmp_path_factory.mktemp("pages")
    now = datetime.fromisoformat(NOW)
    today = now.date()
    with Diary.open_or_create(folder / "demo.db") as diary:
        write_demo(diary, now)
        season = Period.ending(today, 120)
        made_up = {
            "demo": computed(read(diary, now, Period.ending(today, 28)), now),
            "season": computed(read(diary, now, season, everything=True, with_notes=True), now),
            "calf": computed(read(diary, now, season, region="calf"), now),
        }
    reports = made_up | {
        "empty": summarise(EMPTY, MADE_AT, "1.2.3", section()),
        "full": summarise(FULL, MADE_AT, "1.2.3", section(judged("heat", "not-enough-data"))),
        "hostile": hostile(" ".join(HOSTILE)),
    }
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(report_html(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in reports}


NAMES = ["empty", "full", "hostile", "demo", "season", "calf"]
Scheme = Literal["light", "dark"]


def opened(browser: Browser, file: Path, width: int = 1200, scheme: Scheme = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(pages[name].as_uri())
    page.wait_for_load_state("networkidle")

    assert asked == [pages[name].as_uri()]
    assert said == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_passes_the_rules_of_accessibility(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Scheme
) -> None:
    page = opened(browser, pages[name], 360 if scheme == "dark" else 1200, scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))

    # Only of rules that are broken does every place matter.
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 15  # the rules were there and were tried
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_never_scrolls_sideways(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = opened(browser, pages[name])

    for width in (1200, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", [1200, 360, 320])
def test_a_name_breaks_inside_a_word_only_where_the_word_does_not_fit(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    names = ["magnesium", "potassium-rich food", "amitriptyline", "x" * 90]
    made = section(*(judged(name, "fewer", EFFECT) for name in names))
    file = tmp_path / "names.html"
    file.write_text(report_html(summarise(FULL, MADE_AT, "1.2.3", made)), encoding="utf-8")
    page = opened(browser, file, width)

    lines: dict[str, int] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".remedies bdi")].map(name => {
          const words = document.createRange();
          words.selectNodeContents(name);
          const tops = [...words.getClientRects()].map(box => Math.round(box.top));
          return [name.textContent, new Set(tops).size];
        }))"""
    )

    assert list(lines) == names
    assert lines["magnesium"] == lines["amitriptyline"] == 1
    assert lines["potassium-rich food"] <= 2
    assert lines["x" * 90] > 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("name", ["empty", "full", "demo", "season", "calf"])
def test_the_page_prints_on_two_sheets_at_most(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = opened(browser, pages[name])

    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper)
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.close()


def test_on_paper_nothing_is_coloured_or_dark(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["demo"], scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate(
        """() => {
          const seen = new Set();
          for (const each of document.querySelectorAll("body, body *")) {
            const style = getComputedStyle(each);
            for (const name of ["color", "fill", "stroke", "backgroundColor", "borderTopColor"])
              seen.add(style[name]);
          }
          return [...seen];
        }"""
    )

    for colour in colours:
        if channels := re.match(r"rgba?\((\d+), (\d+), (\d+)", colour):
            assert len(set(channels.groups())) == 1, colour
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    page.close()


def test_only_paper_has_a_line_for_the_name(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["demo"])
    before = "getComputedStyle(document.querySelector('main'), '::before').content"

    assert page.evaluate(before) == "none"
    page.emulate_media(media="print")
    assert page.evaluate(before) == '"Name:"'
    together = "getComputedStyle(document.querySelector('.when')).breakInside"
    assert page.evaluate(together) == "avoid"
    page.close()


def test_the_summary_is_seen_without_scrolling(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["demo"])

    box = page.locator(".summary").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < 900
    page.close()


def test_a_hundred_long_triggers_still_print_on_two_sheets(
    browser: Browser, tmp_path: Path
) -> None:
    many = replace(FULL, triggers=tuple((f"a long walk number {n}", 100) for n in range(100)))
    file = tmp_path / "many.html"
    file.write_text(report_html(summarise(many, MADE_AT, "1.2.3")))
    page = opened(browser, file)

    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2
    page.close()
