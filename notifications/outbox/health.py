"""Whether all that should run, runs: heartbeats, and the age of the oldest message that should be out by now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from notifications.batches.models import BatchState
from notifications.outbox import restored
from notifications.outbox.models import Heartbeat, Message, MessageState

CLOCK, WORKER = "clock", "worker"
PART = "sweep:"
CLOCK_MAY_BE_SILENT = timedelta(minutes=5)
DUE_MAY_WAIT = timedelta(minutes=10)


def beat(*names: str) -> None:
    """Note that these were seen alive just now; the clock and a worker look first whether time went back."""
    now = timezone.now()
    runs = any(name in restored.PULSE for name in names)
    if runs:
        restored.look(now)
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )
    if runs:
        restored.note(now)


def oldest_due(*, at: datetime) -> datetime | None:
    """Since when the longest waiting message should have been sent; None when nothing waits.

    One that was refused for now waits until its next attempt. One that never got as far as the mail server waits
    from the day it was due: so a server that is down shows.
    """
    pending = Q(state=MessageState.PENDING) & (Q(batch=None) | ~Q(batch__state=BatchState.HELD))
    since = Message.objects.filter(state__in=[MessageState.PENDING, MessageState.SENDING]).aggregate(
        untried=Min("due_at", filter=pending & Q(attempts=0, due_at__lte=at)),
        again=Min("next_attempt_at", filter=pending & Q(attempts__gt=0, next_attempt_at__lte=at)),
        abandoned=Min("lease_until", filter=Q(state=MessageState.SENDING, lease_until__lt=at)),
    )
    return min((moment for moment in since.values() if moment), default=None)


def report() -> dict[str, Any]:
    """The state of the queue and the clock, in seconds; `ok` says whether all is in order. Two statements."""
    now = timezone.now()
    due = oldest_due(at=now)
    ages = {name: (now - beat_at).total_seconds() for name, beat_at in _heartbeats()}
    queue_s = (now - due).total_seconds() if due else 0.0
    clock_s = ages.pop(CLOCK, None)
    checks: dict[str, dict[str, Any]] = {
        "queue": {"ok": queue_s <= DUE_MAY_WAIT.total_seconds(), "oldest_due_s": round(queue_s, 1)},
        "clock": {
            "ok": clock_s is not None and clock_s <= CLOCK_MAY_BE_SILENT.total_seconds(),
            "age_s": _rounded(clock_s),
        },
    }
    worker_s = ages.pop(WORKER, None)
    parts = {name.removeprefix(PART): _rounded(age) for name, age in ages.items() if name.startswith(PART)}
    return {
        "ok": all(check["ok"] for check in checks.values()),
        "database": {"ok": True},
        **checks,
        "worker": {"age_s": _rounded(worker_s)},
        "sweep": parts,
    }


def _heartbeats() -> list[tuple[str, datetime]]:
    return list(Heartbeat.objects.order_by("name").values_list("name", "beat_at"))


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
