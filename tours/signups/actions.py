"""The verbs about seats. Each checks, changes and announces in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.facts import announce
from tours.facts import (
    LinkRequested,
    PutOnWaitingList,
    RegistrationCancelled,
    RegistrationChanged,
    SeatConfirmed,
    SeatHeld,
    SeatOffered,
)
from tours.programme.models import Event
from tours.signups.errors import (
    AlreadyCancelled,
    CapacityBelowTaken,
    ChangedMeanwhile,
    KnownAlready,
    OfferOver,
    PoolFull,
    RegistrationClosed,
    TooFewSeatsForCompanions,
    TooManyCompanions,
)
from tours.signups.models import CancelledBy, Pool, Registration, RegistrationState, Source
from tours.signups.seats import (
    free_seats,
    join_line,
    leave_line,
    lock_pools,
    pools_for,
    resize_seats,
    take_seats,
)

HOLD_FOR = timedelta(days=7)
OFFER_FOR = timedelta(days=2)
S = RegistrationState


@transaction.atomic
def register(event: Event, *, name: str, email: str, role: str, **details: Any) -> Registration:
    """Seat a person, or put them on the waiting list when the event is full.

    `details` are fields of Registration. Raises RegistrationClosed, TooManyCompanions, or KnownAlready when this
    name is registered with this address already.
    """
    if not event.takes_registrations(at=timezone.now()):
        raise RegistrationClosed
    check_companions(event, details.get("companions", 0))
    registration = _write(event, name=name, email=email, role=role, **details)
    return _seat_or_line(registration)


@transaction.atomic
def sign_up_again(event: Event, *, name: str, email: str) -> Registration:
    """Somebody known signed up again: they get their own link by mail, or their seat back when they had cancelled."""
    lock_pools(event)
    registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("event")
        .get(event=event, email__iexact=email, name__iexact=name)
    )
    if registration.state != S.CANCELLED:
        announce(LinkRequested(registration))
        return registration
    return _come_back(registration)


@transaction.atomic
def add_by_desk(event: Event, *, source: str, **details: Any) -> Registration:
    """Somebody the desk writes down: phoned in (address optional) or walked in. Not bound to the sign-up window.

    An address that the desk typed counts as confirmed: the person gave it in person.
    """
    now = timezone.now()
    if source == Source.WALK_IN:
        details["checked_in_at"] = now
    registration = _write(event, source=source, address_confirmed_at=now, **details)
    return _seat_or_line(registration)


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The person clicked "yes, I come" in their own mailbox. Late is fine while there is room."""
    lock_pools(registration.event)
    registration = _locked(registration)
    newly = registration.address_confirmed_at is None
    if newly:
        registration.address_confirmed_at = timezone.now()
        registration.save(update_fields=["address_confirmed_at"])
    if registration.state == S.CANCELLED:
        return _come_back(registration)
    if registration.state in {S.HELD, S.INVITED}:
        return _confirm_seat(registration)
    if registration.state == S.CONFIRMED and newly:
        announce(SeatConfirmed(registration))
    return registration


@transaction.atomic
def accept_offer(registration: Registration) -> Registration:
    """Take the seat that was offered. OfferOver when somebody else has it by now."""
    registration = _locked(registration)
    if registration.state == S.CONFIRMED:
        return registration
    if registration.state != S.OFFERED:
        raise OfferOver
    registration.move_to(S.CONFIRMED, answer_by=None)
    announce(SeatConfirmed(registration, promoted=True))
    return registration


@transaction.atomic
def cancel(registration: Registration, *, by: str) -> Registration:
    """Give the seat or the place in line up; the next in line moves up in the same transaction.

    Raises AlreadyCancelled.
    """
    pools = lock_pools(registration.event)
    registration = _locked(registration)
    if registration.state == S.CANCELLED:
        raise AlreadyCancelled
    _leave(registration, by=by)
    _promote(registration.event, pools)
    return registration


@transaction.atomic
def change(registration: Registration, *, version: int, **details: Any) -> Registration:
    """Change a person's own data. A new address must be confirmed anew; more companions need seats.

    Raises ChangedMeanwhile when `version` is not the stored one, TooManyCompanions, TooFewSeatsForCompanions, KnownAlready.
    """
    pools = lock_pools(registration.event)
    registration = _locked(registration)
    if registration.version != version:
        raise ChangedMeanwhile
    old_email, old_seats = registration.email, registration.seats
    if details.get("companions", registration.companions) > registration.companions:
        check_companions(registration.event, details["companions"])
    for field, value in details.items():
        setattr(registration, field, value)
    registration.email = registration.email.strip().lower()
    if registration.email != old_email:
        registration.address_confirmed_at = None
    registration.version = version + 1
    _save(registration)
    if registration.has_seat and registration.seats != old_seats:
        _resize(registration, by=registration.seats - old_seats)
    announce(RegistrationChanged(registration, old_email=old_email))
    if registration.seats < old_seats:
        _promote(registration.event, pools)
    return registration


@transaction.atomic
def move_to_group(registration: Registration, *, group_id: int | None) -> Registration:
    """Put a person in a group of the event, or in none."""
    registration = _locked(registration)
    registration.group = None if group_id is None else registration.event.groups.get(pk=group_id)
    registration.save(update_fields=["group"])
    announce(RegistrationChanged(registration, old_email=registration.email))
    return registration


@transaction.atomic
def check_in(registration: Registration, *, present: bool) -> Registration:
    """Note that somebody arrived, or take that back."""
    registration.checked_in_at = timezone.now() if present else None
    registration.save(update_fields=["checked_in_at"])
    return registration


@transaction.atomic
def renew_links(registration: Registration) -> Registration:
    """Make all earlier personal links of this registration worthless and mail the new one."""
    Registration.objects.filter(pk=registration.pk).update(link_version=F("link_version") + 1)
    registration.refresh_from_db(fields=["link_version"])
    announce(LinkRequested(registration))
    return registration


def send_link_again(registration: Registration) -> None:
    """Mail somebody their own link again."""
    with transaction.atomic():
        announce(LinkRequested(registration))


@transaction.atomic
def set_capacity(pool: Pool, *, capacity: int | None, closed: bool = False) -> Pool:
    """Change the number of seats; those in line move up when there are more. Raises CapacityBelowTaken."""
    pools = {each.pk: each for each in lock_pools(pool.event)}
    pool = pools[pool.pk]
    if capacity is not None and capacity < pool.taken:
        raise CapacityBelowTaken(taken=pool.taken)
    pool.capacity, pool.closed = capacity, closed
    pool.save(update_fields=["capacity", "closed"])
    _promote(pool.event, list(pools.values()))
    return pool


@transaction.atomic
def promote(event: Event) -> int:
    """Move up whoever has room now, first in line first. Returns how many."""
    return _promote(event, lock_pools(event))


def expire(*, at: datetime) -> int:
    """Free the seats that nobody confirmed or took in time; each in its own transaction. Returns how many."""
    freed = 0
    for registration in Registration.objects.lapsed(at=at).select_related("event"):
        with transaction.atomic():
            pools = lock_pools(registration.event)
            locked = _locked(registration)
            if not locked.has_seat or locked.answer_by is None or locked.answer_by > at:
                continue
            _leave(locked, by=CancelledBy.EXPIRED)
            _promote(locked.event, pools)
            freed += 1
    return freed


def check_companions(event: Event, companions: int) -> None:
    """Raise TooManyCompanions when the event does not allow so many."""
    if companions > event.companions_allowed:
        raise TooManyCompanions(allowed=event.companions_allowed)


def _write(event: Event, *, email: str = "", **details: Any) -> Registration:
    registration = Registration(event=event, email=email.strip().lower(), state=S.CANCELLED, **details)
    _save(registration)
    return registration


def _save(registration: Registration) -> None:
    """Store it in a savepoint; the database says whether this name and address are known."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise KnownAlready from error


def _locked(registration: Registration) -> Registration:
    """The row as it is now, locked."""
    return (
        Registration.objects.select_for_update(of=("self",))
        .select_related("event__current")
        .get(pk=registration.pk)
    )


def _seat_or_line(registration: Registration) -> Registration:
    """Give a new or returning registration a seat if there is one, else a place in line."""
    event = registration.event
    if take_seats(registration, list(event.pools.all())) is None:
        _settle_seat(registration)
        return registration
    # Full, or somebody waits. Look again under the lock: a seat may have come free in between.
    full = take_seats(registration, lock_pools(event))
    if full is None:
        _settle_seat(registration)
    else:
        _wait(registration, full)
    return registration


def _settle_seat(registration: Registration, *, promoted: bool = False) -> None:
    """The seats are taken: held until the address is confirmed where the event asks for that, else for certain."""
    event = registration.event
    if event.confirm_address and registration.email and registration.address_confirmed_at is None:
        registration.move_to(
            S.HELD, answer_by=_hold_until(event), queued_at=None, waits_for_id=None, cancelled_by=""
        )
        announce(SeatHeld(registration, promoted=promoted))
    else:
        registration.move_to(S.CONFIRMED, answer_by=None, queued_at=None, waits_for_id=None, cancelled_by="")
        announce(SeatConfirmed(registration, promoted=promoted))


def _hold_until(event: Event) -> datetime:
    """Seven days, but never beyond the start."""
    until = timezone.now() + HOLD_FOR
    return min(until, event.current.starts_at_or_day_end) if event.current else until


def _wait(registration: Registration, full: Pool) -> None:
    """Put the registration at the end of the line for the pool that stops it. The pools are locked."""
    join_line(full)
    registration.move_to(
        S.WAITING, queued_at=timezone.now(), waits_for_id=full.pk, answer_by=None, cancelled_by=""
    )
    announce(PutOnWaitingList(registration))


def _confirm_seat(registration: Registration) -> Registration:
    if registration.state == S.HELD:
        registration.move_to(S.CONFIRMED, answer_by=None)
        announce(SeatConfirmed(registration))
        return registration
    return _seat_or_line(registration)


def _come_back(registration: Registration) -> Registration:
    """Somebody who had cancelled, or confirmed too late, comes after all: if there is room, else in line."""
    if not registration.event.takes_registrations(at=timezone.now()):
        raise RegistrationClosed
    return _seat_or_line(registration)


def _leave(registration: Registration, *, by: str) -> None:
    """Free seats or the place in line and move to cancelled. The event's pools are locked."""
    had_seat = registration.has_seat
    if had_seat:
        free_seats(registration)
    elif registration.state == S.WAITING:
        leave_line(registration)
    registration.move_to(S.CANCELLED, cancelled_by=by, answer_by=None, queued_at=None, waits_for_id=None)
    announce(RegistrationCancelled(registration, had_seat=had_seat))


def _resize(registration: Registration, *, by: int) -> None:
    try:
        resize_seats(registration, by=by)
    except PoolFull as error:
        raise TooFewSeatsForCompanions from error


def _promote(event: Event, pools: list[Pool]) -> int:
    """Seat those in line, in order, until a pool is full for somebody; from then on nobody may pass in that pool.

    A person blocked only by another pool may be passed. The pools are locked.
    """
    if event.state != "published" or event.is_over(at=timezone.now()):
        return 0
    promoted = 0
    full: set[int] = set()
    for registration in Registration.objects.of(event).in_line().select_related("event__current"):
        if len(full) == len(pools):
            break
        if _must_wait_on(registration, pools, full):
            continue
        leave_line(registration)
        if event.offers_expire:
            until = min(timezone.now() + OFFER_FOR, _hold_until(event))
            registration.move_to(S.OFFERED, answer_by=until, queued_at=None, waits_for_id=None)
            announce(SeatOffered(registration))
        else:
            _settle_seat(registration, promoted=True)
        promoted += 1
    return promoted


def _must_wait_on(registration: Registration, pools: list[Pool], full: set[int]) -> bool:
    """Whether this person in line cannot be seated now; adds the pool that stops them to `full`."""
    if any(pool.pk in full for pool in pools_for(registration, pools)):
        return True
    stopped_by = take_seats(registration, pools, over_the_line=True)
    if stopped_by is None:
        return False
    full.add(stopped_by.pk)
    if stopped_by.pk != registration.waits_for_id:
        leave_line(registration)
        join_line(stopped_by)
        Registration.objects.filter(pk=registration.pk).update(waits_for=stopped_by)
    return True
