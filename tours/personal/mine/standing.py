"""How a registration stands, as its own page says it: what is asked of the person now, if anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tours.programme.models import EventState
from tours.signups.errors import RegistrationClosed
from tours.signups.line import has_begun
from tours.signups.models import Registration, RegistrationState
from tours.signups.rules import check_may_come
from tours.signups.seats import EVERYBODY

S = RegistrationState


@dataclass(frozen=True)
class Standing:
    """`name` picks the sentences; `may_say_yes` and `may_cancel` the buttons; `ahead` is how many wait before this one."""

    name: str
    may_say_yes: bool = False
    may_cancel: bool = False
    ahead: int = 0
    closed: str = ""  # why coming back is not possible


def standing_of(registration: Registration, *, at: datetime) -> Standing:
    """What the page says first."""
    event, state = registration.event, registration.state
    if event.state == EventState.CANCELLED:
        return Standing("called_off")
    if event.is_over(at=at):
        return Standing("over")
    if state == S.CANCELLED:
        return _cancelled(registration)
    if registration.gives_up_at:
        return Standing("leaving", may_say_yes=True, may_cancel=not has_begun(event, at=at))
    unconfirmed = registration.address_confirmed_at is None and event.confirm_address
    ask = state in {S.HELD, S.OFFERED, S.INVITED} or unconfirmed
    name = "address" if state == S.CONFIRMED and unconfirmed else state
    ahead = _ahead(registration) if state == S.WAITING else 0
    return Standing(name, may_say_yes=ask, may_cancel=not has_begun(event, at=at), ahead=ahead)


def _cancelled(registration: Registration) -> Standing:
    name = "lapsed" if registration.cancelled_by == "expired" else "cancelled"
    try:
        check_may_come(registration)
    except RegistrationClosed as rule:
        return Standing(name, closed=str(rule))
    return Standing(name, may_say_yes=True)


def _ahead(registration: Registration) -> int:
    """How many who joined earlier would take a seat that this person needs: not who waits for another role's seats."""
    line = Registration.objects.of(registration.event).in_line().filter(queued_at__lt=registration.queued_at)
    same = Q(waits_for=registration.waits_for_id) | Q(waits_for__role=EVERYBODY)
    return line.filter(same).count()
