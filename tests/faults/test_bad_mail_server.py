"""A mail server that misbehaves between the lines: slow, silent, or gone after it took a mail."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Message
from notifications.outbox import lease
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, an_event
from tests.faults.mailserver import HANG_UP, MailServer
from tests.faults.processes import eventually

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 60
        yield server


def some(number):
    event = an_event(seats=number)
    return [a_message(a_registration(event)) for _ in range(number)]


def until_all_is_sent(*, rounds):
    """As time goes on; how many rounds it took."""
    for tried in range(rounds):
        deliver_due(at=timezone.now())
        if not Message.objects.exclude(state="sent").exists():
            return tried + 1
        Message.objects.filter(state="pending").update(next_attempt_at=timezone.now())
    raise AssertionError(list(Message.objects.values_list("state", "attempts", "last_error")))


def taken(server):
    return Counter(mail.message_id for mail in server.mails)


def ids(messages):
    return {message.message_id for message in messages}


def test_a_server_that_says_not_now_to_everybody_for_minutes(server):
    messages, asked = some(5), []

    def answer(stage, address):
        if stage == "RCPT" and len(asked) < 20:
            asked.append(address)
            return "451 4.7.1 greylisted"
        return None

    server.answer = answer
    assert until_all_is_sent(rounds=6) == 5
    assert taken(server) == dict.fromkeys(ids(messages), 1)
    assert max(Counter(asked).values()) == 4


@pytest.mark.parametrize(
    ("stage", "copies"), [("DATA", 1), ("TAKEN", 2)], ids=["half a mail", "accepted then dropped"]
)
def test_a_line_that_drops(server, stage, copies):
    """Only a mail that was taken without a word can come again; it keeps its Message-ID."""
    messages, dropped = some(8), []

    def answer(at, address):
        if at == stage and len(server.mails) == 3 and not dropped:
            dropped.append(address)
            return HANG_UP
        return None

    server.answer = answer
    until_all_is_sent(rounds=3)
    counted = taken(server)
    assert counted.keys() == ids(messages)
    assert sorted(counted.values()) == [1] * 7 + [copies]


def test_a_tar_pit_holds_up_nobody_for_ever_and_gets_no_second_copy(server):
    """It answers each step just in time; what does not fit in the round waits for the next."""
    messages = some(4)
    server.answer = lambda _stage, _address: 0.5
    deliver_due(at=timezone.now(), budget_s=4)
    assert 0 < len(server.mails) < 4
    assert set(Message.objects.values_list("state", flat=True)) == {"sent", "pending"}
    until_all_is_sent(rounds=3)
    assert taken(server) == dict.fromkeys(ids(messages), 1)


@pytest.fixture
def speaks():
    """To be set when a silent server speaks again; at last it does so by itself."""
    speaks = threading.Event()
    at_last = threading.Timer(120, speaks.set)
    at_last.start()
    yield speaks
    at_last.cancel()
    speaks.set()


def silent_at(stage, times, speaks):
    """An answer that is none, the first so many times at this stage."""
    asked = []

    def answer(at, address):
        if at != stage or len(asked) == times:
            return None
        asked.append(address)
        return speaks

    return answer, asked


def test_a_server_that_does_not_answer_at_all_is_given_up(server, settings, speaks):
    settings.EMAIL_TIMEOUT = 1
    messages = some(2)
    server.answer, asked = silent_at("RCPT", 2, speaks)
    deliver_due(at=timezone.now())
    assert asked == [message.recipient for message in messages]
    assert not speaks.is_set()
    settings.EMAIL_TIMEOUT = 60
    until_all_is_sent(rounds=3)
    assert taken(server).keys() == ids(messages)


@pytest.mark.parametrize("kept", [True, False], ids=["its lease is renewed", "negative control"])
def test_a_mail_that_takes_longer_than_a_lease_is_not_taken_over(server, speaks, monkeypatch, kept):
    monkeypatch.setattr(lease, "LEASE_S", 3.0)
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.2)
    if not kept:
        monkeypatch.setattr(lease, "keep", lambda _owner: None)
    (message,) = some(1)
    server.answer, asked = silent_at("DATA", 1, speaks)
    other = threading.Thread(target=deliver_and_close)
    other.start()
    eventually(lambda: asked)
    its_first = Message.objects.get().lease_until
    eventually(lambda: timezone.now() > its_first)
    deliver_due(at=timezone.now())
    speaks.set()
    other.join()
    assert taken(server) == {message.message_id: 1 if kept else 2}


def deliver_and_close():
    try:
        deliver_due(at=timezone.now())
    finally:
        connection.close()
