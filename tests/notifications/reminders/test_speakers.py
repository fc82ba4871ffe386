"""Speakers are asked for an answer and for slides, and reminded."""

from datetime import UTC, datetime, timedelta

import pytest

from core.facts import announce
from notifications.letters import render
from notifications.outbox.look import Refusal, look_again
from tests.builders import a_speaker, a_stop, a_talk, publish_quietly
from tests.notifications.reminders.sweeping import (
    DAY,
    DAY_BEFORE,
    LONG_BEFORE,
    an_event_on_the_day,
    somebody_told,
    sweep,
)
from tests.notifications.told import a_draft, fresh, posted, publish_with
from tours.facts import SpeakerAnswered, SpeakerInvited
from tours.models import Event, Material, Speaker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def test_a_speaker_who_does_not_answer_is_asked_twice_more(time_machine):
    speaker = a_speaker(a_draft(date=DAY), state="invited", invited_at=LONG_BEFORE)
    announce(SpeakerInvited(speaker))
    days = [sweep(LONG_BEFORE + timedelta(days=day), time_machine) for day in (4, 5, 6, 9, 10, 11, 30)]
    assert days == [0, 1, 0, 0, 1, 0, 0]
    assert "We weten nog niet of u komt" in render(posted(kind="speaker_reminder")[0]).text


def test_who_answered_is_not_asked_again(time_machine):
    speaker = a_speaker(an_event_on_the_day(), state="invited", invited_at=LONG_BEFORE)
    Speaker.objects.filter(pk=speaker.pk).update(state="declined", answered_at=LONG_BEFORE)
    assert sweep(LONG_BEFORE + timedelta(days=6), time_machine) == 0


def a_speaker_who_comes(**fields):
    draft = a_draft(date=DAY, programme_complete=True, **fields)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed", answered_at=LONG_BEFORE)
    publish_quietly(draft)
    announce(SpeakerAnswered(fresh(speaker)))
    return speaker


def test_a_speaker_is_reminded_the_day_before(time_machine):
    speaker = a_speaker_who_comes()
    Speaker.objects.update(has_no_slides=True)
    assert sweep(DAY_BEFORE, time_machine) == 1
    (mail,) = posted(kind="speaker_reminder")
    assert (mail.speaker, render(mail).subject) == (speaker, f"Morgen: {speaker.event.title}")


def test_who_speaks_and_takes_part_is_reminded_once(time_machine):
    speaker = a_speaker_who_comes(reminder_offsets=["1d"])
    Speaker.objects.update(has_no_slides=True)
    somebody_told(fresh(speaker.event), name=speaker.name.upper(), email=speaker.email)
    assert sweep(DAY_BEFORE, time_machine) == 1


def test_slides_are_asked_for_at_the_deadline_and_two_days_later(time_machine):
    speaker = a_speaker_who_comes()
    deadline = datetime(2030, 6, 30, 8, 0, tzinfo=UTC)
    found = [sweep(deadline + timedelta(days=day), time_machine) for day in (-1, 0, 1, 2, 3)]
    assert found == [0, 1, 0, 1, 0]
    assert {mail.speaker for mail in posted(kind="slides_missing")} == {speaker}


def test_nobody_is_asked_for_slides_twice_within_a_day(time_machine):
    speaker = a_speaker_who_comes()
    Event.objects.filter(pk=speaker.event_id).update(
        reminder_rules=["0d before slides_due", "9h before slides_due"]
    )
    deadline = datetime(2030, 6, 30, 8, 0, tzinfo=UTC)
    hours = [sweep(deadline + timedelta(hours=plus), time_machine) for plus in (0, 5, 23, 24, 25)]
    assert hours == [1, 0, 0, 1, 0]


def test_slides_asked_for_in_a_mail_that_waits_while_the_event_moves_are_not(time_machine):
    speaker = a_speaker_who_comes()
    sweep(datetime(2030, 6, 30, 8, 0, tzinfo=UTC), time_machine)
    (waiting,) = posted(kind="slides_missing")
    assert look_again([waiting], at=DAY_BEFORE) == {}
    publish_with(speaker.event, start_min=speaker.event.start_min + 30)  # the rules ask nobody anew for that
    assert look_again([waiting], at=DAY_BEFORE) == {}
    publish_with(fresh(speaker.event), date=DAY + timedelta(days=7))
    assert list(look_again([waiting], at=DAY_BEFORE).values()) == [Refusal.OVERTAKEN]


@pytest.mark.parametrize("how", ["link", "no slides"])
def test_slides_that_are_in_or_will_not_come_are_not_asked_for(time_machine, how):
    speaker = a_speaker_who_comes()
    if how == "link":
        Material.objects.create(
            event=speaker.event, speaker=speaker, ref="dia", title="Dia's", link="https://video.example/1"
        )
    else:
        Speaker.objects.update(has_no_slides=True)
    assert sweep(datetime(2030, 6, 30, 8, 0, tzinfo=UTC), time_machine) == 0
