"""The commands in README and handbook, with what they print: `python -m tests.docs` writes it.

A fence marked `console` shows lines a person types, each behind `$ `, and what the program
answers. A fence marked `sh` has lines whose answer is long, or different each time: those of
fibrolog are run and must work. A comment `<!-- $ fibrolog ... -->` is such a line that no reader
sees. Each page has a home folder and a diary of its own, in which all of this runs in order, with
the clock stopped at a Sunday night; a fence marked `csv` and a name is a file that is there from
the start. A uid, which is drawn anew each time, is shown as one that was drawn once.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import tempfile
from functools import cache
from pathlib import Path

from tests.forked import ROOT, Starter

README = ROOT / "README.md"
HANDBOOK = ROOT / "fibrolog" / "handbook"
PAGES = [README, *sorted(HANDBOOK.glob("*.md"))]
NOW = "2026-11-22T03:12:00+01:00"
HOME_SHOWN = "/home/you"
UID_SHOWN = "607a9955-660a-49ca-9307-5308753c5ba6"

_FENCE = r"(?<=^```console\n)(?P<console>.*?)(?=^```$)"
_SILENT = r"(?<=^```sh\n)(?P<sh>.*?)(?=^```$)|(?<=^<!-- \$ )(?P<comment>.*?)(?= -->$)"
_BLOCK = re.compile(rf"{_FENCE}|{_SILENT}", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^```csv (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_IN_TEXT = re.compile(r"`(fibrolog [^`]+)`")
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPED = re.compile(r"^\$ (.*)$", re.MULTILINE)


def commands(text: str) -> list[str]:
    """Return every command of fibrolog that the fences of a page show."""
    blocks = [(block["console"] or "", block["sh"] or "") for block in _BLOCK.finditer(text)]
    return [line for shown, silent in blocks for line in (*_TYPED.findall(shown), *_ours(silent))]


def commands_in_text(text: str) -> list[str]:
    """Return every command that stands in a page's sentences and tables."""
    return list(dict.fromkeys(_IN_TEXT.findall(_ANY_FENCE.sub("", text))))


def regenerated(text: str) -> str:
    """Return the page with the output that its commands have today."""
    with tempfile.TemporaryDirectory() as folder:
        return run_in(Path(folder).resolve(), text)


def run_in(home: Path, text: str) -> str:
    """Run a page's commands in this folder, and return the page with what they print."""
    for name, content in _FILE.findall(text):
        (home / name).write_text(content, encoding="utf-8")

    def ran(block: re.Match[str]) -> str:
        if block["console"]:
            shown = _TYPED.findall(block["console"])
            return "".join(f"$ {line}\n{output(line, home)}" for line in shown)
        for line in _ours(block["sh"] or block["comment"]):
            code, answer = run(line, home)
            assert code == 0, f"{line}: {answer}"
        return block[0]

    return _BLOCK.sub(ran, text)


def output(command: str, home: Path) -> str:
    """Return what a command prints in this home folder, as a page shows it."""
    shown = _UID.sub(UID_SHOWN, run(command, home)[1].replace(str(home), HOME_SHOWN))
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def run(command: str, home: Path) -> tuple[int, str]:
    """Run a command in this home folder, with the clock stopped: its exit code and its output."""
    program, *arguments = shlex.split(command)
    assert program == "fibrolog", f"{command!r} is not a fibrolog command"
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    environment |= {"FIBROLOG_DB": str(home / "diary.db"), "FIBROLOG_NOW": NOW}
    environment |= {"COLUMNS": "80", "PYTHONUTF8": "1"}
    assert _starter().can_start(environment)
    code, said, _ = _starter().run(arguments, environment, folder=home, together=True)
    shown = said.decode()
    assert "Traceback" not in shown, shown
    return code, shown


@cache
def _starter() -> Starter:
    made = Starter()
    atexit.register(made.close)
    return made


def _ours(lines: str) -> list[str]:
    return [line for line in lines.splitlines() if line.startswith("fibrolog ")]


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(regenerated(page.read_text()))
