"""Keep to times and opening hours by staying less long: what becomes of the plan when visits that begin late are cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduling.engine.delay import shifted
from scheduling.engine.model import Visit
from scheduling.engine.plan import Plan
from scheduling.engine.problem import JOINT, TourProblem
from scheduling.engine.timing import Node
from scheduling.engine.windows import hold

LEAST_LEFT = 3  # of a visit at most one in so many parts is cut
Cuts = Mapping[Node, int]


def shorten_plan(problem: TourProblem, plan: Plan, *, now_min: int, delays: Mapping[str, int]) -> Plan:
    """As when everything shifts, but visits that begin late end sooner, by at most a third, so that less is late or shut.

    Nothing is cut that does not help what comes after, or have the visit over before the place shuts. The same plan as
    shifting gives where no cut helps. The visits of a joint session are cut alike.
    """
    return _Shortening(problem, plan, now_min, delays).run()


class _Shortening:
    def __init__(self, problem: TourProblem, plan: Plan, now_min: int, delays: Mapping[str, int]) -> None:
        self.problem, self.plan, self.now_min, self.delays = problem, plan, now_min, delays
        self.planned = _starts(plan)
        self.hours = {stop.id: stop.time_windows for stop in problem.stops}

    def run(self) -> Plan:
        cuts: dict[Node, int] = {}
        best = self._play(cuts)
        for visit in sorted(self.plan.visits, key=lambda one: (one.start_min, one.group_id)):
            node = (visit.group_id, visit.stop_id)
            late = _starts(best)[node] - visit.start_min
            most = min(late, (visit.end_min - visit.start_min) // LEAST_LEFT)
            if node in cuts or most <= 0:
                continue
            tried = cuts | dict.fromkeys(self._session(visit), most)
            shorter = self._play(tried)
            if self._harm(shorter) < self._harm(best):
                cuts, best = self._no_more_than_helps(tried, visit, self._harm(shorter))
        return best

    def _no_more_than_helps(
        self, cuts: Cuts, visit: Visit, harm: tuple[int, int]
    ) -> tuple[dict[Node, int], Plan]:
        """The least cut of this visit that does no more harm than that."""
        session = self._session(visit)
        low, high = 1, cuts[session[0]]
        while low < high:
            middle = (low + high) // 2
            enough = self._harm(self._play({**cuts, **dict.fromkeys(session, middle)})) <= harm
            low, high = (low, middle) if enough else (middle + 1, high)
        least = {**cuts, **dict.fromkeys(session, high)}
        return least, self._play(least)

    def _play(self, cuts: Cuts) -> Plan:
        visits = tuple(
            replace(visit, end_min=visit.end_min - cuts.get((visit.group_id, visit.stop_id), 0))
            for visit in self.plan.visits
        )
        cut = replace(self.plan, visits=visits) if cuts else self.plan
        return shifted(self.problem, cut, now_min=self.now_min, delays=self.delays)

    def _session(self, visit: Visit) -> list[Node]:
        """The visits that begin and end together with this one."""
        stop = next(one for one in self.problem.stops if one.id == visit.stop_id)
        here = (visit.stop_id, visit.start_min)
        if stop.session_mode != JOINT:
            return [(visit.group_id, visit.stop_id)]
        return [
            (one.group_id, one.stop_id) for one in self.plan.visits if (one.stop_id, one.start_min) == here
        ]

    def _harm(self, plan: Plan) -> tuple[int, int]:
        """Visits that are not over while the place is open, then minutes late over all."""
        shut = sum(not hold(self.hours[one.stop_id], one.start_min, one.end_min) for one in plan.visits)
        return shut, sum(max(0, start - self.planned[node]) for node, start in _starts(plan).items())


def _starts(plan: Plan) -> dict[Node, int]:
    return {(visit.group_id, visit.stop_id): visit.start_min for visit in plan.visits}
