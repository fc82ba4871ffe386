"""The OpenAPI document: valid, complete, and true of what is answered."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.builders import a_registration, a_user
from tests.tours.api.reader import read
from tests.tours.api.test_events import a_tour
from tours.organisations.actions import make_key

pytestmark = pytest.mark.django_db
# https://spec.openapis.org/oas/3.1/schema/2022-10-07, as the OpenAPI Initiative publishes it.
SCHEMA = json.loads((Path(__file__).parent / "openapi-3.1.json").read_text())


@pytest.fixture
def document():
    return read("openapi.json").json()


def test_it_is_valid(document):
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_is_in_it_with_its_answers(document):
    operations = {path: methods["get"] for path, methods in document["paths"].items()}
    assert operations.keys() == {
        "/api/v1/events/",
        "/api/v1/events/{slug}/",
        "/api/v1/events/{slug}/registrations/",
    }
    for operation in operations.values():
        assert operation["summary"]
        assert operation["description"]
        for status, answer in operation["responses"].items():
            kinds = {"200": ["application/json"], "304": []}.get(status, ["application/problem+json"])
            assert list(answer.get("content", {})) == kinds
    assert [bool(operation.get("security")) for operation in operations.values()] == [False, False, True]
    ids = [operation["operationId"] for operation in operations.values()]
    assert ids == ["list_events", "get_event", "list_registrations"]


def test_what_is_answered_is_as_it_says(document):
    event = a_tour()
    a_registration(event)
    key = make_key(a_user(organisation=event.organisation), name="x")[1]
    answers = {
        ("/api/v1/events/", "200"): read("events/"),
        ("/api/v1/events/{slug}/", "200"): read(f"events/{event.slug}/"),
        ("/api/v1/events/{slug}/registrations/", "200"): read(f"events/{event.slug}/registrations/", key=key),
        ("/api/v1/events/{slug}/", "404"): read("events/nope/"),
        ("/api/v1/events/", "422"): read("events/?limit=0"),
    }
    for (path, status), answer in answers.items():
        (content,) = document["paths"][path]["get"]["responses"][status]["content"].values()
        assert str(answer.status_code) == status
        schema = content["schema"] | {"components": document["components"]}
        Draft202012Validator(schema).validate(answer.json())
