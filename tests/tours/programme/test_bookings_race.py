"""Many events publish at once for one hall: one gets it. Without the unique constraint more than one would."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection

from tests.builders import a_draft, a_stop, a_venue, an_organisation
from tours.models import Booking
from tours.programme.actions import claim_bookings
from tours.programme.errors import AlreadyBooked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
RACERS = 8


def the_winners():
    """How many of eight events with the same hall at the same time could claim it."""
    organisation = an_organisation()
    venue = a_venue(organisation)
    events = [a_draft(organisation=organisation, programme_complete=True) for _ in range(RACERS)]
    for event in events:
        a_stop(event, at=600, venue=venue)
    start = Barrier(RACERS)

    def race(event):
        try:
            start.wait(timeout=120)
            claim_bookings(event)
        except AlreadyBooked:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return sum(pool.map(race, events))


@contextmanager
def without_the_constraint():
    (constraint,) = Booking._meta.constraints
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, constraint)
    try:
        yield
    finally:
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, constraint)


def test_of_eight_events_that_want_the_same_hall_exactly_one_gets_it():
    assert the_winners() == 1
    assert Booking.objects.values("event").distinct().count() == 1


def test_without_the_unique_constraint_the_same_race_has_more_winners():
    with without_the_constraint():
        assert the_winners() > 1
