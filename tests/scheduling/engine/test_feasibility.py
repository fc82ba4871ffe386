"""What cannot be is told before anything is solved, with who and by how much."""

from dataclasses import replace

import pytest

from scheduling.engine import Break, Infeasible, Plan, Speaker, TimeWindow, Visit, check_problem, solve_tour
from scheduling.engine.bounds import lower_bound, shortest_tour
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour, even_ways, shortest_by_trying


def test_a_problem_that_can_be_planned_has_no_issues():
    assert check_problem(a_tour("x", "y", groups=2, lunch=Break(600, 700, 30), buffer_min=5)) == []


@pytest.mark.parametrize(
    ("problem", "code", "values"),
    [
        (replace(a_tour("x"), group_ids=()), "no_groups", {}),
        (replace(a_tour("x"), group_ids=("A", "A")), "repeated_id", {"what": "group", "id": "A"}),
        (a_tour("x", "x"), "repeated_id", {"what": "stop", "id": "x"}),
        (a_tour("x", travel=even_ways(5, ("x", "x"))), "repeated_id", {"what": "travel", "id": "x"}),
        (a_tour("x", way=2.5), "not_whole_minutes", {"what": "travel", "id": ""}),
        (a_tour("x", way=None), "not_whole_minutes", {"what": "travel", "id": ""}),
        (a_tour(a_stop("x", 30.0)), "not_whole_minutes", {"what": "stop", "id": "x"}),
        (a_tour("x", buffer_min=0.5), "not_whole_minutes", {"what": "buffer", "id": ""}),
        (a_tour("x", day=TimeWindow(540, 1080.5)), "not_whole_minutes", {"what": "day", "id": ""}),
        (a_tour("x", lunch=Break(700, 710, 1.5)), "not_whole_minutes", {"what": "lunch", "id": ""}),
        (a_tour("start"), "repeated_id", {"what": "stop", "id": "start"}),
        (a_tour("x", travel=even_ways(5, ())), "travel_missing", {"id": "x"}),
        (a_tour("x", way=-1), "travel_negative", {"from": "start", "to": "end"}),
        (a_tour("x", buffer_min=-1), "negative", {"what": "buffer", "id": ""}),
        (a_tour(a_stop("x", -1)), "negative", {"what": "stop", "id": "x"}),
        (a_tour(a_stop("x", capacity_groups=0)), "no_capacity", {"stop": "x"}),
        (
            a_tour(a_stop("x", session_mode="queue")),
            "unknown_session_mode",
            {"stop": "x", "mode": "queue"},
        ),
        (a_tour("x", day=TimeWindow(600, 599)), "backwards", {"what": "day", "id": ""}),
        (a_tour("x", lunch=Break(700, 699, 30)), "backwards", {"what": "lunch", "id": ""}),
        (a_tour("x", speakers=(Speaker("h", ("y",)),)), "unknown_stop", {"speaker": "h", "stop": "y"}),
        (
            a_tour("x", fixed_visits=(Visit("B", "x", 600, 630),)),
            "unknown_fixed_visit",
            {"group": "B", "stop": "x"},
        ),
        (
            a_tour("x", fixed_visits=(Visit("A", "x", 600, 620),)),
            "fixed_visit_duration",
            {"group": "A", "stop": "x", "minutes": 20, "wanted": 30},
        ),
    ],
)
def test_what_is_put_wrongly_is_told(problem, code, values):
    assert (code, values) in [(issue.code, issue.values) for issue in check_problem(problem)]
    assert isinstance(solve_tour(problem), Infeasible)


def hours(*times):
    return tuple(TimeWindow(start, end) for start, end in times)


@pytest.mark.parametrize(
    ("problem", "code", "values"),
    [
        (
            a_tour(a_stop("x", time_windows=hours((600, 629)))),
            "never_open",
            {"stop": "x", "needs": 30},
        ),
        (
            a_tour("x", speakers=(Speaker("h", ("x",), hours((600, 620))),)),
            "speaker_never_there",
            {"stop": "x", "needs": 30, "speakers": ("h",)},
        ),
        (
            a_tour(a_stop("x", time_windows=hours((500, 579)))),
            "out_of_reach",
            {"stop": "x", "from": 550, "until": 1070},
        ),
        (a_tour("x", "y", day=TimeWindow(540, 629)), "day_too_short", {"needs": 90, "has": 89}),
        (
            a_tour(a_stop("x", time_windows=hours((600, 650))), groups=2),
            "too_few_sessions",
            {"stop": "x", "needs": 2, "has": 1},
        ),
        (
            a_tour("x", "y", groups=2, speakers=(Speaker("h", ("x", "y"), hours((600, 719))),)),
            "speaker_too_busy",
            {"speaker": "h", "stops": ("x", "y"), "needs": 120, "has": 119},
        ),
        (
            a_tour("x", lunch=Break(1060, 1070, 30)),
            "no_time_for_lunch",
            {"from": 1060, "until": 1070},
        ),
        (
            a_tour(a_stop("x", time_windows=hours((600, 700))), fixed_visits=(Visit("A", "x", 680, 710),)),
            "fixed_visit_impossible",
            {"group": "A", "stop": "x", "at": 680},
        ),
    ],
)
def test_what_can_never_fit_says_what_is_short(problem, code, values):
    assert (code, values) in [(issue.code, issue.values) for issue in check_problem(problem)]
    assert isinstance(solve_tour(problem), Infeasible)


@pytest.mark.parametrize("seed", range(40))
def test_the_bounds_never_exceed_what_trying_everything_finds(seed):
    problem = a_random_tour(seed, stops=4, lunch=seed % 2 == 0)
    best = shortest_by_trying(problem)
    if best is not None:
        assert check_problem(problem) == []
        assert lower_bound(problem) <= best[0]
        assert shortest_tour(problem) <= best[1] + 3 * problem.buffer_min


@pytest.mark.parametrize("seed", range(10))
def test_the_bound_never_exceeds_the_best_plan_of_several_groups(seed):
    problem = a_random_tour(seed, groups=3, stops=3, lunch=True, windows=seed % 2 == 0)
    plan = solve_tour(problem)
    assert not isinstance(plan, Plan) or lower_bound(problem) <= plan.makespan_min
