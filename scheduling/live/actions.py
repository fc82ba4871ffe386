"""What happens on the day: a group arrives, and the day goes otherwise than was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.facts import announce
from scheduling.facts import DayChanged
from scheduling.live.errors import NothingMoves, NotOnRoute, PlanBHolds
from scheduling.live.models import Arrival, Delay, PlanB, PlanBPlace, PlanBWay, Sent
from scheduling.live.options import How
from scheduling.live.plan_b import way_back
from scheduling.live.proposing import Proposal, first_open_min
from scheduling.live.ways import Ends
from tours.lifecycle.actions import revise
from tours.organisations.models import User
from tours.programme.actions import follow, rebook
from tours.programme.models import Event, Group, Revision, Venue

T = TypeVar("T")


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
def once(group: Group, key: UUID | None, act: Callable[[], T]) -> T | None:
    """Do it, and remember the key that came with it; None where something with this key was done already."""
    if key:
        try:
            with transaction.atomic():
                Sent.objects.create(group=group, key=key)
        except IntegrityError:
            return None
    return act()


@transaction.atomic
def accept(event: Event, proposal: Proposal, *, by: User | None) -> Revision:
    """The day becomes as proposed, and whoever still has to come is told. `by` is None for the guide.

    A place that was chosen instead is claimed, and the one it replaces let go of; who is late claims what others do not hold.
    Raises NothingMoves, AlreadyBooked, and MoveRefused where the Revision that the proposal was made of is not the last any more.
    """
    if proposal.programme == proposal.before:
        raise NothingMoves
    revision = revise(event, proposal.programme, seen=proposal.seen, by=by)
    follow(event, proposal.before, proposal.programme)
    from_min = first_open_min(event, proposal.before)
    rebook(event, proposal.before, proposal.programme, from_min=from_min, insist=proposal.chooses)
    late = proposal.late
    if late:
        Delay.objects.create(
            group_id=late.group_id, stop_id=late.stop_id, minutes=late.minutes, at=timezone.now()
        )
    if proposal.how in {How.PLAN_B, How.PLAN_A}:
        _note_plan_b(event, proposal)
    announce(DayChanged(event, revision, proposal.note))
    return revision


@transaction.atomic
def prepare_plan_b(
    event: Event, *, note: str, ways: Mapping[Ends, tuple[str, int]], places: Mapping[int, Venue]
) -> PlanB:
    """Keep other means for the day, in place of what was prepared before. Raises PlanBHolds while it is published."""
    plan, _made = PlanB.objects.select_for_update().get_or_create(event=event, defaults={"note": note})
    if plan.is_on:
        raise PlanBHolds
    PlanB.objects.filter(pk=plan.pk).update(note=note)
    plan.ways.all().delete()
    plan.places.all().delete()
    PlanBWay.objects.bulk_create(
        PlanBWay(plan=plan, from_stop_id=here, to_stop_id=there, mode=mode, minutes=minutes)
        for (here, there), (mode, minutes) in ways.items()
    )
    PlanBPlace.objects.bulk_create(
        PlanBPlace(plan=plan, stop_id=stop, venue=venue) for stop, venue in places.items()
    )
    plan.note = note
    return plan


@transaction.atomic
def drop_plan_b(event: Event) -> None:
    """There is no plan B any more. Raises PlanBHolds while it is published."""
    plan = PlanB.objects.select_for_update().filter(event=event).first()
    if plan and plan.is_on:
        raise PlanBHolds
    if plan:
        plan.delete()


def _note_plan_b(event: Event, proposal: Proposal) -> None:
    """How to go back, or that the usual plan holds again."""
    back = way_back(proposal.before, proposal.programme, since=proposal.since)
    holds = proposal.how == How.PLAN_B
    PlanB.objects.filter(event=event).update(way_back=back if holds else {})
