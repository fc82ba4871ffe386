"""python -m tours.materials.checks FILE EXTENSION OUT: one JSON object on standard output says the verdict."""

import json
import sys
from pathlib import Path
from typing import Any

from core.bounded import bind
from tours.materials.checks import limits
from tours.materials.checks.refused import Refused


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
    bind(limits.BOUNDS)  # before it reads a byte of the file
    json.dump(verdict(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), sys.stdout)
