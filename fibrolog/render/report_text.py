"""The report for a terminal: figures, bars and tables that hold from 30 columns up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.bar import Bar
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from fibrolog.entries import RELIEFS
from fibrolog.render.body_text import body_text
from fibrolog.render.calendar_text import calendar_strip
from fibrolog.render.layout import (
    INDENT,
    QUIET,
    ROOMY,
    WIDEST,
    Page,
    heading,
    indented,
    paragraph,
)
from fibrolog.render.notes_text import notes_parts
from fibrolog.render.remedy_text import remedy_parts
from fibrolog.report import sentences
from fibrolog.report.sentences import Fact
from fibrolog.report.summary import RegionRow, Report

# The longest name of a figure, so that every group of figures shares one edge.
_FACT_WIDTH = len("Median duration")
# Of the room beside the figures of a chart; the bars have the rest.
_NAME_SHARE = 2 / 3
_SHORT_WEEKDAY = 3

_BAR_COLOR = "cyan"


def report_text(report: Report) -> RenderableType:
    """Return the report for a Rich console of any width, with or without colour and Unicode."""
    return _ReportText(report)


@dataclass(frozen=True)
class _ReportText:
    """The report, laid out once the console that shows it is known."""

    report: Report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(min(options.max_width, WIDEST), options.encoding)
        yield Constrain(Group(*_parts(self.report, page)), page.width)


@dataclass(frozen=True)
class _HorizontalBar:
    """A bar as long as its share of the longest one; the number always stands beside it."""

    count: int
    longest: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.ascii_only or options.legacy_windows:
            yield Text("#" * round(options.max_width * self.count / self.longest))
        else:
            yield Bar(self.longest, 0, self.count, color=_BAR_COLOR)


@dataclass(frozen=True)
class _Chart:
    """A table with a row a name: a bar, if there are any, and figures under their headers.

    Attributes:
        bars: a count a row, or none at all.
        columns: cells by header.
    """

    names: Sequence[Text]
    columns: Mapping[str, Sequence[str]]
    bars: Sequence[int] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        gap = 2 if options.max_width >= ROOMY else 1
        table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style=QUIET)
        room = options.max_width - sum(gap + len(header) for header in self.columns)
        longest_name = max(name.cell_len for name in self.names)
        table.add_column(width=min(longest_name, int(room * _NAME_SHARE)))
        if self.bars:
            table.expand = True
            table.add_column(ratio=1)
        for header in self.columns:
            table.add_column(Text(header), justify="right", no_wrap=True)
        for name, *cells in zip(self.names, *self._drawn(), *self.columns.values(), strict=True):
            table.add_row(name, *cells)
        yield table

    def _drawn(self) -> list[list[_HorizontalBar]]:
        if not self.bars:
            return []
        longest = max([1, *self.bars])
        return [[_HorizontalBar(count, longest) for count in self.bars]]


def _parts(report: Report, page: Page) -> Iterator[RenderableType]:
    title = page.name(sentences.title(report))
    title.stylize("bold")
    yield title
    yield Text(sentences.coverage_sentence(report))
    yield from _spasms(report, page)
    yield from _regions(report, page)
    yield from _times(report, page)
    if report.remedies:
        yield from remedy_parts(report.remedies, report, page)
    if elsewhere := sentences.elsewhere_sentence(report):
        yield heading("What followed each remedy")
        yield paragraph(elsewhere)
    yield from _relief(report, page)
    yield from _named("Signs worth telling a doctor", report.signs, page)
    yield from _named("Triggers you named", report.triggers, page)
    yield from notes_parts(report, page)
    yield Text()
    yield Text(sentences.NOT_ADVICE, style=QUIET)


def _spasms(report: Report, page: Page) -> Iterator[RenderableType]:
    yield heading("Spasms")
    if not report.coverage.observed_days:
        yield from map(paragraph, sentences.unobserved_sentences(report))
        for purpose, command in sentences.HINTS:
            yield paragraph(f"\n{purpose}")
            yield indented(indented(Text(command, style="bold")))
        yield Text()
        yield _facts([sentences.twitch_fact(report)], page)
        return
    yield _facts(sentences.rate_facts(report), page)
    yield Text()
    yield from map(paragraph, sentences.rate_sentences(report))
    yield Text()
    yield _facts([*sentences.day_facts(report), sentences.twitch_fact(report)], page)


def _regions(report: Report, page: Page) -> Iterator[RenderableType]:
    if not report.regions:
        return
    yield heading("By region")
    if drawn := body_text(report, page):
        yield drawn
        yield Text()
    names = [page.name(row.region) for row in report.regions]
    if page.narrow:
        for name, row in zip(names, report.regions, strict=True):
            yield _entry(name, sentences.region_facts(report, row))
    else:
        counts = [row.count for row in report.regions]
        yield indented(_Chart(names, _region_columns(report, page.unknown), counts))
        yield Text()
        yield paragraph(_region_note(report))
    if areas := sentences.areas_sentence(report):
        yield paragraph(areas)


def _region_columns(report: Report, unknown: str) -> dict[str, list[str]]:
    """Return the figures of the regions by header, without a column that would say nothing."""
    rows = report.regions
    columns = {"All": _cells(row.count for row in rows)}
    if any(row.unsided < row.count for row in rows):
        columns["Left"] = [_of_side(row, row.left) for row in rows]
        columns["Right"] = [_of_side(row, row.right) for row in rows]
    if any(row.both for row in rows):
        columns["Both"] = [_of_side(row, row.both) for row in rows]
    columns["Mean"] = [
        unknown if row.mean_intensity is None else sentences.intensity(row.mean_intensity)
        for row in rows
    ]
    if report.previous_known:
        columns["Before"] = [str(row.previous_count) for row in rows]
    return columns


def _region_note(report: Report) -> str:
    notes = ["Mean: intensity, of 10."]
    if report.previous_known:
        notes.append("Before: spasms in the period before.")
    if any(0 < row.unsided < row.count for row in report.regions):
        notes.append("All includes spasms without a side.")
    return " ".join(notes)


def _of_side(row: RegionRow, count: int) -> str:
    """Return the count of one side, or nothing for a region whose sides were never noted."""
    return str(count) if row.unsided < row.count else ""


def _times(report: Report, page: Page) -> Iterator[RenderableType]:
    if report.spasms.count:
        charts = [*_hours(report), _weekdays(report, page.unknown)]
        if page.width < ROOMY:
            yield from charts
        else:
            yield _side_by_side(charts)
        if timeless := sentences.timeless_sentence(report):
            yield Text()
            yield paragraph(timeless)
    if calendar := calendar_strip(report, page):
        yield heading("Day by day")
        yield calendar


def _hours(report: Report) -> Iterator[RenderableType]:
    if bands := sentences.hour_bands(report):
        counts = [band.count for band in bands]
        chart = _Chart([Text(band.label) for band in bands], {"Spasms": _cells(counts)}, counts)
        yield Group(heading("By time of day"), indented(chart))


def _weekdays(report: Report, unknown: str) -> RenderableType:
    bands = sentences.weekday_bands(report)
    columns = {
        "Spasms": [str(band.count) if band.observed_days else unknown for band in bands],
        "Observed": _cells(band.observed_days for band in bands),
    }
    names = [Text(band.label[:_SHORT_WEEKDAY]) for band in bands]
    chart = _Chart(names, columns, [band.count for band in bands])
    return Group(heading("By weekday"), indented(chart))


def _relief(report: Report, page: Page) -> Iterator[RenderableType]:
    if not report.relief:
        return
    yield heading("Relief")
    names = [page.name(row.remedy) for row in report.relief]
    if page.narrow:
        yield from map(_entry, names, map(sentences.relief_facts, report.relief))
    else:
        columns = {
            relief.capitalize(): _cells(row.counts[relief] for row in report.relief)
            for relief in RELIEFS
        }
        yield indented(_Chart(names, columns))
        yield Text()
    yield paragraph(sentences.RELIEF_NOTE)


def _named(title: str, counts: Mapping[str, int], page: Page) -> Iterator[RenderableType]:
    if counts:
        names = [page.name(name) for name in counts]
        yield heading(title)
        yield indented(_Chart(names, {"Episodes": _cells(counts.values())}))


def _facts(facts: Iterable[Fact], page: Page) -> RenderableType:
    """Return figures with their names, a line each."""
    if page.narrow:
        return Group(*(_entry(Text(fact.name), fact.value) for fact in facts))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=_FACT_WIDTH, style=QUIET)
    grid.add_column()
    for fact in facts:
        grid.add_row(Text(fact.name), Text(fact.value))
    return indented(grid)


def _side_by_side(charts: Sequence[RenderableType]) -> RenderableType:
    grid = Table.grid(padding=(0, 2 * INDENT), expand=True)
    for _ in charts:
        grid.add_column(ratio=1)
    grid.add_row(*charts)
    return grid


def _entry(name: Text, words: str) -> RenderableType:
    return indented(Text.assemble(name, ": ", words))


def _cells(counts: Iterable[int]) -> list[str]:
    return [str(count) for count in counts]
