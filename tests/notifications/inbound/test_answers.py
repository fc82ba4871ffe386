"""What becomes of the seat when a calendar answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import HALF_AN_HOUR, answer, fresh, invited, later, seen
from tours.signups.actions import cancel, confirm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("client", clients.CLIENTS)
def test_who_accepts_takes_the_seat(client):
    registration, entry = invited(state="invited")
    received = answer(entry, "ACCEPTED", client)
    assert (received.outcome, *seen(registration)) == ("applied", "confirmed", "yes")
    assert registration.places.count() == 1


@pytest.mark.parametrize("client", clients.CLIENTS)
def test_who_declines_keeps_the_seat_for_half_an_hour(client):
    registration, entry = invited()
    answer(entry, "DECLINED", client)
    assert seen(registration) == ("confirmed", "no")
    sweep(timezone.now() + timedelta(minutes=29))
    assert seen(registration) == ("confirmed", "no")
    sweep(timezone.now() + HALF_AN_HOUR)
    assert seen(registration) == ("cancelled", "no")
    assert fresh(registration).cancelled_by == "self"


@pytest.mark.parametrize("client", clients.CLIENTS)
def test_who_says_maybe_keeps_the_seat(client):
    registration, entry = invited()
    answer(entry, "TENTATIVE", client)
    sweep(timezone.now() + HALF_AN_HOUR)
    assert seen(registration) == ("confirmed", "maybe")


def test_an_invited_person_who_says_maybe_has_no_seat_yet():
    registration, entry = invited(state="invited")
    answer(entry, "TENTATIVE", clients.exchange)
    assert seen(registration) == ("invited", "maybe")


def test_an_invited_person_who_declines_is_out_at_once():
    registration, entry = invited(state="invited")
    answer(entry, "DECLINED", clients.exchange)
    assert seen(registration) == ("cancelled", "no")


def test_a_full_event_puts_who_accepts_on_the_waiting_list_and_takes_the_entry_away():
    event = builders.an_event(seats=1)
    builders.a_registration(event)
    registration, entry = invited(state="invited", event=event)
    answer(entry, "ACCEPTED", clients.apple)
    assert seen(registration) == ("waiting", "yes")
    message = Message.objects.get(registration=registration, kind="waiting_list")
    assert (message.method, message.sequence) == ("CANCEL", entry.sequence + 1)


def test_the_next_in_line_gets_the_seat_that_a_decline_frees():
    event = builders.an_event(seats=1)
    registration, entry = invited(event=event)
    waiting = builders.a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    answer(entry, "DECLINED")
    sweep(timezone.now() + HALF_AN_HOUR)
    assert (fresh(registration).state, fresh(waiting).state) == ("cancelled", "confirmed")


def test_on_the_last_day_the_organiser_decides_who_moves_up():
    event = builders.an_event(seats=1, date=builders.in_days(1), start_min=1)
    _registration, entry = invited(event=event)
    waiting = builders.a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    answer(entry, "DECLINED")
    cancel(fresh(_registration), by="self")
    assert fresh(waiting).state == "waiting"


def test_an_accept_after_a_decline_keeps_the_seat():
    registration, entry = invited()
    answer(entry, "DECLINED", clients.apple)
    answer(entry, "ACCEPTED", clients.apple, at=later())
    sweep(timezone.now() + HALF_AN_HOUR)
    assert seen(registration) == ("confirmed", "yes")


def test_who_comes_after_all_on_the_own_page_keeps_the_seat():
    registration, entry = invited()
    answer(entry, "DECLINED")
    confirm(fresh(registration))
    sweep(timezone.now() + HALF_AN_HOUR)
    assert fresh(registration).state == "confirmed"


def test_an_accept_after_the_seat_was_freed_takes_one_again():
    registration, entry = invited()
    answer(entry, "DECLINED")
    sweep(timezone.now() + HALF_AN_HOUR)
    answer(entry, "ACCEPTED", at=later(1))
    assert seen(registration) == ("confirmed", "yes")
    assert fresh(entry).ended_at is None


def test_the_decline_is_confirmed_by_one_mail_with_a_cancellation():
    registration, entry = invited()
    answer(entry, "DECLINED")
    sweep(timezone.now() + HALF_AN_HOUR)
    (message,) = Message.objects.filter(registration=registration)
    assert (message.kind, message.method, message.sequence) == ("cancelled", "CANCEL", entry.sequence + 1)


def test_an_accept_by_who_has_a_seat_sends_no_mail():
    _registration, entry = invited()
    answer(entry, "ACCEPTED")
    assert not Message.objects.exists()


def test_needs_action_says_nothing():
    registration, entry = invited(state="invited")
    assert answer(entry, "NEEDS-ACTION").outcome == "ignored"
    assert seen(registration) == ("invited", "")


def test_an_answer_after_the_start_is_late():
    registration, entry = invited()
    type(registration.event.current).objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert answer(entry, "DECLINED").outcome == "late"
    assert seen(registration) == ("confirmed", "")


def test_words_that_come_along_stand_at_the_registration():
    registration, entry = invited()
    answer(entry, "DECLINED", clients.exchange, comment="Kan helaas niet, groet")
    assert registration.notices.get().text == "Kan helaas niet, groet"


@pytest.mark.parametrize(("partstat", "state"), [("ACCEPTED", "confirmed"), ("DECLINED", "declined")])
@pytest.mark.parametrize("client", [clients.outlook, clients.gmail])
def test_a_speaker_answers_from_the_calendar(client, partstat, state):
    event = builders.an_event()
    speaker = builders.a_speaker(event, state="invited")
    entry = builders.a_told(speaker, dtstamp=timezone.now() - timedelta(hours=1))
    answer(entry, partstat, client)
    assert fresh(speaker).state == state
