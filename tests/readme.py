"""README's console blocks, made by running their commands: `python -m tests.readme` writes them.

A block is a fence marked `console`; a line that begins with `$ ` is a command, and what follows it
up to the next command is its output. All commands run in order, in one new home folder, with the
clock stopped at a Sunday night. A uid, which is drawn anew each time, is shown as one that was
drawn once. A fence marked `csv` and a name is a file, which is in that folder from the start.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
NOW = "2026-11-22T03:12:00+01:00"
HOME_SHOWN = "/home/you"
UID_SHOWN = "607a9955-660a-49ca-9307-5308753c5ba6"

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^```csv (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)


def commands(text: str) -> list[str]:
    """Return every command that the console blocks of a page show."""
    return [command for block in _BLOCK.findall(text) for command in _COMMAND.findall(block)]


def regenerated(text: str) -> str:
    """Return the page with the output that its commands have today."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        for name, content in _FILE.findall(text):
            (home / name).write_text(content, encoding="utf-8")
        return _BLOCK.sub(
            lambda block: "".join(
                f"$ {command}\n{output(command, home)}" for command in _COMMAND.findall(block[0])
            ),
            text,
        )


def output(command: str, home: Path) -> str:
    """Return what a command prints in this home folder, with the clock stopped."""
    program, *arguments = shlex.split(command)
    assert program == "fibrolog", f"README shows {command!r}, which is not a fibrolog command"
    source = str(README.parent)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": source}
    done = subprocess.run(
        [sys.executable, "-m", "fibrolog", *arguments],
        env=environment | {"FIBROLOG_NOW": NOW, "COLUMNS": "80", "PYTHONUTF8": "1"},
        cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    shown = _UID.sub(UID_SHOWN, done.stdout.replace(str(home), HOME_SHOWN))
    assert "Traceback" not in shown, shown
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


if __name__ == "__main__":
    README.write_text(regenerated(README.read_text()))
