"""A late group: what moves, what stands, and the ways on."""

import time
from dataclasses import replace

import pytest

from scheduling.engine import (
    Break,
    Plan,
    Speaker,
    Stop,
    TimeWindow,
    TourProblem,
    TravelMatrix,
    Visit,
    compare_plans,
    propagate_delay,
    repair_plan,
    solve_tour,
    validate_plan,
)
from scheduling.engine.timeline import measured
from scheduling.engine.validate import broken_rules
from tests.scheduling.engine.tours import a_random_tour, a_stop, a_tour


def starts(plan, group="A"):
    return {visit.stop_id: visit.start_min for visit in plan.visits if visit.group_id == group}


def late(problem, plan, minutes=15, *, at=0, group="A"):
    return propagate_delay(problem, plan, group_id=group, now_min=at, delay_min=minutes)


def test_a_delay_moves_what_is_to_come_and_nothing_that_began():
    problem = a_tour("x", "y", "z")
    plan = solve_tour(problem)
    first, second, third = sorted(starts(plan).values())
    assert sorted(starts(late(problem, plan, at=first + 1)).values()) == [first, second + 15, third + 15]


def test_no_delay_leaves_the_plan_as_it_is():
    problem = a_tour("x", "y", groups=2)
    plan = solve_tour(problem)
    assert late(problem, plan, 0) is plan


def test_waiting_and_buffers_take_up_the_delay():
    problem = a_tour("x", a_stop("y", time_windows=(TimeWindow(650, 800),)), "z", buffer_min=10)
    problem = replace(
        problem, stops=(replace(problem.stops[0], time_windows=(TimeWindow(540, 600),)), *problem.stops[1:])
    )
    plan = solve_tour(problem)
    order = sorted(starts(plan), key=starts(plan).get)
    moved = late(problem, plan, 15, at=starts(plan)["x"] + 1)
    assert starts(moved)[order[2]] - starts(plan)[order[2]] <= 5


def test_who_waits_for_the_late_group_is_late_too():
    problem = a_tour("x", groups=2)
    plan = solve_tour(problem)
    first, second = sorted("AB", key=lambda group: starts(plan, group)["x"])
    moved = late(problem, plan, group=first)
    assert starts(moved, second)["x"] == starts(plan, second)["x"] + 15
    assert starts(late(problem, plan, group=second), first) == starts(plan, first)


def test_a_session_waits_for_all_its_groups():
    problem = a_tour(a_stop("x", capacity_groups=2, session_mode="joint"), groups=2)
    plan = solve_tour(problem)
    assert starts(late(problem, plan), "B") == {"x": starts(plan, "B")["x"] + 15}


def test_a_late_speaker_keeps_the_other_group_waiting():
    problem = a_tour("x", "y", groups=2, speakers=(Speaker("hans", ("x", "y")),))
    plan = solve_tour(problem)
    first = min(plan.visits, key=lambda visit: visit.start_min).group_id
    moved = late(problem, plan, 30, group=first)
    assert validate_plan(replace(problem, day=TimeWindow(540, 1200)), moved) == []


@pytest.mark.parametrize("seed", range(30))
def test_a_delayed_day_keeps_all_rules_but_perhaps_hours_and_the_day(seed):
    problem = a_random_tour(seed, groups=3, stops=3, windows=False, lunch=True)
    plan = solve_tour(problem)
    now = 540 + seed * 11
    moved = late(problem, plan, 20, at=now, group="B")
    relaxed = replace(
        problem, day=TimeWindow(540, 2000), buffer_min=0, lunch=replace(problem.lunch, latest_start_min=2000)
    )
    assert validate_plan(relaxed, moved) == []
    for before, after in zip(by_key(plan), by_key(moved), strict=True):
        assert after.start_min >= before.start_min
        assert after == before or before.start_min >= now


def by_key(plan):
    return sorted(plan.visits, key=lambda visit: (visit.group_id, visit.stop_id))


def repaired(problem, plan, now, **more):
    return repair_plan(problem, plan, now_min=now, delays={"A": 15}, **more)


def test_the_shift_is_always_among_the_proposals():
    problem = a_tour("x", "y", "z", groups=2)
    plan = solve_tour(problem)
    assert late(problem, plan, at=550) in repaired(problem, plan, 550, allow_skip=True)
    assert repaired(problem, plan, 550, allow_reorder=False) == [late(problem, plan, at=550)]


@pytest.mark.parametrize("problem", [a_tour(), a_tour("x", groups=2)])
def test_proposals_that_come_to_the_same_day_are_one(problem):
    plan = solve_tour(problem)
    assert repair_plan(problem, plan, now_min=550, delays={}, allow_skip=True) == [plan]


def test_another_order_saves_a_visit_whose_hour_would_be_missed():
    """Z closes early: after the delay it has to come before y."""
    problem = a_tour("x", "y", a_stop("z", time_windows=(TimeWindow(540, 660),)))
    order = a_tour("x", "y", "z").stops
    plan = solve_tour(replace(problem, stops=order, day=TimeWindow(540, 1000)))
    by_time = sorted(starts(plan), key=starts(plan).get)
    closes = starts(plan)[by_time[2]] + 30
    closing = tuple(
        replace(stop, time_windows=(TimeWindow(540, closes),)) if stop.id == by_time[2] else stop
        for stop in order
    )
    tight = replace(problem, stops=closing)
    best = repaired(tight, plan, starts(plan)[by_time[0]] + 1)[0]
    assert sorted(starts(best), key=starts(best).get) == [by_time[0], by_time[2], by_time[1]]
    assert validate_plan(tight, best) == []


def test_a_stop_is_skipped_where_the_rest_would_be_hours_late():
    problem = a_tour("x", a_stop("y", 60), day=TimeWindow(540, 660))
    plan = solve_tour(problem)
    proposals = repair_plan(problem, plan, now_min=540, delays={"A": 90}, allow_skip=True)
    assert compare_plans(problem, plan, proposals[0]).skipped == 1
    assert compare_plans(problem, plan, proposals[0]).cost == min(
        compare_plans(problem, plan, proposal).cost for proposal in proposals
    )


@pytest.mark.parametrize("seed", range(12))
def test_proposals_keep_the_past_and_come_best_first(seed):
    problem = a_random_tour(seed, groups=3, stops=4, windows=False, lunch=True)
    plan = solve_tour(problem, max_work=1)
    now = 560 + 15 * seed
    proposals = repair_plan(problem, plan, now_min=now, delays={"A": 15, "B": 5}, allow_skip=True)
    past = [visit for visit in plan.visits if visit.start_min < now]
    assert all(isinstance(one, Plan) and set(past) <= set(one.visits) for one in proposals)
    late = replace(problem, day=TimeWindow(540, 2000), buffer_min=0)
    ranks = [(len(broken_rules(late, one)), compare_plans(problem, plan, one).cost) for one in proposals]
    assert ranks == sorted(ranks)


def broken(problem, plan):
    relaxed = replace(problem, day=TimeWindow(540, 2000), buffer_min=0)
    return [violation.code for violation in validate_plan(relaxed, plan)]


def test_three_proposals_take_at_most_a_second():
    problem = a_random_tour(1, groups=4, stops=6, windows=False)
    plan = solve_tour(replace(problem, day=TimeWindow(540, 1200)), max_work=0.5)
    begins = time.process_time()
    repair_plan(problem, plan, now_min=600, delays={"A": 15}, allow_skip=True)
    assert time.process_time() - begins < 1


def test_lunch_stays_with_its_group():
    problem = a_tour("x", "y", "z", lunch=Break(600, 700, 30))
    plan = solve_tour(problem)
    for proposal in repaired(problem, plan, 551, allow_skip=True):
        assert len(proposal.breaks) == 1
        assert broken(problem, proposal) in ([], ["missing_visit"])


def a_day_with_a_talk_for_all():
    """Two groups at Jutter and Podium in turn, then all at a talk and at lunch; Podium can only from 11.45 on."""
    ids = ("start", "end", "jutter", "podium", "talk", "lunch")
    minutes = tuple(
        tuple(0 if one == other or {one, other} & {"start", "end"} else 15 for other in ids) for one in ids
    )
    problem = TourProblem(
        stops=(
            Stop("jutter", 0, 0, service_time_min=45),
            Stop("podium", 0, 0, service_time_min=60, time_windows=(TimeWindow(705, 1440),)),
            Stop("talk", 0, 0, service_time_min=30, capacity_groups=2, session_mode="joint"),
            Stop("lunch", 0, 0, service_time_min=40, capacity_groups=2, session_mode="joint"),
        ),
        group_ids=("A", "B"),
        day=TimeWindow(555, 840),
        travel=TravelMatrix(ids, minutes),
    )
    a = (("jutter", 610, 655), ("podium", 680, 740), ("talk", 760, 790), ("lunch", 805, 845))
    b = (("podium", 605, 665), ("jutter", 690, 735), ("talk", 760, 790), ("lunch", 805, 845))
    visits = [Visit(group, *one) for group, day in (("A", a), ("B", b)) for one in day]
    return problem, measured(problem, visits, (), seed=1)


def test_who_shares_a_session_can_be_kept_together():
    problem, plan = a_day_with_a_talk_for_all()

    def split(**more):
        found = repair_plan(problem, plan, now_min=598, delays={}, **more)
        return [one for one in found if starts(one, "A")["talk"] != starts(one, "B")["talk"]]

    assert split()
    assert split(keep_sessions=True) == []
