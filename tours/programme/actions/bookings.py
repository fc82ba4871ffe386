"""A published event claims its venues and speakers, five minutes at a time; the database says who was first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    insert(event, sorted(names.keys() - held.keys()), names)
    event.bookings.filter(pk__in=[pk for claim, pk in held.items() if claim not in names]).delete()


def release_bookings(event: Event) -> None:
    """Let go of everything the event holds."""
    event.bookings.all().delete()


def held_by_others(event: Event, claims: Mapping[Claim, str]) -> list[Clash]:
    """What other published events hold, on the days of these claims, of what they claim: one statement.

    Neighbouring slots are taken together.
    """
    names = {resource: name for (resource, _day, _slot), name in claims.items()}
    by_day = held_on(event, {day for _resource, day, _slot in claims}, names) if claims else {}
    return [clash for held in by_day.values() for clash in held]


def held_from(wanted: Sequence[tuple[Event, Mapping[str, str]]]) -> dict[int, list[Clash]]:
    """The same for many events, each with its own resources and date, by the event's id: one statement."""
    dates = {event.date for event, _names in wanted if event.date}
    resources = {resource for _event, names in wanted for resource in names}
    rows = Booking.objects.filter(date__in=dates, resource__in=resources).select_related("event")
    held = list(rows.order_by("resource", "event_id", "slot"))
    return {event.pk: _joined(event, names, held) for event, names in wanted}


def held_on(event: Event, days: Iterable[date], names: Mapping[str, str]) -> dict[date, list[Clash]]:
    """What other published events hold of these resources (each with its name) on each of these days: one statement."""
    rows = Booking.objects.filter(date__in=set(days), resource__in=names).exclude(event=event)
    held: dict[date, list[Clash]] = {}
    for row in rows.select_related("event").order_by("date", "resource", "event_id", "slot"):
        _join(held.setdefault(row.date, []), row, names)
    return held


def _joined(event: Event, names: Mapping[str, str], held: Iterable[Booking]) -> list[Clash]:
    found: list[Clash] = []
    for row in held:
        if row.event_id != event.pk and row.date == event.date and row.resource in names:
            _join(found, row, names)
    return found


def _join(found: list[Clash], row: Booking, names: Mapping[str, str]) -> None:
    """Add the slot to the clash before it where it goes on from there, else as a new one."""
    start, end = row.slot * Booking.SLOT_MIN, (row.slot + 1) * Booking.SLOT_MIN
    last = found[-1] if found else None
    if last and (last.resource, last.event, last.end_min) == (row.resource, row.event.title, start):
        start = found.pop().start_min
    found.append(Clash(row.resource, names[row.resource], row.event.title, start, end))


def venue_resource(pk: int) -> str:
    return f"venue:{pk}"


def resource_of(speaker: Speaker, organisation_id: int) -> str:
    """A speaker is one person everywhere by e-mail address; without one, by name within the organisation."""
    if speaker.email:
        return f"speaker:{speaker.email.lower()}"
    return f"speaker:{organisation_id}/{' '.join(speaker.name.casefold().split())}"


def resources_at(stop: Stop, organisation_id: int) -> Iterator[tuple[str, str]]:
    """What a visit to this stop needs, each with its name: the venue, and the speakers who did not say no."""
    if stop.venue is not None:
        yield venue_resource(stop.venue.pk), stop.venue.name
    for talk in stop.talks.all():
        for speaker in talk.speakers.all():
            if speaker.state != SpeakerState.DECLINED:
                yield resource_of(speaker, organisation_id), speaker.name


def insert(event: Event, claims: list[Claim], names: Mapping[Claim, str]) -> None:
    """Claim these, each with a name in `names`. Raises AlreadyBooked."""
    rows = [Booking(event=event, resource=resource, date=day, slot=slot) for resource, day, slot in claims]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError:
        clashes = clashes_with(event, names)
        if not clashes:  # this very event, published in another tab
            raise MoveRefused from None
        raise AlreadyBooked(clashes) from None


def clashes_with(
    event: Event, claims: Mapping[Claim, str], *, held: Sequence[Clash] | None = None
) -> list[Clash]:
    """Other events' bookings that meet these claims, all of one day; `held`: asked for before, by held_by_others."""
    wanted: dict[str, set[int]] = {}
    for resource, _day, slot in claims:
        wanted.setdefault(resource, set()).add(slot)
    if held is None:
        held = held_by_others(event, claims)
    return [
        clash
        for clash in held
        if wanted.get(clash.resource, set()) & set(slots(clash.start_min, clash.end_min))
    ]


def _names_of_claims(event: Event) -> dict[Claim, str]:
    """What the event's visits need, each with the name that people know it by."""
    if event.date is None or not event.programme_complete:
        return {}
    return {
        (resource, event.date, slot): name
        for visit in _timed_visits(event)
        for resource, name in resources_at(visit.stop, event.organisation_id)
        for slot in slots(visit.start_min or 0, visit.end_min or 0)
    }


def _timed_visits(event: Event) -> Iterable[Visit]:
    talks = Prefetch("stop__talks", queryset=Talk.objects.prefetch_related("speakers"))
    visits = Visit.objects.filter(group__event=event, start_min__isnull=False)
    return visits.select_related("stop__venue").prefetch_related(talks)


def slots(start_min: int, end_min: int) -> range:
    """The five-minute slots that a time touches."""
    return range(start_min // Booking.SLOT_MIN, -(-end_min // Booking.SLOT_MIN))
