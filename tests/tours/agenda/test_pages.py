import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_event,
    in_days,
    publish_quietly,
)
from tours.materials import actions
from tours.models import Commitment, Event, Group, Leg, Report, Statement

pytestmark = pytest.mark.django_db


def a_tour(stops=3):
    """A published tour with a speaker at every stop and legs by bicycle between them."""
    draft = a_draft(programme_complete=True, title="Toer door Oost", summary="Langs drie plekken.")
    draft.meeting_point = a_venue(draft, name="Stadhuis", address="Stadhuisbrug 1")
    draft.save()
    made = []
    for n in range(stops):
        stop = a_stop(
            draft, at=560 + 60 * n, title=f"Plek {n + 1}", venue=a_venue(draft, lat_deg=52.09 + n / 100)
        )
        a_speaker(draft, talk=a_talk(stop), name=f"Mariska {n + 1}", affiliation="De Buurt")
        made.append(stop)
    for here, there in pairwise(made):
        Leg.objects.create(
            group=draft.groups.get(), from_stop=here, to_stop=there, mode="bicycle", minutes=15, metres=3000
        )
    return publish_quietly(draft)


def map_of(text):
    return json.loads(re.search(r'id="map-data" type="application/json">(.*?)</script>', text)[1])


def pins(text):
    """What the map draws, as {name: (label, icon)}."""
    return {pin["name"]: (pin["label"], pin["icon"]) for pin in map_of(text)["stops"]}


def page(client, event, query=""):
    return client.get(reverse("agenda:event", args=[event.slug]) + query).content.decode()


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


def a_tour_with_lunch(**fields):
    draft = a_draft(programme_complete=True, **fields)
    place = {"venue": a_venue(draft)}
    a_stop(draft, at=540, kind="gathering", title="Inloop", **place)
    a_talk(a_stop(draft, at=560, title="De Nieuwe Jutter", **place))
    a_stop(draft, at=700, kind="meal", title="Lunch", description="Aan lange tafels.", **place)
    return publish_quietly(draft)


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


def test_drafts_are_not_public(client):
    draft = a_draft()
    assert client.get(reverse("agenda:event", args=[draft.slug])).status_code == 404
    assert draft.title not in client.get(reverse("agenda:index")).content.decode()


def test_edits_are_not_public_before_they_are_published(client):
    event = a_tour()
    Event.objects.filter(pk=event.pk).update(title="Andere titel")
    assert "Andere titel" not in page(client, event)


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


def test_signing_up_closes_at_the_moment_that_was_set(client):
    event = an_event(registration_closes_at=timezone.now() - timedelta(minutes=1))
    assert "De aanmelding is gesloten" in page(client, event)


def test_every_group_has_its_own_sheet(client):
    draft = a_draft(programme_complete=True)
    draft.groups.create(letter="B", position=2)
    a_stop(draft, at=560)
    text = client.get(reverse("agenda:print", args=[publish_quietly(draft).slug])).content.decode()
    assert text.count("dt-sheet") == 2


def test_a_programme_on_paper_says_whose_it_is(client):
    tour = a_tour(stops=1)
    assert "dt-onprint" not in page(client, tour)
    Group.objects.create(event=tour, letter="B", position=2)
    publish_quietly(tour)
    assert re.search(r'dt-onprint">, groep\s+B<', page(client, tour, "?groep=B"))


def test_public_pages_take_no_posts(client):
    assert client.post(reverse("agenda:index")).status_code == 405


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
