"""A mail server that is down, goes down, or knows somebody not."""

import contextlib
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from notifications.models import Message, Suppression
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, an_event
from tests.faults.processes import eventually
from tests.sink import Sink

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sent_to(settings):
    """Let mail go to a sink."""

    def point(sink):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 60

    return point


def some(number):
    event = an_event(seats=number)
    return [a_message(a_registration(event)) for _ in range(number)]


def deliver(**later):
    return dict(deliver_due(at=timezone.now() + timedelta(**later)))


def ids(messages):
    return {message.message_id for message in messages}


def taken(sink):
    return Counter(message_id for message_id, _ in sink.taken())


def test_mail_waits_while_the_server_is_down(sent_to):
    messages, sink = some(20), Sink()
    sent_to(sink)
    for _ in range(3):
        assert deliver() == {"pending": 1}
    assert set(Message.objects.values_list("state", "attempts")) == {("pending", 0)}
    with sink:
        assert deliver(seconds=30) == {"sent": 20}
        assert taken(sink) == dict.fromkeys(ids(messages), 1)


def test_a_server_that_goes_down_halfway_gets_the_rest_later(sent_to):
    messages = some(60)
    with Sink(dies_after=25) as sink:
        sent_to(sink)
        first = deliver()
        assert first["sent"] == 24
        sink.start()
        deliver(seconds=30)
        counted = taken(sink)
    assert counted.keys() == ids(messages)
    assert not Message.objects.exclude(state="sent").exists()
    assert sum(counted.values()) <= 61


def test_somebody_the_server_does_not_know_stops_nobody_else(sent_to):
    messages = some(10)
    unknown = messages[4]
    with Sink(refused=[unknown.recipient]) as sink:
        sent_to(sink)
        assert deliver() == {"sent": 9, "failed": 1}
        assert taken(sink).keys() == ids(messages) - {unknown.message_id}
    unknown.refresh_from_db()
    assert (unknown.state, unknown.last_error) == ("failed", "550 5.1.1 no such user")
    assert Suppression.objects.get().email == unknown.recipient


def test_what_the_server_says_after_reading_is_said_of_that_mail_alone(sent_to):
    event = an_event()
    words = ["een", "spam", "twee", "later", "drie", "bye", "vier", "vijf"]
    messages = [a_message(a_registration(event, email=f"{word}@voorbeeld.example")) for word in words]
    with Sink() as sink:
        sent_to(sink)
        assert deliver() == {"sent": 5, "failed": 1, "pending": 2}
        counted = taken(sink)
    assert counted == {message.message_id: 1 for message in messages if message.recipient[0] in "etdv"}
    said = dict(Message.objects.exclude(last_error="").values_list("recipient", "last_error"))
    assert said == {
        "spam@voorbeeld.example": "554 5.7.1 spam",
        "later@voorbeeld.example": "451 4.3.0 not now",
        "bye@voorbeeld.example": "421 4.3.2 closing",
    }


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server to lose")
@pytest.mark.parametrize(
    "number", [35, 100, 130]
)  # in the middle of a batch, and where the next one is claimed
def test_a_database_that_drops_us_causes_no_second_copy(sent_to, number):
    """Wherever it happens: a mail that went out is marked over a new connection, or the round ends before it goes."""
    messages = some(160)
    ours = connection.cursor().connection.info.backend_pid
    with Sink() as sink:
        sent_to(sink)

        def drop():
            sink.wait_for(number, seconds=60)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [ours])
            connection.close()

        dropping = threading.Thread(target=drop)
        dropping.start()
        with contextlib.suppress(OperationalError, InterfaceError):
            deliver()
        dropping.join()
        connection.close()  # as a worker does before its next task
        eventually(go_on)
        counted = taken(sink)
    assert counted == dict.fromkeys(ids(messages), 1)


def go_on():
    """The next round, when every lease has run out; True when all was sent."""
    Message.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(seconds=1))
    deliver(minutes=5)
    return not Message.objects.exclude(state="sent").exists()
