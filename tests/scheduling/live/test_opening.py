"""Opening hours of places, and hours that were wished, on the day itself: late, moved, elsewhere, another stop, plan B."""

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
from scheduling.planner.actions import set_wish
from tests.builders import a_stop, a_venue, publish_quietly
from tests.scheduling.live.day import DAY, a_tour, at, group, guides_page, starts
from tours.models import Event, Stop
from tours.programme.actions import set_hours
from tours.programme.hours import DayHours

pytestmark = pytest.mark.django_db


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


def shut(event, proposal):
    """Why the proposal cannot be, and is not to be accepted."""
    (found,) = consequences_of(event, [proposal], [])
    return found.shut


def doubts(event, proposal):
    (found,) = consequences_of(event, [proposal], [])
    return found.doubts


def by_how(proposals):
    return {one.how: one for one in proposals}


def open_only(event, hours, stop="Podium"):
    place = event.stops.get(title=stop).venue
    return [f"{place.name} is die dag open {hours}, en daar is ‘{stop}’."]


def test_who_would_come_to_a_shut_place_cannot_and_reads_it_last_with_the_hours():
    event = a_tour_where_podium_is_open((540, 695))
    found = propose_delay(group(event), minutes=15)
    assert [one.how for one in found] == ["shorten", "skip", "shift"]
    assert [shut(event, one) for one in found] == [[], [], open_only(event, "van 9.00 tot 11.35")]


def test_staying_shorter_ends_when_the_place_shuts():
    event = a_tour_where_podium_is_open((540, 695))
    shorten = by_how(propose_delay(group(event), minutes=15))["shorten"]
    (podium_then,) = [one for one in shorten.changes if one.stop["title"] == "Podium" and one.letter == "A"]
    assert f"{podium_then.start:%H:%M}-{podium_then.end:%H:%M}" == "11:05-11:35"


def test_no_more_than_a_third_of_a_visit_is_cut_for_a_place_that_shuts():
    event = a_tour_where_podium_is_open((540, 695))
    assert [one.how for one in propose_delay(group(event), minutes=40)] == ["skip", "shift"]


def test_what_cannot_be_has_no_button_on_the_pages(client):
    event = a_tour_where_podium_is_open((540, 695))
    page = client.get(f"{guides_page(event)}?later=15").text
    assert page.count('name="proposal"') == 2
    assert "Zo kan het niet:</b> " + open_only(event, "van 9.00 tot 11.35")[0] in page


def test_the_last_stop_that_is_left_is_skipped_where_it_is_shut():
    event = a_tour_where_podium_is_open((540, 695))
    for one in event.groups.all():
        one.visits.filter(stop__title="Lunch").update(start_min=None, end_min=None)
    event = publish_quietly(event)
    assert [one.how for one in propose_delay(group(event), minutes=40)] == ["skip", "shift"]


def wish(event, **hours):
    set_wish(podium(event), **hours)
    return event


def test_a_wish_that_gives_way_is_named_and_can_be_accepted():
    event = wish(a_tour(), open_until_min=695)
    shift = by_how(propose_delay(group(event), minutes=15))["shift"]
    assert (shut(event, shift), doubts(event, shift)) == (
        [],
        ["De wens voor ‘Podium’ lukt dan niet: tot 11.35."],
    )
    accept(event, shift, by=None)
    assert starts(event)["Podium"] == "11:05"


def test_a_wish_is_kept_where_staying_shorter_can():
    event = wish(a_tour(), open_until_min=695)
    assert doubts(event, by_how(propose_delay(group(event), minutes=15))["shorten"]) == []


def test_a_wish_gives_way_before_a_group_is_sent_to_a_shut_place():
    event = wish(a_tour_where_podium_is_open((540, 695), (730, 1020)), open_until_min=720)
    shift = by_how(propose_delay(group(event), minutes=15))["shift"]
    assert (shut(event, shift), doubts(event, shift)) == (
        [],
        ["De wens voor ‘Podium’ lukt dan niet: tot 12.00."],
    )
    accept(event, shift, by=None)
    assert starts(event)["Podium"] == "12:10"


def test_a_wish_that_the_published_day_does_not_keep_was_decided_on():
    event = wish(a_tour(), open_until_min=690)
    assert doubts(event, by_how(propose_delay(group(event), minutes=15))["shift"]) == []


def test_later_than_was_wished_is_said_to_be():
    event = wish(a_tour(), open_from_min=600, open_until_min=720)
    proposal = propose_later(event, podium(event), from_min=780)
    assert not shut(event, proposal)
    assert doubts(event, proposal)[0] == "De wens voor ‘Podium’ lukt dan niet: van 10.00 tot 12.00."


def test_who_comes_while_a_place_has_its_break_begins_when_it_opens_again():
    event = a_tour_where_podium_is_open((540, 695), (730, 1020))
    accept(event, by_how(propose_delay(group(event), minutes=15))["shift"], by=None)
    assert starts(event)["Podium"] == "12:10"


def test_hours_that_the_published_day_does_not_keep_were_decided_on():
    event = a_tour_where_podium_is_open((540, 690))
    assert not shut(event, by_how(propose_delay(group(event), minutes=15))["shift"])


def test_a_place_that_opens_for_us_is_open():
    event = a_tour_where_podium_is_open((540, 695))
    event.stops.filter(title="Podium").update(opens_for_us=True)
    assert not shut(event, by_how(propose_delay(group(event), minutes=15))["shift"])


def test_another_place_is_gone_to_when_it_opens():
    event = a_tour()
    new = open_from(a_venue(event, name="Buurthuis"), (690, 1020))
    proposal = propose_elsewhere(event, podium(event), new)
    assert not shut(event, proposal)
    accept(event, proposal, by=None)
    assert starts(event)["Podium"] == "11:30"


def test_another_place_that_is_shut_all_day_is_said_to_be():
    event = a_tour()
    new = a_venue(event, name="Buurthuis")
    set_hours(new, [DayHours(None, DAY)])
    assert shut(event, propose_elsewhere(event, podium(event), new))
    assert not shut(event, propose_elsewhere(event, podium(event), a_venue(event)))


def test_that_the_old_place_opened_for_us_says_nothing_of_another():
    event = a_tour_where_podium_is_open((540, 695))
    event.stops.filter(title="Podium").update(opens_for_us=True)
    new = open_from(a_venue(event, name="Buurthuis"), (540, 600))
    assert shut(event, propose_elsewhere(event, podium(event), new))


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
    assert not shut(event, proposal)
    accept(event, proposal, by=None)
    assert starts(event)["Podium"] == "14:00"


def test_later_than_the_place_is_open_cannot_be():
    event = a_tour_where_podium_is_open((540, 695))
    proposal = propose_later(event, podium(event), from_min=780)
    assert shut(event, proposal)


def test_a_place_of_plan_b_is_gone_to_when_it_opens_and_cannot_be_where_it_does_not():
    event = a_tour()
    new = open_from(a_venue(event, name="Buurthuis"), (690, 1020))
    plan = PlanB.objects.create(event=event, note="Regen")
    PlanBPlace.objects.create(plan=plan, stop=podium(event), venue=new)
    moved = propose_plan_b(event, plan)
    assert not shut(event, moved)
    set_hours(new, [DayHours(None, DAY)])
    assert shut(event, propose_plan_b(event, plan))
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
    assert shut(event, propose_plan_b(event, plan))


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
