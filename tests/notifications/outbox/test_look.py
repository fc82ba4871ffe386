from datetime import date, timedelta

import pytest
from django.utils import timezone

from notifications.models import Message, Suppression
from notifications.outbox.look import look_again
from tests.builders import a_message, a_registration, a_speaker, a_stop, a_talk, a_told, an_event
from tours.models import Commitment, Event, Material, Registration, Revision, Speaker

pytestmark = pytest.mark.django_db


def look(message):
    return look_again([message], at=timezone.now()).get(message.pk)


def registered(kind="seat_confirmed", **fields):
    return a_message(a_registration(an_event()), kind=kind, **fields)


def spoken(kind="speaker_invited", **fields):
    return a_message(a_speaker(an_event(), state="invited"), kind=kind, **fields)


@pytest.mark.parametrize("kind", ["seat_confirmed", "changed", "reminder", "own_link"])
def test_what_is_still_true_goes_out(kind):
    assert look(registered(kind)) is None


def test_a_reminder_after_its_time_expires():
    message = registered("reminder", not_after=timezone.now() - timedelta(seconds=1))
    assert (look(message), look(message).state) == ("late", "expired")


@pytest.mark.parametrize("state", ["cancelled", "closed"])
@pytest.mark.parametrize("message", [registered, spoken])
def test_an_event_that_is_off_invites_nobody(state, message):
    written = message()
    Event.objects.update(state=state)
    assert (look(written), look(written).state) == ("event_off", "withdrawn")


@pytest.mark.parametrize("kind", ["afterwards", "event_cancelled", "own_link", "report_review"])
def test_what_an_event_that_is_off_has_to_say_goes_out(kind):
    message = registered(kind)
    Event.objects.update(state="cancelled")
    assert look(message) is None


def test_an_event_that_is_on_again_is_not_called_off():
    assert look(registered("event_cancelled")) == "event_on"


def test_nobody_is_invited_to_what_was():
    message = registered()
    Revision.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    assert (look(message), look(message).state) == ("event_over", "expired")


def test_somebody_who_is_no_longer_listed_is_not_written_to():
    for message, model in ((registered(), Registration), (spoken(), Speaker)):
        if model is Registration:
            message.registration.places.all().delete()
        model.objects.all().delete()
        assert look(message) == "person_gone"


def test_an_event_that_was_deleted_is_not_written_about():
    message = registered()
    Message.objects.update(event=None)
    assert look(message) == "event_gone"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("seat_confirmed", "cancelled"),
        ("seat_confirmed", "waiting"),
        ("waiting_list", "confirmed"),
        ("reminder", "cancelled"),
        ("changed", "cancelled"),
        ("confirm_address", "cancelled"),
    ],
)
def test_what_is_no_longer_so_is_not_said(kind, state):
    event = an_event()
    message = a_message(a_registration(event, state=state, address_confirmed_at=None), kind=kind)
    assert look(message) == "overtaken"


def test_nobody_confirms_an_address_twice():
    assert look(registered("confirm_address")) == "overtaken"


def test_a_speaker_who_answered_is_not_asked():
    message = spoken()
    Speaker.objects.update(state="declined")
    assert look(message) == "overtaken"


def test_a_mail_to_an_address_that_was_left_is_not_sent():
    message = registered("own_link")
    Registration.objects.update(email="nieuw@voorbeeld.example")
    assert look(message) == "other_address"


@pytest.mark.parametrize("kind", ["answered_for", "counter_declined"])
@pytest.mark.parametrize(("message", "model"), [(registered, Registration), (spoken, Speaker)])
def test_about_an_answer_nobody_hears_at_an_address_that_was_left(kind, message, model):
    written = message(kind)
    assert look(written) is None
    model.objects.update(email="nieuw@voorbeeld.example")
    assert look(written) == "other_address"


def test_the_entry_at_an_address_that_was_left_is_cancelled_there():
    registration = a_registration(an_event())
    told = a_told(registration, ended_at=timezone.now(), sequence=1)
    message = a_message(registration, kind="cancelled", method="CANCEL", told=told, sequence=1)
    Registration.objects.update(email="nieuw@voorbeeld.example")
    assert look(message) is None


def test_a_cancellation_without_calendar_part_of_somebody_who_came_back_is_not_sent():
    assert look(registered("cancelled")) == "overtaken"


@pytest.mark.parametrize(
    ("state", "expected"),
    [("pending", "superseded"), ("sent", "superseded"), ("withdrawn", None), ("failed", None)],
)
def test_an_invitation_behind_a_higher_sequence_is_dropped(state, expected):
    registration = a_registration(an_event())
    told = a_told(registration)
    older = a_message(registration, kind="seat_confirmed", method="REQUEST", told=told, sequence=0)
    a_message(registration, kind="changed", method="REQUEST", told=told, sequence=1, state=state)
    assert look(older) == expected


def test_an_address_that_is_not_there_is_not_mailed_in_whatever_case():
    message = registered()
    Suppression.objects.create(email=message.recipient.upper(), reason="550")
    assert (look(message), look(message).state) == ("suppressed", "failed")


def test_looking_takes_one_statement(django_assert_num_queries):
    event = an_event()
    messages = [a_message(a_registration(event)) for _ in range(5)]
    with django_assert_num_queries(1):
        assert look_again(messages, at=timezone.now()) == {}


def asked_of_a_speaker(kind, **fields):
    event = an_event(programme_complete=True)
    speaker = a_speaker(event, talk=a_talk(a_stop(event)), state="confirmed")
    return a_message(speaker, kind=kind, **fields)


@pytest.mark.parametrize("how", ["slides", "none", "cancelled"])
def test_slides_that_are_in_or_of_no_use_are_not_asked_for(how):
    message = asked_of_a_speaker("slides_missing")
    assert look(message) is None
    if how == "slides":
        about = {"event": message.event, "speaker": message.speaker, "ref": "dia", "title": "Dia"}
        Material.objects.create(link="https://x.example/1", **about)
    elif how == "none":
        Speaker.objects.update(has_no_slides=True)
    else:
        Event.objects.update(state="cancelled")
    assert look(message) == "overtaken"


def test_a_speaker_who_said_yes_is_not_asked_again_but_reminded_of_the_day():
    message = asked_of_a_speaker("speaker_reminder")
    assert look(message) == "overtaken"
    Message.objects.update(facts={"start": message.event.current.starts_at.isoformat()})
    assert look(message) is None


def test_who_said_perhaps_is_not_asked_again():
    message = a_message(a_registration(an_event(), state="invited"), kind="invited_again")
    assert look(message) is None
    Registration.objects.update(said="maybe")
    assert look(message) == "overtaken"


@pytest.mark.parametrize(
    "now", [{"state": "done"}, {"owner_email": "an@x.example"}, {"due_date": date(2030, 8, 1)}, None]
)
def test_a_promise_that_is_kept_or_of_another_day_or_owner_is_not_asked_for(now):
    about = {"ref": "a", "text": "Belt.", "owner_name": "Bo", "owner_email": "bo@x.example"}
    promise = Commitment.objects.create(event=an_event(), due_date=date(2030, 7, 1), **about)
    told = {"commitment": promise.pk, "due_date": "2030-07-01"}
    message = a_message(a_registration(promise.event), kind="commitment_due", facts=told)
    Message.objects.update(registration=None, recipient="Bo@x.example")
    assert look(message) is None
    promises = Commitment.objects.all()
    promises.update(**now) if now else promises.delete()
    assert look(message) == "overtaken"


def test_the_note_of_a_promise_does_not_go_to_an_earlier_owner():
    promise = Commitment.objects.create(
        event=an_event(), ref="a", text="Belt.", owner_name="Bo", owner_email="bo@x.example", state="done"
    )
    message = a_message(
        a_registration(promise.event), kind="commitment_made", facts={"commitment": promise.pk}
    )
    Message.objects.update(registration=None, recipient="bo@x.example")
    assert look(message) is None
    Commitment.objects.update(owner_email="an@x.example")
    assert look(message) == "overtaken"
