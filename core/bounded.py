"""Work in a process of its own with limits: it may hang, die or run out of memory without harm to this one.

Both ends are here: `start` for who has the work done, `bind` for the first line of who does it. No Django.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MEGABYTE = 1024 * 1024
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Bounds:
    """What one process may use. `memory_bytes` is address space, libraries included; `file_bytes` the largest it writes."""

    wall_s: float
    cpu_s: int
    memory_bytes: int
    file_bytes: int
    open_files: int = 64


def bind(bounds: Bounds) -> None:
    """Keep this process within its bounds, also when the one that started it is gone."""
    limits = {
        resource.RLIMIT_CPU: bounds.cpu_s,
        resource.RLIMIT_AS: bounds.memory_bytes,
        resource.RLIMIT_FSIZE: bounds.file_bytes,
        resource.RLIMIT_NOFILE: bounds.open_files,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS by name only
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.alarm(int(bounds.wall_s))


def start(
    module: str, *arguments: str, home: Path, stdout: int | IO[bytes], stdin: int | IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """`python -m module`, leader of its own process group, with nothing of our environment: no keys, no addresses."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(home), "TMPDIR": str(home)}
    return subprocess.Popen(  # noqa: S603  (a fixed command; the names in it are ours)
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env=environment,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it and everything it started; nothing happens when it has ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
