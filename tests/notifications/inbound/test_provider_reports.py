"""What providers report: a mail that was not delivered, a complaint."""

import json

import pytest
from django.utils import timezone

from notifications.inbound.actions import work_off
from notifications.models import Received, Suppression
from tests import builders
from tests.notifications.inbound.post import fresh, hand_in, invited, signed

pytestmark = pytest.mark.django_db
BOUNCES = {
    "postmark": {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "Email": "{to}",
        "MessageID": "p1",
        "Details": "smtp;550 5.1.1 no such user",
    },
    "mailgun": {
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "recipient": "{to}",
            "timestamp": 1766000000,
            "message": {"headers": {"message-id": "x@localhost"}},
            "delivery-status": {"message": "5.1.1 no such user", "description": ""},
        }
    },
    "amazon_ses": {
        "eventType": "Bounce",
        "mail": {"messageId": "m1", "destination": ["{to}"]},
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "{to}"}],
        },
    },
    "mailjet": {
        "event": "bounce",
        "email": "{to}",
        "time": 1766000000,
        "hard_bounce": True,
        "error": "user unknown",
    },
    "brevo": {
        "event": "hard_bounce",
        "email": "{to}",
        "message-id": "<x@localhost>",
        "ts_epoch": 1766000000000,
    },
    "sendgrid": {
        "event": "bounce",
        "type": "bounce",
        "email": "{to}",
        "timestamp": 1766000000,
        "sg_event_id": "g1",
        "status": "5.1.1",
        "reason": "550 The mailbox is not there",
    },
}


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
@pytest.mark.parametrize("provider", BOUNCES)
def test_a_provider_tells_that_a_mailbox_is_not_there(client, secret, provider):
    registration, _entry = invited()
    message = builders.a_message(registration, state="sent", sent_at=timezone.now())
    data = json.loads(json.dumps(BOUNCES[provider]).replace("{to}", message.recipient))
    headers = dict(secret)
    if provider == "sendgrid":
        data = [data]
    if provider == "mailgun":
        data["signature"] = signed()
    if provider == "amazon_ses":
        data = {"Type": "Notification", "MessageId": "s1", "TopicArn": "arn:x", "Message": json.dumps(data)}
        headers |= {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "s1"}
    for _time in range(2):
        assert hand_in(client, f"{provider}/tracking", data, headers).status_code == 200
    work_off(at=timezone.now())
    assert (Received.objects.count(), Received.objects.get().outcome) == (1, "bounced")
    assert Suppression.objects.get().email == message.recipient
    assert fresh(message).state == "failed"


@pytest.mark.parametrize("kind", ["SoftBounce", "Blocked"])
def test_what_passes_silences_nobody(client, secret, kind):
    data = BOUNCES["postmark"] | {
        "Type": kind,
        "Email": "sam@voorbeeld.example",
        "Details": "smtp;552 5.2.2 full",
    }
    hand_in(client, "postmark/tracking", data, secret)
    work_off(at=timezone.now())
    assert not Suppression.objects.exists()


def test_what_mailjet_says_of_a_failure_is_kept(client, secret):
    message = builders.a_message(invited()[0], state="sent", sent_at=timezone.now())
    blocked = {"event": "blocked", "email": message.recipient, "time": 1766000000, "hard_bounce": False}
    hand_in(
        client, "mailjet/tracking", blocked | {"error": "policy issue", "comment": "550 geen post"}, secret
    )
    work_off(at=timezone.now())
    assert Received.objects.get().text == "550 geen post"
    assert not Suppression.objects.exists()


def test_what_went_well_is_not_kept(client, secret):
    data = {"RecordType": "Delivery", "Recipient": "sam@voorbeeld.example", "MessageID": "p1"}
    assert hand_in(client, "postmark/tracking", data, secret).status_code == 200
    assert not Received.objects.exists()
