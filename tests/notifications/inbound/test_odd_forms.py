"""Answers in forms that are rare and real: odd encodings, half a METHOD, two objects, Outlook's own package."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.utils import timezone

from core.facts import announce
from notifications.models import Answer
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, answer, fresh, invited, take
from tests.notifications.told import an_event, entry_of, publish_with
from tours.facts import SeatConfirmed

pytestmark = pytest.mark.django_db


def calendar_of(raw):
    """The leaf with the answer, and the mail around it."""
    tree = message_from_bytes(raw)
    return tree, next(part for part in tree.walk() if part.get_content_type() == "text/calendar")


def encoded(raw, octets, *, encoding, **params):
    """The same mail with its answer in other octets and another transfer encoding."""
    tree, leaf = calendar_of(raw)
    again = clients.part("text/calendar", octets, encoding=encoding, **params)
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del leaf[name]
        leaf[name] = again[name]
    leaf.set_payload(again.get_payload())
    return tree.as_bytes()


def words_of(raw):
    return calendar_of(raw)[1].get_payload(decode=True).decode()


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-16", "utf-16"),
        ("utf-8", "utf-16"),  # a mark at its head says otherwise
        ("", "utf-16"),
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-8-sig"),
        ("unknown-8bit", "cp1252"),
        ("us-ascii", "utf-8"),
    ],
)
def test_whatever_the_charset_is_and_is_said_to_be(charset, codec):
    registration, entry = invited(state="invited")
    raw = clients.apple(entry, name="Zoë de Ünal")
    params = {"method": "REPLY"} | ({"charset": charset} if charset else {})
    received = take(encoded(raw, words_of(raw).encode(codec), encoding="base64", **params))
    assert (received.outcome, fresh(registration).state) == ("applied", "confirmed")


def test_soft_line_breaks_in_the_middle_of_the_uid():
    registration, entry = invited(state="invited")
    raw = clients.outlook(entry)
    octets = words_of(raw).replace("UID:", "X-FILLER:" + "=" * 40 + "\r\nUID:").encode()
    mail = encoded(raw, octets, encoding="quoted-printable", method="REPLY", charset="utf-8")
    assert b"=3D" in mail
    assert b"=\n" in mail
    assert (take(mail).outcome, fresh(registration).state) == ("applied", "confirmed")


def test_lines_that_end_with_a_newline_alone():
    registration, entry = invited(state="invited")
    raw = clients.exchange(entry)
    octets = words_of(raw).replace("\r\n", "\n").encode()
    take(encoded(raw, octets, encoding="base64", method="REPLY", charset="utf-8"))
    assert fresh(registration).state == "confirmed"


def test_a_windows_zone_without_a_definition_of_it():
    registration, entry = invited(state="invited")
    raw = clients.within(clients.outlook(entry), clients.WINDOWS_ZONE.replace("\n", "\r\n"), "")
    assert (take(raw).outcome, fresh(registration).state) == ("applied", "confirmed")


@pytest.mark.parametrize(
    "zone", ["Romance Standard Time", "(UTC+01:00) Amsterdam, Berlin", "Customized Time Zone"]
)
def test_a_zone_by_another_name(zone):
    registration, entry = invited(state="invited")
    raw = clients.within(clients.outlook(entry), "W. Europe Standard Time", zone)
    assert (take(raw).outcome, fresh(registration).state) == ("applied", "confirmed")


def test_a_method_that_the_object_alone_names_counts():
    registration, entry = invited(state="invited")
    raw = clients.apple(entry)
    mail = encoded(raw, words_of(raw).encode(), encoding="base64", charset="utf-8")
    assert b"method" not in mail.lower().partition(b"\n\n")[2].split(b"base64")[0]
    assert (take(mail).outcome, fresh(registration).state) == ("applied", "confirmed")


def test_a_method_that_mime_alone_names_waits_for_a_look():
    registration, entry = invited()
    received = take(clients.within(clients.apple(entry, "DECLINED"), "METHOD:REPLY\r\n", ""))
    assert (received.outcome, received.state) == ("malformed", "review")
    assert fresh(registration).said == ""


def test_a_method_in_small_letters_is_the_same():
    registration, entry = invited(state="invited")
    raw = clients.within(clients.apple(entry, mime_method="reply"), "METHOD:REPLY", "method:reply")
    assert (take(raw).outcome, fresh(registration).state) == ("applied", "confirmed")


def doubled(raw, change, *, last=True):
    """The mail with a second VEVENT, which is the first one changed."""
    words = words_of(raw)
    head, event = words[: words.index("BEGIN:VEVENT")], words[words.index("BEGIN:VEVENT") :]
    event, tail = event[: event.index("END:VCALENDAR")], "END:VCALENDAR\r\n"
    pair = [event, change(event)]
    both = head + "".join(pair if last else reversed(pair)) + tail
    return encoded(raw, both.encode(), encoding="base64", method="REPLY", charset="utf-8")


@pytest.mark.parametrize("last", [True, False])
def test_an_occurrence_does_not_speak_for_the_whole(last):
    registration, entry = invited()
    raw = doubled(
        clients.exchange(entry, "ACCEPTED"),
        lambda event: event.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED").replace(
            "UID:", "RECURRENCE-ID:20300705T071500Z\r\nUID:"
        ),
        last=last,
    )
    assert (take(raw).outcome, fresh(registration).said) == ("applied", "yes")


def test_an_occurrence_alone_is_the_only_one_there_is():
    registration, entry = invited()
    raw = clients.within(
        clients.outlook(entry, "TENTATIVE"), "UID:", "RECURRENCE-ID:20300705T071500Z\r\nUID:"
    )
    assert (take(raw).outcome, fresh(registration).said) == ("applied", "maybe")


@pytest.mark.parametrize("last", [True, False])
def test_of_two_objects_about_one_entry_the_newest_counts(last):
    registration, entry = invited()
    now = timezone.now()
    old, new = ((now - timedelta(minutes=n)).strftime("%Y%m%dT%H%M%SZ") for n in (9, 1))
    raw = doubled(
        clients.outlook(entry, "ACCEPTED", at=now - timedelta(minutes=9)),
        lambda event: event.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED").replace(old, new),
        last=last,
    )
    assert (take(raw).outcome, fresh(registration).said) == ("applied", "no")


def test_objects_about_two_entries_in_one_mail_change_nothing():
    registration, entry = invited()
    raw = doubled(
        clients.outlook(entry, "DECLINED"), lambda event: event.replace(entry.uid, "elders@voorbeeld")
    )
    assert (take(raw).outcome, fresh(registration).said) == ("malformed", "")


def test_a_sequence_that_is_ahead_does_not_silence_later_answers():
    registration, entry = invited()
    answer(entry, "DECLINED", sequence=2_000_000_000, at=timezone.now() - timedelta(minutes=5))
    assert Answer.objects.get().sequence == entry.sequence
    assert answer(entry, "ACCEPTED").outcome == "applied"
    assert fresh(registration).said == "yes"


@pytest.mark.parametrize("change", ["start_min", "meeting_point"])
@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED"])
def test_an_answer_about_the_time_or_place_before_a_move_is_none_about_the_new_one(change, partstat):
    event = an_event()
    registration = builders.a_registration(event, name="Sam de Wit", email=EMAIL)
    announce(SeatConfirmed(registration))
    before = clients.outlook(entry_of(registration), partstat)
    new = {"start_min": 600, "meeting_point": builders.a_venue(event, name="De Nieuwe Jutter")}
    publish_with(event, **{change: new[change]})
    assert (take(before).outcome, fresh(registration).said) == ("outdated", "")
    assert answer(entry_of(registration), partstat).outcome == "applied"


def in_tnef(text="", *, kind="application/ms-tnef", name="winmail.dat"):
    """What Exchange sends to the world outside when it is told to use rich text: everything is in one sealed part."""
    mail = MIMEMultipart("mixed")
    mail.attach(MIMEText(text, "plain", "us-ascii"))
    sealed = MIMEApplication(b"\x78\x9f\x3e\x22" + b"\0" * 40, kind.partition("/")[2])
    sealed.add_header("Content-Disposition", "attachment", filename=name)
    mail.attach(sealed)
    mail["From"] = f"Sam de Wit <{EMAIL}>"
    mail["To"] = clients.ORGANISER
    mail["Subject"] = "Geweigerd: Kennismakingstoer"
    mail["Message-ID"] = "<tnef@client.example>"
    return mail.as_bytes(policy=policy.SMTP)


@pytest.mark.parametrize("form", [{}, {"kind": "application/octet-stream"}, {"name": "answer.bin"}])
def test_what_only_outlook_can_read_waits_for_a_look_with_whom_it_is_about(form):
    registration, _entry = invited()
    received = take(in_tnef(**form))
    assert (received.outcome, received.state, received.registration) == ("sealed", "review", registration)
    assert "winmail.dat" in received.get_outcome_display()
    assert fresh(registration).said == ""


def test_words_beside_what_only_outlook_can_read_are_read():
    registration, _entry = invited()
    received = take(in_tnef("Ik kan helaas niet, groet Sam"))
    assert received.outcome == "reply"
    assert registration.notices.get().text == "Ik kan helaas niet, groet Sam"


@pytest.mark.parametrize("name", ["DTSTAMP", "DTSTART"])
def test_a_moment_that_cannot_be_read_is_as_one_left_out(name):
    registration, entry = invited(state="invited")
    raw = clients.within(clients.gmail(entry), f"{name}:2", f"{name}:not-a-date-2")
    assert (take(raw).outcome, fresh(registration).state) == ("applied", "confirmed")
    assert Answer.objects.get().dtstamp <= timezone.now()
