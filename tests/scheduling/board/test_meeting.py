"""An information meeting: slots in one evening, in one place, with residents who speak."""

import pytest
from django.urls import reverse

from scheduling.board.actions import fill_in_times
from tests.builders import (
    a_draft,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_organisation,
    publish_quietly,
)
from tours.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening():
    """Two slots in the council chamber from half past seven, filled in."""
    event = a_draft(kind="meeting", start_min=1170, end_min=1320, programme_complete=True)
    chamber = a_venue(event, name="Raadzaal")
    for title in ("Woonvisie", "Energie"):
        stop = a_stop(event, kind="slot", title=title, venue=chamber, duration_min=45)
    a_speaker(event, talk=a_talk(stop, kind="resident", title="Mijn straat", text="Graag meer bomen."))
    Event.objects.filter(pk=event.pk).update(meeting_point=chamber)
    event.refresh_from_db()
    fill_in_times(event)
    return event


def test_the_board_speaks_of_slots_and_not_of_travelling(client, evening):
    client.force_login(a_user(organisation=evening.organisation))
    text = client.get(reverse("board:programme", args=[evening.slug])).text
    assert "Minuten ruimte tussen twee tijdsloten" in text
    assert "19.30 – 20.15" in text
    assert "Reis aanpassen" not in text
    assert "halte" not in text.replace("halte-", "").replace("/halte/", "").lower()


def test_the_public_page_has_no_way_between_two_slots_in_one_place(client, evening):
    publish_quietly(evening)
    text = client.get(reverse("agenda:event", args=[evening.slug])).text
    assert "20.25" in text
    assert ">0 minuten" not in text
    assert "Onderweg" not in text
    assert "Start: Raadzaal" not in text


def test_a_resident_who_speaks_is_named_as_such_with_their_text(client, evening):
    publish_quietly(evening)
    text = client.get(reverse("agenda:event", args=[evening.slug])).text
    assert "Meeprater" in text
    assert "Graag meer bomen." in text


def test_the_overview_shows_what_only_a_meeting_has(client, evening):
    Event.objects.filter(pk=evening.pk).update(working_form="Ronde tafel", policy_field="Wonen")
    evening.agenda_setters.create(name="A. de Wit", party="Partij")
    client.force_login(a_user(organisation=evening.organisation))
    text = client.get(reverse("lifecycle:event", args=[evening.slug])).text
    assert all(words in text for words in ("Ronde tafel", "Wonen", "A. de Wit (Partij)", "2 tijdsloten"))


def test_the_first_slot_is_where_the_meeting_is(client):
    event = a_draft(kind="meeting")
    chamber = a_venue(event, name="Raadzaal")
    Event.objects.filter(pk=event.pk).update(meeting_point=chamber)
    client.force_login(a_user(organisation=event.organisation))
    form = client.get(reverse("board:stop_new", args=[event.slug])).context["form"]
    assert form["venue"].value() == chamber.pk


def test_pasted_slots_without_a_place_are_where_the_meeting_is(client):
    event = a_draft(kind="meeting")
    a_venue(event, name="Raadzaal")  # of the same name
    chamber, hall = a_venue(an_organisation(), name="Raadzaal"), a_venue(event, name="Hal")
    Event.objects.filter(pk=event.pk).update(meeting_point=chamber)
    client.force_login(a_user(organisation=event.organisation))
    rows = "Titel\tLocatie\nWoonvisie\t\nPauze\tHal"
    page = client.post(reverse("board:paste", args=[event.slug]), {"text": rows}).text
    assert ("<td>Raadzaal</td>" in page, "<td>Hal</td>" in page) == (True, True)
    client.post(reverse("board:paste", args=[event.slug]), {"text": rows, "seen": "1"})
    assert [stop.venue for stop in event.stops.order_by("position")] == [chamber, hall]
