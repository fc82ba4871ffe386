"""Where all groups end stands wherever people read where they must be."""

import pytest
import time_machine
from django.utils import timezone

from core.facts import announce
from core.tokens import make_token
from notifications.letters import compose
from notifications.outbox import lease
from tests.builders import a_registration, a_stop, a_venue
from tests.notifications.told import a_draft, entry_of, kinds, posted, publish_with
from tests.scheduling.live.day import guides_page
from tours.facts import SeatConfirmed
from tours.lifecycle.actions import publish
from tours.models import Event, Revision

pytestmark = pytest.mark.django_db
END = "Einde: Buurthuis"


def a_day_that_ends_elsewhere(*, at="Buurthuis", **event):
    """Published, with one person who has a seat; all end at the Buurthuis."""
    draft = a_draft(**{"programme_complete": True} | event)
    draft.end_point = a_venue(draft, name=at, address="Plein 1")
    draft.save()
    a_stop(draft, at=600, title="Jutter", venue=a_venue(draft, name="De Nieuwe Jutter"))
    publish(draft, by=None)
    return Event.objects.select_related("current", "organisation").get(pk=draft.pk)


def test_pages_say_where_it_ends(client):
    event = a_day_that_ends_elsewhere()
    person = a_registration(event)
    public = client.get(f"/agenda/{event.slug}/").text
    assert public.count(END) == 3  # beside the start, at the foot of the programme, and on the map
    assert END in client.get(f"/agenda/{event.slug}/draaiboek/").text
    for page in ("route", "mijn"):
        token = make_token(page, person.pk, person.link_version)
        shown = client.get(f"/{page}/{token}/").text
        assert END in shown
        assert "Plein 1" in shown
    with time_machine.travel(event.current.starts_at, tick=False):
        assert END in client.get(guides_page(event)).text


def test_where_one_is_there_already_it_is_not_said_again(client):
    event = a_day_that_ends_elsewhere()
    Event.objects.filter(pk=event.pk).update(end_point=event.stops.get().venue)
    publish(Event.objects.get(pk=event.pk), by=None)
    assert "dt-mark--edge" not in client.get(f"/agenda/{event.slug}/").text


def test_the_invitation_and_its_calendar_part_say_where_it_ends():
    event = a_day_that_ends_elsewhere()
    person = a_registration(event)
    announce(SeatConfirmed(registration=person))
    (mail,) = posted()
    raw = compose(mail).message()
    parts = {
        part.get_content_type(): part.get_payload(decode=True).decode()
        for part in raw.walk()
        if not part.is_multipart()
    }
    assert parts["text/plain"].count(f"{END}, Plein 1") == 1
    assert f"{END}, Plein 1" in parts["text/html"]
    assert "Einde: Buurthuis" in parts["text/calendar"].replace("\r\n ", "")


def test_another_end_is_told_with_what_it_was():
    event = a_day_that_ends_elsewhere()
    person = a_registration(event)
    announce(SeatConfirmed(registration=person))
    lease.claim("somebody", at=timezone.now(), limit=100)
    publish_with(event, end_point=a_venue(event, name="Station", address="Stationsplein 1"))
    assert kinds() == ["seat_confirmed", "changed"]
    assert posted()[-1].facts["was"]["end_place"] == "Buurthuis, Plein 1"
    text = compose(posted()[-1]).body
    assert "Station, Stationsplein 1" in text
    assert "Buurthuis, Plein 1" in text
    publish_with(event, end_point=None)
    assert "end_place" not in entry_of(person).itinerary
    assert "Einde: bij de laatste halte\n(was: " in compose(posted()[-1]).body


def test_a_save_the_date_does_not_say_it_yet(client):
    event = a_day_that_ends_elsewhere(programme_complete=False)
    assert "end_point" not in event.current.data
    assert "Buurthuis" not in client.get(f"/agenda/{event.slug}/").text


def test_what_was_published_before_there_was_an_end_is_not_published_again():
    event = a_day_that_ends_elsewhere()
    publish_with(event, end_point=None)
    assert "end_point" not in Revision.objects.order_by("number").last().data
