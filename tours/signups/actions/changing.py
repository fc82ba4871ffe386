"""What somebody changes in their own data, and the seats that follow."""

from __future__ import annotations

from copy import copy
from typing import Any

from core.facts import announce
from core.text import mail_address
from tours.facts import RegistrationChanged
from tours.signups.actions.rows import as_it_is, once
from tours.signups.errors import ChangedMeanwhile, NoSeatInThatRole, TooFewSeatsForCompanions
from tours.signups.grouping import check_not_frozen
from tours.signups.line import promote_line, wait_for
from tours.signups.models import Pool, Registration, RegistrationState
from tours.signups.rules import check_companions
from tours.signups.seats import fit_seats, lock_pools

S = RegistrationState


@once()
def change(registration: Registration, *, version: int, **details: Any) -> Registration:
    """Change a person's own data. A new address must be confirmed anew, and ends the links mailed to the old one.

    More companions or another role need seats; who waits keeps their place in line. Raises ChangedMeanwhile when
    `version` is not the stored one, TooManyCompanions, TooFewSeatsForCompanions, NoSeatInThatRole, KnownAlready, GroupsFrozen.
    """
    pools = lock_pools(registration.event)
    registration = as_it_is(registration)
    if registration.version != version:
        raise ChangedMeanwhile
    before = copy(registration)
    for field, value in details.items():
        setattr(registration, field, value)
    registration.email = mail_address(registration.email)
    if registration.group_id != before.group_id:
        check_not_frozen(registration, was=before.group_id)
        registration.placed_by_hand = registration.group_id is not None
    if registration.companions > before.companions:
        check_companions(registration.event, registration.companions)
    if registration.email != before.email:
        registration.address_confirmed_at = None
        registration.link_version += 1
    registration.version = version + 1
    registration.save()
    seats_move = (registration.role, registration.seats) != (before.role, before.seats)
    if seats_move:
        _fit(registration, pools, more=registration.seats > before.seats)
    announce(RegistrationChanged(registration, old_email=before.email))
    if seats_move:
        promote_line(registration.event, pools)
    return registration


def _fit(registration: Registration, pools: list[Pool], *, more: bool) -> None:
    """Let seats or place in line follow a changed role or number."""
    if registration.state == S.WAITING:
        wait_for(registration, pools[0])
    elif registration.has_seat and fit_seats(registration, pools):
        raise TooFewSeatsForCompanions if more else NoSeatInThatRole
