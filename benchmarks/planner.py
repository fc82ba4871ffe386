"""The planner: groups × stops, time to the first plan and to the proven best, and the gap where nothing is proven.

CPU seconds with one worker. `python -m benchmarks.planner` prints the table; `--large` adds a day of 8 groups and 8 stops.
"""

import math
import statistics
import sys
import time
from random import Random

from benchmarks.measure import row
from scheduling.engine import (
    Break,
    Plan,
    Stop,
    TimeWindow,
    TourProblem,
    TravelMatrix,
    explain_infeasible,
    repair_plan,
    solve_carousel,
    solve_tour,
    validate_plan,
)

AIMS = {(1, 6): 0.1, (1, 12): 1.0, (3, 4): 0.1, (4, 6): 10.0}  # CPU seconds until proven and polished


def cpu(call):
    """The answer, and CPU seconds it took."""
    begins = time.process_time()
    answer = call()
    return answer, time.process_time() - begins


def a_tour(groups, stops, seed):
    """Stops within a few kilometres by bicycle, a lunch break, five minutes of buffer."""
    random = Random(seed)
    places = [(0.0, 0.0)] * 2 + [(random.uniform(-2, 2), random.uniform(-2, 2)) for _ in range(stops)]
    ids = ("start", "end", *(f"s{number}" for number in range(stops)))
    minutes = tuple(tuple(round(math.dist(a, b) * 1.25 / 12 * 60) for b in places) for a in places)
    placed = tuple(Stop(name, 52.0, 5.0, random.randrange(20, 41, 5)) for name in ids[2:])
    names = tuple(f"g{number}" for number in range(groups))
    travel, lunch = TravelMatrix(ids, minutes), Break(690, 780, 30)
    return TourProblem(placed, names, TimeWindow(540, 1200), travel, lunch=lunch, buffer_min=5)


def like_dumas(stops, width, seed):
    """A travelling salesman with time windows as Dumas et al. (1995) make them: around a tour, coordinates 0 to 50."""
    random = Random(seed)
    places = [(random.randint(0, 50), random.randint(0, 50)) for _ in range(stops + 1)]
    ids = ("start", "end", *(f"s{number}" for number in range(stops)))
    minutes = [[int(math.dist(a, b)) for b in [places[0], *places]] for a in [places[0], *places]]
    for middle in range(len(ids)):  # whole minutes break the triangle inequality; they restore it
        minutes = [[min(to, row[middle] + minutes[middle][i]) for i, to in enumerate(row)] for row in minutes]
    order, now, here, windows = random.sample(range(2, stops + 2), stops), 0, 0, {}
    for place in order:
        now, here = now + minutes[here][place], place
        early, late = random.randint(0, width // 2), random.randint(0, width // 2)
        windows[place] = TimeWindow(max(0, now - early), now + late)
    placed = tuple(Stop(name, 0, 0, 0, (windows[number],)) for number, name in enumerate(ids[2:], start=2))
    day = TimeWindow(0, now + minutes[here][1] + width)
    return TourProblem(placed, ("van",), day, TravelMatrix(ids, tuple(map(tuple, minutes))))


def planned(groups, stops, *, seeds=(1, 2, 3), max_work=10.0):
    """Of several tours: first plan, proven best (CPU seconds, median and worst) and the largest gap."""
    firsts, totals, gaps = [], [], []
    for seed in seeds:
        problem, seen = a_tour(groups, stops, seed), []
        begins = time.process_time()
        watch = lambda _progress: seen.append(time.process_time() - begins)  # noqa: B023, E731
        plan, seconds = cpu(
            lambda: solve_tour(problem, max_work=max_work, time_limit_s=120, on_progress=watch)  # noqa: B023
        )
        assert isinstance(plan, Plan)
        assert not validate_plan(problem, plan)
        firsts.append(seen[0])
        totals.append(seconds)
        gaps.append(1 - plan.lower_bound_min / plan.makespan_min)
    figure = f"first {max(firsts):.2f} s, {statistics.median(totals):.2f} s, gap {max(gaps):.0%}"
    aim = AIMS.get((groups, stops))
    verdict = "" if aim is None else "ok" if not any(gaps) and max(totals) <= aim else "MISSED"
    row(
        f"{groups} groups, {stops} stops (worst {max(totals):.2f} s)",
        figure,
        f"≤ {aim} s" if aim else "",
        verdict,
    )


def salesmen(count):
    """Dumas-like instances with 20 stops: how many are proven, and how fast."""
    times = []
    for seed in range(count):
        problem = like_dumas(20, (20, 40, 60, 80, 100)[seed % 5], seed)
        plan, seconds = cpu(lambda: solve_tour(problem, objective="travel"))  # noqa: B023
        assert isinstance(plan, Plan)
        assert not validate_plan(problem, plan)
        times.append((seconds, plan.status == "optimal"))
    proven = sum(done for _, done in times)
    worst = max(seconds for seconds, _ in times)
    median = statistics.median(seconds for seconds, _ in times)
    verdict = "ok" if proven == count and worst <= 2 else "MISSED"
    row(
        f"20 stops with windows: {proven} of {count} proven",
        f"{median:.2f} s, worst {worst:.2f} s",
        "≤ 2 s",
        verdict,
    )


def the_day():
    """A carousel, three proposals for a late group, and an explanation."""
    problem = a_tour(4, 6, 1)
    plan, _ = cpu(lambda: solve_tour(problem))
    turning, seconds = cpu(lambda: solve_carousel(problem))
    row(
        "Carousel of 4 groups, 6 stops",
        f"{seconds:.2f} s, {turning.makespan_min / plan.makespan_min - 1:+.0%}",
    )
    _, seconds = cpu(lambda: repair_plan(problem, plan, now_min=640, delays={"g1": 15}, allow_skip=True))
    row(
        "15 minutes late: three proposals",
        f"{seconds * 1000:.0f} ms",
        "≤ 1 s",
        "ok" if seconds <= 1 else "MISSED",
    )
    short = TourProblem(problem.stops, problem.group_ids, TimeWindow(540, 780), problem.travel)
    _, seconds = cpu(lambda: explain_infeasible(short))
    row("Why not: clash and concessions", f"{seconds:.2f} s")


def run(*, large=False):
    solve_tour(a_tour(1, 2, 0))  # loads the solver
    for groups, stops in ((1, 6), (1, 12), (3, 4), (4, 6)):
        planned(groups, stops)
    if large:
        planned(8, 8, seeds=(1,), max_work=3.0)
    salesmen(25)
    the_day()


if __name__ == "__main__":
    run(large="--large" in sys.argv)
