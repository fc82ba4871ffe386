import re

import pytest

from core.tokens import make_token
from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_venue,
    an_event,
    publish_quietly,
)
from tours.models import Event, Group, Leg, Registration, Visit

pytestmark = pytest.mark.django_db


def route_of(registration):
    return f"/route/{make_token('route', registration.pk, registration.link_version)}/"


def text(response):
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def a_tour_in_two_groups():
    """Group A goes to stop 1 and 2, group B to stop 2 and 1."""
    draft = a_draft(programme_complete=True)
    venue = a_venue(draft, name="De Nieuwe Jutter", address="Amerhof 66", step_free="yes")
    first = a_stop(draft, at=600, title="Jutter", venue=venue, contact_phone="0612345678")
    second = a_stop(draft, at=660, title="Podium")
    a_speaker(draft, talk=a_talk(first), name="Mariska", phone="0687654321")
    other = Group.objects.create(event=draft, letter="B", position=2, guide_phone="0611111111")
    Visit.objects.create(group=other, stop=second, position=1, start_min=600, end_min=630)
    Visit.objects.create(group=other, stop=first, position=2, start_min=660, end_min=690)
    Leg.objects.create(
        group=draft.groups.get(letter="A"), from_stop=first, to_stop=second, mode="bicycle", minutes=15
    )
    return publish_quietly(draft)


def test_the_route_shows_times_stops_addresses_and_ways_of_ones_own_group(client):
    event = a_tour_in_two_groups()
    page = text(client.get(route_of(a_registration(event, group=event.groups.get(letter="A")))))
    assert "De route van groep A" in page
    assert re.search(
        r"10\.00 Halte 1 Jutter Mariska, tot 10\.30 uur .* Amerhof 66 .* 15 minuten fietsen 11\.00 .* Podium",
        page,
    )


def test_another_group_meets_the_stops_in_another_order(client):
    event = a_tour_in_two_groups()
    page = text(client.get(route_of(a_registration(event, group=event.groups.get(letter="B")))))
    assert page.index("Podium") < page.index("Jutter")
    assert "fietsen" not in page


def test_without_a_group_the_stops_stand_there_without_times(client):
    page = text(client.get(route_of(a_registration(a_tour_in_two_groups()))))
    assert "In welke groep u zit, hoort u de dag ervoor." in page
    assert "10.00" not in page


def test_a_save_the_date_says_that_the_programme_follows(client):
    assert "Het programma volgt." in text(client.get(route_of(a_registration(an_event()))))


def test_colleagues_who_see_the_calendar_see_nothing_about_the_person(client):
    event = a_tour_in_two_groups()
    private = {
        "name": "Sam Bakker", "email": "sam@bakker.example", "phone": "0600000000", "party": "Groen",
        "note": "Ik kom later", "access_needs": "ringleiding graag", "diet": "halal",
    }  # fmt: skip
    registration = a_registration(event, group=event.groups.get(letter="B"), **private)
    page = client.get(route_of(registration)).content.decode()
    for value in [*private.values(), "Halal", "0612345678", "0687654321", "0611111111"]:
        assert value not in page
    assert "/mijn/" not in page
    assert "/kalender/" not in page
    assert page.partition("<main")[2].partition("</main")[0].count("<form") == 0


def test_the_route_may_only_be_read_and_reading_changes_nothing(client):
    registration = a_registration(an_event())
    before = Registration.objects.values().get()
    assert client.get(route_of(registration)).status_code == 200
    assert client.post(route_of(registration)).status_code == 405
    assert Registration.objects.values().get() == before


def test_the_page_is_kept_out_of_caches_and_search_engines(client):
    page = client.get(route_of(a_registration(an_event())))
    assert page["Cache-Control"] == "no-store, private"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_cancelled_event_is_told(client):
    registration = a_registration(an_event())
    Event.objects.update(state="cancelled", cancel_reason="Storm op komst")
    assert "gaat niet door Storm op komst" in text(client.get(route_of(registration)))


def test_a_revoked_link_is_gone_and_another_pages_link_unknown(client):
    registration = a_registration(an_event(), link_version=2)
    assert client.get(f"/route/{make_token('route', registration.pk, 1)}/").status_code == 410
    assert client.get(f"/route/{make_token('mijn', registration.pk, 2)}/").status_code == 404


@pytest.mark.parametrize("others", [1, 3])
def test_the_route_takes_one_statement(client, others, django_assert_num_queries):
    event = a_tour_in_two_groups()
    for _ in range(others):
        registration = a_registration(event)
    with django_assert_num_queries(1):
        assert client.get(route_of(registration)).status_code == 200


@pytest.mark.parametrize(("key", "status"), [("route", 410), ("another", 404)])
def test_a_link_that_does_not_work_leads_to_where_one_asks_for_another(client, key, status):
    registration = a_registration(an_event(), link_version=2)
    page = client.get(f"/route/{make_token(key, registration.pk, 1)}/")
    assert page.status_code == status
    assert "/mijn/nieuwe-link/" in page.content.decode()
