"""The verbs about people who are invited by name. A seat comes with their yes, never with the invitation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.facts import announce
from core.text import mail_address
from tours.facts import PersonInvited
from tours.organisations.models import Contact
from tours.programme.models import Event
from tours.signups.actions import answer
from tours.signups.actions.rows import as_it_is, once
from tours.signups.errors import KnownAlready, NotCancelled, NotPublishedYet
from tours.signups.invitations.choosing import on_the_list
from tours.signups.models import Registration, RegistrationState, Source
from tours.signups.rules import check_still_on
from tours.signups.seats import lock_pools


@once()
def invite(
    event: Event, *, name: str, role: str, email: str = "", contact: Contact | None = None, **details: Any
) -> Registration:
    """Ask somebody by name. The invitation goes out at once; an address that was typed for it needs no confirming.

    Not bound to the sign-up window. Raises NotPublishedYet, EventCalledOff, EventBegun, KnownAlready.
    """
    event = _event_to_invite_for(event)
    now = timezone.now()
    registration = Registration(
        event=event,
        state=RegistrationState.INVITED,
        source=Source.INVITED,
        name=name,
        role=role,
        email=mail_address(email),
        contact=contact,
        invited_at=now,
        address_confirmed_at=now,
        **details,
    )
    registration.save(force_insert=True)
    announce(PersonInvited(registration))
    return registration


@transaction.atomic
def invite_contacts(event: Event, contacts: Iterable[Contact]) -> list[Registration]:
    """Ask everybody of these who is not on the list yet: a second click asks nobody twice."""
    contacts = list(contacts)
    lock_pools(event)
    there = on_the_list(event, contacts)
    return [
        invite(
            event,
            name=contact.name,
            role=contact.role,
            email=contact.email,
            party=contact.party,
            phone=contact.phone,
            language=contact.language,
            contact=contact,
        )
        for contact in contacts
        if contact.pk not in there
    ]


def invite_by_name(event: Event, *, name: str, email: str, **details: Any) -> Registration:
    """As `invite`, but who was on the list and left it is asked anew."""
    try:
        return invite(event, name=name, email=email, **details)
    except KnownAlready:
        known = Registration.objects.of(event).known_as(name=name, email=email).first()
        if known is None or known.state != RegistrationState.CANCELLED:
            raise
        return invite_again(known)


@transaction.atomic
def invite_again(registration: Registration) -> Registration:
    """Ask somebody anew who said no or was taken off the list; the entry in their calendar comes back.

    Raises NotCancelled, NotPublishedYet, EventCalledOff, EventBegun.
    """
    _event_to_invite_for(registration.event)
    registration = as_it_is(registration)
    if registration.state != RegistrationState.CANCELLED:
        raise NotCancelled
    now = timezone.now()
    registration.move_to(
        RegistrationState.INVITED,
        source=Source.INVITED,
        invited_at=now,
        address_confirmed_at=registration.address_confirmed_at or now,
        said="",
        said_at=None,
        said_by="",
        called_at=None,
        cancelled_by="",
    )
    announce(PersonInvited(registration))
    return registration


@transaction.atomic
def reply(registration: Registration, *, said: str, note: str = "") -> Registration:
    """What somebody answered on the page of their invitation, or said on the phone. Raises RegistrationClosed."""
    registration = answer(registration, said=said)
    if note:
        registration.note = note
        registration.save(update_fields=["note"])
    return registration


def ring_again(registration: Registration) -> Registration:
    """Nobody picked up, or they did not know yet: somebody rings once more."""
    registration.called_at = timezone.now()
    registration.save(update_fields=["called_at"])
    return registration


def _event_to_invite_for(event: Event) -> Event:
    """The event as it is while its pools are locked, if there is something to invite for."""
    lock_pools(event)
    event = Event.objects.select_related("current", "organisation").get(pk=event.pk)
    if event.current is None:
        raise NotPublishedYet
    check_still_on(event)
    return event
