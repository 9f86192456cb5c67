"""`add`, `took` and `none`: what they save, what they say, and what they refuse."""

from __future__ import annotations

import pytest

from tests.conftest import Program


def test_add_saves_the_line_and_says_what_was_understood(fibrolog: Program) -> None:
    said = fibrolog("add", "calf", "l", "7", "3m").saved()

    assert said == "Saved e1: spasm, left calf, 7/10, 3 min, Sunday 22 November 2026, 03:12.\n"
    [row] = fibrolog.rows()
    assert row["id"] == "e1"
    assert row["at"] == "2026-11-22T03:12:00+01:00"
    assert row["at_precision"] == "minute"
    assert (row["kind"], row["region"], row["side"]) == ("spasm", "calf", "left")
    assert (row["intensity"], row["duration_s"], row["count"]) == ("7", "180", "1")
    assert (row["woke"], row["signs"], row["note"]) == ("no", "", "")
    assert row["created_at"] == row["updated_at"] == "2026-11-22T02:12:00+00:00"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("calf l 7 3m", ("calf", "left", "7", "180", "1")),
        ("3m 7 l calf", ("calf", "left", "7", "180", "1")),
        ("7/10 LEFT Calf 3 min", ("calf", "left", "7", "180", "1")),
        ("lower back", ("lower-back", "", "", "", "1")),
        ("lower-back 5", ("lower-back", "", "5", "", "1")),
        ("back", ("lower-back", "", "", "", "1")),
        ("r shoulder blade 4", ("shoulder", "right", "4", "", "1")),
        ("charley horse both", ("calf", "both", "", "", "1")),
        ("toe x4", ("toes", "", "", "", "4")),
        ("x 4 toe 90s", ("toes", "", "", "90", "4")),
        ("neck 2m30s 10", ("neck", "", "10", "150", "1")),
        ("neck 1h", ("neck", "", "", "3600", "1")),
        ("neck 1,5m", ("neck", "", "", "90", "1")),
        ("neck 1 h 30 min 6", ("neck", "", "6", "5400", "1")),
        ("calf, l, 7, 3m", ("calf", "left", "7", "180", "1")),
        ("mid back r", ("upper-back", "right", "", "", "1")),
        ("ribs 24h", ("chest", "", "", "86400", "1")),
        ("left calf. 7. 3m.", ("calf", "left", "7", "180", "1")),
        ("hand 7 3 min", ("hand", "", "7", "180", "1")),
    ],
)
def test_words_come_in_any_order_and_form(
    fibrolog: Program, line: str, expected: tuple[str, ...]
) -> None:
    fibrolog("add", *line.split()).saved()

    [row] = fibrolog.rows()
    fields = ("region", "side", "intensity", "duration_s", "count")
    assert tuple(row[field] for field in fields) == expected


def test_options_say_the_same_as_words(fibrolog: Program) -> None:
    fibrolog(
        "add", "--region", "calf", "--side", "r", "--intensity", "7/10", "--duration", "3 min",
        "--count", "2", "--woke", "--sign", "pain in the head", "--sign", "numb; tremor",
        "--pain", "pain from touch", "--trigger", "cold room; long walk", "--note", "bad night",
        "--took", "heat", "--took", "magnesium 400 mg",
    ).saved()  # fmt: skip

    first, *uses = fibrolog.rows()
    assert (first["region"], first["side"], first["intensity"]) == ("calf", "right", "7")
    assert (first["duration_s"], first["count"], first["woke"]) == ("180", "2", "yes")
    assert first["signs"] == "headache; numbness; tremor"
    assert first["pain_types"] == "allodynia"
    assert first["triggers"] == "cold room; long walk"
    assert first["note"] == "bad night"
    assert [(use["remedy"], use["dose"], use["for"], use["at"]) for use in uses] == [
        ("heat", "", first["uid"], first["at"]),
        ("magnesium", "400 mg", first["uid"], first["at"]),
    ]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ([], "region"),
        (["7"], "region"),
        (["clf"], "'clf' is not understood; type calf"),
        (["calf", "neck"], "'calf' and 'neck'"),
        (["calf", "7", "8"], "'7' and '8'"),
        (["calf", "l", "r"], "'l' and 'r'"),
        (["calf", "11"], "'11'"),
        (["calf", "7.5"], "'7.5'"),
        (["calf", "0"], "twitch"),
        (["calf", "2d"], "'2d'"),
        (["calf", "48h"], "24 hours"),
        (["calf", "25h"], "24 hours"),
        (["calf", "x0"], "'x0'"),
        (["calf", "--intensity", "11"], "'11'"),
        (["calf", "--duration", "two days"], "'two days'"),
        (["calf", "--side", "upper"], "'upper'"),
        (["calf", "l", "--side", "left"], "twice"),
        (["calf", "--sign", "wekness"], "weakness"),
        (["calf", "--pain", "alodynia"], "allodynia"),
        (["calf", "--took", "magnesum"], "magnesium"),
        (["calf", "--at", "tomorrow"], "'tomorrow'"),
        (["calf", "--at", "2026-11-23T03:00:00+01:00"], "2026"),
        (["calf", "--at", "03/04/2026"], "2026-04-03"),
        (["calf", "--at", "2026-03-29 02:30"], "02:30"),
        (["calf", "magnesium"], "--took magnesium"),
        (["calf", "twitch"], "--kind twitch"),
        (["calf", "2am"], "--at 2am"),
        (["calf", "l", "7", "yesterday", "22:10"], "--at 'yesterday 22:10'"),
        (["calf", "--at", "2", "hours", "ago"], "--at '2 hours ago'"),
        (["calf", "--at", "20m", "ago"], "--at '20m ago'"),
        (["--at", "yesterday", "22:10", "calf"], "--at 'yesterday 22:10'"),
        (["calf", "--note", "really", "bad"], "type --note 'really bad'"),
        (["knee"], "fibrolog regions add knee"),
        (["rigth", "calf"], "type right"),
        (["calf", "7", "3"], "unit"),
        (["calf", "--kind", "cramp"], "'cramp'"),
        (["calf", "--sign"], "--sign"),
        (["calf", "--nonsense"], "--nonsense"),
        (["calf", "--note", "\udcff"], "UTF-8"),
    ],
)
def test_what_is_not_understood_is_named_and_nothing_is_saved(
    fibrolog: Program, line: list[str], named: str
) -> None:
    sentence = fibrolog("add", *line).refused(2)

    assert named in sentence
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


def test_a_twitch_may_be_painless_and_is_not_a_spasm(fibrolog: Program) -> None:
    fibrolog("add", "face", "0", "--kind", "twitch").saved()

    report = fibrolog.json("report")
    assert report["twitches"] == 1
    assert report["spasms"]["count"] == 0
    assert report["period"]["observed_days"] == 0


def test_took_separates_remedies_by_commas_and_keeps_doses_as_typed(fibrolog: Program) -> None:
    said = fibrolog("took", "magnesium", "400mg,", "Vit", "D,", "malic", "acid", "2,5", "g").saved()

    assert said.splitlines()[0] == "Saved u1: magnesium 400mg, Sunday 22 November 2026, 03:12."
    assert [(row["remedy"], row["dose"]) for row in fibrolog.rows()] == [
        ("magnesium", "400mg"), ("vitamin d", ""), ("malic acid", "2,5 g"),
    ]  # fmt: skip


def test_took_for_last_ties_the_use_to_the_episode_saved_last(fibrolog: Program) -> None:
    fibrolog("add", "neck", "--at", "20m ago").saved()
    fibrolog("add", "calf", "--at", "3 days ago").saved()

    said = fibrolog("took", "heat", "--for", "last", "--relief", "good").saved()

    assert "Taken against e2: spasm, calf" in said
    episodes = {row["id"]: row["uid"] for row in fibrolog.rows()}
    [use] = [row for row in fibrolog.rows() if row["entry"] == "use"]
    assert (use["for"], use["relief"]) == (episodes["e2"], "good")


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        ([], 2, "magnesium"),
        (["magnesum"], 2, "type magnesium"),
        (["amitriptyline"], 2, "fibrolog remedies add amitriptyline"),
        (["magnesium", "heat"], 2, "comma"),
        (["heat,", "heat"], 2, "twice"),
        (["heat", "--relief", "good"], 2, "--for"),
        (["heat", "--for", "e7"], 3, "e7"),
        (["heat", "--for", "last"], 3, "no episode"),
        (["heat", "--for", "sometime"], 2, "'sometime'"),
        (["heat,", "cold", "--dose", "5 min"], 2, "'5 min'"),
        (["heat", "10", "min", "--dose", "5 min"], 2, "'10 min'"),
        (["heat", "--at", "in an hour"], 2, "'in an hour'"),
        (["heat", "--at", "2", "hours", "ago"], 2, "--at '2 hours ago'"),
        (["magnesium", "400mg", "vit", "d"], 2, "comma"),
        (["magnesium", "400", "mg", "and", "heat"], 2, "comma"),
        (["400mg", "magnesium"], 2, "type magnesium 400mg"),
    ],
)
def test_took_refuses_what_it_does_not_know(
    fibrolog: Program, line: list[str], code: int, named: str
) -> None:
    assert named in fibrolog("took", *line).refused(code)
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


def test_none_before_four_means_the_day_that_ended(fibrolog: Program) -> None:
    fibrolog("none", now="2026-11-22T03:59:00+01:00").saved()
    fibrolog("none", now="2026-11-22T04:00:00+01:00").saved()

    assert [row["day"] for row in fibrolog.rows()] == ["2026-11-21", "2026-11-22"]


def test_none_today_before_six_says_that_a_spasm_would_replace_it(fibrolog: Program) -> None:
    early = fibrolog("none", now="2026-11-22T17:59:00+01:00").saved()
    late = fibrolog("none", now="2026-11-23T18:00:00+01:00").saved()

    assert "replaces" in early
    assert "replaces" not in late


@pytest.mark.parametrize(
    ("line", "now", "told"),
    [
        (["none", "today"], "2026-11-22T01:00:00+01:00", True),
        (["none", "today"], "2026-11-22T04:00:00+01:00", True),
        (["none", "2026-11-20", "--to", "today"], "2026-11-22T09:00:00+01:00", True),
        (["none", "2026-11-20", "--to", "yesterday"], "2026-11-22T09:00:00+01:00", False),
        (["none"], "2026-11-22T02:00:00+01:00", False),
    ],
)
def test_only_a_clear_day_set_for_today_may_be_replaced(
    fibrolog: Program, line: list[str], now: str, told: bool
) -> None:
    assert ("replaces" in fibrolog(*line, now=now).saved()) == told


def test_a_range_that_skips_today_does_not_say_it_is_clear(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-22 01:00").saved()
    now = "2026-11-22T09:00:00+01:00"

    assert "replaces" not in fibrolog("none", "2026-11-20", "--to", "today", now=now).saved()


def test_a_spasm_replaces_the_clear_day_and_says_so(fibrolog: Program) -> None:
    fibrolog("none", "today", "--note", "good day").saved()

    said = fibrolog("add", "calf").saved()

    assert "was a clear day “good day”; the spasm replaces it" in said
    assert [row["entry"] for row in fibrolog.rows()] == ["episode"]


def test_a_twitch_leaves_the_clear_day(fibrolog: Program) -> None:
    fibrolog("none", "today").saved()

    fibrolog("add", "calf", "--kind", "twitch").saved()

    assert [row["entry"] for row in fibrolog.rows()] == ["clear", "episode"]


def test_a_clear_day_on_a_day_with_a_spasm_is_refused(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "yesterday 8am").saved()

    assert "Saturday 21 November 2026" in fibrolog("none", "yesterday").refused(2)
    assert [row["entry"] for row in fibrolog.rows()] == ["episode"]


def test_an_already_clear_day_is_no_error_and_takes_a_note(fibrolog: Program) -> None:
    fibrolog("none", "yesterday").saved()

    said = fibrolog("none", "yesterday", "--note", "slept well").saved()

    assert "already" in said
    assert "slept well" in said
    [row] = fibrolog.rows()
    assert (row["id"], row["note"]) == ("c1", "slept well")


def test_a_range_skips_days_with_a_spasm_and_names_them(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-19 08:00").saved()

    said = fibrolog("none", "2026-11-18", "--to", "20 Nov").saved()

    assert "Skipped Thursday 19 November 2026" in said
    assert [row["day"] for row in fibrolog.rows() if row["day"]] == ["2026-11-18", "2026-11-20"]


@pytest.mark.parametrize(
    "line", [["tomorrow"], ["yesterday", "8am"], ["today", "--to", "yesterday"], ["soon"]]
)
def test_none_refuses_what_is_no_day_that_was(fibrolog: Program, line: list[str]) -> None:
    fibrolog("none", *line).refused(2)
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


def test_ids_count_up_within_their_kind(fibrolog: Program) -> None:
    fibrolog("add", "calf").saved()
    fibrolog("took", "heat, cold").saved()
    fibrolog("none", "yesterday").saved()
    fibrolog("add", "neck").saved()

    assert sorted(row["id"] for row in fibrolog.rows()) == ["c1", "e1", "e2", "u1", "u2"]


def test_the_first_of_two_equal_local_times_is_taken_and_said(fibrolog: Program) -> None:
    said = fibrolog("add", "calf", "--at", "2026-10-25 02:30").saved()

    assert "type --at 2026-10-25T02:30:00+01:00" in said
    [row] = fibrolog.rows()
    assert row["at"] == "2026-10-25T02:30:00+02:00"


def test_an_offset_is_kept_as_typed(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "2026-11-20T15:00:00-05:00").saved()

    [row] = fibrolog.rows()
    assert row["at"] == "2026-11-20T15:00:00-05:00"


def test_a_chosen_date_order_settles_numeric_dates(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "03/04/2026", FIBROLOG_DATE_ORDER="dmy").saved()
    fibrolog("add", "calf", "--at", "03/04/2026", FIBROLOG_DATE_ORDER="mdy").saved()

    assert [row["at"] for row in fibrolog.rows()] == [
        "2026-03-04T12:00:00+01:00", "2026-04-03T12:00:00+02:00",
    ]  # fmt: skip
    assert "ymd" in fibrolog("add", "calf", "--at", "1 Nov", FIBROLOG_DATE_ORDER="ymd").refused(2)


def test_a_moment_known_only_to_the_day_stands_at_noon(fibrolog: Program) -> None:
    fibrolog("add", "calf", "--at", "yesterday").saved()

    [row] = fibrolog.rows()
    assert (row["at"], row["at_precision"]) == ("2026-11-21T12:00:00+01:00", "day")


@pytest.mark.parametrize("now", ["soon", "2026-11-22T03:12:00", "", "0001-01-01T00:00:00+00:00"])
def test_a_present_moment_that_is_none_is_refused(fibrolog: Program, now: str) -> None:
    outcome = fibrolog("add", "calf", now=now)

    if now:
        assert "FIBROLOG_NOW" in outcome.refused(2)
    else:
        outcome.saved()


def test_a_time_gone_by_in_the_hour_that_came_twice_is_not_called_ambiguous(
    fibrolog: Program,
) -> None:
    for at in ("now", "20m ago", "2026-10-25T02:30:00+02:00"):
        said = fibrolog("add", "calf", "--at", at, now="2026-10-25T02:55:00+02:00").saved()
        assert "came twice" not in said


@pytest.mark.parametrize("note", ["x" * 1_000_000, "two\r\nlines\n", "", "🌙\u200d\u202e\x1b[31m"])
def test_a_note_of_any_size_comes_exactly_from_standard_input(fibrolog: Program, note: str) -> None:
    said = fibrolog("add", "calf", "--note", "-", stdin=note.encode()).saved()

    assert len(said) < 200
    assert fibrolog.json("show", "e1")["note"] == note
    fibrolog("edit", "e1", "--note", "-", stdin=b"short").saved()
    assert fibrolog.json("show", "e1")["note"] == "short"


def test_a_note_that_is_not_utf8_is_refused(fibrolog: Program) -> None:
    assert "UTF-8" in fibrolog("add", "calf", "--note", "-", stdin=b"\xff").refused(2)
