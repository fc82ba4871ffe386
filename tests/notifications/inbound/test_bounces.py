"""Mail that came back: never to that address again where there is no such mailbox, and shown at the person."""

import json

import pytest
from django.utils import timezone

from notifications.inbound.actions import store, work_off
from notifications.models import Message, Received, Suppression
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import fresh, invited, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    registration, _entry = invited()
    return builders.a_message(registration, kind="seat_confirmed", state="sent", sent_at=timezone.now())


def suppressed():
    return list(Suppression.objects.values_list("email", flat=True))


def report(message, **facts):
    """What webhooks.py writes down of a provider's event."""
    facts = {
        "what": "bounced",
        "recipient": message.recipient,
        "message_id": "",
        "said": "no such user",
        "no_mailbox": True,
    } | facts
    store(json.dumps(facts).encode(), source="postmark", form="report", event_id=str(facts))
    work_off(at=timezone.now())
    return Received.objects.get()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1"])
def test_a_mailbox_that_is_not_there_gets_no_more_mail(message, status, whole):
    received = take(clients.bounce(message, status=status, said=f"550 {status} no", whole=whole))
    assert (received.outcome, suppressed(), fresh(message).state) == (
        "bounced",
        [message.recipient],
        "failed",
    )
    assert message.registration.notices.get().kind == "bounced"


@pytest.mark.parametrize("status", ["5.7.1", "5.2.2", "5.0.0", "4.4.7"])
def test_any_other_refusal_does_not_silence_somebody_for_ever(message, status):
    take(clients.bounce(message, status=status, said=f"550 {status} policy"))
    assert (suppressed(), fresh(message).state) == ([], "failed")
    assert message.registration.notices.get().kind == "bounced"


def test_a_delay_is_no_failure(message):
    take(clients.bounce(message, action="delayed", status="4.4.1", said="451 4.4.1 later"))
    assert (suppressed(), fresh(message).state) == ([], "sent")


def test_a_forged_report_about_a_mail_that_we_did_not_send_does_nothing(message):
    message.message_id = "<geraden@elders.example>"
    take(clients.bounce(message))
    assert (suppressed(), fresh(message).state) == ([], "sent")


def test_a_report_about_another_address_than_the_mail_went_to_does_nothing(message):
    take(clients.bounce(message, to="wethouder@utrecht.example"))
    assert suppressed() == []


def test_a_bounce_is_never_answered(message):
    take(clients.bounce(message))
    assert Message.objects.count() == 1


def test_the_same_bounce_twice_is_one_notice(message):
    take(clients.bounce(message))
    take(clients.bounce(message, whole=False))
    assert message.registration.notices.count() == 1


def test_who_complains_gets_no_more_mail(message):
    received = take(clients.complaint(message))
    assert (received.outcome, suppressed()) == ("complaint", [message.recipient])
    assert message.registration.notices.get().kind == "complaint"


def test_a_provider_that_says_so_is_believed(message):
    received = report(message)
    assert (received.outcome, suppressed(), fresh(message).state) == (
        "bounced",
        [message.recipient],
        "failed",
    )


def test_a_provider_that_knows_a_mail_by_our_message_id_means_that_one(message):
    later = builders.a_message(message.registration, state="sent", sent_at=timezone.now())
    report(message, message_id=message.message_id, no_mailbox=False)
    assert (fresh(message).state, fresh(later).state, suppressed()) == ("failed", "sent", [])


def test_a_complaint_by_a_provider_counts_without_a_mail_of_ours(message):
    message.recipient = "ander@elders.example"
    assert report(message, what="complained").outcome == "complaint"
    assert suppressed() == ["ander@elders.example"]


def test_who_has_another_address_by_now_is_left_alone(message):
    type(message.registration).objects.filter(pk=message.registration_id).update(
        email="nieuw@voorbeeld.example"
    )
    take(clients.bounce(message))
    assert not message.registration.notices.exists()
