"""`import` of our JSON and of another diary, which know more than a CSV, and taking it back."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fibrolog.storage.schema import SCHEMA_VERSION
from tests import own_files
from tests.conftest import NOW, Outcome, Program
from tests.own_files import line, uid, written

Tell = Callable[..., Outcome]
WAYS = ["json", "diary"]


@pytest.fixture
def diary(fibrolog: Program, tell: Tell) -> Path:
    """A diary with something of everything in it."""
    for command in (
        ["add", "neck", "7", "--took", "heat", "--note", "mine"],
        ["none", "yesterday"],
        ["regions", "add", "tail bone", "--no-sides"],
        ["remedies", "add", "my tea"],
        ["add", "hip"],
        ["delete", "e2", "--yes"],
    ):
        tell(*command).saved()
    return fibrolog.diary


@pytest.fixture
def other(blank: Path, tmp_path: Path) -> Path:
    """Another diary, without entries."""
    return Path(shutil.copy(blank, tmp_path / "other.db"))


@pytest.fixture
def exported(tell: Tell, diary: Path) -> str:
    """The diary as JSON."""
    assert diary.exists()
    return tell("export", "--format", "json").saved()


def bring(tell: Tell, source: Path, target: Path, way: str) -> str:
    """Bring one diary into another, and return what was said."""
    if way == "diary":
        return tell("import", source, diary=target).saved()
    file = target.with_suffix(".json")
    tell("export", "--format", "json", "-o", file, "--replace", diary=source).saved()
    return tell("import", file, diary=target).saved()


def entries(tell: Tell, diary: Path) -> list[dict[str, Any]]:
    """Return all entries without their ids, which may differ."""
    found = json.loads(tell("export", "--format", "json", diary=diary).saved())["entries"]
    return sorted(({**one, "id": ""} for one in found), key=lambda one: str(one["uid"]))


# What travels


@pytest.mark.parametrize("way", WAYS)
def test_words_and_deletions_travel(tell: Tell, diary: Path, other: Path, way: str) -> None:
    bring(tell, diary, other, way)
    assert "sides: refused" in tell("regions", "--plain", diary=other).out
    assert entries(tell, other) == entries(tell, diary)

    tell("delete", "e1", "u1", "c1", "--yes").saved()
    assert "Removed 3 entries that the other diary had removed." in bring(tell, diary, other, way)
    assert entries(tell, other) == []

    assert "There is nothing to bring in." in bring(tell, other, diary, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", [["edit", "e1", "--note", "new"], ["delete", "e1", "--yes"]])
def test_an_undo_of_what_another_diary_had_seen_travels_too(
    tell: Tell, diary: Path, other: Path, way: str, change: list[str]
) -> None:
    bring(tell, diary, other, way)
    before = entries(tell, diary)
    tell(*change).saved()
    bring(tell, diary, other, way)
    assert entries(tell, other) == entries(tell, diary) != before

    tell("undo").saved()
    bring(tell, diary, other, way)
    bring(tell, other, diary, way)

    assert [without_as_of(one) for one in entries(tell, diary)] == before
    assert entries(tell, other) == entries(tell, diary)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_brought_in_and_taken_back_does_not_hide_that_it_was_removed_later(
    tell: Tell, diary: Path, other: Path, way: str
) -> None:
    tell("add", "jaw", "3", diary=diary).saved()
    bring(tell, diary, other, way)
    tell("edit", "last", "--note", "theirs", diary=other).saved()
    tell("undo", "2", diary=other).saved()
    tell("delete", "last", "--yes").saved()

    bring(tell, diary, other, way)

    assert deletions(tell, other) == deletions(tell, diary)


def deletions(tell: Tell, diary: Path) -> list[dict[str, str]]:
    """Return what a diary tells others that was removed."""
    found = json.loads(tell("export", "--format", "json", diary=diary).saved())["deletions"]
    return sorted(found, key=lambda one: str(one["uid"]))


def without_as_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry without what only merging needs."""
    return {key: value for key, value in entry.items() if key != "as_of"}


def test_what_only_merging_needs_is_told_as_such_and_can_be_taken_back(
    tell: Tell, exported: str, other: Path, tmp_path: Path
) -> None:
    document = json.loads(exported)
    (tmp_path / "f.json").write_text(json.dumps(document | {"entries": []}))
    tell("remedies", "add", "my tea", diary=other).saved()
    before = own_files.tables(other)
    tell("import", tmp_path / "f.json", diary=other).saved()
    again = json.loads(exported)
    again["deletions"] = [{"uid": uid(1), "entry": "use", "deleted_at": own_files.STAMP}]
    (tmp_path / "g.json").write_text(json.dumps(again | {"entries": []}))

    said = tell("import", tmp_path / "g.json", diary=other).saved()

    assert "No entry changed, only what is known of words" in said
    assert "import: no entry changed" in tell("history", diary=other).saved()
    tell("undo", "2", diary=other).saved()
    assert own_files.tables(other) == before


# Files that other programs wrote again


REWRITTEN: dict[str, Callable[[str], bytes]] = {
    "indented": lambda text: json.dumps(json.loads(text), indent=4).encode(),
    "sorted": lambda text: json.dumps(json.loads(text), sort_keys=True).encode(),
    "backwards": lambda text: json.dumps(dict(reversed(json.loads(text).items()))).encode(),
    "on one line": lambda text: json.dumps(json.loads(text)).encode(),
    "marked": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "blank lines first": lambda text: b"\r\n" * 50 + text.encode(),
    "with more in it": lambda text: json.dumps({"mine": [[1], {}], **json.loads(text)}).encode(),
    "entries twice": lambda text: text.replace('"entries"', '"entries": [], "entries"').encode(),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_how_the_json_is_spelled_does_not_matter(
    tell: Tell, diary: Path, other: Path, exported: str, name: str
) -> None:
    file = other.with_suffix(".json")
    file.write_bytes(REWRITTEN[name](exported))

    tell("import", file, diary=other).saved()

    assert tell("export", "--format", "json", diary=other).saved() == exported
    assert entries(tell, other) == entries(tell, diary)


# What is refused


BAD_ENTRIES: list[tuple[str, object]] = [
    ("intensity", 11), ("intensity", 7.5), ("intensity", True), ("intensity", [7]),
    ("intensity", {"a": 1}), ("intensity", float("nan")), ("woke", 1), ("at", 20261120),
    ("signs", {"numbness": 1}), ("signs", ["numbness", "dizzy"]), ("triggers", ["a; b"]),
    ("triggers", ["a", 5]), ("triggers", [["a"]]), ("triggers", [""]), ("note", "\ud800"),
    ("uid", "x"), ("uid", 5), ("as_of", "soon"), ("mine", 1), ("region", "a,b"),
    ("triggers", ["\udfff"]), ("entry", "other"), ("entry", None), ("created_at", "x"),
]  # fmt: skip


def test_every_bad_entry_is_named_with_its_key_and_nothing_comes_in(
    tell: Tell, diary: Path, exported: str, tmp_path: Path
) -> None:
    document = json.loads(exported)
    good = next(one for one in document["entries"] if one["entry"] == "episode")
    document["entries"] = [
        {**good, "uid": uid(number), key: value} for number, (key, value) in enumerate(BAD_ENTRIES)
    ]
    document["entries"] += [5, [[]], "x", None]
    head, _, rest = json.dumps(document).partition('"entries": [')
    lines = "\n".join(json.dumps(one) + "," for one in document["entries"]).rstrip(",")
    assert rest
    file = tmp_path / "f.json"
    file.write_text(f'{head}"entries": [\n{lines}\n]}}')
    before = diary.read_bytes()

    outcome = tell("import", file)

    assert (outcome.code, outcome.out) == (2, "")
    *named, last = outcome.err.splitlines()
    told: Counter[str] = Counter()
    for sentence in named:  # equal reasons are told together
        found = re.fullmatch(r"Line \d+(?: and (\d+) more)?(?:, column '(\w+)')?: .+", sentence)
        assert found, sentence
        told[found[2] or "it is not an object."] += 1 + int(found[1] or 0)
    assert told == Counter([*(key for key, _ in BAD_ENTRIES), *["it is not an object."] * 4])
    assert "Nothing came in" in last
    assert "--skip-bad" not in last
    assert diary.read_bytes() == before


SCHEMA = f'"schema": {SCHEMA_VERSION}'
REFUSED: dict[str, tuple[Callable[[str], str], int, str]] = {
    "a newer schema": (lambda text: text.replace(SCHEMA, '"schema": 99'), 1, "newer"),
    "no schema": (lambda text: text.replace(f"{SCHEMA},", ""), 2, "not from fibrolog"),
    "a schema in words": (lambda text: text.replace(SCHEMA, '"schema": "2"'), 2, "not from"),
    "something else": (lambda _: '{"a": 1}', 2, "not from fibrolog"),
    "an empty object": (lambda _: "{}", 2, "not from fibrolog"),
    "a list": (lambda _: '[{"id": "e1"}]', 2, "a list and no object"),
    "cut": (lambda text: text[: len(text) // 2], 2, "not sound JSON near line"),
    "cut before its end": (lambda text: text[:-4], 2, "not sound JSON near line"),
    "more behind it": (lambda text: text + "{}", 2, "follows the end"),
    "nested deep": (lambda _: '{"fibrolog": ' + "[" * 100_000, 2, "nested too deep"),
    "an entry nested deep": (
        lambda text: text.replace('"entries": [', '"entries": [' + "[" * 100_000), 2, "too deep",
    ),
    "an endless number": (
        lambda text: text.replace('"intensity": 7', '"intensity": ' + "7" * 5_000), 2, "digits",
    ),
    "an endless number in front": (
        lambda text: text.replace("{", '{"x": ' + "7" * 5_000 + ",", 1), 2, "too many digits",
    ),
    "entries that are no list": (
        lambda text: json.dumps(json.loads(text) | {"entries": {}}), 2, "not from fibrolog",
    ),
    "other entries behind": (
        lambda text: text.rstrip()[:-1] + ', "entries": 5}', 2, "no list of entries",
    ),
    "regions that are no list": (
        lambda text: json.dumps(json.loads(text) | {"regions": {}}), 2, "no list of regions",
    ),
    "deletions that are no list": (
        lambda text: json.dumps(json.loads(text) | {"deletions": 5}), 2, "no list of deletions",
    ),
    "a deletion of nothing": (
        lambda text: text.replace('"deletions": [', '"deletions": [{},'), 2, "among its deletions",
    ),
    "a region with letters for aliases": (
        lambda text: text.replace('"aliases": ["jaws", "chin"]', '"aliases": "jaws"'), 2,
        "among its regions, on line 6",
    ),
    "a region that cannot be": (
        lambda text: text.replace('"name": "jaw"', '"name": "a,b"'), 2, "among its regions",
    ),
    "a hint of half a letter": (
        lambda text: text.replace('"hint": "', '"hint": "\\ud800'), 2, "among its remedies",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_json_that_is_not_ours_or_not_sound_is_one_sentence(
    tell: Tell, diary: Path, exported: str, tmp_path: Path, name: str
) -> None:
    spoil, code, words = REFUSED[name]
    file = tmp_path / "f.json"
    file.write_text(spoil(exported))
    before = diary.read_bytes()
    missing = tmp_path / "none" / "diary.db"

    assert words in tell("import", file).refused(code)
    assert words in tell("import", file, diary=missing).refused(code)

    assert diary.read_bytes() == before


def test_json_in_another_encoding_is_one_sentence(
    tell: Tell, diary: Path, exported: str, tmp_path: Path
) -> None:
    (tmp_path / "f.json").write_bytes(exported.replace("mine", "m\xefne").encode("latin-1"))
    before = diary.read_bytes()
    assert "is not UTF-8 near line" in tell("import", tmp_path / "f.json").refused(2)
    assert diary.read_bytes() == before


def test_another_diary_that_cannot_be_read_is_one_sentence_about_the_file_that_was_named(
    tell: Tell, diary: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    tell("add", "calf", diary=other).saved()
    sound, file = other.read_bytes(), tmp_path / "f.db"
    rotten = sound[: 5 * 4096] + b"\xff" * 4096 + sound[6 * 4096 :]
    before = diary.read_bytes()
    for content, words in (
        (sound[: len(sound) // 2], "damaged"), (sound[:-100], "damaged"), (rotten, "damaged"),
        (sound[:1000], "damaged"), (sound.replace(b"calf", b"c\xfflf"), "UTF-8"),
    ):  # fmt: skip
        file.write_bytes(content)
        sentence = tell("import", file).refused(1)
        assert words in sentence
        assert str(file) in sentence
    for statement, words in (
        ("PRAGMA user_version = 99", "newer fibrolog"), ("PRAGMA application_id = 7", "not a fib"),
    ):  # fmt: skip
        file.write_bytes(sound)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(statement)
        kept = file.read_bytes()
        assert words in tell("import", file).refused(1)
        assert file.read_bytes() == kept
    assert diary.read_bytes() == before
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_diary_of_an_older_version_comes_in_and_stays_as_it_is(
    tell: Tell, other: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old" / "old.db"
    old.parent.mkdir()
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((Path(__file__).parent / "schemas" / "schema_1.sql").read_text())
    before = old.read_bytes()

    assert "Added" in tell("import", old, diary=other).saved()

    assert old.read_bytes() == before
    assert list(old.parent.iterdir()) == [old]


# Taking imports back


def test_undo_takes_an_import_back_exactly_and_redo_and_another_import_bring_it_again(
    tell: Tell, diary: Path, other: Path
) -> None:
    bring(tell, diary, other, "json")
    for command in (
        ["edit", "e1", "--note", "theirs"], ["none", "2026-11-20"], ["add", "hip"],
        ["remedies", "rename", "heat", "warmth"], ["took", "my tea"], ["delete", "u1", "--yes"],
    ):  # fmt: skip
        tell(*command, diary=other).saved()
    tell("add", "calf", "--at", "2026-11-20 03:00").saved()
    before = own_files.tables(diary)
    bring(tell, other, diary, "diary")
    after = own_files.tables(diary)
    assert after != before

    assert tell("undo").saved().startswith("Took back: import.\n")
    assert own_files.tables(diary) == before
    assert tell("undo", "--redo").saved().startswith("Put back: import.\n")
    assert own_files.tables(diary) == after
    tell("undo").saved()
    bring(tell, other, diary, "diary")
    ids = {table: [row[:2] for row in rows] for table, rows in own_files.tables(diary).items()}
    entry_tables = ("episodes", "uses", "clear_days")
    assert all(ids[table] == [row[:2] for row in after[table]] for table in entry_tables)


def test_an_import_of_thousands_is_a_line_in_the_history_and_a_screen_in_its_undo(
    tell: Tell, diary: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "f.csv", *(line(number) for number in range(3_000)))
    before = own_files.tables(diary)
    tell("import", file).saved()

    newest = tell("history").saved().splitlines()[0]
    assert newest == f"{NOW[:10]} {NOW[11:16]}  import: e3 added, e4 added, e5 added and 2,997 more"

    taken_back = tell("undo").saved().splitlines()
    assert len(taken_back) == 22
    assert taken_back[-1] == "  And 2,980 more."
    assert own_files.tables(diary) == before


# What is shown meanwhile


def test_how_far_it_is_is_shown_on_a_terminal_and_never_in_a_pipe(
    fibrolog: Program, tmp_path: Path
) -> None:
    prompts = pytest.importorskip("tests.test_prompts", reason="pseudo-terminals: POSIX only")
    file = written(tmp_path / "f.csv", *(line(number) for number in range(2_000)))

    code, screen = prompts.on_a_terminal(fibrolog, ["import", str(file)], [])
    assert (code, "Reading f.csv" in screen) == (0, True)

    quiet = fibrolog("import", str(file)).saved()
    assert "Reading" not in quiet
    assert "\x1b" not in quiet
