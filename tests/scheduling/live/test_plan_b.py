import re

import pytest
import time_machine
from django.utils import timezone

from notifications.news.programme import tell_programme
from notifications.outbox import lease
from scheduling.live.actions import accept, drop_plan_b, prepare_plan_b
from scheduling.live.errors import NoPlanB, PlanBHolds
from scheduling.live.proposing import propose_delay, propose_plan_b
from scheduling.models import PlanB
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_registration, a_user, a_venue
from tests.notifications.told import posted
from tests.scheduling.live.day import a_tour, at, group, starts
from tours.lifecycle.overview import overview_of
from tours.models import Event, Leg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def prepared(event, *, minutes=30, places=None):
    """By bus everywhere, in so many minutes."""
    ends = set(Leg.objects.filter(group__event=event).values_list("from_stop", "to_stop"))
    return prepare_plan_b(
        event, note="Het regent.", ways=dict.fromkeys(ends, ("bus", minutes)), places=places or {}
    )


def switched(event):
    """Plan B, or back, as its button does it."""
    accept(event, propose_plan_b(event, PlanB.objects.get(event=event)), by=None)


def modes(event, letter="A"):
    event.refresh_from_db()
    published = next(one for one in event.current.data["groups"] if one["letter"] == letter)
    return [leg["mode"] for leg in published["legs"]]


def test_the_longer_way_by_bus_makes_later_only_what_it_must():
    event = a_tour()
    prepared(event)
    switched(event)
    assert modes(event) == ["bus", "bus"]
    assert starts(event) == {"Jutter": "10:00", "Podium": "11:05", "Lunch": "12:10"}
    assert not overview_of(Event.objects.get(pk=event.pk), at=timezone.now()).unpublished


def test_the_way_that_is_behind_a_group_stays_as_it_was():
    event = a_tour()
    prepared(event)
    with time_machine.travel(at("11:10"), tick=False):
        switched(event)
    assert modes(event) == ["bicycle", "bus"]


def test_back_again_brings_back_the_bicycle_and_the_times():
    event = a_tour()
    before = event.current.data
    prepared(event)
    switched(event)
    switched(event)
    event.refresh_from_db()
    assert event.current.data["groups"] == before["groups"]
    assert not PlanB.objects.get().is_on


def test_a_delay_that_was_accepted_meanwhile_stays_when_plan_b_is_taken_back():
    event = a_tour()
    prepared(event)
    switched(event)
    accept(event, propose_delay(group(event), minutes=30)[0], by=None)
    assert starts(event)["Podium"] == "11:35"
    switched(event)
    assert starts(event)["Podium"] == "11:30"
    assert modes(event) == ["bicycle", "bicycle"]


def test_one_message_with_the_reason_to_everybody_who_still_has_to_come():
    event = a_tour()
    people = [a_registration(event, group=group(event, letter)) for letter in "AB"]
    tell_programme(event, event.current, at=at("08:00"))
    lease.claim("somebody", at=at("10:22"), limit=100)
    prepared(event, minutes=15)
    switched(event)
    told = posted(state="pending")
    assert sorted(mail.recipient_name for mail in told) == sorted(one.name for one in people)
    assert {mail.facts["note"] for mail in told} == {"Het regent."}


def test_a_place_under_a_roof_holds_for_who_still_has_to_come():
    event = a_tour()
    stop, roof = event.stops.get(title="Podium"), a_venue(event, name="Onder dak")
    prepare_plan_b(event, note="Het regent.", ways={}, places={stop.pk: roof})
    switched(event)
    event.refresh_from_db()
    assert (
        next(one for one in event.current.data["stops"] if one["id"] == stop.pk)["venue"]["name"]
        == "Onder dak"
    )
    switched(event)
    event.refresh_from_db()
    assert next(one for one in event.current.data["stops"] if one["id"] == stop.pk)["venue"] is None


def test_what_holds_is_not_changed_or_thrown_away():
    event = a_tour()
    prepared(event)
    switched(event)
    with pytest.raises(PlanBHolds):
        prepared(event)
    with pytest.raises(PlanBHolds):
        drop_plan_b(event)


def test_there_is_no_plan_b_of_a_day_that_was_not_published():
    event = a_draft()
    with pytest.raises(NoPlanB):
        propose_plan_b(event, PlanB(event=event, note="Het regent."))


@pytest.mark.parametrize(("name", "method"), [("", "get"), ("publiceren/", "post"), ("weg/", "post")])
def test_who_may(name, method):
    event = a_tour()
    expected = only(May.PLAN, allowed=200 if method == "get" else 302)
    assert_access(f"/beheer/{event.slug}/plan-b/{name}", method, expected, visitors=visitors_of(event))


@pytest.mark.parametrize("groups", [1, 2])
def test_preparing_looking_and_publishing_on_the_page(client, django_assert_num_queries, groups):
    event = a_tour(groups=groups)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    address = f"/beheer/{event.slug}/plan-b/"
    ways = re.findall(r'name="mode-(\d+-\d+)"', client.get(address).content.decode())
    sent = {f"mode-{way}": "bus" for way in ways} | {f"minutes-{way}": "30" for way in ways}
    assert client.post(address, {"note": "Het regent."} | sent).status_code == 302
    with django_assert_num_queries(22):
        page = client.get(address).content.decode()
    assert "was 11.00, 5 minuten later" in page
    sealed = re.search(r'name="proposal" value="([^"]+)"', page)[1]
    client.post(address + "publiceren/", {"proposal": sealed})
    assert starts(event)["Podium"] == "11:05"
    assert "Terug naar het gewone plan" in client.get(address).content.decode()


def test_minutes_that_cannot_be_guessed_are_asked_for_and_nothing_typed_is_lost(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    response = client.post(f"/beheer/{event.slug}/plan-b/", {"note": "Wij nemen de tram.", "by_bus": "1"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Vul de minuten in; schatten lukt hier niet." in page
    assert "Wij nemen de tram." in page
    assert not PlanB.objects.exists()
