"""Looking an address up: by the server, storing nothing, losing nothing that was typed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.access import assert_access, only, visitors_of
from tests.builders import a_user, a_venue, an_event, an_organisation
from tests.elsewhere import somewhere
from tours.models import Venue
from tours.organisations.access import May

pytestmark = pytest.mark.django_db
TYPED = {
    "version": "1",
    "name": "Podium <Oost>",
    "address": "oudwijkerdwarsstraat 148",
    "lat_deg": "noord",
    "lon_deg": "",
    "location_estimated": "on",
    "chairs": "tachtig",
    "step_free": "yes",
    "accessibility_note": "Bel even",
}
SUGGESTED = {"id": "adr-1", "weergavenaam": "Oudwijkerdwarsstraat 148, 3581LJ Utrecht"}
PLACE = {"weergavenaam": SUGGESTED["weergavenaam"], "centroide_ll": "POINT(5.13718 52.09211)"}


def docs(*found):
    return 200, {"response": {"numFound": len(found), "docs": list(found)}}


@pytest.fixture
def asking(client, settings):
    """Press a button on the form of a new place, where the service answers so: (page, what it was asked)."""
    client.force_login(a_user(organisation=an_organisation()))

    def ask(said, **button):
        with somewhere(lambda *_: said) as (address, asked):
            settings.ADDRESSES_URL = f"{address}/v3_1"
            answer = client.post(reverse("programme:venue_new"), TYPED | button)
        assert answer.status_code == 200
        assert not Venue.objects.exists()
        return answer.content.decode(), [urlsplit(path) for path, _body in asked]

    return ask


def test_addresses_are_offered_and_everything_typed_stays(asking):
    page, [asked] = asking(docs(SUGGESTED), zoek="1")
    assert asked.path == "/v3_1/suggest"
    assert parse_qs(asked.query)["q"] == [TYPED["address"]]
    assert 'name="plek" value="adr-1"' in page
    for typed in ("Podium &lt;Oost&gt;", TYPED["address"], "noord", "tachtig", "Bel even"):
        assert typed in page
    assert "utrecht-form-field-error-message" not in page


def test_the_one_that_is_chosen_fills_in_address_and_place(asking):
    page, [asked] = asking(docs(PLACE), plek="adr-1")
    assert (asked.path, parse_qs(asked.query)["id"]) == ("/v3_1/lookup", ["adr-1"])
    assert f'value="{PLACE["weergavenaam"]}"' in page
    assert "52.09211" in page
    assert "5.13718" in page
    assert "Podium &lt;Oost&gt;" in page


def test_nothing_found_is_said(asking):
    page, _asked = asking(docs(), zoek="1")
    assert "Geen adres gevonden." in page


@pytest.mark.parametrize("button", ["zoek", "plek"])
@pytest.mark.parametrize(
    "said",
    [
        (500, {}),
        (302, {}),
        (200, b"<html>"),
        (200, []),
        (200, {"response": {"docs": "none"}}),
        (200, {"response": {"docs": [{"id": 3}]}}),
        (200, b" " * 600_000),
    ],
)
def test_a_service_that_fails_is_said_and_loses_nothing(asking, said, button):
    page, _asked = asking(said, **{button: "x"})
    assert "Adressen opzoeken lukt nu niet." in page
    assert TYPED["address"] in page


def test_an_address_that_is_chosen_but_does_not_exist_loses_nothing(asking):
    page, _asked = asking(docs(), plek="adr-0")
    assert "Adressen opzoeken lukt nu niet." in page


def test_without_a_service_there_is_no_button(client, settings):
    client.force_login(a_user(organisation=an_organisation()))
    assert 'name="zoek"' not in client.get(reverse("programme:venue_new")).content.decode()
    settings.ADDRESSES_URL = "http://addresses.example"
    assert 'name="zoek"' in client.get(reverse("programme:venue_new")).content.decode()


def test_who_may_look_up(settings):
    event = an_event()
    url = reverse("programme:venue", args=[a_venue(event).pk])
    with somewhere(lambda *_: docs(SUGGESTED)) as (address, asked):
        settings.ADDRESSES_URL = address
        assert_access(
            url,
            "post",
            only(May.PLAN, cohosts=False),
            visitors=visitors_of(event),
            data=TYPED | {"zoek": "1"},
        )
    assert len(asked) == 2
