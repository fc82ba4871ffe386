"""Each rule says what is wrong, and nothing where nothing is wrong."""

from dataclasses import replace

import pytest

from scheduling.engine import Appearance, Busy, DayPlan, PlannedStop, TimeWindow, Visit, Way, check_day


def a_day(**changes):
    """Two stops in two places, fifteen minutes apart, at 10.00 and 11.00 for half an hour: nothing wrong."""
    plan = DayPlan(
        stops={"jutter": PlannedStop("jutter", "v1"), "podium": PlannedStop("podium", "v2")},
        routes={"A": ("jutter", "podium")},
        visits=at(A=[("jutter", 600, 630), ("podium", 660, 690)]),
        ways={("A", "jutter", "podium"): Way(15, "bicycle", estimated=True)},
        buffer_min=10,
    )
    return replace(plan, **changes)


def at(**groups):
    return {
        (group, stop): Visit(group, stop, start, end)
        for group, visits in groups.items()
        for stop, start, end in visits
    }


def codes(plan):
    return [issue.code for issue in check_day(plan)]


def only(plan):
    (issue,) = check_day(plan)
    return issue


def test_a_day_that_fits_has_no_issues():
    assert check_day(a_day()) == []


def test_a_visit_without_a_time_is_missing():
    issue = only(a_day(visits=at(A=[("jutter", 600, 630)])))
    assert (issue.code, issue.values) == ("missing_times", {"group": "A", "stops": ("podium",)})


def test_a_visit_that_begins_before_the_one_before_it_is_over_overlaps():
    issue = only(a_day(visits=at(A=[("jutter", 600, 630), ("podium", 625, 655)])))
    assert issue.code == "overlap"
    assert (issue.values["until"], issue.values["fits_from"]) == (630, 655)


@pytest.mark.parametrize(
    ("start", "expected"), [(644, ["leg_too_short"]), (645, ["leg_tight"]), (654, ["leg_tight"]), (655, [])]
)
def test_a_gap_must_hold_the_way_and_the_buffer(start, expected):
    plan = a_day(visits=at(A=[("jutter", 600, 630), ("podium", start, start + 30)]))
    assert codes(plan) == expected


def test_a_leg_that_is_too_short_says_what_fits():
    issue = only(a_day(visits=at(A=[("jutter", 600, 630), ("podium", 640, 670)])))
    assert issue.values["gap"] == 10
    assert (issue.values["needs"], issue.values["estimated"], issue.values["fits_from"]) == (15, True, 655)


def test_before_lunch_no_buffer_is_kept():
    stops = {"jutter": PlannedStop("jutter", "v1"), "podium": PlannedStop("podium", "v2", wants_buffer=False)}
    assert codes(a_day(stops=stops, visits=at(A=[("jutter", 600, 630), ("podium", 645, 690)]))) == []


def test_a_way_that_nobody_knows_is_told_unless_it_is_the_same_place():
    plan = a_day(ways={})
    assert only(plan).values == {"group": "A", "from": "jutter", "to": "podium"}
    here = {name: PlannedStop(name, "v1") for name in ("jutter", "podium")}
    assert codes(replace(plan, stops=here)) == []


@pytest.mark.parametrize(("day", "code"), [((605, 700), "before_day"), ((600, 689), "after_day")])
def test_a_visit_outside_the_hours_of_the_event_is_told(day, code):
    assert only(a_day(day=day)).code == code
    assert codes(a_day(day=(600, 690))) == []


def two_groups(**changes):
    """A and B at both stops, in opposite orders."""
    plan = a_day(
        routes={"A": ("jutter", "podium"), "B": ("podium", "jutter")},
        visits=at(
            A=[("jutter", 600, 630), ("podium", 660, 690)], B=[("podium", 600, 630), ("jutter", 660, 690)]
        ),
    )
    ways = dict(plan.ways) | {("B", "podium", "jutter"): Way(15)}
    return replace(plan, ways=ways, **changes)


def test_a_speaker_cannot_be_at_two_stops_at_once():
    plan = two_groups(appearances=(Appearance("hans", "jutter"), Appearance("hans", "podium")))
    assert codes(plan) == ["speaker_twice", "speaker_twice"]
    assert codes(two_groups(appearances=(Appearance("hans", "podium"),))) == []


def test_a_speaker_may_receive_two_groups_at_one_stop():
    visits = at(
        A=[("jutter", 600, 630), ("podium", 660, 690)], B=[("podium", 660, 690), ("jutter", 705, 735)]
    )
    assert codes(two_groups(visits=visits, appearances=(Appearance("hans", "podium"),), buffer_min=0)) == []


def test_another_event_that_holds_a_speaker_or_a_place_is_named():
    busy = (Busy("hans", "Toer Oost", 620, 640), Busy("v2", "Toer West", 690, 720))
    plan = a_day(appearances=(Appearance("hans", "jutter"),), busy=busy)
    issue = only(plan)
    assert (issue.code, issue.values["event"]) == ("speaker_busy", "Toer Oost")
    later = replace(plan, busy=(Busy("v2", "Toer West", 689, 720),))
    assert only(later).code == "venue_busy"


def test_two_stops_of_one_event_in_one_place_at_once_are_told():
    stops = {name: PlannedStop(name, "v1") for name in ("jutter", "podium")}
    assert codes(two_groups(stops=stops)) == ["venue_twice", "venue_twice"]


def test_groups_at_a_stop_for_everybody_must_come_at_one_time():
    stops = {"jutter": PlannedStop("jutter"), "podium": PlannedStop("podium", together=True)}
    issue = only(two_groups(stops=stops))
    assert (issue.code, issue.values["starts"], issue.values["at"]) == ("not_together", (600, 660), 660)


@pytest.mark.parametrize(("chairs", "expected"), [(20, []), (19, ["too_few_chairs"])])
def test_chairs_are_counted_for_the_groups_that_are_there_at_one_time(chairs, expected):
    stops = {"jutter": PlannedStop("jutter", "v1", chairs=chairs), "podium": PlannedStop("podium", "v2")}
    visits = at(
        A=[("jutter", 600, 630), ("podium", 660, 690)], B=[("podium", 500, 530), ("jutter", 615, 645)]
    )
    assert codes(two_groups(stops=stops, visits=visits, people={"A": 10, "B": 10})) == expected


def test_groups_that_come_after_each_other_share_the_chairs():
    stops = {name: PlannedStop(name, name, chairs=10) for name in ("jutter", "podium")}
    assert codes(two_groups(stops=stops, people={"A": 10, "B": 10})) == []


LUNCH = TimeWindow(690, 810)


def a_long_day(*, meal_at=None):
    """From 10.00 to 14.40, perhaps with a meal."""
    middle = [] if meal_at is None else [("lunch", meal_at, meal_at + 30)]
    stops = {name: PlannedStop(name, "v1", wants_buffer=False) for name in ("first", "last")}
    stops["lunch"] = PlannedStop("lunch", "v1", wants_buffer=False, is_meal=True)
    visits = [("first", 600, 630), *middle, ("last", 850, 880)]
    return DayPlan(
        stops=stops, routes={"A": tuple(v[0] for v in visits)}, visits=at(A=visits), ways={}, lunch=LUNCH
    )


def test_whoever_is_under_way_all_lunch_time_must_eat():
    assert codes(a_long_day()) == ["no_lunch"]
    assert codes(a_long_day(meal_at=720)) == []
    assert codes(a_day(lunch=LUNCH)) == []


@pytest.mark.parametrize(("at_min", "wanted"), [(640, 690), (811, 810)])
def test_a_meal_outside_lunch_time_is_told_with_the_nearest_time_that_is_right(at_min, wanted):
    issue = only(a_long_day(meal_at=at_min))
    assert (issue.code, issue.values["fits_from"]) == ("late_lunch", wanted)


def test_somebody_who_cannot_take_steps_is_warned_for_on_the_way_and_at_the_door():
    stops = {
        "jutter": PlannedStop("jutter", "v1", step_free=True),
        "podium": PlannedStop("podium", "v2", step_free=False),
    }
    plan = a_day(stops=stops, needs_step_free=frozenset({"A"}))
    assert [(issue.code, issue.values["known"]) for issue in check_day(plan)] == [
        ("place_has_steps", True),
        ("way_has_steps", False),
    ]
    assert codes(replace(plan, needs_step_free=frozenset())) == []
