import pytest
from django.conf import settings as site
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import include, path

pytestmark = pytest.mark.urls(__name__)


def broken(request):
    raise ZeroDivisionError


def forbidden(request):
    raise PermissionDenied


def locked(request):
    messages.success(request, "Opgeslagen")
    raise OperationalError("database is locked")


def revoked(request):
    return render(request, "410.html", status=410)


def form(request):
    return HttpResponse("ok")


urlpatterns = [
    path("stuk/", broken),
    path("verboden/", forbidden),
    path("bezet/", locked),
    path("ingetrokken/", revoked),
    path("formulier/", form),
    path("account/", include("allauth.urls")),
]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, headers={"accept-language": "nl"})


def text(response):
    return response.content.decode()


def test_an_unknown_page_helps_on_its_way(visitor):
    response = visitor.get("/nergens/")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in text(response)
    assert "Naar de agenda" in text(response)


def test_a_revoked_link_says_how_to_get_a_new_one(visitor):
    response = visitor.get("/ingetrokken/")
    assert response.status_code == 410
    assert "Zo krijgt u een nieuwe" in text(response)
    assert 'content="noindex' in text(response)
    assert 'name="referrer" content="no-referrer"' in text(response)


def test_what_may_not_be_done_is_said_in_words(visitor):
    response = visitor.get("/verboden/")
    assert response.status_code == 403
    assert "geen rechten" in text(response)


def test_a_form_that_stood_open_too_long_says_how_to_go_on():
    visitor = Client(enforce_csrf_checks=True, headers={"accept-language": "nl"})
    response = visitor.post("/formulier/")
    assert response.status_code == 403
    assert "Ga terug met de knop van uw browser" in text(response)


def test_a_crash_answers_with_a_page_that_needs_nothing(visitor):
    response = visitor.get("/stuk/")
    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in text(response)
    assert "{%" not in text(response)


def test_a_locked_database_is_a_503_that_says_nothing_was_stored(visitor):
    response = visitor.post("/bezet/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Er is niets opgeslagen" in text(response)


def test_the_503_page_touches_no_database(visitor, django_assert_num_queries, db):
    visitor.cookies["sessionid"] = "a" * 32
    with django_assert_num_queries(0):
        assert visitor.get("/bezet/").status_code == 503


@pytest.mark.parametrize("address", ["/nergens/", "/ingetrokken/", "/verboden/", "/stuk/", "/bezet/"])
def test_no_error_page_has_inline_script_or_style(visitor, address):
    html = text(visitor.get(address))
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html


def test_the_login_page_asks_for_an_address_first(visitor, settings):
    settings.ONE_PROCESS = False
    html = text(visitor.get("/account/login/"))
    assert "Stuur mij een code" in html
    assert 'type="password"' not in html


@pytest.mark.skipif(not site.ONE_PROCESS, reason="with a broker there are no passwords")
def test_the_embedded_shape_takes_a_password_too(visitor):
    assert 'type="password"' in text(visitor.get("/account/login/"))
