"""What other events hold, and ways by hand: the plan keeps to them, and where there is no plan they are named."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse

from scheduling.board.actions import set_leg
from scheduling.board.day import load
from scheduling.engine import Plan, solve_tour
from scheduling.models import StopWish
from scheduling.planner.board import board_of
from scheduling.planner.page import asked_of, search_of, wish_rows
from scheduling.planner.problem import question
from tests.builders import a_draft, a_speaker, a_talk, a_user
from tests.scheduling.planner.test_planning import a_tour, refused
from tours.models import Booking, Visit
from tours.programme.actions import resource_of, venue_resource, write_visits

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 12)


def held(event, resource, start_min, end_min, *, title="Toer West"):
    """Another event holds it, as publishing would have written it."""
    other = a_draft(organisation=event.organisation, title=title, date=event.date)
    slots = range(start_min // 5, end_min // 5)
    Booking.objects.bulk_create(
        Booking(event=other, resource=resource, date=event.date, slot=slot) for slot in slots
    )
    return other


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_planned_while_another_event_holds_the_place(seed):
    """The shortest day that trying every order finds, a minute at a time, without the solver."""
    r, event = Random(seed), a_tour(0, 1, 2, groups=1, date=DAY, end_min=780, buffer_min=0)
    busy = {}
    for stop in event.stops.all():
        start = r.randrange(540, 660, 5)
        busy[stop.pk] = (start, start + r.randrange(30, 90, 5))
        held(event, venue_resource(stop.venue_id), *busy[stop.pk])
    asked = question(load(event)).problem
    plan, best = solve_tour(asked), _by_trying(asked, busy)
    assert (plan.makespan_min if isinstance(plan, Plan) else None) == best
    for visit in plan.visits if isinstance(plan, Plan) else ():
        start, end = busy[int(visit.stop_id)]
        assert visit.end_min <= start or visit.start_min >= end


def _by_trying(asked, busy):
    from itertools import permutations

    found = []
    for order in permutations(asked.stops):
        now, here = asked.day.start_min, "start"
        for stop in order:
            now += asked.travel.between(here, stop.id)
            start, end = busy[int(stop.id)]
            while now < end and now + stop.service_time_min > start:
                now += 1
            now, here = now + stop.service_time_min, stop.id
        if now <= asked.day.end_min:
            found.append(now - asked.day.start_min)
    return min(found, default=None)


def test_a_place_that_is_taken_all_day_is_named_with_the_event_and_another_place_is_a_way_out(client):
    event = a_tour(0, 1, groups=1, date=DAY)
    stop = event.stops.first()
    held(event, venue_resource(stop.venue_id), 540, 1440)
    refused(event)
    day = load(event)
    found = search_of(event, asked_of(day)[0])
    name = stop.venue.name
    assert f"{name} is van 9.00 tot 0.00 bezet door ‘Toer West’, en is nodig bij ‘Halte 1’" in found.clash
    assert [(way.sentence, way.can_be_granted) for way in found.ways] == [
        (f"‘Halte 1’ is ergens anders dan in {name}, of op een andere dag", False)
    ]
    client.force_login(a_user(role="planner", organisation=event.organisation))
    assert "bezet door ‘Toer West’" in client.get(reverse("planner:planning", args=[event.slug])).text


def test_a_speaker_who_is_elsewhere_is_named_and_planned_around():
    event = a_tour(0, 1, groups=1, date=DAY)
    stop = event.stops.first()
    speaker = a_speaker(event, talk=a_talk(stop), name="Noor Bakker", email="noor@dialoogtoer.example")
    held(event, resource_of(speaker, event.organisation_id), 540, 720)
    asked = question(load(event))
    plan = solve_tour(asked.problem)
    assert next(v.start_min for v in plan.visits if v.stop_id == str(stop.pk)) >= 720
    rows = [row for row in wish_rows(asked) if row.code == "taken"]
    assert [(row.sentence, row.can_be_dropped) for row in rows] == [
        ("Noor Bakker is van 9.00 tot 12.00 bezet door ‘Toer West’, en is nodig bij ‘Halte 1’", False)
    ]


def test_what_is_held_on_another_day_or_by_this_event_is_no_hindrance():
    event = a_tour(0, 1, groups=1, date=DAY)
    resource = venue_resource(event.stops.first().venue_id)
    Booking.objects.create(event=event, resource=resource, date=DAY, slot=120)
    Booking.objects.create(event=a_draft(), resource=resource, date=date(2027, 1, 13), slot=120)
    assert question(load(event)).problem.speakers == ()


def test_a_way_that_is_set_for_all_groups_and_back_reaches_the_planner():
    event = a_tour(0, 4, groups=2)
    here, there = event.stops.all()
    ids = (str(here.pk), str(there.pk))
    set_leg(event.groups.first(), here, there, mode="other", minutes=3, step_free=None)
    assert question(load(event)).problem.travel.between(*ids) == 30  # the slowest group counts
    set_leg(event.groups.first(), here, there, mode="other", minutes=3, step_free=None, everybody=True)
    travel = question(load(event)).problem.travel
    assert (travel.between(*ids), travel.between(*reversed(ids))) == (3, 3)


def test_more_people_than_fit_are_warned_of_at_the_stop_a_single_group_too():
    event = a_tour(0, 1, groups=2, seats=60)
    stop = event.stops.first()
    StopWish.objects.create(stop=stop, capacity_groups=2, capacity_people=25)
    times = {visit.pk: (540, 570) for visit in Visit.objects.filter(stop=stop)}
    write_visits(event, times)
    day = load(event)
    said = {note.warning.sentence for note in _notes(day)}
    assert "Er kunnen 60 mensen tegelijk komen, en er passen er 25." in said
    write_visits(event, {pk: (540 + 60 * n, 570 + 60 * n) for n, pk in enumerate(times)})
    assert "Er kunnen 30 mensen tegelijk komen, en er passen er 25." in {
        note.warning.sentence for note in _notes(load(event))
    }
    StopWish.objects.update(capacity_people=30)
    assert not [n for n in _notes(load(event)) if n.warning.code == "too_many_people"]


def _notes(day):
    board = board_of(day, None, proposal=None, asked=asked_of(day)[0])
    return [*board.alarms, *board.doubts]
