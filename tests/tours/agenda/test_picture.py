"""The picture that others show beside a link to an event."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from tests.builders import a_draft, a_stop, a_venue, an_event, publish_quietly
from tours.agenda import picture
from tours.models import Event

pytestmark = pytest.mark.django_db


def a_route(**fields):
    """A published tour past two places, with lunch at the second."""
    draft = a_draft(programme_complete=True, **fields)
    here, there = (a_venue(draft, lat_deg=52.09 + n / 100, lon_deg=5.1 + n / 50) for n in range(2))
    a_stop(draft, at=560, venue=here)
    a_stop(draft, at=640, venue=there)
    a_stop(draft, at=720, kind="meal", venue=there)
    return publish_quietly(draft)


def of(event):
    return reverse("agenda:picture", args=[event.slug])


def colours_of(answer):
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return {colour for _, colour in image.convert("RGB").getcolors(1200 * 630)}


MAP_GROUND, SUN, EDGE = (238, 244, 238), (255, 223, 93), (3, 54, 58)


def test_it_shows_the_route_with_the_lunch(client):
    answer = client.get(of(a_route()))
    assert answer["Content-Type"] == "image/png"
    assert {MAP_GROUND, SUN} <= colours_of(answer)


def test_it_shows_where_all_end(client):
    event = a_route()
    assert EDGE not in colours_of(client.get(of(event)))
    end = a_venue(event, name="Stadhuis", lat_deg=52.1, lon_deg=5.11)
    Event.objects.filter(pk=event.pk).update(end_point=end)
    event = publish_quietly(Event.objects.get(pk=event.pk))
    assert EDGE in colours_of(client.get(of(event)))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "Meervoudigepersoonlijkheidsvoorzieningenoverleg " * 2},
        {"title": "In één woord", "audience": "Voor iedereen " * 9},
        {"start_min": None, "end_min": None},
    ],
)
def test_without_places_on_the_map_it_is_the_words_alone(client, fields):
    assert MAP_GROUND not in colours_of(client.get(of(an_event(**fields))))


def test_it_is_drawn_with_other_letters_where_ours_are_not_there(client, monkeypatch):
    monkeypatch.setattr(picture.finders, "find", lambda path: None)
    picture._font.cache_clear()
    assert MAP_GROUND in colours_of(client.get(of(a_route())))
    picture._font.cache_clear()


def test_the_page_names_it_by_revision_and_state_so_that_others_fetch_it_anew(client):
    event = a_route()

    def named():
        text = client.get(reverse("agenda:event", args=[event.slug])).content.decode()
        return re.search(r'property="og:image" content="([^"]+)"', text)[1]

    before = named()
    assert of(event) in before
    event.stops.update(title="Elders")
    publish_quietly(Event.objects.get(pk=event.pk))
    changed = named()
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    assert len({before, changed, named()}) == 3


def test_who_has_it_does_not_get_it_again_until_it_changes(client, django_assert_num_queries):
    event = a_route()
    first = client.get(of(event))
    assert "max-age=86400" in first["Cache-Control"]
    seen = {"If-None-Match": first["ETag"]}
    with django_assert_num_queries(1):
        assert client.get(of(event), headers=seen).status_code == 304
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    assert client.get(of(event), headers=seen).content != first.content


def test_it_is_the_same_in_every_language(client):
    event = a_route()
    dutch = client.get(of(event)).content
    client.cookies["django_language"] = "en"
    assert client.get(of(event)).content == dutch


def test_a_draft_has_none(client):
    assert client.get(of(a_draft())).status_code == 404
