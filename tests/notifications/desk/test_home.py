"""The organiser's home as a page: what stands on it, for whom, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.desk.workspace import SHOWN, look
from notifications.models import Breaker
from tests.access import LOGIN, assert_access, visitors_of
from tests.builders import (
    a_draft,
    a_message,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    an_organisation,
    in_days,
    publish_quietly,
)
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of
from tours.models import Event, Visit

pytestmark = pytest.mark.django_db


def page(client, user):
    client.force_login(user)
    return client.get("/beheer/").content.decode()


def a_busy_event(organisation, *, people=2):
    """Something of everything that the page looks at."""
    event = a_plan(organisation=organisation, days=6)
    a_stop(event, at=635, kind="meal", title="Lunch")
    for state in ("listed", "invited", "confirmed", "declined"):
        a_speaker(event, state=state, talk=a_talk(event.stops.first(), kind="presentation"))
    event = publish_quietly(event)
    for _ in range(people):
        held = a_registration(event, state="held")
        held.answer_by = timezone.now() + timedelta(hours=10)
        held.save()
        a_message(a_registration(event), state="failed")
        a_message(held, due_at=timezone.now() + timedelta(days=1))
    Visit.objects.filter(stop__title="De Nieuwe Jutter", group__event=event).update(start_min=570)
    a_published_plan(organisation=organisation, days=-2)
    return event


def test_a_new_organiser_reads_how_to_begin(client):
    text = page(client, a_user())
    assert "Begin met uw eerste bijeenkomst" in text
    assert 'href="/beheer/nieuw/"' in text


def test_who_had_events_before_is_not_new(client):
    event = a_published_plan(days=-200)
    text = page(client, organiser_of(event))
    assert "U bent bij" in text
    assert "Begin met uw eerste" not in text


def test_who_only_reads_is_not_asked_to_begin(client):
    text = page(client, a_user(role="viewer"))
    assert "/beheer/nieuw/" not in text


def test_somebody_without_an_organisation_reads_whom_to_ask(client):
    user = a_user(role=None)
    text = page(client, user)
    assert "U hoort nog bij geen organisatie" in text
    assert user.email in text


def test_an_organiser_without_anything_to_do_is_told_so(client):
    event = a_published_plan()
    text = page(client, organiser_of(event))
    assert "U bent bij" in text
    assert event.title in text


def test_events_that_others_host_together_with_us_are_ours_too(client):
    event, ours = a_published_plan(), an_organisation()
    event.cohosts.add(ours)
    assert event.title in page(client, a_user(organisation=ours))


def test_what_others_organise_is_not_shown(client):
    event = a_busy_event(an_organisation())
    text = page(client, a_user())
    assert event.title not in text


def test_two_roles_count_together(client):
    event = a_draft()
    user = a_user(role="viewer", organisation=event.organisation)
    cohost = an_organisation()
    event.cohosts.add(cohost)
    cohost.memberships.create(user=user, role="planner")
    assert "nog een concept" in page(client, user)


def test_a_title_with_markup_stays_text(client):
    event = a_draft(title="<script>x</script>")
    assert "<script>x" not in page(client, organiser_of(event))


def test_everybody_may_open_it_and_visitors_log_in():
    event = a_published_plan()
    visitors = visitors_of(event)
    expected = dict.fromkeys(visitors, 200) | {"anonymous": LOGIN}
    assert_access("/beheer/", "get", expected, visitors=visitors)


def test_what_is_far_away_is_counted_and_not_looked_at(client):
    organisation = an_organisation()
    for day in range(SHOWN + 2):
        a_draft(organisation=organisation, title=f"Avond {day:02}", date=None)
    user = a_user(organisation=organisation)
    assert look(user, at=timezone.now()).more == 2
    text = page(client, user)
    assert "Nog 2 komende bijeenkomsten" in text
    assert "Avond 11" not in text


@pytest.mark.parametrize(("events", "people"), [(1, 1), (3, 1), (3, 5)])
def test_it_costs_the_same_for_any_number_of_events_and_people(client, events, people):
    organisation = an_organisation()
    for _ in range(events):
        a_busy_event(organisation, people=people)
    client.force_login(a_user(organisation=organisation))
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/beheer/").status_code == 200
    assert len(queries) == 58


def test_days_are_counted_to_what_was_published_not_to_a_draft_for_another_day(client):
    event = a_published_plan(days=3, title="Toer door Oost")
    Event.objects.filter(pk=event.pk).update(date=in_days(50))
    assert "Nog drie dagen tot ‘Toer door Oost’" in page(client, organiser_of(event))
    [now] = look(organiser_of(event), at=timezone.now()).coming
    assert now.days == 3


def test_what_was_published_and_held_is_past_whatever_its_draft_says():
    event = a_published_plan(days=-3)
    Event.objects.filter(pk=event.pk).update(date=in_days(50))
    found = look(organiser_of(event), at=timezone.now())
    assert ([now.event.pk for now in found.past], found.coming) == ([event.pk], [])


def test_it_says_so_when_no_mail_leaves_the_house(client, settings):
    organisation = an_organisation()
    a_busy_event(organisation, people=1)
    user = a_user(organisation=organisation)
    assert "De mailserver weigert ons" not in page(client, user)
    Breaker.objects.create(backend=settings.EMAIL_BACKEND, open_until=timezone.now(), reason="550 blocked")
    text = page(client, user)
    assert "De mailserver weigert ons" in text
    assert "550 blocked" in text
    settings.OUTBOX_HOLD = True
    assert "OUTBOX_HOLD" in page(client, user)
