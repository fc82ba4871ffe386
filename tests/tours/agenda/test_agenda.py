"""The agenda, and the pages about the service."""

import pytest
from django.urls import reverse

from tests.builders import an_event, in_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("events", [1, 3])
def test_the_agenda_costs_the_same_for_any_number(client, django_assert_num_queries, events):
    for _ in range(events):
        an_event()
        an_event(date=in_days(-20))
    with django_assert_num_queries(5):
        client.get(reverse("agenda:index"))


def test_the_agenda_finds_by_word_and_kind(client):
    tour, meeting = an_event(title="Fietsen in Oost"), an_event(title="Avond over Oost", kind="meeting")
    found = client.get(reverse("agenda:index"), {"q": "oost", "kind": "meeting"}).content.decode()
    assert meeting.title in found
    assert tour.title not in found


def test_a_search_in_the_agenda_keeps_the_kind_that_was_chosen(client):
    page = client.get(reverse("agenda:index"), {"kind": "meeting"}).content.decode()
    assert '<input type="hidden" name="kind" value="meeting">' in page


def test_the_agenda_shows_what_comes_and_below_it_what_was(client):
    an_event(title="Die van toen", date=in_days(-20))
    an_event(title="Die van straks", date=in_days(20))
    text = client.get(reverse("agenda:index")).content.decode()
    assert text.index("Die van straks") < text.index("Die van toen")


def test_looking_back_shows_what_was_alone(client):
    an_event(title="Die van toen", date=in_days(-20))
    an_event(title="Die van straks", date=in_days(20))
    text = client.get(reverse("agenda:index"), {"past": "1"}).content.decode()
    assert "Die van toen" in text
    assert "Die van straks" not in text


def test_a_search_in_the_agenda_finds_past_events_too(client):
    an_event(title="Die van toen", date=in_days(-20))
    text = client.get(reverse("agenda:index"), {"q": "toen"}).content.decode()
    assert "Die van toen" in text
    assert "Niets gevonden" not in text


def test_the_agenda_says_what_to_do_when_nothing_is_found(client):
    text = client.get(reverse("agenda:index"), {"q": "bestaat niet"}).content.decode()
    assert "Niets gevonden" in text
    assert "Toon alles" in text


@pytest.mark.parametrize("name", ["about", "privacy", "accessibility", "security_txt", "atom", "index"])
def test_pages_about_the_service_are_there(client, name):
    an_event()
    assert client.get(reverse(f"agenda:{name}")).status_code == 200
