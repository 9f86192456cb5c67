"""Nothing needs a second try: slips are understood, or named with what to type instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.parse.episode import EpisodeParts, read_episode
from fibrolog.storage.read_only import StarterWords
from fibrolog.text import NUMBER_WORDS, in_digits
from tests.conftest import Program

WORDS = StarterWords()


def told(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["region"], row["side"], row["intensity"], row["duration_s"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["calf", "7"], ("calf", "", "7", "")),
        (["CALF,", "L,", "7."], ("calf", "left", "7", "")),
        (["left", "calf", "7"], ("calf", "left", "7", "")),
        (["7", "3m", "calf"], ("calf", "", "7", "180")),
        (["lower", "back", "5"], ("lower-back", "", "5", "")),
        (["Charley Horse", "r"], ("calf", "right", "", "")),
        (["ADD", "Calf", "L", "7"], ("calf", "left", "7", "")),
        (["add", "calf", "2,5", "min"], ("calf", "", "", "150")),
        (["calf", "left", "seven", "three", "minutes"], ("calf", "left", "7", "180")),
        (["calf", "seven", "out", "of", "ten"], ("calf", "", "7", "")),
        (["calf", "7 of 10,", "half an hour."], ("calf", "", "7", "1800")),
        (["calf", "a", "minute"], ("calf", "", "", "60")),
        (["calf", "1 hour and 20 minutes"], ("calf", "", "", "4800")),
        (["calf", "--Intensity", "Seven", "--SIDE", "Left"], ("calf", "left", "7", "")),
    ],
)
def test_a_spasm_is_understood_as_it_is_told(
    fibrolog: Program, line: list[str], expected: tuple[str, str, str, str]
) -> None:
    fibrolog("took", "heat").saved()
    fibrolog(*line).saved()

    assert [told(row) for row in fibrolog.rows() if row["entry"] == "episode"] == [expected]


def test_a_spasm_told_without_add_is_saved_with_its_options(fibrolog: Program) -> None:
    fibrolog("took", "heat").saved()
    fibrolog("calf", "7", "--at", "two hours ago", "--note", "after a walk").saved()

    [row] = [row for row in fibrolog.rows() if row["entry"] == "episode"]
    assert (row["at"], row["note"]) == ("2026-11-22T01:12:00+01:00", "after a walk")


def test_a_region_of_ones_own_is_understood_without_add(fibrolog: Program) -> None:
    fibrolog("regions", "add", "upper eyelid").saved()

    assert "upper eyelid" in fibrolog("Upper", "eyelid", "3").saved()


def test_the_first_spasm_ever_needs_no_add(beginner: Program) -> None:
    assert "Saved e1: spasm, calf, 7/10" in beginner("calf", "7").saved()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["reprot"], "type report"),
        (["addd", "calf"], "type add"),
        (["clf", "7"], "fibrolog add calf"),
        (["bak"], "type backup, or for a spasm: fibrolog add back"),
        (["magnesium", "400mg"], "fibrolog took magnesium 400mg"),
        (["vitamin", "d"], "fibrolog took vitamin d"),
        (["hlep"], "type help"),
        (["7", "8"], "fibrolog --help"),
        (["calf", "to"], "'to'"),
        (["calf", "twenty", "five", "minutes"], "'twenty'"),
        (["calf", "and", "7"], "'and'"),
        (["report", "14"], "type: fibrolog report --days 14"),
        (["list", "cramp"], "type: fibrolog list --search cramp"),
        (["report", "monday"], "type: fibrolog report --since monday"),
        (["show", "e1", "e2"], "'e2' has no place after fibrolog show"),
        (["add", "calf", "--intesity", "7"], "type --intensity"),
        (["add", "calf", "--time", "2am"], "type --at"),
        (["took", "heat", "--when", "2am"], "type --at"),
        (["add", "calf", "--notes", "x"], "type --note"),
        (["add", "calf", "--symptom", "numbness"], "type --sign"),
        (["list", "--last", "3"], "type --days"),
        (["add", "calf", "-7"], "There is no option -7"),
        (["list", "--limit", "many"], "--limit is a whole number"),
        (["undo", "all"], "N is a whole number"),
        (["trial", "report", "t1", "t2"], "'t2' has no place after fibrolog trial report; leave"),
        (["--install-completion"], "--install-completion"),
    ],
)
def test_a_slip_is_named_with_what_to_type_instead(
    fibrolog: Program, line: list[str], named: str
) -> None:
    fibrolog("took", "heat").saved()

    assert named in fibrolog(*line).refused(2)
    assert len(fibrolog.rows()) == 1


@pytest.mark.parametrize("typed", ["later", "tomorrow", "in a bit", "the day after", "2026-13-01x"])
def test_a_time_that_is_not_understood_shows_three_that_are(fibrolog: Program, typed: str) -> None:
    sentence = fibrolog("add", "calf", "--at", typed).refused(2)

    for phrase in ("2am", "yesterday 22:10", "20m ago"):
        assert phrase in sentence
        fibrolog("add", "calf", "--at", phrase).saved()


def test_a_time_to_come_shows_three_that_have_passed(fibrolog: Program) -> None:
    sentence = fibrolog("add", "calf", "--at", "today 23:00").refused(2)

    for phrase in ("20m ago", "2am", "yesterday 22:10"):
        assert phrase in sentence


@pytest.mark.parametrize("line", [["help"], ["HELP"], ["--help"], ["-h"]])
def test_help_is_a_word_as_well(fibrolog: Program, line: list[str]) -> None:
    assert fibrolog(*line).saved() == fibrolog("--help").saved()


@pytest.mark.parametrize("command", [["add"], ["report"], ["remedies", "add"]])
def test_help_with_a_command_is_the_help_of_that_command(
    fibrolog: Program, command: list[str]
) -> None:
    assert fibrolog("help", *command).saved() == fibrolog(*command, "--help").saved()


def test_without_entries_there_is_no_last_one(fibrolog: Program) -> None:
    fibrolog("remedies", "add", "tea").saved()

    assert "fibrolog add" in fibrolog("show", "last").refused(3)


@pytest.mark.parametrize("damaged", [b"", b"not a diary at all" * 100])
def test_a_mistyped_command_says_nothing_of_the_diary(fibrolog: Program, damaged: bytes) -> None:
    fibrolog("took", "heat").saved()
    fibrolog.diary.write_bytes(damaged)

    assert "type report" in fibrolog("reprot").refused(2)
    assert fibrolog.diary.read_bytes() == damaged


@given(st.sampled_from([word for word, number in NUMBER_WORDS.items() if number <= 10]))
def test_a_number_word_is_its_digits(word: str) -> None:
    digits = str(NUMBER_WORDS[word])
    assert in_digits(word) == digits
    assert amounts.intensity(word) == amounts.intensity(word.upper()) == int(digits)
    assert amounts.intensity(f"{word}/ten") == int(digits)
    assert read_episode(["calf", word], WORDS) == read_episode(["calf", digits], WORDS)


@given(st.sampled_from(list(NUMBER_WORDS)), st.sampled_from(["seconds", "minutes", "min"]))
def test_a_duration_in_words_is_the_one_in_digits(word: str, unit: str) -> None:
    digits = str(NUMBER_WORDS[word])
    if digits == "0":
        return
    spoken = read_episode(["calf", "left", *f"{word} {unit}".split()], WORDS)
    assert spoken == read_episode(["calf", "left", digits, unit], WORDS)
    assert spoken.duration_s == amounts.duration(f"{digits} {unit}")


@given(st.text(st.characters(categories=["Ll"], max_codepoint=0x7F), min_size=1, max_size=8))
def test_a_word_that_fits_nothing_is_still_refused(word: str) -> None:
    try:
        said = read_episode(["calf", word], WORDS)
    except NotUnderstood:
        return
    # What was taken is a side or a number, and so a word somebody can have meant.
    assert said != EpisodeParts(region=WORDS.regions.find("calf")), word
