"""A published event claims its venues and speakers, five minutes at a time; the database says who was first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from core.states import MoveRefused
from tours.programme.errors import AlreadyBooked, Clash
from tours.programme.models import Booking, Event, Speaker, SpeakerState, Stop, Visit

Claim = tuple[str, int]  # resource, slot


@transaction.atomic
def claim_bookings(event: Event) -> None:
    """Hold every venue and speaker of the event's visits, in place of what it held before.

    A save-the-date claims nothing. Raises AlreadyBooked when another published event holds one of them.
    """
    if event.date is None or not event.programme_complete:
        release_bookings(event)
        return
    names, wanted = _wanted(event)
    held = {
        (booking.resource, booking.slot): booking.pk
        for booking in event.bookings.filter(date=event.date)
    }
    _insert(event, event.date, sorted(wanted - held.keys()), names)
    kept = [pk for claim, pk in held.items() if claim in wanted]
    stale = event.bookings.exclude(date=event.date) | event.bookings.exclude(pk__in=kept).exclude(
        resource__in={resource for resource, _slot in wanted}
    )
    stale.delete()


def release_bookings(event: Event) -> None:
    """Let go of everything the event holds."""
    event.bookings.all().delete()
