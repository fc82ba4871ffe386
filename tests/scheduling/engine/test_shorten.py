from dataclasses import replace

from scheduling.engine import (
    Stop,
    TimeWindow,
    TourProblem,
    TravelMatrix,
    Visit,
    propagate_delay,
    shorten_plan,
)
from scheduling.engine.problem import JOINT
from scheduling.engine.timeline import measured


def a_day(*, groups=1, joint=(), length=30, way=10, gap=15):
    """Stops one after the other, each `length` long, with so much of a gap between."""
    ids = ("1", "2", "3", "4")
    stops = tuple(
        Stop(one, 0, 0, length, capacity_groups=groups, session_mode=JOINT if one in joint else "rooms")
        for one in ids
    )
    names = ("start", "end", *ids)
    travel = TravelMatrix(
        names, tuple(tuple(way if a in ids and b in ids and a != b else 0 for b in names) for a in names)
    )
    letters = tuple("AB"[:groups])
    problem = TourProblem(stops, letters, TimeWindow(0, 200), travel)
    visits = [
        Visit(letter, one, number * (length + gap), number * (length + gap) + length)
        for letter in letters
        for number, one in enumerate(ids)
    ]
    return problem, measured(problem, visits, (), seed=0)


def spans(plan, group="A"):
    return [(visit.start_min, visit.end_min) for visit in plan.visits if visit.group_id == group]


def test_a_late_visit_ends_in_time_for_the_next():
    problem, plan = a_day()
    shorter = shorten_plan(problem, plan, now_min=40, delays={"A": 15})
    assert spans(shorter) == [(0, 30), (55, 80), (90, 120), (135, 165)]


def test_no_more_than_a_third_goes_off_and_the_next_visit_takes_up_the_rest():
    problem, plan = a_day(length=30, way=10, gap=10)
    shorter = shorten_plan(problem, plan, now_min=35, delays={"A": 14})
    assert spans(shorter) == [(0, 30), (54, 74), (84, 110), (120, 150)]


def test_nothing_is_cut_where_the_spare_time_is_enough():
    problem, plan = a_day(gap=20)
    assert spans(shorten_plan(problem, plan, now_min=40, delays={"A": 15}))[1] == (55, 85)


def test_the_last_visit_is_not_cut_for_nothing_comes_after():
    problem, plan = a_day()
    shorter = shorten_plan(problem, plan, now_min=130, delays={"A": 12})
    assert spans(shorter)[-1] == (142, 172)


def shuts_at(problem, minute, stop="4"):
    """That stop is open until then."""
    hours = (TimeWindow(0, minute),)
    stops = (replace(one, time_windows=hours) if one.id == stop else one for one in problem.stops)
    return replace(problem, stops=tuple(stops))


def test_the_last_visit_is_cut_where_its_place_shuts():
    problem, plan = a_day()
    shorter = shorten_plan(shuts_at(problem, 165), plan, now_min=130, delays={"A": 12})
    assert spans(shorter)[-1] == (142, 165)


def test_a_visit_is_not_cut_where_its_place_shuts_too_soon_for_a_third():
    problem, plan = a_day()
    late = shuts_at(problem, 165)
    shorter = shorten_plan(late, plan, now_min=130, delays={"A": 18})
    assert shorter == propagate_delay(late, plan, group_id="A", now_min=130, delay_min=18)
    assert spans(shorter)[-1] == (148, 178)


def test_what_comes_before_a_place_that_shuts_is_cut_too():
    problem, plan = a_day(length=30, way=10, gap=10)
    shorter = shorten_plan(shuts_at(problem, 150), plan, now_min=75, delays={"A": 18})
    assert spans(shorter)[-2:] == [(98, 118), (128, 150)]


def test_a_session_together_is_cut_for_everybody_alike():
    problem, plan = a_day(groups=2, joint=("2",), gap=10)
    shorter = shorten_plan(problem, plan, now_min=35, delays={"A": 5})
    assert spans(shorter)[1] == spans(shorter, "B")[1] == (45, 70)
    assert spans(shorter)[2] == spans(shorter, "B")[2] == (80, 110)
