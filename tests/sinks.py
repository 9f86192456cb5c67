"""What a reader finds in each form of a report, read back out of it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import html5lib
from rich.console import Console  # noqa: TID253 -- it draws what is read back

from fibrolog.report.sentences import duration, intensity, number
from fibrolog.report.summary import Report
from tests.reports import report_html, report_plain, report_text

Ratio = tuple[str, str, str]
RATIO = re.compile(r"(\d+\.\d\d) \((\d+\.\d\d) to (\d+\.\d\d)\)")
RATE = re.compile(r"(\S+|under \S+) a day on observed days \(95% interval (.+?) to (.+?)\)")


@dataclass
class Found:
    """The figures of a report in the words in which they are shown; None where there are none.

    Attributes:
        regions: by name: all, left, right, both, mean intensity, before.
        bands: spasms in eight bands of three hours.
        weekdays: spasms, and days observed.
        relief: none, some, good, complete.
    """

    observed: tuple[str, str]
    count: str | None = None
    rate: Ratio | None = None
    clear: str | None = None
    woke: str | None = None
    worst: str | None = None
    median: str | None = None
    twitches: str = ""
    before: tuple[str, str] | None = None
    regions: dict[str, dict[str, str]] = field(default_factory=dict)
    bands: list[str] = field(default_factory=list)
    weekdays: list[tuple[str, str]] = field(default_factory=list)
    remedies: list[tuple[str, Ratio | None]] = field(default_factory=list)
    relief: dict[str, list[str]] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)


def in_json(document: dict[str, Any]) -> Found:
    """Return what the other sinks should show, rounded as they do."""
    spasms, period = document["spasms"], document["period"]
    found = Found((str(period["observed_days"]), str(period["days"])))
    found.twitches = str(document["twitches"])
    previous = spasms["previous"]
    known = previous is not None and previous["observed_days"] > 0
    if known:
        found.before = (str(previous["count"]), str(previous["observed_days"]))
    if period["observed_days"]:
        found.count, found.clear = str(spasms["count"]), str(spasms["clear_days"])
        low, high = number(spasms["low"]), number(spasms["high"])
        found.rate = (number(spasms["per_day"]), low, high)
    if spasms["count"]:
        worst, median = spasms["worst_intensity"], spasms["median_duration_s"]
        found.woke = str(spasms["woke"])
        found.worst = "unknown" if worst is None else f"{worst} of 10"
        found.median = "unknown" if median is None else duration(median)
        if any(document["hours"]):
            found.bands = [str(sum(document["hours"][at : at + 3])) for at in range(0, 24, 3)]
        found.weekdays = _weekdays(document)
    for row in document["regions"]:
        cells = {side: str(row[side]) for side in ("left", "right", "both") if row[side]}
        cells |= {"all": str(row["count"]), "mean": intensity(row["mean_intensity"])}
        if known:
            cells["before"] = str(row["previous_count"])
        found.regions[row["region"]] = cells
    for row in document["remedies"]:
        shown = tuple(f"{row[key]:.2f}" for key in ("rate_ratio", "low", "high") if row[key])
        ratio = (shown[0], shown[1], shown[2]) if shown else None
        found.remedies.append((" + ".join(row["remedies"]), ratio))
    for row in document["relief"]:
        found.relief[row["remedy"]] = [
            str(row[each]) for each in ("none", "some", "good", "complete")
        ]
    found.signs = {name: str(count) for name, count in document["signs"].items()}
    found.triggers = {name: str(count) for name, count in document["triggers"].items()}
    return found


def _weekdays(document: dict[str, Any]) -> list[tuple[str, str]]:
    since = document["period"]["since"]
    days = [day for day in document["calendar"] if day["day"] >= since and day["observed"]]
    observed = [0] * 7
    for day in days:
        observed[date.fromisoformat(day["day"]).weekday()] += 1
    pairs = zip(document["weekdays"], observed, strict=True)
    return [(str(count) if of else "unknown", str(of)) for count, of in pairs]


def in_plain(report: Report) -> Found:
    """Read the report of one fact a line."""
    text = report_plain(report)
    facts = dict(re.findall(r"(?m)^([A-Z][\w ]+): (.*)\.$", text))
    found = _from_words(text, facts)
    for name, words in re.findall(r"(?m)^Region (.+?): (.*)\.$", text):
        found.regions[name] = _region_words(words)
    found.bands = re.findall(r"(?m)^From \d\d:00 to \d\d:00: (\d+) spasms?\.$", text)
    for words in re.findall(r"(?m)^[A-Z][a-z]+day: (.*)\.$", text):
        counts = re.fullmatch(r"(\d+) spasms? on (\d+) observed days?", words)
        found.weekdays.append((counts[1], counts[2]) if counts else (words, "0"))
    for name, words in re.findall(r"(?m)^Remedy (.+?): (.*)$", text):
        ratio = RATIO.search(words)
        found.remedies.append((name, (ratio[1], ratio[2], ratio[3]) if ratio else None))
    for name, words in re.findall(r"(?m)^Relief after (.+?): (.*)\.$", text):
        found.relief[name] = re.findall(r"\d+", words)
    episodes = r"(?m)^{}: (.+), in (\d+) episodes?\.$"
    found.signs = dict(re.findall(episodes.format("Sign worth telling a doctor"), text))
    found.triggers = dict(re.findall(episodes.format("Trigger"), text))
    return found


def drawn(report: Report, width: int = 60) -> str:
    """Return the terminal's report without colour; below 70 columns its charts are stacked."""
    file = io.StringIO()
    Console(file=file, width=width, color_system=None).print(report_text(report))
    return file.getvalue()


def in_text(report: Report) -> Found:
    """Read the terminal's report."""
    text = drawn(report)
    sections: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if title := re.fullmatch(r"(\S.*?) ─+", line):
            sections[title[1]] = []
        else:
            sections[list(sections)[-1]].append(line)
    facts = {}
    for line in sections["Spasms"]:
        if fact := re.fullmatch(r"  (\S.*?)  +(\S.*?) *", line):
            facts[fact[1]] = fact[2]
    found = _from_words(" ".join(text.split()), facts)
    for name, cells in _rows(sections.get("By region", []), "All", names_of(report)).items():
        shown = {header.casefold(): cell for header, cell in cells.items()}
        found.regions[name] = {
            header: cell.replace("–", "unknown")  # noqa: RUF001 -- the table's dash
            for header, cell in shown.items()
            if header in ("all", "mean", "before") or cell != "0"
        }
    for line in sections.get("By time of day", []):
        found.bands += re.findall(r"\d\d:00 to \d\d:00.* (\d+) *$", line)
    week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    days = _rows(sections.get("By weekday", []), "Observed", week)
    for cells in days.values():
        spasms = cells["Spasms"].replace("–", "unknown")  # noqa: RUF001 -- the table's dash
        found.weekdays.append((spasms, cells["Observed"]))
    found.remedies = _drawn_remedies(sections.get("What followed each remedy", []), report)
    names = [row.remedy for row in report.relief]
    for name, cells in _rows(sections.get("Relief", []), "Complete", names).items():
        found.relief[name] = list(cells.values())
    found.signs = _episodes(sections.get("Signs worth telling a doctor", []), report.signs)
    found.triggers = _episodes(sections.get("Triggers you named", []), report.triggers)
    return found


def _episodes(lines: list[str], counts: Mapping[str, int]) -> dict[str, str]:
    rows = _rows(lines, "Episodes", list(counts))
    return {name: cells["Episodes"] for name, cells in rows.items()}


def names_of(report: Report) -> list[str]:
    """Return the names of the regions, by which their rows are found."""
    return [row.region for row in report.regions]


def _drawn_remedies(lines: list[str], report: Report) -> list[tuple[str, Ratio | None]]:
    found: list[tuple[str, Ratio | None]] = []
    names = [row.name for row in report.remedies.rows] if report.remedies else []
    for line in lines:
        said = line.strip().removesuffix(" (new)")
        if line.startswith("  ") and line[2:3] != " " and said in names:
            found.append((said, None))
        elif (ratio := RATIO.search(line)) and found:
            found[-1] = (found[-1][0], (ratio[1], ratio[2], ratio[3]))
    return found


def _rows(lines: list[str], header: str, names: list[str]) -> dict[str, dict[str, str]]:
    """Return the cells of a table whose columns end where their headers do.

    Args:
        lines: in which the table is.
        header: the name of a column, by which the line with the headers is known.
        names: of the rows.
    """
    headers: list[tuple[str, int]] = []
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        words = [(word[0], word.end()) for word in re.finditer(r"\S+", line)]
        ends = {end: word for word, end in words}
        if not headers and header in ends.values():
            headers = words
        for name in names:
            if headers and f" {name} " in f"{line} ":
                cells = {header: ends.get(end, "") for header, end in headers}
                found[name] = {header: cell for header, cell in cells.items() if cell}
    return found


def page_of(report: Report) -> ET.Element:
    """Return the page as a browser reads it, its validity checked."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: ET.Element = parser.parse(report_html(report))
    return page


def words_of(element: ET.Element) -> str:
    """Return the text of an element."""
    return " ".join("".join(element.itertext()).split())


def in_html(report: Report) -> Found:
    """Read the page."""
    page = page_of(report)
    text = words_of(page)
    lists = list(page.iter("dl"))
    found = _from_words(text, _definitions(lists[1]))
    in_short = _definitions(lists[0])
    if found.rate:
        assert RATE.findall(in_short["Spasms"]) == [found.rate]
        assert re.findall(r"^(\d+) spasms?: ", in_short["Spasms"]) == [found.count]
    tables = {_caption(table): _table(table) for table in page.iter("table")}
    for name, cells in _starting(tables, "Spasms by region").items():
        shown = {header.casefold(): cell for header, cell in cells.items() if cell}
        found.regions[name] = {
            header: cell.replace("–", "unknown")  # noqa: RUF001 -- the table's dash
            for header, cell in shown.items()
            if header in ("all", "mean", "before") or (header != "no side" and cell != "0")
        }
    for chart in page.iter("{http://www.w3.org/2000/svg}svg"):
        _read_chart(chart, found)
    for name, cells in tables.get(_remedy_caption(tables), {}).items():
        ratio = RATIO.search(next(iter(cells.values())))
        shown_name = name.removesuffix(" (new)")
        found.remedies.append((shown_name, (ratio[1], ratio[2], ratio[3]) if ratio else None))
    for name, cells in _starting(tables, "Relief").items():
        found.relief[name] = list(cells.values())
    found.signs = {n: c["Episodes"] for n, c in _starting(tables, "Episodes by sign").items()}
    found.triggers = {n: c["Episodes"] for n, c in _starting(tables, "Episodes by trigger").items()}
    return found


def _read_chart(chart: ET.Element, found: Found) -> None:
    title = next(iter(chart.iter("{http://www.w3.org/2000/svg}title")), None)
    said = "" if title is None else words_of(title)
    words = [words_of(each) for each in chart.iter("{http://www.w3.org/2000/svg}text")]
    if said.startswith("Spasms by time of day"):
        found.bands = re.findall(r"(\d+) spasms?(?:;|\.$)", said)
        assert words[::2][: len(found.bands)] == found.bands
    elif said.startswith("Spasms by weekday"):
        for day in said.removeprefix("Spasms by weekday: ").rstrip(".").split("; "):
            counts = re.search(r"(\d+) spasms? on (\d+) observed day", day)
            found.weekdays.append((counts[1], counts[2]) if counts else ("unknown", "0"))
        seen = zip(words[::3], words[2::3], strict=True)
        assert found.weekdays == [
            (count.replace("–", "unknown"), of.removeprefix("of "))  # noqa: RUF001 -- the dash
            for count, of in seen
        ]


def _remedy_caption(tables: dict[str, Any]) -> str:
    starts = ("Spasms, times as many", "Set in bold", "What followed")
    return next((caption for caption in tables if caption.startswith(starts)), "")


def _starting(
    tables: dict[str, dict[str, dict[str, str]]], start: str
) -> dict[str, dict[str, str]]:
    return next((table for caption, table in tables.items() if caption.startswith(start)), {})


def _caption(table: ET.Element) -> str:
    return words_of(next(table.iter("caption")))


def _table(table: ET.Element) -> dict[str, dict[str, str]]:
    header, *rows = ([words_of(cell) for cell in row] for row in table.iter("tr"))
    return {name: dict(zip(header[1:], cells, strict=True)) for name, *cells in rows}


def _definitions(definitions: ET.Element) -> dict[str, str]:
    words = [words_of(each) for each in definitions]
    return dict(zip(words[::2], words[1::2], strict=True))


def _region_words(words: str) -> dict[str, str]:
    count, mean = words.split(maxsplit=1)[0], re.search(r"mean intensity ([^,]+)", words)
    assert mean
    cells = {"all": count, "mean": mean[1]}
    for side, label in (("left", "left"), ("right", "right"), ("both", "both sides")):
        if counted := re.search(rf"(\d+) {label}(?:,|$)", words):
            cells[side] = counted[1]
    if before := re.search(r"(\d+) in the period before", words):
        cells["before"] = before[1]
    return cells


def _from_words(text: str, facts: dict[str, str]) -> Found:
    observed = re.search(r"(\d+) of (\d+) days? observed", text)
    assert observed
    rate = RATE.search(text)
    before = re.search(r"[Tt]he (?:day|\d+ days) before: (\d+) spasms? on (\d+) observed day", text)
    count = facts.get("Spasms", "")
    return Found(
        (observed[1], observed[2]),
        count if count.isdecimal() else None,
        (rate[1], rate[2], rate[3]) if rate else None,
        facts["Clear days"].split(",")[0] if "Clear days" in facts else None,
        facts.get("Nights woken"),
        facts.get("Worst intensity"),
        facts.get("Median duration"),
        facts["Twitches"].split(",")[0],
        (before[1], before[2]) if before else None,
    )
