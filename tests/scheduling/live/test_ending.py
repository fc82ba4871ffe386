"""Where all groups end, on the day itself: the way there counts, and it is said when the end moves."""

import pytest
import time_machine

from scheduling.live.actions import accept
from scheduling.live.models import PlanB, PlanBPlace
from scheduling.live.proposing import (
    propose_delay,
    propose_elsewhere,
    propose_plan_b,
    propose_without,
    reading_of,
)
from tests.builders import a_venue, publish_quietly
from tests.scheduling.live.day import a_tour, at, group, guides_page
from tours.models import Event, Stop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def a_tour_with_an_end(*, kilometres=1.0, **end):
    """Lunch ends at 12.45; from there it is a quarter of an hour by bicycle, and 13.00 is the end that was told."""
    event = a_tour()
    here = a_venue(event, lat_deg=52.09, lon_deg=5.12)
    Stop.objects.filter(event=event, title="Lunch").update(venue=here)
    there = {"lat_deg": 52.09 + kilometres * 2 / 111.195, "lon_deg": 5.12} | end
    Event.objects.filter(pk=event.pk).update(end_point=a_venue(event, name="Stadhuis", **there))
    return publish_quietly(Event.objects.get(pk=event.pk))


def ending(proposal):
    found = proposal.ending
    return found and (found.place, f"{found.was:%H:%M}", f"{found.at:%H:%M}")


def later(event, *, minutes):
    return {one.how: one for one in propose_delay(group(event), minutes=minutes)}


def test_the_end_moves_with_the_last_group_and_the_day_lasts_as_long():
    event = a_tour_with_an_end()
    shift = later(event, minutes=30)["shift"]
    assert ending(shift) == ("Stadhuis", "13:00", "13:10")
    accept(event, shift, by=None)
    event.refresh_from_db()
    assert event.current.data["ends_at"] == "2026-06-26T11:10:00Z"


def test_where_the_end_stays_nothing_is_said():
    event = a_tour_with_an_end()
    assert ending(later(event, minutes=15)["shift"]) is None


@pytest.mark.parametrize("end", [{"lat_deg": None, "lon_deg": None}, {"kilometres": 0}])
def test_an_end_of_which_nobody_knows_the_way_or_that_is_no_way_off(end):
    event = a_tour_with_an_end(**end)
    known = end.get("kilometres") == 0
    assert ending(later(event, minutes=30)["shift"]) == (("Stadhuis", "12:45", "12:55") if known else None)


def test_without_a_place_where_all_end_nothing_is_said():
    assert ending(later(a_tour(), minutes=30)["shift"]) is None


def test_when_the_last_stop_falls_out_they_are_there_earlier():
    event = a_tour_with_an_end()
    podium = event.stops.get(title="Podium")
    Stop.objects.filter(event=event, title__in=["Podium", "Jutter"]).update(venue=podium.venue)
    Stop.objects.filter(event=event, venue=None).update(venue=event.stops.get(title="Lunch").venue)
    event = publish_quietly(Event.objects.get(pk=event.pk))
    found = propose_without(event, event.stops.get(title="Lunch"))
    place, was, now = ending(found)
    assert (place, was) == ("Stadhuis", "13:00")
    assert now < was
    assert found.programme["ends_at"] == found.before["ends_at"]  # nobody leaves before they were told to


def test_from_another_place_the_way_is_another():
    event = a_tour_with_an_end()
    far = a_venue(event, lat_deg=52.09 - 4 / 111.195, lon_deg=5.12)
    _place, was, now = ending(propose_elsewhere(event, event.stops.get(title="Lunch"), far))
    assert (was, now > was) == ("13:00", True)
    plan = PlanB.objects.create(event=event, note="Regen")
    PlanBPlace.objects.create(plan=plan, stop=event.stops.get(title="Lunch"), venue=far)
    assert ending(propose_plan_b(event, plan))[2] == now


def test_the_way_to_the_end_is_overtime_in_what_costs_least():
    near, far = a_tour_with_an_end(), a_tour_with_an_end(kilometres=4)
    days = [reading_of(event, event.current.data).problem.day for event in (near, far)]
    assert days[0].end_min == 780
    assert days[1].end_min > 780


def test_the_page_says_when_the_end_moves(client):
    event = a_tour_with_an_end()
    page = client.get(f"{guides_page(event)}?later=30").text
    assert "De laatste groep is om <b>13.10</b> bij het eindpunt, Stadhuis. Dat was 13.00." in page
