"""python -m scheduling.planner: a problem as JSON on standard input; one JSON object a line says what is found."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from core.bounded import bind
from scheduling.engine import (
    Infeasible,
    Plan,
    Progress,
    TourProblem,
    explain_infeasible,
    solve_carousel,
    solve_tour,
)
from scheduling.planner.bounds import BOUNDS, SECONDS_EACH
from scheduling.planner.coding import conflict_as_json, plan_as_json, problem_from


def say(what: str, value: Any) -> None:
    """One line, at once."""
    print(json.dumps({what: value}), flush=True)  # noqa: T201  (it is how this process answers)


def search(problem: TourProblem) -> Iterator[tuple[str, Plan | Infeasible]]:
    """The three searches, each when the one before was told."""

    def watch(progress: Progress) -> None:
        say("progress", {"best_min": progress.best_min, "bound_min": progress.lower_bound_min})

    seconds = SECONDS_EACH
    shortest = solve_tour(problem, time_limit_s=seconds, max_work=seconds, on_progress=watch)
    yield "shortest", shortest
    if isinstance(shortest, Infeasible):
        return
    yield (
        "travel",
        solve_tour(problem, objective="travel", time_limit_s=seconds, max_work=seconds, hint=shortest),
    )
    if len(problem.group_ids) > 1 and len(problem.stops) > 1:
        yield "carousel", solve_carousel(problem, time_limit_s=seconds)


def answer(problem: TourProblem) -> None:
    for kind, found in search(problem):
        if isinstance(found, Plan):
            say("plan", {"kind": kind, "plan": plan_as_json(found)})
        elif kind == "shortest":
            say("conflict", conflict_as_json(explain_infeasible(problem)))
    say("end", {})


if __name__ == "__main__":
    bind(BOUNDS)
    answer(problem_from(json.load(sys.stdin)))
