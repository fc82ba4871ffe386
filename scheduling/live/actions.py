"""What happens on the day: a group arrives, and the day goes otherwise than was published."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core.facts import announce
from scheduling.facts import DayChanged
from scheduling.live.errors import NothingMoves, NotOnRoute
from scheduling.live.models import Arrival, Delay
from scheduling.live.proposing import Proposal
from tours.lifecycle.actions import revise
from tours.organisations.models import User
from tours.programme.actions import follow
from tours.programme.models import Event, Group, Revision


@transaction.atomic
def note_arrival(group: Group, *, stop_id: int, reached: bool) -> None:
    """Check off that the group is at a stop, or take that back. Raises NotOnRoute."""
    if group.event.current is None or not group.visits.filter(stop_id=stop_id).exists():
        raise NotOnRoute
    if reached:
        Arrival.objects.get_or_create(group=group, stop_id=stop_id, defaults={"at": timezone.now()})
    else:
        Arrival.objects.filter(group=group, stop_id=stop_id).delete()


@transaction.atomic
def accept(event: Event, proposal: Proposal, *, by: User | None) -> Revision:
    """The day becomes as proposed, and whoever still has to come is told. `by` is None for the guide.

    Raises NothingMoves, and MoveRefused where the Revision that the proposal was made of is not the last any more.
    """
    if proposal.programme == proposal.before:
        raise NothingMoves
    revision = revise(event, proposal.programme, seen=proposal.seen, by=by)
    follow(event, proposal.before, proposal.programme)
    late = proposal.late
    if late:
        Delay.objects.create(
            group_id=late.group_id, stop_id=late.stop_id, minutes=late.minutes, at=timezone.now()
        )
    announce(DayChanged(event, revision, proposal.note))
    return revision
