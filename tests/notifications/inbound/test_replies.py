"""What a person writes by hand, and what a machine does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.delivery import deliver_due
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, arrive, fresh, invited, take

pytestmark = pytest.mark.django_db
WORDS = "Kan helaas niet, groet"
QUOTES = [
    "\n\nOp vr 1 jun. 2026 om 10:00 schreef Griffie <griffie@utrecht.example>:\n> Beste Sam,\n> U hebt een plaats",
    "\n\nOp vrijdag 1 juni 2026 om 10:00 schreef Griffie Utrecht\n<griffie@utrecht.example>:\n\n> Beste Sam,",
    "\n\n________________________________\nVan: Griffie <griffie@utrecht.example>\nVerzonden: vrijdag\nAan: Sam",
    "\n\n-----Oorspronkelijk bericht-----\nVan: Griffie\nVerzonden: vrijdag 1 juni 2026 10:00",
    "\n\nVan: Griffie Utrecht\nVerzonden: vrijdag 1 juni 2026 10:00\nAan: Sam",
    "\n\nOn 1 Jun 2026, at 10:00, Griffie <griffie@utrecht.example> wrote:\n\n> Beste Sam",
]


def sent_to(registration, **fields):
    """A mail of ours that somebody may answer."""
    return builders.a_message(
        registration, kind="seat_confirmed", state="sent", sent_at=timezone.now(), **fields
    )


def organiser_of(registration):
    return builders.a_user(role="planner", organisation=registration.event.organisation)


def forwarded():
    return Message.objects.filter(kind="reply_forwarded")


@pytest.mark.parametrize("quote", QUOTES)
def test_a_plain_reply_stands_at_the_registration_without_what_it_answers(quote):
    registration, _entry = invited()
    received = take(clients.by_hand(EMAIL, WORDS + quote, answers=sent_to(registration).message_id))
    assert (received.outcome, registration.notices.get().text) == ("reply", WORDS)


def test_a_reply_goes_to_the_organiser_in_one_mail_that_answers_the_writer():
    registration, _entry = invited()
    planner = organiser_of(registration)
    raw = clients.by_hand(EMAIL, WORDS, answers=sent_to(registration).message_id)
    take(raw)
    take(raw)
    deliver_due(at=timezone.now())
    (letter,) = mail.outbox
    assert (letter.to[0].endswith(f"<{planner.email}>"), letter.reply_to) == (True, [EMAIL])
    assert WORDS in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_reply_from_another_account_is_known_by_what_it_answers():
    registration, _entry = invited()
    take(clients.by_hand("sam@thuis.example", WORDS, answers=sent_to(registration).message_id))
    assert registration.notices.get().sender == "sam@thuis.example"


def test_a_mail_that_answers_nothing_is_known_by_its_sender():
    registration, _entry = invited()
    take(clients.by_hand(EMAIL.upper(), WORDS, subject="Vrijdag"))
    assert registration.notices.get().text == WORDS


def test_of_two_people_at_one_address_a_person_is_asked_which():
    event = builders.an_event()
    invited(event=event)
    invited(event=event, name="Jo de Wit")
    received = take(clients.by_hand(EMAIL, WORDS))
    assert (received.outcome, received.state, received.event) == ("stranger", "review", event)


def test_the_seat_stays_until_the_desk_clicks():
    registration, _entry = invited()
    take(clients.by_hand(EMAIL, WORDS))
    assert fresh(registration).state == "confirmed"


def test_html_is_shown_as_words_alone():
    registration, _entry = invited()
    html = "<style>p{}</style><p>Kan <b>niet</b> &amp; groet</p><script>alert(1)</script><blockquote>Beste</blockquote>"
    take(clients.by_hand(EMAIL, "", html=html))
    assert registration.notices.get().text == "Kan niet & groet"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"subject": "Automatisch antwoord: U hebt een plaats"},
        {"subject": "Out of Office: U hebt een plaats"},
        {"List_Id": "<raad.utrecht.example>"},
    ],
)
def test_a_machine_is_never_answered(headers):
    registration, _entry = invited()
    organiser_of(registration)
    received = take(clients.by_hand(EMAIL, "Ik ben er tot maandag niet", **headers))
    assert (received.outcome, received.state) == ("automatic", "done")
    assert not Message.objects.exists()
    assert not registration.notices.exists()


def test_our_own_mail_that_comes_back_goes_nowhere(settings):
    registration, _entry = invited()
    organiser_of(registration)
    take(clients.by_hand(settings.MAIL_FROM, "Beste Sam", answers=sent_to(registration).message_id))
    assert not forwarded().exists()


def test_an_organiser_who_answers_the_forwarded_mail_here_starts_no_circle():
    registration, _entry = invited()
    planner = organiser_of(registration)
    take(clients.by_hand(EMAIL, WORDS))
    take(clients.by_hand(planner.email, "Jammer!", answers=forwarded().get().message_id))
    assert forwarded().count() == 1


def test_two_machines_that_do_not_say_so_stop_after_a_few():
    registration, _entry = invited()
    organiser_of(registration)
    for number in range(20):
        take(clients.by_hand(EMAIL, f"{WORDS} {number}"))
    assert forwarded().count() == 5


def test_a_speaker_who_writes_back_is_heard():
    event = builders.an_event()
    speaker = builders.a_speaker(event, state="confirmed")
    builders.a_user(role="owner", organisation=event.organisation)
    received = take(clients.by_hand(speaker.email, "Ik kom iets later"))
    assert (received.outcome, received.state, forwarded().count()) == ("reply", "review", 1)


def test_a_stranger_waits_for_a_look():
    builders.an_event()
    received = take(clients.by_hand("vreemd@elders.example", "Hoe laat begint het?"))
    assert (received.outcome, received.state, received.text) == ("stranger", "review", "Hoe laat begint het?")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff\xfe",
        b"From: \xff\xfe <x>\r\nSubject: =?klingon?q?x?=\r\n\r\n\x00tekst",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: multipart/mixed\r\n\r\n" * 300,
        b"From: a@b.example\r\nContent-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"From: a@b.example\r\nContent-Type: text/calendar; charset=\xff; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY",
    ],
)
def test_one_odd_mail_stops_nothing(raw):
    registration, entry = invited()
    arrive(raw)
    received = take(clients.gmail(entry, "DECLINED"))
    assert received.outcome == "applied"
    assert fresh(registration).said == "no"


def test_a_reply_to_a_person_who_was_erased_says_nothing_about_them():
    registration, _entry = invited()
    message = sent_to(registration)
    type(registration).objects.filter(pk=registration.pk).update(erased_at=timezone.now(), email="", name="—")
    take(clients.by_hand(EMAIL, WORDS, answers=message.message_id))
    assert not registration.notices.exists()


def test_old_mail_goes_after_a_month():
    from notifications.inbound.actions import forget
    from notifications.models import Received

    invited()
    take(clients.by_hand(EMAIL, WORDS))
    forget(at=timezone.now() + timedelta(days=29))
    assert Received.objects.exists()
    forget(at=timezone.now() + timedelta(days=31))
    assert not Received.objects.exists()
