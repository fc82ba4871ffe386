"""Up to three ways on, when the day runs late: shift, change the order, leave a visit out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduling.engine.delay import (
    EARLY,
    LATE,
    MOVED,
    OVERTIME,
    SKIPPED,
    SWAPPED,
    compare_plans,
    shifted,
    unbuffered,
)
from scheduling.engine.model import TimeWindow, Visit
from scheduling.engine.plan import Plan
from scheduling.engine.problem import END, JOINT, TourProblem
from scheduling.engine.solve import Budget, solver_version
from scheduling.engine.timeline import Gap, GroupDay, group_days, measured, ways_of
from scheduling.engine.validate import broken_rules

if TYPE_CHECKING:
    from scheduling.engine.routing import Outset, Routing

WORK, SECONDS = 0.1, 0.4  # for each of the two proposals that are solved: together they stay within a second
LONGEST_OVERTIME_MIN = 240


def repair_plan(
    problem: TourProblem,
    plan: Plan,
    *,
    now_min: int,
    delays: Mapping[str, int],
    allow_reorder: bool = True,
    allow_skip: bool = False,
    keep_sessions: bool = False,
) -> list[Plan]:
    """Proposals, best first, those that break a rule (an opening hour, the lunch window) last.

    `delays`: per group how much later it comes to what is next for it. What began before `now_min` stands. The first
    proposals are those with the least cost, as in `compare_plans`; buffers may be used up, the day may run late. With
    `keep_sessions` groups that share a joint session in `plan` share it in each proposal, unless one leaves it out.
    """
    proposals: list[Plan | None] = [shift := shifted(problem, plan, now_min=now_min, delays=delays)]
    later = _Later(problem, plan, shift, now_min, delays, keep_sessions=keep_sessions)
    if allow_reorder:
        proposals.append(later.solve(may_skip=False, may_reorder=True))
    if allow_skip:
        proposals.append(later.solve(may_skip=True, may_reorder=allow_reorder))
    different: dict[Any, Plan] = {}
    for proposal in filter(None, proposals):
        different.setdefault((tuple(proposal.visits), tuple(proposal.breaks)), proposal)
    return sorted(different.values(), key=lambda proposal: _rank(problem, plan, proposal))


def _rank(problem: TourProblem, before: Plan, after: Plan) -> tuple[int, int]:
    late = replace(unbuffered(problem), day=_late_day(problem))
    return len(broken_rules(late, after)), compare_plans(problem, before, after).cost


def _late_day(problem: TourProblem) -> TimeWindow:
    return replace(problem.day, end_min=problem.day.end_min + LONGEST_OVERTIME_MIN)


class _Later:
    """What is left of the day, as a model that keeps close to the plan."""

    def __init__(
        self,
        problem: TourProblem,
        plan: Plan,
        shift: Plan,
        now_min: int,
        delays: Mapping[str, int],
        *,
        keep_sessions: bool,
    ) -> None:
        self.keep_sessions = keep_sessions
        self.asked, self.plan, self.shift, self.now_min, self.delays = problem, plan, shift, now_min, delays
        self.problem = replace(unbuffered(problem), day=_late_day(problem))
        self.days = group_days(problem, plan.visits, plan.breaks)
        self.begun = [visit for visit in plan.visits if visit.start_min < now_min]
        self.rested = [rest for rest in plan.breaks if rest.start_min < now_min]
        self.planned = {
            (visit.group_id, visit.stop_id): visit.start_min
            for visit in plan.visits
            if visit.start_min >= now_min
        }
        self.ways = ways_of(problem.travel)

    def solve(self, *, may_skip: bool, may_reorder: bool) -> Plan | None:
        """None where there is no such plan, or none was found in time."""
        from ortools.sat.python import cp_model

        from scheduling.engine.routing import Routing
        from scheduling.engine.sharing import add_sharing

        routing = Routing(self.problem, [self._outset(day) for day in self.days], may_skip=may_skip)
        add_sharing(routing, self.begun)
        if not may_reorder:
            self._keep_order(routing)
        if self.keep_sessions:
            self._keep_together(routing)
        routing.model.minimize(self._cost(routing))
        self._hint(routing)
        solver, status = Budget(WORK, SECONDS, seed=self.plan.seed).solve(routing.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return measured(
            self.asked,
            [*self.begun, *routing.visits(solver)],
            [*self.rested, *routing.breaks(solver)],
            seed=self.plan.seed,
            solver_version=solver_version(),
        )

    def _outset(self, day: GroupDay) -> Outset:
        """From where the group is now. Who is on the way to the next stop has lost that time for any other."""
        from scheduling.engine.routing import Outset

        begun = [visit for visit in day.visits if visit.start_min < self.now_min]
        gap = day.gaps[len(begun)]
        rested = [rest for rest in gap.breaks if rest.start_min < self.now_min]
        late = max(0, self.delays.get(day.group_id, 0))
        ready = (rested[-1].end_min if rested else gap.begin_min) + late
        here = gap.to_id if rested and _went_first(gap) else gap.from_id
        lost = max(0, self.now_min - ready)
        ways = {}
        for there in (END, *(stop.id for stop in self.problem.stops)):
            way = 0 if here == there else self.ways[here, there]
            ways[there] = way + (0 if there == gap.to_id else lost)
        left = tuple(visit.stop_id for visit in day.visits if visit.start_min >= self.now_min)
        coming = [
            rest for rest in self.plan.breaks if rest.group_id == day.group_id and rest not in self.rested
        ]
        return Outset(day.group_id, ready, ways, left, rests=bool(coming))

    def _pairs(self) -> list[tuple[Visit, Visit]]:
        """Any two visits of one group that are still to come, in their order."""
        return [
            (one, other)
            for day in self.days
            for one, other in itertools.combinations(day.visits, 2)
            if one.start_min >= self.now_min
        ]

    def _keep_order(self, routing: Routing) -> None:
        for one, other in self._pairs():
            routing.model.add_bool_and([routing.before[one.group_id, one.stop_id, other.stop_id]])

    def _keep_together(self, routing: Routing) -> None:
        """Who was planned in one joint session comes to one."""
        joint = {stop.id for stop in self.problem.stops if stop.session_mode == JOINT}
        for one, other in itertools.combinations(self.planned, 2):
            if one[1] == other[1] and one[1] in joint and self.planned[one] == self.planned[other]:
                both = (routing.visited(one), routing.visited(other))
                routing.model.add(routing.start[one] == routing.start[other]).only_enforce_if(*both)

    def _cost(self, routing: Routing) -> Any:
        """What `compare_plans` counts."""
        model, longest = routing.model, self.problem.day.end_min
        terms: list[Any] = []
        for key, planned in self.planned.items():
            late, early = (model.new_int_var(0, longest, f"{key} {how}") for how in ("late", "early"))
            moved, there = model.new_bool_var(f"{key} moved"), routing.visited(key)
            model.add(routing.start[key] - planned == late - early).only_enforce_if(there)
            model.add(routing.start[key] == planned).only_enforce_if(there, moved.negated())
            terms += [LATE * late, EARLY * early, MOVED * moved, SKIPPED * (1 - there)]
        for one, other in self._pairs():
            terms.append(SWAPPED * routing.before[one.group_id, other.stop_id, one.stop_id])
        for group, finish in routing.finish.items():
            over = model.new_int_var(0, longest, f"{group} overtime")
            model.add(over >= finish - self.asked.day.end_min)
            terms.append(OVERTIME * over)
        return sum(terms) + self._cost_of_breaks(routing)

    def _cost_of_breaks(self, routing: Routing) -> Any:
        """A break that moves costs its minutes: nobody waits for it but those who eat."""
        planned = {rest.group_id: rest.start_min for rest in self.plan.breaks}
        terms = []
        for group, rest in routing.rest.items():
            off = routing.model.new_int_var(0, self.problem.day.end_min, f"{group} eats at another time")
            routing.model.add_abs_equality(off, rest - planned[group])
            terms.append(off)
        return sum(terms)

    def _hint(self, routing: Routing) -> None:
        """Begin from the plan that only shifts."""
        for visit in self.shift.visits:
            if (visit.group_id, visit.stop_id) in routing.start:
                routing.model.add_hint(routing.start[visit.group_id, visit.stop_id], visit.start_min)


def _went_first(gap: Gap) -> bool:
    """Whether the break comes after the way."""
    return gap.breaks[0].start_min - gap.begin_min >= gap.way_min
