"""The guide and the organisers accept the same delay at once; a phone sends what it kept twice at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core.states import MoveRefused
from scheduling.live.actions import accept, once
from scheduling.live.consequences import consequences_of
from scheduling.live.proposing import propose_delay, propose_elsewhere
from scheduling.models import Delay, Sent
from tests.builders import a_venue
from tests.scheduling.live.day import a_tour, at, group, starts
from tours.lifecycle.actions import revise
from tours.models import Booking, Event, Registration, Stop
from tours.programme.actions import taken_from
from tours.programme.errors import AlreadyBooked
from tours.signups.actions import add_by_desk

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS = 4


def at_once(accept):
    """The event, after several callers did this at once for group A."""
    event, start = a_tour(), Barrier(CALLERS)
    groups = [group(event) for _ in range(CALLERS)]

    def run(one):
        start.wait(timeout=120)
        try:
            accept(one)
        except MoveRefused:
            pass
        finally:
            connection.close()

    with time_machine.travel(at("10:22"), tick=True), ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(run, groups))
    return event


def test_of_all_who_accept_at_once_one_moves_the_day():
    event = at_once(lambda one: accept(one.event, propose_delay(one, minutes=15)[0], by=None))
    assert Delay.objects.count() == 1
    assert starts(event)["Podium"] == "11:05"
    assert event.current.number == 2


def test_without_waiting_for_each_other_all_of_them_do():
    """The negative control: each looks only at the Revision that its page was made of."""

    def accept(one):
        proposal = propose_delay(one, minutes=15)[0]
        if proposal.seen != 1:
            raise MoveRefused
        Delay.objects.create(group=one, stop_id=proposal.late.stop_id, minutes=15, at=timezone.now())

    at_once(accept)
    assert Delay.objects.count() > 1


def walk_in(one):
    return add_by_desk(one.event, source="walk_in", name="Kim", role="resident", group=one)


def test_what_comes_in_twice_at_once_is_done_once():
    key = uuid4()
    at_once(lambda one: once(one, key, lambda: walk_in(one)))
    assert Registration.objects.filter(name="Kim").count() == 1


def test_looking_first_whether_it_came_in_already_lets_it_in_twice():
    """The negative control: each asks before it writes."""
    key = uuid4()

    def look_first(one):
        known = Sent.objects.filter(key=key).exists()
        looked.wait(timeout=120)
        if not known:
            walk_in(one)

    looked = Barrier(CALLERS)
    at_once(look_first)
    assert Registration.objects.filter(name="Kim").count() > 1


EVENTS = 3


def several_go_to_one_place(accept):
    """The events that got there, when the same place is free and several events choose it for their Podium at once."""
    events = [a_tour() for _ in range(EVENTS)]
    place, start = a_venue(events[0], name="Buurthuis"), Barrier(EVENTS)

    def run(event):
        stop = event.stops.get(title="Podium")
        proposal = propose_elsewhere(event, stop, place)
        assert consequences_of(event, [proposal], [])[0].taken == []
        start.wait(timeout=120)
        try:
            accept(event, proposal)
        except AlreadyBooked:
            pass
        finally:
            connection.close()

    with time_machine.travel(at("10:22"), tick=True), ThreadPoolExecutor(EVENTS) as pool:
        list(pool.map(run, events))
    there = [Event.objects.select_related("current").get(pk=event.pk) for event in events]
    return place, [event for event in there if podium_is_at(event) == place.pk]


def podium_is_at(event):
    venue = next(stop["venue"] for stop in event.current.data["stops"] if stop["title"] == "Podium")
    return venue and venue["id"]


def test_of_all_events_that_choose_one_place_at_once_one_gets_it_and_the_others_are_as_they_were():
    place, there = several_go_to_one_place(lambda event, proposal: accept(event, proposal, by=None))
    assert len(there) == 1
    bookings = Booking.objects.filter(resource=f"venue:{place.pk}")
    assert set(bookings.values_list("event", flat=True)) == {there[0].pk}
    assert sorted(Event.objects.values_list("current__number", flat=True)) == [1, 1, 2]
    assert Stop.objects.filter(venue=place).count() == 1


def test_looking_first_whether_a_place_is_free_gives_it_to_several():
    """The negative control: each asks what others hold before it writes, and leaves the claims alone."""
    looked = Barrier(EVENTS)

    def look_first(event, proposal):
        held = taken_from(event, [proposal.programme], from_min=0)[0]
        looked.wait(timeout=120)
        if not held:
            revise(event, proposal.programme, seen=proposal.seen, by=None)

    _place, there = several_go_to_one_place(look_first)
    assert len(there) > 1
