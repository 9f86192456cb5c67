"""Where the spasms were: the body, and a row a region."""

from __future__ import annotations

from collections.abc import Iterator

from fibrolog.report import sentences
from fibrolog.report.document import Block, Column, Drawing, Paragraph, Section, Table
from fibrolog.report.summary import RegionRow, Report
from fibrolog.text import counted


def build(report: Report) -> Section | None:
    """Return the section, None without a spasm."""
    return Section("By region", tuple(_blocks(report))) if report.regions else None


def _blocks(report: Report) -> Iterator[Block]:
    rows = report.regions
    # What it shows is spoken with the regions.
    yield Drawing("body", rows)
    if areas := _areas_sentence(report):
        yield Paragraph(areas)
    words = tuple(_words(report, row) for row in rows)
    yield Table(
        head="Region",
        names=tuple(row.region for row in rows),
        columns=tuple(_columns(report)),
        spoken=tuple(
            f"Region {row.region}: {facts}." for row, facts in zip(rows, words, strict=True)
        ),
        words=words,
        bars=tuple(row.count for row in rows),
        caption="Spasms by region.",
        key="Mean: intensity, of 10."
        + (" Before: spasms in the period before." if report.has_known_previous else ""),
    )


def _columns(report: Report) -> Iterator[Column]:
    """Yield the figures of the regions, without a column that would say nothing."""
    rows = report.regions
    yield Column("All", tuple(str(row.count) for row in rows))
    if any(row.unsided < row.count for row in rows):
        yield Column("Left", tuple(_of_side(row, row.left) for row in rows))
        yield Column("Right", tuple(_of_side(row, row.right) for row in rows))
    if any(row.both for row in rows):
        yield Column("Both", tuple(_of_side(row, row.both) for row in rows))
    if any(row.unsided for row in rows):
        mixed = any(0 < row.unsided < row.count for row in rows)
        yield Column(
            "No side",
            tuple(str(row.unsided) if row.unsided else "" for row in rows),
            instead="All includes spasms without a side." if mixed else "",
        )
    yield Column(
        "Mean",
        tuple(
            None if row.mean_intensity is None else sentences.intensity(row.mean_intensity)
            for row in rows
        ),
    )
    if report.has_known_previous:
        yield Column("Before", tuple(str(row.previous_count) for row in rows))


def _of_side(row: RegionRow, count: int) -> str:
    """Return the count of one side, or nothing for a region whose sides were never noted."""
    return str(count) if row.unsided < row.count else ""


def _words(report: Report, row: RegionRow) -> str:
    parts = [counted(row.count, "spasm"), *sentences.side_facts(row)]
    parts.append(f"mean intensity {sentences.intensity(row.mean_intensity)}")
    if report.has_known_previous:
        parts.append(f"{row.previous_count} in the period before")
    return ", ".join(parts)


def _areas_sentence(report: Report) -> str | None:
    """Return how widespread the spasms were, None when no region has such an area.

    One region alone says nothing about that.
    """
    if not report.areas or report.region is not None:
        return None
    return (
        f"Spasms in at least {report.areas} of the 19 areas of the Widespread Pain Index, left and "
        "right apart."
    )
