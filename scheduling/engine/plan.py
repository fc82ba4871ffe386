"""What a planner answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduling.engine.model import Issue, Visit

OPTIMAL, FEASIBLE = "optimal", "feasible"


@dataclass(frozen=True)
class GroupBreak:
    """When a group rests: before the first visit, between two, or after the last."""

    group_id: str
    start_min: int
    end_min: int


@dataclass(frozen=True)
class Plan:
    """When each group is where, group by group in the order of the day.

    `makespan_min`: from the beginning of the day until the last group is at "end". `travel_min`, `waiting_min`: summed
    over the groups; waiting is all time that is not spent on a visit, a break or the way, so the buffers too.
    `lower_bound_min`: no plan does better in what was asked for, the makespan or the travel; with status "optimal" it is
    equal to it. 0 where nothing is proven.
    """

    visits: Sequence[Visit]
    breaks: Sequence[GroupBreak]
    makespan_min: int
    travel_min: int
    waiting_min: int
    status: str
    lower_bound_min: int
    seed: int
    solver_version: str


@dataclass(frozen=True)
class Infeasible:
    """There is no plan, or none was found: `no_plan` and `gave_up` say which, other codes why; see `check_problem`."""

    issues: Sequence[Issue]


@dataclass(frozen=True)
class Violation:
    """A rule that a plan breaks; codes and values as described at the checks in `validate`."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """Why there is no plan. All empty where there is one.

    `clash`: wishes that cannot all be met. `minimal`: leaving out any one of them would do (as far as these go).
    `concessions`: the cheapest set of changes with which there is a plan. Codes and values: see `explain`.
    `shorter`: what would do instead of them.
    """

    clash: Sequence[Issue]
    concessions: Sequence[Issue]
    minimal: bool
    shorter: Sequence[Issue] = ()
