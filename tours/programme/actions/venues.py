"""Places that an organisation knows, for all its events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from tours.organisations.models import Organisation
from tours.programme.actions.rows import free_ref, save_version
from tours.programme.errors import VenueInUse
from tours.programme.hours import DayHours, from_rows, whole_week
from tours.programme.models import Event, OpeningHours, Stop, Venue


@transaction.atomic
def add_venue(organisation: Organisation, *, hours: Iterable[DayHours] = (), **fields: Any) -> Venue:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    taken = organisation.venues.values_list("ref", flat=True)
    ref = free_ref(str(fields["name"]), taken, otherwise="locatie")
    venue = Venue.objects.create(organisation=organisation, ref=ref, **fields)
    set_hours(venue, hours)
    return venue


@transaction.atomic
def venue_named(organisation: Organisation, name: str, *, address: str = "") -> Venue:
    """The organisation's place of this name, or a new one with this address."""
    known = organisation.venues.filter(name__iexact=" ".join(name.split())).first()
    return known or add_venue(organisation, name=" ".join(name.split()), address=address)


@transaction.atomic
def change_venue(
    venue: Venue, *, version: int, hours: Iterable[DayHours] | None = None, **fields: Any
) -> Venue:
    """Change a place, for every event that is there. What was published keeps what it said. Raises ChangedMeanwhile."""
    save_version(venue, version=version, **fields)
    if hours is not None:
        set_hours(venue, hours)
    return venue


@transaction.atomic
def set_hours(venue: Venue, hours: Iterable[DayHours]) -> bool:
    """When a place is open, in place of what stood there. Says whether that is a difference."""
    wanted = whole_week(hours)
    if wanted == from_rows(venue.opening_hours.all()):
        return False
    venue.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(venue=venue, weekday=day.weekday, date=day.date, from_min=start, until_min=until)
        for day in wanted
        for start, until in day.stretches or [(None, None)]
    )
    return True


@transaction.atomic
def delete_venue(venue: Venue) -> None:
    """Raises VenueInUse, naming the events, while one of them is there."""
    try:
        venue.delete()
    except ProtectedError as error:
        used = sorted({_event(row).title for row in error.protected_objects})
        raise VenueInUse(events=", ".join(used)) from None


def _event(row: Any) -> Event:
    event: Event = row.event if isinstance(row, Stop) else row
    return event
