"""Yes, perhaps or no: by a click in the mail or from a calendar; and who is there."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.facts import announce
from core.text import mail_address
from tours.facts import SeatConfirmed
from tours.signups.actions.rows import with_its_pools
from tours.signups.line import claim_seats, leave, settle
from tours.signups.models import CancelledBy, Registration, RegistrationState, Said
from tours.signups.rules import check_may_come, check_still_on

S = RegistrationState
THINK_AGAIN_FOR = timedelta(minutes=30)  # a no by calendar is easily clicked


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The person clicked "yes, I come" in their own mailbox: to a held, offered or given up seat. Late is fine.

    Too late for the seat they had, they get another if there is one, else a place in line. Raises RegistrationClosed.
    """
    return _come(with_its_pools(registration))


def _come(registration: Registration) -> Registration:
    """Yes, whatever the state was; a no that was said before no longer counts. The event's pools are locked."""
    newly = registration.address_confirmed_at is None
    if newly:
        registration.address_confirmed_at = timezone.now()
    if newly or registration.said == Said.NO:
        registration.said, registration.gives_up_at = "", None
        registration.save(update_fields=["address_confirmed_at", "said", "gives_up_at"])
    match registration.state:
        case S.HELD | S.OFFERED as before:
            registration.move_to(S.CONFIRMED, answer_by=None)
            announce(SeatConfirmed(registration, promoted=before == S.OFFERED))
        case S.INVITED:
            settle(registration, claim_seats(registration))
        case S.CANCELLED:
            check_may_come(registration)
            settle(registration, claim_seats(registration))
        case S.CONFIRMED if newly:
            announce(SeatConfirmed(registration))
    return registration


@transaction.atomic
def answer(registration: Registration, *, said: str, by: str = "") -> Registration:
    """What somebody answered from their calendar, or `by` for them. Raises RegistrationClosed.

    A yes takes a seat, or keeps the one that a no was about to free. A no frees it in half an hour, and at once
    where there is no seat to lose. An answer that came from the mailbox confirms the address.
    """
    registration = with_its_pools(registration)
    check_still_on(registration.event)
    now = timezone.now()
    if said == Said.YES:
        _come(registration)
    elif said == Said.NO and registration.state in {S.INVITED, S.WAITING}:
        leave(registration, by=CancelledBy.SELF)
    leaves = said == Said.NO and registration.has_seat
    registration.gives_up_at = (registration.gives_up_at or now + THINK_AGAIN_FOR) if leaves else None
    registration.said, registration.said_at, registration.said_by = said, now, mail_address(by)
    registration.save(update_fields=["said", "said_at", "said_by", "gives_up_at"])
    return registration


@transaction.atomic
def check_in(registration: Registration, *, present: bool) -> Registration:
    """Note that somebody arrived, or take that back."""
    registration.checked_in_at = timezone.now() if present else None
    registration.save(update_fields=["checked_in_at"])
    return registration
