"""From the drafts and the wishes of an event to the engine's problem, and from its plan to times of every visit.

What all do together at the beginning and at the end of the day is no part of the search: the groups go round in between.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduling import engine
from scheduling.board.day import TOGETHER, Around, Day, around, needed, speakers_of
from scheduling.board.errors import NoStartTime
from scheduling.engine import Break, Plan, Speaker, TimeWindow, TourProblem, TravelMatrix
from scheduling.engine.problem import END, JOINT, ROOMS, START
from scheduling.planner.conditions import (
    BARRED_MIN,
    lunch_at,
    lunch_place,
    passable,
    steps,
    taken,
)
from scheduling.planner.distances import slowest_min
from scheduling.planner.errors import NothingToPlan, NoTimeLeft, NotOpenThen, StepsOnEveryWay
from scheduling.planner.hours import own_hours, while_open, wished_hours
from scheduling.planner.models import DayWish, Moment, StopWish
from scheduling.planner.together import Times, Together
from tours.programme.actions import resource_of
from tours.programme.models import DAY_MIN, Event, Stop, Venue


@dataclass(frozen=True)
class Question:
    """What is asked of the engine. `before` and `after` are done by everybody together; `opening` are the times before."""

    day: Day
    before: list[Stop]
    between: list[Stop]
    after: list[Stop]
    opening: dict[int, Times]  # by stop
    problem: TourProblem
    meets: Around
    wishes: Mapping[int, StopWish]  # by stop
    of_day: DayWish
    start: list[Stop]  # where the groups gather, and where they end, if that is no stop of the day
    end: list[Stop]

    together: Together
    shuts: Stop | None  # what comes after and has to be over before the day is: its place shuts

    @property
    def closing_min(self) -> int:
        """What the day still takes after the groups came back."""
        return self.together.minutes([*self.after, *self.end])

    @property
    def lunch_place(self) -> Stop | None:
        return lunch_place(self.between, self.of_day)


def question(day: Day) -> Question:
    """Raises NoStartTime, NothingToPlan, PlaceUnknown, NoTimeLeft, NotOpenThen, StepsOnEveryWay."""
    of_day = day_wish_of(day.event)
    start, end = _edge(day.event.meeting_point), _edge(day.event.end_point)
    wishes = {wish.stop_id: wish for wish in StopWish.objects.filter(stop__event=day.event)}
    before, between, after = _parts(day, wishes)
    if day.event.start_min is None:
        raise NoStartTime
    if not between or not day.groups:
        raise NothingToPlan
    meets = around([day])[day.event.pk]
    together = Together(day, _hours([*before, *after], wishes, meets))
    opening = together.times(before, day.event.start_min)
    together.check(opening)
    start_min = max([day.event.start_min, *(until for _from, until in opening.values())])
    end_min = (day.event.end_min or DAY_MIN) - together.minutes([*after, *end])
    back_min, shuts = together.back_by([*after, *end], day.event.end_min or DAY_MIN)
    if end_min <= start_min:
        raise NoTimeLeft
    if back_min <= start_min:
        raise NotOpenThen(stop=shuts.title if shuts else "")
    lunch = lunch_place(between, of_day)
    problem = TourProblem(
        stops=tuple(
            _stop(day, stop, wishes.get(stop.pk), meets, of_day.lunch_min if stop == lunch else 0)
            for stop in between
        ),
        group_ids=tuple(str(group.pk) for group in day.groups),
        day=TimeWindow(start_min, back_min),
        travel=_travel(
            day,
            (before or start)[-1:],
            between,
            (after or end)[:1],
            barred=meets.needs_step_free if of_day.step_free else frozenset(),
        ),
        speakers=(
            *_speakers(day, between),
            *taken(day, between, meets),
            *steps(between, meets, of_day),
            *([lunch_at(lunch, of_day)] if lunch else []),
        ),
        lunch=None if lunch else _lunch(of_day),
        buffer_min=day.event.buffer_min,
    )
    parts = (day, before, between, after, opening, problem, meets, wishes, of_day, start, end)
    return Question(*parts, together, shuts if back_min < end_min else None)


def times_of(asked: Question, plan: Plan) -> dict[tuple[int, int], Times]:
    """From and until of every visit, by group and stop, in the order of each group's day."""
    times: dict[tuple[int, int], Times] = {}
    lunch_stop = str(asked.lunch_place.pk) if asked.lunch_place else ""
    for group in asked.day.groups:
        times |= {(group.pk, stop): when for stop, when in asked.opening.items()}
    for visit in sorted(plan.visits, key=lambda visit: visit.start_min):
        lunch = asked.of_day.lunch_min if lunch_stop == visit.stop_id else 0
        times[int(visit.group_id), int(visit.stop_id)] = (visit.start_min, visit.end_min - lunch)
    home_min = asked.problem.day.start_min + plan.makespan_min
    closing = asked.together.times(asked.after, home_min)
    for group in asked.day.groups:
        times |= {(group.pk, stop): when for stop, when in closing.items()}
    return times


def day_wish_of(event: Event) -> DayWish:
    """What the day asks, or a new row that asks nothing."""
    return DayWish.objects.filter(event=event).first() or DayWish(event=event)


def _edge(venue: Venue | None) -> list[Stop]:
    """A place where groups begin or end without doing anything; none where it is not on the map."""
    known = venue is not None and venue.lat_deg is not None
    return [Stop(title=str(venue), venue=venue, duration_min=0)] if known else []


def _parts(day: Day, wishes: dict[int, StopWish]) -> tuple[list[Stop], list[Stop], list[Stop]]:
    """What comes before the groups part, what each does in its own order, and what comes after."""
    moments = {stop.pk: wishes[stop.pk].moment if stop.pk in wishes else Moment.ANY for stop in day.stops}
    first = [stop for stop in day.stops if moments[stop.pk] == Moment.FIRST]
    last = [stop for stop in day.stops if moments[stop.pk] == Moment.LAST]
    rest = [stop for stop in day.stops if moments[stop.pk] in {Moment.ANY, Moment.JOINT}]
    head = list(itertools.takewhile(_together, rest))
    tail = list(itertools.takewhile(_together, reversed(rest[len(head) :])))[::-1]
    return head + first, rest[len(head) : len(rest) - len(tail)], last + tail


def _together(stop: Stop) -> bool:
    return stop.kind in TOGETHER


def _hours(
    stops: Iterable[Stop], wishes: Mapping[int, StopWish], meets: Around
) -> dict[int, tuple[TimeWindow, ...]]:
    """Of what all do together: when that can be, by stop; not of what can be at any time."""
    found = {
        stop.pk: while_open(wished_hours(wishes.get(stop.pk)), meets.open.get(stop.pk)) for stop in stops
    }
    return {stop: windows for stop, windows in found.items() if windows}


def _stop(day: Day, stop: Stop, wish: StopWish | None, meets: Around, lunch_min: int) -> engine.problem.Stop:
    wish = wish or StopWish(stop=stop)
    groups, venue = len(day.groups), stop.venue
    joint = _together(stop) or wish.moment == Moment.JOINT
    return engine.problem.Stop(
        id=str(stop.pk),
        lat_deg=(venue.lat_deg if venue else None) or 0.0,
        lon_deg=(venue.lon_deg if venue else None) or 0.0,
        service_time_min=stop.duration_min + lunch_min,
        time_windows=while_open(own_hours(stop, wish), meets.open.get(stop.pk)),
        capacity_groups=groups if joint else _at_a_time(wish, meets.people),
        setup_time_min=wish.setup_min,
        session_mode=JOINT if joint else ROOMS,
    )


def _at_a_time(wish: StopWish, people: Mapping[str, int]) -> int:
    """How many groups fit, by groups and by people: a group has its share of the seats. One group always comes."""
    if not people or not wish.capacity_people:
        return wish.capacity_groups
    return max(1, min(wish.capacity_groups, wish.capacity_people // max(people.values())))


def _speakers(day: Day, stops: Iterable[Stop]) -> Iterable[Speaker]:
    """Who speaks at more than one of these stops, for nobody can be at two at a time, or cannot all day."""
    hours = _hours_of_speakers(day)
    at: dict[str, list[str]] = {}
    found = needed(day)
    for stop in stops:
        for resource in found[stop.pk]:
            if resource.startswith("speaker:"):
                at.setdefault(resource, []).append(str(stop.pk))
    return [
        Speaker(resource, tuple(where), hours.get(resource, ()))
        for resource, where in at.items()
        if len(where) > 1 or resource in hours
    ]


def _hours_of_speakers(day: Day) -> dict[str, tuple[TimeWindow, ...]]:
    """When they can, of those who said so."""
    found: dict[str, tuple[TimeWindow, ...]] = {}
    for speaker in speakers_of(day):
        if speaker.available_from_min is not None or speaker.available_until_min is not None:
            until = DAY_MIN if speaker.available_until_min is None else speaker.available_until_min
            window = TimeWindow(speaker.available_from_min or 0, until)
            found[resource_of(speaker, day.event.organisation_id)] = (window,)
    return found


def _lunch(wish: DayWish) -> Break | None:
    if not wish.lunch_min:
        return None
    return Break(wish.lunch_from_min, wish.lunch_until_min, wish.lunch_min)


def _travel(
    day: Day, start: Sequence[Stop], stops: Sequence[Stop], end: Sequence[Stop], *, barred: Collection[str]
) -> TravelMatrix:
    """Minutes between all; nothing to and from edges that are not known. Groups in `barred` use no way that has steps.

    Raises PlaceUnknown, StepsOnEveryWay.
    """
    places: dict[str, Stop | None] = {START: next(iter(start), None), END: next(iter(end), None)}
    places |= {str(stop.pk): stop for stop in stops}
    stairs = {
        (leg.from_stop_id, leg.to_stop_id)
        for leg in day.legs.values()
        if leg.step_free is False and str(leg.group_id) in barred
    }
    minutes = tuple(
        tuple(
            0
            if here is None or there is None
            else BARRED_MIN
            if (here.pk, there.pk) in stairs
            else slowest_min(day, here, there)
            for there in places.values()
        )
        for here in places.values()
    )
    travel = TravelMatrix(tuple(places), minutes)
    if stairs and not passable(travel, BARRED_MIN):
        raise StepsOnEveryWay
    return travel
