"""Opening hours of places count on the day itself: late, moved, at another place, another stop, plan B."""

from datetime import timedelta

import pytest
import time_machine

from scheduling.live.actions import accept
from scheduling.live.consequences import consequences_of
from scheduling.live.errors import NotToday
from scheduling.live.models import PlanB, PlanBPlace
from scheduling.live.proposing import (
    propose_delay,
    propose_elsewhere,
    propose_instead,
    propose_later,
    propose_plan_b,
)
from tests.builders import a_stop, a_venue, publish_quietly
from tests.scheduling.live.day import DAY, a_tour, at, group, guides_page, starts
from tours.models import Event, Stop
from tours.programme.actions import set_hours
from tours.programme.hours import DayHours

pytestmark = pytest.mark.django_db
SHUT = "‘Podium’ is dan niet open."


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def podium(event):
    return event.stops.get(title="Podium")


def open_from(venue, *stretches):
    set_hours(venue, [DayHours(DAY.weekday(), None, stretches)])
    return venue


def a_tour_where_podium_is_open(*stretches):
    """From 11.00 until 11.35 group A is there."""
    event = a_tour()
    Stop.objects.filter(pk=podium(event).pk).update(venue=open_from(a_venue(event), *stretches))
    return publish_quietly(event)


def doubts(event, *proposals):
    return [one.doubts for one in consequences_of(event, list(proposals), [])]


def by_how(proposals):
    return {one.how: one for one in proposals}


def test_who_comes_too_late_for_a_place_hears_that_it_is_shut_then():
    event = a_tour_where_podium_is_open((540, 695))
    shift = by_how(propose_delay(group(event), minutes=15))["shift"]
    assert SHUT in doubts(event, shift)[0]


def test_who_comes_while_a_place_has_its_break_begins_when_it_opens_again():
    event = a_tour_where_podium_is_open((540, 695), (730, 1020))
    accept(event, by_how(propose_delay(group(event), minutes=15))["shift"], by=None)
    assert starts(event)["Podium"] == "12:10"


def test_hours_that_the_published_day_does_not_keep_were_decided_on():
    event = a_tour_where_podium_is_open((540, 690))
    assert SHUT not in doubts(event, by_how(propose_delay(group(event), minutes=15))["shift"])[0]


def test_a_place_that_opens_for_us_is_open():
    event = a_tour_where_podium_is_open((540, 695))
    event.stops.filter(title="Podium").update(opens_for_us=True)
    assert SHUT not in doubts(event, by_how(propose_delay(group(event), minutes=15))["shift"])[0]


def test_another_place_is_gone_to_when_it_opens():
    event = a_tour()
    new = open_from(a_venue(event, name="Buurthuis"), (690, 1020))
    proposal = propose_elsewhere(event, podium(event), new)
    assert SHUT not in doubts(event, proposal)[0]
    accept(event, proposal, by=None)
    assert starts(event)["Podium"] == "11:30"


def test_another_place_that_is_shut_all_day_is_said_to_be():
    event = a_tour()
    new = a_venue(event, name="Buurthuis")
    set_hours(new, [DayHours(None, DAY)])
    assert SHUT in doubts(event, propose_elsewhere(event, podium(event), new))[0]
    assert SHUT not in doubts(event, propose_elsewhere(event, podium(event), a_venue(event)))[0]


def test_that_the_old_place_opened_for_us_says_nothing_of_another():
    event = a_tour_where_podium_is_open((540, 695))
    event.stops.filter(title="Podium").update(opens_for_us=True)
    new = open_from(a_venue(event, name="Buurthuis"), (540, 600))
    assert SHUT in doubts(event, propose_elsewhere(event, podium(event), new))[0]


def test_another_stop_is_gone_to_when_it_opens():
    event = a_tour()
    spare = a_stop(event, title="Wijkpunt", duration_min=20)
    Stop.objects.filter(pk=spare.pk).update(venue=open_from(a_venue(event), (675, 1020)))
    event = publish_quietly(event)
    accept(event, propose_instead(event, podium(event), spare), by=None)
    visits = next(one for one in event.current.data["groups"] if one["letter"] == "A")["visits"]
    assert next(v["start"] for v in visits if v["stop"] == spare.pk).startswith("2026-06-26T09:15")


def test_later_on_the_day_is_when_the_place_is_open_then():
    event = a_tour_where_podium_is_open((540, 695), (840, 1020))
    proposal = propose_later(event, podium(event), from_min=780)
    assert SHUT not in doubts(event, proposal)[0]
    accept(event, proposal, by=None)
    assert starts(event)["Podium"] == "14:00"


def test_later_than_the_place_is_open_is_doubted():
    event = a_tour_where_podium_is_open((540, 695))
    proposal = propose_later(event, podium(event), from_min=780)
    assert SHUT in doubts(event, proposal)[0]


def test_a_place_of_plan_b_is_gone_to_when_it_opens_and_doubted_where_it_does_not():
    event = a_tour()
    new = open_from(a_venue(event, name="Buurthuis"), (690, 1020))
    plan = PlanB.objects.create(event=event, note="Regen")
    PlanBPlace.objects.create(plan=plan, stop=podium(event), venue=new)
    moved = propose_plan_b(event, plan)
    assert SHUT not in doubts(event, moved)[0]
    set_hours(new, [DayHours(None, DAY)])
    assert SHUT in doubts(event, propose_plan_b(event, plan))[0]
    accept(event, moved, by=None)
    assert starts(event)["Podium"] == "11:30"


def test_hours_are_those_of_the_day_that_was_published():
    event = a_tour()
    new = a_venue(event, name="Buurthuis")
    set_hours(new, [DayHours(None, DAY)])
    plan = PlanB.objects.create(event=event, note="Regen")
    PlanBPlace.objects.create(plan=plan, stop=podium(event), venue=new)
    event.date += timedelta(days=7)
    event.save()
    assert SHUT in doubts(event, propose_plan_b(event, plan))[0]


def test_a_draft_for_another_day_does_not_stop_the_day_that_was_published(client):
    event = a_tour()
    event.date += timedelta(days=7)
    event.save()
    assert propose_delay(group(event), minutes=15)
    Event.objects.filter(pk=event.pk).update(date=DAY - timedelta(days=7))
    assert client.get(guides_page(event)).status_code == 200
    Event.objects.filter(pk=event.pk).update(date=DAY + timedelta(days=7))
    with time_machine.travel(at("10:22") + timedelta(days=7), tick=False), pytest.raises(NotToday):
        propose_delay(group(event), minutes=15)
