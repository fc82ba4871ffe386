"""The best plan for a tour: first what was asked for, then, with that fixed, a calm day with little travel."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from scheduling.engine.bounds import lower_bound, shortest_day
from scheduling.engine.feasibility import check_problem
from scheduling.engine.model import Issue, Visit
from scheduling.engine.plan import GroupBreak, Infeasible, Plan
from scheduling.engine.problem import TourProblem
from scheduling.engine.timeline import measured
from scheduling.engine.timing import earliest

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from scheduling.engine.routing import Routing

Expression = Any  # of CP-SAT

MAKESPAN, TRAVEL = "makespan", "travel"
FEW_GROUPS = 2
FIRST_SHARE = 0.85  # of the work, for what was asked for; the rest is for polishing


@dataclass(frozen=True)
class Progress:
    """The best so far in what was asked for, and what no plan can beat."""

    best_min: int
    lower_bound_min: int
    seconds: float


Watch = Callable[[Progress], None]


def solve_tour(
    problem: TourProblem,
    *,
    objective: str = MAKESPAN,
    seed: int = 1,
    workers: int = 1,
    max_work: float = 10.0,
    time_limit_s: float = 10.0,
    hint: Plan | None = None,
    on_progress: Watch | None = None,
) -> Plan | Infeasible:
    """The shortest day, or the least travel; "optimal" when the bound is reached.

    `max_work` counts what the solver does, so with one worker and the same seed the plan is the same, byte for byte,
    unless `time_limit_s` (by the clock) cuts it short. `hint`: a plan, not necessarily valid, to begin from.
    """
    if objective not in (MAKESPAN, TRAVEL):
        raise ValueError(f"objective is {objective!r}; it can be 'makespan' or 'travel'")
    if issues := check_problem(problem):
        return Infeasible(tuple(issues))
    budget = Budget(max_work, time_limit_s, seed=seed, workers=workers, relaxes=few_groups(problem))
    return Search(problem, objective, budget, on_progress).run(hint)


def few_groups(problem: TourProblem) -> bool:
    return len(problem.group_ids) <= FEW_GROUPS


@dataclass
class Budget:
    """What the solver may still spend: deterministic work, and seconds by the clock."""

    work: float
    seconds: float
    seed: int = 1
    workers: int = 1
    relaxes: bool = (
        True  # whether the solver bounds by linear programs too: with many groups they only cost time
    )
    began: float = field(default_factory=time.monotonic)

    def solve(
        self, model: cp_model.CpModel, *, share: float = 1.0, callback: Any = None
    ) -> tuple[cp_model.CpSolver, int]:
        """Solve with a share of what is left, and count what it took."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        solver.parameters.cp_model_probing_level = (
            0  # these models are small: looking ahead costs more than it gains
        )
        solver.parameters.linearization_level = 1 if self.relaxes else 0
        solver.parameters.max_deterministic_time = max(0.0, self.work * share)
        left = self.seconds - (time.monotonic() - self.began)
        solver.parameters.max_time_in_seconds = max(0.0, left * share)
        status = solver.solve(model, callback)
        self.work -= solver.response_proto.deterministic_time
        return solver, int(status)


class Search:
    """One model, solved twice."""

    def __init__(
        self, problem: TourProblem, objective: str, budget: Budget, on_progress: Watch | None = None
    ) -> None:
        from scheduling.engine.routing import Routing, whole_tour
        from scheduling.engine.sharing import add_sharing

        self.problem, self.objective, self.budget, self.on_progress = problem, objective, budget, on_progress
        self.routing: Routing = Routing(problem, whole_tour(problem))
        add_sharing(self.routing)
        self.least = lower_bound(problem)
        self.makespan = self._add_makespan()
        self.road = sum(self.routing.road(group) for group in problem.group_ids)
        self._tell_groups_apart()

    def run(self, hint: Plan | None = None) -> Plan | Infeasible:
        from ortools.sat.python import cp_model

        model, aim = self.routing.model, self.road if self.objective == TRAVEL else self.makespan
        if hint:
            self._hint(hint)
        model.minimize(aim)
        solver, status = self.budget.solve(model, share=FIRST_SHARE, callback=self._callback())
        if status == cp_model.INFEASIBLE:
            return Infeasible((Issue("no_plan", {}),))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Infeasible((Issue("gave_up", {"seconds": self.budget.seconds}),))
        bound = self._bound(solver)
        polished = self._polish(aim, solver)
        return self._plan(polished or solver, bound)

    def _bound(self, solver: cp_model.CpSolver) -> int:
        proven = math.ceil(solver.best_objective_bound - 1e-6)
        return max(proven, self.least) if self.objective == MAKESPAN else proven

    def _polish(self, aim: Expression, solver: cp_model.CpSolver) -> cp_model.CpSolver | None:
        """The same aim, with everybody home early and little travel; begun from the plan that was found."""
        from ortools.sat.python import cp_model

        model = self.routing.model
        model.add(aim <= round(solver.objective_value))
        model.proto.clear_solution_hint()
        for number in range(len(model.proto.variables)):
            variable = model.get_int_var_from_proto_index(number)
            model.add_hint(variable, solver.value(variable))
        calm: Expression = sum(self.routing.finish.values())
        model.minimize(calm + (self.makespan if self.objective == TRAVEL else 2 * self.road))
        polished, status = self.budget.solve(model)
        return polished if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _plan(self, solver: cp_model.CpSolver, bound: int) -> Plan:
        routing, problem = self.routing, self.problem
        visits, breaks = self._times(routing.visits(solver), routing.breaks(solver))
        return measured(
            problem,
            visits,
            breaks,
            seed=self.budget.seed,
            solver_version=solver_version(),
            aim=self.objective,
            lower_bound_min=bound,
        )

    def _times(self, visits: list[Visit], breaks: list[GroupBreak]) -> tuple[list[Visit], list[GroupBreak]]:
        return earliest(self.problem, visits, breaks)

    def _add_makespan(self) -> cp_model.IntVar:
        """With the two bounds that decide everything: what a group is busy with, and the shortest tour."""
        problem, routing = self.problem, self.routing
        busy = sum(stop.service_time_min for stop in problem.stops)
        busy += problem.lunch.duration_min if problem.lunch else 0
        busy += problem.buffer_min * max(0, len(problem.stops) - 1)
        least, model = shortest_day(problem), routing.model
        longest = problem.day.end_min - problem.day.start_min
        makespan = model.new_int_var(min(self.least, longest), longest, "makespan")
        for group, finish in routing.finish.items():
            day = finish - problem.day.start_min
            model.add(makespan >= day)
            model.add(day >= busy + routing.road(group))
            model.add(day >= least)
        return makespan

    def _interchangeable(self) -> list[str]:
        held = {visit.group_id for visit in self.problem.fixed_visits}
        return [group for group in self.problem.group_ids if group not in held]

    def _tell_groups_apart(self) -> None:
        """Groups without fixed visits are alike: they come to the first stop in their own order."""
        if self.problem.stops:
            first, starts = self.problem.stops[0].id, self.routing.start
            for one, other in itertools.pairwise(self._interchangeable()):
                self.routing.model.add(starts[one, first] <= starts[other, first])

    def _hint(self, plan: Plan) -> None:
        """Groups that are alike take each other's place where the plan has them in another order."""
        first = self.problem.stops[0].id if self.problem.stops else ""
        comes = {visit.group_id: visit.start_min for visit in plan.visits if visit.stop_id == first}
        alike = self._interchangeable()
        as_planned = sorted(alike, key=lambda group: comes.get(group, 0))
        instead = dict(zip(as_planned, alike, strict=True))
        for visit in plan.visits:
            key = (instead.get(visit.group_id, visit.group_id), visit.stop_id)
            if key in self.routing.start:
                self.routing.model.add_hint(self.routing.start[key], visit.start_min)

    def _callback(self) -> Any:
        return None if self.on_progress is None else _watcher(self.on_progress, self.budget.began)


def solver_version() -> str:
    return f"ortools {version('ortools')}"


def _watcher(tell: Watch, began: float) -> Any:
    """Made here, because its base class is that of the solver, which is loaded late."""
    from ortools.sat.python import cp_model

    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            bound = math.ceil(self.best_objective_bound - 1e-6)
            tell(Progress(round(self.objective_value), bound, time.monotonic() - began))

    return Watcher()
