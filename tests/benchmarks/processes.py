"""What a whole process costs: its wall time and the most memory it held at once.

Measured by a small process between us and it. Where a process begins as a copy of another, the
kernel also counts the memory of that other, and a test runner is larger than fibrolog.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# macOS counts bytes, everybody else KiB.
_UNIT = 1 if sys.platform == "darwin" else 1024


class Cost(NamedTuple):
    """What a process cost.

    Attributes:
        seconds: of wall time, from its start to its end.
        peak: bytes, the most that was resident at once.
    """

    seconds: float
    peak: int


def cost(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command that must succeed, and return what it cost."""
    between = [sys.executable, "-I", "-S", __file__, *command]
    done = subprocess.run(between, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{command} ended with {done.returncode}: {done.stderr}"
        raise RuntimeError(message)
    return Cost(*json.loads(done.stdout))


def _run(command: list[str]) -> int:
    # What the command prints is not for whoever reads the cost.
    to_stderr = [(os.POSIX_SPAWN_DUP2, 2, 1)]
    begun = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=to_stderr)
    _, status, usage = os.wait4(process, 0)
    print(json.dumps([time.perf_counter() - begun, usage.ru_maxrss * _UNIT]))  # noqa: T201 -- the result
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
