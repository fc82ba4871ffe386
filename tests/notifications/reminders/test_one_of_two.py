"""Rules for some people only, and two that would say the same to somebody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.facts import announce
from notifications.models import Message
from tests.builders import a_speaker, a_stop, a_talk, publish_quietly
from tests.notifications.reminders.sweeping import (
    DAY,
    DAY_BEFORE,
    START,
    an_event_on_the_day,
    reminders,
    somebody_told,
    sweep,
)
from tests.notifications.told import a_draft, an_event, fresh, publish_with
from tours.facts import SpeakerAnswered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def test_a_rule_for_one_role_reaches_that_role_only(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["3d before start for councillor"])
    councillor = somebody_told(event, role="councillor")
    somebody_told(event, role="press")
    assert sweep(DAY_BEFORE - timedelta(days=2), time_machine) == 1
    assert reminders()[0].registration == councillor


def test_of_two_rules_that_are_due_a_person_hears_the_last_one_for_them(time_machine):
    event = an_event_on_the_day(reminder_offsets=["1d"], reminder_rules=["20h before start for councillor"])
    councillor, neighbour = somebody_told(event, role="councillor"), somebody_told(event)
    assert sweep(START - timedelta(hours=20), time_machine) == 2
    assert {mail.registration: mail.key.split(":")[1] for mail in reminders()} == {
        councillor: "20h before start for councillor",
        neighbour: "1d",
    }


TWO_HOURS_BEFORE = datetime(2030, 7, 5, 6, 0, tzinfo=UTC)  # the first hour that is not quiet


def test_of_two_rules_within_a_day_a_person_hears_the_first(time_machine):
    event = an_event_on_the_day(reminder_offsets=["1d", "2h"])
    somebody_told(event)
    assert sweep(DAY_BEFORE + timedelta(seconds=15), time_machine) == 1
    assert sweep(TWO_HOURS_BEFORE, time_machine) == 0
    assert [mail.key.split(":")[1] for mail in reminders()] == ["1d"]


@pytest.mark.parametrize("state", ["failed", "expired", "withdrawn"])
def test_who_never_got_the_first_of_two_rules_hears_the_second(time_machine, state):
    event = an_event_on_the_day(reminder_offsets=["1d", "2h"])
    somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    Message.objects.filter(kind="reminder").update(state=state)
    assert sweep(TWO_HOURS_BEFORE, time_machine) == 1


def test_speakers_too_hear_one_of_two_rules_within_a_day(time_machine):
    draft = a_draft(
        date=DAY, programme_complete=True, reminder_offsets=[],
        reminder_rules=["1d for speakers", "3h before start for speakers"],
    )  # fmt: skip
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed")
    publish_quietly(draft)
    announce(SpeakerAnswered(fresh(speaker)))
    Message.objects.update(state="sent")
    assert sweep(DAY_BEFORE, time_machine) == 1
    assert sweep(START - timedelta(hours=1), time_machine) == 0


def test_two_rules_a_day_apart_both_go_though_the_clock_goes_forward_that_night(time_machine):
    sunday = date(2030, 3, 31)  # at 2.00 it is 3.00
    time_machine.move_to(datetime(2030, 3, 1, 12, 0, tzinfo=UTC), tick=False)
    somebody_told(an_event(date=sunday, start_min=1200, end_min=1300, reminder_offsets=["1d", "0d"]))
    found = [sweep(datetime(2030, 3, 30, 9, 0, tzinfo=UTC), time_machine)]
    found.append(sweep(datetime(2030, 3, 31, 8, 0, tzinfo=UTC), time_machine))
    assert found == [1, 1]


@pytest.mark.parametrize(("hours", "mails"), [(24, 1), (23, 0)])
def test_who_was_told_the_same_within_a_day_is_not_reminded(time_machine, hours, mails):
    event = an_event_on_the_day()
    somebody_told(event)
    time_machine.move_to(DAY_BEFORE - timedelta(hours=hours), tick=False)
    publish_with(event, start_min=600)
    Message.objects.update(state="sent")
    assert sweep(DAY_BEFORE, time_machine) == mails
    assert sweep(DAY_BEFORE + timedelta(hours=6), time_machine) == 0
