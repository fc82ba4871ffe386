"""What the contact of a stop answers from their calendar, or writes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Answer, Told
from notifications.outbox.delivery import deliver_due
from tests.builders import a_stop, a_user
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import answer
from tests.notifications.told import a_draft, fresh, posted
from tours.lifecycle.actions import publish

pytestmark = pytest.mark.django_db
ANS = "ans@voorbeeld.example"


@pytest.fixture
def entry():
    draft = a_draft(programme_complete=True)
    a_stop(draft, at=600, contact_name="Ans", contact_email=ANS)
    a_user(role="planner", organisation=draft.organisation, email="planner@voorbeeld.example")
    publish(fresh(draft), by=None)
    deliver_due(at=timezone.now())
    mail.outbox.clear()
    Told.objects.update(dtstamp=timezone.now() - timedelta(hours=1))
    return Told.objects.select_related("event").get()


@pytest.mark.parametrize("client", clients.CLIENTS)
def test_a_no_is_told_to_the_organisers_at_once_and_once(entry, client):
    for _twice in range(2):
        received = answer(entry, "DECLINED", client)
    assert received.event == entry.event
    (alert,) = posted(kind="organiser_alert")
    assert alert.recipient == "planner@voorbeeld.example"
    deliver_due(at=timezone.now())
    assert "Ans, contactpersoon van een halte" in mail.outbox[0].body
    assert Answer.objects.get().said == "no"


def test_a_yes_is_noted_and_troubles_nobody(entry):
    assert answer(entry, "ACCEPTED").outcome == "applied"
    assert not posted(kind="organiser_alert")


def test_another_time_is_for_the_organisers_to_look_at(entry):
    received = answer(entry, client=clients.gmail, method="COUNTER")
    assert (received.outcome, received.state) == ("counter", "review")
    assert posted(kind="counter_declined")[0].recipient == ANS
