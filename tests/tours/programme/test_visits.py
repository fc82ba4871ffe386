from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_draft, a_stop
from tours.models import Leg, Visit
from tours.programme.actions import write_legs, write_visits
from tours.programme.errors import PastMidnight, TimeSkipped

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # the clock goes forward at 2.00, back at 3.00


def a_visit(**event):
    return a_stop(a_draft(**event)).visits.select_related("group__event").get()


def write(visit, *times):
    write_visits(visit.group.event, {visit.pk: times or None})
    visit.refresh_from_db()
    return visit.start_min, visit.end_min


def test_times_are_written_and_taken_away():
    visit = a_visit()
    assert write(visit, 600, 630) == (600, 630)
    assert write(visit) == (None, None)


@pytest.mark.parametrize("times", [(1430, 1441), (-5, 30)])
def test_a_time_that_is_not_on_the_day_is_refused(times):
    visit = a_visit()
    with pytest.raises(PastMidnight):
        write(visit, *times)


@pytest.mark.parametrize("times", [(120, 190), (100, 150), (179, 200)])
def test_a_time_that_the_clock_jumps_over_is_refused_and_nothing_is_written(times):
    visit = a_visit(date=SPRING)
    with pytest.raises(TimeSkipped, match="bestaat niet op deze dag"):
        write(visit, *times)
    visit.refresh_from_db()
    assert visit.start_min is None


def test_times_around_the_jump_are_fine_and_so_is_a_day_without_a_date():
    assert write(a_visit(date=SPRING), 119, 180) == (119, 180)
    assert write(a_visit(date=None), 150, 160) == (150, 160)


def test_of_the_hour_that_comes_twice_the_first_is_meant():
    visit = a_visit(date=AUTUMN)
    assert write(visit, 150, 170) == (150, 170)
    assert visit.group.event.moment(150).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_visits_of_another_event_are_left_alone():
    visit = a_visit()
    write_visits(a_draft(), {visit.pk: (600, 630)})
    assert Visit.objects.get().start_min is None


def test_a_way_is_replaced_and_not_doubled():
    event = a_draft()
    here, there = a_stop(event), a_stop(event)
    ends = {"group": event.groups.get(), "from_stop": here, "to_stop": there}
    write_legs([Leg(**ends, minutes=15)])
    write_legs([Leg(**ends, minutes=20, mode="bicycle", estimated=False, step_free=True)])
    leg = Leg.objects.get()
    assert (leg.minutes, leg.mode, leg.estimated, leg.step_free) == (20, "bicycle", False, True)


def test_the_database_refuses_a_begin_without_an_end():
    visit = a_visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(start_min=600)
