"""The guide and the organisers accept the same delay at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core.states import MoveRefused
from scheduling.live.actions import accept
from scheduling.live.proposing import propose_delay
from scheduling.models import Delay
from tests.scheduling.live.day import a_tour, at, group, starts

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS = 4


def accepted_at_once(accept):
    """The event, after several people accepted fifteen minutes for group A on the first Revision."""
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
    event = accepted_at_once(lambda one: accept(one.event, propose_delay(one, minutes=15)[0], by=None))
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

    accepted_at_once(accept)
    assert Delay.objects.count() > 1
