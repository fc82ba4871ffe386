"""Everything that is due, found by query: the guarantee behind every poke.

Beat, the clock of `manage.py serve` and `manage.py sweep` call it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.db.models import F, Q

from notifications.outbox import delivery, health
from tours.models import Event
from tours.signups import actions as signups

logger = logging.getLogger(__name__)
FAILED = "parts_failed"


def sweep(at: datetime, *, budget_s: float = delivery.BUDGET_S) -> dict[str, int]:
    """One round of everything that is due at that moment; says how many of each.

    A part that fails stops no other: it is logged, counted as failed, and its heartbeat stands still.
    """
    counts: dict[str, int] = {}
    alive = [health.CLOCK]
    for name, part in PARTS.items():
        try:
            counts |= part(at, budget_s)
        except Exception:
            logger.exception("the part %s of the sweep failed", name)
            counts[FAILED] = counts.get(FAILED, 0) + 1
            close_old_connections()
        else:
            alive.append(health.PART + name)
    health.beat(*alive)
    return counts


def _expire(at: datetime, _budget_s: float) -> dict[str, int]:
    return {"seats_expired": signups.expire(at=at)}


def _promote(_at: datetime, _budget_s: float) -> dict[str, int]:
    """Seats that came free promote in the same transaction; this finds what a person set right in the database."""
    room = Q(pools__capacity=None) | Q(pools__taken__lt=F("pools__capacity"))
    waited_for = Event.objects.filter(room, pools__waiting__gt=0, pools__closed=False, state="published")
    return {"promoted": sum(signups.promote(event) for event in waited_for.distinct())}


def _deliver(at: datetime, budget_s: float) -> dict[str, int]:
    counts = delivery.deliver_due(at=at, budget_s=budget_s)
    return {f"mail_{state}": number for state, number in counts.items()}


PARTS: dict[str, Callable[[datetime, float], dict[str, int]]] = {
    "expire": _expire,
    "promote": _promote,
    "deliver": _deliver,
}
