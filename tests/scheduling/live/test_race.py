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
from scheduling.live.proposing import propose_delay
from scheduling.models import Delay, Sent
from tests.scheduling.live.day import a_tour, at, group, starts
from tours.models import Registration
from tours.signups.actions import add_by_desk

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS = 4


def at_once(accept):
    """The event, after several callers did this at once for group A."""
    event, start = a_tour(), Barrier(CALLERS)
    groups = [group(event) for _ in range(CALLERS)]

    def run(one):
        start.wait(timeout=20)
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
        looked.wait(timeout=20)
        if not known:
            walk_in(one)

    looked = Barrier(CALLERS)
    at_once(look_first)
    assert Registration.objects.filter(name="Kim").count() > 1
