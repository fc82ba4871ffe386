"""What no plan can beat: shortest ways, the shortest tour past all stops, and a lower bound on the makespan."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from operator import add

from scheduling.engine.problem import END, START, Stop, TourProblem
from scheduling.engine.timeline import Ways, ways_of
from scheduling.engine.windows import open_hours, starts_within

EXACT_TOUR = 12  # stops: up to here the shortest tour takes less than a tenth of a second


def shortest_ways(ways: Ways, via: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """The metric closure (Floyd-Warshall): the least time from one place to another, perhaps by way of others.

    `via` has the places that one may pass through, and what that costs.
    """
    ids = sorted({name for pair in ways for name in pair})
    shortest = dict(ways)
    for middle, cost in via.items():
        for here, there in itertools.product(ids, ids):
            detour = shortest[here, middle] + cost + shortest[middle, there]
            shortest[here, there] = min(shortest[here, there], detour)
    return shortest


def least_between(problem: TourProblem) -> dict[tuple[str, str], int]:
    """The least time from the end of one visit (or "start") to the beginning of a later one (or "end").

    Passing by a stop in between means visiting it, and two visits are a buffer apart.
    """
    ways = {pair: way + problem.buffer_between(*pair) for pair, way in ways_of(problem.travel).items()}
    # From "start" no buffer is kept, but every later leg keeps its own: the sums stay sound.
    return shortest_ways(ways, via={stop.id: stop.service_time_min for stop in problem.stops})


def speaker_ways(problem: TourProblem) -> dict[tuple[str, str], int]:
    """What a speaker at least needs from stop to stop; with a group one is never slower."""
    return shortest_ways(ways_of(problem.travel), via={stop.id: 0 for stop in problem.stops})


def shortest_tour(problem: TourProblem) -> int:
    """Minutes on the road and in buffers that a group at least needs from "start" past all stops to "end".

    Exact up to twelve stops (Held and Karp 1962), beyond that the sum of the cheapest legs.
    """
    ids = [stop.id for stop in problem.stops]
    ways = ways_of(problem.travel)
    if not ids:
        return ways[START, END]
    if len(ids) > EXACT_TOUR:
        return _cheapest_legs(problem, ids, ways)
    size = len(ids)
    into = [[ways[here, there] + problem.buffer_min for here in ids] for there in ids]
    unreached = 10**9
    best = [[unreached] * size for _ in range(1 << size)]
    for stop in range(size):
        best[1 << stop][stop] = ways[START, ids[stop]]
    for visited in range(1, 1 << size):
        if visited & (visited - 1):
            row = best[visited]
            for stop in range(size):
                if visited >> stop & 1:
                    row[stop] = min(map(add, best[visited ^ (1 << stop)], into[stop]))
    return min(way + ways[name, END] for way, name in zip(best[-1], ids, strict=True))


def _cheapest_legs(problem: TourProblem, ids: Sequence[str], ways: Ways) -> int:
    """Every place is left once and reached once: the larger of the two sums."""

    def least(pick: int, name: str, others: Sequence[str]) -> int:
        pairs = [(name, other) if pick == 0 else (other, name) for other in others if other != name]
        return min(ways[pair] + problem.buffer_between(*pair) for pair in pairs)

    leaving = sum(least(0, name, [*ids, END]) for name in ids) + least(0, START, ids)
    reaching = sum(least(1, name, [*ids, START]) for name in ids) + least(1, END, ids)
    return max(leaving, reaching)


def shortest_day(problem: TourProblem) -> int:
    """Minutes that one group at least needs: visits, break, buffers and the shortest tour."""
    rest = problem.lunch.duration_min if problem.lunch else 0
    return sum(stop.service_time_min for stop in problem.stops) + rest + shortest_tour(problem)


def sessions_needed(problem: TourProblem, stop: Stop) -> int:
    return -(-len(problem.group_ids) // stop.capacity_groups)


def lower_bound(problem: TourProblem) -> int:
    """No plan has a smaller makespan: the longest of one group's day, and of what each stop needs for all groups."""
    least = least_between(problem)
    bounds = [shortest_day(problem)]
    for stop in problem.stops:
        opens = starts_within(open_hours(problem, stop), stop.service_time_min)
        first = min((window.start_min for window in opens), default=0) - problem.day.start_min
        sessions = sessions_needed(problem, stop)
        busy = sessions * stop.service_time_min + (sessions - 1) * stop.setup_time_min
        bounds.append(max(least[START, stop.id], first) + busy + least[stop.id, END])
    return max(bounds)
