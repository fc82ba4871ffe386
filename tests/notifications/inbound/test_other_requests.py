"""What a calendar sends besides an answer: another time, the entry again, an invitation sent on."""

import pytest

from notifications.models import Message
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, answer, invited, later, seen, take

pytestmark = pytest.mark.django_db


def test_another_time_is_shown_to_the_organiser_and_declined():
    registration, entry = invited()
    received = answer(
        entry, "TENTATIVE", clients.exchange, method="COUNTER", comment="Kan het een uur later?"
    )
    (message,) = Message.objects.filter(kind="counter_declined")
    assert (received.outcome, message.method, message.recipient) == ("counter", "DECLINECOUNTER", EMAIL)
    notice = registration.notices.get()
    assert notice.kind == "counter"
    assert "Kan het een uur later?" in notice.text
    assert seen(registration) == ("confirmed", "")


def test_gmail_proposes_another_time_twice_and_gets_one_answer():
    _registration, entry = invited()
    answer(entry, "TENTATIVE", clients.gmail, method="COUNTER")
    answer(entry, "TENTATIVE", clients.gmail, method="COUNTER", at=later(1))
    assert Message.objects.filter(kind="counter_declined").count() == 1


def test_who_asks_for_the_entry_gets_it_again_as_it_stands():
    _registration, entry = invited(told={"sequence": 2})
    answer(entry, "NEEDS-ACTION", clients.outlook, method="REFRESH")
    (message,) = Message.objects.all()
    assert (message.method, message.sequence, message.recipient) == ("REQUEST", 2, EMAIL)


def test_a_stranger_who_asks_for_the_entry_hears_nothing():
    _registration, entry = invited()
    answer(entry, "NEEDS-ACTION", method="REFRESH", attendee="vreemd@elders.example")
    answer(entry, "NEEDS-ACTION", method="REFRESH", sender="vreemd@elders.example")
    assert not Message.objects.exists()


def test_an_invitation_that_is_sent_on_is_not_an_answer():
    registration, entry = invited()
    received = answer(entry, "DECLINED", clients.gmail, method="REQUEST")
    assert (received.outcome, seen(registration)) == ("automatic", ("confirmed", ""))


def test_whoever_is_to_come_instead_is_named():
    registration, entry = invited()
    raw = clients.apple(entry, "DELEGATED")
    answered = take(clients.within(raw, "PARTSTAT=", 'DELEGATED-TO="mailto:Jo@Voorbeeld.example";PARTSTAT='))
    assert (answered.outcome, seen(registration)) == ("reply", ("confirmed", ""))
    assert registration.notices.get().text == "Geeft de uitnodiging door aan jo@voorbeeld.example."
