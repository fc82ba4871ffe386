"""Whose answer it is: proven or not, for oneself or for somebody else, and what waits for a look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message, Told
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, HALF_AN_HOUR, answer, fresh, invited, seen
from tours.models import Contact
from tours.signups.actions import answer as answer_for

pytestmark = pytest.mark.django_db


def test_an_answer_without_dmarc_takes_a_seat_all_the_same():
    registration, entry = invited(state="invited")
    answer(entry, "ACCEPTED", dmarc="")
    assert seen(registration) == ("confirmed", "yes")


@pytest.mark.parametrize(
    "doubt",
    [
        {"dmarc": ""},
        {"dmarc": "fail"},
        {"dmarc": "none"},
        {"authserv": "evil.example"},
        {"sender": "sam@thuis.example"},
        {"headers": {"Authentication-Results": f"{clients.HOST}; dmarc=pass"}, "dmarc": "fail"},
    ],
)
def test_a_decline_of_which_we_do_not_know_the_sender_is_asked_about(doubt):
    registration, entry = invited()
    received = answer(entry, "DECLINED", **doubt)
    sweep(timezone.now() + HALF_AN_HOUR)
    assert (received.outcome, *seen(registration)) == ("asked", "confirmed", "")
    (message,) = Message.objects.filter(kind="confirm_decline")
    assert message.recipient == EMAIL


def test_asking_again_and_again_sends_one_mail_a_day():
    _registration, entry = invited()
    for minute in range(5):
        answer(entry, "DECLINED", dmarc="", at=timezone.now() - timedelta(minutes=minute))
    assert Message.objects.filter(kind="confirm_decline").count() == 1


def test_a_decline_of_an_invited_person_needs_no_proof():
    registration, entry = invited(state="invited")
    answer(entry, "DECLINED", dmarc="")
    assert fresh(registration).state == "cancelled"


def test_an_answer_of_somebody_else_waits_for_a_look():
    registration, entry = invited()
    received = answer(entry, "DECLINED", attendee="jo@voorbeeld.example")
    assert (received.outcome, received.state) == ("other_person", "review")
    assert seen(registration) == ("confirmed", "")


def test_an_answer_to_nothing_of_ours_waits_for_a_look():
    _registration, entry = invited()
    entry.uid = "niet-van-ons@elders.example"
    assert answer(entry, "ACCEPTED").outcome == "unknown_entry"


def test_part_of_a_uid_is_not_the_uid():
    _registration, entry = invited()
    entry.uid = entry.uid[:-1]
    assert answer(entry, "ACCEPTED").outcome == "unknown_entry"


def test_two_people_at_one_address_answer_each_for_themselves():
    event = builders.an_event()
    sam, entry = invited(event=event)
    jo, _other = invited(event=event, name="Jo de Wit")
    answer(entry, "DECLINED")
    assert (fresh(sam).said, fresh(jo).said) == ("no", "")


def test_the_old_address_does_not_answer_for_the_new_one():
    registration, entry = invited()
    type(registration).objects.filter(pk=registration.pk).update(email="nieuw@voorbeeld.example")
    Told.objects.filter(pk=entry.pk).update(ended_at=timezone.now(), sequence=1)
    assert answer(fresh(entry), "DECLINED").outcome == "outdated"
    assert seen(registration) == ("confirmed", "")


def test_a_registered_secretary_answers_for_a_councillor():
    registration, entry = invited()
    Contact.objects.create(
        organisation=registration.event.organisation,
        name="Sam de Wit",
        email=EMAIL,
        delegate_email="secretaris@voorbeeld.example",
    )
    answer(
        entry,
        "DECLINED",
        clients.exchange,
        sent_by="secretaris@voorbeeld.example",
        sender="secretaris@voorbeeld.example",
    )
    assert (fresh(registration).said, fresh(registration).said_by) == ("no", "secretaris@voorbeeld.example")
    (message,) = Message.objects.filter(kind="answered_for")
    assert (message.recipient, message.facts["by"]) == (EMAIL, "secretaris@voorbeeld.example")


def test_the_desk_of_the_organiser_answers_for_somebody():
    registration, entry = invited(state="invited")
    desk = builders.a_user(
        role="desk", organisation=registration.event.organisation, email="balie@utrecht.example"
    )
    answer(entry, "ACCEPTED", clients.outlook, sent_by=desk.email, sender=desk.email)
    assert (fresh(registration).state, fresh(registration).said_by) == ("confirmed", desk.email)


def test_somebody_who_is_no_delegate_does_not_answer_for_another():
    registration, entry = invited()
    received = answer(entry, "DECLINED", sent_by="buur@elders.example", sender="buur@elders.example")
    assert (received.outcome, seen(registration)) == ("other_person", ("confirmed", ""))


def test_the_desk_takes_over_an_answer_by_hand():
    registration, _entry = invited()
    answer_for(registration, said="no", by="balie@utrecht.example")
    assert seen(registration) == ("confirmed", "no")
