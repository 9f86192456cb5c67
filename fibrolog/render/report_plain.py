"""The report line by line, for screen readers: no tables, no colour, each number with its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fibrolog.render.notes_words import notes_plain
from fibrolog.render.text import visible
from fibrolog.report import sentences
from fibrolog.report.calendar_words import any_known, stretch_lines
from fibrolog.report.remedy_words import looked_at, ratio_words
from fibrolog.report.sentences import Fact
from fibrolog.report.summary import Report


def report_plain(report: Report) -> str:
    """Return the report as lines of text that make sense when read aloud in order."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{visible(sentences.title(report))}."
    yield f"{sentences.coverage_sentence(report)}."
    yield from _spasms(report)
    yield _fact(sentences.twitch_fact(report))
    yield from _regions(report)
    yield from _times(report)
    yield from _remedies(report)
    if elsewhere := sentences.elsewhere_sentence(report):
        yield elsewhere
    yield from _relief(report)
    yield from _named("Sign worth telling a doctor", report.signs)
    yield from _named("Trigger", report.triggers)
    yield from notes_plain(report)
    yield sentences.NOT_ADVICE


def _spasms(report: Report) -> Iterator[str]:
    if report.coverage.observed_days:
        yield from map(_fact, sentences.rate_facts(report))
        yield from sentences.rate_sentences(report)
        yield from map(_fact, sentences.day_facts(report))
    else:
        yield from sentences.unobserved_sentences(report)
        yield from (f"{purpose} {command}" for purpose, command in sentences.HINTS)


def _regions(report: Report) -> Iterator[str]:
    if areas := sentences.areas_sentence(report):
        yield areas
    for row in report.regions:
        yield f"Region {visible(row.region)}: {sentences.region_facts(report, row)}."


def _times(report: Report) -> Iterator[str]:
    if report.spasms.count:
        for band in sentences.hour_bands(report):
            yield f"From {band.label}: {sentences.counted(band.count, 'spasm')}."
        if timeless := sentences.timeless_sentence(report):
            yield timeless
        for day in sentences.weekday_bands(report):
            yield f"{day.label}: {sentences.weekday_facts(day)}."
    if any_known(report):
        yield from stretch_lines(report)


def _remedies(report: Report) -> Iterator[str]:
    section = report.remedies
    if section is None or not section.rows:
        return
    yield from looked_at(section, report)
    for row in section.rows:
        new = " New." if row.new else ""
        effect = row.judgement.effect
        figures = f" Rate ratio, with 95% interval: {ratio_words(effect)}." if effect else ""
        yield f"Remedy {visible(row.name)}:{new} {visible(row.sentence)}{figures}"


def _relief(report: Report) -> Iterator[str]:
    if report.relief:
        yield sentences.RELIEF_NOTE
    for row in report.relief:
        yield f"Relief after {visible(row.remedy)}: {sentences.relief_facts(row)}."


def _named(what: str, counts: Mapping[str, int]) -> Iterable[str]:
    return (
        f"{what}: {visible(name)}, in {sentences.counted(count, 'episode')}."
        for name, count in counts.items()
    )


def _fact(fact: Fact) -> str:
    return f"{fact.name}: {fact.value}."
