"""The page of one event: its day, its map, who can come, what came of it."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_draft, a_registration, a_stop, a_user, a_venue, an_event, publish_quietly
from tests.tours.agenda.tour import a_tour, a_tour_with_lunch, page
from tours.materials import actions
from tours.models import Commitment, Event, Report, Statement

pytestmark = pytest.mark.django_db


def map_of(text):
    return json.loads(re.search(r'id="map-data" type="application/json">(.*?)</script>', text)[1])


def pins(text):
    """What the map draws, as {name: (label, icon)}."""
    return {pin["name"]: (pin["label"], pin["icon"]) for pin in map_of(text)["stops"]}


def test_the_event_page_shows_the_day_in_order(client):
    text = page(client, a_tour())
    parts = [
        "Toer door Oost",
        "Start: Stadhuis",
        "Ongeveer 6 km fietsen",
        "Plek 1",
        "15 minuten",
        "Plek 2",
        "Mariska 2",
        "De Buurt",
    ]
    assert all(part in text for part in parts)
    assert text.index("9.20") < text.index("10.20") < text.index("11.20")


def test_a_meal_has_a_band_of_its_own_with_the_way_to_sign_up(client):
    text = page(client, a_tour_with_lunch())
    met, band = text.split('class="dt-lunch"')
    assert "Aan lange tafels." not in met
    assert all(part in band for part in ["11.40 tot", "Aan lange tafels.", "Uw dieetwens", "Aanmelden"])


def test_the_band_of_a_meal_asks_nothing_when_nobody_can_sign_up(client):
    event = a_tour_with_lunch(registration_closes_at=timezone.now() - timedelta(minutes=1))
    band = page(client, event).split('class="dt-lunch"')[1]
    assert not any(part in band for part in ["Uw dieetwens", "Aanmelden"])


def test_a_pin_on_the_map_shows_the_number_or_the_icon_of_the_timeline(client):
    assert pins(page(client, a_tour_with_lunch())) == {
        "Inloop": ("", "flag"),
        "De Nieuwe Jutter": ("1", ""),
        "Lunch": ("", "fork"),
    }


def test_the_map_goes_on_to_where_all_end(client):
    draft = a_draft(programme_complete=True)
    a_stop(draft, at=560, title="De Nieuwe Jutter", venue=a_venue(draft, lat_deg=52.07, lon_deg=5.1))
    draft.end_point = a_venue(draft, name="Stadhuis", lat_deg=52.09, lon_deg=5.12)
    draft.save()
    text = page(client, publish_quietly(draft))
    assert pins(text) == {"De Nieuwe Jutter": ("1", ""), "Einde: Stadhuis": ("", "flag")}
    assert map_of(text)["lines"] == [{"points": [[52.07, 5.1], [52.09, 5.12]], "label": ""}]


def test_nothing_stands_under_no_heading(client):
    bare = a_draft(kind="meeting")
    assert "Over deze bijeenkomst" not in page(client, publish_quietly(bare))
    assert "Over deze bijeenkomst" in page(client, an_event(kind="meeting", working_form="Gesprek"))


def test_a_save_the_date_says_that_the_programme_follows(client):
    assert "Het programma volgt" in page(client, an_event(start_min=None, end_min=None))


def test_material_of_the_whole_event_has_a_heading_also_before_there_is_a_programme(client):
    event = an_event(start_min=None, end_min=None)
    client.force_login(a_user(role=None))
    assert 'id="materiaal"' not in page(client, event)
    actions.add_link(event, title="Brief", link="https://brief.example/1", visibility="public")
    assert "brief.example/1" in page(client, event).partition('id="materiaal"')[2]
    assert "materiaal.zip" not in page(client, event)  # a link is not packed


def test_a_cancelled_event_says_so_and_why(client):
    event = a_tour()
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="Code rood")
    text = page(client, event)
    assert "Deze bijeenkomst gaat niet door" in text
    assert "Code rood" in text
    assert reverse("signups:form", args=[event.slug]) not in text


def test_seats_left_are_those_of_this_moment(client):
    event = an_event(seats=3)
    a_registration(event)
    assert "<strong>2</strong>" in page(client, event)


def test_signing_up_closes_at_the_moment_that_was_set(client):
    event = an_event(registration_closes_at=timezone.now() - timedelta(minutes=1))
    assert "De aanmelding is gesloten" in page(client, event)


def test_an_evening_has_slots_and_a_tour_has_stops(client):
    evening, tour = a_draft(kind="meeting", programme_complete=True), a_draft(programme_complete=True)
    a_stop(evening, at=1170, kind="slot")
    a_stop(tour, at=600)
    said = [
        client.get(f"/agenda/{publish_quietly(draft).slug}/").content.decode() for draft in (evening, tour)
    ]
    assert ["Tijdslot 1:" in text for text in said] == [True, False]
    assert ["Halte 1:" in text for text in said] == [False, True]


@pytest.mark.parametrize("page", ["", "aanmelden/", "draaiboek/"])
def test_a_tour_starts_somewhere_and_a_meeting_is_somewhere(client, page):
    said = {}
    for kind in ("tour", "meeting"):
        draft = a_draft(kind=kind, programme_complete=True)
        draft.meeting_point = a_venue(draft, name="Stadhuis", address="Stadhuisbrug 1")
        draft.save()
        a_stop(draft, at=600, venue=draft.meeting_point)
        said[kind] = client.get(f"/agenda/{publish_quietly(draft).slug}/{page}").content.decode()
    assert "Start: Stadhuis" in said["tour"]
    assert "Stadhuis" in said["meeting"]
    assert "Start: Stadhuis" not in said["meeting"]


@pytest.mark.parametrize(("days", "said"), [(20, True), (-1, False)])
def test_that_groups_are_told_the_day_before_is_said_as_long_as_people_can_sign_up(client, days, said):
    event = a_tour()
    event.groups.create(letter="B", position=2)
    Event.objects.filter(pk=event.pk).update(registration_closes_at=timezone.now() + timedelta(days=days))
    event = publish_quietly(Event.objects.get(pk=event.pk))
    page = client.get(reverse("agenda:event", args=[event.slug])).content.decode()
    assert "Er zijn 2 groepen." in page
    assert ("De dag ervoor hoort u" in page) is said


@pytest.mark.parametrize("stops", [1, 4])
def test_the_event_page_costs_the_same_for_any_programme(client, django_assert_num_queries, stops):
    event = a_tour(stops)
    a_registration(event)
    with django_assert_num_queries(5):
        page(client, event)


@pytest.mark.parametrize("said", [1, 4])
def test_a_page_with_a_report_costs_the_same_for_anything_said_and_any_follow_up(
    client, django_assert_num_queries, said
):
    event = a_tour(2)
    stop = event.stops.first()
    for n in range(said):
        Statement.objects.create(
            event=event, stop=stop, ref=f"s-{n}", kind="need", side="council", text="Meer"
        )
        Commitment.objects.create(event=event, ref=f"c-{n}", text="Doen", owner_name="De raad")
        an_event(follows=event)
    Report.objects.create(event=event, state="published", body="Wat er was.")
    with django_assert_num_queries(7):
        assert "Wat er was." in page(client, event)
