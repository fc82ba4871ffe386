"""Why there is no plan: wishes that cannot all be met, and the cheapest way out."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduling.engine.feasibility import check_problem
from scheduling.engine.malformed import malformed
from scheduling.engine.model import Issue, TimeWindow, Visit
from scheduling.engine.plan import Conflict
from scheduling.engine.problem import Stop, TourProblem
from scheduling.engine.shorten import LEAST_LEFT
from scheduling.engine.solve import Budget, few_groups
from scheduling.engine.windows import merged
from scheduling.engine.wishes import Wish, wishes, without

if TYPE_CHECKING:
    from scheduling.engine.routing import Routing

WORK, SECONDS = 0.5, 2.0  # for one question: can this be planned?
MANY_CLASHES = 12


def explain_infeasible(problem: TourProblem) -> Conflict:
    """A minimal clash, and the concessions that cost people least. All empty where there is a plan.

    The clash is of wishes (see `wishes`), or of what is put wrongly (see `malformed`), or, where giving in helps nobody,
    of what `check_problem` finds. A concession has the code of the
    wish that gives way and says how far: `opening_hours` (stop, from, until, more_min), `speaker_hours` (speaker, from,
    until, more_min), `end_of_day` (until, more_min), `capacity` (stop, groups), the others as in the clash. Where opening
    hours alone would give way, `shorter` may have `stay` (stop, less_min): visits there that are so much shorter instead.
    """
    if wrong := malformed(problem):
        return Conflict(tuple(wrong), (), minimal=False)
    return _Explanation(problem).conflict()


class _Explanation:
    def __init__(self, problem: TourProblem) -> None:
        self.problem, self.wishes = problem, wishes(problem)
        self.certain = True

    def conflict(self) -> Conflict:
        if self._can_be_planned(()) is not False:
            return Conflict((), (), minimal=self.certain)
        clash = self._clash(())
        if not clash:  # not even without all wishes: a way or a visit longer than a day
            return Conflict(tuple(check_problem(self.problem)), (), minimal=False)
        minimal = self.certain
        concessions = self._concessions(clash)
        told = tuple(Issue(wish.code, wish.values) for wish in clash)
        return Conflict(told, tuple(concessions), minimal, tuple(self._shorter(concessions)))

    def _shorter(self, concessions: Sequence[Issue]) -> Iterator[Issue]:
        """The least that visits can be shorter by, at most a third, for no hours to give way."""
        if [one.code for one in concessions] != ["opening_hours"]:
            return
        (stop,) = (one for one in self.problem.stops if one.id == concessions[0].values["stop"])
        cuts = range(1, stop.service_time_min // LEAST_LEFT + 1)
        least = bisect_left(cuts, 1, key=lambda less: int(bool(self._fits(_cut(self.problem, stop, less)))))
        if least < len(cuts):
            yield Issue("stay", {"stop": stop.id, "less_min": cuts[least]})

    def _can_be_planned(self, dropped: Sequence[Wish]) -> bool | None:
        return self._fits(without(self.problem, dropped))

    def _fits(self, problem: TourProblem) -> bool | None:
        """None where the solver did not find out; the cheap necessary conditions come first."""
        from ortools.sat.python import cp_model

        if check_problem(problem):
            return False
        solver_answer = Budget(WORK, SECONDS, relaxes=few_groups(problem)).solve(_routing(problem).model)[1]
        if solver_answer in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True
        if solver_answer == cp_model.INFEASIBLE:
            return False
        self.certain = False
        return None

    def _clash(self, dropped: Sequence[Wish]) -> list[Wish]:
        """A deletion filter: whatever can be dropped with no plan for it is not to blame. What is left is minimal."""
        dropped = list(dropped)
        left = [wish for wish in self.wishes if wish not in dropped]
        for wish in list(left):
            if self._can_be_planned([*dropped, wish]) is False:
                dropped.append(wish)
                left.remove(wish)
        return left

    def _concessions(self, clash: list[Wish]) -> list[Issue]:
        """The cheapest wishes that hit every clash found so far, until there is a plan without them."""
        clashes = [clash]
        while all(clashes) and len(clashes) < MANY_CLASHES:
            giving_way = _cheapest_of_each(clashes)
            answer = self._can_be_planned(giving_way)
            if answer:
                return _Measure(self.problem, giving_way).concessions()
            if answer is None:
                break
            clashes.append(self._clash(giving_way))
        return []


def _cheapest_of_each(clashes: Sequence[Sequence[Wish]]) -> list[Wish]:
    """The smallest weight of wishes with at least one from every clash."""
    names = list({id(wish): wish for clash in clashes for wish in clash}.values())
    for_each = [{id(wish) for wish in clash} for clash in clashes]
    sets = (
        chosen
        for size in range(1, min(len(clashes), len(names)) + 1)
        for chosen in itertools.combinations(names, size)
        if all(clash & {id(wish) for wish in chosen} for clash in for_each)
    )
    return list(min(sets, key=lambda chosen: sum(wish.weight for wish in chosen)))


def _cut(problem: TourProblem, stop: Stop, less_min: int) -> TourProblem:
    shorter = replace(stop, service_time_min=stop.service_time_min - less_min)
    return replace(problem, stops=tuple(shorter if one.id == stop.id else one for one in problem.stops))


def _routing(problem: TourProblem) -> Routing:
    from scheduling.engine.routing import Routing, whole_tour
    from scheduling.engine.sharing import add_sharing

    routing = Routing(problem, whole_tour(problem))
    add_sharing(routing)
    return routing


class _Measure:
    """How far each wish has to give way: the plan without them that stays closest to what was asked."""

    def __init__(self, problem: TourProblem, giving_way: Sequence[Wish]) -> None:
        self.problem, self.giving_way = problem, giving_way
        self.routing = _routing(without(problem, giving_way))
        self.stops = {stop.id: stop for stop in problem.stops}
        self.speakers = {speaker.id: speaker for speaker in problem.speakers}

    def concessions(self) -> list[Issue]:
        from ortools.sat.python import cp_model

        self.routing.model.minimize(sum(self._far(wish) for wish in self.giving_way))
        solver, status = Budget(WORK, SECONDS, relaxes=few_groups(self.problem)).solve(self.routing.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return []
        visits = self.routing.visits(solver)
        finish = max(solver.value(finish) for finish in self.routing.finish.values())
        return [self._concession(wish, visits, finish) for wish in self.giving_way]

    def _far(self, wish: Wish) -> Any:
        """Minutes outside the hours, as something to minimise."""
        model, routing = self.routing.model, self.routing
        if wish.code == "end_of_day":
            late = model.new_int_var(0, routing.problem.day.end_min, "late")
            for finish in routing.finish.values():
                model.add(late >= finish - self.problem.day.end_min)
            return late
        hours, stops = self._hours(wish)
        if not hours:
            return 0
        off = model.new_int_var(0, routing.problem.day.end_min, "outside the hours")
        for key in (key for key in routing.start if key[1] in stops):
            near = [model.new_bool_var(f"{key} near {window}") for window in hours]
            model.add_exactly_one(near)
            for window, chosen in zip(hours, near, strict=True):
                model.add(routing.start[key] + off >= window.start_min).only_enforce_if(chosen)
                model.add(routing.end(key) <= window.end_min + off).only_enforce_if(chosen)
        return off

    def _hours(self, wish: Wish) -> tuple[list[TimeWindow], set[str]]:
        """The hours that give way, and the stops where they count."""
        if wish.code == "opening_hours":
            stop: Stop = self.stops[wish.values["stop"]]
            return merged(stop.time_windows), {stop.id}
        if wish.code == "speaker_hours":
            speaker = self.speakers[wish.values["speaker"]]
            return merged(speaker.time_windows), set(speaker.stop_ids)
        return [], set()

    def _concession(self, wish: Wish, visits: Sequence[Visit], finish: int) -> Issue:
        values = dict(wish.values)
        if wish.code == "end_of_day":
            more = finish - self.problem.day.end_min
            return Issue(wish.code, {"until": finish, "more_min": more})
        if wish.code == "capacity":
            return Issue(wish.code, values | {"groups": _most_at_once(visits, wish.values["stop"])})
        hours, stops = self._hours(wish)
        if hours:
            return Issue(wish.code, values | _wider(hours, [one for one in visits if one.stop_id in stops]))
        return Issue(wish.code, values)


def _most_at_once(visits: Sequence[Visit], stop_id: str) -> int:
    here = [visit for visit in visits if visit.stop_id == stop_id]
    return max(sum(one.start_min <= at.start_min < one.end_min for one in here) for at in here)


def _wider(hours: Sequence[TimeWindow], visits: Sequence[Visit]) -> dict[str, int]:
    """The window that has to be stretched, from and until when, and by how many minutes."""

    def off(visit: Visit, window: TimeWindow) -> int:
        return max(0, window.start_min - visit.start_min) + max(0, visit.end_min - window.end_min)

    near = {visit: min(hours, key=lambda window: off(visit, window)) for visit in visits}
    worst = max(visits, key=lambda visit: off(visit, near[visit]))
    window = near[worst]
    begins = min([window.start_min, *(one.start_min for one in visits if near[one] == window)])
    ends = max([window.end_min, *(one.end_min for one in visits if near[one] == window)])
    more = window.start_min - begins + ends - window.end_min
    return {"from": begins, "until": ends, "more_min": more}
