import email
import re
from datetime import date
from email import policy

import pytest
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from core.facts import announce
from notifications import links
from notifications.letters import compose, render
from notifications.models import Message
from notifications.outbox.models import Kind
from tests.builders import a_message, a_registration, a_speaker, a_stop, a_talk, an_organisation
from tests.notifications.told import a_draft, an_event, an_invited_person, entry_of, posted, publish_with
from tours.facts import SeatConfirmed, SpeakerAnswered
from tours.lifecycle.actions import cancel_event, publish
from tours.models import Commitment, Registration

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CONTEXT = {
    "confirm_address": {"answer_by": "2030-07-06T09:00:00+00:00"},
    "confirm_reminder": {"answer_by": "2030-07-06T09:00:00+00:00"},
    "seat_offered": {"answer_by": "2030-07-06T09:00:00+00:00"},
    "changed": {"was": {"start": "2030-07-06T09:00:00Z", "end": "2030-07-06T10:00:00Z", "place": "Elders"}},
    "speaker_changed": {"was": {"steps": [], "complete": False}},
    "cancelled": {"by": "self"},
    "event_cancelled": {"reason": "Storm."},
    "written": {"subject": "Neem een regenjas mee", "text": "Het gaat regenen."},
    "reminder": {"start": "2030-07-06T09:00:00+00:00"},
    "report_review": {"due_date": "2030-07-06"},
    "commitment_made": {"text": "Belt terug.", "due_date": "2030-07-06"},
    "commitment_due": {"text": "Belt terug.", "due_date": "2030-07-06"},
    "organiser_alert": {"speaker": "Ada"},
    "cohost_asked": {"asked": "Buurtpact"},
    "key_ends": {"name": "Website", "due_date": "2030-07-06", "url": "http://localhost/beheer/sleutels/"},
    "digest": {"events": [{"title": "Toer", "slug": "toer", "lines": [{"what": "signed_up", "count": 3}]}]},
}


def sent(message):
    """The mail as a stranger's mail program reads it."""
    return email.message_from_bytes(compose(message).message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_mail_has_words_in_text_and_html(kind):
    event = an_event(programme_complete=True)
    about = (
        a_speaker(event)
        if kind.startswith("speaker") or kind in {"slides_missing", "report_review"}
        else a_registration(event)
    )
    words = render(a_message(about, kind=kind, facts=CONTEXT.get(kind, {})))
    assert "\n" not in words.subject
    assert 10 < len(words.subject) < 120
    for text in (words.text, words.html):
        assert "{{" not in text
        assert "None" not in text
        assert "{%" not in text
    assert words.text.startswith(f"Beste {about.name},\n")
    assert "Met vriendelijke groet," in words.text
    assert "\n\n\n" not in words.text
    assert set(re.findall(r"https?://[^\s\"<>]+", words.text)) <= set(
        re.findall(r"https?://[^\s\"<>]+", words.html)
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_written_about_an_event_without_anything(kind):
    draft = a_draft(date=None, start_min=None, end_min=None, meeting_point=None)
    speaker = a_speaker(draft, state="invited")
    render(a_message(speaker, kind=kind))
    render(a_message(a_registration(draft), kind=kind))


def test_an_invitation_is_built_as_calendars_want_it():
    message = an_invited_person()
    mail = sent(message)
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attachment = mail.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert str(calendar["Content-Type"]).count("charset") == 1
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert "Content-Disposition" not in calendar
    assert (attachment.get_content_type(), attachment.get_filename()) == ("application/ics", "invite.ics")
    octets = calendar.get_payload(decode=True)
    assert attachment.get_payload(decode=True) == octets
    assert octets.count(b"\r\n") == octets.count(b"\n") > 20
    assert Calendar.from_ical(octets)["METHOD"] == "REQUEST"


def test_from_is_reply_to_is_organizer_and_to_is_attendee(settings):
    organisation = an_organisation(name="Griffie Utrecht", mail_from="griffie@utrecht.example")
    message = an_invited_person(organisation=organisation)
    mail = sent(message)
    assert mail["From"] == mail["Reply-To"] == "Griffie Utrecht <griffie@utrecht.example>"
    assert mail["To"] == "Sam de Wit <sam@voorbeeld.example>"
    event = Calendar.from_ical(mail.get_payload(1).get_payload(decode=True)).walk("VEVENT")[0]
    assert event["ORGANIZER"] == "mailto:griffie@utrecht.example"
    assert event["ATTENDEE"] == "mailto:sam@voorbeeld.example"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_domain_beyond_ascii_is_written_in_punycode():
    message = a_message(a_registration(an_event(), email="jan@exämple.example"), kind="own_link")
    assert sent(message)["To"].addresses[0].addr_spec == "jan@xn--exmple-cua.example"


def test_without_a_mailbox_of_its_own_an_organisation_uses_that_of_the_service(settings):
    settings.MAIL_FROM = "dialoog@toer.example"
    assert sent(an_invited_person())["Reply-To"].addresses[0].addr_spec == "dialoog@toer.example"


def test_a_second_attempt_gives_the_same_calendar():
    message = an_invited_person()
    first, second = (compose(Message.objects.get()) for _ in range(2))
    assert first.attachments == second.attachments
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] == message.message_id


def test_a_mail_without_calendar_part_is_plain_and_html():
    registration = a_registration(an_event(), state="waiting")
    mail = sent(a_message(registration, kind="waiting_list"))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_the_links_are_the_readers_own_and_the_entry_leads_where_nothing_can_be_changed():
    message = an_invited_person()
    words = render(message)
    assert "http://localhost:8000/mijn/" in words.text
    assert links.entry_file(message.told) in words.text
    octets = compose(message).attachments[0].content
    assert b"/mijn/" not in octets
    assert b"/route/" in octets.replace(b"\r\n ", b"")


def test_an_entry_of_a_speaker_leads_to_the_public_page():
    draft = a_draft(programme_complete=True)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560), title="Over de buurt"))
    publish(draft, by=None)
    speaker.state = "confirmed"
    speaker.save()
    announce(SpeakerAnswered(speaker))
    message = posted(kind="speaker_confirmed")[0]
    octets = compose(message).attachments[0].content.replace(b"\r\n ", b"")
    assert f"URL:http://localhost:8000/agenda/{draft.slug}/".encode() in octets
    assert b"/spreker/" not in octets
    assert b"Over de buurt" in octets
    assert "http://localhost:8000/spreker/" in render(message).text


def test_a_change_shows_old_and_new():
    event = an_event()
    announce(SeatConfirmed(a_registration(event)))
    Message.objects.update(state="sent")
    publish_with(event, start_min=600)
    words = render(posted(kind="changed")[0])
    assert re.search(r"Wanneer: .*10\.00 – 13\.15 uur\n\(was: .*9\.15 – 13\.15 uur\)", words.text)
    assert words.subject == f"Veranderd: {event.title}"


def test_a_programme_that_became_known_says_so():
    event = an_event(start_min=None, end_min=None)
    announce(SeatConfirmed(a_registration(event)))
    Message.objects.update(state="sent")
    a_stop(event, at=560, title="De Nieuwe Jutter")
    publish_with(event, start_min=555, end_min=795, programme_complete=True)
    words = render(posted(kind="changed")[0])
    assert words.subject == f"Het programma is bekend: {event.title}"
    assert "9.20 – 9.50 | 1. De Nieuwe Jutter" in words.text
    assert "(de tijd volgt)" in words.text


def test_a_cancellation_cancels_the_entry_at_the_address_it_went_to():
    message = an_invited_person()
    Registration.objects.update(email="nieuw@voorbeeld.example")
    cancel_event(message.event, reason="Storm", by=None)
    mail = sent(posted(kind="event_cancelled")[0])
    event = Calendar.from_ical(mail.get_payload(1).get_payload(decode=True)).walk("VEVENT")[0]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["ATTENDEE"] == "mailto:sam@voorbeeld.example"
    assert "Storm" in mail.get_body(("plain",)).get_content()


def test_an_invitation_to_an_entry_that_is_gone_has_no_calendar_part():
    message = an_invited_person()
    told = entry_of(message.registration)
    told.ended_at = told.dtstamp
    told.save()
    assert compose(Message.objects.get(pk=message.pk)).attachments == []


def test_hostile_names_stay_in_their_header():
    event = an_event(title="Toer")
    registration = a_registration(event, name='Eve "x" <eve@x.example>, b')
    mail = sent(a_message(registration, kind="waiting_list"))
    assert [address.addr_spec for address in mail["To"].addresses] == [registration.email]
    words = render(a_message(a_registration(event, name="<b>Eve</b>"), kind="waiting_list"))
    assert "&lt;b&gt;Eve&lt;/b&gt;" in words.html
    assert "Beste <b>Eve</b>," in words.text


def test_a_title_with_a_line_end_cannot_add_a_header():
    event = an_event()
    type(event).objects.update(title="Toer\r\nBcc: x@y.example")
    mail = sent(a_message(a_registration(event.__class__.objects.get()), kind="own_link"))
    assert "Bcc" not in mail
    assert "\n" not in mail["Subject"]


def test_english_readers_get_english_dates():
    message = an_invited_person(date=date(2031, 7, 4))
    Message.objects.update(language="en")
    assert "Friday 4 July 2031, 9:15 – 13:15" in render(Message.objects.get(pk=message.pk)).text


def test_the_owner_of_a_commitment_is_asked_for_their_name():
    commitment = Commitment.objects.create(
        event=an_event(), ref="a", text="Belt terug", owner_name="Ada", owner_email="ada@voorbeeld.example"
    )
    facts = {"commitment": commitment.pk, "text": commitment.text}
    words = render(a_message(a_registration(commitment.event), kind="commitment_made", facts=facts))
    assert "http://localhost:8000/afspraak/" in words.text
    assert "Mag uw naam erbij staan" in words.text
    assert isinstance(compose(Message.objects.get()), EmailMultiAlternatives)


@pytest.mark.parametrize(
    "kind",
    [
        "seat_confirmed",
        "invited",
        "changed",
        "speaker_confirmed",
        "speaker_changed",
        "host_told",
        "host_changed",
    ],
)
def test_every_mail_with_an_invitation_says_how_to_add_it_by_hand(kind):
    message = an_invited_person()
    Message.objects.update(kind=kind, facts={"was": {}})
    Registration.objects.update(state="invited" if kind == "invited" else "confirmed")
    words = render(Message.objects.get())
    file = links.entry_file(message.told)
    assert f"Voeg haar dan zelf toe:\n{file}\n" in words.text
    assert f'href="{file}"' in words.html
