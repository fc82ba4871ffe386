import smtplib
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils import timezone

from notifications.models import Breaker, Message, Suppression
from notifications.outbox import delivery, lease, writer
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, a_told, an_event
from tours.signups.models import Registration

pytestmark = pytest.mark.django_db


def deliver(**later):
    return dict(deliver_due(at=timezone.now() + timedelta(**later)))


def some_messages(number, event=None):
    event = event or an_event()
    return [a_message(a_registration(event)) for _ in range(number)]


def refused(message, code, text):
    return [smtplib.SMTPRecipientsRefused({message.recipient: (code, text)})]


def test_what_is_due_is_sent_once_and_what_was_written_is_kept(server):
    (message,) = some_messages(1)
    assert deliver() == {"sent": 1}
    assert deliver() == {}
    message.refresh_from_db()
    (mail,) = server.sent
    assert (message.state, message.attempts, message.lease_owner) == ("sent", 1, "")
    assert mail.extra_headers["Message-ID"] == message.message_id
    assert (message.subject, message.body_text) == (mail.subject, mail.body)
    assert "<html" in message.body_html
    assert len(message.body_sha256) == 64


def test_what_is_not_due_waits(server):
    event = an_event()
    a_message(a_registration(event), next_attempt_at=timezone.now() + timedelta(hours=1))
    assert deliver() == {}
    assert deliver(hours=1) == {"sent": 1}


def test_nothing_leaves_the_house_while_mail_is_held(server, settings):
    settings.OUTBOX_HOLD = True
    some_messages(2)
    assert deliver() == {"held": 2}
    settings.OUTBOX_HOLD = False
    assert deliver() == {}
    assert server.sent == []


def test_a_refusal_for_now_is_tried_again_later(server):
    (message,) = some_messages(1)
    server.answers[message.recipient] = refused(message, 451, b"4.7.1 greylisted")
    before = timezone.now()
    assert deliver() == {"pending": 1}
    message.refresh_from_db()
    at = message.next_attempt_at
    assert before + timedelta(seconds=10) < at < timezone.now() + timedelta(seconds=20)
    assert message.last_error == "451 4.7.1 greylisted"
    assert deliver(seconds=20) == {"sent": 1}


def test_pauses_double_up_to_four_hours_and_end_after_three_days():
    pauses = [lease.pause(attempt).total_seconds() for attempt in range(1, lease.MAX_ATTEMPTS)]
    assert 11 <= pauses[0] <= 19
    assert 22 <= pauses[1] <= 38
    assert max(pauses) <= 5 * 3600
    assert 2 * 86400 < sum(pauses) < 4 * 86400


def test_the_last_attempt_ends_it(server):
    (message,) = some_messages(1)
    Message.objects.update(attempts=lease.MAX_ATTEMPTS - 1)
    server.answers[message.recipient] = refused(message, 450, b"busy")
    assert deliver() == {"failed": 1}


@pytest.mark.parametrize("code", ["5.1.1", "5.1.10", "5.2.1"])
def test_no_such_mailbox_is_never_mailed_again(server, code):
    event = an_event()
    registration = a_registration(event)
    server.answers[registration.email] = refused(
        a_message(registration), 550, f"{code} no such user".encode()
    )
    assert deliver() == {"failed": 1}
    a_message(registration)
    assert deliver() == {"failed": 1}
    assert server.sent == []
    assert Message.objects.first().reason == "suppressed"


def test_a_policy_refusal_fails_that_message_only(server):
    one, other = some_messages(2)
    server.answers[one.recipient] = refused(one, 550, b"5.7.1 policy")
    assert deliver() == {"failed": 1, "sent": 1}
    assert not Suppression.objects.exists()
    assert [mail.to for mail in server.sent] == [[f"{other.recipient_name} <{other.recipient}>"]]


def all_refused(server, messages):
    for message in messages:
        server.answers[message.recipient] = refused(message, 550, b"5.7.1 you are on a list") * 9


def test_a_server_that_refuses_one_after_the_other_wants_nothing_of_us(server):
    all_refused(server, some_messages(8))
    assert deliver() == {"pending": 5}
    assert "you are on a list" in Breaker.objects.get().reason
    assert deliver() == {}
    assert (
        sorted(Message.objects.values_list("state", "attempts"))
        == [("pending", 0)] * 3 + [("pending", 1)] * 5
    )
    assert not Suppression.objects.exists()


def test_what_was_refused_in_a_row_has_failed_where_another_gets_through(server):
    *some, _last = some_messages(5)
    all_refused(server, some)
    assert deliver() == {"failed": 4, "sent": 1}
    assert not Breaker.objects.exists()


def test_one_try_of_a_server_that_still_wants_nothing_costs_no_message(server):
    all_refused(server, some_messages(2))
    Breaker.objects.create(
        backend="tests.notifications.outbox.servers.Scripted",
        open_until=timezone.now() - timedelta(seconds=1),
        reason="x",
    )
    assert deliver() == {"pending": 1}
    assert Breaker.objects.get().open_until > timezone.now()


def test_mailboxes_that_are_not_there_do_not_count_against_us(server):
    for message in some_messages(8):
        server.answers[message.recipient] = refused(message, 550, b"5.1.1 no such user")
    assert deliver() == {"failed": 8}
    assert not Breaker.objects.exists()


def test_a_refused_login_spends_no_attempts_and_stops_trying(server):
    some_messages(3)
    server.opening = [smtplib.SMTPAuthenticationError(535, b"5.7.8 bad credentials")]
    assert deliver() == {}
    assert deliver() == {}
    assert server.opened == 1
    assert set(Message.objects.values_list("state", "attempts", "lease_owner")) == {("pending", 0, "")}
    assert "bad credentials" in Breaker.objects.get().reason


def test_the_breaker_closes_when_the_backend_takes_mail_again(server):
    some_messages(1)
    Breaker.objects.create(
        backend="tests.notifications.outbox.servers.Scripted",
        open_until=timezone.now() - timedelta(seconds=1),
        reason="x",
    )
    assert deliver() == {"sent": 1}
    assert not Breaker.objects.exists()


def test_a_backend_that_is_set_up_wrongly_opens_the_breaker_halfway(server):
    one, _ = some_messages(2)
    server.answers[one.recipient] = [ImproperlyConfigured("no key")]
    assert deliver() == {}
    assert set(Message.objects.values_list("state", "attempts")) == {("pending", 0)}
    assert Breaker.objects.get().reason == "ImproperlyConfigured: no key"


def test_a_server_that_is_down_costs_no_attempts(server):
    some_messages(3)
    server.opening = [ConnectionRefusedError("nobody there")]
    assert deliver() == {"pending": 1}
    assert set(Message.objects.values_list("state", "attempts")) == {("pending", 0)}
    assert Message.objects.exclude(last_error="").count() == 1
    assert deliver(seconds=60) == {"sent": 3}


def test_a_connection_that_breaks_is_opened_anew_and_the_rest_goes_on(server):
    one, *_others = some_messages(3)
    server.answers[one.recipient] = [smtplib.SMTPServerDisconnected("closed")]
    assert deliver() == {"pending": 1, "sent": 2}
    assert server.opened == 2
    one.refresh_from_db()
    assert one.attempts == 1


def test_one_that_cannot_be_written_fails_alone(server, caplog):
    event = an_event()
    bad = a_message(a_registration(event), kind="digest", facts={"events": [{"title": "no slug"}]})
    a_message(a_registration(event))
    assert deliver() == {"failed": 1, "sent": 1}
    bad.refresh_from_db()
    assert bad.last_error == "KeyError: 'slug'"
    assert f"message {bad.pk} (digest) could not be written" in caplog.text


def test_a_message_that_died_with_its_worker_comes_back(server):
    some_messages(1)
    lease.claim("dead", at=timezone.now(), limit=5)
    assert deliver() == {}
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver() == {"sent": 1}


@pytest.mark.parametrize("deaths", [0, 1, 2])
def test_a_message_that_was_in_hand_when_workers_died_goes_at_once(server, deaths):
    some_messages(1)
    Message.objects.update(
        state="sending", attempts=deaths, lease_owner="x", lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert deliver() == {"sent": 1}


def test_a_message_that_kills_every_worker_steps_back_and_takes_no_others_down():
    deadly, *others = some_messages(4)
    for hour in range(8):
        at = timezone.now() + timedelta(hours=hour)
        while (batch := lease.claim(lease.new_owner(), at=at, limit=100)) and deadly not in batch:
            Message.objects.filter(pk__in=[message.pk for message in batch]).update(state="sent")
        Message.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(1))
        assert lease.recover(at=at) == len(batch)
    deadly.refresh_from_db()
    assert (deadly.state, deadly.attempts) == ("pending", 8)
    assert deadly.next_attempt_at > at + timedelta(minutes=2)
    assert list(Message.objects.filter(state="sent", attempts=3).order_by("pk")) == others


def test_what_a_server_put_off_is_not_taken_alone():
    some_messages(4)
    Message.objects.update(attempts=5, last_error="451 later")
    assert len(lease.claim("x", at=timezone.now(), limit=100)) == 4


def test_a_worker_that_was_thought_dead_changes_nothing_any_more():
    some_messages(1)
    (message,) = lease.claim("first", at=timezone.now(), limit=5)
    Message.objects.update(lease_owner="second")
    assert not lease.settle(message, "first", state="sent")
    assert lease.settle_sent({message.pk: ("Onderwerp", "Tekst", "<p>Tekst</p>", "0" * 64)}, "first") == 0
    assert lease.release("first", [message]) == 0
    assert lease.renew("first") == set()
    assert Message.objects.get().state == "sending"


@pytest.mark.django_db(transaction=True)
def test_what_happens_while_a_slow_server_is_at_it_is_seen(server, monkeypatch):
    monkeypatch.setattr(delivery, "_LOOK_EVERY_S", -1)
    first, _, third = some_messages(3)
    Message.objects.update(kind="reminder")

    def cancel_the_third():
        Registration.objects.filter(pk=third.registration_id).update(state="cancelled")
        connection.close()

    server.answers[first.recipient] = [cancel_the_third]
    assert deliver() == {"sent": 2, "withdrawn": 1}


def states_while_the_last_is_sent(server, number):
    """Deliver so many; the states of the others when the server begins with the last."""
    *others, last = some_messages(number)
    seen = []
    ours = Message.objects.filter(pk__in=[message.pk for message in others]).order_by("pk")
    server.answers[last.recipient] = [lambda: seen.extend(ours.values_list("state", flat=True))]
    assert deliver() == {"sent": number}
    return seen


@pytest.fixture
def as_fast_as_ever(monkeypatch):
    """However slow this machine is just now."""
    monkeypatch.setattr(delivery, "_QUICK_S", 600)
    monkeypatch.setattr(delivery, "_LOOK_EVERY_S", 600)
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 600)


@pytest.mark.usefixtures("as_fast_as_ever")
def test_a_few_quick_mails_are_marked_together(server):
    seen = states_while_the_last_is_sent(server, 8)
    assert seen == ["sent"] * (len(seen) - seen.count("sending")) + ["sending"] * seen.count("sending")
    assert 1 <= seen.count("sending") <= delivery.MARKED_TOGETHER


def test_a_mail_to_a_slow_server_is_marked_before_the_next_is_begun(server, monkeypatch):
    monkeypatch.setattr(delivery, "_QUICK_S", -1)
    assert states_while_the_last_is_sent(server, 4) == ["sent"] * 3


def test_a_process_that_goes_down_gives_back_what_it_did_not_send(server):
    some_messages(3)
    delivery.stop_soon.set()
    try:
        assert deliver() == {}
    finally:
        delivery.stop_soon.clear()
    assert set(Message.objects.values_list("state", "lease_owner")) == {("pending", "")}


@pytest.mark.usefixtures("as_fast_as_ever")
def test_statements_per_message_are_few(server, django_assert_num_queries):
    event = an_event(seats=30)
    for _ in range(30):
        registration = a_registration(event)
        a_message(
            registration, kind="seat_confirmed", method="REQUEST", told=a_told(registration), sequence=0
        )
    # a restore, breaker, lapsed, how much; a claim in 4, 4 to read with, a look; 6 marks; 3 to see that nothing is left.
    with django_assert_num_queries(22):
        assert deliver() == {"sent": 30}


@pytest.mark.usefixtures("as_fast_as_ever")
def test_a_mark_that_fails_while_a_mail_is_under_way_is_made_when_it_is_not(server, monkeypatch):
    settle_sent, failed = lease.settle_sent, []

    def fails_once(*arguments):
        if not failed:
            failed.append(True)
            raise OperationalError("the database is away")
        return settle_sent(*arguments)

    monkeypatch.setattr(lease, "settle_sent", fails_once)
    monkeypatch.setattr(delivery, "MARKED_TOGETHER", 1)  # the last mail has nothing else to be done under way
    some_messages(2)
    assert deliver() == {"sent": 2}
    assert failed
    assert len(server.sent) == 2


@pytest.mark.usefixtures("as_fast_as_ever")
def test_a_letter_that_cannot_be_written_ahead_is_written_at_its_turn(server, monkeypatch):
    compose, tried = writer.compose, []

    def fails_once(message):
        tried.append(message.pk)
        if tried.count(message.pk) == 1 and len(tried) > 1:
            raise ConnectionError("not just now")
        return compose(message)

    monkeypatch.setattr(writer, "compose", fails_once)
    first, second = some_messages(2)
    assert deliver() == {"sent": 2}
    assert tried == [first.pk, second.pk, second.pk]
