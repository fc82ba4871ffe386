"""What a plan says of itself: its sums, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.engine.malformed import is_whole
from scheduling.engine.plan import FEASIBLE, OPTIMAL, Violation
from scheduling.engine.validate.case import Case


def sums(case: Case) -> Iterator[Violation]:
    """`wrong_makespan`, `wrong_travel`, `wrong_waiting` (given, wanted): sums that the visits do not bear out."""
    finish = max((group.finish_min for group in case.days), default=case.problem.day.start_min)
    wanted = {
        "makespan": (case.plan.makespan_min, finish - case.problem.day.start_min),
        "travel": (case.plan.travel_min, sum(group.travel_min for group in case.days)),
        "waiting": (case.plan.waiting_min, sum(group.waiting_min for group in case.days)),
    }
    for name, (given, right) in wanted.items():
        if given != right or not is_whole(given):
            yield Violation(f"wrong_{name}", {"given": given, "wanted": right})


def proof(case: Case) -> Iterator[Violation]:
    """`wrong_status` (status), `wrong_bound` (bound): a claim that the plan itself denies.

    The bound is of the makespan or of the travel, whichever was asked for; "optimal" where it is equal.
    """
    plan = case.plan
    figures = (plan.makespan_min, plan.travel_min)
    claims = {OPTIMAL: plan.lower_bound_min in figures, FEASIBLE: True}
    if not claims.get(plan.status, False):
        yield Violation("wrong_status", {"status": plan.status})
    if not is_whole(plan.lower_bound_min) or not 0 <= plan.lower_bound_min <= max(
        filter(is_whole, figures), default=0
    ):
        yield Violation("wrong_bound", {"bound": plan.lower_bound_min})
