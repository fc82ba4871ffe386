"""One event's day as it is drafted, read in a constant number of statements, and as the engine sees it."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduling import engine
from scheduling.engine import Appearance, Busy, DayPlan, PlannedStop, TimeWindow, Way
from scheduling.engine.travel import Estimate
from scheduling.travel.roads import Roads, road_between, roads_between, way_between
from tours.programme.actions import held_from, resources_at, venue_resource
from tours.programme.hours import DayHours, from_rows, open_on
from tours.programme.models import Event, Group, Leg, OpeningHours, Speaker, Stop, StopKind, Venue, Visit
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
    roads: Roads = field(default_factory=dict)

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

    def estimate(self, here: Stop, there: Stop, mode: str) -> Estimate | None:
        """Minutes and metres by this mode; None where a place is not known or nobody can guess."""
        return way_between(here.venue, there.venue, mode, self.roads)

    def is_measured(self, here: Stop, there: Stop, mode: str) -> bool:
        """Whether a router knows this way."""
        return road_between(here.venue, there.venue, mode, self.roads) is not None

    def has_steps(self, group: Group) -> bool:
        """Whether somewhere on a group's day there are steps for certain."""
        venues = [stop.venue for stop in self.route(group) if stop.venue is not None]
        legs = [leg for (owner, _from, _to), leg in self.legs.items() if owner == group.pk]
        return any(venue.step_free == Venue.StepFree.NO for venue in venues) or any(
            leg.step_free is False for leg in legs
        )

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
    """Six statements, none for an event that with_programme fetched; one more where there is a router."""
    stops, groups = stops_of(event), groups_of(event)
    return Day(
        event=event,
        stops=stops,
        groups=groups,
        visits={(group.pk, visit.stop_id): visit for group in groups for visit in group.visits.all()},
        legs={
            (group.pk, leg.from_stop_id, leg.to_stop_id): leg for group in groups for leg in group.legs.all()
        },
        roads=roads_between(stop.venue for stop in stops),
    )


def speakers_of(day: Day) -> list[Speaker]:
    """Everybody who speaks, once."""
    found = {
        speaker.pk: speaker
        for stop in day.stops
        for talk in stop.talks.all()
        for speaker in talk.speakers.all()
    }
    return list(found.values())


def needed(day: Day) -> dict[int, dict[str, str]]:
    """Per stop the venue and speakers that a visit needs: resource, as in the bookings → name."""
    return {stop.pk: dict(resources_at(stop, day.event.organisation_id)) for stop in day.stops}


@dataclass(frozen=True)
class Around:
    """What a plan meets: what other events hold, people per group, who needs step-free ways, when places are open.

    `open` is by stop, for that day; () is closed, and what is not in it is open as far as anybody knows.
    """

    busy: tuple[Busy, ...] = ()
    people: dict[str, int] = field(default_factory=dict)
    needs_step_free: frozenset[str] = frozenset()
    open: Mapping[int, tuple[TimeWindow, ...]] = field(default_factory=dict)


def around(days: Sequence[Day]) -> dict[int, Around]:
    """By event. Four statements for all together: what others hold, the seats, who cannot take steps, opening hours."""
    held = held_from([(day.event, _names(day)) for day in days])
    capacities = _capacities(days)
    climbers = _who_cannot_take_steps(days)
    hours = hours_by_venue({stop.venue_id for day in days for stop in day.stops if stop.venue_id})
    return {
        day.event.pk: Around(
            busy=tuple(
                Busy(clash.resource, clash.event, clash.start_min, clash.end_min)
                for clash in held[day.event.pk]
            ),
            people=_shared_out(capacities.get(day.event.pk), day.groups),
            needs_step_free=_of_groups(climbers[day.event.pk], day.groups),
            open=open_stops(day.event.date, day.stops, hours),
        )
        for day in days
    }


def hours_by_venue(venues: Iterable[int]) -> dict[int, list[DayHours]]:
    """The opening hours of these places, where they were filled in: one statement."""
    rows: dict[int, list[OpeningHours]] = {}
    for row in OpeningHours.objects.filter(venue__in=venues):
        rows.setdefault(row.venue_id, []).append(row)
    return {venue: from_rows(found) for venue, found in rows.items()}


def open_stops(
    date: date | None, stops: Iterable[Stop], hours: Mapping[int, Sequence[DayHours]]
) -> dict[int, tuple[TimeWindow, ...]]:
    """By stop when its place is open on this date; not of one that opens for us, nor before there is a date."""
    found = {}
    for stop in stops:
        if date is None or stop.venue_id is None or stop.opens_for_us:
            continue
        stretches = open_on(hours.get(stop.venue_id, ()), date)
        if stretches is not None:
            found[stop.pk] = tuple(TimeWindow(*stretch) for stretch in stretches)
    return found


def plan_of(day: Day, meets: Around | None = None) -> DayPlan:
    """The day for the engine: ids are those of groups and stops, as text, and the resources of the bookings.

    Four statements, or none when it is given what the plan meets.
    """
    event, at_stop = day.event, needed(day)
    meets = meets or around([day])[event.pk]
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
        busy=meets.busy,
        people=meets.people,
        needs_step_free=meets.needs_step_free,
    )


def _names(day: Day) -> dict[str, str]:
    """Everything that the day's visits need, by resource."""
    return {resource: name for found in needed(day).values() for resource, name in found.items()}


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


def _capacities(days: Sequence[Day]) -> dict[int, int]:
    """The seats for everybody, where there is a limit."""
    pools = Pool.objects.filter(event__in=[day.event.pk for day in days], role="", capacity__isnull=False)
    return {
        event: capacity for event, capacity in pools.values_list("event", "capacity") if capacity is not None
    }


def _shared_out(capacity: int | None, groups: list[Group]) -> dict[str, int]:
    """How many may come in each group: the seats, shared out evenly. Empty where there is no limit."""
    if capacity is None or not groups:
        return {}
    each, more = divmod(capacity, len(groups))
    return {str(group.pk): each + (index < more) for index, group in enumerate(groups)}


def _who_cannot_take_steps(days: Sequence[Day]) -> defaultdict[int, set[int | None]]:
    """Per event the groups of those who wrote that steps are a problem; None for who has no group yet."""
    needs = (
        Registration.objects.filter(event__in=[day.event.pk for day in days])
        .seated()
        .exclude(access_needs="")
        .values_list("event_id", "group_id", "access_needs")
    )
    found: defaultdict[int, set[int | None]] = defaultdict(set)
    for event, group, words in needs:
        if cannot_take_steps(words):
            found[event].add(group)
    return found


def cannot_take_steps(words: str) -> bool:
    """Whether somebody wrote that steps are a problem."""
    return _CANNOT_TAKE_STEPS.search(words) is not None


def _of_groups(those: set[int | None], groups: list[Group]) -> frozenset[str]:
    """Who has no group yet may come into any."""
    return frozenset(str(group.pk) for group in groups if None in those or group.pk in those)
