"""The calendar object that belongs to a message."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import links
from notifications.calendar import objects
from notifications.calendar.itinerary import Itinerary
from notifications.calendar.models import Told
from notifications.calendar.objects import Entry, Mailbox
from notifications.calendar.providers import CalendarPart
from notifications.outbox.models import CalendarMethod, Kind, Message
from tours.signups.models import Said

_ANSWERED = {Said.YES: "ACCEPTED", Said.MAYBE: "TENTATIVE", Said.NO: "DECLINED"}


def calendar_part(message: Message, *, organizer: Mailbox) -> CalendarPart | None:
    """What the person's calendar is told with this mail; None where it has no calendar part or that no longer holds.

    It is made of the row of Told, never of now: a second attempt gives the same bytes. A REQUEST for an entry that has
    gone since, or a CANCEL of one that is back, is left out; so is the no to a proposal about one that has gone.
    """
    if message.kind == Kind.MAIL_TRIAL:
        return _trial(message, organizer=organizer)
    told = message.told
    if not message.method or told is None:
        return None
    if (message.method == CalendarMethod.CANCEL) != (told.ended_at is not None):
        return None
    attendee = Mailbox(message.recipient_name, message.recipient)
    with translation.override(message.language):
        entry = entry_of(told, slug=message.event.slug if message.event else "")
        if message.method == CalendarMethod.REQUEST:
            octets = objects.request(
                entry, organizer=organizer, attendee=attendee, partstat=_partstat(message.kind, told)
            )
        elif message.method == CalendarMethod.DECLINECOUNTER:
            octets = objects.counter_declined(entry, organizer=organizer, attendee=attendee)
        else:
            called_off = message.kind == Kind.EVENT_CANCELLED
            octets = objects.cancellation(
                entry, organizer=organizer, attendee=attendee, called_off=called_off
            )
    return CalendarPart(method=message.method, octets=octets)


def _partstat(kind: str, told: Told) -> str:
    """What the calendar answered, where the same SEQUENCE comes again: a yes is not asked for twice (RFC 5546 3.2.2.1)."""
    answer = getattr(told, "answer", None) if kind == Kind.OWN_LINK else None
    if answer is None or answer.sequence < told.sequence:
        return "NEEDS-ACTION"
    return _ANSWERED.get(answer.said, "NEEDS-ACTION")


def _trial(message: Message, *, organizer: Mailbox) -> CalendarPart | None:
    """An invitation as good as a real one, for an hour tomorrow, to see what becomes of it."""
    if "uid" not in message.facts or message.dtstamp is None:  # its words went with time
        return None
    begins = datetime.fromisoformat(message.facts["begins"])
    with translation.override(message.language):
        itinerary = Itinerary(
            title=_("Proef: klopt de mail?"),
            all_day=False,
            complete=True,
            start=begins.isoformat(),
            end=(begins + timedelta(hours=1)).isoformat(),
            timezone=settings.TIME_ZONE,
            place="",
            lat_deg=None,
            lon_deg=None,
            group="",
            steps=[],
            text=_(
                "Er is geen bijeenkomst. Accepteer of weiger gerust: zo ziet u of antwoorden binnenkomen."
            ),
            conference_url="",
        )
        entry = Entry(
            uid=message.facts["uid"],
            sequence=message.sequence,
            dtstamp=message.dtstamp,
            itinerary=itinerary,
            url=settings.SITE_URL,
        )
        attendee = Mailbox(message.recipient_name, message.recipient)
        octets = objects.request(entry, organizer=organizer, attendee=attendee)
    return CalendarPart(method=message.method, octets=octets)


def entry_of(told: Told, *, slug: str) -> Entry:
    """What was told, as an entry. A participant's leads to their route, a speaker's to the public page.

    So does one at an address where the person no longer is.
    """
    own = told.registration if told.is_at_own_address else None
    stamp: datetime = told.dtstamp
    return Entry(
        uid=told.uid,
        sequence=told.sequence,
        dtstamp=stamp,
        itinerary=told.itinerary,
        url=links.route_page(own) if own else links.public_page(slug),
    )
