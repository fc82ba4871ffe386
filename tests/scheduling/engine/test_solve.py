"""The plan is valid, and the best there is: compared with trying everything, and with itself under changes."""

import itertools
import subprocess
import sys
from dataclasses import replace

import pytest

from scheduling.engine import (
    Break,
    Infeasible,
    Plan,
    Progress,
    Speaker,
    TimeWindow,
    Visit,
    solve_tour,
    validate_plan,
)
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour, shortest_by_trying, ways


def solved(problem, **wanted):
    """A plan that keeps all rules."""
    plan = solve_tour(problem, **wanted)
    assert isinstance(plan, Plan), plan
    assert validate_plan(problem, plan) == []
    return plan


@pytest.mark.parametrize("lunch", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_one_group_gets_the_shortest_day_that_trying_everything_finds(seed, lunch):
    problem = a_random_tour(seed, stops=4, lunch=lunch)
    best = shortest_by_trying(problem)
    if best is None:
        assert isinstance(solve_tour(problem), Infeasible)
        return
    plan = solved(problem)
    assert (plan.status, plan.makespan_min, plan.lower_bound_min) == ("optimal", best[0], best[0])
    least = solved(problem, objective="travel")
    assert (least.status, least.travel_min, least.lower_bound_min) == ("optimal", best[1], best[1])


def test_two_groups_at_two_stops_for_one_group_change_places():
    plan = solved(a_tour("x", "y", groups=2))
    assert plan.makespan_min == 10 + 30 + 10 + 30 + 10
    assert {visit.stop_id for visit in plan.visits if visit.start_min == 550} == {"x", "y"}


def test_a_stop_for_one_group_with_setup_serves_three_groups_in_turn():
    plan = solved(a_tour(a_stop("x", 30, setup_time_min=15), groups=3))
    assert [visit.start_min for visit in plan.visits] == [550, 595, 640]


def test_a_joint_session_holds_as_many_groups_as_may_and_the_rest_comes_later():
    plan = solved(a_tour(a_stop("x", 30, capacity_groups=2, session_mode="joint"), groups=3))
    assert sorted(visit.start_min for visit in plan.visits) in ([550, 550, 580], [550, 580, 580])


def test_rooms_let_groups_overlap_freely():
    problem = a_tour(a_stop("x", 30, capacity_groups=2), groups=2, fixed_visits=(Visit("A", "x", 555, 585),))
    assert {visit.start_min for visit in solved(problem).visits} == {550, 555}
    joint = replace(problem, stops=(replace(problem.stops[0], session_mode="joint"),))
    assert {visit.start_min for visit in solved(joint).visits} == {555}


def test_a_speaker_needed_at_two_stops_travels_between_them():
    speaker = Speaker("hans", ("x", "y"))
    plan = solved(a_tour("x", "y", groups=2, speakers=(speaker,)))
    starts = sorted((visit.start_min, visit.stop_id) for visit in plan.visits)
    for (one, here), (other, there) in itertools.pairwise(starts):
        assert other - one >= 30 + (10 if here != there else 0)


def test_hours_of_speakers_and_stops_hold_for_the_whole_visit():
    stop = a_stop("x", 30, time_windows=(TimeWindow(600, 640), TimeWindow(700, 760)))
    problem = a_tour(stop, speakers=(Speaker("hans", ("x",), (TimeWindow(615, 735),)),))
    assert [visit.start_min for visit in solved(problem).visits] == [700]


def test_a_group_may_travel_first_and_eat_where_it_arrives():
    """The kitchen opens while they are on the way: waiting for it would cost ten minutes."""
    problem = a_tour("x", "y", way=15, lunch=Break(600, 600, 30))
    plan = solved(problem)
    assert [(rest.start_min, rest.end_min) for rest in plan.breaks] == [(600, 630)]
    assert [visit.start_min for visit in plan.visits] == [555, 630]


def test_ways_count_as_given_even_where_a_detour_is_shorter():
    rows = [[0, 90, 10, 10], [0, 0, 0, 0], [0, 60, 0, 50], [0, 10, 5, 0]]
    plan = solved(a_tour(a_stop("x", 0), a_stop("y", 0), travel=ways(rows, ("x", "y"))))
    assert ([visit.stop_id for visit in plan.visits], plan.travel_min) == (["x", "y"], 70)


def test_fixed_visits_stay_where_they_are():
    fixed = Visit("B", "y", 700, 730)
    assert fixed in solved(a_tour("x", "y", groups=2, fixed_visits=(fixed,))).visits


def test_a_tour_without_stops_is_the_way_home():
    assert solved(a_tour()).makespan_min == 10


@pytest.mark.parametrize("seed", range(6))
def test_the_same_problem_and_seed_give_the_same_plan(seed):
    problem = a_random_tour(seed, groups=2, stops=3, windows=False, lunch=True)
    assert repr(solve_tour(problem, seed=seed)) == repr(solve_tour(problem, seed=seed))


def test_another_process_gives_the_same_plan():
    """Hashes of strings differ from process to process; plans do not."""
    code = (
        "from tests.scheduling.engine.tours import a_random_tour; from scheduling.engine import solve_tour;"
        " print(solve_tour(a_random_tour(3, groups=3, stops=3, windows=False, lunch=True)))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": number}
        )
        for number in "12"
    ]
    assert runs[0].stdout == runs[1].stdout != b""


@pytest.mark.parametrize("seed", range(8))
def test_renaming_groups_changes_nothing_but_the_names(seed):
    problem = a_random_tour(seed, groups=2, stops=3, windows=False)
    renamed = replace(problem, group_ids=("noord", "zuid"))
    plan, other = solved(problem), solved(renamed)
    names = {"A": "noord", "B": "zuid"}
    assert [replace(visit, group_id=names[visit.group_id]) for visit in plan.visits] == list(other.visits)


@pytest.mark.parametrize("seed", range(8))
def test_a_tighter_window_or_one_more_stop_never_shortens_the_day(seed):
    problem = a_random_tour(seed, groups=2, stops=3, windows=False, lunch=True)
    shortest = solved(problem).makespan_min
    late = replace(problem.stops[0], time_windows=(TimeWindow(600, 900),))
    fewer = replace(problem, stops=problem.stops[1:])
    assert solved(replace(problem, stops=(late, *problem.stops[1:]))).makespan_min >= shortest
    if triangular(problem):
        assert solved(fewer).makespan_min <= shortest


def triangular(problem):
    ids, between = problem.travel.ids, problem.travel.between
    first = problem.stops[0]
    through = first.service_time_min
    return all(
        between(a, b) <= between(a, first.id) + through + between(first.id, b) for a in ids for b in ids
    )


@pytest.mark.parametrize("seed", range(8))
def test_more_room_at_a_stop_never_lengthens_the_day(seed):
    problem = a_random_tour(seed, groups=3, stops=3, windows=False)
    roomy = replace(problem, stops=tuple(replace(stop, capacity_groups=2) for stop in problem.stops))
    assert solved(roomy).makespan_min <= solved(problem).makespan_min


def test_progress_tells_of_better_plans_and_what_cannot_be_beaten():
    told: list[Progress] = []
    plan = solved(a_random_tour(1, groups=3, stops=4, windows=False), on_progress=told.append)
    assert told[-1].best_min == plan.makespan_min
    assert all(progress.lower_bound_min <= plan.makespan_min for progress in told)


def test_a_hint_of_the_same_plan_is_as_good():
    problem = a_random_tour(2, groups=3, stops=4, windows=False)
    plan = solved(problem)
    assert solved(problem, hint=plan).makespan_min == plan.makespan_min


def test_a_clash_that_only_the_solver_finds_is_no_plan():
    hours = (TimeWindow(550, 580),)
    problem = a_tour(a_stop("x", time_windows=hours), a_stop("y", time_windows=hours))
    answer = solve_tour(problem)
    assert isinstance(answer, Infeasible)
    assert [issue.code for issue in answer.issues] == ["no_plan"]


def test_without_work_there_is_no_plan_and_nothing_is_claimed():
    answer = solve_tour(a_random_tour(1, groups=5, stops=6, windows=False), max_work=0)
    assert isinstance(answer, Infeasible)
    assert [issue.code for issue in answer.issues] == ["gave_up"]


def test_an_unknown_objective_is_an_error():
    with pytest.raises(ValueError, match="shortest"):
        solve_tour(a_tour("x"), objective="shortest")


def test_loading_the_engine_does_not_load_the_solver():
    code = "import scheduling.engine, sys; print('ortools' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
