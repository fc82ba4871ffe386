"""Seats are counted here and nowhere else. Called inside a transaction by the verbs of actions.py.

Taking is one conditional UPDATE per pool, so that two callers cannot overbook. Everybody's pool always comes first,
then the role's, then the registration: who holds everybody's pool holds the event's seats and its line, and two
callers cannot wait for each other. Whatever frees seats, moves the line or announces news first locks all pools.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from tours.programme.models import Event
from tours.signups.models import Place, Pool, Registration

EVERYBODY = ""


def lock_pools(event: Event) -> list[Pool]:
    """All pools of the event, everybody's first, locked until the transaction ends."""
    return list(Pool.objects.select_for_update(no_key=True).filter(event=event).order_by("role"))


def held_pools(event: Event) -> list[Pool]:
    """All pools, everybody's first, with the event as it is now. To be read while everybody's pool is held."""
    return list(
        Pool.objects.select_related("event__current", "event__organisation")
        .filter(event=event)
        .order_by("role")
    )


def pools_for(registration: Registration, pools: Sequence[Pool]) -> list[Pool]:
    """The pools in which this person needs seats: everybody's, and that of their role where there is one."""
    return [pool for pool in pools if pool.role in {EVERYBODY, registration.role}]


def has_room(event: Event, *, role: str, seats: int) -> bool:
    """Whether somebody new would be seated, as far as can be told without taking the seats."""
    pools = event.pools.filter(role__in=[EVERYBODY, role])
    return not any(pool.is_full or (pool.left is not None and pool.left < seats) for pool in pools)


def take(pool: Q, seats: int, *, over_the_line: bool = False) -> bool:
    """Take seats in the one pool of this condition; False when there is no room, or others wait for it.

    `over_the_line`: for the person at the head of the waiting list, whom those who wait do not stop.
    """
    room = Q(capacity=None) | Q(taken__lte=F("capacity") - seats)
    line = Q() if over_the_line else Q(waiting=0)
    return bool(Pool.objects.filter(pool, room, line, closed=False).update(taken=F("taken") + seats))


def claim(pools: Sequence[Pool], seats: int, *, over_the_line: bool = False) -> Pool | None:
    """Take seats in all these pools, or in none; returns the pool that had no room. Places are not written yet."""
    for number, pool in enumerate(pools):
        if not take(Q(pk=pool.pk), seats, over_the_line=over_the_line):
            for earlier in pools[:number]:
                give_back(earlier.pk, seats)
            return pool
    return None


def give_back(pool_id: int, seats: int) -> None:
    """Undo a claim, or free seats whose Place goes. The pool is held."""
    Pool.objects.filter(pk=pool_id).update(taken=F("taken") - seats)


def write_places(registration: Registration, pools: Sequence[Pool]) -> None:
    """Note for whom the seats were claimed."""
    Place.objects.bulk_create(
        Place(registration=registration, pool=pool, seats=registration.seats) for pool in pools
    )


def take_seats(
    registration: Registration, pools: Sequence[Pool], *, over_the_line: bool = False
) -> Pool | None:
    """Claim the seats of a stored registration in each of its pools and write its places; the full pool if not."""
    wanted = pools_for(registration, pools)
    full = claim(wanted, registration.seats, over_the_line=over_the_line)
    if full is None:
        write_places(registration, wanted)
    return full


def free_seats(registration: Registration) -> None:
    """Give back every seat of this registration. The event's pools are locked."""
    for place in registration.places.all():
        give_back(place.pool_id, place.seats)
    registration.places.all().delete()


def fit_seats(registration: Registration, pools: Sequence[Pool]) -> Pool | None:
    """Let the places follow a changed role or number of companions. Only what is more than before must be free.

    Returns the pool without room, with half of it done: the caller must then roll back. The pools are locked.
    """
    had = dict(registration.places.values_list("pool_id", "seats"))
    wanted = pools_for(registration, pools)
    for pool in wanted:
        more = registration.seats - had.pop(pool.pk, 0)
        if more < 0:
            give_back(pool.pk, -more)
        elif more and not take(Q(pk=pool.pk), more):
            return pool
    for pool_id, seats in had.items():
        give_back(pool_id, seats)
    registration.places.all().delete()
    write_places(registration, wanted)
    return None


def join_line(pool: Pool) -> None:
    """Count one more who waits for this pool."""
    Pool.objects.filter(pk=pool.pk).update(waiting=F("waiting") + 1)


def leave_line(registration: Registration) -> None:
    """Count one less who waits for the pool that this registration waited for."""
    if registration.waits_for_id is not None:
        Pool.objects.filter(pk=registration.waits_for_id).update(waiting=F("waiting") - 1)
