"""Who takes part is reminded before the start."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.letters import render
from notifications.models import DigestRound
from notifications.outbox.actions import post_many
from notifications.outbox.look import Refusal, look_again
from notifications.reminders import due
from notifications.reminders.actions import sweep_reminders
from tests.builders import a_registration, a_stop, publish_quietly
from tests.notifications.reminders.sweeping import (
    DAY,
    DAY_BEFORE,
    START,
    WEEK_BEFORE,
    an_event_on_the_day,
    reminders,
    somebody_told,
    sweep,
)
from tests.notifications.told import a_draft, fresh, publish_with
from tours.models import Event, Group, Registration
from tours.signups import actions as signups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def test_a_week_and_a_day_before_each_once(time_machine):
    registration = somebody_told(an_event_on_the_day())
    sweeps = [
        sweep(at, time_machine)
        for at in (
            WEEK_BEFORE - timedelta(seconds=1),
            WEEK_BEFORE,
            WEEK_BEFORE + timedelta(seconds=15),
            DAY_BEFORE - timedelta(seconds=1),
            DAY_BEFORE,
            DAY_BEFORE + timedelta(hours=1),
            START - timedelta(seconds=1),
            START + timedelta(hours=1),
        )
    ]
    assert sweeps == [0, 1, 0, 0, 1, 0, 0, 0]
    assert [mail.key for mail in reminders()] == [
        f"reminder:7d:{registration.pk}:{START.isoformat()}",
        f"reminder:1d:{registration.pk}:{START.isoformat()}",
    ]
    assert {mail.not_after for mail in reminders()} == {START}


def test_sweeping_twice_in_the_same_instant_is_one_mail(time_machine):
    somebody_told(an_event_on_the_day())
    time_machine.move_to(DAY_BEFORE, tick=False)
    for letters in [list(due.participants(at=DAY_BEFORE)) for _ in range(2)]:
        post_many(letters)
    assert len(reminders()) == 1


def test_other_offsets_and_none_at_all(time_machine):
    somebody_told(an_event_on_the_day(reminder_offsets=["2h"]))
    somebody_told(an_event_on_the_day(reminder_offsets=[]))
    assert sweep(DAY_BEFORE, time_machine) == 0
    assert sweep(START - timedelta(hours=2), time_machine) == 0  # 7.15: still quiet
    assert sweep(START - timedelta(minutes=75), time_machine) == 1


def test_after_standing_still_for_a_week_only_the_last_rule_is_sent(time_machine):
    somebody_told(an_event_on_the_day())
    assert sweep(DAY_BEFORE + timedelta(hours=3), time_machine) == 1
    assert reminders()[0].key.startswith("reminder:1d:")


def test_who_got_a_seat_after_a_rule_fell_due_is_passed_over_but_not_by_the_next(time_machine):
    event = an_event_on_the_day()
    time_machine.move_to(WEEK_BEFORE + timedelta(hours=1), tick=False)
    somebody_told(event)
    assert sweep(WEEK_BEFORE + timedelta(hours=2), time_machine) == 0
    assert sweep(DAY_BEFORE, time_machine) == 1


def test_an_event_that_moves_gets_a_new_reminder_for_its_new_start(time_machine):
    event = an_event_on_the_day()
    registration = somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    publish_with(event, date=date(2030, 7, 19))
    assert sweep(DAY_BEFORE + timedelta(hours=1), time_machine) == 0
    later = timedelta(days=14)
    assert sweep(DAY_BEFORE + later, time_machine) == 1
    assert reminders()[-1].key == f"reminder:1d:{registration.pk}:{(START + later).isoformat()}"


def test_only_confirmed_people_of_events_that_are_on_are_reminded(time_machine):
    event = an_event_on_the_day(seats=9)
    for state in ("held", "waiting", "offered", "cancelled"):
        a_registration(event, state=state)
    a_registration(event, email="")
    gone = somebody_told(event)
    signups.cancel(gone, by="self")
    off = an_event_on_the_day()
    somebody_told(off)
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    Registration.objects.filter(state="held").update(answer_by=START + timedelta(days=90))
    assert sweep(DAY_BEFORE, time_machine) == 0


def test_the_reminder_shows_own_group_and_guide(time_machine):
    draft = a_draft(date=DAY, reminder_offsets=["1d"], programme_complete=True)
    group = Group.objects.create(
        event=draft, letter="B", position=2, guide_name="Gerda", guide_phone="030 123456"
    )
    a_stop(draft, at=560, title="De Nieuwe Jutter")
    event = publish_quietly(draft)
    somebody_told(event, group=group)
    sweep(DAY_BEFORE, time_machine)
    words = render(reminders()[0])
    assert words.subject == f"Morgen: {event.title}"
    assert "Groep: B" in words.text
    assert "Uw gids is Gerda, telefoon 030 123456." in words.text
    assert "9.20 – 9.50 | 1. De Nieuwe Jutter" in words.text


def test_nothing_is_due_in_the_quiet_hours(time_machine):
    somebody_told(an_event_on_the_day())
    late = datetime(2030, 7, 4, 19, 0, tzinfo=UTC)  # 21.00, after a day without power
    assert sweep(late, time_machine) == 0
    assert sweep(late + timedelta(hours=11) - timedelta(seconds=1), time_machine) == 0
    assert sweep(late + timedelta(hours=11), time_machine) == 1
    assert render(reminders()[0]).subject.startswith("Vandaag: ")


def test_a_rule_that_is_made_long_after_its_moment_mails_nobody(time_machine):
    event = an_event_on_the_day(reminder_offsets=[])
    somebody_told(event)
    time_machine.move_to(DAY_BEFORE - timedelta(days=3), tick=False)
    Event.objects.filter(pk=event.pk).update(reminder_offsets=["7d"])
    assert sweep(DAY_BEFORE - timedelta(days=3), time_machine) == 0


def test_a_reminder_that_waits_while_the_event_moves_is_not_sent(time_machine):
    event = an_event_on_the_day()
    somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    assert look_again(reminders(), at=DAY_BEFORE) == {}
    Event.objects.filter(pk=event.pk).update(date=DAY + timedelta(days=7))
    publish_quietly(fresh(event))  # nobody was told of it
    assert list(look_again(reminders(), at=DAY_BEFORE).values()) == [Refusal.OVERTAKEN]


@pytest.mark.parametrize("number", [1, 3, 15])
def test_a_sweep_costs_the_same_however_many_people(time_machine, django_assert_num_queries, number):
    event = an_event_on_the_day()
    for _ in range(number):
        somebody_told(event)
    DigestRound.objects.create(until=DAY_BEFORE + timedelta(days=1))
    time_machine.move_to(DAY_BEFORE, tick=False)
    with django_assert_num_queries(36):
        sweep_reminders(DAY_BEFORE)
    with django_assert_num_queries(34):
        sweep_reminders(DAY_BEFORE)
