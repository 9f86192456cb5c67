"""A diary of any size, as the CSV that fibrolog would export."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

from fibrolog.domain.fields import COLUMNS, moment_text
from fibrolog.exchange.csv_export import write_csv
from fibrolog.storage.versions import stamp_text

_ZONE = timezone(timedelta(hours=1))
_FIRST = datetime(1990, 1, 1, tzinfo=_ZONE)
_STAMP = stamp_text(datetime(2020, 1, 1, tzinfo=UTC))
_PER_DAY = 10
# Every so many days there is one without a spasm.
_CLEAR_EVERY = 10
_REGIONS = ("calf", "neck", "lower-back", "thigh", "shoulder")
_REMEDIES = ("heat", "magnesium", "vitamin d", "cold")


def write_many(count: int, path: Path) -> None:
    """Write `count` entries: spasms, what was taken against them, and clear days, by time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        entries = islice(_entries(random.Random(1)), count)
        rows = ([entry.get(column) for column in COLUMNS] for entry in entries)
        write_csv(rows, COLUMNS, file)


def _entries(chance: random.Random) -> Iterator[dict[str, str | int]]:
    number = {"e": 0, "u": 0, "c": 0}

    def kept(letter: str, entry: str) -> dict[str, str | int]:
        number[letter] += 1
        uid = uuid.UUID(int=chance.getrandbits(128), version=4)
        return {
            "id": f"{letter}{number[letter]}",
            "uid": str(uid),
            "entry": entry,
            "created_at": _STAMP,
            "updated_at": _STAMP,
        }

    day = _FIRST
    while True:
        day += timedelta(1)
        if (day - _FIRST).days % _CLEAR_EVERY == 0:
            yield kept("c", "clear") | {"day": day.date().isoformat()}
            continue
        for place in range(_PER_DAY // 2):
            at = moment_text(day + timedelta(minutes=place * 250 + chance.randrange(120)))
            when = {"at": at, "at_precision": "minute"}
            spasm = (
                kept("e", "episode")
                | when
                | {
                    "kind": "spasm",
                    "region": chance.choice(_REGIONS),
                    "side": chance.choice(("left", "right", "")),
                    "intensity": chance.randint(1, 10),
                    "duration_s": chance.choice((60, 120, 300)),
                    "count": 1,
                    "woke": chance.choice(("yes", "no")),
                    "signs": chance.choice(("", "weakness; tremor")),
                    "triggers": chance.choice(("", "stress", "cold room; long walk")),
                    "note": chance.choice(("", 'after the long walk, "again"')),
                }
            )
            yield spasm
            taken = {
                "remedy": chance.choice(_REMEDIES),
                "dose": chance.choice(("", "400 mg")),
                "for": spasm["uid"],
            }
            yield kept("u", "use") | when | taken
