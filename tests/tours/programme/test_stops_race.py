"""Several people add stops at once: every stop gets its own place and reference. Without the lock they collide."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from tests.builders import a_draft
from tours.models import Event
from tours.programme.actions import add_stop, stops

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
EDITORS = 8


def race():
    """The positions and references that eight editors get for a stop of the same title, and how many were refused."""
    event = a_draft()
    start = Barrier(EDITORS)

    def edit(_number):
        try:
            start.wait(timeout=120)
            add_stop(Event.objects.get(pk=event.pk), title="Podium Oost")
        except IntegrityError:
            return 1
        else:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        refused = sum(pool.map(edit, range(EDITORS)))
    return [stop.position for stop in event.stops.all()], {stop.ref for stop in event.stops.all()}, refused


def test_eight_stops_at_once_stand_in_line_each_with_its_own_reference():
    positions, refs, refused = race()
    assert (positions, len(refs), refused) == (list(range(1, EDITORS + 1)), EDITORS, 0)


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time, lock or not"
)
def test_without_the_lock_the_same_race_collides(monkeypatch):
    monkeypatch.setattr(stops, "lock", lambda _event: None)
    positions, _refs, refused = race()
    assert refused or positions != list(range(1, EDITORS + 1))
