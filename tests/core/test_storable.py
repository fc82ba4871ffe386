"""What no database can keep, and what no log may show."""

import logging

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from core.logs import Line
from core.tokens import make_token
from tests.builders import a_registration, a_user, an_event

handler400 = "core.http.bad_request"
handler500 = "core.http.server_error"
urlpatterns = [path("pagina/", lambda request: HttpResponse("ok"))]


class _Gone:
    """A session store whose database went away after the view was done."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self.get_response(request)
        raise OperationalError("the connection was closed")


@pytest.mark.parametrize(
    "address", ["/agenda/?q=%00", "/agenda/?%00=a", "/agenda/?groep=a%00b", "/agenda/%00/"]
)
def test_an_address_with_a_nul_is_a_400_with_a_way_back(client, db, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "Dit adres klopt niet" in response.content.decode()


def test_a_cookie_with_a_nul_is_not_looked_up(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/beheer/", headers={"cookie": r'sessionid="\000aaaaaaaaa"'}).status_code == 400


def test_an_unknown_host_gets_our_page_without_its_name(client, settings):
    settings.ALLOWED_HOSTS = ["dialoogtoer.example"]
    response = client.get("/over/", headers={"host": "kwaad.example"})
    assert response.status_code == 400
    assert "Dit adres klopt niet" in response.content.decode()
    assert "kwaad" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent"),
    [("/beheer/berichten/vrijgeven/", {"bijeenkomst": "\0"}), ("/beheer/{slug}/samen/", {"remove": "\0"})],
)
def test_a_nul_in_what_a_button_sends_crashes_nothing(client, address, sent):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation))
    assert client.post(address.format(slug=event.slug), sent).status_code in {302, 400, 404}


@pytest.mark.urls(__name__)
def test_a_database_that_goes_while_the_session_is_saved_is_a_503(settings):
    settings.MIDDLEWARE = ["core.http.unavailable", f"{__name__}._Gone"]
    response = Client(raise_request_exception=False).get("/pagina/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


@pytest.mark.django_db
def test_a_refused_visit_to_an_own_page_leaves_no_key_in_the_log(client, caplog):
    registration = a_registration(an_event())
    token = make_token("mijn", registration.pk, registration.link_version)
    with caplog.at_level(logging.WARNING):
        assert client.put(f"/mijn/{token}/ja/").status_code == 405
    lines = [Line("%(message)s").format(record) for record in caplog.records]
    assert any("/mijn/…/ja/" in line for line in lines)
    assert not any(token in line for line in lines)
