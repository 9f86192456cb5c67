"""Reports and trials as JSON documents, for scripts: stable keys, numbers as computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fibrolog.analysis.recorded import recorded_json
from fibrolog.analysis.since import since_json
from fibrolog.analysis.trend import trend_json

if TYPE_CHECKING:
    from datetime import date

    from fibrolog.report.rates import Interval
    from fibrolog.report.summary import (
        CalendarDay,
        Coverage,
        PreviousPeriod,
        Rate,
        RegionRow,
        RemedyRow,
        RemedySection,
        Report,
        SpasmFigures,
    )
    from fibrolog.report.trial_result import TrialResult
    from fibrolog.trials.plan import TrialDay, TrialRecord
    from fibrolog.trials.progress import Progress


def report_json(report: Report) -> dict[str, object]:
    """Return the report as `json.dumps` takes it: what is unknown is None, dates are ISO 8601.

    The key `region` is there only in a report on one region. Notes are not: they are entries,
    which the export has.
    """
    view = report.long_view
    return {
        "fibrolog": report.version,
        "generated_at": report.generated_at.isoformat(),
        **({} if report.region is None else {"region": report.region}),
        "period": _period(report.coverage),
        "spasms": _spasms(report.spasms),
        "twitches": report.twitches,
        "regions": [_region(row) for row in report.regions],
        "hours": list(report.hours),
        "weekdays": list(report.weekdays),
        "calendar": [_day(day) for day in report.calendar],
        "remedies": _remedies(report.remedies),
        "trend": trend_json(view.trend, view.stretches, view.first_day),
        "relief": [{"remedy": row.remedy, **row.counts} for row in report.relief],
        "signs": dict(report.signs),
        "triggers": dict(report.triggers),
    }


def _period(coverage: Coverage) -> dict[str, object]:
    return {
        "since": coverage.period.since.isoformat(),
        "until": coverage.period.until.isoformat(),
        "days": coverage.period.days,
        "observed_days": coverage.observed_days,
    }


def _spasms(spasms: SpasmFigures) -> dict[str, object]:
    ratio = spasms.change.ratio if spasms.change else None
    interval = spasms.change.interval if spasms.change else None
    return {
        "count": spasms.count,
        **_rate(spasms.rate),
        "per_day_least": spasms.per_day_least,
        "previous": _previous(spasms.previous),
        "rate_ratio": ratio,
        **_ends("ratio_", interval),
        "clear_days": spasms.clear_days,
        "woke": spasms.nights_woken,
        "worst_intensity": spasms.worst_intensity,
        "median_duration_s": spasms.median_duration_s,
    }


def _previous(previous: PreviousPeriod | None) -> dict[str, object] | None:
    if previous is None:
        return None
    return {
        "since": previous.coverage.period.since.isoformat(),
        "until": previous.coverage.period.until.isoformat(),
        "observed_days": previous.coverage.observed_days,
        "count": previous.count,
        **_rate(previous.rate),
    }


def _rate(rate: Rate | None) -> dict[str, object]:
    return {
        "per_day": rate.per_day if rate else None,
        **_ends("", rate.interval if rate else None),
    }


def _ends(prefix: str, interval: Interval | None) -> dict[str, object]:
    return {
        f"{prefix}low": interval.low if interval else None,
        f"{prefix}high": interval.high if interval else None,
    }


def _region(row: RegionRow) -> dict[str, object]:
    return {
        "region": row.region,
        "left": row.left,
        "right": row.right,
        "both": row.both,
        "unsided": row.unsided,
        "count": row.count,
        "mean_intensity": row.mean_intensity,
        "previous_count": row.previous_count,
    }


def _day(day: CalendarDay) -> dict[str, object]:
    return {"day": day.day.isoformat(), "observed": day.observed, "count": day.count}


def _remedies(section: RemedySection | None) -> list[dict[str, object]]:
    return [_remedy(row, section.period.since) for row in section.rows] if section else []


def _remedy(row: RemedyRow, first_day: date) -> dict[str, object]:
    judgement = row.judgement
    effect, lead = judgement.effect, judgement.lead
    apart = judgement.inseparable_from
    told = judgement.verdict != "in-trial"
    return {
        "remedies": list(judgement.remedies),
        "verdict": judgement.verdict,
        "sentence": row.sentence,
        "rate_ratio": effect.ratio if effect else None,
        "low": effect.low if effect else None,
        "high": effect.high if effect else None,
        "p": effect.p if effect else None,
        "q": judgement.q,
        "observed": effect.observed if effect else None,
        "expected": effect.expected if effect else None,
        "days_with": judgement.days_with if told else None,
        "days_without": judgement.days_without if told else None,
        "lead_ratio": lead.ratio if lead else None,
        "lead_p": lead.p if lead else None,
        "reactive_share": judgement.reactive_share,
        "inseparable_from": None if apart is None else list(apart),
        **recorded_json(row.recorded, several=len(judgement.remedies) > 1),
        "since": since_json(judgement.since, first_day) if judgement.since else None,
    }


def today_json(record: TrialRecord, day: TrialDay) -> dict[str, object]:
    """Return what the plan says of one day."""
    return {
        "trial": record.id,
        "remedy": record.trial.remedy,
        "day": day.number,
        "days": record.trial.design.days,
        "take": day.is_on,
        "washout": day.washout,
    }


def status_json(record: TrialRecord, done: Progress) -> dict[str, object]:
    """Return how far a trial is."""
    design = record.trial.design
    return {
        "trial": record.id,
        "remedy": record.trial.remedy,
        "design": {
            "pairs": design.pairs,
            "block_days": design.block_days,
            "washout_days": design.washout_days,
            "hour": design.hour,
            "from": design.first_day.isoformat(),
        },
        "days_done": done.days_done,
        "days_observed": done.days_observed,
        "adherence": done.adherence,
        "state": done.state,
    }


def result_json(result: TrialResult) -> dict[str, object]:
    """Return what a finished trial says; what cannot be known is null."""
    from fibrolog.trials.result_sentences import sentence

    record, done, found = result
    return {
        **status_json(record, done),
        "pairs_used": len(found.pairs),
        "rate_on": found.rate_on,
        "rate_off": found.rate_off,
        "rate_ratio": found.ratio,
        "low": found.span.low,
        "high": found.span.high,
        "p": found.p,
        "sentence": sentence(record.trial, found),
    }
