"""One small check per rule over a hand-made plan. Each yields what is wrong; none repairs.

Codes and their values, ids as given: see each check. Minutes are since local midnight.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from scheduling.engine.model import Appearance, DayPlan, Issue, Visit

Check = Callable[[DayPlan], Iterator[Issue]]


def check_day(plan: DayPlan) -> list[Issue]:
    """Everything that any rule has to say, the gravest rules first."""
    return [issue for check in CHECKS for issue in check(plan)]


def missing_times(plan: DayPlan) -> Iterator[Issue]:
    """`missing_times` (group, stops): visits of a group without a time."""
    for group, stops in plan.routes.items():
        missing = tuple(stop for stop in stops if (group, stop) not in plan.visits)
        if missing:
            yield Issue("missing_times", {"group": group, "stops": missing})


def overlap(plan: DayPlan) -> Iterator[Issue]:
    """`overlap` (group, first, second, until): a group has to be at the second before the first is over at `until`."""
    for group in plan.routes:
        for here, there in itertools.pairwise(plan.timed(group)):
            if there.start_min < here.end_min:
                values = {
                    "group": group,
                    "first": here.stop_id,
                    "second": there.stop_id,
                    "until": here.end_min,
                }
                yield Issue("overlap", values | {"fits_from": _fits_from(plan, here, there)})


def leg_too_short(plan: DayPlan) -> Iterator[Issue]:
    """Too little time between two visits that do not overlap.

    `leg_too_short`: less than the way takes; `leg_tight`: enough for the way, not for the buffer.
    Values: group, from, to, gap, needs (minutes of the way), buffer, mode, estimated, fits_from.
    """
    for group in plan.routes:
        for here, there in itertools.pairwise(plan.timed(group)):
            way = plan.ways.get((group, here.stop_id, there.stop_id))
            gap = there.start_min - here.end_min
            if way is None or gap < 0:
                continue
            buffer = buffer_between(plan, here.stop_id, there.stop_id)
            values = {"group": group, "from": here.stop_id, "to": there.stop_id, "gap": gap, "buffer": buffer}
            values |= {"needs": way.minutes, "mode": way.mode, "estimated": way.estimated}
            values["fits_from"] = _fits_from(plan, here, there)
            if gap < way.minutes:
                yield Issue("leg_too_short", values)
            elif gap < way.minutes + buffer:
                yield Issue("leg_tight", values)


def way_unknown(plan: DayPlan) -> Iterator[Issue]:
    """`way_unknown` (group, from, to): nobody knows how long it takes to get there."""
    for group, stops in plan.routes.items():
        for here, there in itertools.pairwise(stops):
            same = plan.stops[here].venue_id and plan.stops[here].venue_id == plan.stops[there].venue_id
            if not same and (group, here, there) not in plan.ways:
                yield Issue("way_unknown", {"group": group, "from": here, "to": there})


def outside_day(plan: DayPlan) -> Iterator[Issue]:
    """`before_day` or `after_day` (group, stop, at, day): a visit outside the hours of the event."""
    begins, ends = plan.day
    for visit in plan.visits.values():
        if begins is not None and visit.start_min < begins:
            yield Issue("before_day", _at(visit, visit.start_min) | {"day": begins})
        if ends is not None and visit.end_min > ends:
            yield Issue("after_day", _at(visit, visit.end_min) | {"day": ends})


def not_together(plan: DayPlan) -> Iterator[Issue]:
    """`not_together` (stop, starts, at): groups come to a stop for everybody at different times; `at` is the last."""
    for stop in plan.stops.values():
        starts = sorted({visit.start_min for visit in plan.visits.values() if visit.stop_id == stop.id})
        if stop.together and len(starts) > 1:
            yield Issue("not_together", {"stop": stop.id, "starts": tuple(starts), "at": starts[-1]})


def speaker_in_two_places(plan: DayPlan) -> Iterator[Issue]:
    """`speaker_twice` (speaker, first, second, first_group, second_group, at): needed at two stops at once.

    `speaker_busy` (speaker, stop, group, event, at): another event holds the speaker then.
    """
    for speaker, visits in _by_speaker(plan).items():
        for one, other in itertools.combinations(visits, 2):
            if one.stop_id != other.stop_id and _meet(one, other):
                values = {"speaker": speaker, "at": max(one.start_min, other.start_min)}
                values |= {"first": one.stop_id, "second": other.stop_id}
                values |= {"first_group": one.group_id, "second_group": other.group_id}
                yield Issue("speaker_twice", values)
        for visit in visits:
            for issue in _held_elsewhere(plan, speaker, visit):
                yield Issue("speaker_busy", issue | {"speaker": speaker})


def venue_in_two_places(plan: DayPlan) -> Iterator[Issue]:
    """`venue_twice` (venue, first, second, first_group, second_group, at): two stops of this event in one place at once.

    `venue_busy` (venue, stop, group, event, at): another event holds the place then.
    """
    placed = [visit for visit in plan.visits.values() if plan.stops[visit.stop_id].venue_id]
    for one, other in itertools.combinations(placed, 2):
        venue = plan.stops[one.stop_id].venue_id
        same_place = venue == plan.stops[other.stop_id].venue_id and one.stop_id != other.stop_id
        if same_place and one.group_id != other.group_id and _meet(one, other):
            values = {"venue": venue, "at": max(one.start_min, other.start_min)}
            values |= {"first": one.stop_id, "second": other.stop_id}
            yield Issue("venue_twice", values | {"first_group": one.group_id, "second_group": other.group_id})
    for visit in placed:
        venue = plan.stops[visit.stop_id].venue_id
        for issue in _held_elsewhere(plan, venue, visit):
            yield Issue("venue_busy", issue | {"venue": venue})


def more_people_than_chairs(plan: DayPlan) -> Iterator[Issue]:
    """`too_few_chairs` (stop, people, chairs): the most people who are at the stop at one time, where that is too many."""
    for stop in plan.stops.values():
        if stop.chairs is None:
            continue
        visits = [visit for visit in plan.visits.values() if visit.stop_id == stop.id]
        people = max((_people_at(plan, visits, visit.start_min) for visit in visits), default=0)
        if not visits:  # no times yet: at least the largest group will be there, or everybody
            sizes = [plan.people.get(group, 0) for group in plan.routes]
            people = sum(sizes) if stop.together else max(sizes, default=0)
        if people > stop.chairs:
            yield Issue("too_few_chairs", {"stop": stop.id, "people": people, "chairs": stop.chairs})


def no_lunch(plan: DayPlan) -> Iterator[Issue]:
    """A group is under way during the whole lunch time.

    `no_lunch` (group): without a meal; `late_lunch` (group, stop, at, fits_from): with one that begins outside it.
    """
    if plan.lunch is None:
        return
    for group in plan.routes:
        visits = plan.timed(group)
        if not _under_way(plan, visits):
            continue
        meals = [visit for visit in visits if plan.stops[visit.stop_id].is_meal]
        if not meals:
            yield Issue("no_lunch", {"group": group})
        elif not any(plan.lunch.start_min <= meal.start_min <= plan.lunch.end_min for meal in meals):
            meal = meals[0]
            wanted = max(plan.lunch.start_min, min(plan.lunch.end_min, meal.start_min))
            yield Issue("late_lunch", _at(meal, meal.start_min) | {"fits_from": wanted})


def step_free(plan: DayPlan) -> Iterator[Issue]:
    """Somebody in the group cannot take steps.

    `place_has_steps` (group, stop, known) and `way_has_steps` (group, from, to, known); `known` false: nobody looked yet.
    """
    for group, stops in plan.routes.items():
        if group not in plan.needs_step_free:
            continue
        for stop in stops:
            flag = plan.stops[stop].step_free
            if plan.stops[stop].venue_id and flag is not True:
                yield Issue("place_has_steps", {"group": group, "stop": stop, "known": flag is False})
        for here, there in itertools.pairwise(stops):
            way = plan.ways.get((group, here, there))
            if way is not None and way.minutes and way.step_free is not True:
                known = way.step_free is False
                yield Issue("way_has_steps", {"group": group, "from": here, "to": there, "known": known})


CHECKS: tuple[Check, ...] = (
    missing_times,
    overlap,
    leg_too_short,
    not_together,
    speaker_in_two_places,
    venue_in_two_places,
    more_people_than_chairs,
    outside_day,
    way_unknown,
    no_lunch,
    step_free,
)


def buffer_between(plan: DayPlan, here: str, there: str) -> int:
    """The buffer is kept between two visits; not after gathering, nor before a meal or what all do together."""
    wanted = plan.stops[here].wants_buffer and plan.stops[there].wants_buffer
    return plan.buffer_min if wanted else 0


def _fits_from(plan: DayPlan, here: Visit, there: Visit) -> int:
    """The first moment at which the second visit fits after the first: way and buffer included."""
    way = plan.ways.get((here.group_id, here.stop_id, there.stop_id))
    return here.end_min + (way.minutes if way else 0) + buffer_between(plan, here.stop_id, there.stop_id)


def _at(visit: Visit, minute: int) -> dict[str, str | int]:
    return {"group": visit.group_id, "stop": visit.stop_id, "at": minute}


def _meet(one: Visit, other: Visit) -> bool:
    return one.start_min < other.end_min and other.start_min < one.end_min


def _by_speaker(plan: DayPlan) -> dict[str, list[Visit]]:
    """Every visit at which each speaker is needed."""
    needed: dict[str, list[Visit]] = {}
    for wanted in sorted(set(plan.appearances), key=lambda one: (one.speaker_id, one.stop_id)):
        needed.setdefault(wanted.speaker_id, []).extend(_visits_at(plan, wanted))
    return needed


def _visits_at(plan: DayPlan, wanted: Appearance) -> list[Visit]:
    return [visit for visit in plan.visits.values() if visit.stop_id == wanted.stop_id]


def _held_elsewhere(plan: DayPlan, resource: str, visit: Visit) -> Iterator[dict[str, str | int]]:
    for busy in plan.busy:
        if busy.resource_id == resource and busy.start_min < visit.end_min and visit.start_min < busy.end_min:
            yield _at(visit, visit.start_min) | {
                "event": busy.event,
                "from": busy.start_min,
                "until": busy.end_min,
            }


def _people_at(plan: DayPlan, visits: list[Visit], minute: int) -> int:
    """How many people are there at that minute, over all groups."""
    return sum(plan.people.get(v.group_id, 0) for v in visits if v.start_min <= minute < v.end_min)


def _under_way(plan: DayPlan, visits: list[Visit]) -> bool:
    """Whether the group is on the road before lunch time begins and still when it ends."""
    if plan.lunch is None or not visits:
        return False
    first, last = min(v.start_min for v in visits), max(v.end_min for v in visits)
    return first < plan.lunch.start_min and last > plan.lunch.end_min
