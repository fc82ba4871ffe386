"""What the board does with the engine's answers: times and ways written into the programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from scheduling.board.day import TOGETHER, Day, hours_by_venue, load, open_stops
from scheduling.board.errors import NoEstimate, NoStartTime
from scheduling.engine import PROFILES, RouteStep, TimeWindow, Visit, shift_times
from scheduling.engine import fill_in_times as earliest_times
from scheduling.engine.windows import hold
from scheduling.planner.hours import while_open, wished_hours
from scheduling.planner.models import Moment, StopWish
from scheduling.travel.roads import roads_between, way_between
from tours.programme.actions import write_legs, write_visits
from tours.programme.models import Event, Group, Leg, Stop, TravelMode
from tours.programme.models import Visit as StoredVisit

Hours = Mapping[str, Sequence[TimeWindow]]  # by stop
SHORT_WALK_MIN = 15  # longer than this and a tour is expected to take the bicycle


@dataclass(frozen=True)
class Filled:
    """Titles of stops: where a group waits until that can be visited, and where it comes when that cannot."""

    waits: list[str]
    misses: list[str]


@transaction.atomic
def fill_in_times(event: Event) -> Filled:
    """Begin and end of every visit, from the day's start, the durations, the ways and the buffer. Estimates anew first.

    Groups wait until a place opens, and for the hours that were wished; they come at once where those are over by then.
    Raises NoStartTime, PastMidnight, TimeSkipped; then nothing is written.
    """
    estimate_legs(event)
    day = load(event)
    start = event.start_min if event.start_min is not None else _first_start(day)
    if start is None:
        raise NoStartTime
    routes, hours = _routes(day), _hours(day)
    visits = earliest_times(routes, start_min=start, together=_together(day), hours=hours)
    _write(day, visits)
    waits, misses = set(_waits(routes, visits, hours, start)), set(_misses(visits, hours))
    return Filled(*([stop.title for stop in day.stops if str(stop.pk) in found] for found in (waits, misses)))


@transaction.atomic
def refill_times(event: Event) -> Filled | None:
    """Fill in again after the order changed, if every visit had a time; None where it did not."""
    visits = StoredVisit.objects.filter(group__event=event)
    if not visits.exists() or visits.filter(start_min=None).exists():
        return None
    return fill_in_times(event)


@transaction.atomic
def shift_visit(visit: StoredVisit, *, to_min: int) -> None:
    """Move one visit to exactly this time; what comes after moves along only as far as it must.

    Raises PastMidnight, TimeSkipped; then nothing is written.
    """
    day = load(visit.group.event)
    routes = _routes(day, timed_or=(visit.group_id, visit.stop_id))
    now = {
        (str(group), str(stop)): stored.start_min
        for (group, stop), stored in day.visits.items()
        if stored.start_min is not None
    }
    moved = (str(visit.group_id), str(visit.stop_id))
    _write(day, shift_times(routes, now, moved=moved, to_min=to_min, together=_together(day)))


@transaction.atomic
def estimate_legs(event: Event) -> None:
    """Write the way between every two consecutive stops that nobody measured, where both places are known."""
    day = load(event)
    legs = [_estimated(day, group, *pair) for group in day.groups for pair in day.ways(group)]
    write_legs(leg for leg in legs if leg is not None)


@transaction.atomic
def set_leg(
    group: Group,
    here: Stop,
    there: Stop,
    *,
    mode: str,
    minutes: int | None,
    step_free: bool | None,
    everybody: bool = False,
) -> None:
    """How the group gets from one stop to the next; without minutes they are estimated. Raises NoEstimate.

    `everybody`: all groups of the event, and the way back as well.
    """
    guess = way_between(here.venue, there.venue, mode, roads_between([here.venue, there.venue]))
    if minutes is None and guess is None:
        raise NoEstimate
    by_hand = minutes is not None
    groups = list(group.event.groups.all()) if everybody else [group]
    write_legs(
        Leg(
            group=each,
            from_stop=start,
            to_stop=end,
            mode=mode,
            minutes=minutes if minutes is not None else (guess.minutes if guess else 0),
            metres=guess.metres if guess else None,
            estimated=not by_hand,
            step_free=step_free,
        )
        for each in groups
        for start, end in ([(here, there), (there, here)] if everybody else [(here, there)])
    )


def way(day: Day, group: Group, here: Stop, there: Stop) -> Leg | None:
    """How this group gets from the one to the other: as set by hand, else estimated; None where nobody knows."""
    stored = day.legs.get((group.pk, here.pk, there.pk))
    if stored is not None and not stored.estimated:
        return stored
    return _estimated(day, group, here, there)


def _estimated(day: Day, group: Group, here: Stop, there: Stop) -> Leg | None:
    """The estimated way, as a row to write; None where it was set by hand or cannot be guessed."""
    stored = day.legs.get((group.pk, here.pk, there.pk))
    if stored is not None and not stored.estimated:
        return None
    mode = stored.mode if stored else _usual_mode(day, here, there)
    guess = day.estimate(here, there, mode)
    if guess is None:
        return None
    return Leg(
        group=group,
        from_stop=here,
        to_stop=there,
        mode=mode,
        minutes=guess.minutes,
        metres=guess.metres,
        estimated=True,
        step_free=stored.step_free if stored else None,
    )


def _usual_mode(day: Day, here: Stop, there: Stop) -> str:
    """On foot when it is near; else as this event goes most, or by bicycle."""
    walk = day.estimate(here, there, TravelMode.WALK)
    if walk is not None and walk.minutes <= SHORT_WALK_MIN:
        return TravelMode.WALK
    modes = [leg.mode for leg in day.legs.values() if leg.mode in PROFILES and leg.mode != TravelMode.WALK]
    return max(sorted(set(modes)), key=modes.count, default=TravelMode.BICYCLE)


def _routes(day: Day, timed_or: tuple[int, int] | None = None) -> dict[str, list[RouteStep]]:
    """Every group's stops with what they take; with `timed_or` only visits that have a time, and that one."""
    routes = {}
    for group in day.groups:
        stops = [
            stop
            for stop in day.route(group)
            if timed_or is None
            or (group.pk, stop.pk) == timed_or
            or day.visits[group.pk, stop.pk].start_min is not None
        ]
        routes[str(group.pk)] = [
            RouteStep(str(stop.pk), stop.duration_min, _before(day, group, stops, index))
            for index, stop in enumerate(stops)
        ]
    return routes


def _before(day: Day, group: Group, stops: list[Stop], index: int) -> int:
    """Minutes that must pass between the stop before this one and this one."""
    if index == 0:
        return 0
    here, there = stops[index - 1], stops[index]
    return (day.minutes(group, here, there) or 0) + day.buffer(here, there)


def together(day: Day) -> set[int]:
    """Stops where all groups are at once: by their kind, or because that is wished. One statement."""
    wished = StopWish.objects.filter(stop__event=day.event).exclude(moment=Moment.ANY)
    return {stop.pk for stop in day.stops if stop.kind in TOGETHER} | set(
        wished.values_list("stop", flat=True)
    )


def _together(day: Day) -> set[str]:
    return {str(pk) for pk in together(day)}


def _hours(day: Day) -> Hours:
    """When each stop can be visited: as its place is open that day, and as was wished. Two statements."""
    wishes = {wish.stop_id: wish for wish in StopWish.objects.filter(stop__event=day.event)}
    venues = hours_by_venue({stop.venue_id for stop in day.stops if stop.venue_id})
    places = open_stops(day.event.date, day.stops, venues)
    return {
        str(stop.pk): while_open(wished_hours(wishes.get(stop.pk)), places.get(stop.pk)) for stop in day.stops
    }


def _waits(
    routes: Mapping[str, Sequence[RouteStep]], visits: Sequence[Visit], hours: Hours, start_min: int
) -> Iterator[str]:
    """Stops at which a group is before it opens, and begins when it does."""
    at = {(visit.group_id, visit.stop_id): visit for visit in visits}
    for group, steps in routes.items():
        ready = start_min
        for step in steps:
            visit = at[group, step.stop_id]
            opening = {window.start_min for window in hours[step.stop_id]}
            if ready + step.before_min < visit.start_min in opening:
                yield step.stop_id
            ready = visit.end_min


def _misses(visits: Iterable[Visit], hours: Hours) -> Iterator[str]:
    """Stops at which a group is while they are shut."""
    for visit in visits:
        if not hold(hours[visit.stop_id], visit.start_min, visit.end_min):
            yield visit.stop_id


def _first_start(day: Day) -> int | None:
    return min(
        (visit.start_min for visit in day.visits.values() if visit.start_min is not None), default=None
    )


def _write(day: Day, visits: list[Visit]) -> None:
    times: dict[int, Any] = {
        day.visits[int(visit.group_id), int(visit.stop_id)].pk: (visit.start_min, visit.end_min)
        for visit in visits
    }
    write_visits(day.event, times)
