"""`import` of our own CSV, also as a person changed it: which ids, which state, which clear day."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import own_files
from tests.conftest import Outcome, Program
from tests.own_files import line, uid, written

Tell = Callable[..., Outcome]
LATER = "2026-11-21T02:00:00+00:00"


@pytest.fixture
def diary(fibrolog: Program, tell: Tell) -> Path:
    """A diary with something in it."""
    tell("add", "neck", "--note", "mine").saved()
    return fibrolog.diary


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A place for another diary."""
    return tmp_path / "other" / "diary.db"


def ids(tell: Tell, diary: Path) -> dict[str, str]:
    """Return the ids of all entries by their uids."""
    return {row["uid"]: row["id"] for row in rows(tell, diary)}


def rows(tell: Tell, diary: Path) -> list[dict[str, str]]:
    found = json.loads(tell("export", "--format", "json", diary=diary).saved())
    return list(found["entries"])


# Ids


def test_free_ids_are_kept_and_taken_ones_get_the_next_after_all_the_others(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "f.csv",
        line(1, id="e1"), line(2, id="e40"), line(3, id="e2"), line(4), line(5, id="e2"),
        line(6, id="e1", at="2026-11-20T04:00:00+01:00"), line(7, id="u1", entry="use"),
        line(8, id="c1", entry="clear", day="2026-11-02"),
        line(9, id="c1", entry="clear", day="2026-11-03"),
    )  # fmt: skip
    assert "Added 6 episodes, 1 use and 2 clear days." in tell("import", file).saved()

    found = ids(tell, diary)

    assert {number: found[uid(number)] for number in range(1, 10)} == {
        1: "e41", 2: "e40", 3: "e2", 4: "e42", 5: "e43", 6: "e44", 7: "u1", 8: "c1", 9: "c2",
    }  # fmt: skip
    assert "Saved e45" in tell("add", "calf").saved()


def test_the_id_of_a_deleted_entry_goes_to_no_other_and_back_to_its_own(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    [mine] = rows(tell, diary)
    tell("delete", "e1", "--yes").saved()

    tell("import", written(tmp_path / "f.csv", line(1, id="e1"))).saved()
    assert ids(tell, diary) == {uid(1): "e2"}

    newer = {"uid": mine["uid"], "id": "e1", "updated_at": "2026-11-22T02:30:00+00:00"}
    tell("import", written(tmp_path / "g.csv", line(**newer))).saved()
    assert ids(tell, diary) == {uid(1): "e2", mine["uid"]: "e1"}


# Twice, and what is newer


def test_the_same_file_twice_adds_nothing_and_leaves_no_step(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "f.csv",
        line(1, region="scalp"), line(entry="use", remedy="my tea"), line(entry="use"),
        line(entry="use"), line(entry="clear", day="2026-11-19"), line(note="by hand"),
    )  # fmt: skip
    said = tell("import", file).saved()
    assert "Added 2 episodes, 3 uses and 1 clear day." in said
    assert "New regions: scalp.\nNew remedies: my tea.\n" in said
    before = diary.read_bytes()

    said = tell("import", file).saved()

    assert "6 entries were here already, as new or newer.\nNothing is new.\n" in said
    assert diary.read_bytes() == before


def test_a_line_without_a_uid_stays_as_it_was_changed_or_deleted_here(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", line(note="a"), line(note="b"))
    tell("import", file).saved()
    tell("edit", "e2", "--note", "changed").saved()
    tell("delete", "e3", "--yes").saved()
    before = diary.read_bytes()

    assert "1 entry was removed here later" in tell("import", file).saved()

    assert diary.read_bytes() == before


def test_the_newer_of_two_states_wins_and_the_times_are_kept(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    old = written(tmp_path / "old.csv", line(1, note="old"))
    new = written(tmp_path / "new.csv", line(1, note="new", updated_at=LATER))
    tell("import", old).saved()
    assert "Changed 1 entry: e2." in tell("import", new).saved()
    assert "1 entry was here already" in tell("import", old).saved()

    [found] = [row for row in rows(tell, diary) if row["uid"] == uid(1)]

    assert (found["note"], found["created_at"], found["updated_at"]) == (
        "new", own_files.STAMP, LATER,
    )  # fmt: skip


@pytest.mark.parametrize("note", ["a", "b", "c", "d", "e"])
def test_a_line_that_was_changed_without_a_later_time_is_always_refused(
    tell: Tell, diary: Path, tmp_path: Path, note: str
) -> None:
    tell("import", written(tmp_path / "f.csv", line(1, note="first"), line(2))).saved()
    before = diary.read_bytes()
    file = written(tmp_path / "g.csv", line(1, note=note), line(2))

    said = tell("import", file)

    assert (said.code, diary.read_bytes()) == (2, before)
    assert said.err.startswith("Line 2, column 'updated_at': it differs from the diary, with")
    [later] = re.findall(r"give it a later one, such as (\S+)\.\n", said.err)
    tell("import", written(file, line(1, note=note, updated_at=later), line(2))).saved()
    [found] = [row for row in rows(tell, diary) if row["uid"] == uid(1)]
    assert (found["note"], found["updated_at"]) == (note, later)


def test_the_time_to_give_a_changed_line_is_after_an_undo_too(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    [mine] = rows(tell, diary)
    file = tmp_path / "f.csv"
    tell("export", "-o", file).saved()
    tell("edit", "e1", "--note", "other").saved()
    tell("undo").saved()
    text = file.read_text().replace(",mine,", ",changed,")
    file.write_text(text)
    [later] = re.findall(r"give it a later one, such as (\S+)\.\n", tell("import", file).err)
    assert later > mine["updated_at"]
    start, _, _ = text.rstrip().rpartition(",")
    file.write_text(f"{start},{later}\r\n")
    tell("import", file).saved()

    assert [row["note"] for row in rows(tell, diary)] == ["changed"]


def test_a_changed_line_of_an_entry_from_a_wrong_clock_is_for_edit(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog("add", "calf", "--note", "mine", now="2026-11-20T03:00:00+01:00").saved()
    file = tmp_path / "f.csv"
    fibrolog("export", "-o", str(file)).saved()
    fibrolog("edit", "e1", "--note", "other", now="2096-11-20T03:00:00+01:00").saved()
    fibrolog("undo").saved()
    file.write_text(file.read_text().replace(",mine,", ",changed,"))

    said = fibrolog("import", str(file))

    assert (said.code, "; change it with fibrolog edit e1.\n" in said.err) == (2, True)


def test_two_states_of_one_second_are_decided_alike_whichever_comes_first(
    tell: Tell, tmp_path: Path
) -> None:
    files: list[Path] = []
    for note, region in (("a", "calf"), ("b", "hip"), ("c", "scalp")):
        made = tmp_path / f"{note}.db"
        csv_file = written(tmp_path / f"{note}.csv", line(1, note=note, region=region))
        tell("import", csv_file, diary=made).saved()
        files.append(tmp_path / f"{note}.json")
        tell("export", "-o", files[-1], diary=made).saved()
    kept = set()
    for place, order in enumerate(([0, 1, 2], [2, 1, 0], [1, 0, 2])):
        diary = tmp_path / f"{place}.db"
        for number in order:
            tell("import", files[number], diary=diary).saved()
        kept |= {row["note"] for row in rows(tell, diary)}

    assert len(kept) == 1


def test_a_state_that_loses_brings_no_new_name(tell: Tell, diary: Path, tmp_path: Path) -> None:
    tell("import", written(tmp_path / "new.csv", line(1, updated_at=LATER))).saved()
    before = diary.read_bytes()

    old = line(1, region="scalp", side="left")
    tell("import", written(tmp_path / "old.csv", old)).saved()

    assert diary.read_bytes() == before


def test_what_was_deleted_here_does_not_come_back_from_an_older_file(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    for name in ("csv", "json"):
        tell("export", "--format", name, "-o", tmp_path / name).saved()
    tell("delete", "e1", "--yes").saved()

    for name in ("csv", "json"):
        assert "1 entry was removed here later" in tell("import", tmp_path / name).saved()
        assert rows(tell, diary) == []


# Clear days


@pytest.mark.parametrize("spasm", [{}, {"at": "2026-11-19T23:00:00+01:00", "duration_s": "7200"}])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_spasm_takes_the_place_of_a_clear_day_whichever_comes_first(
    tell: Tell, tmp_path: Path, other: Path, order: tuple[int, int], spasm: dict[str, str]
) -> None:
    files = (
        written(tmp_path / "clear.csv", line(1, entry="clear", updated_at=LATER)),
        written(tmp_path / "spasm.csv", line(2, **spasm)),
    )
    said = [tell("import", files[place], diary=other).saved() for place in order]

    assert "1 clear day gives way to a spasm" in said[1]
    assert ("Added 1 clear day" in said[1]) is False
    assert list(ids(tell, other)) == [uid(2)]
    for file in files:
        tell("import", file, diary=other).saved()
    assert list(ids(tell, other)) == [uid(2)]


def test_a_twitch_leaves_a_clear_day(tell: Tell, tmp_path: Path, other: Path) -> None:
    file = written(tmp_path / "f.csv", line(1, entry="clear"), line(2, kind="twitch"))
    tell("import", file, diary=other).saved()
    assert set(ids(tell, other)) == {uid(1), uid(2)}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("updated_at", "winner"), [(LATER, 1), (own_files.STAMP, 2)])
def test_of_two_clear_days_for_one_day_the_later_stays(
    tell: Tell, tmp_path: Path, order: tuple[int, int], updated_at: str, winner: int
) -> None:
    other = tmp_path / "other.db"
    one = line(1, entry="clear", updated_at=updated_at)
    files = [written(tmp_path / f"{n}.csv", one if n else line(2, entry="clear")) for n in (0, 1)]
    for place in order:
        tell("import", files[place], diary=other).saved()
    assert list(ids(tell, other)) == [uid(winner)]

    both = tmp_path / "both.db"
    tell("import", written(tmp_path / "b.csv", line(2, entry="clear"), one), diary=both).saved()
    assert list(ids(tell, both)) == [uid(winner)]


def test_line_that_a_person_adds_may_lack_its_kind_and_the_offset_of_its_moment(
    tell: Tell, other: Path, tmp_path: Path
) -> None:
    added = line(at="2026-10-12 10:00", kind="", region="calf")
    file = written(tmp_path / "f.csv", added, line(entry="use", at="2026-11-12T10:00:30"))

    tell("import", file, diary=other).saved()

    assert [(row.get("kind"), row["at"]) for row in rows(tell, other)] == [
        ("spasm", "2026-10-12T10:00:00+02:00"),
        (None, "2026-11-12T10:00:30+01:00"),
    ]
    assert "Nothing is new." in tell("import", file, diary=other).out


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"at": "2026-03-29 02:30"}, "'2026-03-29 02:30' did not exist"),
        ({"at": "2026-11-12"}, "is no moment with an offset"),
        ({"at": "soon"}, "is no moment with an offset"),
        ({"kind": "cra"}, "'cra' is not known"),
    ],
)
def test_line_that_a_person_adds_is_refused_where_it_is_not_clear(
    tell: Tell, other: Path, tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    file = written(tmp_path / "f.csv", line(**cells))

    assert said in tell("import", file, diary=other).err


# Which entries changed, and whose version is kept


def test_an_import_says_which_entries_it_changed(tell: Tell, diary: Path, tmp_path: Path) -> None:
    lines = [line(number, entry=kind) for number, kind in enumerate(["use"] * 14 + ["clear"])]
    tell("import", written(tmp_path / "f.csv", *lines)).saved()
    newer = written(
        tmp_path / "g.csv", *({**one, "note": "x", "updated_at": LATER} for one in lines)
    )

    would = tell("import", newer, "--dry-run").saved()
    said = tell("import", newer).saved()

    which = ": u1, u2, u3, u4, u5, u6, u7, u8, u9, u10 and 5 more.\n"
    assert f"Would change 15 entries{which}" in would
    assert f"Changed 15 entries{which}" in said
    assert "changed here" not in said
    assert diary.exists()


@pytest.mark.parametrize("kind", ["json", "db", "csv"])
def test_an_entry_that_was_changed_on_both_sides_is_told_with_the_way_back(
    fibrolog: Program, make_program: Callable[[Path], Program], tmp_path: Path, kind: str
) -> None:
    fibrolog("add", "calf", "--note", "first", now="2026-11-20T03:00:00+01:00").saved()
    fibrolog("add", "hip", now="2026-11-20T03:05:00+01:00").saved()
    other = make_program(tmp_path / "other.db")
    other("import", str(fibrolog.diary)).saved()
    fibrolog("edit", "e1", "--note", "here", now="2026-11-20T04:00:00+01:00").saved()
    other("edit", "e1", "--note", "there", now="2026-11-20T05:00:00+01:00").saved()
    other("edit", "e2", "--note", "only there", now="2026-11-20T05:00:00+01:00").saved()
    file = other.diary if kind == "db" else tmp_path / f"f.{kind}"
    if kind != "db":
        other("export", "-o", str(file)).saved()
    theirs, mine = fibrolog.diary.read_bytes(), other.diary.read_bytes()

    said = fibrolog("import", str(file)).saved()

    assert "Changed 2 entries: e1 and e2.\n" in said
    assert "e1 was changed here as well; what comes in is later, and is kept." in said
    assert "type: fibrolog history e1\n" in said
    assert "here" in fibrolog("history", "e1").saved()
    assert "e1 " not in fibrolog("import", str(file)).saved()
    fibrolog("undo").saved()
    assert fibrolog.rows()[0]["note"] == "here"

    fibrolog.diary.write_bytes(theirs)
    other.diary.write_bytes(mine)
    said = other("import", str(fibrolog.diary)).saved()
    assert "e1 was changed elsewhere as well; what is here is later, and stays." in said
    assert "Nothing is new." in said


def test_an_older_copy_of_ones_own_diary_is_no_change_of_another(
    fibrolog: Program, tmp_path: Path
) -> None:
    fibrolog("add", "calf", now="2026-11-20T03:00:00+01:00").saved()
    fibrolog("edit", "e1", "--note", "one", now="2026-11-20T04:00:00+01:00").saved()
    for name in ("f.csv", "f.json"):
        fibrolog("export", "-o", str(tmp_path / name)).saved()
    fibrolog("edit", "e1", "--note", "two", now="2026-11-20T05:00:00+01:00").saved()

    for name in ("f.csv", "f.json"):
        said = fibrolog("import", str(tmp_path / name)).saved()

        assert "elsewhere" not in said
        assert "1 entry was here already, as new or newer." in said
