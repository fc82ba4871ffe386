"""Stops over HTTP: typed, pasted, changed by two, taken away."""

import re

import pytest

from tests.builders import a_speaker, a_talk
from tests.scheduling.board.board import a_day, titles, url
from tours.models import Leg, Stop, Talk

pytestmark = pytest.mark.django_db


def stop_data(**typed):
    return {
        "version": 1,
        "title": "Podium Oost",
        "kind": "visit",
        "duration_min": "35",
        "contact_phone": "06 12345678",
    } | typed


def test_a_new_stop_comes_with_its_venue_speakers_and_estimated_way(planner):
    client, event = planner
    venue = event.stops.first().venue
    typed = stop_data(venue=venue.pk, new_speakers="Hans Elsendoorn, Kees Fortuin")
    client.post(url(event, "stop_new"), typed)
    stop = event.stops.last()
    assert (stop.title, stop.venue, stop.contact_phone) == ("Podium Oost", venue, "06 12345678")
    assert {speaker.name for speaker in stop.talks.get().speakers.all()} == {
        "Hans Elsendoorn",
        "Kees Fortuin",
    }
    assert Leg.objects.filter(to_stop=stop).get().estimated


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "x" * 141}, "title"),
        ({"duration_min": "0"}, "duration_min"),
        ({"duration_min": "1441"}, "duration_min"),
        ({"contact_phone": "bel maar"}, "contact_phone"),
        ({"contact_email": "geen adres"}, "contact_email"),
        ({"new_speakers": "x" * 121}, "new_speakers"),
        ({"kind": "feest"}, "kind"),
        ({"venue": "999999"}, "venue"),
    ],
)
def test_a_stop_with_a_mistake_comes_back_at_the_field_and_nothing_is_stored(planner, typed, field):
    client, event = planner
    answer = client.post(url(event, "stop_new"), stop_data(**typed))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert event.stops.count() == 3


def test_a_venue_of_another_organisation_cannot_be_chosen(planner):
    client, event = planner
    strange = a_day(0).stops.get().venue
    answer = client.post(url(event, "stop_new"), stop_data(venue=strange.pk))
    assert answer.status_code == 422


def test_two_tabs_editing_the_same_stop_the_second_is_told_and_loses_nothing(planner):
    client, event = planner
    stop = event.stops.first()
    client.post(url(event, "stop", stop.pk), stop_data(title="Van de eerste"))
    answer = client.post(url(event, "stop", stop.pk), stop_data(title="Van de tweede"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen veranderd" in html
    assert 'value="Van de tweede"' in html
    assert "<b>Titel:</b> Van de eerste" in html
    assert Stop.objects.get(pk=stop.pk).title == "Van de eerste"
    again = stop_data(title="Van de tweede", version=re.search(r'name="version" value="(\d+)"', html)[1])
    assert client.post(url(event, "stop", stop.pk), again).status_code == 302
    assert Stop.objects.get(pk=stop.pk).title == "Van de tweede"


def test_deleting_a_stop_shows_what_hangs_on_it_and_moves_the_talks_when_asked(planner):
    client, event = planner
    here, there, _last = event.stops.all()
    a_speaker(event, talk=a_talk(here, title="Oud worden"), name="Mariska")
    html = client.get(url(event, "stop_delete", here.pk)).content.decode()
    assert "Oud worden" in html
    assert "Mariska" in html
    client.post(url(event, "stop_delete", here.pk), {"talks_to": there.pk})
    assert titles(event) == ["Halte 2", "Halte 3"]
    assert Talk.objects.get().stop == there


PASTED = "Halte\tLocatie\tDuur\tSprekers\n{rows}"


def test_pasted_stops_are_shown_first_and_then_stored_all_together(planner):
    client, event = planner
    text = PASTED.format(rows="Podium Oost\tPodium\t35\tHans\nLunch\tPodium\t45\t")
    shown = client.post(url(event, "paste"), {"text": text})
    assert shown.status_code == 200
    assert "Zet in het programma" in shown.content.decode()
    assert event.stops.count() == 3
    client.post(url(event, "paste"), {"text": text, "seen": "1"})
    assert titles(event)[3:] == ["Podium Oost", "Lunch"]
    assert event.stops.last().venue == event.stops.get(title="Podium Oost").venue


def test_a_pasted_lunch_is_a_meal_unless_the_row_says_otherwise(planner):
    client, event = planner
    text = "Halte\tSoort\nLunch\t\nInloop\t\nLunch\tHalte\nTuin Noord\t"
    assert "Maaltijd" in client.post(url(event, "paste"), {"text": text}).text
    client.post(url(event, "paste"), {"text": text, "seen": "1"})
    kinds = Stop.objects.filter(event=event, title__in=["Lunch", "Inloop", "Tuin Noord"]).order_by("position")
    assert list(kinds.values_list("kind", flat=True)) == ["meal", "gathering", "visit", "visit"]


def test_a_mistake_in_pasted_stops_names_line_and_column_and_stores_nothing(planner):
    client, event = planner
    text = PASTED.format(rows="Goed\tPodium\t35\tHans\nFout\tPodium\teen uur\t")
    answer = client.post(url(event, "paste"), {"text": text, "seen": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<td class="dt-number">3</td><td>Duur \(minuten\)</td>', html)
    assert event.stops.count() == 3


def test_pasting_nothing_is_told(planner):
    client, event = planner
    assert client.post(url(event, "paste"), {"text": "\n\n", "seen": "1"}).status_code == 422
