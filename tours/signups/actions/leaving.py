"""Who gives up a seat or a place in line, or lets the time for it pass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tours.programme.models import EventState
from tours.signups.actions.rows import as_it_is, with_its_pools
from tours.signups.errors import AlreadyCancelled, EventCalledOff, NotCancelled
from tours.signups.line import claim_seats, leave, promote_line, settle
from tours.signups.models import CancelledBy, Registration, RegistrationQuerySet, RegistrationState
from tours.signups.seats import lock_pools

S = RegistrationState


@transaction.atomic
def cancel(registration: Registration, *, by: str) -> Registration:
    """Give the seat or the place in line up; the next in line moves up in the same transaction.

    Raises AlreadyCancelled.
    """
    pools = lock_pools(registration.event)
    registration = as_it_is(registration)
    if registration.state == S.CANCELLED:
        raise AlreadyCancelled
    leave(registration, by=by)
    promote_line(registration.event, pools)
    return registration


@transaction.atomic
def bring_back(registration: Registration) -> Registration:
    """The desk takes a cancellation back: a seat again if there is one, else a place at the end of the line.

    Not bound to the sign-up window. Raises NotCancelled, EventCalledOff.
    """
    registration = with_its_pools(registration)
    if registration.state != S.CANCELLED:
        raise NotCancelled
    if registration.event.state == EventState.CANCELLED:
        raise EventCalledOff
    settle(registration, claim_seats(registration))
    return registration


def keep_until(registration: Registration, *, until: datetime) -> bool:
    """Give somebody whose seat is held or offered until then to answer, but not beyond the start. False when they have that.

    Of one that was answered, moved or freed in the meantime nothing changes either.
    """
    current = registration.event.current
    until = min(until, current.starts_at_or_day_end) if current else until
    if registration.answer_by is None or until <= registration.answer_by:
        return False
    as_read = Registration.objects.filter(
        pk=registration.pk, state=registration.state, answer_by=registration.answer_by
    )
    kept = bool(as_read.update(answer_by=until))
    if kept:
        registration.answer_by = until
    return kept


def expire(*, at: datetime) -> int:
    """Free the seats that nobody confirmed or took in time; each in its own transaction. Returns how many."""
    return _free(Registration.objects.lapsed(at=at), by=CancelledBy.EXPIRED)


def free_given_up(*, at: datetime) -> int:
    """Free the seats of who said no by calendar and did not come back on it. Returns how many."""
    return _free(Registration.objects.leaving(at=at), by=CancelledBy.SELF)


def _free(over: RegistrationQuerySet, *, by: str) -> int:
    """Free these seats one by one, each in its own transaction; who changed in the meantime keeps theirs."""
    freed = 0
    for registration in over.select_related("event"):
        with transaction.atomic():
            pools = lock_pools(registration.event)
            locked = as_it_is(registration)
            if not over.filter(pk=locked.pk).exists():
                continue
            leave(locked, by=by)
            promote_line(locked.event, pools)
            freed += 1
    return freed
