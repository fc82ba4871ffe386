"""What becomes of the seat when a calendar answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Answer, Message, Received, Told
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, answer, fresh, invited, take
from tours.models import Contact
from tours.signups.actions import answer as answer_for
from tours.signups.actions import cancel, confirm

pytestmark = pytest.mark.django_db

HALF_AN_HOUR = timedelta(minutes=31)


def later(minutes=5):
    return timezone.now() + timedelta(minutes=minutes)


def seen(registration):
    now = fresh(registration)
    return now.state, now.said


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


def test_the_same_mail_twice_is_one():
    registration, entry = invited()
    raw = clients.gmail(entry, "DECLINED")
    take(raw)
    until = fresh(registration).gives_up_at
    take(raw)
    assert (Received.objects.count(), fresh(registration).gives_up_at) == (1, until)


def test_the_same_answer_by_another_way_is_nothing():
    _registration, entry = invited()
    at = timezone.now()
    answer(entry, "ACCEPTED", clients.gmail, at=at)
    assert answer(entry, "ACCEPTED", clients.apple, at=at).outcome == "twice"


def test_an_older_answer_that_arrives_later_is_ignored():
    registration, entry = invited()
    answer(entry, "ACCEPTED", at=timezone.now() - timedelta(minutes=1))
    assert answer(entry, "DECLINED", at=timezone.now() - timedelta(minutes=9)).outcome == "older"
    assert seen(registration) == ("confirmed", "yes")


def test_a_higher_sequence_wins_over_a_later_time():
    registration, entry = invited(told={"sequence": 3})
    now = timezone.now()
    answer(entry, "ACCEPTED", sequence=3, at=now - timedelta(minutes=9))
    assert answer(entry, "DECLINED", sequence=2, at=now).outcome == "older"
    assert seen(registration) == ("confirmed", "yes")


def test_an_answer_about_the_time_before_a_change_is_none_about_the_new_time():
    registration, entry = invited(told={"sequence": 2})
    assert answer(entry, "DECLINED", sequence=1).outcome == "outdated"
    assert seen(registration) == ("confirmed", "")


def test_outlook_without_a_sequence_answers_what_stands():
    registration, entry = invited(told={"sequence": 4})
    assert answer(entry, "ACCEPTED", sequence=None).outcome == "applied"
    assert Answer.objects.get().sequence == 4
    assert seen(registration) == ("confirmed", "yes")


def test_a_clock_that_is_ahead_does_not_silence_later_answers():
    registration, entry = invited()
    answer(entry, "DECLINED", at=timezone.now() + timedelta(days=900))
    answer(entry, "ACCEPTED", clients.gmail, at=timezone.now() + timedelta(days=800))
    assert seen(registration) == ("confirmed", "yes")


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


def test_a_method_that_mime_does_not_say_is_not_done():
    registration, entry = invited()
    received = answer(entry, "DECLINED", mime_method="REQUEST")
    assert (received.outcome, received.state) == ("malformed", "review")
    assert seen(registration) == ("confirmed", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UID:", "X-UID:"),
        ("BEGIN:VEVENT", "BEGIN:VTODO"),
        ("END:VCALENDAR", ""),
        ("DTSTAMP:2", "DTSTAMP:not-a-date-2"),
        ("BEGIN:VCALENDAR", "BEGIN:VKALENDER"),
    ],
)
def test_what_cannot_be_read_changes_nothing(old, new):
    registration, entry = invited()
    received = take(clients.within(clients.outlook(entry, "DECLINED"), old, new))
    assert fresh(registration).state == "confirmed"
    assert received.state in {"review", "done"}


def test_a_calendar_in_latin_1_is_read():
    registration, entry = invited(state="invited")
    raw = clients.within(clients.outlook(entry, name="Sam de Wit"), "Sam de Wit", "Sämüel")
    take(raw.replace(b"utf-8", b"iso-8859-1"))
    assert fresh(registration).state == "confirmed"


def test_needs_action_says_nothing():
    registration, entry = invited(state="invited")
    assert answer(entry, "NEEDS-ACTION").outcome == "ignored"
    assert seen(registration) == ("invited", "")


def test_an_answer_after_the_start_is_late():
    registration, entry = invited()
    type(registration.event.current).objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert answer(entry, "DECLINED").outcome == "late"
    assert seen(registration) == ("confirmed", "")


def test_a_yes_that_crossed_the_desks_no_does_not_undo_it():
    registration, entry = invited()
    cancel(registration, by="desk")
    received = answer(entry, "ACCEPTED", at=timezone.now() - timedelta(minutes=2))
    assert (received.outcome, fresh(registration).state) == ("older", "cancelled")


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


def test_the_desk_takes_over_an_answer_by_hand():
    registration, _entry = invited()
    answer_for(registration, said="no", by="balie@utrecht.example")
    assert seen(registration) == ("confirmed", "no")
