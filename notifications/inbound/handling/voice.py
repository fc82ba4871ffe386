"""Who answers for whom with a calendar object, and how certain that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from notifications.calendar.models import Told
from notifications.inbound.handling.result import Result
from notifications.inbound.models import Outcome
from notifications.inbound.parsing import CalendarAnswer, Guest, Mail, dmarc_passed
from tours.models import Contact, Membership, Registration, Speaker
from tours.organisations.access import May
from tours.signups.models import Said

_SAID = {"ACCEPTED": Said.YES, "TENTATIVE": Said.MAYBE, "DECLINED": Said.NO}


@dataclass(frozen=True)
class Voice:
    """Who speaks for whom: the entry, what is said, by which delegate if any, and whether that is certain."""

    told: Told
    answer: CalendarAnswer
    guest: Guest
    said: str
    by: str
    certain: bool
    dtstamp: datetime

    @property
    def sequence(self) -> int | None:
        """Which version it answers; a number that is ahead of ours gains nothing."""
        named = self.answer.sequence
        return None if named is None else min(named, self.told.sequence)

    @property
    def hands_on(self) -> bool:
        """Whether somebody else is to come instead."""
        return self.guest.partstat == "DELEGATED"

    @property
    def person(self) -> Registration | Speaker | None:
        """None where it is a host."""
        return self.told.registration or self.told.speaker

    def result(self, outcome: Outcome, why: str = "") -> Result:
        return Result(
            outcome,
            why=why,
            event=self.told.event,
            registration=self.told.registration,
            speaker=self.told.speaker,
            said=self.said,
            text=self.answer.comment,
        )


def voice_of(
    told: Told, parsed: CalendarAnswer, guest: Guest | None, mail: Mail, came_at: datetime
) -> Voice | Result:
    """Who says this; a Result where nobody who may."""
    about = Result(
        Outcome.OTHER_PERSON,
        event=told.event,
        registration=told.registration,
        speaker=told.speaker,
        said=_SAID.get(parsed.guests[0].partstat, "") if parsed.guests else "",
        text=parsed.comment,
    )
    if guest is None:
        return about
    by = next((one for one in (guest.sent_by, mail.sender) if one and one != guest.email), "")
    if guest.sent_by and not may_speak_for(guest.sent_by, told):
        return about
    if not guest.sent_by and by and not may_speak_for(by, told):
        by = ""  # somebody's other account: tolerated, but never certain
    speaks = guest.sent_by or by or guest.email
    vouched = dmarc_passed(mail.tree, sender=mail.sender, host=settings.INBOUND_TRUSTED_AUTHSERV)
    return Voice(
        told=told,
        answer=parsed,
        guest=guest,
        said=_SAID.get(guest.partstat, ""),
        by=by,
        certain=vouched and mail.sender in {speaks, guest.email},
        dtstamp=min(
            parsed.dtstamp or mail.sent_at or came_at, came_at
        ),  # a clock that is ahead gains nothing
    )


def may_speak_for(email: str, told: Told) -> bool:
    """The person's registered delegate, or the desk of whoever organises."""
    hosts = [told.event.organisation_id, *told.event.cohosts.values_list("pk", flat=True)]
    delegates = Contact.objects.filter(
        organisation__in=hosts, email__iexact=told.email, delegate_email__iexact=email
    )
    roles = [role.value for role in May.HANDLE_PEOPLE.value]
    desk = Membership.objects.filter(
        organisation__in=hosts, role__in=roles, user__email=email, user__is_active=True
    )
    return delegates.exists() or desk.exists()
