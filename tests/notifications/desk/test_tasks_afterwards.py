"""Tasks after the event, until everything is wrapped up."""

from datetime import timedelta

import pytest

from tests.builders import a_speaker, in_days
from tests.notifications.desk.desk import a_published_plan, titles, to_do
from tours.dialogue.models import Commitment, Report, ReportReview
from tours.programme.models import Event

pytestmark = pytest.mark.django_db


def test_the_day_after_somebody_has_to_write_down_what_came_of_it():
    (task,) = to_do(a_published_plan(days=-1))
    assert (task.title, task.tag) == ("Schrijf op wat eruit kwam", "Gisteren geweest")


def test_a_report_that_was_begun_is_to_be_finished():
    event = a_published_plan(days=-4)
    Report.objects.create(event=event, body="Het was druk.")
    (task,) = to_do(event)
    assert (task.title, task.tag) == ("Het verslag is nog niet klaar", "4 dagen geleden")


def test_after_two_months_nobody_is_asked_for_a_report():
    assert titles(a_published_plan(days=-61)) == []


def test_a_report_with_the_speakers_says_how_many_agree():
    event = a_published_plan(days=-4)
    report = Report.objects.create(event=event, body="x", state="review", review_by=in_days(3))
    ReportReview.objects.create(report=report, speaker=a_speaker(event), state="approved")
    ReportReview.objects.create(report=report, speaker=a_speaker(event))
    (task,) = to_do(event)
    assert task.title == "Het verslag ligt bij de sprekers"
    assert task.sentence == "1 van de 2 sprekers vinden het goed."


def test_remarks_about_a_report_name_who_made_them():
    event = a_published_plan(days=-4)
    report = Report.objects.create(event=event, body="x", state="review", review_by=in_days(3))
    ReportReview.objects.create(report=report, speaker=a_speaker(event, name="Anja"), state="remarks")
    (task,) = to_do(event)
    assert task.people == ("Anja",)
    assert "opmerkingen van één spreker" in task.sentence


def test_a_report_whose_time_for_remarks_is_over_can_be_published():
    event = a_published_plan(days=-14)
    report = Report.objects.create(event=event, body="x", state="review", review_by=in_days(-1))
    ReportReview.objects.create(report=report, speaker=a_speaker(event))
    (task,) = to_do(event)
    assert task.title == "U kunt het verslag publiceren"


def test_with_the_report_online_the_event_can_be_closed_and_then_asks_nothing():
    event = a_published_plan(days=-4)
    Report.objects.create(event=event, body="x", state="published")
    (task,) = to_do(event)
    assert task.button.url == f"/beheer/{event.slug}/afsluiten/"
    Event.objects.filter(pk=event.pk).update(state="closed")
    assert titles(event) == []


def test_what_was_promised_is_a_task_when_it_is_late_however_long_ago_the_event_was():
    event = a_published_plan(days=-300)
    promise = Commitment.objects.create(
        event=event, ref="a", text="Een sleutel maken", owner_name="Wijkbureau", due_date=in_days(-2)
    )
    (task,) = to_do(event)
    assert task.title == "Eén afspraak is over tijd"
    assert task.sentence == "Wijkbureau: Een sleutel maken"
    promise.move_to("done")
    assert titles(event) == []


def test_what_is_promised_for_next_month_can_wait():
    event = a_published_plan(days=-300)
    due = in_days(0) + timedelta(days=30)
    Commitment.objects.create(event=event, ref="a", text="x", owner_name="y", due_date=due)
    assert titles(event) == []
