from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from tests.builders import a_registration, a_speaker
from tests.notifications.told import an_event, fresh, kinds, posted
from tours.lifecycle.actions import close, reopen
from tours.models import Event, Report, Revision

pytestmark = pytest.mark.django_db


def an_event_that_was(**fields):
    event = an_event(**fields)
    a_registration(event, email="sam@voorbeeld.example")
    past = timezone.now() - timedelta(days=1)
    Revision.objects.filter(event=event).update(starts_at=past - timedelta(hours=4), ends_at=past)
    return Event.objects.select_related("current", "organisation").get(pk=event.pk)


def test_closing_thanks_everybody_once_whatever_their_roles():
    event = an_event_that_was()
    a_registration(event, email="Sam@voorbeeld.example", name="Robin")
    a_registration(event, state="waiting")
    a_speaker(event, state="confirmed", email="sam@voorbeeld.example")
    a_speaker(event, state="confirmed", email="spreker@voorbeeld.example")
    close(event, by=None)
    assert [mail.recipient for mail in posted(kind="afterwards")] == [
        "sam@voorbeeld.example",
        "spreker@voorbeeld.example",
    ]


def test_the_mail_afterwards_waits_for_a_report_that_is_being_written():
    event = an_event_that_was()
    report = Report.objects.create(event=event, body="Het was goed.")
    close(event, by=None)
    assert not Message.objects.exists()
    from tours.dialogue.actions import publish_report

    publish_report(fresh(report))
    assert kinds() == ["afterwards"]


def test_closing_again_thanks_nobody_again():
    event = an_event_that_was()
    for _ in range(2):
        close(event, by=None)
        reopen(event, by=None)
    assert kinds() == ["afterwards"]
