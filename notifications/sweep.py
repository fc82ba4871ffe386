"""Everything that is due, found by query: the guarantee behind every poke.

Beat, the clock of `manage.py serve` and `manage.py sweep` call it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import F, Q

from notifications.inbound import actions as inbound
from notifications.news.programme import catch_up
from notifications.outbox import delivery, health, patience, restored
from notifications.outbox.retention import forget
from notifications.reminders.actions import sweep_reminders
from scheduling.planner import running as planner
from scheduling.polls.retention import erase_invitees
from tours.dialogue import retention as contributors
from tours.materials import actions as materials
from tours.models import Event
from tours.signups import actions as signups
from tours.signups import retention as people
from tours.signups.allotments.actions import release_due

logger = logging.getLogger(__name__)
FAILED = "parts_failed"


def sweep(at: datetime, *, budget_s: float = delivery.BUDGET_S) -> dict[str, int]:
    """One round of everything that is due at that moment; says how many of each.

    A part that fails stops no other: it is logged, counted as failed, and its heartbeat stands still.
    """
    counts: dict[str, int] = {}
    health.beat(health.CLOCK)
    started = time.monotonic()
    for name, part in PARTS.items():
        # What one part writes is due for the next: the moment goes on while we work.
        moment = at + timedelta(seconds=time.monotonic() - started)
        try:
            counts |= part(moment, budget_s)
        except Exception:
            logger.exception("the part %s of the sweep failed", name)
            counts[FAILED] = counts.get(FAILED, 0) + 1
            if not connection.in_atomic_block:
                close_old_connections()
        else:
            health.beat(health.CLOCK, health.PART + name)
    if FAILED not in counts:
        restored.caught_up()
    return counts


def _expire(at: datetime, _budget_s: float) -> dict[str, int]:
    return {
        "seats_kept": patience.keep_who_was_not_asked(at=at),
        "seats_released": release_due(at=at),
        "seats_expired": signups.expire(at=at),
        "seats_given_up": signups.free_given_up(at=at),
    }


def _inbound(at: datetime, _budget_s: float) -> dict[str, int]:
    return {"inbound_worked": inbound.work_off(at=at)}


def _promote(_at: datetime, _budget_s: float) -> dict[str, int]:
    """Seats that come free promote in the same transaction; this finds what was set right in the database by hand."""
    room = Q(pools__capacity=None) | Q(pools__taken__lt=F("pools__capacity"))
    waited_for = Event.objects.filter(room, pools__waiting__gt=0, pools__closed=False, state="published")
    return {"promoted": sum(signups.promote(event) for event in waited_for.distinct())}


def _catch_up(at: datetime, _budget_s: float) -> dict[str, int]:
    return {"caught_up": catch_up(at=at)}


def _remind(at: datetime, _budget_s: float) -> dict[str, int]:
    return {"reminders": sweep_reminders(at)}


def _deliver(at: datetime, budget_s: float) -> dict[str, int]:
    counts = delivery.deliver_due(at=at, budget_s=budget_s)
    return {f"mail_{state}": number for state, number in counts.items()}


def _check_material(at: datetime, _budget_s: float) -> dict[str, int]:
    return {"material_checked": materials.check_due(at)}


def _plan(at: datetime, _budget_s: float) -> dict[str, int]:
    """Searches whose worker died are said to have failed; one that no worker took is run here."""
    return {"plans_searched": planner.run_due(at=at, poked=False)}


def _erase(at: datetime, _budget_s: float) -> dict[str, int]:
    people_gone = people.erase_due(at=at) + contributors.erase_due(at=at) + erase_invitees(at=at)
    return {"erased": people_gone + forget(at=at) + inbound.forget(at=at)}


PARTS: dict[str, Callable[[datetime, float], dict[str, int]]] = {
    "inbound": _inbound,
    "expire": _expire,
    "promote": _promote,
    "catch_up": _catch_up,
    "remind": _remind,
    "deliver": _deliver,
    "check_material": _check_material,
    "plan": _plan,
    "erase": _erase,
}
