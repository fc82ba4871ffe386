"""Somebody who is new, or comes back: with what they filled in, or as the desk wrote them down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.facts import announce
from core.text import mail_address
from tours.facts import LinkRequested
from tours.programme.models import Event, EventState
from tours.signups.actions.rows import as_it_is, once
from tours.signups.errors import EventCalledOff, NotPublishedYet
from tours.signups.line import claim_seats, settle
from tours.signups.models import Registration, RegistrationState, Source
from tours.signups.rules import check_companions, check_open
from tours.signups.seats import lock_pools

S = RegistrationState


@once()
def register(event: Event, *, name: str, email: str, role: str, **details: Any) -> Registration:
    """Seat a person, or put them on the waiting list when the event is full.

    `details` are fields of Registration. Raises RegistrationClosed (and its kinds), TooManyCompanions, or
    KnownAlready when this name is registered with this address already.
    """
    registration = Registration(event=event, name=name, email=mail_address(email), role=role, **details)
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
    registration = as_it_is(Registration.objects.of(event).known_as(name=name, email=email).get())
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
    details["email"] = mail_address(details.get("email", ""))
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
