"""Ways on when the day goes otherwise: pure functions from a published day to the days that could come of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from scheduling.engine import (
    Plan,
    TimeWindow,
    TourProblem,
    Visit,
    compare_plans,
    propagate_delay,
    repair_plan,
    shorten_plan,
)
from scheduling.engine.delay import shifted
from scheduling.engine.problem import ROOMS
from scheduling.engine.timeline import measured
from scheduling.engine.windows import common
from scheduling.live.reading import SHUT, Chosen, Hours, Reading, read, relaxed
from scheduling.live.ways import Ways
from tours.programme.models import DAY_MIN
from tours.programme.snapshot import GroupData, Programme, StopData, VenueData, VisitData


class How(models.TextChoices):
    """What is done about it."""

    SHIFT = "shift", _("Alles schuift op")
    SHORTEN = "shorten", _("Korter blijven")
    REORDER = "reorder", _("Andere volgorde")
    SKIP = "skip", _("Een halte overslaan")
    WITHOUT = "without", _("Overslaan")
    LATER = "later", _("Later op de dag")
    ELSEWHERE = "elsewhere", _("Op een andere plek")
    INSTEAD = "instead", _("Een andere halte")
    PLAN_B = "plan_b", _("Plan B")
    PLAN_A = "plan_a", _("Terug naar het gewone plan")


# Somebody decides on another place or time, which must be free. Who is late is late, whoever waits there.
CHOSEN = frozenset({How.LATER, How.ELSEWHERE, How.INSTEAD, How.PLAN_B, How.PLAN_A})


@dataclass(frozen=True)
class Option:
    how: How
    programme: Programme
    doubts: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # rules that it breaks: code and values

    @property
    def is_shut(self) -> bool:
        """Whether a group would be somewhere while that is closed."""
        return any(code == SHUT for code, _values in self.doubts)


def when_late(reading: Reading, *, group_id: int, minutes: int, now_min: int) -> list[Option]:
    """At most three, when this group comes so many minutes later to what is next for it; none where nothing moves.

    Everything shifts; or stays are shorter; or another order where that costs less, else one stop less. What began before
    `now_min` stands. Spare time takes up the delay first. Wishes are kept where that can be. A place that is shut by then is
    gone to only when everything shifts, which is last then: to say that it cannot be.
    """
    group, plan = str(group_id), reading.plan
    delays = {group: minutes}

    def later(problem: TourProblem) -> Plan:
        return propagate_delay(problem, plan, group_id=group, now_min=now_min, delay_min=minutes)

    def shorter(problem: TourProblem) -> Plan:
        return shorten_plan(problem, plan, now_min=now_min, delays=delays)

    shift, shorten = _best(reading, later), _best(reading, shorter)
    if shift is plan:
        return []
    found = [(How.SHIFT, shift)]
    if not reading.is_shut(shorten):
        found.append((How.SHORTEN, shorten))
    other = _reordered(reading, shift, now_min, delays) or _one_less(reading, shift, group, now_min, delays)
    found += [other] if other else []
    first = {one.visits: how for how, one in reversed(found)}
    options = [_option(reading, how, one) for how, one in found if first[one.visits] == how]
    return sorted(options, key=lambda one: one.is_shut)


def _best(reading: Reading, make: Callable[[TourProblem], Plan]) -> Plan:
    """With everything that was wished; else, where a group would be at a place that is shut, without."""
    plans = (make(problem) for problem in reading.problems)
    plan = next(plans)
    for other in plans:
        if not reading.is_shut(plan):
            break
        plan = other
    return plan


def without(reading: Reading, *, stop_id: int, now_min: int) -> Option | None:
    """Nobody who still has to come goes there; the rest stays when it is. None where nobody has to."""
    gone = _coming(reading, stop_id, now_min)
    return _option(reading, How.WITHOUT, _less(reading, gone, now_min)) if gone else None


def not_before(reading: Reading, *, stop_id: int, from_min: int, now_min: int) -> Option | None:
    """Who still has to come goes there from this minute on, with as little else at another time as can be.

    None where that changes nothing, or there is no such day left.
    """
    coming = _coming(reading, stop_id, now_min)
    if not coming or all(visit.start_min >= from_min for visit in coming):
        return None
    plans = [_not_before(reading, problem, str(stop_id), from_min, now_min) for problem in reading.problems]
    fitting = [plan for plan in plans if plan]
    plan = min(fitting, key=reading.is_shut, default=None)
    return _option(reading, How.LATER, plan) if plan else None


def _not_before(
    reading: Reading, problem: TourProblem, stop_id: str, from_min: int, now_min: int
) -> Plan | None:
    begun = [visit for visit in reading.plan.visits if visit.start_min < now_min]
    stops = tuple(
        replace(stop, time_windows=_from_then(stop.time_windows, from_min)) if stop.id == stop_id else stop
        for stop in problem.stops
    )
    for plan in repair_plan(
        replace(problem, stops=stops),
        reading.plan,
        now_min=now_min,
        delays={},
        allow_reorder=_even(reading, now_min),
        keep_sessions=True,
    ):
        starts = [visit.start_min for visit in plan.visits if visit.stop_id == stop_id and visit not in begun]
        if all(start >= from_min for start in starts) and _on_the_day(plan):
            return plan
    return None


def _from_then(windows: Sequence[TimeWindow], from_min: int) -> tuple[TimeWindow, ...]:
    """What is left of the hours; where nothing is, any time from then on, which is doubted."""
    then = (TimeWindow(from_min, DAY_MIN),)
    return tuple(one for one in common(windows, then) if one.end_min > one.start_min) or then


def elsewhere(
    reading: Reading, *, stop_id: int, venue: VenueData, hours: Hours, now_min: int
) -> Option | None:
    """Who still has to come goes to this place instead; later only where the way is longer, or it opens later.

    `hours` are those of that place.
    """
    coming = {int(visit.group_id) for visit in _coming(reading, stop_id, now_min)}
    if not coming:
        return None
    stops: list[StopData] = [
        {**stop, "venue": venue} if stop["id"] == stop_id else stop for stop in reading.programme["stops"]
    ]
    ways = reading.ways.moved(stop_id, venue, groups=coming)
    chosen = {(str(group), str(stop_id)) for group in coming}
    return anew(How.ELSEWHERE, {**reading.programme, "stops": stops}, ways, hours, now_min, chosen=chosen)


def instead(reading: Reading, *, stop_id: int, other_id: int, hours: Hours, now_min: int) -> Option | None:
    """Who still has to come goes to a stop that nobody had on the route, at the same time or when it opens."""
    coming = {int(visit.group_id) for visit in _coming(reading, stop_id, now_min)}
    if not coming or any(visit.stop_id == str(other_id) for visit in reading.plan.visits):
        return None
    groups: list[GroupData] = [
        {**group, "visits": list(_exchanged(group, stop_id, other_id))} if group["id"] in coming else group
        for group in reading.programme["groups"]
    ]
    chosen = {(str(group), str(other_id)) for group in coming}
    return anew(
        How.INSTEAD, {**reading.programme, "groups": groups}, reading.ways, hours, now_min, chosen=chosen
    )


def _exchanged(group: GroupData, stop_id: int, other_id: int) -> Iterator[VisitData]:
    for visit in group["visits"]:
        if visit["stop"] != other_id:
            yield {**visit, "stop": other_id} if visit["stop"] == stop_id else visit


def anew(
    how: How,
    programme: Programme,
    ways: Ways,
    hours: Hours,
    now_min: int,
    *,
    chosen: Chosen = frozenset(),
) -> Option:
    """The same day with other ways: what is to come moves only as far as it must."""
    reading = read(programme, ways, hours, chosen=chosen)

    def moved(problem: TourProblem) -> Plan:
        return shifted(relaxed(problem), reading.plan, now_min=now_min, delays={})

    return _option(reading, how, _best(reading, moved))


def _reordered(
    reading: Reading, shift: Plan, now_min: int, delays: Mapping[str, int]
) -> tuple[How, Plan] | None:
    """Another order, where that costs those who had the plan less than everything later."""
    if not _even(reading, now_min):
        return None
    before = reading.plan
    for problem in reading.problems:
        for plan in repair_plan(problem, before, now_min=now_min, delays=delays, keep_sessions=True):
            swapped = compare_plans(problem, before, plan).swapped and _on_the_day(plan)
            if swapped and not reading.is_shut(plan) and _cost(reading, plan) < _cost(reading, shift):
                return How.REORDER, plan
    return None


def _one_less(
    reading: Reading, shift: Plan, group: str, now_min: int, delays: Mapping[str, int]
) -> tuple[How, Plan] | None:
    """The stop that helps most when this group leaves it out; nothing that all do together, nor all that is left.

    What all that is left is may be left out where it is shut by then.
    """
    rooms = {stop.id for stop in reading.problem.stops if stop.session_mode == ROOMS}
    cut = [one for one in reading.plan.visits if one.group_id == group and one.start_min >= now_min]
    shut = reading.is_shut(shift)
    may_go = [one for one in cut if one.stop_id in rooms and (shut or len(cut) > 1)]
    plans = [_less(reading, {one}, now_min, delays) for one in may_go]
    open_then = [plan for plan in plans if _on_the_day(plan) and not reading.is_shut(plan)]
    fitting = [plan for plan in open_then if shut or _helps(plan, shift)]
    best = min(
        fitting, key=lambda plan: compare_plans(reading.problem, reading.plan, plan).cost, default=None
    )
    return (How.SKIP, best) if best else None


def _less(
    reading: Reading, gone: Collection[Visit], now_min: int, delays: Mapping[str, int] | None = None
) -> Plan:
    """The plan without these visits."""
    left = [visit for visit in reading.plan.visits if visit not in gone]
    if not left:
        return replace(reading.plan, visits=())
    plan = measured(reading.problem, left, reading.plan.breaks, seed=reading.plan.seed)
    return _best(
        reading, lambda problem: shifted(relaxed(problem), plan, now_min=now_min, delays=delays or {})
    )


def _coming(reading: Reading, stop_id: int, now_min: int) -> list[Visit]:
    return [
        visit for visit in reading.plan.visits if visit.stop_id == str(stop_id) and visit.start_min >= now_min
    ]


def _even(reading: Reading, now_min: int) -> bool:
    """Whether all who still come to a stop stay there equally long: another order is only sought for such a day."""
    length = {stop.id: stop.service_time_min for stop in reading.problem.stops}
    coming = (visit for visit in reading.plan.visits if visit.start_min >= now_min)
    return all(visit.end_min - visit.start_min == length[visit.stop_id] for visit in coming)


def _cost(reading: Reading, plan: Plan) -> tuple[int, int]:
    """Rules that are broken count before anything else."""
    return len(reading.broken(plan)), compare_plans(reading.problem, reading.plan, plan).cost


def _helps(plan: Plan, shift: Plan) -> bool:
    """Whether anything that is left is sooner than when everything shifts."""
    later = {(visit.group_id, visit.stop_id): visit.start_min for visit in shift.visits}
    return any(visit.start_min < later[visit.group_id, visit.stop_id] for visit in plan.visits)


def _on_the_day(plan: Plan) -> bool:
    """Ways that nobody knows take too long for one day."""
    return all(visit.end_min <= DAY_MIN for visit in plan.visits)


def _option(reading: Reading, how: How, plan: Plan) -> Option:
    return Option(how, reading.written(plan), reading.doubts(plan))
