"""The routing open shop as a CP-SAT model: which group is where when, and in which order.

Whatever loads this module loads OR-Tools; the others import it inside the functions that solve.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduling.engine.bounds import least_between
from scheduling.engine.model import TimeWindow, Visit
from scheduling.engine.plan import GroupBreak
from scheduling.engine.problem import END, START, Stop, TourProblem
from scheduling.engine.timeline import ways_of
from scheduling.engine.windows import common, open_hours, starts_within

Literal = Any  # of CP-SAT: a variable, its negation, or a constant
Expression = Any  # of CP-SAT: linear, or a plain number
Key = tuple[str, str]  # (group, stop)
Arc = tuple[str, str, str]  # (group, from, to)
HERE = ""  # where a group is when the model begins: no stop of its


@dataclass(frozen=True)
class Outset:
    """Where a group still has to go, and from when; `ways`: the minutes from where it is now to every stop and "end"."""

    group_id: str
    ready_min: int
    ways: Mapping[str, int]
    stop_ids: tuple[str, ...]
    rests: bool


def whole_tour(problem: TourProblem) -> list[Outset]:
    """All groups at "start", with everything still to come."""
    stops, rests = tuple(stop.id for stop in problem.stops), problem.lunch is not None
    between = ways_of(problem.travel)
    ways = {there: between[START, there] for there in (*stops, END)}
    return [Outset(group, problem.day.start_min, ways, stops, rests) for group in problem.group_ids]


class Routing:
    """Variables, and the rules for one group. What groups share is in `sharing`, what is aimed for with whoever solves.

    `start`, `finish`, `rest`: minutes. `arc`: a group goes straight from the one place to the other; from a stop to itself:
    it skips that stop. `before`: it is at the one stop earlier than at the other, at once or not. `rest_after`: its break
    falls between that place and the next.
    """

    def __init__(
        self, problem: TourProblem, outsets: Sequence[Outset], *, ordered: bool = True, may_skip: bool = False
    ) -> None:
        self.problem, self.may_skip = problem, may_skip
        self.model = cp_model.CpModel()
        self.stops: Mapping[str, Stop] = {stop.id: stop for stop in problem.stops}
        self.between = ways_of(problem.travel)
        self.least = least_between(problem)
        self.fixed = {(visit.group_id, visit.stop_id): visit.start_min for visit in problem.fixed_visits}
        self.outsets = {outset.group_id: outset for outset in outsets}
        self.start: dict[Key, cp_model.IntVar] = {}
        self.finish: dict[str, cp_model.IntVar] = {}
        self.arc: dict[Arc, Literal] = {}
        self.before: dict[Arc, Literal] = {}
        self.rest: dict[str, cp_model.IntVar] = {}
        self.rest_after: dict[Key, Literal] = {}
        for outset in outsets:
            self._add_times(outset)
            self._add_route(outset)
            if outset.rests:
                self._add_break(outset)
            self._add_legs(outset)
            if ordered:
                self._add_order(outset)

    def end(self, key: Key) -> Expression:
        return self.start[key] + self.stops[key[1]].service_time_min

    def visited(self, key: Key) -> Literal:
        group, stop = key
        return self.arc[group, stop, stop].negated() if self.may_skip else self.model.new_constant(1)

    def road(self, group: str) -> Expression:
        """Minutes on the way."""
        arcs = ((arc, used) for arc, used in self.arc.items() if arc[0] == group and arc[1] != arc[2])
        return sum(self.way(arc) * used for arc, used in arcs)

    def way(self, arc: Arc) -> int:
        group, here, there = arc
        return self.outsets[group].ways[there] if here == HERE else self.between[here, there]

    def _add_times(self, outset: Outset) -> None:
        day, group = self.problem.day, outset.group_id
        for name in outset.stop_ids:
            stop = self.stops[name]
            first = outset.ready_min + self._least_to(outset, name)
            last = day.end_min - self.least[name, END] - stop.service_time_min
            starts = starts_within(open_hours(self.problem, stop), stop.service_time_min)
            self.start[group, name] = self.minute(
                common(starts, [TimeWindow(first, last)]), f"{group} {name}"
            )
            if (group, name) in self.fixed:
                self.model.add(self.start[group, name] == self.fixed[group, name])
        self.finish[group] = self.minute([TimeWindow(outset.ready_min, day.end_min)], f"{group} finish")

    def _least_to(self, outset: Outset, name: str) -> int:
        """The least time to a stop from where the group is now, straight or by way of another stop."""
        others = (other for other in outset.stop_ids if other != name)
        ways = (
            outset.ways[other] + self.stops[other].service_time_min + self.least[other, name]
            for other in others
        )
        return min([outset.ways[name], *ways])

    def minute(self, windows: Sequence[TimeWindow], name: str) -> cp_model.IntVar:
        """A variable for a minute within one of the windows; without windows there is no solution."""
        intervals = [[window.start_min, window.end_min] for window in windows]
        if not intervals:
            self.model.add_bool_or([])
        return self.model.new_int_var_from_domain(cp_model.Domain.from_intervals(intervals or [[0, 0]]), name)

    def _add_route(self, outset: Outset) -> None:
        """A circuit: from where the group is past every stop (or not, where it may skip) to "end"."""
        group, numbers = outset.group_id, {name: n for n, name in enumerate(outset.stop_ids, start=1)}
        arcs = []
        for here, there in itertools.product([HERE, *numbers], [*numbers, END]):
            stays, straight_home = here == there, here == HERE and there == END
            if (stays and not self.may_skip) or (straight_home and numbers and not self.may_skip):
                continue
            used = self.model.new_bool_var(f"{group} {here}>{there}")
            self.arc[group, here, there] = used
            if numbers:
                arcs.append((numbers.get(here, 0), numbers.get(there, 0), used))
            else:
                self.model.add_bool_and([used])
        if arcs:
            self.model.add_circuit(arcs)

    def _add_break(self, outset: Outset) -> None:
        """Exactly one break, after one of the places where the group comes."""
        rest, group = self.problem.lunch, outset.group_id
        if rest is None:
            return
        latest = min(rest.latest_start_min, self.problem.day.end_min - rest.duration_min)
        window = TimeWindow(max(rest.earliest_start_min, outset.ready_min), latest)
        self.rest[group] = self.minute([window] if window.start_min <= latest else [], f"{group} rest")
        for name in (HERE, *outset.stop_ids):
            self.rest_after[group, name] = self.model.new_bool_var(f"{group} rest after {name}")
            if name != HERE:
                self.model.add(self.rest[group] >= self.end((group, name))).only_enforce_if(
                    self.rest_after[group, name]
                )
                if self.may_skip:
                    self.model.add_implication(self.rest_after[group, name], self.visited((group, name)))
        self.model.add_exactly_one(self.rest_after[group, name] for name in (HERE, *outset.stop_ids))

    def _add_legs(self, outset: Outset) -> None:
        """From place to place: the way, the buffer, and the break on one side of the way."""
        group, rest = outset.group_id, self.problem.lunch
        way_first = self.model.new_bool_var(f"{group} goes before it rests") if outset.rests else None
        for (who, here, there), used in list(self.arc.items()):
            if who != group or here == there:
                continue
            way = self.way((group, here, there))
            leave = outset.ready_min if here == HERE else self.end((group, here))
            arrive = self.finish[group] if there == END else self.start[group, there]
            needs = way + (0 if here == HERE else self.problem.buffer_between(here, there))
            if rest is None or way_first is None:
                self.model.add(arrive >= leave + needs).only_enforce_if(used)
                continue
            resting = self.rest_after[group, here]
            self.model.add(arrive >= leave + needs + rest.duration_min * resting).only_enforce_if(used)
            ready = self.rest[group] + rest.duration_min
            self.model.add(arrive >= ready + way).only_enforce_if(used, resting, way_first.negated())
            self.model.add(arrive >= ready).only_enforce_if(used, resting)
            self.model.add(self.rest[group] >= leave + way).only_enforce_if(used, resting, way_first)

    def _add_order(self, outset: Outset) -> None:
        """Pairwise order of the visits. Between two of them lies at least the least time, whatever comes in between."""
        group = outset.group_id
        for one, other in itertools.combinations(outset.stop_ids, 2):
            earlier = self.model.new_bool_var(f"{group} {one}<{other}")
            for here, there, order in ((one, other, earlier), (other, one, earlier.negated())):
                self.before[group, here, there] = order
                self.model.add_implication(self.arc[group, here, there], order)
                both = [self.visited((group, name)) for name in (here, there)] if self.may_skip else []
                leave = self.end((group, here)) + self.least[here, there]
                self.model.add(self.start[group, there] >= leave).only_enforce_if(order, *both)
                if outset.rests and self.problem.lunch:
                    resting = self.rest_after[group, here]
                    ready = self.rest[group] + self.problem.lunch.duration_min
                    self.model.add(self.start[group, there] >= ready).only_enforce_if(order, resting, *both)

    def visits(self, solver: cp_model.CpSolver) -> list[Visit]:
        """Where the solution has each group, in the order of the day."""
        found = []
        for group in self.outsets:
            here = HERE
            while (here := self._next(solver, group, here)) != END:
                at = solver.value(self.start[group, here])
                found.append(Visit(group, here, at, at + self.stops[here].service_time_min))
        return found

    def _next(self, solver: cp_model.CpSolver, group: str, here: str) -> str:
        return next(
            there
            for (who, place, there), used in self.arc.items()
            if who == group and place == here != there and solver.boolean_value(used)
        )

    def breaks(self, solver: cp_model.CpSolver) -> list[GroupBreak]:
        length = self.problem.lunch.duration_min if self.problem.lunch else 0
        starts = ((group, solver.value(rest)) for group, rest in self.rest.items())
        return [GroupBreak(group, at, at + length) for group, at in starts]
