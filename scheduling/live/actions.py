"""What happens on the day: a group arrives, a group is late."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from core.facts import announce
from scheduling.facts import DelayAccepted
from scheduling.live.delay import Moved, delayed, moved
from scheduling.live.errors import NothingMoves, NotOnRoute, NotToday
from scheduling.live.models import Arrival, Delay
from scheduling.live.progress import Progress, progress_of
from tours.lifecycle.actions import revise
from tours.organisations.models import User
from tours.programme.actions import write_visits
from tours.programme.day import steps_of
from tours.programme.models import Event, Group, Revision, Visit
from tours.programme.snapshot import GroupData, Programme


@dataclass(frozen=True)
class Proposal:
    """What becomes of the published day, Revision `seen`, when a group is so much later than was said before."""

    minutes: int
    earlier_min: int  # was accepted before, on the way to the same stop
    next_stop: int
    seen: int
    programme: Programme
    moved: list[Moved]


@transaction.atomic
def note_arrival(group: Group, *, stop_id: int, reached: bool) -> None:
    """Check off that the group is at a stop, or take that back. Raises NotOnRoute."""
    if group.event.current is None or not group.visits.filter(stop_id=stop_id).exists():
        raise NotOnRoute
    if reached:
        Arrival.objects.get_or_create(group=group, stop_id=stop_id, defaults={"at": timezone.now()})
    else:
        Arrival.objects.filter(group=group, stop_id=stop_id).delete()


def progress(programme: Programme, group: GroupData, reached: set[int], event: Event) -> Progress:
    """Where a group is now."""
    return progress_of(steps_of(programme, group), reached, now=timezone.now().astimezone(event.zone))


def propose_delay(group: Group, *, minutes: int) -> Proposal:
    """What would change; nothing is written.

    Raises NotToday, NotOnRoute for a group that was not published, NothingMoves when nothing is still to come.
    """
    event, revision = group.event, group.event.current
    if revision is None or timezone.localdate(timezone=event.zone) != event.date:
        raise NotToday
    published = next((each for each in revision.data["groups"] if each["id"] == group.pk), None)
    if published is None:
        raise NotOnRoute
    reached = set(group.arrivals.values_list("stop_id", flat=True))
    now = progress(revision.data, published, reached, event)
    if now.next_step is None:
        raise NothingMoves
    next_stop = now.next_step.data["id"]
    earlier = group.delays.filter(stop_id=next_stop).aggregate(sum=Sum("minutes"))["sum"] or 0
    programme = delayed(
        revision.data, group_id=group.pk, minutes=earlier + minutes, first_open=now.first_open
    )
    moves = moved(revision.data, programme)
    return Proposal(minutes, earlier, next_stop, revision.number, programme, moves)


@transaction.atomic
def accept_delay(group: Group, *, minutes: int, seen: int, by: User | None) -> Revision:
    """The rest of the day moves, and whoever still has to come is told. `by` is None for the guide.

    Raises what propose_delay raises, MoveRefused when Revision `seen` is not the last any more.
    """
    event = group.event
    proposal = propose_delay(group, minutes=minutes)
    if not proposal.moved:
        raise NothingMoves
    revision = revise(event, proposal.programme, seen=seen, by=by)
    _move_drafts(event, proposal.moved)
    Delay.objects.create(group=group, stop_id=proposal.next_stop, minutes=minutes, at=timezone.now())
    announce(DelayAccepted(event, revision))
    return revision


def _move_drafts(event: Event, moves: list[Moved]) -> None:
    """Drafts that are as was published move along: else the next publication would take the delay back."""
    later = {(move.group_id, move.stop_id): move for move in moves}
    times = {}
    for visit in Visit.objects.filter(group__event=event, start_min__isnull=False, end_min__isnull=False):
        move = later.get((visit.group_id, visit.stop_id))
        if move and event.moment(visit.start_min or 0) == move.was:
            times[visit.pk] = ((visit.start_min or 0) + move.late_min, (visit.end_min or 0) + move.late_min)
    write_visits(event, times)
