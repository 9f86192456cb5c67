"""The diary in other people's programs: they find the numbers that the report shows."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlencode

import pandas as pd
import pytest

from tests.conftest import Program
from tests.docs import HANDBOOK

# What a program answers to a question in SQL.
Ask: TypeAlias = Callable[[Path, str], list[dict[str, Any]]]

VIEWS = ("entries", "readable_episodes", "readable_uses", "days")


class Diaries(NamedTuple):
    """A made-up diary, one with a few entries that the tests know, and an empty one."""

    demo: Program
    known: Program
    empty: Program


@pytest.fixture(scope="session")
def diaries(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, settled: Callable[[Path], Program]
) -> Diaries:
    """Nothing changes them."""
    home = tmp_path_factory.mktemp("other")
    made = Diaries(**{name: settled(home / f"{name}.db") for name in Diaries._fields})
    assert made.demo("demo", "--keep", str(made.demo.diary)).code == 0
    for program in (made.known, made.empty):
        shutil.copy(blank, program.diary)
    _write_known(made.known)
    return made


def _write_known(fibrolog: Program) -> None:
    fibrolog(
        "add", "calf", "l", "7", "3m", "--woke", "--at", "2026-11-20 03:00",
        "--sign", "weakness", "--sign", "tremor", "--pain", "allodynia",
        "--trigger", "cold room", "--trigger", "long walk",
        "--took", "magnesium 400mg", "--took", "heat", "--note", "first, of all",
    ).saved()  # fmt: skip
    fibrolog("add", "neck", "--kind", "twitch", "--woke", "--at", "2026-11-16 23:00").saved()
    fibrolog("took", "cold", "--for", "e1", "--relief", "some", "--at", "2026-11-20 03:20").saved()
    fibrolog("took", "heat", "--at", "2026-11-18 08:00").saved()
    fibrolog("none", "2026-11-19").saved()
    fibrolog("regions", "rename", "calf", "Wade").saved()


@pytest.fixture(scope="session")
def demo(diaries: Diaries) -> Program:
    """The made-up diary."""
    return diaries.demo


@pytest.fixture(scope="session")
def report(demo: Program) -> dict[str, Any]:
    """Everything that the report says of it."""
    found: dict[str, Any] = demo.json("report", "--all")
    return found


@pytest.fixture(scope="session", params=["the sqlite3 shell", "Datasette"])
def ask(request: pytest.FixtureRequest, diaries: Diaries) -> Iterator[Ask]:
    """Another program that has the diaries open."""
    before = [program.diary.read_bytes() for program in diaries]
    if request.param == "Datasette":
        if importlib.util.find_spec("datasette") is None:
            pytest.skip("Datasette is not installed; it is in the dev extra")
        with _datasette(diaries) as asked:
            yield asked
    else:
        if shutil.which("sqlite3") is None:
            pytest.skip("there is no sqlite3 shell on this machine")
        yield _sqlite3_shell
    # Whatever was asked, looking changes nothing.
    assert [program.diary.read_bytes() for program in diaries] == before


def test_other_programs_find_the_reports_counts_and_rates(
    ask: Ask, demo: Program, report: dict[str, Any]
) -> None:
    [found] = ask(
        demo.diary,
        """SELECT sum(observed) AS observed, sum(spasms) AS spasms, sum(twitches) AS twitches,
        sum(clear = 'yes') AS clear,
        max(worst_intensity) AS worst FROM days""",
    )
    # A night runs from noon to noon, where `woke` of a day speaks of the date.
    [nights] = ask(
        demo.diary,
        """SELECT count(DISTINCT date(substr(at, 1, 19), '-12 hours')) AS woke
        FROM readable_episodes WHERE kind = 'spasm' AND woke = 'yes'""",
    )

    spasms = report["spasms"]
    assert found | nights == {
        "observed": report["period"]["observed_days"],
        "spasms": spasms["count"],
        "twitches": report["twitches"],
        "clear": spasms["clear_days"],
        "woke": spasms["woke"],
        "worst": spasms["worst_intensity"],
    }
    assert found["spasms"] / found["observed"] == pytest.approx(spasms["per_day"])


def test_other_programs_find_the_reports_regions(
    ask: Ask, demo: Program, report: dict[str, Any]
) -> None:
    found = ask(
        demo.diary,
        """SELECT region, count(*) AS count, avg(intensity) AS mean_intensity,
        sum(side IS 'left') AS "left", sum(side IS 'right') AS "right", sum(side IS 'both') AS both,
        sum(side IS NULL) AS unsided
        FROM readable_episodes WHERE kind = 'spasm' GROUP BY region""",
    )

    reported = {row["region"]: row for row in report["regions"]}
    assert found
    assert {row["region"] for row in found} == set(reported)
    for row in found:
        for column, value in row.items():
            assert reported[row["region"]][column] == (
                pytest.approx(value) if column == "mean_intensity" else value
            )


def test_other_programs_find_every_day_from_the_first_to_the_last(
    ask: Ask, demo: Program, report: dict[str, Any]
) -> None:
    found = ask(demo.diary, "SELECT day, observed, spasms FROM days ORDER BY day")

    first, last = (date.fromisoformat(found[end]["day"]) for end in (0, -1))
    length = (last - first).days + 1
    assert [row["day"] for row in found] == [str(first + timedelta(n)) for n in range(length)]
    calendar = [(day["day"], day["observed"], day["count"]) for day in report["calendar"]]
    shown = [(row["day"], bool(row["observed"]), row["spasms"]) for row in found]
    assert shown == calendar[: len(shown)]
    # The report goes on to today.
    assert [observed for _, observed, _ in calendar[len(shown) :]] == [False]


def test_other_programs_find_every_entry_that_list_shows(ask: Ask, demo: Program) -> None:
    found = ask(demo.diary, "SELECT * FROM entries ORDER BY instant DESC, rank DESC, number DESC")

    assert list(map(_known, found)) == _listed(demo)


def test_other_programs_find_the_relief_the_report_shows(
    ask: Ask, demo: Program, report: dict[str, Any]
) -> None:
    found = ask(
        demo.diary,
        """SELECT u.remedy, u.relief, count(*) AS count
        FROM readable_uses AS u JOIN readable_episodes AS e ON e.id = u."for"
        WHERE u.relief IS NOT NULL AND e.kind = 'spasm' GROUP BY u.remedy, u.relief""",
    )

    assert found
    reported = {row["remedy"]: row for row in report["relief"]}
    for row in found:
        assert reported[row["remedy"]][row["relief"]] == row["count"]
    assert sum(row["count"] for row in found) == sum(
        count for row in report["relief"] for count in row.values() if isinstance(count, int)
    )


def test_the_question_in_the_handbook_has_the_reports_answer(
    ask: Ask, demo: Program, report: dict[str, Any]
) -> None:
    page = (HANDBOOK / "files.md").read_text()
    [question] = re.findall(r"^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)

    months = ask(demo.diary, question)

    assert [row["month"] for row in months] == [f"2026-{month:02}" for month in range(7, 12)]
    assert sum(row["spasms"] for row in months) == report["spasms"]["count"]
    assert sum(row["observed_days"] for row in months) == report["period"]["observed_days"]


def test_views_read_like_sentences(ask: Ask, diaries: Diaries) -> None:
    diary = diaries.known.diary

    [_, spasm] = ask(diary, "SELECT * FROM readable_episodes ORDER BY day")
    uses = ask(diary, 'SELECT id, remedy, category, "for", relief FROM readable_uses')

    assert spasm == {
        "id": "e1", "day": "2026-11-20", "at": "2026-11-20T03:00:00+01:00",
        "at_precision": "minute", "kind": "spasm", "region": "Wade", "side": "left",
        "intensity": 7, "duration_s": 180, "count": 1, "woke": "yes", "signs": "weakness; tremor",
        "pain_types": "allodynia", "triggers": "cold room; long walk",
        "taken": "magnesium 400mg; heat; cold", "note": "first, of all",
    }  # fmt: skip
    against, alone = uses[-2:]
    assert against == {
        "id": "u3", "remedy": "cold", "category": "therapy", "for": "e1", "relief": "some",
    }  # fmt: skip
    assert (alone["id"], alone["for"], alone["relief"]) == ("u4", None, None)


def test_a_day_is_observed_when_it_has_a_spasm_or_is_clear(ask: Ask, diaries: Diaries) -> None:
    found = ask(diaries.known.diary, "SELECT * FROM days ORDER BY day")

    assert list(found[0]) == [
        "day", "observed", "spasms", "twitches", "uses", "clear", "worst_intensity", "woke",
    ]  # fmt: skip
    assert [tuple(row.values()) for row in found] == [
        ("2026-11-16", 0, 0, 1, 0, "no", None, "no"),
        ("2026-11-17", 0, 0, 0, 0, "no", None, "no"),
        ("2026-11-18", 0, 0, 0, 1, "no", None, "no"),
        ("2026-11-19", 1, 0, 0, 0, "yes", None, "no"),
        ("2026-11-20", 1, 1, 0, 3, "no", 7, "yes"),
    ]


def test_views_of_an_empty_diary_are_empty(ask: Ask, diaries: Diaries) -> None:
    count = " UNION ALL ".join(f"SELECT count(*) AS rows FROM {view}" for view in VIEWS)

    assert ask(diaries.empty.diary, count) == [{"rows": 0}] * len(VIEWS)


def test_pandas_finds_every_entry_that_list_shows(demo: Program, tmp_path: Path) -> None:
    frame = _in_pandas(demo, tmp_path)

    cells = frame.astype(object).where(frame.notna(), None).to_dict("records")
    newest_first = [{str(column): cell for column, cell in row.items()} for row in cells[::-1]]
    assert list(map(_known, newest_first)) == _listed(demo)


def test_pandas_finds_the_reports_numbers(
    demo: Program, report: dict[str, Any], tmp_path: Path
) -> None:
    frame = _in_pandas(demo, tmp_path)

    spasms = frame[frame["kind"] == "spasm"]
    observed = set(spasms["at"].str[:10]) | set(frame["day"].dropna())
    assert len(observed) == report["period"]["observed_days"]
    assert len(spasms) / len(observed) == pytest.approx(report["spasms"]["per_day"])
    assert (frame["kind"] == "twitch").sum() == report["twitches"]
    assert spasms["duration_s"].median() == report["spasms"]["median_duration_s"]
    regions = {row["region"]: row["count"] for row in report["regions"]}
    assert spasms["region"].value_counts().to_dict() == regions
    timed = spasms.loc[spasms["at_precision"] == "minute", "at"]
    hours = timed.str[11:13].astype(int).value_counts().reindex(range(24), fill_value=0)
    assert hours.tolist() == report["hours"]
    moments = pd.to_datetime(frame["at"].dropna(), utc=True)
    assert moments.is_monotonic_increasing


def _in_pandas(program: Program, folder: Path) -> pd.DataFrame:
    path = folder / "diary.csv"
    program("export", "-o", str(path)).saved()
    return pd.read_csv(path)


def _listed(program: Program) -> list[dict[str, Any]]:
    return [_known(row) for row in program.json("list", "--limit", "100000")]


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says of its entry, in one form, without what it leaves open."""
    known = {name: _plain(value) for name, value in row.items()}
    return {
        name: value
        for name, value in known.items()
        if value not in (None, "") and name not in ("instant", "rank", "number")
    }


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    return value


def _sqlite3_shell(diary: Path, sql: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["sqlite3", "-readonly", "-json", str(diary), sql],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return _rows(done.stdout or "[]")


@contextmanager
def _datasette(diaries: Diaries) -> Iterator[Ask]:
    files = [str(program.diary) for program in diaries]
    # Port 0: any that is free.
    command = [sys.executable, "-m", "datasette", *files, "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        assert server.stderr is not None
        try:
            places = (re.search(r"http://127\.0\.0\.1:(\d+)", line) for line in server.stderr)
            port = next((int(place[1]) for place in places if place), None)
            assert port, "Datasette ended before it served anything"
            yield partial(_asked, port)
        finally:
            server.terminate()


def _asked(port: int, diary: Path, sql: str) -> list[dict[str, Any]]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        query = urlencode({"sql": sql, "_shape": "array"})
        connection.request("GET", f"/{diary.stem}.json?{query}")
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == HTTPStatus.OK, text
        return _rows(text)


def _rows(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)
    return found
