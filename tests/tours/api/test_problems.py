"""What goes wrong is told as RFC 9457 says, whatever was asked."""

import pytest
from django.db import OperationalError
from django.test import Client

from tests.builders import an_event
from tests.tours.api.reader import TYPE, read
from tours.api import views
from tours.signups import limits

pytestmark = pytest.mark.django_db


def told(answer):
    body = answer.json()
    assert answer["Content-Type"] == TYPE
    assert answer["Cache-Control"] == "no-store"
    assert (body["type"], body["status"]) == ("about:blank", answer.status_code)
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    "path", ["", "nope", "nope/", "events/nope/", "events/nope/registrations", "events//"]
)
def test_what_does_not_exist_is_a_problem(path):
    assert told(read(path))["status"] in {401, 404}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=veel", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("kind=feest", "kind"),
        ("when=now", "when"),
        ("q=" + "x" * 101, "q"),
    ],
)
def test_a_parameter_that_cannot_be_is_named(query, name):
    answer = read(f"events/?{query}")
    assert answer.status_code == 422
    (wrong,) = told(answer)["errors"]
    assert wrong["name"] == name
    assert wrong["reason"]


@pytest.mark.parametrize("path", ["events/?q=%00", "events/a%00b/", "%00", "openapi.json?%00"])
def test_an_address_that_cannot_be_read_is_a_problem_too(path):
    answer = read(path)
    assert told(answer)["status"] == 400
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["events/", "openapi.json", "nope"])
def test_nothing_is_written(client, method, path):
    answer = getattr(client, method)(f"/api/v1/{path}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    told(answer)


def test_a_draft_is_as_if_it_did_not_exist():
    event = an_event()
    event.state = "draft"
    event.save()
    assert read(f"events/{event.slug}/").content == read("events/nope/").content


def test_a_crowd_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(limits, "_PER_READER", 2)
    answers = [client.get("/api/v1/events/", REMOTE_ADDR="192.0.2.1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "600"
    told(answers[2])
    assert (
        answers[2]["Access-Control-Allow-Origin"] == "*"
    )  # else a page of another site does not see the status
    assert client.get("/api/v1/events/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_database_that_is_gone_is_a_503(client, monkeypatch):
    def gone(_slug):
        raise OperationalError("gone")

    monkeypatch.setattr(views, "public_event", gone)
    answer = client.get("/api/v1/events/x/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    told(answer)


def test_a_crash_of_ours_is_a_problem_too(monkeypatch):
    monkeypatch.setattr(views, "public_event", lambda _slug: 1 / 0)
    answer = Client(raise_request_exception=False).get("/api/v1/events/x/")
    assert told(answer)["status"] == 500


def test_the_sentence_is_in_the_language_that_was_chosen(client):
    client.cookies["django_language"] = "en"
    answer = client.get("/api/v1/events/nope/", headers={"Accept-Language": "nl"})
    assert answer.json()["detail"] == "This does not exist, or it is not for you."
