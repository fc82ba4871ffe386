"""An event that was called off and is on again: whoever heard the one hears the other."""

import pytest

from notifications.letters import render
from notifications.models import Message
from tests.builders import a_registration, a_speaker
from tests.notifications.told import an_event, entry_of, everything_left, posted, publish_with, was_sent
from tours.lifecycle.actions import cancel_event, reopen
from tours.signups.invitations.actions import invite

pytestmark = pytest.mark.django_db


def test_everybody_who_heard_that_it_is_off_hears_that_it_is_on_again():
    event = an_event()
    guest = invite(event, name="Inge", role="councillor", email="inge@voorbeeld.example")
    states = {"waiting": "waiting_list", "held": "confirm_address", "offered": "seat_offered"}
    for state in states:
        a_registration(event, state=state, email=f"{state}@voorbeeld.example")
    asked = a_speaker(event, state="invited", email="spreker@voorbeeld.example")
    heard = {guest.email: "invited", asked.email: "speaker_invited"}
    heard |= {f"{state}@voorbeeld.example": kind for state, kind in states.items()}
    was_sent("speaker_invited", asked)
    everything_left()
    cancel_event(event, reason="Storm", by=None)
    assert {mail.recipient for mail in posted(kind="event_cancelled")} == set(heard)
    everything_left()
    reopen(event, by=None)
    mails = posted(state="pending")
    assert {mail.recipient: mail.kind for mail in mails} == heard
    assert all(f"{event.title} gaat toch door." in render(mail).text for mail in mails)
    assert entry_of(guest).ended_at is None
    again = [(mail.recipient, mail.method, mail.sequence) for mail in mails if mail.method]
    assert again == [(guest.email, "REQUEST", 2)]


def test_who_did_not_hear_yet_that_it_was_off_hears_nothing_twice():
    event = an_event()
    was_sent("waiting_list", a_registration(event, state="waiting"))
    cancel_event(event, reason="Storm", by=None)
    reopen(event, by=None)
    assert [(mail.kind, mail.state) for mail in posted()] == [("waiting_list", "sent")]


def test_that_it_is_on_again_is_told_by_one_publication():
    event = an_event()
    a_registration(event, state="waiting")
    cancel_event(event, reason="Storm", by=None)
    Message.objects.update(state="sent")
    reopen(event, by=None)
    publish_with(event, summary="Anders.")
    assert len(posted(kind="waiting_list")) == 1
