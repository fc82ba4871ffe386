"""A published event claims its venues and speakers, five minutes at a time; the database says who was first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Prefetch

from core.states import MoveRefused
from tours.programme.errors import AlreadyBooked, Clash
from tours.programme.models import Booking, Event, Speaker, SpeakerState, Stop, Talk, Visit

Claim = tuple[str, date, int]  # resource, date, slot


@transaction.atomic
def claim_bookings(event: Event) -> None:
    """Hold every venue and speaker of the event's visits, in place of what it held before.

    A save-the-date claims nothing. Raises AlreadyBooked when another published event holds one of them.
    """
    names = _names_of_claims(event)
    held = {(row.resource, row.date, row.slot): row.pk for row in event.bookings.all()}
    # In one order for everybody, and letting go only afterwards: two that publish at once wait, and never for each other.
    _insert(event, sorted(names.keys() - held.keys()), names)
    event.bookings.filter(pk__in=[pk for claim, pk in held.items() if claim not in names]).delete()


def release_bookings(event: Event) -> None:
    """Let go of everything the event holds."""
    event.bookings.all().delete()


def clashing_bookings(event: Event) -> list[Clash]:
    """What other published events hold of what this one would claim now. Two statements and those of the visits."""
    names = _names_of_claims(event)
    return _clashes(event, list(names), names)


def resource_of(speaker: Speaker, organisation_id: int) -> str:
    """A speaker is one person everywhere by e-mail address; without one, by name within the organisation."""
    if speaker.email:
        return f"speaker:{speaker.email.lower()}"
    return f"speaker:{organisation_id}/{' '.join(speaker.name.casefold().split())}"


def _insert(event: Event, claims: list[Claim], names: dict[Claim, str]) -> None:
    rows = [Booking(event=event, resource=resource, date=day, slot=slot) for resource, day, slot in claims]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError:
        clashes = _clashes(event, claims, names)
        if not clashes:  # this very event, published in another tab
            raise MoveRefused from None
        raise AlreadyBooked(clashes) from None


def _names_of_claims(event: Event) -> dict[Claim, str]:
    """What the event's visits need, each with the name that people know it by."""
    if event.date is None or not event.programme_complete:
        return {}
    return {
        (resource, event.date, slot): name
        for visit in _timed_visits(event)
        for resource, name in _resources(visit.stop, event.organisation_id)
        for slot in _slots(visit)
    }


def _timed_visits(event: Event) -> Iterable[Visit]:
    talks = Prefetch("stop__talks", queryset=Talk.objects.prefetch_related("speakers"))
    visits = Visit.objects.filter(group__event=event, start_min__isnull=False)
    return visits.select_related("stop__venue").prefetch_related(talks)


def _resources(stop: Stop, organisation_id: int) -> Iterator[tuple[str, str]]:
    if stop.venue is not None:
        yield f"venue:{stop.venue.pk}", stop.venue.name
    for talk in stop.talks.all():
        for speaker in talk.speakers.all():
            if speaker.state != SpeakerState.DECLINED:
                yield resource_of(speaker, organisation_id), speaker.name


def _slots(visit: Visit) -> range:
    """The five-minute slots that a visit touches."""
    start, end = visit.start_min or 0, visit.end_min or 0
    return range(start // Booking.SLOT_MIN, -(-end // Booking.SLOT_MIN))


def _clashes(event: Event, claims: list[Claim], names: dict[Claim, str]) -> list[Clash]:
    """Other events' bookings of these claims, neighbouring slots taken together."""
    others = (
        Booking.objects.exclude(event=event)
        .filter(
            date__in={day for _resource, day, _slot in claims},
            resource__in={resource for resource, _day, _slot in claims},
        )
        .select_related("event")
        .order_by("resource", "slot")
    )
    wanted = set(claims)
    found: list[Clash] = []
    for row in others:
        claim = (row.resource, row.date, row.slot)
        if claim in wanted:
            _add_slot(found, names[claim], row)
    return found


def _add_slot(found: list[Clash], name: str, row: Booking) -> None:
    start = row.slot * Booking.SLOT_MIN
    last = found[-1] if found else None
    if last and (last.name, last.event, last.end_min) == (name, row.event.title, start):
        start = last.start_min
        found.pop()
    found.append(Clash(name, row.event.title, row.date, start, (row.slot + 1) * Booking.SLOT_MIN))
