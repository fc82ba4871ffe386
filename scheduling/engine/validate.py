"""Whether a plan keeps every rule of its problem: one small check per rule, without the solver.

Codes and their values, ids as given: see each check. Minutes are since local midnight.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduling.engine.bounds import speaker_ways
from scheduling.engine.malformed import is_whole, malformed
from scheduling.engine.model import Visit
from scheduling.engine.plan import FEASIBLE, OPTIMAL, GroupBreak, Plan, Violation
from scheduling.engine.problem import JOINT, Stop, TourProblem
from scheduling.engine.timeline import GroupDay, group_days
from scheduling.engine.windows import hold


def validate_plan(problem: TourProblem, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks; empty means valid. What is wrong with the problem itself counts as well."""
    wrong = [Violation(issue.code, issue.values) for issue in malformed(problem)]
    case = Case(problem, plan)
    wrong = wrong or [violation for check in WHOLE for violation in check(case)]
    return wrong or broken_rules(problem, plan)


def broken_rules(problem: TourProblem, plan: Plan) -> list[Violation]:
    """The rules that the visits and breaks of the plan break, whether or not they are all there."""
    case = Case(problem, plan)
    return [violation for check in RULES for violation in check(case)]


@dataclass(frozen=True)
class Case:
    problem: TourProblem
    plan: Plan

    @cached_property
    def days(self) -> list[GroupDay]:
        return group_days(self.problem, self.plan.visits, self.plan.breaks)

    @cached_property
    def stops(self) -> dict[str, Stop]:
        return {stop.id: stop for stop in self.problem.stops}

    @cached_property
    def fixed(self) -> dict[tuple[str, str], Visit]:
        return {(visit.group_id, visit.stop_id): visit for visit in self.problem.fixed_visits}

    def visits_at(self, stop: Stop) -> list[Visit]:
        found = (visit for visit in self.plan.visits if visit.stop_id == stop.id)
        return sorted(found, key=lambda visit: (visit.start_min, visit.end_min))


def whole_minutes(case: Case) -> Iterator[Violation]:
    """`not_whole_minutes` (group, at): a time that is no whole number, or an end before its beginning."""
    given: list[Visit | GroupBreak] = [*case.plan.visits, *case.plan.breaks]
    for one in given:
        whole = is_whole(one.start_min) and is_whole(one.end_min)
        if not whole or one.end_min < one.start_min:
            yield Violation("not_whole_minutes", {"group": one.group_id, "at": one.start_min})


def every_visit_once(case: Case) -> Iterator[Violation]:
    """`missing_visit`, `repeated_visit`, `unknown_visit` (group, stop)."""
    wanted = {(group, stop.id) for group in case.problem.group_ids for stop in case.problem.stops}
    found = [(visit.group_id, visit.stop_id) for visit in case.plan.visits]
    for group, stop in sorted(wanted - set(found), key=str):
        yield Violation("missing_visit", {"group": group, "stop": stop})
    for group, stop in sorted(set(found), key=str):
        if (group, stop) not in wanted:
            yield Violation("unknown_visit", {"group": group, "stop": stop})
        elif found.count((group, stop)) > 1:
            yield Violation("repeated_visit", {"group": group, "stop": stop})


def every_break_once(case: Case) -> Iterator[Violation]:
    """`missing_break`, `repeated_break` (group), `unknown_break` (group, at)."""
    resting = [rest.group_id for rest in case.plan.breaks]
    for group in case.problem.group_ids:
        if case.problem.lunch and group not in resting:
            yield Violation("missing_break", {"group": group})
        if resting.count(group) > 1:
            yield Violation("repeated_break", {"group": group})
    for rest in case.plan.breaks:
        if case.problem.lunch is None or rest.group_id not in case.problem.group_ids:
            yield Violation("unknown_break", {"group": rest.group_id, "at": rest.start_min})


def durations(case: Case) -> Iterator[Violation]:
    """`wrong_duration` (group, stop, minutes, wanted)."""
    for visit in case.plan.visits:
        wanted = case.stops[visit.stop_id].service_time_min
        minutes = visit.end_min - visit.start_min
        if minutes != wanted:
            values = {"group": visit.group_id, "stop": visit.stop_id}
            yield Violation("wrong_duration", values | {"minutes": minutes, "wanted": wanted})


def fixed_visits(case: Case) -> Iterator[Violation]:
    """`fixed_visit_moved` (group, stop, at, wanted)."""
    for visit in case.plan.visits:
        wanted = case.fixed.get((visit.group_id, visit.stop_id), visit)
        if visit != wanted:
            values = {"group": visit.group_id, "stop": visit.stop_id, "at": visit.start_min}
            yield Violation("fixed_visit_moved", values | {"wanted": wanted.start_min})


def hours_of_the_day(case: Case) -> Iterator[Violation]:
    """`before_day` (group, at, day), `after_day` (group, at, day): anything of a group outside the day."""
    day = case.problem.day
    for group in case.days:
        begins = [one.start_min for one in group.visits] + [rest.start_min for rest in _breaks(group)]
        begin = min(begins, default=day.start_min)
        if begin < day.start_min:
            yield Violation("before_day", {"group": group.group_id, "at": begin, "day": day.start_min})
        if group.finish_min > day.end_min:
            values = {"group": group.group_id, "at": group.finish_min, "day": day.end_min}
            yield Violation("after_day", values)


def ways(case: Case) -> Iterator[Violation]:
    """`overlap`, `leg_too_short`, `buffer_too_short` (group, from, to, gap, needs, buffer): too little between two visits.

    `needs` is the way and the break in that gap, if any; the buffer is kept on top of both.
    """
    for group in case.days:
        for gap in group.gaps:
            if gap.end_min is None:
                continue
            needs, minutes = gap.way_min + gap.rest_min, gap.end_min - gap.begin_min
            buffer = case.problem.buffer_between(gap.from_id, gap.to_id)
            values: dict[str, str | int] = {"group": group.group_id, "from": gap.from_id, "to": gap.to_id}
            values |= {"gap": minutes, "needs": needs, "buffer": buffer}
            if minutes < needs + buffer:
                short = "leg_too_short" if minutes < needs else "buffer_too_short"
                yield Violation("overlap" if minutes < 0 else short, values)


def opening_hours(case: Case) -> Iterator[Violation]:
    """`outside_opening_hours` (group, stop, from, until)."""
    for visit in case.plan.visits:
        if not hold(case.stops[visit.stop_id].time_windows, visit.start_min, visit.end_min):
            yield Violation("outside_opening_hours", _when(visit))


def speakers_available(case: Case) -> Iterator[Violation]:
    """`speaker_away` (speaker, group, stop, from, until)."""
    for speaker in case.problem.speakers:
        for visit in case.plan.visits:
            needed = visit.stop_id in speaker.stop_ids
            if needed and not hold(speaker.time_windows, visit.start_min, visit.end_min):
                yield Violation("speaker_away", _when(visit) | {"speaker": speaker.id})


def speakers_in_one_place(case: Case) -> Iterator[Violation]:
    """`speaker_twice` (speaker, first, second, at): no time between the two to get there by the shortest way."""
    shortest = speaker_ways(case.problem)
    for speaker in case.problem.speakers:
        needed = [visit for visit in case.plan.visits if visit.stop_id in speaker.stop_ids]
        needed.sort(key=lambda visit: (visit.start_min, visit.end_min))
        for one, other in itertools.combinations(needed, 2):
            if one.stop_id == other.stop_id or one.group_id == other.group_id:
                continue
            there = one.end_min + shortest[one.stop_id, other.stop_id] <= other.start_min
            back = other.end_min + shortest[other.stop_id, one.stop_id] <= one.start_min
            if not there and not back:
                values = {"speaker": speaker.id, "first": one.stop_id, "second": other.stop_id}
                yield Violation("speaker_twice", values | {"at": other.start_min})


def rooms(case: Case) -> Iterator[Violation]:
    """More groups at a stop than it holds.

    `too_many_groups` (stop, at, groups, capacity); `setup_too_short` (stop, at, setup): there is room but not set up yet.
    """
    for stop in case.problem.stops:
        visits = case.visits_at(stop) if stop.session_mode != JOINT else []
        for number, visit in enumerate(visits):
            earlier = visits[:number]
            there = 1 + sum(_meet(before, visit) for before in earlier)
            unready = 1 + sum(before.end_min + stop.setup_time_min > visit.start_min for before in earlier)
            if there > stop.capacity_groups:
                values = {"stop": stop.id, "at": visit.start_min, "groups": there}
                yield Violation("too_many_groups", values | {"capacity": stop.capacity_groups})
            elif stop.setup_time_min and unready > stop.capacity_groups:
                values = {"stop": stop.id, "at": visit.start_min, "setup": stop.setup_time_min}
                yield Violation("setup_too_short", values)


def joint_sessions(case: Case) -> Iterator[Violation]:
    """Groups of one session begin and end together.

    `not_together` (stop, at): a session begins during another; also `too_many_groups` and `setup_too_short` as for rooms.
    """
    for stop in case.problem.stops:
        visits = case.visits_at(stop) if stop.session_mode == JOINT else []
        sessions = [(at, len(list(them))) for at, them in itertools.groupby(visits, key=_times)]
        for (start, _end), groups in sessions:
            if groups > stop.capacity_groups:
                values = {"stop": stop.id, "at": start, "groups": groups}
                yield Violation("too_many_groups", values | {"capacity": stop.capacity_groups})
        for ((_, end), _n), ((start, _), _m) in itertools.pairwise(sessions):
            if start < end:
                yield Violation("not_together", {"stop": stop.id, "at": start})
            elif start < end + stop.setup_time_min:
                values = {"stop": stop.id, "at": start, "setup": stop.setup_time_min}
                yield Violation("setup_too_short", values)


def lunch(case: Case) -> Iterator[Violation]:
    """`break_outside_window` (group, at), `break_wrong_duration` (group, minutes, wanted)."""
    wanted = case.problem.lunch
    if wanted is None:
        return
    for rest in case.plan.breaks:
        if not wanted.earliest_start_min <= rest.start_min <= wanted.latest_start_min:
            yield Violation("break_outside_window", {"group": rest.group_id, "at": rest.start_min})
        minutes = rest.end_min - rest.start_min
        if minutes != wanted.duration_min:
            values = {"group": rest.group_id, "minutes": minutes, "wanted": wanted.duration_min}
            yield Violation("break_wrong_duration", values)


def break_in_peace(case: Case) -> Iterator[Violation]:
    """`break_during_visit` (group, stop, at), `break_on_the_way` (group, from, to, at).

    The way fits in one piece before the break or after it.
    """
    for group in case.days:
        for visit, rest in itertools.product(group.visits, _breaks(group)):
            if rest.start_min < visit.end_min and visit.start_min < rest.end_min:
                values = {"group": group.group_id, "stop": visit.stop_id, "at": rest.start_min}
                yield Violation("break_during_visit", values)
        for gap in group.gaps:
            if gap.breaks and gap.end_min is not None and gap.ready_min > gap.end_min:
                values = {"group": group.group_id, "from": gap.from_id, "to": gap.to_id}
                yield Violation("break_on_the_way", values | {"at": gap.breaks[0].start_min})


def sums(case: Case) -> Iterator[Violation]:
    """`wrong_makespan`, `wrong_travel`, `wrong_waiting` (given, wanted): sums that the visits do not bear out."""
    finish = max((group.finish_min for group in case.days), default=case.problem.day.start_min)
    wanted = {
        "makespan": (case.plan.makespan_min, finish - case.problem.day.start_min),
        "travel": (case.plan.travel_min, sum(group.travel_min for group in case.days)),
        "waiting": (case.plan.waiting_min, sum(group.waiting_min for group in case.days)),
    }
    for name, (given, right) in wanted.items():
        if given != right or not is_whole(given):
            yield Violation(f"wrong_{name}", {"given": given, "wanted": right})


def proof(case: Case) -> Iterator[Violation]:
    """`wrong_status` (status), `wrong_bound` (bound): a claim that the plan itself denies.

    The bound is of the makespan or of the travel, whichever was asked for; "optimal" where it is equal.
    """
    plan = case.plan
    figures = (plan.makespan_min, plan.travel_min)
    claims = {OPTIMAL: plan.lower_bound_min in figures, FEASIBLE: True}
    if not claims.get(plan.status, False):
        yield Violation("wrong_status", {"status": plan.status})
    if not is_whole(plan.lower_bound_min) or not 0 <= plan.lower_bound_min <= max(
        filter(is_whole, figures), default=0
    ):
        yield Violation("wrong_bound", {"bound": plan.lower_bound_min})


Check = Callable[[Case], Iterator[Violation]]

WHOLE: tuple[Check, ...] = (
    whole_minutes,
    every_visit_once,
    every_break_once,
)  # the rest makes no sense without
RULES: tuple[Check, ...] = (
    durations,
    fixed_visits,
    hours_of_the_day,
    ways,
    opening_hours,
    speakers_available,
    speakers_in_one_place,
    rooms,
    joint_sessions,
    lunch,
    break_in_peace,
    sums,
    proof,
)


def _breaks(group: GroupDay) -> list[GroupBreak]:
    return [rest for gap in group.gaps for rest in gap.breaks]


def _when(visit: Visit) -> dict[str, str | int]:
    return {
        "group": visit.group_id,
        "stop": visit.stop_id,
        "from": visit.start_min,
        "until": visit.end_min,
    }


def _times(visit: Visit) -> tuple[int, int]:
    return visit.start_min, visit.end_min


def _meet(one: Visit, other: Visit) -> bool:
    return one.start_min < other.end_min and other.start_min < one.end_min
