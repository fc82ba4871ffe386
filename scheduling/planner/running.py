"""Running a search: one process with limits, whose lines are written down as they come.

A run belongs to one owner for as long as its lease runs, and every write compares the owner first. Whatever happens to
the process, the drafts are not touched here.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from django.db import transaction
from django.utils import timezone

from core.bounded import kill, start
from core.poke import is_answered_here, poke
from core.states import MoveRefused
from scheduling.planner.bounds import BOUNDS
from scheduling.planner.models import PlanRun, Proposal, RunState

logger = logging.getLogger(__name__)
_LEASE = timedelta(seconds=15)
_TICK_S = 0.5
_WAITS = timedelta(seconds=20)  # for a worker that was poked; after that the sweep takes it
DIED, TOO_LONG = "died", "too_long"
TASK = "planner.run"
MODULE = "scheduling.planner"
stop_soon = threading.Event()
"""Set when this process is about to end: what is searched waits again within half a second, for whoever comes next."""


def run_due(*, at: datetime, poked: bool = True) -> int:
    """Run what is in the queue, and say of runs whose worker died that they failed. Returns how many that was.

    Not `poked`: as the sweep, which leaves the searching to the thread that does nothing else, where there is one.
    """
    lapsed = PlanRun.objects.filter(state=RunState.RUNNING, lease_until__lt=at)
    settled = lapsed.update(state=RunState.FAILED, failure=DIED, lease_owner="", lease_until=None)
    if not poked and is_answered_here(TASK):
        poke(TASK)
        return settled
    waiting = PlanRun.objects.filter(state=RunState.QUEUED).order_by("pk")
    for run in waiting if poked else waiting.filter(created_at__lt=at - _WAITS):
        if stop_soon.is_set():
            break
        settled += _run(run)
    return settled


def _run(run: PlanRun) -> int:
    owner = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    try:
        run.move_to(RunState.RUNNING, lease_owner=owner, lease_until=timezone.now() + _LEASE)
    except MoveRefused:
        return 0
    ended, broken_off, failure = False, False, DIED
    try:
        for line in _lines(run):
            ended = ended or "end" in line
            if not _write(run, owner, line):
                return 1
            broken_off = stop_soon.is_set()
            if broken_off:
                break
    except TimeoutError:
        failure = TOO_LONG
    except ValueError:
        logger.warning("the search of run %s said something else than JSON", run.pk)
    if broken_off and not ended:
        _hand_back(run, owner)
        return 1
    outcome: dict[str, str] = (
        {"state": RunState.DONE} if ended else {"state": RunState.FAILED, "failure": failure}
    )
    _ours(run, owner).update(lease_owner="", lease_until=None, **outcome)
    return 1


@transaction.atomic
def _hand_back(run: PlanRun, owner: str) -> None:
    """Back in the queue as it was asked; what was found so far is found again."""
    if _ours(run, owner).update(
        state=RunState.QUEUED, lease_owner="", lease_until=None, progress={}, conflict={}
    ):
        run.proposals.all().delete()


def _lines(run: PlanRun) -> Iterator[dict[str, Any]]:
    """What the process says, line by line, and an empty line every half second; it ends when nobody listens any more."""
    with tempfile.TemporaryDirectory() as home:
        question = Path(home) / "problem.json"
        question.write_text(json.dumps(run.problem))
        with question.open("rb") as asked:
            process = start(MODULE, home=Path(home), stdin=asked, stdout=subprocess.PIPE)
        told = cast("IO[bytes]", process.stdout)
        try:
            yield from _read(told)
        finally:
            kill(process)
            told.close()


def _read(told: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Raises TimeoutError when it takes too long."""
    os.set_blocking(told.fileno(), False)
    until, rest = time.monotonic() + BOUNDS.wall_s, b""
    with selectors.DefaultSelector() as selector:
        selector.register(told, selectors.EVENT_READ)
        while time.monotonic() < until:
            if not selector.select(_TICK_S):
                yield {}
                continue
            more = told.read()
            if not more:
                return
            *lines, rest = (rest + more).split(b"\n")
            yield from (json.loads(line) for line in lines)
    raise TimeoutError


def _write(run: PlanRun, owner: str, line: dict[str, Any]) -> bool:
    """Write one line down and hold on to the run. False when it is ours no more: stopped, or taken for dead."""
    columns: dict[str, Any] = {"lease_until": timezone.now() + _LEASE}
    if "progress" in line:
        columns["progress"] = line["progress"]
    if "conflict" in line:
        columns["conflict"] = line["conflict"]
    with transaction.atomic():
        if not _ours(run, owner).update(**columns):
            return False
        if "plan" in line:
            Proposal.objects.create(run=run, **line["plan"])
    return True


def _ours(run: PlanRun, owner: str) -> Any:
    return PlanRun.objects.filter(pk=run.pk, state=RunState.RUNNING, lease_owner=owner)
