"""What the contact of a stop answers from their calendar, or writes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from notifications.inbound.handling.replies import FORWARDED_A_DAY
from notifications.models import Answer, Message, Told
from notifications.outbox.delivery import deliver_due
from tests.builders import a_speaker, a_stop, a_user
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, answer, take
from tests.notifications.told import a_draft, fresh, posted
from tours.lifecycle.actions import publish
from tours.models import Membership

pytestmark = pytest.mark.django_db
ANS = "ans@voorbeeld.example"


@pytest.fixture
def entry():
    draft = a_draft(programme_complete=True)
    a_stop(draft, at=600, contact_name="Ans", contact_email=ANS)
    a_user(role="planner", organisation=draft.organisation, email="planner@voorbeeld.example")
    publish(fresh(draft), by=None)
    deliver_due(at=timezone.now())
    mail.outbox.clear()
    Told.objects.update(dtstamp=timezone.now() - timedelta(hours=1))
    return Told.objects.select_related("event").get()


@pytest.mark.parametrize("client", clients.CLIENTS)
def test_a_no_is_told_to_the_organisers_at_once_and_once(entry, client):
    for _twice in range(2):
        received = answer(entry, "DECLINED", client)
    assert received.event == entry.event
    (alert,) = posted(kind="organiser_alert")
    assert alert.recipient == "planner@voorbeeld.example"
    deliver_due(at=timezone.now())
    assert "Ans, contactpersoon van een halte" in mail.outbox[0].body
    assert Answer.objects.get().said == "no"


def test_a_yes_is_noted_and_troubles_nobody(entry):
    assert answer(entry, "ACCEPTED").outcome == "applied"
    assert not posted(kind="organiser_alert")


def test_another_time_is_for_the_organisers_to_look_at(entry):
    received = answer(entry, client=clients.gmail, method="COUNTER")
    assert (received.outcome, received.state) == ("counter", "review")
    assert posted(kind="counter_declined")[0].recipient == ANS


def test_what_a_host_writes_back_goes_to_the_organisers_and_stands_at_the_stop(entry, client):
    sent = Message.objects.get(kind="host_told")
    raw = clients.by_hand(EMAIL, "Er is toch geen koffie.", answers=sent.message_id)
    received = take(raw)
    assert (received.outcome, received.state, received.host) == ("reply", "review", ANS)
    (forwarded,) = posted(kind="reply_forwarded")
    assert forwarded.recipient == "planner@voorbeeld.example"
    assert (forwarded.facts["person"], forwarded.facts["reply_to"]) == ("Ans", EMAIL)
    assert "Er is toch geen koffie." in forwarded.facts["text"]
    client.force_login(Membership.objects.get().user)
    stop = entry.event.stops.get()
    at = reverse("inbound:host_wrote", args=[entry.event.slug, stop.pk])
    assert at in client.get(reverse("board:stop", args=[entry.event.slug, stop.pk])).text
    for headers in ({}, {"HX-Request": "true"}):
        assert "Er is toch geen koffie." in client.get(at, headers=headers).text
    other = a_stop(entry.event, contact_email="ander@voorbeeld.example")
    assert "koffie" not in client.get(reverse("inbound:host_wrote", args=[entry.event.slug, other.pk])).text


def test_a_host_who_writes_apart_is_known_by_the_address_and_forwarded_so_often_a_day(entry):
    for number in range(FORWARDED_A_DAY + 1):
        received = take(clients.by_hand(ANS, f"Nummer {number}."))
    assert (received.outcome, received.host) == ("reply", ANS)
    assert len(posted(kind="reply_forwarded")) == FORWARDED_A_DAY


def test_what_a_speaker_writes_back_stands_at_the_speaker(entry, client):
    ada = a_speaker(entry.event, name="Ada", email="ada@voorbeeld.example")
    take(clients.by_hand(ada.email, "Ik kom met de trein."))
    client.force_login(Membership.objects.get().user)
    at = reverse("inbound:speaker_wrote", args=[entry.event.slug, ada.pk])
    assert at in client.get(reverse("programme:speaker", args=[entry.event.slug, ada.pk])).text
    assert "Ik kom met de trein." in client.get(at).text


def test_a_host_of_two_stops_is_one_person_whatever_the_name_that_was_typed(entry):
    a_stop(entry.event, contact_name="Ans de Vries", contact_email=ANS)
    received = take(clients.by_hand(ANS, "Er is koffie."))
    assert (received.outcome, received.host) == ("reply", ANS)


def test_an_answer_to_a_mail_of_which_the_address_was_erased_goes_by_who_writes(entry):
    sent = Message.objects.get(kind="host_told")
    Message.objects.filter(pk=sent.pk).update(recipient="", recipient_name="")
    raw = clients.by_hand(ANS, "Er is koffie.", answers=sent.message_id)
    received = take(raw)
    assert (received.outcome, received.host) == ("reply", ANS)
