"""From the question when to the question whether: whoever was asked for a date is invited to the event by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from scheduling.polls.models import Invitee, Poll, Value
from tours.organisations.models import Contact
from tours.programme.models import Event
from tours.signups.invitations.actions import invite
from tours.signups.invitations.choosing import on_the_list
from tours.signups.models import Registration
from tours.signups.seats import lock_pools


@dataclass(frozen=True)
class Asked:
    """Somebody whom the poll asked: what they said of the day that was chosen, and how they stand at the event."""

    invitee: Invitee
    contact: Contact | None
    registration: Registration | None
    value: str = ""

    @property
    def said(self) -> str:
        """In words; empty where they said nothing of it."""
        return str(Value(self.value).label) if self.value else ""

    @property
    def is_likely(self) -> bool:
        """Not on the list yet, and not unable to come."""
        return self.registration is None and self.value != Value.NO


def asked_people(event: Event, poll: Poll) -> list[Asked]:
    """Everybody whom this poll asked, by party and name. Five statements at most."""
    invitees = list(poll.invitees.order_by("party", "name", "pk"))
    contacts = _contacts(event, invitees)
    by_contact = on_the_list(event, contacts.values())
    rows = Registration.objects.of(event).filter(erased_at=None)
    by_name = {(row.name.lower(), row.email): row for row in rows}
    values = dict(poll.chosen.answers.values_list("invitee", "value")) if poll.chosen else {}
    found = []
    for invitee in invitees:
        key = _key(invitee)
        contact = contacts.get(key)
        there = by_name.get(key) or (by_contact.get(contact.pk) if contact else None)
        found.append(Asked(invitee, contact, there, values.get(invitee.pk, "")))
    return found


@transaction.atomic
def invite_asked(event: Event, poll: Poll, chosen: Iterable[int]) -> list[Registration]:
    """Invite these invitees of the poll (ids), but who is on the list already. Raises as invite() does."""
    lock_pools(event)
    ids = set(chosen)
    people = [one for one in asked_people(event, poll) if one.invitee.pk in ids and not one.registration]
    return [
        invite(
            event,
            name=one.invitee.name,
            role=one.invitee.role,
            email=one.invitee.email,
            party=one.invitee.party,
            language=one.invitee.language,
            phone=one.contact.phone if one.contact else "",
            contact=one.contact,
        )
        for one in people
    ]


def _contacts(event: Event, invitees: Iterable[Invitee]) -> dict[tuple[str, str], Contact]:
    """Which contacts of the organisation they are."""
    wanted = {_key(one) for one in invitees}
    known = Contact.objects.filter(organisation=event.organisation_id).order_by("-pk")
    by_key = {(one.name.lower(), one.email.lower()): one for one in known}
    return {key: contact for key, contact in by_key.items() if key in wanted}


def _key(invitee: Invitee) -> tuple[str, str]:
    return invitee.name.lower(), invitee.email.lower()
