"""Small tours to plan, and the shortest day found by trying everything."""

import itertools
from random import Random

from scheduling.engine import Break, Stop, TimeWindow, TourProblem, TravelMatrix

DAY = TimeWindow(540, 1080)


def ways(rows, stops):
    """A matrix in the order start, end, then the stops."""
    return TravelMatrix(("start", "end", *stops), tuple(tuple(row) for row in rows))


def even_ways(minutes, stops):
    """The same way between any two places."""
    size = len(stops) + 2
    return ways([[0 if row == column else minutes for column in range(size)] for row in range(size)], stops)


def a_stop(name, minutes=30, **more):
    return Stop(name, 52.09, 5.12, minutes, **more)


def a_tour(*stops, groups=1, way=10, day=DAY, **more):
    """`stops`: names or stops, all ten minutes apart. Groups A, B, C…"""
    stops = [a_stop(stop) if isinstance(stop, str) else stop for stop in stops]
    travel = even_ways(way, [stop.id for stop in stops])
    return TourProblem(tuple(stops), tuple("ABCDEFGHIJ"[:groups]), day, more.pop("travel", travel), **more)


def a_random_tour(seed, *, groups=1, stops=4, windows=True, lunch=False):
    """Ways in both directions at random, some zero, often longer than by way of another stop."""
    random = Random(seed)
    names = [f"s{number}" for number in range(stops)]
    rows = [[0 if r == c else random.randint(0, 40) for c in range(stops + 2)] for r in range(stops + 2)]
    placed = []
    for name in names:
        hours = ()
        if windows and random.random() < 0.6:
            opens = 540 + random.randint(0, 200)
            hours = (TimeWindow(opens, opens + random.randint(60, 200)),)
        placed.append(a_stop(name, random.choice((0, 15, 30, 45)), time_windows=hours))
    rest = Break(600 + random.randint(0, 60), 700, 20) if lunch else None
    buffer = random.choice((0, 0, 5))
    groups = tuple("ABCDE"[:groups])
    return TourProblem(
        tuple(placed), groups, TimeWindow(540, 1000), ways(rows, names), lunch=rest, buffer_min=buffer
    )


def shortest_by_trying(problem):
    """(makespan, travel) of the shortest and of the least travelled day for one group; None where there is none.

    Each order of the stops, and each place for the break in it, before or after the way: as early as possible.
    """
    found = [day for order in itertools.permutations(problem.stops) for day in _days(problem, order)]
    if not found:
        return None
    return min(day[0] for day in found), min(day[1] for day in found)


def _days(problem, order):
    gaps = range(len(order) + 1) if problem.lunch else [None]
    for gap, way_first in itertools.product(gaps, (True, False)):
        day = _walk(problem, order, gap, way_first)
        if day is not None:
            yield day


def _walk(problem, order, rest_gap, way_first):
    now, here, road = problem.day.start_min, "start", 0
    for gap, stop in enumerate([*order, None]):
        there = stop.id if stop else "end"
        way = problem.travel.between(here, there)
        ready = now + way + (problem.buffer_min if gap and stop else 0)
        if gap == rest_gap:
            begins = max(now + (way if way_first else 0), problem.lunch.earliest_start_min)
            if begins > problem.lunch.latest_start_min:
                return None
            over = begins + problem.lunch.duration_min
            ready = max(ready + problem.lunch.duration_min, over + (0 if way_first else way))
        road, here, now = road + way, there, ready
        if stop:
            begins = _first_opening(stop, ready)
            if begins is None:
                return None
            now = begins + stop.service_time_min
    return (now - problem.day.start_min, road) if now <= problem.day.end_min else None


def _first_opening(stop, ready):
    if not stop.time_windows:
        return ready
    fitting = [
        max(ready, window.start_min)
        for window in stop.time_windows
        if max(ready, window.start_min) + stop.service_time_min <= window.end_min
    ]
    return min(fitting, default=None)
