"""Guided `add`, questions about one word, `finish`, the hint, and `fibrolog` alone."""

from __future__ import annotations

import pytest

from tests.conftest import NOW, Program

pytest.importorskip("pty", reason="pseudo-terminals exist on POSIX only")

from tests.test_prompts import on_a_terminal

PLACE = "whole line:"
SIDE = "both?"
BAD = "How bad"
LONG = "How long?"
WOKE = "wake you?"
TOOK = "Numbers or words:"
WORD = "gives up):"
LEFT_OUT = "Left out:"


@pytest.fixture
def used(fibrolog: Program) -> Program:
    """A diary with two places and two remedies in it, from the day before."""
    before = "2026-11-21T20:00:00+01:00"
    fibrolog("add", "neck", "5", "2m", "--took", "water", now=before).saved()
    fibrolog("add", "foot", "r", "5", "2m", "--took", "rest", "--took", "water", now=NOW).saved()
    return fibrolog


def answered(*pairs: str) -> list[tuple[str, str]]:
    """Return questions and what is typed after each: question, answer, question, answer."""
    return [(pairs[n], f"{pairs[n + 1]}\r") for n in range(0, len(pairs), 2)]


def numbers(program: Program) -> list[str]:
    return [row["id"] for row in program.rows()]


def test_digits_and_enter_are_enough_for_everything(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        answered(PLACE, "4", SIDE, "1", BAD, "7", LONG, "3", WOKE, "1", TOOK, "1, 3"),
    )

    assert code == 0, screen
    assert "New spasm: Sunday 22 November 2026, 03:12." in screen
    episode, *uses = fibrolog.rows()
    assert (episode["region"], episode["side"], episode["intensity"]) == ("calf", "left", "7")
    assert (episode["duration_s"], episode["woke"], episode["at"][:16]) == (
        "180", "yes", "2026-11-22T03:12",
    )  # fmt: skip
    assert [(use["remedy"], use["for"]) for use in uses] == [
        ("heat", episode["uid"]), ("massage", episode["uid"]),
    ]  # fmt: skip


def test_every_place_and_remedy_can_be_reached_by_digits(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        [
            *answered(PLACE, "0", "18 toes", "", PLACE, "0", "18 toes", "18", SIDE, "2"),
            *answered(BAD, "", LONG, "", WOKE, "", TOOK, "0", "14 water", "14 3"),
        ],
    )

    assert code == 0, screen
    episode, *uses = fibrolog.rows()
    assert (episode["region"], episode["side"]) == ("toes", "right")
    assert [use["remedy"] for use in uses] == ["water", "cream"]


def test_the_places_and_remedies_of_late_come_first(used: Program) -> None:
    code, screen = on_a_terminal(
        used, ["add"], answered(PLACE, "1", BAD, "", LONG, "", WOKE, "2", TOOK, "1 400ml, 2")
    )

    assert code == 0, screen
    assert "1 right foot\r\n2 neck\r\n" in screen
    assert "1 water\r\n2 rest\r\n" in screen
    [episode] = [row for row in used.rows() if row["id"] == "e3"]
    assert (episode["region"], episode["side"], episode["woke"]) == ("foot", "right", "no")
    uses = [row for row in used.rows() if row["for"] == episode["uid"]]
    assert [(use["remedy"], use["dose"]) for use in uses] == [("water", "400ml"), ("rest", "")]


def test_enter_skips_every_question_but_the_place(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        answered(PLACE, "ca", SIDE, "", BAD, "", LONG, "", WOKE, "", TOOK, ""),
    )

    assert code == 0, screen
    assert "Saved e1: spasm, calf, Sunday 22 November 2026, 03:12." in screen


def test_enter_at_the_place_saves_nothing_and_says_so(fibrolog: Program) -> None:
    code, screen = on_a_terminal(fibrolog, ["add"], answered(PLACE, ""))

    assert code == 2
    assert "nothing was saved" in screen
    assert fibrolog.rows() == []


def test_b_goes_back_as_far_as_the_place(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        [
            *answered(PLACE, "4", SIDE, "1", BAD, "7", LONG, "b", BAD, "b", SIDE, "b"),
            *answered(PLACE, "neck", SIDE, "", BAD, "2", LONG, "90s", WOKE, "b", LONG, "1h"),
            *answered(WOKE, "y", TOOK, ""),
        ],
    )

    assert code == 0, screen
    [row] = fibrolog.rows()
    assert (row["region"], row["side"], row["intensity"]) == ("neck", "", "2")
    assert (row["duration_s"], row["woke"]) == ("3600", "yes")


@pytest.mark.parametrize(("asked", "key"), [*enumerate(["\x03"] * 6), (0, "\x04"), (5, "\x04")])
def test_ctrl_c_and_ctrl_d_save_nothing_at_any_question(
    fibrolog: Program, asked: int, key: str
) -> None:
    fibrolog("none", "yesterday").saved()
    before = fibrolog.diary.read_bytes()
    every = answered(PLACE, "4", SIDE, "1", BAD, "7", LONG, "3", WOKE, "1", TOOK, "1")
    answers = [*every[:asked], (every[asked][0], key)]

    code, screen = on_a_terminal(fibrolog, ["add"], answers)

    assert code == 130, screen
    assert screen.endswith("\r\nNothing was saved.\r\n")
    assert fibrolog.diary.read_bytes() == before


def test_letters_narrow_the_choice_until_it_is_clear(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        [
            *answered(PLACE, "b", "the list again):", "b", PLACE, "sh", "the list again):", "9"),
            *answered("no 9", "2", SIDE, "l", BAD, "11", "'11'", "6/10", LONG, "1.5", WOKE, "no"),
            *answered(TOOK, ""),
        ],
    )

    assert code == 0, screen
    assert "'sh' may be:\r\n1 shoulder\r\n2 shin\r\n" in screen
    [row] = fibrolog.rows()
    assert (row["region"], row["side"], row["intensity"]) == ("shin", "left", "6")
    assert (row["duration_s"], row["woke"]) == ("90", "no")


def test_a_whole_line_at_the_first_question_is_understood(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        answered(PLACE, "clf l 7 3m x2 woke.", WORD, "1", WORD, "1", TOOK, "magnesium 400 mg"),
    )

    assert code == 0, screen
    episode, use = fibrolog.rows()
    assert (episode["region"], episode["side"], episode["intensity"]) == ("calf", "left", "7")
    assert (episode["duration_s"], episode["count"], episode["woke"]) == ("180", "2", "yes")
    assert (use["remedy"], use["dose"]) == ("magnesium", "400 mg")


def test_what_the_options_said_is_not_asked(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add", "--woke", "--at", "yesterday 22:10", "--side", "r", "--took", "heat"],
        answered(PLACE, "4", BAD, "", LONG, ""),
    )

    assert code == 0, screen
    assert "New spasm: Saturday 21 November 2026, 22:10." in screen
    assert "fibrolog finish e1" in screen  # it is not the latest everywhere
    episode, use = fibrolog.rows()
    assert (episode["region"], episode["side"], episode["woke"]) == ("calf", "right", "yes")
    assert episode["at"] == use["at"] == "2026-11-21T22:10:00+01:00"


def test_a_line_without_a_place_is_only_asked_for_it(fibrolog: Program) -> None:
    code, screen = on_a_terminal(fibrolog, ["add", "7", "3m", "l"], answered(PLACE, "4"))

    assert code == 0, screen
    [row] = fibrolog.rows()
    assert (row["region"], row["side"], row["intensity"]) == ("calf", "left", "7")


def test_a_twitch_is_not_asked_how_bad_it_was(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add", "--kind", "twitch"],
        answered(PLACE, "face", SIDE, "3", LONG, "10s", WOKE, "", TOOK, ""),
    )

    assert code == 0, screen
    assert "New twitch" in screen
    assert BAD not in screen
    assert LEFT_OUT not in screen


def test_a_spasm_of_0_is_asked_again(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog, ["add"],
        [*answered(PLACE, "neck", SIDE, "", BAD, "0", "cannot be 0", "1"),
         *answered(LONG, "", WOKE, "", TOOK, "")],
    )  # fmt: skip

    assert code == 0, screen
    assert fibrolog.rows()[0]["intensity"] == "1"


def test_a_region_without_sides_is_not_asked_for_one(fibrolog: Program) -> None:
    fibrolog("regions", "add", "scalp", "--no-sides").saved()

    code, screen = on_a_terminal(
        fibrolog, ["add"], answered(PLACE, "sca", BAD, "4", LONG, "1", WOKE, "", TOOK, "")
    )

    assert code == 0, screen
    assert SIDE not in screen
    assert LEFT_OUT not in screen


@pytest.mark.parametrize(
    ("line", "answers", "saved"),
    [
        (["clf", "l", "7"], [WORD, "1"], "left calf, 7/10"),
        (["clf", "l", "7"], [WORD, "neck"], "left neck, 7/10"),
        (["calf", "l", "zzz", "7"], [WORD, "0"], "left calf, 7/10"),
        (["lowr", "bak", "rigth"], [WORD, "1", WORD, "1"], "right lower-back"),
        (["calf", "7", "2m30"], [WORD, "1"], "calf, 7/10, 2 min 30 s"),
        (["calf", "7", "woke"], [WORD, "1"], "calf, 7/10, woke you"),
        (["twitch", "calf"], [WORD, "1"], "twitch, calf"),
        (["clf", "7"], [WORD, "0", PLACE, "1"], "neck, 7/10"),
    ],
)
def test_one_word_that_is_not_understood_is_asked_about(
    fibrolog: Program, line: list[str], answers: list[str], saved: str
) -> None:
    code, screen = on_a_terminal(fibrolog, ["add", *line], answered(*answers))

    assert code == 0, screen
    assert f"{saved}, Sunday" in screen
    assert numbers(fibrolog) == ["e1"]


def test_a_remedy_among_the_words_can_be_taken_as_one(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog, ["add", "calf", "magnesium", "--took", "heat"], answered(WORD, "1")
    )

    assert code == 0, screen
    assert [row["remedy"] for row in fibrolog.rows()] == ["", "heat", "magnesium"]


@pytest.mark.parametrize("command", ["add", "took"])
def test_who_gives_up_is_refused_as_off_a_terminal(fibrolog: Program, command: str) -> None:
    refused = fibrolog(command, "clf").refused(2)

    code, screen = on_a_terminal(fibrolog, [command, "clf"], answered(WORD, ""), columns=400)

    assert code == 2
    assert screen.endswith(refused.replace("\n", "\r\n"))
    assert fibrolog.rows() == []


def test_a_time_among_the_words_is_still_refused_with_its_option(fibrolog: Program) -> None:
    code, screen = on_a_terminal(fibrolog, ["add", "calf", "2am"])

    assert code == 2
    assert "--at 2am" in screen


def test_a_remedy_that_is_not_known_is_asked_about(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["took", "magnesum", "2,5", "g,", "zzz,", "heat"],
        answered(WORD, "1", WORD, "0"),
    )

    assert code == 0, screen
    uses = [(row["remedy"], row["dose"]) for row in fibrolog.rows()]
    assert uses == [("magnesium", "2,5 g"), ("heat", "")]


def test_a_new_remedy_is_added_only_after_a_yes_and_in_one_step(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["took", "amitriptyline", "10mg"],
        answered(WORD, "n", "2 no:", "2", WORD, "n", "2 no:", "1"),
    )

    assert code == 0, screen
    assert "Added the remedy amitriptyline." in screen
    [use] = fibrolog.rows()
    assert (use["remedy"], use["dose"]) == ("amitriptyline", "10mg")
    fibrolog("undo").saved()
    assert fibrolog.rows() == []
    fibrolog("took", "amitriptyline").refused(2)


def test_a_new_remedy_is_not_added_when_the_rest_is_given_up(fibrolog: Program) -> None:
    code, _ = on_a_terminal(
        fibrolog, ["took", "amitriptyline,", "zzz"], answered(WORD, "n", "2 no:", "1", WORD, "")
    )

    assert code == 2
    fibrolog("took", "amitriptyline").refused(2)


@pytest.mark.parametrize("tz", ["Europe/Berlin", "Pacific/Kiritimati"])
def test_what_was_left_out_is_said_once_a_day(fibrolog: Program, tz: str) -> None:
    def said(*command: str, now: str) -> bool:
        code, screen = on_a_terminal(fibrolog, ["add", *command], now=now, tz=tz)
        assert code == 0, screen
        return LEFT_OUT in screen

    offset = {"Europe/Berlin": "+01:00", "Pacific/Kiritimati": "+14:00"}[tz]
    assert not said("calf", "l", "7", "3m", now=f"2026-11-22T00:30:00{offset}")
    assert said("calf", "7", now=f"2026-11-22T01:00:00{offset}")
    assert not said("calf", now=f"2026-11-22T03:00:00{offset}")
    edited = f"2026-11-22T01:00:00{offset}"
    fibrolog("finish", "e2", "--side", "l", "--duration", "1m", now=edited, tz=tz).saved()
    fibrolog("delete", "e3", "--yes", now=edited, tz=tz).saved()
    assert not said("calf", now=f"2026-11-22T23:59:00{offset}")
    assert said("calf", now=f"2026-11-23T00:01:00{offset}")


def test_the_hint_names_what_is_missing_on_a_terminal_only(fibrolog: Program) -> None:
    fibrolog("add", "neck", now="2026-11-21T12:00:00+01:00").saved()

    _, screen = on_a_terminal(fibrolog, ["add", "calf", "7"])

    assert "Left out: side, duration. To fill it in, type: fibrolog finish\r\n" in screen


def test_finish_asks_only_what_is_missing(fibrolog: Program) -> None:
    fibrolog("add", "calf", "l", "3m", "--woke").saved()

    code, screen = on_a_terminal(fibrolog, ["finish"], answered(BAD, "b", BAD, "7"))

    assert code == 0, screen
    assert "This is the first question." in screen
    assert not [one for one in (SIDE, LONG, WOKE) if one in screen]
    assert fibrolog.rows()[0]["intensity"] == "7"
    code, screen = on_a_terminal(fibrolog, ["finish"])
    assert "Nothing to change: e1" in screen


def test_a_narrow_terminal_gets_whole_words_in_plain_characters(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        answered(PLACE, "zzz zzz", WORD, "", PLACE, "0", "first list", "15", SIDE, "x", SIDE, "1",
                 BAD, "", LONG, "soon", LONG, "", WOKE, "x", WOKE, "", TOOK, "zz", WORD, "",
                 TOOK, ""),
        columns=50,
    )  # fmt: skip

    assert code == 0, screen
    assert screen.isascii()
    assert "\x1b" not in screen
    assert max(map(len, screen.split("\r\n"))) <= 50 + len(" soon")


def test_slips_of_the_fingers_are_no_traceback(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        [*answered(PLACE, "\x1b[A", "means nothing here", "\udcff", WORD, "", PLACE, "9" * 30),
         *answered(PLACE, "calf neck", PLACE, "4 4", PLACE, "-", WORD, "", PLACE, "4", SIDE, ""),
         *answered(BAD, "7.5", BAD, "", LONG, "0", LONG, "", WOKE, "", TOOK, "99", TOOK, "")],
    )  # fmt: skip

    assert code == 0, screen
    assert "Traceback" not in screen


def test_off_a_terminal_nothing_is_asked(fibrolog: Program) -> None:
    for line in (["add"], ["add", "clf"], ["add", "7"], ["took", "zzz"], ["took"]):
        fibrolog(*line, stdin=b"1\n1\n1\n").refused(2)
    assert fibrolog.rows() == []


def test_fibrolog_alone_says_how_to_begin(beginner: Program) -> None:
    lines = beginner().saved().splitlines()

    assert len(lines) == 4
    assert "fibrolog add calf" in lines[1]
    assert not beginner.diary.exists()


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-22T09:00:00+01:00", "no spasm logged", "fibrolog none yesterday"),
        ("2026-11-21T19:00:00+01:00", "no spasm logged", "type: fibrolog none"),
        ("2026-11-20T23:00:00+01:00", "1 spasm, 1 twitch, 1 remedy use", "fibrolog finish e1"),
    ],
)
def test_fibrolog_alone_says_how_today_stands(
    fibrolog: Program, now: str, first: str, last: str
) -> None:
    day = "2026-11-20T20:00:00+01:00"
    fibrolog("add", "calf", "l", "7", "--took", "heat", now=day).saved()
    fibrolog("add", "face", "--kind", "twitch", now=day).saved()
    fibrolog("none", "2026-11-19", now=day).saved()

    lines = fibrolog(now=now).saved().splitlines()

    assert len(lines) == 4
    assert lines[0].endswith(f": {first}.")
    assert lines[1] == "Last spasm, e1: left calf, 7/10, Friday 20 November 2026, 20:00."
    assert lines[2] == "Observed: 2 of the last 7 days."
    assert last in lines[3]


@pytest.mark.parametrize(
    ("now", "days", "last"),
    [
        ("2026-11-20T23:59:00+01:00", ["20"], "fibrolog finish e1"),
        ("2026-11-21T00:00:00+01:00", ["20", "21"], "fibrolog finish e1"),
        ("2026-11-21T03:59:00+01:00", ["20", "21"], "fibrolog finish e1"),
        ("2026-11-21T04:00:00+01:00", ["21"], "fibrolog add"),
        (
            "2026-11-22T03:59:00+01:00", ["21", "22"],
            "If there was no spasm on Saturday 21 November 2026, type: fibrolog none",
        ),
    ],
)  # fmt: skip
def test_before_four_the_evening_is_still_there(
    fibrolog: Program, now: str, days: list[str], last: str
) -> None:
    day = "2026-11-20T20:00:00+01:00"
    fibrolog("none", "2026-11-19", now=day).saved()
    fibrolog("add", "calf", "l", "7", "--took", "heat", now=day).saved()

    lines = fibrolog(now=now).saved().splitlines()

    assert [line.split()[1] for line in lines[: len(days)]] == days
    assert lines[len(days)].startswith("Last spasm, e1")
    assert last in lines[-1]
    assert len(lines) == 3 + len(days)
    assert lines[0] == "Friday 20 November 2026: 1 spasm, 1 remedy use." or days[0] != "20"


def test_fibrolog_alone_draws_nothing(fibrolog: Program) -> None:
    from tests.test_startup import HEAVY, modules_after

    fibrolog("none").saved()

    assert not HEAVY & modules_after(fibrolog)
