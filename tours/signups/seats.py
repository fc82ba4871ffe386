"""Seats are counted here and nowhere else. Called inside a transaction by the verbs of actions.py.

Taking is one conditional UPDATE per pool, in ascending id, so that two callers can neither deadlock nor overbook. Whatever
frees seats or moves the line first locks all of the event's pools.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from tours.programme.models import Event
from tours.signups.errors import PoolFull
from tours.signups.models import Place, Pool, Registration


class _Full(PoolFull):
    def __init__(self, pool: Pool) -> None:
        super().__init__()
        self.pool = pool


def lock_pools(event: Event) -> list[Pool]:
    """All pools of the event, locked in ascending id until the transaction ends."""
    return list(Pool.objects.select_for_update().filter(event=event).order_by("id"))


def pools_for(registration: Registration, pools: list[Pool]) -> list[Pool]:
    """The pools in which this person needs seats: everybody's, and that of their role where there is one."""
    return [pool for pool in pools if pool.role in {"", registration.role}]


def take_seats(registration: Registration, pools: list[Pool], *, over_the_line: bool = False) -> Pool | None:
    """Take the seats this registration needs in each of its pools, or none of them.

    Returns the pool that had no room, None when seated. `over_the_line`: for the person at the head of the waiting
    list, whom those who wait do not stop.
    """
    wanted = pools_for(registration, pools)
    try:
        with transaction.atomic():
            for pool in wanted:
                _take(pool, registration.seats, over_the_line=over_the_line)
            Place.objects.bulk_create(
                Place(registration=registration, pool=pool, seats=registration.seats) for pool in wanted
            )
    except _Full as full:
        return full.pool
    return None


def _take(pool: Pool, seats: int, *, over_the_line: bool) -> None:
    room = Q(capacity=None) | Q(taken__lte=F("capacity") - seats)
    line = Q() if over_the_line else Q(waiting=0)
    if not Pool.objects.filter(room, line, pk=pool.pk, closed=False).update(taken=F("taken") + seats):
        raise _Full(pool)


def free_seats(registration: Registration) -> None:
    """Give back every seat of this registration. The event's pools must be locked."""
    for place in registration.places.order_by("pool_id"):
        Pool.objects.filter(pk=place.pool_id).update(taken=F("taken") - place.seats)
    registration.places.all().delete()


def resize_seats(registration: Registration, *, by: int) -> None:
    """Take `by` more seats in each pool, or give them back when negative. PoolFull when there is no room."""
    for place in registration.places.select_related("pool").order_by("pool_id"):
        if by > 0:
            _take(place.pool, by, over_the_line=False)
        else:
            Pool.objects.filter(pk=place.pool_id).update(taken=F("taken") + by)
    registration.places.update(seats=F("seats") + by)


def join_line(pool: Pool) -> None:
    """Count one more who waits for this pool."""
    Pool.objects.filter(pk=pool.pk).update(waiting=F("waiting") + 1)


def leave_line(registration: Registration) -> None:
    """Count one less who waits for the pool that this registration waited for."""
    if registration.waits_for_id is not None:
        Pool.objects.filter(pk=registration.waits_for_id).update(waiting=F("waiting") - 1)
