"""The report in a real terminal of several widths; skipped where tmux is missing."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from rich.cells import cell_len  # noqa: TID253, no start to keep fast here

from fibrolog.demo import write_demo
from fibrolog.storage.diary import Diary
from tests.conftest import NOW
from tests.forked import ROOT

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
DONE = "report-is-done"
CODE = re.compile(r"\x1b\[[\d;]*m")
# Bold and faint are no colours; the rest goes back to the terminal's own.
NO_COLOUR = {f"\x1b[{code}m" for code in (0, 1, 2, 22, 39, 49)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    with Diary.open_or_create(folder / "demo.db") as diary:
        write_demo(diary, datetime.fromisoformat(NOW))
    return folder / "demo.db"


@contextmanager
def window(demo: Path, width: int, **environment: str) -> Iterator[Callable[[], str]]:
    """Begin a report in a terminal of this width, and yield what waits for what it shows."""
    assert TMUX is not None
    server = [TMUX, "-L", f"fibrolog-{uuid.uuid4().hex[:8]}", "-f", "/dev/null"]
    settings = {"FIBROLOG_NOW": NOW, "TZ": "Europe/Berlin", "LANG": "C.UTF-8"} | environment
    settings["PYTHONPATH"] = str(ROOT)  # a server that runs already has an environment of its own
    words = [
        "env",
        "-u",
        "NO_COLOR",
        "-u",
        "COLUMNS",
        *(f"{key}={value}" for key, value in settings.items()),
    ]
    words += [sys.executable, "-m", "fibrolog", "--db", str(demo), "report", "--days", "28"]
    command = f"{shlex.join(words)}; echo {DONE}; sleep 60"

    def shown() -> str:
        """Return the report with its escape codes."""
        seen = ""
        for _ in range(200):
            seen = subprocess.run(
                [*server, "capture-pane", "-p", "-e", "-J", "-t", "0"],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            if DONE in seen:
                return seen.split(DONE)[0]
            time.sleep(0.05)
        pytest.fail(f"the report never ended: {seen}")

    subprocess.run(
        [*server, "new-session", "-d", "-x", str(width), "-y", "500", command], check=True
    )
    try:
        yield shown
    finally:
        subprocess.run([*server, "kill-server"], check=False)


@pytest.mark.parametrize("width", [50, 80, 160])
def test_in_a_window_of_any_width_colour_adds_style_and_changes_no_word(
    demo: Path, width: int
) -> None:
    with (
        window(demo, width, TERM="xterm-256color") as in_colour,
        window(demo, width, NO_COLOR="1") as without,
        window(demo, width, TERM="dumb") as dumb,
    ):
        coloured, plain, bare = in_colour(), without(), dumb()

    assert "\x1b" not in bare
    assert set(CODE.findall(plain)) <= NO_COLOUR
    assert set(CODE.findall(coloured)) > NO_COLOUR - {"\x1b[22m"}
    assert CODE.sub("", coloured).split() == CODE.sub("", plain).split() == bare.split()
    lines = bare.splitlines()
    assert lines[0].startswith("Spasm report, 26 October to 22 November 2026")
    # The window was made to give a line that it had to wrap as the one it was.
    assert max(cell_len(line.rstrip()) for line in lines) <= min(width, 80)
    assert "not medical advice." in bare
