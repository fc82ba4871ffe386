"""Have a file checked by another process, which may hang, die or be taken over without harm to this one."""

from __future__ import annotations

import contextlib
import json
import logging
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.bounded import kill, start
from tours.materials.checks.limits import BOUNDS
from tours.materials.refusals import is_known

logger = logging.getLogger(__name__)
_LONGEST_ANSWER = 16_384


@dataclass(frozen=True)
class Verdict:
    """Accepted when there is no refusal. `rewritten`: what may be published stands in the other file."""

    refusal: dict[str, Any] = field(default_factory=dict)
    rewritten: bool = False
    again: bool = False  # it was the check that failed, perhaps not the file

    @property
    def accepted(self) -> bool:
        return not self.refusal


def inspect(source: Path, extension: str, out: Path, *, seconds: float = BOUNDS.wall_s) -> Verdict:
    """Check `source` as what its extension says; a cleaned copy, if that is needed, is written to `out`.

    Fails closed: whatever isn't a clear yes from a process that ended well is a refusal.
    """
    answer = out.parent / "answer.json"
    with answer.open("wb") as told:
        process = start(
            "tours.materials.checks", str(source), extension, str(out), home=out.parent, stdout=told
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            kill(process)
            logger.warning("check of a .%s took longer than %s s and was stopped", extension, seconds)
            return Verdict(refusal={"code": "not_checked"}, again=True)
    return _read(answer, code, out)


def _read(answer: Path, code: int, out: Path) -> Verdict:
    if code == -signal.SIGXCPU:
        return Verdict(refusal={"code": "too_hard"})
    said: Any = None
    with contextlib.suppress(ValueError), answer.open("rb") as told:
        said = json.loads(told.read(_LONGEST_ANSWER))
    match code, said:
        case 0, {"verdict": "accepted", "rewritten": bool(rewritten)} if out.is_file() or not rewritten:
            return Verdict(rewritten=rewritten)
        case 0, {"verdict": "refused", "refusal": dict(refusal)} if is_known(refusal):
            return Verdict(refusal=refusal)
    logger.warning("a check ended with status %s and no answer", code)
    return Verdict(refusal={"code": "not_checked"}, again=True)
