"""No change to a plan that was found goes unseen: whatever no longer adds up, or no longer keeps a rule, is told."""

import itertools
from dataclasses import fields, replace

import pytest

from scheduling.engine import Break, Plan, Speaker, solve_carousel, solve_tour, validate_plan
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour

STEPS = (-1000, -60, -1, 1, 60, 1000)


def tours():
    for seed, mode in itertools.product(range(3), ("rooms", "joint")):
        tour = a_random_tour(seed, groups=2, stops=3, windows=False, lunch=bool(seed % 2))
        setup = {"session_mode": mode, "setup_time_min": 5, "capacity_groups": 2 - seed % 2}
        stops = tuple(replace(stop, **setup) for stop in tour.stops)
        yield replace(tour, stops=stops, speakers=(Speaker("p", ("s0", "s1")),))
    yield a_tour(a_stop("x"), a_stop("y"), groups=3, lunch=Break(600, 660, 30), buffer_min=5)


def other_numbers(plan):
    """With another sum."""
    for name, step in itertools.product(("makespan_min", "travel_min", "waiting_min"), STEPS):
        yield replace(plan, **{name: getattr(plan, name) + step})


def other_parts(plan):
    """With another beginning, end or name of one visit or break, without it, and with it twice."""
    for name in ("visits", "breaks"):
        parts = getattr(plan, name)
        for at, part in enumerate(parts):
            changed = [(), (part, part)]
            for field in (field.name for field in fields(part)):
                if field.endswith("_min"):
                    changed += [(replace(part, **{field: getattr(part, field) + step}),) for step in STEPS]
                else:
                    changed.append((replace(part, **{field: "somewhere else"}),))
            for instead in changed:
                yield replace(plan, **{name: (*parts[:at], *instead, *parts[at + 1 :])})


@pytest.mark.parametrize("solve", [solve_tour, solve_carousel])
@pytest.mark.parametrize("tour", [*tours()])
def test_every_change_is_told(tour, solve):
    plan = solve(tour)
    assert isinstance(plan, Plan)
    assert validate_plan(tour, plan) == []
    unseen = [other for other in (*other_numbers(plan), *other_parts(plan)) if not validate_plan(tour, other)]
    assert unseen == []


@pytest.mark.parametrize("tour", [*tours()])
def test_a_bound_above_what_the_plan_reaches_is_told(tour):
    plan = solve_tour(tour)
    assert plan.status == "optimal"
    too_high = max(plan.makespan_min, plan.travel_min) + 1
    assert validate_plan(tour, replace(plan, status="feasible", lower_bound_min=too_high))
    assert validate_plan(tour, replace(plan, lower_bound_min=plan.lower_bound_min - 1))
