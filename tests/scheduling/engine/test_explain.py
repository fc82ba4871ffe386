"""Which wishes clash, and what has to give."""

from dataclasses import replace

import pytest

from scheduling.engine import (
    Break,
    Conflict,
    Infeasible,
    Plan,
    Speaker,
    TimeWindow,
    Visit,
    explain_infeasible,
    solve_tour,
)
from scheduling.engine.wishes import wishes, without
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour


def told(issues):
    return {(issue.code, *issue.values.values()) for issue in issues}


def test_where_there_is_a_plan_there_is_nothing_to_explain():
    assert explain_infeasible(a_tour("x", "y", groups=2)) == Conflict((), (), minimal=True)


def test_two_stops_that_are_open_at_the_same_hour_only_clash():
    hours = (TimeWindow(550, 580),)
    problem = a_tour(a_stop("x", time_windows=hours), a_stop("y", time_windows=hours), "z")
    conflict = explain_infeasible(problem)
    assert told(conflict.clash) == {("opening_hours", "x"), ("opening_hours", "y")}
    assert conflict.minimal
    (concession,) = conflict.concessions
    assert (concession.code, concession.values["more_min"]) == ("opening_hours", 40)


def test_a_day_that_is_too_short_says_how_much_longer_it_has_to_be():
    conflict = explain_infeasible(a_tour("x", "y", day=TimeWindow(540, 629)))
    assert told(conflict.clash) == {("end_of_day", 629)}
    assert told(conflict.concessions) == {("end_of_day", 630, 1)}


def test_the_buffer_is_the_first_to_go():
    conflict = explain_infeasible(a_tour("x", "y", buffer_min=5, day=TimeWindow(540, 632)))
    assert told(conflict.clash) == {("buffer", 5), ("end_of_day", 632)}
    assert told(conflict.concessions) == {("buffer", 5)}


def test_a_speaker_who_is_needed_too_often_is_named():
    speaker = Speaker("hans", ("x", "y"), (TimeWindow(540, 650),))
    conflict = explain_infeasible(a_tour("x", "y", groups=2, speakers=(speaker,)))
    assert {"speaker_hours"} <= {issue.code for issue in conflict.clash}
    assert conflict.concessions[0].values["speaker"] == "hans"


def test_a_stop_that_closes_before_all_groups_have_been_there_is_named():
    stop = a_stop("x", time_windows=(TimeWindow(550, 600),))
    conflict = explain_infeasible(a_tour(stop, groups=2))
    assert told(conflict.clash) == {("opening_hours", "x"), ("capacity", "x", 1)}
    assert told(conflict.concessions) == {("opening_hours", "x", 550, 610, 10)}


@pytest.mark.parametrize(
    ("shuts", "shorter"),
    [
        (600, {("stay", "x", 5)}),  # 25 minutes each
        (590, {("stay", "x", 10)}),  # 20 each
        (589, set()),  # more than a third would go off
    ],
)
def test_visits_that_are_shorter_may_do_where_a_stop_closes(shuts, shorter):
    stop = a_stop("x", time_windows=(TimeWindow(550, shuts),))
    assert told(explain_infeasible(a_tour(stop, groups=2)).shorter) == shorter


def test_shorter_visits_are_no_way_out_of_anything_else():
    assert explain_infeasible(a_tour("x", "y", day=TimeWindow(540, 629))).shorter == ()


def test_a_fixed_visit_at_a_closed_hour_gives_way():
    stop = a_stop("x", time_windows=(TimeWindow(600, 700),))
    conflict = explain_infeasible(a_tour(stop, fixed_visits=(Visit("A", "x", 680, 710),)))
    assert told(conflict.clash) == {("opening_hours", "x"), ("fixed_visit", "A", "x", 680)}
    assert told(conflict.concessions) == {("fixed_visit", "A", "x", 680)}


def test_two_troubles_need_two_concessions():
    hours = (TimeWindow(550, 580),)
    problem = a_tour(
        a_stop("x", time_windows=hours),
        a_stop("y", time_windows=hours),
        lunch=Break(1060, 1070, 30),
    )
    conflict = explain_infeasible(problem)
    assert {issue.code for issue in conflict.concessions} >= {"opening_hours"}
    assert len(conflict.concessions) == 2


def test_what_is_put_wrongly_is_told_as_it_is():
    conflict = explain_infeasible(replace(a_tour("x"), group_ids=()))
    assert told(conflict.clash) == {("no_groups",)}


@pytest.mark.parametrize("problem", [a_tour("x", way=2000), a_tour(a_stop("x", 10_000))])
def test_where_no_wish_is_to_blame_it_says_what_is_short(problem):
    conflict = explain_infeasible(problem)
    assert "day_too_short" in {issue.code for issue in conflict.clash}
    assert (conflict.concessions, conflict.minimal) == ((), False)


@pytest.mark.parametrize("seed", range(15))
def test_leaving_out_any_wish_of_a_minimal_clash_leaves_a_plan_for_the_rest(seed):
    problem = replace(a_random_tour(seed, groups=2, stops=4, lunch=True), day=TimeWindow(540, 800))
    if isinstance(solve_tour(problem), Plan):
        return
    conflict = explain_infeasible(problem)
    assert conflict.minimal
    clashing = [wish for wish in wishes(problem) if told([wish]) <= told(conflict.clash)]
    others = [wish for wish in wishes(problem) if wish not in clashing]
    assert isinstance(solve_tour(without(problem, others)), Infeasible)
    for wish in clashing:
        assert isinstance(solve_tour(without(problem, [*others, wish])), Plan)
