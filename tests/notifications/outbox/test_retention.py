from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message, Told
from notifications.outbox.retention import forget
from tests.builders import a_message, a_registration, a_speaker, a_told, an_event, an_organisation
from tours.models import Registration, Speaker

pytestmark = pytest.mark.django_db
WORDS = {"body_text": "Beste Sam", "body_html": "<p>Beste Sam</p>", "body_sha256": "a" * 64}


def test_words_go_after_thirty_days_and_their_hash_stays():
    message = a_message(a_registration(an_event()), state="sent", facts={"was": 1}, **WORDS)
    assert forget(at=timezone.now() + timedelta(days=29)) == 0
    assert forget(at=timezone.now() + timedelta(days=31)) == 1
    message.refresh_from_db()
    assert (message.body_text, message.body_html, message.facts) == ("", "", {})
    assert (message.body_sha256, message.recipient) == ("a" * 64, message.registration.email)
    assert forget(at=timezone.now() + timedelta(days=31)) == 0


def test_the_organisation_sets_after_how_many_days_words_go():
    event = an_event(organisation=an_organisation(keep_mails_days=5))
    a_message(a_registration(event), state="sent", **WORDS)
    a_message(a_registration(an_event()), state="sent", **WORDS)
    assert forget(at=timezone.now() + timedelta(days=6)) == 1
    assert forget(at=timezone.now() + timedelta(days=31)) == 1


def test_who_is_known_by_a_mail_alone_is_forgotten_with_its_words():
    message = a_message(a_registration(an_event()), kind="commitment_made", state="sent", **WORDS)
    Message.objects.update(registration=None)
    forget(at=timezone.now() + timedelta(days=31))
    message.refresh_from_db()
    assert (message.recipient, message.recipient_name, message.body_text) == ("", "", "")


def test_a_speaker_who_was_erased_is_forgotten_here_too():
    speaker = a_speaker(an_event())
    message = a_message(a_registration(speaker.event), state="sent", **WORDS)
    Message.objects.update(registration=None, speaker=speaker)
    Speaker.objects.update(erased_at=timezone.now())
    forget(at=timezone.now())
    message.refresh_from_db()
    assert (message.recipient, message.body_text) == ("", "")


def test_with_the_person_goes_whom_it_was_sent_to():
    registration = a_registration(an_event())
    sent = a_message(registration, state="sent", last_error=f"450 <{registration.email}> busy", **WORDS)
    to_go = a_message(registration, kind="cancelled")
    a_told(registration)
    Registration.objects.update(erased_at=timezone.now())
    assert forget(at=timezone.now()) == 2
    sent.refresh_from_db()
    to_go.refresh_from_db()
    assert (sent.recipient, sent.recipient_name, sent.body_text, sent.last_error) == ("", "", "", "")
    assert to_go.recipient == registration.email
    assert Told.objects.get().email == ""
    Message.objects.update(state="sent")
    assert forget(at=timezone.now()) == 1
