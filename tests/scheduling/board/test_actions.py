from datetime import date

import pytest
from django.urls import reverse

from scheduling.board.actions import (
    Filled,
    estimate_legs,
    fill_in_times,
    refill_times,
    set_leg,
    shift_visit,
)
from scheduling.board.errors import NoEstimate, NoStartTime
from scheduling.planner.actions import set_wish
from scheduling.planner.marks import mark_of
from tests.builders import a_user
from tests.scheduling.board.board import a_day, a_place, starts
from tours.models import Leg, Stop, Visit
from tours.programme.actions import add_stop, reorder_stops, reorder_visits, set_hours
from tours.programme.errors import PastMidnight, TimeSkipped
from tours.programme.hours import DayHours

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 1, 12)


def test_times_follow_from_start_durations_ways_and_buffer():
    event = a_day(0, 0.3, 3)
    # 300 m is ten minutes' walk with the detour, 2.7 km a quarter and a bit by bicycle; ten minutes' room each
    assert starts(event.groups.get()) == [540, 590, 650]
    assert [(leg.mode, leg.minutes, leg.estimated) for leg in Leg.objects.order_by("id")] == [
        ("walk", 10, True),
        ("bicycle", 20, True),
    ]


def test_no_room_is_kept_before_a_meal():
    event = a_day(0)
    add_stop(event, title="Lunch", kind="meal", venue=a_place(event, km=0.3))
    fill_in_times(event)
    assert starts(event.groups.get()) == [540, 580]


def test_all_groups_wait_for_the_last_at_a_meal():
    event = a_day(0, 3, groups=2, filled=False)
    one, two = event.groups.all()
    near, far = event.stops.all()
    add_stop(event, title="Lunch", kind="meal", venue=near.venue, duration_min=45)
    reorder_visits(two, [far.pk, near.pk])
    fill_in_times(event)
    assert starts(one)[-1] == starts(two)[-1]
    assert starts(one)[-1] == starts(one)[1] + 30 + 20  # from far back to near; the other group waits


def test_times_wait_for_the_hours_of_a_place_and_for_those_that_were_wished():
    event = a_day(0, 0, 0, filled=False, date=TUESDAY, buffer_min=0)
    first, second, third = event.stops.all()
    set_hours(first.venue, [DayHours(1, None, ((570, 720),))])
    set_wish(second, open_from_min=660)
    assert fill_in_times(event) == Filled(waits=["Halte 1", "Halte 2"], misses=[])
    assert starts(event.groups.get()) == [570, 660, 690]
    set_wish(third, open_until_min=700)
    assert fill_in_times(event) == Filled(waits=["Halte 1", "Halte 2"], misses=["Halte 3"])
    assert starts(event.groups.get()) == [570, 660, 690]


def test_where_a_place_opens_for_us_nobody_waits():
    event = a_day(0, filled=False, date=TUESDAY)
    stop = event.stops.get()
    set_hours(stop.venue, [DayHours(1, None, ((600, 720),))])
    event.stops.update(opens_for_us=True)
    assert fill_in_times(event) == Filled(waits=[], misses=[])
    assert starts(event.groups.get()) == [540]


@pytest.mark.parametrize("page", ["board:fill", "planner:fill"])
def test_the_answer_says_where_groups_wait_and_what_does_not_fit(client, page):
    event = a_day(0, 0, 0, filled=False, date=TUESDAY, buffer_min=0)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    first, second, _third = event.stops.all()
    set_hours(first.venue, [DayHours(1, None, ((600, 720),))])
    set_wish(second, open_until_min=640)
    url = reverse(page, args=[event.slug])
    said = client.post(url, {"seen": mark_of(Visit.objects.all())}, follow=True).text
    assert "Hier wachten groepen op de openingstijd of op de tijd die u wenst: Halte 1." in said
    assert "Dit lukt in deze volgorde niet binnen de openingstijden en uw wensen: Halte 2." in said


def test_a_day_without_a_start_begins_where_it_began_or_asks():
    event = a_day(0, start_min=None, filled=False)
    with pytest.raises(NoStartTime):
        fill_in_times(event)
    Visit.objects.update(start_min=600, end_min=630)
    fill_in_times(event)
    assert starts(event.groups.get()) == [600]


def test_a_day_that_does_not_fit_changes_nothing():
    event = a_day(0, 0, filled=False, start_min=1400, duration_min=30)
    with pytest.raises(PastMidnight):
        fill_in_times(event)
    assert starts(event.groups.get()) == [None, None]
    assert not Leg.objects.exists()


def test_a_day_that_would_run_into_the_missing_hour_changes_nothing():
    event = a_day(0, 0, filled=False, date=date(2026, 3, 29), start_min=80)
    with pytest.raises(TimeSkipped):
        fill_in_times(event)
    assert starts(event.groups.get()) == [None, None]


def test_what_was_typed_by_hand_is_never_estimated_over():
    event = a_day(0, 3)
    here, there = event.stops.all()
    set_leg(event.groups.get(), here, there, mode="other", minutes=42, step_free=True)
    fill_in_times(event)
    assert starts(event.groups.get()) == [540, 540 + 30 + 42 + 10]
    assert (Leg.objects.get().minutes, Leg.objects.get().estimated) == (42, False)


def test_an_estimate_follows_a_place_that_moved():
    event = a_day(0, 3)
    far = event.stops.last().venue
    far.lat_deg = event.stops.first().venue.lat_deg
    far.save()
    estimate_legs(event)
    assert (Leg.objects.get().minutes, Leg.objects.get().mode) == (0, "bicycle")


def test_a_way_to_a_place_that_nobody_knows_is_asked_for():
    event = a_day(0, filled=False)
    here = event.stops.get()
    there = add_stop(event, title="Ergens")
    with pytest.raises(NoEstimate):
        set_leg(event.groups.get(), here, there, mode="walk", minutes=None, step_free=None)
    set_leg(event.groups.get(), here, there, mode="walk", minutes=12, step_free=None)
    assert Leg.objects.get().minutes == 12


def test_emptying_the_minutes_estimates_again():
    event = a_day(0, 3)
    here, there = event.stops.all()
    set_leg(event.groups.get(), here, there, mode="bicycle", minutes=42, step_free=None)
    set_leg(event.groups.get(), here, there, mode="bicycle", minutes=None, step_free=None)
    assert (Leg.objects.get().minutes, Leg.objects.get().estimated) == (20, True)


def test_a_shifted_visit_pushes_the_next_and_leaves_the_one_before():
    event = a_day(0, 0.3, 0.6)
    assert starts(event.groups.get()) == [540, 590, 640]
    visit = Visit.objects.select_related("group__event").get(stop__position=2)
    shift_visit(visit, to_min=615)
    assert starts(event.groups.get()) == [540, 615, 665]
    visit.refresh_from_db()
    assert visit.end_min == 645


def test_a_first_time_can_be_typed_while_other_visits_have_none():
    event = a_day(0, 3, filled=False)
    visit = Visit.objects.select_related("group__event").get(stop__position=2)
    shift_visit(visit, to_min=700)
    assert starts(event.groups.get()) == [None, 700]


def test_a_shift_past_midnight_changes_nothing():
    event = a_day(0, 0.3)
    visit = Visit.objects.select_related("group__event").get(stop__position=1)
    with pytest.raises(PastMidnight):
        shift_visit(visit, to_min=1380)
    assert starts(event.groups.get()) == [540, 590]


def test_a_new_order_refills_the_times_only_where_all_had_one():
    event = a_day(0, 0.3)
    first, second = event.stops.all()
    reorder_stops(event, [second.pk, first.pk])
    assert refill_times(event) == Filled([], [])
    assert starts(event.groups.get()) == [540, 590]
    assert Stop.objects.get(position=1) == second
    Visit.objects.filter(stop=second).update(start_min=None, end_min=None)
    assert refill_times(event) is None


@pytest.mark.parametrize("stops", [2, 6])
def test_filling_in_takes_as_many_statements_for_many_stops(stops, django_assert_num_queries):
    event = a_day(*range(stops), groups=2, filled=False)
    with django_assert_num_queries(24):
        fill_in_times(event)
