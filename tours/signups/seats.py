"""Seats are counted here and nowhere else. Called inside a transaction by the verbs.

Taking is one conditional UPDATE per pool, so that two callers cannot overbook. Everybody's pool always comes first,
then the role's, then the registration: who holds everybody's pool holds the event's seats and its line, and two
callers cannot wait for each other. Seats that are set apart (Allotment) come after the pools: they count as taken in
everybody's pool until they are released. Whatever frees seats, moves the line or announces news first locks all pools.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F, Q

from tours.programme.models import Event
from tours.signups.allotments.models import Allotment
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


class Kept(NamedTuple):
    """Seats that were set apart and are somebody's now."""

    allotment_id: int
    seats: int


def take_kept(registration: Registration) -> Kept | None:
    """Take this person's seats from those set apart for them. Everybody's pool is held, and counts them already."""
    seats = registration.seats
    for allotment in Allotment.objects.for_person(registration):
        room = Allotment.objects.open().filter(pk=allotment.pk, used__lte=F("seats") - seats)
        if room.update(used=F("used") + seats):
            return Kept(allotment.pk, seats)
    return None


def put_back(kept: Kept) -> int:
    """Give seats back to where they were set apart. Returns how many of them everybody may have: all, once released."""
    allotment = Allotment.objects.filter(pk=kept.allotment_id)
    if allotment.open().update(used=F("used") - kept.seats):
        return 0
    allotment.update(used=F("used") - kept.seats, seats=F("seats") - kept.seats)
    return kept.seats


def write_places(registration: Registration, pools: Sequence[Pool], kept: Kept | None = None) -> None:
    """Note for whom the seats were claimed, and which of them had been set apart."""
    Place.objects.bulk_create(
        Place(registration=registration, pool=pool, seats=registration.seats, **_set_apart(pool, kept))
        for pool in pools
    )


def _set_apart(pool: Pool, kept: Kept | None) -> dict[str, int]:
    if kept is None or not kept.seats or pool.role != EVERYBODY:
        return {}
    return {"allotment_id": kept.allotment_id, "kept": kept.seats}


def take_seats(
    registration: Registration, pools: Sequence[Pool], *, over_the_line: bool = False
) -> Pool | None:
    """Claim the seats of a stored registration in each of its pools and write its places; the full pool if not."""
    wanted = pools_for(registration, pools)
    full = claim(wanted, registration.seats, over_the_line=over_the_line)
    if full is None:
        write_places(registration, wanted)
    return full


def take_kept_seats(registration: Registration, pools: Sequence[Pool]) -> bool:
    """The same from the seats set apart for this person, and from nowhere else for everybody's pool."""
    kept = take_kept(registration)
    if kept is None:
        return False
    wanted = pools_for(registration, pools)
    if claim(wanted[1:], registration.seats, over_the_line=True):
        put_back(kept)
        return False
    write_places(registration, wanted, kept)
    return True


def free_seats(registration: Registration) -> None:
    """Give back every seat of this registration. The event's pools are locked."""
    for place in registration.places.all():
        give_back(place.pool_id, place.seats - place.kept + _put_back(place, place.kept))
    registration.places.all().delete()


def _put_back(place: Place, seats: int) -> int:
    """Give back so many of the seats of this place that had been set apart; how many of them everybody may have."""
    return put_back(Kept(place.allotment_id, seats)) if place.allotment_id and seats else 0


def fit_seats(registration: Registration, pools: Sequence[Pool]) -> Pool | None:
    """Let the places follow a changed role or number of companions. Only what is more than before must be free.

    Returns the pool without room, with half of it done: the caller must then roll back. The pools are locked.
    """
    had = {place.pool_id: place for place in registration.places.all()}
    wanted = pools_for(registration, pools)
    kept = None
    for pool in wanted:
        place = had.pop(pool.pk, None)
        more = registration.seats - (place.seats if place else 0)
        if place and place.allotment_id:
            kept = Kept(place.allotment_id, min(place.kept, registration.seats))
        if place and more < 0:
            fewer = place.kept - min(place.kept, registration.seats)
            give_back(pool.pk, -more - fewer + _put_back(place, fewer))
        elif more > 0 and not take(Q(pk=pool.pk), more):
            return pool
    for pool_id, place in had.items():
        give_back(pool_id, place.seats)
    registration.places.all().delete()
    write_places(registration, wanted, kept)
    return None


def join_line(pool: Pool) -> None:
    """Count one more who waits for this pool."""
    Pool.objects.filter(pk=pool.pk).update(waiting=F("waiting") + 1)


def leave_line(registration: Registration) -> None:
    """Count one less who waits for the pool that this registration waited for."""
    if registration.waits_for_id is not None:
        Pool.objects.filter(pk=registration.waits_for_id).update(waiting=F("waiting") - 1)
