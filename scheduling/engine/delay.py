"""The day itself: what becomes of the plan when a group is late, without changing any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduling.engine.plan import Plan
from scheduling.engine.problem import TourProblem
from scheduling.engine.timeline import GroupDay, group_days, measured
from scheduling.engine.timing import REST, Node, retimed


def propagate_delay(problem: TourProblem, plan: Plan, *, group_id: str, now_min: int, delay_min: int) -> Plan:
    """The plan when a group comes so many minutes later to what is next for it.

    What began before `now_min` stands. The rest keeps its order and moves only as far as it must, other groups too where
    they wait for this one; nothing gets earlier. Waiting time takes up the delay, and so do the buffers, which are there
    for this: check the answer with `buffer_min=0`. The same plan where nothing moves.
    """
    return shifted(problem, plan, now_min=now_min, delays={group_id: delay_min})


def shifted(problem: TourProblem, plan: Plan, *, now_min: int, delays: Mapping[str, int]) -> Plan:
    """As `propagate_delay`, for several groups; where there is no time left a visit falls outside the hours."""
    now: dict[Node, int] = {(visit.group_id, visit.stop_id): visit.start_min for visit in plan.visits}
    now |= {(rest.group_id, REST): rest.start_min for rest in plan.breaks}
    stands = {node: at for node, at in now.items() if at < now_min}
    visits, breaks = retimed(
        unbuffered(problem),
        plan.visits,
        plan.breaks,
        stands=stands,
        no_sooner=now,
        delays=_next_delayed(problem, plan, now_min, delays),
    )
    if visits == list(plan.visits) and breaks == list(plan.breaks):
        return plan
    return measured(problem, visits, breaks, seed=plan.seed, solver_version=plan.solver_version)


def unbuffered(problem: TourProblem) -> TourProblem:
    """On the day itself the buffers may be used up, and what was fixed may move."""
    return replace(problem, buffer_min=0, fixed_visits=())


def _next_delayed(
    problem: TourProblem, plan: Plan, now_min: int, delays: Mapping[str, int]
) -> dict[Node, int]:
    """The minutes, for what each late group has next."""
    late = {}
    for group in group_days(problem, plan.visits, plan.breaks):
        coming = [(at, node) for at, node in _nodes(group) if at >= now_min]
        if coming and delays.get(group.group_id, 0) > 0:
            late[min(coming)[1]] = delays[group.group_id]
    return late


def _nodes(group: GroupDay) -> list[tuple[int, Node]]:
    nodes = [(visit.start_min, (group.group_id, visit.stop_id)) for visit in group.visits]
    return nodes + [(rest.start_min, (group.group_id, REST)) for gap in group.gaps for rest in gap.breaks]


@dataclass(frozen=True)
class Changes:
    """What a new plan costs those who had the old one; see `compare_plans`."""

    late_min: int
    early_min: int
    moved: int
    swapped: int
    skipped: int
    overtime_min: int

    @property
    def cost(self) -> int:
        """Earlier is worse than later: who is not there yet misses it."""
        return (
            LATE * self.late_min
            + EARLY * self.early_min
            + MOVED * self.moved
            + SWAPPED * self.swapped
            + SKIPPED * self.skipped
            + OVERTIME * self.overtime_min
        )


LATE, EARLY, MOVED, SWAPPED, SKIPPED, OVERTIME = 1, 3, 4, 30, 400, 5


def compare_plans(problem: TourProblem, before: Plan, after: Plan) -> Changes:
    """Minutes later and earlier over all visits; visits moved, skipped, and pairs of them in another order.

    Overtime: minutes that groups finish after the end of the day.
    """
    old = {(visit.group_id, visit.stop_id): visit.start_min for visit in before.visits}
    new = {(visit.group_id, visit.stop_id): visit.start_min for visit in after.visits}
    shifts = [new[key] - at for key, at in old.items() if key in new]
    days = group_days(problem, after.visits, after.breaks)
    return Changes(
        late_min=sum(shift for shift in shifts if shift > 0),
        early_min=-sum(shift for shift in shifts if shift < 0),
        moved=sum(shift != 0 for shift in shifts),
        swapped=sum(
            one[0] == other[0] and old[one] < old[other] and new[one] > new[other]
            for one in new
            for other in new
        ),
        skipped=len(old.keys() - new.keys()),
        overtime_min=sum(max(0, group.finish_min - problem.day.end_min) for group in days),
    )
