"""Starting the program where every start leads: Python, Typer and fibrolog are loaded already.

Loading them is most of what a command takes, and the tests run thousands. One process for each
worker has loaded everything and does nothing but copy itself: each copy is a process of its own,
with its own arguments, environment and streams, that runs one command and ends. Tests that are
about a start, or about a kill at any moment of one, start Python anew.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
# What decides, before anything is loaded, how Python itself starts.
_OF_PYTHON = ("PYTHON", "LC_", "LANG", "COVERAGE")
_LONGEST_REQUEST = 1 << 22
_TIMEOUT_S = 60


class Starter:
    """The process that copies itself, as this one knows it; close it at the end."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LONGEST_REQUEST)
        self._socket = ours
        self._socket.settimeout(_TIMEOUT_S)
        self._environment = {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=os.environ | self._environment,
            )

    def close(self) -> None:
        """End the process."""
        self._socket.close()
        self._process.wait(_TIMEOUT_S)

    def can_start(self, environment: Mapping[str, str]) -> bool:
        """Tell whether a copy would be as Python started in this environment."""
        told = {name for name in environment if name.startswith(_OF_PYTHON)}
        return {name: environment[name] for name in told} == self._environment

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        stdin: bytes = b"",
        folder: Path | None = None,
        *,
        together: bool = False,
        closed: Sequence[int] = (),
    ) -> tuple[int, bytes, bytes]:
        """Run a command in a copy, and return its exit code and what it printed.

        Args:
            arguments: the command.
            environment: of the copy, which is all it has.
            stdin: what it can read.
            folder: where it runs, None for this process's.
            together: whether what it says on stderr comes with the rest, as on a terminal.
            closed: the numbers of the streams it does not have.
        """
        with (
            tempfile.TemporaryFile() as source,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            source.write(stdin)
            source.seek(0)
            streams = [source.fileno(), out.fileno(), (out if together else err).fileno()]
            self.start(arguments, environment, streams, folder, closed=closed)
            code = self.wait()
            out.seek(0)
            err.seek(0)
            return code, out.read(), err.read()

    def start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        streams: Sequence[int],
        folder: Path | None = None,
        *,
        closed: Sequence[int] = (),
        gate: socket.socket | None = None,
    ) -> None:
        """Start a command in a copy, with three streams; a terminal among them is its own.

        With a gate it says its number there, and waits for an answer before it begins.
        """
        where = str(folder or Path.cwd())
        request = json.dumps([list(arguments), dict(environment), where, list(closed)])
        sent = request.encode(errors="surrogateescape")
        others = [gate.fileno()] if gate else []
        socket.send_fds(self._socket, [sent], [*streams, *others])

    def wait(self) -> int:
        """Wait for the copy that was started, and return its exit code."""
        return int(self._socket.recv(64))


def _serve(requests: socket.socket) -> None:
    while True:
        request, streams, _, _ = socket.recv_fds(requests, _LONGEST_REQUEST, 4)
        if not request:
            return
        child = os.fork()
        if not child:
            requests.close()
            told = json.loads(request.decode(errors="surrogateescape"))
            arguments, environment, folder, closed = told
            _be(arguments, environment, folder, closed, streams)
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        requests.send(str(os.waitstatus_to_exitcode(status)).encode())


def _be(
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
    closed: list[int],
    streams: list[int],
) -> NoReturn:
    """Be the program from here on."""
    from fibrolog.__main__ import main

    for number, stream in enumerate(streams[:3]):
        os.dup2(stream, number)
        os.close(stream)
    for gate in streams[3:]:
        _wait_at(socket.socket(fileno=gate))
    if os.isatty(0):
        _take_terminal()
    # What Python makes of the streams when it starts.
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]  # a real stream has it
    for number in closed:
        os.close(number)
        name = ("stdin", "stdout", "stderr")[number]
        for of_python in (name, f"__{name}__"):
            setattr(sys, of_python, None)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["fibrolog", *arguments]
    code: Any = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    for stream_out in filter(None, (sys.stdout, sys.stderr)):
        stream_out.flush()
    os._exit(code)


def _wait_at(gate: socket.socket) -> None:
    """Say who waits here, and let anybody look at every step of it from here on."""
    anybody, whom_it_allows = -1, 0x59616D61  # see PR_SET_PTRACER in prctl(2)
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(whom_it_allows, anybody)
    with gate:
        gate.send(str(os.getpid()).encode())
        gate.recv(1)


def _take_terminal() -> None:
    """Let Ctrl-C on the terminal of stdin reach this process, as it does in a shell."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _load_everything() -> None:
    """Import what any command may need."""
    package = ROOT / "fibrolog"
    import_module("rich.progress")
    for module in sorted(package.rglob("*.py")):
        if module.stem not in ("__main__", "__init__"):
            import_module(".".join(module.relative_to(package.parent).with_suffix("").parts))
    gc.freeze()  # or a copy that collects garbage would copy all of this in earnest


if __name__ == "__main__":
    _load_everything()
    _serve(socket.socket(fileno=int(sys.argv[1])))
