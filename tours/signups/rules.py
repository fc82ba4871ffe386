"""Who may sign up, come back and bring somebody: each rule says no with its own sentence."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from tours.programme.models import Event, EventState
from tours.signups.errors import (
    EventBegun,
    EventCalledOff,
    RegistrationClosed,
    RegistrationNotOpenYet,
    TooManyCompanions,
)
from tours.signups.line import has_begun
from tours.signups.models import CancelledBy, Registration


def check_may_come(registration: Registration) -> None:
    """Raise why somebody cannot come after all. Who signed up in time but confirmed too late may, until the start."""
    event, now = registration.event, timezone.now()
    in_time = registration.cancelled_by == CancelledBy.EXPIRED and event.state == EventState.PUBLISHED
    if not in_time or has_begun(event, at=now):
        check_open(event, at=now)


def check_open(event: Event, *, at: datetime) -> None:
    """Raise why nobody can sign up now: RegistrationClosed or one of its kinds."""
    if event.takes_registrations(at=at):
        return
    if event.state == EventState.CANCELLED:
        raise EventCalledOff
    if has_begun(event, at=at):
        raise EventBegun
    if event.registration_opens_at and at < event.registration_opens_at:
        opens = event.registration_opens_at.astimezone(event.zone)
        raise RegistrationNotOpenYet(opens=date_format(opens, "DATETIME_FORMAT"))
    raise RegistrationClosed


def check_still_on(event: Event) -> None:
    """Raise why an answer comes too late: EventCalledOff or EventBegun."""
    if event.state == EventState.CANCELLED:
        raise EventCalledOff
    if event.state != EventState.PUBLISHED or has_begun(event, at=timezone.now()):
        raise EventBegun


def check_companions(event: Event, companions: int) -> None:
    """Raise TooManyCompanions when the event does not allow so many."""
    if companions > event.companions_allowed:
        raise TooManyCompanions(allowed=event.companions_allowed)
