"""The made-up diary: plausible, the same every time, and nobody's real one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Program


@pytest.fixture
def made_up(fibrolog: Program, tmp_path: Path) -> list[dict[str, str]]:
    kept = tmp_path / "kept.db"
    outcome = fibrolog("demo", "--keep", str(kept))
    assert outcome.code == 0
    assert str(kept) in outcome.err
    return Program(kept, fibrolog.environment | {"FIBROLOG_DB": str(kept)}).rows()


def test_the_demo_shows_a_report_and_leaves_the_real_diary_alone(
    fibrolog: Program, tmp_path: Path
) -> None:
    said = fibrolog("demo").saved()

    assert said.startswith("Spasm report")
    assert list(tmp_path.iterdir()) == []


def test_the_demo_is_the_same_every_time(fibrolog: Program) -> None:
    assert fibrolog("demo").saved() == fibrolog("demo").saved()


def test_the_made_up_diary_has_some_of_everything(made_up: list[dict[str, str]]) -> None:
    spasms = [row for row in made_up if row["kind"] == "spasm"]
    days = {row["at"][:10] for row in spasms}
    clear = {row["day"] for row in made_up if row["entry"] == "clear"}
    first = min(date.fromisoformat(day) for day in days | clear)

    assert 100 <= (date(2026, 11, 22) - first).days <= 120
    assert 60 <= len(spasms) <= 240
    assert len(Counter(row["region"] for row in spasms)) >= 8
    assert len({row["remedy"] for row in made_up if row["remedy"]}) >= 5
    assert len(clear) >= 15
    assert len(days | clear) <= 115, "there are gaps"
    assert any(row["woke"] == "yes" for row in spasms)
    assert any(row["kind"] == "twitch" for row in made_up)
    assert any(row["relief"] for row in made_up)
    assert any(row["signs"] for row in made_up)


def test_a_file_that_exists_is_not_written_over(fibrolog: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("mine")

    fibrolog("demo", "--keep", str(tmp_path / "mine.db")).refused(2)

    assert (tmp_path / "mine.db").read_text() == "mine"


def test_info_says_where_the_diary_is_and_what_is_in_it(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-01").saved()
    fibrolog("none", "yesterday").saved()

    said = fibrolog("info").saved()

    for line in (f"diary: {fibrolog.diary}", "permissions: -rw-------", "episodes: 1",
                 "clear days: 1", "first day: 2026-11-01", "last day: 2026-11-21"):  # fmt: skip
        assert line in said.splitlines()
