"""Lunch at a stop, step-free ways, and where the day begins and ends: planned, named, let go, warned of."""

from itertools import permutations

import pytest
from django.urls import reverse

from scheduling.board.actions import set_leg
from scheduling.board.day import load
from scheduling.engine import Plan, solve_tour
from scheduling.models import DayWish
from scheduling.planner import actions
from scheduling.planner.board import board_of
from scheduling.planner.errors import StepsOnEveryWay
from scheduling.planner.page import asked_of, search_of, wish_rows
from scheduling.planner.problem import question, times_of
from tests.builders import a_registration, a_user
from tests.scheduling.board.board import a_place
from tests.scheduling.planner.test_planning import a_tour, proposed, refused, seen
from tests.scheduling.planner.test_wishes import typed
from tests.scheduling.test_in_file import text_of
from tests.tours.lifecycle.files import imported
from tours.lifecycle.actions import change_settings, copy_event
from tours.models import Event, Venue, Visit
from tours.programme.actions import write_visits

pytestmark = pytest.mark.django_db


def warned(event, *codes):
    day = load(Event.objects.get(pk=event.pk))
    board = board_of(day, None, proposal=None, asked=asked_of(day)[0])
    return [note.warning for note in [*board.alarms, *board.doubts] if note.warning.code in codes]


def a_lunch_at(event, number, **wish):
    stop = event.stops.all()[number]
    wish = {"lunch_min": 45, "lunch_from_min": 660, "lunch_until_min": 780, "lunch_stop": stop} | wish
    actions.set_day_wish(event, **wish)
    return stop


def times(event):
    """Per group (stop, from, until) in order, as drafted."""
    return [
        [
            (visit.stop, visit.start_min, visit.end_min)
            for visit in group.visits.order_by("position").select_related("stop")
        ]
        for group in event.groups.all()
    ]


def test_each_group_has_its_lunch_at_the_stop_that_was_wished():
    event = a_tour(groups=2)
    place = a_lunch_at(event, 1)
    actions.choose(proposed(event), seen=seen(event))
    for visits in times(event):
        (number,) = [n for n, (stop, _from, _until) in enumerate(visits) if stop == place]
        _stop, start, end = visits[number]
        assert end - start == place.duration_min
        assert 660 <= end <= 780
        if number + 1 < len(visits):
            assert visits[number + 1][1] >= end + 45
    assert warned(event, "no_break") == []


def test_a_day_with_lunch_at_a_stop_is_the_shortest_that_trying_everything_finds():
    event = a_tour(0, 1, 3, groups=1, buffer_min=0)
    place = a_lunch_at(event, 2)
    asked = question(load(event))
    best = min(filter(None, (_day(asked, order, place) for order in permutations(asked.between))))
    plan = solve_tour(asked.problem)
    assert plan.makespan_min == best


def _day(asked, order, place):
    """As early as possible in this order, waiting before the visit at the place where that is needed."""
    now, here = asked.problem.day.start_min, "start"
    for stop in order:
        now += asked.problem.travel.between(here, str(stop.pk))
        if stop == place:
            now = max(now, 660 - stop.duration_min)
            if now + stop.duration_min > 780:
                return None
            now += 45
        now, here = now + stop.duration_min, str(stop.pk)
    return now - asked.problem.day.start_min


def test_lunch_at_a_stop_is_named_in_a_clash_and_let_go_by_a_button(client):
    event = a_tour(0, 1, groups=1, end_min=900)
    stop = a_lunch_at(event, 0)
    actions.set_wish(stop, open_from_min=780, open_until_min=900)
    run = refused(event)
    found = search_of(event, asked_of(load(event))[0])
    assert "Elke groep luncht 45 minuten bij ‘Halte 1’, vanaf een tijd tussen 11.00 en 13.00" in found.clash
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = reverse("planner:planning", args=[event.slug])
    assert "Elke groep luncht 45 minuten bij ‘Halte 1’" in client.get(page).text
    client.post(reverse("planner:drop", args=[event.slug]), {"wish": "lunch_at", "stop": stop.pk})
    assert DayWish.objects.get().lunch_stop is None
    assert question(load(event)).problem.lunch.duration_min == 45
    assert run.state == "stopped"


def test_a_day_by_hand_without_room_for_lunch_is_warned_of():
    event = a_tour(0, 0, groups=1, buffer_min=0)
    first, second = Visit.objects.order_by("position")
    actions.set_day_wish(event, lunch_min=30, lunch_from_min=690, lunch_until_min=750)
    write_visits(event, {first.pk: (660, 690), second.pk: (700, 1080)})
    (warning,) = warned(event, "no_break")
    assert "er is geen 30 minuten over voor een pauze die begint tussen 11.30 en 12.30." in warning.sentence
    write_visits(event, {first.pk: (660, 690), second.pk: (720, 1080)})
    assert len(warned(event, "no_break")) == (
        0 if question(load(event)).problem.travel.minutes[2][3] == 0 else 1
    )
    a_lunch_at(event, 1)
    assert [warning.stop for warning in warned(event, "no_break")] == [second.stop_id]


def test_nobody_goes_where_they_cannot_get_in_and_it_is_said_why(client):
    event = a_tour(0, 1, groups=1)
    stop = event.stops.first()
    Venue.objects.filter(pk=stop.venue_id).update(step_free="no")
    assert isinstance(solve_tour(question(load(event)).problem), Plan)  # nobody minds
    a_registration(event, access_needs="Ik kom met een rolstoel")
    run = refused(event)
    found = search_of(event, asked_of(load(event))[0])
    assert found.clash == [
        "De groep: iemand kan niet over drempels of trappen, en ‘Halte 1’ is niet drempelvrij"
    ]
    assert [way.can_be_granted for way in found.ways] == [True]
    client.force_login(a_user(role="planner", organisation=event.organisation))
    client.post(reverse("planner:grant", args=[event.slug]), {"run": run.pk, "concession": 0})
    assert DayWish.objects.get().step_free is False
    assert isinstance(solve_tour(question(load(event)).problem), Plan)


def test_a_way_with_steps_is_not_taken_and_where_every_order_has_one_it_is_said():
    event = a_tour(0, 1, 2, groups=1)
    group, (a, b, c) = event.groups.get(), event.stops.all()
    a_registration(event, access_needs="rollator")
    for here, there in [(a, b), (b, a), (c, b)]:
        set_leg(group, here, there, mode="walk", minutes=1, step_free=False)
    asked = question(load(event))
    order = [stop for _group, stop in times_of(asked, solve_tour(asked.problem))]
    assert order == [b.pk, c.pk, a.pk]
    set_leg(group, b, c, mode="walk", minutes=1, step_free=False)
    with pytest.raises(StepsOnEveryWay):
        question(load(event))
    actions.set_day_wish(event, step_free=False)
    assert isinstance(solve_tour(question(load(event)).problem), Plan)


def test_the_way_from_the_meeting_point_and_to_the_end_takes_time():
    event = a_tour(0, groups=1)
    far, home = a_place(event, km=4, name="Station"), a_place(event, km=4, name="Stadhuis")
    Event.objects.filter(pk=event.pk).update(meeting_point=far)
    actions.set_day_wish(event, end_point=home)
    event = Event.objects.get(pk=event.pk)
    asked = question(load(event))
    travel, (stop,) = asked.problem.travel, asked.problem.stops
    there, back = travel.between("start", stop.id), travel.between(stop.id, "end")
    assert there == back == 30
    assert solve_tour(asked.problem).makespan_min == 30 + 30 + 30
    assert ("Alle groepen eindigen bij Stadhuis", "end_place") in [
        (row.sentence, row.code) for row in wish_rows(asked)
    ]
    actions.give_in(event, "end_place", {})
    assert question(load(event)).problem.travel.between(stop.id, "end") == 0


def test_a_first_visit_before_one_can_be_there_and_a_last_one_too_late_to_get_away_are_warned_of():
    event = a_tour(0, groups=1)
    far = a_place(event, km=4, name="Station")
    Event.objects.filter(pk=event.pk).update(meeting_point=far)
    actions.set_day_wish(Event.objects.get(pk=event.pk), end_point=far)
    event = Event.objects.get(pk=event.pk)
    visit = Visit.objects.get()
    write_visits(event, {visit.pk: (560, 590)})
    (warning,) = warned(event, "leaves_too_early", "home_too_late")
    assert warning.sentence == (
        "De groep: van Station is het 30 minuten hierheen; de dag begint om 9.00, en hier begint het om 9.20."
    )
    write_visits(event, {visit.pk: (1030, 1060)})
    (warning,) = warned(event, "leaves_too_early", "home_too_late")
    assert warning.title == "Te laat bij Station"
    write_visits(event, {visit.pk: (570, 600)})
    assert warned(event, "leaves_too_early", "home_too_late") == []


def test_they_are_typed_on_the_page_of_wishes(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    url, stop, venue = reverse("planner:wishes", args=[event.slug]), event.stops.first(), a_place(event)
    client.post(
        url, typed(client.get(url), lunch_min="30", lunch_stop=stop.pk, end_point=venue.pk, step_free="")
    )
    wish = DayWish.objects.get()
    end_point = Event.objects.get(pk=event.pk).end_point
    assert (wish.lunch_stop, end_point, wish.step_free) == (stop, venue, False)
    other = a_tour()
    answer = client.post(url, typed(client.get(url), lunch_stop=other.stops.first().pk))
    assert answer.status_code == 422


def test_they_travel_and_come_along():
    event = a_tour()
    a_lunch_at(event, 1, end_point=a_place(event, name="Stadhuis"), step_free=False)
    text = text_of(event)
    assert not imported(text).changed
    copied = copy_event(event, date=None, title="Nog eens")
    mine = copied.day_wish
    assert (mine.lunch_stop.event, mine.lunch_stop.title, copied.end_point.name, mine.step_free) == (
        copied,
        "Halte 2",
        "Stadhuis",
        False,
    )
    Event.objects.filter(pk=event.pk).delete()
    assert text_of(imported(text).event) == text


def test_a_wish_that_stays_as_it_was_leaves_the_event_alone():
    event = a_tour()
    venue = a_place(event, name="Buurthuis")
    actions.set_day_wish(event, end_point=venue)
    version = Event.objects.get(pk=event.pk).version
    actions.set_day_wish(event, end_point=venue, lunch_min=30)
    assert Event.objects.get(pk=event.pk).version == version


def test_wishes_are_saved_also_when_the_event_was_changed_meanwhile():
    event = a_tour()
    venue = a_place(event, name="Buurthuis")
    change_settings(Event.objects.get(pk=event.pk), version=event.version, title="Toer")
    actions.set_day_wish(event, end_point=venue)
    stored = Event.objects.get(pk=event.pk)
    assert (stored.title, stored.end_point) == ("Toer", venue)
