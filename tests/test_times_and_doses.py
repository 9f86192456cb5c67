"""A time never becomes a dose, through whatever door it comes, and a dose never becomes a time."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.exchange.table_names import TableNames
from fibrolog.parse.remedies import UseGrammar, in_quotes, read_uses, require_dose
from fibrolog.parse.when.phrases import DateOrder, parse_moment
from fibrolog.storage.diary import Diary
from tests.conftest import NOW, Program
from tests.test_guided import BAD, LONG, PLACE, SIDE, TOOK, WOKE, answered
from tests.test_prompts import on_a_terminal

HERE = datetime.fromisoformat(NOW).astimezone(ZoneInfo("Europe/Berlin"))
STARTER = Diary.open(Path("no diary here"))

# What is typed after took, and the remedies, doses and local times that are saved.
READ = {
    "magnesium 1h ago": [("magnesium", "", "11-22T02:12")],
    "magnesium 400mg yesterday": [("magnesium", "400mg", "11-21T12:00")],
    "magnesium 400 yesterday": [("magnesium", "400", "11-21T12:00")],
    "magnesium at 2am": [("magnesium", "", "11-22T02:00")],
    "magnesium 400mg at 2am": [("magnesium", "400mg", "11-22T02:00")],
    "magnesium 400 mg 2am": [("magnesium", "400 mg", "11-22T02:00")],
    "magnesium at 2am 400 mg": [("magnesium", "400 mg", "11-22T02:00")],
    "magnesium 22:00": [("magnesium", "", "11-21T22:00")],
    "magnesium 3 am": [("magnesium", "", "11-22T03:00")],
    "magnesium 2 tablets 20 Nov 3am": [("magnesium", "2 tablets", "11-20T03:00")],
    "magnesium 3 20 Nov": [("magnesium", "3", "11-20T12:00")],
    "magnesium 20 Nov 400 mg": [("magnesium", "400 mg", "11-20T12:00")],
    "magnesium 1/2 tablet at noon": [("magnesium", "1/2 tablet", "11-21T12:00")],
    "magnesium half a tablet 2h ago": [("magnesium", "half a tablet", "11-22T01:12")],
    "magnesium 2026-11-20T03:00:00-05:00": [("magnesium", "", "11-20T03:00")],
    "magnesium Nov 20 2026 15:00": [("magnesium", "", "11-20T15:00")],
    "magnesium 20/11 23:00": [("magnesium", "", "11-20T23:00")],
    "heat 20 min": [("heat", "20 min", "11-22T03:12")],
    "heat 20 min 2h ago": [("heat", "20 min", "11-22T01:12")],
    "heat 2 h 20 min ago": [("heat", "", "11-22T00:52")],
    "heat 1h": [("heat", "1h", "11-22T03:12")],
    "heat 20 min last night 11pm": [("heat", "20 min", "11-21T23:00")],
    "heat 20 min yesterday.": [("heat", "20 min", "11-21T12:00")],
    "yesterday 22:10 magnesium 400mg": [("magnesium", "400mg", "11-21T22:10")],
    "2am magnesium, heat": [("magnesium", "", "11-22T02:00"), ("heat", "", "11-22T02:00")],
    "magnesium 400mg, heat 20 min, 2am": [
        ("magnesium", "400mg", "11-22T02:00"), ("heat", "20 min", "11-22T02:00"),
    ],
    "magnesium, heat 1h ago, cold": [
        ("magnesium", "", "11-22T02:12"), ("heat", "", "11-22T02:12"), ("cold", "", "11-22T02:12"),
    ],
    "magnesium, heat 1am, cold 5 min 2am": [
        ("magnesium", "", "11-22T01:00"), ("heat", "", "11-22T01:00"),
        ("cold", "5 min", "11-22T02:00"),
    ],
    "magnesium half past 2 at night": [("magnesium", "", "11-22T02:30")],
    "magnesium 400mg 3 o'clock in the morning": [("magnesium", "400mg", "11-22T03:00")],
    "magnesium 2 yesterday quarter to four in the afternoon": [("magnesium", "2", "11-21T15:45")],
    "magnesium 10 past 2 am 400 mg": [("magnesium", "400 mg", "11-22T02:10")],
    "magnesium 15 o'clock": [("magnesium", "", "11-21T15:00")],
    "vitamin d sunday": [("vitamin d", "", "11-22T12:00")],
    "vitamin d on sat": [("vitamin d", "", "11-21T12:00")],
    "vitamin d sun 2am": [("vitamin d", "", "11-22T02:00")],
    "magnesium 1am, magnesium 2am": [
        ("magnesium", "", "11-22T01:00"), ("magnesium", "", "11-22T02:00"),
    ],
}  # fmt: skip

DOSES = [
    "400mg", "400 mg", "2", "2,5 g", "1000 IU", "1,000 IU", "2 tablets", "½ cup", "1/2 tablet",
    "1/2", "3/4 cup", "half a tablet", "two tablets", "20 min", "1h", "1 h 30 min", "90 s",
    "2 x 400 mg", "2x400mg", "x2", "400mg x2", "2 tablets of 400 mg", "2-3 tablets", "2-3", "12.5",
    "2.5 mg", "5/325 mg", "2 l", "400ml", "5 %", "1 spoon", "2 i.u.", "10 drops", "1 to 2 pills",
]  # fmt: skip

# Neither a dose nor a time, or both: what is typed after took, and what the refusal says.
REFUSED = {
    "magnesium 400mg yesterdya": "type yesterday",
    "magnesium 400 yesterdya": "type yesterday",
    "magnesium 2h agoo": "'agoo'",
    "magnesium at 9": "type 9am or 9pm",
    "magnesium 400mg at 9": "type 9am or 9pm",
    "magnesium yesterday 3": "type 3am or 3pm",
    "magnesium 20 Nov 3": "a bare number for a time",
    "magnesium 400mg at 25:00": "00:00 to 23:59",
    "magnesium 31 Dec 23:50": "later than today",
    "magnesium 03/04/2026": "FIBROLOG_DATE_ORDER",
    "magnesium last night": "type last night 11pm",
    "magnesium this morning": "'this morning'",
    "magnesium 1/2 2am": "could be a date or a dose",
    "magnesium 2.5 2am": "could be a date or a dose",
    "magnesium 3/11 2am": "a time in it",
    "magnesium 20/11": "type the time with --at 20/11",
    "magnesium 3/11": "type the time with --at, and",
    "magnesium 2am 400mg 3am": "a time in it",
    "magnesium 400mg left": "'left'",
    "magnesium 400mg calf": "'calf'",
    "magnesium 400 calf": "'calf'",
    "magnesium 400mg woke": "'woke'",
    "magnesium 400 good": "'good'",
    "magnesium 400 am": "'am'",
    "magnesium in an hour": "'in an hour'",
    "magnesium half past 3": "3:30am or 3:30pm",
    "magnesium 5 o'clock": "type 5:00am or 5:00pm",
    "magnesium 400mg yesterday half past three": "'yesterday 3:30am' or 'yesterday 3:30pm'",
    "magnesium 1h earlier": "like 1h ago",
    "magnesium 20 min later": "like 20 min ago",
    "magnesium 21.11.": "type the time with --at",
    "magnesium 2 before": "'before'",
    "magnesium 400mg in the morning": "'in'",
    "magnesium 7/10": "means something else",
    "vitamin d sun": "type sunday",
    "vitamin d 1000 Sat.": "type saturday",
    "vitamin d, tues": "type tuesday",
    "fri magnesium": "type friday",
    "magnesium tomorrow": "'tomorrow'",
    "magnesium 400mg before bed": "quotes",
    "magnesium 1am, heat 2am, cold": "when 'cold' was",
    "magnesium 20 Nov, 3am": "'3am' has no remedy",
    "400mg magnesium at 2am": "type magnesium 400mg at 2am",
}

# Whole texts that are times; the grammar need not be able to take each of them.
TIMES = [
    "1h ago", "1h30m ago", "half an hour ago", "now", "just now", "2am", "at 2 a.m.", "14:30",
    "2:15 am", "noon", "midnight", "today", "yesterday", "Yesterday.", "YESTERDAY", "(yesterday)",
    "yesterday 22:10", "at yesterday 22:10", "last night 3am", "monday", "last monday", "sun",
    "monday 8am", "3 days ago", "3 months ago", "20 Nov", "20 Nov 3am", "Nov 20 2025 15:00",
    "Nov 20, 2025", "1st of May",
    "2026-11-20", "2026/11/20", "20/11/2026", "20.11.2026 23:00", "2026-11-20T03:00:00Z",
    "25:00", "31 Dec 23:50", "at 9", "03/04/2026", "last night", "tonight", "this morning",
    "yesterday evening", "\uff12am", "\uff12\uff12:\uff10\uff10", "20/11", "3/11",
    "half past 3", "5 o'clock", "half past three at night", "yesterday 5 o\u2019clock",
    "a quarter past 3",
    "quarter to 4 in the morning", "10 minutes to 4", "ten past four", "3 oclock am", "25 o'clock",
    "1h earlier", "half an hour later", "in an hour", "2 hours from now", "21.11.", "2.5.",
]  # fmt: skip


def saved(program: Program) -> list[tuple[str, str, str]]:
    uses = [row for row in program.rows() if row["entry"] == "use"]
    uses.sort(key=lambda row: int(row["id"][1:]))
    return [(row["remedy"], row["dose"], row["at"][5:16]) for row in uses]


@pytest.mark.parametrize(("line", "expected"), READ.items(), ids=list(READ))
def test_a_time_after_took_is_the_moment(
    fibrolog: Program, line: str, expected: list[tuple[str, str, str]]
) -> None:
    said = fibrolog("took", *line.split()).saved()

    assert saved(fibrolog) == expected
    assert said.count("Saved u") == len(expected)


def test_a_time_after_took_may_stand_in_quotes(fibrolog: Program) -> None:
    fibrolog("took", "magnesium", "1h ago").saved()
    fibrolog("took", "magnesium 400mg at 2am").saved()

    assert saved(fibrolog) == [
        ("magnesium", "", "11-22T02:12"), ("magnesium", "400mg", "11-22T02:00"),
    ]  # fmt: skip


@pytest.mark.parametrize("dose", DOSES)
def test_a_dose_stays_as_typed_through_every_door(dose: str) -> None:
    [use] = read_uses(f"magnesium {dose}".split(), STARTER, grammar(shared=True))
    assert (use.dose, use.when) == (dose, "")
    [use] = (
        read_uses([f"magnesium {dose} 2am"], STARTER, grammar(shared=False))
        if " " in dose
        else [use]
    )
    assert use.dose == dose
    require_dose(dose, STARTER, read_time())
    assert cells().dose(dose) == dose
    if dose[0] != "x":
        assert cells().uses(f"magnesium {dose}") == [("magnesium", dose)]


@pytest.mark.parametrize(("line", "said"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_neither_a_dose_nor_a_time_is_refused(
    fibrolog: Program, line: str, said: str
) -> None:
    assert said in fibrolog("took", *line.split()).refused(2)
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
@pytest.mark.parametrize("time", TIMES)
def test_no_door_keeps_a_time_as_a_dose(time: str, order: DateOrder | None) -> None:
    for door in doors(order):
        for text in (time, f"400mg {time}", f"{time} 400mg"):
            try:
                doses = door(text)
            except NotUnderstood:
                continue
            assert set(doses) <= {"", "400mg", "400"}, (door, text)


@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
@pytest.mark.parametrize("time", TIMES)
def test_a_dose_after_its_option_or_in_a_cell_is_refused_where_it_is_a_time(
    time: str, order: DateOrder | None
) -> None:
    with pytest.raises(NotUnderstood, match="--at"):
        require_dose(time, STARTER, read_time(order))
    with pytest.raises(NotUnderstood, match="time in it"):
        cells().dose(time)


WORDS = """
    at on last now just today yesterday monday sun sat night noon midnight ago h hour hours min m
    minutes days weeks months 1 2 3 9 12 20 22:10 2:15 2am 3pm p.m. am Nov Nov. may 1st 2026
    2026-11-20 20/11 3/4 1/2 2.5 2-3 half an a and 400mg 400 mg tablets x2 , . 1h30m 20m 1h
    2026-11-20T03:00:00Z +01:00 of \uff12am
"""
DAYS = ["", "today", "Yesterday", "monday", "last sun", "3 days ago", "20 Nov", "Nov 20, 2026",
        "1/2", "2026-11-20", "20.11.2026", "12/11/2026", "2.5", "on the"]  # fmt: skip
CLOCKS = ["", "2am", "at 2 a.m.", "22:10", "noon", "at midnight", "9", "1:30:15 am", "\uff12am"]
GONE_BY = ["now", "20m ago", "1h30m ago", "half an hour ago", "2 hours and 5 minutes ago"]
PHRASES = st.one_of(
    st.builds("{} {}".format, st.sampled_from(DAYS), st.sampled_from(CLOCKS)),
    st.builds("{} {}".format, st.sampled_from(CLOCKS), st.sampled_from(DAYS)),
    st.sampled_from(GONE_BY),
    st.datetimes(datetime(1901, 1, 1), datetime(2026, 11, 20)).map(str),  # noqa: DTZ001 -- typed
    st.lists(st.sampled_from(WORDS.split()), max_size=5).map(" ".join),
)
BESIDE = st.sampled_from(["", "400mg", "400", "2 tablets", "1/2", "2.5", "20 min", "x2", "3"])


@given(BESIDE, PHRASES, BESIDE, st.sampled_from([None, "dmy", "mdy"]))
def test_no_phrase_that_the_grammar_of_times_understands_is_kept_as_a_dose(
    before: str, phrase: str, after: str, order: DateOrder | None
) -> None:
    text = f"{before} {phrase} {after}".strip()
    for door in doors(order):
        try:
            doses = door(text)
        except NotUnderstood:
            continue
        for dose in doses:
            # A number alone is an amount: 2.5 is also 2 May to some, 1/2 the 1st of February.
            kept = f" {dose} "
            assert not is_time(dose, order) or is_number(dose), (door, text, dose)
            assert not is_time(phrase, order) or is_number(phrase) or f" {phrase} " not in kept


def test_doses_with_an_option_point_to_the_one_for_times(fibrolog: Program) -> None:
    said = fibrolog("took", "magnesium", "--dose", "1h ago").refused(2)
    assert "type the time with --at '1h ago', and" in said
    fibrolog("took", "magnesium", "--dose", "400mg").saved()

    for dose in ("yesterday", "400mg at 2am", "31 Dec 23:50"):
        assert "--at" in fibrolog("edit", "u1", "--dose", dose).refused(2)
    for dose in ("calf", "heat", "left", "good"):
        assert "means something else" in fibrolog("edit", "u1", "--dose", dose).refused(2)
    assert saved(fibrolog) == [("magnesium", "400mg", "11-22T03:12")]
    fibrolog("edit", "u1", "--dose", "two heaped spoons, before bed").saved()
    fibrolog("edit", "u1", "--at", shlex.split(said.split("--at ")[1].partition(",")[0])[0]).saved()
    assert saved(fibrolog) == [("magnesium", "two heaped spoons, before bed", "11-22T02:12")]
    fibrolog("edit", "u1", "--dose", "").saved()
    assert saved(fibrolog) == [("magnesium", "", "11-22T02:12")]


@pytest.mark.parametrize(
    "dose", ["in the morning", "one at night", "Evening", "2 every afternoon", "midday"]
)
def test_a_part_of_the_day_is_no_dose(fibrolog: Program, dose: str) -> None:
    fibrolog("took", "magnesium").saved()

    for line in (
        ["took", "magnesium", "--dose", dose],
        ["edit", "u1", "--dose", dose],
        ["took", "magnesium", f"400mg {dose}"],
        ["add", "calf", "--took", f"magnesium 400mg {dose}"],
    ):
        fibrolog(*line).refused(2)
    with pytest.raises(NotUnderstood, match="time in it"):
        cells().dose(dose)
    assert saved(fibrolog) == [("magnesium", "", "11-22T03:12")]


def test_a_clock_time_in_words_is_one_moment_or_names_both() -> None:
    at = {
        text: parse_moment(text, HERE).at.strftime("%d %H:%M")
        for text in (
            "half past 2 at night", "Half past ten at night", "yesterday 12 o'clock at night",
            "3 o\u2019clock in the morning", "sat 12 oclock in the afternoon", "quarter to 1 am",
            "five past eleven in the evening", "half past 15", "20 minutes to 3 at night",
        )
    }  # fmt: skip
    assert list(at.values()) == [
        "22 02:30", "21 22:30", "21 00:00", "22 03:00", "21 12:00", "22 00:45", "21 23:05",
        "21 15:30", "22 02:40",
    ]  # fmt: skip
    for text in ("half past 3", "7 o'clock", "12 o'clock in the morning", "quarter past 8"):
        with pytest.raises(NotUnderstood, match="could be") as refused:
            parse_moment(f"yesterday {text}", HERE)
        for one in re.findall("'([^']*[ap]m)'", str(refused.value).partition("; type ")[2]):
            assert parse_moment(one, HERE)


@pytest.mark.parametrize("noun", ["remedies", "regions"])
@pytest.mark.parametrize(
    "name",
    ["1h ago", "yesterday", "Noon", "half past 3", "last night", "21 Nov", "400mg", "2 tablets",
     "half a tablet", "20 min", "1h earlier"],
)  # fmt: skip
def test_no_name_is_a_time_or_an_amount(fibrolog: Program, noun: str, name: str) -> None:
    old = {"remedies": "magnesium", "regions": "calf"}[noun]

    fibrolog(noun, "add", name).refused(2)
    fibrolog(noun, "rename", old, name).refused(2)


@pytest.mark.parametrize("name", ["5-HTP", "sun", "evening primrose oil", "amitriptyline at night"])
def test_a_name_may_have_numbers_and_parts_of_the_day_in_it(fibrolog: Program, name: str) -> None:
    fibrolog("remedies", "add", name).saved()
    fibrolog("took", name, "2am").saved()

    assert saved(fibrolog) == [(name, "", "11-22T02:00")]


def test_a_dose_of_other_words_goes_into_quotes(fibrolog: Program) -> None:
    fibrolog("took", "magnesium", "before bed").saved()
    fibrolog("took", "magnesium", "before bed", "2am").saved()
    fibrolog("took", "magnesium", "400mg before bed").saved()

    assert saved(fibrolog) == [
        ("magnesium", "before bed", "11-22T03:12"),
        ("magnesium", "before bed", "11-22T02:00"),
        ("magnesium", "400mg before bed", "11-22T03:12"),
    ]


def test_a_moment_in_words_and_with_an_option_is_refused_as_given_twice(fibrolog: Program) -> None:
    said = fibrolog("took", "magnesium", "1h", "ago", "--at", "2am").refused(2)

    assert said == "The time was given twice, in the words and with --at; give it once.\n"
    assert "--at 'yesterday 22:00'" in (
        fibrolog("took", "magnesium", "22:00", "--at", "yesterday").refused(2)
    )


def test_a_time_beside_a_remedy_taken_with_a_spasm_is_that_remedys(fibrolog: Program) -> None:
    said = fibrolog(
        "add", "calf", "l", "7", "--at", "1am",
        "--took", "heat", "--took", "magnesium 400mg 2am", "--took", "cold 5 min 20m ago",
    ).saved()  # fmt: skip

    assert saved(fibrolog) == [
        ("heat", "", "11-22T01:00"), ("magnesium", "400mg", "11-22T02:00"),
        ("cold", "5 min", "11-22T02:52"),
    ]  # fmt: skip
    assert "Saved u1: heat.\n" in said
    assert "Saved u2: magnesium 400mg, Sunday 22 November 2026, 02:00." in said
    assert "stands alone" in fibrolog("add", "calf", "--took", "heat, 2am").refused(2)


def test_a_time_beside_a_remedy_says_which_of_two_it_is(fibrolog: Program) -> None:
    now = "2026-10-25T09:00:00+01:00"

    said = fibrolog("took", "magnesium", "2:30am", now=now).saved()
    assert "That time came twice" in said
    said = fibrolog("add", "calf", "--took", "magnesium 2:30am", now=now).saved()
    assert "That time came twice" in said


def test_the_question_what_was_taken_reads_a_time(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog,
        ["add"],
        [
            *answered(PLACE, "calf", SIDE, "1", BAD, "7", LONG, "", WOKE, ""),
            *answered(
                TOOK, "heat yesterdya", "type yesterday", "1 20 min 1h ago, 2 5 min, zzz 2am"
            ),
            *answered("gives up):", "magnesium"),
        ],
    )

    assert code == 0, screen
    assert saved(fibrolog) == [
        ("heat", "20 min", "11-22T02:12"), ("cold", "5 min", "11-22T03:12"),
        ("magnesium", "", "11-22T02:00"),
    ]  # fmt: skip


def test_a_remedy_that_is_asked_about_keeps_its_dose_and_time(fibrolog: Program) -> None:
    code, screen = on_a_terminal(
        fibrolog, ["took", "zzz", "400mg", "1h", "ago"], answered("gives up):", "magnesium")
    )

    assert code == 0, screen
    assert saved(fibrolog) == [("magnesium", "400mg", "11-22T02:12")]


@pytest.mark.parametrize(
    ("remedy", "dose"),
    [
        ("magnesium", "yesterday"),
        ("magnesium", "400mg at 9am"),
        ("magnesium", "22:00"),
        ("magnesium 1h ago", ""),
        ("magnesium 400mg 22:00", ""),
        ("heat and magnesium 2am", ""),
        ("new thing 400mg 2am", ""),
        ("new thing yesterday", ""),
    ],
)
def test_a_cell_with_a_time_beside_a_remedy_is_refused_by_line(
    fibrolog: Program, remedy: str, dose: str
) -> None:
    table = f"When,Took,Dose\n2026-11-20,{remedy},{dose}\n".encode()

    done = fibrolog(
        "import", "-", "--new-names", "--map", "at=When,remedy=Took,dose=Dose", stdin=table
    )

    assert done.code == 2
    assert "Line 2" in done.err
    assert "has a time in it" in done.err
    assert not fibrolog.diary.exists() or fibrolog.json("list") == []


def test_our_own_files_keep_whatever_an_older_version_saved(fibrolog: Program) -> None:
    fibrolog("took", "magnesium", "400mg").saved()
    ours = fibrolog("export").saved().replace("400mg", "1h ago")
    fibrolog("delete", "u1", "--yes").saved()
    fibrolog("undo").saved()

    moved = ours.replace(fibrolog.rows()[0]["uid"], "0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b")
    fibrolog("import", "-", stdin=moved.encode()).saved()

    assert [dose for _, dose, _ in saved(fibrolog)] == ["400mg", "1h ago"]


def read_time(order: DateOrder | None = None):  # type: ignore[no-untyped-def]
    return lambda text: parse_moment(text, HERE, order)


def grammar(order: DateOrder | None = None, *, shared: bool) -> UseGrammar:
    return UseGrammar(read_time(order), shared)


def cells() -> TableNames:
    return TableNames(STARTER, HERE, take_new=True)


def doors(order: DateOrder | None):  # type: ignore[no-untyped-def]
    """Return every way in which words become doses."""

    def after_took(text: str) -> list[str]:
        uses = read_uses(["magnesium", *text.split()], STARTER, grammar(order, shared=True))
        return [use.dose for use in uses]

    def in_quotes_after_took(text: str) -> list[str]:
        words = ["magnesium", text]
        quoted = UseGrammar(read_time(order), shared=True, quoted=in_quotes(words))
        return [use.dose for use in read_uses(words, STARTER, quoted)]

    def beside_a_spasm(text: str) -> list[str]:
        uses = read_uses([f"magnesium {text}"], STARTER, grammar(order, shared=False))
        return [use.dose for use in uses]

    def as_an_option(text: str) -> list[str]:
        require_dose(text, STARTER, read_time(order))
        return [text]

    def in_a_cell_of_remedies(text: str) -> list[str]:
        return [dose for _, dose in cells().uses(f"magnesium {text}")]

    def in_a_cell_of_new_remedies(text: str) -> list[str]:
        return [dose for _, dose in cells().uses(f"new thing {text}")]

    def in_a_cell_of_doses(text: str) -> list[str]:
        return [cells().dose(text)]

    return (
        after_took, in_quotes_after_took, beside_a_spasm, as_an_option, in_a_cell_of_remedies,
        in_a_cell_of_new_remedies, in_a_cell_of_doses,
    )  # fmt: skip


def is_time(text: str, order: DateOrder | None) -> bool:
    try:
        parse_moment(text, HERE, order)
    except NotUnderstood:
        return False
    return True


def is_number(text: str) -> bool:
    return not set(text.strip()) - set("0123456789./-")
