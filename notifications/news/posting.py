"""Letters to participants, speakers and organisers, with the keys that make saying a thing twice nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from notifications.calendar.actions import Telling
from notifications.calendar.changes import Person
from notifications.calendar.models import Told
from notifications.outbox.actions import Letter
from notifications.outbox.models import CalendarMethod, Kind
from scheduling.models import Invitee
from tours.models import Event, Membership, Registration, Revision, Speaker, User
from tours.organisations.models import MembershipRole
from tours.programme.models import EventState

# Mails that say that the event is on, or ask something for it; worthless to whom it no longer concerns.
ABOUT_COMING = [
    Kind.CONFIRM_ADDRESS, Kind.CONFIRM_REMINDER, Kind.INVITED, Kind.INVITED_AGAIN, Kind.SEAT_CONFIRMED, Kind.WAITING_LIST, Kind.SEAT_OFFERED,
    Kind.CHANGED, Kind.REMINDER, Kind.SPEAKER_INVITED, Kind.SPEAKER_REMINDER, Kind.SPEAKER_CHANGED,
    Kind.SPEAKER_CONFIRMED, Kind.SLIDES_MISSING, Kind.HOST_TOLD, Kind.HOST_CHANGED,
]  # fmt: skip


def to_participant(
    registration: Registration, kind: str, occurrence: object, *, facts: dict[str, Any] | None = None
) -> Letter:
    """A mail without a calendar part. `occurrence` tells this time from an earlier one."""
    return Letter(
        key=f"{kind}:{registration.pk}:{occurrence}",
        kind=kind,
        recipient=registration.email,
        recipient_name=registration.name,
        language=registration.language,
        event=registration.event,
        registration=registration,
        facts=facts or {},
    )


def to_speaker(
    speaker: Speaker, kind: str, occurrence: object, *, facts: dict[str, Any] | None = None
) -> Letter:
    """A mail without a calendar part to a speaker."""
    return Letter(
        key=f"{kind}:{speaker.pk}:{occurrence}",
        kind=kind,
        recipient=speaker.email,
        recipient_name=speaker.name,
        language=speaker.language,
        event=speaker.event,
        speaker=speaker,
        facts=facts or {},
    )


def to_organiser(
    user: User, event: Event, kind: str, occurrence: str, *, facts: dict[str, Any], **about: Any
) -> Letter:
    """A mail to somebody who plans, about the event and perhaps a person."""
    return Letter(
        key=f"{kind}:{occurrence}:{user.pk}",
        kind=kind,
        recipient=user.email,
        recipient_name=user.name,
        language=user.language,
        event=event,
        user=user,
        facts=facts,
        **about,
    )


def to_invitee(
    invitee: Invitee, kind: str, occurrence: object, *, facts: dict[str, Any] | None = None
) -> Letter:
    """A mail to somebody who is asked when they can; at an address that changed it is another mail."""
    return Letter(
        key=f"{kind}:{invitee.pk}:{invitee.link_version}:{occurrence}",
        kind=kind,
        recipient=invitee.email,
        recipient_name=invitee.name,
        language=invitee.language,
        event=invitee.poll.event,
        invitee=invitee,
        facts=facts or {},
    )


def invitation(event: Event, telling: Telling, *, facts: dict[str, Any] | None = None) -> Letter:
    """The mail that carries what somebody's calendar is told."""
    about = {**(facts or {}), "was": telling.was} if telling.was else facts
    return to_entry(
        event,
        telling.person,
        telling.kind,
        method=CalendarMethod.REQUEST,
        dtstamp=telling.dtstamp,
        facts=about,
    )


def withdrawal(
    event: Event, person: Person, kind: str, *, dtstamp: datetime, facts: dict[str, Any] | None = None
) -> Letter:
    """The mail that takes an entry out of somebody's calendar."""
    return to_entry(event, person, kind, method=CalendarMethod.CANCEL, dtstamp=dtstamp, facts=facts)


def to_entry(
    event: Event,
    person: Person,
    kind: str,
    occurrence: object = None,
    *,
    method: str,
    dtstamp: datetime,
    facts: dict[str, Any] | None = None,
) -> Letter:
    """A mail about an entry to whoever has it; what is said once for each SEQUENCE needs no `occurrence`."""
    key = f"{kind}:told{person.told}:{person.sequence if occurrence is None else occurrence}"
    return to_person(event, person, kind, key=key, facts=facts, method=method, dtstamp=dtstamp)


def to_person(
    event: Event, person: Person, kind: str, *, key: str, facts: dict[str, Any] | None = None, **also: Any
) -> Letter:
    """A mail to somebody, with an entry or without one; `also` are other fields of the letter."""
    return Letter(
        key=key,
        kind=kind,
        recipient=person.email,
        recipient_name=person.name,
        language=person.language,
        event=event,
        registration=person.registration,
        speaker=person.speaker,
        told=person.told or None,
        sequence=person.sequence,
        facts=facts or {},
        **also,
    )


def entry_holder(told: Told, person: Registration | Speaker | None) -> Person:
    """Whoever has this entry, None for a host; the address is that of the entry."""
    return Person(
        told.registration_id,
        told.speaker_id,
        told.email,
        person.name if person else told.host_name,
        person.language if person else told.host_language,
        told.pk,
        told.sequence,
    )


def organisers(event: Event) -> list[User]:
    """Who plans this event: owners and planners of the organisation that owns it."""
    return planners_of(event.organisation_id)


def planners_of(organisation_id: int) -> list[User]:
    """Who may plan for this organisation."""
    roles = [MembershipRole.OWNER, MembershipRole.PLANNER]
    mine = Membership.objects.filter(organisation=organisation_id, role__in=roles, user__is_active=True)
    return [membership.user for membership in mine.select_related("user").order_by("user_id")]


def one_per_address(letters: Iterable[Letter], *, told_already: Iterable[str] = ()) -> Iterator[Letter]:
    """The first letter to each address: for news that is the same for everybody who shares it."""
    seen = {address.lower() for address in told_already}
    for letter in letters:
        if letter.recipient.lower() not in seen:
            seen.add(letter.recipient.lower())
            yield letter


def address_key(email: str) -> str:
    """A short name for an address in a key."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:20]


def revision_for_news(event: Event, *, at: datetime) -> Revision | None:
    """What is published of an event that is still to come; None where people are not to be told of it (any more)."""
    if event.state != EventState.PUBLISHED or event.current is None or event.is_over(at=at):
        return None
    return event.current
