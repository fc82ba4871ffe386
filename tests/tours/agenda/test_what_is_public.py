"""What readers and search engines get to see, and what they do not."""

import json
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests.builders import a_draft, a_speaker, a_stop, a_talk, an_event, in_days, publish_quietly
from tests.tours.agenda.tour import a_tour, page
from tours.models import Event, Report, Statement

pytestmark = pytest.mark.django_db


def test_drafts_are_not_public(client):
    draft = a_draft()
    assert client.get(reverse("agenda:event", args=[draft.slug])).status_code == 404
    assert draft.title not in client.get(reverse("agenda:index")).content.decode()


def test_edits_are_not_public_before_they_are_published(client):
    event = a_tour()
    Event.objects.filter(pk=event.pk).update(title="Andere titel")
    assert "Andere titel" not in page(client, event)


def test_what_was_said_names_the_stop_as_it_was_published(client):
    event = a_tour(1)
    stop = event.stops.get()
    Statement.objects.create(event=event, stop=stop, ref="s", kind="need", side="council", text="Meer")
    Report.objects.create(event=event, state="published", body="Wat er was.")
    event.stops.update(title="Nog geheim")
    text = page(client, event)
    assert "<small>Plek 1</small>" in text
    assert "Nog geheim" not in text


def test_a_follow_up_shows_the_day_that_was_published_not_the_one_in_the_draft(client):
    event = an_event()
    later = an_event(follows=event, date=in_days(40))
    Event.objects.filter(pk=later.pk).update(date=in_days(41))
    assert f"<strong>{in_days(40).day}</strong>" in page(client, event)


def test_phone_numbers_and_addresses_of_people_are_not_on_public_pages(client):
    draft = a_draft(programme_complete=True)
    stop = a_stop(
        draft, at=560, contact_name="Kees", contact_phone="06 12345678", contact_email="kees@buurt.example"
    )
    a_speaker(draft, talk=a_talk(stop), email="mariska@buurt.example", phone="06 87654321")
    event = publish_quietly(draft)
    for url in [reverse("agenda:event", args=[event.slug]), reverse("agenda:print", args=[event.slug])]:
        text = client.get(url).content.decode()
        assert not any(secret in text for secret in ["12345678", "87654321", "@buurt.example"])


class _Blocks(HTMLParser):
    kept = ""
    inside = False

    def handle_starttag(self, tag, attrs):
        self.inside = dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.inside:
            self.kept += data


def test_search_engines_get_the_event_as_data(client):
    blocks = _Blocks()
    blocks.feed(page(client, a_tour()))
    data = json.loads(blocks.kept)
    assert data["@type"] == "Event"
    assert data["location"]["name"] == "Stadhuis"
    assert data["startDate"].startswith(in_days(30).isoformat())


def test_a_hostile_title_stays_text(client):
    text = page(client, an_event(title="</script><script>alert(1)</script>", programme_complete=True))
    assert "<script>alert(1)" not in text


def test_public_pages_take_no_posts(client):
    assert client.post(reverse("agenda:index")).status_code == 405
