"""What becomes of the answers that real clients wrote: see `genuine`."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.tokens import make_token
from notifications.inbound.actions import apply_by_hand
from notifications.models import Message
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import genuine
from tests.notifications.inbound.post import HALF_AN_HOUR, fresh, invited, later, seen, take

pytestmark = pytest.mark.django_db

CLIENTS = list(genuine.ADDRESS)
WITH_WORDS = {"evolution", "kmail"}  # what they said with their perhaps


def invited_with(client, **fields):
    return invited(email=genuine.ADDRESS[client], **fields)


def own_page(browser, registration):
    token = make_token("mijn", registration.pk, fresh(registration).link_version)
    return browser.get(reverse("personal:mine", args=[token])).text


@pytest.mark.parametrize("name", CLIENTS)
def test_who_accepts_comes_and_the_own_page_says_so(name, client):
    registration, entry = invited_with(name, state="invited")
    received = take(genuine.reply(f"{name}-accepted", entry))
    assert (received.outcome, seen(registration)) == ("applied", ("confirmed", "yes"))
    assert "U komt" in own_page(client, registration)


@pytest.mark.parametrize("name", CLIENTS)
def test_perhaps_keeps_the_seat(name):
    registration, entry = invited_with(name)
    answer = f"{name}-tentative-with-words" if name in WITH_WORDS else f"{name}-tentative"
    take(genuine.reply(answer, entry))
    sweep(timezone.now() + HALF_AN_HOUR)
    assert seen(registration) == ("confirmed", "maybe")


@pytest.mark.parametrize("name", CLIENTS)
def test_a_no_frees_the_seat_after_half_an_hour_and_takes_the_entry_away(name, client):
    registration, entry = invited_with(name)
    take(genuine.reply(f"{name}-declined", entry))
    assert seen(registration) == ("confirmed", "no")
    assert "Uw plaats komt om" in own_page(client, registration)
    sweep(timezone.now() + HALF_AN_HOUR)
    (message,) = Message.objects.filter(registration=registration)
    assert (fresh(registration).state, message.method, message.sequence) == (
        "cancelled",
        "CANCEL",
        entry.sequence + 1,
    )


@pytest.mark.parametrize("name", CLIENTS)
def test_a_no_of_which_no_server_knows_the_sender_is_asked_about(name):
    registration, entry = invited_with(name)
    received = take(genuine.reply(f"{name}-declined", entry, dmarc="none"))
    assert (received.outcome, seen(registration)) == ("asked", ("confirmed", ""))
    assert Message.objects.get(registration=registration).kind == "confirm_decline"


@pytest.mark.parametrize("name", CLIENTS)
def test_a_change_of_mind_counts_and_so_does_the_next(name):
    registration, entry = invited_with(name, state="invited")
    start = timezone.now()
    said = []
    for minute, answer in enumerate(("accepted", "declined", "accepted")):
        take(genuine.reply(f"{name}-{answer}", entry, at=start - timedelta(minutes=9 - minute)))
        said.append(seen(registration))
    assert said == [("confirmed", "yes"), ("confirmed", "no"), ("confirmed", "yes")]
    assert fresh(registration).gives_up_at is None


@pytest.mark.parametrize("name", CLIENTS)
def test_the_same_answer_twice_is_one(name):
    _registration, entry = invited_with(name)
    now = timezone.now()
    take(genuine.reply(f"{name}-accepted", entry, at=now))
    again = genuine.reply(f"{name}-accepted", entry, at=now) + b"\r\n"
    assert take(again).outcome == "twice"


@pytest.mark.parametrize("name", CLIENTS)
def test_an_answer_from_the_entry_as_it_was_before_a_move_is_none(name):
    registration, entry = invited_with(name, event=builders.an_event(start_min=630), told={"sequence": 1})
    received = take(genuine.reply(f"{name}-declined", entry, sequence=0))
    assert (received.outcome, seen(registration)) == ("outdated", ("confirmed", ""))


def test_an_answer_as_another_account_waits_and_can_be_taken_over():
    registration, entry = invited(email="alias@voorbeeld.example", state="invited")
    received = take(genuine.reply("thunderbird-other-account", entry))
    assert (received.outcome, received.state) == ("other_person", "review")
    assert seen(registration) == ("invited", "")
    apply_by_hand(received)
    assert (*seen(registration), fresh(registration).said_by) == ("confirmed", "yes", "tb@voorbeeld.example")


def test_words_in_the_entry_stand_at_the_registration_once_though_each_answer_brings_them():
    registration, entry = invited_with("evolution")
    take(genuine.reply("evolution-tentative-with-words", entry, at=timezone.now() - timedelta(minutes=5)))
    take(genuine.reply("evolution-declined-with-words", entry))
    assert seen(registration) == ("confirmed", "no")
    assert [notice.text for notice in registration.notices.all()] == ["Ik kom misschien wat later, groet"]


def test_words_with_a_no_that_is_asked_about_stand_at_the_registration():
    registration, entry = invited_with("evolution")
    received = take(genuine.reply("evolution-declined-with-words", entry, dmarc="none"))
    assert (received.outcome, registration.notices.get().text) == (
        "asked",
        "Ik kom misschien wat later, groet",
    )


def test_words_typed_in_the_mail_around_the_answer_stand_at_the_registration():
    registration, entry = invited_with("aerc")
    take(genuine.reply("aerc-accepted-with-words", entry))
    assert registration.notices.get().text == "Ik kom graag, maar eet niet mee.\n\nGroet, Sam"


@pytest.mark.parametrize(
    "name", ["thunderbird-accepted", "gnus-accepted", "aerc-accepted", "evolution-accepted"]
)
def test_what_a_client_says_of_itself_is_no_word_of_the_person(name):
    registration, entry = invited_with(name.partition("-")[0])
    take(genuine.reply(name, entry))
    assert not registration.notices.exists()


@pytest.mark.parametrize(("answer", "state"), [("accepted", "confirmed"), ("declined", "declined")])
@pytest.mark.parametrize("name", CLIENTS)
def test_a_speaker_answers_with_them_too(name, answer, state):
    speaker = builders.a_speaker(builders.an_event(), state="invited", email=genuine.ADDRESS[name])
    entry = builders.a_told(speaker, dtstamp=timezone.now() - timedelta(hours=1))
    take(genuine.reply(f"{name}-{answer}", entry))
    assert fresh(speaker).state == state


def test_words_of_a_speaker_wait_for_a_look():
    speaker = builders.a_speaker(builders.an_event(), state="invited", email=genuine.ADDRESS["evolution"])
    entry = builders.a_told(speaker, dtstamp=timezone.now() - timedelta(hours=1))
    received = take(genuine.reply("evolution-tentative-with-words", entry))
    assert (received.outcome, received.state) == ("applied", "review")
    assert received.text == "Ik kom misschien wat later, groet"


def test_a_yes_to_the_entry_that_came_back_counts():
    registration, entry = invited_with("thunderbird")
    take(genuine.reply("thunderbird-declined", entry))
    sweep(timezone.now() + HALF_AN_HOUR)
    take(genuine.reply("thunderbird-accepted", entry, at=later(1)))
    assert seen(registration) == ("confirmed", "yes")
    assert fresh(entry).sequence == entry.sequence + 2


def test_who_sends_somebody_else_is_shown_to_the_organiser_and_keeps_the_seat():
    registration, entry = invited_with("kmail")
    for _time in range(2):
        received = take(genuine.reply("kmail-delegated", entry, at=timezone.now()))
    assert (received.outcome, seen(registration)) == ("reply", ("confirmed", ""))
    said = "Geeft de uitnodiging door aan een ander.\nJo gaat in mijn plaats"
    assert registration.notices.get().text == said


def test_a_speaker_who_sends_somebody_else_waits_for_a_look():
    speaker = builders.a_speaker(builders.an_event(), state="confirmed", email=genuine.ADDRESS["kmail"])
    entry = builders.a_told(speaker, dtstamp=timezone.now() - timedelta(hours=1))
    received = take(genuine.reply("kmail-delegated", entry))
    assert (received.outcome, received.state, fresh(speaker).state) == ("reply", "review", "confirmed")


def test_another_time_by_kmail_names_two_methods_and_waits_with_its_words():
    registration, entry = invited_with("kmail")
    received = take(genuine.reply("kmail-proposed", entry))
    assert (received.outcome, received.state) == ("malformed", "review")
    assert "Start Time: 11:15:00" in received.text
    assert seen(registration) == ("confirmed", "")
