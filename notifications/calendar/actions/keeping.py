"""The public calendar object of an event, kept as bytes: written when something is published, only read afterwards."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation

from notifications import links
from notifications.calendar.feeds import etag_of
from notifications.calendar.itinerary import Change, Itinerary, compare, digest, participant_itinerary
from notifications.calendar.models import EventObject, Saying
from notifications.calendar.objects import Entry, in_a_file, public_component, tzid_of
from tours.models import Event, Revision


def keep(event: Event, revision: Revision, *, at: datetime, called_off: bool = False) -> EventObject:
    """Write the bytes of this event as it is published now, or as called off. SEQUENCE as for invitations."""
    before = EventObject.objects.select_for_update().filter(event=event).first()
    entry = Entry(
        uid=f"{event.pk}@{links.host()}",
        sequence=_sequence(before, event, revision, called_off=called_off),
        dtstamp=at,
        itinerary=participant_itinerary(revision.data, None),
        url=links.public_page(event.slug),
    )
    Saying.objects.keep(event.pk, *_days(revision))
    with translation.override(settings.LANGUAGE_CODE):
        component = public_component(entry, called_off=called_off)
    tzid = tzid_of(component)
    body = in_a_file(component, tzid=tzid)
    return EventObject.objects.update_or_create(
        event=event,
        defaults={
            "sequence": entry.sequence,
            "component": component,
            "body": body,
            "tzid": tzid,
            "etag": etag_of(body),
            "cancelled_at": at if called_off else None,
            "changed_at": at,
        },
    )[0]


def _days(revision: Revision) -> list[Itinerary]:
    """What people are told from now on, so that the first who signs up finds it kept."""
    groups = [None, *(group["id"] for group in revision.data["groups"])]
    days = (participant_itinerary(revision.data, group) for group in groups)
    return list({digest(day): day for day in days}.values())


def _sequence(before: EventObject | None, event: Event, revision: Revision, *, called_off: bool) -> int:
    if before is None:
        return 0
    if called_off or before.cancelled_at:
        return before.sequence + 1
    last = event.revisions.filter(number__lt=revision.number).order_by("-number").first()
    if last is None:
        return before.sequence
    ours, theirs = (participant_itinerary(each.data, None) for each in (last, revision))
    return before.sequence + (compare(ours, theirs) == Change.SIGNIFICANT)
