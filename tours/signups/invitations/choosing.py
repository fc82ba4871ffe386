"""Whom one can invite: the contacts of those who organise, beside who is on the list already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower

from tours.organisations.access import May, organisations_of
from tours.organisations.models import Contact, ContactQuerySet, User
from tours.programme.models import Event
from tours.signups.desk.words import TAG
from tours.signups.models import Registration

SHOWN = 250  # as many as one click invites


@dataclass(frozen=True)
class Candidate:
    """A contact, and their registration where there is one."""

    contact: Contact
    registration: Registration | None

    @property
    def tag(self) -> str:
        """The colour of the state's tag."""
        return TAG[self.registration.state] if self.registration else ""


def contacts_for(user: User | AnonymousUser, event: Event) -> ContactQuerySet:
    """The contacts of the organising organisations in which this user handles people: others keep theirs to themselves."""
    hosts = {event.organisation_id, *event.cohosts.values_list("pk", flat=True)}
    mine = [each.pk for each in organisations_of(user, May.HANDLE_PEOPLE) if each.pk in hosts]
    return Contact.objects.filter(organisation__in=mine)


@dataclass(frozen=True)
class Numbers:
    """How many contacts there are, and of how many nothing is known at this event yet."""

    whole: int
    new: int


def numbers_of(event: Event, contacts: ContactQuerySet) -> Numbers:
    """One statement."""
    return Numbers(**contacts.aggregate(whole=Count("pk"), new=Count("pk", filter=_is_new(event))))


def not_on_the_list(event: Event, contacts: ContactQuerySet) -> ContactQuerySet:
    """Those of these who have no registration, by the same comparison as `on_the_list`."""
    return contacts.filter(_is_new(event))


def _is_new(event: Event) -> Q:
    rows = Registration.objects.of(event).filter(erased_at=None)
    named = rows.exclude(email="").annotate(address=Lower("email"), called=Lower("name"))
    same = named.filter(address=Lower(OuterRef("email")), called=Lower(OuterRef("name")))
    return ~Exists(rows.filter(contact=OuterRef("pk"))) & ~Exists(same)


def candidates(event: Event, contacts: Iterable[Contact]) -> list[Candidate]:
    """Each of these with how they stand at this event."""
    contacts = list(contacts)
    there = on_the_list(event, contacts)
    return [Candidate(contact, there.get(contact.pk)) for contact in contacts]


def on_the_list(event: Event, contacts: Iterable[Contact]) -> dict[int, Registration]:
    """The registrations of these contacts, by contact: invited as such, or signed up with the same name and address."""
    contacts = list(contacts)
    addresses = {contact.email.lower() for contact in contacts if contact.email}
    theirs = Q(contact__in=[contact.pk for contact in contacts]) | Q(email__in=addresses)
    rows = list(Registration.objects.of(event).filter(theirs, erased_at=None))
    by_contact = {row.contact_id: row for row in rows if row.contact_id}
    by_name = {(row.name.lower(), row.email): row for row in rows if row.email}
    found = {}
    for contact in contacts:
        row = by_contact.get(contact.pk) or by_name.get((contact.name.lower(), contact.email.lower()))
        if row:
            found[contact.pk] = row
    return found
