"""Travelling salesmen with time windows, as Dumas et al. make them: proven, and as short as another method finds."""

import pytest

from benchmarks.planner import like_dumas
from scheduling.engine import solve_tour, validate_plan

WIDTHS = (20, 40, 60, 80, 100)


def labels(problem):
    """(finish, travel) of every way past all stops that no other beats in both: dynamic programming over sets."""
    best = {(frozenset(), "start"): [(problem.day.start_min, 0)]}
    for _ in problem.stops:
        reached = {}
        for (visited, here), ways_here in best.items():
            for stop in problem.stops:
                if stop.id not in visited:
                    key, way = (visited | {stop.id}, stop.id), problem.travel.between(here, stop.id)
                    reached.setdefault(key, []).extend(_arrivals(stop, way, ways_here))
        best = {key: _unbeaten(found) for key, found in reached.items() if found}
    home = [
        (at + problem.travel.between(here, "end"), road + problem.travel.between(here, "end"))
        for (_visited, here), found in best.items()
        for at, road in found
    ]
    return [(at, road) for at, road in home if at <= problem.day.end_min]


def _arrivals(stop, way, ways_here):
    (window,) = stop.time_windows
    return [
        (max(at + way, window.start_min), road + way) for at, road in ways_here if at + way <= window.end_min
    ]


def _unbeaten(found):
    kept = []
    for at, road in sorted(set(found)):
        if not kept or road < kept[-1][1]:
            kept.append((at, road))
    return kept


@pytest.mark.parametrize("seed", range(15))
def test_the_day_and_the_travel_are_those_of_dynamic_programming(seed):
    problem = like_dumas(10, WIDTHS[seed % 5], seed)
    found = labels(problem)
    plan, least = solve_tour(problem), solve_tour(problem, objective="travel")
    assert plan.makespan_min == plan.lower_bound_min == min(at for at, _road in found) - problem.day.start_min
    assert least.travel_min == least.lower_bound_min == min(road for _at, road in found)


@pytest.mark.parametrize("width", WIDTHS)
def test_twenty_stops_are_proven_within_little_work(width):
    problem = like_dumas(20, width, width)
    plan = solve_tour(problem, objective="travel", max_work=1)
    assert (plan.status, validate_plan(problem, plan)) == ("optimal", [])
