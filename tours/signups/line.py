"""Who gets a seat: at once, at the end of the line, moved up, or gone. Called inside a transaction by the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from core.facts import announce
from tours.facts import PutOnWaitingList, RegistrationCancelled, SeatConfirmed, SeatHeld, SeatOffered
from tours.programme.models import Event, EventState
from tours.signups.models import Pool, Registration, RegistrationState
from tours.signups.seats import (
    EVERYBODY,
    Kept,
    claim,
    free_seats,
    give_back,
    held_pools,
    join_line,
    leave_line,
    lock_pools,
    pools_for,
    put_back,
    take,
    take_kept,
    take_kept_seats,
    take_seats,
    write_places,
)

HOLD_FOR = timedelta(days=7)
OFFER_FOR = timedelta(days=2)
ORGANISER_DECIDES = timedelta(hours=24)  # so shortly before, nobody is moved up unasked
S = RegistrationState


@dataclass(frozen=True)
class Claim:
    """What came of asking for seats: the pools they are needed in, the one that had none, and what was set apart."""

    pools: list[Pool]
    full: Pool | None
    kept: Kept | None = None


def claim_seats(registration: Registration) -> Claim:
    """Claim seats for somebody who is new or comes back, in all of their pools or in none.

    Afterwards everybody's pool is held until the transaction ends, and `registration.event` is as it is now. With
    room it takes one UPDATE per pool; the pools are locked only to look again when one was full, for a seat may have
    come free in between.
    """
    event, seats, kept = registration.event, registration.seats, None
    if registration.was_invited or registration.allotment_id:
        lock_pools(event)
        kept = take_kept(registration)
    in_everybodys = kept is not None or take(Q(event=event, role=EVERYBODY), seats)
    if not in_everybodys:
        lock_pools(event)
    pools = held_pools(event)
    registration.event = pools[0].event
    wanted = pools_for(registration, pools)
    full = claim(wanted[1:] if in_everybodys else wanted, seats)
    if full and in_everybodys:
        give_back(wanted[0].pk, put_back(kept) if kept else seats)
    return Claim(wanted, full, kept)


def settle(registration: Registration, claim: Claim) -> None:
    """Store what came of the claim: seated, or at the end of the line for the pool that was full. Says so."""
    if claim.full:
        was_invited = registration.state == S.INVITED
        join_line(claim.full)
        _become(registration, S.WAITING, queued_at=timezone.now(), waits_for_id=claim.full.pk, said="")
        announce(PutOnWaitingList(registration, was_invited=was_invited))
    else:
        _become(registration, **_seated(registration), said="")
        write_places(registration, claim.pools, claim.kept)
        _tell_seated(registration)


def _seated(registration: Registration) -> dict[str, Any]:
    """Held until the address is confirmed where the event asks for that, else for certain."""
    event = registration.event
    if event.confirm_address and registration.email and registration.address_confirmed_at is None:
        return {"state": S.HELD, "answer_by": before_start(event, HOLD_FOR)}
    return {"state": S.CONFIRMED}


def _tell_seated(registration: Registration, *, promoted: bool = False) -> None:
    fact = SeatHeld if registration.state == S.HELD else SeatConfirmed
    announce(fact(registration, promoted=promoted))


def _become(registration: Registration, state: str, **facts: Any) -> None:
    """Store the state with its facts; what belongs to another state goes."""
    also = {
        "answer_by": None,
        "queued_at": None,
        "waits_for_id": None,
        "cancelled_by": "",
        "gives_up_at": None,
    } | facts
    if registration.pk:
        registration.move_to(state, **also)
    else:
        vars(registration).update(state=state, **also)
        registration.save(force_insert=True)


def has_begun(event: Event, *, at: datetime) -> bool:
    """Whether the published start has passed; of a day without times yet, the day."""
    return event.current is not None and event.current.starts_at_or_day_end <= at


def before_start(event: Event, patience: timedelta) -> datetime:
    """From now that long, but never beyond the start."""
    until = timezone.now() + patience
    return min(until, event.current.starts_at_or_day_end) if event.current else until


def leave(registration: Registration, *, by: str) -> None:
    """Free the seats or the place in line and move to cancelled. The event's pools are locked."""
    had_seat = registration.has_seat
    if had_seat:
        free_seats(registration)
    else:
        leave_line(registration)
    _become(registration, S.CANCELLED, cancelled_by=by)
    announce(RegistrationCancelled(registration, had_seat=had_seat))


def wait_for(registration: Registration, pool: Pool) -> None:
    """Keep the place in line, but wait for another pool. The event's pools are locked."""
    if registration.waits_for_id != pool.pk:
        leave_line(registration)
        join_line(pool)
        registration.waits_for_id = pool.pk
        registration.save(update_fields=["waits_for"])


def is_close(event: Event, *, at: datetime) -> bool:
    """Whether it begins so soon that the organiser decides who still moves up."""
    return event.current is not None and event.current.starts_at - ORGANISER_DECIDES <= at


def promote_line(event: Event, pools: Sequence[Pool], *, approved: bool = False) -> int:
    """Seat those in line, first come first, until everybody's pool is full for somebody. Returns how many.

    A pool that is full for one is full for all behind them; who needs only other pools may pass. Nobody is moved up
    once the event has begun, nor in the last day before it unless the organiser `approved`. The pools are locked and
    `event` is as it is now.
    """
    now = timezone.now()
    if event.state != EventState.PUBLISHED or has_begun(event, at=now):
        return 0
    if is_close(event, at=now) and not approved:
        return 0
    promoted = _promote_to_kept(event, pools)
    full: dict[int, Pool] = {}
    for registration in Registration.objects.of(event).in_line():
        registration.event = event
        stopped_by = _stopped_by(registration, pools, full)
        if stopped_by is None:
            _move_up(registration)
            promoted += 1
            continue
        full[stopped_by.pk] = stopped_by
        wait_for(registration, stopped_by)
        if stopped_by.role == EVERYBODY:
            break
    return promoted


def _promote_to_kept(event: Event, pools: Sequence[Pool]) -> int:
    """Seat those in line for whom seats are set apart, if there are any left. Returns how many."""
    if not event.allotments.open().filter(used__lt=F("seats")).exists():
        return 0
    promoted = 0
    for registration in Registration.objects.of(event).in_line().with_kept_seats():
        registration.event = event
        if take_kept_seats(registration, pools):
            _move_up(registration)
            promoted += 1
    return promoted


def _stopped_by(registration: Registration, pools: Sequence[Pool], full: dict[int, Pool]) -> Pool | None:
    """The pool that keeps this person in line; None when their seats are taken now."""
    known = [pool for pool in pools_for(registration, pools) if pool.pk in full]
    return known[0] if known else take_seats(registration, pools, over_the_line=True)


def _move_up(registration: Registration) -> None:
    """From the line into the seats just taken: for certain, or as an offer to who can answer it."""
    leave_line(registration)
    event = registration.event
    if event.offers_expire and registration.email:
        _become(registration, S.OFFERED, answer_by=before_start(event, OFFER_FOR))
        announce(SeatOffered(registration))
    else:
        _become(registration, **_seated(registration))
        _tell_seated(registration, promoted=True)
