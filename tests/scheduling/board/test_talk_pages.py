"""Talks over HTTP."""

import pytest

from tests.builders import a_talk
from tests.scheduling.board.board import url
from tours.models import Speaker, Talk

pytestmark = pytest.mark.django_db


def test_talks_are_added_changed_ordered_and_taken_away(planner):
    client, event = planner
    stop = event.stops.first()
    typed = {
        "version": 1,
        "title": "Open brief",
        "kind": "resident",
        "duration_min": 3,
        "text": "Geachte raad",
    }
    client.post(url(event, "talk_new", stop.pk), typed | {"new_speakers": "Bewoner Een"})
    talk = stop.talks.get()
    assert (talk.kind, talk.text, talk.speakers.get().name) == ("resident", "Geachte raad", "Bewoner Een")
    other = event.stops.last()
    changed = typed | {"title": "Brief", "stop": other.pk, "speakers": [talk.speakers.get().pk]}
    client.post(url(event, "talk", talk.pk), changed)
    second = a_talk(other)
    client.post(url(event, "talk_order", other.pk), {"talk": second.pk, "move": "up"})
    assert [one.title for one in other.talks.all()] == [second.title, "Brief"]
    client.post(url(event, "talk_delete", talk.pk))
    assert list(other.talks.all()) == [second]
    assert Speaker.objects.filter(event=event).count() == 1


def test_two_tabs_editing_the_same_talk_the_second_is_told(planner):
    client, event = planner
    talk = a_talk(event.stops.first())
    typed = {"version": 1, "kind": "presentation", "duration_min": 9, "stop": talk.stop_id}
    client.post(url(event, "talk", talk.pk), typed | {"title": "Van de eerste"})
    answer = client.post(url(event, "talk", talk.pk), typed | {"title": "Van de tweede"})
    assert answer.status_code == 422
    assert 'value="Van de tweede"' in answer.content.decode()
    assert Talk.objects.get().title == "Van de eerste"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ik woon op 3512 AB Utrecht.", 422),
        ("Ik woon aan de Kanaalstraat 12 in Utrecht.", 422),
        ("Ik woon aan de Laan van Nieuw Guinea 4.", 422),
        ("Op de Amsterdamsestraatweg 3 bomen erbij, en in 2018 was de Kanaalstraat 12 weken dicht.", 302),
        ("Mail mij: jan@voorbeeld.example", 422),
        ("Bel 06-12345678 of 030 1234567", 422),
        ("In 2018 kwamen er 160 vrienden, en 0,5 procent ging weg. Zie www.voorbeeld.example.", 302),
    ],
)
def test_a_text_that_is_published_keeps_no_address_of_a_resident(planner, text, status):
    client, event = planner
    typed = {"version": 1, "title": "Open brief", "kind": "resident", "duration_min": 3, "text": text}
    assert client.post(url(event, "talk_new", event.stops.first().pk), typed).status_code == status
