"""How many seats an event has: for everybody, and for a role where wanted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tours.programme.models import Event
from tours.signups.actions import set_capacity
from tours.signups.desk.actions import add_pool, remove_pool
from tours.signups.seats import EVERYBODY, lock_pools


@transaction.atomic
def set_pools(event: Event, *, capacities: Mapping[str, int | None]) -> None:
    """Give the event these pools and no others: capacity per role, the role "" for everybody; None is no limit.

    Who has a seat keeps it, who waits moves up when there is room now. Raises CapacityBelowTaken, changing nothing.
    """
    pools = {pool.role: pool for pool in lock_pools(event)}
    for role in pools.keys() - capacities.keys() - {EVERYBODY}:
        remove_pool(pools[role])
    for role, capacity in capacities.items():
        if role not in pools:
            add_pool(event, role=role, capacity=capacity)
        elif pools[role].capacity != capacity:
            set_capacity(pools[role], capacity=capacity, closed=pools[role].closed)
