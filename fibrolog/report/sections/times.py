"""When the spasms came: by hour, by weekday, and day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fibrolog.parse.when.format import WEEKDAYS
from fibrolog.report.calendar import Calendar
from fibrolog.report.document import Bar, Block, Chart, Column, Drawing, Paragraph, Section
from fibrolog.report.sentences import UNKNOWN
from fibrolog.report.summary import Report
from fibrolog.text import counted

# Eight rows can be read at a glance and still tell night from morning; 24 cannot.
_HOURS_A_BAND = 3
_SHORT_WEEKDAY = 3


class HourBand(NamedTuple):
    """Spasms that began within some hours of the day."""

    label: str
    spasms: int


class WeekdayBand(NamedTuple):
    """Spasms on one weekday, and how many such days were observed."""

    label: str
    spasms: int
    observed_days: int

    @property
    def words(self) -> str:
        """Its figures, unknown where none was observed."""
        if not self.observed_days:
            return UNKNOWN
        observed = counted(self.observed_days, "observed day")
        return f"{counted(self.spasms, 'spasm')} on {observed}"


def build(report: Report) -> Section | None:
    """Return the section, None where nothing is known."""
    blocks = tuple(_blocks(report))
    return Section("", blocks, page_title="When", role="when") if blocks else None


def _blocks(report: Report) -> Iterator[Block]:
    if report.spasms.count:
        if bands := hour_bands(report):
            yield _hours(bands)
        if report.timeless:
            spasms = counted(report.timeless, "spasm")
            yield Paragraph(f"Time of day unknown: {spasms}, known only to the day.")
        yield _weekdays(weekday_bands(report))
    calendar = Calendar.of(report)
    if calendar.is_known:
        yield Drawing("calendar", calendar, "Day by day", tuple(calendar.lines()))


def hour_bands(report: Report) -> tuple[HourBand, ...]:
    """Return the spasms by time of day in bands of three hours, none when no time is known."""
    if not any(report.hours):
        return ()
    starts = range(0, len(report.hours), _HOURS_A_BAND)
    return tuple(
        HourBand(
            f"{start:02}:00 to {start + _HOURS_A_BAND:02}:00",
            sum(report.hours[start : start + _HOURS_A_BAND]),
        )
        for start in starts
    )


def weekday_bands(report: Report) -> tuple[WeekdayBand, ...]:
    """Return the spasms by weekday, Monday first."""
    bands = zip(WEEKDAYS, report.weekdays, report.weekdays_observed, strict=True)
    return tuple(WeekdayBand(*band) for band in bands)


def _hours(bands: Sequence[HourBand]) -> Chart:
    said = "; ".join(f"{band.label}, {counted(band.spasms, 'spasm')}" for band in bands)
    return Chart(
        "By time of day",
        tuple(
            Bar(band.label, f"{band.label[:2]}-{band.label[-5:-3]}", band.spasms) for band in bands
        ),
        (Column("Spasms", tuple(str(band.spasms) for band in bands)),),
        tuple(f"From {band.label}: {counted(band.spasms, 'spasm')}." for band in bands),
        caption="Spasms by time of day",
        alternative=f"Spasms by time of day: {said}.",
    )


def _weekdays(bands: Sequence[WeekdayBand]) -> Chart:
    counts = [band.spasms if band.observed_days else None for band in bands]
    said = "; ".join(f"{band.label}, {band.words}" for band in bands)
    names = [band.label[:_SHORT_WEEKDAY] for band in bands]
    return Chart(
        "By weekday",
        tuple(
            Bar(name, name, count, f"of {band.observed_days}")
            for name, count, band in zip(names, counts, bands, strict=True)
        ),
        (
            Column("Spasms", tuple(None if count is None else str(count) for count in counts)),
            Column("Observed", tuple(str(band.observed_days) for band in bands)),
        ),
        tuple(f"{band.label}: {band.words}." for band in bands),
        caption="Spasms by weekday, of so many days observed",
        alternative=f"Spasms by weekday: {said}.",
    )
