"""Ask for plans, stop asking, choose one, undo, and give in on a wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core.poke import poke
from scheduling.board.actions import estimate_legs
from scheduling.board.day import load
from scheduling.planner.coding import plan_from, problem_as_json
from scheduling.planner.errors import AlreadySearching, NothingToUndo, ProgrammeChanged
from scheduling.planner.models import DayWish, PlanRun, Proposal, RunState, StopWish, Undo
from scheduling.planner.problem import question, times_of
from tours.lifecycle.actions import change_settings
from tours.programme.actions import reorder_visits, write_visits
from tours.programme.models import Event, Stop, Visit

TASK = "planner.run"


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


@transaction.atomic
def choose(proposal: Proposal) -> None:
    """Write the plan into the drafts, to be undone with `undo`; nobody is told. Raises ProgrammeChanged and as `ask`."""
    event = Event.objects.select_for_update(no_key=True).get(pk=proposal.run.event_id)
    asked = question(load(event))
    if problem_as_json(asked.problem) != proposal.run.problem:
        raise ProgrammeChanged
    remember(event)
    times = times_of(asked, plan_from(proposal.plan))
    for group in asked.day.groups:
        reorder_visits(group, [stop for of, stop in times if of == group.pk])
    ids = {(visit.group_id, visit.stop_id): visit.pk for visit in _visits(event)}
    write_visits(event, {ids[key]: when for key, when in times.items()})
    estimate_legs(event)


def remember(event: Event) -> None:
    """Keep the day as it is now, before a change, so that the change can be undone."""
    before = [[one.pk, one.position, one.start_min, one.end_min] for one in _visits(event)]
    Undo.objects.update_or_create(event=event, defaults={"visits": before})


@transaction.atomic
def undo(event: Event) -> None:
    """Put order and times back as they were before the last change here. Raises NothingToUndo."""
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    kept = Undo.objects.filter(event=locked).first()
    now = {visit.pk: visit for visit in _visits(locked)}
    if kept is None or {row[0] for row in kept.visits} != now.keys():
        raise NothingToUndo
    for pk, position, start_min, end_min in kept.visits:
        vars(now[pk]).update(position=position, start_min=start_min, end_min=end_min)
    Visit.objects.bulk_update(now.values(), ["position", "start_min", "end_min"])
    kept.delete()
    estimate_legs(locked)


@transaction.atomic
def set_wish(stop: Stop, **wish: Any) -> StopWish:
    """What this stop asks of the plan."""
    return StopWish.objects.update_or_create(stop=stop, defaults=wish)[0]


@transaction.atomic
def set_day_wish(event: Event, **wish: Any) -> DayWish:
    """What the day asks of the plan."""
    return DayWish.objects.update_or_create(event=event, defaults=wish)[0]


@transaction.atomic
def give_in(event: Event, code: str, values: Mapping[str, Any]) -> None:
    """Let a wish give way as far as `values` say, as in a concession of the engine; without them it goes as a whole."""
    if code in _OF_THE_DAY:
        _OF_THE_DAY[code](event, values)
    elif code in _OF_A_STOP:
        set_wish(event.stops.get(pk=int(values["stop"])), **_columns(code, values))


def can_give_in(code: str) -> bool:
    """Whether a button will do; that somebody speaks at two places is for people to solve."""
    return code in _OF_THE_DAY or code in _OF_A_STOP


def _no_buffer(event: Event, _values: Mapping[str, Any]) -> None:
    change_settings(event, version=event.version, buffer_min=0)


def _longer_day(event: Event, values: Mapping[str, Any]) -> None:
    if event.end_min is not None:
        more = values.get("more_min")
        change_settings(
            event, version=event.version, end_min=event.end_min + more if more is not None else None
        )


def _no_lunch(event: Event, _values: Mapping[str, Any]) -> None:
    set_day_wish(event, lunch_min=0)


def _columns(code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a wish of a stop becomes."""
    if code == "opening_hours":
        return {"open_from_min": values.get("from"), "open_until_min": values.get("until")}
    return (
        {"setup_min": 0}
        if code == "setup"
        else {"capacity_groups": values["groups"], "capacity_people": None}
    )


_OF_THE_DAY = {"buffer": _no_buffer, "end_of_day": _longer_day, "lunch": _no_lunch}
_OF_A_STOP = frozenset({"opening_hours", "setup", "capacity"})


def _visits(event: Event) -> list[Visit]:
    return list(Visit.objects.filter(group__event=event).order_by("pk"))
