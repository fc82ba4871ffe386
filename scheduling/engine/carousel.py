"""A carousel: all groups change places together, round by round. Longer than a free plan, and easy to read and to tell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduling.engine.bounds import sessions_needed
from scheduling.engine.feasibility import check_problem
from scheduling.engine.model import Issue, TimeWindow, Visit
from scheduling.engine.plan import GroupBreak, Infeasible, Plan
from scheduling.engine.problem import TourProblem
from scheduling.engine.solve import MAKESPAN, Budget, Search, few_groups

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MAX_WORK = 2.0
MORE_ROUNDS = 3  # than the least: in each of them some group has nothing to do


def solve_carousel(problem: TourProblem, *, seed: int = 1, time_limit_s: float = 10.0) -> Plan | Infeasible:
    """The shortest day in rounds: the visits of one round begin together, and the next begins when all have changed.

    As few rounds as there can be; all rest at the same time. It keeps every rule of a free plan, so it is never shorter;
    `lower_bound_min` is that of a free plan, and "optimal" means that no free plan is shorter either.
    """
    if issues := check_problem(problem):
        return Infeasible(tuple(issues))
    budget = Budget(MAX_WORK, time_limit_s, seed=seed, relaxes=few_groups(problem))
    for rounds in _rounds(problem):
        answer = Carousel(problem, rounds, budget).run()
        if isinstance(answer, Plan) or answer.issues[0].code != "no_plan":
            return answer
    return Infeasible((Issue("no_carousel", {}),))


def _rounds(problem: TourProblem) -> Iterator[int]:
    """A group needs a round for each stop, and a stop one for each of its sessions."""
    least = max([len(problem.stops), *(sessions_needed(problem, stop) for stop in problem.stops)])
    yield from range(least, least + 1 + MORE_ROUNDS) if problem.stops else (0,)


class Carousel(Search):
    """The free search with rounds around it. `at`: a group is at that stop in that round."""

    def __init__(self, problem: TourProblem, rounds: int, budget: Budget) -> None:
        super().__init__(problem, MAKESPAN, budget)
        model, day = self.routing.model, [TimeWindow(problem.day.start_min, problem.day.end_min)]
        self.begins = [self.routing.minute(day, f"round {number}") for number in range(rounds)]
        self.at = {
            (group, stop.id, number): model.new_bool_var(f"{group} {stop.id} in round {number}")
            for group in problem.group_ids
            for stop in problem.stops
            for number in range(rounds)
        }
        for group in problem.group_ids:
            self._add_rounds(group)
            if rounds == len(problem.stops):
                self._add_changes(group)
        for stop, number in itertools.product(problem.stops, range(rounds)):
            there = [self.at[group, stop.id, number] for group in problem.group_ids]
            model.add(sum(there) <= stop.capacity_groups)
        for one, other in itertools.pairwise(self.routing.rest.values()):
            model.add(one == other)
        self._turn_the_wheel()

    def _add_rounds(self, group: str) -> None:
        """Every visit in a round, one visit in each, and the next round when all are over."""
        model, routing, numbers = self.routing.model, self.routing, range(len(self.begins))
        for stop in routing.stops:
            model.add_exactly_one(self.at[group, stop, number] for number in numbers)
            for number in numbers:
                there = self.at[group, stop, number]
                model.add(routing.start[group, stop] == self.begins[number]).only_enforce_if(there)
                if number + 1 in numbers:
                    over = routing.end((group, stop))
                    model.add(self.begins[number + 1] >= over).only_enforce_if(there)
        for number in numbers:
            model.add_at_most_one(self.at[group, stop, number] for stop in routing.stops)

    def _turn_the_wheel(self) -> None:
        """A first idea for the solver: all go round in the same order, each group one place further."""
        ids, rounds = list(self.routing.stops), len(self.begins)
        for (group, stop, number), there in self.at.items():
            place = (number - self.problem.group_ids.index(group)) % rounds if rounds else 0
            self.routing.model.add_hint(there, place == ids.index(stop))

    def _add_changes(self, group: str) -> None:
        """Whoever goes straight from the one to the other is there one round later."""
        at = self.at
        for here, there in itertools.permutations(self.routing.stops, 2):
            goes = self.routing.arc[group, here, there]
            for number in range(len(self.begins) - 1):
                self.routing.model.add_bool_or(
                    goes.negated(), at[group, here, number].negated(), at[group, there, number + 1]
                )

    def _bound(self, solver: cp_model.CpSolver) -> int:  # noqa: ARG002
        """What the solver proves is about carousels only."""
        return self.least

    def _times(self, visits: list[Visit], breaks: list[GroupBreak]) -> tuple[list[Visit], list[GroupBreak]]:
        """As found: alone, some visits could begin earlier."""
        return visits, breaks
