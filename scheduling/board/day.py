"""One event's day as it is drafted, read in a constant number of statements, and as the engine sees it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduling import engine
from scheduling.engine import PROFILES, Appearance, Busy, DayPlan, PlannedStop, Point, TimeWindow, Way
from scheduling.engine.travel import Estimate, estimate_leg
from tours.programme.actions import held_by_others, resources_at, venue_resource
from tours.programme.models import Event, Group, Leg, Stop, StopKind, Venue, Visit
from tours.programme.snapshot import groups_of, numbered, stops_of
from tours.signups.models import Pool, Registration

LUNCH = TimeWindow(11 * 60 + 30, 13 * 60 + 30)  # when people expect lunch to begin
TOGETHER = frozenset({StopKind.GATHERING, StopKind.MEAL, StopKind.PLENARY})
_CANNOT_TAKE_STEPS = re.compile(
    r"rolstoel|scootmobiel|rollator|drempel|trap|slecht ter been|lopen|wheelchair|mobility|walker|stairs|step",
    re.IGNORECASE,
)
_STEP_FREE = {Venue.StepFree.YES: True, Venue.StepFree.NO: False}


@dataclass(frozen=True)
class Day:
    """The drafts of one event. Stops and groups in their order; visits and legs by what they connect."""

    event: Event
    stops: list[Stop]
    groups: list[Group]
    visits: dict[tuple[int, int], Visit] = field(default_factory=dict)  # (group, stop)
    legs: dict[tuple[int, int, int], Leg] = field(default_factory=dict)  # (group, from, to)

    @property
    def numbers(self) -> dict[int, int]:
        return numbered(self.stops)

    def route(self, group: Group) -> list[Stop]:
        """The stops of a group in its own order."""
        by_id = {stop.pk: stop for stop in self.stops}
        mine = [visit for (group_id, _stop), visit in self.visits.items() if group_id == group.pk]
        return [by_id[visit.stop_id] for visit in sorted(mine, key=lambda visit: visit.position)]

    def ways(self, group: Group) -> Iterator[tuple[Stop, Stop]]:
        """Each stop of a group with the next."""
        return itertools.pairwise(self.route(group))

    def minutes(self, group: Group, here: Stop, there: Stop) -> int | None:
        """How long the way takes; 0 within one place, None when nobody knows."""
        leg = self.legs.get((group.pk, here.pk, there.pk))
        if leg is not None:
            return leg.minutes
        return 0 if here.venue_id is not None and here.venue_id == there.venue_id else None

    def buffer(self, here: Stop, there: Stop) -> int:
        """The room that the organiser wants between two visits; none around gathering, meals and what all do together."""
        return 0 if {here.kind, there.kind} & TOGETHER else self.event.buffer_min

    @property
    def has_times(self) -> bool:
        return any(visit.start_min is not None for visit in self.visits.values())

    @property
    def begun(self) -> bool:
        """Whether the organiser has come to the times; before that a save-the-date misses nothing."""
        return self.event.programme_complete or self.has_times


def load(event: Event) -> Day:
    """Six statements; none for an event that with_programme fetched."""
    stops, groups = stops_of(event), groups_of(event)
    return Day(
        event=event,
        stops=stops,
        groups=groups,
        visits={(group.pk, visit.stop_id): visit for group in groups for visit in group.visits.all()},
        legs={
            (group.pk, leg.from_stop_id, leg.to_stop_id): leg for group in groups for leg in group.legs.all()
        },
    )


def estimate(here: Stop, there: Stop, mode: str) -> Estimate | None:
    """Minutes and metres by this mode; None where a place is not known or nobody can guess."""
    if here.venue is not None and here.venue_id == there.venue_id:
        return Estimate(0, 0)
    points = [_point(stop.venue) for stop in (here, there)]
    if points[0] is None or points[1] is None or mode not in PROFILES:
        return None
    return estimate_leg(points[0], points[1], PROFILES[mode])


def _point(venue: Venue | None) -> Point | None:
    if venue is None or venue.lat_deg is None or venue.lon_deg is None:
        return None
    return Point(venue.lat_deg, venue.lon_deg)


def needed(day: Day) -> dict[int, dict[str, str]]:
    """Per stop the venue and speakers that a visit needs: resource, as in the bookings → name."""
    return {stop.pk: dict(resources_at(stop, day.event.organisation_id)) for stop in day.stops}


def plan_of(day: Day) -> DayPlan:
    """The day for the engine: ids are those of groups and stops, as text, and the resources of the bookings.

    Three statements: what other events hold, the seats, and who cannot take steps.
    """
    event, at_stop = day.event, needed(day)
    names = {resource: name for found in at_stop.values() for resource, name in found.items()}
    return DayPlan(
        stops={str(stop.pk): _planned(stop) for stop in day.stops},
        routes={str(group.pk): tuple(str(stop.pk) for stop in day.route(group)) for group in day.groups},
        visits={(str(group), str(stop)): visit for (group, stop), visit in _timed(day)},
        ways={
            (str(group), str(here), str(there)): Way(leg.minutes, leg.mode, leg.estimated, leg.step_free)
            for (group, here, there), leg in day.legs.items()
        },
        day=(event.start_min, event.end_min),
        buffer_min=event.buffer_min,
        lunch=LUNCH,
        appearances=tuple(
            Appearance(resource, str(stop))
            for stop, found in at_stop.items()
            for resource in found
            if resource.startswith("speaker:")
        ),
        busy=tuple(
            Busy(clash.resource, clash.event, clash.start_min, clash.end_min)
            for clash in held_by_others(event, names)
        ),
        people=_people(event, day.groups),
        needs_step_free=_needs_step_free(event, day.groups),
    )


def _planned(stop: Stop) -> PlannedStop:
    venue = stop.venue
    return PlannedStop(
        id=str(stop.pk),
        venue_id=venue_resource(venue.pk) if venue else "",
        chairs=venue.chairs if venue else None,
        step_free=_STEP_FREE.get(Venue.StepFree(venue.step_free)) if venue else None,
        wants_buffer=stop.kind not in TOGETHER,
        is_meal=stop.kind == StopKind.MEAL,
        together=stop.kind in TOGETHER,
    )


def _timed(day: Day) -> Iterator[tuple[tuple[int, int], engine.Visit]]:
    for (group, stop), visit in day.visits.items():
        if visit.start_min is not None and visit.end_min is not None:
            yield (group, stop), engine.Visit(str(group), str(stop), visit.start_min, visit.end_min)


def _people(event: Event, groups: list[Group]) -> dict[str, int]:
    """How many may come in each group: the seats, shared out evenly. Empty where there is no limit."""
    pool = Pool.objects.filter(event=event, role="").first()
    if pool is None or pool.capacity is None or not groups:
        return {}
    each, more = divmod(pool.capacity, len(groups))
    return {str(group.pk): each + (index < more) for index, group in enumerate(groups)}


def _needs_step_free(event: Event, groups: list[Group]) -> frozenset[str]:
    """Groups with somebody who wrote that steps are a problem; who has no group yet may come into any."""
    needs = (
        Registration.objects.of(event)
        .seated()
        .exclude(access_needs="")
        .values_list("group_id", "access_needs")
    )
    those = {group for group, words in needs if _CANNOT_TAKE_STEPS.search(words)}
    return frozenset(str(group.pk) for group in groups if None in those or group.pk in those)
