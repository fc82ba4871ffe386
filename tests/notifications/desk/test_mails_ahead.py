"""Which mails are going to leave: posted ones, and those that the rules will find."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from core.facts import announce
from notifications.desk.mails_ahead import mails_ahead, mails_per_person
from notifications.desk.workspace import look
from notifications.models import Answer, Message, Told
from tests.builders import a_message, a_registration, a_speaker, a_talk, publish_quietly
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of
from tours.facts import SeatConfirmed
from tours.models import Registration, Speaker
from tours.signups.invitations.actions import invite

pytestmark = pytest.mark.django_db


def ahead(event):
    at = timezone.now()
    return mails_ahead(look(organiser_of(event), at=at).events, at=at)


def said(event):
    return [(str(mail.subject), mail.to) for mail in ahead(event)]


def who_comes(event, **fields):
    """Somebody who was told of their seat."""
    announce(SeatConfirmed(a_registration(event, **fields)))
    Message.objects.update(state="sent")


def test_mail_that_leaves_now_is_one_line_with_what_it_is():
    event = a_published_plan()
    a_message(a_registration(event), kind="seat_confirmed")
    a_message(a_registration(event), kind="own_link")
    assert said(event) == [("2 mails", "Uw persoonlijke link, U hebt een plaats")]


def test_mail_for_later_stands_at_its_own_time():
    event = a_published_plan()
    later = timezone.now() + timedelta(days=2)
    for _ in range(2):
        a_message(a_registration(event), kind="reminder", due_at=later)
    assert said(event) == [("Herinnering", "2 mensen")]


def test_mail_that_was_sent_or_withdrawn_is_not_ahead():
    event = a_published_plan()
    for state in ("sent", "withdrawn", "failed", "held"):
        a_message(a_registration(event), state=state)
    assert said(event) == []


def test_reminders_are_foreseen_from_the_rules_of_the_event():
    event = a_published_plan(days=5, reminder_offsets=["7d", "1d", "nonsense"])
    who_comes(event)
    ((subject, to),) = said(event)
    assert (subject, to) == ("Morgen: uw groep en uw route", "één persoon")
    assert ahead(event)[0].at.astimezone(event.zone).hour == 10


def test_a_rule_that_comes_within_a_day_after_another_is_not_foreseen():
    event = a_published_plan(days=5, reminder_offsets=["1d", "2h"])
    who_comes(event)
    assert said(event) == [("Morgen: uw groep en uw route", "één persoon")]


def test_mails_are_counted_not_heads():
    event = a_published_plan(days=5, reminder_offsets=["1d"])
    who_comes(event, companions=2)
    who_comes(event, email="")
    assert said(event) == [("Morgen: uw groep en uw route", "één persoon")]


def test_speakers_are_reminded_the_day_before_and_asked_for_slides():
    event = a_plan(days=20)
    a_speaker(event, state="confirmed", talk=a_talk(event.stops.first()))
    found = said(publish_quietly(event))
    assert [subject for subject, _to in found] == [
        "Presentatie gevraagd",
        "Presentatie gevraagd",
        "Morgen spreekt u",
    ]


def test_speakers_who_do_not_answer_are_asked_again():
    event = a_published_plan(days=30)
    a_speaker(event, state="invited", invited_at=timezone.now() - timedelta(days=1))
    assert said(event) == [("Komt u spreken?", "één spreker")]
    Speaker.objects.update(invited_at=timezone.now() - timedelta(days=12))
    assert said(event) == []


def test_a_held_seat_is_reminded_three_days_before_it_lapses():
    event = a_published_plan(days=30)
    a_registration(event, state="held")
    assert said(event) == [("Herinnering: bevestig uw e-mailadres", "één persoon")]
    Registration.objects.update(answer_by=timezone.now() + timedelta(days=2))
    assert said(event) == []


@time_machine.travel(datetime(2026, 6, 1, 22, 3, tzinfo=ZoneInfo("Europe/Amsterdam")), tick=False)
def test_what_would_fall_in_the_night_is_foreseen_for_the_morning():
    event = a_published_plan(days=30)
    a_registration(event, state="held")
    a_speaker(event, state="invited", invited_at=timezone.now() - timedelta(days=6))
    moments = [mail.at.astimezone(event.zone) for mail in ahead(event)]
    assert [(each.day, each.hour) for each in moments] == [(6, 8), (6, 8)]


def test_a_draft_sends_nothing():
    event = a_plan(reminder_offsets=["1d"])
    a_speaker(event, state="confirmed")
    assert said(event) == []


def test_mails_per_person_counts_who_got_any():
    event = a_published_plan()
    somebody = a_registration(event)
    a_message(somebody, state="sent")
    a_message(somebody)
    a_message(somebody, state="withdrawn")
    a_message(a_registration(event), state="sent")
    a_registration(event)
    assert mails_per_person(event) == 1.5


def test_a_week_ahead_who_said_yes_to_the_present_time_is_not_counted():
    event = a_published_plan(days=20, reminder_offsets=["7d"])
    for number in range(3):
        announce(SeatConfirmed(a_registration(event, email=f"p{number}@x.example")))
    for entry, behind in zip(Told.objects.order_by("pk")[:2], (0, 1), strict=True):
        Told.objects.filter(pk=entry.pk).update(sequence=behind)
        Answer.objects.create(told=entry, said="yes", sequence=0, dtstamp=timezone.now())
    assert [to for subject, to in said(event) if subject.startswith("Nog 7 dagen")] == ["2 mensen"]


def test_people_who_were_invited_and_say_nothing_are_asked_again():
    event = a_published_plan(days=20, reminder_offsets=[])
    for name in ("An", "Bo"):
        invite(event, name=name, role="councillor", email=f"{name}@x.example")
    Registration.objects.filter(name="Bo").update(said="maybe")
    assert ("Herinnering: komt u?", "één persoon") in said(event)
