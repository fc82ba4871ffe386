"""How many seats an event has: for everybody, and for a role where wanted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from tours.programme.models import Event
from tours.signups.actions import promote, set_capacity
from tours.signups.errors import CapacityBelowTaken
from tours.signups.models import Place, Pool, Registration
from tours.signups.seats import lock_pools


@transaction.atomic
def set_pools(event: Event, *, capacities: Mapping[str, int | None]) -> None:
    """Give the event these pools: capacity per role, the role "" for everybody; None is no limit.

    Who has a seat keeps it, who waits moves up when there is room now. Raises CapacityBelowTaken, changing nothing.
    """
    pools = {pool.role: pool for pool in lock_pools(event)}
    everybody = pools.pop("")
    _set(everybody, capacities.get("", everybody.capacity))
    for role, capacity in capacities.items():
        if role in pools:
            _set(pools[role], capacity)
        elif role:
            _add(event, role, capacity)
    for role in pools.keys() - capacities.keys():
        _drop(pools[role], everybody)
    promote(event)


def _set(pool: Pool, capacity: int | None) -> None:
    if pool.capacity != capacity:
        set_capacity(pool, capacity=capacity, closed=pool.closed)


def _add(event: Event, role: str, capacity: int | None) -> None:
    """A pool for a role; those of that role who have a seat take theirs in it."""
    seated = list(Registration.objects.of(event).seated().filter(role=role))
    taken = sum(registration.seats for registration in seated)
    if capacity is not None and taken > capacity:
        raise CapacityBelowTaken(taken=taken)
    pool = Pool.objects.create(event=event, role=role, capacity=capacity, taken=taken)
    Place.objects.bulk_create(
        Place(registration=registration, pool=pool, seats=registration.seats) for registration in seated
    )


def _drop(pool: Pool, everybody: Pool) -> None:
    """Take a role's pool away; who waited for it waits for a seat among everybody's, at the same place in line."""
    moved = Registration.objects.filter(waits_for=pool).update(waits_for=everybody)
    Pool.objects.filter(pk=everybody.pk).update(waiting=F("waiting") + moved)
    pool.places.all().delete()
    pool.delete()
