"""Pages that are kept: cheap, and never older than what they say."""

import pytest

from tests.builders import a_draft, a_registration, a_stop, a_user, an_event, publish_quietly
from tests.tours.agenda.tour import a_tour, page
from tours.materials import actions
from tours.models import Event

pytestmark = pytest.mark.django_db


def test_a_page_that_is_kept_costs_one_statement_and_shows_the_seats_of_now(
    client, django_assert_num_queries
):
    event = an_event(seats=3)
    page(client, event)
    with django_assert_num_queries(1):
        page(client, event)
    a_registration(event)
    assert "<strong>2</strong>" in page(client, event)


def test_material_is_there_although_the_programme_around_it_is_kept(client):
    event = a_tour(stops=1)
    stop = event.stops.get()
    client.force_login(a_user(role=None))
    assert "film.example" not in page(client, event)
    film = actions.add_link(
        event, stop=stop, title="Film", link="https://film.example/1", visibility="public"
    )
    assert "film.example/1" in page(client, event)
    actions.withdraw(film)
    assert "film.example" not in page(client, event)


def test_a_kept_programme_is_that_of_the_language_and_the_group(client):
    draft = a_draft(programme_complete=True)
    draft.groups.create(letter="B", position=2)
    a_stop(draft, at=560, title="Plek", duration_min=30)
    event = publish_quietly(draft)
    assert "30 minuten" in page(client, event)
    assert page(client, event, "?groep=B").count('aria-current="true">Groep B') == 1
    client.cookies["django_language"] = "en"
    text = page(client, event)
    assert "30 minutes" in text
    assert "9:20" in text
    assert "9.20" not in text


def test_a_new_revision_is_there_at_once(client):
    event = a_tour(stops=1)
    assert "Plek 1" in page(client, event)
    event.stops.update(title="Elders")
    publish_quietly(Event.objects.get(pk=event.pk))
    assert "Elders" in page(client, event)


def test_a_kept_page_holds_nothing_of_a_visitor(client):
    event = an_event()
    text = page(client, event)
    assert "csrfmiddlewaretoken" not in text
    assert not client.cookies


def test_who_is_logged_in_gets_a_fresh_page(client):
    event = an_event()
    page(client, event)
    Event.objects.filter(pk=event.pk).update(cancel_reason="Net veranderd", state="cancelled")
    client.force_login(a_user(role=None))
    assert "Net veranderd" in page(client, event)
