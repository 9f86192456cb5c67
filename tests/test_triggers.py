"""A trigger is compared like a name, and shown as it was written first."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from fibrolog.text import distinct_triggers, trigger_key
from tests import own_files
from tests.conftest import Outcome

Tell = Callable[..., Outcome]
FIRST = "Caf\u00e9 noise"
ALIKE = [
    "caf\u00e9 noise", "CAF\u00c9 NOISE", "Cafe\u0301 noise", "Caf\u00e9  noise.",
    " caf\u00e9\u00a0noise . ",
]  # fmt: skip
OTHERS = ["Caf\u00e9", "Cafe noise", "noise", "Caf\u00e9 noise, rain"]


@pytest.mark.parametrize("other", ALIKE)
def test_spellings_of_one_trigger_have_one_key(other: str) -> None:
    assert trigger_key(other) == trigger_key(FIRST)
    assert distinct_triggers([FIRST, other, "rain"]) == (FIRST, "rain")


@pytest.mark.parametrize("other", OTHERS)
def test_other_triggers_have_keys_of_their_own(other: str) -> None:
    assert distinct_triggers([FIRST, other]) == (FIRST, other)


def test_a_trigger_of_stops_alone_is_still_one() -> None:
    assert trigger_key("...") == "..."


def test_a_report_counts_the_spellings_of_a_trigger_as_one_by_its_first(tell: Tell) -> None:
    tell("add", "hip", "--at", "2026-09-01 10:00", "--trigger", FIRST).saved()
    for other in ALIKE:
        tell("add", "calf", "--trigger", other).saved()
    tell("add", "calf", "--trigger", "rain").saved()

    week = json.loads(tell("report", "--json").saved())["triggers"]
    everything = json.loads(tell("report", "--all", "--json").saved())["triggers"]
    elsewhere = json.loads(tell("report", "--all", "--region", "hip", "--json").saved())["triggers"]

    assert week == {FIRST: len(ALIKE), "rain": 1}
    assert everything == {FIRST: len(ALIKE) + 1, "rain": 1}
    assert elsewhere == {FIRST: 1}


@pytest.mark.parametrize("search", [FIRST, *ALIKE, "E\u0301 NOI"])
def test_a_search_finds_every_spelling_of_a_trigger(tell: Tell, search: str) -> None:
    for number, trigger in enumerate([FIRST, *ALIKE]):
        tell("add", "calf", "--trigger", trigger, "--count", str(number + 1)).saved()
    tell("add", "calf", "--trigger", "rain").saved()
    tell("add", "calf").saved()

    found = json.loads(tell("list", "--search", search, "--json").saved())

    assert len(found) == len(ALIKE) + 1


def test_one_entry_has_a_trigger_once_however_often_and_by_whatever_door(
    tell: Tell, tmp_path: Path
) -> None:
    said = f"{FIRST}; rain; {unicodedata.normalize('NFD', FIRST).upper()}.; Rain."
    tell("add", "calf", "--trigger", said, "--trigger", "RAIN").saved()
    tell("add", "calf").saved()
    tell("edit", "e2", "--trigger", said).saved()
    tell("import", own_files.written(tmp_path / "own.csv", own_files.line(triggers=said))).saved()
    table = tmp_path / "table.csv"
    table.write_text(f'When,Where,Why\n2026-11-01 10:00,calf,"{said}"\n', encoding="utf-8")
    tell("import", table, "--map", "at=When,region=Where,triggers=Why").saved()

    found = json.loads(tell("list", "--json").saved())

    assert [one["triggers"] for one in found] == [[FIRST, "rain"]] * 4


def test_an_entry_that_already_names_one_twice_counts_once(tell: Tell, tmp_path: Path) -> None:
    line = own_files.line(1, triggers="Rain; rain.")
    tell("import", own_files.written(tmp_path / "f.csv", line)).saved()

    assert json.loads(tell("report", "--json").saved())["triggers"] == {"Rain": 1}
    assert "Rain; rain." in tell("export").saved()
