"""What one kind of mail says to one reader and not to another, as it was read by hand."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from icalendar import Calendar

from core.facts import announce
from notifications.letters import compose, render
from notifications.models import Message
from notifications.outbox.models import Kind
from tests.builders import a_message, a_registration, a_speaker, a_stop, publish_quietly
from tests.notifications.test_letters import CONTEXT
from tests.notifications.told import a_draft, an_event, an_invited_person, fresh, posted, publish_with
from tours.facts import SeatConfirmed
from tours.models import Group
from tours.programme.actions import change_speaker
from tours.signups import actions as signups
from tours.signups.invitations.actions import invite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text_of(about, kind, **facts):
    return render(a_message(about, kind=kind, facts=CONTEXT.get(kind, {}) | facts)).text


def words(text):
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", "", text).lower()))


def entry_in(message):
    octets = compose(message).attachments[0].content
    return Calendar.from_ical(octets).walk("VEVENT")[0]


@pytest.mark.parametrize("kind", list(Kind))
def test_html_says_what_the_text_says(kind):
    event = an_event(programme_complete=True)
    about = a_speaker(event) if "speaker" in kind or kind == "slides_missing" else a_registration(event)
    letter = render(a_message(about, kind=kind, facts=CONTEXT.get(kind, {})))
    body = unescape(re.sub(r"(?s).*<body[^>]*>|<[^>]+>", " ", letter.html))
    text = letter.text.replace("Kies dat hier", "")  # in HTML the question itself is the link
    assert words(body) - words(letter.subject) == words(text) - words(letter.subject)


def test_a_speaker_who_said_yes_is_not_asked_again_some_days_before():
    speaker = a_speaker(an_event(), state="confirmed")
    start = (timezone.now() + timedelta(days=3)).isoformat()
    mail = render(a_message(speaker, kind="speaker_reminder", facts={"start": start}))
    assert mail.subject == f"Over 3 dagen: {speaker.event.title}"
    assert f"Over 3 dagen spreekt u bij {speaker.event.title}." in mail.text
    assert "weten nog niet" not in mail.text


@pytest.mark.parametrize(
    ("kind", "tour"), [("reminder", "kan iemand anders mee"), ("changed", "Bekijk uw dag")]
)
def test_a_meeting_is_no_day_out(kind, tour):
    for what in ("tour", "meeting"):
        text = text_of(a_registration(an_event(kind=what)), kind)
        assert (tour in text) == (what == "tour")
        assert ("Bekijk het programma" in text) == (what == "meeting")


@pytest.mark.parametrize(("companions", "said"), [(0, ""), (1, "één ander"), (2, "2 anderen")])
def test_who_comes_along_is_said(companions, said):
    text = text_of(a_registration(an_event(), companions=companions), "seat_confirmed")
    assert re.findall(r"Met u mee: (.*)", text) == [said] * bool(said)


def test_who_has_no_group_yet_hears_that_it_follows():
    draft = a_draft(programme_complete=True)
    Group.objects.create(event=draft, letter="B")
    event = publish_quietly(draft)
    follows = "U hoort nog met welke groep u meegaat."
    assert follows in text_of(a_registration(event), "seat_confirmed")
    assert follows not in text_of(a_registration(event, group=event.groups.first()), "seat_confirmed")


def test_a_moved_day_does_not_repeat_the_same_hours():
    event = an_event(programme_complete=True)
    a_stop(event, at=560, title="De Nieuwe Jutter")
    event = publish_quietly(event)
    announce(SeatConfirmed(a_registration(event)))
    Message.objects.update(state="sent")
    publish_with(event, date=event.date + timedelta(days=7))
    text = render(posted(kind="changed")[0]).text
    assert text.count("De Nieuwe Jutter") == 1
    assert "(was: " in text


def test_thanks_promise_no_report_that_is_not_there():
    text = text_of(a_registration(an_event()), "afterwards")
    assert "Lees terug" not in text
    assert "Naar de pagina van de bijeenkomst:" in text


def test_presentations_are_asked_for_by_a_day_that_is_still_to_come():
    speaker = a_speaker(an_event(material_deadline_days=5))
    assert "Graag uiterlijk " in text_of(speaker, "slides_missing")
    late = a_message(speaker, kind="slides_missing", due_at=timezone.now() + timedelta(days=28))
    assert "Graag uiterlijk " not in render(late).text


def test_the_entry_at_an_address_that_was_left_has_no_link_of_the_person():
    registration = an_invited_person().registration
    signups.change(registration, version=registration.version, email="nieuw@voorbeeld.example")
    (gone,) = posted(kind="cancelled")
    entry = entry_in(gone)
    public = f"http://localhost:8000/agenda/{registration.event.slug}/"
    assert (gone.recipient, str(entry["URL"])) == ("sam@voorbeeld.example", public)
    assert "/route/" not in compose(gone).message().as_string() + str(entry["DESCRIPTION"])


def test_an_entry_at_their_own_address_leads_to_their_route():
    registration = an_invited_person().registration
    signups.cancel(registration, by="self")
    assert "/route/" in str(entry_in(posted(kind="cancelled")[0])["URL"])


def test_who_is_invited_at_another_address_is_invited_there():
    guest = invite(an_event(), name="Inge", role="councillor", email="fout@voorbeeld.example")
    signups.change(guest, version=guest.version, email="goed@voorbeeld.example")
    gone, mail = posted(kind="cancelled")[0], posted(kind="invited", recipient="goed@voorbeeld.example")[0]
    assert "Uw uitnodiging voor" in render(gone).text
    letter = render(mail)
    assert "/uitnodiging/" in letter.text
    assert "vanuit uw agenda" not in letter.text
    assert compose(mail).attachments == []


def test_the_link_of_who_is_invited_does_not_say_that_they_come():
    guest = invite(an_event(), name="Inge", role="councillor", email="inge@voorbeeld.example")
    for kind in ("own_link", "changed", "counter_declined"):
        text = text_of(guest, kind)
        assert "U bent aangemeld" not in text
        assert "/uitnodiging/" in text
        assert "/mijn/" not in text


def test_who_was_invited_and_said_yes_reads_how_to_undo_it():
    guest = invite(an_event(), name="Inge", role="councillor", email="inge@voorbeeld.example")
    signups.confirm(guest)
    text = text_of(fresh(guest), "invited")
    assert "/mijn/" in text
    assert "/uitnodiging/" not in text


def test_a_speaker_with_another_address_is_not_told_to_stay_at_home():
    event = an_event()
    speaker = a_speaker(event, state="confirmed")
    publish_with(event, summary="Nieuw.")
    change_speaker(fresh(speaker), version=speaker.version, email="nieuw@voorbeeld.example")
    publish_with(event, summary="Nog nieuwer.")
    (gone,) = posted(kind="speaker_cancelled")
    letter = render(gone)
    assert letter.subject == f"Ander e-mailadres: {event.title}"
    assert "Wanneer: " in letter.text
    assert "/spreker/" not in letter.text
