"""A problem with a plan for it, and what the checks look up in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scheduling.engine.model import Visit
from scheduling.engine.plan import GroupBreak, Plan
from scheduling.engine.problem import Stop, TourProblem
from scheduling.engine.timeline import GroupDay, group_days


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


def breaks_of(group: GroupDay) -> list[GroupBreak]:
    return [rest for gap in group.gaps for rest in gap.breaks]


def when(visit: Visit) -> dict[str, str | int]:
    """The values that say which visit, and its time."""
    return {
        "group": visit.group_id,
        "stop": visit.stop_id,
        "from": visit.start_min,
        "until": visit.end_min,
    }
