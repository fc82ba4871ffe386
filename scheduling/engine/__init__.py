"""Travel, times, conflicts and plans: pure functions over frozen dataclasses, without Django.

Whole minutes since local midnight (`_min`), metres (`_m`), km/h (`_kmh`), degrees (`_deg`). OR-Tools is loaded by the
functions that solve, not by importing this.
"""

from scheduling.engine.carousel import solve_carousel
from scheduling.engine.conflicts import check_day
from scheduling.engine.dates import Answer, DateOption, DateScore, Hint, Shortfall, blocked_dates, rank_dates
from scheduling.engine.delay import Changes, compare_plans, propagate_delay
from scheduling.engine.explain import explain_infeasible
from scheduling.engine.feasibility import check_problem
from scheduling.engine.groups import Grouping, Participant, Quota, mix_groups
from scheduling.engine.itinerary import RouteStep, fill_in_times, shift_times
from scheduling.engine.model import (
    Appearance,
    Busy,
    DayPlan,
    Issue,
    PlannedStop,
    TimeWindow,
    TravelMatrix,
    Visit,
    Way,
)
from scheduling.engine.plan import Conflict, GroupBreak, Infeasible, Plan, Violation
from scheduling.engine.problem import Break, Speaker, Stop, TourProblem
from scheduling.engine.repair import repair_plan
from scheduling.engine.shorten import shorten_plan
from scheduling.engine.solve import Progress, solve_tour
from scheduling.engine.travel import PROFILES, Point, Profile, estimate_leg, estimate_travel_matrix
from scheduling.engine.validate import broken_rules, validate_plan

__all__ = [
    "PROFILES",
    "Answer",
    "Appearance",
    "Break",
    "Busy",
    "Changes",
    "Conflict",
    "DateOption",
    "DateScore",
    "DayPlan",
    "GroupBreak",
    "Grouping",
    "Hint",
    "Infeasible",
    "Issue",
    "Participant",
    "Plan",
    "PlannedStop",
    "Point",
    "Profile",
    "Progress",
    "Quota",
    "RouteStep",
    "Shortfall",
    "Speaker",
    "Stop",
    "TimeWindow",
    "TourProblem",
    "TravelMatrix",
    "Violation",
    "Visit",
    "Way",
    "blocked_dates",
    "broken_rules",
    "check_day",
    "check_problem",
    "compare_plans",
    "estimate_leg",
    "estimate_travel_matrix",
    "explain_infeasible",
    "fill_in_times",
    "mix_groups",
    "propagate_delay",
    "rank_dates",
    "repair_plan",
    "shift_times",
    "shorten_plan",
    "solve_carousel",
    "solve_tour",
    "validate_plan",
]
