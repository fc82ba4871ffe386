"""Calling off with a reason, passing lunch on, and the list of events."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import LunchPassedOn
from tests.access import LOGIN, May, assert_access, only, visitors_of
from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_user,
    an_event,
    an_organisation,
    in_days,
    publish_quietly,
)
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of
from tests.notifications.told import everything_left, posted, was_sent
from tours.lifecycle.actions import publish
from tours.models import Event

pytestmark = pytest.mark.django_db


def cancel_page(client, event, **fields):
    client.force_login(organiser_of(event))
    url = f"/beheer/{event.slug}/afgelasten/"
    return client.post(url, fields) if fields else client.get(url)


def test_it_says_who_will_be_told_and_whom_to_ring(client):
    event = an_event()
    for state in ("confirmed", "held", "waiting"):
        a_registration(event, state=state)
    a_registration(event, name="Wim zonder mail", email="", phone="030 123 45 67")
    a_speaker(event, state="confirmed")
    page = cancel_page(client, event).content.decode()
    assert "Gelast af en mail 4 mensen" in page
    assert "Wim zonder mail" in page
    assert 'href="tel:030 123 45 67"' in page


def test_as_many_mails_leave_as_were_promised(client):
    event = a_plan(days=20)
    for state in ("confirmed", "held", "waiting"):
        a_registration(event, state=state)
    a_registration(event, name="Partner", email=event.registrations.first().email)
    was_sent("speaker_invited", a_speaker(event, state="invited"))
    event.stops.filter(position=1).update(contact_name="Ans", contact_email="ans@voorbeeld.example")
    publish(event, by=None)
    everything_left()
    shown = cancel_page(client, event)
    cancel_page(client, event, reason="Storm")
    assert len(posted(state="pending")) == shown.context["hearers"].mails == 6
    assert "Eén contactpersoon" in shown.content.decode()


def test_a_reason_is_needed_and_stands_at_its_field(client):
    event = an_event()
    answer = cancel_page(client, event, reason="  ")
    assert answer.status_code == 422
    assert "waarom de bijeenkomst niet doorgaat" in answer.content.decode()
    assert Event.objects.get(pk=event.pk).state == "published"


def test_what_was_typed_too_long_is_kept(client):
    answer = cancel_page(client, an_event(), reason="x" * 301)
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()


def test_with_a_reason_it_is_off(client):
    event = an_event()
    assert cancel_page(client, event, reason="Er komt storm").status_code == 302
    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == ("cancelled", "Er komt storm")


def test_what_is_off_cannot_be_called_off_again(client):
    event = an_event()
    cancel_page(client, event, reason="Storm")
    answer = cancel_page(client, event, reason="Hagel")
    assert answer.status_code == 422
    assert Event.objects.get(pk=event.pk).cancel_reason == "Storm"


def test_of_what_is_off_the_page_says_so_and_has_no_button_but_a_way_back(client):
    event = an_event()
    a_registration(event, name="Wim zonder mail", email="")
    cancel_page(client, event, reason="Er komt storm")
    page = cancel_page(client, event).content.decode()
    assert "Deze bijeenkomst gaat al niet door" in page
    assert "Er komt storm" in page
    assert "Gelast af" not in page
    assert "Wie bericht krijgt" not in page
    assert f'href="/beheer/{event.slug}/heropenen/"' in page
    assert "Wim zonder mail" in page  # who is still to be rung


@pytest.mark.parametrize(
    ("path", "expected"), [("afgelasten", only(May.PLAN)), ("lunch", only(May.HANDLE_PEOPLE))]
)
def test_who_may_open(path, expected):
    event = an_event()
    assert_access(f"/beheer/{event.slug}/{path}/", "get", expected, visitors=visitors_of(event))


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("afgelasten", {"reason": "Storm"}, only(May.PLAN, allowed=302)),
        ("lunch", {"seen": "{}"}, only(May.HANDLE_PEOPLE, allowed=302)),
    ],
)
def test_who_may_do(path, data, expected):
    event = an_event()
    url = f"/beheer/{event.slug}/{path}/"
    assert_access(url, "post", expected, visitors=visitors_of(event), data=data)


def with_lunch():
    event = a_plan()
    a_stop(event, at=630, kind="meal", title="Lunch", contact_email="keuken@voorbeeld.example")
    return publish_quietly(event)


def test_lunch_can_be_mailed_copied_and_noted(client):
    event = with_lunch()
    a_registration(event, diet="halal")
    client.force_login(organiser_of(event, role="desk"))
    page = client.get(f"/beheer/{event.slug}/lunch/")
    assert "1 halal" in page.content.decode()
    assert "mailto:keuken@voorbeeld.example?subject=Lunch%20op" in page.content.decode()
    answer = client.post(f"/beheer/{event.slug}/lunch/", {"seen": page.context["seen"]})
    assert answer.status_code == 302
    assert LunchPassedOn.objects.get().persons == {"halal": 1}


@pytest.mark.parametrize("seen", ["{}", "[]", "x", '{"halal": "veel"}', ""])
def test_another_count_than_was_shown_is_not_noted(client, seen):
    event = with_lunch()
    a_registration(event, diet="halal")
    client.force_login(organiser_of(event))
    assert client.post(f"/beheer/{event.slug}/lunch/", {"seen": seen}).status_code == 422
    assert not LunchPassedOn.objects.exists()


def test_a_count_that_was_passed_on_says_when_and_what_changed(client):
    event = with_lunch()
    client.force_login(organiser_of(event))
    client.post(f"/beheer/{event.slug}/lunch/", {"seen": json.dumps({})})
    assert "Dit is doorgegeven op" in client.get(f"/beheer/{event.slug}/lunch/").content.decode()
    a_registration(event)
    assert "Sindsdien is de telling veranderd" in client.get(f"/beheer/{event.slug}/lunch/").content.decode()


def events_page(client, event, query=""):
    client.force_login(organiser_of(event, role="viewer"))
    return [found.title for found in client.get(f"/beheer/bijeenkomsten/{query}").context["page"]]


def test_the_list_shows_what_comes_nearest_first_and_undated_last(client):
    organisation = an_organisation()
    first = a_published_plan(organisation=organisation, title="Eerst", days=3)
    a_draft(organisation=organisation, title="Ooit", date=None)
    a_draft(organisation=organisation, title="Daarna", date=in_days(9))
    a_published_plan(organisation=organisation, title="Geweest", days=-3)
    assert events_page(client, first) == ["Eerst", "Daarna", "Ooit"]
    assert events_page(client, first, "?stand=geweest") == ["Geweest"]
    assert events_page(client, first, "?stand=draft") == ["Ooit", "Daarna"]


def test_the_list_is_searched_by_title_place_and_speaker(client):
    event = a_plan(title="Toer Oost")
    event = publish_quietly(event)
    assert events_page(client, event, "?q=oost") == ["Toer Oost"]
    assert events_page(client, event, "?q=zuid") == []


@pytest.mark.parametrize("query", ["?page=x", "?page=99", "?stand=onzin", "?q=" + "x" * 300])
def test_a_question_that_makes_no_sense_is_not_an_error(client, query):
    event = a_published_plan()
    client.force_login(organiser_of(event))
    assert client.get(f"/beheer/bijeenkomsten/{query}").status_code == 200


def test_the_list_goes_on_over_pages(client):
    organisation = an_organisation()
    for _ in range(21):
        event = a_draft(organisation=organisation)
    assert len(events_page(client, event)) == 20
    assert len(events_page(client, event, "?page=2")) == 1


def test_others_see_none_of_ours(client):
    event = a_published_plan()
    client.force_login(a_user())
    assert event.title not in client.get("/beheer/bijeenkomsten/").content.decode()


def test_everybody_who_works_somewhere_may_open_the_list():
    event = a_published_plan()
    visitors = visitors_of(event)
    expected = dict.fromkeys(visitors, 200) | {"anonymous": LOGIN}
    assert_access("/beheer/bijeenkomsten/", "get", expected, visitors=visitors)


@pytest.mark.parametrize("events", [1, 5])
def test_the_list_costs_the_same_for_any_number_of_events(client, events):
    organisation = an_organisation()
    for _ in range(events):
        a_published_plan(organisation=organisation)
    client.force_login(a_user(organisation=organisation))
    with CaptureQueriesContext(connection) as queries:
        client.get("/beheer/bijeenkomsten/")
    assert len(queries) == 6


@pytest.mark.parametrize("name", ["/beheer/berichten/", "/beheer/{slug}/berichten/"])
def test_the_log_stands_where_the_navigation_points(client, name):
    event = a_published_plan()
    client.force_login(organiser_of(event))
    assert client.get(name.format(slug=event.slug)).status_code == 200


@pytest.mark.parametrize("seen", ["9" * 5000, "[" * 100_000, '{"vegan": "veel"}', "\0"])
def test_a_count_that_is_none_is_refused(client, seen):
    event = with_lunch()
    client.force_login(a_user(organisation=event.organisation))
    assert client.post(f"/beheer/{event.slug}/lunch/", {"seen": seen}).status_code == 422
