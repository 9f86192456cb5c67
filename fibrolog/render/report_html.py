"""The report as one self-contained page for a doctor: no script, no network, one or two sheets.

The page is a tree that is serialised at the end, so whatever a person wrote is text and nothing
else. It begins with what can be read in a minute; the sections follow in the report's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fibrolog.entries import RELIEFS
from fibrolog.remedies.verdicts import CLAIMS
from fibrolog.render import page_charts as charts
from fibrolog.render.body_shapes import MIDDLES
from fibrolog.render.body_svg import BODY_CSS, body_svg
from fibrolog.render.calendar_svg import CALENDAR_CSS, calendar_svg
from fibrolog.render.markup import (
    Content,
    Element,
    document,
    element,
    name,
    paragraphs,
    table,
    told,
)
from fibrolog.render.notes_words import NO_NOTES, NOTES_TITLE, none_written, written_notes
from fibrolog.render.page_charts import UNKNOWN, Column
from fibrolog.render.page_style import STYLE
from fibrolog.report import calendar_words as words
from fibrolog.report import figure, sentences
from fibrolog.report.doctor import doctor_lines
from fibrolog.report.remedy_rows import RemedyRow, RemedySection
from fibrolog.report.remedy_words import looked_at, ratio_words
from fibrolog.report.sentences import Fact, counted
from fibrolog.report.summary import RegionRow, Report
from fibrolog.when.spoken import spoken_day

# Nothing may be fetched or run, whatever a page is made to say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# Who names hundreds of triggers still gets two sheets.
_MOST_TRIGGERS = 10
# So many lines no longer fit on the second sheet unless each is one line.
_MANY_REMEDIES = 12
_SHORT_WEEKDAY = 3
# A calendar of years would be pages long.
_CALENDAR_DAYS = 365

_HOW_TO_READ = (
    "A spasm here is a sudden, painful muscle contraction, as the person noted it. A day counts as "
    "observed when it has a spasm or an entry that says there was none; rates are per observed day."
)
_RATIO_NOTE = (
    "Spasms, times as many as otherwise: 1 is no difference, 0.5 half as many, 2 twice as many; "
    "95% interval in brackets."
)
_CLAIM_NOTE = "Set in bold with a bar: a difference is spoken of."


def report_html(report: Report) -> str:
    """Return the page as HTML."""
    return document(
        element("html", _head(report), element("body", element("main", *_main(report))), lang="en")
    )


def _head(report: Report) -> Element:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"fibrolog {report.version}"),
        element("title", sentences.title(report)),
        _style(),
    )


def _style() -> Element:
    # The one text that HTML takes as it stands; it is our own.
    made = element("style")
    made.text = f"{STYLE}{BODY_CSS}{CALENDAR_CSS}"
    return made


def _main(report: Report) -> Iterator[Element]:
    made = spoken_day(report.generated_at.date())
    yield element("h1", sentences.title(report))
    yield element(
        "p", f"Made on {made} by fibrolog {report.version} from a diary of spasms.", class_="quiet"
    )
    yield _summary(report)
    yield _spasms(report)
    yield from _regions(report)
    yield from _times(report)
    yield from _remedies(report)
    yield from _short_tables(report)
    yield from _notes(report)
    yield element("footer", element("p", sentences.NOT_ADVICE))


def _summary(report: Report) -> Element:
    facts: list[Element] = []
    for line in doctor_lines(report):
        facts.append(element("dt", line.name))
        facts.append(element("dd", *(element("span", *told(words)) for words in line.sentences)))
    return _section("In short", element("dl", *facts), class_="summary")


def _spasms(report: Report) -> Element:
    observed = report.coverage.observed_days
    facts = [
        *(sentences.rate_facts(report) if observed else ()),
        *(sentences.day_facts(report) if observed else ()),
        sentences.twitch_fact(report),
    ]
    said = sentences.rate_sentences if observed else sentences.unobserved_sentences
    beside = element("div", *paragraphs((*said(report), _HOW_TO_READ)))
    return _section("Spasms", element("div", _facts(facts), beside, class_="pair"))


def _facts(facts: Iterable[Fact]) -> Element:
    return element(
        "dl",
        *(part for fact in facts for part in (element("dt", fact.name), element("dd", fact.value))),
    )


def _regions(report: Report) -> Iterator[Element]:
    if not report.regions:
        return
    rows = report.regions
    beside = element("div", _region_table(report, rows))
    if areas := sentences.areas_sentence(report):
        beside.append(element("p", areas))
    yield _section("By region", element("div", _body(report), beside, class_="pair wide"))


def _body(report: Report) -> Element | None:
    shown = figure.figure(report, MIDDLES)
    if shown is None:
        return None
    caption: list[Content] = ["Not on the figure:"]
    for row in shown.elsewhere:
        caption += [" " if len(caption) == 1 else "; ", name(row.region)]
        caption.append(f" {figure.place_counts(row)}")
    return element(
        "figure",
        body_svg(report),
        element("figcaption", *caption, ".", class_="quiet") if shown.elsewhere else None,
    )


def _region_table(report: Report, rows: Sequence[RegionRow]) -> Element:
    known = report.previous_known
    longest = max(row.count for row in rows)
    columns = {
        "All": [str(row.count) for row in rows],
        "Left": [_of_side(row, row.left) for row in rows],
        "Right": [_of_side(row, row.right) for row in rows],
        "Both": [_of_side(row, row.both) for row in rows if any(each.both for each in rows)],
        "No side": [str(row.unsided) if row.unsided else "" for row in rows],
        "Mean": [_mean(row) for row in rows],
        "Before": [str(row.previous_count) for row in rows if known],
    }
    shown = {header: cells for header, cells in columns.items() if any(cells)}
    return table(
        "Spasms by region. Mean: intensity, of 10."
        + (" Before: spasms in the period before." if known else ""),
        ["Region", *shown],
        (
            [element("div", name(row.region), charts.bar(row.count, longest)), *cells]
            for row, *cells in zip(rows, *shown.values(), strict=True)
        ),
        class_="counts",
    )


def _of_side(row: RegionRow, count: int) -> str:
    """Return the count of one side, or nothing for a region whose sides were never noted."""
    return str(count) if row.unsided < row.count else ""


def _mean(row: RegionRow) -> str:
    return UNKNOWN if row.mean_intensity is None else sentences.intensity(row.mean_intensity)


def _times(report: Report) -> Iterator[Element]:
    charts_of_times = [*_hours(report), *_weekdays(report)]
    if charts_of_times and (timeless := sentences.timeless_sentence(report)):
        charts_of_times.append(element("p", timeless))
    parts = [*([element("div", *charts_of_times)] if charts_of_times else []), *_calendar(report)]
    if parts:
        yield _section("When", element("div", *parts, class_="pair wide"), class_="when")


def _hours(report: Report) -> Iterator[Element]:
    if bands := sentences.hour_bands(report):
        said = "; ".join(f"{band.label}, {counted(band.count, 'spasm')}" for band in bands)
        yield _chart(
            "Spasms by time of day",
            [Column(f"{band.label[:2]}-{band.label[-5:-3]}", band.count) for band in bands],
            f"Spasms by time of day: {said}.",
        )


def _weekdays(report: Report) -> Iterator[Element]:
    if not report.spasms.count:
        return
    bands = sentences.weekday_bands(report)
    said = "; ".join(f"{band.label}, {sentences.weekday_facts(band)}" for band in bands)
    yield _chart(
        "Spasms by weekday, of so many days observed",
        [
            Column(
                band.label[:_SHORT_WEEKDAY],
                band.count if band.observed_days else None,
                f"of {band.observed_days}",
            )
            for band in bands
        ],
        f"Spasms by weekday: {said}.",
    )


def _chart(caption: str, columns: Sequence[Column], alternative: str) -> Element:
    return element(
        "figure",
        element("figcaption", caption, class_="quiet"),
        charts.columns(columns, alternative),
    )


def _calendar(report: Report) -> Iterator[Element]:
    latest = report._replace(calendar=report.calendar[-_CALENDAR_DAYS:])
    drawn = calendar_svg(latest)
    if drawn is not None:
        shortened = len(latest.calendar) < len(report.calendar)
        said = "the last 12 months" if shortened else words.calendar_sentence(report)
        caption = f"Day by day, {said}"
        yield element("figure", element("figcaption", caption, class_="quiet"), drawn)


def _remedies(report: Report) -> Iterator[Element]:
    heading = "What followed each remedy"
    if elsewhere := sentences.elsewhere_sentence(report):
        yield _section(heading, *paragraphs([elsewhere]))
    section = report.remedies
    if section is None:
        return
    if not section.rows:
        yield _section(heading, *paragraphs(["No remedy is logged yet."]))
        return
    yield _section(heading, *paragraphs(looked_at(section, report)), _remedy_table(section))


def _remedy_table(section: RemedySection) -> Element:
    notes = []
    scale = None
    if any(row.judgement.effect for row in section.rows):
        notes.append(_RATIO_NOTE)
        scale = element("div", "Times as many", charts.ratio_scale())
    if any(row.judgement.verdict in CLAIMS for row in section.rows):
        notes.append(_CLAIM_NOTE)
    made = table(
        " ".join(notes) or "What followed each remedy.",
        ["Remedy", _split("What followed", scale)],
        (_remedy_cells(row) for row in section.rows),
        class_="remedies many" if len(section.rows) > _MANY_REMEDIES else "remedies",
    )
    for line, row in zip(made.iterfind("tbody/tr"), section.rows, strict=True):
        if row.judgement.verdict in CLAIMS:
            line.set("class", "claim")
    return made


def _remedy_cells(row: RemedyRow) -> list[Content]:
    effect = row.judgement.effect
    return [
        element("div", name(row.name), " (new)" if row.new else None),
        _split(
            row.sentence,
            None
            if effect is None
            else element("div", charts.ratio_interval(effect), ratio_words(effect)),
        ),
    ]


def _split(words: str, drawn: Element | None) -> Element:
    """Return words with a drawing beside them, or below them on a narrow page."""
    return element("div", element("div", *told(words)), drawn, class_="split")


def _short_tables(report: Report) -> Iterator[Element]:
    sections = [*_relief(report), *_signs(report), *_triggers(report)]
    if sections:
        yield element("div", *sections, class_="pair trio")


def _relief(report: Report) -> Iterator[Element]:
    if report.relief:
        yield _section(
            "Relief",
            table(
                sentences.RELIEF_NOTE,
                ["Remedy", *(relief.capitalize() for relief in RELIEFS)],
                (
                    [name(row.remedy), *(str(row.counts[relief]) for relief in RELIEFS)]
                    for row in report.relief
                ),
                class_="counts",
            ),
        )


def _signs(report: Report) -> Iterator[Element]:
    if report.signs:
        yield _section("Signs worth telling a doctor", _episodes("Sign", report.signs))


def _triggers(report: Report) -> Iterator[Element]:
    if not report.triggers:
        return
    shown = dict(list(report.triggers.items())[:_MOST_TRIGGERS])
    made = _section("Triggers named", _episodes("Trigger", shown))
    if more := len(report.triggers) - len(shown):
        most = counted(min(shown.values()), "episode")
        made.append(element("p", f"{counted(more, 'more trigger')}, each in {most} at most."))
    yield made


def _episodes(header: str, counts: Mapping[str, int]) -> Element:
    return table(
        f"Episodes by {header.casefold()}.",
        [header, "Episodes"],
        ([name(each), str(count)] for each, count in counts.items()),
        class_="counts",
    )


def _notes(report: Report) -> Iterator[Element]:
    parts: list[Element] = []
    for note in written_notes(report):
        parts.append(element("dt", f"{note.when}, {note.about}"))
        parts.append(
            element("dd", *(element("p", line, dir="auto") for line in note.lines if line.strip()))
        )
    if none_written(report):
        yield _section(NOTES_TITLE, *paragraphs([NO_NOTES]), class_="notes")
    if parts:
        yield _section(NOTES_TITLE, element("dl", *parts), class_="notes")


def _section(heading: str, *content: Content, **attributes: object) -> Element:
    return element("section", element("h2", heading), *content, **attributes)
