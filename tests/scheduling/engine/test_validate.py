"""Each rule refuses a plan that breaks it, and a plan that keeps them all passes."""

from dataclasses import replace

import pytest

from scheduling.engine import Break, GroupBreak, Plan, Speaker, TimeWindow, Visit, validate_plan
from tests.scheduling.engine.tours import a_stop, a_tour

LUNCH = Break(600, 660, 30)


def a_plan(**changes):
    """One group at x and y, ten minutes apart, with lunch between them and five minutes of buffer."""
    plan = Plan(
        visits=(Visit("A", "x", 550, 580), Visit("A", "y", 645, 675)),
        breaks=(GroupBreak("A", 605, 635),),
        makespan_min=145,
        travel_min=30,
        waiting_min=25,
        status="feasible",
        lower_bound_min=100,
        seed=1,
        solver_version="",
    )
    return replace(plan, **changes)


def a_problem(**changes):
    return a_tour("x", "y", lunch=LUNCH, buffer_min=5, **changes)


def codes(problem, plan):
    return {violation.code for violation in validate_plan(problem, plan)}


def moved(x=550, y=645, rest=605, **changes):
    """The plan with other times, and sums that fit them."""
    finish = y + 40
    return a_plan(
        visits=(Visit("A", "x", x, x + 30), Visit("A", "y", y, y + 30)),
        breaks=(GroupBreak("A", rest, rest + 30),),
        makespan_min=finish - 540,
        waiting_min=finish - 540 - 60 - 30 - 30,
        **changes,
    )


def test_a_plan_that_keeps_every_rule_has_no_violations():
    assert validate_plan(a_problem(), a_plan()) == []
    assert validate_plan(a_problem(), moved(rest=600)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"visits": (Visit("A", "x", 550, 580),)}, "missing_visit"),
        ({"visits": (*a_plan().visits, Visit("A", "x", 700, 730))}, "repeated_visit"),
        ({"visits": (*a_plan().visits, Visit("B", "x", 700, 730))}, "unknown_visit"),
        ({"visits": (*a_plan().visits, Visit("A", "z", 700, 730))}, "unknown_visit"),
        ({"visits": (Visit("A", "x", 550, 585), Visit("A", "y", 645, 675))}, "wrong_duration"),
        ({"visits": (Visit("A", "x", 580, 550), Visit("A", "y", 645, 675))}, "not_whole_minutes"),
        ({"visits": (Visit("A", "x", 550.0, 580.0), Visit("A", "y", 645, 675))}, "not_whole_minutes"),
        ({"breaks": ()}, "missing_break"),
        ({"breaks": (*a_plan().breaks, GroupBreak("A", 700, 730))}, "repeated_break"),
        ({"breaks": (*a_plan().breaks, GroupBreak("B", 605, 635))}, "unknown_break"),
        ({"breaks": (GroupBreak("A", 605, 630),)}, "break_wrong_duration"),
        ({"makespan_min": 144}, "wrong_makespan"),
        ({"travel_min": 29}, "wrong_travel"),
        ({"waiting_min": 0}, "wrong_waiting"),
        ({"status": "best"}, "wrong_status"),
        ({"status": "optimal"}, "wrong_status"),
        ({"lower_bound_min": 146}, "wrong_bound"),
        ({"lower_bound_min": -1}, "wrong_bound"),
        ({"lower_bound_min": None}, "wrong_bound"),
        ({"makespan_min": 145.0}, "wrong_makespan"),
        ({"travel_min": None}, "wrong_travel"),
        ({"visits": (Visit(None, "x", 550, 580), Visit("A", "y", 645, 675))}, "missing_visit"),
    ],
)
def test_a_plan_that_is_not_whole_or_does_not_add_up_is_refused(changes, code):
    assert code in codes(a_problem(), a_plan(**changes))


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (moved(x=549), "leg_too_short"),
        (moved(x=530), "before_day"),
        (moved(y=619, rest=600), "leg_too_short"),
        (moved(y=624, rest=600), "buffer_too_short"),
        (moved(y=575), "overlap"),
        (moved(y=1041), "after_day"),
        (moved(rest=599), "break_outside_window"),
        (moved(y=800, rest=661), "break_outside_window"),
        (moved(rest=640), "break_during_visit"),
        (moved(x=600, y=675, rest=637), "break_on_the_way"),
    ],
)
def test_a_group_needs_time_for_everything(plan, code):
    assert code in codes(a_problem(), plan)


def test_a_break_may_fall_before_the_first_visit_and_after_the_last():
    problem = a_problem()
    assert codes(problem, moved(x=640, y=685, rest=600)) == set()
    for rest, finish in ((635, 665), (630, 660 + 10)):  # at "end", and before the way there
        after = moved(x=550, y=595, rest=rest)
        sums = {"makespan_min": finish - 540, "waiting_min": finish - 540 - 60 - 30 - 30}
        assert codes(problem, replace(after, **sums)) == set()


def test_the_whole_visit_falls_within_the_opening_hours():
    for until, expected in ((580, set()), (579, {"outside_opening_hours"})):
        stop = a_stop("x", time_windows=(TimeWindow(500, 560), TimeWindow(560, until)))
        assert codes(a_tour(stop, "y", lunch=LUNCH, buffer_min=5), a_plan()) == expected


def test_a_speaker_has_to_be_available():
    speaker = Speaker("hans", ("y",), (TimeWindow(645, 674),))
    assert codes(a_problem(speakers=(speaker,)), a_plan()) == {"speaker_away"}


def test_a_fixed_visit_stands():
    assert codes(a_problem(fixed_visits=(Visit("A", "x", 551, 581),)), a_plan()) == {"fixed_visit_moved"}


def of_two(*visits, finish, waiting, road=40):
    return Plan(visits, (), finish - 540, road, waiting, "feasible", 0, 1, "")


def at_x(*starts):
    visits = [Visit(group, "x", at, at + 30) for group, at in zip("AB", starts, strict=True)]
    return of_two(*visits, finish=max(starts) + 40, waiting=sum(starts) - 2 * 550)


@pytest.mark.parametrize(
    ("stop", "starts", "expected"),
    [
        ({}, (550, 580), set()),
        ({}, (550, 579), {"too_many_groups"}),
        ({"setup_time_min": 5}, (550, 585), set()),
        ({"setup_time_min": 5}, (550, 584), {"setup_too_short"}),
        ({"capacity_groups": 2, "setup_time_min": 5}, (550, 579), set()),
        ({"session_mode": "joint"}, (550, 550), {"too_many_groups"}),
        ({"session_mode": "joint", "capacity_groups": 2}, (550, 550), set()),
        ({"session_mode": "joint", "capacity_groups": 2}, (550, 551), {"not_together"}),
        ({"session_mode": "joint", "capacity_groups": 2}, (550, 580), set()),
        (
            {"session_mode": "joint", "capacity_groups": 2, "setup_time_min": 5},
            (550, 584),
            {"setup_too_short"},
        ),
    ],
)
def test_a_stop_holds_so_many_groups(stop, starts, expected):
    assert codes(a_tour(a_stop("x", **stop), groups=2), at_x(*starts)) == expected


@pytest.mark.parametrize(("second", "expected"), [(590, set()), (589, {"speaker_twice"})])
def test_a_speaker_needs_the_way_between_two_stops(second, expected):
    """A is at x from 9.10 and at y last; B the other way round."""
    problem = a_tour("x", "y", groups=2, speakers=(Speaker("hans", ("x", "y")),))
    visits = [Visit("A", "x", 550, 580), Visit("A", "y", 670, 700)]
    visits += [Visit("B", "y", second, second + 30), Visit("B", "x", 630, 660)]
    plan = of_two(*visits, finish=710, waiting=710 + 670 - 2 * 540 - 2 * 60 - 60, road=60)
    assert codes(problem, plan) == expected


def test_what_is_wrong_with_the_problem_itself_is_told():
    problem = replace(a_problem(), group_ids=("A", "A"))
    assert codes(problem, a_plan()) == {"repeated_id"}
