"""What one command shows is of one moment, whatever is written between two of its reads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome

Tell = Callable[..., Outcome]
connect = sqlite3.connect

# One more of everything that a command may show, as another process would write it.
WRITTEN = (
    "INSERT INTO steps (at, command) VALUES ('2026-11-22T02:00:00+00:00', 'add')",
    "UPDATE regions SET name = 'lower leg' WHERE key = 'calf'",
    "UPDATE remedies SET name = 'warmth' WHERE key = 'heat'",
    """INSERT INTO episodes (uid, at, at_precision, kind, region_id, side, intensity, count, woke,
      signs, pain_types, triggers, note, created_at, updated_at)
    SELECT 'z' || substr(uid, 2), at, at_precision, kind, region_id, side, intensity, count, woke,
      signs, pain_types, triggers, 'more', created_at, updated_at FROM episodes WHERE id = 2""",
    """INSERT INTO uses (uid, at, at_precision, remedy_id, dose, note, created_at, updated_at)
    SELECT 'z' || substr(uid, 2), at, at_precision, remedy_id, dose, note, created_at, updated_at
    FROM uses WHERE id = 2""",
    "UPDATE clear_days SET note = 'more'",
    "UPDATE trials SET stopped_at = '2026-11-22T01:00:00+01:00' WHERE id = 2",
    "DELETE FROM revisions",
)
PLAN = json.dumps(["on-off", "off-on"] * 5)


def write(path: Path) -> bool:
    """Write at once and wait for nobody; return whether it could be done."""
    with closing(connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for statement in WRITTEN:
                connection.execute(statement)
            connection.execute("COMMIT")
        except sqlite3.OperationalError:
            return False
    return True


@pytest.fixture
def diary(tell: Tell, tmp_path: Path) -> Path:
    """A diary with a trial that is over and one that runs."""
    path = tmp_path / "diary" / "diary.db"
    for line in (
        ["remedies", "add", "tea"],
        ["add", "calf", "l", "7", "--at", "2026-11-10 22:00", "--took", "heat"],
        *(["add", "calf", "6", "--at", f"2026-11-{day} 23:00", "--note", "n"] for day in (18, 20)),
        ["took", "heat", "--at", "2026-11-20 21:00"],
        ["none", "2026-11-19"],
        ["delete", "e3", "--yes"],
    ):
        assert tell(*line, diary=path).code == 0
    with closing(sqlite3.connect(path)) as connection, connection:
        for letter, first_day in (("x", "2026-06-01"), ("y", "2026-11-10")):
            connection.execute(
                """INSERT INTO trials (uid, remedy_id, first_day, hour, block_days, washout_days,
                  plan, created_at, updated_at)
                SELECT ? || substr(uid, 2), remedy_id, ?, 20, 3, 0, ?, created_at, updated_at
                FROM uses WHERE id = 1""",
                (letter, first_day, PLAN),
            )
    return path


COMMANDS: tuple[list[str], ...] = (
    [], ["list"], ["list", "--limit", "1"], ["list", "--json"], ["list", "--region", "calf"],
    ["show", "last"], ["show", "e1"], ["info"], ["check"], ["history"], ["history", "e1"],
    ["report"], ["report", "--all", "--plain"], ["report", "--json"], ["report", "--notes"],
    ["report", "--region", "calf"], ["report", "--why", "heat"], ["export"],
    ["export", "--format", "json"], ["trial"], ["trial", "status"], ["trial", "today", "--json"],
    ["trial", "report", "t1"], ["trial", "report", "t1", "--json"], ["remedies"], ["regions"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_shown_is_of_one_moment_whenever_another_writes(
    tell: Tell, diary: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = diary.read_bytes()
    statements: list[str] = []
    strike = -1

    def watched(*place: Any, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*place, **how)
        connection.set_trace_callback(struck)
        return connection

    def struck(statement: str) -> None:
        statements.append(statement)
        if len(statements) - 1 == strike:
            write(diary)

    before = tell(*command, diary=diary)
    assert write(diary)
    after = tell(*command, diary=diary)
    monkeypatch.setattr(sqlite3, "connect", watched)
    diary.write_bytes(content)
    assert tell(*command, diary=diary) == before
    # What comes before its own moment begins is about the file alone.
    begins = statements.index("BEGIN") if "BEGIN" in statements else 0
    for strike in range(begins, len(statements)):
        statements.clear()
        diary.write_bytes(content)
        assert tell(*command, diary=diary) in (before, after), strike


def test_the_commands_show_what_is_written(tell: Tell, diary: Path) -> None:
    """Otherwise the test above would say nothing."""
    before = [tell(*command, diary=diary) for command in COMMANDS]
    assert write(diary)
    after = [tell(*command, diary=diary) for command in COMMANDS]

    same = [
        " ".join(command)
        for command, *both in zip(COMMANDS, before, after, strict=True)
        if both[0] == both[1]
    ]
    assert same == ["check"]
    assert [outcome.code for outcome in before if outcome.code] == []
