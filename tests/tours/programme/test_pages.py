"""Speakers and venues over HTTP."""

import re

import pytest
from django.urls import reverse

from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_user, a_venue, an_organisation
from tours.models import Material, Speaker, Venue

pytestmark = pytest.mark.django_db
SEE, PLAN = only(May.SEE), only(May.PLAN)


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("speakers", "get", SEE),
        ("speaker_new", "get", PLAN),
        ("speakers_paste", "get", PLAN),
        ("speakers_invite", "post", only(May.PLAN, allowed=302)),
    ],
)
def test_who_may_see_and_plan_speakers(name, method, expected):
    event = a_draft()
    assert_access(
        reverse(f"programme:{name}", args=[event.slug]), method, expected, visitors=visitors_of(event)
    )


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("speaker", "get", PLAN),
        ("speaker_delete", "get", PLAN),
        ("speaker_delete", "post", only(May.PLAN, allowed=302)),
        ("speaker_invite", "post", only(May.PLAN, allowed=302)),
        ("speaker_answer", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ],
)
def test_who_may_do_what_with_a_speaker(name, method, expected):
    event = a_draft()
    url = reverse(f"programme:{name}", args=[event.slug, a_speaker(event).pk])
    assert_access(url, method, expected, visitors=visitors_of(event))


@pytest.mark.parametrize(("name", "expected"), [("venue", PLAN), ("venue_delete", PLAN)])
def test_a_venue_belongs_to_its_own_organisation(name, expected):
    event = a_draft()
    url = reverse(f"programme:{name}", args=[a_venue(event).pk])
    assert_access(url, "get", expected | {"cohost_planner": 404}, visitors=visitors_of(event))


def test_the_list_of_venues_is_that_of_an_organisation_one_is_a_member_of():
    event = a_draft()
    url = f"{reverse('programme:venues')}?organisatie={event.organisation.slug}"
    assert_access(url, "get", SEE | {"cohost_planner": 404}, visitors=visitors_of(event))


@pytest.fixture
def planner(client):
    event = a_draft()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event


def url(event, name, *args):
    return reverse(f"programme:{name}", args=[event.slug, *args])


def test_the_list_says_who_what_state_material_and_phone(planner):
    client, event = planner
    talk = a_talk(a_stop(event, title="De Nieuwe Jutter"), title="Oud worden")
    speaker = a_speaker(event, talk=talk, name="Mariska", state="invited", phone="06 12345678")
    Material.objects.create(event=event, speaker=speaker, ref="slides", title="Dia's")
    html = client.get(url(event, "speakers")).content.decode()
    for words in ("Mariska", "Oud worden", "De Nieuwe Jutter", "Gevraagd", "1 bestand", "tel:0612345678"):
        assert words in html


@pytest.mark.parametrize("speakers", [1, 5])
def test_the_list_takes_as_many_statements_for_many_speakers(speakers, planner, django_assert_num_queries):
    client, event = planner
    for _ in range(speakers):
        a_speaker(event, talk=a_talk(a_stop(event)))
    with django_assert_num_queries(10):
        client.get(url(event, "speakers"))


def test_who_said_no_is_told_above_the_list(planner):
    client, event = planner
    a_speaker(event, name="Martin van Lijf", state="declined")
    assert "Eén spreker komt niet" in client.get(url(event, "speakers")).content.decode()


def test_two_tabs_editing_the_same_speaker_the_second_is_told_and_loses_nothing(planner):
    client, event = planner
    speaker = a_speaker(event)
    typed = {"version": 1, "name": "Van de eerste", "language": "nl", "email": "een@voorbeeld.example"}
    client.post(url(event, "speaker", speaker.pk), typed)
    answer = client.post(url(event, "speaker", speaker.pk), typed | {"name": "Van de tweede"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Van de tweede"' in html
    assert "<b>Naam:</b> Van de eerste" in html
    speaker.refresh_from_db()
    assert (speaker.name, speaker.email, speaker.link_version) == (
        "Van de eerste",
        "een@voorbeeld.example",
        2,
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Jan\r\nBcc: x"}, "name"),
        ({"email": "a" * 300 + "@voorbeeld.example"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"phone": "; DROP"}, "phone"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_speaker_with_a_mistake_is_refused_at_the_field(planner, typed, field):
    client, event = planner
    answer = client.post(url(event, "speaker_new"), {"version": 1, "name": "Jan", "language": "nl"} | typed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Speaker.objects.exists()


def test_the_desk_writes_down_what_was_said_by_phone(client):
    event = a_draft()
    speaker = a_speaker(event)
    client.force_login(a_user(role="desk", organisation=event.organisation))
    client.post(url(event, "speaker_answer", speaker.pk), {"answer": "no"})
    speaker.refresh_from_db()
    assert speaker.state == "declined"


def test_inviting_without_an_address_says_why_not(planner):
    client, event = planner
    speaker = a_speaker(event, name="Kees Fortuin", email="")
    answer = client.post(url(event, "speaker_invite", speaker.pk), follow=True)
    assert "Van Kees Fortuin is nog geen e-mailadres bekend" in answer.content.decode()


def test_pasted_speakers_come_all_together_and_known_names_stay_as_they_are(planner):
    client, event = planner
    a_speaker(event, name="Hans Elsendoorn", email="hans@voorbeeld.example")
    text = "Naam;E-mail\nhans elsendoorn;anders@voorbeeld.example\nKees Fortuin;KEES@voorbeeld.example"
    shown = client.post(url(event, "speakers_paste"), {"text": text}).content.decode()
    assert "Deze namen staan al op de lijst" in shown
    client.post(url(event, "speakers_paste"), {"text": text, "seen": "1"})
    found = dict(event.speakers.values_list("name", "email"))
    assert found == {"Hans Elsendoorn": "hans@voorbeeld.example", "Kees Fortuin": "kees@voorbeeld.example"}


def test_a_mistake_in_pasted_speakers_names_line_and_column_and_stores_nothing(planner):
    client, event = planner
    text = "Naam;E-mail\nKees;kees@voorbeeld.example\nHans;geen adres"
    answer = client.post(url(event, "speakers_paste"), {"text": text, "seen": "1"})
    assert answer.status_code == 422
    assert re.search(r'<td class="dt-number">3</td><td>E-mailadres</td>', answer.content.decode())
    assert not Speaker.objects.exists()


def venue_url(name, *args):
    return reverse(f"programme:{name}", args=args)


@pytest.mark.parametrize(
    ("lat", "lon", "stored"),
    [
        ("52,0907", "5,1214", (52.0907, 5.1214)),
        ("52.0907°", "5.1214", (52.0907, 5.1214)),
        ("52.0907, 5.1214", "", (52.0907, 5.1214)),
        ("", "", (None, None)),
        ("0", "0", (0.0, 0.0)),
    ],
)
def test_coordinates_are_typed_as_degrees_the_dutch_way_or_pasted_from_a_map(planner, lat, lon, stored):
    client, _event = planner
    typed = {"version": 1, "name": "Podium", "step_free": "yes", "lat_deg": lat, "lon_deg": lon}
    assert client.post(venue_url("venue_new"), typed).status_code == 302
    venue = Venue.objects.get()
    assert (venue.lat_deg, venue.lon_deg) == stored


@pytest.mark.parametrize(
    ("lat", "lon", "field"),
    [
        ("52,1", "", "lon_deg"),
        ("", "5,1", "lat_deg"),
        ("91", "5", "lat_deg"),
        ("52", "-181", "lon_deg"),
        ("noord", "5", "lat_deg"),
        ("nan", "5", "lat_deg"),
        ("1e999", "5", "lat_deg"),
    ],
)
def test_half_a_place_or_one_off_the_earth_is_refused_at_the_field(planner, lat, lon, field):
    client, _event = planner
    typed = {"version": 1, "name": "Podium", "step_free": "yes", "lat_deg": lat, "lon_deg": lon}
    answer = client.post(venue_url("venue_new"), typed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Venue.objects.exists()


def test_two_tabs_editing_the_same_venue_the_second_is_told(planner):
    client, event = planner
    venue = a_venue(event)
    typed = {"version": 1, "step_free": "yes", "name": "Van de eerste"}
    client.post(venue_url("venue", venue.pk), typed)
    answer = client.post(venue_url("venue", venue.pk), typed | {"name": "Van de tweede"})
    assert answer.status_code == 422
    assert "<b>Naam:</b> Van de eerste" in answer.content.decode()
    assert Venue.objects.get().name == "Van de eerste"


def test_a_venue_in_use_says_where_and_stays(planner):
    client, event = planner
    venue = a_venue(event)
    a_stop(event, venue=venue)
    assert event.title in client.get(venue_url("venue_delete", venue.pk)).content.decode()
    client.post(venue_url("venue_delete", venue.pk))
    assert Venue.objects.exists()


@pytest.mark.parametrize("venues", [1, 5])
def test_the_list_of_venues_takes_as_many_statements_for_many(venues, planner, django_assert_num_queries):
    client, event = planner
    for _ in range(venues):
        a_stop(event, venue=a_venue(event))
    with django_assert_num_queries(5):
        client.get(venue_url("venues"))


def test_another_organisations_list_is_not_mine(planner):
    client, _event = planner
    assert client.get(f"{venue_url('venues')}?organisatie={an_organisation().slug}").status_code == 404


def test_the_language_of_a_pasted_speaker_is_kept(planner):
    client, event = planner
    text = "Naam\tTaal\nAda\tEngels\nBo\t"
    client.post(url(event, "speakers_paste"), {"text": text, "seen": "1"})
    assert dict(event.speakers.values_list("name", "language")) == {"Ada": "en", "Bo": "nl"}
