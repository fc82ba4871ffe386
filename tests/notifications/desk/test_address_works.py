"""A mailbox that was not there, and is: mail goes again, at the registration."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message, Suppression
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, a_told, a_user, an_event, an_organisation
from tests.notifications.inbound import clients, post
from tests.notifications.inbound.post import fresh, take
from tours.signups.actions import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def bounced(settings, client):
    """Somebody whose invitation came back, and a desk that looks."""
    settings.INBOUND_SECRET = post.SECRET
    organisation = an_organisation()
    client.force_login(a_user(role="desk", organisation=organisation))
    event = an_event(organisation=organisation)
    registration = a_registration(event, name="Sam de Wit", email="sam@voorbeeld.example")
    told = a_told(registration)
    mail = {"kind": "seat_confirmed", "method": "REQUEST", "told": told, "dtstamp": told.dtstamp}
    message = a_message(registration, state="sent", sent_at=timezone.now(), **mail)
    take(clients.bounce(message))
    return registration


def people(registration):
    return reverse("signups:people", args=[registration.event.slug])


def works(registration):
    return reverse("desk:address_works", args=[registration.event.slug, registration.pk])


def test_it_stands_at_the_registration_with_what_to_do(client, bounced):
    page = client.get(people(bounced)).text
    assert "Onze mail kwam niet aan" in page
    assert "Verbeter het bij deze persoon" in page
    assert works(bounced) in page


def test_saying_that_the_address_works_sends_what_failed_once_more(client, bounced, mailoutbox):
    page = client.post(works(bounced), follow=True).text
    assert "mag weer mail. Eén bericht gaat nog eens." in page
    assert "Onze mail kwam niet aan" not in page
    assert not Suppression.objects.exists()
    deliver_due(at=timezone.now())
    (mail,) = mailoutbox
    assert mail.to == ["Sam de Wit <sam@voorbeeld.example>"]
    first, again = Message.objects.order_by("pk")
    assert (first.state, again.state) == ("failed", "sent")
    assert (again.told, again.sequence, again.dtstamp) == (first.told, first.sequence, first.dtstamp)


def test_who_complained_is_not_mailed_again_by_saying_that_the_address_works(client, bounced):
    take(clients.complaint(Message.objects.get()))
    page = client.post(works(bounced), follow=True).text
    assert "zei geen mail van ons te willen" in page
    assert Suppression.objects.get().complained
    assert not Message.objects.filter(state="pending").exists()


def test_pressing_it_twice_sends_one_mail(client, bounced):
    client.post(works(bounced))
    page = client.post(works(bounced), follow=True).text
    assert "mag weer mail." in page
    assert Message.objects.filter(state="pending").count() == 1


def test_what_is_not_true_any_more_does_not_go_again(client, bounced):
    type(bounced.event).objects.filter(pk=bounced.event_id).update(state="cancelled")
    client.post(works(bounced))
    assert not Message.objects.filter(state="pending").exists()


def test_an_address_that_is_mended_gets_the_entry_without_a_button(client, bounced):
    registration = change(fresh(bounced), version=fresh(bounced).version, email="goed@voorbeeld.example")
    (mail,) = Message.objects.filter(recipient=registration.email)
    assert mail.kind in {"confirm_address", "seat_confirmed"}
    assert Suppression.objects.get().email == "sam@voorbeeld.example"
