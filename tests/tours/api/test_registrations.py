"""Who comes, for those who may see it: a personal key opens what its owner may see at that moment."""

from datetime import date

import pytest
import time_machine

from tests.builders import a_draft, a_registration, a_user, an_event
from tests.tours.api.reader import TYPE, read
from tours.models import ApiKey, Membership
from tours.organisations.actions import make_key, revoke_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return an_event()


def a_key(event, role="viewer"):
    user = a_user(role=role, organisation=event.organisation)
    return make_key(user, name="Website")[1]


def people(event, key, query=""):
    return read(f"events/{event.slug}/registrations/{query}", key=key)


def test_a_member_reads_who_is_on_the_list(event):
    person = a_registration(event, name="Sam Bakker", email="sam@voorbeeld.example", party="Groen Plein")
    answer = people(event, a_key(event))
    assert answer.status_code == 200
    (found,) = answer.json()["items"]
    assert found["id"] == person.pk
    assert (found["name"], found["email"], found["state"]) == (
        "Sam Bakker",
        "sam@voorbeeld.example",
        "confirmed",
    )
    assert (found["party"], found["group"]) == ("Groen Plein", None)
    assert answer["Cache-Control"] == "private, no-store"


def test_the_list_of_a_draft_is_there_too_and_can_be_filtered(event):
    draft = a_draft(organisation=event.organisation)
    key = a_key(event)
    assert people(draft, key).json()["items"] == []
    a_registration(event, name="Noor", state="cancelled")
    a_registration(event, name="Sam")
    assert [each["name"] for each in people(event, key).json()["items"]] == ["Sam", "Noor"]
    assert [each["name"] for each in people(event, key, "?state=cancelled").json()["items"]] == ["Noor"]
    assert people(event, key, "?state=maybe").status_code == 422


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer dtk_nothing", "Basic {}", "{}"])
def test_without_a_key_that_is_valid_nobody_reads(event, header):
    given = header.format(a_key(event))
    answer = read(f"events/{event.slug}/registrations/", authorization=given)
    assert (answer.status_code, answer["Content-Type"]) == (401, TYPE)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_cookie_is_no_key(event, client):
    client.force_login(a_user(organisation=event.organisation))
    assert client.get(f"/api/v1/events/{event.slug}/registrations/").status_code == 401


def test_a_key_of_another_organisation_finds_nothing(event):
    a_registration(event, name="Sam")
    answer = people(event, a_key(an_event(), role="owner"))
    assert answer.status_code == 404
    assert b"Sam" not in answer.content
    assert people(event, a_key(an_event())).content == read("events/bestaat-niet/").content


def test_a_key_of_a_cohost_reads_as_a_member_does(event):
    host = an_event()
    event.cohosts.add(host.organisation)
    assert people(event, a_key(host)).status_code == 200


def test_the_role_counts_at_every_call(event):
    key = a_key(event)
    assert people(event, key).status_code == 200
    Membership.objects.filter(organisation=event.organisation).delete()
    assert people(event, key).status_code == 404


def test_a_key_that_was_revoked_or_whose_owner_may_not_log_in_opens_nothing(event):
    key, other = a_key(event), a_key(event)
    first, second = ApiKey.objects.order_by("pk")
    revoke_key(first.user, pk=first.pk)
    second.user.is_active = False
    second.user.save()
    assert [people(event, each).status_code for each in (key, other)] == [401, 401]


def test_a_key_is_not_kept_as_it_is(event):
    key = a_key(event)
    assert key not in str(list(ApiKey.objects.values()))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_five_statements(event, number, django_assert_num_queries):
    for _ in range(number):
        a_registration(event, group=event.groups.get())
    key = a_key(event)
    people(event, key)
    with django_assert_num_queries(5):
        people(event, key)


def test_the_day_on_which_a_key_was_used_is_written_once_a_day(event, django_assert_num_queries):
    key = a_key(event)
    with time_machine.travel("2026-03-02T10:00Z", tick=False):
        with django_assert_num_queries(6):
            people(event, key)
        with django_assert_num_queries(5):
            people(event, key)
    assert ApiKey.objects.get().last_used_on == date(2026, 3, 2)
    with time_machine.travel("2026-03-03T10:00Z", tick=False):
        people(event, key)
    assert ApiKey.objects.get().last_used_on == date(2026, 3, 3)


def test_a_key_opens_nothing_from_the_day_on_which_it_expires(event):
    user = a_user(role="viewer", organisation=event.organisation)
    key = make_key(user, name="Website", expires_on=date(2026, 3, 2))[1]
    with time_machine.travel("2026-03-01T22:00Z", tick=False):
        assert people(event, key).status_code == 200
    with time_machine.travel("2026-03-02T00:00Z", tick=False):
        assert people(event, key).status_code == 401
