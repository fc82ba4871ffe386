"""python -m tours.materials.checks FILE EXTENSION OUT: one JSON object on standard output says the verdict."""

import json
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from tours.materials.checks import limits
from tours.materials.checks.refused import Refused


def bound() -> None:
    """What this process may use, before it reads a byte of the file."""
    bounds = {
        resource.RLIMIT_CPU: limits.CPU_SECONDS,
        resource.RLIMIT_AS: limits.MEMORY_BYTES,
        resource.RLIMIT_FSIZE: limits.OUTPUT_BYTES,
        resource.RLIMIT_NOFILE: limits.OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        hard = resource.getrlimit(what)[1]
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS by name only
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.alarm(int(limits.WALL_SECONDS))  # even when the process that started it is gone


def verdict(source: Path, extension: str, out: Path) -> dict[str, Any]:
    """{"verdict": "accepted", "rewritten": …} or {"verdict": "refused", "refusal": {"code": …}}."""
    from tours.materials.checks.kinds import check

    try:
        return {"verdict": "accepted", "rewritten": check(source, extension, out)}
    except Refused as no:
        return {"verdict": "refused", "refusal": {"code": no.code} | no.values}
    except (MemoryError, RecursionError):
        return {"verdict": "refused", "refusal": {"code": "too_hard"}}


if __name__ == "__main__":
    bound()
    json.dump(verdict(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), sys.stdout)
