"""What everybody may read: what was published, and how many seats are left."""

import json
from datetime import datetime

import pytest
from django.utils import timezone

from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_venue,
    an_event,
    in_days,
    publish_quietly,
)
from tests.tours.api.reader import read
from tours.materials.actions import add_link
from tours.models import Leg, Report, Statement

pytestmark = pytest.mark.django_db


def a_tour(stops=2, **fields):
    draft = a_draft(
        programme_complete=True, **{"title": "Toer door Oost", "summary": "Langs plekken."} | fields
    )
    draft.meeting_point = a_venue(draft, name="Stadhuis", address="Stadhuisbrug 1")
    draft.save()
    made = [
        a_stop(draft, at=560 + 60 * n, title=f"Plek {n + 1}", contact_name="Ans", contact_phone="06 12345678")
        for n in range(stops)
    ]
    for stop in made:
        a_speaker(
            draft,
            talk=a_talk(stop, title="Praten"),
            name="Mariska",
            affiliation="De Buurt",
            email="m@x.example",
        )
    if stops > 1:
        group = draft.groups.get()
        Leg.objects.create(
            group=group, from_stop=made[0], to_stop=made[1], mode="bicycle", minutes=15, metres=3000
        )
    return publish_quietly(draft)


def slugs(query=""):
    return [each["slug"] for each in read(f"events/{query}").json()["items"]]


def test_the_list_has_what_was_published_and_no_drafts():
    event = a_tour()
    a_draft()
    answer = read("events/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    (found,) = answer.json()["items"]
    assert (found["slug"], found["kind"], found["state"]) == (event.slug, "tour", "published")
    assert found["meeting_point"]["address"] == "Stadhuisbrug 1"
    assert datetime.fromisoformat(found["starts_at"]) == event.current.starts_at
    assert found["ics_url"].endswith(f"/agenda/{event.slug}.ics")
    assert found["api_url"].endswith(f"/api/v1/events/{event.slug}/")


def test_the_list_is_searched_and_filtered_as_the_agenda_is():
    soon, later = an_event(title="Wijkinformatie", date=in_days(3)), an_event(kind="meeting", date=in_days(9))
    past = an_event(date=in_days(-9))
    assert slugs() == [later.slug, soon.slug, past.slug]
    assert slugs("?when=upcoming") == [soon.slug, later.slug]
    assert slugs("?when=past") == [past.slug]
    assert slugs("?kind=meeting") == [later.slug]
    assert slugs("?q=WIJKinformatie") == [soon.slug]


def test_pages_link_to_each_other_and_keep_the_question():
    for day in range(3):
        an_event(date=in_days(day + 1), title="Toer")
    first = read("events/?q=toer&when=upcoming&limit=2").json()
    assert (first["count"], len(first["items"]), first["previous"]) == (3, 2, None)
    last = read(first["next"].partition("/api/v1/")[2]).json()
    assert (len(last["items"]), last["next"]) == (1, None)
    assert read(last["previous"].partition("/api/v1/")[2]).json() == first


def test_one_event_has_its_whole_programme():
    event = a_tour()
    found = read(f"events/{event.slug}/").json()
    assert [stop["title"] for stop in found["stops"]] == ["Plek 1", "Plek 2"]
    assert found["stops"][0]["talks"][0]["speakers"] == [{"name": "Mariska", "affiliation": "De Buurt"}]
    (group,) = found["groups"]
    ids = [stop["id"] for stop in found["stops"]]
    assert [visit["stop"] for visit in group["visits"]] == ids
    assert datetime.fromisoformat(group["visits"][0]["starts_at"]).strftime("%H:%M") == "09:20"
    assert [(leg["from_stop"], leg["to_stop"], leg["mode"]) for leg in group["legs"]] == [(*ids, "bicycle")]
    assert (found["meeting"], found["report_url"], found["materials"]) == (None, None, [])


def test_where_all_groups_end_is_told_as_it_was_published():
    event = a_tour()
    assert read(f"events/{event.slug}/").json()["end_point"] is None
    event.end_point = a_venue(event, name="Buurthuis", address="Plein 1")
    event.save()
    assert read(f"events/{event.slug}/").json()["end_point"] is None
    publish_quietly(event)
    assert read(f"events/{event.slug}/").json()["end_point"]["address"] == "Plein 1"


def test_only_a_meeting_has_what_only_a_meeting_has():
    event = an_event(kind="meeting", policy_field="Sociaal domein")
    assert read(f"events/{event.slug}/").json()["meeting"]["policy_field"] == "Sociaal domein"


def test_what_was_changed_since_is_not_shown_and_nothing_of_a_person_is():
    event = a_tour()
    a_registration(event, name="Sam Bakker", email="sam@voorbeeld.example")
    event.stops.update(title="Nog geheim")
    event.title = "Nog geheim"
    event.save()
    for path in ("events/", f"events/{event.slug}/"):
        text = read(path).content.decode()
        assert "Toer door Oost" in text
        for hidden in ("geheim", "Sam", "@", "06 1", "Ans"):
            assert hidden not in text, hidden


def test_seats_are_counted_now():
    event = an_event(seats=2)
    event.pools.create(role="councillor", capacity=0)
    everybody, councillors = read(f"events/{event.slug}/").json()["seats"]
    assert everybody == {"role": None, "capacity": 2, "left": 2, "waiting_list": False}
    assert councillors == {"role": "councillor", "capacity": 0, "left": 0, "waiting_list": True}
    event.pools.filter(role="").update(taken=2)
    assert read(f"events/{event.slug}/").json()["seats"][0]["left"] == 0


def test_material_is_there_when_everybody_may_see_it():
    event = a_tour()
    add_link(event, title="Kaart", link="https://elders.example/kaart", visibility="public")
    add_link(event, title="Intern", link="https://elders.example/intern", visibility="organisers")
    (found,) = read(f"events/{event.slug}/").json()["materials"]
    assert (found["title"], found["url"], found["elsewhere"]) == (
        "Kaart",
        "https://elders.example/kaart",
        True,
    )


def test_nothing_refers_to_a_stop_that_was_not_published():
    event = a_tour()
    known, new = event.stops.first(), a_stop(event, title="Nieuw")
    for stop in (known, new):
        add_link(event, title=stop.title, link="https://elders.example/kaart", visibility="public", stop=stop)
        Statement.objects.create(
            event=event, kind="need", side="council", text="Ruimte", stop=stop, ref=stop.title
        )
    Report.objects.create(event=event, body="Mooi.", state="published", published_at=timezone.now())
    found = read(f"events/{event.slug}/").json()
    for name in ("materials", "statements"):
        assert {each["stop"] for each in found[name]} == {known.pk, None}, name


def test_what_was_said_is_public_with_the_report():
    event = a_tour()
    Statement.objects.create(event=event, kind="need", side="council", text="Ruimte", ref="a")
    Statement.objects.create(event=event, kind="conclusion", side="both", text="Samen", ref="b")
    report = Report.objects.create(event=event, body="Mooi was het.")
    found = read(f"events/{event.slug}/").json()
    assert (found["report_url"], found["statements"]) == (None, [])
    Report.objects.filter(pk=report.pk).update(state="published", published_at=timezone.now())
    found = read(f"events/{event.slug}/").json()
    assert found["report_url"].endswith(f"/agenda/{event.slug}/#verslag")
    assert [(each["kind"], each["text"]) for each in found["statements"]] == [
        ("need", "Ruimte"),
        ("conclusion", "Samen"),
    ]


def test_what_followed_is_linked_both_ways():
    first = an_event(title="Toer")
    then = an_event(title="Avond", follows=first)
    assert read(f"events/{then.slug}/").json()["follows"]["slug"] == first.slug
    assert [each["slug"] for each in read(f"events/{first.slug}/").json()["followed_by"]] == [then.slug]


@pytest.mark.parametrize("path", ["events/", "events/{}/", "openapi.json"])
def test_who_has_it_already_gets_a_304(path):
    event = an_event(seats=5)
    path = path.format(event.slug)
    first = read(path)
    again = read(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in first
    assert not first.has_header("Vary")


def test_a_seat_that_is_taken_makes_another_etag():
    event = an_event(seats=5)
    first = read(f"events/{event.slug}/")
    event.pools.update(taken=1)
    assert read(f"events/{event.slug}/", if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_takes_three_statements(events, django_assert_num_queries):
    for _ in range(events):
        a_tour()
    with django_assert_num_queries(3):
        read("events/")


@pytest.mark.parametrize("stops", [1, 3])
def test_an_event_takes_four_statements(stops, django_assert_num_queries):
    event = a_tour(stops=stops)
    with django_assert_num_queries(4):
        read(f"events/{event.slug}/")


def test_the_address_works_with_and_without_a_slash():
    event = an_event()
    assert read("events").content == read("events/").content
    assert read(f"events/{event.slug}").json() == read(f"events/{event.slug}/").json()


def test_it_is_json_that_others_read(client):
    event = a_tour(title="Café Ünïted")
    answer = client.head(f"/api/v1/events/{event.slug}/")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert json.loads(read(f"events/{event.slug}/").content)["title"] == "Café Ünïted"
