"""What the product's own verbs send, octet for octet, as two parsers that are not ours read it."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from itertools import pairwise

import pytest
from django.utils import timezone

from notifications.inbound.models import Answer
from notifications.models import Message
from notifications.outbox.delivery import deliver_due
from tests.builders import a_speaker, a_stop, a_talk, a_venue, in_days
from tests.notifications.calendar.raw_mail import Letter, Postbox
from tests.notifications.told import a_draft, entry_of, fresh, publish_with
from tests.sink import free_port
from tours.lifecycle.actions import cancel_event, publish, reopen
from tours.models import Event
from tours.programme.actions import answer as answer_as_speaker
from tours.signups import actions as signups
from tours.signups.grouping import move_to_group
from tours.signups.invitations.actions import invite

pytestmark = pytest.mark.django_db

SAM = {"name": "Sam de Wit", "email": "sam@voorbeeld.example", "role": "resident"}
HOSTILE = 'Toer; "Oost", langs\r\nATTENDEE:mailto:evil@voorbeeld.example\\n\u2028Zoë 😀 ' + "ë" * 60


@pytest.fixture
def sent(settings, time_machine):
    """Delivers what is due; the letters that arrived since the last time. A minute passes each time."""
    box = Postbox(free_port())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box._server.port
    box.start()
    time_machine.move_to(timezone.now())

    def deliver():
        deliver_due(at=timezone.now())
        letters, box.taken = [Letter(*one) for one in box.taken], []
        time_machine.shift(timedelta(minutes=1))
        assert not Message.objects.filter(state="failed").exists()
        return letters

    deliver.box = box
    yield deliver
    box.stop()


def an_event(**fields):
    draft = a_draft(**{"confirm_address": False} | fields)
    publish(draft, by=None)
    return fresh(draft)


def entry_with(letters):
    """The one letter that a calendar reads."""
    (letter,) = [one for one in letters if one.calendar]
    return letter


def test_signing_up_brings_an_invitation(sent):
    event = an_event(date=date(2030, 7, 5), timezone="Europe/Amsterdam")
    signups.register(event, **SAM)
    letter = entry_with(sent())
    assert letter.summary == ("REQUEST", 0, "CONFIRMED")
    assert letter.start.astimezone(UTC) == datetime(2030, 7, 5, 7, 15, tzinfo=UTC)
    assert letter.end.astimezone(UTC) == datetime(2030, 7, 5, 11, 15, tzinfo=UTC)
    assert letter.uid.startswith(f"{event.pk}.")
    assert letter.event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Amsterdam"]
    assert "/route/" in letter.event.url.value


def test_nothing_reaches_a_calendar_before_the_address_is_confirmed(sent):
    registration = signups.register(an_event(confirm_address=True), **SAM)
    assert [letter.calendar for letter in sent()] == [None]
    signups.confirm(registration)
    assert entry_with(sent()).summary == ("REQUEST", 0, "CONFIRMED")


def test_another_time_and_another_place_are_updates_of_the_same_entry(sent):
    event = an_event()
    signups.register(event, **SAM)
    first = entry_with(sent())
    event = publish_with(event, start_min=600)
    later = entry_with(sent())
    publish_with(event, meeting_point=a_venue(event, name="De Nieuwe Jutter"))
    elsewhere = entry_with(sent())
    letters = [first, later, elsewhere]
    assert [one.summary for one in letters] == [("REQUEST", n, "CONFIRMED") for n in range(3)]
    assert len({one.uid for one in letters}) == 1
    assert all(one.stamp < other.stamp for one, other in pairwise(letters))
    assert later.start - first.start == timedelta(minutes=45)
    assert "De Nieuwe Jutter" in elsewhere.event.location.value


def test_other_words_come_along_later_under_the_same_sequence(sent):
    event = an_event()
    registration = signups.register(event, **SAM)
    first = entry_with(sent())
    publish_with(event, summary="Neem een regenjas mee.")
    assert sent() == []
    signups.send_link_again(fresh(registration))
    again = entry_with(sent())
    assert (again.uid, again.sequence) == (first.uid, first.sequence)
    assert again.stamp > first.stamp
    assert "regenjas" in again.event.description.value


def test_a_link_that_is_mailed_again_leaves_the_yes_of_a_calendar_as_it_is(sent):
    event = an_event()
    registration = signups.register(event, **SAM)
    assert entry_with(sent()).event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    told = entry_of(registration)
    Answer.objects.create(told=told, said="yes", sequence=0, dtstamp=timezone.now())
    signups.send_link_again(fresh(registration))
    assert entry_with(sent()).event.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    publish_with(event, start_min=600)
    assert entry_with(sent()).event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]


def test_cancelling_oneself_takes_the_entry_away_without_a_status(sent):
    registration = signups.register(an_event(), **SAM)
    first = entry_with(sent())
    signups.cancel(registration, by="self")
    gone = entry_with(sent())
    assert (gone.summary, gone.uid) == (("CANCEL", 1, None), first.uid)
    signups.bring_back(fresh(registration))
    back = entry_with(sent())
    assert (back.summary, back.uid) == (("REQUEST", 2, "CONFIRMED"), first.uid)


def test_an_event_that_is_off_says_so_and_one_that_is_on_again_comes_back(sent):
    event = an_event()
    signups.register(event, **SAM)
    first = entry_with(sent())
    cancel_event(event, reason="Storm", by=None)
    off = entry_with(sent())
    reopen(fresh(event), by=None)
    on = entry_with(sent())
    assert [one.summary for one in (first, off, on)] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("CANCEL", 1, "CANCELLED"),
        ("REQUEST", 2, "CONFIRMED"),
    ]
    assert len({one.uid for one in (first, off, on)}) == 1


def test_a_new_address_gets_an_entry_of_its_own_and_the_old_one_a_cancel(sent):
    registration = signups.register(an_event(), **SAM)
    first = entry_with(sent())
    signups.change(fresh(registration), version=1, email="nieuw@voorbeeld.example")
    gone, new = sorted((one for one in sent() if one.calendar), key=lambda one: one.method)
    assert (gone.to, gone.summary, gone.uid) == (SAM["email"], ("CANCEL", 1, None), first.uid)
    assert (new.to, new.summary) == ("nieuw@voorbeeld.example", ("REQUEST", 0, "CONFIRMED"))
    assert new.uid != first.uid
    assert b"nieuw@" not in gone.ics
    assert b"sam@" not in new.ics
    assert "/route/" not in gone.event.url.value


def test_another_group_is_an_update_for_who_moves_and_nothing_for_the_others(sent):
    draft = a_draft(confirm_address=False, programme_complete=True)
    b = draft.groups.create(letter="B", position=2)
    a_stop(draft, at=600)
    b.visits.update(start_min=640, end_min=670)
    publish(draft, by=None)
    event = fresh(draft)
    a = event.groups.get(letter="A")
    registration = signups.register(event, **SAM)
    other = signups.register(event, **SAM | {"name": "Robin", "email": "robin@voorbeeld.example"})
    for one in (registration, other):
        move_to_group(one, group_id=a.pk)
    before = {letter.to: letter for letter in sent()}
    move_to_group(fresh(registration), group_id=b.pk)
    (letter,) = sent()
    first = before[SAM["email"]]
    assert (letter.to, letter.uid, letter.method) == (SAM["email"], first.uid, "REQUEST")
    assert letter.sequence == first.sequence + 1
    assert "groep B" in letter.event.description.value


def test_who_moves_up_is_invited_and_who_only_waits_is_not(sent):
    event = an_event(seats=1)
    first = signups.register(event, **SAM)
    signups.register(event, name="Robin", email="robin@voorbeeld.example", role="resident")
    assert [(one.to, bool(one.calendar)) for one in sent()] == [
        (SAM["email"], True),
        ("robin@voorbeeld.example", False),
    ]
    signups.cancel(first, by="self")
    found = {one.to: one.summary for one in sent()}
    assert found == {
        SAM["email"]: ("CANCEL", 1, None),
        "robin@voorbeeld.example": ("REQUEST", 0, "CONFIRMED"),
    }


def test_an_offer_that_is_taken_becomes_an_invitation(sent):
    event = an_event(seats=1, offers_expire=True)
    first = signups.register(event, **SAM)
    second = signups.register(event, name="Robin", email="robin@voorbeeld.example", role="resident")
    sent()
    signups.cancel(first, by="self")
    assert {one.to: bool(one.calendar) for one in sent()} == {
        SAM["email"]: True,
        "robin@voorbeeld.example": False,
    }
    signups.confirm(fresh(second))
    assert entry_with(sent()).summary == ("REQUEST", 0, "CONFIRMED")


def test_who_is_invited_by_name_keeps_one_entry_through_no_and_yes(sent):
    event = an_event()
    guest = invite(event, name="Inge", role="councillor", email="inge@voorbeeld.example")
    first = entry_with(sent())
    signups.answer(guest, said="yes")
    assert all(one.uid == first.uid for one in sent() if one.calendar)
    signups.cancel(fresh(guest), by="desk")
    gone = entry_with(sent())
    signups.bring_back(fresh(guest))
    back = entry_with(sent())
    assert [one.summary[0] for one in (first, gone, back)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert (gone.status, back.status) == (None, "CONFIRMED")
    assert first.sequence < gone.sequence < back.sequence
    assert len({first.uid, gone.uid, back.uid}) == 1


def test_a_speaker_has_one_entry_for_their_own_visits_until_they_are_taken_out(sent):
    draft = a_draft(programme_complete=True)
    here, there = (a_stop(draft, at=at, duration_min=30) for at in (600, 660))
    talk = a_talk(here)
    speaker = a_speaker(draft, talk=talk, state="invited")
    a_speaker(draft, talk=a_talk(there), state="invited")
    publish(draft, by=None)
    event = fresh(draft)
    sent()
    answer_as_speaker(speaker, confirmed=True)
    first = next(one for one in sent() if one.calendar)
    assert (first.to, first.summary) == (speaker.email, ("REQUEST", 0, "CONFIRMED"))
    assert first.end - first.start == timedelta(minutes=30)
    assert f"/agenda/{event.slug}/" in first.event.url.value
    talk.speakers.clear()
    publish(fresh(event), by=None)
    gone = next(one for one in sent() if one.to == speaker.email)
    assert (gone.uid, gone.summary) == (first.uid, ("CANCEL", 1, None))


def test_a_save_the_date_is_filled_in_under_the_same_uid(sent):
    event = an_event(start_min=None, end_min=None, date=in_days(40))
    signups.register(event, **SAM)
    saved = entry_with(sent())
    assert (saved.start, saved.end) == (in_days(40), in_days(41))
    assert b"DTSTART;VALUE=DATE:" in saved.ics
    publish_with(event, start_min=555, end_min=795, programme_complete=True)
    filled = entry_with(sent())
    assert (filled.uid, filled.sequence) == (saved.uid, 1)
    assert isinstance(filled.start, datetime)


@pytest.mark.parametrize(
    ("day", "minutes", "length"),
    [
        (date(2030, 3, 31), (60, 240), 2),  # 01:00 to 04:00 in the night that is an hour short
        (date(2030, 10, 27), (60, 240), 4),
        (date(2030, 10, 26), (60, 240), 3),
    ],
)
def test_the_night_in_which_the_clock_changes(sent, day, minutes, length):
    start, end = minutes
    signups.register(an_event(date=day, start_min=start, end_min=end), **SAM)
    letter = entry_with(sent())
    assert letter.end.astimezone(UTC) - letter.start.astimezone(UTC) == timedelta(hours=length)


def test_hostile_words_add_no_line_and_no_header(sent):
    draft = a_draft(confirm_address=False)
    Event.objects.filter(pk=draft.pk).update(title=HOSTILE[:140], summary=HOSTILE)
    draft.organisation.name = 'De "Griffie"; van, Utrecht'
    draft.organisation.save()
    publish(fresh(draft), by=None)
    signups.register(fresh(draft), **SAM | {"name": 'Sam "de" Wit; Jr, \\'})
    letter = entry_with(sent())
    assert letter.event.attendee.params["CN"] == ["Sam 'de' Wit; Jr, \\"]
    assert letter.event.organizer.params["CN"] == ["De 'Griffie'; van, Utrecht"]
    assert letter.event.summary.value.startswith('Toer; "Oost", langs ATTENDEE:mailto:evil@')
    assert letter.mail.get_all("Bcc") is None


@pytest.mark.parametrize("name", ["ë" * 100, "😀" * 60, "X" * 40 + "é" + "y" * 40, "Zoë \\ (van) <der>, é"])
def test_a_long_name_with_accents_comes_whole(sent, name):
    event = an_event(
        title="Toer langs initiatieven in één buurt, en 😀 van alles wat daar verder nog te zien is"
    )
    signups.register(event, **SAM | {"name": name})
    letter = entry_with(sent())
    to = make_header(decode_header(message_from_bytes(letter.octets)["To"]))
    assert str(to) == f"{name} <{SAM['email']}>"
    assert letter.mail["Subject"].endswith(event.title)


def test_a_server_hears_that_the_words_are_in_eight_bits(sent):
    signups.register(an_event(), **SAM)
    (letter,) = sent()
    assert not letter.octets.isascii()
    assert "BODY=8BITMIME" in [option.upper() for option in sent.box.said]


def test_a_second_attempt_is_the_same_mail_to_the_octet_in_its_calendar(sent):
    signups.register(an_event(), **SAM)
    first = entry_with(sent())
    Message.objects.update(state="pending", next_attempt_at=timezone.now())
    second = entry_with(sent())
    assert second.ics == first.ics
    assert second.mail["Message-ID"] == first.mail["Message-ID"]


def test_an_update_that_is_overtaken_before_it_left_is_never_sent(sent):
    event = an_event()
    registration = signups.register(event, **SAM)
    first = entry_with(sent())
    publish_with(event, start_min=600)
    signups.cancel(fresh(registration), by="self")
    gone = entry_with(sent())
    assert (gone.uid, gone.method) == (first.uid, "CANCEL")
    assert gone.sequence > first.sequence


def test_two_people_at_one_address_have_an_entry_each(sent):
    event = an_event()
    one, other = (signups.register(event, **SAM | {"name": name}) for name in ("Sam", "Robin"))
    letters = sent()
    assert len({letter.uid for letter in letters}) == 2
    signups.cancel(one, by="self")
    gone = entry_with(sent())
    assert gone.event.attendee.params["CN"] == ["Sam"]
    assert fresh(other).state == "confirmed"
