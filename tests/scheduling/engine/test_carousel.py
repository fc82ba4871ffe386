"""All groups change together; never shorter than the free plan."""

import pytest

from scheduling.engine import Break, Infeasible, Plan, Speaker, solve_carousel, solve_tour, validate_plan
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour


def turning(problem):
    plan = solve_carousel(problem)
    assert isinstance(plan, Plan), plan
    assert validate_plan(problem, plan) == []
    return plan


def rounds(plan):
    return len({visit.start_min for visit in plan.visits})


def test_three_groups_turn_past_three_stops_in_three_rounds():
    plan = turning(a_tour("x", "y", "z", groups=3, buffer_min=5))
    assert sorted({visit.start_min for visit in plan.visits}) == [550, 595, 640]
    assert (plan.makespan_min, plan.status) == (140, "optimal")


def test_a_round_lasts_as_long_as_its_longest_visit():
    plan = turning(a_tour(a_stop("x", 20), a_stop("y", 50), groups=2))
    assert sorted({visit.start_min for visit in plan.visits}) == [550, 610]


def test_everybody_rests_at_the_same_time():
    plan = turning(a_tour("x", "y", "z", groups=3, lunch=Break(590, 640, 30)))
    assert len({rest.start_min for rest in plan.breaks}) == 1


def test_more_groups_than_stops_take_more_rounds():
    assert rounds(turning(a_tour("x", "y", groups=3))) == 3


def test_a_speaker_of_two_stops_takes_more_rounds_than_stops():
    assert rounds(turning(a_tour("x", "y", groups=2, speakers=(Speaker("hans", ("x", "y")),)))) > 2


def test_groups_share_a_stop_for_two():
    plan = turning(a_tour(a_stop("x", capacity_groups=2), a_stop("y", capacity_groups=2), groups=4))
    assert rounds(plan) == 2


@pytest.mark.parametrize("seed", range(10))
def test_it_never_beats_the_free_plan(seed):
    problem = a_random_tour(seed, groups=1 + seed % 3, stops=3, windows=seed % 2 == 0, lunch=seed % 3 > 0)
    carousel, free = solve_carousel(problem), solve_tour(problem)
    if isinstance(carousel, Plan):
        assert validate_plan(problem, carousel) == []
        assert carousel.makespan_min >= free.makespan_min
    else:
        assert isinstance(carousel, Infeasible)


def test_the_same_problem_gives_the_same_carousel():
    problem = a_random_tour(4, groups=3, stops=3, windows=False)
    assert repr(solve_carousel(problem)) == repr(solve_carousel(problem))
