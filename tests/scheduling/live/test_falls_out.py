import re

import pytest
import time_machine

from notifications.news.programme import tell_programme
from notifications.outbox import lease
from scheduling.live.actions import accept, note_arrival
from scheduling.live.errors import NobodyStillComes, NoSuchDay, NotToday
from scheduling.live.proposing import propose_elsewhere, propose_instead, propose_later, propose_without
from tests.builders import a_registration, a_stop, a_user, a_venue, publish_quietly
from tests.notifications.told import posted
from tests.scheduling.live.day import a_tour, at, group, starts
from tours.lifecycle.overview import overview_of
from tours.models import Event, Leg, Stop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def podium(event):
    return event.stops.get(title="Podium")


def timed(event):
    """The stops that group A has a time for, as they are published; `starts` cannot read one without."""
    event.refresh_from_db()
    visits = next(one for one in event.current.data["groups"] if one["letter"] == "A")["visits"]
    titles = dict(Stop.objects.filter(event=event).values_list("pk", "title"))
    return {titles[visit["stop"]] for visit in visits if visit["start"]}


def drafts_are_as_published(event):
    return not overview_of(Event.objects.get(pk=event.pk), at=at("10:30")).unpublished


def test_who_was_there_already_keeps_it_and_the_others_skip_it():
    event = a_tour()
    accept(event, propose_without(event, podium(event)), by=None)
    assert starts(event) == {"Jutter": "10:00", "Lunch": "12:00"}
    assert starts(event, "B") == {"Podium": "10:00", "Jutter": "11:00", "Lunch": "12:00"}
    assert drafts_are_as_published(event)


def test_a_stop_that_can_only_later_changes_places_with_the_lunch():
    event = a_tour()
    accept(event, propose_later(event, podium(event), from_min=780), by=None)
    assert starts(event)["Podium"] >= "13:00"
    assert starts(event)["Lunch"] == starts(event, "B")["Lunch"] == "12:00"
    assert list(group(event).visits.values_list("stop__title", flat=True)) == ["Jutter", "Lunch", "Podium"]
    assert drafts_are_as_published(event)


def test_a_time_that_is_no_time_of_this_day_any_more_is_not_offered():
    event = a_tour()
    with pytest.raises(NoSuchDay):
        propose_later(event, podium(event), from_min=1430)


def test_another_place_moves_only_what_the_longer_way_makes_late():
    event = a_tour()
    for stop in event.stops.exclude(title="Podium"):
        Stop.objects.filter(pk=stop.pk).update(venue=a_venue(event))
    Leg.objects.all().delete()
    event = publish_quietly(event)
    far = a_venue(event, name="Buurthuis", lat_deg=52.13)
    accept(event, propose_elsewhere(event, podium(event), far), by=None)
    event.refresh_from_db()
    assert {stop["title"]: stop["venue"]["name"] for stop in event.current.data["stops"] if stop["venue"]}[
        "Podium"
    ] == "Buurthuis"
    assert starts(event)["Podium"] == "11:05"
    assert Stop.objects.get(title="Podium").venue == far
    assert drafts_are_as_published(event)


def test_another_place_is_told_only_to_the_group_that_still_has_to_come():
    event = a_tour()
    people = {letter: a_registration(event, group=group(event, letter)) for letter in "AB"}
    tell_programme(event, event.current, at=at("08:00"))
    lease.claim("somebody", at=at("10:22"), limit=100)
    accept(event, propose_elsewhere(event, podium(event), a_venue(event)), by=None)
    told = {mail.recipient_name for mail in posted(state="pending")}
    assert people["A"].name in told
    assert people["B"].name not in told


def test_a_spare_stop_comes_at_the_time_of_the_one_that_falls_out():
    event = a_tour()
    spare = a_stop(event, title="Wijkpunt")
    event = publish_quietly(event)
    accept(event, propose_instead(event, podium(event), spare), by=None)
    assert timed(event) == {"Jutter", "Wijkpunt", "Lunch"}
    assert drafts_are_as_published(event)


def test_where_nobody_has_to_come_any_more_there_is_nothing_to_do():
    event = a_tour()
    with time_machine.travel(at("11:30"), tick=False), pytest.raises(NobodyStillComes):
        propose_without(event, podium(event))


def test_who_stands_before_a_closed_door_can_still_skip_it():
    event = a_tour()
    for letter, title in (("A", "Jutter"), ("B", "Podium")):
        note_arrival(group(event, letter), stop_id=event.stops.get(title=title).pk, reached=True)
    with time_machine.travel(at("11:05"), tick=False):
        accept(event, propose_without(event, podium(event)), by=None)
    assert starts(event) == {"Jutter": "10:00", "Lunch": "12:00"}


def test_the_day_before_this_is_done_in_the_programme():
    event = a_tour()
    with time_machine.travel(at("10:22").replace(day=25), tick=False), pytest.raises(NotToday):
        propose_without(event, podium(event))


def test_the_page_shows_per_group_what_each_choice_does_and_has_a_button(client, django_assert_num_queries):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = f"/beheer/{event.slug}/vandaag/halte/{podium(event).pk}/"
    with django_assert_num_queries(21):
        shown = client.get(page + "?from_min=13.00").content.decode()
    assert "stond om 11.00, vervalt" in shown
    assert "Groep A slaat Podium vandaag over." in shown
    assert "Later op de dag" in shown
    sealed = re.findall(r'name="proposal" value="([^"]+)"', shown)
    client.post(f"/beheer/{event.slug}/vandaag/later/", {"proposal": sealed[-1]})
    assert "Podium" not in starts(event)


def test_a_time_that_cannot_be_read_is_said_at_the_field(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = client.get(f"/beheer/{event.slug}/vandaag/halte/{podium(event).pk}/?from_min=straks")
    assert page.context["form"].errors["from_min"]
    assert 'value="straks"' in page.content.decode()


def test_a_stop_of_another_event_is_not_found(client):
    event, other = a_tour(), a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    assert client.get(f"/beheer/{event.slug}/vandaag/halte/{podium(other).pk}/").status_code == 404
