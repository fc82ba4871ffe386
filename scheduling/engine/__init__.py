"""Travel, times and conflicts: pure functions over frozen dataclasses, without Django.

Whole minutes since local midnight (`_min`), metres (`_m`), km/h (`_kmh`), degrees (`_deg`).
"""

from scheduling.engine.conflicts import check_day
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
from scheduling.engine.travel import PROFILES, Point, Profile, estimate_leg, estimate_travel_matrix

__all__ = [
    "PROFILES",
    "Appearance",
    "Busy",
    "DayPlan",
    "Issue",
    "PlannedStop",
    "Point",
    "Profile",
    "RouteStep",
    "TimeWindow",
    "TravelMatrix",
    "Visit",
    "Way",
    "check_day",
    "estimate_leg",
    "estimate_travel_matrix",
    "fill_in_times",
    "shift_times",
]
