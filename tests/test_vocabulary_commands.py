"""`remedies` and `regions`: the words a diary knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fibrolog.storage.diary import Diary
from tests.conftest import Program


def test_the_whole_vocabulary_is_there_from_the_start(fibrolog: Program) -> None:
    regions = fibrolog("--plain", "regions").out
    remedies = fibrolog("--plain", "remedies").out

    for region in (
        "jaw", "face", "neck", "shoulder", "upper-arm", "forearm", "hand", "chest", "abdomen",
        "upper-back", "lower-back", "hip", "buttock", "thigh", "calf", "shin", "foot", "toes",
    ):  # fmt: skip
        assert f"Region {region}, part of the body: " in regions
    for remedy in (
        "heat", "cold", "cream", "stretching", "epsom bath", "massage", "acupuncture", "rest",
        "magnesium", "malic acid", "potassium-rich food", "calcium", "vitamin d", "water",
    ):  # fmt: skip
        assert f"Remedy {remedy}, category: " in remedies


@pytest.mark.parametrize(
    ("alias", "region"),
    [
        ("cheek", "face"), ("trapezius", "shoulder"), ("shoulder blade", "shoulder"),
        ("biceps", "upper-arm"), ("triceps", "upper-arm"), ("wrist", "hand"), ("fingers", "hand"),
        ("thumb", "hand"), ("ribs", "chest"), ("stomach", "abdomen"), ("belly", "abdomen"),
        ("mid back", "upper-back"), ("lumbar", "lower-back"), ("back", "lower-back"),
        ("glute", "buttock"), ("quad", "thigh"), ("quadriceps", "thigh"), ("hamstring", "thigh"),
        ("groin", "thigh"), ("lower leg", "calf"), ("charley horse", "calf"), ("arch", "foot"),
        ("sole", "foot"), ("ankle", "foot"), ("toe", "toes"), ("UPPER ARM", "upper-arm"),
    ],
)  # fmt: skip
def test_regions_have_plain_aliases(alias: str, region: str) -> None:
    with Diary.open(Path("no diary here")) as diary:
        assert diary.regions.get(alias).name == region


def test_a_remedy_of_ones_own_is_added_and_used_in_any_letter_case(fibrolog: Program) -> None:
    assert "Added" in fibrolog("remedies", "add", "Low-Dose", "Naltrexone").saved()
    fibrolog("took", "low", "dose", "naltrexone", "4.5", "mg").saved()

    [row] = fibrolog.rows()
    assert (row["remedy"], row["dose"]) == ("Low-Dose Naltrexone", "4.5 mg")


def test_adding_a_known_name_says_so_and_changes_nothing(fibrolog: Program) -> None:
    for name in ("heat", "HEAT", "heating pad"):
        assert "known already" in fibrolog("remedies", "add", name).saved()
    assert "calf is known already" in fibrolog("regions", "add", "lower leg").saved()


def test_a_region_without_sides_refuses_them(fibrolog: Program) -> None:
    fibrolog("regions", "add", "scalp", "--no-sides", "--group", "head and neck").saved()

    assert "no sides" in fibrolog("add", "scalp", "left").refused(2)
    assert "no sides" in fibrolog("add", "scalp", "--side", "both").refused(2)
    fibrolog("add", "scalp", "5").saved()
    assert [row["region"] for row in fibrolog.rows()] == ["scalp"]


def test_a_renamed_or_merged_region_keeps_its_place_on_the_figure(fibrolog: Program) -> None:
    fibrolog("add", "calf", "l", "4").saved()
    fibrolog("add", "hand", "r", "3").saved()
    fibrolog("regions", "rename", "calf", "Wade").saved()
    fibrolog("regions", "add", "my paw").saved()
    assert "Merged" in fibrolog("regions", "rename", "hand", "my paw").saved()

    drawn = fibrolog("report").saved()

    assert "Not on the figure" not in drawn
    assert re.search(r" Wade +1 +1 ", drawn)
    assert re.search(r" my paw +1 +1 ", drawn)
    regions = fibrolog.json("report")["regions"]
    assert [row["region"] for row in regions] == ["my paw", "Wade"]
    assert "place" not in regions[0]


def test_a_renamed_term_keeps_its_entries_and_its_old_name_as_an_alias(fibrolog: Program) -> None:
    fibrolog("took", "cream").saved()

    fibrolog("remedies", "rename", "cream", "Arnica Gel").saved()
    fibrolog("took", "cream").saved()

    assert [row["remedy"] for row in fibrolog.rows()] == ["Arnica Gel", "Arnica Gel"]


def test_renaming_to_a_known_name_merges_the_two(fibrolog: Program) -> None:
    fibrolog("add", "shin", "l").saved()
    fibrolog("add", "calf", "r").saved()

    assert "Merged" in fibrolog("regions", "rename", "shin", "calf").saved()
    fibrolog("add", "shins", "both").saved()

    assert [row["region"] for row in fibrolog.rows()] == ["calf"] * 3


def test_a_merge_that_would_lose_sides_is_refused(fibrolog: Program) -> None:
    fibrolog("regions", "add", "scalp", "--no-sides").saved()
    fibrolog("add", "calf", "l").saved()

    assert "e1" in fibrolog("regions", "rename", "calf", "scalp").refused(2)
    assert [row["region"] for row in fibrolog.rows()] == ["calf"]


def test_a_changed_letter_case_is_a_new_spelling_of_the_same_name(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()
    fibrolog("remedies", "rename", "heat", "Heat").saved()

    assert [row["remedy"] for row in fibrolog.rows()] == ["Heat"]


def test_hidden_terms_are_not_shown_or_suggested_until_added_again(fibrolog: Program) -> None:
    fibrolog("took", "acupuncture").saved()
    fibrolog("remedies", "hide", "acupuncture").saved()

    assert "acupuncture" not in fibrolog("--plain", "remedies").saved()
    assert "type acupuncture" not in fibrolog("took", "acupunctur").refused(2)
    assert [row["remedy"] for row in fibrolog.rows()] == ["acupuncture"]
    assert "shown again" in fibrolog("remedies", "add", "acupuncture").saved()
    assert "acupuncture" in fibrolog("--plain", "remedies").saved()


@pytest.mark.parametrize(
    "command",
    [
        ["regions", "add", "left"],
        ["regions", "add", "7"],
        ["regions", "add", "3 min"],
        ["regions", "add", "x4"],
        ["regions", "add", "twitch"],
        ["regions", "rename", "calf", "right"],
        ["regions", "rename", "clf", "leg"],
        ["regions", "hide", "clf"],
        ["regions", "add", "a, b"],
        ["remedies", "add", "a; b"],
        ["remedies", "add", " "],
        ["remedies", "add", "42"],
        ["remedies", "add", "x\x1b[31m"],
        ["remedies", "add", "n" * 61],
        ["remedies", "add", "x", "--category", "magic"],
        ["remedies", "ad", "x"],
    ],
)
def test_a_name_that_could_not_be_typed_or_found_is_refused(
    fibrolog: Program, command: list[str]
) -> None:
    fibrolog(*command).refused(2)
