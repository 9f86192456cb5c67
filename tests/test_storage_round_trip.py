"""What is stored is what is loaded, and what is exported, for any entry there can be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fibrolog.domain.entries import ClearDay, Episode, Moment, RemedyUse
from fibrolog.domain.fields import COLUMNS
from fibrolog.exchange.csv_export import write_csv
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from tests.strategies import clear_days, episodes, examples, uses

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=ZoneInfo("Europe/Berlin"))
REGIONS = ["calf", "lower-back", "neck"]
REMEDIES = ["heat", "vitamin d", "potassium-rich food"]

EVERYTHING = Selection()
one_diary_for_many_examples = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with Diary.open_or_create(tmp_path / "diary.db") as diary:
        yield diary


@one_diary_for_many_examples
@given(episode=episodes(REGIONS))
def test_an_episode_is_loaded_as_it_was_saved(diary: Diary, episode: Episode) -> None:
    saved = diary.save_episode(episode, (), NOW).episode

    assert diary.entry(saved.id, NOW) == saved
    assert saved.entry == episode
    assert saved.entry.moment.at.isoformat() == episode.moment.at.isoformat()
    assert saved.created_at == saved.updated_at == NOW.astimezone(UTC)


@one_diary_for_many_examples
@given(use=uses(REMEDIES))
def test_a_use_is_loaded_as_it_was_saved(diary: Diary, use: RemedyUse) -> None:
    [saved] = diary.save_uses([use], NOW)

    assert diary.entry(saved.id, NOW) == saved
    assert saved.entry == use


@one_diary_for_many_examples
@given(clear=clear_days())
def test_a_clear_day_is_loaded_as_it_was_saved(diary: Diary, clear: ClearDay) -> None:
    result = diary.save_clear_days([clear], NOW)

    for saved in result.saved:
        assert diary.entry(saved.id, NOW) == saved
        assert saved.entry == clear


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    many=st.lists(
        st.one_of(episodes(REGIONS), uses(REMEDIES), clear_days()), min_size=1, max_size=12
    )
)
def test_the_table_is_sorted_by_instant_and_reads_back_from_csv(
    tmp_path_factory: pytest.TempPathFactory, many: list[Episode | RemedyUse | ClearDay]
) -> None:
    with Diary.open_or_create(tmp_path_factory.mktemp("d") / "diary.db") as diary:
        for entry in many:
            if isinstance(entry, Episode):
                diary.save_episode(entry, (), NOW)
            elif isinstance(entry, RemedyUse):
                diary.save_uses([entry], NOW)
            else:
                diary.save_clear_days([entry], NOW)
        table = list(diary.table(EVERYTHING))
        file = io.StringIO(newline="")
        write_csv(table, COLUMNS, file)
        listed = diary.newest(EVERYTHING, len(table))

    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert tuple(read[0]) == COLUMNS
    assert [row[0] for row in read[1:]] == [row[0] for row in table]
    assert [record.id for record in listed] == [row[0] for row in reversed(table)]
    instants = [datetime.fromisoformat(str(row[3])) for row in table if row[3]]
    assert instants == sorted(instants)


def test_a_step_is_whole_or_nothing(diary: Diary) -> None:
    class Stumbled(Exception):
        pass

    def save_and_stumble() -> None:
        with diary.one_step("test", NOW):
            diary.save_episode(Episode(Moment(NOW), "calf"), (), NOW)
            raise Stumbled

    with pytest.raises(Stumbled):
        save_and_stumble()

    assert diary.how_many(EVERYTHING) == 0


def test_a_step_that_changes_nothing_leaves_nothing(diary: Diary) -> None:
    diary.save_clear_days([ClearDay(NOW.date())], NOW)
    before = diary.path.read_bytes()

    diary.save_clear_days([ClearDay(NOW.date())], NOW)

    assert diary.path.read_bytes() == before
