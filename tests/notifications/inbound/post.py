"""Somebody with an invitation in the calendar, and mail that comes in."""

import hashlib
import hmac
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from notifications.inbound.actions import work_off
from notifications.models import Received
from tests import builders
from tests.notifications.inbound import clients

EMAIL = "sam@voorbeeld.example"
HALF_AN_HOUR = timedelta(minutes=31)  # after which a no by calendar counts
SECRET = "een geheim van de mailserver"
KEY = "sleutel"


def invited(*, state="confirmed", event=None, seats=20, told=None, **fields):
    """A registration with an entry in the calendar: what Told says was sent."""
    event = event or builders.an_event(seats=seats)
    fields = {"name": "Sam de Wit", "email": EMAIL} | fields
    registration = builders.a_registration(event, state=state, **fields)
    entry = builders.a_told(registration, dtstamp=timezone.now() - timedelta(hours=1), **(told or {}))
    return registration, entry


def arrive(raw):
    """Hand it in as a mail server does."""
    return Client().post(
        "/webhooks/raw/",
        data=raw,
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {SECRET}"},
    )


def hand_in(client, path, data, headers=None):
    """Hand it in as a provider does."""
    return client.post(
        f"/webhooks/{path}/", data=data, content_type="application/json", headers=headers or {}
    )


def signed(**data):
    """As Mailgun signs."""
    token, timestamp = "t" * 50, "1766000000"
    signature = hmac.new(KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"token": token, "timestamp": timestamp, "signature": signature} | data


def take(raw, *, at=None):
    """Hand it in and work it off; what became of it."""
    assert arrive(raw).status_code == 202
    work_off(at=at or timezone.now())
    return Received.objects.order_by("-pk").defer("raw").first()


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def seen(registration):
    now = fresh(registration)
    return now.state, now.said


def later(minutes=5):
    return timezone.now() + timedelta(minutes=minutes)


def answer(entry, partstat="ACCEPTED", client=clients.outlook, **changes):
    return take(client(entry, partstat, **changes))
