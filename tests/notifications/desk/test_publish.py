"""The publish page: what stands in the way, the difference, who is told; and nothing else is published than was shown."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.batches.progress import mailings_of
from notifications.desk.actions import publish_as_shown
from notifications.desk.errors import OtherThanShown
from notifications.desk.publishing import outlook
from notifications.models import Breaker, Message
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_registration, a_speaker, a_stop, a_user, an_event
from tests.notifications.desk.desk import a_plan, organiser_of
from tours.lifecycle.actions import publish
from tours.models import Event, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """Published in earnest, with people who were told."""
    event = a_plan(days=20, title="Toer")
    publish(event, by=None)
    return Event.objects.select_related("current").get(pk=event.pk)


@pytest.fixture
def browser(client, event):
    client.force_login(organiser_of(event))
    return client


def later(event, start=615):
    Visit.objects.filter(stop=event.stops.last()).update(start_min=start, end_min=start + 30)


def url(event):
    return f"/beheer/{event.slug}/publiceren/"


def text_of(browser, event):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get(url(event)).content.decode()))


def seen(browser, event):
    return re.search(r'name="seen" value="([^"]+)"', browser.get(url(event)).content.decode())[1]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1, "Daarna kunnen mensen zich aanmelden."), (-1, "de tijd om zich aan te melden is voorbij")],
)
def test_nobody_is_said_to_be_able_to_sign_up_when_the_window_is_shut(client, hours, said):
    draft = a_plan(days=20, title="Toer")
    closes = timezone.now() + timedelta(hours=hours)
    Event.objects.filter(pk=draft.pk).update(registration_closes_at=closes)
    client.force_login(organiser_of(draft))
    assert said in text_of(client, draft)
    overview = client.get(reverse("lifecycle:event", args=[draft.slug])).content.decode()
    assert ("kan niet meer: het kon tot" in overview) is (hours < 0)


def test_a_first_publication_shows_what_becomes_public(client):
    draft = a_plan(title="Toer")
    client.force_login(organiser_of(draft))
    text = text_of(client, draft)
    assert "Dit komt op de website" in text
    assert "Op het programma: Podium Oost en De Nieuwe Jutter." in text
    assert "Publiceer zonder mail" in text


def test_what_is_missing_stands_there_before_anybody_presses(client):
    draft = a_draft()
    client.force_login(organiser_of(draft))
    text = text_of(client, draft)
    assert "Zeg eerst waar het is" in text
    assert 'name="seen"' not in client.get(url(draft)).content.decode()


def test_a_place_that_another_event_holds_stands_in_the_way(event, client):
    second = a_plan(days=20, organisation=event.organisation)
    second.stops.update(venue=event.stops.first().venue)
    client.force_login(organiser_of(second))
    text = text_of(client, second)
    assert "Dit moet eerst" in text
    assert text.count("in gebruik voor ‘Toer’. Kies een andere tijd of plek voor ‘Podium Oost’") == 1


def test_a_second_publication_shows_old_and_new_time(browser, event):
    later(event)
    assert "De tijd van ‘De Nieuwe Jutter’: 10.00 – 10.30 wordt 10.15 – 10.45" in text_of(browser, event)


def test_without_a_difference_there_is_nothing_to_press(browser, event):
    text = text_of(browser, event)
    assert "Alles staat al op de website" in text
    assert "Publiceer " not in text


def test_it_says_how_many_hear_what_and_how_many_mails_each_has_had(browser, event):
    for _ in range(3):
        a_registration(event)
    text = text_of(browser, event)
    assert "Alles staat al op de website" in text
    later(event)
    text = text_of(browser, event)
    assert "Publiceer en mail 3 mensen" in text
    assert "3 mensen krijgen bericht" in text
    assert "één mail van ons gehad" in text


def test_who_publishes_while_no_mail_goes_reads_that_it_follows(browser, event):
    a_registration(event)
    later(event)
    Breaker.objects.create(backend=settings.EMAIL_BACKEND, open_until=timezone.now(), reason="550")
    answer = browser.post(url(event), {"seen": seen(browser, event)}, follow=True)
    said = "Gepubliceerd. Eén mail is onderweg. Er gaat nu even geen mail de deur uit."
    assert said in answer.content.decode()


def test_publishing_mails_them_and_says_how_far_that_is(browser, event):
    a_registration(event)
    later(event)
    answer = browser.post(url(event), {"seen": seen(browser, event)}, follow=True)
    assert "Gepubliceerd. Eén mail is onderweg." in answer.content.decode()
    assert Message.objects.get().state == "pending"
    assert "0 van 1 verstuurd" in text_of(browser, event)
    Message.objects.update(state="sent")
    assert "1 van 1 verstuurd" in text_of(browser, event)


def test_what_was_not_shown_is_not_published(browser, event):
    a_registration(event)
    later(event)
    shown = seen(browser, event)
    later(event, 630)
    answer = browser.post(url(event), {"seen": shown})
    assert answer.status_code == 422
    assert "Er is niets gepubliceerd" in answer.content.decode()
    assert "10.30 – 11.00" in answer.content.decode()
    assert Event.objects.get(pk=event.pk).current_id == event.current_id
    assert not Message.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "1-0123"])
def test_nothing_is_published_without_having_been_shown(browser, event, forged):
    later(event)
    assert browser.post(url(event), {"seen": forged}).status_code == 422
    assert event.revisions.count() == 1


def test_pressing_twice_publishes_once(browser, event):
    later(event)
    shown = seen(browser, event)
    for _ in range(2):
        assert browser.post(url(event), {"seen": shown}).status_code == 302
    assert event.revisions.count() == 2


def test_what_somebody_else_published_meanwhile_is_not_undone(event):
    later(event)
    shown = outlook(event, at=timezone.now()).seen
    later(event, 630)
    publish(Event.objects.get(pk=event.pk), by=None)
    later(event)
    with pytest.raises(OtherThanShown):
        publish_as_shown(Event.objects.get(pk=event.pk), seen=shown, by=a_user())


def test_what_somebody_else_published_already_is_not_published_again(event):
    later(event)
    shown = outlook(event, at=timezone.now()).seen
    theirs = publish(Event.objects.get(pk=event.pk), by=None)
    later(event, 630)
    assert publish_as_shown(Event.objects.get(pk=event.pk), seen=shown, by=a_user()) == theirs


def test_a_rule_that_says_no_is_shown_and_nothing_happens(browser, event):
    later(event)
    shown = seen(browser, event)
    Event.objects.filter(pk=event.pk).update(meeting_point=None)
    event.stops.all().delete()
    answer = browser.post(url(event), {"seen": shown})
    assert answer.status_code == 422
    assert "Zeg eerst waar het is" in answer.content.decode()


def test_an_event_that_is_over_mails_nobody(browser, event):
    a_registration(event)
    Event.objects.filter(pk=event.pk).update(date=timezone.localdate() - timezone.timedelta(days=3))
    assert "er gaat geen mail uit" in text_of(browser, event)


def test_a_save_the_date_can_be_made_the_whole_programme(client):
    draft = a_plan()
    Event.objects.filter(pk=draft.pk).update(programme_complete=False)
    client.force_login(organiser_of(draft))
    assert "Programma volgt" in text_of(client, draft).replace("‘programma", "Programma")
    client.post(f"{url(draft)}programma/", {"complete": "yes", "version": draft.version})
    assert Event.objects.get(pk=draft.pk).programme_complete
    assert "Op het programma" in text_of(client, draft)


@pytest.mark.parametrize("version", ["0", "", "x"])
def test_an_old_version_changes_nothing(client, version):
    draft = a_plan()
    client.force_login(organiser_of(draft))
    client.post(f"{url(draft)}programma/", {"complete": "no", "version": version})
    assert Event.objects.get(pk=draft.pk).programme_complete


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("", "get", only(May.SEE)),
        ("", "post", only(May.PLAN, allowed=422)),
        ("programma/", "post", only(May.PLAN, allowed=302)),
        ("mails/", "get", only(May.SEE)),
    ],
)
def test_who_may(event, path, method, expected):
    assert_access(url(event) + path, method, expected, visitors=visitors_of(event))


def test_who_only_reads_gets_no_button(client, event):
    later(event)
    client.force_login(organiser_of(event, role="viewer"))
    page = client.get(url(event)).content.decode()
    assert 'name="seen"' not in page
    assert "Publiceren doet een planner" in page


@pytest.mark.parametrize("people", [1, 4])
def test_looking_costs_the_same_for_any_number_of_people(browser, event, people):
    for _ in range(people):
        a_registration(event)
    later(event)
    with CaptureQueriesContext(connection) as queries:
        browser.get(url(event))
    assert len(queries) == 31


def test_looking_changes_nothing(browser, event):
    a_speaker(event, state="confirmed")
    later(event)
    browser.get(url(event))
    assert event.revisions.count() == 1
    assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["9" * 5000, "9" * 10, "²", "-1", ""])
def test_a_version_that_is_none_changes_nothing(client, version):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation))
    client.post(f"/beheer/{event.slug}/publiceren/programma/", {"version": version, "complete": "yes"})
    event.refresh_from_db()
    assert not event.programme_complete


@pytest.mark.parametrize(("people", "said"), [(3, ""), (4, " en één ander"), (5, " en 2 anderen")])
def test_who_is_told_is_named_and_the_others_counted(client, people, said):
    event = a_plan(days=20)
    for letter in "ABCDE"[:people]:
        a_registration(event, name=f"Sam {letter}")
    publish(event, by=None)
    Message.objects.update(state="sent")
    later(event)
    client.force_login(organiser_of(event))
    assert f"Sam A, Sam B, Sam C{said} De tijden" in text_of(client, event)


def test_the_first_programme_is_called_what_the_mail_calls_it(client):
    event = a_plan(days=20)
    Event.objects.filter(pk=event.pk).update(programme_complete=False)
    event = Event.objects.get(pk=event.pk)
    a_registration(event)
    publish(event, by=None)
    Message.objects.update(state="sent")
    Event.objects.filter(pk=event.pk).update(programme_complete=True)
    client.force_login(organiser_of(event))
    page = text_of(client, event)
    assert "Het programma is bekend" in page
    assert "Het programma is veranderd" not in page
    for more in ("publiceren/wie/", "publiceren/mail/"):
        assert "Het programma is bekend" in client.get(f"/beheer/{event.slug}/{more}").content.decode()


def test_once_published_the_first_programme_keeps_that_name_and_the_next_is_a_change(client):
    event = a_plan(days=20)
    Event.objects.filter(pk=event.pk).update(programme_complete=False)
    event = Event.objects.get(pk=event.pk)
    a_registration(event)
    publish(event, by=None)
    Message.objects.update(state="sent")
    Event.objects.filter(pk=event.pk).update(programme_complete=True)
    publish(Event.objects.get(pk=event.pk), by=None)
    client.force_login(organiser_of(event))
    (message,) = Message.objects.filter(kind="changed")
    log, mail = f"/beheer/{event.slug}/berichten/", f"/beheer/berichten/{message.pk}/"
    for path in (log, mail, "/beheer/"):
        page = client.get(path).content.decode()
        assert "Het programma is bekend" in page
        assert "Het programma is veranderd" not in page
    assert [label for label, _counts in mailings_of(event)[0].by_kind] == ["Het programma is bekend"]
    Message.objects.update(state="sent")
    later(event)
    publish(Event.objects.get(pk=event.pk), by=None)
    assert "Het programma is veranderd" in client.get(log).content.decode()


@pytest.mark.parametrize("hours", [{"start_min": 600}, {"end_min": 600}])
def test_hours_that_the_stops_overrule_are_not_said_to_be_on_the_website(client, hours):
    event = a_plan(days=20)
    Event.objects.filter(pk=event.pk).update(end_min=630)  # as the last stop
    publish(Event.objects.get(pk=event.pk), by=None)
    client.force_login(organiser_of(event))
    assert "Alles staat al op de website" in text_of(client, event)
    Event.objects.filter(pk=event.pk).update(**hours)
    page = text_of(client, event)
    assert "Alles staat al op de website" not in page
    assert "Op de website verandert niets Daar begint de dag niet later dan de eerste halte" in page


def test_an_empty_programme_is_not_offered_as_the_whole(client):
    event = a_draft(conference_url="https://voorbeeld.example/")
    client.force_login(organiser_of(event))
    assert "Het programma is klaar: alles erop" not in text_of(client, event)
    a_stop(event)
    assert "Het programma is klaar: alles erop" in text_of(client, event)
