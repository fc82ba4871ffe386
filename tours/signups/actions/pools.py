"""How many seats there are, and who moves up when there are more."""

from __future__ import annotations

from django.db import transaction

from tours.programme.models import Event
from tours.signups.errors import CapacityBelowTaken
from tours.signups.line import promote_line
from tours.signups.models import Pool
from tours.signups.seats import lock_pools


@transaction.atomic
def set_capacity(pool: Pool, *, capacity: int | None, closed: bool = False) -> Pool:
    """Change the number of seats; those in line move up when there are more. Raises CapacityBelowTaken."""
    pools = {each.pk: each for each in lock_pools(pool.event)}
    pool = pools[pool.pk]
    if capacity is not None and capacity < pool.taken:
        raise CapacityBelowTaken(taken=pool.taken)
    pool.capacity, pool.closed = capacity, closed
    pool.save(update_fields=["capacity", "closed"])
    promote(pool.event, approved=True)
    return pool


@transaction.atomic
def promote(event: Event, *, approved: bool = False) -> int:
    """Move up whoever has room now, first in line first. Returns how many.

    In the last day before the event only when the organiser `approved`.
    """
    pools = lock_pools(event)
    event = Event.objects.select_related("current", "organisation").get(pk=event.pk)
    return promote_line(event, pools, approved=approved)
