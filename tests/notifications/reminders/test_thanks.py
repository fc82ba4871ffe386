"""Thanks after the event, by a rule."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_speaker
from tests.notifications.reminders.sweeping import an_event_on_the_day, somebody_told, sweep
from tests.notifications.told import fresh, posted
from tours.lifecycle.actions import close
from tours.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


TWO_DAYS_AFTER = datetime(2030, 7, 7, 8, 0, tzinfo=UTC)


def test_a_rule_after_the_start_thanks_everybody_once(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["2d after start"])
    for _ in range(2):
        somebody_told(event)
    a_speaker(event, state="confirmed")
    found = [sweep(TWO_DAYS_AFTER + timedelta(hours=hours), time_machine) for hours in (-1, 0, 1, 24)]
    assert found == [0, 3, 0, 0]
    close(fresh(event), by=None)
    assert len(posted(kind="afterwards")) == 3


def test_thanks_for_one_role_leave_the_others_to_the_next_rule(time_machine):
    event = an_event_on_the_day(
        reminder_offsets=[], reminder_rules=["1d after start for councillor", "2d after start"]
    )
    for role in ("councillor", "resident"):
        somebody_told(event, role=role)
    assert sweep(TWO_DAYS_AFTER - timedelta(days=1), time_machine) == 1
    assert sweep(TWO_DAYS_AFTER, time_machine) == 1


def test_thanks_wait_for_a_report_that_is_being_written(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["2d after start"])
    somebody_told(event)
    report = Report.objects.create(event=event, body="Het was een mooie dag.")
    assert sweep(TWO_DAYS_AFTER, time_machine) == 0
    Report.objects.filter(pk=report.pk).update(state="published")
    assert sweep(TWO_DAYS_AFTER + timedelta(days=3), time_machine) == 1
