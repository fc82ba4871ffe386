"""Ask for plans, stop asking, and choose one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.poke import poke
from scheduling.board.actions import estimate_legs
from scheduling.board.day import load
from scheduling.planner.actions.moving import step
from scheduling.planner.coding import plan_from, problem_as_json
from scheduling.planner.errors import AlreadySearching, ProgrammeChanged
from scheduling.planner.models import PlanRun, Proposal, RunState
from scheduling.planner.problem import question, times_of
from scheduling.planner.running import TASK
from tours.programme.actions import reorder_visits, write_visits
from tours.programme.models import Event, Visit


@transaction.atomic
def ask(event: Event) -> PlanRun:
    """Have a worker look for plans; what earlier runs proposed goes.

    Raises AlreadySearching, NoStartTime, NothingToPlan, PlaceUnknown, NoTimeLeft.
    """
    asked = question(load(event))
    PlanRun.objects.filter(event=event).exclude(state__in=PlanRun.ACTIVE).delete()
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(event=event, problem=problem_as_json(asked.problem))
    except IntegrityError:
        raise AlreadySearching from None
    transaction.on_commit(lambda: poke(TASK), robust=True)
    return run


def stop(run: PlanRun) -> PlanRun:
    """Search no further: the process is ended within a second, and what it found so far is kept. Raises MoveRefused."""
    run.move_to(RunState.STOPPED, lease_owner="", lease_until=None)
    return run


def choose(proposal: Proposal, *, seen: str) -> None:
    """Write the plan into the drafts, to be undone with `undo`; nobody is told.

    Raises DayChanged, ProgrammeChanged and as `ask`.
    """
    with step(proposal.run.event, seen=seen) as event:
        asked = question(load(event))
        if problem_as_json(asked.problem) != proposal.run.problem:
            raise ProgrammeChanged
        times = times_of(asked, plan_from(proposal.plan))
        for group in asked.day.groups:
            reorder_visits(group, [stop for of, stop in times if of == group.pk])
        ids = {
            (visit.group_id, visit.stop_id): visit.pk for visit in Visit.objects.filter(group__event=event)
        }
        write_visits(event, {ids[key]: when for key, when in times.items()})
        estimate_legs(event)
