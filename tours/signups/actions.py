"""The verbs about seats. Each checks, changes and announces in one transaction, holding the event's pools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.facts import announce
from tours.facts import LinkRequested, RegistrationChanged, SeatConfirmed
from tours.programme.models import Event, EventState
from tours.signups.errors import (
    AlreadyCancelled,
    CapacityBelowTaken,
    ChangedMeanwhile,
    EventCalledOff,
    KnownAlready,
    NoSeatInThatRole,
    NotCancelled,
    NotPublishedYet,
    TooFewSeatsForCompanions,
)
from tours.signups.grouping import check_not_frozen
from tours.signups.line import claim_seats, leave, promote_line, settle, wait_for
from tours.signups.models import (
    CancelledBy,
    Pool,
    Registration,
    RegistrationQuerySet,
    RegistrationState,
    Said,
    Source,
)
from tours.signups.rules import check_companions, check_may_come, check_open, check_still_on
from tours.signups.seats import fit_seats, lock_pools

S = RegistrationState
THINK_AGAIN_FOR = timedelta(minutes=30)  # a no by calendar is easily clicked


@contextmanager
def once() -> Iterator[None]:
    """A transaction in which the database may say that this person is on the list already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if any(word in str(error) for word in ("registration_once", "contact")):  # SQLite names the columns
            raise KnownAlready from error
        raise


@once()
def register(event: Event, *, name: str, email: str, role: str, **details: Any) -> Registration:
    """Seat a person, or put them on the waiting list when the event is full.

    `details` are fields of Registration. Raises RegistrationClosed (and its kinds), TooManyCompanions, or
    KnownAlready when this name is registered with this address already.
    """
    registration = Registration(event=event, name=name, email=normal(email), role=role, **details)
    claim = claim_seats(registration)
    check_open(registration.event, at=timezone.now())
    check_companions(registration.event, registration.companions)
    settle(registration, claim)
    return registration


@transaction.atomic
def sign_up_again(event: Event, *, name: str, email: str, **details: Any) -> Registration:
    """Somebody known signed up again: they get their own link by mail, or a seat again when they had cancelled.

    Who comes back does so with what was filled in now, and confirms the address anew: it may be another who typed it.
    """
    lock_pools(event)
    registration = _locked(Registration.objects.of(event).known_as(name=name, email=email).get())
    if registration.state != S.CANCELLED:
        announce(LinkRequested(registration))
        return registration
    check_open(registration.event, at=timezone.now())
    for field, value in details.items():
        setattr(registration, field, value)
    check_companions(registration.event, registration.companions)
    registration.address_confirmed_at = None
    registration.version += 1
    registration.save()
    settle(registration, claim_seats(registration))
    return registration


@once()
def add_by_desk(event: Event, *, source: str, **details: Any) -> Registration:
    """Somebody the desk writes down: phoned in (address optional) or walked in. Not bound to the sign-up window.

    An address that the desk typed counts as confirmed: the person gave it in person. Who walks in and finds a seat
    is present. Raises NotPublishedYet, EventCalledOff, KnownAlready.
    """
    details["email"] = normal(details.get("email", ""))
    now = timezone.now()
    registration = Registration(event=event, source=source, address_confirmed_at=now, **details)
    claim = claim_seats(registration)
    if registration.event.state == EventState.CANCELLED:
        raise EventCalledOff
    if registration.event.current is None:
        raise NotPublishedYet
    if source == Source.WALK_IN and claim.full is None:
        registration.checked_in_at = now
    settle(registration, claim)
    return registration


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The person clicked "yes, I come" in their own mailbox: to a held, offered or given up seat. Late is fine.

    Too late for the seat they had, they get another if there is one, else a place in line. Raises RegistrationClosed.
    """
    return _come(_held(registration))


def _come(registration: Registration) -> Registration:
    """Yes, whatever the state was; a no that was said before no longer counts. The event's pools are locked."""
    newly = registration.address_confirmed_at is None
    if newly:
        registration.address_confirmed_at = timezone.now()
    if newly or registration.said == Said.NO:
        registration.said, registration.gives_up_at = "", None
        registration.save(update_fields=["address_confirmed_at", "said", "gives_up_at"])
    match registration.state:
        case S.HELD | S.OFFERED as before:
            registration.move_to(S.CONFIRMED, answer_by=None)
            announce(SeatConfirmed(registration, promoted=before == S.OFFERED))
        case S.INVITED:
            settle(registration, claim_seats(registration))
        case S.CANCELLED:
            check_may_come(registration)
            settle(registration, claim_seats(registration))
        case S.CONFIRMED if newly:
            announce(SeatConfirmed(registration))
    return registration


@transaction.atomic
def answer(registration: Registration, *, said: str, by: str = "") -> Registration:
    """What somebody answered from their calendar, or `by` for them. Raises RegistrationClosed.

    A yes takes a seat, or keeps the one that a no was about to free. A no frees it in half an hour, and at once
    where there is no seat to lose. An answer that came from the mailbox confirms the address.
    """
    registration = _held(registration)
    check_still_on(registration.event)
    now = timezone.now()
    if said == Said.YES:
        _come(registration)
    elif said == Said.NO and registration.state in {S.INVITED, S.WAITING}:
        leave(registration, by=CancelledBy.SELF)
    leaves = said == Said.NO and registration.has_seat
    registration.gives_up_at = (registration.gives_up_at or now + THINK_AGAIN_FOR) if leaves else None
    registration.said, registration.said_at, registration.said_by = said, now, normal(by)
    registration.save(update_fields=["said", "said_at", "said_by", "gives_up_at"])
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
    leave(registration, by=by)
    promote_line(registration.event, pools)
    return registration


@transaction.atomic
def bring_back(registration: Registration) -> Registration:
    """The desk takes a cancellation back: a seat again if there is one, else a place at the end of the line.

    Not bound to the sign-up window. Raises NotCancelled, EventCalledOff.
    """
    registration = _held(registration)
    if registration.state != S.CANCELLED:
        raise NotCancelled
    if registration.event.state == EventState.CANCELLED:
        raise EventCalledOff
    settle(registration, claim_seats(registration))
    return registration


@once()
def change(registration: Registration, *, version: int, **details: Any) -> Registration:
    """Change a person's own data. A new address must be confirmed anew, and ends the links mailed to the old one.

    More companions or another role need seats; who waits keeps their place in line. Raises ChangedMeanwhile when
    `version` is not the stored one, TooManyCompanions, TooFewSeatsForCompanions, NoSeatInThatRole, KnownAlready, GroupsFrozen.
    """
    pools = lock_pools(registration.event)
    registration = _locked(registration)
    if registration.version != version:
        raise ChangedMeanwhile
    before = copy(registration)
    for field, value in details.items():
        setattr(registration, field, value)
    registration.email = normal(registration.email)
    if registration.group_id != before.group_id:
        check_not_frozen(registration, was=before.group_id)
        registration.placed_by_hand = registration.group_id is not None
    if registration.companions > before.companions:
        check_companions(registration.event, registration.companions)
    if registration.email != before.email:
        registration.address_confirmed_at = None
        registration.link_version += 1
    registration.version = version + 1
    registration.save()
    seats_move = (registration.role, registration.seats) != (before.role, before.seats)
    if seats_move:
        _fit(registration, pools, more=registration.seats > before.seats)
    announce(RegistrationChanged(registration, old_email=before.email))
    if seats_move:
        promote_line(registration.event, pools)
    return registration


def _fit(registration: Registration, pools: list[Pool], *, more: bool) -> None:
    """Let seats or place in line follow a changed role or number."""
    if registration.state == S.WAITING:
        wait_for(registration, pools[0])
    elif registration.has_seat and fit_seats(registration, pools):
        raise TooFewSeatsForCompanions if more else NoSeatInThatRole


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


@transaction.atomic
def send_link_again(registration: Registration) -> None:
    """Mail somebody their own link again."""
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


def expire(*, at: datetime) -> int:
    """Free the seats that nobody confirmed or took in time; each in its own transaction. Returns how many."""
    return _free(Registration.objects.lapsed(at=at), by=CancelledBy.EXPIRED)


def free_given_up(*, at: datetime) -> int:
    """Free the seats of who said no by calendar and did not come back on it. Returns how many."""
    return _free(Registration.objects.leaving(at=at), by=CancelledBy.SELF)


def _free(over: RegistrationQuerySet, *, by: str) -> int:
    """Free these seats one by one, each in its own transaction; who changed in the meantime keeps theirs."""
    freed = 0
    for registration in over.select_related("event"):
        with transaction.atomic():
            pools = lock_pools(registration.event)
            locked = _locked(registration)
            if not over.filter(pk=locked.pk).exists():
                continue
            leave(locked, by=by)
            promote_line(locked.event, pools)
            freed += 1
    return freed


def normal(email: str) -> str:
    """An address as it is stored: case does not matter in it."""
    return email.strip().lower()


def _held(registration: Registration) -> Registration:
    """The row as it is now, with its event's pools and itself locked, in that order."""
    lock_pools(registration.event)
    return _locked(registration)


def _locked(registration: Registration) -> Registration:
    """The row as it is now, locked. The event's pools are locked already, so that its event stands still too."""
    return (
        Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event__current", "event__organisation")
        .get(pk=registration.pk)
    )
