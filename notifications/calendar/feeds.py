"""What the public feeds are made of: kept bytes, looked up and joined. Nothing is built on request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notifications import links
from notifications.calendar.invitations import entry_of
from notifications.calendar.itinerary import participant_itinerary
from notifications.calendar.lines import fold
from notifications.calendar.models import EventObject, Told
from notifications.calendar.objects import Entry, in_a_feed, in_a_file, public_component, tzid_of
from notifications.calendar.zones import has_rules
from tours.models import Event, Membership, Organisation, Registration

CANCELLED_STAYS = timedelta(days=30)


class Feed(NamedTuple):
    """The bytes of a feed and their name. `etag` is quoted, as it stands in the header."""

    etag: str
    body: bytes


def etag_of(*parts: bytes | str) -> str:
    """A strong ETag: equal for equal bytes only (RFC 9110 8.8.3)."""
    joined = hashlib.sha256()
    for part in parts:
        joined.update(part.encode() if isinstance(part, str) else part)
    return f'"{joined.hexdigest()[:32]}"'


def event_etag(slug: str) -> str | None:
    """The ETag of one event's file; None where there is no such event in public."""
    found = _kept_of(slug, "etag")
    return str(found[0]) if found else None


def event_file(slug: str) -> Feed | None:
    """One event's file as it was kept at publishing."""
    found = _kept_of(slug, "etag", "body")
    return Feed(str(found[0]), bytes(found[1])) if found else None


def _kept_of(slug: str, *columns: str) -> tuple[Any, ...] | None:
    """One row by its event's slug. In SQL: making the query with the ORM takes longer than answering it."""
    wanted = ", ".join(f"kept.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {wanted} FROM notifications_eventobject kept"  # noqa: S608  (names of ours; the slug is a parameter)
            " JOIN tours_event event ON event.id = kept.event_id WHERE event.slug = %s",
            [slug],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def public_etag(*, at: datetime, of: Organisation | None = None) -> str:
    """The ETag of the feed of all events, or of those of one organisation: made of those of its parts."""
    name = of.name if of else ""
    return etag_of(name, *_kept(at, of).values_list("etag", flat=True))


def public_feed(*, at: datetime, of: Organisation | None = None) -> Feed:
    """Every public event, or those that one organisation has a part in.

    Called off ones stay for 30 days, so that a calendar that looks once a week notices.
    """
    kept = list(_kept(at, of).values_list("etag", "component", "tzid"))
    body = in_a_feed(
        [bytes(component) for _etag, component, _tzid in kept],
        name=of.name if of else _("Agenda van Dialoogtoer"),
        source=links.absolute("calendar:organisation", of.slug) if of else links.absolute("calendar:all"),
        tzids=[*(tzid for _etag, _component, tzid in kept), _zone_of_the_house()],
    )
    return Feed(etag_of(of.name if of else "", *(etag for etag, _component, _tzid in kept)), body)


def members_etag(membership: Membership, *, at: datetime) -> str:
    """The ETag of what members_feed would give."""
    of = membership.organisation
    return etag_of("members", of.name, *_kept(at, of).values_list("etag", flat=True))


def members_feed(membership: Membership, *, at: datetime) -> Feed:
    """What an organisation has a part in, for one who works there: each entry leads to the workspace.

    Published events only: nothing leaves the house before that, and calendars are shared with colleagues.
    """
    of = membership.organisation
    kept = list(_kept(at, of).values_list("etag", "component", "tzid", "event__slug"))
    before, _mark, after = links.absolute("lifecycle:event", "-").rpartition("-")  # made once, not per event
    body = in_a_feed(
        [_leading_to(f"{before}{slug}{after}", bytes(component)) for _etag, component, _tzid, slug in kept],
        name=_("%(organisation)s, voor wie er werkt") % {"organisation": of.name},
        source=links.members_feed(membership),
        tzids=[*(tzid for _etag, _component, tzid, _slug in kept), _zone_of_the_house()],
    )
    return Feed(etag_of("members", of.name, *(etag for etag, *_rest in kept)), body)


def _leading_to(url: str, component: bytes) -> bytes:
    """The same component with another URL."""
    start = component.index(b"\r\nURL:") + 2
    end = component.index(b"\r\n", start)
    while component[end + 2 : end + 3] == b" ":  # it was folded
        end = component.index(b"\r\n", end + 2)
    return component[:start] + fold(f"URL:{url}") + component[end:]


def own_feed(registration: Registration, *, at: datetime) -> Feed:
    """The events at which this person has a seat, under the same UIDs as the invitations.

    What was called off, or what they cancelled, stays for 30 days.
    """
    seats = list(seats_of(registration))
    told = {
        each.registration_id: each
        for each in Told.objects.live().filter(registration__in=[seat.pk for seat in seats])
    }
    components = [
        *(_own_component(seat, told.get(seat.pk)) for seat in seats),
        *(_gone_component(entry) for entry in _gone(registration, seats, at=at)),
    ]
    body = in_a_feed(
        components,
        name=_("Mijn bijeenkomsten"),
        source=links.own_feed(registration),
        tzids=[*(tzid_of(component) for component in components), _zone_of_the_house()],
    )
    return Feed(etag_of(body), body)


def seats_of(registration: Registration) -> Iterable[Registration]:
    """The confirmed seats of this person: this registration's, and others under the same confirmed address and name."""
    return (
        Registration.objects.confirmed()
        .filter(_same_person(registration), event__current__isnull=False)
        .exclude(event__state__in=["draft", "cancelled"])
        .select_related("event__current")
        .order_by("event__current__starts_at", "pk")
    )


def _same_person(registration: Registration) -> Q:
    same = Q(pk=registration.pk)
    if registration.email and registration.address_confirmed_at:
        same |= Q(
            email__iexact=registration.email,
            name__iexact=registration.name,
            address_confirmed_at__isnull=False,
        )
    return same


def _gone(registration: Registration, seats: list[Registration], *, at: datetime) -> list[Told]:
    """The last entry of each seat that this person had lately and has no more."""
    people = Registration.objects.filter(_same_person(registration), erased_at=None).exclude(
        pk__in=[seat.pk for seat in seats]
    )
    ended = Told.objects.filter(registration__in=people.order_by(), ended_at__gt=at - CANCELLED_STAYS)
    rows = ended.select_related("saying", "registration", "event").order_by("registration", "pk")
    return list({entry.registration_id: entry for entry in rows}.values())


def entry_file(told: Told) -> Feed:
    """One entry alone, under its own UID."""
    component = public_component(entry_of(told, slug=told.event.slug), called_off=told.ended_at is not None)
    body = in_a_file(component, tzid=tzid_of(component))
    return Feed(etag_of(body), body)


def _gone_component(told: Told) -> bytes:
    return public_component(entry_of(told, slug=told.event.slug), called_off=True)


def _own_component(seat: Registration, told: Told | None) -> bytes:
    """What is published now for this seat; its number and stamp from the invitation where there was one."""
    revision = seat.event.current
    assert revision is not None  # noqa: S101  (asked for in the query)
    entry = Entry(
        uid=told.uid if told else f"{seat.event_id}.r{seat.pk}@{links.host()}",
        sequence=told.sequence if told else 0,
        dtstamp=max(told.dtstamp, revision.published_at) if told else revision.published_at,
        itinerary=participant_itinerary(revision.data, seat.group_id),
        url=links.route_page(seat),
    )
    return public_component(entry)


def _kept(at: datetime, of: Organisation | None) -> QuerySet[EventObject]:
    stays = Q(cancelled_at=None) | Q(cancelled_at__gt=at - CANCELLED_STAYS)
    kept = EventObject.objects.filter(stays).order_by("event_id")
    if of is None:
        return kept
    helped = Event.cohosts.through.objects.filter(organisation=of).values("event")
    return kept.filter(Q(event__organisation=of) | Q(event__in=helped))


def _zone_of_the_house() -> str:
    """Stands in every feed: a calendar must have a component (RFC 5545 3.6), also when there is no event."""
    return settings.TIME_ZONE if has_rules(settings.TIME_ZONE) else "Europe/Amsterdam"
