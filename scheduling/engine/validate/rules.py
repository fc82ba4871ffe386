"""All checks, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduling.engine.malformed import malformed
from scheduling.engine.plan import Plan, Violation
from scheduling.engine.problem import TourProblem
from scheduling.engine.validate.breaks import break_in_peace, lunch
from scheduling.engine.validate.case import Case
from scheduling.engine.validate.claims import proof, sums
from scheduling.engine.validate.sessions import joint_sessions, rooms
from scheduling.engine.validate.speakers import speakers_available, speakers_in_one_place
from scheduling.engine.validate.times import durations, fixed_visits, hours_of_the_day, opening_hours, ways
from scheduling.engine.validate.whole import every_break_once, every_visit_once, whole_minutes

Check = Callable[[Case], Iterator[Violation]]

# The rest makes no sense without these.
WHOLE: tuple[Check, ...] = (whole_minutes, every_visit_once, every_break_once)
RULES: tuple[Check, ...] = (
    durations,
    fixed_visits,
    hours_of_the_day,
    ways,
    opening_hours,
    speakers_available,
    speakers_in_one_place,
    rooms,
    joint_sessions,
    lunch,
    break_in_peace,
    sums,
    proof,
)


def validate_plan(problem: TourProblem, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks; empty means valid. What is wrong with the problem itself counts as well."""
    wrong = [Violation(issue.code, issue.values) for issue in malformed(problem)]
    case = Case(problem, plan)
    wrong = wrong or [violation for check in WHOLE for violation in check(case)]
    return wrong or broken_rules(problem, plan)


def broken_rules(problem: TourProblem, plan: Plan) -> list[Violation]:
    """The rules that the visits and breaks of the plan break, whether or not they are all there."""
    case = Case(problem, plan)
    return [violation for check in RULES for violation in check(case)]
