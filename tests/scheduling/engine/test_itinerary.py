"""What the times must satisfy, on small examples and on thousands of random days."""

from itertools import pairwise
from random import Random

import pytest

from scheduling.engine import RouteStep, TimeWindow, Visit, fill_in_times, shift_times


def steps(*pairs):
    """Steps from (stop, duration, minutes before it)."""
    return [RouteStep(*pair) for pair in pairs]


def by_key(visits):
    return {(visit.group_id, visit.stop_id): visit for visit in visits}


def test_the_day_runs_from_its_start_with_ways_and_buffers():
    route = steps(("hall", 30), ("jutter", 35, 15), ("podium", 35, 25))
    assert fill_in_times({"A": route}, start_min=555) == [
        Visit("A", "hall", 555, 585),
        Visit("A", "jutter", 600, 635),
        Visit("A", "podium", 660, 695),
    ]


def test_at_a_stop_for_everybody_the_first_group_waits_for_the_last():
    routes = {
        "A": steps(("jutter", 30), ("lunch", 45, 5)),
        "B": steps(("podium", 50), ("lunch", 45, 10)),
    }
    times = by_key(fill_in_times(routes, start_min=600, together={"lunch"}))
    assert times["A", "lunch"].start_min == times["B", "lunch"].start_min == 660


def test_groups_that_pass_two_common_stops_in_opposite_orders_each_go_by_themselves():
    routes = {"A": steps(("x", 10), ("y", 10)), "B": steps(("y", 10), ("x", 10))}
    times = by_key(fill_in_times(routes, start_min=0, together={"x", "y"}))
    assert [times[key].start_min for key in (("A", "x"), ("A", "y"), ("B", "y"), ("B", "x"))] == [
        0,
        10,
        0,
        10,
    ]


@pytest.mark.parametrize(
    ("windows", "begins"),
    [
        ([(540, 720)], 640),
        ([(660, 720)], 660),
        ([(540, 660), (720, 800)], 720),  # not half of it before, half after
        ([(540, 660), (660, 720)], 640),  # hours that touch are one
        ([(540, 660)], 640),  # over by then: at once
        ([(0, 0)], 640),
    ],
)
def test_groups_wait_until_a_stop_opens_and_do_not_where_it_does_not_any_more(windows, begins):
    routes = {"A": steps(("jutter", 30), ("podium", 30, 10), ("hall", 30, 10))}
    hours = {"podium": [TimeWindow(*window) for window in windows]}
    times = by_key(fill_in_times(routes, start_min=600, hours=hours))
    assert [times["A", stop].start_min for stop in ("jutter", "podium", "hall")] == [600, begins, begins + 40]


def test_at_a_stop_for_everybody_all_wait_until_it_opens():
    routes = {"A": steps(("jutter", 30), ("hall", 45)), "B": steps(("podium", 50), ("hall", 45))}
    hours = {"hall": [TimeWindow(690, 800)]}
    times = by_key(fill_in_times(routes, start_min=600, together={"hall"}, hours=hours))
    assert [times[group, "hall"].start_min for group in "AB"] == [690, 690]


def test_an_event_without_stops_has_no_times():
    assert fill_in_times({"A": []}, start_min=600) == []


def test_moving_a_visit_pushes_what_comes_after_only_as_far_as_it_must():
    routes = {"A": steps(("a", 30), ("b", 30, 10), ("c", 30, 10), ("d", 30, 10))}
    now = {("A", "a"): 600, ("A", "b"): 640, ("A", "c"): 690, ("A", "d"): 760}
    moved = shift_times(routes, now, moved=("A", "b"), to_min=655)
    assert [visit.start_min for visit in moved] == [600, 655, 695, 760]


def test_moving_a_visit_earlier_leaves_the_rest_where_it_is():
    routes = {"A": steps(("a", 30), ("b", 30, 10), ("c", 30, 10))}
    now = {("A", "a"): 600, ("A", "b"): 640, ("A", "c"): 680}
    moved = shift_times(routes, now, moved=("A", "b"), to_min=635)
    assert [visit.start_min for visit in moved] == [600, 635, 680]


def test_moving_a_stop_for_everybody_moves_all_groups():
    routes = {
        "A": steps(("jutter", 30), ("lunch", 45, 5), ("end", 10, 5)),
        "B": steps(("podium", 30), ("lunch", 45, 10), ("market", 10, 5)),
    }
    now = {("A", "jutter"): 600, ("A", "lunch"): 700, ("A", "end"): 750}
    now |= {("B", "podium"): 600, ("B", "lunch"): 700, ("B", "market"): 800}
    times = by_key(shift_times(routes, now, moved=("A", "lunch"), to_min=720, together={"lunch"}))
    assert times["B", "lunch"].start_min == 720
    assert (times["A", "end"].start_min, times["B", "market"].start_min) == (770, 800)


def a_random_day(random):
    """Groups with the same stops in their own orders; gathering first, lunch somewhere the same for all."""
    stops = [f"s{number}" for number in range(random.randint(1, 6))]
    minutes = {stop: random.randint(1, 90) for stop in stops}
    routes = {}
    for group in "ABCDE"[: random.randint(1, 5)]:
        order = [stops[0], *random.sample(stops[1:], len(stops) - 1)]
        routes[group] = [RouteStep(stop, minutes[stop], random.randint(0, 40)) for stop in order]
    return routes, {stops[0], random.choice(stops)}


@pytest.mark.parametrize("seed", range(400))
def test_random_days_leave_room_for_every_way_and_waste_no_minute(seed):
    random = Random(seed)
    routes, together = a_random_day(random)
    times = by_key(fill_in_times(routes, start_min=540, together=together))
    assert len(times) == sum(map(len, routes.values()))
    for group, route in routes.items():
        for here, there in pairwise(route):
            gap = times[group, there.stop_id].start_min - times[group, here.stop_id].end_min
            assert gap >= there.before_min
            waits = gap > there.before_min
            assert not waits or there.stop_id in together, "only at a stop for everybody does a group wait"
    for stop in together:
        starts = {times[group, stop].start_min for group in routes}
        assert len(starts) == 1 or contradict(routes, together)


def contradict(routes, together):
    """Whether two groups pass the common stops in different orders."""
    orders = {tuple(step.stop_id for step in route if step.stop_id in together) for route in routes.values()}
    return len(orders) > 1


@pytest.mark.parametrize("seed", range(200))
def test_random_moves_move_exactly_one_visit_and_never_make_a_later_one_earlier(seed):
    random = Random(seed)
    routes, together = a_random_day(random)
    now = {
        (visit.group_id, visit.stop_id): visit.start_min + random.randint(0, 20)
        for visit in fill_in_times(routes, start_min=540, together=together)
    }
    key = random.choice(list(now))
    times = by_key(shift_times(routes, now, moved=key, to_min=now[key] + 17))
    group, stop = key
    order = [step.stop_id for step in routes[group]]
    assert times[key].start_min == now[key] + 17
    for other, visit in times.items():
        before = other[0] != group or order.index(other[1]) < order.index(stop)
        assert visit.start_min == now[other] if before else visit.start_min >= now[other]
    for here, there in pairwise(routes[group][order.index(stop) :]):
        gap = times[group, there.stop_id].start_min - times[group, here.stop_id].end_min
        assert gap >= there.before_min
