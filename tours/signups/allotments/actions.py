"""The verbs about seats that are set apart. Each holds the event's pools."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from tours.programme.models import Event
from tours.signups.actions import promote
from tours.signups.allotments.errors import KeptForInvitedAlready, TooFewSeatsToKeep
from tours.signups.allotments.models import Allotment
from tours.signups.seats import EVERYBODY, give_back, lock_pools, take


@transaction.atomic
def keep_seats(
    event: Event, *, name: str, seats: int, for_invited: bool = False, until: datetime | None = None
) -> Allotment:
    """Set free seats apart; from now on only its people get them. Raises TooFewSeatsToKeep, KeptForInvitedAlready."""
    lock_pools(event)
    if not take(Q(event=event, role=EVERYBODY), seats):
        raise TooFewSeatsToKeep
    try:
        with transaction.atomic():
            return Allotment.objects.create(
                event=event, name=name, seats=seats, for_invited=for_invited, until=until
            )
    except IntegrityError as error:
        raise KeptForInvitedAlready from error


@transaction.atomic
def release_seats(allotment: Allotment) -> int:
    """Let everybody have what is unused; who waits moves up. Who has a seat keeps it. Returns how many; twice is none."""
    pools = lock_pools(allotment.event)
    allotment = Allotment.objects.select_for_update().get(pk=allotment.pk)
    unused = allotment.left
    if allotment.released_at is None:
        Allotment.objects.filter(pk=allotment.pk).update(seats=F("used"), released_at=timezone.now())
        give_back(pools[0].pk, unused)
        promote(allotment.event)
    return unused


def release_due(*, at: datetime) -> int:
    """Release what was set apart until a moment that has passed, each in its own transaction. Returns how many seats."""
    return sum(release_seats(each) for each in Allotment.objects.due(at=at).select_related("event"))
