"""What a visitor of the sign-up page does. The answer never says whether somebody was known, or took us for a ride."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from tours.programme.models import Event
from tours.signups.actions import cancel, change, register, send_link_again, sign_up_again
from tours.signups.allotments.models import Allotment
from tours.signups.errors import KnownAlready
from tours.signups.line import HOLD_FOR, before_start
from tours.signups.models import CancelledBy, Registration, RegistrationState
from tours.signups.receipts import Receipt
from tours.signups.rules import check_open
from tours.signups.seats import has_room


def enter(
    event: Event, details: dict[str, Any], *, trapped: bool, allotment: Allotment | None = None
) -> Receipt:
    """Register somebody; for who is known their own link goes by mail, for a robot nothing happens.

    `allotment`: the seats that their link opens.
    """
    now = timezone.now()
    more: dict[str, Any] = {
        "language": get_language() or "nl",
        "consented_at": now,
        "allotment": allotment,
    }
    registration = None
    if trapped:
        check_open(event, at=now)
    else:
        try:
            registration = register(event, **details, **more)
        except KnownAlready:
            sign_up_again(event, **details, **more)
    return Receipt(
        event=event.pk,
        details=details,
        waiting=_waits(event, details, registration),
        held_until=before_start(event, HOLD_FOR) if event.confirm_address else None,
        registration=registration.pk if registration else None,
        trapped=trapped,
    )


def ask_again(event: Event, receipt: Receipt) -> None:
    """Mail the link once more to the address that was filled in, if we know it."""
    who = {"name": receipt.details["name"], "email": receipt.email}
    registration = Registration.objects.of(event).known_as(**who).first()
    if registration and not receipt.trapped:
        send_link_again(registration)


def mend_address(event: Event, receipt: Receipt, *, email: str) -> Receipt:
    """Another address for what was filled in: in the registration made just now, else in one of its own."""
    if email == receipt.email:
        ask_again(event, receipt)
        return receipt
    details = receipt.details | {"email": email}
    mine = Registration.objects.filter(pk=receipt.registration or 0, address_confirmed_at=None).first()
    if mine is None:
        return enter(event, details, trapped=receipt.trapped)
    try:
        change(mine, version=mine.version, email=email)
    except KnownAlready:
        cancel(mine, by=CancelledBy.SELF)
        return enter(event, details, trapped=False)
    return replace(receipt, details=details)


def _waits(event: Event, details: dict[str, Any], registration: Registration | None) -> bool:
    """Whether they wait; for who was known already, whether somebody new would."""
    if registration:
        return registration.state == RegistrationState.WAITING
    return not has_room(event, role=details["role"], seats=1 + details.get("companions", 0))
