"""Whose seat is held and not confirmed is asked once more."""

from datetime import timedelta

import pytest

from notifications.models import Message
from tests.notifications.reminders.sweeping import LONG_BEFORE, START, an_event_on_the_day, sweep
from tests.notifications.told import posted, publish_with
from tours.signups import actions as signups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def test_a_held_seat_is_asked_for_once_three_days_before_it_lapses(time_machine):
    event = an_event_on_the_day()
    registration = signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    Message.objects.update(state="sent", sent_at=LONG_BEFORE)
    lapses = registration.answer_by
    assert sweep(lapses - timedelta(days=3, seconds=1), time_machine) == 0
    assert sweep(lapses - timedelta(days=3), time_machine) == 1
    assert sweep(lapses - timedelta(days=2), time_machine) == 0
    (mail,) = posted(kind="confirm_reminder")
    assert (mail.facts, mail.not_after) == ({"answer_by": lapses.isoformat()}, lapses)


def test_whose_seat_is_held_and_who_heard_of_a_change_is_asked_a_day_after_that(time_machine):
    event = an_event_on_the_day()
    registration = signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    Message.objects.update(state="sent", sent_at=LONG_BEFORE)
    reminded = registration.answer_by - timedelta(days=3)
    time_machine.move_to(reminded - timedelta(hours=2), tick=False)
    publish_with(event, start_min=600)
    assert [mail.kind for mail in posted(state="pending")] == ["confirm_address"]
    assert [sweep(reminded + timedelta(hours=hours), time_machine) for hours in (0, 21, 22)] == [0, 0, 1]


def test_a_seat_that_is_held_for_two_days_only_is_not_asked_for_at_once(time_machine):
    event = an_event_on_the_day()
    time_machine.move_to(START - timedelta(days=2), tick=False)
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    assert sweep(START - timedelta(days=1, hours=12), time_machine) == 0


def test_who_did_not_confirm_is_asked_once_when_signing_up_nearly_ends(time_machine):
    closes = LONG_BEFORE + timedelta(days=6)
    event = an_event_on_the_day(
        registration_closes_at=closes, reminder_rules=["3d before sign_up_closes", "2d before sign_up_closes"]
    )
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    Message.objects.update(state="sent", sent_at=LONG_BEFORE)
    found = [sweep(LONG_BEFORE.replace(hour=8) + timedelta(days=day), time_machine) for day in (2, 3, 4, 5)]
    assert found == [0, 1, 0, 0]
    assert len(posted(kind="confirm_reminder")) == 1


def test_nobody_is_reminded_of_a_mail_that_has_not_left_the_house(time_machine):
    event = an_event_on_the_day()
    registration = signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    assert sweep(registration.answer_by - timedelta(days=3), time_machine) == 0
    assert [mail.kind for mail in posted()] == ["confirm_address"]
