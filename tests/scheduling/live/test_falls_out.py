import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from notifications.news.programme import tell_programme
from notifications.outbox import lease
from scheduling.live.actions import accept, note_arrival
from scheduling.live.consequences import consequences_of
from scheduling.live.errors import NobodyStillComes, NoSuchDay, NotToday
from scheduling.live.page import cards_of
from scheduling.live.proposing import (
    propose_delay,
    propose_elsewhere,
    propose_instead,
    propose_later,
    propose_without,
)
from tests.builders import a_draft, a_registration, a_stop, a_user, a_venue, publish_quietly
from tests.elsewhere import somewhere
from tests.notifications.told import posted
from tests.scheduling.live.day import DAY, a_tour, at, group, starts
from tests.scheduling.travel.test_travel import osrm
from tours.lifecycle.actions import publish
from tours.lifecycle.overview import overview_of
from tours.models import Booking, Event, Leg, Stop
from tours.programme.errors import AlreadyBooked

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


def test_who_waits_there_reads_which_place_it_is_now():
    event = a_tour()
    proposal = propose_elsewhere(event, podium(event), a_venue(event, name="Buurthuis"))
    [effect] = consequences_of(event, [proposal], cards_of(event, list(event.groups.all())))[0].effects
    assert "Podium (nu op een andere plek: Buurthuis)" in effect.host.text


def test_of_a_place_that_is_not_on_the_map_the_way_is_said_to_be_unknown():
    event = a_tour()
    nowhere = a_venue(event, name="Raadzaal", lat_deg=None, lon_deg=None)
    doubts = [
        consequences_of(event, [propose_elsewhere(event, podium(event), venue)], [])[0].doubts
        for venue in (nowhere, a_venue(event, name="Buurthuis"))
    ]
    assert [any("staat niet op de kaart" in one for one in some) for some in doubts] == [True, False]


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
    with django_assert_num_queries(29):
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


def held(event, venue):
    """From when until when the event holds this place, in minutes; None where it does not."""
    slots = Booking.objects.filter(event=event, resource=f"venue:{venue.pk}").values_list("slot", flat=True)
    return (min(slots) * 5, (max(slots) + 1) * 5) if slots else None


def a_tour_with_places():
    """Published with its claims, as `publish` makes them."""
    event = a_tour()
    for stop in event.stops.all():
        Stop.objects.filter(pk=stop.pk).update(venue=a_venue(event, name=f"Zaal {stop.title}"))
    publish(event, by=None, silent=True)
    return event


def somebody_else_holds(venue, *, start, end):
    other = publish_quietly(a_draft(title="Buurtfeest", date=DAY))
    Booking.objects.bulk_create(
        Booking(event=other, resource=f"venue:{venue.pk}", date=DAY, slot=slot)
        for slot in range(start // 5, end // 5)
    )


def test_another_place_is_claimed_and_the_old_one_let_go_of():
    event = a_tour_with_places()
    old, new = podium(event).venue, a_venue(event, name="Buurthuis")
    assert held(event, old) == (600, 695)
    accept(event, propose_elsewhere(event, podium(event), new), by=None)
    assert held(event, new) == (660, 695)  # the group that was there before was not there
    assert held(event, old) == (600, 635)  # the other group is still there


def test_claims_and_drafts_go_by_the_published_day_also_when_a_draft_is_for_another():
    event = a_tour_with_places()
    old, new = podium(event).venue, a_venue(event, name="Buurthuis")
    Event.objects.filter(pk=event.pk).update(date=DAY + timedelta(days=7))
    event.refresh_from_db()
    somebody_else_holds(new, start=690, end=720)
    with pytest.raises(AlreadyBooked):
        accept(event, propose_elsewhere(event, podium(event), new), by=None)
    Booking.objects.exclude(event=event).delete()
    event.refresh_from_db()
    accept(event, propose_elsewhere(event, podium(event), new), by=None)
    assert (held(event, new), held(event, old)) == ((660, 695), (600, 635))
    accept(event, propose_delay(group(event), minutes=60)[0], by=None)
    assert event.bookings.values_list("date").distinct().get() == (DAY,)
    drafted = podium(event).visits.get(group=group(event)).start_min
    assert starts(event)["Podium"] == f"{drafted // 60}:{drafted % 60:02}" > "11:00"


def test_a_place_that_another_event_holds_is_said_before_and_refused_at_the_button(client):
    event = a_tour_with_places()
    old, new = podium(event).venue, a_venue(event, name="Buurthuis")
    somebody_else_holds(new, start=690, end=720)
    proposal = propose_elsewhere(event, podium(event), new)
    [one] = consequences_of(event, [proposal], [])
    assert one.taken == ["Buurthuis is van 11.30 tot 12.00 bezet door ‘Buurtfeest’."]
    with pytest.raises(AlreadyBooked):
        accept(event, proposal, by=None)
    assert (held(event, old), held(event, new)) == ((600, 695), None)
    assert starts(event)["Podium"] == "11:00"
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = client.get(f"/beheer/{event.slug}/vandaag/halte/{podium(event).pk}/?venue={new.pk}")
    chosen = page.content.decode().partition('id="gekozen"')[2].partition("</section>")[0]
    assert "Zo kan het niet:" in chosen
    assert "Geef dit door" not in chosen


def test_a_place_that_is_held_at_another_time_is_free():
    event = a_tour_with_places()
    new = a_venue(event, name="Buurthuis")
    somebody_else_holds(new, start=600, end=660)  # by then group B was in the old place
    [one] = consequences_of(event, [propose_elsewhere(event, podium(event), new)], [])
    assert one.taken == []
    accept(event, propose_elsewhere(event, podium(event), new), by=None)
    assert held(event, new) == (660, 695)


def test_who_skips_a_stop_lets_go_of_its_place():
    event = a_tour_with_places()
    accept(event, propose_without(event, podium(event)), by=None)
    assert held(event, podium(event).venue) == (600, 635)


def test_who_is_late_is_late_though_another_event_comes_in_then():
    event = a_tour_with_places()
    place = podium(event).venue
    somebody_else_holds(place, start=695, end=800)
    shift = propose_delay(group(event), minutes=15)[0]
    [one] = consequences_of(event, [shift], [])
    assert one.doubts[-1] == "Zaal Podium is van 11.35 tot 13.20 bezet door ‘Buurtfeest’."
    assert one.taken == []
    accept(event, shift, by=None)
    assert starts(event)["Podium"] == "11:05"
    assert held(event, place) == (600, 695)


def a_tour_on_the_map():
    """Podium and the other stops are a kilometre apart; nobody drafted or published a way."""
    event = a_tour()
    for stop, lat_deg in (("Jutter", 52.09), ("Podium", 52.1), ("Lunch", 52.095)):
        event.stops.filter(title=stop).update(venue=a_venue(event, lat_deg=lat_deg, lon_deg=5.12))
    Leg.objects.all().delete()
    return publish_quietly(event)


def legs_to(proposal, title):
    ids = {stop["id"]: stop["title"] for stop in proposal.programme["stops"]}
    found = next(one for one in proposal.programme["groups"] if one["letter"] == "A")["legs"]
    return [(leg["minutes"], leg["metres"]) for leg in found if ids[leg["to_stop"]] == title]


def look_at(client, event, venue):
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = client.get(f"/beheer/{event.slug}/vandaag/halte/{podium(event).pk}/?venue={venue.pk}")
    return page.content.decode()


def have_measured(client, event, venue):
    client.force_login(a_user(role="planner", organisation=event.organisation))
    address = f"/beheer/{event.slug}/vandaag/halte/{podium(event).pk}/meten/"
    return client.post(address, {"venue": venue.pk}, follow=True).content.decode()


def test_a_router_that_hangs_does_not_hold_up_the_page(client, settings):
    event = a_tour_on_the_map()
    new = a_venue(event, name="Buurthuis", lat_deg=52.11, lon_deg=5.12)
    with somewhere(lambda *_: time.sleep(3)) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        page = look_at(client, event, new)
    assert asked == []
    assert "De reistijd naar ‘Podium’ is geschat." in page
    assert "Geef dit door" in page


def test_the_way_to_another_place_is_as_the_router_measured_it_and_it_is_asked_once(client, settings):
    event = a_tour_on_the_map()
    new = a_venue(event, name="Buurthuis", lat_deg=52.11, lon_deg=5.12)
    with somewhere(osrm(5000, 2400)) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        pages = [look_at(client, event, new)]
        assert asked == []
        assert "Laat de reistijden meten" in pages[0]
        pages = [have_measured(client, event, new) for _ in range(2)]
        before = len(asked)
        proposal = propose_elsewhere(event, podium(event), new)
    assert len(asked) == before == 2  # on foot and by bicycle
    assert legs_to(proposal, "Podium") == [(40, 5000)]
    assert proposal.guessed == ()
    assert "is geschat" not in "".join(pages)
    assert "Laat de reistijden meten" not in "".join(pages)


def test_a_router_that_is_down_leaves_the_estimate_and_the_page_says_so(client, settings):
    event = a_tour_on_the_map()
    new = a_venue(event, name="Buurthuis", lat_deg=52.11, lon_deg=5.12)
    with somewhere(lambda *_: (503, {})) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        page = have_measured(client, event, new)
        have_measured(client, event, new)
    assert "De routeplanner antwoordt niet. De reistijden zijn geschat." in page
    assert "De reistijd naar ‘Podium’ is geschat." in page
    assert len(asked) == 1
    cache.clear()


def test_being_late_never_asks_the_router(settings):
    event = a_tour_on_the_map()
    with somewhere(osrm(5000, 2400)) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        assert propose_delay(group(event), minutes=30)
    assert asked == []
