"""What was exported comes in as it was, whatever is in it and however the file was saved again."""

from __future__ import annotations

import csv
import io
import random
import shutil
import unicodedata
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fibrolog.domain.entries import ClearDay, Episode, Moment, RemedyUse
from fibrolog.domain.fields import COLUMNS
from fibrolog.domain.vocabulary import Region, Remedy
from fibrolog.exchange.csv_export import unguarded, write_csv
from fibrolog.exchange.csv_source import CsvSource
from fibrolog.exchange.diary_source import DiarySource
from fibrolog.exchange.json_source import Contents, JsonSource, write_json
from fibrolog.exchange.mapping import read_map
from fibrolog.exchange.source import ImportFile, ImportOptions, OpenedSource
from fibrolog.exchange.sources import SOURCES, open_source
from fibrolog.exchange.table import TableSource
from fibrolog.storage.diary import Diary
from fibrolog.storage.entries import Selection
from fibrolog.storage.import_records import Merged, RejectedLine
from tests.conftest import Outcome
from tests.strategies import clear_days, episodes, examples, uses

NOW = datetime(2026, 11, 22, 2, 12, tzinfo=UTC)
REGIONS = ["calf", "lower-back", "=scalp", "'tail bone"]
REMEDIES = ["heat", "vitamin d", "@home rest", "+1 tea"]
ENTRIES = st.one_of(episodes(REGIONS), uses(REMEDIES), clear_days())
HARD = {
    "formula": '=HYPERLINK("http://x?"&A1,"see")',
    "plus and minus": "+49\n-1",
    "at": "@SUM(A1)",
    "tab": "\tx",
    "apostrophes": "''=1+1 'tis",
    "lines": "a\nb\r\nc\rd\n",
    "carriage return first": "\rx",
    "NUL": "a\0b",
    "quotes": 'a "b", c;d|e\t"',
    "only a quote": '"',
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 क्‍ष",
    "separators": "one\u2028two\x0bthree\x1cfour\x85five",
    "mark": "\ufeffmark",
    "full width": "\uff1dSUM(A1)",
    "space first": " =1+1",
    "no-break space first": "\u00a0+1",
    "line feed first": "\n-1",
    "all of them first": "'\u3000\n '\u200b\uff20x",
    "spaces": "  x  ",
    "300 kB": "long; \n" * 50_000,
}


def csv_text(path: Path, *, excel: bool = False) -> str:
    file = io.StringIO(newline="")
    with Diary.open(path) as diary:
        write_csv(diary.table(Selection()), COLUMNS, file, excel=excel)
    return file.getvalue()


def json_text(path: Path) -> str:
    file = io.StringIO(newline="")
    with Diary.snapshot(path) as diary:
        table = diary.table(Selection(), revised=True)
        trials = diary.trials_to_give()
        write_json(Contents("0", NOW, diary.words(), diary.removals(), trials, table), file)
    return file.getvalue()


def respelled(text: str, delimiter: str = ",", *, shuffled: bool = False) -> str:
    """Return a CSV as another program saves it, which takes nothing for its own."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if shuffled:
        places = random.Random(7).sample(range(len(COLUMNS)), len(COLUMNS))
        rows = [["mine", *(row[place] for place in places)] for row in rows]
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return made.getvalue()


SAVED: dict[str, Callable[[Path], bytes]] = {
    "csv": lambda path: csv_text(path).encode(),
    "excel": lambda path: csv_text(path, excel=True).encode(),
    "semicolons": lambda path: respelled(csv_text(path), ";").encode("utf-8-sig"),
    "tabs in UTF-16": lambda path: respelled(csv_text(path), "\t").encode("utf-16"),
    "other order": lambda path: respelled(csv_text(path), shuffled=True).encode(),
    "json": lambda path: json_text(path).encode(),
    "diary": lambda path: path.read_bytes(),
}


def bring_in(file: Path, into: Path) -> Merged:
    """Bring a file in, of which everything must fit."""
    rejected: list[RejectedLine] = []
    with (
        Diary.open(into).expecting_many() as diary,
        closing(open_source(file, ImportOptions(), diary, NOW)) as opened,
    ):
        done = diary.merge(opened, NOW, rejected.append)
    assert rejected == []
    return done


@pytest.mark.parametrize(
    ("name", "source"),
    [*((name, CsvSource) for name in SAVED if name not in ("json", "diary")),
     ("json", JsonSource), ("diary", DiarySource)],
)  # fmt: skip
def test_a_file_is_recognised_by_the_one_source_that_reads_it(
    blank: Path, tmp_path: Path, name: str, source: type[OpenedSource]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(SAVED[name](blank))
    with Diary.open(blank) as vocabulary:
        file = ImportFile(path, ImportOptions(), vocabulary, NOW)

        assert [one for one in SOURCES if one.recognises(file)] == [source]


def test_what_is_no_file_of_ours_is_recognised_by_none_before_it_is_mapped(
    blank: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.csv"
    path.write_text("When,Where\n2026-11-20,calf\n")
    with Diary.open(blank) as vocabulary:
        plain = ImportFile(path, ImportOptions(), vocabulary, NOW)
        mapped = ImportFile(path, ImportOptions(read_map("at=When,region=Where")), vocabulary, NOW)

        assert not any(one.recognises(plain) for one in SOURCES)
        assert [one for one in SOURCES if one.recognises(mapped)] == [TableSource]


def fill(path: Path, many: list[Episode | RemedyUse | ClearDay]) -> None:
    """Save entries, and delete one that is not needed, so that a number is missing."""
    with Diary.open(path) as diary, diary.one_step("import", NOW):
        wanted = diary.save_uses([RemedyUse(Moment(NOW), "heat")], NOW)
        for name in REGIONS:
            if diary.regions.find(name) is None:
                diary.add_region(Region(name), NOW)
        for name in REMEDIES:
            if diary.remedies.find(name) is None:
                diary.add_remedy(Remedy(name), NOW)
        for entry in many:
            if isinstance(entry, Episode):
                diary.save_episode(entry, (), NOW)
            elif isinstance(entry, RemedyUse):
                diary.save_uses([entry], NOW)
            else:
                diary.save_clear_days([entry], NOW)
        diary.delete([record.id for record in wanted], NOW)


def require_same(source: Path, blank: Path, folder: Path) -> None:
    """Check that each way out of a diary leads into another, and back to the same bytes."""
    before = csv_text(source)
    for name, save in SAVED.items():
        file, target = folder / "file", folder / "target.db"
        file.write_bytes(save(source))
        shutil.copy(blank, target)

        bring_in(file, target)

        assert csv_text(target) == before, name
        if name in ("json", "diary"):
            assert json_text(target) == json_text(source), name
        once = target.read_bytes()
        assert not bring_in(file, target).writes
        assert target.read_bytes() == once


@settings(
    max_examples=examples(12),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(many=st.lists(ENTRIES, max_size=10))
def test_any_diary_comes_out_of_every_kind_of_file_as_it_went_in(
    blank: Path,
    tmp_path_factory: pytest.TempPathFactory,
    many: list[Episode | RemedyUse | ClearDay],
) -> None:
    folder = tmp_path_factory.mktemp("round")
    source = folder / "source.db"
    shutil.copy(blank, source)
    fill(source, many)

    require_same(source, blank, folder)


def test_hard_texts_come_out_of_every_kind_of_file_as_they_went_in(
    blank: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source.db"
    shutil.copy(blank, source)
    at = Moment(NOW)
    for day, text in enumerate(HARD.values(), 1):
        trigger = text.replace(";", ",").replace("\0", "").strip()
        fill(
            source,
            [
                Episode(at, "=scalp", triggers=("cold", trigger, "x"), note=text),
                RemedyUse(at, "+1 tea", dose=text, note=text),
                ClearDay(date(2026, 10, day), text),
            ],
        )

    require_same(source, blank, tmp_path)


CURIOUS = st.text(
    st.sampled_from("'=+-@\uff1d\uff0b\uff0d\uff20\t\r\n \u00a0\u3000\u200b\ufeff;,\"ax1")
)


@given(text=CURIOUS | st.text())
def test_no_cell_begins_with_a_formula_and_each_comes_back_as_it_was(text: str) -> None:
    file = io.StringIO(newline="")
    write_csv([(text, None, 3)], ("a", "b", "c"), file)

    [_, [cell, nothing, number]] = csv.reader(io.StringIO(file.getvalue(), newline=""))

    assert (unguarded(cell), nothing, number) == (text, "", "3")
    shown = unicodedata.normalize("NFKC", cell).lstrip(" \n\u200b\ufeff\xa0")
    assert shown[:1] not in set("=+-@\t\r") or not shown
    line = file.getvalue().removeprefix("a,b,c\r\n")
    assert line.endswith(",,3\r\n")
    if set(text) & {";", "\t"}:
        assert line.startswith('"')


def test_the_commands_give_the_same_bytes_again(
    tell: Callable[..., Outcome], tmp_path: Path
) -> None:
    for command in (
        ["add", "calf", "l", "7", "--took", "heat", "--note", '=1+1 "x"'],
        ["none", "yesterday"],
        ["remedies", "add", "my tea"],
        ["took", "my tea", "--for", "last", "--relief", "good"],
        ["delete", "u1", "--yes"],
    ):
        tell(*command).saved()
    for name, options in (("csv", ["--excel"]), ("json", [])):
        first, again, other = tmp_path / f"1.{name}", tmp_path / f"2.{name}", tmp_path / name
        tell("export", "--format", name, *options, "-o", first).saved()

        tell("import", first, diary=other).saved()

        tell("export", "--format", name, *options, "-o", again, diary=other).saved()
        assert again.read_bytes() == first.read_bytes()
